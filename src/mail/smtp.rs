//! A mail server: submission by SMTP (RFC 6409, RFC 5321).

mod dialogue;
mod reply;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;

use crate::config::{Config, MailSmtp, Secret};
use crate::world::{Message, Tls, World};

use super::carrier::Refused;
use super::mime;
use dialogue::{Dialogue, Line};
use reply::Reply;

/// A whole submission: less than the 30 s that the platform gives work which
/// goes on after a reply.
const IN_ALL: Duration = Duration::from_secs(25);

/// Hands one mail to a mail server, over a connection of its own.
///
/// 1. It greets us, over TLS if that is implicit.
/// 2. It says what it offers. Where STARTTLS is set, it has to offer that; what
///    it says again over TLS is what counts (RFC 3207, section 4.2).
/// 3. We sign in, if there is a password: by AUTH PLAIN, or by LOGIN where only
///    that is offered (RFC 4954).
/// 4. It takes the sender, then the recipient, with SMTPUTF8 (RFC 6531) where an
///    address is not ASCII: where that is not offered, it is refused for good.
///    A recipient that is refused with 5xx is refused for good.
/// 5. It takes the mail; 5xx refuses that for good.
/// 6. We take our leave, and do not wait for the answer.
///
/// # Errors
/// [`Refused`] as said, and for now whatever else goes wrong: everything before
/// the recipient is about the server or about us.
pub(super) async fn send(
    world: &impl World,
    config: &Config,
    server: &MailSmtp,
    message: &Message,
) -> Result<(), Refused> {
    // 1
    let mut dialogue = Dialogue::open(world, server, IN_ALL).await?;
    dialogue.ask(Line::new("the greeting", "", 220)).await?;
    // 2
    let name = config.public_host.split(':').next().unwrap_or_default();
    let hello = || Line::new("EHLO", format!("EHLO {name}"), 250);
    let mut offers = dialogue.ask(hello()).await?;
    if server.tls == Tls::StartTls {
        if offers.offer("STARTTLS").is_none() {
            return Err(Refused::for_now("smtp: the server offers no STARTTLS"));
        }
        dialogue.ask(Line::new("STARTTLS", "STARTTLS", 220)).await?;
        dialogue = dialogue.start_tls()?;
        offers = dialogue.ask(hello()).await?;
    }
    // 3 to 5
    let mut lines = Vec::new();
    if let Some((user, password)) = &server.login {
        sign_in(&mut lines, &offers, user, password)?;
    }
    submit(&mut lines, &offers, message, world.now())?;
    for line in lines {
        dialogue.ask(line).await?;
    }
    // 6
    dialogue.leave().await;
    Ok(())
}

/// What is said to sign in.
fn sign_in(
    lines: &mut Vec<Line>,
    offers: &Reply,
    user: &str,
    password: &Secret,
) -> Result<(), Refused> {
    let password = password.expose();
    let mechanisms = offers.offer("AUTH").unwrap_or_default();
    let offered = |wanted: &str| {
        mechanisms
            .split(' ')
            .any(|mechanism| mechanism.eq_ignore_ascii_case(wanted))
    };
    if offered("PLAIN") {
        let initial = STANDARD.encode(format!("\0{user}\0{password}"));
        lines.push(Line::new("AUTH", format!("AUTH PLAIN {initial}"), 235));
    } else if offered("LOGIN") {
        lines.push(Line::new("AUTH", "AUTH LOGIN", 334));
        lines.push(Line::new("AUTH", STANDARD.encode(user), 334));
        lines.push(Line::new("AUTH", STANDARD.encode(password), 235));
    } else {
        return Err(Refused::for_now(
            "smtp: the server offers neither AUTH PLAIN nor LOGIN",
        ));
    }
    Ok(())
}

/// What is said to hand over a mail.
fn submit(
    lines: &mut Vec<Line>,
    offers: &Reply,
    message: &Message,
    now: OffsetDateTime,
) -> Result<(), Refused> {
    let international = !(message.from.is_ascii() && message.to.is_ascii());
    if international && offers.offer("SMTPUTF8").is_none() {
        return Err(Refused::for_good("smtp: the server offers no SMTPUTF8"));
    }
    let options = if international {
        " SMTPUTF8 BODY=8BITMIME"
    } else {
        ""
    };
    let from = format!("MAIL FROM:<{}>{options}", message.from);
    lines.push(Line::new("MAIL", from, 250));
    let to = format!("RCPT TO:<{}>", message.to);
    lines.push(Line::of_mail("RCPT", to, 250));
    lines.push(Line::of_mail("DATA", "DATA", 354));
    let mail = stuffed(&mime::write(message, now));
    lines.push(Line::of_mail("the mail", mail, 250));
    Ok(())
}

/// A mail as it follows `DATA`: no line of it is a dot alone, as the one after
/// it is (RFC 5321, section 4.5.2), whose end the dialogue adds.
fn stuffed(mail: &str) -> String {
    let mut text = mail.replace("\r\n.", "\r\n..");
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_mail_ends_it() {
        assert_eq!(
            stuffed("A: b\r\n\r\n.\r\n..\r\nc.\r\n"),
            "A: b\r\n\r\n..\r\n...\r\nc.\r\n."
        );
    }
}
