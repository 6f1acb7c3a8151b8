//! The World on Cloudflare.

use std::future::Future;
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use js_sys::{Array, Map, Reflect, Uint8Array};
use time::OffsetDateTime;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response, ResponseInit};
use worker::{Context, Delay, Env};

use crate::world::{
    BulkAnswer, DataPoint, Fault, Fetch, Fetched, Flights, Limiter, List, Listed, Message,
    Namespace, Put, Queue, RsaKey, Stored, Tls, World,
};

use super::bindings::{self, Assets, Dataset, Kv, Mailer, Producer, RateLimiter, object, says};
use super::socket::Socket;
use super::wire;

/// The Cache API is keyed by URLs; this host exists nowhere (RFC 6761).
const CACHE_URL: &str = "https://cache.invalid/";

/// What the cache may hold of one key, in bytes: ten times the largest tracking.
const MAX_CACHED: usize = 8 * 1024 * 1024;

/// The binding to the files beside the worker wants a URL, of which it reads the
/// path; this host exists nowhere (RFC 6761).
const ASSET_HOST: &str = "https://assets.invalid";

/// What a file may hold, in bytes: ten times the largest there is.
const MAX_ASSET: usize = 2 * 1024 * 1024;

thread_local! {
    /// Names and times: nothing that belongs to a request, and nothing that
    /// another could wait for.
    static FLIGHTS: Flights = Flights::default();
}

/// A request's surroundings. Bindings belong to their request: no static keeps one.
#[derive(Clone)]
pub(super) struct Cloudflare {
    env: Env,
    context: Rc<Context>,
}

impl Cloudflare {
    pub(super) fn new(env: Env, context: Context) -> Self {
        Self {
            env,
            context: Rc::new(context),
        }
    }

    fn kv(&self, namespace: Namespace) -> Result<Kv, Fault> {
        bindings::bound(&self.env, namespace.binding()).map_err(Fault::Failed)
    }
}

