//! How mails go: by Cloudflare, by a provider over HTTP, or by SMTP.

use super::webhook::is_receiver;
use super::{Problem, Reader, Secret, is_host};
use crate::world::Tls;

/// How mails go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailCarrier {
    /// Cloudflare's `send_email` binding.
    Binding,
    /// A provider's API.
    Http(MailHttp),
    /// A mail server.
    Smtp(MailSmtp),
}

/// A provider that takes mails as `POST` of JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailHttp {
    /// Where they are posted to.
    pub url: String,
    /// Sent as `Authorization: Bearer`.
    pub token: Secret,
}

/// A mail server that takes mails from its users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSmtp {
    /// Its host name, under which its certificate has to stand.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When the connection is encrypted.
    pub tls: Tls,
    /// User name and password; never there without TLS.
    pub login: Option<(String, Secret)>,
}

impl MailCarrier {
    /// Reads the carrier and what it needs; `None` where a problem was told to
    /// the reader. What the others would need may stand there unused.
    pub(super) fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let carrier = reader.checked("MAIL_CARRIER", |text| match text {
            "binding" | "http" | "smtp" => Ok(text.to_owned()),
            _ => Err("binding, http or smtp"),
        })?;
        match carrier.as_str() {
            "http" => MailHttp::read(reader).map(Self::Http),
            "smtp" => MailSmtp::read(reader).map(Self::Smtp),
            _ => Some(Self::Binding),
        }
    }
}

impl MailHttp {
    fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let url = reader.checked("MAIL_HTTP_URL", |text| {
            is_receiver(text)
                .then(|| text.to_owned())
                .ok_or("an https:// URL without user name or fragment")
        });
        let token = reader.checked("MAIL_HTTP_TOKEN", |text| {
            (!text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()))
                .then(|| Secret::new(text))
                .ok_or("to be set, because MAIL_CARRIER is http: ASCII without spaces")
        });
        Some(Self {
            url: url?,
            token: token?,
        })
    }
}

impl MailSmtp {
    fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let host = reader.checked("MAIL_SMTP_HOST", |text| {
            (is_host(text) && !text.contains(':'))
                .then(|| text.to_ascii_lowercase())
                .ok_or("to be set, because MAIL_CARRIER is smtp: a host name without port")
        });
        let port = reader
            .number("MAIL_SMTP_PORT", 1, u16::MAX)
            .and_then(|port| {
                // Workers connect to no port 25.
                if port == 25 {
                    let expected = "465 or 587: Cloudflare lets no worker connect to port 25";
                    reader
                        .problems
                        .push(Problem::new("MAIL_SMTP_PORT", expected));
                    return None;
                }
                Some(port)
            });
        let tls = reader.checked("MAIL_SMTP_TLS", |text| {
            let local = matches!(host.as_deref(), Some("localhost" | "127.0.0.1"));
            // RFC 8314, 3.3 and RFC 6409: what the two ports are for.
            match (text, port) {
                ("starttls", Some(465)) => Err("implicit, because MAIL_SMTP_PORT is 465"),
                ("implicit", Some(587)) => Err("starttls, because MAIL_SMTP_PORT is 587"),
                ("implicit", _) => Ok(Tls::Implicit),
                ("starttls", _) => Ok(Tls::StartTls),
                ("none", _) if local => Ok(Tls::None),
                _ => Err("implicit or starttls; none only where MAIL_SMTP_HOST is this machine"),
            }
        });
        let word = |text: &str| {
            (text.len() <= MAX_WORD && !text.contains(char::is_control))
                .then(|| text.to_owned())
                .ok_or("at most 500 bytes without line breaks")
        };
        let user = reader.checked("MAIL_SMTP_USER", word)?;
        let password = reader.checked("MAIL_SMTP_PASSWORD", word)?;
        let (host, port, tls) = (host?, port?, tls?);
        let (name, expected) = match (user.is_empty(), password.is_empty()) {
            (true, true) => {
                return Some(Self {
                    host,
                    port,
                    tls,
                    login: None,
                });
            }
            (false, false) if tls != Tls::None => {
                return Some(Self {
                    host,
                    port,
                    tls,
                    login: Some((user, Secret::new(password))),
                });
            }
            (false, false) => (
                "MAIL_SMTP_TLS",
                "implicit or starttls, because MAIL_SMTP_PASSWORD is set",
            ),
            (false, true) => ("MAIL_SMTP_PASSWORD", "to be set, because MAIL_SMTP_USER is"),
            (true, false) => ("MAIL_SMTP_USER", "to be set, because MAIL_SMTP_PASSWORD is"),
        };
        reader.problems.push(Problem::new(name, expected));
        None
    }
}

