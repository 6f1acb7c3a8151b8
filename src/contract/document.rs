//! The `OpenAPI` document, put together.

use serde_json::{Map, Value, json};

use crate::gate::denylist::BOUND_SECONDS;

use super::operations::{Answer, Operation, operations};
use super::{replies, schemas};

/// The document.
#[must_use]
pub fn document() -> Value {
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = described(&operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Sealink",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": env!("CARGO_PKG_DESCRIPTION"),
            "description": format!(
                "Links that give recipients access to shipments. \
                 Lists may lag by some minutes, and nothing is authorised by them; a revocation holds everywhere within {BOUND_SECONDS} seconds. \
                 The same reference to be read stands at `/reference.html`."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas::all(),
            "responses": replies::responses(),
            "headers": replies::headers(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key, made by `sealink api-key` or at the dashboard.",
                },
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "The API key as the password; the user name is free.",
                },
            },
        },
    })
}

fn described(operation: &Operation) -> Value {
    let mut responses = replies::refused(operation.refusals);
    for answer in &operation.answers {
        responses.insert(answer.status.to_string(), answered(operation, answer));
    }
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description,
        "security": security(operation),
        "responses": responses,
    });
    if !operation.parameters.is_empty() {
        described["parameters"] = json!(operation.parameters);
    }
    if let Some(body) = &operation.body {
        let content: Map<String, Value> = body
            .forms
            .iter()
            .map(|(media_type, schema, example)| {
                let form = json!({"schema": schema, "example": example});
                ((*media_type).to_owned(), form)
            })
            .collect();
        described["requestBody"] = json!({"required": body.required, "content": content});
    }
    described
}

/// Either way of authenticating, with the roles that are enough.
fn security(operation: &Operation) -> Value {
    let mut ways = Vec::new();
    for scheme in ["bearer", "basic"] {
        for scopes in operation.scopes {
            let roles: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
            ways.push(json!({scheme: roles}));
        }
    }
    Value::Array(ways)
}

fn answered(operation: &Operation, answer: &Answer) -> Value {
    let mut headers = if operation.scopes.is_empty() {
        Map::new()
    } else {
        replies::limited()
    };
    for (name, header) in &answer.headers {
        headers.insert((*name).to_owned(), header.clone());
    }
    let mut answered = json!({"description": answer.what, "headers": headers});
    if let Some((media_type, schema, example)) = &answer.content {
        answered["content"] = json!({*media_type: {"schema": schema, "example": example}});
    }
    if operation.id == "mintLink" {
        answered["links"] = links();
    }
    answered
}

/// What can be done with a link that was minted.
fn links() -> Value {
    let links = ["getLink", "changeLink", "revokeLink", "restoreLink"].map(|id| {
        let link = json!({
            "operationId": id,
            "parameters": {"linkId": "$response.body#/response/linkId"},
        });
        (id.to_owned(), link)
    });
    Value::Object(links.into_iter().collect())
}
