//! The letters that bring a code.

use time::Duration;

use super::body::{Block, Head, letter};
use super::line::one_line;
use super::{Letter, Letterhead};
use crate::language::{Language, Locale, fill};

/// Brings a recipient the code they asked for.
///
/// `code` is the code as it is shown, such as `7KQ4-M9XD`; `life` how long it
/// is good. The code is in the subject line, because mail gateways mangle
/// bodies and phones show the subject first.
#[must_use]
pub fn code(locale: &Locale, brand: Letterhead<'_>, code: &str, life: Duration) -> Letter {
    let words = &locale.messages().mail;
    let sender = one_line(brand.name);
    let opening = fill::text(words.code_opening, &[("sender", &sender)]);
    let life = fill::text(words.code_life, &[("span", &locale.span(life))]);
    let warning = fill::text(words.code_warning, &[("sender", &sender)]);
    let head = Head {
        language: locale.language,
        brand,
        subject: fill::text(words.code_subject, &[("code", &code), ("sender", &sender)]),
        preview: &life,
    };
    written(head, [&opening, code, &life, &warning])
}

/// Brings an operator the code for the dashboard. In English, as all that
/// operators read; else as [`code`].
#[must_use]
pub fn ops_code(brand: Letterhead<'_>, code: &str, life: Duration) -> Letter {
    let sender = one_line(brand.name);
    let opening = format!("Enter this code to sign in to the {sender} dashboard:");
    let life = format!(
        "It is good for {} minutes, in the browser that asked for it.",
        life.whole_minutes()
    );
    let warning = "If you did not just ask for it, somebody typed your address. Ignore this mail, and never tell anybody the code.";
    let head = Head {
        language: Language::English,
        brand,
        subject: format!("{code} is your code for the {sender} dashboard"),
        preview: &life,
    };
    written(head, [&opening, code, &life, warning])
}

/// What it is for, the code itself, how long it is good, and what to beware of.
fn written(head: Head<'_>, [opening, code, life, warning]: [&str; 4]) -> Letter {
    letter(
        head,
        &[
            Block::Heading(opening),
            Block::Code(code),
            Block::Paragraph(life),
            Block::Small(warning),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tests::locale;
    use crate::mail::letters::tests::{ACME, flowing};

    const LIFE: Duration = Duration::minutes(10);

    #[test]
    fn a_code_letter_says_the_code_everywhere_and_warns() {
        let letter = code(&locale(Language::English), ACME, "7KQ4-M9XD", LIFE);
        assert_eq!(letter.subject, "7KQ4-M9XD is your code for Acme");
        assert!(letter.text.contains("\n\n    7KQ4-M9XD\n\n"));
        for body in [&flowing(&letter.text), &letter.html] {
            assert!(body.contains("7KQ4-M9XD"));
            assert!(body.contains("good for 10 minutes"));
            assert!(body.contains("will ever ask you for this code"));
        }
        assert!(
            !letter.html.contains("http"),
            "a code letter has no link to imitate"
        );
        assert!(!format!("{letter:?}").contains("7KQ4"));
    }

    #[test]
    fn a_code_for_the_dashboard_says_so_everywhere() {
        let letter = ops_code(ACME, "7KQ4-M9XD", LIFE);
        assert_eq!(
            letter.subject,
            "7KQ4-M9XD is your code for the Acme dashboard"
        );
        for body in [&flowing(&letter.text), &letter.html] {
            assert!(body.contains("7KQ4-M9XD"));
            assert!(body.contains("the Acme dashboard"));
            assert!(body.contains("good for 10 minutes"));
        }
        assert!(!letter.html.contains("http"));
    }

    #[test]
    fn every_language_has_the_code_in_the_subject() {
        for language in Language::ALL {
            let letter = code(&locale(language), ACME, "7KQ4-M9XD", LIFE);
            assert!(letter.subject.contains("7KQ4-M9XD"), "{language:?}");
            assert!(
                letter
                    .html
                    .contains(&format!("lang=\"{}\"", language.tag()))
            );
        }
    }
}
