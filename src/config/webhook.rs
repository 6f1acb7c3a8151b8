//! Who is told of events over the network, and the secret that they know us by.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Problem, Reader, is_host};

/// The receiver of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Where events are posted to.
    pub url: String,
    /// What they are signed with.
    pub secret: WebhookSecret,
}

impl Webhook {
    /// Reads the two; they are set together or not at all. `None` also where a
    /// problem was told to the reader.
    pub(super) fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let url = reader.checked("WEBHOOK_URL", |text| match text {
            "" => Ok(None),
            text if is_receiver(text) => Ok(Some(text.to_owned())),
            _ => Err("an https:// URL without user name or fragment"),
        })?;
        let secret = reader.checked("WEBHOOK_SECRET", |text| match text {
            "" => Ok(None),
            text => WebhookSecret::parse(text).map(Some),
        })?;
        let lacking = match (url, secret) {
            (Some(url), Some(secret)) => return Some(Self { url, secret }),
            (None, None) => return None,
            (Some(_), None) => Problem::new("WEBHOOK_SECRET", "to be set, as WEBHOOK_URL is"),
            (None, Some(_)) => Problem::new("WEBHOOK_URL", "to be set, as WEBHOOK_SECRET is"),
        };
        reader.problems.push(lacking);
        None
    }
}

/// The key of an HMAC-SHA-256 as Standard Webhooks 1.0 hands it out.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret([u8; Self::BLOCK]);

impl WebhookSecret {
    /// SHA-256's block: the longest key that is used as it stands.
    const BLOCK: usize = 64;

    /// Reads `whsec_…`.
    ///
    /// # Errors
    /// What was expected; never the value.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        text.strip_prefix("whsec_")
            // Base64 of 64 bytes; anything longer is not even decoded.
            .filter(|base64| base64.len() <= Self::BLOCK.div_ceil(3) * 4)
            .and_then(|base64| STANDARD.decode(base64).ok())
            .filter(|bytes| bytes.len() >= 24)
            .and_then(|bytes| Self::of(&bytes))
            .ok_or("whsec_ and 24 to 64 random bytes in base64")
    }

    /// A key of these bytes; `None` where they are more than a block.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut block = [0; Self::BLOCK];
        block.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(Self(block))
    }

    /// The key, filled up to a block with zeros, as RFC 2104 says.
    #[must_use]
    pub const fn block(&self) -> &[u8; 64] {
        &self.0
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebhookSecret(..)")
    }
}

/// Whether something may be posted there: over TLS, except to the local machine.
pub(super) fn is_receiver(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let name = authority.split(':').next().unwrap_or_default();
    let local = matches!(name, "localhost" | "127.0.0.1");
    (scheme == "https" || scheme == "http" && local)
        && is_host(authority)
        && !text.contains(|c: char| c == '#' || c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, tests::complete};

    const SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    fn with(url: &'static str, secret: &'static str) -> Result<Config, Vec<Problem>> {
        Config::read(move |name| match name {
            "WEBHOOK_URL" => Some(url.to_owned()),
            "WEBHOOK_SECRET" => Some(secret.to_owned()),
            other => complete(other),
        })
    }

    #[test]
    fn it_is_off_unless_both_are_set() {
        assert_eq!(with("", "").unwrap().webhook, None);
        let webhook = with("https://hooks.example/a?b=c", SECRET)
            .unwrap()
            .webhook
            .unwrap();
        assert_eq!(webhook.url, "https://hooks.example/a?b=c");
        assert_eq!(webhook.secret.block()[..4], [0, 1, 2, 3]);
        for (url, secret, lacking) in [
            ("https://hooks.example", "", "WEBHOOK_SECRET"),
            ("", SECRET, "WEBHOOK_URL"),
        ] {
            let problems = with(url, secret).unwrap_err();
            assert_eq!(problems.len(), 1);
            assert_eq!(problems[0].name, lacking);
        }
    }

    #[test]
    fn only_tls_or_the_local_machine_is_told() {
        for good in [
            "http://localhost:8790/hook",
            "http://127.0.0.1",
            "https://a.example:8443/",
        ] {
            assert!(with(good, SECRET).is_ok(), "{good}");
        }
        for wrong in [
            "http://hooks.example",
            "https://",
            "hooks.example",
            "https://user:word@hooks.example",
            "https://hooks.example/#part",
            "https://hooks.example/a b",
        ] {
            let problems = with(wrong, SECRET).unwrap_err();
            assert_eq!(problems[0].name, "WEBHOOK_URL", "{wrong}");
            assert!(!format!("{problems:?}").contains("example"), "{wrong}");
        }
    }

    #[test]
    fn a_secret_has_24_to_64_bytes() {
        let secret = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for bytes in [24, 32, 64] {
            assert!(WebhookSecret::parse(&secret(bytes)).is_ok(), "{bytes}");
        }
        for bytes in [0, 23, 65, 66, 4000] {
            assert!(WebhookSecret::parse(&secret(bytes)).is_err(), "{bytes}");
        }
        for wrong in [&SECRET[6..], "whsec_", "whsec_AAEC*wQF"] {
            assert!(WebhookSecret::parse(wrong).is_err(), "{wrong}");
        }
    }
}
