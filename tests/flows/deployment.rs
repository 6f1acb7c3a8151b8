//! One deployment in a simulated universe, and the browsers that visit it.

use std::collections::BTreeMap;
use std::rc::Rc;

use ed25519_dalek::SigningKey;
use futures::executor::block_on;
use sealink::gate::denylist::{SENTINEL_KEY, SENTINEL_VALUE};
use sealink::http::{Method, Reply, Request};
use sealink::route;
use sealink::service::Service;
use sealink::token::claims::{ApiKey, Scope};
use sealink::token::paserk;
use sealink::world::{Namespace, Queue};
use serde_json::{Value, json};
use time::Duration;

use crate::world::{Answer, START, SimWorld, Universe};

pub const HOST: &str = "track.example.com";
pub const ORIGIN: &str = "https://track.example.com";
pub const RECIPIENT: &str = "jane@acme.example";
/// Who sends the links, and hears who asks for new ones.
pub const SENDER: &str = "desk@acme-forwarding.example";
pub const STRANGER: &str = "joe@other.example";
pub const CONTAINER: &str = "CSQU3054383";
/// The id of the API key that tests call with when they do not say.
pub const KEY_ID: &str = "KKKKKKKKKKKKKKKKKKKKKA";

/// A shipment at sea, as the origin tells it: what no stranger may read.
pub const VESSEL: &str = "EVER SECRET";

/// How many messages a consumer gets at once, as wrangler.toml sets it.
fn batch_of(queue: Queue) -> usize {
    match queue {
        Queue::Events => sealink::share::consumer::BATCH,
        Queue::Looks => sealink::share::watch::consumer::BATCH,
        Queue::Mails => sealink::share::post::BATCH,
        Queue::Webhooks | Queue::Undelivered => 20,
    }
}

pub struct Deployment {
    pub universe: Universe,
    pub service: Rc<Service>,
}

impl Deployment {
    /// A healthy deployment whose origin knows one shipment.
    pub fn new(seed: u64) -> Self {
        let universe = Universe::new(seed);
        universe.plant(Namespace::Denylist, SENTINEL_KEY, SENTINEL_VALUE);
        universe.answer("origin.example", Answer::reply(200, at_sea().to_string()));
        Self {
            universe,
            service: Rc::new(service(|_| None)),
        }
    }

    /// An API key of these scopes, issued an hour before the start.
    pub fn api_key(&self, scopes: &[Scope]) -> String {
        self.api_key_of(KEY_ID, scopes)
    }

    /// The same under another id.
    pub fn api_key_of(&self, id: &str, scopes: &[Scope]) -> String {
        let key = ApiKey {
            id: id.to_owned(),
            issued: START - Duration::hours(1),
            expires: START + Duration::days(365),
            label: "tests".to_owned(),
            scopes: scopes.to_vec(),
        };
        self.service.ring.sign(&key).unwrap()
    }

    /// Sends a request to one location and waits for the reply and for all
    /// that was deferred.
    pub fn send(&self, location: usize, request: &Request) -> Reply {
        let reply = block_on(self.answer(self.universe.at(location), request.clone()));
        self.universe.run_deferred();
        reply
    }

    /// The same without waiting, to be joined with others.
    pub async fn answer(&self, world: SimWorld, request: Request) -> Reply {
        route::handle(&world, Ok(&self.service), &request).await
    }

    /// Calls the share API with a key of every scope.
    pub fn api(&self, location: usize, method: Method, path: &str, body: Option<&Value>) -> Reply {
        let key = self.api_key(&Scope::ALL);
        self.send(location, &api_request(&key, method, path, body))
    }

    /// Lets the consumers work in one location until no message is left whose
    /// time has come.
    pub fn consume(&self, location: usize) {
        for queue in Queue::ALL {
            loop {
                let batch = self.universe.take_batch(queue, batch_of(queue));
                if batch.is_empty() {
                    break;
                }
                let world = self.universe.at(location);
                let consumed = route::consume(&world, &self.service, queue.name(), &batch);
                self.universe.settle(queue, &block_on(consumed));
                self.universe.run_deferred();
            }
        }
    }

    /// Mints a link for [`RECIPIENT`] and [`CONTAINER`]; its id and its path.
    pub fn mint(&self) -> (String, String) {
        self.mint_as(&self.api_key(&Scope::ALL), &mint_body())
    }

