//! The dashboard, by its forms: what a browser without script does.

use futures::executor::block_on;
use sealink::http::{Method, Reply};
use sealink::route::ROUTES;
use sealink::token::claims::Scope;
use sealink::world::{Namespace, Queue, World};
use serde_json::{Value, json};
use std::time::Duration;

use crate::deployment::{
    Browser, CONTAINER, Deployment, ORIGIN, RECIPIENT, STRANGER, api_request, problem_of,
    response_of,
};

const OPERATOR: &str = "kim@acme-forwarding.example";
const HOSTILE: &str = r#""><script>alert(1)</script>"#;

fn staffed(seed: u64) -> Deployment {
    Deployment::new(seed).with(|name| (name == "OPS_ADDRESSES").then(|| OPERATOR.to_owned()))
}

/// A browser in which the operator has signed in.
fn at_desk(deployment: &Deployment, location: usize) -> Browser<'_> {
    let mut browser = Browser::new(deployment, location);
    assert_eq!(
        browser.post("/ops/code", &[("email", OPERATOR)]).status,
        303
    );
    let code = deployment.universe.last_code_to(OPERATOR).unwrap();
    assert_eq!(browser.post("/ops/session", &[("code", &code)]).status, 303);
    browser
}

fn share_form<'a>(numbers: &'a str, recipients: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("key", "AAAAAAAAAAAAAAAAAAAAAA"),
        ("type", "CONTAINER"),
        ("numbers", numbers),
        ("recipients", recipients),
        ("notify", "yes"),
    ]
}

/// The text between two marks, for what only a page tells.
fn between<'a>(reply: &'a Reply, start: &str, end: &str) -> &'a str {
    let (_, rest) = reply
        .body
        .split_once(start)
        .unwrap_or_else(|| panic!("{}", reply.body));
    rest.split_once(end).unwrap().0
}

/// The id of the link that a page shows the URL of.
fn shared(deployment: &Deployment, reply: &Reply) -> (String, String) {
    let url = between(reply, &format!("{ORIGIN}/t/"), "\"");
    let path = format!("/t/{url}");
    let mut browser = Browser::new(deployment, 0);
    let clean = browser.get(&path).header("location").unwrap().to_owned();
    (clean.strip_prefix("/s/").unwrap().to_owned(), path)
}

#[test]
fn an_operator_signs_in_looks_around_and_signs_out() {
    let deployment = staffed(1);
    let mut browser = Browser::new(&deployment, 0);
    let door = browser.get("/ops");
    assert_eq!(door.status, 200);
    assert!(door.body.contains("action=\"/ops/code\""));
    assert_eq!(browser.get("/ops/links").header("location"), Some("/ops"));
    let mut browser = at_desk(&deployment, 0);
    for row in ROUTES
        .iter()
        .filter(|row| row.who == "ops" && row.method == Method::Get)
    {
        if row.path.contains('{') {
            continue;
        }
        let reply = browser.get(row.path);
        assert_eq!(reply.status, 200, "{}", row.path);
        if !row.path.ends_with(".ndjson") {
            assert!(
                reply.body.contains("k***@acme-forwarding.example"),
                "{}",
                row.path
            );
            let policy = reply.header("content-security-policy").unwrap();
            assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
        }
    }
    assert_eq!(browser.post("/ops/leave", &[]).status, 303);
    assert!(browser.get("/ops").body.contains("action=\"/ops/code\""));
}

