//! The file of local secrets (`.dev.vars`): lines of `NAME=value`.
//!
//! It is read as wrangler reads it, with npm's `dotenv`: values plain or
//! quoted, comments after `#`, and of two lines with one name the last counts.
//! Rust's crates for such files also expand `$`, which wrangler does not here.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;

/// The longest file read: secrets and settings come to a few KB.
const MAX_BYTES: u64 = 64 * 1024;

/// The file's text; `None` when there is no such file.
pub(super) fn read(file: &Path) -> Result<Option<String>, Failure> {
    let problem = |what: &str| Failure::Refused(format!("cannot read {}: {what}", file.display()));
    match fs::metadata(file) {
        Ok(found) if found.len() > MAX_BYTES => return Err(problem("longer than 64 KB")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(problem(&error.to_string())),
    }
    fs::read_to_string(file)
        .map(Some)
        .map_err(|error| problem(&error.to_string()))
}

/// What a name is set to, if it is set to something; the last such line counts.
pub(super) fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines()
        .filter_map(assignment)
        .rfind(|(found, _)| *found == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_empty())
}

/// Reads one line; `None` for whatever assigns nothing.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (name, value) = line
        .strip_prefix("export ")
        .unwrap_or(line)
        .split_once('=')?;
    let value = value.trim();
    let quoted = ['"', '\'', '`'].into_iter().find_map(|quote| {
        let (inside, _) = value.strip_prefix(quote)?.split_once(quote)?;
        Some(inside)
    });
    let plain = || value.split('#').next().unwrap_or_default().trim_end();
    Some((name.trim(), quoted.unwrap_or_else(plain)))
}

/// Appends lines to a file that only its owner may read.
pub(super) fn append(file: &Path, before: &str, lines: &[String]) -> Result<(), Failure> {
    let mut addition = String::new();
    if !before.is_empty() && !before.ends_with('\n') {
        addition.push('\n');
    }
    for line in lines {
        addition.push_str(line);
        addition.push('\n');
    }
    private(file)
        .and_then(|mut file| file.write_all(addition.as_bytes()))
        .map_err(|error| Failure::Refused(format!("cannot write {}: {error}", file.display())))
}

/// Opens for appending, with nobody else's eyes on it from the first byte on.
pub(super) fn private(file: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let opened = options.mode(0o600).open(file)?;
        opened.set_permissions(fs::Permissions::from_mode(0o600))?;
        Ok(opened)
    }
    #[cfg(not(unix))]
    options.open(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_wrangler_reads_them() {
        for (text, expected) in [
            ("A=x", Some("x")),
            ("  export A = x \r\nB=y", Some("x")),
            ("A=\"x # y\" # z", Some("x # y")),
            ("A='x'", Some("x")),
            ("A=`x`", Some("x")),
            ("A=x # y", Some("x")),
            ("A=x\nA=y\n", Some("y")),
            ("A=x=", Some("x=")),
            ("A=$B\nB=x", Some("$B")),
            ("#A=x", None),
            ("A", None),
            ("A=", None),
            ("A=\"\"", None),
            ("A=x\nA=", None),
            ("AA=x\nB=A=y", None),
            ("", None),
        ] {
            assert_eq!(value(text, "A"), expected, "{text}");
        }
    }
}
