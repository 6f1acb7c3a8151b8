//! The map of a journey: the land, the way sailed and the way ahead, the vessel,
//! and the places with their names and order. It says of itself what its lines
//! are.
//!
//! It is a picture that needs nothing else. `map.js` makes it one to move and to
//! magnify: it works on the groups of the drawing, which is 360 units wide, and
//! on what the attributes `data-` say of it. Strokes keep their width and dots
//! their size by `vector-effect`; letters, the vessel and the scale's figures
//! keep theirs by the style sheet's `--pixel`, which is how much of the drawing a
//! CSS pixel is.

mod caption;
mod course;
mod frame;
mod names;
mod places;
mod scale;
mod voyage;
mod way;

use maud::{Markup, PreEscaped, html};
use time::OffsetDateTime;

use self::frame::WIDTH;
use self::names::{Area, Name, Taken};
use self::places::Stay;
use self::scale::Scale;
use self::voyage::Vessel;
use self::way::{Kind, Way};
use super::assets::{Asset, path_of};
use super::stops;
use crate::geo::{Point, land, tiles};
use crate::language::{Locale, fill};
use crate::tracking::shipment::Journey;

/// A vessel from above, 14 by 22 CSS pixels, its bow to the north.
const SHIP: &str = "M0-11C4-7 6-4 6 0V8Q6 10 4 10H-4Q-6 10-6 8V0C-6-4-4-7 0-11Z";

/// The ways by water that [`draw`] may ask `geo::lanes::memo` for, by their ends.
///
/// Each that is not known to it takes up to 65 ms to find: fetch those that are
/// not known from where they are kept before drawing, and keep those that are
/// known after it.
#[must_use]
pub fn needed(journey: &Journey) -> Vec<(Point, Point)> {
    let stops = stops::of(journey);
    way::needed(&places::of(&stops).0, journey)
}

/// Draws the journey; `None` when fewer than two places have coordinates.
#[must_use]
pub fn draw(locale: &Locale, journey: &Journey, now: OffsetDateTime) -> Option<Markup> {
    let stops = stops::of(journey);
    let (stays, missing) = places::of(&stops);
    if stays.len() < 2 {
        return None;
    }
    let way = way::between(&stays, journey, now);
    let plane = way.plane();
    let view = frame::around(&plane.concat());
    let lines: Vec<Vec<(f64, f64)>> = plane
        .iter()
        .map(|line| frame::on_screen(&view, line))
        .collect();
    let spots: Vec<(f64, f64)> = way
        .places
        .iter()
        .map(|place| view.to_screen(*place))
        .collect();
    let scale = Scale::of(&view, &lines);
    let mut areas = vec![scale.area(), buttons(locale)];
    let vessel = way
        .vessel
        .as_ref()
        .map(|vessel| (vessel, view.to_screen(vessel.at)));
    areas.extend(vessel.map(|(_, spot)| names::around(spot, 12.0)));
    let called: Vec<&str> = stays.iter().map(|stay| stay.name).collect();
    let taken = Taken {
        spots: &spots,
        lines: &lines,
        areas: &areas,
    };
    let names = names::names(&called, &taken, view.height);
    let changes = stays.iter().any(|stay| stay.change);
    let (left, top, across) = view.origin();
    let said = &locale.messages().map;
    Some(html! {
        figure.map {
            div.chart data-tiles=(tiles::path()) data-help=(said.help) data-zoom-in=(said.zoom_in)
                data-zoom-out=(said.zoom_out) data-whole=(said.whole) {
                svg viewBox={ "0 0 " (WIDTH) " " (view.height) } role="img"
                    data-view={ (left) " " (top) " " (across) }
                    aria-label=(fill::text(said.route, &[("places", &spoken(locale, &stays))])) {
                    g.land { path d=(PreEscaped(&*land::path(&view))) {} }
                    g.lines { (drawn_lines(&way, &lines)) }
                    g.marks { (marks(&stays, &spots)) }
                    g.names { @for name in &names { (drawn_name(name)) } }
                    @if let Some((vessel, spot)) = vessel { (drawn_vessel(vessel, spot)) }
                    (scale.draw())
                }
            }
            // A page without a map does without it; a page of many loads it once.
            script type="module" src=(path_of(Asset::MapScript)) {}
            figcaption { (caption::draw(locale, &way, changes, &missing, now)) }
        }
    })
}

