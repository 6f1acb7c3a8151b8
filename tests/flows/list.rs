//! Lists: what they find, how they go on, and what they refuse.

use std::time::Duration;

use sealink::http::{Method, Reply};
use sealink::share::registry::index::countdown;
use sealink::token::claims::Scope;
use sealink::token::pepper::random_id;
use sealink::world::Namespace;
use serde_json::{Value, json};

use crate::deployment::{
    CONTAINER, Deployment, KEY_ID, RECIPIENT, api_request, mint_body, problem_of, response_of,
};
use crate::world::{Operation, Rule, START, Target, Trouble};

const OTHER_KEY: &str = "MMMMMMMMMMMMMMMMMMMMMA";

fn asked(deployment: &Deployment, query: &str) -> Reply {
    deployment.api(0, Method::Get, &format!("/share/links?{query}"), None)
}

fn listed(deployment: &Deployment, query: &str) -> Value {
    let reply = asked(deployment, query);
    assert_eq!(reply.status, 200, "{query}: {}", reply.body);
    response_of(&reply)
}

fn ids(page: &Value) -> Vec<String> {
    let links = page["links"].as_array().unwrap();
    let id = |link: &Value| link["linkId"].as_str().unwrap().to_owned();
    links.iter().map(id).collect()
}

/// Walks a list to its end; every page's ids.
fn walked(deployment: &Deployment, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = listed(deployment, &format!("{query}{cursor}"));
        pages.push(ids(&page));
        let Some(next) = page["nextCursor"].as_str() else {
            return pages;
        };
        cursor = format!("&cursor={next}");
        assert!(pages.len() < 1000, "a list without an end");
    }
}

/// Lets what was minted be listed everywhere.
fn settle(deployment: &Deployment) {
    deployment.universe.run_deferred();
    deployment.consume(0);
    deployment.universe.advance(Duration::from_mins(5));
}

fn body(kind: &str, number: &str, recipients: &[&str]) -> Value {
    json!({
        "targets": [{"targetType": kind, "targetIds": [number]}],
        "receiverIds": recipients,
    })
}

#[test]
fn every_filter_finds_its_own_and_all_of_them_hold_together() {
    let deployment = Deployment::new(1);
    let key = deployment.api_key(&Scope::ALL);
    let other = deployment.api_key_of(OTHER_KEY, &Scope::ALL);
    let mint = |key: &str, body: &Value| {
        deployment.universe.advance(Duration::from_mins(1));
        deployment.mint_as(key, body).0
    };
    let a = mint(&key, &body("CONTAINER", CONTAINER, &[RECIPIENT]));
    let b = mint(&key, &body("MBL", "MAEU1", &["joe@other.example"]));
    let c = mint(
        &other,
        &body(
            "BOOKING",
            "MAEU1",
            &["ann@acme.example", "joe@other.example"],
        ),
    );
    deployment.api(0, Method::Delete, &format!("/share/links/{b}"), None);
    settle(&deployment);
    let cases: [(&str, &[&String]); 17] = [
        ("", &[&c, &b, &a]),
        ("targetType=CONTAINER&targetId=csqu+305438-3", &[&a]),
        ("targetType=MBL&targetId=maeu1", &[&b]),
        ("targetType=BOOKING&targetId=CSQU3054383", &[]),
        ("receiverId=Jane%40ACME.example", &[&a]),
        ("receiverId=joe%40other.example", &[&c, &b]),
        ("receiverDomain=acme.example", &[&c, &a]),
        ("receiverDomain=%40other.example", &[&c, &b]),
        ("issuer=MMMMMMMMMMMMMMMMMMMMMA", &[&c]),
        ("state=active", &[&c, &a]),
        ("state=revoked", &[&b]),
        ("state=expired", &[]),
        ("createdAfter=2026-12-01T08:02:07Z", &[&c, &b]),
        ("createdBefore=2026-12-01T08:02:07Z", &[&a]),
        (
            "receiverDomain=acme.example&issuer=KKKKKKKKKKKKKKKKKKKKKA",
            &[&a],
        ),
        (
            "receiverId=joe%40other.example&state=active&receiverDomain=acme.example",
            &[&c],
        ),
        ("targetType=MBL&targetId=MAEU1&state=active", &[]),
    ];
    for (query, expected) in cases {
        let page = listed(&deployment, query);
        let expected: Vec<String> = expected.iter().map(|id| (*id).clone()).collect();
        assert_eq!(ids(&page), expected, "{query}");
        assert!(page.get("nextCursor").is_none(), "{query}");
        assert!(!page.to_string().contains(RECIPIENT));
    }
}

