//! The simulation itself: what it promises to the flows' tests.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::executor::block_on;
use futures::future::join_all;
use sealink::world::{
    BulkAnswer, Fault, Fetch, Flight, Limiter, Message, Namespace, Put, RsaKey, Stored, World as _,
};

use crate::world::{
    Answer, Deferral, LOCATIONS, Operation, Propagation, Rule, START, SimWorld, Target, Trouble,
    Universe, code_in,
};

const PATIENCE: Duration = Duration::from_secs(2);
const DENY: Namespace = Namespace::Denylist;

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn put(key: &str, value: &str) -> Put {
    Put {
        key: key.to_owned(),
        value: value.to_owned(),
        ttl: None,
        metadata: None,
    }
}

fn write(world: &SimWorld, key: &str, value: &str) -> Result<(), Fault> {
    block_on(world.kv_put(DENY, put(key, value)))
}

fn read(world: &SimWorld, key: &str) -> Stored {
    let answer = block_on(world.kv_get(DENY, key, PATIENCE));
    answer.expect("a healthy store answers")
}

fn bulk(world: &SimWorld, keys: &[&str], cache_ttl: u32) -> Result<BulkAnswer, Fault> {
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    let answer = world.kv_get_bulk(DENY, &keys, cache_ttl, PATIENCE);
    block_on(answer)
}

fn text(value: &str) -> Stored {
    Stored::Text(value.to_owned())
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Fault>) -> String {
    match answer.expect_err("the platform refuses this") {
        Fault::Failed(why) => why,
        Fault::TimedOut => "timed out".to_owned(),
    }
}

fn letter(to: &str, subject: &str) -> Message {
    Message {
        from: "no-reply@sealink.example".to_owned(),
        from_name: "Sealink".to_owned(),
        to: to.to_owned(),
        subject: subject.to_owned(),
        text: String::new(),
        html: String::new(),
        key: "key".to_owned(),
        headers: Vec::new(),
    }
}

fn request(url: &str) -> Fetch {
    Fetch {
        post: None,
        url: url.to_owned(),
        headers: Vec::new(),
        wanted: &[],
        timeout: PATIENCE,
        max_bytes: 16,
    }
}

#[test]
fn a_write_is_seen_at_home_at_once_and_elsewhere_within_a_minute() {
    let mut late = 0;
    for seed in 0..20 {
        let universe = Universe::new(seed);
        write(&universe.at(0), "k", "v").unwrap();
        assert_eq!(read(&universe.at(0), "k"), text("v"));
        late += (1..LOCATIONS)
            .filter(|n| read(&universe.at(*n), "k") == Stored::Missing)
            .count();
        universe.advance(secs(61));
        for location in 1..LOCATIONS {
            assert_eq!(read(&universe.at(location), "k"), text("v"), "seed {seed}");
        }
    }
    assert!(late > 50, "nearly every other location lags at first");
}

#[test]
fn under_harsh_propagation_the_writer_itself_may_lag() {
    let lagging = (0..50)
        .filter(|seed| {
            let universe = Universe::new(*seed);
            universe.propagate(Propagation::HARSH);
            write(&universe.at(0), "k", "v").unwrap();
            read(&universe.at(0), "k") == Stored::Missing
        })
        .count();
    assert!((1..50).contains(&lagging));
}

#[test]
fn a_miss_is_cached_for_as_long_as_that_read_asked() {
    let universe = Universe::new(1);
    universe.propagate(Propagation::INSTANT);
    let there = universe.at(1);
    assert_eq!(bulk(&there, &["k"], 40).unwrap()["k"], Stored::Missing);
    write(&universe.at(0), "k", "v").unwrap();
    universe.advance(secs(39));
    assert_eq!(bulk(&there, &["k"], 40).unwrap()["k"], Stored::Missing);
    universe.advance(secs(1));
    assert_eq!(bulk(&there, &["k"], 40).unwrap()["k"], text("v"));
}

