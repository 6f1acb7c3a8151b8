//! Ports and inland places: a UN/LOCODE to a name and a position.

/// Made by `make geo`; its layout is written down in `geo/make/ports.mjs`.
static PACKED: &[u8] = include_bytes!("data/ports.bin");

/// The bytes before the first row.
const HEAD: usize = 4;

/// The bytes of a row.
const ROW: usize = 12;

/// A port, a terminal or an inland place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Port {
    /// Its name in English, in ASCII.
    pub name: &'static str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

/// The place that a UN/LOCODE names, in upper case and without a space
/// (`CNSHA`); none if the table does not have it.
#[must_use]
pub fn find(code: &str) -> Option<Port> {
    let key = key(code)?;
    let count = number(0, HEAD)?;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        let row = HEAD + middle * ROW;
        match number(row, 4)?.cmp(&key) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return port(middle, count),
        }
    }
    None
}

/// Row `index` of `count`.
fn port(index: usize, count: usize) -> Option<Port> {
    let row = HEAD + index * ROW;
    let names = PACKED.get(HEAD + count * ROW..)?;
    let start = if index == 0 { 0 } else { number(row - 2, 2)? };
    let name = std::str::from_utf8(names.get(start..number(row + 10, 2)?)?).ok()?;
    Some(Port {
        name,
        lat: 90.0 - degrees(row + 4)?,
        lon: degrees(row + 7)? - 180.0,
    })
}

/// Ten-thousandths of a degree.
fn degrees(at: usize) -> Option<f64> {
    Some(f64::from(u32::try_from(number(at, 3)?).ok()?) / 10_000.0)
}

/// The `size` bytes at `at` as a number, the lowest first.
fn number(at: usize, size: usize) -> Option<usize> {
    let bytes = PACKED.get(at..at + size)?;
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
    use super::{PACKED, find, number};
    use crate::geo::Point;

    #[test]
    fn the_largest_container_ports_are_where_they_are() {
        assert!(LARGEST.len() >= 100);
        for &(code, lat, lon) in LARGEST {
            let port = find(code).unwrap_or_else(|| panic!("{code} is not in the table"));
            let miles = Point::new(lat, lon).miles_to(Point::new(port.lat, port.lon));
            let kilometres = miles * crate::geo::sphere::KILOMETRES_PER_MILE;
            assert!(
                kilometres < 10.0,
                "{code} is {kilometres:.1} km off: {port:?}"
            );
        }
    }

    #[test]
    fn every_row_is_found_and_sane() {
        let count = number(0, 4).unwrap();
        assert!(count > 3500, "{count}");
        for index in 0..count {
            let mut key = number(4 + index * 12, 4).unwrap();
            let mut code = [0; 5];
            for byte in code.iter_mut().rev() {
                let digit = u32::try_from(key % 36).unwrap();
                *byte = char::from_digit(digit, 36).unwrap().to_ascii_uppercase() as u8;
                key /= 36;
            }
            let code = std::str::from_utf8(&code).unwrap();
            let port = find(code).unwrap_or_else(|| panic!("{code}"));
            assert!(
                !port.name.is_empty() && port.lat.abs() < 85.0,
                "{code} {port:?}"
            );
            assert!(port.lon.abs() <= 180.0, "{code} {port:?}");
        }
        assert!(PACKED.len() < 100_000);
    }

    #[test]
    fn one_harbour_under_several_codes() {
        assert_eq!(find("CNSHA"), find("CNSHG"));
        assert_eq!(find("CNYSN").map(|p| p.name), Some("Yangshan"));
        assert_eq!(find("CZPRG").map(|p| p.name), Some("Prague"));
    }

    #[test]
    fn what_is_no_code_is_not_found() {
        for code in [
            "", "CNSH", "CNSHAA", "cnsha", "CN SHA", "12345", "ZZZZZ", "ééA",
        ] {
            assert_eq!(find(code), None, "{code}");
        }
    }
}
