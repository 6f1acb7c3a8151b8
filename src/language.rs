//! Languages: what is said in each, and how its dates and numbers read.
//!
//! The words are tables in Rust ([`messages`]), complete because they compile;
//! the worker has English in its binary and reads the others ([`tables`]).
//! Dates, plurals and relative times come from the runtime's own `Intl`, once
//! for each language ([`calendar`]). A [`Locale`] is both, for one reader.

pub mod calendar;
pub mod fill;
pub mod locale;
pub mod messages;
pub mod negotiate;
pub mod tables;

// In the worker's binary there is English alone; all else stands beside it (`tables`).
mod en;

#[cfg(not(target_arch = "wasm32"))]
mod ar;
#[cfg(not(target_arch = "wasm32"))]
mod bn;
#[cfg(not(target_arch = "wasm32"))]
mod de;
#[cfg(not(target_arch = "wasm32"))]
mod el;
#[cfg(not(target_arch = "wasm32"))]
mod es;
#[cfg(not(target_arch = "wasm32"))]
mod fa;
#[cfg(not(target_arch = "wasm32"))]
mod fr;
#[cfg(not(target_arch = "wasm32"))]
mod he;
#[cfg(not(target_arch = "wasm32"))]
mod hi;
#[cfg(not(target_arch = "wasm32"))]
mod id;
#[cfg(not(target_arch = "wasm32"))]
mod it;
#[cfg(not(target_arch = "wasm32"))]
mod ja;
#[cfg(not(target_arch = "wasm32"))]
mod ko;
#[cfg(not(target_arch = "wasm32"))]
mod ms;
#[cfg(not(target_arch = "wasm32"))]
mod nl;
#[cfg(not(target_arch = "wasm32"))]
mod pl;
#[cfg(not(target_arch = "wasm32"))]
mod pt;
#[cfg(not(target_arch = "wasm32"))]
mod ru;
#[cfg(not(target_arch = "wasm32"))]
mod sv;
#[cfg(not(target_arch = "wasm32"))]
mod th;
#[cfg(not(target_arch = "wasm32"))]
mod tr;
#[cfg(not(target_arch = "wasm32"))]
mod uk;
#[cfg(not(target_arch = "wasm32"))]
mod vi;
#[cfg(not(target_arch = "wasm32"))]
mod zh_hans;
#[cfg(not(target_arch = "wasm32"))]
mod zh_hant;

pub use locale::{Locale, Locales};
use messages::Messages;

/// What is said in English: the one table that is always here.
pub const ENGLISH: &Messages = &en::MESSAGES;

/// A language that pages and letters speak, chosen for trade lanes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Korean.
    Korean,
    /// Chinese in simplified characters.
    ChineseSimplified,
    /// Chinese in traditional characters.
    ChineseTraditional,
    /// Japanese.
    Japanese,
    /// Spanish.
    Spanish,
    /// Portuguese.
    Portuguese,
    /// French.
    French,
    /// German.
    German,
    /// Italian.
    Italian,
    /// Dutch.
    Dutch,
    /// Polish.
    Polish,
    /// Turkish.
    Turkish,
    /// Russian.
    Russian,
    /// Ukrainian.
    Ukrainian,
    /// Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Persian.
    Persian,
    /// Hindi.
    Hindi,
    /// Bengali.
    Bengali,
    /// Thai.
    Thai,
    /// Vietnamese.
    Vietnamese,
    /// Indonesian.
    Indonesian,
    /// Malay.
    Malay,
    /// Greek.
    Greek,
    /// Swedish.
    Swedish,
}

impl Language {
    /// Every language, in the order of the chooser: English, then by region.
    pub const ALL: [Self; 26] = [
        Self::English,
        Self::Korean,
        Self::ChineseSimplified,
        Self::ChineseTraditional,
        Self::Japanese,
        Self::Spanish,
        Self::Portuguese,
        Self::French,
        Self::German,
        Self::Italian,
        Self::Dutch,
        Self::Polish,
        Self::Turkish,
        Self::Russian,
        Self::Ukrainian,
        Self::Arabic,
        Self::Hebrew,
        Self::Persian,
        Self::Hindi,
        Self::Bengali,
        Self::Thai,
        Self::Vietnamese,
        Self::Indonesian,
        Self::Malay,
        Self::Greek,
        Self::Swedish,
    ];

