//! The files that pages load from us, named by their own hash, so that a
//! browser may keep them for ever and still never runs an old one.

use std::fmt::Write;
use std::sync::LazyLock;

use sha2::{Digest, Sha256};

use crate::http::Reply;

/// A file beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asset {
    /// Comfort at the gate: fills the mailbox, shapes the code, counts down.
    GateScript,
    /// Comfort on the tracking page: refreshes it, adds the reader's own time.
    PageScript,
    /// Comfort on the map: moves and magnifies it.
    MapScript,
    /// Comfort for ops: files dropped in, copies, rows sent with progress.
    OpsScript,
    /// The icon in the browser's tab.
    Icon,
}

struct File {
    path: String,
    media_type: &'static str,
    text: &'static str,
}

static FILES: LazyLock<[File; 5]> = LazyLock::new(|| {
    [
        file("gate", "js", include_str!("gate.js")),
        file("page", "js", include_str!("page.js")),
        file("map", "js", include_str!("map.js")),
        file("ops", "js", include_str!("ops.js")),
        file("icon", "svg", include_str!("icon.svg")),
    ]
});

fn file(name: &str, extension: &str, text: &'static str) -> File {
    /// 64 bits tell apart every version there will ever be.
    const HASH_BYTES: usize = 8;
    let mut path = format!("/assets/{name}.");
    for byte in Sha256::digest(text).iter().take(HASH_BYTES) {
        // Writing to a String cannot fail.
        let _ = write!(path, "{byte:02x}");
    }
    path.push('.');
    path.push_str(extension);
    let media_type = match extension {
        "svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };
    File {
        path,
        media_type,
        text,
    }
}

/// The asset at a path; `None` for any other path, an old version's included.
#[must_use]
pub fn find(path: &str) -> Option<Reply> {
    let file = FILES.iter().find(|file| file.path == path)?;
    Some(
        Reply::new(200, file.media_type, file.text)
            // A year, the longest that caches honour; the name changes with the content.
            .with("cache-control", "public, max-age=31536000, immutable"),
    )
}

/// The path at which the present version stands.
#[must_use]
pub fn path_of(asset: Asset) -> &'static str {
    let [gate, page, map, ops, icon] = &*FILES;
    match asset {
        Asset::GateScript => &gate.path,
        Asset::PageScript => &page.path,
        Asset::MapScript => &map.path,
        Asset::OpsScript => &ops.path,
        Asset::Icon => &icon.path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asset_is_found_at_its_own_path_and_kept_for_ever() {
        for (asset, media_type) in [
            (Asset::GateScript, "text/javascript; charset=utf-8"),
            (Asset::PageScript, "text/javascript; charset=utf-8"),
            (Asset::MapScript, "text/javascript; charset=utf-8"),
            (Asset::OpsScript, "text/javascript; charset=utf-8"),
            (Asset::Icon, "image/svg+xml"),
        ] {
            let reply = find(path_of(asset)).unwrap();
            assert_eq!(reply.status, 200);
            assert_eq!(reply.header("content-type"), Some(media_type));
            assert!(reply.header("cache-control").unwrap().contains("immutable"));
            assert!(!reply.body.is_empty());
        }
    }

    #[test]
    fn no_other_path_is_an_asset() {
        for path in [
            "/assets/",
            "/assets/gate.js",
            "/assets/gate.0000000000000000.js",
            "/assets/../gate.js",
            "",
        ] {
            assert!(find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn assets_name_no_other_host_and_run_no_text() {
        for file in &*FILES {
            let text = file.text.replace("http://www.w3.org/2000/svg", "");
            for forbidden in [
                "http:",
                "https:",
                "eval(",
                "new Function",
                "innerHTML",
                "document.write",
            ] {
                assert!(!text.contains(forbidden), "{}: {forbidden}", file.path);
            }
        }
    }
}
