//! When nobody is mailed about what happens, and when the day's mail goes out.

use time::UtcOffset;

use super::Reader;

/// The hours in which nobody is told anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// The first of them, 0 to 23.
    pub from: u8,
    /// The first after them, 0 to 23.
    pub to: u8,
    /// Whose hours.
    pub offset: UtcOffset,
}

/// When people are told what has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// When nobody is told anything, if ever.
    pub quiet: Option<QuietHours>,
    /// The hour, in UTC, of the day's mail.
    pub digest_hour: u8,
}

impl News {
    pub(super) fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let quiet = reader.checked("QUIET_HOURS", |text| match text {
            "" => Ok(None),
            text => QuietHours::parse(text)
                .map(Some)
                .ok_or(QuietHours::EXPECTED),
        });
        let digest_hour = reader.number("DIGEST_HOUR", 0, 23);
        Some(Self {
            quiet: quiet?,
            digest_hour: digest_hour?,
        })
    }
}

impl QuietHours {
    const EXPECTED: &str = "two hours and an offset from UTC, such as 22-7 +01:00";

    fn parse(text: &str) -> Option<Self> {
        let (hours, offset) = text.split_once(' ')?;
        let (from, to) = hours.split_once('-')?;
        let hour = |text: &str| {
            let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|hour: &u8| digits && *hour < 24)
        };
        let (sign, clock) = match offset.split_at_checked(1)? {
            ("+", clock) => (1, clock),
            ("-", clock) => (-1, clock),
            _ => return None,
        };
        let (hours, minutes) = clock.split_once(':')?;
        let offset = UtcOffset::from_hms(
            sign * i8::try_from(hour(hours)?).ok()?,
            sign * minutes
                .parse::<i8>()
                .ok()
                .filter(|m| (0..60).contains(m) && minutes.len() == 2)?,
            0,
        )
        .ok()?;
        let (from, to) = (hour(from)?, hour(to)?);
        (from != to).then_some(Self { from, to, offset })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::offset;

    use super::*;

    #[test]
    fn hours_and_an_offset() {
        let quiet = |from, to, offset| Some(QuietHours { from, to, offset });
        assert_eq!(QuietHours::parse("22-7 +01:00"), quiet(22, 7, offset!(+1)));
        assert_eq!(QuietHours::parse("0-6 -03:30"), quiet(0, 6, offset!(-3:30)));
        for wrong in [
            "22",
            "22-7",
            "24-7 +01:00",
            "7-7 +01:00",
            "22-7 01:00",
            "22-7 +1",
            "22-7 +30:00",
            "+2-7 +01:00",
            "22-7 +01:60",
            "a-b +01:00",
            "22-7  +01:00",
            "22-7 +01:-1",
            "é-7 +01:00",
        ] {
            assert_eq!(QuietHours::parse(wrong), None, "{wrong}");
        }
    }
}
