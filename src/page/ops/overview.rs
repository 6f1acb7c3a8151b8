//! The week in figures, what it may have saved, and what was shared last.

use maud::{Markup, html};
use time::Date;
use time::macros::format_description;

use super::chart::{self, Bar};
use super::parts::{Listed, Notice, counted, grouped, notice, scroll};
use super::{Frame, Place, document, links};

/// What happened on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day, in UTC.
    pub date: Date,
    /// Links minted.
    pub minted: u32,
    /// Links opened, before the gate.
    pub opened: u32,
    /// Recipients who passed the gate.
    pub verified: u32,
    /// Tracking pages seen.
    pub viewed: u32,
    /// Links revoked.
    pub revoked: u32,
}

/// What the estimate rests on; ops set it to what they know of their customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumptions {
    /// How many of a hundred views replace an inquiry.
    pub percent: u32,
    /// What an inquiry takes.
    pub minutes: u32,
    /// What an hour costs, in the reader's own money.
    pub hourly: Option<u32>,
}

impl Assumptions {
    /// Reads the query `percent`, `minutes` and `hourly`; what is missing or no
    /// number is as usual.
    #[must_use]
    pub fn read(percent: Option<&str>, minutes: Option<&str>, hourly: Option<&str>) -> Self {
        /// A day and a fortune: more is a slip of the finger.
        const MOST_MINUTES: u32 = 1_440;
        const MOST_HOURLY: u32 = 100_000;
        let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<u32>().ok());
        Self {
            percent: number(percent).unwrap_or(30).min(100),
            minutes: number(minutes).unwrap_or(10).min(MOST_MINUTES),
            hourly: number(hourly).map(|hourly| hourly.min(MOST_HOURLY)),
        }
    }

    /// Inquiries, minutes and money, each to the nearest whole.
    fn of(self, views: u64) -> (u64, u64, Option<u64>) {
        let inquiries = (views * u64::from(self.percent) + 50) / 100;
        let minutes = inquiries * u64::from(self.minutes);
        let money = self
            .hourly
            .map(|hourly| (minutes * u64::from(hourly) + 30) / 60);
        (inquiries, minutes, money)
    }
}

/// What the overview shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The week, oldest day first.
    pub days: &'a [Day],
    /// What the estimate rests on.
    pub assumptions: Assumptions,
    /// The links that were minted last.
    pub latest: &'a [Listed<'a>],
    /// What there is to say on top.
    pub notice: Option<Notice<'a>>,
}

/// `GET /ops`: the estimate is a form of it, the search one of `GET /ops/links`.
#[must_use]
pub fn page(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let main = html! {
        div.top {
            h1 { "The last seven days" }
            (links::finder())
        }
        (notice(view.notice))
        (figures(view.days))
        (estimate(view))
        section {
            div.top {
                h2 { "Latest links" }
                p { a href="/ops/links" { "All links" } }
            }
            @if view.latest.is_empty() {
                p { "No links yet. " a href="/ops/share" { "Share a shipment" } "." }
            } @else {
                (links::table("Latest links", view.latest))
            }
        }
    };
    document(frame, Some(Place::Overview), "Overview", &main)
}

