//! What pages and letters say in the same words: why something is late, and
//! when it arrives.

use time::OffsetDateTime;

use super::shipment::{Classifier, Journey};
use crate::language::messages::Delays;
use crate::language::{Locale, fill};

/// One line about the arrival, for titles and lists.
#[must_use]
pub fn arrival(locale: &Locale, journey: &Journey, now: OffsetDateTime) -> String {
    let words = &locale.messages().arrival;
    let (message, when) = match (journey.delivered, &journey.eta) {
        (Some(when), _) => (words.short_delivered, when),
        (None, Some(eta)) => {
            let message = match eta.current.classifier {
                Classifier::Actual => words.short_arrived,
                Classifier::Estimated => words.short_arrives,
                Classifier::Planned => words.short_planned,
            };
            (message, eta.current.when)
        }
        (None, None) => return words.short_none.to_owned(),
    };
    fill::text(message, &[("day", &locale.day(when, now))])
}

/// Why something is late: the SMDG delay reason code in words, or the code as
/// it came where nobody here knows it.
///
/// The list is SMDG's, as DCSA publishes it with its information model.
#[must_use]
pub fn delay<'a>(locale: &Locale, code: &'a str) -> &'a str {
    let delays: &Delays = &locale.messages().delays;
    match code {
        "ACC" => delays.acc,
        "AIP" => delays.aip,
        "ANA" => delays.ana,
        "BUN" => delays.bun,
        "CAE" => delays.cae,
        "CGS" => delays.cgs,
        "CIN" => delays.cin,
        "CRN" => delays.crn,
        "DEV" => delays.dev,
        "DIN" => delays.din,
        "EDD" => delays.edd,
        "ENG" => delays.eng,
        "FTE" => delays.fte,
        "HLD" => delays.hld,
        "HOL" => delays.hol,
        "LAB" => delays.lab,
        "LAS" => delays.las,
        "LEK" => delays.lek,
        "LOT" => delays.lot,
        "MIL" => delays.mil,
        "MVX" => delays.mvx,
        "OTC" => delays.otc,
        "OTF" => delays.otf,
        "OTS" => delays.ots,
        "OTV" => delays.otv,
        "PAU" => delays.pau,
        "PBC" => delays.pbc,
        "PIT" => delays.pit,
        "PLT" => delays.plt,
        "PRD" => delays.prd,
        "PTF" => delays.ptf,
        "QUA" => delays.qua,
        "QUV" => delays.quv,
        "REF" => delays.r#ref,
        "RSC" => delays.rsc,
        "SPE" => delays.spe,
        "SPH" => delays.sph,
        "STF" => delays.stf,
        "STR" => delays.str,
        "STW" => delays.stw,
        "TID" => delays.tid,
        "UCC" => delays.ucc,
        "VGR" => delays.vgr,
        "VIN" => delays.vin,
        "WEA" => delays.wea,
        "WGT" => delays.wgt,
        "YRD" => delays.yrd,
        unknown => unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    #[test]
    fn delays_are_said_in_words_and_unknown_codes_as_they_came() {
        let english = locale(Language::English);
        assert_eq!(delay(&english, "WEA"), "bad weather");
        assert_eq!(delay(&english, "STR"), "strike");
        assert_eq!(delay(&english, "QQQ"), "QQQ");
        let german = locale(Language::German);
        assert_ne!(delay(&german, "WEA"), "bad weather");
    }
}