#[test]
fn a_shorter_cache_ttl_looks_past_an_older_copy_and_a_longer_does_not_extend_it() {
    let universe = Universe::new(1);
    universe.propagate(Propagation::INSTANT);
    let there = universe.at(1);
    bulk(&there, &["short", "long"], 60).unwrap();
    write(&universe.at(0), "short", "v").unwrap();
    write(&universe.at(0), "long", "v").unwrap();
    universe.advance(secs(30));
    assert_eq!(bulk(&there, &["short"], 30).unwrap()["short"], text("v"));
    assert_eq!(
        bulk(&there, &["long"], 300).unwrap()["long"],
        Stored::Missing
    );
    universe.advance(secs(30));
    assert_eq!(bulk(&there, &["long"], 300).unwrap()["long"], text("v"));
}

#[test]
fn a_copy_outlives_the_expiry_of_its_value() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let mut mortal = put("k", "v");
    mortal.ttl = Some(60);
    block_on(here.kv_put(DENY, mortal)).unwrap();
    universe.advance(secs(59));
    assert_eq!(read(&here, "k"), text("v"));
    universe.advance(secs(1));
    assert_eq!(universe.kept(DENY, "k"), None);
    assert_eq!(read(&here, "k"), text("v"));
    universe.advance(secs(59));
    assert_eq!(read(&here, "k"), Stored::Missing);
}

#[test]
fn the_last_accepted_write_wins_everywhere_in_the_end() {
    for seed in 0..20 {
        let universe = Universe::new(seed);
        write(&universe.at(0), "k", "first").unwrap();
        universe.advance(secs(1));
        write(&universe.at(1), "k", "second").unwrap();
        // Out of order at first: some location may know only the second.
        universe.advance(secs(61));
        for location in 0..LOCATIONS {
            assert_eq!(read(&universe.at(location), "k"), text("second"));
        }
        assert_eq!(universe.kept(DENY, "k").unwrap().value, "second");
    }
}

#[test]
fn one_write_a_second_for_each_key() {
    let universe = Universe::new(1);
    write(&universe.at(0), "k", "v").unwrap();
    universe.advance(Duration::from_millis(999));
    assert!(refusal(write(&universe.at(1), "k", "w")).contains("429"));
    write(&universe.at(1), "other", "w").unwrap();
    universe.advance(Duration::from_millis(1));
    write(&universe.at(1), "k", "w").unwrap();
}

#[test]
fn writes_that_the_platform_refuses_are_refused() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let refuse = |put: Put| refusal(block_on(here.kv_put(DENY, put)));
    assert!(refuse(put("", "v")).contains("key"));
    assert!(refuse(put("..", "v")).contains("key"));
    assert!(refuse(put(&"k".repeat(513), "v")).contains("512"));
    let with_ttl = |ttl| Put {
        ttl: Some(ttl),
        ..put("k", "v")
    };
    assert!(refuse(with_ttl(59)).contains("60"));
    let with_metadata = |metadata: String| Put {
        metadata: Some(metadata),
        ..put("k", "v")
    };
    assert!(refuse(with_metadata(format!("\"{}\"", "m".repeat(1023)))).contains("1024"));
    assert!(refuse(with_metadata("{".to_owned())).contains("JSON"));
    assert_eq!(universe.keys(DENY), [""; 0]);

    write(&here, &"k".repeat(512), "v").unwrap();
    let metadata = format!("\"{}\"", "m".repeat(1022));
    block_on(here.kv_put(DENY, with_metadata(metadata.clone()))).unwrap();
    assert_eq!(universe.kept(DENY, "k").unwrap().metadata, Some(metadata));
}

#[test]
fn reads_that_the_platform_refuses_are_refused() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let many: Vec<String> = (0..101).map(|n| format!("k{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(refusal(bulk(&here, &many, 30)).contains("100 keys"));
    assert_eq!(bulk(&here, &many[..100], 30).unwrap().len(), 100);
    assert!(refusal(bulk(&here, &["k"], 29)).contains("cacheTtl"));
    assert!(refusal(bulk(&here, &[&"k".repeat(513)], 30)).contains("512"));
}

#[test]
fn a_failing_store_fails_and_heals() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    universe.plant(DENY, "k", "v");
    universe.inflict(Rule::new(
        Target::Only(Operation::Bulk(DENY)),
        Trouble::Fail,
    ));
    assert!(refusal(bulk(&here, &["k"], 30)).contains("503"));
    assert_eq!(read(&here, "k"), text("v"));
    universe.inflict(Rule::new(Target::Reads(DENY), Trouble::TimeOut));
    assert_eq!(bulk(&here, &["k"], 30), Err(Fault::TimedOut));
    universe.heal();
    assert_eq!(bulk(&here, &["k"], 30).unwrap()["k"], text("v"));
}

