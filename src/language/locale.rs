//! One reader's language: what is said in it, and how its dates read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use time::{Duration, OffsetDateTime, UtcOffset};

use super::calendar::{Calendar, Pattern};
use super::messages::{Messages, Plural};
use super::tables;
use super::{ENGLISH, Language};
use crate::world::World;

/// The calendars that an isolate has asked for: plain data that belongs to no
/// request, a few kilobytes for each language.
#[derive(Default)]
pub struct Locales(RefCell<BTreeMap<Language, Rc<Calendar>>>);

impl Locales {
    /// The locale of a language.
    ///
    /// Where its words cannot be read it is English, dates and all: half a page
    /// in one language and half in another would be worse.
    ///
    /// A runtime whose `Intl` fails is logged, and dates then read as ISO 8601
    /// has them: a page without words for days is better than none.
    pub async fn get(&self, world: &impl World, language: Language) -> Locale {
        let (language, messages) = match tables::ready(world, language).await {
            Some(messages) => (language, messages),
            None => (Language::English, ENGLISH),
        };
        Locale::new(language, messages, self.calendar(world, language))
    }

    fn calendar(&self, world: &impl World, language: Language) -> Rc<Calendar> {
        if let Some(calendar) = self.0.borrow().get(&language) {
            return Rc::clone(calendar);
        }
        let told = world
            .intl(language.intl_tag())
            .map_err(|fault| fault.to_string())
            .and_then(|json| Calendar::read(&json));
        let calendar = Rc::new(told.unwrap_or_else(|reason| {
            world.log(&format!("intl: {}: {reason}", language.tag()));
            Calendar::iso()
        }));
        self.0.borrow_mut().insert(language, Rc::clone(&calendar));
        calendar
    }
}

/// A language with its words and its calendar.
#[derive(Debug, Clone)]
pub struct Locale {
    /// Which language it is.
    pub language: Language,
    messages: &'static Messages,
    calendar: Rc<Calendar>,
}

impl Locale {
    /// Puts them together.
    #[must_use]
    pub const fn new(
        language: Language,
        messages: &'static Messages,
        calendar: Rc<Calendar>,
    ) -> Self {
        Self {
            language,
            messages,
            calendar,
        }
    }

    /// All that is said in it.
    #[must_use]
    pub const fn messages(&self) -> &'static Messages {
        self.messages
    }

    /// `Saturday 5 December`, with the year where it is not this year's.
    #[must_use]
    pub fn long_day(&self, when: OffsetDateTime, now: OffsetDateTime) -> String {
        let days = &self.calendar.days;
        dated(&days.long, &days.long_year, when, now)
    }

    /// `Sat 5 Dec`, with the year where it is not this year's.
    #[must_use]
    pub fn day(&self, when: OffsetDateTime, now: OffsetDateTime) -> String {
        let days = &self.calendar.days;
        dated(&days.short, &days.short_year, when, now)
    }

    /// `Sat 5 Dec, 14:05`, with the year where it is not this year's.
    #[must_use]
    pub fn moment(&self, when: OffsetDateTime, now: OffsetDateTime) -> String {
        let days = &self.calendar.days;
        dated(&days.clocked, &days.clocked_year, when, now)
    }

    /// `5 Dec`, with the year where it is not this year's.
    #[must_use]
    pub fn short_day(&self, when: OffsetDateTime, now: OffsetDateTime) -> String {
        let days = &self.calendar.days;
        dated(&days.bare, &days.bare_year, when, now)
    }

    /// `5 December 2026`.
    #[must_use]
    pub fn date(&self, when: OffsetDateTime) -> String {
        written(&self.calendar.days.date, when)
    }

    /// `14:05`.
    #[must_use]
    pub fn clock(&self, when: OffsetDateTime) -> String {
        written(&self.calendar.days.clock, when)
    }

    /// `today`, `tomorrow`, `in 13 days`, `yesterday`, `2 days ago`, by the
    /// calendar of the place.
    #[must_use]
    pub fn relative_day(&self, when: OffsetDateTime, now: OffsetDateTime) -> String {
        let calendar = &self.calendar;
        let now = now.to_offset(when.offset());
        match (when.date() - now.date()).whole_days() {
            0 => calendar.today.clone(),
            1 => calendar.tomorrow.clone(),
            -1 => calendar.yesterday.clone(),
            days if days > 0 => calendar.counted(days.unsigned_abs(), &calendar.ahead.day),
            days => calendar.counted(days.unsigned_abs(), &calendar.ago.day),
        }
    }

    /// A duration in its largest sensible unit: `30 seconds`, `5 minutes`, `3
    /// hours`, `2 days`.
    #[must_use]
    pub fn span(&self, duration: Duration) -> String {
        let (unit, number) = largest(duration);
        let units = &self.calendar.span;
        let forms = match unit {
            Unit::Second => &units.second,
            Unit::Minute => &units.minute,
            Unit::Hour => &units.hour,
            Unit::Day => &units.day,
        };
        self.calendar.counted(number, forms)
    }

    /// How long ago: `now` within the first minute, then `5 minutes ago`.
    #[must_use]
    pub fn ago(&self, duration: Duration) -> String {
        let (unit, number) = largest(duration);
        let units = &self.calendar.ago;
        let forms = match unit {
            Unit::Second => return self.calendar.now.clone(),
            Unit::Minute => &units.minute,
            Unit::Hour => &units.hour,
            Unit::Day => &units.day,
        };
        self.calendar.counted(number, forms)
    }

    /// The sentence for a number of things, with the number in it.
    #[must_use]
    pub fn plural(&self, number: usize, forms: &Plural) -> String {
        let number = number as u64;
        let sentence = self.calendar.plural(number, forms);
        super::fill::text(sentence, &[("number", &number)])
    }

    /// What stands between the items of a list.
    #[must_use]
    pub fn comma(&self) -> &str {
        &self.calendar.comma
    }
}

/// `UTC`, `UTC+8`, `UTC−3:30` (with the sign that is a minus, not a hyphen):
/// the same in every language.
#[must_use]
pub fn zone(offset: UtcOffset) -> String {
    let (hours, minutes, _) = offset.as_hms();
    let sign = if offset.is_negative() { '−' } else { '+' };
    match (hours.abs(), minutes.abs()) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[derive(Clone, Copy)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
}

/// Two hours and more are counted in hours, two days and more in days.
fn largest(duration: Duration) -> (Unit, u64) {
    let duration = duration.abs();
    let (unit, number) = if duration < Duration::MINUTE {
        (Unit::Second, duration.whole_seconds())
    } else if duration < Duration::HOUR * 2 {
        (Unit::Minute, duration.whole_minutes())
    } else if duration < Duration::DAY * 2 {
        (Unit::Hour, duration.whole_hours())
    } else {
        (Unit::Day, duration.whole_days())
    };
    (unit, number.unsigned_abs())
}

fn dated(
    plain: &Pattern,
    with_year: &Pattern,
    when: OffsetDateTime,
    now: OffsetDateTime,
) -> String {
    let this_year = when.year() == now.to_offset(when.offset()).year();
    written(if this_year { plain } else { with_year }, when)
}

fn written(pattern: &Pattern, when: OffsetDateTime) -> String {
    let mut out = String::with_capacity(32);
    pattern.write(&mut out, when);
    out
}

#[cfg(test)]
mod tests;
