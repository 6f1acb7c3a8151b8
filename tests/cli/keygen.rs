//! `sealink keygen`.

use super::*;

#[test]
fn keygen_makes_secrets_that_the_worker_takes() {
    let keys = keygen();
    let ring = keys.ring();
    assert_eq!(ring.signing_key_id(), keys.id);
    assert_eq!(
        paserk::public_id(&paserk::parse_public(&keys.public).unwrap()),
        keys.id
    );
    assert!(Pepper::parse(&keys.pepper).is_ok());
    let again = keygen();
    assert_ne!(keys.signing_key, again.signing_key);
    assert_ne!(keys.pepper, again.pepper);
}

#[test]
fn keygen_fills_a_file_once() {
    let folder = Folder::new("keygen-fills");
    let file = folder.file(".dev.vars");
    let first = run(&["keygen", "--dev-vars", &file]);
    assert_eq!(code(&first), Some(0));
    assert_eq!(out(&first), "");
    assert!(err(&first).contains("public key: k4.public."));
    assert!(!err(&first).contains("k4.secret."));
    let text = fs::read_to_string(&file).unwrap();
    let names: Vec<_> = text.lines().map(|line| line.split('=').next()).collect();
    assert_eq!(names, [Some("SIGNING_KEY"), Some("PEPPER")]);

    let second = run(&["keygen", "--dev-vars", &file]);
    assert_eq!(code(&second), Some(0));
    assert!(err(&second).contains("has its secrets already"));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn keygen_adds_what_a_file_lacks_and_keeps_the_rest() {
    let folder = Folder::new("keygen-adds");
    let file = folder.file(".dev.vars");
    let pepper = keygen().pepper;
    let before = format!("# mine\nORIGIN_TOKEN=\"x\"\nSIGNING_KEY=\nPEPPER='{pepper}'");
    fs::write(&file, &before).unwrap();
    assert_eq!(code(&run(&["keygen", "--dev-vars", &file])), Some(0));
    let text = fs::read_to_string(&file).unwrap();
    let added = text.strip_prefix(&before).unwrap();
    assert!(added.starts_with("\nSIGNING_KEY=k4.secret."));
    assert_eq!(added.trim().lines().count(), 1);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("keygen-private");
    let (fresh, old) = (folder.file("fresh"), folder.file("old"));
    fs::write(&old, "A=1\n").unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o644)).unwrap();
    for file in [fresh, old] {
        assert_eq!(code(&run(&["keygen", "--dev-vars", &file])), Some(0));
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn keygen_says_when_it_cannot_write() {
    let folder = Folder::new("keygen-cannot");
    let output = run(&["keygen", "--dev-vars", &folder.file("no/such/folder")]);
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("cannot write"));
    let output = run(&["keygen", "--dev-vars", folder.0.to_str().unwrap()]);
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("cannot read"));
}

#[test]
fn keygen_tells_the_public_half_of_the_key_that_a_file_has() {
    let folder = Folder::new("keygen-tells");
    let file = folder.file(".dev.vars");
    let first = run(&["keygen", "--dev-vars", &file]);
    let second = run(&["keygen", "--dev-vars", &file]);
    for told in ["public key:", "key id:"] {
        let line = |output: &Output| {
            let text = err(output);
            let mut lines = text.lines().map(str::to_owned);
            lines.find(|line| line.starts_with(told)).unwrap()
        };
        assert_eq!(line(&first), line(&second));
    }
}

#[test]
fn keygen_does_not_replace_a_secret_that_is_none() {
    let folder = Folder::new("keygen-replace");
    let file = folder.file(".dev.vars");
    let good = keygen();
    let mut halves = paserk::parse_secret(&good.signing_key).unwrap();
    halves[40] ^= 1;
    for (name, wrong) in [
        ("SIGNING_KEY", "k4.secret.hunter2".to_owned()),
        ("SIGNING_KEY", paserk::secret(&halves)),
        ("PEPPER", "hunter2".to_owned()),
        ("PEPPER", format!("{}=", good.pepper)),
    ] {
        let before = format!(
            "SIGNING_KEY={}\nPEPPER={}\n{name}={wrong}\n",
            good.signing_key, good.pepper
        );
        fs::write(&file, &before).unwrap();
        let output = run(&["keygen", "--dev-vars", &file]);
        assert_eq!(code(&output), Some(1), "{name}");
        let expected = format!("{file}: {name}: expected ");
        assert!(err(&output).contains(&expected), "{}", err(&output));
        assert!(!err(&output).contains(&wrong));
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
    }
}

#[test]
fn keygen_reads_no_file_that_is_not_text() {
    let folder = Folder::new("keygen-binary");
    let file = folder.file("binary");
    fs::write(&file, [0xff, 0xfe]).unwrap();
    let output = run(&["keygen", "--dev-vars", &file]);
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains(&format!("cannot read {file}")));
    assert_eq!(fs::read(&file).unwrap(), [0xff, 0xfe]);
}

#[test]
fn keygen_tells_programs_in_json() {
    let output = run(&["keygen", "--json"]);
    assert_eq!((code(&output), err(&output)), (Some(0), String::new()));
    let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let text = |name: &str| told[name].as_str().unwrap();
    let ring = Ring::parse(text("signingKey"), "", HOST).unwrap();
    assert_eq!(ring.signing_key_id(), text("keyId"));
    assert!(text("publicKey").starts_with("k4.public."));
    assert!(Pepper::parse(text("pepper")).is_ok());

    let folder = Folder::new("keygen-json");
    let file = folder.file(".dev.vars");
    let write = || {
        let output = run(&["keygen", "--json", "--dev-vars", &file]);
        assert_eq!((code(&output), err(&output)), (Some(0), String::new()));
        serde_json::from_str::<serde_json::Value>(&out(&output)).unwrap()
    };
    let (first, second) = (write(), write());
    assert_eq!(first["wrote"], serde_json::json!(["SIGNING_KEY", "PEPPER"]));
    assert_eq!(second["wrote"], serde_json::json!([]));
    assert_eq!(first["keyId"], second["keyId"]);
    assert_eq!(first["file"], file);
    assert!(first.get("signingKey").is_none());
}