#[test]
fn what_opens_one_door_opens_no_other() {
    let deployment = staffed(2);
    let (id, path) = deployment.mint();
    let recipient = deployment.browser_in(0, &path, &id);
    let operator = at_desk(&deployment, 0);
    let api_key = deployment.api_key(&Scope::ALL);
    let session = recipient.cookie("__Secure-session").unwrap().to_owned();
    let ops = operator.cookie("__Secure-ops").unwrap().to_owned();
    // Neither a recipient's session nor an API key signs in.
    for token in [&session, &api_key] {
        let mut request = recipient.request(Method::Get, "/ops/links", None);
        request
            .headers
            .push(("cookie", format!("__Secure-ops={token}")));
        request
            .headers
            .retain(|(name, value)| *name != "cookie" || value.starts_with("__Secure-ops="));
        let reply = deployment.send(0, &request);
        assert_eq!(
            (reply.status, reply.header("location")),
            (303, Some("/ops"))
        );
    }
    // An operator's session is no API key.
    let reply = deployment.send(0, &api_request(&ops, Method::Get, "/share/links", None));
    assert_eq!(reply.status, 401);
    // Nor does it pass a link's gate.
    let mut visitor = Browser::new(&deployment, 0);
    visitor.get(&path);
    let mut request = visitor.request(Method::Get, &format!("/s/{id}/tracking"), None);
    for header in &mut request.headers {
        if header.0 == "cookie" {
            header.1 = format!("{}; __Secure-session={ops}", header.1);
        }
    }
    assert_eq!(deployment.send(0, &request).status, 401);
}

#[test]
fn nothing_is_changed_from_another_site_or_by_nobody() {
    let deployment = staffed(3);
    let browser = at_desk(&deployment, 0);
    let nobody = Browser::new(&deployment, 0);
    for row in ROUTES
        .iter()
        .filter(|row| row.who == "ops" && row.method == Method::Post)
    {
        let path = row
            .path
            .replace("{linkId}", "AAAAAAAAAAAAAAAAAAAAAA")
            .replace("{keyId}", "AAAAAAAAAAAAAAAAAAAAAA");
        for site in ["cross-site", "same-site", "none"] {
            let mut request = browser.request(Method::Post, &path, Some("step=confirm".to_owned()));
            for header in &mut request.headers {
                if header.0 == "sec-fetch-site" {
                    site.clone_into(&mut header.1);
                }
            }
            assert_eq!(deployment.send(0, &request).status, 403, "{path} {site}");
        }
        let request = nobody.request(Method::Post, &path, Some("step=confirm".to_owned()));
        let reply = deployment.send(0, &request);
        let open = ["/ops/code", "/ops/session", "/ops/leave"].contains(&row.path);
        assert_eq!(reply.status == 401, !open, "{path}: {}", reply.status);
    }
}

#[test]
fn sharing_one_mails_it_once_however_often_the_form_is_sent() {
    let deployment = staffed(4);
    let mut browser = at_desk(&deployment, 0);
    let form = share_form(CONTAINER, RECIPIENT);
    let first = browser.post("/ops/share", &form);
    assert_eq!(first.status, 200);
    let (id, path) = shared(&deployment, &first);
    let again = browser.post("/ops/share", &form);
    assert_eq!(shared(&deployment, &again).0, id);
    assert_eq!(deployment.universe.mails_to(RECIPIENT).len(), 1);
    deployment.consume(0);
    deployment
        .browser_in(0, &path, &id)
        .get(&format!("/s/{id}"));
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(2));
    let page = browser.get(&format!("/ops/links/{id}"));
    assert_eq!(page.status, 200);
    for told in [
        CONTAINER,
        "j***@acme.example",
        "Minted",
        "Mail sent",
        "Mailbox proven",
        "Tracking page seen",
    ] {
        assert!(page.body.contains(told), "{told}");
    }
    assert!(!page.body.contains(RECIPIENT));
    for q in [CONTAINER, RECIPIENT, "@acme.example", ""] {
        let found = browser.get(&format!("/ops/links?q={}", q.replace('@', "%40")));
        assert!(found.body.contains(&id), "{q}");
    }
    let missed = browser.get("/ops/links?q=TCLU6718159");
    assert!(!missed.body.contains(&id));
    let by_url = browser.get(&format!(
        "/ops/links?q={}",
        format!("{ORIGIN}{path}").replace(':', "%3A")
    ));
    assert_eq!(
        by_url.header("location"),
        Some(format!("/ops/links/{id}").as_str())
    );
    assert!(browser.get("/ops").body.contains(&id));
}

