//! Revoking by scope: what it hits, what it spares, who may, what is refused.

use std::time::Duration;

use sealink::gate::denylist::BOUND_SECONDS;
use sealink::http::{Method, Reply};
use sealink::token::claims::{Link, Scope};
use sealink::world::Namespace;
use serde_json::{Value, json};

use crate::deployment::{
    Browser, CONTAINER, Deployment, KEY_ID, ORIGIN, RECIPIENT, api_request, mint_body, problem_of,
    response_of, service, shows_shipment, signing_key,
};
use crate::world::{LOCATIONS, Operation, Rule, Target, Trouble};

const PATH: &str = "/share/revocations";
const OTHER_KEY: &str = "MMMMMMMMMMMMMMMMMMMMMA";
const JOE: &str = "joe@other.example";
const ANN: &str = "ann@acme.example";

fn post(deployment: &Deployment, body: &Value) -> Reply {
    deployment.api(0, Method::Post, PATH, Some(body))
}

fn body(number: &str, recipients: &[&str]) -> Value {
    json!({
        "targets": [{"targetType": "CONTAINER", "targetIds": [number]}],
        "receiverIds": recipients,
    })
}

/// Three links, and who has them: a shipment for two, another shipment, and the
/// first shipment minted with another key.
struct Scene {
    deployment: Deployment,
    links: [(String, String); 3],
}

/// Who holds which link of a scene.
const HOLDERS: [(usize, &str); 4] = [(0, RECIPIENT), (0, JOE), (1, RECIPIENT), (2, ANN)];

impl Scene {
    fn new(seed: u64) -> Self {
        let deployment = Deployment::new(seed);
        let key = deployment.api_key(&Scope::ALL);
        let other = deployment.api_key_of(OTHER_KEY, &Scope::ALL);
        let links = [
            deployment.mint_as(&key, &body(CONTAINER, &[RECIPIENT, JOE])),
            deployment.mint_as(&key, &body("MSKU1234565", &[RECIPIENT])),
            deployment.mint_as(&other, &body(CONTAINER, &[ANN])),
        ];
        Self { deployment, links }
    }

    /// A browser of every holder in every location.
    fn browsers(&self) -> Vec<(usize, Browser<'_>)> {
        let mut browsers = Vec::new();
        for location in 0..LOCATIONS {
            for (holder, (link, address)) in HOLDERS.into_iter().enumerate() {
                let (id, path) = &self.links[link];
                let browser = self.deployment.browser_of(address, location, path, id);
                browsers.push((holder, browser));
            }
            // Codes are limited for each recipient and minute.
            self.deployment.universe.advance(Duration::from_mins(1));
        }
        browsers
    }

    fn clean(&self, holder: usize) -> String {
        format!("/s/{}", self.links[HOLDERS[holder].0].0)
    }
}

/// The body of each scope, and which of [`HOLDERS`] it hits.
fn scopes(scene: &Scene) -> Vec<(Value, [bool; 4])> {
    let id = &scene.links[0].0;
    let url = format!("{ORIGIN}{}", scene.links[0].1);
    vec![
        (json!({"linkId": id}), [true, true, false, false]),
        (json!({"shareUrl": url}), [true, true, false, false]),
        (
            json!({"linkId": id, "receiverId": JOE}),
            [false, true, false, false],
        ),
        (
            json!({"targetType": "CONTAINER", "targetId": CONTAINER}),
            [true, true, false, true],
        ),
        (json!({"receiverId": RECIPIENT}), [true, false, true, false]),
        (
            json!({"receiverDomain": "acme.example"}),
            [true, false, true, true],
        ),
        (json!({"issuer": KEY_ID}), [true, true, true, false]),
        (json!({"apiKey": KEY_ID}), [false, false, false, false]),
    ]
}

