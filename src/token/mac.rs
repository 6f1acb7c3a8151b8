//! HMAC-SHA-256 (RFC 2104) under a key as long as SHA-256's block: what
//! webhooks are signed with, ours and those of others.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The code of these parts, one after the other, and how to compare with it.
pub struct Code(Hmac<Sha256>);

impl Code {
    /// Reckons it. The key is filled up with zeros where it is shorter.
    #[must_use]
    pub fn of(block: &[u8; 64], parts: &[&[u8]]) -> Self {
        // A whole block is a key that needs no padding, and spares an impossible error.
        let mut mac = Hmac::<Sha256>::new(&(*block).into());
        for part in parts {
            mac.update(part);
        }
        Self(mac)
    }

    /// Whether it is this one; takes as long whichever byte differs.
    #[must_use]
    pub fn is(&self, claimed: &[u8]) -> bool {
        self.0.clone().verify_slice(claimed).is_ok()
    }

    /// In base64.
    #[must_use]
    pub fn base64(self) -> String {
        STANDARD.encode(self.0.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, section 4.3.
    #[test]
    fn it_is_hmac_sha_256() {
        let mut key = [0; 64];
        key[..4].copy_from_slice(b"Jefe");
        let code = Code::of(&key, &[b"what do ya want ", b"for nothing?"]);
        let mut expected = [0; 32];
        for (byte, pair) in expected
            .iter_mut()
            .zip(b"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843".chunks(2))
        {
            let pair = std::str::from_utf8(pair).unwrap();
            *byte = u8::from_str_radix(pair, 16).unwrap();
        }
        assert!(code.is(&expected));
        assert!(!code.is(&expected[..31]) && !code.is(&[]));
        expected[31] ^= 1;
        assert!(!code.is(&expected));
    }
}
