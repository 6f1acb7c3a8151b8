//! `sealink revoke`.

use serde_json::{Value, json};

use super::deployment::{Deployment, busy, problem, success};
use super::*;

fn preview() -> Value {
    json!({
        "scope": "shipment CONTAINER\u{9b} SLKU4802194",
        "hits": { "links": 1, "more": true, "sample": [{
            "linkId": "one", "shipments": [{ "kind": "CONTAINER", "number": "SLKU4802194" }],
            "recipients": ["j***@example.com"], "expiresAt": "2027-02-20T23:54:54Z",
        }]},
        "spares": "Links minted later.",
        "note": "The list may lag.",
    })
}

fn revoked() -> Value {
    json!({
        "scope": { "linkId": "one" },
        "revokedAt": "2026-11-22T23:54:54Z",
        "everywhereBy": "2026-11-22T23:56:24Z",
        "by": "k", "why": "", "hits": { "links": 1, "more": false, "sample": [] },
    })
}

#[test]
fn revoke_shows_what_it_would_hit_and_spare() {
    let deployment = Deployment::new(vec![success(200, &preview())]);
    let args = ["revoke", "--container", "SLKU4802194", "--preview"];
    let output = deployment.call(&args).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let expected = "Would revoke: shipment CONTAINER SLKU4802194\n\
        Hits: at least 1 listed links\n  \
        one  CONTAINER SLKU4802194  j***@example.com  until 2027-02-20T23:54:54Z\n\
        Spares: Links minted later.\nNote: The list may lag.\n";
    assert_eq!(out(&output), expected);
    let asked = deployment.asked().remove(0);
    assert_eq!(
        (&*asked.method, &*asked.path),
        ("POST", "/share/revocations")
    );
    let expected = json!({
        "targetType": "CONTAINER", "targetId": "SLKU4802194", "preview": true,
    });
    assert_eq!(asked.json(), expected);

    let deployment = Deployment::new(vec![success(200, &preview())]);
    let output = deployment
        .call(&[&args[..], &["--json"]].concat())
        .output()
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&out(&output)).unwrap(),
        preview()
    );
    assert!(!out(&output).contains('\u{9b}'));
}

#[test]
fn revoke_says_from_when_it_holds_and_by_when_everywhere() {
    let deployment = Deployment::new(vec![success(201, &revoked())]);
    let args = ["revoke", "--link=one", "--why=sent in error", "--yes"];
    let output = deployment.call(&args).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let expected = "Revoked: linkId one\nHits: 1 listed link\n\
        It holds from 2026-11-22T23:54:54Z, and everywhere by 2026-11-22T23:56:24Z.\n";
    assert_eq!(out(&output), expected);
    let expected = json!({ "linkId": "one", "why": "sent in error" });
    assert_eq!(deployment.asked()[0].json(), expected);

    let deployment = Deployment::new(vec![success(201, &revoked())]);
    let output = deployment
        .call(&[&args[..], &["--json"]].concat())
        .output()
        .unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&out(&output)).unwrap(),
        revoked()
    );
}

#[test]
fn revoke_names_everything_that_can_be_revoked() {
    let url = "https://track.example.com/t/v4.public.AAAA";
    for (args, body) in [
        (&["--link=one"][..], json!({ "linkId": "one" })),
        (&["--url-of-link", url], json!({ "shareUrl": url })),
        (
            &["--mbl=A1"],
            json!({ "targetType": "MBL", "targetId": "A1" }),
        ),
        (
            &["--booking=B1"],
            json!({ "targetType": "BOOKING", "targetId": "B1" }),
        ),
        (
            &["--to=a@x.example"],
            json!({ "receiverId": "a@x.example" }),
        ),
        (
            &["--domain=x.example"],
            json!({ "receiverDomain": "x.example" }),
        ),
        (&["--issuer=k1"], json!({ "issuer": "k1" })),
        (&["--api-key-id=k1"], json!({ "apiKey": "k1" })),
        (
            &["--link=one", "--to=a@x.example"],
            json!({ "linkId": "one", "receiverId": "a@x.example" }),
        ),
        (
            &["--url-of-link", url, "--to=a@x.example"],
            json!({ "shareUrl": url, "receiverId": "a@x.example" }),
        ),
    ] {
        let deployment = Deployment::new(vec![success(201, &revoked())]);
        let args = [&["revoke", "--yes"], args].concat();
        let output = deployment.call(&args).output().unwrap();
        assert_eq!(code(&output), Some(0), "{}", err(&output));
        assert_eq!(deployment.asked()[0].json(), body);
    }
}

