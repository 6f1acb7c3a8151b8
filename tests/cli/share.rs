//! `sealink share`, and what every command that calls a deployment has in
//! common.

use serde_json::{Value, json};

use super::deployment::{API_KEY, Deployment, busy, drops, problem, raw, success};
use super::*;

const ARGS: [&str; 5] = [
    "share",
    "--container",
    "SLKU4802194",
    "--to",
    "jane@example.com",
];

fn minted() -> Value {
    json!({
        "linkId": "bKjK3MUgX97JztZXngHanQ",
        "shareUrl": "https://track.example.com/t/v4.public.AAAA",
        "createdAt": "2026-11-22T23:54:54Z",
        "expiresAt": "2027-02-20T23:54:54Z",
        "deliveries": [{ "recipient": "j***@example.com", "status": "sent" }],
        "warnings": ["a\u{1b}[2Jb"],
        "more": [1],
    })
}

fn share(deployment: &Deployment, more: &[&str]) -> Output {
    let output = deployment
        .call(&[&ARGS[..], more].concat())
        .output()
        .unwrap();
    let told = format!("{}{}", out(&output), err(&output));
    assert!(!told.contains(API_KEY), "{told}");
    output
}

#[test]
fn share_prints_the_url_and_says_the_rest_elsewhere() {
    let deployment = Deployment::new(vec![success(201, &minted())]);
    let output = share(&deployment, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert_eq!(out(&output), "https://track.example.com/t/v4.public.AAAA\n");
    for told in [
        "bKjK3MUgX97JztZXngHanQ",
        "expires: 2027-02-20T23:54:54Z",
        "mail to j***@example.com: sent",
        "warning: a[2Jb",
    ] {
        assert!(err(&output).contains(told), "{told}: {}", err(&output));
    }
    let asked = deployment.asked().remove(0);
    assert_eq!((&*asked.method, &*asked.path), ("POST", "/share/links"));
    let bearer = format!("Bearer {API_KEY}");
    assert_eq!(asked.header("authorization"), Some(bearer.as_str()));
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert!(is_id(asked.header("idempotency-key").unwrap()));
    let expected = json!({
        "targets": [{ "targetType": "CONTAINER", "targetIds": ["SLKU4802194"] }],
        "receiverIds": ["jane@example.com"],
    });
    assert_eq!(asked.json(), expected);
}

#[test]
fn share_sends_every_option() {
    let deployment = Deployment::new(vec![success(201, &minted())]);
    let output = share(
        &deployment,
        &[
            "--container=MSKU1234567",
            "--mbl=A1",
            "--booking=B2",
            "--to=joe@example.com",
            "--expires=2027-01-31",
            "--note=Hello",
            "--locale=de",
            "--scac=MAEU",
            "--notify",
            "--idempotency-key=k1",
            "--json",
        ],
    );
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let asked = deployment.asked().remove(0);
    assert_eq!(asked.header("idempotency-key"), Some("k1"));
    let expected = json!({
        "targets": [
            { "targetType": "CONTAINER", "targetIds": ["SLKU4802194", "MSKU1234567"] },
            { "targetType": "MBL", "targetIds": ["A1"] },
            { "targetType": "BOOKING", "targetIds": ["B2"] },
        ],
        "receiverIds": ["jane@example.com", "joe@example.com"],
        "expiresAt": "2027-01-31T23:59:59Z",
        "note": "Hello", "locale": "de", "scac": "MAEU", "notify": true,
    });
    assert_eq!(asked.json(), expected);
    let mut expected = minted();
    expected["idempotencyKey"] = json!("k1");
    let text = out(&output);
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    assert_eq!(text.lines().count(), 1);
    assert_eq!(err(&output), "");
}

#[test]
fn a_mint_is_sent_again_under_the_same_key() {
    let deployment = Deployment::new(vec![
        drops(),
        busy(429, "0"),
        busy(503, "0"),
        success(201, &minted()),
    ]);
    let output = share(&deployment, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(err(&output).contains("trying again in 0.5 s"));
    let asked = deployment.asked();
    let keys: Vec<_> = asked
        .iter()
        .map(|asked| asked.header("idempotency-key").unwrap())
        .collect();
    assert_eq!(keys, [keys[0]; 4]);
    let other = Deployment::new(vec![success(201, &minted())]);
    share(&other, &[]);
    assert_ne!(other.asked()[0].header("idempotency-key"), Some(keys[0]));
}

#[test]
fn an_unanswered_mint_names_the_key_to_send_it_again() {
    for script in [
        vec![
            busy(429, "0"),
            busy(429, "0"),
            busy(429, "0"),
            busy(429, "0"),
        ],
        vec![busy(503, "3600")],
        vec![drops(), drops(), drops(), drops()],
    ] {
        let deployment = Deployment::new(script);
        let output = share(&deployment, &["--json"]);
        assert_eq!(code(&output), Some(5), "{}", err(&output));
        let asked = deployment.asked();
        let key = asked[0].header("idempotency-key").unwrap();
        let hint = format!("--idempotency-key {key}");
        assert!(err(&output).contains(&hint), "{}", err(&output));
        let document: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(document["exitCode"], 5);
    }
}

#[test]
fn a_deployment_that_is_not_there_is_told_apart() {
    let output = sealink(&ARGS)
        .env("SEALINK_URL", "http://127.0.0.1:1")
        .env("SEALINK_API_KEY", API_KEY)
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(5));
    let told = err(&output);
    assert!(
        told.contains("http://127.0.0.1:1 cannot be reached"),
        "{told}"
    );
    assert_eq!(told.matches("trying again").count(), 3);
}

#[test]
fn what_a_deployment_answers_has_its_exit_code() {
    for (status, expected) in [
        (400, 1),
        (401, 4),
        (403, 4),
        (404, 1),
        (409, 1),
        (422, 1),
        (500, 5),
    ] {
        let detail = "no: \u{1b}[31m\u{9b}v4.public.SECRET";
        let deployment = Deployment::new(vec![problem(status, "some_code", detail)]);
        let output = share(&deployment, &["--json"]);
        assert_eq!(code(&output), Some(expected), "{status}");
        let told = err(&output);
        let text = format!("some_code ({status}): a.b: no: [31mv4.public.…");
        assert!(told.contains(&text), "{told}");
        let document: Value = serde_json::from_str(&out(&output)).unwrap();
        assert_eq!(document["exitCode"], expected);
        assert_eq!(document["error"]["code"], "some_code");
        assert_eq!(document["error"]["field"], "a.b");
        assert_eq!(document["error"]["status"], status);
        assert_eq!(document["error"]["detail"], "no: [31mv4.public.…");
        assert_eq!(deployment.asked().len(), 1);
    }
}

#[test]
fn what_is_no_deployment_is_refused() {
    let elsewhere = vec![("location", "https://elsewhere.example/".to_owned())];
    for (reply, why) in [
        (raw(200, vec![], "<html>Welcome"), "is the URL right"),
        (raw(200, vec![], "{}"), "is the URL right"),
        (raw(302, elsewhere, ""), "a redirect"),
        (success(201, &json!({})), "no share URL"),
    ] {
        let deployment = Deployment::new(vec![reply]);
        let output = share(&deployment, &[]);
        assert_eq!(code(&output), Some(1), "{}", err(&output));
        assert!(err(&output).contains(why), "{}", err(&output));
        assert_eq!(out(&output), "");
    }
}

#[test]
fn a_deployment_and_a_key_are_needed() {
    let folder = Folder::new("share-key");
    let (file, empty) = (folder.file("key"), folder.file("empty"));
    fs::write(&file, format!("{API_KEY}\n")).unwrap();
    fs::write(&empty, "\n").unwrap();
    let missing = folder.file("missing");
    let wrong = |envs: &[(&str, &str)], more: &[&str], why: &str| {
        let args = [&ARGS[..], more].concat();
        let mut command = sealink(&args);
        let output = command.envs(envs.iter().copied()).output().unwrap();
        assert_eq!(code(&output), Some(2), "{}", err(&output));
        assert!(err(&output).contains(why), "{why}: {}", err(&output));
        assert!(!err(&output).contains(API_KEY));
    };
    let url = ("SEALINK_URL", "https://track.example.com");
    let key = ("SEALINK_API_KEY", API_KEY);
    wrong(&[key], &[], "SEALINK_URL: set it, or give --url");
    wrong(
        &[key, ("SEALINK_URL", "track")],
        &[],
        "SEALINK_URL: expected https://",
    );
    wrong(&[key], &["--url", "http://track.example.com"], "--url");
    wrong(
        &[url],
        &[],
        "SEALINK_API_KEY: set it, or give --api-key-file",
    );
    wrong(
        &[url, ("SEALINK_API_KEY", "two words")],
        &[],
        "SEALINK_API_KEY: expected",
    );
    wrong(
        &[url, key],
        &["--api-key-file", &empty],
        "--api-key-file: expected",
    );
    wrong(&[url, key], &["--api-key-file", &missing], &missing);
    // There is no option for the key itself: other people see arguments.
    wrong(&[url, key], &["--api-key", "x"], "--api-key");

    let deployment = Deployment::new(vec![success(201, &minted())]);
    let more = ["--url", deployment.url(), "--api-key-file", &file];
    let output = sealink(&[&ARGS[..], &more].concat())
        .envs([url, ("SEALINK_API_KEY", "another")])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let bearer = format!("Bearer {API_KEY}");
    assert_eq!(
        deployment.asked()[0].header("authorization"),
        Some(&*bearer)
    );
}

#[test]
fn share_is_refused_by_the_option_that_is_wrong() {
    for (args, named) in [
        (&["--to=a@x.example"][..], "--container"),
        (&["--mbl=A1"], "--to"),
        (&["--mbl=A1", "--to=a", "--expires=soon"], "--expires"),
        (
            &["--mbl=A1", "--to=a", "--idempotency-key=a b"],
            "--idempotency-key",
        ),
    ] {
        let output = run(&[&["share"], args].concat());
        assert_eq!(code(&output), Some(2));
        assert!(err(&output).contains(named), "{}", err(&output));
    }
}
