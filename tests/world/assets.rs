//! The files beside the worker, as `make build` puts them there.

use std::fs;
use std::path::Path;

use sealink::language::{Language, tables};
use sealink::world::Fault;

/// The file at a path, where the build would have put it: under the sum of what
/// it holds, so that a path that names another sum finds nothing.
pub(super) fn find(path: &str) -> Result<Vec<u8>, Fault> {
    let missing = || Fault::Failed("status 404".to_owned());
    let beside = |language: &Language| *language != Language::English;
    let mut languages = Language::ALL.into_iter().filter(beside);
    if let Some(language) = languages.find(|language| tables::path(*language) == path) {
        let text = tables::text(language).map_err(|error| Fault::Failed(error.to_string()))?;
        return Ok(text.into_bytes());
    }
    let (sum, name) = path
        .strip_prefix("/data/")
        .and_then(|rest| rest.split_once('/'))
        .filter(|(_, name)| ["land.bin", "sea.bin", "ports.bin"].contains(name))
        .ok_or_else(missing)?;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/geo/data");
    let bytes = fs::read(data.join(name)).map_err(|error| Fault::Failed(error.to_string()))?;
    if sum == format!("{:016x}", fnv_1a(&bytes)) {
        Ok(bytes)
    } else {
        Err(missing())
    }
}

/// As `src/geo/make/fingerprint.mjs` has it.
fn fnv_1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
