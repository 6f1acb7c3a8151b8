//! What a shipment is called: the kind of reference, its number, its carrier.
//!
//! Kinds are those of the share API. Containers are ISO 6346 (four letters,
//! six digits, one check digit); master bills of lading and bookings follow
//! the lengths of DCSA Track & Trace (`transportDocumentReference` up to 20,
//! `carrierBookingReference` up to 35 characters).

use serde::{Deserialize, Serialize};

/// What kind of number names the shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// An ISO 6346 container number.
    Container,
    /// A master bill of lading.
    Mbl,
    /// A carrier booking.
    Booking,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Container, Self::Mbl, Self::Booking];

    /// The API's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Container => "CONTAINER",
            Self::Mbl => "MBL",
            Self::Booking => "BOOKING",
        }
    }

    /// The numbers of this kind that [`Reference::parse`] takes, as a regular
    /// expression of JSON Schema; [`MAX_TYPED`] holds as well.
    #[must_use]
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::Container => "^[ .-]*([A-Za-z][ .-]*){4}([0-9][ .-]*){7}$",
            Self::Mbl => "^ *([A-Za-z0-9._/-] *){1,20}$",
            Self::Booking => "^ *([A-Za-z0-9._/-] *){1,35}$",
        }
    }

    /// The longest number of this kind, in characters.
    #[must_use]
    pub const fn max_len(self) -> usize {
        match self {
            Self::Container => 11,
            Self::Mbl => 20,
            Self::Booking => 35,
        }
    }
}

/// Room for separators around the longest number; longer is not a typo.
pub const MAX_TYPED: usize = 64;

/// What [`parse_scac`] takes, as a regular expression of JSON Schema.
pub const SCAC_PATTERN: &str = "^[ \\t]*[A-Za-z]{2,4}[ \\t]*$";

/// One shipment's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// What kind of number it is.
    pub kind: Kind,
    /// The number, normalised: upper case, no spaces.
    pub number: String,
    /// The carrier's SCAC (NMFTA), where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scac: Option<String>,
}

impl Reference {
    /// Reads a reference as a person or a system writes it.
    ///
    /// Letters are put in upper case; spaces are dropped, and in container
    /// numbers also hyphens and dots (`MSKU 123456-7`).
    ///
    /// # Errors
    /// What was expected, as a sentence for the field that held the number.
    pub fn parse(kind: Kind, number: &str, scac: Option<&str>) -> Result<Self, &'static str> {
        let number = normalise(kind, number)?;
        let scac = scac.map(parse_scac).transpose()?;
        Ok(Self { kind, number, scac })
    }

    /// Whether a container's check digit is right; `None` for other kinds.
    ///
    /// A wrong one is a warning, never a refusal: real data has them.
    #[must_use]
    pub fn check_digit_holds(&self) -> Option<bool> {
        match self.kind {
            Kind::Container => {
                Some(iso6346_check_digit(&self.number) == self.number.chars().last())
            }
            Kind::Mbl | Kind::Booking => None,
        }
    }
}

/// Reads a carrier's SCAC: two to four letters (NMFTA).
///
/// # Errors
/// What was expected, as a sentence.
pub fn parse_scac(scac: &str) -> Result<String, &'static str> {
    let scac = scac.trim().to_ascii_uppercase();
    if (2..=4).contains(&scac.len()) && scac.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(scac)
    } else {
        Err("expected a SCAC: two to four letters, such as MAEU")
    }
}

fn normalise(kind: Kind, text: &str) -> Result<String, &'static str> {
    let expected = match kind {
        Kind::Container => {
            "expected an ISO 6346 container number: four letters and seven digits, such as CSQU3054383"
        }
        Kind::Mbl => {
            "expected a master bill of lading number: 1 to 20 letters, digits, '-', '/', '.' or '_'"
        }
        Kind::Booking => {
            "expected a carrier booking number: 1 to 35 letters, digits, '-', '/', '.' or '_'"
        }
    };
    if text.len() > MAX_TYPED {
        return Err(expected);
    }
    let number: String = text
        .chars()
        .filter(|c| !(*c == ' ' || kind == Kind::Container && matches!(c, '-' | '.')))
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let fits = match kind {
        Kind::Container => {
            number.len() == kind.max_len()
                && number.bytes().take(4).all(|b| b.is_ascii_uppercase())
                && number.bytes().skip(4).all(|b| b.is_ascii_digit())
        }
        Kind::Mbl | Kind::Booking => {
            (1..=kind.max_len()).contains(&number.len())
                && number
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'.' | b'_'))
        }
    };
    if fits { Ok(number) } else { Err(expected) }
}

/// The check digit of ISO 6346, annex A: letters count from 10 and skip the
/// multiples of 11, weights are powers of two, the sum modulo 11, ten is zero.
fn iso6346_check_digit(number: &str) -> Option<char> {
    let sum = number
        .bytes()
        .take(10)
        .enumerate()
        .try_fold(0_u32, |sum, (place, byte)| {
            let value = match byte {
                b'0'..=b'9' => u32::from(byte - b'0'),
                b'A'..=b'Z' => {
                    let plain = u32::from(byte - b'A') + 10;
                    plain + (plain - 1) / 10
                }
                _ => return None,
            };
            Some(sum + (value << place))
        })?;
    char::from_digit(sum % 11 % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(number: &str) -> Reference {
        Reference::parse(Kind::Container, number, None).unwrap()
    }

    #[test]
    fn check_digits_of_published_numbers() {
        for valid in ["APZU4812090", "MRKU9465770", "TCLU6718159", "CSQU3054383"] {
            assert_eq!(container(valid).check_digit_holds(), Some(true), "{valid}");
        }
        for invalid in ["MSKU1234567", "MSCU1234567", "APNR7744962"] {
            assert_eq!(
                container(invalid).check_digit_holds(),
                Some(false),
                "{invalid}"
            );
        }
    }

    #[test]
    fn a_number_is_normalised_as_people_write_it() {
        assert_eq!(container("csqu 305438-3").number, "CSQU3054383");
        let booking = Reference::parse(Kind::Booking, " abc-709951 ", Some("maeu")).unwrap();
        assert_eq!(booking.number, "ABC-709951");
        assert_eq!(booking.scac.as_deref(), Some("MAEU"));
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for (kind, text) in [
            (Kind::Container, ""),
            (Kind::Container, "CSQ3054383"),
            (Kind::Container, "CSQU30543830"),
            (Kind::Container, "ÇSQU3054383"),
            (Kind::Mbl, ""),
            (Kind::Mbl, "123456789012345678901"),
            (Kind::Booking, "a?b"),
            (Kind::Booking, "<script>"),
        ] {
            assert!(
                Reference::parse(kind, text, None).is_err(),
                "{kind:?} {text}"
            );
        }
        assert!(Reference::parse(Kind::Mbl, "A1", Some("TOOLONG")).is_err());
    }
}
