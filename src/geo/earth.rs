//! The land, the sea chart and the table of ports, which are not in the binary
//! but stand beside it as files of the platform, and are read when a page first
//! needs them.
//!
//! Together they would be a quarter of the upload, and most isolates only ever
//! show gates. An isolate keeps what it has read. A file is named by its sum and
//! checked against it, so that what is kept is the same in every isolate, never
//! becomes wrong and says nothing about who asked.
//!
//! Without them a page is drawn all the same: no land, lines straight from place
//! to place, and on the map only the places whose position the origin says.

use std::cell::{Cell, OnceCell};
use std::rc::Rc;
use std::time::Duration;

use futures_util::future::join3;
use time::OffsetDateTime;

use super::fingerprint::fingerprint;
use crate::world::World;

/// All are made by `make geo`; their layouts are written down in
/// `geo/make/land.mjs`, `sea.mjs` and `ports.mjs`. Only the compiler reads them
/// here.
const LAND_SUM: u64 = fingerprint(&[include_bytes!("data/land.bin")]);
pub(super) const SEA_SUM: u64 = fingerprint(&[include_bytes!("data/sea.bin")]);
const PORTS_SUM: u64 = fingerprint(&[include_bytes!("data/ports.bin")]);

/// How long a page waits for them: what is drawn without them is still worth
/// having, and worth more soon.
const TIMEOUT: Duration = Duration::from_secs(2);

/// For how long they are not asked for again after they could not be read, so
/// that not every page waits while the platform has trouble.
const PAUSE: time::Duration = time::Duration::seconds(10);

thread_local! {
    static LAND: File = const { File::new("land.bin", LAND_SUM) };
    static SEA: File = const { File::new("sea.bin", SEA_SUM) };
    static PORTS: File = const { File::new("ports.bin", PORTS_SUM) };
}

/// Reads what this isolate does not have yet; call it before a page with a map
/// is drawn, and before anybody asks where a port is.
///
/// Requests that begin together each read for themselves, because one must not
/// wait for what belongs to another; the first to end sets.
///
/// 1. What is here is not read again.
/// 2. Nor is, for a while, what could not be read.
/// 3. The rest is read at once; a fault is logged and goes no further.
pub async fn ready(world: &impl World) {
    let [land, sea, ports] =
        [Which::Land, Which::Sea, Which::Ports].map(|which| read(world, which));
    join3(land, sea, ports).await;
}

/// Puts all files here without a world: for tests and measurements.
///
/// # Errors
/// Which of them is not the one that belongs to this build.
pub fn provide(land: &[u8], sea: &[u8], ports: &[u8]) -> Result<(), String> {
    Which::Land.with(|file| file.keep(land.to_vec()))?;
    Which::Sea.with(|file| file.keep(sea.to_vec()))?;
    Which::Ports.with(|file| file.keep(ports.to_vec()))
}

/// The packed land, if it is here.
pub(super) fn land() -> Option<Rc<[u8]>> {
    Which::Land.with(File::bytes)
}

/// The packed sea, if it is here.
pub(super) fn sea() -> Option<Rc<[u8]>> {
    Which::Sea.with(File::bytes)
}

/// The packed ports, if they are here.
pub(super) fn ports() -> Option<Rc<[u8]>> {
    Which::Ports.with(File::bytes)
}

/// One of the files, as something that lives across an await.
#[derive(Clone, Copy)]
enum Which {
    Land,
    Sea,
    Ports,
}

impl Which {
    fn with<T>(self, use_it: impl FnOnce(&File) -> T) -> T {
        match self {
            Self::Land => LAND.with(use_it),
            Self::Sea => SEA.with(use_it),
            Self::Ports => PORTS.with(use_it),
        }
    }
}

/// [`ready`] for one of them.
async fn read(world: &impl World, which: Which) {
    // 1, 2
    let Some(path) = which.with(|file| file.wanted(world.now())) else {
        return;
    };
    // 3
    let answer = world.asset(&path, TIMEOUT).await;
    let kept = answer
        .map_err(|fault| fault.to_string())
        .and_then(|bytes| which.with(|file| file.keep(bytes)));
    if let Err(reason) = kept {
        let now = world.now();
        which.with(|file| file.failed.set(Some(now)));
        world.log(&format!("geo: {path}: {reason}"));
    }
}