#[test]
fn each_scope_hits_what_it_says_everywhere_within_the_bound_and_nothing_else() {
    for seed in 0..40 {
        for place in 0..scopes(&Scene::new(0)).len() {
            let scene = Scene::new(seed);
            let (revocation, hit) = scopes(&scene).remove(place);
            let deployment = &scene.deployment;
            let mut browsers = scene.browsers();
            deployment.universe.advance(Duration::from_secs(31));
            for (holder, browser) in &mut browsers {
                let page = browser.get(&scene.clean(*holder));
                assert_eq!(page.status, 200, "seed {seed} {revocation}");
            }
            let done = post(deployment, &revocation);
            assert_eq!(done.status, 201, "{}", done.body);
            let check = |browsers: &mut Vec<(usize, Browser<'_>)>, locations: usize| {
                for (holder, browser) in browsers.iter_mut() {
                    if browser.location >= locations {
                        continue;
                    }
                    let page = browser.get(&scene.clean(*holder));
                    let expected = if hit[*holder] { 410 } else { 200 };
                    let what = format!("seed {seed} {revocation} {holder}");
                    assert_eq!(page.status, expected, "{what}");
                    assert!(!(hit[*holder] && shows_shipment(&page)), "{what}");
                }
            };
            check(&mut browsers, 1);
            // Each location may be read at the worst moment, just before the news reaches it.
            deployment
                .universe
                .advance(Duration::from_secs(u64::from(BOUND_SECONDS) - 31));
            for (holder, browser) in &mut browsers {
                browser.get(&scene.clean(*holder));
            }
            deployment.universe.advance(Duration::from_secs(31));
            check(&mut browsers, LOCATIONS);
        }
    }
}

#[test]
fn links_minted_later_are_spared() {
    let scene = Scene::new(1);
    for (revocation, _) in scopes(&scene) {
        let scene = Scene::new(1);
        let deployment = &scene.deployment;
        assert_eq!(post(deployment, &revocation).status, 201);
        deployment.universe.advance(Duration::from_secs(1));
        // The first key may be dead; whoever mints, the link is for the same.
        let key = deployment.api_key_of(OTHER_KEY, &Scope::ALL);
        let (id, path) = deployment.mint_as(&key, &body(CONTAINER, &[RECIPIENT]));
        for location in 0..LOCATIONS {
            let mut browser = deployment.browser_of(RECIPIENT, location, &path, &id);
            for _ in 0..4 {
                assert_eq!(browser.get(&format!("/s/{id}")).status, 200, "{revocation}");
                deployment.universe.advance(Duration::from_secs(30));
            }
        }
    }
}

#[test]
fn a_revoked_key_is_dead_everywhere_and_so_is_what_it_mints_where_it_is_not_yet() {
    for seed in 0..60 {
        for scope in ["issuer", "apiKey"] {
            let deployment = Deployment::new(seed);
            let key = deployment.api_key(&Scope::ALL);
            assert_eq!(post(&deployment, &json!({scope: KEY_ID})).status, 201);
            let mut minted = Vec::new();
            for second in 0..u64::from(BOUND_SECONDS) {
                let location = 1 + usize::try_from(second).unwrap() % 3;
                let asked = api_request(&key, Method::Post, "/share/links", Some(&mint_body()));
                let reply = deployment.send(location, &asked);
                if reply.status == 201 {
                    let url = response_of(&reply)["shareUrl"].as_str().unwrap().to_owned();
                    minted.push(url.strip_prefix(ORIGIN).unwrap().to_owned());
                }
                deployment.universe.advance(Duration::from_secs(1));
            }
            deployment.universe.advance(Duration::from_secs(31));
            for location in 0..LOCATIONS {
                let asked = api_request(&key, Method::Get, "/share/links", None);
                assert_eq!(deployment.send(location, &asked).status, 401, "seed {seed}");
                for path in &minted {
                    let status = Browser::new(&deployment, location).get(path).status;
                    let expected = if scope == "issuer" { 410 } else { 303 };
                    assert_eq!(status, expected, "seed {seed} {scope}");
                }
            }
        }
    }
}

/// What was minted is listed, and every location has forgotten its copies.
fn settle(deployment: &Deployment) {
    deployment.universe.run_deferred();
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(5));
}

