//! `GET /ops`: the week in figures, and what was shared last.

use futures_util::future::join;

use crate::error::Result;
use crate::event::Kind;
use crate::http::Reply;
use crate::page::ops::overview::{self, Assumptions, Day, View};
use crate::page::ops::{Listed, Notice};
use crate::share::figures;
use crate::share::list::{self, Filter};
use crate::world::World;

use super::Desk;
use super::shown::listed;

/// A week.
const DAYS: u16 = 7;

/// How many links the overview shows.
const LATEST: usize = 10;

pub(super) async fn page(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let (world, service) = (desk.visit.world, desk.visit.service);
    let (figures, latest) = join(
        figures::of_days(world, world.now().date(), DAYS),
        list::list(world, service, &Filter::default(), None, LATEST),
    )
    .await;
    // Either half is worth showing without the other.
    let silent = figures.is_err() || latest.is_err();
    for error in [figures.as_ref().err(), latest.as_ref().err()]
        .into_iter()
        .flatten()
    {
        world.log(&format!(
            "overview: {}",
            error.log.as_deref().unwrap_or_default()
        ));
    }
    let days: Vec<Day> = figures.unwrap_or_default().iter().map(day).collect();
    let links = latest.map(|page| page.links).unwrap_or_default();
    let latest: Vec<Listed<'_>> = links.iter().map(listed).collect();
    let given = |name| Some(desk.query.text(name));
    let view = View {
        days: &days,
        assumptions: Assumptions::read(given("percent"), given("minutes"), given("hourly")),
        latest: &latest,
        notice: silent.then_some(Notice::Failed(
            "Not everything could be read right now. Please load the page again in a moment.",
        )),
    };
    Ok(desk.page(200, overview::page(&desk.frame(), &view)))
}

fn day(day: &figures::Day) -> Day {
    let count = |kind| {
        let count = day.counts.get(&kind).copied().unwrap_or_default();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    Day {
        date: day.date,
        minted: count(Kind::Minted),
        opened: count(Kind::Opened),
        verified: count(Kind::Verified),
        viewed: count(Kind::Viewed),
        revoked: count(Kind::Revoked),
    }
}