impl World for Cloudflare {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where World::now comes from"
    )]
    fn now(&self) -> OffsetDateTime {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "milliseconds since 1970 fit i128"
        )]
        let nanoseconds = js_sys::Date::now() as i128 * 1_000_000;
        OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    async fn sleep(&self, span: Duration) {
        Delay::from(span).await;
    }

    fn flights(&self) -> Flights {
        FLIGHTS.with(Clone::clone)
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where World::random comes from"
    )]
    fn random(&self, bytes: &mut [u8]) -> Result<(), Fault> {
        getrandom::fill(bytes).map_err(|error| Fault::Failed(error.to_string()))
    }

    fn intl(&self, tag: &str) -> Result<String, Fault> {
        bindings::intl(tag).map_err(|error| failed(&error))
    }

    async fn kv_get_bulk(
        &self,
        namespace: Namespace,
        keys: &[String],
        cache_ttl: u32,
        timeout: Duration,
    ) -> Result<BulkAnswer, Fault> {
        let kv = self.kv(namespace)?;
        let asked: Array = keys.iter().map(|key| JsValue::from_str(key)).collect();
        let options = object(&[
            ("type", JsValue::from_str("text")),
            ("cacheTtl", JsValue::from(cache_ttl)),
        ]);
        let answer = within(timeout, kv.get_bulk(&asked, &options)).await?;
        let answer: Map = answer
            .dyn_into()
            .map_err(|_| Fault::Failed("the bulk answer is no map".to_owned()))?;
        Ok(keys
            .iter()
            .filter(|key| answer.has(&JsValue::from_str(key)))
            .map(|key| (key.clone(), stored(&answer.get(&JsValue::from_str(key)))))
            .collect())
    }

    async fn kv_get(
        &self,
        namespace: Namespace,
        key: &str,
        timeout: Duration,
    ) -> Result<Stored, Fault> {
        let kv = self.kv(namespace)?;
        let options = object(&[("type", JsValue::from_str("text"))]);
        Ok(stored(&within(timeout, kv.get(key, &options)).await?))
    }

    async fn kv_put(&self, namespace: Namespace, put: Put) -> Result<(), Fault> {
        let kv = self.kv(namespace)?;
        let mut options = Vec::new();
        if let Some(ttl) = put.ttl {
            // JavaScript's numbers are exact up to 2^53; a life is two years at most.
            #[expect(clippy::cast_precision_loss, reason = "see above")]
            options.push(("expirationTtl", JsValue::from(ttl as f64)));
        }
        if let Some(metadata) = &put.metadata {
            let metadata = js_sys::JSON::parse(metadata).map_err(|error| failed(&error))?;
            options.push(("metadata", metadata));
        }
        kv.put(&put.key, &put.value, &object(&options))
            .await
            .map(|_| ())
            .map_err(|error| failed(&error))
    }

    async fn kv_delete(&self, namespace: Namespace, key: &str) -> Result<(), Fault> {
        self.kv(namespace)?
            .delete(key)
            .await
            .map(|_| ())
            .map_err(|error| failed(&error))
    }

    async fn kv_list(
        &self,
        namespace: Namespace,
        list: List,
        timeout: Duration,
    ) -> Result<Listed, Fault> {
        let kv = self.kv(namespace)?;
        let mut options = vec![
            ("prefix", JsValue::from_str(&list.prefix)),
            ("limit", JsValue::from(list.limit)),
        ];
        if let Some(cursor) = &list.cursor {
            options.push(("cursor", JsValue::from_str(cursor)));
        }
        let answer = within(timeout, kv.list(&object(&options))).await?;
        let member = |of: &JsValue, name: &str| {
            Reflect::get(of, &JsValue::from_str(name)).map_err(|error| failed(&error))
        };
        let keys: Array = member(&answer, "keys")?
            .dyn_into()
            .map_err(|_| Fault::Failed("the list has no keys".to_owned()))?;
        let keys = keys
            .iter()
            .map(|key| {
                let name = member(&key, "name")?
                    .as_string()
                    .ok_or_else(|| Fault::Failed("a key has no name".to_owned()))?;
                let metadata = member(&key, "metadata")?;
                let metadata = js_sys::JSON::stringify(&metadata)
                    .ok()
                    .and_then(|text| text.as_string());
                Ok((name, metadata))
            })
            .collect::<Result<_, Fault>>()?;
        let complete = member(&answer, "list_complete")?.is_truthy();
        let cursor = member(&answer, "cursor")?
            .as_string()
            .filter(|cursor| !complete && !cursor.is_empty());
        Ok(Listed { keys, cursor })
    }

    async fn enqueue(
        &self,
        queue: Queue,
        messages: Vec<String>,
        delay: Duration,
    ) -> Result<(), Fault> {
        let producer: Producer =
            bindings::bound(&self.env, queue.binding()).map_err(Fault::Failed)?;
        let seconds = u32::try_from(delay.as_secs()).unwrap_or(u32::MAX);
        let batch: Array = messages
            .iter()
            .map(|message| {
                object(&[
                    ("body", JsValue::from_str(message)),
                    ("contentType", JsValue::from_str("text")),
                ])
            })
            .collect();
        producer
            .send_batch(&batch, &object(&[("delaySeconds", JsValue::from(seconds))]))
            .await
            .map(|_| ())
            .map_err(|error| failed(&error))
    }

    fn measure(&self, point: DataPoint) {
        let strings = |texts: &[String]| -> JsValue {
            let array: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
            array.into()
        };
        let written =
            bindings::bound::<Dataset>(&self.env, bindings::STATISTICS).and_then(|dataset| {
                let point = object(&[
                    ("indexes", strings(&[point.index])),
                    ("blobs", strings(&point.blobs)),
                ]);
                dataset
                    .write_data_point(&point)
                    .map_err(|error| says(&error))
            });
        if let Err(problem) = written {
            self.log(&format!("statistics: {problem}"));
        }
    }

    async fn cache_get(&self, key: &str) -> Result<Option<String>, Fault> {
        let found = bindings::CACHE
            .with(Clone::clone)
            .find(&format!("{CACHE_URL}{key}"))
            .await
            .map_err(|error| failed(&error))?;
        let Ok(response) = found.dyn_into::<Response>() else {
            return Ok(None);
        };
        let bytes = body_of(&response, MAX_CACHED).await?;
        Ok(String::from_utf8(bytes).ok())
    }

    async fn cache_put(&self, key: &str, value: String, ttl: u32) -> Result<(), Fault> {
        let headers = Headers::new().map_err(|error| failed(&error))?;
        headers
            .set("cache-control", &format!("max-age={ttl}"))
            .map_err(|error| failed(&error))?;
        let init = ResponseInit::new();
        init.set_headers(&headers);
        let response = Response::new_with_opt_str_and_init(Some(&value), &init)
            .map_err(|error| failed(&error))?;
        bindings::CACHE
            .with(Clone::clone)
            .store(&format!("{CACHE_URL}{key}"), &response)
            .await
            .map(|_| ())
            .map_err(|error| failed(&error))
    }

    async fn fetch(&self, fetch: Fetch) -> Result<Fetched, Fault> {
        let headers = Headers::new().map_err(|error| failed(&error))?;
        for (name, value) in &fetch.headers {
            headers.set(name, value).map_err(|error| failed(&error))?;
        }
        let init = RequestInit::new();
        init.set_headers(&headers);
        if let Some(body) = &fetch.post {
            init.set_method("POST");
            init.set_body(&JsValue::from_str(body));
        }
        // A redirect could carry our bearer token to another host.
        init.set_redirect(RequestRedirect::Manual);
        let milliseconds = u32::try_from(fetch.timeout.as_millis()).unwrap_or(u32::MAX);
        init.set_signal(Some(&AbortSignal::timeout_with_u32(milliseconds)));
        let response: Response = bindings::fetch_url(&fetch.url, &init)
            .await
            .map_err(|error| failed(&error))?
            .dyn_into()
            .map_err(|_| Fault::Failed("the answer is no response".to_owned()))?;
        let answered = response.headers();
        let mut headers = Vec::new();
        for name in fetch.wanted {
            let value = answered.get(name).map_err(|error| failed(&error))?;
            headers.extend(value.map(|value| (*name, value)));
        }
        Ok(Fetched {
            status: response.status(),
            headers,
            body: body_of(&response, fetch.max_bytes).await?,
        })
    }

    async fn asset(&self, path: &str, timeout: Duration) -> Result<Vec<u8>, Fault> {
        let assets: Assets = bindings::bound(&self.env, bindings::ASSETS).map_err(Fault::Failed)?;
        let url = format!("{ASSET_HOST}{path}");
        in_time(timeout, async {
            let response: Response = assets
                .read(&url)
                .await
                .map_err(|error| failed(&error))?
                .dyn_into()
                .map_err(|_| Fault::Failed("the answer is no response".to_owned()))?;
            match response.status() {
                200 => body_of(&response, MAX_ASSET).await,
                status => Err(Fault::Failed(format!("status {status}"))),
            }
        })
        .await
    }

    type Stream = Socket;

    async fn connect(
        &self,
        host: &str,
        port: u16,
        tls: Tls,
        timeout: Duration,
    ) -> Result<Socket, Fault> {
        Socket::open(host, port, tls, timeout).await
    }

    async fn send_mail(&self, message: Message) -> Result<(), Fault> {
        let mailer: Mailer = bindings::bound(&self.env, bindings::MAIL).map_err(Fault::Failed)?;
        let from = object(&[
            ("email", JsValue::from_str(&message.from)),
            ("name", JsValue::from_str(&message.from_name)),
        ]);
        let headers: Vec<(&str, JsValue)> = message
            .headers
            .iter()
            .map(|(name, value)| (*name, JsValue::from_str(value)))
            .collect();
        let message = object(&[
            ("from", from.into()),
            ("to", JsValue::from_str(&message.to)),
            ("subject", JsValue::from_str(&message.subject)),
            ("text", JsValue::from_str(&message.text)),
            ("html", JsValue::from_str(&message.html)),
            ("headers", object(&headers).into()),
        ]);
        mailer
            .send(&message)
            .await
            .map(|_| ())
            // A carrier's words may quote the address: only their kind is kept.
            .map_err(|error| Fault::Failed(kind_of(&error)))
    }

    async fn limit(&self, limiter: Limiter, key: &str) -> Result<bool, Fault> {
        let limiter: RateLimiter =
            bindings::bound(&self.env, limiter.binding()).map_err(Fault::Failed)?;
        let outcome = limiter
            .limit(&object(&[("key", JsValue::from_str(key))]))
            .await
            .map_err(|error| failed(&error))?;
        Reflect::get(&outcome, &JsValue::from_str("success"))
            .ok()
            .and_then(|success| success.as_bool())
            .ok_or_else(|| Fault::Failed("the limiter's outcome says nothing".to_owned()))
    }

    async fn verify_rs256(
        &self,
        key: &RsaKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, Fault> {
        // Copies: a view of wasm's memory goes stale when that grows meanwhile.
        let (message, signature) = (Uint8Array::from(message), Uint8Array::from(signature));
        bindings::verify_rs256(&key.n, &key.e, &message, &signature)
            .await
            .map_err(|error| failed(&error))?
            .as_bool()
            .ok_or_else(|| Fault::Failed("WebCrypto's answer says nothing".to_owned()))
    }

    fn defer(&self, job: impl Future<Output = ()> + 'static) {
        self.context.wait_until(job);
    }

    fn log(&self, line: &str) {
        web_sys::console::log_1(&JsValue::from_str(line));
    }
}