#[test]
fn a_link_is_extended_shared_with_more_and_taken_from_some() {
    let deployment = staffed(5);
    let mut browser = at_desk(&deployment, 0);
    let reply = browser.post("/ops/share", &share_form(CONTAINER, RECIPIENT));
    let (id, path) = shared(&deployment, &reply);
    let mut jane = deployment.browser_in(0, &path, &id);
    deployment.universe.advance(Duration::from_mins(2));
    let change = format!("/ops/links/{id}/change");
    let extended = browser.post(&change, &[("change", "extend"), ("expires", "2027-04-01")]);
    assert_eq!(extended.status, 200);
    assert!(extended.body.contains("1 Apr 2027"));
    deployment.universe.advance(Duration::from_mins(2));
    let added = browser.post(&change, &[("change", "add"), ("email", STRANGER)]);
    assert_eq!(added.status, 200);
    assert_eq!(deployment.universe.mails_to(STRANGER).len(), 1);
    deployment.universe.advance(Duration::from_mins(2));
    let page = browser.get(&format!("/ops/links/{id}"));
    let jane_id = between(&page, "name=\"recipient\"", "</select>");
    let jane_id = jane_id
        .split("value=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(jane.get(&format!("/s/{id}")).status, 200);
    let dropped = browser.post(&change, &[("change", "drop"), ("recipient", &jane_id)]);
    assert_eq!(dropped.status, 200);
    deployment.universe.advance(Duration::from_mins(2));
    assert_eq!(jane.get(&format!("/s/{id}")).status, 410);
    for wrong in [
        [("change", "extend"), ("expires", "tomorrow")],
        [("change", "add"), ("email", HOSTILE)],
        [("change", "drop"), ("recipient", HOSTILE)],
        [("change", HOSTILE), ("recipient", HOSTILE)],
    ] {
        let reply = browser.post(&change, &wrong);
        assert_eq!(reply.status, 422, "{wrong:?}");
        assert!(!reply.body.contains("<script>alert"));
    }
}

#[test]
fn a_revocation_is_seen_before_it_is_made_and_can_be_taken_back() {
    let deployment = staffed(6);
    let mut browser = at_desk(&deployment, 0);
    let reply = browser.post("/ops/share", &share_form(CONTAINER, RECIPIENT));
    let (id, path) = shared(&deployment, &reply);
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(2));
    let asked = [
        ("scope", "shipment"),
        ("type", "CONTAINER"),
        ("value", CONTAINER),
        ("why", "customer left"),
    ];
    let preview = browser.post(
        "/ops/revoke",
        &[&asked[..], &[("step", "preview")]].concat(),
    );
    assert_eq!(preview.status, 200);
    assert!(preview.body.contains("Nothing has happened yet") && preview.body.contains(&id));
    let mut visitor = Browser::new(&deployment, 0);
    assert_eq!(visitor.get(&path).status, 303);
    let link = [
        ("scope", "link"),
        ("value", id.as_str()),
        ("why", "by mistake"),
        ("step", "confirm"),
    ];
    assert_eq!(browser.post("/ops/revoke", &link).status, 200);
    assert_eq!(visitor.get(&path).status, 410);
    let restored = browser.post(
        &format!("/ops/links/{id}/restore"),
        &[("why", "was a mistake")],
    );
    assert_eq!(restored.status, 200);
    assert_eq!(visitor.get(&path).status, 303);
    let done = browser.post(
        "/ops/revoke",
        &[&asked[..], &[("step", "confirm")]].concat(),
    );
    assert_eq!(done.status, 200);
    assert_eq!(visitor.get(&path).status, 410);
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(2));
    let audit = browser.get("/ops/audit");
    for told in [
        "link.minted",
        "link.revoked",
        "link.restored",
        "customer left",
        "k***@acme-forwarding.example",
    ] {
        assert!(audit.body.contains(told), "{told}: {}", audit.body);
    }
    let file = browser.get("/ops/audit.ndjson");
    let entries: Vec<Value> = file
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(entries.len(), 4);
    let exported = deployment.api(0, Method::Get, "/share/audit?after=1", None);
    assert_eq!(exported.body.lines().count(), 3);
    assert_eq!(exported.body.lines().next(), file.body.lines().nth(1));
}

