//! Requests and responses between the runtime's types and plain values.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, ReadableStream, ReadableStreamDefaultReader, ResponseInit};

use crate::hook;
use crate::http::{Method, READ_HEADERS, Reply, Request};

/// Reads a request; of the body no more than `cap` allows for its route.
pub(super) async fn read(
    request: &web_sys::Request,
    cap: impl Fn(Method, &str) -> usize,
) -> Result<Request, JsValue> {
    let method = Method::parse(&request.method());
    let (path, query) = target_of(&request.url());
    let headers = request.headers();
    let mut known = Vec::new();
    let signed: &[&'static str] = if path.starts_with(hook::PATHS) {
        &hook::signature::HEADERS
    } else {
        &[]
    };
    for name in READ_HEADERS.iter().chain(signed).copied() {
        if let Some(value) = headers.get(name)? {
            known.push((name, value));
        }
    }
    let cap = cap(method, &path);
    let body = match request.body() {
        Some(stream) if cap > 0 => read_capped(stream, cap).await?,
        _ => Some(Vec::new()),
    };
    Ok(Request {
        method,
        path,
        query,
        headers: known,
        body,
    })
}

/// Path and query of an absolute URL, as they stand: `url` would bring 66 KB of ICU.
fn target_of(url: &str) -> (String, String) {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = after_scheme
        .find('/')
        .map_or("/", |start| &after_scheme[start..]);
    let target = target.split('#').next().unwrap_or("/");
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    (path.to_owned(), query.to_owned())
}

/// Reads a stream of at most `cap` bytes; `None` when it holds more.
pub(super) async fn read_capped(
    stream: ReadableStream,
    cap: usize,
) -> Result<Option<Vec<u8>>, JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await?;
        if Reflect::get(&chunk, &JsValue::from_str("done"))?.is_truthy() {
            return Ok(Some(bytes));
        }
        let value = Reflect::get(&chunk, &JsValue::from_str("value"))?;
        let chunk = Uint8Array::new(&value).to_vec();
        if bytes.len() + chunk.len() > cap {
            // What is left is refused; whether the sender hears of it is theirs.
            let _ = JsFuture::from(reader.cancel()).await;
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
}

/// Builds the runtime's response, its body handed over as one string.
pub(super) fn write(reply: &Reply) -> Result<web_sys::Response, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &reply.headers {
        headers.append(name, value)?;
    }
    let init = ResponseInit::new();
    init.set_status(reply.status);
    init.set_headers(&headers);
    let body = (!reply.body.is_empty()).then_some(&*reply.body);
    web_sys::Response::new_with_opt_str_and_init(body, &init)
}