/// What the isolate has of a file.
struct File {
    name: &'static str,
    sum: u64,
    bytes: OnceCell<Rc<[u8]>>,
    /// When it could last not be read.
    failed: Cell<Option<OffsetDateTime>>,
}

impl File {
    const fn new(name: &'static str, sum: u64) -> Self {
        Self {
            name,
            sum,
            bytes: OnceCell::new(),
            failed: Cell::new(None),
        }
    }

    fn bytes(&self) -> Option<Rc<[u8]>> {
        #[cfg(test)]
        tests::put(self);
        self.bytes.get().cloned()
    }

    /// Where the file stands, if it is to be read now. `make/public.mjs` puts it
    /// under the same path.
    fn wanted(&self, now: OffsetDateTime) -> Option<String> {
        let resting = self
            .failed
            .get()
            .is_some_and(|failed| (now - failed).abs() < PAUSE);
        let wanted = self.bytes.get().is_none() && !resting;
        wanted.then(|| format!("/data/{:016x}/{}", self.sum, self.name))
    }

    fn keep(&self, bytes: Vec<u8>) -> Result<(), String> {
        if fingerprint(&[&bytes]) != self.sum {
            return Err(format!("{} bytes are not this build's file", bytes.len()));
        }
        // Whoever was first has set the same.
        let _ = self.bytes.set(bytes.into());
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use time::macros::datetime;

    pub(in super::super) const FILES: [&[u8]; 3] = [
        include_bytes!("data/land.bin"),
        include_bytes!("data/sea.bin"),
        include_bytes!("data/ports.bin"),
    ];

    thread_local! {
        static AWAY: Cell<bool> = const { Cell::new(false) };
    }

    /// Unit tests have the files from the start, unless they are [`without`].
    pub(super) fn put(file: &File) {
        if !AWAY.get() {
            let index = [LAND_SUM, SEA_SUM, PORTS_SUM]
                .iter()
                .position(|sum| *sum == file.sum);
            let bytes = FILES[index.unwrap()];
            file.bytes.get_or_init(|| bytes.into());
        }
    }

    /// Does something where there are no files yet.
    pub(in super::super) fn without<T>(act: impl FnOnce() -> T) -> T {
        assert!(LAND.with(|file| file.bytes.get().is_none()));
        AWAY.set(true);
        let done = act();
        AWAY.set(false);
        done
    }

    #[test]
    fn only_the_files_of_this_build_are_kept() {
        without(|| {
            let [land, sea, ports] = FILES;
            assert!(provide(&land[1..], sea, ports).is_err());
            assert!(provide(b"", b"", b"").is_err());
            assert!(super::land().is_none() && super::sea().is_none());
            assert!(provide(land, sea, land).is_err());
            assert!(super::ports().is_none());
            provide(land, sea, ports).unwrap();
            assert_eq!(super::land().as_deref(), Some(land));
            assert_eq!(super::sea().as_deref(), Some(sea));
            assert_eq!(super::ports().as_deref(), Some(ports));
            // Again, as the second of two requests would.
            provide(land, sea, ports).unwrap();
        });
    }

    #[test]
    fn it_is_wanted_until_it_is_here_but_for_a_pause_after_a_fault() {
        let now = datetime!(2026-11-22 09:15 UTC);
        let file = File::new("land.bin", LAND_SUM);
        let path = file.wanted(now).unwrap();
        assert_eq!(path, format!("/data/{LAND_SUM:016x}/land.bin"));
        file.failed.set(Some(now));
        assert_eq!(file.wanted(now + PAUSE / 2), None);
        assert!(file.wanted(now + PAUSE).is_some());
        assert!(file.wanted(now - PAUSE).is_some(), "a clock set back");
        file.keep(FILES[0].to_vec()).unwrap();
        assert_eq!(file.wanted(now + PAUSE), None);
    }
}