/// What a KV answer holds.
fn stored(value: &JsValue) -> Stored {
    match value.as_string() {
        Some(text) => Stored::Text(text),
        None if value.is_null() => Stored::Missing,
        None => Stored::WrongType,
    }
}

pub(super) fn failed(exception: &JsValue) -> Fault {
    if bindings::is_timeout(exception) {
        Fault::TimedOut
    } else {
        Fault::Failed(says(exception))
    }
}

/// An exception's code, such as `E_RECIPIENT_SUPPRESSED`, or the name of its
/// class, such as `TypeError`.
fn kind_of(exception: &JsValue) -> String {
    ["code", "name"]
        .iter()
        .find_map(|member| {
            let member = Reflect::get(exception, &JsValue::from_str(member));
            member.ok()?.as_string()
        })
        .unwrap_or_else(|| "an exception".to_owned())
}

/// Waits for `answer`, but not longer than `timeout`.
pub(super) async fn within(
    timeout: Duration,
    answer: impl Future<Output = Result<JsValue, JsValue>>,
) -> Result<JsValue, Fault> {
    in_time(timeout, async {
        answer.await.map_err(|error| failed(&error))
    })
    .await
}

/// The same for what knows its own faults.
async fn in_time<T>(
    timeout: Duration,
    answer: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let answer = std::pin::pin!(answer);
    match select(answer, Delay::from(timeout)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Fault::TimedOut),
    }
}

async fn body_of(response: &Response, cap: usize) -> Result<Vec<u8>, Fault> {
    let Some(stream) = response.body() else {
        return Ok(Vec::new());
    };
    wire::read_capped(stream, cap)
        .await
        .map_err(|error| failed(&error))?
        .ok_or_else(|| Fault::Failed(format!("the answer is longer than {cap} bytes")))
}
