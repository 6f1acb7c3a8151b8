//! The reader's language: chosen, wished for by the link, accepted by the browser.

use std::time::Duration;

use futures::executor::block_on;
use futures::future::join;
use sealink::http::{Method, Reply};
use sealink::language::Language;
use serde_json::json;

use crate::deployment::{Browser, Deployment, RECIPIENT, mint_body, response_of};
use crate::world::{Operation, Rule, Target, Trouble};

const ASSET: Target = Target::Only(Operation::Asset);

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

/// How many lines of the log are about words that could not be read.
fn logged(deployment: &Deployment) -> usize {
    let lines = deployment.universe.lines();
    let about = lines
        .iter()
        .filter(|line| line.text.contains("language: /data/"));
    about.count()
}

#[test]
fn every_language_is_read_once_and_english_never() {
    let deployment = Deployment::new(5);
    let mut browser = Browser::new(&deployment, 0);
    for language in Language::ALL.into_iter().chain(Language::ALL) {
        let home = accepting(&mut browser, "/", language.tag());
        assert!(speaks(&home, language.tag()), "{language:?}");
        assert!(home.body.contains(language.messages().home.title));
    }
    assert_eq!(deployment.universe.count(ASSET), 25);
    assert_eq!(logged(&deployment), 0);
}

#[test]
fn a_language_that_cannot_be_read_is_english_until_it_can() {
    for trouble in [Trouble::Fail, Trouble::TimeOut, Trouble::LoseAnswer] {
        let failing = move || {
            let deployment = Deployment::new(6);
            let universe = &deployment.universe;
            universe.inflict(Rule::new(ASSET, trouble));
            let (id, path) = minted(&deployment, Some("ko"));
            let mails = universe.mails_to(RECIPIENT);
            assert!(mails[0].html.contains("<html lang=\"en\""));
            assert_eq!((universe.count(ASSET), logged(&deployment)), (1, 1));

            let mut browser = Browser::new(&deployment, 0);
            browser.get(&path);
            let clean = format!("/s/{id}");
            let gate = browser.get(&clean);
            assert_eq!(gate.status, 200);
            assert!(speaks(&gate, "en") && !gate.body.contains("년"), "{gate:?}");
            assert_eq!(universe.count(ASSET), 1, "not asked again at once");
            // Another language is another file.
            let lost = accepting(&mut browser, "/nowhere", "de");
            assert_eq!((lost.status, speaks(&lost, "en")), (404, true));
            assert_eq!((universe.count(ASSET), logged(&deployment)), (2, 2));

            universe.heal();
            universe.advance(Duration::from_secs(9));
            assert!(speaks(&browser.get(&clean), "en"));
            universe.advance(Duration::from_secs(1));
            assert!(speaks(&browser.get(&clean), "ko"));
            assert!(speaks(&browser.get(&clean), "ko"));
            assert_eq!((universe.count(ASSET), logged(&deployment)), (3, 2));
        };
        // Each another isolate.
        std::thread::spawn(failing).join().unwrap();
    }
}

#[test]
fn of_two_first_views_each_speaks_what_it_could_read() {
    for seed in 10..40 {
        let views = move || {
            let deployment = Deployment::new(seed);
            let rule = Rule::new(ASSET, Trouble::Fail).chance(0.5);
            deployment.universe.inflict(rule);
            let mut request = Browser::new(&deployment, 0).request(Method::Get, "/", None);
            request.headers.push(("accept-language", "ja".to_owned()));
            let world = || deployment.universe.at(0);
            let (one, other) = block_on(join(
                deployment.answer(world(), request.clone()),
                deployment.answer(world(), request.clone()),
            ));
            for reply in [one, other] {
                assert_eq!(reply.status, 200);
                assert!(speaks(&reply, "ja") || speaks(&reply, "en"));
            }
            deployment.universe.heal();
            deployment.universe.advance(Duration::from_secs(10));
            assert!(speaks(
                &block_on(deployment.answer(world(), request.clone())),
                "ja"
            ));
        };
        std::thread::spawn(views).join().unwrap();
    }
}

#[test]
fn asking_for_a_code_reads_the_words_for_strangers_too() {
    for mailbox in [RECIPIENT, "nobody@elsewhere.example"] {
        let asking = move || {
            let deployment = Deployment::new(7);
            let (id, path) = minted(&deployment, None);
            let mut browser = Browser::new(&deployment, 0);
            browser.get(&path);
            let mut request = browser.request(
                Method::Post,
                &format!("/s/{id}/code"),
                Some(format!("email={}", mailbox.replace('@', "%40"))),
            );
            request.headers.push(("accept-language", "de".to_owned()));
            assert_eq!(browser.visit(&request).status, 303);
            assert_eq!(deployment.universe.count(ASSET), 1);
        };
        std::thread::spawn(asking).join().unwrap();
    }
}
