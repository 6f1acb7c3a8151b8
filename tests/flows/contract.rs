//! What the service answers is what its contract says: real replies of every
//! operation, held to the document.

use std::collections::BTreeSet;
use std::time::Duration;

use jsonschema::Validator;
use sealink::contract::document;
use sealink::contract::operations::{Operation, operations};
use sealink::http::{Method, Reply};
use sealink::token::claims::Scope;
use sealink::world::Namespace;
use serde_json::{Value, json};

use crate::deployment::{Deployment, api_request, mint_body, response_of};
use crate::world::{Rule, Target, Trouble};

/// Calls operations, and holds each reply to what the document says of it.
struct Held {
    deployment: Deployment,
    document: Value,
    seen: BTreeSet<(String, u16)>,
}

impl Held {
    fn new() -> Self {
        Self {
            deployment: Deployment::new(1),
            document: document(),
            seen: BTreeSet::new(),
        }
    }

    fn call(&mut self, id: &str, target: &str, body: Option<&Value>) -> Reply {
        let key = self.deployment.api_key(&Scope::ALL);
        self.call_with(&key, id, target, body)
    }

    fn call_with(&mut self, key: &str, id: &str, target: &str, body: Option<&Value>) -> Reply {
        let all = operations();
        let operation = all.iter().find(|operation| operation.id == id).unwrap();
        let mut request = api_request(key, operation.method, target, body);
        request.headers.push(("idempotency-key", target.to_owned()));
        if operation.id == "mintLink" {
            request.headers.pop();
        }
        let reply = self.deployment.send(0, &request);
        self.check(operation, &reply);
        reply
    }

    fn check(&mut self, operation: &Operation, reply: &Reply) {
        let what = format!("{} {}: {}", operation.id, reply.status, reply.body);
        let method = operation.method.as_str().to_ascii_lowercase();
        let responses = &self.document["paths"][operation.path][method]["responses"];
        let mut said = &responses[reply.status.to_string()];
        if let Some(place) = said["$ref"].as_str() {
            said = self.document.pointer(&place[1..]).unwrap();
        }
        assert!(said.is_object(), "not documented: {what}");
        match said["content"].as_object() {
            None => assert_eq!(reply.body, "", "{what}"),
            Some(content) => {
                let media_type = reply.header("content-type").unwrap();
                let schema = content[media_type]["schema"].clone();
                let body: Value = if media_type == "application/x-ndjson" {
                    json!(reply.body)
                } else {
                    serde_json::from_str(&reply.body).unwrap()
                };
                let errors: Vec<String> = self
                    .validator(schema)
                    .iter_errors(&body)
                    .map(|error| format!("{}: {error}", error.instance_path()))
                    .collect();
                assert_eq!(errors, [""; 0], "{what}");
            }
        }
        for (name, header) in said["headers"].as_object().unwrap() {
            let header = match header["$ref"].as_str() {
                Some(place) => self.document.pointer(&place[1..]).unwrap(),
                None => header,
            };
            let Some(text) = reply.header(&name.to_ascii_lowercase()) else {
                assert_ne!(header["required"], true, "{name} of {what}");
                continue;
            };
            let value = match header["schema"]["type"].as_str() {
                Some("integer") => json!(text.parse::<u64>().unwrap()),
                _ => json!(text),
            };
            let validator = self.validator(header["schema"].clone());
            assert!(validator.is_valid(&value), "{name}: {text} of {what}");
        }
        self.seen.insert((operation.id.to_owned(), reply.status));
    }

    fn validator(&self, mut schema: Value) -> Validator {
        schema["components"] = self.document["components"].clone();
        jsonschema::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
    }