#[test]
fn wrong_input_comes_back_beside_its_field_and_as_text() {
    let deployment = staffed(7);
    let mut browser = at_desk(&deployment, 0);
    let cases: [(&str, Vec<(&str, &str)>); 6] = [
        ("/ops/share", share_form(HOSTILE, RECIPIENT)),
        ("/ops/share", share_form(CONTAINER, HOSTILE)),
        (
            "/ops/revoke",
            vec![("scope", "link"), ("value", HOSTILE), ("why", HOSTILE)],
        ),
        (
            "/ops/revoke",
            vec![("scope", "domain"), ("value", HOSTILE), ("why", HOSTILE)],
        ),
        (
            "/ops/keys",
            vec![("label", ""), ("days", HOSTILE), ("scope-mint", "yes")],
        ),
        ("/ops/bulk", vec![("step", "check"), ("rows", HOSTILE)]),
    ];
    for (path, form) in cases {
        let reply = browser.post(path, &form);
        assert_eq!(reply.status, 422, "{path}");
        assert!(!reply.body.contains("<script>alert"), "{path}");
        assert!(
            reply.body.contains("&lt;script&gt;alert"),
            "{path} keeps what was typed"
        );
    }
    let labelled = [("label", HOSTILE), ("days", "1"), ("scope-read", "yes")];
    let issued = browser.post("/ops/keys", &labelled);
    assert!(issued.status == 200 && !issued.body.contains("<script>alert"));
    let found = browser.get(&format!(
        "/ops/links?q={0}&by={0}",
        "%22%3E%3Cscript%3Ealert%281%29"
    ));
    assert!(found.status == 200 && !found.body.contains("<script>alert"));
    deployment.universe.advance(Duration::from_mins(1));
    let listed = browser.get("/ops/keys");
    assert!(listed.body.contains("&lt;script&gt;alert") && !listed.body.contains("<script>alert"));
}

#[test]
fn an_issued_key_works_until_it_is_revoked_and_its_links_stay() {
    let deployment = staffed(8);
    let mut browser = at_desk(&deployment, 0);
    let form = [
        ("label", "TMS"),
        ("days", "30"),
        ("scope-mint", "yes"),
        ("scope-revoke-own", "yes"),
    ];
    let issued = browser.post("/ops/keys", &form);
    assert_eq!(issued.status, 200);
    let key = format!("v4.public.{}", between(&issued, "v4.public.", "\""));
    let mint = |key: &str| {
        let body = crate::deployment::mint_body();
        deployment.send(
            0,
            &api_request(key, Method::Post, "/share/links", Some(&body)),
        )
    };
    let reply = mint(&key);
    assert_eq!(reply.status, 201);
    let url = response_of(&reply)["shareUrl"].as_str().unwrap().to_owned();
    let denied = deployment.send(0, &api_request(&key, Method::Get, "/share/links", None));
    assert_eq!(denied.status, 403);
    assert!(
        problem_of(&denied)["detail"]
            .as_str()
            .unwrap()
            .contains("`read`")
    );
    deployment.universe.advance(Duration::from_mins(2));
    let listed = browser.get("/ops/keys");
    assert!(listed.body.contains("TMS") && !listed.body.contains(&key));
    let revoke = between(&listed, "action=\"/ops/keys/", "\"").to_owned();
    let ask = browser.post(&format!("/ops/keys/{revoke}"), &[]);
    assert!(
        ask.status == 200 && mint(&key).status == 201,
        "{}",
        ask.body
    );
    assert_eq!(
        browser
            .post(&format!("/ops/keys/{revoke}"), &[("step", "confirm")])
            .status,
        200
    );
    assert_eq!(mint(&key).status, 401);
    let mut visitor = Browser::new(&deployment, 0);
    assert_eq!(visitor.get(url.strip_prefix(ORIGIN).unwrap()).status, 303);
    deployment.universe.assert_no_secret(&[&key, OPERATOR]);
}

