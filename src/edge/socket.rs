//! Connections, over the runtime's own (`socket.js`).

use std::time::Duration;

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::world::{Fault, Stream, Tls};

use super::bindings::Connection;
use super::surroundings::{failed, within};

/// An open connection; closed when it is dropped.
pub(super) struct Socket(Option<Connection>);

impl Socket {
    /// Connects, and waits until it stands.
    pub(super) async fn open(
        host: &str,
        port: u16,
        tls: Tls,
        timeout: Duration,
    ) -> Result<Self, Fault> {
        let transport = match tls {
            Tls::Implicit => "on",
            Tls::StartTls => "starttls",
            Tls::None => "off",
        };
        let promise = Connection::open(host, port, transport);
        let connection = within(timeout, JsFuture::from(promise)).await?;
        Ok(Self(Some(connection.unchecked_into())))
    }

    fn connection(&self) -> Result<&Connection, Fault> {
        self.0
            .as_ref()
            .ok_or_else(|| Fault::Failed("closed".to_owned()))
    }
}

impl Stream for Socket {
    async fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, Fault> {
        let chunk = within(timeout, JsFuture::from(self.connection()?.read())).await?;
        Ok(if chunk.is_undefined() {
            Vec::new()
        } else {
            Uint8Array::new(&chunk).to_vec()
        })
    }

    async fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), Fault> {
        // A copy: a view of wasm's memory goes stale when that grows meanwhile.
        let bytes = Uint8Array::from(bytes);
        within(timeout, JsFuture::from(self.connection()?.write(&bytes))).await?;
        Ok(())
    }

    fn start_tls(mut self) -> Result<Self, Fault> {
        let encrypted = self
            .connection()?
            .start_tls()
            .map_err(|error| failed(&error))?;
        // The one in the clear is of no more use, not even to be closed.
        self.0 = None;
        Ok(Self(Some(encrypted)))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Some(connection) = &self.0 {
            connection.close();
        }
    }
}
