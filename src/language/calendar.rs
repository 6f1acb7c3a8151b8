//! How dates, plurals and durations read in one language, as `Intl` says.
//!
//! `src/edge/intl.js` asks `Intl` and writes JSON; this reads it and fills it
//! in. A page may have thousands of dates, and filling one in costs less than
//! asking JavaScript for it.

use std::collections::BTreeMap;

use serde::Deserialize;
use time::OffsetDateTime;

use super::messages::Plural;

/// What `Intl` knows of a language.
#[derive(Debug, Deserialize)]
pub struct Calendar {
    /// The patterns of dates.
    pub(super) days: Days,
    /// The plural category of each number under 200.
    plural: Vec<Category>,
    /// A duration, by unit.
    pub(super) span: Units,
    /// How long ago, by unit.
    pub(super) ago: Units,
    /// How far ahead.
    pub(super) ahead: Ahead,
    /// `now`.
    pub(super) now: String,
    /// `today`.
    pub(super) today: String,
    /// `tomorrow`.
    pub(super) tomorrow: String,
    /// `yesterday`.
    pub(super) yesterday: String,
    /// What stands between the items of a list.
    pub(super) comma: String,
}

/// The patterns of dates, each with and without a year.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Days {
    pub(super) long: Pattern,
    pub(super) long_year: Pattern,
    pub(super) short: Pattern,
    pub(super) short_year: Pattern,
    pub(super) clocked: Pattern,
    pub(super) clocked_year: Pattern,
    pub(super) bare: Pattern,
    pub(super) bare_year: Pattern,
    pub(super) date: Pattern,
    pub(super) clock: Pattern,
}

/// Numbers of a unit, by plural category.
pub(super) type Counted = BTreeMap<Category, String>;

#[derive(Debug, Deserialize)]
pub(super) struct Units {
    pub(super) second: Counted,
    pub(super) minute: Counted,
    pub(super) hour: Counted,
    pub(super) day: Counted,
}

#[derive(Debug, Deserialize)]
pub(super) struct Ahead {
    pub(super) day: Counted,
}

/// CLDR's plural categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Category {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// A date with names in the places of its parts.
#[derive(Debug, Deserialize)]
#[serde(from = "Told")]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
    weekdays: Vec<String>,
    months: Vec<String>,
}

/// A pattern as the JSON has it.
#[derive(Deserialize)]
struct Told {
    template: String,
    weekdays: Vec<String>,
    months: Vec<String>,
}

#[derive(Debug)]
enum Piece {
    Words(String),
    Weekday,
    Day,
    PaddedDay,
    Month,
    Year,
    Hour,
    Minute,
}

impl From<Told> for Pattern {
    fn from(told: Told) -> Self {
        let mut pieces = Vec::new();
        let mut rest = told.template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or(("", after));
            if !before.is_empty() {
                pieces.push(Piece::Words(before.to_owned()));
            }
            pieces.extend(match name {
                "w" => Some(Piece::Weekday),
                "d" => Some(Piece::Day),
                "dd" => Some(Piece::PaddedDay),
                "m" => Some(Piece::Month),
                "y" => Some(Piece::Year),
                "h" => Some(Piece::Hour),
                "n" => Some(Piece::Minute),
                _ => None,
            });
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Self {
            pieces,
            weekdays: told.weekdays,
            months: told.months,
        }
    }
}

impl Pattern {
    /// Keeps the day with its month where a narrow screen breaks a large date.
    fn hold_together(&mut self) {
        let between = |pieces: &[Piece]| matches!(pieces, [Piece::Day, _, Piece::Month]);
        let Some(start) = self.pieces.windows(3).position(between) else {
            return;
        };
        if let Some(Piece::Words(words)) = self.pieces.get_mut(start + 1) {
            *words = words.replace(' ', "\u{a0}");
        }
    }

