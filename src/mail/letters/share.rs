//! The letter that shares a link.

use std::fmt::Display;

use time::{OffsetDateTime, UtcOffset};

use super::body::{Block, Head, letter};
use super::line::one_line;
use super::{Letter, Letterhead};
use crate::language::{Locale, fill};

/// Tells a recipient that shipments have been shared with them.
///
/// `share_url` is the link, with this recipient's address in its fragment;
/// `note` the sender's line; `expires` the link's end; `count` how many
/// shipments it shows.
#[must_use]
pub fn share(
    locale: &Locale,
    brand: Letterhead<'_>,
    share_url: &str,
    note: Option<&str>,
    expires: OffsetDateTime,
    count: usize,
) -> Letter {
    let messages = locale.messages();
    let words = &messages.mail;
    let sender = one_line(brand.name);
    let until = locale.date(expires.to_offset(UtcOffset::UTC));
    let opening = if count > 1 {
        let shipments = locale.plural(count, &messages.shipments);
        let values: [(&str, &dyn Display); 2] = [("sender", &sender), ("shipments", &shipments)];
        fill::text(messages.shared_several, &values)
    } else {
        fill::text(words.shared, &[("sender", &sender)])
    };
    let close = fill::text(words.close, &[("date", &until)]);
    let mut blocks = vec![Block::Heading(&opening)];
    blocks.extend(note.map(Block::Quote));
    blocks.extend([
        Block::Paragraph(words.how),
        Block::Button(words.see, share_url),
        Block::Small(&close),
    ]);
    let head = Head {
        language: locale.language,
        brand,
        subject: opening.clone(),
        preview: note.unwrap_or(words.how),
    };
    letter(head, &blocks)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::mail::letters::tests::{ACME, URL, flowing};

    const EXPIRES: OffsetDateTime = datetime!(2027-02-20 00:00 UTC);

    #[test]
    fn a_share_letter_holds_the_link_the_note_and_the_end() {
        let english = locale(Language::English);
        let note = Some("Call me\nif it slips");
        let letter = share(&english, ACME, URL, note, EXPIRES, 1);
        assert_eq!(letter.subject, "Acme has shared a shipment with you");
        assert!(letter.text.contains(&format!("\n{URL}\n")));
        assert!(letter.text.contains("> Call me\n> if it slips\n"));
        assert!(letter.html.contains(&format!("href=\"{URL}\"")));
        for body in [&flowing(&letter.text), &letter.html] {
            assert!(body.contains("20 February 2027"));
        }
        let several = share(&english, ACME, URL, None, EXPIRES, 3);
        assert_eq!(several.subject, "Acme has shared 3 shipments with you");
        assert!(!several.text.contains('>'));
    }

    #[test]
    fn every_language_names_the_sender_first_and_the_link_in_the_text() {
        for language in Language::ALL {
            for count in [1, 3] {
                let letter = share(&locale(language), ACME, URL, None, EXPIRES, count);
                assert!(letter.subject.contains("Acme"), "{language:?}");
                assert!(letter.text.contains(&format!("\n{URL}\n")));
            }
        }
    }
}
