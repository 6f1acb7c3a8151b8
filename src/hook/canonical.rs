//! JSON in its canonical form: RFC 8785.
//!
//! No crate: the known ones bring tables for numbers that the standard library
//! has already. Numbers are read anew from their text, because a parser that is
//! off by the last bit is good enough for everything but this.

use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// How deep arrays and objects may nest. Each level is read once more for each
/// that it stands in, and no message has half as many.
const MAX_DEPTH: usize = 32;

/// The canonical form of a JSON text; `None` if it is no JSON, has a name twice
/// in an object, a number that is none in JavaScript or more than 32 levels.
#[must_use]
pub fn canonical(text: &[u8]) -> Option<String> {
    let raw: &RawValue = serde_json::from_slice(text).ok()?;
    let mut out = String::with_capacity(text.len());
    write(raw, MAX_DEPTH, &mut out)?;
    Some(out)
}

fn write(raw: &RawValue, depth: usize, out: &mut String) -> Option<()> {
    let text = raw.get();
    match text.as_bytes().first()? {
        b'{' => {
            let depth = depth.checked_sub(1)?;
            let Members(mut members) = serde_json::from_str(text).ok()?;
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            if members.windows(2).any(|pair| pair[0].0 == pair[1].0) {
                return None;
            }
            out.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                string(name, out)?;
                out.push(':');
                write(value, depth, out)?;
            }
            out.push('}');
        }
        b'[' => {
            let depth = depth.checked_sub(1)?;
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            out.push('[');
            for (index, item) in items.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, depth, out)?;
            }
            out.push(']');
        }
        b'"' => string(&serde_json::from_str::<String>(text).ok()?, out)?,
        b't' | b'f' | b'n' => out.push_str(text),
        _ => number(text.parse().ok()?, out)?,
    }
    Some(())
}

/// As `serde_json` writes it, which is as RFC 8785 wants it.
fn string(text: &str, out: &mut String) -> Option<()> {
    out.push_str(&serde_json::to_string(text).ok()?);
    Some(())
}

/// As ECMAScript writes it (ECMA-262, `Number::toString`): the fewest digits
/// that tell it from every other, with an exponent from 21 digits on and below
/// a millionth.
fn number(value: f64, out: &mut String) -> Option<()> {
    if value == 0.0 {
        out.push('0');
        return Some(());
    }
    if !value.is_finite() {
        return None;
    }
    // The standard library gives as few digits as there can be, but of two that
    // are as near not always the even one.
    let shortest = format!("{:e}", value.abs());
    let fewest = shortest.bytes().take_while(|byte| *byte != b'e');
    let places = fewest.filter(u8::is_ascii_digit).count().saturating_sub(1);
    let nearest = format!("{:.places$e}", value.abs());
    let same = nearest.parse() == Ok(value.abs());
    let chosen = if same { nearest } else { shortest };
    let (mantissa, exponent) = chosen.split_once('e')?;
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().ok()?;
    if value < 0.0 {
        out.push('-');
    }
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    // How many digits stand before the point.
    let before = exponent + 1;
    let len = i32::try_from(digits.len()).ok()?;
    match before {
        1..=21 if len <= before => {
            out.push_str(&digits);
            out.push_str(&zeros(before - len));
        }
        1..=21 => {
            let (whole, rest) = digits.split_at(usize::try_from(before).ok()?);
            let _ = write!(out, "{whole}.{rest}");
        }
        -5..=0 => {
            let _ = write!(out, "0.{}{digits}", zeros(-before));
        }
        _ => {
            let _ = write!(out, "{mantissa}e{exponent:+}");
        }
    }
    Some(())
}

/// The members of an object as they come, each of them.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> Option<String> {
        canonical(text.as_bytes())
    }

    /// RFC 8785, sections 3.2.2 and 3.2.3.
    #[test]
    fn the_rfc_s_examples() {
        let text = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(of(text).as_deref(), Some(expected));
        let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
        let order = [
            "Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew",
        ];
        let written = of(text).unwrap();
        let places: Vec<_> = order
            .iter()
            .map(|word| written.find(word).unwrap())
            .collect();
        assert!(places.is_sorted(), "{written}");
    }

    /// RFC 8785, appendix B.
    #[test]
    fn the_rfc_s_numbers() {
        for (bits, expected) in [
            (0x0000_0000_0000_0000_u64, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] {
            let mut out = String::new();
            assert_eq!(number(f64::from_bits(bits), &mut out), Some(()));
            assert_eq!(out, expected, "{bits:x}");
            assert_eq!(of(expected).as_deref(), Some(expected));
        }
        for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(number(none, &mut String::new()), None);
        }
    }

    #[test]
    fn what_has_no_canonical_form_has_none() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert_eq!(of(&deep(32)), Some(deep(32)));
        for wrong in [
            "",
            "{",
            "nothing",
            "{} {}",
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":2}"#,
            r#"["\ud800"]"#,
            "[1e400]",
            "[01]",
            "[NaN]",
            "[1,]",
            &deep(33),
            &"[".repeat(100_000),
        ] {
            assert_eq!(of(wrong), None, "{}", &wrong[..wrong.len().min(40)]);
        }
        assert_eq!(canonical(b"\"\xff\""), None);
    }

    proptest! {
        #[test]
        fn a_number_is_read_back_and_written_the_same(bits in any::<u64>()) {
            let value = f64::from_bits(bits);
            let mut out = String::new();
            if number(value, &mut out).is_some() {
                // Minus nothing is nothing.
                let read = out.parse::<f64>().unwrap();
                prop_assert_eq!(read.to_bits(), (value + 0.0).to_bits());
                prop_assert_eq!(of(&out), Some(out.clone()));
            }
        }

        #[test]
        fn no_text_panics(text in any::<Vec<u8>>(), json in "[\\[\\]{}\",:0-9eE.tn\\\\-]{0,40}") {
            let _ = canonical(&text);
            if let Some(once) = of(&json) {
                prop_assert_eq!(of(&once), Some(once.clone()));
            }
        }
    }
}