type Measure = (&'static str, fn(&Day) -> u32);
const MEASURES: [Measure; 5] = [
    ("Links minted", |day| day.minted),
    ("Opened", |day| day.opened),
    ("Verified", |day| day.verified),
    ("Viewed", |day| day.viewed),
    ("Revoked", |day| day.revoked),
];

fn figures(days: &[Day]) -> Markup {
    html! {
        ul.figures {
            @for (name, of) in MEASURES {
                li {
                    p.name { (name) }
                    p.sum { (grouped(sum(days, of))) }
                    (chart::bars(name, &days.iter().map(|day| bar(day, of)).collect::<Vec<_>>()))
                }
            }
        }
        details.numbers {
            summary { "The same as a table" }
            (scroll("Figures of the week", &table(days)))
        }
    }
}

fn table(days: &[Day]) -> Markup {
    html! {
        table.sums {
            caption { "Events per day, in UTC" }
            thead {
                tr {
                    th scope="col" { "Day" }
                    @for (name, _) in MEASURES { th scope="col" { (name) } }
                }
            }
            tbody {
                @for day in days {
                    tr {
                        th scope="row" { (date(day.date)) }
                        @for (_, of) in MEASURES { td { (grouped(of(day).into())) } }
                    }
                }
                tr {
                    th scope="row" { "Together" }
                    @for (_, of) in MEASURES { td { (grouped(sum(days, of))) } }
                }
            }
        }
    }
}

fn sum(days: &[Day], of: fn(&Day) -> u32) -> u64 {
    days.iter().map(|day| u64::from(of(day))).sum()
}

fn bar(day: &Day, of: fn(&Day) -> u32) -> Bar {
    let name = day.date.weekday().to_string();
    Bar {
        under: name.chars().take(2).collect(),
        name,
        value: of(day),
    }
}

fn date(date: Date) -> String {
    let format = format_description!("[weekday repr:short] [day padding:none] [month repr:short]");
    // Every date has these parts.
    date.format(format).unwrap_or_default()
}

fn estimate(view: &View<'_>) -> Markup {
    let views = sum(view.days, |day| day.viewed);
    let assumed = view.assumptions;
    let (inquiries, minutes, money) = assumed.of(views);
    html! {
        section.estimate {
            h2 { "What it may have saved" }
            p.result {
                strong { (counted(inquiries, "inquiry", "inquiries")) " avoided" }
                " · " strong { (hours(minutes)) } " of work"
                @if let Some(money) = money { " · " strong { (grouped(money)) } " in cost" }
            }
            p.formula {
                (counted(views, "view", "views")) " × " (assumed.percent) "% = " (grouped(inquiries))
                "; × " (assumed.minutes) " min = " (hours(minutes))
                @if let (Some(hourly), Some(money)) = (assumed.hourly, money) {
                    "; × " (grouped(hourly.into())) " an hour = " (grouped(money))
                }
                ". An estimate of this week, from your own assumptions:"
            }
            form.line method="get" action="/ops" {
                (number("percent", "Views that replace an inquiry (%)", 100, Some(assumed.percent)))
                (number("minutes", "Minutes per inquiry", 1_440, Some(assumed.minutes)))
                (number("hourly", "Cost of an hour (optional)", 100_000, assumed.hourly))
                button.secondary type="submit" { "Estimate again" }
            }
        }
    }
}

fn number(name: &str, label: &str, most: u32, value: Option<u32>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="number" inputmode="numeric" min="0" max=(most) value=[value];
        }
    }
}

/// `20 h 40 min`.
fn hours(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{} h", grouped(hours)),
        (hours, minutes) => format!("{} h {minutes} min", grouped(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parts::State;
    use super::super::specimen::{self, HOSTILE};
    use super::*;
    use time::macros::date;

    fn days() -> Vec<Day> {
        (0..7)
            .map(|index| Day {
                date: date!(2026 - 11 - 16) + time::Duration::days(index),
                minted: 4,
                opened: 20,
                verified: 12,
                viewed: 59,
                revoked: 0,
            })
            .collect()
    }

    fn drawn(hourly: Option<&str>) -> String {
        let days = days();
        let latest = [specimen::listed(State::Active)];
        page(
            &specimen::frame(),
            &View {
                days: &days,
                assumptions: Assumptions::read(None, None, hourly),
                latest: &latest,
                notice: Some(Notice::Failed(HOSTILE)),
            },
        )
        .into_string()
    }

    #[test]
    fn the_formula_is_shown_with_its_numbers() {
        let page = drawn(None);
        assert!(page.contains("413 views × 30% = 124; × 10 min = 20 h 40 min."));
        assert!(!page.contains(" in cost"));
        let page = drawn(Some("45"));
        assert!(page.contains("; × 45 an hour = 930."));
        specimen::check_hostile(&page, 3);
    }

    #[test]
    fn each_measure_has_a_chart_with_its_numbers_in_words_and_a_table() {
        let page = drawn(None);
        assert_eq!(page.matches("<svg").count(), 5);
        assert!(page.contains(r#"aria-label="Viewed: Monday 59, Tuesday 59"#));
        assert!(page.contains(r#"<th scope="row">Mon 16 Nov</th><td>4</td>"#));
        assert!(page.contains(r#"<th scope="row">Together</th><td>28</td>"#));
    }

    #[test]
    fn assumptions_that_are_none_are_as_usual_and_slips_are_capped() {
        let usual = Assumptions {
            percent: 30,
            minutes: 10,
            hourly: None,
        };
        assert_eq!(Assumptions::read(None, None, None), usual);
        assert_eq!(
            Assumptions::read(Some("a third"), Some("-1"), Some("")),
            usual
        );
        let capped = Assumptions::read(Some("300"), Some("4294967295"), Some("4294967295"));
        assert_eq!((capped.percent, capped.minutes), (100, 1_440));
        // The largest week there can be does not overflow.
        assert!(capped.of(7 * u64::from(u32::MAX)).2.is_some());
    }

    #[test]
    fn an_empty_deployment_is_shown_the_way_to_its_first_link() {
        let view = View {
            days: &[],
            assumptions: Assumptions::read(None, None, None),
            latest: &[],
            notice: None,
        };
        let page = page(&specimen::frame(), &view).into_string();
        assert!(page.contains(r#"No links yet. <a href="/ops/share">"#));
        assert!(page.contains("0 inquiries"));
        crate::page::check::page(&page);
    }
}
