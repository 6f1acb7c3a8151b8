//! The official vectors, natively; `tests/e2e/vectors.test.mjs` runs the same
//! ones in wasm and expects the same counts.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;

use sealink::token::paseto::{Refused, Unverified};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::check::{self, Paserk, Paseto, Tally, Verdict};

/// How many there are, so that none goes missing in either run.
const COUNTS: &str = include_str!("../vectors-worker/counts.json");

#[derive(Deserialize)]
struct Counts {
    paseto: Count,
    #[serde(rename = "k4.public")]
    k4_public: Count,
    #[serde(rename = "k4.pid")]
    k4_pid: Count,
    wycheproof: Tally,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
struct Count {
    held: usize,
    passed_over: usize,
}

fn counts() -> Counts {
    serde_json::from_str(COUNTS).unwrap()
}

/// Past the capturing of test output: what was run, or that nothing was.
fn tell(line: &str) {
    drop(writeln!(io::stderr(), "{line}"));
}

/// The vectors of a file; `None`, and word of it, where there is no data.
fn vectors<V: DeserializeOwned>(file: &str) -> Option<Vec<V>> {
    #[derive(Deserialize)]
    struct File<V> {
        tests: Vec<V>,
    }
    let data = std::env::var_os("SEALINK_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
        PathBuf::from,
    );
    let path = data.join("paseto").join(file);
    if !path.exists() {
        tell(&format!("skipped: no {}", path.display()));
        return None;
    }
    let text = std::fs::read_to_string(path).unwrap();
    Some(serde_json::from_str::<File<V>>(&text).unwrap().tests)
}

/// Counts the verdicts; fails on the first that did not hold.
fn count(file: &str, verdicts: impl Iterator<Item = (String, Verdict)>) -> Count {
    let mut held = 0;
    let mut passed_over = Vec::new();
    for (name, verdict) in verdicts {
        match verdict {
            Verdict::Held => held += 1,
            Verdict::PassedOver => passed_over.push(name),
            Verdict::Failed(why) => panic!("{name}: {why}"),
        }
    }
    let names = passed_over.join(" ");
    tell(&format!(
        "{file}: {held} held, {} passed over {names}",
        passed_over.len()
    ));
    Count {
        held,
        passed_over: passed_over.len(),
    }
}

#[test]
fn paseto_v4_public() {
    let Some(vectors) = vectors::<Paseto>("v4.json") else {
        return;
    };
    let verdicts = vectors.iter().map(|v| (v.name.clone(), check::paseto(v)));
    assert_eq!(count("v4.json", verdicts), counts().paseto);
}

#[test]
fn every_token_of_another_version_or_purpose_is_refused_by_its_header() {
    let Some(vectors) = vectors::<Paseto>("v4.json") else {
        return;
    };
    let others = vectors
        .iter()
        .filter(|vector| !vector.token.starts_with("v4.public."));
    let refused = others.map(|vector| Unverified::split(&vector.token).err());
    let refused: Vec<Option<Refused>> = refused.collect();
    assert_eq!(refused, [Some(Refused::Malformed); 13]);
}

#[test]
fn paserk_k4_public() {
    let Some(vectors) = vectors::<Paserk>("k4.public.json") else {
        return;
    };
    let verdicts = vectors.iter().map(|v| (v.name.clone(), check::paserk(v)));
    assert_eq!(count("k4.public.json", verdicts), counts().k4_public);
}

#[test]
fn paserk_k4_pid() {
    let Some(vectors) = vectors::<Paserk>("k4.pid.json") else {
        return;
    };
    let verdicts = vectors.iter().map(|v| (v.name.clone(), check::paserk(v)));
    assert_eq!(count("k4.pid.json", verdicts), counts().k4_pid);
}

#[test]
fn wycheproof_ed25519() {
    let tally = check::wycheproof().unwrap();
    tell(&format!("wycheproof ed25519: {tally:?}"));
    assert_eq!(tally, counts().wycheproof);
    assert_eq!(tally.valid + tally.invalid, tally.total);
    assert!(tally.valid > 0 && tally.invalid > 0);
}

/// The check itself is checked: a vector that is turned round must fail.
#[test]
fn a_vector_turned_round_does_not_hold() {
    let mut turned = BTreeMap::new();
    for mut vector in vectors::<Paseto>("v4.json").into_iter().flatten() {
        vector.expect_fail = !vector.expect_fail;
        turned.insert(vector.name.clone(), check::paseto(&vector));
        vector.expect_fail = false;
        vector.payload = Some("{}".to_owned());
        turned.insert(format!("{} {{}}", vector.name), check::paseto(&vector));
    }
    for file in ["k4.public.json", "k4.pid.json"] {
        for mut vector in vectors::<Paserk>(file).into_iter().flatten() {
            vector.expect_fail = !vector.expect_fail;
            turned.insert(vector.name.clone(), check::paserk(&vector));
            vector.expect_fail = false;
            vector.written = Some("k4.public.AA".to_owned());
            turned.insert(format!("{} AA", vector.name), check::paserk(&vector));
        }
    }
    for (name, verdict) in turned {
        assert_ne!(verdict, Verdict::Held, "{name}");
    }
}
