//! Thin externs over the bindings: one property read each, and no check of
//! class names, so that tests can put mocks in their place.

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{RequestInit, Response};
use worker::Env;

/// The `send_email` binding's name in `wrangler.toml`.
pub(super) const MAIL: &str = "MAIL";

/// The Analytics Engine dataset's name in `wrangler.toml`.
pub(super) const STATISTICS: &str = "STATISTICS";

/// The name in `wrangler.toml` of the binding to what was uploaded beside the worker.
pub(super) const ASSETS: &str = "ASSETS";

#[wasm_bindgen]
extern "C" {
    /// A Workers KV namespace.
    pub(super) type Kv;

    /// Reads one key as text, or `null`.
    #[wasm_bindgen(method, catch)]
    pub(super) async fn get(this: &Kv, key: &str, options: &Object) -> Result<JsValue, JsValue>;

    /// Reads up to 100 keys into a `Map` of text or `null`.
    #[wasm_bindgen(method, catch, js_name = get)]
    pub(super) async fn get_bulk(
        this: &Kv,
        keys: &Array,
        options: &Object,
    ) -> Result<JsValue, JsValue>;

    /// Writes one key.
    #[wasm_bindgen(method, catch)]
    pub(super) async fn put(
        this: &Kv,
        key: &str,
        value: &str,
        options: &Object,
    ) -> Result<JsValue, JsValue>;

    /// `delete(key)`.
    #[wasm_bindgen(method, catch)]
    pub(super) async fn delete(this: &Kv, key: &str) -> Result<JsValue, JsValue>;

    /// Lists keys: `{keys: [{name, metadata}], list_complete, cursor}`.
    #[wasm_bindgen(method, catch)]
    pub(super) async fn list(this: &Kv, options: &Object) -> Result<JsValue, JsValue>;

    /// The producer's side of a queue.
    pub(super) type Producer;

    /// Sends up to 100 messages, `{body, contentType}` each.
    #[wasm_bindgen(method, catch, js_name = sendBatch)]
    pub(super) async fn send_batch(
        this: &Producer,
        messages: &Array,
        options: &Object,
    ) -> Result<JsValue, JsValue>;

    /// A Workers Analytics Engine dataset.
    pub(super) type Dataset;

    /// Records one point, `{indexes, blobs}`.
    #[wasm_bindgen(method, catch, js_name = writeDataPoint)]
    pub(super) fn write_data_point(this: &Dataset, point: &Object) -> Result<(), JsValue>;

    /// A rate limiter.
    pub(super) type RateLimiter;

    /// Counts one event; the outcome's `success` says whether it fits.
    #[wasm_bindgen(method, catch)]
    pub(super) async fn limit(this: &RateLimiter, event: &Object) -> Result<JsValue, JsValue>;

    /// A `send_email` binding.
    pub(super) type Mailer;

    /// Sends one message.
    #[wasm_bindgen(method, catch)]
    pub(super) async fn send(this: &Mailer, message: &Object) -> Result<JsValue, JsValue>;

    /// The files that were uploaded beside the worker.
    pub(super) type Assets;

    /// The file of a URL's path, whatever its host.
    #[wasm_bindgen(method, catch, js_name = fetch)]
    pub(super) async fn read(this: &Assets, url: &str) -> Result<JsValue, JsValue>;

    /// This location's cache.
    #[derive(Clone)]
    pub(super) type LocationCache;

    #[wasm_bindgen(thread_local_v2, js_namespace = caches, js_name = default)]
    pub(super) static CACHE: LocationCache;

    /// The stored response of a URL, or `undefined`.
    #[wasm_bindgen(method, catch, js_name = "match")]
    pub(super) async fn find(this: &LocationCache, url: &str) -> Result<JsValue, JsValue>;

    /// Stores a response under a URL.
    #[wasm_bindgen(method, catch, js_name = put)]
    pub(super) async fn store(
        this: &LocationCache,
        url: &str,
        response: &Response,
    ) -> Result<JsValue, JsValue>;

    /// The runtime's `fetch`.
    #[wasm_bindgen(catch, js_name = fetch)]
    pub(super) async fn fetch_url(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/edge/intl.js")]
extern "C" {
    /// What `Intl` knows of a language, as JSON.
    #[wasm_bindgen(catch)]
    pub(super) fn intl(tag: &str) -> Result<String, JsValue>;
}

#[wasm_bindgen(module = "/src/edge/rs256.js")]
extern "C" {
    /// Whether an RS256 signature holds under an RSA key.
    #[wasm_bindgen(catch, js_name = verifyRs256)]
    pub(super) async fn verify_rs256(
        n: &str,
        e: &str,
        message: &Uint8Array,
        signature: &Uint8Array,
    ) -> Result<JsValue, JsValue>;
}

#[wasm_bindgen(module = "/src/edge/socket.js")]
extern "C" {
    /// An open connection.
    pub(super) type Connection;

    /// Connects: a promise of a connection.
    #[wasm_bindgen(static_method_of = Connection)]
    pub(super) fn open(host: &str, port: u16, transport: &str) -> Promise;

    /// A promise of what comes next, or of `undefined` at the end.
    #[wasm_bindgen(method)]
    pub(super) fn read(this: &Connection) -> Promise;

    /// Sends bytes: a promise that they are gone.
    #[wasm_bindgen(method)]
    pub(super) fn write(this: &Connection, bytes: &Uint8Array) -> Promise;

    /// The same, encrypted from now on.
    #[wasm_bindgen(method, catch, js_name = startTls)]
    pub(super) fn start_tls(this: &Connection) -> Result<Connection, JsValue>;

    /// Closes it, and does not wait.
    #[wasm_bindgen(method)]
    pub(super) fn close(this: &Connection);
}

/// A binding by its name, unchecked: what it is, `wrangler.toml` says.
///
/// # Errors
/// A text for the log when there is no such binding.
pub(super) fn bound<T: JsCast>(env: &Env, name: &str) -> Result<T, String> {
    match Reflect::get(env, &JsValue::from_str(name)) {
        Ok(value) if value.is_object() => Ok(value.unchecked_into()),
        _ => Err(format!("{name} is not bound")),
    }
}

/// Whether there is a binding of this name.
pub(super) fn is_bound(env: &Env, name: &str) -> bool {
    bound::<JsValue>(env, name).is_ok()
}

/// A variable or secret by its name.
pub(super) fn text(env: &Env, name: &str) -> Option<String> {
    Reflect::get(env, &JsValue::from_str(name))
        .ok()?
        .as_string()
}

/// A JavaScript object of these members.
pub(super) fn object(members: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Setting a member of a fresh, plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// What an exception says, for the log.
pub(super) fn says(exception: &JsValue) -> String {
    let message = Reflect::get(exception, &JsValue::from_str("message"))
        .ok()
        .and_then(|message| message.as_string());
    message
        .or_else(|| exception.as_string())
        .unwrap_or_else(|| "an exception without a message".to_owned())
}

/// Whether an exception is that of an elapsed `AbortSignal.timeout`.
pub(super) fn is_timeout(exception: &JsValue) -> bool {
    Reflect::get(exception, &JsValue::from_str("name"))
        .is_ok_and(|name| name == JsValue::from_str("TimeoutError"))
}
