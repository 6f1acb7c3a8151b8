//! What the document says is what the code does.

use jsonschema::Validator;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::operations::operations;
use super::{document, page, schemas};
use crate::gate::recipient::{Mailbox, domain_hash};
use crate::reference::{Kind, Reference, parse_scac};
use crate::route::ROUTES;
use crate::token::pepper::{Pepper, is_id};

/// A schema as it stands in the document, with all that it refers to.
fn validator(mut schema: Value) -> Validator {
    schema["components"] = document()["components"].clone();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn the_table_has_every_route_of_the_api_and_no_other() {
    const BESIDE: [&str; 2] = ["/healthz", "/.well-known/jwks.json"];
    let mut routes: Vec<(&str, &str)> = ROUTES
        .iter()
        .filter(|row| row.path.starts_with("/share") || BESIDE.contains(&row.path))
        .map(|row| (row.method.as_str(), row.path))
        .collect();
    let mut told: Vec<(&str, &str)> = operations()
        .iter()
        .map(|operation| (operation.method.as_str(), operation.path))
        .collect();
    routes.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, routes);
}

#[test]
fn the_scopes_of_an_operation_are_those_of_its_route() {
    for operation in operations() {
        let row = ROUTES
            .iter()
            .find(|row| (row.method, row.path) == (operation.method, operation.path))
            .unwrap();
        for scope in operation.scopes.iter().copied().flatten() {
            let told = format!("`{}`", scope.as_str());
            assert!(row.who.contains(&told), "{} {told}", operation.id);
        }
        assert_eq!(operation.scopes.is_empty(), !row.who.starts_with("API"));
    }
}

#[test]
fn every_example_is_as_its_schema_says() {
    for operation in operations() {
        let forms = operation.body.iter().flat_map(|body| &body.forms);
        let answers = operation
            .answers
            .iter()
            .filter_map(|answer| answer.content.as_ref());
        for (media_type, schema, example) in forms.chain(answers) {
            let errors: Vec<String> = validator(schema.clone())
                .iter_errors(example)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert_eq!(errors, [""; 0], "{} {media_type}", operation.id);
        }
    }
    for response in document()["components"]["responses"]
        .as_object()
        .unwrap()
        .values()
    {
        let content = &response["content"]["application/problem+json"];
        if content.is_object() {
            assert!(
                validator(content["schema"].clone()).is_valid(&content["example"]),
                "{content}"
            );
        }
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                found.extend(
                    members
                        .get("$ref")
                        .and_then(Value::as_str)
                        .map(str::to_owned),
                );
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for place in found {
        assert!(document.pointer(&place[1..]).is_some(), "{place}");
    }
}

#[test]
fn the_page_has_every_operation_and_no_script() {
    let page = page();
    for operation in operations() {
        assert!(page.contains(&format!("id=\"{}\"", operation.id)));
    }
    assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains("//fonts"));
    assert!(!page.contains("`None`"), "words of the code");
}

/// A schema of `targetIds`' items, as the document has it for a kind.
fn number(kind: Kind) -> Validator {
    let target = &document()["components"]["schemas"]["ShareTarget"];
    let form = target["oneOf"]
        .as_array()
        .unwrap()
        .iter()
        .find(|form| form["title"] == kind.as_str())
        .unwrap();
    validator(form["properties"]["targetIds"]["items"].clone())
}

/// Texts of a form, the same in every run.
fn texts(form: &str) -> impl Iterator<Item = String> {
    let strategy = proptest::string::string_regex(form).unwrap();
    let mut runner = TestRunner::deterministic();
    (0..3_000).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

/// Holds what a schema says of texts to what is done with them; some are taken
/// and some are not.
fn agree(schema: &Validator, form: &str, takes: impl Fn(&str) -> bool) {
    let mut count = 0;
    for text in texts(form) {
        assert_eq!(schema.is_valid(&json!(text)), takes(&text), "{text}");
        count += usize::from(takes(&text));
    }
    assert!((100..2_900).contains(&count), "{form}: {count}");
}

#[test]
fn texts_are_taken_exactly_where_their_schemas_take_them() {
    for kind in Kind::ALL {
        agree(
            &number(kind),
            "[A-Da-d]{0,5}[ .-]{0,2}[0-9]{0,8}[ ._/é-]{0,3}|[A-D]{4} ?[0-9]{7}|[a1 ._/-]{0,70}",
            |text| Reference::parse(kind, text, None).is_ok(),
        );
    }
    let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
    let pattern = |pattern: &str| validator(json!({"type": "string", "pattern": pattern}));
    let address = validator(schemas::of::<Mailbox>());
    let domain = pattern(crate::gate::recipient::DOMAIN_PATTERN);
    let scac = pattern(crate::reference::SCAC_PATTERN);
    let id = pattern(crate::token::pepper::ID_PATTERN);
    agree(
        &address,
        "[a+.-]{1,4}@[a.-]{1,9}|a{60,70}@b\\.c|a@b{60,66}\\.c|a@(b{50}\\.){4,6}c",
        |text| Mailbox::parse(text).is_ok(),
    );
    agree(&domain, "@?[a.-]{1,9}|b{60,66}\\.c", |text| {
        domain_hash(&pepper, text).is_ok()
    });
    agree(&scac, "[A-Za-z]{1,5}|[A-Z1é]{2,4}", |text| {
        parse_scac(text).is_ok()
    });
    agree(&id, "[A-Za-z0-9_-]{21}[AQgwBR]|[A-Z]{20,23}", is_id);
}