    /// Its BCP 47 tag, as the page's `lang` attribute has it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Korean => "ko",
            Self::ChineseSimplified => "zh-Hans",
            Self::ChineseTraditional => "zh-Hant",
            Self::Japanese => "ja",
            Self::Spanish => "es",
            Self::Portuguese => "pt",
            Self::French => "fr",
            Self::German => "de",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Polish => "pl",
            Self::Turkish => "tr",
            Self::Russian => "ru",
            Self::Ukrainian => "uk",
            Self::Arabic => "ar",
            Self::Hebrew => "he",
            Self::Persian => "fa",
            Self::Hindi => "hi",
            Self::Bengali => "bn",
            Self::Thai => "th",
            Self::Vietnamese => "vi",
            Self::Indonesian => "id",
            Self::Malay => "ms",
            Self::Greek => "el",
            Self::Swedish => "sv",
        }
    }

    /// The tag that `Intl` is asked with: of English, the English that writes
    /// the day before the month, as most of the world does.
    #[must_use]
    pub const fn intl_tag(self) -> &'static str {
        match self {
            Self::English => "en-GB",
            other => other.tag(),
        }
    }

    /// Its name in itself.
    #[must_use]
    pub const fn endonym(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Korean => "한국어",
            Self::ChineseSimplified => "简体中文",
            Self::ChineseTraditional => "繁體中文",
            Self::Japanese => "日本語",
            Self::Spanish => "Español",
            Self::Portuguese => "Português",
            Self::French => "Français",
            Self::German => "Deutsch",
            Self::Italian => "Italiano",
            Self::Dutch => "Nederlands",
            Self::Polish => "Polski",
            Self::Turkish => "Türkçe",
            Self::Russian => "Русский",
            Self::Ukrainian => "Українська",
            Self::Arabic => "العربية",
            Self::Hebrew => "עברית",
            Self::Persian => "فارسی",
            Self::Hindi => "हिन्दी",
            Self::Bengali => "বাংলা",
            Self::Thai => "ไทย",
            Self::Vietnamese => "Tiếng Việt",
            Self::Indonesian => "Bahasa Indonesia",
            Self::Malay => "Bahasa Melayu",
            Self::Greek => "Ελληνικά",
            Self::Swedish => "Svenska",
        }
    }

    /// Which way it is written, as the page's `dir` attribute has it.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic | Self::Hebrew | Self::Persian => "rtl",
            _ => "ltr",
        }
    }

    /// All that is said in it, as it was written.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub const fn messages(self) -> &'static Messages {
        match self {
            Self::English => ENGLISH,
            Self::Korean => &ko::MESSAGES,
            Self::ChineseSimplified => &zh_hans::MESSAGES,
            Self::ChineseTraditional => &zh_hant::MESSAGES,
            Self::Japanese => &ja::MESSAGES,
            Self::Spanish => &es::MESSAGES,
            Self::Portuguese => &pt::MESSAGES,
            Self::French => &fr::MESSAGES,
            Self::German => &de::MESSAGES,
            Self::Italian => &it::MESSAGES,
            Self::Dutch => &nl::MESSAGES,
            Self::Polish => &pl::MESSAGES,
            Self::Turkish => &tr::MESSAGES,
            Self::Russian => &ru::MESSAGES,
            Self::Ukrainian => &uk::MESSAGES,
            Self::Arabic => &ar::MESSAGES,
            Self::Hebrew => &he::MESSAGES,
            Self::Persian => &fa::MESSAGES,
            Self::Hindi => &hi::MESSAGES,
            Self::Bengali => &bn::MESSAGES,
            Self::Thai => &th::MESSAGES,
            Self::Vietnamese => &vi::MESSAGES,
            Self::Indonesian => &id::MESSAGES,
            Self::Malay => &ms::MESSAGES,
            Self::Greek => &el::MESSAGES,
            Self::Swedish => &sv::MESSAGES,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