#[test]
fn a_preview_counts_what_the_revocation_then_hits_and_changes_nothing() {
    let counts = [1, 1, 1, 2, 2, 3, 2, 0];
    for (place, count) in counts.into_iter().enumerate() {
        let scene = Scene::new(2);
        let deployment = &scene.deployment;
        settle(deployment);
        let (revocation, _) = scopes(&scene).remove(place);
        let mut preview = revocation.clone();
        preview["preview"] = json!(true);
        let reply = post(deployment, &preview);
        assert_eq!(reply.status, 200, "{}", reply.body);
        let told = response_of(&reply);
        assert_eq!(told["hits"]["links"], count, "{revocation}");
        assert_eq!(told["hits"]["more"], false);
        assert_eq!(told["hits"]["sample"].as_array().unwrap().len(), count);
        assert!(told["spares"].as_str().unwrap().len() > 40);
        assert_eq!(
            told["note"],
            "The list may lag; links that are not listed are hit as well."
        );
        assert!(!reply.body.contains(RECIPIENT) && !reply.body.contains(JOE));
        assert_eq!(deployment.universe.keys(Namespace::Denylist), ["sentinel"]);

        let done = response_of(&post(deployment, &revocation));
        assert_eq!(done["scope"], told["scope"]);
        assert_eq!(done["hits"], told["hits"], "{revocation}");
        assert_eq!(done["revokedAt"], "2026-12-01T08:05:07Z");
        assert_eq!(done["everywhereBy"], "2026-12-01T08:06:37Z");
        assert_eq!(done["by"], KEY_ID);
        assert_eq!(done["why"], "revoked through the API");

        // What is dead is not hit again. The key that asks may be dead by now.
        deployment.universe.advance(Duration::from_mins(5));
        let key = deployment.api_key_of(OTHER_KEY, &Scope::ALL);
        let again = deployment.send(0, &api_request(&key, Method::Post, PATH, Some(&preview)));
        assert_eq!(response_of(&again)["hits"]["links"], 0, "{revocation}");
    }
}

#[test]
fn a_preview_counts_only_those_who_would_lose_something() {
    let scene = Scene::new(3);
    let deployment = &scene.deployment;
    settle(deployment);
    let [(first, _), (second, _), (third, _)] = &scene.links;
    let preview = |body: Value| {
        let mut body = body;
        body["preview"] = json!(true);
        response_of(&post(deployment, &body))["hits"].clone()
    };
    let domain = json!({"receiverDomain": "acme.example"});
    let hits = preview(domain.clone());
    let sample = hits["sample"].as_array().unwrap();
    let of_third = sample
        .iter()
        .find(|hit| hit["linkId"] == json!(third))
        .unwrap();
    assert_eq!(of_third["recipients"], json!(["a***@acme.example"]));
    // One recipient has lost the first link, the second link is revoked.
    post(
        deployment,
        &json!({"linkId": first, "receiverId": RECIPIENT}),
    );
    post(deployment, &json!({"linkId": second}));
    deployment.universe.advance(Duration::from_mins(2));
    let hits = preview(domain);
    assert_eq!(hits["links"], 1, "{hits}");
    let hits = preview(json!({"linkId": first}));
    assert_eq!(
        hits["sample"][0]["recipients"],
        json!(["j***@other.example"])
    );
    deployment.universe.advance(Duration::from_hours(24 * 91));
    assert_eq!(preview(json!({"linkId": first}))["links"], 0, "expired");
}

#[test]
fn more_than_a_thousand_links_are_not_counted() {
    let deployment = Deployment::new(4);
    for n in 0..1001_u32 {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        let id = sealink::token::pepper::random_id(bytes);
        let key = format!("by:CONTAINER:{CONTAINER}:8204970392:{id}");
        deployment.universe.plant(Namespace::Registry, &key, "1");
    }
    let told = post(
        &deployment,
        &json!({"targetType": "CONTAINER", "targetId": CONTAINER, "preview": true}),
    );
    assert_eq!(
        response_of(&told)["hits"],
        json!({"links": 0, "more": true, "sample": []})
    );
}

#[test]
fn a_link_that_no_list_knows_is_revoked_by_its_url_even_when_it_has_ended() {
    let deployment = Deployment::new(5);
    deployment.universe.inflict(Rule::new(
        Target::Namespace(Namespace::Registry),
        Trouble::Fail,
    ));
    let (id, path) = deployment.mint();
    let status = deployment.api(0, Method::Get, &format!("/share/links/{id}"), None);
    assert_eq!(status.status, 503);
    let mut inside = deployment.browser_in(0, &path, &id);
    let url = format!("{ORIGIN}{path}#to=jane%40acme.example");
    let reply = post(
        &deployment,
        &json!({"shareUrl": url, "why": "sent to the wrong customer"}),
    );
    assert_eq!(reply.status, 201, "{}", reply.body);
    let done = response_of(&reply);
    assert_eq!(done["linkId"], json!(id));
    assert_eq!(done["why"], "sent to the wrong customer");
    assert!(done.get("hits").is_none(), "nobody could count");
    assert_eq!(inside.get(&format!("/s/{id}")).status, 410);
    let token = path.strip_prefix("/t/").unwrap();
    deployment.universe.assert_no_secret(&[token, RECIPIENT]);
    // Expired, it is still the link that an extension would bring back.
    deployment.universe.advance(Duration::from_hours(24 * 100));
    for text in [token, &path, &url] {
        deployment.universe.advance(Duration::from_secs(2));
        assert_eq!(post(&deployment, &json!({"shareUrl": text})).status, 201);
    }
}

