//! A mail server that says what the test has it say.

use std::time::Duration;

use sealink::world::{Fault, Stream, Tls};

use super::Universe;

/// One line that the server heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Whether it came over TLS.
    pub secure: bool,
    /// On which port.
    pub port: u16,
    /// The line, without its end.
    pub line: String,
}

/// What the server knows to say, and what it has heard.
#[derive(Default)]
pub(super) struct Server {
    replies: Vec<(String, String)>,
    /// Every line, in order.
    pub heard: Vec<Heard>,
    /// How many bytes were read of it.
    pub read: usize,
    /// How long it takes for whatever it says.
    pub pace: Duration,
}

/// What a connection hands out at once, as the platform's do.
const CHUNK: usize = 4096;

/// What it says unless told otherwise; the first that fits holds.
const REPLIES: [(&str, &str); 9] = [
    (
        "EHLO",
        "250-mail.example\r\n250-STARTTLS\r\n250-SIZE 10000000\r\n250 AUTH LOGIN PLAIN\r\n",
    ),
    ("STARTTLS", "220 go ahead\r\n"),
    ("AUTH", "235 welcome\r\n"),
    ("MAIL", "250 OK\r\n"),
    ("RCPT", "250 OK\r\n"),
    ("DATA", "354 go on\r\n"),
    (".", "250 taken\r\n"),
    ("QUIT", "221 bye\r\n"),
    // The greeting.
    ("", "220 mail.example ESMTP\r\n"),
];

impl Server {
    /// Whether there is one at all.
    pub(super) fn stands(&self) -> bool {
        !self.replies.is_empty()
    }

    pub(super) fn learn(&mut self, line: &str, reply: &str) {
        self.replies.insert(0, (line.to_owned(), reply.to_owned()));
    }

    /// The reply to a line.
    fn says(&self, line: &str) -> String {
        let fits = |begins: &str| {
            if begins.is_empty() || begins == "." {
                line == begins
            } else {
                line.starts_with(begins)
            }
        };
        let own = self.replies.iter().map(|(line, reply)| (&**line, &**reply));
        let mut all = own.chain(REPLIES);
        all.find(|(begins, _)| fits(begins))
            .map_or("502 unknown\r\n", |(_, reply)| reply)
            .to_owned()
    }
}

/// A connection to it.
pub struct SimStream {
    universe: Universe,
    port: u16,
    secure: bool,
    /// What has been said and not been read.
    said: Vec<u8>,
    /// What has been heard of a line that has not ended.
    half: Vec<u8>,
    /// Whether a mail is on its way, which is answered at its end alone.
    in_mail: bool,
}

impl SimStream {
    pub(super) fn new(universe: Universe, port: u16, tls: Tls) -> Self {
        let said = universe.parts.smtp.borrow().says("").into_bytes();
        Self {
            universe,
            port,
            secure: tls == Tls::Implicit,
            said,
            half: Vec::new(),
            in_mail: false,
        }
    }

    fn hear(&mut self, line: String) {
        let mut server = self.universe.parts.smtp.borrow_mut();
        if !self.in_mail || line == "." {
            let reply = server.says(&line);
            self.in_mail = line == "DATA" && reply.starts_with('3');
            self.said.extend(reply.bytes());
        }
        server.heard.push(Heard {
            secure: self.secure,
            port: self.port,
            line,
        });
    }
}

impl Stream for SimStream {
    /// Hands out a few bytes at a time, as the seed decides.
    async fn read(&mut self, timeout: Duration) -> Result<Vec<u8>, Fault> {
        let parts = &self.universe.parts;
        let pace = parts.smtp.borrow().pace;
        self.universe.advance(pace.min(timeout));
        if self.said.is_empty() || pace > timeout {
            return Err(Fault::TimedOut);
        }
        let most = self.said.len().min(CHUNK);
        let some = parts.dice.borrow_mut().number(1..=most);
        parts.smtp.borrow_mut().read += some;
        Ok(self.said.drain(..some).collect())
    }

    async fn write(&mut self, bytes: &[u8], _timeout: Duration) -> Result<(), Fault> {
        self.half.extend(bytes);
        while let Some(end) = self.half.windows(2).position(|two| two == b"\r\n") {
            let line: Vec<u8> = self.half.drain(..end + 2).take(end).collect();
            self.hear(String::from_utf8(line).expect("lines are UTF-8"));
        }
        Ok(())
    }

    fn start_tls(mut self) -> Result<Self, Fault> {
        if !self.said.is_empty() {
            // It would pass for the beginning of a handshake.
            return Err(Fault::Failed("the handshake failed".to_owned()));
        }
        self.secure = true;
        Ok(self)
    }
}
