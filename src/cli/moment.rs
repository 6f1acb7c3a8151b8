//! Moments as people give them: RFC 3339, or a date.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

/// A moment as the API takes it; of a date its last second, in UTC.
pub(super) fn end(text: &str) -> Result<String, String> {
    read(text, "T23:59:59Z")
}

/// A moment as the API takes it; of a date its start, in UTC.
pub(super) fn start(text: &str) -> Result<String, String> {
    read(text, "T00:00:00Z")
}

fn read(text: &str, of_a_date: &str) -> Result<String, String> {
    let text = text.trim();
    if is_date(text) {
        return Ok(format!("{text}{of_a_date}"));
    }
    OffsetDateTime::parse(text, &Rfc3339)
        .map(|_| text.to_owned())
        .map_err(|_| {
            "expected a date such as 2027-01-31, or an RFC 3339 time with its offset".to_owned()
        })
}

fn is_date(text: &str) -> bool {
    time::Date::parse(text, format_description!("[year]-[month]-[day]")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_its_start_or_its_end() {
        assert_eq!(end(" 2027-01-31 ").unwrap(), "2027-01-31T23:59:59Z");
        assert_eq!(start("2027-01-31").unwrap(), "2027-01-31T00:00:00Z");
        let given = "2027-01-31T12:00:00+02:00";
        assert_eq!(end(given).unwrap(), given);
        for wrong in ["", "2027-02-30", "31.01.2027", "2027-01-31T12:00:00", "now"] {
            assert!(end(wrong).is_err(), "{wrong}");
        }
    }
}
