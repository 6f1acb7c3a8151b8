//! The schemas of bodies, from the types that are read and written.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::http;
use crate::share::{batch, change, list, mint, request, restore, revocations, rows, status};

/// Where the document keeps them.
const PLACE: &str = "/components/schemas";

/// Every schema by its name.
pub(super) fn all() -> Map<String, Value> {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = PLACE.into();
            settings.meta_schema = None;
        })
    };
    let mut read = settings().for_deserialize().into_generator();
    name::<request::Wire>(&mut read);
    name::<change::Wire>(&mut read);
    name::<restore::Wire>(&mut read);
    name::<revocations::Wire>(&mut read);
    let mut written = settings().for_serialize().into_generator();
    name::<mint::Minted>(&mut written);
    name::<batch::Batch>(&mut written);
    name::<list::Page>(&mut written);
    name::<status::Status>(&mut written);
    name::<status::Looked>(&mut written);
    name::<change::Changed>(&mut written);
    name::<restore::Restored>(&mut written);
    name::<revocations::Preview>(&mut written);
    name::<revocations::Done>(&mut written);
    name::<http::Problem<'_>>(&mut written);
    name::<crate::config::Problem>(&mut written);
    // What is written is described as it is written; what is only read, as read.
    let mut schemas = read.take_definitions(true);
    let mut answers = written.take_definitions(true);
    answers.values_mut().for_each(never_null);
    schemas.extend(answers);
    schemas.values_mut().for_each(tidy);
    mint_of_row(&mut schemas);
    schemas.insert(
        "BatchRequest".to_owned(),
        json!({
            "type": "object",
            "required": ["links"],
            "additionalProperties": false,
            "properties": {"links": {
                "type": "array",
                "minItems": 1,
                "maxItems": rows::MAX_ROWS,
                "items": {"anyOf": [
                    reference("BatchRow"),
                    {"description": "Anything else is a row that fails alone, and the answer says why."},
                ]},
            }},
        }),
    );
    schemas
}

/// A reference to a schema of the document.
pub(super) fn reference(name: &str) -> Value {
    json!({"$ref": format!("#{PLACE}/{name}")})
}

/// The envelope around what an operation answers.
pub(super) fn envelope(response: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["code", "message", "error", "timestamp", "response"],
        "properties": {
            "code": {"const": 200},
            "message": {"const": "OK"},
            "error": {"const": false},
            "timestamp": {"type": "string", "format": "date-time"},
            "response": response,
        },
    })
}

fn name<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}

/// The mint is a row without a key of its own, which it has in a header.
fn mint_of_row(schemas: &mut Map<String, Value>) {
    let mut mint = schemas.get("BatchRow").cloned().unwrap_or_default();
    if let Some(properties) = mint["properties"].as_object_mut() {
        properties.remove("idempotencyKey");
    }
    schemas.insert("MintRequest".to_owned(), mint);
}

/// What is written leaves an optional member out, and never says null.
fn never_null(schema: &mut Value) {
    let properties = schema.get_mut("properties");
    let Some(properties) = properties.and_then(Value::as_object_mut) else {
        return;
    };
    for member in properties.values_mut() {
        if let Some([kind, Value::String(null)]) = member["type"].as_array().map(Vec::as_slice)
            && null == "null"
        {
            member["type"] = kind.clone();
        }
        if let Some([given, null]) = member["anyOf"].as_array().map(Vec::as_slice)
            && null["type"] == "null"
        {
            let given = given["$ref"].clone();
            if let Some(members) = member.as_object_mut() {
                members.remove("anyOf");
                members.insert("$ref".to_owned(), given);
            }
        }
    }
}

/// Leaves out what says nothing: a default of null, formats that no reader of
/// JSON Schema knows, and the line breaks of doc comments.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.retain(|name, value| match name.as_str() {
                "default" => !value.is_null(),
                "format" => !value
                    .as_str()
                    .is_some_and(|format| format.starts_with("uint")),
                _ => true,
            });
            if let Some(Value::String(text)) = members.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            members.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}
/// The schema of a type that is described in place.
pub(super) fn of<T: JsonSchema>() -> Value {
    T::json_schema(&mut SchemaGenerator::default()).to_value()
}
