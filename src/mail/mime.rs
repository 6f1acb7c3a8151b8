//! A mail written out, as a mail server takes it (RFC 5322, RFC 2045 to 2047).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::world::Message;

/// Writes a mail: its text and the same as HTML, in quoted-printable, because
/// filters distrust text in base64.
///
/// No line is longer than 998 octets, and all end in CRLF; what
/// `carrier::send` has checked goes in as it stands, all else encoded.
pub(super) fn write(message: &Message, now: OffsetDateTime) -> String {
    let id = id(&message.key);
    let domain = message
        .from
        .rsplit_once('@')
        .map_or("", |(_, domain)| domain);
    let name = if message.from_name.is_ascii() {
        quoted(&message.from_name)
    } else {
        encoded(&message.from_name)
    };
    let mut mail = format!(
        "From: {name}\r\n <{}>\r\nTo: <{}>\r\nSubject: {}\r\nMessage-ID: <{id}@{domain}>\r\nMIME-Version: 1.0\r\n",
        message.from,
        message.to,
        encoded(&message.subject),
    );
    let date = now.format(&Rfc2822).map(|date| ("Date", date));
    for (name, value) in date.iter().chain(&message.headers) {
        mail.extend([name, ": ", value, "\r\n"]);
    }
    // `=_` stands nowhere in quoted-printable.
    mail.extend([
        "Content-Type: multipart/alternative; boundary=\"=_",
        &id,
        "\"\r\n",
    ]);
    for (kind, part) in [("plain", &message.text), ("html", &message.html)] {
        mail.extend(["\r\n--=_", &id, "\r\nContent-Type: text/", kind]);
        mail.push_str("; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        quoted_printable(&mut mail, part);
    }
    mail.extend(["\r\n--=_", &id, "--\r\n"]);
    mail
}

/// A display name in quotes, as it stands before an address.
pub(super) fn quoted(name: &str) -> String {
    let mut text = String::from('"');
    for c in name.chars().filter(|c| !c.is_control()) {
        if c == '"' || c == '\\' {
            text.push('\\');
        }
        text.push(c);
    }
    text.push('"');
    text
}

/// What a mail is known by: 128 bits of a hash, so that whatever the key is made
/// of is neither told nor able to break the header.
fn id(key: &str) -> String {
    let hash = Sha256::digest(key);
    let (first, _) = hash.split_at(16);
    URL_SAFE_NO_PAD.encode(first)
}

/// A text as a header may hold it: itself, or in encoded words, of which a line
/// with its header's name holds one (RFC 2047, section 2: 76 characters).
fn encoded(text: &str) -> String {
    /// 52 characters of base64.
    const BYTES: usize = 39;
    let plain = text.len() <= 60
        && !text.contains("=?")
        && text.bytes().all(|b| (b' '..=b'~').contains(&b));
    if plain {
        return text.to_owned();
    }
    let mut words = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, later) = rest.split_at(rest.floor_char_boundary(BYTES));
        if !words.is_empty() {
            words.push_str("\r\n ");
        }
        words.extend(["=?utf-8?B?", &STANDARD.encode(word), "?="]);
        rest = later;
    }
    words
}

