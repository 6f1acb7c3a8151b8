//! `sealink api-key`.

use super::*;

#[test]
fn an_api_key_is_signed_with_the_local_key() {
    let keys = keygen();
    let args = [
        "--label",
        "ERP",
        "--scopes",
        "revoke:any,mint,mint",
        "--days",
        "30",
    ];
    let output = keys.api_key(&args);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let genuine = keys.ring().verify::<ApiKey>(out(&output).trim()).unwrap();
    let key = genuine.even_if_void();
    assert!(is_id(&key.id));
    assert!(err(&output).contains(&key.id));
    assert_eq!(key.label, "ERP");
    let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    assert_eq!(scopes, ["mint", "revoke:any"]);
    assert_eq!(key.expires() - key.issued(), time::Duration::days(30));
    assert_ne!(out(&output), out(&keys.api_key(&args)));
}

#[test]
fn an_api_key_takes_its_settings_from_a_file() {
    let folder = Folder::new("api-key-file");
    let file = folder.file(".dev.vars");
    assert_eq!(code(&run(&["keygen", "--dev-vars", &file])), Some(0));
    let args = ["api-key", "--label", "x", "--scopes", "read", "--days", "1"];
    let with = |more: &[&str]| run(&[&args[..], more].concat());

    let without_host = with(&["--dev-vars", &file]);
    assert_eq!(code(&without_host), Some(2));
    assert!(err(&without_host).contains("PUBLIC_HOST"));
    let output = with(&["--dev-vars", &file, "--host", "Localhost:8787"]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));

    let text = fs::read_to_string(&file).unwrap();
    let secret = text.lines().next().unwrap().strip_prefix("SIGNING_KEY=");
    let ring = Ring::parse(secret.unwrap(), "", "localhost:8787").unwrap();
    let token = out(&output);
    assert!(ring.verify::<ApiKey>(token.trim()).is_ok());

    fs::write(&file, format!("{text}PUBLIC_HOST=https://a.example/\n")).unwrap();
    let bad_host = with(&["--dev-vars", &file]);
    assert_eq!(code(&bad_host), Some(2));
    assert!(err(&bad_host).contains("PUBLIC_HOST: expected a host name"));
}

#[test]
fn an_api_key_is_refused_by_the_option_that_is_wrong() {
    let keys = keygen();
    let long = "x".repeat(61);
    for (label, scopes, days, named) in [
        ("", "mint", "1", "--label"),
        ("  ", "mint", "1", "--label"),
        (&*long, "mint", "1", "--label"),
        ("a\nb", "mint", "1", "--label"),
        ("x", "", "1", "--scopes"),
        ("x", "admin", "1", "--scopes"),
        ("x", "mint,", "1", "--scopes"),
        ("x", "Mint", "1", "--scopes"),
        ("x", "mint", "0", "--days"),
        ("x", "mint", "731", "--days"),
        ("x", "mint", "-1", "--days"),
        ("x", "mint", "1.5", "--days"),
    ] {
        let label = format!("--label={label}");
        let scopes = format!("--scopes={scopes}");
        let days = format!("--days={days}");
        let output = keys.api_key(&[&label, &scopes, &days]);
        assert_eq!(code(&output), Some(2), "{label} {scopes} {days}");
        assert!(err(&output).contains(named), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
    let long_enough = "é".repeat(60);
    let output = keys.api_key(&["--label", &long_enough, "--scopes", "mint", "--days", "730"]);
    assert_eq!(code(&output), Some(0));
}

#[test]
fn an_api_key_needs_a_signing_key_and_never_quotes_it() {
    let args = [
        "api-key",
        "--label=x",
        "--scopes=mint",
        "--days=1",
        "--host=a.example",
    ];
    let output = run(&args);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("SIGNING_KEY"));
    let output = sealink(&args)
        .env("SIGNING_KEY", "k4.secret.hunter2")
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("SIGNING_KEY: expected"));
    assert!(!err(&output).contains("hunter2"));
}