#[test]
fn a_url_that_is_not_ours_is_refused() {
    let deployment = Deployment::new(6);
    let (id, path) = deployment.mint();
    let browser = deployment.browser_in(0, &path, &id);
    let session = browser.cookie("__Secure-session").unwrap();
    let key = deployment.api_key(&Scope::ALL);
    let foreign = |name: &str, value: String| {
        let service = service(|asked| (asked == name).then(|| value.clone()));
        let link: Link = deployment
            .service
            .ring
            .verify::<Link>(&path[3..])
            .unwrap()
            .even_if_void()
            .clone();
        format!("{ORIGIN}/t/{}", service.ring.sign(&link).unwrap())
    };
    for url in [
        String::new(),
        "x".to_owned(),
        format!("{ORIGIN}/s/{id}"),
        format!("{ORIGIN}{path}x"),
        format!("{ORIGIN}/t/{session}"),
        format!("{ORIGIN}/t/{key}"),
        foreign("SIGNING_KEY", signing_key(8)),
        foreign("PUBLIC_HOST", "other.example".to_owned()),
        "v4.public.".repeat(500),
    ] {
        let reply = post(&deployment, &json!({"shareUrl": url}));
        assert_eq!(reply.status, 422, "{url}");
        assert_eq!(problem_of(&reply)["field"], "shareUrl");
    }
    assert_eq!(deployment.universe.keys(Namespace::Denylist), ["sentinel"]);
}

#[test]
fn who_may_revoke_their_own_cannot_touch_anything_else() {
    let scene = Scene::new(7);
    let deployment = &scene.deployment;
    let [(own, own_path), _, (others, others_path)] = &scene.links;
    let send = |scopes: &[Scope], body: &Value| {
        let key = deployment.api_key(scopes);
        deployment.universe.advance(Duration::from_secs(2));
        deployment.send(0, &api_request(&key, Method::Post, PATH, Some(body)))
    };
    let refused = [
        json!({"linkId": others}),
        json!({"linkId": others, "receiverId": ANN}),
        json!({"shareUrl": format!("{ORIGIN}{others_path}")}),
        json!({"linkId": "AAAAAAAAAAAAAAAAAAAAAA"}),
        json!({"targetType": "CONTAINER", "targetId": CONTAINER}),
        json!({"receiverId": RECIPIENT}),
        json!({"receiverDomain": "acme.example"}),
        json!({"issuer": OTHER_KEY}),
        json!({"apiKey": OTHER_KEY}),
        json!({"apiKey": KEY_ID}),
    ];
    for body in refused {
        for preview in [true, false] {
            let mut body = body.clone();
            body["preview"] = json!(preview);
            let reply = send(&[Scope::Mint, Scope::Read, Scope::RevokeOwn], &body);
            assert_eq!(reply.status, 403, "{body}");
            let problem = problem_of(&reply);
            assert_eq!(problem["code"], "missing_scope");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains("`revoke:any`"), "{detail}");
        }
    }
    assert_eq!(deployment.universe.keys(Namespace::Denylist), ["sentinel"]);
    let allowed = [
        json!({"linkId": own, "receiverId": JOE}),
        json!({"shareUrl": format!("{ORIGIN}{own_path}")}),
        json!({"issuer": KEY_ID}),
    ];
    for body in allowed {
        let reply = send(&[Scope::Mint, Scope::Read, Scope::Audit], &body);
        assert_eq!(reply.status, 403, "{body}");
        assert!(reply.body.contains("`revoke:own`"), "{}", reply.body);
        let reply = send(&[Scope::RevokeOwn], &body);
        assert_eq!(reply.status, 201, "{}", reply.body);
    }
}

#[test]
fn who_may_not_look_is_told_how_many_and_not_which() {
    let scene = Scene::new(8);
    let deployment = &scene.deployment;
    settle(deployment);
    let key = deployment.api_key(&[Scope::RevokeAny]);
    let body = json!({"receiverDomain": "acme.example", "preview": true});
    let reply = deployment.send(0, &api_request(&key, Method::Post, PATH, Some(&body)));
    assert_eq!(
        response_of(&reply)["hits"],
        json!({"links": 3, "more": false, "sample": []})
    );
}

