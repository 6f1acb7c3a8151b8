//! Verified tokens, kept for a while.
//!
//! A signature costs about 0.1 ms in wasm, and a link is opened many times.
//! What is kept is only that a token is genuine, which never changes for a
//! given ring. Whether it is still valid does change, so that is asked of
//! [`Genuine::at`] every time; the denylist too is read every time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::claims::Claims;
use super::keys::{Genuine, Invalid, Ring};

/// Genuine tokens of one purpose, at most twice `capacity` of them.
///
/// It must be bounded: a link's token has up to 4 KB and its claims about as
/// much, so that a capacity of 256 can come to 4 MB of the 128 MB that an
/// isolate has. Failures are not kept: anybody can send ever new ones, which
/// would push out what is worth keeping.
///
/// There are two generations. New and used entries are young; when the young
/// are as many as the capacity they become the old, and the old are forgotten.
/// What is used at least once in a generation therefore stays.
///
/// The tokens themselves are the keys, compared whole, in an ordered map: it
/// needs no random seed, which wasm does not give the standard hasher.
pub struct Memo<C> {
    capacity: usize,
    generations: RefCell<Generations<C>>,
}

struct Generations<C> {
    /// The [`super::keys::Verifier::fingerprint`] of the ring that verified
    /// all of these.
    ring: [u8; 32],
    young: BTreeMap<Box<str>, Rc<Genuine<C>>>,
    old: BTreeMap<Box<str>, Rc<Genuine<C>>>,
}

impl<C: Claims> Memo<C> {
    /// An empty memo whose generations hold up to `capacity` tokens each.
    #[must_use]
    pub const fn new(capacity: usize) -> Self {
        Self {
            capacity,
            generations: RefCell::new(Generations {
                ring: [0; 32],
                young: BTreeMap::new(),
                old: BTreeMap::new(),
            }),
        }
    }

    /// As [`Ring::verify`], at the cost of a look-up when the token was
    /// verified lately under the same ring.
    ///
    /// # Errors
    /// As [`Ring::verify`].
    pub fn verify(&self, ring: &Ring, token: &str) -> Result<Rc<Genuine<C>>, Invalid> {
        // A text that `Ring::verify` would refuse unread is not compared either.
        if token.len() > C::MAX_LEN {
            return Err(Invalid::TooLong);
        }
        let mut generations = self.generations.borrow_mut();
        let fingerprint = ring.verifier().fingerprint();
        if generations.ring != *fingerprint {
            generations.ring = *fingerprint;
            generations.young.clear();
            generations.old.clear();
        }
        if let Some(genuine) = generations.young.get(token) {
            return Ok(Rc::clone(genuine));
        }
        let (name, genuine) = match generations.old.remove_entry(token) {
            Some(entry) => entry,
            None => (token.into(), Rc::new(ring.verify(token)?)),
        };
        if generations.young.len() >= self.capacity {
            generations.old = std::mem::take(&mut generations.young);
        }
        generations.young.insert(name, Rc::clone(&genuine));
        Ok(genuine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::claims::{ApiKey, Scope};
    use crate::token::keys::NotNow;
    use ed25519_dalek::SigningKey;
    use time::macros::datetime;

    fn ring(seed: u8, audience: &str) -> Ring {
        let pair = SigningKey::from_bytes(&[seed; 32]).to_keypair_bytes();
        Ring::parse(&crate::token::paserk::secret(&pair), "", audience).unwrap()
    }

    fn claims(id: &str) -> ApiKey {
        ApiKey {
            id: id.to_owned(),
            issued: datetime!(2026-11-01 00:00 UTC),
            expires: datetime!(2026-12-01 00:00 UTC),
            label: "erp".to_owned(),
            scopes: vec![Scope::Mint],
        }
    }

    fn kept(memo: &Memo<ApiKey>) -> usize {
        let generations = memo.generations.borrow();
        generations.young.len() + generations.old.len()
    }

    #[test]
    fn the_second_time_is_a_look_up() {
        let (memo, ring) = (Memo::new(4), ring(1, "a.example"));
        let token = ring.sign(&claims("1")).unwrap();
        let first = memo.verify(&ring, &token).unwrap();
        let second = memo.verify(&ring, &token).unwrap();
        assert!(Rc::ptr_eq(&first, &second));
        assert_eq!(first.at(datetime!(2026-11-02 00:00 UTC)), Ok(&claims("1")));
        assert_eq!(
            second.at(datetime!(2026-12-01 00:00 UTC)),
            Err(NotNow::Expired)
        );
    }

    #[test]
    fn failures_are_not_kept() {
        let (memo, ring) = (Memo::<ApiKey>::new(4), ring(1, "a.example"));
        let token = ring.sign(&claims("1")).unwrap();
        assert_eq!(memo.verify(&ring, &token[1..]), Err(Invalid::Malformed));
        assert_eq!(
            memo.verify(&ring, &"v".repeat(ApiKey::MAX_LEN + 1)),
            Err(Invalid::TooLong)
        );
        assert_eq!(kept(&memo), 0);
    }

    #[test]
    fn it_stays_bounded_and_keeps_what_is_used() {
        let (memo, ring) = (Memo::new(4), ring(1, "a.example"));
        let often = ring.sign(&claims("often")).unwrap();
        let first = memo.verify(&ring, &often).unwrap();
        for number in 0..40 {
            let token = ring.sign(&claims(&number.to_string())).unwrap();
            memo.verify(&ring, &token).unwrap();
            let again = memo.verify(&ring, &often).unwrap();
            assert!(Rc::ptr_eq(&first, &again));
            assert!(kept(&memo) <= 8);
        }
    }

    #[test]
    fn what_is_not_used_is_forgotten() {
        let (memo, ring) = (Memo::<ApiKey>::new(2), ring(1, "a.example"));
        let rare = ring.sign(&claims("rare")).unwrap();
        let first = memo.verify(&ring, &rare).unwrap();
        for number in 0..6 {
            let token = ring.sign(&claims(&number.to_string())).unwrap();
            memo.verify(&ring, &token).unwrap();
        }
        assert!(!Rc::ptr_eq(&first, &memo.verify(&ring, &rare).unwrap()));
    }

    #[test]
    fn one_rings_verdict_is_not_anothers() {
        let memo = Memo::<ApiKey>::new(4);
        let (one, other) = (ring(1, "a.example"), ring(1, "b.example"));
        let token = one.sign(&claims("1")).unwrap();
        assert!(memo.verify(&one, &token).is_ok());
        assert_eq!(memo.verify(&other, &token), Err(Invalid::BadSignature));
        assert_eq!(
            memo.verify(&ring(2, "a.example"), &token),
            Err(Invalid::UnknownKey)
        );
        assert!(memo.verify(&one, &token).is_ok());
    }
}