/// Quoted-printable (RFC 2045, section 6.7): lines of at most 76 characters.
fn quoted_printable(into: &mut String, text: &str) {
    for line in text.lines() {
        let mut width = 0;
        for (at, byte) in line.bytes().enumerate() {
            let stands = match byte {
                b'=' => false,
                b'!'..=b'~' => true,
                // At a line's end it would be lost on the way.
                b' ' => at + 1 < line.len(),
                _ => false,
            };
            let wide = if stands { 1 } else { 3 };
            if width + wide > 75 {
                into.push_str("=\r\n");
                width = 0;
            }
            width += wide;
            if stands {
                into.push(char::from(byte));
            } else {
                // Writing to a string cannot fail.
                let _ = write!(into, "={byte:02X}");
            }
        }
        into.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn message() -> Message {
        Message {
            from: "tracking@acme.example".to_owned(),
            from_name: "Acme \"Sea\" Forwarding".to_owned(),
            to: "jane@shipper.example".to_owned(),
            subject: "Your shipment".to_owned(),
            text: "One = two \n.\nDrei \u{fc}ber\r\n".to_owned(),
            html: "<p>One</p>".to_owned(),
            key: "link:recipient:1".to_owned(),
            headers: vec![("Auto-Submitted", "auto-generated".to_owned())],
        }
    }

    const NOW: OffsetDateTime = datetime!(2026-12-01 08:00:07 UTC);

    #[test]
    fn a_mail_is_written_as_the_standards_say() {
        let expected = "From: \"Acme \\\"Sea\\\" Forwarding\"\r\n <tracking@acme.example>\r\n\
            To: <jane@shipper.example>\r\n\
            Subject: Your shipment\r\n\
            Message-ID: <ID@acme.example>\r\n\
            MIME-Version: 1.0\r\n\
            Date: Tue, 01 Dec 2026 08:00:07 +0000\r\n\
            Auto-Submitted: auto-generated\r\n\
            Content-Type: multipart/alternative; boundary=\"=_ID\"\r\n\
            \r\n--=_ID\r\n\
            Content-Type: text/plain; charset=utf-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n\
            One =3D two=20\r\n.\r\nDrei =C3=BCber\r\n\
            \r\n--=_ID\r\n\
            Content-Type: text/html; charset=utf-8\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n\
            <p>One</p>\r\n\
            \r\n--=_ID--\r\n";
        let message = message();
        let id = id(&message.key);
        assert_eq!(
            write(&message, NOW),
            expected
                .replace("ID", &id)
                .replace(&format!("Message-{id}"), "Message-ID")
        );
    }

    #[test]
    fn a_mail_is_known_by_its_key_alone() {
        let again = Message {
            text: "Other words".to_owned(),
            ..message()
        };
        let other = Message {
            key: "link:recipient:2".to_owned(),
            ..message()
        };
        let id = |message: &Message| {
            let mail = write(message, NOW);
            mail.lines()
                .find(|line| line.starts_with("Message-ID"))
                .unwrap()
                .to_owned()
        };
        assert_eq!(id(&message()), id(&again));
        assert_ne!(id(&message()), id(&other));
        assert!(!id(&message()).contains("recipient"));
    }

    #[test]
    fn headers_hold_any_subject_and_name() {
        for text in [
            "\u{1f6a2} \u{6d77}\u{904b} \u{fc}ber alle Meere, und noch viel weiter als bis dahin",
            "An injection\r\nBcc: x@y.example",
            "=?utf-8?B?AAAA?=",
            &"long ".repeat(50),
        ] {
            let words = encoded(text);
            let mut decoded = Vec::new();
            for line in words.split("\r\n ") {
                assert!(line.len() + "Subject: ".len() <= 76, "{line}");
                let base64 = line
                    .strip_prefix("=?utf-8?B?")
                    .unwrap()
                    .strip_suffix("?=")
                    .unwrap();
                decoded.extend(STANDARD.decode(base64).unwrap());
            }
            assert_eq!(String::from_utf8(decoded).unwrap(), text);
        }
        assert_eq!(encoded("Your shipment (1)"), "Your shipment (1)");
    }

    #[test]
    fn no_line_is_long_and_nothing_is_lost() {
        let long = format!("{}\u{fc} {}", "a".repeat(2000), "\u{6d77} ".repeat(100));
        let mut written = String::new();
        quoted_printable(&mut written, &long);
        assert!(written.split("\r\n").all(|line| line.len() <= 76));
        let joined = written.replace("=\r\n", "");
        let joined = joined.strip_suffix("\r\n").unwrap();
        let mut bytes = Vec::new();
        let mut rest = joined;
        while let Some((plain, coded)) = rest.split_once('=') {
            bytes.extend(plain.bytes());
            bytes.push(u8::from_str_radix(&coded[..2], 16).unwrap());
            rest = &coded[2..];
        }
        bytes.extend(rest.bytes());
        assert_eq!(String::from_utf8(bytes).unwrap(), long);
    }
}
