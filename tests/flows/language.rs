//! The reader's language: chosen, wished for by the link, accepted by the browser.

use sealink::http::{Method, Reply};
use serde_json::json;

use crate::deployment::{Browser, Deployment, RECIPIENT, mint_body, response_of};

fn minted(deployment: &Deployment, locale: Option<&str>) -> (String, String) {
    let mut body = mint_body();
    body["notify"] = json!(true);
    if let Some(locale) = locale {
        body["locale"] = json!(locale);
    }
    let reply = deployment.api(0, Method::Post, "/share/links", Some(&body));
    let response = response_of(&reply);
    let url = response["shareUrl"].as_str().unwrap();
    let path = url[url.find("/t/").unwrap()..].to_owned();
    (response["linkId"].as_str().unwrap().to_owned(), path)
}

fn accepting(browser: &mut Browser<'_>, path: &str, accepted: &str) -> Reply {
    let mut request = browser.request(Method::Get, path, None);
    request
        .headers
        .push(("accept-language", accepted.to_owned()));
    browser.visit(&request)
}

fn speaks(reply: &Reply, tag: &str) -> bool {
    reply.body.contains(&format!("<html lang=\"{tag}\""))
}

#[test]
fn the_browser_s_language_is_spoken_where_nobody_wished_for_another() {
    let deployment = Deployment::new(1);
    let (id, path) = minted(&deployment, None);
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    let clean = format!("/s/{id}");
    let german = accepting(&mut browser, &clean, "de-AT,de;q=0.9,en;q=0.5");
    assert!(speaks(&german, "de"));
    assert!(german.body.contains("Eine Sendung"), "{}", german.body);
    assert!(speaks(&browser.get(&clean), "en"));
    assert!(speaks(&accepting(&mut browser, &clean, "tlh"), "en"));
    assert!(speaks(&accepting(&mut browser, "/nowhere", "ar"), "ar"));
    assert!(speaks(&accepting(&mut browser, "/", "ja"), "ja"));
}

#[test]
fn the_link_s_language_is_that_of_mail_gate_and_code() {
    let deployment = Deployment::new(2);
    let (id, path) = minted(&deployment, Some("ko"));
    let mails = deployment.universe.mails_to(RECIPIENT);
    assert!(mails[0].html.contains("<html lang=\"ko\""));
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    let clean = format!("/s/{id}");
    assert!(speaks(&accepting(&mut browser, &clean, "de"), "ko"));
    browser.ask(&id, RECIPIENT);
    let mails = deployment.universe.mails_to(RECIPIENT);
    assert!(mails[1].html.contains("<html lang=\"ko\""));
    assert!(speaks(&browser.get(&clean), "ko"));
}

#[test]
fn the_reader_s_choice_comes_before_everything() {
    let deployment = Deployment::new(3);
    let (id, path) = minted(&deployment, Some("ko"));
    let mut browser = deployment.browser_in(0, &path, &id);
    let clean = format!("/s/{id}");
    let chosen = browser.post(&format!("{clean}/language"), &[("language", "zh-Hant")]);
    assert_eq!(
        (chosen.status, chosen.header("location")),
        (303, Some(&*clean))
    );
    let page = accepting(&mut browser, &clean, "de");
    assert!(speaks(&page, "zh-Hant"));
    for wrong in ["", "tlh", "../../x", "zh-Hant\r\nSet-Cookie: a=b"] {
        let refused = browser.post(&format!("{clean}/language"), &[("language", wrong)]);
        assert_eq!(refused.status, 422, "{wrong}");
        assert!(refused.header("set-cookie").is_none());
    }
    assert!(speaks(&browser.get(&clean), "zh-Hant"));
}

#[test]
fn a_choice_from_another_site_is_refused() {
    let deployment = Deployment::new(4);
    let (id, path) = minted(&deployment, None);
    let mut browser = Browser::new(&deployment, 0);
    browser.get(&path);
    let mut request = browser.request(
        Method::Post,
        &format!("/s/{id}/language"),
        Some("language=de".to_owned()),
    );
    request
        .headers
        .retain(|(name, _)| *name != "sec-fetch-site");
    request
        .headers
        .push(("origin", "https://evil.example".to_owned()));
    assert_eq!(browser.visit(&request).status, 403);
}
