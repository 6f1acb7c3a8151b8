//! Every reply of every route carries the headers of DESIGN.md section 9.

use futures::executor::block_on;
use sealink::http::{EVERY_REPLY, Method, READ_HEADERS, Reply, Request};
use sealink::route::{self, ROUTES};
use sealink::service::Service;
use sealink::world::Namespace;

use crate::deployment::{Deployment, api_request, mint_body};
use crate::world::{Rule, Target, Trouble};

/// What may be said differently from the default, and by whom.
const MAY_DIFFER: [&str; 3] = [
    "cache-control",
    "content-security-policy",
    "cross-origin-resource-policy",
];

fn assert_sealed(reply: &Reply, what: &str) {
    for (name, value) in EVERY_REPLY {
        let given = reply.header(name);
        assert!(given.is_some(), "{what} lacks {name}");
        if !MAY_DIFFER.contains(&name) {
            assert_eq!(given, Some(value), "{what} {name}");
        }
        let count = reply
            .headers
            .iter()
            .filter(|(known, _)| *known == name)
            .count();
        assert_eq!(count, 1, "{what} says {name} once");
    }
    let policy = reply.header("content-security-policy").unwrap_or_default();
    assert!(policy.starts_with("default-src 'none'"), "{what} {policy}");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("base-uri 'none'"));
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{what} {policy}"
    );
    let public = ["/assets/", "/robots.txt", "/.well-known/"];
    if reply.header("cache-control") != Some("no-store") {
        assert!(
            public.iter().any(|path| what.contains(path)),
            "{what} may be cached"
        );
    }
}

fn requests() -> Vec<(String, Request)> {
    let deployment = Deployment::new(1);
    let (id, link) = deployment.mint();
    let inside = deployment.browser_in(0, &link, &id);
    let asset = sealink::page::assets::path_of(sealink::page::assets::Asset::GateScript).to_owned();
    let mut requests = Vec::new();
    for row in ROUTES {
        let paths = [
            row.path
                .replace("{linkId}", &id)
                .replace("{token}", &link[3..])
                .replace("/assets/{file}", &asset),
            row.path
                .replace("{linkId}", "AAAAAAAAAAAAAAAAAAAAAA")
                .replace("{token}", "x")
                .replace("{file}", "x"),
        ];
        for path in paths {
            for method in [
                row.method,
                Method::Head,
                Method::Other,
                Method::Post,
                Method::Delete,
            ] {
                let form =
                    (method == Method::Post).then(|| "email=jane@acme.example&code=0".to_owned());
                let browser = inside.request(method, &path, form);
                let key = deployment.api_key(&sealink::token::claims::Scope::ALL);
                let api = api_request(&key, method, &path, Some(&mint_body()));
                let bare = Request {
                    headers: Vec::new(),
                    ..api.clone()
                };
                let empty = Request {
                    body: Some(b"{}".to_vec()),
                    ..api.clone()
                };
                let mut mistyped = api.clone();
                mistyped.headers[1].1 = "text/plain".to_owned();
                for request in [browser, api, bare, empty, mistyped] {
                    requests.push((format!("{} {path}", method.as_str()), request));
                }
            }
        }
    }
    for path in ["/nowhere", "", "/s", "/share/links/x/y/z/and/more"] {
        requests.push((path.to_owned(), api_request("", Method::Get, path, None)));
    }
    requests
}

/// The same deployment as the one whose links the requests carry.
fn replies_of(trouble: Option<Rule>) -> Vec<(String, Reply)> {
    let deployment = Deployment::new(1);
    deployment.mint();
    if let Some(rule) = trouble {
        deployment.universe.inflict(rule);
    }
    requests()
        .into_iter()
        .map(|(what, request)| {
            let reply = deployment.send(0, &request);
            (what, reply)
        })
        .collect()
}

#[test]
fn every_reply_of_every_route_is_sealed() {
    let mut statuses = std::collections::BTreeSet::new();
    let troubles = [
        None,
        Some(Rule::new(Target::Everything, Trouble::Fail)),
        Some(Rule::new(Target::Reads(Namespace::Denylist), Trouble::Omit)),
        Some(Rule::new(Target::Limiters, Trouble::Refuse)),
    ];
    for trouble in troubles {
        for (what, reply) in replies_of(trouble) {
            assert_sealed(&reply, &what);
            statuses.insert(reply.status);
        }
    }
    for status in [200, 201, 204, 303, 401, 403, 404, 405, 415, 422, 429, 503] {
        assert!(
            statuses.contains(&status),
            "the table reaches no {status}: {statuses:?}"
        );
    }
}

#[test]
fn a_misconfigured_deployment_refuses_everything_and_says_why_by_name() {
    let Err(problems) = Service::assemble(|_| None) else {
        panic!("nothing is set, and it is content");
    };
    let deployment = Deployment::new(2);
    for (what, request) in requests() {
        let world = deployment.universe.at(0);
        let reply = block_on(route::handle(&world, Err(&problems), &request));
        assert_sealed(&reply, &what);
        assert_eq!(reply.status, 503, "{what}");
        if what == "GET /healthz" {
            for name in [
                "PUBLIC_HOST",
                "BRAND_NAME",
                "SIGNING_KEY",
                "PEPPER",
                "ORIGIN_URL",
                "MAIL_FROM",
            ] {
                assert!(reply.body.contains(name), "{name}");
            }
        }
    }
}

#[test]
fn head_answers_as_get_without_the_body() {
    for (what, request) in requests() {
        if request.method != Method::Get {
            continue;
        }
        let deployment = Deployment::new(1);
        deployment.mint();
        let full = deployment.send(0, &request);
        let head = deployment.send(
            0,
            &Request {
                method: Method::Head,
                ..request
            },
        );
        assert_eq!(head.status, full.status, "{what}");
        assert!(head.body.is_empty(), "{what}");
    }
}

#[test]
fn every_header_that_flows_read_is_one_that_the_edge_copies() {
    for (_, request) in requests() {
        for (name, _) in &request.headers {
            assert!(READ_HEADERS.contains(name), "{name}");
        }
    }
}
