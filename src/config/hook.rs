//! What pushes from outside are signed with.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::VerifyingKey;
use sha2::{Digest as _, Sha256};

use super::{Problem, Reader, WebhookSecret, listed};

/// How a push is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HookScheme {
    /// Standard Webhooks 1.0.
    Standard,
    /// Terminal49's.
    Terminal49,
    /// Maersk's.
    Maersk,
    /// DCSA's of 2026, as in its OVS Hub Notifications 1.0.0.
    Dcsa2026,
    /// DCSA's of Track & Trace 2.2, which says no time: a push can be played
    /// again for ever, as far as the signature goes.
    Dcsa22,
}

impl HookScheme {
    /// Every scheme.
    pub const ALL: [Self; 5] = [
        Self::Standard,
        Self::Terminal49,
        Self::Maersk,
        Self::Dcsa2026,
        Self::Dcsa22,
    ];

    /// The name in `HOOK_SECRETS`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Terminal49 => "terminal49",
            Self::Maersk => "maersk",
            Self::Dcsa2026 => "dcsa-2026",
            Self::Dcsa22 => "dcsa-2.2",
        }
    }
}

/// What one sender is known by.
#[derive(Clone, PartialEq, Eq)]
pub enum HookKey {
    /// A key of HMAC-SHA-256, as long as its block.
    Shared([u8; 64]),
    /// The sender's Ed25519 key.
    Public(VerifyingKey),
}

impl std::fmt::Debug for HookKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HookKey(..)")
    }
}

/// Every scheme that is taken, with its keys; of several keys of one scheme any
/// will do, so that secrets can be changed without a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HookSecrets(Vec<(HookScheme, HookKey)>);

impl HookSecrets {
    /// More senders than anybody has: each costs a signature per push.
    const MAX: usize = 16;

    /// Reads `HOOK_SECRETS`; `None` where a problem was told to the reader.
    pub(super) fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        const NAME: &str = "HOOK_SECRETS";
        let outcome = reader.checked(NAME, |text| Ok(Self::parse(text)))?;
        outcome
            .map_err(|expected| reader.problems.push(Problem::new(NAME, expected)))
            .ok()
    }

    /// Reads `scheme:secret`, separated by commas or white space.
    ///
    /// # Errors
    /// Which entry is wrong and what was expected; never its value.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut keys = Vec::new();
        for (index, entry) in listed(text).enumerate() {
            if index == Self::MAX {
                return Err(format!("at most {} entries", Self::MAX));
            }
            let key = parse(entry);
            keys.push(key.map_err(|expected| format!("entry {}: {expected}", index + 1))?);
        }
        Ok(Self(keys))
    }

    /// Whether nothing is taken at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys of one scheme.
    pub fn of(&self, scheme: HookScheme) -> impl Iterator<Item = &HookKey> {
        self.0
            .iter()
            .filter(move |(known, _)| *known == scheme)
            .map(|(_, key)| key)
    }
}

fn parse(entry: &str) -> Result<(HookScheme, HookKey), &'static str> {
    let scheme = |name: &str| {
        HookScheme::ALL
            .into_iter()
            .find(|scheme| scheme.as_str() == name)
    };
    let (scheme, secret) = entry
        .split_once(':')
        .and_then(|(name, secret)| Some((scheme(name)?, secret)))
        .ok_or("standard:, terminal49:, maersk:, dcsa-2026: or dcsa-2.2: and a secret")?;
    let key = match scheme {
        HookScheme::Standard => match secret.strip_prefix("whpk_") {
            Some(public) => HookKey::Public(public_key(public).ok_or("whpk_ and an Ed25519 key")?),
            None => HookKey::Shared(*WebhookSecret::parse(secret)?.block()),
        },
        HookScheme::Terminal49 | HookScheme::Maersk => Some(secret.as_bytes())
            .and_then(shared)
            .ok_or("a secret of 8 to 768 characters")?,
        HookScheme::Dcsa2026 | HookScheme::Dcsa22 => STANDARD
            .decode(secret)
            .ok()
            .and_then(|bytes| shared(&bytes))
            .ok_or("a secret of 8 to 768 bytes in base64")?,
    };
    Ok((scheme, key))
}