/// With name, password and framing in base64, `AUTH PLAIN` still fits into the
/// 12,288 octets that RFC 4954 lets it have; nobody's password is as long.
const MAX_WORD: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, tests::complete};

    fn with(given: &[(&'static str, &'static str)]) -> Result<MailCarrier, Vec<Problem>> {
        let given = given.to_vec();
        Config::read(|name| {
            let found = given.iter().find(|(set, _)| *set == name);
            found.map_or_else(|| complete(name), |(_, text)| Some((*text).to_owned()))
        })
        .map(|config| config.mail_carrier)
    }

    #[track_caller]
    fn at_fault(given: &[(&'static str, &'static str)]) -> Vec<&'static str> {
        let problems = with(given).unwrap_err();
        assert!(!format!("{problems:?}").contains("secret"), "{problems:?}");
        problems.iter().map(|problem| problem.name).collect()
    }

    #[test]
    fn the_binding_needs_nothing() {
        assert_eq!(with(&[]), Ok(MailCarrier::Binding));
        assert_eq!(at_fault(&[("MAIL_CARRIER", "pigeon")]), ["MAIL_CARRIER"]);
        // What another carrier would need may be left there.
        let left = [("MAIL_CARRIER", "binding"), ("MAIL_SMTP_USER", "acme")];
        assert_eq!(with(&left), Ok(MailCarrier::Binding));
    }

    #[test]
    fn a_provider_needs_a_token_and_is_reached_over_tls() {
        let http = ("MAIL_CARRIER", "http");
        let token = ("MAIL_HTTP_TOKEN", "re_secret");
        let Ok(MailCarrier::Http(read)) = with(&[http, token]) else {
            panic!("no provider");
        };
        assert_eq!(read.url, "https://api.resend.com/emails");
        assert_eq!(read.token.expose(), "re_secret");
        assert_eq!(at_fault(&[http]), ["MAIL_HTTP_TOKEN"]);
        let broken = ("MAIL_HTTP_TOKEN", "re_secret\r\nX: y");
        assert_eq!(at_fault(&[http, broken]), ["MAIL_HTTP_TOKEN"]);
        for wrong in [
            "http://mail.example/emails",
            "mail.example",
            "https://u:secret@mail.example",
        ] {
            let url = ("MAIL_HTTP_URL", wrong);
            assert_eq!(at_fault(&[http, token, url]), ["MAIL_HTTP_URL"], "{wrong}");
        }
    }

    const SMTP: (&str, &str) = ("MAIL_CARRIER", "smtp");
    const HOST: (&str, &str) = ("MAIL_SMTP_HOST", "Mail.Example");
    const USER: (&str, &str) = ("MAIL_SMTP_USER", "acme");
    const PASSWORD: (&str, &str) = ("MAIL_SMTP_PASSWORD", "secret");

    #[test]
    fn a_mail_server_is_reached_over_tls_by_default() {
        let Ok(MailCarrier::Smtp(read)) = with(&[SMTP, HOST, USER, PASSWORD]) else {
            panic!("no mail server");
        };
        assert_eq!((read.host.as_str(), read.port), ("mail.example", 465));
        assert_eq!(read.tls, Tls::Implicit);
        let login = Some(("acme".to_owned(), Secret::new("secret")));
        assert_eq!(read.login, login);
        let submission = [("MAIL_SMTP_PORT", "587"), ("MAIL_SMTP_TLS", "starttls")];
        let Ok(MailCarrier::Smtp(read)) = with(&[SMTP, HOST, submission[0], submission[1]]) else {
            panic!("no mail server");
        };
        assert_eq!((read.tls, read.login), (Tls::StartTls, None));
    }

    #[test]
    fn every_problem_with_a_mail_server_names_its_variable() {
        for (given, name) in [
            (vec![], "MAIL_SMTP_HOST"),
            (
                vec![("MAIL_SMTP_HOST", "mail.example:465")],
                "MAIL_SMTP_HOST",
            ),
            (vec![HOST, ("MAIL_SMTP_PORT", "25")], "MAIL_SMTP_PORT"),
            (vec![HOST, ("MAIL_SMTP_PORT", "0")], "MAIL_SMTP_PORT"),
            (vec![HOST, ("MAIL_SMTP_PORT", "99999")], "MAIL_SMTP_PORT"),
            (vec![HOST, ("MAIL_SMTP_PORT", "587")], "MAIL_SMTP_TLS"),
            (vec![HOST, ("MAIL_SMTP_TLS", "starttls")], "MAIL_SMTP_TLS"),
            (vec![HOST, ("MAIL_SMTP_TLS", "ssl")], "MAIL_SMTP_TLS"),
            (vec![HOST, USER], "MAIL_SMTP_PASSWORD"),
            (vec![HOST, PASSWORD], "MAIL_SMTP_USER"),
            (
                vec![HOST, USER, ("MAIL_SMTP_PASSWORD", "secret\r\nQUIT")],
                "MAIL_SMTP_PASSWORD",
            ),
        ] {
            let given: Vec<_> = [SMTP].into_iter().chain(given).collect();
            assert_eq!(at_fault(&given), [name], "{given:?}");
        }
    }

    #[test]
    fn nothing_but_this_machine_is_reached_without_tls_and_no_password_goes_there() {
        let none = ("MAIL_SMTP_TLS", "none");
        for local in ["localhost", "127.0.0.1"] {
            let here = ("MAIL_SMTP_HOST", local);
            assert!(with(&[SMTP, here, none]).is_ok(), "{local}");
            let told = at_fault(&[SMTP, here, none, USER, PASSWORD]);
            assert_eq!(told, ["MAIL_SMTP_TLS"], "{local}");
        }
        for far in ["mail.example", "localhost.example", "10.0.0.1"] {
            let there = ("MAIL_SMTP_HOST", far);
            assert_eq!(at_fault(&[SMTP, there, none]), ["MAIL_SMTP_TLS"], "{far}");
        }
    }
}
