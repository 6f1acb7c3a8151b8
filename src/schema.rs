//! What JSON Schema says of a moment, and how a schema is made narrower than
//! its type. Native only: the contract is a file beside the worker.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// A moment on the wire: RFC 3339.
#[derive(Debug, Clone, Copy)]
pub enum Moment {}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

/// Gives an object forms of which exactly one has to hold.
pub fn one_of(schema: &mut Schema, forms: Vec<Value>) {
    schema.insert("oneOf".to_owned(), Value::Array(forms));
}

/// Gives an object forms of which at least one has to hold.
pub fn any_of(schema: &mut Schema, forms: Vec<Value>) {
    schema.insert("anyOf".to_owned(), Value::Array(forms));
}

/// An object in which `required` are there and not null, and `absent` are
/// not there or null.
#[must_use]
pub fn form(title: &str, required: &[&str], absent: &[&str]) -> Value {
    let given = required
        .iter()
        .map(|name| (*name, json!({"not": {"type": "null"}})));
    let nulls = absent.iter().map(|name| (*name, json!({"type": "null"})));
    let properties: serde_json::Map<String, Value> = given
        .chain(nulls)
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    json!({"title": title, "required": required, "properties": properties})
}
