//! Ports and inland places: a UN/LOCODE to a position.
//!
//! The table is read beforehand, see [`earth`]; its layout is written down in
//! `geo/make/ports.mjs`.

use super::earth;
use super::sphere::Point;

/// The bytes before the first row.
const HEAD: usize = 4;

/// The bytes of a row.
const ROW: usize = 12;

/// Where the place is that a UN/LOCODE names, in upper case and without a space
/// (`CNSHA`); none if the table does not have it, or is not here.
#[must_use]
pub fn find(code: &str) -> Option<Point> {
    let packed = earth::ports()?;
    let row = row(&packed, code)?;
    Some(Point::new(
        90.0 - degrees(&packed, row + 4)?,
        degrees(&packed, row + 7)? - 180.0,
    ))
}

/// The name of that place, in English and in ASCII: the worker has no use for
/// it, but tests and measurements show journeys that have names.
#[must_use]
pub fn name(code: &str) -> Option<String> {
    let packed = earth::ports()?;
    let row = row(&packed, code)?;
    let names = packed.get(HEAD + number(&packed, 0, HEAD)? * ROW..)?;
    let start = if row == HEAD {
        0
    } else {
        number(&packed, row - 2, 2)?
    };
    let name = names.get(start..number(&packed, row + 10, 2)?)?;
    String::from_utf8(name.to_vec()).ok()
}

/// Where the row of a UN/LOCODE begins.
fn row(packed: &[u8], code: &str) -> Option<usize> {
    let key = key(code)?;
    let (mut low, mut high) = (0, number(packed, 0, HEAD)?);
    while low < high {
        let middle = usize::midpoint(low, high);
        let row = HEAD + middle * ROW;
        match number(packed, row, 4)?.cmp(&key) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(row),
        }
    }
    None
}

/// Ten-thousandths of a degree.
fn degrees(packed: &[u8], at: usize) -> Option<f64> {
    Some(f64::from(u32::try_from(number(packed, at, 3)?).ok()?) / 10_000.0)
}

/// The `size` bytes at `at` as a number, the lowest first.
fn number(packed: &[u8], at: usize, size: usize) -> Option<usize> {
    let bytes = packed.get(at..at + size)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |sum, &byte| sum << 8 | usize::from(byte)),
    )
}

/// The code as a number in base 36, or none if it is not a UN/LOCODE: two
/// letters and three letters or digits.
fn key(code: &str) -> Option<usize> {
    let bytes: [u8; 5] = code.as_bytes().try_into().ok()?;
    let country = bytes[..2].iter().all(u8::is_ascii_uppercase);
    let place = bytes[2..]
        .iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !(country && place) {
        return None;
    }
    bytes.iter().try_fold(0, |sum, &byte| {
        Some(sum * 36 + usize::try_from(char::from(byte).to_digit(36)?).ok()?)
    })
}

#[cfg(test)]
pub(super) mod largest;

#[cfg(test)]
mod tests {
    use super::largest::LARGEST;
    use super::{find, name, number};
    use crate::geo::Point;
    use crate::geo::earth;
    use crate::geo::earth::tests::without;

    #[test]
    fn the_largest_container_ports_are_where_they_are() {
        assert!(LARGEST.len() >= 100);
        for &(code, lat, lon) in LARGEST {
            let port = find(code).unwrap_or_else(|| panic!("{code} is not in the table"));
            let miles = Point::new(lat, lon).miles_to(port);
            let kilometres = miles * crate::geo::sphere::KILOMETRES_PER_MILE;
            assert!(
                kilometres < 10.0,
                "{code} is {kilometres:.1} km off: {port:?}"
            );
        }
    }

    #[test]
    fn every_row_is_found_and_sane() {
        let packed = earth::ports().unwrap();
        let count = number(&packed, 0, 4).unwrap();
        assert!(count > 3500, "{count}");
        for index in 0..count {
            let mut key = number(&packed, 4 + index * 12, 4).unwrap();
            let mut code = [0; 5];
            for byte in code.iter_mut().rev() {
                let digit = u32::try_from(key % 36).unwrap();
                *byte = char::from_digit(digit, 36).unwrap().to_ascii_uppercase() as u8;
                key /= 36;
            }
            let code = std::str::from_utf8(&code).unwrap();
            let port = find(code).unwrap_or_else(|| panic!("{code}"));
            assert!(
                name(code).is_some_and(|name| !name.is_empty()) && port.lat.abs() < 85.0,
                "{code} {port:?}"
            );
            assert!(port.lon.abs() <= 180.0, "{code} {port:?}");
        }
    }

    #[test]
    fn one_harbour_under_several_codes() {
        assert_eq!(find("CNSHA"), find("CNSHG"));
        assert_eq!(name("CNYSN").as_deref(), Some("Yangshan"));
        assert_eq!(name("CZPRG").as_deref(), Some("Prague"));
    }

    #[test]
    fn what_is_no_code_is_not_found() {
        for code in [
            "", "CNSH", "CNSHAA", "cnsha", "CN SHA", "12345", "ZZZZZ", "ééA",
        ] {
            assert_eq!(find(code), None, "{code}");
        }
    }

    #[test]
    fn nothing_is_found_before_the_table_is_here() {
        assert_eq!(without(|| find("CNSHA")), None);
        assert!(find("CNSHA").is_some());
    }
}