/// A key of these bytes, which RFC 2104 has hashed when they are more than a
/// block. DCSA's own example has 8 bytes, and a secret of DCSA's at most 1024
/// characters of base64.
fn shared(bytes: &[u8]) -> Option<HookKey> {
    if !(8..=768).contains(&bytes.len()) {
        return None;
    }
    let mut block = [0; 64];
    if bytes.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(bytes));
    } else {
        block[..bytes.len()].copy_from_slice(bytes);
    }
    Some(HookKey::Shared(block))
}

fn public_key(base64: &str) -> Option<VerifyingKey> {
    let bytes: [u8; 32] = STANDARD.decode(base64).ok()?.try_into().ok()?;
    let key = VerifyingKey::from_bytes(&bytes).ok()?;
    (!key.is_weak()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, tests::complete};

    const WHSEC: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    /// RFC 8032, section 7.1, test 1.
    const WHPK: &str = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    fn with(text: &str) -> Result<HookSecrets, Vec<Problem>> {
        let text = text.to_owned();
        let config = Config::read(move |name| match name {
            "HOOK_SECRETS" => Some(text.clone()),
            other => complete(other),
        });
        config.map(|config| config.hook)
    }

    #[test]
    fn none_is_set_at_first() {
        assert!(Config::read(complete).unwrap().hook.is_empty());
    }

    #[test]
    fn several_senders_and_several_keys_of_one() {
        let secrets = with(&format!(
            "standard:{WHSEC}, standard:{WHPK},terminal49:0123456789,maersk:abcdefgh\ndcsa-2.2:OWY4YzdhNGQ=,dcsa-2026:OWY4YzdhNGQ="
        ))
        .unwrap();
        for scheme in HookScheme::ALL {
            let keys = if scheme == HookScheme::Standard { 2 } else { 1 };
            assert_eq!(secrets.of(scheme).count(), keys, "{scheme:?}");
        }
        let shown = format!("{secrets:?}");
        assert!(
            !shown.contains("57") && !shown.contains("VerifyingKey"),
            "{shown}"
        );
    }

    #[test]
    fn a_long_secret_is_hashed_as_rfc_2104_says() {
        let keys = |bytes: usize| {
            let secrets = with(&format!("dcsa-2.2:{}", STANDARD.encode(vec![7; bytes]))).unwrap();
            let key = secrets.of(HookScheme::Dcsa22).next().cloned().unwrap();
            let HookKey::Shared(block) = key else {
                unreachable!()
            };
            block
        };
        assert_eq!(keys(64), [7; 64]);
        assert_eq!(keys(65)[..32], Sha256::digest([7; 65])[..]);
        assert_eq!(keys(65)[32..], [0; 32]);
    }

    #[test]
    fn what_is_wrong_is_told_by_its_place_and_never_shown() {
        let weak = format!("standard:whpk_{}", STANDARD.encode([0; 32]));
        let long = format!("maersk:{}", "a".repeat(769));
        let longer = format!("dcsa-2.2:{}", STANDARD.encode([7; 769]));
        for wrong in [
            "MTIzNDU2Nzg5MA==",
            "dcsa-3.0:MTIzNDU2Nzg5MA==",
            "DCSA-2.2:MTIzNDU2Nzg5MA==",
            "dcsa-2.2:",
            "dcsa-2.2:MTIzNDU2Nzg5MA",
            "dcsa-2026:MTIzNDU2Nw==",
            "standard:MTIzNDU2Nzg5MA==",
            "standard:whsec_MTIzNDU2Nzg5MA==",
            "standard:whpk_MTIzNDU2Nzg5MA==",
            "terminal49:1234567",
            "maersk:",
            &weak,
            &long,
            &longer,
        ] {
            let problems = with(&format!("terminal49:0123456789,{wrong}")).unwrap_err();
            assert_eq!(problems.len(), 1, "{wrong}");
            assert_eq!(problems[0].name, "HOOK_SECRETS");
            let expected = &problems[0].expected;
            assert!(expected.starts_with("entry 2: "), "{wrong}: {expected}");
            assert!(
                !expected.contains("MTIz") && !expected.contains("0123"),
                "{expected}"
            );
        }
        let many = "maersk:abcdefgh,".repeat(17);
        assert_eq!(with(&many).unwrap_err()[0].expected, "at most 16 entries");
        assert!(with(&many[16..]).is_ok());
    }
}
