//! The letter about one thing that has happened to a shipment.

use time::{OffsetDateTime, UtcOffset};

use super::body::{Block, Head, letter};
use super::line::one_line;
use super::news::{self, News};
use super::{Letter, Letterhead};
use crate::language::{Locale, fill};
use crate::reference::Reference;
use crate::tracking::alarm::What;

/// How the reader comes to have the letter.
#[derive(Debug, Clone, Copy)]
pub enum Ways<'a> {
    /// The sender ordered it for them: the letter shares the link as well.
    Watch {
        /// The sender's line.
        note: Option<&'a str>,
        /// The link's end.
        expires: OffsetDateTime,
    },
    /// They asked for it.
    Subscription {
        /// Where it ends, at one press.
        unsubscribe_url: &'a str,
        /// Where they choose how often.
        preferences_url: &'a str,
    },
}

/// Tells of one thing that has happened: in the subject, and first of all.
///
/// `share_url` leads to the shipment's page; dates are written as of `now`.
#[must_use]
pub fn alarm(
    locale: &Locale,
    brand: Letterhead<'_>,
    now: OffsetDateTime,
    shipment: &Reference,
    what: &What,
    share_url: &str,
    ways: &Ways<'_>,
) -> Letter {
    let messages = locale.messages();
    let words = &messages.mail;
    let news = News::of(locale, now, what);
    let mut facts = vec![news::shipment(locale, shipment)];
    facts.extend(news.facts.iter().cloned());
    let (shared, until);
    let mut blocks = vec![Block::Heading(&news.fact)];
    blocks.extend(news.meaning.map(Block::Paragraph));
    blocks.push(Block::Facts(&facts));
    match *ways {
        Ways::Watch { note, expires } => {
            shared = fill::text(words.shared, &[("sender", &one_line(brand.name))]);
            let date = locale.date(expires.to_offset(UtcOffset::UTC));
            until = fill::text(words.close, &[("date", &date)]);
            blocks.push(Block::Strong(&shared));
            blocks.extend(note.map(Block::Quote));
            blocks.push(Block::Button(words.see, share_url));
            blocks.push(Block::Small(words.how));
            blocks.push(Block::Small(&until));
        }
        Ways::Subscription {
            unsubscribe_url,
            preferences_url,
        } => blocks.extend([
            Block::Button(words.see, share_url),
            Block::Rule,
            Block::Small(messages.notices.because),
            Block::Link(messages.notices.change, preferences_url),
            Block::Link(messages.updates.stop_these, unsubscribe_url),
        ]),
    }
    // The subject says what happened; its second fact, when and where.
    let preview = facts
        .iter()
        .skip(1)
        .map(|(label, value)| format!("{label}: {value}"));
    let preview = preview.collect::<Vec<_>>().join(" · ");
    let head = Head {
        language: locale.language,
        brand,
        subject: news.subject(shipment),
        preview: &preview,
    };
    letter(head, &blocks)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::mail::letters::tests::{ACME, NOW, URL, container, every_what, flowing};

    const STOP: &str = "https://track.example/u/stop";
    const CHANGE: &str = "https://track.example/u/change";

    fn written(what: &What, ways: &Ways<'_>) -> Letter {
        let english = locale(Language::English);
        alarm(&english, ACME, NOW, &container(), what, URL, ways)
    }

    fn subscribed() -> Ways<'static> {
        Ways::Subscription {
            unsubscribe_url: STOP,
            preferences_url: CHANGE,
        }
    }

    #[test]
    fn what_happened_comes_first_in_both_bodies() {
        for what in every_what() {
            let letter = written(&what, &subscribed());
            let fact = News::of(&locale(Language::English), NOW, &what).fact;
            assert!(letter.subject.starts_with(&format!("CSQU3054383: {fact}")));
            assert!(
                letter.text.starts_with(&format!("{fact}\n")),
                "{}",
                letter.text
            );
            assert!(letter.html.contains(&format!("\">{fact}</h1>")));
            assert!(letter.text.contains("Container: CSQU3054383\n"));
            assert!(letter.text.contains(&format!("\n{URL}\n")));
        }
    }

    #[test]
    fn a_subscription_says_why_and_how_to_stop() {
        let letter = written(&every_what()[0], &subscribed());
        for url in [URL, STOP, CHANGE] {
            assert!(letter.text.contains(&format!("\n{url}\n")));
            assert!(letter.html.contains(&format!("href=\"{url}\"")));
        }
        for body in [&flowing(&letter.text), &letter.html] {
            assert!(body.contains("because you asked for news of this shipment"));
            assert!(body.contains("Stop these emails"));
            assert!(!body.contains("has shared"));
        }
    }

    #[test]
    fn a_watch_shares_the_link_with_the_senders_note() {
        let ways = Ways::Watch {
            note: Some("Call me\nif it slips"),
            expires: datetime!(2027-02-20 00:00 UTC),
        };
        let letter = written(&every_what()[0], &ways);
        assert!(letter.text.contains("\n> Call me\n> if it slips\n"));
        for body in [&flowing(&letter.text), &letter.html] {
            assert!(body.contains("Acme has shared a shipment with you"));
            assert!(body.contains("The first time, we send a code"));
            assert!(body.contains("works until 20 February 2027"));
            assert!(!body.contains("Stop these emails"));
        }
        let silent = Ways::Watch {
            note: None,
            expires: datetime!(2027-02-20 00:00 UTC),
        };
        assert!(!written(&every_what()[0], &silent).text.contains('>'));
    }

    #[test]
    fn a_hold_says_what_it_means() {
        let letter = written(&every_what()[6], &subscribed());
        assert!(
            letter
                .text
                .starts_with("Held by customs\n\nCustoms have stopped the goods")
        );
        assert!(letter.text.contains("Since: Sat 21 Nov, 10:00 UTC+1"));
    }

    #[test]
    fn the_preview_goes_on_where_the_subject_ends() {
        let letter = written(&every_what()[0], &subscribed());
        assert!(
            letter
                .html
                .contains("mso-hide:all\">Place: Los Angeles · Was: Thu 3 Dec")
        );
    }
}
