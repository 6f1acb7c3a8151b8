//! Who may sign in to the dashboard.

use subtle::{Choice, ConstantTimeEq as _};

use crate::token::pepper::{Pepper, Use};

/// The entries of `OPS_ADDRESSES`, as keyed hashes: what sessions hold.
#[derive(Debug, Clone, Default)]
pub struct Operators {
    /// Of whole addresses.
    addresses: Vec<String>,
    /// Of domains.
    domains: Vec<String>,
}

impl Operators {
    /// Hashes the entries, lower-case addresses and `@domains`, as recipients'
    /// addresses are hashed.
    #[must_use]
    pub fn new(entries: &[String], pepper: &Pepper) -> Self {
        let mut operators = Self::default();
        for entry in entries {
            match entry.strip_prefix('@') {
                Some(domain) => operators.domains.push(pepper.id(Use::Domain, &[domain])),
                None => operators
                    .addresses
                    .push(pepper.id(Use::Recipient, &[entry])),
            }
        }
        operators
    }

    /// Whether a mailbox may sign in, by the keyed hashes of its address and of
    /// its domain. It takes as long for one who may as for one who may not.
    #[must_use]
    pub fn may(&self, recipient: &str, domain: &str) -> bool {
        let among = |known: &[String], sought: &str| {
            known.iter().fold(Choice::from(0), |found, hash| {
                found | hash.as_bytes().ct_eq(sought.as_bytes())
            })
        };
        (among(&self.addresses, recipient) | among(&self.domains, domain)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::recipient::Mailbox;

    #[test]
    fn an_address_or_its_whole_domain_may_and_nobody_else() {
        let pepper = Pepper::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        let entries = ["ops@example.com", "@acme.example"].map(str::to_owned);
        let operators = Operators::new(&entries, &pepper);
        let may = |operators: &Operators, address| {
            let hashes = Mailbox::parse(address).unwrap().hashes(&pepper);
            operators.may(&hashes.recipient, &hashes.domain)
        };
        for address in ["ops@example.com", "OPS@Example.com", "x@ACME.example"] {
            assert!(may(&operators, address), "{address}");
            assert!(!may(&Operators::default(), address), "nobody: {address}");
        }
        for address in [
            "joe@example.com",
            "ops@example.com.evil.example",
            "ops@sub.example.com",
            "x@sub.acme.example",
            "x@notacme.example",
            "acme.example@evil.example",
        ] {
            assert!(!may(&operators, address), "{address}");
        }
    }
}