    /// Every answer that an operation gives when all is well.
    fn journey(&mut self) {
        let minted = self.call("mintLink", "/share/links", Some(&mailed()));
        let response = response_of(&minted);
        let id = response["linkId"].as_str().unwrap();
        let link = format!("/share/links/{id}");
        self.call("getLink", &link, None);
        let rows = json!({"links": [mint_body(), {"receiverIds": []}, mint_body()]});
        self.call("mintLinks", "/share/links/batch", Some(&rows));
        self.deployment.universe.run_deferred();
        self.deployment.consume(0);
        self.deployment.universe.advance(Duration::from_mins(5));
        self.call("listLinks", "/share/links?limit=1", None);
        let change = json!({
            "addReceiverIds": ["ann@acme.example"], "note": "", "endPrevious": true, "notify": true,
        });
        self.call("changeLink", &link, Some(&change));
        self.call("getLink", &link, None);
        let of_domain = json!({"receiverDomain": "acme.example", "preview": true});
        self.call("revokeBy", "/share/revocations", Some(&of_domain));
        self.call(
            "revokeBy",
            "/share/revocations",
            Some(&json!({"linkId": id, "why": "tests"})),
        );
        self.call("getLink", &link, None);
        self.call("changeLink", &link, Some(&change));
        self.call("restoreLink", &format!("{link}/restore"), None);
        self.call("restoreLink", &format!("{link}/restore"), None);
        self.call("revokeLink", &link, None);
        self.call("listLinks", "/share/links?state=revoked", None);
        self.deployment.consume(0);
        self.call("exportAudit", "/share/audit", None);
        self.call("exportAudit", "/share/audit?after=x", None);
        self.call("health", "/healthz", None);
        self.call("publicKeys", "/.well-known/jwks.json", None);
    }

    /// What every operation refuses: without a key, without the scope, with
    /// nonsense, and while something does not answer.
    fn refusals(&mut self) {
        let (id, _) = self.deployment.mint();
        let nothing = self.deployment.api_key(&[]);
        for operation in operations()
            .iter()
            .filter(|operation| !operation.scopes.is_empty())
        {
            let target = operation.path.replace("{linkId}", &id);
            let example = operation.body.as_ref().map(|body| &body.forms[0].2);
            self.call_with("", operation.id, &target, None);
            let unknown = operation.path.replace("{linkId}", "AAAAAAAAAAAAAAAAAAAAAA");
            self.call_with(&nothing, operation.id, &target, example);
            self.call(operation.id, &unknown, example);
            self.call(operation.id, &unknown, None);
            self.call(operation.id, &target, Some(&json!(["no object"])));
            if target != operation.path {
                self.call(
                    operation.id,
                    &operation.path.replace("{linkId}", "short"),
                    None,
                );
            }
            self.call(operation.id, &unknown, Some(&json!({"nonsense": 1})));
            self.call(
                operation.id,
                &unknown,
                Some(&json!({"note": "x".repeat(3_000_000)})),
            );
            if operation.method == Method::Get {
                self.call(operation.id, &format!("{target}?nonsense=1"), None);
            }
            let key = self.deployment.api_key(&Scope::ALL);
            let mut mistyped = api_request(&key, operation.method, &target, Some(&json!({})));
            mistyped.headers[1].1 = "text/plain".to_owned();
            let reply = self.deployment.send(0, &mistyped);
            self.check(operation, &reply);
        }
    }

    fn troubles(&mut self, trouble: Rule) {
        self.deployment.universe.inflict(trouble);
        for operation in operations()
            .iter()
            .filter(|operation| !operation.scopes.is_empty())
        {
            let target = operation.path.replace("{linkId}", "AAAAAAAAAAAAAAAAAAAAAA");
            self.call(operation.id, &target, None);
        }
    }
}

fn mailed() -> Value {
    let mut body = mint_body();
    body["notify"] = json!(true);
    body
}

#[test]
fn every_reply_is_as_the_contract_says() {
    let mut held = Held::new();
    held.journey();
    held.refusals();
    held.troubles(Rule::new(Target::Limiters, Trouble::Refuse));
    held.troubles(Rule::new(Target::Reads(Namespace::Denylist), Trouble::Fail));
    for operation in operations() {
        for answer in &operation.answers {
            let known = (operation.id.to_owned(), answer.status);
            // A deployment that lacks settings has no service to ask.
            assert!(
                held.seen.contains(&known) || known.1 == 503,
                "{known:?} was never seen"
            );
        }
        for status in operation.refusals {
            let known = (operation.id.to_owned(), *status);
            // The keys are there, unless the deployment lacks settings.
            assert!(
                held.seen.contains(&known) || operation.id == "publicKeys",
                "{known:?} was never seen"
            );
        }
    }
}
