//! What there is to say, as one table a language: a field that a language
//! lacks does not compile.
//!
//! Words in braces stand for what is filled in (`super::fill`); a translation
//! has the same ones as the English, in any order, and a test sees to that.

use super::tables::{Told, Words};

/// Structs that can be told word by word, in the order of their fields. What
/// serde would derive for them is as large as two languages.
macro_rules! told {
    ($(
        $(#[$about:meta])*
        pub struct $name:ident {
            $($(#[$what:meta])* pub $field:ident: $type:ty,)*
        }
    )*) => {$(
        $(#[$about])*
        pub struct $name {
            $($(#[$what])* pub $field: $type,)*
        }

        impl Told for $name {
            fn read(words: &mut Words) -> Self {
                Self {
                    $($field: Told::read(words),)*
                }
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn write(&self, words: &mut Vec<Option<&'static str>>) {
                $(self.$field.write(words);)*
            }
        }
    )*};
}

told! {
/// Everything that pages and letters say in one language.
#[derive(Debug, PartialEq, Eq)]
pub struct Messages {
    /// The gate's two pages: the mailbox, then the code.
    pub gate: Gate,
    /// The end of a link.
    pub gone: Gone,
    /// For those who land on the bare host.
    pub home: Home,
    /// Refusals and failures, as a person reads them.
    pub problem: Problem,
    /// When it arrives.
    pub arrival: Arrival,
    /// Where it is now.
    pub whereabouts: Whereabouts,
    /// What stands out: exceptions.
    pub attention: Attention,
    /// What happened and what comes next.
    pub timeline: Timeline,
    /// Which vessels carry it.
    pub vessels: Vessels,
    /// About the data and about the link.
    pub about: About,
    /// The map.
    pub map: Map,
    /// What can be done with the page.
    pub tools: Tools,
    /// What the open page says of itself.
    pub live: Live,
    /// What a shipment is known by.
    pub kinds: Kinds,
    /// Events that have happened, told as such.
    pub done: Steps,
    /// The same events while they are planned or expected: the words must not
    /// claim that they have happened.
    pub due: Steps,
    /// Whether a container is full, after an event.
    pub load: Load,
    /// Documents (DCSA `documentTypeCode`) and what became of them (`shipmentEventTypeCode`).
    pub papers: Papers,
    /// Why something is late (SMDG delay reason codes), within a sentence.
    pub delays: Delays,
    /// Letters.
    pub mail: Mail,
    /// What is told of a shipment, in letters.
    pub news: News,
    /// Letters that bring news, and the one that asks whether to.
    pub notices: Notices,
    /// News by mail, on pages: asking for them, confirming, ending them.
    pub updates: Updates,
    /// How many shipments there are: `{number}` for each of the language's
    /// plural categories (CLDR); `other` serves those that it does not name.
    pub shipments: Plural,
    /// Subject and heading of a letter that shares several; `{sender}` is a
    /// company, `{shipments}` the line above.
    pub shared_several: &'static str,
}

/// One sentence for each plural category that a language has (CLDR), of which
/// only `other` is in all of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Plural {
    /// Of nothing, in Arabic.
    pub zero: Option<&'static str>,
    /// Of one.
    pub one: Option<&'static str>,
    /// Of two.
    pub two: Option<&'static str>,
    /// Of a few.
    pub few: Option<&'static str>,
    /// Of many.
    pub many: Option<&'static str>,
    /// Of all else.
    pub other: &'static str,
}
}

impl Plural {
    /// For a language that tells no numbers apart.
    #[must_use]
    pub const fn only(other: &'static str) -> Self {
        Self {
            zero: None,
            one: None,
            two: None,
            few: None,
            many: None,
            other,
        }
    }

    /// For a language that tells one from all others.
    #[must_use]
    pub const fn pair(one: &'static str, other: &'static str) -> Self {
        Self {
            one: Some(one),
            ..Self::only(other)
        }
    }
}

told! {
/// The gate's two pages: the mailbox, then the code.
#[derive(Debug, PartialEq, Eq)]
pub struct Gate {
    /// Title of the page that asks for the mailbox.
    pub title: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What to do and why it is easy.
    pub lead: &'static str,
    /// Label of the field.
    pub email: &'static str,
    /// Button.
    pub send_code: &'static str,
    /// A question that can be opened.
    pub why: &'static str,
    /// Its answer.
    pub why_text: &'static str,
    /// At the foot. `{sender}` is a company.
    pub sent_by: &'static str,
    /// At the foot.
    pub works_until: &'static str,
    /// Title of a page on which something has to be put right.
    pub please_check: &'static str,
    /// Title of the page that asks for the code.
    pub code_title: &'static str,
    /// Its heading.
    pub code_heading: &'static str,
    /// `{mailbox}` is an address, or `this_mailbox`.
    pub code_lead: &'static str,
    /// Stands for an address that the page does not know.
    pub this_mailbox: &'static str,
    /// Label of the field.
    pub code: &'static str,
    /// Under the field.
    pub code_hint: &'static str,
    /// Beside it, counting down; `{time}` is minutes and seconds.
    pub code_left: &'static str,
    /// Button.
    pub open: &'static str,
    /// A question that can be opened.
    pub no_email: &'static str,
    /// First advice.
    pub no_email_spam: &'static str,
    /// Second advice.
    pub no_email_slip: &'static str,
    /// Third advice.
    pub no_email_wait: &'static str,
    /// Last advice.
    pub no_email_ask: &'static str,
    /// A part that can be opened.
    pub other_address: &'static str,
    /// Button.
    pub send_new_code: &'static str,
    /// Stands for a sender without a name; within a sentence.
    pub the_sender: &'static str,
    /// What was typed is no mail address.
    pub malformed: &'static str,
    /// The code is void.
    pub code_void: &'static str,
    /// The code is not the right one.
    pub code_wrong: &'static str,
    /// The store has not heard of the code here.
    pub code_on_its_way: &'static str,
}

/// The end of a link.
#[derive(Debug, PartialEq, Eq)]
pub struct Gone {
    /// Heading: the shipment was delivered.
    pub delivered: &'static str,
    /// What that means.
    pub delivered_text: &'static str,
    /// When that was; `{date}` has its year.
    pub delivered_on: &'static str,
    /// The same with a place.
    pub delivered_on_in: &'static str,
    /// Heading: the link's time is up.
    pub expired: &'static str,
    /// What that means.
    pub expired_text: &'static str,
    /// Heading: the sender has ended it.
    pub revoked: &'static str,
    /// What that means.
    pub revoked_text: &'static str,
    /// What to do; `{sender}` is a company.
    pub contact: &'static str,
    /// The same where the company has no name.
    pub contact_unnamed: &'static str,
    /// Heading of the form.
    pub ask_heading: &'static str,
    /// What the form does.
    pub ask_text: &'static str,
    /// Button.
    pub ask_button: &'static str,
    /// Heading after asking.
    pub asked: &'static str,
    /// What happens next.
    pub asked_text: &'static str,
}

/// For those who land on the bare host.
#[derive(Debug, PartialEq, Eq)]
pub struct Home {
    /// Heading.
    pub title: &'static str,
    /// `{sender}` is a company.
    pub lead: &'static str,
    /// The same without a name.
    pub lead_unnamed: &'static str,
    /// What to do.
    pub text: &'static str,
}

/// Refusals and failures, as a person reads them.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// Heading: 404.
    pub not_found: &'static str,
    /// What to do.
    pub not_found_text: &'static str,
    /// Heading: the form came from another site.
    pub cross_site: &'static str,
    /// What to do.
    pub cross_site_text: &'static str,
    /// Heading: 401, 403.
    pub not_allowed: &'static str,
    /// What to do.
    pub not_allowed_text: &'static str,
    /// Heading: 405.
    pub wrong_method: &'static str,
    /// What to do.
    pub wrong_method_text: &'static str,
    /// Heading: 429.
    pub too_many: &'static str,
    /// What that means.
    pub too_many_text: &'static str,
    /// Heading: the form was no good.
    pub unreadable: &'static str,
    /// What to do.
    pub unreadable_text: &'static str,
    /// Heading: 500.
    pub internal: &'static str,
    /// What that means.
    pub internal_text: &'static str,
    /// Heading: 503.
    pub unavailable: &'static str,
    /// What that means.
    pub unavailable_text: &'static str,
    /// Heading: the deployment lacks settings.
    pub not_ready: &'static str,
    /// What that means.
    pub not_ready_text: &'static str,
    /// `{span}` is such as `30 seconds`.
    pub try_again: &'static str,
    /// At the foot; `{number}` is an HTTP status.
    pub error: &'static str,
}

/// When it arrives.
#[derive(Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Heading where nothing more is known.
    pub arrival: &'static str,
    /// In the place of the date, large.
    pub none: &'static str,
    /// Under it.
    pub none_text: &'static str,
    /// Heading above an expected date.
    pub arrives: &'static str,
    /// The same with a place.
    pub arrives_in: &'static str,
    /// Heading above a date that has happened.
    pub arrived: &'static str,
    /// The same with a place.
    pub arrived_in: &'static str,
    /// Heading above a scheduled date.
    pub planned: &'static str,
    /// The same with a place.
    pub planned_in: &'static str,
    /// Heading above the date of delivery.
    pub delivered: &'static str,
    /// The same with a place.
    pub delivered_in: &'static str,
    /// The clock at the port; `{zone}` is such as `UTC+8`.
    pub local_time: &'static str,
    /// The same moment where the reader is; `{time}` is weekday, day and clock.
    pub yours: &'static str,
    /// The expected time lies behind.
    pub passed: &'static str,
    /// How far the date has moved; `{span}` is such as `2 days`.
    pub later: &'static str,
    /// The same in the other direction.
    pub earlier: &'static str,
    /// Caption of the table.
    pub history: &'static str,
    /// An earlier date, in the table's first column.
    pub was: &'static str,
    /// The present date, in the table's first column.
    pub now: &'static str,
    /// When the carrier said so, in the table.
    pub said: &'static str,
    /// One line, in the title and in lists.
    pub short_arrives: &'static str,
    /// One line.
    pub short_arrived: &'static str,
    /// One line.
    pub short_planned: &'static str,
    /// One line.
    pub short_delivered: &'static str,
    /// One line.
    pub short_none: &'static str,
}

/// Where it is now.
#[derive(Debug, PartialEq, Eq)]
pub struct Whereabouts {
    /// Heading.
    pub heading: &'static str,
    /// How old that is.
    pub as_said: &'static str,
    /// Label of the newest event.
    pub last: &'static str,
    /// Label of the next event.
    pub next: &'static str,
    /// When the next event is expected.
    pub expected: &'static str,
    /// When it was expected; that time has passed.
    pub was_expected: &'static str,
    /// Heading: the carrier does not know the shipment.
    pub not_started: &'static str,
    /// What that means.
    pub not_started_lead: &'static str,
    /// What to do.
    pub not_started_text: &'static str,
    /// Stage.
    pub booked: &'static str,
    /// Stage.
    pub at_origin: &'static str,
    /// Stage.
    pub at_origin_in: &'static str,
    /// Stage.
    pub at_sea: &'static str,
    /// Stage.
    pub at_sea_on: &'static str,
    /// Stage: ashore in a port of transhipment.
    pub transhipment: &'static str,
    /// Stage.
    pub transhipment_in: &'static str,
    /// Stage.
    pub arrived: &'static str,
    /// Stage.
    pub arrived_in: &'static str,
    /// Stage.
    pub inland: &'static str,
    /// Stage.
    pub inland_rail: &'static str,
    /// Stage.
    pub inland_truck: &'static str,
    /// Stage.
    pub inland_barge: &'static str,
    /// Stage.
    pub delivered: &'static str,
    /// Stage.
    pub returned: &'static str,
}

/// What stands out: exceptions.
#[derive(Debug, PartialEq, Eq)]
pub struct Attention {
    /// The arrival has moved; `{span}` is such as `2 days`.
    pub late: &'static str,
    /// The two days.
    pub late_from: &'static str,
    /// Rollover: the container was left off its vessel.
    pub rolled: &'static str,
    /// Heading of that notice.
    pub vessel_changed: &'static str,
    /// The two vessels.
    pub vessel_from: &'static str,
    /// Heading of that notice.
    pub customs: &'static str,
    /// What that means.
    pub customs_text: &'static str,
}

/// What happened and what comes next.
#[derive(Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Heading.
    pub heading: &'static str,
    /// Heading of what has no place.
    pub papers: &'static str,
    /// Heading of a place without a name.
    pub unnamed: &'static str,
    /// A mark on an event.
    pub expected: &'static str,
    /// A mark on an event.
    pub planned: &'static str,
    /// A mark on an event whose time has passed.
    pub unconfirmed: &'static str,
    /// A mark on an event that has just come in.
    pub fresh: &'static str,
    /// On which vessel an event is.
    pub voyage: &'static str,
    /// Opens the events that a long list hides.
    pub earlier_events: &'static str,
}

/// Which vessels carry it.
#[derive(Debug, PartialEq, Eq)]
pub struct Vessels {
    /// Heading for one.
    pub one: &'static str,
    /// Heading for several.
    pub several: &'static str,
    /// Column.
    pub vessel: &'static str,
    /// Column.
    pub voyage: &'static str,
    /// Column.
    pub route: &'static str,
    /// A vessel without a name.
    pub unnamed: &'static str,
}

/// About the data and about the link.
#[derive(Debug, PartialEq, Eq)]
pub struct About {
    /// Heading.
    pub data: &'static str,
    /// Label: when the carrier last said anything.
    pub last_word: &'static str,
    /// Label: when we asked the carrier.
    pub fetched: &'static str,
    /// After the time: the carrier has not answered since.
    pub unreachable: &'static str,
    /// Label.
    pub carrier: &'static str,
    /// Strong, at the top.
    pub stale: &'static str,
    /// `{ago}` is such as `3 hours ago`.
    pub stale_text: &'static str,
    /// `{number}` is a container's.
    pub check_digit: &'static str,
    /// Heading.
    pub link: &'static str,
    /// Label.
    pub sent_by: &'static str,
    /// Label: what the sender wrote.
    pub note: &'static str,
    /// Label.
    pub works_until: &'static str,
    /// After that time.
    pub closes_sooner: &'static str,
    /// Button.
    pub sign_out: &'static str,
    /// Before the sender's contact.
    pub questions: &'static str,
    /// Label of the chooser.
    pub language: &'static str,
    /// Button of the chooser.
    pub change: &'static str,
}

/// The map.
#[derive(Debug, PartialEq, Eq)]
pub struct Map {
    /// What the map shows, read out.
    pub route: &'static str,
    /// After a place, in brackets.
    pub change_of_vessel: &'static str,
    /// Caption.
    pub lanes: &'static str,
    /// Caption.
    pub track: &'static str,
    /// Caption.
    pub straight_parts: &'static str,
    /// Caption.
    pub straight: &'static str,
    /// Caption.
    pub ring: &'static str,
    /// Caption.
    pub missing: &'static str,
    /// In the map's place.
    pub none: &'static str,
    /// Beside the vessel; `{ago}` is such as `3 hours ago`.
    pub reported: &'static str,
    /// Beside the vessel where nothing is reported.
    pub estimated: &'static str,
    /// The vessel's heading.
    pub course: &'static str,
    /// Button.
    pub zoom_in: &'static str,
    /// Button.
    pub zoom_out: &'static str,
    /// Button.
    pub whole: &'static str,
    /// Read out on the map.
    pub help: &'static str,
}

/// What can be done with the page.
#[derive(Debug, PartialEq, Eq)]
pub struct Tools {
    /// Button beside a number.
    pub copy: &'static str,
    /// After that.
    pub copied: &'static str,
    /// Heading.
    pub calendar: &'static str,
    /// Link.
    pub calendar_file: &'static str,
    /// Link.
    pub calendar_feed: &'static str,
    /// Under it.
    pub calendar_hint: &'static str,
    /// Heading.
    pub phone: &'static str,
    /// Under the QR code.
    pub phone_text: &'static str,
    /// Read out in its place.
    pub phone_alt: &'static str,
    /// Button.
    pub print: &'static str,
    /// Title of the calendar's entry.
    pub arrives_calendar: &'static str,
    /// The same with a place.
    pub arrives_calendar_in: &'static str,
}

/// What the open page says of itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Live {
    /// Read out.
    pub arrival_changed: &'static str,
    /// Read out.
    pub updated: &'static str,
    /// While refreshing fails.
    pub offline: &'static str,
    /// Heading of the blanked page.
    pub ended: &'static str,
    /// Heading of the blanked page.
    pub closed: &'static str,
    /// Heading of the blanked page.
    pub confirm: &'static str,
    /// Link on the blanked page.
    pub open_again: &'static str,
}

/// What a shipment is known by.
#[derive(Debug, PartialEq, Eq)]
pub struct Kinds {
    /// Kind of reference.
    pub container: &'static str,
    /// Kind of reference.
    pub bill: &'static str,
    /// Kind of reference.
    pub booking: &'static str,
    /// What the list of shipments is called.
    pub list: &'static str,
}

/// What happens on a journey, each step in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Steps {
    /// Vessel arrived.
    pub vessel_arrived: &'static str,
    /// Arrived by rail.
    pub rail_arrived: &'static str,
    /// Arrived by truck.
    pub truck_arrived: &'static str,
    /// Arrived by barge.
    pub barge_arrived: &'static str,
    /// Vessel departed.
    pub vessel_departed: &'static str,
    /// Departed by rail.
    pub rail_departed: &'static str,
    /// Departed by truck.
    pub truck_departed: &'static str,
    /// Departed by barge.
    pub barge_departed: &'static str,
    /// Loaded on vessel.
    pub vessel_loaded: &'static str,
    /// Loaded on rail.
    pub rail_loaded: &'static str,
    /// Loaded on truck.
    pub truck_loaded: &'static str,
    /// Loaded on barge.
    pub barge_loaded: &'static str,
    /// Discharged from vessel.
    pub vessel_unloaded: &'static str,
    /// Unloaded from rail.
    pub rail_unloaded: &'static str,
    /// Unloaded from truck.
    pub truck_unloaded: &'static str,
    /// Unloaded from barge.
    pub barge_unloaded: &'static str,
    /// Gate in.
    pub gate_in: &'static str,
    /// Gate out.
    pub gate_out: &'static str,
    /// Packed.
    pub packed: &'static str,
    /// Unpacked.
    pub unpacked: &'static str,
    /// Picked up.
    pub picked_up: &'static str,
    /// Dropped off.
    pub dropped_off: &'static str,
    /// Inspected.
    pub inspected: &'static str,
    /// Resealed.
    pub resealed: &'static str,
    /// Removed.
    pub removed: &'static str,
}

/// Whether a container is full, after an event.
#[derive(Debug, PartialEq, Eq)]
pub struct Load {
    /// The event with a laden container.
    pub full: &'static str,
    /// The event with an empty container.
    pub empty: &'static str,
}

/// Documents (DCSA `documentTypeCode`) and what became of them (`shipmentEventTypeCode`).
#[derive(Debug, PartialEq, Eq)]
pub struct Papers {
    /// How the two stand together.
    pub line: &'static str,
    /// `ARN`.
    pub arn: &'static str,
    /// `BKG`.
    pub bkg: &'static str,
    /// `CAS`.
    pub cas: &'static str,
    /// `CBR`.
    pub cbr: &'static str,
    /// `CUS`.
    pub cus: &'static str,
    /// `DGD`.
    pub dgd: &'static str,
    /// `OOG`.
    pub oog: &'static str,
    /// `SHI`.
    pub shi: &'static str,
    /// `SRM`.
    pub srm: &'static str,
    /// `TRD`.
    pub trd: &'static str,
    /// `VGM`.
    pub vgm: &'static str,
    /// `APPR`.
    pub appr: &'static str,
    /// `CANC`.
    pub canc: &'static str,
    /// `CMPL`.
    pub cmpl: &'static str,
    /// `CONF`.
    pub conf: &'static str,
    /// `DRFT`.
    pub drft: &'static str,
    /// `HOLD`.
    pub hold: &'static str,
    /// `ISSU`.
    pub issu: &'static str,
    /// `PENA`.
    pub pena: &'static str,
    /// `PENC`.
    pub penc: &'static str,
    /// `PENU`.
    pub penu: &'static str,
    /// `RECE`.
    pub rece: &'static str,
    /// `REJE`.
    pub reje: &'static str,
    /// `RELS`.
    pub rels: &'static str,
    /// `REQS`.
    pub reqs: &'static str,
    /// `SUBM`.
    pub subm: &'static str,
    /// `SURR`.
    pub surr: &'static str,
    /// `VOID`.
    pub void: &'static str,
    /// `CUS` with `HOLD`.
    pub customs_hold: &'static str,
    /// `CUS` with `RELS`.
    pub customs_release: &'static str,
}

/// Why something is late (SMDG delay reason codes), within a sentence.
#[derive(Debug, PartialEq, Eq)]
pub struct Delays {
    /// `ACC`.
    pub acc: &'static str,
    /// `AIP`.
    pub aip: &'static str,
    /// `ANA`.
    pub ana: &'static str,
    /// `BUN`.
    pub bun: &'static str,
    /// `CAE`.
    pub cae: &'static str,
    /// `CGS`.
    pub cgs: &'static str,
    /// `CIN`.
    pub cin: &'static str,
    /// `CRN`.
    pub crn: &'static str,
    /// `DEV`.
    pub dev: &'static str,
    /// `DIN`.
    pub din: &'static str,
    /// `EDD`.
    pub edd: &'static str,
    /// `ENG`.
    pub eng: &'static str,
    /// `FTE`.
    pub fte: &'static str,
    /// `HLD`.
    pub hld: &'static str,
    /// `HOL`.
    pub hol: &'static str,
    /// `LAB`.
    pub lab: &'static str,
    /// `LAS`.
    pub las: &'static str,
    /// `LEK`.
    pub lek: &'static str,
    /// `LOT`.
    pub lot: &'static str,
    /// `MIL`.
    pub mil: &'static str,
    /// `MVX`.
    pub mvx: &'static str,
    /// `OTC`.
    pub otc: &'static str,
    /// `OTF`.
    pub otf: &'static str,
    /// `OTS`.
    pub ots: &'static str,
    /// `OTV`.
    pub otv: &'static str,
    /// `PAU`.
    pub pau: &'static str,
    /// `PBC`.
    pub pbc: &'static str,
    /// `PIT`.
    pub pit: &'static str,
    /// `PLT`.
    pub plt: &'static str,
    /// `PRD`.
    pub prd: &'static str,
    /// `PTF`.
    pub ptf: &'static str,
    /// `QUA`.
    pub qua: &'static str,
    /// `QUV`.
    pub quv: &'static str,
    /// `REF`.
    pub r#ref: &'static str,
    /// `RSC`.
    pub rsc: &'static str,
    /// `SPE`.
    pub spe: &'static str,
    /// `SPH`.
    pub sph: &'static str,
    /// `STF`.
    pub stf: &'static str,
    /// `STR`.
    pub str: &'static str,
    /// `STW`.
    pub stw: &'static str,
    /// `TID`.
    pub tid: &'static str,
    /// `UCC`.
    pub ucc: &'static str,
    /// `VGR`.
    pub vgr: &'static str,
    /// `VIN`.
    pub vin: &'static str,
    /// `WEA`.
    pub wea: &'static str,
    /// `WGT`.
    pub wgt: &'static str,
    /// `YRD`.
    pub yrd: &'static str,
}

/// Letters.
#[derive(Debug, PartialEq, Eq)]
pub struct Mail {
    /// Subject and heading for one; `{sender}` is a company.
    pub shared: &'static str,
    /// What to do.
    pub how: &'static str,
    /// Button.
    pub see: &'static str,
    /// Last line.
    pub close: &'static str,
    /// Subject.
    pub code_subject: &'static str,
    /// First line.
    pub code_opening: &'static str,
    /// How long it is good; `{span}` is such as `10 minutes`.
    pub code_life: &'static str,
    /// Last line.
    pub code_warning: &'static str,
}

/// What is told of a shipment, in letters: facts short enough for a subject
/// line, then the labels of what stands below.
#[derive(Debug, PartialEq, Eq)]
pub struct News {
    /// The arrival has moved; `{day}` is such as `5 Dec`, `{span}` such as `2 days`.
    pub later: &'static str,
    /// The same in the other direction.
    pub earlier: &'static str,
    /// The vessel is far from every way to its next port.
    pub off_route: &'static str,
    /// The container goes by another vessel or voyage.
    pub rolled: &'static str,
    /// Discharge is overdue; a place may follow.
    pub on_vessel: &'static str,
    /// Gate-out is overdue; a place may follow.
    pub in_terminal: &'static str,
    /// The vessel should have departed; a place may follow.
    pub departure: &'static str,
    /// The origin has said nothing new for long.
    pub silent: &'static str,
    /// Label: why.
    pub reason: &'static str,
    /// Label: a time.
    pub since: &'static str,
    /// Label.
    pub place: &'static str,
    /// Label: how far the vessel is from its way.
    pub away: &'static str,
    /// That distance.
    pub kilometres: &'static str,
    /// Label: a time and a position.
    pub seen: &'static str,
    /// Label: the vessel's next port.
    pub towards: &'static str,
}

/// Letters that bring news, and the one that asks whether to.
#[derive(Debug, PartialEq, Eq)]
pub struct Notices {
    /// Why the reader has it: they follow one shipment.
    pub because: &'static str,
    /// Why the reader has it: they want one a day.
    pub because_daily: &'static str,
    /// Link to the choice of how often.
    pub change: &'static str,
    /// Subject of a day's news; `{shipments}` is such as `3 shipments`.
    pub digest: &'static str,
    /// Subject of the letter that asks; `{shipment}` is a number.
    pub confirm: &'static str,
    /// What it asks.
    pub confirm_text: &'static str,
    /// Label of the frequency that was chosen.
    pub how_often: &'static str,
    /// Last line.
    pub confirm_ignore: &'static str,
}

/// News by mail, on pages: asking for them, confirming, ending them.
#[derive(Debug, PartialEq, Eq)]
pub struct Updates {
    /// Heading on the shipment's page.
    pub heading: &'static str,
    /// Choice.
    pub each_change: &'static str,
    /// Choice.
    pub daily: &'static str,
    /// Choice.
    pub arrival: &'static str,
    /// Button.
    pub ask: &'static str,
    /// After that.
    pub check: &'static str,
    /// What to do.
    pub check_text: &'static str,
    /// While they come; `{frequency}` is one of the choices.
    pub on: &'static str,
    /// Button beside it.
    pub stop: &'static str,
    /// Heading of the page that a letter leads to.
    pub confirm: &'static str,
    /// Button there, and in the letter.
    pub yes: &'static str,
    /// Heading after that.
    pub confirmed: &'static str,
    /// The letter's link is too old.
    pub void: &'static str,
    /// Heading of the page that ends them.
    pub unsubscribe: &'static str,
    /// Button there, and link in letters.
    pub stop_these: &'static str,
    /// Choice there.
    pub all: &'static str,
    /// Heading after that.
    pub stopped: &'static str,
    /// The same for all.
    pub stopped_all: &'static str,
}
}
