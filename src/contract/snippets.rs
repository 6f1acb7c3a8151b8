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
        // curl makes a POST of what has a body, and a GET of all else.
        let usual = if self.body.is_some() {
            Method::Post
        } else {
            Method::Get
        };
        let method = if self.method == usual {
            String::new()
        } else {
            format!("-X {} ", self.method.as_str())
        };
        let mut lines = vec![format!("curl {method}\"$SEALINK_URL{}\"", self.path)];
        if self.key {
            lines.push("-H \"Authorization: Bearer $SEALINK_API_KEY\"".to_owned());
        }
        if self.idempotent {
            lines.push("-H 'Idempotency-Key: booking-4711'".to_owned());
        }
        if let Some(body) = &self.body {
            lines.push("-H 'Content-Type: application/json'".to_owned());
            lines.push(format!("-d '{body}'"));
        }
        lines.join(" \\\n  ")
    }

    fn python(&self) -> String {
        let mut lines = vec![
            "import json, os".to_owned(),
            "from urllib.request import Request, urlopen".to_owned(),
            String::new(),
        ];
        let mut arguments = vec![
            format!("os.environ[\"SEALINK_URL\"] + \"{}\"", self.path),
            format!("method=\"{}\"", self.method.as_str()),
        ];
        let mut headers = Vec::new();
        if self.key {
            headers.push("\"Authorization\": \"Bearer \" + os.environ[\"SEALINK_API_KEY\"]");
        }
        if self.idempotent {
            headers.push("\"Idempotency-Key\": \"booking-4711\"");
        }
        if let Some(body) = &self.body {
            headers.push("\"Content-Type\": \"application/json\"");
            lines.push(format!("body = json.loads('{body}')"));
            arguments.push("data=json.dumps(body).encode()".to_owned());
        }
        if !headers.is_empty() {
            arguments.push(format!("headers={{{}}}", headers.join(", ")));
        }
        lines.push(format!(
            "request = Request(\n    {},\n)",
            arguments.join(",\n    ")
        ));
        lines.push("with urlopen(request) as reply:".to_owned());
        lines.push("    print(reply.status, reply.read().decode())".to_owned());
        lines.join("\n")
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