#[test]
fn a_body_that_is_not_as_expected_is_refused_by_its_field() {
    let deployment = Deployment::new(9);
    let id = "AAAAAAAAAAAAAAAAAAAAAA";
    let cases = [
        (json!({}), "linkId"),
        (json!({"preview": true}), "linkId"),
        (json!({"linkId": id, "issuer": id}), "issuer"),
        (json!({"linkId": id, "shareUrl": "x"}), "shareUrl"),
        (
            json!({"linkId": id, "receiverDomain": "a.example"}),
            "receiverDomain",
        ),
        (json!({"receiverId": RECIPIENT, "apiKey": id}), "apiKey"),
        (json!({"linkId": id, "targetId": "A1"}), "targetType"),
        (json!({"linkId": "short"}), "linkId"),
        (json!({"linkId": id, "receiverId": "jane"}), "receiverId"),
        (json!({"issuer": "tms"}), "issuer"),
        (json!({"apiKey": ""}), "apiKey"),
        (json!({"targetType": "MBL"}), "targetId"),
        (json!({"targetId": "A1"}), "targetType"),
        (json!({"targetType": "mbl", "targetId": "A1"}), "targetType"),
        (
            json!({"targetType": "CONTAINER", "targetId": "A1"}),
            "targetId",
        ),
        (
            json!({"receiverDomain": "jane@acme.example"}),
            "receiverDomain",
        ),
        (json!({"linkId": id, "why": "w".repeat(201)}), "why"),
        (json!({"linkId": id, "why": "two\nlines"}), "why"),
        (json!({"linkId": id, "preview": "yes"}), "preview"),
        (json!({"linkId": id, "reason": "x"}), "reason"),
    ];
    for (body, field) in cases {
        let reply = post(&deployment, &body);
        assert_eq!(reply.status, 422, "{body}");
        assert_eq!(problem_of(&reply)["field"], field, "{body}");
    }
    let key = deployment.api_key(&Scope::ALL);
    let mut raw = api_request(&key, Method::Post, PATH, None);
    raw.body = Some(format!(r#"{{"linkId":"{id}","linkId":"{id}"}}"#).into_bytes());
    assert_eq!(problem_of(&deployment.send(0, &raw))["field"], "linkId");
    raw.body = Some(b"{".to_vec());
    assert_eq!(deployment.send(0, &raw).status, 400);
    raw.body = Some(vec![b' '; 8193]);
    assert_eq!(deployment.send(0, &raw).status, 413);
    raw.headers[1].1 = "text/plain".to_owned();
    assert_eq!(deployment.send(0, &raw).status, 415);
    assert_eq!(deployment.universe.keys(Namespace::Denylist), ["sentinel"]);
}

#[test]
fn a_denylist_that_does_not_take_it_revokes_nothing_and_a_silent_list_hinders_nobody() {
    let scene = Scene::new(10);
    let deployment = &scene.deployment;
    settle(deployment);
    let id = &scene.links[0].0;
    deployment.universe.inflict(Rule::new(
        Target::Only(Operation::Put(Namespace::Denylist)),
        Trouble::Fail,
    ));
    let reply = post(deployment, &json!({"linkId": id}));
    assert_eq!(
        (reply.status, &*problem_of(&reply)["code"].to_string()),
        (503, "\"unavailable\"")
    );
    deployment.universe.heal();
    assert_eq!(deployment.universe.keys(Namespace::Denylist), ["sentinel"]);
    for namespace in [Namespace::Registry, Namespace::Denylist] {
        deployment
            .universe
            .inflict(Rule::new(Target::Reads(namespace), Trouble::TimeOut));
        let reply = post(deployment, &json!({"linkId": id, "preview": true}));
        assert_eq!(reply.status, 503, "{namespace:?}: a preview does not guess");
        deployment.universe.heal();
    }
    deployment
        .universe
        .inflict(Rule::new(Target::Reads(Namespace::Registry), Trouble::Fail));
    let reply = post(deployment, &json!({"linkId": id}));
    assert_eq!(reply.status, 201);
    assert!(response_of(&reply).get("hits").is_none());
    let mut browser = Browser::new(deployment, 0);
    assert_eq!(browser.get(&scene.links[0].1).status, 410);
}
