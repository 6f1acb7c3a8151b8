//! Connections of bytes, for what does not speak HTTP.

use std::future::Future;
use std::time::Duration;

use super::Fault;

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From its first byte.
    Implicit,
    /// From [`Stream::start_tls`] on.
    StartTls,
    /// Never.
    None,
}

/// An open connection. Dropping it closes it.
pub trait Stream: Sized {
    /// Waits for what comes next: as much as there is, but no more than the
    /// platform hands out at once; nothing once the other side has closed.
    ///
    /// # Errors
    /// A fault when the connection breaks, or nothing comes in time.
    fn read(&mut self, timeout: Duration) -> impl Future<Output = Result<Vec<u8>, Fault>>;

    /// Sends all of `bytes`.
    ///
    /// # Errors
    /// A fault when the connection breaks, or they are not taken in time.
    fn write(&mut self, bytes: &[u8], timeout: Duration)
    -> impl Future<Output = Result<(), Fault>>;

    /// The same connection, encrypted; the other side has to show a
    /// certificate of the host that it was opened to. A handshake that fails
    /// may show only at the next read.
    ///
    /// # Errors
    /// A fault when the connection cannot be encrypted.
    fn start_tls(self) -> Result<Self, Fault>;
}