    /// Mints a link with a key; its id and its path.
    pub fn mint_as(&self, key: &str, body: &Value) -> (String, String) {
        let request = api_request(key, Method::Post, "/share/links", Some(body));
        let reply = self.send(0, &request);
        assert_eq!(reply.status, 201, "{}", reply.body);
        link_of(&response_of(&reply))
    }

    /// The same deployment with other settings; its links stay good.
    pub fn with(mut self, overrides: impl Fn(&str) -> Option<String>) -> Self {
        self.service = Rc::new(service(overrides));
        self
    }

    /// A browser in which [`RECIPIENT`] has passed the gate of this link.
    pub fn browser_in(&self, location: usize, path: &str, link_id: &str) -> Browser<'_> {
        self.browser_of(RECIPIENT, location, path, link_id)
    }

    /// A browser in which somebody else has.
    pub fn browser_of(
        &self,
        address: &str,
        location: usize,
        path: &str,
        link_id: &str,
    ) -> Browser<'_> {
        let mut browser = Browser::new(self, location);
        browser.get(path);
        browser.ask(link_id, address);
        let code = self.universe.last_code_to(address).unwrap();
        let reply = browser.redeem(link_id, &code);
        assert_eq!(reply.status, 303, "{}", reply.body);
        browser
    }
}

/// The service with `overrides` before the usual settings.
pub fn service(overrides: impl Fn(&str) -> Option<String>) -> Service {
    Service::assemble(|name| overrides(name).or_else(|| setting(name))).unwrap()
}

fn setting(name: &str) -> Option<String> {
    let text = match name {
        "PUBLIC_HOST" => HOST.to_owned(),
        "BRAND_NAME" => "Acme Forwarding".to_owned(),
        "SIGNING_KEY" => signing_key(7),
        "PEPPER" => "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8".to_owned(),
        "ORIGIN_URL" => "https://origin.example".to_owned(),
        "ORIGIN_TOKEN" => "origin-token-of-the-tests".to_owned(),
        "MAIL_FROM" => "tracking@example.com".to_owned(),
        "BRAND_CONTACT" => SENDER.to_owned(),
        _ => return None,
    };
    Some(text)
}

/// A signing key of 32 equal bytes, as the setting wants it.
pub fn signing_key(seed: u8) -> String {
    paserk::secret(&SigningKey::from_bytes(&[seed; 32]).to_keypair_bytes())
}

pub fn mint_body() -> Value {
    json!({
        "targets": [{"targetType": "CONTAINER", "targetIds": [CONTAINER]}],
        "receiverIds": [RECIPIENT],
    })
}

pub fn api_request(key: &str, method: Method, target: &str, body: Option<&Value>) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![
            ("authorization", format!("Bearer {key}")),
            ("content-type", "application/json".to_owned()),
        ],
        body: Some(
            body.map(|body| body.to_string().into_bytes())
                .unwrap_or_default(),
        ),
    }
}

/// The `response` member of the share API's envelope.
pub fn response_of(reply: &Reply) -> Value {
    let mut envelope: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(envelope["error"], false, "{envelope}");
    envelope["response"].take()
}

/// The id and the path of a link, from the answer that has its URL.
pub fn link_of(response: &Value) -> (String, String) {
    let url = response["shareUrl"].as_str().unwrap();
    let path = url.strip_prefix(ORIGIN).unwrap().to_owned();
    (response["linkId"].as_str().unwrap().to_owned(), path)
}

/// The problem document of a refusal.
pub fn problem_of(reply: &Reply) -> Value {
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    serde_json::from_str(&reply.body).unwrap()
}

/// Whether a body says anything that only a recipient may know.
pub fn shows_shipment(reply: &Reply) -> bool {
    [VESSEL, CONTAINER, "Yantian", "CNYTN"]
        .iter()
        .any(|fact| reply.body.contains(fact))
}

/// A browser: it keeps cookies as RFC 6265 says, and sends them by path.
pub struct Browser<'d> {
    deployment: &'d Deployment,
    pub location: usize,
    cookies: BTreeMap<(String, String), String>,
}

impl<'d> Browser<'d> {
    pub fn new(deployment: &'d Deployment, location: usize) -> Self {
        Self {
            deployment,
            location,
            cookies: BTreeMap::new(),
        }
    }

    pub fn get(&mut self, path: &str) -> Reply {
        self.visit(&self.request(Method::Get, path, None))
    }

    pub fn ask(&mut self, link_id: &str, address: &str) -> Reply {
        let form = encoded("email", address);
        self.visit(&self.request(Method::Post, &format!("/s/{link_id}/code"), Some(form)))
    }

