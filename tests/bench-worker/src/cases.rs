//! What is drawn.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::rc::Rc;

use sealink::geo::view::View;
use sealink::geo::{Point, earth, land, lanes};
use sealink::language::calendar::Calendar;
use sealink::language::messages::Messages;
use sealink::language::{ENGLISH, Language, Locale};
use sealink::page::tracking;
use sealink::page::{Brand, map};
use sealink::reference::{Kind, Reference};
use sealink::tracking::shipment::{Journey, Tracking};
use time::macros::datetime;

use crate::ar;
use crate::worst::{self, NOW};

/// Puts what the service would read from beside it into the isolate; the first
/// request pays, and the one that measures a first drawing is never the first.
///
/// # Errors
/// When the files are not those of the library.
pub(crate) fn prepare() -> Result<(), String> {
    thread_local! {
        static READY: OnceCell<Result<(), String>> = const { OnceCell::new() };
    }
    let provide = || {
        earth::provide(
            include_bytes!("../../../src/geo/data/land.bin"),
            include_bytes!("../../../src/geo/data/sea.bin"),
            include_bytes!("../../../src/geo/data/ports.bin"),
        )
    };
    READY.with(|ready| ready.get_or_init(provide).clone())
}

/// Draws a case once.
///
/// # Errors
/// Why it cannot be drawn.
pub(crate) fn draw(case: &str) -> Result<String, String> {
    // These two know nothing yet: they are the first drawings of an isolate.
    match case {
        "lane" => return lane(Point::new(31.36, 121.61), Point::new(33.74, -118.26)),
        "another-lane" => return lane(Point::new(35.1, 129.04), Point::new(51.95, 4.1)),
        _ => {}
    }
    thread_local! {
        static DATA: OnceCell<Result<Data, String>> = const { OnceCell::new() };
    }
    DATA.with(|data| match data.get_or_init(Data::read) {
        Ok(data) => data.draw(case),
        Err(error) => Err(error.clone()),
    })
}

/// One search for a way by sea.
fn lane(from: Point, to: Point) -> Result<String, String> {
    let route = lanes::route(from, to).ok_or("no way")?;
    Ok(route.nautical_miles.to_string())
}

/// All that is drawn from.
struct Data {
    english: Locale,
    arabic: Locale,
    ordinary: Vec<(Reference, Tracking)>,
    worst: Vec<(Reference, Tracking)>,
    /// The same, their vessels seen as often as is kept.
    seen: Vec<(Reference, Tracking)>,
    /// The first of these as the cache has it.
    cached: String,
    /// How often the world was turned, for [`Data::land`].
    turned: Cell<f64>,
}

impl Data {
    fn read() -> Result<Self, String> {
        let mut specimens: HashMap<String, Tracking> = json(include_str!("../../specimens.json"))?;
        let specimen = specimens.remove("at_sea").ok_or("no such specimen")?;
        let ten = |seen| {
            let shipment = |number| {
                let tracking = worst::tracking(&specimen, number, seen);
                Ok((
                    container(&format!("MSKU{:07}", 1_234_560 + number))?,
                    tracking,
                ))
            };
            (0..10).map(shipment).collect::<Result<Vec<_>, String>>()
        };
        let (worst, seen) = (ten(false)?, ten(true)?);
        let first = seen.first().map(|(_, tracking)| tracking);
        Ok(Self {
            english: locale(Language::English, ENGLISH)?,
            arabic: locale(Language::Arabic, &ar::MESSAGES)?,
            cached: serde_json::to_string(&first).map_err(|error| error.to_string())?,
            ordinary: vec![(container("CSQU3054383")?, specimen)],
            worst,
            seen,
            turned: Cell::default(),
        })
    }

    fn draw(&self, case: &str) -> Result<String, String> {
        let page = |locale, shipments| tracking::page(&view(locale, shipments)).into_string();
        Ok(match case {
            "nothing" => String::new(),
            "page" => page(&self.english, &self.ordinary),
            "page-ar" => page(&self.arabic, &self.ordinary),
            "worst" => page(&self.english, &self.worst),
            "worst-ar" => page(&self.arabic, &self.worst),
            "worst-seen" => page(&self.english, &self.seen),
            "map" => self.map(&self.ordinary)?,
            "worst-map" => self.map(&self.worst)?,
            "worst-map-seen" => self.map(&self.seen)?,
            "land" => self.land(),
            "needed" => {
                let journeys = self
                    .seen
                    .iter()
                    .filter_map(|(_, told)| told.journey.as_ref());
                journeys.flat_map(map::needed).count().to_string()
            }
            "facts" => self.facts(&self.ordinary)?,
            "worst-facts" => self.facts(&self.worst)?,
            "read" => {
                let read: Tracking = json(&self.cached)?;
                read.journey
                    .map_or(0, |journey| journey.events.len())
                    .to_string()
            }
            "cached" => self.cached.clone(),
            unknown => return Err(format!("{unknown}: no such case")),
        })
    }

    fn facts(&self, shipments: &[(Reference, Tracking)]) -> Result<String, String> {
        let facts = tracking::facts(&view(&self.english, shipments));
        serde_json::to_string(&facts).map_err(|error| error.to_string())
    }

    /// The land of the whole world, in a view that was not drawn before: it is a
    /// little further to the east every time.
    fn land(&self) -> String {
        let turn = self.turned.get() + 1e-9;
        self.turned.set(turn);
        let world = [(turn, 0.2), (turn + 1.0, 0.7)];
        let view = View::fit(&world, 360.0, 270.0, 36.0, 6.0);
        land::path(&view).to_string()
    }

    /// The map of the first shipment.
    fn map(&self, shipments: &[(Reference, Tracking)]) -> Result<String, String> {
        let (_, tracking) = shipments.first().ok_or("no shipment")?;
        let journey: &Journey = tracking.journey.as_ref().ok_or("no journey")?;
        let map = map::draw(&self.english, journey, NOW).ok_or("no map")?;
        Ok(map.into_string())
    }
}

fn view<'a>(locale: &'a Locale, shipments: &'a [(Reference, Tracking)]) -> tracking::View<'a> {
    tracking::View {
        brand: Brand {
            name: "Acme Forwarding",
            ..Brand::unnamed()
        },
        locale,
        link_id: "AAAAAAAAAAAAAAAAAAAAAA",
        expires: datetime!(2027-02-20 00:00 UTC),
        note: Some("PO 4711, the autumn collection."),
        shipments,
        now: NOW,
    }
}

fn container(number: &str) -> Result<Reference, String> {
    Reference::parse(Kind::Container, number, Some("MAEU")).map_err(|error| format!("{error:?}"))
}

fn locale(language: Language, messages: &'static Messages) -> Result<Locale, String> {
    let all: HashMap<String, serde_json::Value> = json(include_str!("../../world/intl.json"))?;
    let told = all.get(language.intl_tag()).ok_or("no such language")?;
    Ok(Locale::new(
        language,
        messages,
        Rc::new(Calendar::read(&told.to_string())?),
    ))
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}
