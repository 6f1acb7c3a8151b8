//! Which language a reader gets.

use super::Language;

/// The longest `Accept-Language` that is read, in bytes: browsers send under
/// 100, and a list of every language of ours has under 300.
const MAX_HEADER: usize = 512;

/// The reader's language: the one they chose on the page, or else the one that
/// the link asks for, or else the best of what the browser accepts, or else
/// English. Each is a text from outside; one that names no language of ours is
/// passed over.
#[must_use]
pub fn language(chosen: Option<&str>, link: Option<&str>, accepted: Option<&str>) -> Language {
    chosen
        .and_then(parse)
        .or_else(|| link.and_then(parse))
        .or_else(|| accepted.and_then(accept))
        .unwrap_or(Language::English)
}

/// The language of a BCP 47 tag: by its primary subtag, and of Chinese by the
/// script, or else by the region's.
#[must_use]
pub fn parse(tag: &str) -> Option<Language> {
    /// RFC 5646 section 4.4.1 advises to allow for 35 characters.
    const MAX: usize = 35;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if tag.len() > MAX || !tag.bytes().all(plain) {
        return None;
    }
    let mut subtags = tag.split(['-', '_']);
    let primary = subtags.next()?.to_ascii_lowercase();
    let primary = match primary.as_str() {
        // The names that Java and old browsers still use.
        "iw" => "he",
        "in" => "id",
        "zh" => {
            let traditional = |subtag: &str| {
                ["hant", "tw", "hk", "mo"].contains(&subtag.to_ascii_lowercase().as_str())
            };
            let simplified = |subtag: &str| subtag.eq_ignore_ascii_case("hans");
            let said = subtags.find(|subtag| traditional(subtag) || simplified(subtag));
            return Some(match said {
                Some(subtag) if traditional(subtag) => Language::ChineseTraditional,
                _ => Language::ChineseSimplified,
            });
        }
        other => other,
    };
    Language::ALL
        .into_iter()
        .find(|language| language.tag() == primary)
}

/// The best of an `Accept-Language` header (RFC 9110 section 12.5.4): the
/// highest weight that is a language of ours, the first of equals.
fn accept(header: &str) -> Option<Language> {
    if header.len() > MAX_HEADER {
        return None;
    }
    let mut best: Option<(u32, Language)> = None;
    for entry in header.split(',') {
        let mut parts = entry.split(';');
        let Some(language) = parts.next().map(str::trim).and_then(parse) else {
            continue;
        };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(Some(1000), thousandths)
            .unwrap_or(0);
        if weight > best.map_or(0, |(known, _)| known) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

/// A weight of at most three digits after the point, in thousandths.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: u32 = match part.len() {
        0 => 0,
        length @ 1..=3 => part.parse::<u32>().ok()? * [100, 10, 1][length - 1],
        _ => return None,
    };
    match whole.parse::<u32>().ok()? {
        0 => Some(part),
        1 => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{
        ChineseSimplified, ChineseTraditional, English, German, Hebrew, Korean, Portuguese,
    };
    use super::*;

    #[test]
    fn tags_are_read_as_browsers_and_systems_write_them() {
        for (tag, language) in [
            ("en", Some(English)),
            ("en-US", Some(English)),
            ("DE_at", Some(German)),
            ("pt-PT", Some(Portuguese)),
            ("iw", Some(Hebrew)),
            ("zh", Some(ChineseSimplified)),
            ("zh-CN", Some(ChineseSimplified)),
            ("zh-TW", Some(ChineseTraditional)),
            ("zh-Hant-HK", Some(ChineseTraditional)),
            ("zh-Hans-HK", Some(ChineseSimplified)),
            ("xx", None),
            ("", None),
            ("de;q=1", None),
            ("zh-Hant\r\n", None),
            ("en-x-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        ] {
            assert_eq!(parse(tag), language, "{tag}");
        }
        for language in Language::ALL {
            assert_eq!(parse(language.tag()), Some(language));
            assert_eq!(parse(language.intl_tag()), Some(language));
        }
    }

    #[test]
    fn the_heaviest_accepted_language_of_ours_wins() {
        for (header, language) in [
            ("de-DE,de;q=0.9,en;q=0.8", Some(German)),
            ("xx, en;q=0.5, ko;q=0.7", Some(Korean)),
            ("en;q=0, ko;q=0.001", Some(Korean)),
            ("en;q=1.000, ko", Some(English)),
            ("en;q=nonsense, ko;q=0.1", Some(Korean)),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(accept(header), language, "{header}");
        }
        assert_eq!(accept(&format!("de,{}", "x".repeat(600))), None);
    }

    #[test]
    fn the_readers_choice_comes_first_and_nonsense_is_passed_over() {
        assert_eq!(language(Some("ko"), Some("de"), Some("en")), Korean);
        assert_eq!(language(Some("?"), Some("de"), Some("en")), German);
        assert_eq!(language(None, Some("tlh"), Some("ko")), Korean);
        assert_eq!(language(None, None, None), English);
    }
}
