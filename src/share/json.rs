//! JSON as callers send it: every refusal names the member.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::{Code, Error, Result};

/// Reads a body of at most `cap` bytes.
///
/// # Errors
/// 413 when it is longer, 400 when it is not a JSON object, 422 with the path of the
/// member that is unknown, repeated, missing or of another type.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8], cap: usize) -> Result<T> {
    if body.len() > cap {
        return Err(Error::new(
            Code::BodyTooLarge,
            format!("Expected a body of at most {cap} bytes."),
        ));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let Object(value) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => match field_at(path, &inner) {
                whole if whole == "." => malformed(&inner),
                field => Error::field(field, without_position(&inner)),
            },
            _ => malformed(&inner),
        }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// A value that is written as a JSON object: left to themselves, structs are
/// also read from the list of their members' values.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members)).map(Object)
            }
        }
        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// Reads a list of objects, as a member of another.
///
/// # Errors
/// Where one of them is none.
pub(super) fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let objects: Vec<Object<T>> = Vec::deserialize(deserializer)?;
    Ok(objects.into_iter().map(|Object(value)| value).collect())
}

fn malformed(error: &serde_json::Error) -> Error {
    Error::new(
        Code::MalformedBody,
        format!("Expected a JSON object: {error}."),
    )
}

/// The path of the field; a missing or unknown one is named by serde's text
/// and not by its path, which is that of the object around it.
fn field_at(path: String, error: &serde_json::Error) -> String {
    let text = error.to_string();
    let named = ["missing field `", "duplicate field `"]
        .iter()
        .find_map(|start| text.strip_prefix(start))
        .and_then(|rest| rest.split('`').next());
    match named {
        Some(name) if path == "." => name.to_owned(),
        Some(name) if !path.ends_with(name) => format!("{path}.{name}"),
        _ => path,
    }
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned()
}