const TABLE: &str = "container,email,notify\nCSQU3054383,jane@acme.example,yes\nnonsense,jane@acme.example,\nTCLU6718159,joe@other.example,no\n";

#[test]
fn a_table_is_checked_sent_and_sent_again_without_a_second_link() {
    let deployment = staffed(9);
    let mut browser = at_desk(&deployment, 0);
    let checked = browser.post("/ops/bulk", &[("step", "check"), ("rows", TABLE)]);
    assert_eq!(checked.status, 200);
    assert!(
        checked
            .body
            .contains("expected an ISO 6346 container number")
    );
    assert_eq!(
        deployment.universe.keys(Namespace::Registry),
        Vec::<String>::new()
    );
    let batch = between(&checked, "data-batch=\"", "\"").to_owned();
    let form = [("step", "send"), ("batch", batch.as_str()), ("rows", TABLE)];
    let sent = browser.post("/ops/bulk", &form);
    assert_eq!(sent.status, 200);
    let again = browser.post("/ops/bulk", &form);
    let links = |reply: &Reply| reply.body.matches("/t/v4.public.").count();
    assert!(links(&sent) > 0 && links(&sent) == links(&again));
    let records = deployment.universe.keys(Namespace::Registry);
    assert_eq!(
        records
            .iter()
            .filter(|key| key.starts_with("link:"))
            .count(),
        2
    );
    assert_eq!(deployment.universe.mails_to(RECIPIENT).len(), 1);
    // The same rows as the page's script sends them are the same links.
    let raw: Vec<Value> = checked
        .body
        .split("data-row=\"")
        .skip(1)
        .map(|rest| {
            let text = rest.split('"').next().unwrap();
            serde_json::from_str(&text.replace("&quot;", "\"").replace("&amp;", "&")).unwrap()
        })
        .collect();
    assert_eq!(raw.len(), 2);
    let mut request = browser.request(Method::Post, "/ops/bulk/rows", Some(String::new()));
    request.body = Some(
        json!({"batch": batch, "rows": raw})
            .to_string()
            .into_bytes(),
    );
    for header in &mut request.headers {
        if header.0 == "content-type" {
            "application/json".clone_into(&mut header.1);
        }
    }
    let rows = response_of(&browser.visit(&request));
    assert_eq!(
        (&rows["known"], &rows["created"]),
        (&json!(2), &json!(0)),
        "{rows}"
    );
    let carried = between(&sent, "name=\"results\" hidden>", "</textarea>");
    let carried = carried
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    let file = browser.post("/ops/bulk/results.csv", &[("results", &carried)]);
    assert_eq!(file.status, 200);
    assert_eq!(file.body.lines().count(), 4);
    assert!(
        file.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
}

#[test]
fn a_formula_in_a_result_is_defused() {
    let deployment = staffed(10);
    let mut browser = at_desk(&deployment, 0);
    for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
        let carried = json!([{
            "row": 1, "shipments": [], "known": false,
            "linkId": null, "shareUrl": null, "field": null, "detail": formula,
        }]);
        let file = browser.post(
            "/ops/bulk/results.csv",
            &[("results", &carried.to_string())],
        );
        assert_eq!(file.status, 200);
        assert!(file.body.contains(&format!("'{formula}")), "{}", file.body);
    }
    let wrong = browser.post("/ops/bulk/results.csv", &[("results", HOSTILE)]);
    assert_eq!(wrong.status, 422);
}

