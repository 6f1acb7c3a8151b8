//! Calls to a deployment's API.
//!
//! Every call may be sent again without harm: a mint has its idempotency key,
//! revoking twice is revoking once, and the others only look.

mod pause;
mod refusal;
mod remote;

use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{Request, Response};
use ureq::{Agent, AsSendBody, Body};

use super::text::without_tokens;
use super::{Failure, machine};

pub(super) use refusal::Refusal;
pub(super) use remote::Remote;

/// Somebody waits for the answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// A hundred links and as many mails take a while.
const LONG_TIMEOUT: Duration = Duration::from_mins(2);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer read: a hundred links come to a few hundred KB.
const MAX_ANSWER: u64 = 8 * 1024 * 1024;

/// A deployment, and the API key to call it with. It has no `Debug`, because
/// the key must not be printed.
pub(super) struct Client {
    agent: Agent,
    origin: String,
    authorization: String,
}

/// One call.
pub(super) struct Call<'a> {
    method: &'static str,
    path: String,
    idempotency_key: Option<&'a str>,
    body: Option<&'a Value>,
    timeout: Duration,
}

impl<'a> Call<'a> {
    /// A look, with the members of its query that are set.
    pub(super) fn get(path: &str, query: &[(&str, Option<&str>)]) -> Self {
        let mut written = form_urlencoded::Serializer::new(String::new());
        for (name, value) in query {
            if let Some(value) = value {
                written.append_pair(name, value);
            }
        }
        let query = written.finish();
        Self {
            method: "GET",
            path: if query.is_empty() {
                path.to_owned()
            } else {
                format!("{path}?{query}")
            },
            idempotency_key: None,
            body: None,
            timeout: TIMEOUT,
        }
    }

    /// A request with a body of JSON.
    pub(super) fn post(path: &str, body: &'a Value) -> Self {
        Self {
            method: "POST",
            path: path.to_owned(),
            idempotency_key: None,
            body: Some(body),
            timeout: TIMEOUT,
        }
    }

    /// Gives the deployment the time that many links take.
    pub(super) fn long(mut self) -> Self {
        self.timeout = LONG_TIMEOUT;
        self
    }

    /// Makes retries of a mint the same mint.
    pub(super) fn idempotency_key(mut self, key: &'a str) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// An answer, before it is understood.
struct Answer {
    status: u16,
    retry_after: Option<String>,
    body: Vec<u8>,
}

impl Client {
    /// A client of a deployment.
    fn new(origin: String, key: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A redirect would take the API key to another place.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .user_agent(concat!("sealink/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            origin,
            authorization: format!("Bearer {key}"),
        }
    }

    /// Scheme and host of the deployment.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Calls, tries again where that may help, and answers the `response` of
    /// the envelope. `say` hears of every pause.
    pub(super) fn call(&self, call: &Call<'_>, say: &dyn Fn(&str)) -> Result<Value, Failure> {
        let mut retry = 0;
        loop {
            let (failure, retry_after) = match self.send(call) {
                Ok(answer) if pause::may_pass(answer.status) => {
                    let refusal = Refusal::read(answer.status, &answer.body);
                    (Failure::Answered(Box::new(refusal)), answer.retry_after)
                }
                Ok(answer) => return understood(&answer),
                Err(why) => {
                    let text = format!("{} cannot be reached: {why}", self.origin);
                    (Failure::Unreachable(text), None)
                }
            };
            let pause = pause::before(retry, retry_after.as_deref(), machine::now());
            let Some(pause) = pause else {
                return Err(match retry_after {
                    Some(seconds) => failure.hint(&format!(
                        "It asks to be left alone for a while (Retry-After: {}).",
                        without_tokens(&seconds)
                    )),
                    None => failure,
                });
            };
            say(&format!(
                "{failure}; trying again in {} s",
                pause.as_secs_f32()
            ));
            thread::sleep(pause);
            retry += 1;
        }
    }

    fn run(
        &self,
        request: Request<impl AsSendBody>,
        timeout: Duration,
    ) -> Result<Response<Body>, ureq::Error> {
        let request = self.agent.configure_request(request);
        self.agent
            .run(request.timeout_global(Some(timeout)).build())
    }

    /// Sends a call once, and reads the answer to its end.
    fn send(&self, call: &Call<'_>) -> Result<Answer, String> {
        let mut request = Request::builder()
            .method(call.method)
            .uri(format!("{}{}", self.origin, call.path))
            .header("authorization", &self.authorization)
            .header("accept", "application/json, application/problem+json");
        if let Some(key) = call.idempotency_key {
            request = request.header("idempotency-key", key);
        }
        let answer = match call.body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string())
                .map_err(ureq::Error::from)
                .and_then(|request| self.run(request, call.timeout)),
            None => request
                .body(())
                .map_err(ureq::Error::from)
                .and_then(|request| self.run(request, call.timeout)),
        };
        let mut answer = answer.map_err(|error| plainly(&error))?;
        Ok(Answer {
            status: answer.status().as_u16(),
            retry_after: answer
                .headers()
                .get("retry-after")
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned),
            body: answer
                .body_mut()
                .with_config()
                .limit(MAX_ANSWER)
                .read_to_vec()
                .map_err(|error| plainly(&error))?,
        })
    }
}

/// The `response` of a success; a failure for every other answer.
fn understood(answer: &Answer) -> Result<Value, Failure> {
    let refusal = if (200..300).contains(&answer.status) {
        let envelope: Option<Value> = serde_json::from_slice(&answer.body).ok();
        match envelope.as_ref().and_then(|sent| sent.get("response")) {
            Some(response) => return Ok(response.clone()),
            None => Refusal::not_understood(answer.status),
        }
    } else {
        Refusal::read(answer.status, &answer.body)
    };
    Err(Failure::Answered(Box::new(refusal)))
}

/// What went wrong on the way. Errors that could quote the request do not
/// speak for themselves.
fn plainly(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::HostNotFound => "there is no such host".to_owned(),
        ureq::Error::ConnectionFailed => "no connection".to_owned(),
        ureq::Error::Io(error) => without_tokens(&error.to_string()),
        ureq::Error::Rustls(error) => without_tokens(&format!("TLS: {error}")),
        ureq::Error::Tls(what) => format!("TLS: {what}"),
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => "the exchange is no HTTP".to_owned(),
        ureq::Error::BodyExceedsLimit(_) => "the answer is too long".to_owned(),
        _ => "the exchange failed".to_owned(),
    }
}
