//! Handing a mail to whoever carries it.

use std::fmt;

use crate::config::{Config, MailCarrier};
use crate::world::{Fault, MAX_MAIL_KEY, Message, World};

use super::{http, smtp};

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Whether it never will be: there is no such mailbox, or nobody takes this
    /// mail. Otherwise it may be taken later, or once a setting is put right.
    pub permanent: bool,
    /// What the log may say of it: neither address nor content.
    pub why: String,
}

impl Refused {
    /// A refusal of this mail that nothing will change.
    pub(super) fn for_good(why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            permanent: true,
            why,
        }
    }

    /// A refusal that may not last.
    pub(super) fn for_now(why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            permanent: false,
            why,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

/// Hands a mail to the deployment's carrier; returns when it has taken it.
///
/// A mail may be handed over again, with the same key: after a refusal, or
/// because nobody knows what became of it. A provider over HTTP then takes it
/// once; a mailbox behind SMTP can tell by its `Message-ID`; the binding sends
/// it twice.
///
/// # Errors
/// [`Refused`], also where the mail could not be written down safely.
pub async fn send(world: &impl World, config: &Config, message: Message) -> Result<(), Refused> {
    check(&message).map_err(Refused::for_good)?;
    match &config.mail_carrier {
        MailCarrier::Binding => bind(world, message).await,
        MailCarrier::Http(provider) => http::send(world, provider, &message).await,
        MailCarrier::Smtp(server) => smtp::send(world, config, server, &message).await,
    }
}

/// What holds for every carrier: nothing in a mail can pass for the end of its
/// line, and so for a header or a command of its own. Subject, name and content
/// are encoded and may hold anything.
fn check(message: &Message) -> Result<(), &'static str> {
    /// RFC 5322 ends lines at 998 characters, the name included.
    const MAX_VALUE: usize = 900;
    let is_key = |text: &str| {
        (1..=MAX_MAIL_KEY).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
    };
    let is_value = |text: &str| {
        (1..=MAX_VALUE).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b))
    };
    let is_address = |text: &str| {
        // RFC 5321, 4.5.3.1: what a path may hold.
        text.len() <= 254
            && text.contains('@')
            && !text.contains(|c: char| c.is_control() || c.is_whitespace() || "<>".contains(c))
    };
    if !is_key(&message.key) {
        return Err("the mail has no usable key");
    }
    if !is_address(&message.from) || !is_address(&message.to) {
        return Err("an address of the mail is none");
    }
    if !message.headers.iter().all(|(_, value)| is_value(value)) {
        return Err("a header of the mail is not plain");
    }
    Ok(())
}

/// What Cloudflare says of a mail that it will never send: its recipient has
/// bounced or complained, or the mail is malformed or too large.
const NEVER: [&str; 3] = [
    "E_RECIPIENT_SUPPRESSED",
    "E_VALIDATION_ERROR",
    "E_CONTENT_TOO_LARGE",
];

async fn bind(world: &impl World, message: Message) -> Result<(), Refused> {
    world
        .send_mail(message)
        .await
        .map_err(|fault| meant(&fault))
}

/// What the binding's fault means.
fn meant(fault: &Fault) -> Refused {
    Refused {
        permanent: matches!(fault, Fault::Failed(code) if NEVER.contains(&code.as_str())),
        why: fault.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            from: "tracking@acme.example".to_owned(),
            from_name: "Acme".to_owned(),
            to: "jane@shipper.example".to_owned(),
            subject: "A subject\r\nX-Any: thing".to_owned(),
            text: String::new(),
            html: String::new(),
            key: "k".repeat(MAX_MAIL_KEY),
            headers: vec![("Auto-Submitted", "auto-generated".to_owned())],
        }
    }

    #[test]
    fn what_could_end_a_line_is_refused() {
        assert_eq!(check(&message()), Ok(()));
        for address in [
            "",
            "jane",
            "jane@shipper.example\r\nRCPT TO:<x@y.example>",
            "jane@shipper.example\nBcc: x@y.example",
            "jane@shipper.example> SIZE=1",
            "<jane@shipper.example",
            "jane@shipper.example x",
            "jane@shipper.example\0",
            "jane@shipper.example\u{2028}",
            &format!("{}@shipper.example", "j".repeat(254)),
        ] {
            let to = Message {
                to: address.to_owned(),
                ..message()
            };
            let from = Message {
                from: address.to_owned(),
                ..message()
            };
            assert!(check(&to).is_err(), "{address}");
            assert!(check(&from).is_err(), "{address}");
        }
        for value in [
            "",
            "a\r\nBcc: x",
            "a\nb",
            "caf\u{e9}",
            "a\tb",
            &"a".repeat(901),
        ] {
            let headers = vec![("List-Unsubscribe", value.to_owned())];
            assert!(
                check(&Message {
                    headers,
                    ..message()
                })
                .is_err(),
                "{value}"
            );
        }
        for key in [
            "",
            "a b",
            "a\nb",
            "caf\u{e9}",
            &"k".repeat(MAX_MAIL_KEY + 1),
        ] {
            let key = key.to_owned();
            assert!(check(&Message { key, ..message() }).is_err());
        }
    }

    #[test]
    fn the_binding_s_codes_say_what_is_for_good() {
        for (code, permanent) in [
            ("E_RECIPIENT_SUPPRESSED", true),
            ("E_CONTENT_TOO_LARGE", true),
            ("E_SENDER_NOT_VERIFIED", false),
            ("E_RATE_LIMIT_EXCEEDED", false),
            ("TypeError", false),
        ] {
            let refused = meant(&Fault::Failed(code.to_owned()));
            assert_eq!((refused.permanent, &*refused.why), (permanent, code));
        }
        assert!(!meant(&Fault::TimedOut).permanent);
    }
}