    /// The date at its own offset.
    pub(super) fn write(&self, out: &mut String, when: OffsetDateTime) {
        fn named(names: &[String], index: u8) -> &str {
            names.get(usize::from(index)).map_or("", String::as_str)
        }
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Weekday => {
                    let weekday = when.weekday().number_days_from_sunday();
                    out.push_str(named(&self.weekdays, weekday));
                }
                Piece::Day if when.day() < 10 => out.push(digit(when.day())),
                Piece::Day | Piece::PaddedDay => two_digits(out, when.day()),
                Piece::Month => out.push_str(named(&self.months, u8::from(when.month()) - 1)),
                Piece::Year => out.push_str(&when.year().to_string()),
                Piece::Hour => two_digits(out, when.hour()),
                Piece::Minute => two_digits(out, when.minute()),
            }
        }
    }
}

/// Numbers without the machinery of `format!`, of which a page has thousands.
fn two_digits(out: &mut String, number: u8) {
    out.push(digit(number / 10));
    out.push(digit(number % 10));
}

fn digit(number: u8) -> char {
    char::from(b'0' + number)
}

impl Calendar {
    /// Reads what `src/edge/intl.js` wrote.
    ///
    /// # Errors
    /// What is wrong with it, for the log.
    pub fn read(json: &str) -> Result<Self, String> {
        let mut calendar: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        calendar.days.long.hold_together();
        calendar.days.long_year.hold_together();
        Ok(calendar)
    }

    /// For a runtime whose `Intl` does not answer: dates as ISO 8601 has them,
    /// and units by their symbols.
    #[must_use]
    pub fn iso() -> Self {
        let months: Vec<String> = (1..=12).map(|month| format!("{month:02}")).collect();
        let pattern = |template: &str| {
            Pattern::from(Told {
                template: template.to_owned(),
                weekdays: Vec::new(),
                months: months.clone(),
            })
        };
        let day = || pattern("{y}-{m}-{dd}");
        let clocked = || pattern("{y}-{m}-{dd} {h}:{n}");
        let counted = |text: &str| Counted::from([(Category::Other, text.to_owned())]);
        let units = |sign: &str| Units {
            second: counted(&format!("{sign}{{}} s")),
            minute: counted(&format!("{sign}{{}} min")),
            hour: counted(&format!("{sign}{{}} h")),
            day: counted(&format!("{sign}{{}} d")),
        };
        Self {
            days: Days {
                long: day(),
                long_year: day(),
                short: day(),
                short_year: day(),
                clocked: clocked(),
                clocked_year: clocked(),
                bare: day(),
                bare_year: day(),
                date: day(),
                clock: pattern("{h}:{n}"),
            },
            plural: vec![Category::Other],
            span: units(""),
            ago: units("−"),
            ahead: Ahead {
                day: counted("+{} d"),
            },
            now: "0 s".to_owned(),
            today: "0 d".to_owned(),
            tomorrow: "+1 d".to_owned(),
            yesterday: "−1 d".to_owned(),
            comma: ", ".to_owned(),
        }
    }

    /// The category of a number. Beyond the table, the last two digits decide
    /// as they do between 100 and 199, in every language of ours.
    fn category(&self, number: u64) -> Category {
        let index = if number < 200 {
            number
        } else {
            100 + number % 100
        };
        usize::try_from(index)
            .ok()
            .and_then(|index| self.plural.get(index))
            .copied()
            .unwrap_or(Category::Other)
    }

    /// A number of something that `Intl` counted.
    pub(super) fn counted(&self, number: u64, forms: &Counted) -> String {
        forms
            .get(&self.category(number))
            .or_else(|| forms.values().next_back())
            .map_or_else(
                || number.to_string(),
                |form| form.replace("{}", &number.to_string()),
            )
    }

    /// The sentence for a number of things.
    pub(super) fn plural(&self, number: u64, forms: &Plural) -> &'static str {
        match self.category(number) {
            Category::Zero => forms.zero,
            Category::One => forms.one,
            Category::Two => forms.two,
            Category::Few => forms.few,
            Category::Many => forms.many,
            Category::Other => None,
        }
        .unwrap_or(forms.other)
    }
}
