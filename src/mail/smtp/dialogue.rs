//! Asking and answering over one connection.

use std::time::Duration;

use time::OffsetDateTime;

use crate::config::MailSmtp;
use crate::mail::carrier::Refused;
use crate::world::{Fault, Stream, World};

use super::reply::Reply;

/// How long a server may take for one step. The standard would have us wait for
/// minutes, which nobody here has.
const A_STEP: Duration = Duration::from_secs(10);

/// A connection to a mail server.
pub(super) struct Dialogue<'a, W: World> {
    world: &'a W,
    stream: W::Stream,
    /// What has come and not been read as a reply.
    heard: Vec<u8>,
    /// When all of it has to be over.
    ends: OffsetDateTime,
}

/// What is said, and what the server should answer.
pub(super) struct Line {
    /// What it is called in the log.
    pub(super) step: &'static str,
    /// The words, without their CRLF; nothing is said for the greeting.
    pub(super) words: String,
    /// The reply's code, its last digit aside: RCPT may be answered by 251 as
    /// well, and no step by a sibling of its code that means something else.
    pub(super) code: u16,
    /// Whether it is about one mailbox or mail, so that a refusal may be for
    /// good; all else is about the server or about us.
    pub(super) of_mail: bool,
}

impl Line {
    /// A line about the server or about us.
    pub(super) fn new(step: &'static str, words: impl Into<String>, code: u16) -> Self {
        Self {
            step,
            words: words.into(),
            code,
            of_mail: false,
        }
    }

    /// A line about one mailbox or mail.
    pub(super) fn of_mail(step: &'static str, words: impl Into<String>, code: u16) -> Self {
        Self {
            of_mail: true,
            ..Self::new(step, words, code)
        }
    }
}

impl<'a, W: World> Dialogue<'a, W> {
    /// Connects.
    ///
    /// # Errors
    /// [`Refused`] for now.
    pub(super) async fn open(
        world: &'a W,
        server: &MailSmtp,
        in_all: Duration,
    ) -> Result<Self, Refused> {
        let ends = world.now() + in_all;
        let stream = world
            .connect(&server.host, server.port, server.tls, A_STEP)
            .await
            .map_err(|fault| broken("connecting", &fault))?;
        Ok(Self {
            world,
            stream,
            heard: Vec::new(),
            ends,
        })
    }

    /// The same, encrypted.
    ///
    /// # Errors
    /// [`Refused`] for now.
    pub(super) fn start_tls(self) -> Result<Self, Refused> {
        let stream = self
            .stream
            .start_tls()
            .map_err(|fault| broken("STARTTLS", &fault))?;
        // What was sent in the clear before stays, and `ask` stops at it.
        Ok(Self { stream, ..self })
    }

    /// Says a line and waits for the reply.
    ///
    /// # Errors
    /// [`Refused`], for good where the reply says so of a mailbox or mail.
    pub(super) async fn ask(&mut self, line: Line) -> Result<Reply, Refused> {
        let Line { step, words, .. } = line;
        // Nobody has asked it yet: somebody else may have put it there, to pass
        // for the answer, in the clear before TLS for example.
        if !self.heard.is_empty() {
            return Err(odd(step, "answered too early"));
        }
        if !words.is_empty() {
            let patience = self.patience(step)?;
            self.stream
                .write(&[words.as_bytes(), b"\r\n"].concat(), patience)
                .await
                .map_err(|fault| broken(step, &fault))?;
        }
        loop {
            let found = Reply::parse(&self.heard).map_err(|_| odd(step, "no reply of SMTP"))?;
            if let Some((reply, length)) = found {
                self.heard.drain(..length);
                if reply.code / 10 == line.code / 10 {
                    return Ok(reply);
                }
                return Err(Refused {
                    permanent: line.of_mail && reply.is_final(),
                    // The server's words may quote an address.
                    why: format!("smtp: {step}: {}", reply.code),
                });
            }
            let patience = self.patience(step)?;
            let more = self
                .stream
                .read(patience)
                .await
                .map_err(|fault| broken(step, &fault))?;
            if more.is_empty() {
                return Err(odd(step, "hung up"));
            }
            if self.heard.len() + more.len() > Reply::MAX {
                return Err(odd(step, "a reply without end"));
            }
            self.heard.extend(more);
        }
    }

    /// Ends the dialogue.
    pub(super) async fn leave(mut self) {
        // The mail is taken, whatever becomes of this.
        let _ = self.stream.write(b"QUIT\r\n", A_STEP).await;
    }

    /// How long the next step may take.
    fn patience(&self, step: &'static str) -> Result<Duration, Refused> {
        Duration::try_from(self.ends - self.world.now())
            .ok()
            .filter(|left| !left.is_zero())
            .map(|left| left.min(A_STEP))
            .ok_or_else(|| broken(step, &Fault::TimedOut))
    }
}

fn odd(step: &'static str, what: &str) -> Refused {
    Refused::for_now(format!("smtp: {step}: {what}"))
}

fn broken(step: &'static str, fault: &Fault) -> Refused {
    odd(step, &fault.to_string())
}
