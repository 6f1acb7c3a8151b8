//! Entry points without a request: batches of queues, and the clock.
//!
//! Bare exports, which worker-build's shim finds by their names; `worker`'s own
//! would bring `serde-wasm-bindgen`.
#![expect(
    unreachable_pub,
    reason = "wasm_bindgen exports only what is pub, and the module is private"
)]

use js_sys::{Array, Reflect};
use time::OffsetDateTime;
use wasm_bindgen::prelude::*;
use worker::{Context, Env, worker_sys};

use crate::route;
use crate::world::{Delivered, Settled};

use super::bindings::object;
use super::surroundings::Cloudflare;

#[wasm_bindgen]
extern "C" {
    /// A queue's batch.
    type Batch;

    /// Whose it is.
    #[wasm_bindgen(method, getter)]
    fn queue(this: &Batch) -> String;

    /// Its messages.
    #[wasm_bindgen(method, getter)]
    fn messages(this: &Batch) -> Array;

    /// One message.
    type Parcel;

    /// What was sent.
    #[wasm_bindgen(method, getter)]
    fn body(this: &Parcel) -> JsValue;

    /// Which delivery this is, from 1.
    #[wasm_bindgen(method, getter)]
    fn attempts(this: &Parcel) -> u16;

    /// Lets the platform forget it.
    #[wasm_bindgen(method)]
    fn ack(this: &Parcel);

    /// Has the platform hand it over again, after `delaySeconds`.
    #[wasm_bindgen(method)]
    fn retry(this: &Parcel, options: &js_sys::Object);
}

/// Takes a batch from a queue.
///
/// # Errors
/// When the deployment lacks a setting: the platform hands all of it over again.
#[wasm_bindgen]
pub async fn queue(batch: JsValue, env: Env, context: worker_sys::Context) -> Result<(), JsValue> {
    let service = super::service(&env).map_err(|_| not_configured())?;
    let world = Cloudflare::new(env, Context::new(context));
    let batch: Batch = batch.unchecked_into();
    let parcels: Vec<Parcel> = batch
        .messages()
        .iter()
        .map(JsCast::unchecked_into)
        .collect();
    let delivered: Vec<Delivered> = parcels
        .iter()
        .map(|parcel| Delivered {
            body: parcel.body().as_string().unwrap_or_default(),
            attempt: parcel.attempts(),
        })
        .collect();
    let settled = route::consume(&world, &service, &batch.queue(), &delivered).await;
    for (parcel, outcome) in parcels.iter().zip(settled) {
        match outcome {
            Settled::Done => parcel.ack(),
            Settled::Again(delay) => {
                let seconds = u32::try_from(delay.as_secs()).unwrap_or(u32::MAX);
                parcel.retry(&object(&[("delaySeconds", JsValue::from(seconds))]));
            }
        }
    }
    Ok(())
}

/// Does what the clock orders (`[triggers]` in `wrangler.toml`).
///
/// # Errors
/// When the deployment lacks a setting.
#[wasm_bindgen]
pub async fn scheduled(
    event: JsValue,
    env: Env,
    context: worker_sys::Context,
) -> Result<(), JsValue> {
    let service = super::service(&env).map_err(|_| not_configured())?;
    let world = Cloudflare::new(env, Context::new(context));
    let milliseconds = Reflect::get(&event, &JsValue::from_str("scheduledTime"))?
        .as_f64()
        .unwrap_or_default();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seconds since 1970 fit i64"
    )]
    let seconds = (milliseconds / 1000.0) as i64;
    let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    route::tick(&world, &service, at).await;
    Ok(())
}

fn not_configured() -> JsValue {
    JsValue::from_str("this service is not configured yet; /healthz says what is missing")
}
