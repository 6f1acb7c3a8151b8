//! Tables of what an object or a query holds.

use maud::{Markup, html};
use serde_json::Value;

use super::{coded, text};

/// What an answer holds inside its envelope, if it has one.
pub(super) fn inside_envelope(schema: &Value) -> &Value {
    schema.pointer("/properties/response").unwrap_or(schema)
}

/// The part of an example that [`inside_envelope`] describes.
pub(super) fn response_of(example: &Value) -> &Value {
    example.get("response").unwrap_or(example)
}

/// A table of parameters.
pub(super) fn parameters(document: &Value, parameters: &[Value]) -> Markup {
    html! {
        table.members {
            tbody {
                @for parameter in parameters {
                    tr {
                        th scope="row" { code { (text(&parameter["name"])) } span.place { (text(&parameter["in"])) } }
                        td { (text(&parameter["description"])) " " (bounds(document, &parameter["schema"])) }
                    }
                }
            }
        }
    }
}

/// A table of members, and below it those of their members.
pub(super) fn of(document: &Value, schema: &Value) -> Markup {
    let schema = resolved(document, schema);
    let Some(properties) = schema["properties"].as_object() else {
        return html! {};
    };
    let required = |name: &str| {
        schema["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|known| known == name))
    };
    html! {
        table.members {
            tbody {
                @for (name, member) in properties {
                    @let inner = object_in(document, member);
                    tr {
                        th scope="row" { code { (name) } @if required(name) { span.place { "required" } } }
                        td {
                            (text(&description(document, member)))
                            " " (bounds(document, member))
                            @if let Some(inner) = inner { (of(document, inner)) }
                        }
                    }
                }
            }
        }
        @if let Some(forms) = schema["oneOf"].as_array() {
            p.hint {
                "One of: "
                @for (at, form) in forms.iter().enumerate() {
                    @if at > 0 { "; " }
                    (text(&form["title"]))
                }
                "."
            }
        }
    }
}

/// The object with members of its own that a member is, or is a list of.
fn object_in<'a>(document: &'a Value, member: &'a Value) -> Option<&'a Value> {
    let direct = resolved(document, member);
    let inner = match direct.get("items") {
        Some(items) => resolved(document, items),
        None => direct,
    };
    inner.get("properties").map(|_| inner)
}

fn description(document: &Value, member: &Value) -> Value {
    if member["description"].is_string() {
        return member["description"].clone();
    }
    resolved(document, member)["description"].clone()
}

/// What a value may be, in a few words.
fn bounds(document: &Value, schema: &Value) -> Markup {
    let schema = resolved(document, schema);
    let mut words = Vec::new();
    let kind = match &schema["type"] {
        Value::String(kind) => kind.clone(),
        Value::Array(kinds) => {
            let names: Vec<&str> = kinds.iter().filter_map(Value::as_str).collect();
            names.join(" or ")
        }
        _ => String::new(),
    };
    words.push(kind);
    if let Some(format) = schema["format"].as_str() {
        words.push(format.to_owned());
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values
            .iter()
            .filter_map(Value::as_str)
            .map(|value| format!("`{value}`"))
            .collect();
        words.push(values.join(", "));
    }
    for (least, most, what) in [
        ("minLength", "maxLength", "characters"),
        ("minItems", "maxItems", "items"),
        ("minimum", "maximum", ""),
    ] {
        match (schema[least].as_u64(), schema[most].as_u64()) {
            (Some(least), Some(most)) if least == most => words.push(format!("{least} {what}")),
            (Some(least), Some(most)) => words.push(format!("{least} to {most} {what}")),
            (None, Some(most)) => words.push(format!("at most {most} {what}")),
            _ => {}
        }
    }
    words.retain(|word| !word.trim().is_empty());
    if words.is_empty() {
        return html! {};
    }
    html! { span.bounds { (coded(words.join(", ").trim())) } }
}

/// The schema that a reference, or a choice of a reference and nothing, means.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(place) = schema["$ref"].as_str() {
        return document
            .pointer(place.trim_start_matches('#'))
            .unwrap_or(schema);
    }
    match schema["anyOf"].as_array().map(Vec::as_slice) {
        Some([first, ..]) if first["$ref"].is_string() => resolved(document, first),
        _ => schema,
    }
}