    pub fn redeem(&mut self, link_id: &str, code: &str) -> Reply {
        let form = encoded("code", code);
        self.visit(&self.request(Method::Post, &format!("/s/{link_id}/session"), Some(form)))
    }

    pub fn leave(&mut self, link_id: &str) -> Reply {
        self.visit(&self.request(
            Method::Post,
            &format!("/s/{link_id}/leave"),
            Some(String::new()),
        ))
    }

    /// Posts one of our own forms.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.visit(&self.request(Method::Post, path, Some(form)))
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies
            .iter()
            .find(|((_, known), _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The request as the browser would send it, cookies and all.
    pub fn request(&self, method: Method, target: &str, form: Option<String>) -> Request {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .filter(|((scope, _), _)| path == *scope || path.starts_with(&format!("{scope}/")))
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let mut headers = vec![
            ("accept", "text/html".to_owned()),
            ("cf-connecting-ip", "192.0.2.7".to_owned()),
            ("cookie", cookies.join("; ")),
        ];
        if form.is_some() {
            headers.push(("sec-fetch-site", "same-origin".to_owned()));
            headers.push((
                "content-type",
                "application/x-www-form-urlencoded".to_owned(),
            ));
        }
        Request {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: Some(form.unwrap_or_default().into_bytes()),
        }
    }

    pub fn visit(&mut self, request: &Request) -> Reply {
        let reply = self.deployment.send(self.location, request);
        self.keep_cookies(&reply);
        reply
    }

    pub fn keep_cookies(&mut self, reply: &Reply) {
        let set = reply
            .headers
            .iter()
            .filter(|(name, _)| *name == "set-cookie");
        for (_, cookie) in set {
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let attribute = |wanted: &str| {
                attributes
                    .split("; ")
                    .find_map(|attribute| attribute.strip_prefix(wanted))
                    .unwrap()
            };
            let key = (attribute("Path=").to_owned(), name.to_owned());
            if attribute("Max-Age=").parse::<i64>().unwrap() > 0 {
                self.cookies.insert(key, value.to_owned());
            } else {
                self.cookies.remove(&key);
            }
        }
    }
}

fn encoded(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair(name, value)
        .finish()
}

/// A voyage that is under way at the start, in DCSA Track & Trace 2.2.
pub fn at_sea() -> Value {
    let call = |place: &str, name: &str, latitude: &str, longitude: &str, sequence: u32| {
        json!({
            "transportCallID": format!("call-{place}"),
            "transportCallSequenceNumber": sequence,
            "UNLocationCode": place,
            "facilityTypeCode": "POTE",
            "modeOfTransport": "VESSEL",
            "exportVoyageNumber": "001E",
            "location": {
                "locationName": name, "UNLocationCode": place,
                "latitude": latitude, "longitude": longitude,
            },
            "vessel": {"vesselIMONumber": "9321483", "vesselName": VESSEL},
        })
    };
    let yantian = call("CNYTN", "Yantian", "22.57", "114.27", 1);
    let angeles = call("USLAX", "Los Angeles", "33.74", "-118.26", 2);
    json!([
        {
            "eventID": "e1", "eventType": "TRANSPORT", "transportEventTypeCode": "DEPA",
            "eventClassifierCode": "ACT", "eventDateTime": "2026-11-10T08:00:00+08:00",
            "eventCreatedDateTime": "2026-11-10T01:00:00Z", "transportCall": yantian,
        },
        {
            "eventID": "e2", "eventType": "TRANSPORT", "transportEventTypeCode": "ARRI",
            "eventClassifierCode": "EST", "eventDateTime": "2026-12-03T06:00:00-08:00",
            "eventCreatedDateTime": "2026-11-10T02:00:00Z", "transportCall": angeles,
        },
    ])
}

/// The same voyage, over: out of the last gate laden, at the given time.
pub fn delivered_at(when: &str) -> Value {
    let mut events = at_sea();
    let place = events[1]["transportCall"].clone();
    let list = events.as_array_mut().unwrap();
    list[1]["eventClassifierCode"] = json!("ACT");
    list[1]["eventDateTime"] = json!("2026-11-15T06:00:00-08:00");
    list.push(json!({
        "eventID": "e3", "eventType": "EQUIPMENT", "equipmentEventTypeCode": "GTOT",
        "eventClassifierCode": "ACT", "emptyIndicatorCode": "LADEN",
        "equipmentReference": CONTAINER, "eventDateTime": when,
        "eventCreatedDateTime": when, "transportCall": place,
    }));
    events
}
