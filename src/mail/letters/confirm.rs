//! The letter that asks whether to mail news of a shipment.

use std::fmt::Display;

use super::body::{Block, Head, letter};
use super::line::one_line;
use super::{Letter, Letterhead, news};
use crate::language::{Locale, fill};
use crate::mail::frequency::Frequency;
use crate::reference::Reference;

/// Asks the owner of a mailbox whether it was they who asked for news of a
/// shipment: nothing is sent before they say so.
///
/// `confirm_url` leads to a page with a button, because mail scanners open
/// links.
#[must_use]
pub fn confirm(
    locale: &Locale,
    brand: Letterhead<'_>,
    shipment: &Reference,
    confirm_url: &str,
    frequency: Frequency,
) -> Letter {
    let messages = locale.messages();
    let (words, updates) = (&messages.notices, &messages.updates);
    let sender = one_line(brand.name);
    let number = &shipment.number;
    let values: [(&str, &dyn Display); 2] = [("shipment", number), ("sender", &sender)];
    let lead = fill::text(words.confirm_text, &values);
    let facts = [
        news::shipment(locale, shipment),
        (words.how_often, frequency.words(locale).to_owned()),
    ];
    let head = Head {
        language: locale.language,
        brand,
        subject: fill::text(words.confirm, &values),
        preview: &lead,
    };
    letter(
        head,
        &[
            Block::Heading(updates.confirm),
            Block::Paragraph(&lead),
            Block::Facts(&facts),
            Block::Button(updates.yes, confirm_url),
            Block::Small(words.confirm_ignore),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::mail::letters::tests::{ACME, URL, container, flowing};

    #[test]
    fn it_says_of_what_how_often_and_what_to_do_if_it_was_not_you() {
        let english = locale(Language::English);
        let letter = confirm(&english, ACME, &container(), URL, Frequency::Daily);
        assert_eq!(
            letter.subject,
            "CSQU3054383: please confirm that we may email you"
        );
        assert!(letter.text.contains(&format!("Yes, email me\n{URL}\n")));
        assert!(letter.html.contains(&format!("href=\"{URL}\"")));
        for body in [&flowing(&letter.text), &letter.html] {
            assert!(body.contains("news of CSQU3054383 from Acme"));
            assert!(body.contains("Once a day"));
            assert!(body.contains("If it was not you, ignore this email"));
        }
    }
}
