//! `sealink list`.

use serde_json::{Value, json};

use super::deployment::{Deployment, success};
use super::*;

fn link(id: &str) -> Value {
    json!({
        "linkId": id,
        "state": "active",
        "createdAt": "2026-11-22T23:54:54Z",
        "expiresAt": "2027-02-20T23:54:54Z",
        "issuer": "VLCN9ATaKqnC34PIjU3b9w",
        "issuerLabel": "t\u{1b}]0;ms",
        "shipments": [{ "kind": "CONTAINER", "number": "SLKU4802194" }, { "kind": "MBL", "number": "A1", "scac": "MAEU" }],
        "recipients": ["j***@example.com"],
        "unknown": {},
    })
}

fn page(ids: &[&str], cursor: Option<&str>) -> Value {
    let links: Vec<Value> = ids.iter().map(|id| link(id)).collect();
    let mut page = json!({
        "links": links, "asOf": "2026-11-22T23:54:54Z", "note": "It may lag.",
    });
    if let Some(cursor) = cursor {
        page["nextCursor"] = json!(cursor);
    }
    page
}

#[test]
fn list_draws_a_table() {
    let deployment = Deployment::new(vec![success(200, &page(&["one", "other"], Some("c1")))]);
    let output = deployment.call(&["list"]).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let text = out(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("LINK   STATE   SHIPMENTS"), "{text}");
    let expected = "one    active  CONTAINER SLKU4802194, MBL A1  j***@example.com  \
        2026-11-22T23:54:54Z  2027-02-20T23:54:54Z  t]0;ms";
    assert_eq!(lines[1], expected);
    assert_eq!(lines.len(), 3);
    assert!(err(&output).contains("It may lag."));
    assert!(err(&output).contains("--cursor c1"));
    assert_eq!(deployment.asked()[0].path, "/share/links");
}

#[test]
fn list_asks_for_what_the_options_say() {
    let deployment = Deployment::new(vec![success(200, &page(&[], None))]);
    let args = [
        "list",
        "--mbl=A 1",
        "--to=jane+x@example.com",
        "--domain=example.com",
        "--issuer=i1",
        "--state=expired",
        "--after=2026-01-01",
        "--before=2026-02-01T00:00:00+01:00",
        "--limit=7",
        "--cursor=c0",
        "--json",
    ];
    let output = deployment.call(&args).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let told: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(told, page(&[], None));
    let asked = deployment.asked().remove(0);
    assert_eq!(asked.method, "GET");
    let expected = "/share/links?targetType=MBL&targetId=A+1&receiverId=jane%2Bx%40example.com\
        &receiverDomain=example.com&issuer=i1&state=expired&createdAfter=2026-01-01T00%3A00%3A00Z\
        &createdBefore=2026-02-01T00%3A00%3A00%2B01%3A00&limit=7&cursor=c0";
    assert_eq!(asked.path, expected);
}

#[test]
fn list_goes_on_to_the_end() {
    let deployment = Deployment::new(vec![
        success(200, &page(&["a", "b"], Some("c1"))),
        success(200, &page(&[], Some("c2"))),
        success(200, &page(&["c"], None)),
    ]);
    let output = deployment
        .call(&["list", "--all", "--json"])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let told: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(told, page(&["a", "b", "c"], None));
    let paths: Vec<String> = deployment.asked().into_iter().map(|a| a.path).collect();
    assert_eq!(
        paths,
        [
            "/share/links?limit=100",
            "/share/links?limit=100&cursor=c1",
            "/share/links?limit=100&cursor=c2",
        ]
    );
}

#[test]
fn list_does_not_go_round_in_circles() {
    let again = || success(200, &page(&["a"], Some("c1")));
    let deployment = Deployment::new(vec![again(), again()]);
    let output = deployment.call(&["list", "--all"]).output().unwrap();
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("does not go on"));
    let deployment = Deployment::new(vec![success(200, &json!({}))]);
    let output = deployment.call(&["list"]).output().unwrap();
    assert_eq!(code(&output), Some(1));
    assert!(err(&output).contains("no list of links"));
}

#[test]
fn list_is_refused_by_the_option_that_is_wrong() {
    for (args, named) in [
        (&["--mbl=A1", "--booking=B1"][..], "--booking"),
        (&["--state=gone"], "--state"),
        (&["--limit=0"], "--limit"),
        (&["--limit=101"], "--limit"),
        (&["--after=yesterday"], "--after"),
    ] {
        let output = run(&[&["list"], args].concat());
        assert_eq!(code(&output), Some(2));
        assert!(err(&output).contains(named), "{}", err(&output));
    }
}
