//! JSON as callers send it: every refusal names the member.

use serde::Deserialize;

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
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
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
