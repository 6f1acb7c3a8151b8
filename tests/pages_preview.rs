//! Writes every page to `tests/out/preview/`, where a person can
//! look at them, and checks each on the way.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use sealink::error::{Code, Error};
use sealink::geo::earth;
use sealink::language::calendar::Calendar;
use sealink::language::{Language, Locale};
use sealink::page::gate::{self, Gate, Notice};
use sealink::page::tracking::{self, View};
use sealink::page::{Brand, assets, gone, home, problem};
use sealink::reference::{Kind, Reference};
use sealink::tracking::shipment::Tracking;
use time::OffsetDateTime;
use time::macros::datetime;

#[path = "../src/page/check.rs"]
mod check;

const NOW: OffsetDateTime = datetime!(2026-11-22 09:15 UTC);
const LINK_ID: &str = "AAAAAAAAAAAAAAAAAAAAAA";
fn brand() -> Brand<'static> {
    Brand {
        name: "Northwind Forwarding",
        ..Brand::unnamed()
    }
}

fn locale(language: Language) -> Locale {
    let all: HashMap<String, serde_json::Value> =
        serde_json::from_str(include_str!("world/intl.json")).unwrap();
    let calendar = Calendar::read(&all[language.intl_tag()].to_string()).unwrap();
    Locale::new(language, language.messages(), Rc::new(calendar))
}

fn specimens() -> HashMap<String, Tracking> {
    serde_json::from_str(include_str!("specimens.json")).unwrap()
}

fn view<'a>(locale: &'a Locale, shipments: &'a [(Reference, Tracking)]) -> View<'a> {
    View {
        brand: brand(),
        locale,
        link_id: LINK_ID,
        expires: datetime!(2027-02-20 00:00 UTC),
        note: Some("PO 4711, the autumn collection.\nCall me if anything is unclear. Kim"),
        shipments,
        now: NOW,
    }
}

fn pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    let mut add = |name: &str, html: String| pages.push((name.to_owned(), html));

    let english = locale(Language::English);
    let gate = |notice, mailbox| Gate {
        brand: brand(),
        locale: &english,
        link_id: LINK_ID,
        expires: datetime!(2027-02-20 00:00 UTC),
        mailbox,
        notice,
    };
    let until = NOW + time::Duration::minutes(10);
    add("gate", gate::address(&gate(None, None)).into_string());
    let malformed = gate(Some(Notice::AddressMalformed), Some("jane.example.com"));
    add("gate-malformed", gate::address(&malformed).into_string());
    let asked = gate(None, Some("jane@example.com"));
    add("code", gate::code(&asked, NOW, until).into_string());
    let wrong = gate(Some(Notice::CodeWrong), None);
    add("code-wrong", gate::code(&wrong, NOW, until).into_string());

    for (name, why) in [
        ("gone-delivered", gone::Why::Delivered(&[])),
        ("gone-expired", gone::Why::Expired),
        ("gone-revoked", gone::Why::Revoked),
    ] {
        add(name, gone::page(brand(), &english, why, None).into_string());
    }
    let not_found = Error::new(Code::NotFound, "Nothing here.");
    add(
        "problem-404",
        problem::page(brand(), &english, &not_found).into_string(),
    );
    add(
        "problem-503",
        problem::page(brand(), &english, &Error::unavailable("")).into_string(),
    );
    add("home", home::page(brand(), &english).into_string());

    let container = |number| Reference::parse(Kind::Container, number, Some("MAEU")).unwrap();
    let specimens = specimens();
    for (name, tracking) in &specimens {
        let number = if name == "stale" {
            "MSKU1234567"
        } else {
            "CSQU3054383"
        };
        let shipments = [(container(number), tracking.clone())];
        add(
            &format!("tracking-{name}"),
            tracking::page(&view(&english, &shipments)).into_string(),
        );
    }
    for language in [Language::Arabic, Language::Korean, Language::German] {
        let shipments = [(container("CSQU3054383"), specimens["at_sea"].clone())];
        let locale = locale(language);
        let page = tracking::page(&view(&locale, &shipments)).into_string();
        add(&format!("tracking-{}", language.tag()), page);
    }
    let several: Vec<_> = ["at_sea", "suez", "not_started"]
        .iter()
        .zip(["CSQU3054383", "TCLU6718159", "APZU4812090"])
        .map(|(name, number)| (container(number), specimens[*name].clone()))
        .collect();
    add(
        "tracking-several",
        tracking::page(&view(&english, &several)).into_string(),
    );
    pages
}

#[test]
fn every_page_is_written_where_a_person_can_look() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let [land, sea, ports] = ["land.bin", "sea.bin", "ports.bin"]
        .map(|name| fs::read(root.join("src/geo/data").join(name)).unwrap());
    earth::provide(&land, &sea, &ports).unwrap();
    let out = root.join("tests/out/preview");
    fs::create_dir_all(out.join("assets")).unwrap();
    let pages = pages();
    for (name, html) in &pages {
        check::page(html);
        fs::write(out.join(format!("{name}.html")), html).unwrap();
    }
    for asset in [
        assets::Asset::GateScript,
        assets::Asset::PageScript,
        assets::Asset::MapScript,
        assets::Asset::Icon,
    ] {
        let path = assets::path_of(asset);
        let reply = assets::find(path).unwrap();
        fs::write(out.join(path.trim_start_matches('/')), &*reply.body).unwrap();
    }
    let written = fs::read_dir(&out).unwrap().count();
    assert!(written > pages.len(), "{written}");
}
