//! The file of local secrets (`.dev.vars`): lines of `NAME=value`.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use super::Failure;

/// The longest file read: secrets and settings come to a few KB.
const MAX_BYTES: u64 = 64 * 1024;

/// The file's text; empty when there is no such file.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    let problem = |what: &str| Failure::Refused(format!("cannot read {}: {what}", file.display()));
    match fs::metadata(file) {
        Ok(found) if found.len() > MAX_BYTES => return Err(problem("longer than 64 KB")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(problem(&error.to_string())),
    }
    fs::read_to_string(file).map_err(|error| problem(&error.to_string()))
}

/// What a name is set to, if it is set to something; the last such line counts.
pub(super) fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(left, _)| left.trim() == name)
        .map(|(_, right)| unquoted(right.trim()))
        .rfind(|value| !value.is_empty())
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
fn private(file: &Path) -> io::Result<fs::File> {
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

fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_wrangler_reads_them() {
        let text = "# SIGNING_KEY=no\nA=1\n B = \"2\" \nC='3'\nA=4\nD=\nE=x=y\n";
        assert_eq!(value(text, "SIGNING_KEY"), None);
        assert_eq!(value(text, "A"), Some("4"));
        assert_eq!(value(text, "B"), Some("2"));
        assert_eq!(value(text, "C"), Some("3"));
        assert_eq!(value(text, "D"), None);
        assert_eq!(value(text, "E"), Some("x=y"));
        assert_eq!(value(text, "F"), None);
    }
}
