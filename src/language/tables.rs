//! The words of every language but English, which are not in the worker's
//! binary but stand beside it as files of the platform, and are read when
//! somebody is first spoken to in that language.
//!
//! Together they would be a fifth of the upload, and an isolate rarely speaks
//! more than a few. It keeps what it has read, for good: at most 25 tables of
//! some 20 kilobytes. They say nothing about who asked.
//!
//! Natively all tables are compiled in, so that each is complete, and written
//! from there ([`text`]) by `make build`; flows in tests read them as the worker
//! does.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;

use super::messages::Messages;
use super::{ENGLISH, Language};
use crate::geo::fingerprint::fingerprint;
use crate::world::World;

/// How long a page or a letter waits for its words.
const TIMEOUT: Duration = Duration::from_secs(2);

/// For how long a language is not asked for again after it could not be read,
/// so that not every page waits while the platform has trouble.
const PAUSE: time::Duration = time::Duration::seconds(10);

/// Names the sources of the files, and sums them up one by one: the compiler
/// minds a sum that takes it too long.
macro_rules! sources {
    ($($source:literal)*) => {
        #[cfg(test)]
        const SOURCES: &[&str] = &[$($source),*];
        /// Tells one edition of the files from another: all that they are made
        /// from, so that what a browser or a cache keeps never becomes wrong.
        const EDITION: u64 = fingerprint(&[
            $(&const { fingerprint(&[include_bytes!($source)]) }.to_le_bytes()),*
        ]);
    };
}

sources! {
    "messages.rs" "tables.rs"
    "ar.rs" "bn.rs" "de.rs" "el.rs" "es.rs" "fa.rs" "fr.rs" "he.rs" "hi.rs" "id.rs" "it.rs"
    "ja.rs" "ko.rs" "ms.rs" "nl.rs" "pl.rs" "pt.rs" "ru.rs" "sv.rs" "th.rs" "tr.rs" "uk.rs"
    "vi.rs" "zh_hans.rs" "zh_hant.rs"
}

thread_local! {
    /// What the isolate has, or when it could last not be read.
    static TABLES: RefCell<BTreeMap<Language, Result<&'static Messages, OffsetDateTime>>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// A file: what it says that it is, then every word of [`Messages`] in order.
#[derive(Serialize, Deserialize)]
struct File<'a, T> {
    edition: &'a str,
    language: &'a str,
    words: T,
}

/// What is made of words in a fixed order.
pub(super) trait Told {
    /// Takes as many words as it has.
    fn read(words: &mut Words) -> Self;

    /// Adds its words.
    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, words: &mut Vec<Option<&'static str>>);
}

/// The words of a file that are still to be read.
pub(super) struct Words {
    left: std::vec::IntoIter<Option<&'static str>>,
    /// Whether one was missing where one has to be.
    lacking: bool,
}

impl Told for Option<&'static str> {
    #[inline(never)]
    fn read(words: &mut Words) -> Self {
        let word = words.left.next();
        words.lacking |= word.is_none();
        word.flatten()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, words: &mut Vec<Option<&'static str>>) {
        words.push(*self);
    }
}

impl Told for &'static str {
    #[inline(never)]
    fn read(words: &mut Words) -> Self {
        let word: Option<Self> = Told::read(words);
        words.lacking |= word.is_none();
        word.unwrap_or_default()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, words: &mut Vec<Option<&'static str>>) {
        words.push(Some(self));
    }
}

/// What is said in a language, or nothing if that cannot be read.
///
/// Requests that begin together each read for themselves, because one must not
/// wait for what belongs to another; the first to end sets.
///
/// 1. English is here, and what was read before.
/// 2. What could not be read is not asked for again for a while.
/// 3. The rest is read; a fault is logged and goes no further.
pub(super) async fn ready(world: &impl World, language: Language) -> Option<&'static Messages> {
    // 1, 2
    match held(language) {
        Some(Ok(messages)) => return Some(messages),
        Some(Err(failed)) if (world.now() - failed).abs() < PAUSE => return None,
        _ => {}
    }
    // 3
    let path = path(language);
    let answer = world.asset(&path, TIMEOUT).await;
    let kept = answer
        .map_err(|fault| fault.to_string())
        .and_then(|bytes| keep(language, &bytes));
    match kept {
        Ok(messages) => Some(messages),
        Err(reason) => {
            world.log(&format!("language: {path}: {reason}"));
            failed(language, world.now())
        }
    }
}

/// Where the file of a language stands.
#[must_use]
pub fn path(language: Language) -> String {
    format!("/data/{EDITION:016x}/{}.json", language.tag())
}