#[test]
fn a_list_says_what_stands_of_each_link_and_how_old_it_is() {
    let deployment = Deployment::new(2);
    let (id, _) = deployment.mint();
    settle(&deployment);
    let page = listed(&deployment, "limit=1");
    assert_eq!(page["asOf"], "2026-12-01T08:05:07Z");
    assert_eq!(
        page["note"],
        "A link minted within the last minutes may not be listed yet."
    );
    let link = &page["links"][0];
    assert_eq!(link["linkId"], json!(id));
    assert_eq!(link["state"], "active");
    assert_eq!(link["recipients"], json!(["j***@acme.example"]));
    assert_eq!(link["issuer"], KEY_ID);
    assert_eq!(link["shipments"][0]["number"], CONTAINER);
    let one = deployment.api(0, Method::Get, &format!("/share/links/{id}"), None);
    let mut one = response_of(&one);
    let activity = one.as_object_mut().unwrap().remove("activity");
    assert!(activity.is_some(), "which is told of one link alone");
    assert_eq!(*link, one, "the same as alone");
}

#[test]
fn paging_walks_everything_exactly_once_and_the_newest_first() {
    let deployment = Deployment::new(3);
    let mut minted = Vec::new();
    for n in 0..40 {
        deployment
            .universe
            .advance(Duration::from_millis(if n % 3 == 0 { 0 } else { 1500 }));
        minted.push(deployment.mint().0);
    }
    deployment.universe.advance(Duration::from_mins(2));
    let revoked: Vec<&String> = minted.iter().step_by(3).collect();
    for id in &revoked {
        let reply = deployment.api(0, Method::Delete, &format!("/share/links/{id}"), None);
        assert_eq!(reply.status, 204);
    }
    settle(&deployment);
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids
    };
    for base in [
        "",
        "receiverDomain=acme.example&",
        "issuer=KKKKKKKKKKKKKKKKKKKKKA&",
    ] {
        for limit in [1, 7, 40, 100] {
            deployment.universe.advance(Duration::from_mins(1));
            let pages = walked(&deployment, &format!("{base}limit={limit}"));
            assert!(pages.iter().all(|page| page.len() <= limit));
            let all = pages.concat();
            assert_eq!(sorted(&all), sorted(&minted), "{base} {limit}");
            let created = |id: &String| {
                let status = deployment.service.pepper.owns(KEY_ID, id);
                assert!(status);
                minted.iter().position(|known| known == id).unwrap() / 3
            };
            // Three links share a second at most; between seconds the order is by time.
            let order: Vec<usize> = all.iter().map(created).collect();
            assert!(
                order.windows(2).all(|pair| pair[0] + 1 >= pair[1]),
                "{order:?}"
            );
        }
    }
    deployment.universe.advance(Duration::from_mins(1));
    let found = walked(&deployment, "state=revoked&limit=5").concat();
    assert_eq!(found.len(), revoked.len());
    assert!(revoked.iter().all(|id| found.contains(id)));
}

/// Lists `count` links in the index, the newest first, and returns their ids.
fn plant(deployment: &Deployment, count: u64) -> Vec<String> {
    let universe = &deployment.universe;
    (0..count)
        .map(|n| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            let id = random_id(bytes);
            let created = START - Duration::from_mins(n);
            let at = created
                .format(&time::format_description::well_known::Rfc3339)
                .unwrap();
            let record = json!({
                "linkId": id, "createdAt": at, "expiresAt": "2027-03-01T00:00:00Z",
                "issuer": KEY_ID, "issuerLabel": "tests", "fingerprint": "f",
                "shipments": [{"kind": "CONTAINER", "number": CONTAINER}],
                "recipients": ["j***@acme.example"], "recipientIds": [id], "deliveries": [],
            });
            let key = format!("by:time:{}:{id}", countdown(created));
            universe.plant(Namespace::Registry, &key, "1");
            universe.plant(
                Namespace::Registry,
                &format!("link:{id}"),
                &record.to_string(),
            );
            id
        })
        .collect()
}

#[test]
fn a_rare_link_behind_thousands_is_found_in_bounded_steps() {
    let deployment = Deployment::new(4);
    let ids = plant(&deployment, 2500);
    let rare = ids.last().unwrap();
    deployment.api(0, Method::Delete, &format!("/share/links/{rare}"), None);
    let mut cursor = String::new();
    for requests in 1.. {
        deployment.universe.forget_counts();
        let page = listed(&deployment, &format!("state=revoked&limit=100{cursor}"));
        let lists = deployment
            .universe
            .count(Target::Only(Operation::List(Namespace::Registry)));
        assert!(lists <= 10, "{lists}");
        let bulks = deployment
            .universe
            .count(Target::Only(Operation::Bulk(Namespace::Registry)));
        assert!(
            bulks <= 25,
            "{bulks}: at most a thousand links are looked at"
        );
        assert!(requests <= 4, "2,500 links take three requests");
        let Some(next) = page["nextCursor"].as_str() else {
            assert_eq!(self::ids(&page), std::slice::from_ref(rare));
            break;
        };
        assert_eq!(page["links"], json!([]), "nothing yet, and it goes on");
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked(&deployment, "limit=100").concat(), ids);
}

