//! Words from outside, kept in their place.

use crate::language::Locale;

/// The longest name within a sentence, in characters: of a longer one the
/// beginning is enough to know it by, and a subject line stays one.
const NAME: usize = 48;

/// The longest remark of an origin's, in characters: three lines on a phone.
pub(super) const REMARK: usize = 200;

/// One line of it, without what would rearrange the text around it.
///
/// A line break in a name would end the subject and begin another header; the
/// marks that turn the direction of writing would make one name look like
/// another.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .map(|word| word.replace(turns, ""))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// At most `most` characters of one line of it.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut line = one_line(text);
    if let Some((end, _)) = line.char_indices().nth(most) {
        line.truncate(end);
        line.push('…');
    }
    line
}

/// A name from outside, to stand within a sentence.
pub(super) fn name(locale: &Locale, text: &str) -> String {
    apart(locale, &cut(text, NAME))
}

/// Keeps a foreign word together in what is written from right to left; a
/// word in another language needs no such mark.
pub(super) fn apart(locale: &Locale, word: &str) -> String {
    if locale.language.direction() == "rtl" {
        format!("\u{2068}{word}\u{2069}")
    } else {
        word.to_owned()
    }
}

/// The marks that embed, override and isolate a direction (Unicode UAX 9).
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    #[test]
    fn a_line_is_one_and_reads_in_its_own_direction() {
        assert_eq!(one_line(" A\r\nBcc: b\t c\u{7}"), "A Bcc: b c");
        assert_eq!(one_line("A\u{202e}gpj\u{202c} \u{2067} B"), "Agpj B");
        assert_eq!(one_line("می‌خوانم"), "می‌خوانم", "a joiner is a letter's own");
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        assert_eq!(cut("Zürich", 6), "Zürich");
        assert_eq!(cut("Zürich", 2), "Zü…");
    }

    #[test]
    fn names_stand_apart_where_the_rest_reads_the_other_way() {
        assert_eq!(name(&locale(Language::German), "Busan"), "Busan");
        let arabic = name(&locale(Language::Arabic), "Busan\u{2069}");
        assert_eq!(arabic, "\u{2068}Busan\u{2069}");
    }
}
