//! The body of `PATCH /share/links/{linkId}`.

use serde::Deserialize;
#[cfg(not(target_arch = "wasm32"))]
use serde_json::json;
use time::OffsetDateTime;

use crate::config::Life;
use crate::error::{Error, Result};
use crate::gate::recipient::Mailbox;
#[cfg(not(target_arch = "wasm32"))]
use crate::schema::{any_of, form};
use crate::share::json as read_json;
use crate::share::request::{MAX_BODY, MAX_RECIPIENTS, expires, note};
#[cfg(not(target_arch = "wasm32"))]
use crate::share::request::{MAX_NOTE, NOTE_PATTERN};

/// What is to be changed, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// When the link ends from now on.
    pub expires: Option<OffsetDateTime>,
    /// Who gets access.
    pub add: Vec<Mailbox>,
    /// Who loses it.
    pub drop: Vec<Mailbox>,
    /// Who else loses it, by keyed hash, as the dashboard names them.
    pub drop_ids: Vec<String>,
    /// Another note; `Some(None)` removes it.
    pub note: Option<Option<String>>,
    /// Whether what was signed before ends.
    pub end_previous: bool,
    /// Whether to mail those who are added.
    pub notify: bool,
}

#[derive(Default, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
#[cfg_attr(not(target_arch = "wasm32"), schemars(rename = "ChangeRequest", description = "What is to be changed: at least one thing. Nobody is both added and dropped, and nobody twice.", transform = something))]
pub(crate) struct Wire {
    /// When the link ends from now on; one that is earlier needs `endPrevious`.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(with = "Option<crate::schema::Moment>")
    )]
    expires_at: Option<String>,
    /// Who gets access.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Vec<Mailbox>", length(max = MAX_RECIPIENTS), extend("uniqueItems" = true)))]
    add_receiver_ids: Vec<String>,
    /// Who loses it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Vec<Mailbox>", length(max = MAX_RECIPIENTS), extend("uniqueItems" = true)))]
    drop_receiver_ids: Vec<String>,
    /// Another note; an empty one removes it.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(length(max = MAX_NOTE), regex(pattern = NOTE_PATTERN)))]
    note: Option<String>,
    /// Whether what was signed before ends.
    end_previous: bool,
    /// Whether to mail those who are added.
    notify: bool,
}

/// Says in the schema that a change changes something.
#[cfg(not(target_arch = "wasm32"))]
fn something(schema: &mut schemars::Schema) {
    let list = |name: &str| json!({"required": [name], "properties": {name: {"minItems": 1}}});
    any_of(
        schema,
        vec![
            form("expiresAt", &["expiresAt"], &[]),
            list("addReceiverIds"),
            list("dropReceiverIds"),
            form("note", &["note"], &[]),
            json!({"required": ["endPrevious"], "properties": {"endPrevious": {"const": true}}}),
        ],
    );
}

/// Reads the body.
///
/// # Errors
/// 413 when longer than [`MAX_BODY`], 400 when it is not JSON, 422 with the
/// member's path and what was expected of it for everything else.
pub fn read(body: &[u8], now: OffsetDateTime, life: Life) -> Result<Change> {
    let wire: Wire = read_json::read(body, MAX_BODY)?;
    let add = mailboxes("addReceiverIds", &wire.add_receiver_ids)?;
    let drop = mailboxes("dropReceiverIds", &wire.drop_receiver_ids)?;
    let both = |new: &Mailbox| drop.iter().any(|old| old.is_same(new));
    if let Some(at) = add.iter().position(both) {
        return Err(Error::field(
            format!("addReceiverIds[{at}]"),
            "expected nobody who is dropped at once",
        ));
    }
    let change = Change {
        expires: wire
            .expires_at
            .as_deref()
            .map(|text| expires(Some(text), now, life))
            .transpose()?,
        add,
        drop,
        drop_ids: Vec::new(),
        note: wire.note.as_deref().map(note).transpose()?,
        end_previous: wire.end_previous,
        notify: wire.notify,
    };
    let nothing = Change {
        notify: change.notify,
        ..Change::default()
    };
    if change == nothing {
        return Err(Error::field(
            "expiresAt",
            "expected one of `expiresAt`, `addReceiverIds`, `dropReceiverIds`, `note`, `endPrevious`",
        ));
    }
    Ok(change)
}

/// Addresses in their order, so that a refusal can name the place.
fn mailboxes(field: &str, addresses: &[String]) -> Result<Vec<Mailbox>> {
    if addresses.len() > MAX_RECIPIENTS {
        return Err(Error::field(
            field,
            format!("expected at most {MAX_RECIPIENTS} mail addresses"),
        ));
    }
    let mut mailboxes: Vec<Mailbox> = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        let mailbox = Mailbox::parse(address)
            .map_err(|expected| Error::field(format!("{field}[{at}]"), expected))?;
        if mailboxes.iter().any(|known| known.is_same(&mailbox)) {
            return Err(Error::field(
                format!("{field}[{at}]"),
                "expected each address once",
            ));
        }
        mailboxes.push(mailbox);
    }
    Ok(mailboxes)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn read_json(body: &Value) -> Result<Change> {
        let life = Life {
            default: Duration::days(90),
            max: Duration::days(180),
        };
        read(body.to_string().as_bytes(), NOW, life)
    }

    #[test]
    fn every_member_is_read() {
        let change = read_json(&json!({
            "expiresAt": "2026-12-24T00:00:00Z", "addReceiverIds": ["a@acme.com"],
            "dropReceiverIds": ["b@acme.com"], "note": "", "endPrevious": true, "notify": true,
        }))
        .unwrap();
        assert_eq!(change.expires, Some(datetime!(2026-12-24 0:00 UTC)));
        assert_eq!((change.add.len(), change.drop.len()), (1, 1));
        assert_eq!(change.note, Some(None), "an empty note removes it");
        assert!(change.end_previous && change.notify);
    }

    #[test]
    fn what_is_not_as_expected_is_named() {
        let six: Vec<String> = (0..6).map(|n| format!("r{n}@acme.com")).collect();
        for (body, field) in [
            (json!({}), "expiresAt"),
            (json!({"notify": true}), "expiresAt"),
            (json!({"endPrevious": false}), "expiresAt"),
            (json!({"expiresAt": "2026-11-22T12:00:00Z"}), "expiresAt"),
            (json!({"expiresAt": "2027-11-22T12:00:00Z"}), "expiresAt"),
            (json!({"addReceiverIds": ["x"]}), "addReceiverIds[0]"),
            (json!({"addReceiverIds": six}), "addReceiverIds"),
            (
                json!({"dropReceiverIds": ["a@acme.com", "A@acme.com"]}),
                "dropReceiverIds[1]",
            ),
            (
                json!({"addReceiverIds": ["a@acme.com"], "dropReceiverIds": ["A@acme.com"]}),
                "addReceiverIds[0]",
            ),
            (json!({"note": "a\u{7}"}), "note"),
            (json!({"notes": "a"}), "notes"),
            (json!({"addReceiverIds": [7]}), "addReceiverIds[0]"),
        ] {
            let error = read_json(&body).unwrap_err();
            assert_eq!(error.field.as_deref(), Some(field), "{body}");
        }
    }
}
