//! The ways by sea that a page's maps need, kept in the location's cache.
//!
//! A way takes up to 65 ms to find, and the same ports are asked for again and
//! again. An isolate remembers the ways that it has found; what an isolate has
//! found, the others of its location learn from here. Nothing rests on it: a
//! cache that fails costs the search.

use futures_util::future::join_all;

use crate::gate::page_of::Shown;
use crate::geo::Point;
use crate::geo::lanes::memo;
use crate::page::map;
use crate::world::World;

/// How long a cache may keep a way: its name changes with the chart, so that
/// it never becomes wrong.
const KEPT_SECONDS: u32 = 30 * 24 * 60 * 60;

/// The ways that had to be sought, because nobody here knew them.
pub(super) struct Sought(Vec<(Point, Point)>);

/// Learns what the location knows before the maps are drawn.
///
/// 1. What this isolate knows need not be asked for.
/// 2. The rest is asked for at once; a cache that fails is logged.
/// 3. What is still unknown, the drawing will seek: see [`keep`].
pub(super) async fn gather(world: &impl World, shown: &[Shown]) -> Sought {
    // 1
    let journeys = shown
        .iter()
        .filter_map(|(_, tracking)| tracking.journey.as_ref());
    let unknown: Vec<_> = journeys
        .flat_map(map::needed)
        .filter(|(from, to)| !memo::known(*from, *to))
        .collect();
    // 2
    let asked = unknown.iter().map(|(from, to)| async move {
        match world.cache_get(&key(*from, *to)?).await {
            Ok(text) => text,
            Err(fault) => {
                world.log(&format!("lanes: cache cannot be read: {fault}"));
                None
            }
        }
    });
    for text in join_all(asked).await.into_iter().flatten() {
        if !memo::learn(&text) {
            world.log("lanes: a cache entry cannot be read");
        }
    }
    // 3
    let sought = unknown
        .into_iter()
        .filter(|(from, to)| !memo::known(*from, *to));
    Sought(sought.collect())
}

/// Keeps what the drawing has found for the other isolates, after the reply.
pub(super) fn keep(world: &impl World, sought: &Sought) {
    for (from, to) in &sought.0 {
        let (Some(key), Some(text)) = (key(*from, *to), memo::tell(*from, *to)) else {
            continue;
        };
        let after = world.clone();
        world.defer(async move {
            if let Err(fault) = after.cache_put(&key, text, KEPT_SECONDS).await {
                after.log(&format!("lanes: cache cannot be written: {fault}"));
            }
        });
    }
}

fn key(from: Point, to: Point) -> Option<String> {
    Some(format!("lane/{}", memo::name(from, to)?))
}