/// The file of a language.
///
/// # Errors
/// When it cannot be written as JSON, which does not happen.
#[cfg(not(target_arch = "wasm32"))]
pub fn text(language: Language) -> serde_json::Result<String> {
    let mut words = Vec::new();
    language.messages().write(&mut words);
    serde_json::to_string(&File {
        edition: &edition(),
        language: language.tag(),
        words,
    })
}

fn edition() -> String {
    format!("{EDITION:016x}")
}

fn held(language: Language) -> Option<Result<&'static Messages, OffsetDateTime>> {
    if language == Language::English {
        return Some(Ok(ENGLISH));
    }
    TABLES.with_borrow(|tables| tables.get(&language).copied())
}

/// Keeps a table from here on.
///
/// Nothing is given up to the isolate but what a whole file of this edition has,
/// once for each language.
fn keep(language: Language, bytes: &[u8]) -> Result<&'static Messages, String> {
    if let Some(Ok(messages)) = held(language) {
        return Ok(messages);
    }
    let wrong = |error: serde_json::Error| error.to_string();
    let file: File<'_, &RawValue> = serde_json::from_slice(bytes).map_err(wrong)?;
    if file.edition != edition() || file.language != language.tag() {
        return Err(format!("{} bytes are not this build's file", bytes.len()));
    }
    let text: &'static str = Box::leak(file.words.get().into());
    let words: Vec<Option<&'static str>> = serde_json::from_str(text).map_err(wrong)?;
    let mut words = Words {
        left: words.into_iter(),
        lacking: false,
    };
    let messages = Messages::read(&mut words);
    if words.lacking || words.left.next().is_some() {
        return Err("not the words that there are to say".to_owned());
    }
    let messages: &'static Messages = Box::leak(Box::new(messages));
    TABLES.with_borrow_mut(|tables| tables.insert(language, Ok(messages)));
    Ok(messages)
}

/// Notes that a language could not be read just now, unless another request has
/// read it meanwhile.
fn failed(language: Language, now: OffsetDateTime) -> Option<&'static Messages> {
    if let Some(Ok(messages)) = held(language) {
        return Some(messages);
    }
    TABLES.with_borrow_mut(|tables| tables.insert(language, Err(now)));
    None
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn others() -> impl Iterator<Item = Language> {
        Language::ALL.into_iter().skip(1)
    }

    #[test]
    fn every_table_is_read_as_it_was_written() {
        assert_eq!(others().count(), 25);
        for language in others() {
            let text = text(language).unwrap();
            assert!(!text.contains('\\'), "{language:?}: escapes take a copy");
            let kept = keep(language, text.as_bytes()).unwrap();
            assert_eq!(kept, language.messages(), "{language:?}");
            // Again, as the second of two requests would.
            let again = keep(language, text.as_bytes()).unwrap();
            assert!(std::ptr::eq(kept, again));
        }
    }

    #[test]
    fn only_the_files_of_this_build_are_kept() {
        let korean = text(Language::Korean).unwrap();
        let older = korean.replace(&edition(), "0123456789abcdef");
        let cut = &korean[..korean.len() - 1];
        let gate = Language::Korean.messages().gate.title;
        let short = korean.replacen(&format!("\"{gate}\","), "", 1);
        let long = korean.replacen(&format!("\"{gate}\","), &format!("\"{gate}\",null,"), 1);
        let empty = korean.replacen(&format!("\"{gate}\","), "null,", 1);
        for wrong in [&older, cut, &short, &long, &empty, "", "{}", "[]"] {
            assert!(keep(Language::Korean, wrong.as_bytes()).is_err());
        }
        assert!(keep(Language::Japanese, korean.as_bytes()).is_err());
        assert!(held(Language::Korean).is_none());
    }

    #[test]
    fn a_late_failure_takes_nothing_away() {
        let now = time::macros::datetime!(2026-11-22 09:15 UTC);
        assert!(failed(Language::Thai, now).is_none());
        assert_eq!(held(Language::Thai), Some(Err(now)));
        let text = text(Language::Thai).unwrap();
        keep(Language::Thai, text.as_bytes()).unwrap();
        assert!(failed(Language::Thai, now).is_some());
        assert!(matches!(held(Language::Thai), Some(Ok(_))));
    }

    #[test]
    fn every_source_is_summed_up() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language");
        for entry in std::fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let has_words = std::fs::read_to_string(&path)
                .is_ok_and(|source| source.contains("\npub(super) const MESSAGES: Messages"));
            if has_words && name != "en.rs" {
                assert!(SOURCES.contains(&name.as_str()), "{name}");
            }
        }
        assert_eq!(SOURCES.len(), 27);
    }
}
