//! Reads a JSON document by the paths of its members.
//!
//! One reader for every format instead of types for each: what formats differ
//! in are names, and those stand in tables. It is tolerant where it can be
//! (numbers written as texts and the reverse, blank or `null` for absent) and
//! says of everything else where it stands and what was expected there.

use serde_json::Value;
use serde_json::error::Category;
use time::OffsetDateTime;

use super::{ParseError, made_id, read_time};

/// A member and what was expected of it.
#[derive(Debug)]
pub(in crate::tracking) struct Fault {
    member: String,
    expected: &'static str,
}

impl Fault {
    pub(in crate::tracking) fn new(member: &str, expected: &'static str) -> Self {
        Self {
            member: member.to_owned(),
            expected,
        }
    }

    /// The same fault, seen from the object above.
    pub(in crate::tracking) fn under(mut self, path: &str) -> Self {
        if !(self.member.is_empty() || self.member.starts_with('[')) {
            self.member.insert(0, '.');
        }
        self.member.insert_str(0, path);
        self
    }

    /// The fault as one of the event at `position`.
    pub(in crate::tracking) fn of(self, position: usize) -> ParseError {
        ParseError {
            position: Some(position),
            member: self.member,
            expected: self.expected.to_owned(),
        }
    }
}

/// A value in the document.
#[derive(Debug, Clone, Copy)]
pub(in crate::tracking) struct Node<'a>(pub(in crate::tracking) &'a Value);

impl Node<'_> {
    /// What stands at a path such as `transportCall.vessel`; `None` where it is
    /// absent or `null`.
    pub(in crate::tracking) fn at(self, path: &str) -> Result<Option<Self>, Fault> {
        let mut value = self.0;
        let mut end = 0;
        for name in path.split('.') {
            let Value::Object(members) = value else {
                let above = path.get(..end).unwrap_or_default();
                return Err(Fault::new(above.trim_end_matches('.'), "a JSON object"));
            };
            match members.get(name) {
                None | Some(Value::Null) => return Ok(None),
                Some(member) => value = member,
            }
            end += name.len() + 1;
        }
        Ok(Some(Self(value)))
    }

    /// The first of these members that says something, whole, and which one it is.
    pub(in crate::tracking) fn find<'p>(
        self,
        paths: &[&'p str],
    ) -> Result<Option<(&'p str, String)>, Fault> {
        for path in paths {
            let Some(Self(value)) = self.at(path)? else {
                continue;
            };
            let text = match value {
                Value::String(text) => text.trim().to_owned(),
                Value::Number(number) => number.to_string(),
                _ => return Err(Fault::new(path, "a text or a number")),
            };
            if !text.is_empty() {
                return Ok(Some((path, text)));
            }
        }
        Ok(None)
    }

    /// The first of these members that says something, as a text.
    pub(in crate::tracking) fn text(self, paths: &[&str]) -> Result<Option<String>, Fault> {
        /// DCSA's longest free text (`changeRemark`) has 250 characters; what
        /// goes beyond is cut, because it is shown, not computed with.
        const MAX_CHARS: usize = 250;
        let found = self.find(paths)?;
        Ok(
            found.map(|(_, text)| match text.char_indices().nth(MAX_CHARS) {
                Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
                None => text,
            }),
        )
    }

    /// The same in upper case, as codes are.
    pub(in crate::tracking) fn code(self, paths: &[&str]) -> Result<Option<String>, Fault> {
        Ok(self.text(paths)?.map(|text| text.to_ascii_uppercase()))
    }

    /// An event's id. Never cut, because what is cut may be what tells it from
    /// others; a long one is summed up instead.
    pub(in crate::tracking) fn id(self, paths: &[&str]) -> Result<Option<String>, Fault> {
        /// UUIDs have 36 characters, and ids are kept by the thousand.
        const MAX_LEN: usize = 100;
        let found = self.find(paths)?;
        Ok(found.map(|(_, id)| match id.len() {
            0..=MAX_LEN => id,
            _ => made_id(&id),
        }))
    }

    /// A time, if there is one.
    pub(in crate::tracking) fn moment(
        self,
        paths: &[&str],
    ) -> Result<Option<OffsetDateTime>, Fault> {
        self.find(paths)?
            .map(|(path, text)| read_time(&text).map_err(|expected| Fault::new(path, expected)))
            .transpose()
    }

    /// A time that has to be there.
    pub(in crate::tracking) fn time(self, paths: &[&str]) -> Result<OffsetDateTime, Fault> {
        let missing = || Fault::new(paths.first().unwrap_or(&""), "to be there");
        self.moment(paths)?.ok_or_else(missing)
    }

    /// Degrees on the globe; 0, 0 is where systems put what they do not know.
    pub(in crate::tracking) fn position(
        self,
        latitude: &[&str],
        longitude: &[&str],
    ) -> Result<Option<(f64, f64)>, Fault> {
        let degrees = |paths| Ok(self.text(paths)?.and_then(|text| text.parse::<f64>().ok()));
        Ok(degrees(latitude)?
            .zip(degrees(longitude)?)
            .filter(|(latitude, longitude)| {
                (-90.0..=90.0).contains(latitude)
                    && (-180.0..=180.0).contains(longitude)
                    && (latitude.abs() > f64::EPSILON || longitude.abs() > f64::EPSILON)
            }))
    }

    /// A flag, if there is one.
    pub(in crate::tracking) fn flag(self, path: &str) -> Result<Option<bool>, Fault> {
        match self.at(path)?.map(|node| node.0) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(Fault::new(path, "true or false")),
        }
    }

    /// The objects of a list, each with its place in the document.
    pub(in crate::tracking) fn list(self, path: &str) -> Result<Vec<(String, Self)>, Fault> {
        match self.at(path)?.map(|node| node.0) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => Ok(items
                .iter()
                .enumerate()
                .map(|(place, item)| (format!("{path}[{place}]"), Self(item)))
                .collect()),
            Some(_) => Err(Fault::new(path, "a JSON array")),
        }
    }
}

/// A body as a document.
pub(in crate::tracking) fn document(body: &[u8]) -> Result<Value, ParseError> {
    serde_json::from_slice(body).map_err(|error| {
        ParseError::of_all(&match error.classify() {
            Category::Eof => "JSON that does not break off".to_owned(),
            _ => format!("JSON (line {}, column {})", error.line(), error.column()),
        })
    })
}

/// The elements of a body: those of an array, those of the array that is the
/// member `list` of an object, or that object alone.
pub(in crate::tracking) fn elements(body: &[u8], list: &str) -> Result<Vec<Value>, ParseError> {
    match document(body)? {
        Value::Array(elements) => Ok(elements),
        Value::Object(mut members) => match members.remove(list) {
            Some(Value::Array(elements)) => Ok(elements),
            Some(_) => Err(ParseError::of_all("a JSON array of events")),
            None => Ok(vec![Value::Object(members)]),
        },
        _ => Err(ParseError::of_all("a JSON array of events")),
    }
}
