//! What a revocation would hit and has hit, in words.

use serde_json::Value;

use crate::cli::text::{clean, list, member, shipments, texts};

/// What a preview says.
pub(super) fn preview(preview: &Value) -> String {
    let mut lines = vec![format!("Would revoke: {}", scope(preview))];
    lines.extend(hits(preview));
    for (name, label) in [("spares", "Spares: "), ("note", "Note: ")] {
        let text = member(preview, name);
        if text != "-" {
            lines.push(format!("{label}{text}"));
        }
    }
    lines.join("\n")
}

/// What a revocation says that was made.
pub(super) fn done(done: &Value) -> String {
    let mut lines = vec![format!("Revoked: {}", scope(done))];
    lines.extend(hits(done));
    lines.push(format!(
        "It holds from {}, and everywhere by {}.",
        member(done, "revokedAt"),
        member(done, "everywhereBy")
    ));
    lines.join("\n")
}

/// The scope: a word, or an object of words.
fn scope(answer: &Value) -> String {
    match answer.get("scope") {
        Some(Value::String(text)) => clean(text),
        Some(Value::Object(members)) => {
            let told: Vec<String> = members
                .iter()
                .map(|(name, value)| match value {
                    Value::String(text) => format!("{} {}", clean(name), clean(text)),
                    other => format!("{} {}", clean(name), clean(&other.to_string())),
                })
                .collect();
            told.join(", ")
        }
        _ => "-".to_owned(),
    }
}

/// How many links, and some of them.
fn hits(answer: &Value) -> Vec<String> {
    let Some(hits) = answer.get("hits") else {
        return Vec::new();
    };
    let Some(links) = hits.get("links").and_then(Value::as_u64) else {
        return Vec::new();
    };
    let more = hits.get("more").and_then(Value::as_bool) == Some(true);
    let at_least = if more { "at least " } else { "" };
    let plural = if links == 1 && !more { "" } else { "s" };
    let mut told = vec![format!("Hits: {at_least}{links} listed link{plural}")];
    told.extend(list(hits, "sample").iter().map(|link| {
        format!(
            "  {}  {}  {}  until {}",
            member(link, "linkId"),
            shipments(link),
            texts(link, "recipients").join(", "),
            member(link, "expiresAt")
        )
    }));
    told
}