#[test]
fn the_week_shows_what_happened() {
    let deployment = staffed(11);
    let mut browser = at_desk(&deployment, 0);
    let (id, path) = deployment.mint();
    let mut jane = deployment.browser_in(0, &path, &id);
    for _ in 0..3 {
        deployment.universe.advance(Duration::from_secs(1));
        jane.get(&format!("/s/{id}"));
    }
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(2));
    let page = browser.get("/ops?percent=50&minutes=20");
    assert!(page.body.contains("Links minted"));
    let views = between(&page, "Viewed", "</section>");
    assert!(views.contains('3'), "{views}");
    assert!(browser.get("/ops?percent=%3Cscript%3E").status == 200);
}

#[test]
fn events_that_nobody_took_are_told_on_the_overview() {
    let deployment = staffed(12);
    let mut browser = at_desk(&deployment, 0);
    assert!(!browser.get("/ops").body.contains("could not be told"));
    let parcel = json!({"id": "msg_1", "body": "{}"}).to_string();
    let world = deployment.universe.at(0);
    block_on(world.enqueue(Queue::Undelivered, vec![parcel], Duration::ZERO)).unwrap();
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(2));
    assert!(
        browser
            .get("/ops")
            .body
            .contains("could not be told of 1 events")
    );
}

#[test]
fn a_form_that_comes_after_the_session_leads_to_the_way_in_and_asks_no_password() {
    let deployment = staffed(31);
    let mut nobody = Browser::new(&deployment, 0);
    let reply = nobody.post("/ops/share", &share_form(CONTAINER, RECIPIENT));
    assert_eq!(reply.status, 401);
    assert!(reply.body.contains("nothing was done"));
    assert!(reply.body.contains("action=\"/ops/code\""));
    // Basic makes a browser ask for a password, whoever sent the request.
    let link = "/s/AAAAAAAAAAAAAAAAAAAAAA/tracking";
    let rows = nobody.request(Method::Post, "/ops/bulk/rows", Some("{}".to_owned()));
    let facts = nobody.request(Method::Get, link, None);
    let refused = [reply, deployment.send(0, &rows), deployment.send(0, &facts)];
    for reply in refused.iter().filter(|reply| reply.status == 401) {
        let asked = reply.header("www-authenticate").unwrap();
        assert!(!asked.contains("Basic"), "{asked}");
    }
    let reply = deployment.send(0, &api_request("", Method::Get, "/share/links", None));
    assert!(reply.header("www-authenticate").unwrap().contains("Basic"));
}

#[test]
fn what_is_refused_at_the_desk_is_a_page_of_the_dashboard() {
    let deployment = staffed(32);
    let mut browser = at_desk(&deployment, 0);
    let reply = browser.get("/ops/links/AAAAAAAAAAAAAAAAAAAAAA");
    assert_eq!(reply.status, 404);
    assert!(reply.body.contains("may not be listed yet"));
    assert!(reply.body.contains("aria-label=\"Dashboard\""));
    let reply = browser.post("/ops/keys/AAAAAAAAAAAAAAAAAAAAAA/revoke", &[]);
    assert_eq!(reply.status, 404);
    assert!(reply.body.contains("No such key is listed."));
    // A script gets what a script can read.
    let rows = browser.request(Method::Post, "/ops/bulk/rows", Some("{}".to_owned()));
    let reply = deployment.send(0, &rows);
    assert_eq!(problem_of(&reply)["status"], reply.status);
}

#[test]
fn a_column_that_is_not_known_is_named() {
    let deployment = staffed(33);
    let mut browser = at_desk(&deployment, 0);
    let table = "container,email,colour\nCSQU3054383,a@b.example,red";
    let reply = browser.post("/ops/bulk", &[("step", "check"), ("rows", table)]);
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("“colour”: expected"), "{}", reply.body);
}