#[test]
fn a_time_is_found_by_the_keys_alone() {
    let deployment = Deployment::new(5);
    let ids = plant(&deployment, 2500);
    deployment.universe.forget_counts();
    let query = "createdAfter=2026-11-29T20:00:00Z&createdBefore=2026-11-29T20:10:00Z";
    let page = listed(&deployment, query);
    assert_eq!(self::ids(&page).len(), 10);
    assert!(self::ids(&page).iter().all(|id| ids.contains(id)));
    assert!(page.get("nextCursor").is_none());
    let bulks = deployment
        .universe
        .count(Target::Only(Operation::Bulk(Namespace::Registry)));
    assert_eq!(bulks, 2, "records and ends of ten links");
}

#[test]
fn a_key_without_a_record_is_passed_over() {
    let deployment = Deployment::new(6);
    let ids = plant(&deployment, 3);
    let lost = random_id([0xff; 16]);
    let key = format!("by:time:{}:{lost}", countdown(START));
    deployment.universe.plant(Namespace::Registry, &key, "1");
    deployment
        .universe
        .plant(Namespace::Registry, "by:time:odd", "1");
    assert_eq!(self::ids(&listed(&deployment, "")), ids);
}

#[test]
fn a_cursor_that_was_not_given_for_this_list_is_refused() {
    let deployment = Deployment::new(7);
    for _ in 0..3 {
        deployment.mint();
        deployment.universe.advance(Duration::from_secs(1));
    }
    settle(&deployment);
    let first = listed(&deployment, "state=active&limit=1");
    let cursor = first["nextCursor"].as_str().unwrap();
    let swapped: String = cursor.chars().rev().collect();
    let long = "A".repeat(1025);
    for query in [
        format!("limit=1&cursor={cursor}"),
        format!("state=revoked&cursor={cursor}"),
        format!("state=active&issuer={KEY_ID}&cursor={cursor}"),
        format!("state=active&cursor={swapped}"),
        format!("state=active&cursor={cursor}A"),
        format!("state=active&cursor={long}"),
        "state=active&cursor=".to_owned(),
        "state=active&cursor=after/by:time:".to_owned(),
    ] {
        let reply = asked(&deployment, &query);
        assert_eq!(reply.status, 422, "{query}");
        assert_eq!(problem_of(&reply)["field"], "cursor", "{query}");
    }
    let next = listed(
        &deployment,
        &format!("state=active&limit=2&cursor={cursor}"),
    );
    assert_eq!(ids(&next).len(), 2, "another limit is no other list");
}

#[test]
fn a_query_that_is_not_as_expected_is_refused_by_its_name() {
    let deployment = Deployment::new(8);
    for (query, field) in [
        ("colour=red", "colour"),
        ("limit=1&limit=1", "limit"),
        ("targetId=MAEU1", "targetType"),
        ("receiverId=nobody", "receiverId"),
        ("createdAfter=2026-12-01T00:00:00+01:00", "createdAfter"),
    ] {
        let reply = asked(&deployment, query);
        assert_eq!(reply.status, 422, "{query}");
        assert_eq!(problem_of(&reply)["field"], field);
    }
}

#[test]
fn a_list_needs_the_scope_and_its_stores() {
    let deployment = Deployment::new(9);
    deployment.mint();
    settle(&deployment);
    let others = [
        Scope::Mint,
        Scope::RevokeOwn,
        Scope::RevokeAny,
        Scope::Audit,
    ];
    let key = deployment.api_key(&others);
    let reply = deployment.send(0, &api_request(&key, Method::Get, "/share/links", None));
    assert_eq!(reply.status, 403);
    let detail = problem_of(&reply)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("`read`"), "{detail}");
    for namespace in [Namespace::Registry, Namespace::Denylist] {
        for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::WrongType] {
            deployment
                .universe
                .inflict(Rule::new(Target::Reads(namespace), trouble));
            assert_eq!(
                asked(&deployment, "").status,
                503,
                "{namespace:?} {trouble:?}"
            );
            deployment.universe.heal();
        }
    }
}

#[test]
fn replies_of_the_api_say_how_many_calls_there_are() {
    let deployment = Deployment::new(10);
    let policy = Some(r#""key";q=100;w=60"#);
    let key = deployment.api_key(&Scope::ALL);
    for (method, path) in [
        (Method::Get, "/share/links"),
        (Method::Post, "/share/links"),
        (Method::Other, "/share/links"),
        (Method::Get, "/share/nowhere"),
    ] {
        let reply = deployment.send(0, &api_request(&key, method, path, Some(&mint_body())));
        assert_eq!(reply.header("ratelimit-policy"), policy, "{path}");
        assert_eq!(reply.header("ratelimit"), None, "{path}");
    }
    let home = deployment.api(0, Method::Get, "/", None);
    assert_eq!(home.header("ratelimit-policy"), None);
    for _ in 0..100 {
        asked(&deployment, "");
    }
    let last = asked(&deployment, "");
    assert_eq!(last.status, 429);
    assert_eq!(last.header("ratelimit-policy"), policy);
    assert_eq!(last.header("ratelimit"), Some(r#""key";r=0;t=60"#));
    assert_eq!(last.header("retry-after"), Some("60"));
}
