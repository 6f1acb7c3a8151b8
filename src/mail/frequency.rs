//! How often somebody wants to be mailed about a shipment.

use serde::{Deserialize, Serialize};

use crate::language::Locale;

/// What a recipient can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// A mail for each thing that happens.
    EachChange,
    /// One mail a day with all that has happened.
    Daily,
    /// One mail when the shipment has arrived.
    Arrival,
}

impl Frequency {
    /// Every choice, in the order in which the page offers them.
    pub const ALL: [Self; 3] = [Self::EachChange, Self::Daily, Self::Arrival];

    /// The name on the wire and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EachChange => "each_change",
            Self::Daily => "daily",
            Self::Arrival => "arrival",
        }
    }

    /// In the reader's words, as a phrase of its own: `Once a day`.
    #[must_use]
    pub const fn words(self, locale: &Locale) -> &'static str {
        let words = &locale.messages().updates;
        match self {
            Self::EachChange => words.each_change,
            Self::Daily => words.daily,
            Self::Arrival => words.arrival,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    #[test]
    fn each_choice_has_its_word_and_its_code() {
        let english = locale(Language::English);
        for (choice, code, words) in [
            (Frequency::EachChange, "\"each_change\"", "At each change"),
            (Frequency::Daily, "\"daily\"", "Once a day"),
            (Frequency::Arrival, "\"arrival\"", "Only on arrival"),
        ] {
            assert!(Frequency::ALL.contains(&choice));
            assert_eq!(serde_json::to_string(&choice).unwrap(), code);
            assert_eq!(format!("\"{}\"", choice.as_str()), code);
            assert_eq!(serde_json::from_str::<Frequency>(code).unwrap(), choice);
            assert_eq!(choice.words(&english), words);
        }
        assert!(serde_json::from_str::<Frequency>("\"hourly\"").is_err());
    }
}