#[test]
fn a_key_that_did_something_with_its_own_link_is_named_by_its_label() {
    let deployment = staffed(34);
    let (id, _) = deployment.mint();
    let key = deployment.api_key(&Scope::ALL);
    let path = format!("/share/links/{id}");
    assert_eq!(
        deployment
            .send(0, &api_request(&key, Method::Delete, &path, None))
            .status,
        204
    );
    deployment.consume(0);
    let page = at_desk(&deployment, 0).get(&format!("/ops/links/{id}"));
    assert!(page.body.contains("by <bdi>tests</bdi>."));
    let history = "<strong><bdi>Revoked</bdi></strong> <bdi>tests</bdi>";
    assert!(page.body.contains(history), "{}", page.body);
}

#[test]
fn what_a_revocation_has_hit_is_shown_as_it_stands_afterwards() {
    let deployment = staffed(35);
    for (scope, value, state) in [
        ("recipient", RECIPIENT, "active"),
        ("shipment", CONTAINER, "revoked"),
    ] {
        // What is minted in the second of a revocation is hit as well.
        deployment.universe.advance(Duration::from_mins(5));
        deployment.mint();
        deployment.consume(0);
        let mut browser = at_desk(&deployment, 0);
        let form = |step| {
            vec![
                ("step", step),
                ("scope", scope),
                ("value", value),
                ("type", "CONTAINER"),
            ]
        };
        let preview = browser.post("/ops/revoke", &form("preview"));
        assert!(
            preview.body.contains("class=\"state active\""),
            "{scope}: {}",
            preview.body
        );
        let done = browser.post("/ops/revoke", &form("confirm"));
        let badge = format!("class=\"state {state}\"");
        assert!(done.body.contains(&badge), "{scope}: {}", done.body);
    }
}

#[test]
fn several_links_are_revoked_at_once_and_the_others_stay() {
    let deployment = staffed(41);
    let mut browser = at_desk(&deployment, 0);
    let links: Vec<(String, String)> = (0..3).map(|_| deployment.mint()).collect();
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(2));
    let list = browser.get("/ops/links");
    assert_eq!(list.body.matches("name=\"value[]\"").count(), 3);
    let chosen = format!(
        "/ops/revoke?scope=link&value%5B%5D={}&value%5B%5D={}",
        links[0].0, links[1].0
    );
    let form = browser.get(&chosen);
    assert!(
        form.body
            .contains(&format!("{}\n{}", links[0].0, links[1].0))
    );
    let url = format!("{ORIGIN}{}", links[1].1);
    let value = format!("{}\r\n{url}", links[0].0);
    let asked = |step| {
        [
            ("scope", "link"),
            ("value", value.as_str()),
            ("why", "many"),
            ("step", step),
        ]
    };
    let preview = browser.post("/ops/revoke", &asked("preview"));
    assert_eq!(preview.status, 200);
    assert!(preview.body.contains("2 links"));
    let status = |at: usize| Browser::new(&deployment, 0).get(&links[at].1).status;
    assert_eq!([status(0), status(1), status(2)], [303, 303, 303]);
    let done = browser.post("/ops/revoke", &asked("confirm"));
    assert_eq!(done.status, 200);
    assert_eq!([status(0), status(1), status(2)], [410, 410, 303]);
    let wrong = format!("{} nonsense", links[2].0);
    let form = [
        ("scope", "link"),
        ("value", wrong.as_str()),
        ("step", "confirm"),
    ];
    let reply = browser.post("/ops/revoke", &form);
    assert!(reply.status == 422 && reply.body.contains("ink 2: "));
    let many = vec![links[2].0.as_str(); 51].join("\n");
    let form = [
        ("scope", "link"),
        ("value", many.as_str()),
        ("step", "confirm"),
    ];
    assert_eq!(browser.post("/ops/revoke", &form).status, 422);
    assert_eq!(status(2), 303);
}
