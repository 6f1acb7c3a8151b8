//! The origin's subscription: made once, seen to every hour, made again when
//! the origin has forgotten it.

use std::cell::Cell;
use std::rc::Rc;

use futures::executor::block_on;
use sealink::route;
use sealink::world::{Fault, Namespace};
use serde_json::{Value, json};
use std::time::Duration;

use crate::deployment::{Deployment, ORIGIN};
use crate::told::HOME;
use crate::world::{Answer, Operation, Rule, Target, Trouble};

/// `cGFzc3dvcmQ=` is `password`.
const SECRET: &str = "dcsa-2.2:cGFzc3dvcmQ=";
const PATH: &str = "/v2/event-subscriptions";

fn deployment(subscribe: &'static str, secrets: &'static str) -> Deployment {
    Deployment::new(41).with(move |name| match name {
        "ORIGIN_SUBSCRIBE" => Some(subscribe.to_owned()),
        "HOOK_SECRETS" => Some(secrets.to_owned()),
        _ => None,
    })
}

/// Lets the clock strike; what the origin was asked about subscriptions: the
/// end of the URL, and the body of a POST.
fn strike(deployment: &Deployment) -> Vec<(String, Option<Value>)> {
    let universe = &deployment.universe;
    let before = universe.asked().len();
    universe.advance(Duration::from_hours(1));
    let world = universe.at(HOME);
    block_on(route::tick(&world, &deployment.service, universe.now()));
    universe.run_deferred();
    let asked = universe.asked().split_off(before);
    asked
        .into_iter()
        .filter_map(|asked| {
            let (_, rest) = asked.fetch.url.split_once(PATH)?;
            let post = asked
                .fetch
                .post
                .map(|body| serde_json::from_str(&body).unwrap());
            Some((rest.to_owned(), post))
        })
        .collect()
}

#[test]
fn it_is_made_once_and_again_when_it_is_forgotten() {
    let deployment = deployment("yes", SECRET);
    let forgotten = Rc::new(Cell::new(false));
    let gone = Rc::clone(&forgotten);
    deployment.universe.answer_with(move |fetch| {
        if !fetch.url.contains(PATH) {
            return None;
        }
        Some(match &fetch.post {
            Some(_) => {
                gone.set(false);
                Answer::reply(201, json!({"subscriptionID": "s-1"}).to_string())
            }
            None if gone.get() => Answer::reply(404, ""),
            None => Answer::reply(200, "{}"),
        })
    });
    let wanted =
        json!({"callbackUrl": format!("{ORIGIN}/hooks/tracking"), "secret": "cGFzc3dvcmQ="});
    assert_eq!(strike(&deployment), [(String::new(), Some(wanted.clone()))]);
    for _ in 0..3 {
        assert_eq!(strike(&deployment), [("/s-1".to_owned(), None)]);
    }
    forgotten.set(true);
    let again = strike(&deployment);
    assert_eq!(
        again,
        [("/s-1".to_owned(), None), (String::new(), Some(wanted))]
    );
    assert_eq!(strike(&deployment), [("/s-1".to_owned(), None)]);
}

#[test]
fn nobody_is_asked_who_is_not_to_be() {
    for (subscribe, secrets) in [("no", SECRET), ("yes", "terminal49:a-secret-of-theirs")] {
        assert_eq!(strike(&deployment(subscribe, secrets)), [], "{subscribe}");
    }
}

#[test]
fn what_fails_is_logged_and_done_by_the_next_hour() {
    let deployment = deployment("yes", SECRET);
    let universe = &deployment.universe;
    for answer in [
        Answer::Fault(Fault::TimedOut),
        Answer::reply(500, ""),
        Answer::reply(201, "no JSON"),
        Answer::reply(201, json!({"subscriptionID": "../events"}).to_string()),
    ] {
        universe.answer(PATH, answer);
        assert_eq!(strike(&deployment).len(), 1);
        assert_eq!(universe.kept(Namespace::Tracking, "subscription"), None);
    }
    let told = universe.lines().into_iter();
    assert_eq!(
        told.filter(|line| line.text.starts_with("subscription: "))
            .count(),
        4
    );
    universe.assert_no_secret(&["cGFzc3dvcmQ="]);
    let read = Target::Only(Operation::Get(Namespace::Tracking));
    universe.inflict(Rule::new(read, Trouble::Fail));
    assert_eq!(
        strike(&deployment),
        [],
        "nobody can tell whether there is one"
    );
    universe.heal();
    universe.answer(
        PATH,
        Answer::reply(201, json!({"subscriptionID": "s-2"}).to_string()),
    );
    strike(&deployment);
    let kept = universe.kept(Namespace::Tracking, "subscription").unwrap();
    assert_eq!(kept.value, "s-2");
}