#[test]
fn a_bulk_answer_can_lack_forget_and_mistype_single_keys() {
    let universe = Universe::new(1);
    for key in ["a", "b", "c", "d"] {
        universe.plant(DENY, key, "v");
    }
    for (key, trouble) in [
        ("a", Trouble::Omit),
        ("b", Trouble::WrongType),
        ("c", Trouble::Forget),
    ] {
        universe.inflict(Rule::new(Target::Kv, trouble).key(key));
    }
    let answer = bulk(&universe.at(0), &["a", "b", "c", "d"], 30).unwrap();
    assert_eq!(answer.get("a"), None);
    assert_eq!(answer["b"], Stored::WrongType);
    assert_eq!(answer["c"], Stored::Missing);
    assert_eq!(answer["d"], text("v"));
}

#[test]
fn a_lost_answer_still_has_its_effect() {
    let universe = Universe::new(1);
    universe.inflict(Rule::new(Target::Namespace(DENY), Trouble::LoseAnswer));
    assert_eq!(write(&universe.at(0), "k", "v"), Err(Fault::TimedOut));
    assert_eq!(universe.kept(DENY, "k").unwrap().value, "v");
}

#[test]
fn trouble_can_be_a_matter_of_chance_and_of_place() {
    let universe = Universe::new(1);
    universe.inflict(
        Rule::new(Target::Everything, Trouble::Fail)
            .chance(0.5)
            .at(1),
    );
    let failures = (0..100)
        .filter(|_| bulk(&universe.at(1), &["k"], 30).is_err())
        .count();
    assert!((20..80).contains(&failures));
    assert!((0..100).all(|_| bulk(&universe.at(0), &["k"], 30).is_ok()));
}

#[test]
fn an_emptied_namespace_is_empty_for_everybody() {
    let universe = Universe::new(1);
    universe.plant(DENY, "k", "v");
    universe.plant(Namespace::Codes, "k", "v");
    assert_eq!(read(&universe.at(0), "k"), text("v"));
    universe.wipe(DENY);
    assert_eq!(read(&universe.at(0), "k"), Stored::Missing);
    assert_eq!(universe.keys(Namespace::Codes), ["k"]);
}

#[test]
fn a_planted_value_is_seen_everywhere_and_can_be_written_at_once() {
    let universe = Universe::new(1);
    universe.plant(DENY, "k", "v");
    for location in 0..LOCATIONS {
        assert_eq!(read(&universe.at(location), "k"), text("v"));
    }
    write(&universe.at(0), "k", "w").unwrap();
}

#[test]
fn limiters_count_by_location_key_and_window() {
    let universe = Universe::new(1);
    let events = |location: usize, limiter, key: &str, times| {
        let world = universe.at(location);
        (0..times)
            .filter(|_| block_on(world.limit(limiter, key)).unwrap())
            .count()
    };
    for (limiter, allowed) in [
        (Limiter::CodePerRecipient, 3),
        (Limiter::GatePerClient, 20),
        (Limiter::RedeemPerChallenge, 5),
        (Limiter::Api, 100),
    ] {
        assert_eq!(events(0, limiter, "a", allowed + 5), allowed);
        assert_eq!(events(0, limiter, "b", 1), 1);
        assert_eq!(events(1, limiter, "a", allowed + 5), allowed);
    }
    assert_eq!(events(0, Limiter::Api, "a", 1), 0);
    universe.advance(secs(60));
    assert_eq!(events(0, Limiter::Api, "a", 1), 1);
}

#[test]
fn limiters_can_be_down_closed_or_open() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let ask = || block_on(here.limit(Limiter::CodePerRecipient, "a"));
    universe.inflict(Rule::new(Target::Limiters, Trouble::Overlook));
    assert!((0..50).all(|_| ask() == Ok(true)));
    universe.inflict(Rule::new(Target::Limiters, Trouble::Refuse));
    assert_eq!(ask(), Ok(false));
    universe.inflict(Rule::new(
        Target::Only(Operation::Limit(Limiter::CodePerRecipient)),
        Trouble::Fail,
    ));
    assert!(ask().is_err());
    universe.heal();
    assert_eq!(ask(), Ok(true), "what was overlooked was not counted");
}

