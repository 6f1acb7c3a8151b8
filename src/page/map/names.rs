//! The places' names, beside them and clear of one another.

use super::Point;
use super::frame::WIDTH;

/// A name and where it stands.
pub(super) struct Name {
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) anchor: &'static str,
    /// Left, top, right, bottom.
    pub(super) area: [f64; 4],
}

/// Puts each name beside its place where it covers neither another name nor
/// another place; a name that finds no room is left to the timeline.
pub(super) fn names(points: &[Point<'_>], spots: &[(f64, f64)], height: f64) -> Vec<Name> {
    let mut placed: Vec<Name> = Vec::new();
    for (point, spot) in points.iter().zip(spots) {
        let text = shortened(point.name);
        if placed.iter().any(|name| name.text == text) {
            continue;
        }
        let fits = |name: &Name| {
            let [left, top, right, bottom] = name.area;
            let inside =
                left >= 2.0 && right <= WIDTH - 2.0 && top >= 2.0 && bottom <= height - 2.0;
            let clear = placed.iter().all(|other| !overlap(name.area, other.area));
            let open = spots
                .iter()
                .filter(|other| *other != spot)
                .all(|(x, y)| !overlap(name.area, [x - 6.0, y - 6.0, x + 6.0, y + 6.0]));
            inside && clear && open
        };
        let (clean, crossed): (Vec<Name>, Vec<Name>) = candidates(&text, *spot)
            .into_iter()
            .filter(fits)
            .partition(|name| !on_the_line(name.area, spots));
        // A name across the line reads better than no name.
        let free = clean.into_iter().chain(crossed).next();
        placed.extend(free);
    }
    placed
}

/// Whether the line of the journey runs through an area.
pub(super) fn on_the_line(area: [f64; 4], spots: &[(f64, f64)]) -> bool {
    /// The drawing is a few hundred pixels wide, and names are ten high.
    const SAMPLES: u32 = 48;
    let [left, top, right, bottom] = area;
    spots.windows(2).any(|pair| {
        let [from, to] = pair else { return false };
        (0..=SAMPLES).any(|sample| {
            let part = f64::from(sample) / f64::from(SAMPLES);
            let x = from.0 + (to.0 - from.0) * part;
            let y = from.1 + (to.1 - from.1) * part;
            (left..=right).contains(&x) && (top..=bottom).contains(&y)
        })
    })
}

/// The four sides of a place, the best first.
fn candidates(text: &str, (x, y): (f64, f64)) -> [Name; 4] {
    /// The size of the letters, as the style sheet has it for phones.
    const SIZE: f64 = 12.0;
    /// From the middle of the place to the name.
    const GAP: f64 = 11.0;
    let width: f64 = text
        .chars()
        // Latin letters take about 0.58 of their height; what lies far beyond
        // Latin may be as wide as it is high.
        .map(|c| if c < '\u{1100}' { 0.58 * SIZE } else { SIZE })
        .sum();
    let name = |anchor: &'static str, x: f64, baseline: f64| {
        let left = match anchor {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        Name {
            text: text.to_owned(),
            x,
            y: baseline,
            anchor,
            area: [left, baseline - SIZE, left + width, baseline + 3.0],
        }
    };
    [
        name("middle", x, y + GAP + SIZE),
        name("middle", x, y - GAP),
        name("start", x + GAP, y + 4.0),
        name("end", x - GAP, y + 4.0),
    ]
}

fn shortened(name: &str) -> String {
    /// Longer names cover half of a phone.
    const MAX: usize = 22;
    if name.chars().count() <= MAX {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(MAX - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

fn overlap(one: [f64; 4], other: [f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}
