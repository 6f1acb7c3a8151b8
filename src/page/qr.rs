//! The link as a QR code, to hand the page from desk to phone: to the gate, and
//! never past it.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::http::Reply;

/// How large the code stands in the page, in CSS pixels: the densest, of a
/// link of 1,200 characters, then has modules of two pixels, which a phone's
/// camera still reads from a screen.
pub const SIZE: u32 = 288;

/// Light modules around the code (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

/// The code of a URL as SVG; `None` for a URL longer than any code holds (2953
/// bytes), which only links of many shipments have.
#[must_use]
pub fn reply(url: &str) -> Option<Reply> {
    let code = QrCode::encode_text(url, QrCodeEcc::Low).ok()?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                // Writing to a String cannot fail.
                let _ = write!(
                    path,
                    "M{} {}h{}v1h-{}z",
                    start + QUIET,
                    y + QUIET,
                    x - start,
                    x - start
                );
            }
            x += 1;
        }
    }
    // Dark on light in either scheme: not every camera reads the inverse.
    let svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>"##
    );
    Some(Reply::new(200, "image/svg+xml", svg))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the modules back out of the drawing.
    fn modules(svg: &str) -> Vec<Vec<bool>> {
        let (_, rest) = svg.split_once("viewBox=\"0 0 ").unwrap();
        let side: usize = rest.split(' ').next().unwrap().parse().unwrap();
        let mut dark = vec![vec![false; side]; side];
        let path = svg.rsplit_once("d=\"").unwrap().1;
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ').unwrap();
            let (y, rest) = rest.split_once('h').unwrap();
            let (length, _) = rest.split_once('v').unwrap();
            let [x, y, length]: [usize; 3] = [x, y, length].map(|text| text.parse().unwrap());
            dark[y][x..x + length].fill(true);
        }
        dark
    }

    #[test]
    fn the_drawing_is_the_code_with_its_quiet_zone() {
        let url = "https://track.example/t/v4.public.abc";
        let svg = reply(url).unwrap().body.into_owned();
        let dark = modules(&svg);
        let code = QrCode::encode_text(url, QrCodeEcc::Low).unwrap();
        for (y, row) in (-QUIET..).zip(&dark) {
            for (x, module) in (-QUIET..).zip(row) {
                assert_eq!(*module, code.get_module(x, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn a_url_that_no_code_holds_has_none() {
        assert!(reply(&"x".repeat(2953)).is_some());
        assert!(reply(&"x".repeat(2954)).is_none());
    }
}