#[test]
fn a_cache_belongs_to_its_location_and_forgets() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let get = |location: usize| block_on(universe.at(location).cache_get("k")).unwrap();
    block_on(here.cache_put("k", "v".to_owned(), 10)).unwrap();
    assert_eq!(get(0), Some("v".to_owned()));
    assert_eq!(get(1), None);
    universe.advance(secs(9));
    assert!(get(0).is_some());
    universe.advance(secs(1));
    assert_eq!(get(0), None);
    block_on(here.cache_put("k", "v".to_owned(), 10)).unwrap();
    universe.evict(0);
    assert_eq!(get(0), None);
    universe.inflict(Rule::new(Target::Cache, Trouble::Fail));
    assert!(block_on(here.cache_get("k")).is_err());
}

#[test]
fn the_origin_answers_as_programmed() {
    let universe = Universe::new(1);
    let here = universe.at(2);
    let ask = |url: &str| block_on(here.fetch(request(url)));
    assert!(ask("https://nowhere.example/").is_err());
    universe.answer("/track/", Answer::reply(200, "{}"));
    assert_eq!(ask("https://o.example/track/1").unwrap().body, b"{}");
    universe.answer("/track/2", Answer::reply(404, ""));
    assert_eq!(ask("https://o.example/track/2").unwrap().status, 404);
    universe.answer("/slow", Answer::reply(200, "").after(PATIENCE));
    assert!(ask("https://o.example/slow").is_ok());
    universe.answer("/slow", Answer::reply(200, "").after(secs(3)));
    assert_eq!(ask("https://o.example/slow"), Err(Fault::TimedOut));
    universe.answer("/long", Answer::reply(200, vec![b'x'; 17]));
    assert!(refusal(ask("https://o.example/long")).contains("16 bytes"));
    universe.answer("/down", Answer::Fault(Fault::Failed("refused".to_owned())));
    assert_eq!(refusal(ask("https://o.example/down")), "refused");

    let asked = universe.asked();
    assert_eq!(asked.len(), 7);
    assert_eq!(asked[1].fetch.url, "https://o.example/track/1");
    assert_eq!((asked[1].location, asked[1].at), (2, START));
}

#[test]
fn an_oracle_may_look_at_the_universe() {
    let universe = Universe::new(1);
    let inside = universe.clone();
    universe.answer_with(move |fetch| {
        let nth = inside.asked().len();
        (fetch.url.len() > 3).then(|| Answer::reply(200, nth.to_string()))
    });
    let here = universe.at(0);
    let body = || block_on(here.fetch(request("https://o.example/")));
    assert_eq!(body().unwrap().body, b"1");
    assert_eq!(body().unwrap().body, b"2");
}

#[test]
fn mails_are_kept_unless_the_carrier_refuses() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let mail = |to: &str, subject: &str| block_on(here.send_mail(letter(to, subject)));
    mail("a@example.com", "Your code is 7KQ4-M9XD.").unwrap();
    mail("b@example.com", "Welcome").unwrap();
    assert_eq!(universe.posted().len(), 2);
    assert_eq!(universe.mails_to("b@example.com").len(), 1);
    let code = universe.last_code_to("a@example.com");
    assert_eq!(code.as_deref(), Some("7KQ4-M9XD"));
    assert_eq!(universe.last_code_to("b@example.com"), None);
    universe.inflict(Rule::new(Target::Only(Operation::Mail), Trouble::Fail).key("a@"));
    assert!(mail("a@example.com", "again").is_err());
    mail("b@example.com", "again").unwrap();
    assert_eq!(universe.mails_to("a@example.com").len(), 1);
}

#[test]
fn a_code_is_known_by_its_shape() {
    assert_eq!(code_in("7KQ4-M9XD is it").as_deref(), Some("7KQ4-M9XD"));
    for not_one in ["7KQ4M9XD", "7KQ4-M9XU", "7kq4-m9xd", "7KQ4-M9XD-1", ""] {
        assert_eq!(code_in(not_one), None, "{not_one}");
    }
}