/// Where the script puts its buttons on a wide map: at the upper end of the line.
fn buttons(locale: &Locale) -> Area {
    /// Three of them, one below the other, where a unit is two CSS pixels.
    const SIZE: (f64, f64) = (24.0, 62.0);
    match locale.language.direction() {
        "rtl" => [0.0, 0.0, SIZE.0, SIZE.1],
        _ => [WIDTH - SIZE.0, 0.0, WIDTH, SIZE.1],
    }
}

/// The places as they are read out.
fn spoken(locale: &Locale, stays: &[Stay<'_>]) -> String {
    let change = locale.messages().map.change_of_vessel;
    let places = stays.iter().map(|stay| {
        if stay.change {
            format!("{} ({change})", stay.name)
        } else {
            stay.name.to_owned()
        }
    });
    places.collect::<Vec<_>>().join(locale.comma())
}

/// One path for all lines that look the same, the way sailed on top.
fn drawn_lines(way: &Way<'_>, lines: &[Vec<(f64, f64)>]) -> Markup {
    // Beside a track, what is only computed of the way sailed is not as solid.
    let tracked = way.parts.iter().any(|part| part.kind == Kind::Track);
    let path = |kind, sailed| {
        let parts = way.parts.iter().zip(lines);
        let alike = parts.filter(|(part, _)| part.kind == kind && part.sailed == sailed);
        let path = frame::path(alike.map(|(_, line)| line.as_slice()));
        (!path.is_empty()).then_some(path)
    };
    html! {
        @if let Some(path) = path(Kind::Straight, false) { path.ahead.over d=(path) {} }
        @if let Some(path) = path(Kind::Lane, false) { path.ahead d=(path) {} }
        @if let Some(path) = path(Kind::Straight, true) { path.over.past[tracked] d=(path) {} }
        @if let Some(path) = path(Kind::Lane, true) { path class=[tracked.then_some("past")] d=(path) {} }
        @if let Some(path) = path(Kind::Track, true) { path d=(path) {} }
    }
}

/// The places, each kind of dot as one path: a halo where the goods are, a ring
/// where they change vessels, and a hole where they have not been.
fn marks(stays: &[Stay<'_>], spots: &[(f64, f64)]) -> Markup {
    let dots = |chosen: &dyn Fn(&Stay<'_>) -> bool| {
        let chosen = stays.iter().zip(spots).filter(|(stay, _)| chosen(stay));
        let path = frame::dots(chosen.map(|(_, spot)| *spot));
        (!path.is_empty()).then_some(path)
    };
    html! {
        @if let Some(d) = dots(&|stay| stay.here) { path.halo d=(d) {} }
        @if let Some(d) = dots(&|stay| stay.change) { path.ring d=(d) {} path.gap d=(d) {} }
        @if let Some(d) = dots(&|stay| !stay.change) { path.rim d=(d) {} }
        @if let Some(d) = dots(&|_| true) { path.dot d=(d) {} }
        @if let Some(d) = dots(&|stay| !stay.reached) { path.hole d=(d) {} }
    }
}

fn drawn_name(name: &Name) -> Markup {
    html! {
        g transform=(frame::moved(name.spot)) {
            text class=[name.roomy.then_some("roomy")] x=(name.x) y=(name.y) text-anchor=(name.anchor) {
                tspan { (name.number) } " " (name.text)
            }
        }
    }
}

fn drawn_vessel(vessel: &Vessel<'_>, spot: (f64, f64)) -> Markup {
    html! {
        g.vessel transform=(frame::moved(spot)) {
            g { g transform={ "rotate(" (frame::whole(vessel.bow)) ")" } { (caption::ship(vessel)) } }
        }
    }
}

#[cfg(test)]
mod tests;
