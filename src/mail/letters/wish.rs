//! The letter to the sender when somebody asks for a new link.

use super::body::{Block, Head, letter};
use super::line::one_line;
use super::{Letter, Letterhead};
use crate::language::Language;
use crate::token::claims::Link;

/// Tells the sender that somebody asks for a new link to what `link` showed.
/// In English, as all that operators read.
///
/// `address` is what was typed, proven by nothing; `is_recipient` says whether
/// it is one of the link's recipients.
#[must_use]
pub fn wish(brand: Letterhead<'_>, link: &Link, address: &str, is_recipient: bool) -> Letter {
    let address = one_line(address);
    let opening = format!("{address} asks for a new link.");
    let who = if is_recipient {
        "The address is one of the link's recipients. Whoever typed it has not proven that the mailbox is theirs: send a new link to that address only."
    } else {
        "The address is NOT one of the link's recipients. It may have been forwarded. Send nothing unless you know who this is."
    };
    let shipments: Vec<String> = link
        .shipments
        .iter()
        .map(|shipment| format!("{} {}", shipment.kind.as_str(), shipment.number))
        .collect();
    let shown = format!(
        "The link {} showed {}. It was sent on {} and has ended.",
        link.id,
        shipments.join(", "),
        link.issued.date(),
    );
    let head = Head {
        language: Language::English,
        brand,
        subject: format!("{address} asks for a new link"),
        preview: who,
    };
    letter(
        head,
        &[
            Block::Heading(&opening),
            Block::Paragraph(who),
            Block::Paragraph(&shown),
            Block::Small(
                "You hear of this once a day for each recipient of a link, and once for everybody else.",
            ),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::letters::tests::{ACME, flowing, link};

    #[test]
    fn a_wish_says_who_asks_and_whether_they_may() {
        let may = wish(ACME, &link(), "kim@customer.example", true);
        assert_eq!(may.subject, "kim@customer.example asks for a new link");
        for body in [&flowing(&may.text), &may.html] {
            assert!(body.contains("CONTAINER CSQU3054383"));
            assert!(body.contains("one of the link"));
            assert!(!body.contains("NOT"));
        }
        let may_not = wish(ACME, &link(), "mallory@elsewhere.example", false);
        assert!(flowing(&may_not.text).contains("is NOT one"));
    }
}