#[test]
fn randomness_comes_from_the_seed_and_can_fail() {
    let draw = |universe: &Universe| {
        let mut bytes = [0; 16];
        universe.at(0).random(&mut bytes).map(|()| bytes)
    };
    let universe = Universe::new(1);
    let first = draw(&universe).unwrap();
    assert_ne!(first, draw(&universe).unwrap());
    assert_ne!(first, draw(&Universe::new(2)).unwrap());
    let same = Universe::new(1);
    write(&same.at(0), "k", "v").unwrap();
    assert_eq!(
        first,
        draw(&same).unwrap(),
        "other operations do not disturb it"
    );
    universe.inflict(Rule::new(Target::Only(Operation::Random), Trouble::Fail));
    assert!(draw(&universe).is_err());
}

/// Two flows that each read and write one key, and the order of their steps.
fn race(seed: u64) -> Vec<String> {
    let universe = Universe::new(seed);
    let flow = |name: &'static str| {
        let world = universe.at(0);
        async move {
            for step in 0..3 {
                let key = format!("{name}{step}");
                world.kv_put(DENY, put(&key, "v")).await.unwrap();
                world.log(&key);
            }
        }
    };
    block_on(join_all([flow("a"), flow("b")]));
    universe.lines().into_iter().map(|line| line.text).collect()
}

#[test]
fn flows_interleave_differently_by_seed_and_equally_by_the_same() {
    let orders: std::collections::HashSet<_> = (0..50).map(race).collect();
    assert!(orders.len() > 5, "{} orders", orders.len());
    for seed in 0..5 {
        assert_eq!(race(seed), race(seed));
    }
}

#[test]
fn deferred_work_waits_until_told() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let world = here.clone();
    here.defer(async move {
        world.kv_put(DENY, put("k", "v")).await.unwrap();
        let again = world.clone();
        world.defer(async move { again.kv_put(DENY, put("l", "v")).await.unwrap() });
    });
    assert_eq!(universe.keys(DENY), [""; 0]);
    assert_eq!(universe.run_deferred(), 2);
    assert_eq!(universe.keys(DENY), ["k", "l"]);
    assert_eq!(universe.run_deferred(), 0);
}

#[test]
fn deferred_work_can_run_at_once_at_random_or_never() {
    let universe = Universe::new(1);
    let here = universe.at(0);
    let later = |key: &'static str| {
        let world = here.clone();
        here.defer(async move { world.kv_put(DENY, put(key, "v")).await.unwrap() });
    };
    universe.deferral(Deferral::AtOnce);
    block_on(async { later("once") });
    assert!(universe.kept(DENY, "once").is_some());

    universe.deferral(Deferral::AtRandom);
    later("random");
    assert!(universe.kept(DENY, "random").is_none());
    for _ in 0..50 {
        read(&here, "other");
    }
    assert!(universe.kept(DENY, "random").is_some());

    universe.deferral(Deferral::WhenTold);
    later("never");
    assert_eq!(universe.drop_deferred(), 1);
    assert_eq!(universe.run_deferred(), 0);
    assert!(universe.kept(DENY, "never").is_none());
}

#[test]
#[should_panic(expected = "never comes")]
fn a_deferred_job_that_hangs_is_found() {
    let universe = Universe::new(1);
    universe.at(0).defer(std::future::pending());
    universe.run_deferred();
}

#[test]
fn time_passes_for_those_who_sleep_when_nobody_is_at_work() {
    for deferral in [Deferral::WhenTold, Deferral::AtRandom, Deferral::AtOnce] {
        let universe = Universe::new(1);
        universe.deferral(deferral);
        let nap = |seconds: u64| {
            let world = universe.at(0);
            async move {
                world.sleep(secs(seconds)).await;
                world.now()
            }
        };
        let woken = block_on(async { futures::join!(nap(5), nap(2), nap(0)) });
        assert_eq!(woken, (START + secs(5), START + secs(2), START));

        let world = universe.at(0);
        universe.at(0).defer(async move {
            world.sleep(secs(3)).await;
            world.log("awake");
        });
        universe.run_deferred();
        assert_eq!(universe.lines()[0].at, START + secs(8));
    }
}

