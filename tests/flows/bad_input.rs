//! Bad input over the whole way: 4xx, a problem document, the field by name.

use sealink::http::Method;
use sealink::token::claims::Scope;
use serde_json::{Value, json};

use crate::deployment::{Browser, Deployment, RECIPIENT, api_request, mint_body, problem_of};

fn refused(deployment: &Deployment, body: &Value) -> (u16, Value) {
    let reply = deployment.api(0, Method::Post, "/share/links", Some(body));
    (reply.status, problem_of(&reply))
}

#[test]
fn a_mint_with_a_bad_field_is_refused_by_its_name() {
    let deployment = Deployment::new(1);
    let cases = [
        (
            "targets",
            json!([{"targetType": "MBL", "targetIds": (0..11).map(|n| format!("B{n}")).collect::<Vec<_>>()}]),
            "targets[0].targetIds",
        ),
        (
            "receiverIds",
            json!(
                (0..6)
                    .map(|n| format!("r{n}@a.example"))
                    .collect::<Vec<_>>()
            ),
            "receiverIds",
        ),
        ("receiverIds", json!(["not an address"]), "receiverIds[0]"),
        ("expiresAt", json!("2020-01-01T00:00:00Z"), "expiresAt"),
        ("surprise", json!(1), "surprise"),
        ("targets", json!(7), "targets"),
    ];
    for (member, value, field) in cases {
        let mut body = mint_body();
        body[member] = value;
        let (status, problem) = refused(&deployment, &body);
        assert_eq!(status, 422, "{body}");
        assert_eq!(problem["field"], field);
        assert_eq!(problem["status"], 422);
        assert_eq!(problem["error"], true);
        assert!(problem["message"].is_string() && problem["timestamp"].is_string());
    }
    assert!(
        deployment
            .universe
            .keys(sealink::world::Namespace::Registry)
            .is_empty()
    );
}

#[test]
fn a_body_of_another_type_or_size_is_refused_unread() {
    let deployment = Deployment::new(2);
    let key = deployment.api_key(&[Scope::Mint]);
    let mut typed = api_request(&key, Method::Post, "/share/links", Some(&mint_body()));
    typed.headers[1].1 = "text/plain".to_owned();
    let reply = deployment.send(0, &typed);
    assert_eq!(
        (reply.status, &problem_of(&reply)["code"]),
        (415, &json!("unsupported_media_type"))
    );
    let mut long = api_request(&key, Method::Post, "/share/links", None);
    long.body = None;
    let reply = deployment.send(0, &long);
    assert_eq!(
        (reply.status, &problem_of(&reply)["code"]),
        (413, &json!("body_too_large"))
    );
    let mut broken = api_request(&key, Method::Post, "/share/links", None);
    broken.body = Some(b"{\"targets\":".to_vec());
    let reply = deployment.send(0, &broken);
    assert_eq!(
        (reply.status, &problem_of(&reply)["code"]),
        (400, &json!("malformed_body"))
    );
}

#[test]
fn the_gates_forms_refuse_what_is_not_theirs() {
    let deployment = Deployment::new(3);
    let (id, path) = deployment.mint();
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    let malformed = browser.ask(&id, "<script>alert(1)</script>");
    assert_eq!(malformed.status, 422);
    assert!(malformed.body.contains("&lt;script&gt;") && !malformed.body.contains("<script>alert"));
    let post = |browser: &Browser<'_>, action: &str, form: &str| {
        browser.request(
            Method::Post,
            &format!("/s/{id}/{action}"),
            Some(form.to_owned()),
        )
    };
    for (action, form) in [("code", "mail=x"), ("session", "")] {
        let request = post(&browser, action, form);
        assert_eq!(browser.visit(&request).status, 422, "{action}");
    }
    let mut long = post(&browser, "code", "");
    long.body = None;
    assert_eq!(browser.visit(&long).status, 413);
    let mut typed = post(&browser, "code", &format!("email={RECIPIENT}"));
    for (name, value) in &mut typed.headers {
        if *name == "content-type" {
            "application/json".clone_into(value);
        }
    }
    assert_eq!(browser.visit(&typed).status, 415);
    assert!(deployment.universe.posted().is_empty());
}

#[test]
fn forged_links_look_like_unknown_ones() {
    let deployment = Deployment::new(4);
    let (_, path) = deployment.mint();
    let token = &path[3..];
    let flipped = format!("{}{}", &token[..40], token[41..].to_owned() + "A");
    let long = "A".repeat(5000);
    let mut browser = Browser::new(&deployment, 0);
    let bodies: Vec<String> = [
        "x",
        "v4.public.AAAA",
        "v4.local.AAAA",
        &flipped,
        &long,
        "%00",
    ]
    .iter()
    .map(|token| {
        let reply = browser.get(&format!("/t/{token}"));
        assert_eq!(reply.status, 404, "{token}");
        reply.body.into_owned()
    })
    .collect();
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn an_idempotency_key_that_clients_may_spell_differently_is_refused() {
    let deployment = Deployment::new(3);
    let key = deployment.api_key(&[Scope::Mint]);
    let rows = json!({"links": [mint_body()]});
    for (path, body) in [("/share/links", mint_body()), ("/share/links/batch", rows)] {
        for (given, status) in [
            ("b\u{fc}ro 1", 422),
            ("a\u{1}", 422),
            ("", 422),
            ("buero 1", 201),
        ] {
            let mut request = api_request(&key, Method::Post, path, Some(&body));
            request.headers.push(("idempotency-key", given.to_owned()));
            let reply = deployment.send(0, &request);
            if status == 201 {
                assert!(reply.status < 300, "{path} {}", reply.body);
            } else {
                assert_eq!(reply.status, status, "{path} {given}");
                assert_eq!(problem_of(&reply)["field"], "Idempotency-Key");
            }
        }
    }
}

#[test]
fn a_list_in_the_place_of_a_body_is_refused() {
    let deployment = Deployment::new(4);
    let (id, _) = deployment.mint();
    let link = format!("/share/links/{id}");
    let list = json!([null, null]);
    for (method, path) in [
        (Method::Post, "/share/links".to_owned()),
        (Method::Post, "/share/links/batch".to_owned()),
        (Method::Post, "/share/revocations".to_owned()),
        (Method::Post, format!("{link}/restore")),
        (Method::Patch, link.clone()),
    ] {
        let reply = deployment.api(0, method, &path, Some(&list));
        assert_eq!(reply.status, 400, "{path} {}", reply.body);
    }
}
