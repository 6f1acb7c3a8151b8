//! Reading a JSON Web Key Set (RFC 7517) for its Ed25519 keys (RFC 8037).

use std::fs::File;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sealink::token::paserk;
use serde::Deserialize;

use super::read_capped;
use crate::cli::Failure;

/// A key set. Members that verifying does not need are passed over, as the
/// RFC demands.
#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    x: Option<String>,
}

/// The Ed25519 keys of a document, as PASERK; `-` is standard input.
pub(super) fn read(file: &Path) -> Result<Vec<String>, Failure> {
    let problem = |what: &str| Failure::Usage(format!("--jwks {}: {what}", file.display()));
    let text = if file == Path::new("-") {
        read_capped(io::stdin())
    } else {
        File::open(file)
            .map_err(|error| error.to_string())
            .and_then(read_capped)
    }
    .map_err(|what| problem(&what))?;
    keys(&text).map_err(problem)
}

fn keys(text: &str) -> Result<Vec<String>, &'static str> {
    let set: Jwks =
        serde_json::from_str(text).map_err(|_| "expected a JSON Web Key Set, {\"keys\":[...]}")?;
    set.keys
        .into_iter()
        .filter(|key| key.kty == "OKP" && key.crv.as_deref() == Some("Ed25519"))
        .map(|key| {
            key.x
                .and_then(|x| URL_SAFE_NO_PAD.decode(x).ok())
                .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
                .map(|bytes| paserk::public(&bytes))
                .ok_or("expected `x` of every Ed25519 key to be 32 bytes in base64url")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ed25519_keys_are_taken_and_others_passed_over() {
        let x = URL_SAFE_NO_PAD.encode([7; 32]);
        let text = format!(
            r#"{{"keys":[{{"kty":"RSA","n":"AQAB"}},{{"kty":"OKP","crv":"X25519","x":"{x}"}},
                {{"kty":"OKP","crv":"Ed25519","x":"{x}","kid":"any"}}],"more":1}}"#
        );
        assert_eq!(keys(&text), Ok(vec![paserk::public(&[7; 32])]));
        assert_eq!(keys(r#"{"keys":[]}"#), Ok(vec![]));
    }

    #[test]
    fn what_is_no_key_set_is_refused() {
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519"}]}"#,
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA"}]}"#,
            r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"+"}]}"#,
        ] {
            assert!(keys(wrong).is_err(), "{wrong}");
        }
    }
}