#[test]
fn revoke_reads_a_share_url_past_the_shell() {
    let deployment = Deployment::new(vec![problem(404, "not_found", "no v4.public.AAAA here")]);
    let mut child = deployment
        .call(&["revoke", "--yes", "--url-of-link", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let url = "https://track.example.com/t/v4.public.AAAA";
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(format!("{url}\n").as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), Some(1));
    assert_eq!(deployment.asked()[0].json(), json!({ "shareUrl": url }));
    assert!(!err(&output).contains("AAAA"), "{}", err(&output));
}

#[test]
fn revoke_is_one_thing_and_confirmed() {
    let deployment = Deployment::new(vec![]);
    for (args, why) in [
        (&["--yes"][..], "expected exactly one of"),
        (
            &["--yes", "--link=a", "--mbl=A1"],
            "expected exactly one of",
        ),
        (
            &["--yes", "--mbl=A1", "--to=a@x.example"],
            "expected exactly one of",
        ),
        (&["--link=a"], "give --yes"),
        (&["--link=a", "--yes", "--preview"], "--preview"),
    ] {
        let output = deployment
            .call(&[&["revoke"], args].concat())
            .output()
            .unwrap();
        assert_eq!(code(&output), Some(2), "{args:?}");
        assert!(err(&output).contains(why), "{}", err(&output));
    }
    assert!(deployment.asked().is_empty());
}

#[test]
fn a_look_that_fails_says_how_to_revoke_all_the_same() {
    let deployment = Deployment::new(vec![busy(503, "3600")]);
    let args = ["revoke", "--link=one", "--preview"];
    let output = deployment.call(&args).output().unwrap();
    assert_eq!(code(&output), Some(5));
    assert!(err(&output).contains("Retry-After: 3600"));
    assert!(err(&output).contains("--yes revokes without this look"));
}

/// Runs the command on a terminal that `script` (util-linux) makes, and types.
#[cfg(target_os = "linux")]
fn on_a_terminal(deployment: &Deployment, typed: &str) -> Option<Output> {
    let command = format!("{} revoke --link one", env!("CARGO_BIN_EXE_sealink"));
    let mut child = Command::new("script")
        .args(["--quiet", "--return", "--command", &command, "/dev/null"])
        .env("SEALINK_URL", deployment.url())
        .env("SEALINK_API_KEY", super::deployment::API_KEY)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    deployment.wait_for(1);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    Some(output)
}

#[cfg(target_os = "linux")]
#[test]
fn revoke_asks_on_a_terminal() {
    let deployment = Deployment::new(vec![success(200, &preview()), success(201, &revoked())]);
    let Some(output) = on_a_terminal(&deployment, "y\n") else {
        eprintln!("skipped: there is no `script` to make a terminal with");
        return;
    };
    let text = out(&output);
    assert_eq!(code(&output), Some(0), "{text}");
    let asks = text.find("Revoke this? [y/N]").unwrap();
    assert!(text.find("Spares: Links minted later.").unwrap() < asks);
    assert!(
        text.contains("everywhere by 2026-11-22T23:56:24Z"),
        "{text}"
    );
    assert_eq!(deployment.asked()[0].json()["preview"], json!(true));
    assert_eq!(deployment.asked()[1].json(), json!({ "linkId": "one" }));

    let deployment = Deployment::new(vec![success(200, &preview())]);
    let output = on_a_terminal(&deployment, "\n").unwrap();
    assert_eq!(code(&output), Some(1));
    assert!(out(&output).contains("nothing was revoked"));
    assert_eq!(deployment.asked().len(), 1);
}
