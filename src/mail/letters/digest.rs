//! The letter with a day's news, for one recipient across shipments.

use time::OffsetDateTime;

use super::body::{Block, Fact, Head, letter};
use super::news::{self, News};
use super::{Letter, Letterhead};
use crate::language::{Locale, fill};
use crate::reference::Reference;
use crate::tracking::alarm::What;
use crate::tracking::phrases;
use crate::tracking::shipment::{Journey, Stage};

/// One shipment's day.
#[derive(Debug, Clone, Copy)]
pub struct DigestEntry<'a> {
    /// Which it is.
    pub shipment: &'a Reference,
    /// Where its page is.
    pub share_url: &'a str,
    /// What has happened since the last such letter, the weightiest first.
    pub news: &'a [What],
    /// Where it stands; `None` while its origin does not know it.
    pub journey: Option<&'a Journey>,
}

/// Tells of a day: for each shipment what has happened and where it stands.
///
/// The subject is the news where there is one shipment, else how many have
/// news. Dates are written as of `now`.
#[must_use]
pub fn digest(
    locale: &Locale,
    brand: Letterhead<'_>,
    now: OffsetDateTime,
    entries: &[DigestEntry<'_>],
    unsubscribe_url: &str,
    preferences_url: &str,
) -> Letter {
    let messages = locale.messages();
    let words = &messages.notices;
    let days: Vec<Day<'_>> = entries
        .iter()
        .map(|entry| Day::of(locale, now, entry))
        .collect();
    let count = locale.plural(entries.len(), &messages.shipments);
    let title = fill::text(words.digest, &[("shipments", &count)]);
    let mut blocks = vec![Block::Heading(&title)];
    for day in &days {
        blocks.push(Block::Subheading(&day.name));
        for news in &day.news {
            blocks.push(Block::Strong(&news.fact));
            blocks.extend(news.meaning.map(Block::Paragraph));
            blocks.push(Block::Facts(&news.facts));
        }
        if let Some(stands) = &day.stands {
            blocks.push(Block::Facts(std::slice::from_ref(stands)));
        }
        blocks.push(Block::Link(messages.mail.see, day.url));
    }
    blocks.extend([
        Block::Rule,
        Block::Small(words.because_daily),
        Block::Link(words.change, preferences_url),
        Block::Link(messages.updates.stop_these, unsubscribe_url),
    ]);
    let subject = match (entries, days.as_slice()) {
        ([entry], [day]) => day.news.first().map(|news| news.subject(entry.shipment)),
        _ => None,
    };
    let preview: Vec<&str> = days.iter().map(|day| day.preview.as_str()).collect();
    let head = Head {
        language: locale.language,
        brand,
        subject: subject.unwrap_or_else(|| title.clone()),
        preview: &preview.join(" · "),
    };
    letter(head, &blocks)
}

/// An entry in words.
struct Day<'a> {
    /// `Container CSQU3054383`.
    name: String,
    /// The last has where it stands among its facts.
    news: Vec<News>,
    /// Where it stands, if there is no news.
    stands: Option<Fact<'static>>,
    url: &'a str,
    /// The shipment and its weightiest news, for the mail program's list.
    preview: String,
}

impl<'a> Day<'a> {
    fn of(locale: &Locale, now: OffsetDateTime, entry: &DigestEntry<'a>) -> Self {
        let words = &locale.messages().whereabouts;
        let stands = match entry.journey {
            Some(journey) => format!(
                "{} · {}",
                stage(locale, journey.stage),
                phrases::arrival(locale, journey, now)
            ),
            None => words.not_started.to_owned(),
        };
        let mut news: Vec<News> = entry
            .news
            .iter()
            .map(|what| News::of(locale, now, what))
            .collect();
        let (kind, number) = news::shipment(locale, entry.shipment);
        let weightiest = news.first().map_or(stands.as_str(), |news| &news.fact);
        let preview = format!("{number}: {weightiest}");
        let mut stands = Some((words.heading, stands));
        if let Some(last) = news.last_mut() {
            last.facts.extend(stands.take());
        }
        Self {
            name: format!("{kind} {number}"),
            preview,
            stands,
            news,
            url: entry.share_url,
        }
    }
}

/// The stage in plain words.
const fn stage(locale: &Locale, stage: Stage) -> &'static str {
    let words = &locale.messages().whereabouts;
    match stage {
        Stage::Booked => words.booked,
        Stage::AtOrigin => words.at_origin,
        Stage::AtSea => words.at_sea,
        Stage::Transhipment => words.transhipment,
        Stage::Arrived => words.arrived,
        Stage::Inland => words.inland,
        Stage::Delivered => words.delivered,
        Stage::Returned => words.returned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};
    use crate::mail::letters::tests::{ACME, NOW, URL, container, every_what, flowing, journey};
    use crate::reference::Kind;

    const STOP: &str = "https://track.example/u/stop";
    const CHANGE: &str = "https://track.example/u/change";

    fn written(entries: &[DigestEntry<'_>]) -> Letter {
        let english = locale(Language::English);
        digest(&english, ACME, NOW, entries, STOP, CHANGE)
    }

    #[test]
    fn each_shipment_has_its_news_its_standing_and_its_link() {
        let (first, journey, news) = (container(), journey(), every_what());
        let second = Reference::parse(Kind::Booking, "EBKG01908382", None).unwrap();
        let letter = written(&[
            DigestEntry {
                shipment: &first,
                share_url: URL,
                news: &news[..2],
                journey: Some(&journey),
            },
            DigestEntry {
                shipment: &second,
                share_url: "https://track.example/t/second",
                news: &news[7..8],
                journey: None,
            },
        ]);
        assert_eq!(letter.subject, "Today’s news: 2 shipments");
        assert!(letter.text.starts_with("Today’s news: 2 shipments\n"));
        for url in [URL, "https://track.example/t/second", STOP, CHANGE] {
            assert!(letter.text.contains(&format!("\n{url}\n")), "{url}");
            assert!(letter.html.contains(&format!("href=\"{url}\"")));
        }
        for body in [&flowing(&letter.text), &letter.html] {
            for words in [
                "Container CSQU3054383",
                "Now expected 5 Dec, 2 days later",
                "Off its route",
                "At sea · Arrives Sat 5 Dec",
                "Booking EBKG01908382",
                "No news from the carrier since 18 Nov",
                "Tracking has not started",
                "at most once a day",
                "Stop these emails",
            ] {
                assert!(body.contains(words), "{words}");
            }
        }
        assert!(letter.html.contains(
            "mso-hide:all\">CSQU3054383: Now expected 5 Dec, 2 days later · EBKG01908382: No news"
        ));
    }

    #[test]
    fn of_one_shipment_the_subject_is_its_news() {
        let (shipment, news) = (container(), every_what());
        let mut entry = DigestEntry {
            shipment: &shipment,
            share_url: URL,
            news: &news,
            journey: None,
        };
        let subject = written(&[entry]).subject;
        assert_eq!(
            subject,
            "CSQU3054383: Now expected 5 Dec, 2 days later (bad weather)"
        );
        entry.news = &[];
        assert_eq!(written(&[entry]).subject, "Today’s news: 1 shipment");
    }
}
