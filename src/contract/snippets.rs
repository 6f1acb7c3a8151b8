//! How an operation is called: with curl, in Python and in TypeScript.

use serde_json::Value;

use crate::http::Method;

use super::examples::LINK_ID;
use super::operations::Operation;

/// A call in one language.
pub(super) struct Snippet {
    pub(super) language: &'static str,
    pub(super) text: String,
}

/// An operation's call in every language.
pub(super) fn of(operation: &Operation) -> [Snippet; 3] {
    let call = Call::of(operation);
    [
        Snippet {
            language: "curl",
            text: call.curl(),
        },
        Snippet {
            language: "Python",
            text: call.python(),
        },
        Snippet {
            language: "TypeScript",
            text: call.typescript(),
        },
    ]
}

struct Call {
    method: Method,
    path: String,
    body: Option<Value>,
    key: bool,
    idempotent: bool,
}

impl Call {
    fn of(operation: &Operation) -> Self {
        let has_key = |parameter: &Value| parameter["name"] == "Idempotency-Key";
        Self {
            method: operation.method,
            path: operation.path.replace("{linkId}", LINK_ID),
            body: operation
                .body
                .as_ref()
                .and_then(|body| body.forms.first())
                .map(|(_, _, example)| example.clone()),
            key: !operation.scopes.is_empty(),
            // The rows of the batch have keys of their own.
            idempotent: operation.id == "mintLink" && operation.parameters.iter().any(has_key),
        }
    }

    fn curl(&self) -> String {
        let mut text = "curl".to_owned();
        // curl makes a POST of what has a body, and a GET of all else.
        let usual = if self.body.is_some() {
            Method::Post
        } else {
            Method::Get
        };
        if self.method != usual {
            text += &format!(" -X {}", self.method.as_str());
        }
        text += &format!(" \"$SEALINK_URL{}\"", self.path);
        if self.key {
            text += " \\\n  -H \"Authorization: Bearer $SEALINK_API_KEY\"";
        }
        if self.idempotent {
            text += " \\\n  -H 'Idempotency-Key: booking-4711'";
        }
        if let Some(body) = &self.body {
            text += &format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'");
        }
        text
    }

    fn python(&self) -> String {
        let mut headers = Vec::new();
        if self.key {
            headers.push(
                "\"Authorization\": \"Bearer \" + os.environ[\"SEALINK_API_KEY\"]".to_owned(),
            );
        }
        if self.idempotent {
            headers.push("\"Idempotency-Key\": \"booking-4711\"".to_owned());
        }
        let mut text =
            "import json, os\nfrom urllib.request import Request, urlopen\n\n".to_owned();
        let mut arguments = vec![
            format!("os.environ[\"SEALINK_URL\"] + \"{}\"", self.path),
            format!("method=\"{}\"", self.method.as_str()),
        ];
        if let Some(body) = &self.body {
            headers.push("\"Content-Type\": \"application/json\"".to_owned());
            // What is written as text is the same in both languages, but for true and null.
            text += &format!("body = json.loads('''{body}''')\n");
            arguments.push("data=json.dumps(body).encode()".to_owned());
        }
        if !headers.is_empty() {
            arguments.push(format!("headers={{{}}}", headers.join(", ")));
        }
        text += &format!(
            "request = Request(\n    {},\n)\nwith urlopen(request) as reply:\n    print(reply.status, reply.read().decode())",
            arguments.join(",\n    ")
        );
        text
    }

    fn typescript(&self) -> String {
        let mut headers = Vec::new();
        if self.key {
            headers.push("Authorization: `Bearer ${process.env.SEALINK_API_KEY}`");
        }
        if self.idempotent {
            headers.push("'Idempotency-Key': 'booking-4711'");
        }
        let mut options = vec![format!("method: '{}'", self.method.as_str())];
        if self.body.is_some() {
            headers.push("'Content-Type': 'application/json'");
        }
        if !headers.is_empty() {
            options.push(format!("headers: {{ {} }}", headers.join(", ")));
        }
        if let Some(body) = &self.body {
            options.push(format!("body: JSON.stringify({body})"));
        }
        format!(
            "const reply = await fetch(`${{process.env.SEALINK_URL}}{}`, {{\n  {},\n}});\nconsole.log(reply.status, await reply.text());",
            self.path,
            options.join(",\n  ")
        )
    }
}