#[test]
fn an_api_key_takes_each_setting_from_the_nearest_source() {
    let folder = Folder::new("api-key-sources");
    let file = folder.file(".dev.vars");
    let (local, other) = (keygen(), keygen());
    let call = |more: &[&str]| {
        let args = ["api-key", "--label=x", "--scopes=read", "--days=1"];
        sealink(&[&args[..], more].concat())
            .env("SIGNING_KEY", &other.signing_key)
            .env("PUBLIC_HOST", "env.example")
            .output()
            .unwrap()
    };
    let signed_by = |output: &Output, keys: &Keys, host: &str| {
        let ring = Ring::parse(&keys.signing_key, "", host).unwrap();
        let token = out(output);
        ring.verify::<ApiKey>(token.trim()).is_ok()
    };
    assert!(signed_by(&call(&[]), &other, "env.example"));
    let output = call(&["--host", "option.example"]);
    assert!(signed_by(&output, &other, "option.example"));

    let secrets = format!("SIGNING_KEY=\"{}\" # ours\n", local.signing_key);
    fs::write(&file, &secrets).unwrap();
    let output = call(&["--dev-vars", &file]);
    assert!(signed_by(&output, &local, "env.example"));
    fs::write(&file, format!("{secrets}PUBLIC_HOST=file.example\n")).unwrap();
    let output = call(&["--dev-vars", &file]);
    assert!(signed_by(&output, &local, "file.example"));
    let output = call(&["--dev-vars", &file, "--host", "option.example"]);
    assert!(signed_by(&output, &local, "option.example"));

    // Neither a file without a key nor a missing one falls back to another key.
    fs::write(&file, "PUBLIC_HOST=file.example\n").unwrap();
    let output = call(&["--dev-vars", &file]);
    assert_eq!((code(&output), out(&output)), (Some(2), String::new()));
    assert!(err(&output).contains("SIGNING_KEY"));
    let missing = folder.file("missing");
    let output = call(&["--dev-vars", &missing]);
    assert_eq!((code(&output), out(&output)), (Some(2), String::new()));
    assert!(err(&output).contains(&format!("--dev-vars: there is no {missing}")));
}

#[test]
fn an_api_key_is_for_a_host_name() {
    let keys = keygen();
    for host in ["a.example/", "https://a.example", "a b", ""] {
        let output = keys.api_key(&["--label=x", "--scopes=mint", "--days=1", "--host", host]);
        assert_eq!(code(&output), Some(2));
        assert!(err(&output).contains("--host"), "{}", err(&output));
    }
    let output = sealink(&["api-key", "--label=x", "--scopes=mint", "--days=1"])
        .env("SIGNING_KEY", &keys.signing_key)
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("PUBLIC_HOST: set it, or give --host"));
}

#[test]
fn an_api_key_is_refused_where_an_option_is_missing() {
    let keys = keygen();
    let args = ["--label=x", "--scopes=mint", "--days=1"];
    for (place, named) in ["--label", "--scopes", "--days"].into_iter().enumerate() {
        let mut rest = args.to_vec();
        rest.remove(place);
        let output = keys.api_key(&rest);
        assert_eq!(code(&output), Some(2));
        assert!(err(&output).contains(named), "{}", err(&output));
    }
}

#[test]
fn an_api_key_is_told_to_programs_in_json() {
    let keys = keygen();
    let args = ["--label=x", "--scopes=read,mint", "--days=1", "--json"];
    let output = keys.api_key(&args);
    assert_eq!((code(&output), err(&output)), (Some(0), String::new()));
    let told: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let token = told["token"].as_str().unwrap();
    let genuine = keys.ring().verify::<ApiKey>(token).unwrap();
    let key = genuine.even_if_void();
    assert_eq!(told["id"], key.id);
    assert_eq!(told["label"], "x");
    assert_eq!(told["scopes"], serde_json::json!(["mint", "read"]));
    let expires = key
        .expires
        .format(&time::format_description::well_known::Rfc3339);
    assert_eq!(told["expires"], expires.unwrap());
    assert_eq!(told.as_object().unwrap().len(), 5);
}
