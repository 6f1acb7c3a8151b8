//! Why somebody revokes or restores.

use crate::error::{Error, Result};

/// The longest reason, in characters: a sentence.
pub const MAX_WHY: usize = 200;

/// What [`read`] takes, as a regular expression of JSON Schema, white space
/// around it aside.
#[cfg(not(target_arch = "wasm32"))]
pub const PATTERN: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

/// Reads a reason: plain text of one line; an empty one is none.
///
/// # Errors
/// 422, which names the member.
pub fn read(text: Option<&str>) -> Result<Option<&str>> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > MAX_WHY || text.chars().any(char::is_control))
    {
        return Err(Error::field(
            "why",
            format!(
                "expected plain text of at most {MAX_WHY} characters, without control characters"
            ),
        ));
    }
    Ok(text)
}
