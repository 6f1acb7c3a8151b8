//! The map of a journey: the land, the way sailed and the way ahead, and the
//! places with their names and order. It says of itself what its line is.

mod frame;
mod names;
mod places;
mod way;

use maud::{Markup, html};

use self::frame::{WIDTH, round};
use self::way::Leg;
use super::stops;
use crate::geo::{Point, land};
use crate::tracking::shipment::Journey;

/// How many places without coordinates are named under the map: more than
/// these are a paragraph that nobody reads.
const MAX_MISSING: usize = 4;

/// Draws the journey; `None` when fewer than two places have coordinates.
#[must_use]
pub fn draw(
    _locale: &crate::language::Locale,
    journey: &Journey,
    _now: time::OffsetDateTime,
) -> Option<Markup> {
    let stops = stops::of(journey);
    let (stays, missing) = places::of(&stops);
    if stays.len() < 2 {
        return None;
    }
    let legs = way::between(&stays);
    let points: Vec<Point> = legs.iter().flat_map(|leg| leg.line.clone()).collect();
    let view = frame::around(&points);
    let lines: Vec<Vec<(f64, f64)>> = legs
        .iter()
        .map(|leg| frame::on_screen(&view, &leg.line))
        .collect();
    let starts = lines.iter().filter_map(|line| line.first());
    let end = lines.last().and_then(|line| line.last());
    let spots: Vec<(f64, f64)> = starts.chain(end).copied().collect();
    let called: Vec<&str> = stays.iter().map(|stay| stay.name).collect();
    let names = names::names(&called, &spots, &lines, view.height);
    let path = |by_water, sailed| {
        let drawn = |leg: &Leg| leg.by_water == by_water && leg.sailed == sailed;
        let lines = legs.iter().zip(&lines).filter(|(leg, _)| drawn(leg));
        let path = frame::path(lines.map(|(_, line)| line.as_slice()));
        (!path.is_empty()).then_some(path)
    };
    let spoken: Vec<String> = stays
        .iter()
        .map(|stay| {
            let change = if stay.change {
                " (change of vessel)"
            } else {
                ""
            };
            format!("{}{change}", stay.name)
        })
        .collect();
    Some(html! {
        figure.map {
            svg viewBox={ "0 0 " (WIDTH) " " (view.height) } role="img"
                aria-label={ "Route: " (spoken.join(", ")) } {
                path.land d=(land::path(&view)) {}
                @if let Some(path) = path(false, false) { path.ahead.over d=(path) {} }
                @if let Some(path) = path(true, false) { path.ahead d=(path) {} }
                @if let Some(path) = path(false, true) { path.over d=(path) {} }
                @if let Some(path) = path(true, true) { path d=(path) {} }
                @for (stay, (x, y)) in stays.iter().zip(&spots) {
                    @if stay.here { circle.here cx=(round(*x)) cy=(round(*y)) r="11" {} }
                    @if stay.change { circle.change cx=(round(*x)) cy=(round(*y)) r="7.5" {} }
                    circle.done[stay.reached] cx=(round(*x)) cy=(round(*y)) r="4.5" {}
                }
                @for name in &names {
                    text x=(round(name.x)) y=(round(name.y)) text-anchor=(name.anchor) {
                        tspan { (name.number) } " " (name.text)
                    }
                }
            }
            figcaption { (caption(&legs, stays.iter().any(|stay| stay.change), &missing)) }
        }
    })
}

/// What the lines are, and what is not there.
fn caption(legs: &[Leg], changes: bool, missing: &[&str]) -> Markup {
    let by_water = legs.iter().any(|leg| leg.by_water);
    let apart = |leg: &Leg| leg.line.first() != leg.line.last();
    let straight = legs.iter().any(|leg| !leg.by_water && apart(leg));
    html! {
        @if by_water { "The line follows usual sea lanes; it is not the vessel’s own track." }
        @if by_water && straight { " Straight, thinner parts only join two places." }
        @if !by_water { "The straight line only joins the places; it is not a track." }
        @if changes { " A ring marks a change of vessel." }
        @if !missing.is_empty() {
            " Not on the map, because we have no coordinates: "
            @for (index, name) in missing.iter().take(MAX_MISSING).enumerate() {
                @if index > 0 { ", " }
                bdi { (name) }
            }
            @if missing.len() > MAX_MISSING { " and " (missing.len() - MAX_MISSING) " more" }
            "."
        }
    }
}

#[cfg(test)]
mod tests;