#[test]
fn who_works_is_not_overtaken_by_the_clock_and_who_left_is_not_waited_for() {
    for seed in 0..20 {
        let universe = Universe::new(seed);
        let here = universe.at(0);
        let work = async {
            for _ in 0..100 {
                here.cache_get("k").await.unwrap();
            }
            here.now()
        };
        let ((), worked) = block_on(async { futures::join!(here.sleep(secs(9)), work) });
        assert_eq!(worked, START);

        let gone = here.sleep(secs(1));
        assert!(futures::FutureExt::now_or_never(gone).is_none());
        block_on(here.sleep(secs(2)));
        assert_eq!(universe.now(), START + secs(11));
    }
}

#[test]
fn an_isolate_remembers_what_it_asks_for_until_it_is_another() {
    let universe = Universe::new(1);
    let flight = Flight {
        began: START,
        ended: None,
    };
    let flights = universe.at(0).flights();
    flights.borrow_mut().insert("k".to_owned(), flight);
    assert!(universe.at(0).flights().borrow().contains_key("k"));
    assert!(universe.at(1).flights().borrow().is_empty());
    universe.restart(0);
    assert!(universe.at(0).flights().borrow().is_empty());
}

#[test]
fn operations_are_counted_by_kind_and_place() {
    let universe = Universe::new(1);
    bulk(&universe.at(0), &["a", "b"], 30).unwrap();
    bulk(&universe.at(1), &["a", "b"], 30).unwrap();
    read(&universe.at(0), "a");
    write(&universe.at(0), "a", "v").unwrap();
    assert_eq!(universe.count(Target::Only(Operation::Bulk(DENY))), 2);
    assert_eq!(universe.count(Target::Reads(DENY)), 3);
    assert_eq!(universe.count(Target::Namespace(DENY)), 4);
    assert_eq!(universe.count(Target::Namespace(Namespace::Codes)), 0);
    assert_eq!(universe.count_at(0, Target::Kv), 3);
    universe.forget_counts();
    assert_eq!(universe.count(Target::Everything), 0);
}

#[test]
fn a_log_without_secrets_passes() {
    let universe = Universe::new(1);
    universe.advance(secs(5));
    universe.at(1).log("denylist read failed: timed out");
    universe.assert_no_secret(&["7KQ4-M9XD", "a@example.com"]);
    let line = universe.lines().remove(0);
    assert_eq!((line.location, line.at), (1, universe.now()));
}

#[test]
fn a_log_with_a_secret_is_caught_in_every_guise() {
    for (line, secret) in [
        ("code 7kq4m9xd", "7KQ4-M9XD"),
        ("to=A%40Example.com", "a@example.com"),
        ("cookie s=abcdef", "abcdef"),
    ] {
        let universe = Universe::new(1);
        universe.at(0).log(line);
        let check = std::panic::AssertUnwindSafe(|| universe.assert_no_secret(&[secret]));
        assert!(std::panic::catch_unwind(check).is_err(), "{line}");
    }
}

#[test]
#[should_panic(expected = "too short")]
fn a_secret_that_would_turn_up_by_chance_is_not_looked_for() {
    Universe::new(1).assert_no_secret(&["abc"]);
}

#[test]
fn rs256_is_the_rfcs_own_and_can_fail() {
    let vector: serde_json::Value =
        serde_json::from_str(include_str!("../world/rs256.json")).unwrap();
    let text = |member: &str| vector[member].as_str().unwrap().to_owned();
    let key = RsaKey {
        n: text("n"),
        e: text("e"),
    };
    let message = text("message");
    let signature = URL_SAFE_NO_PAD.decode(text("signature")).unwrap();
    let universe = Universe::new(1);
    let verify = |message: &str, signature: &[u8]| {
        block_on(
            universe
                .at(0)
                .verify_rs256(&key, message.as_bytes(), signature),
        )
    };
    assert_eq!(verify(&message, &signature), Ok(true));
    assert_eq!(verify(&message[1..], &signature), Ok(false));
    assert_eq!(verify(&message, &signature[1..]), Ok(false));
    universe.inflict(Rule::new(Target::Only(Operation::Rs256), Trouble::Fail));
    assert!(verify(&message, &signature).is_err());
}
