//! How mails go: by the binding, a provider, a mail server.

use std::time::Duration;

use futures::executor::block_on;
use sealink::http::Method;
use sealink::mail::carrier::{self, Refused};
use sealink::world::{Message, World as _};
use serde_json::{Value, json};

use crate::deployment::{Deployment, RECIPIENT, mint_body, response_of, service};
use crate::world::{Answer, Operation, Rule, Target, Trouble, Universe};

const PASSWORD: &str = "correct-horse";

type Settings = &'static [(&'static str, &'static str)];

const STARTTLS: Settings = &[
    ("MAIL_CARRIER", "smtp"),
    ("MAIL_SMTP_HOST", "mail.example"),
    ("MAIL_SMTP_PORT", "587"),
    ("MAIL_SMTP_TLS", "starttls"),
    ("MAIL_SMTP_USER", "acme"),
    ("MAIL_SMTP_PASSWORD", PASSWORD),
];

const IMPLICIT: Settings = &[("MAIL_CARRIER", "smtp"), ("MAIL_SMTP_HOST", "mail.example")];

const HTTP: Settings = &[
    ("MAIL_CARRIER", "http"),
    (
        "MAIL_HTTP_URL",
        "https://provider.example/emails?account=account-key",
    ),
    ("MAIL_HTTP_TOKEN", "re_provider_token"),
];

fn set(settings: Settings) -> impl Fn(&str) -> Option<String> {
    move |name| {
        let found = settings.iter().find(|(set, _)| *set == name);
        found.map(|(_, text)| (*text).to_owned())
    }
}

fn message() -> Message {
    Message {
        from: "tracking@example.com".to_owned(),
        from_name: "Acme Forwarding".to_owned(),
        to: RECIPIENT.to_owned(),
        subject: "A subject that is private".to_owned(),
        text: "Words that are private\n.\n.hidden\n".to_owned(),
        html: "<p>Words that are private</p>".to_owned(),
        key: "key-1".to_owned(),
        headers: vec![(
            "List-Unsubscribe",
            "<https://track.example.com/u>".to_owned(),
        )],
    }
}

fn send(universe: &Universe, settings: Settings, message: Message) -> Result<(), Refused> {
    let outcome = block_on(carrier::send(
        &universe.at(0),
        &service(set(settings)).config,
        message,
    ));
    if let Err(refused) = &outcome {
        universe.at(0).log(&refused.to_string());
        universe.assert_no_secret(&[
            RECIPIENT,
            PASSWORD,
            "tracking@example.com",
            "private",
            "re_provider_token",
            "account-key",
        ]);
    }
    outcome
}

/// A universe with a mail server.
fn served(seed: u64) -> Universe {
    let universe = Universe::new(seed);
    universe.smtp("", "220 mail.example ESMTP\r\n");
    universe
}

/// What the server heard: `*` before what came over TLS.
fn heard(universe: &Universe) -> Vec<String> {
    let lines = universe.smtp_heard().into_iter();
    lines
        .map(|heard| format!("{}{}", if heard.secure { "*" } else { "" }, heard.line))
        .collect()
}

#[test]
fn a_mail_is_submitted_over_starttls() {
    for seed in 0..20 {
        let universe = served(seed);
        assert_eq!(send(&universe, STARTTLS, message()), Ok(()));
        let heard = heard(&universe);
        let commands = [
            "EHLO track.example.com",
            "STARTTLS",
            "*EHLO track.example.com",
            // NUL acme NUL correct-horse
            "*AUTH PLAIN AGFjbWUAY29ycmVjdC1ob3JzZQ==",
            "*MAIL FROM:<tracking@example.com>",
            "*RCPT TO:<jane@acme.example>",
            "*DATA",
        ];
        assert_eq!(heard[..commands.len()], commands);
        assert_eq!(heard[heard.len() - 2..], ["*.", "*QUIT"]);
        let mail = &heard[commands.len()..heard.len() - 2];
        assert!(
            mail.contains(&"*To: <jane@acme.example>".to_owned()),
            "{mail:?}"
        );
        let unsubscribe = "*List-Unsubscribe: <https://track.example.com/u>".to_owned();
        assert!(mail.contains(&unsubscribe), "{mail:?}");
        // The two dots of the text, each with one before it.
        let stuffed: Vec<&String> = mail.iter().filter(|line| line.starts_with("*.")).collect();
        assert_eq!(stuffed, ["*..", "*..hidden"]);
        assert!(universe.smtp_heard().iter().all(|heard| heard.port == 587));
    }
}

#[test]
fn implicit_tls_is_there_from_the_first_byte_and_no_password_is_made_up() {
    let universe = served(1);
    assert_eq!(send(&universe, IMPLICIT, message()), Ok(()));
    let all = universe.smtp_heard();
    assert!(all.iter().all(|heard| heard.secure && heard.port == 465));
    assert_eq!(
        heard(&universe)[..3],
        [
            "*EHLO track.example.com",
            "*MAIL FROM:<tracking@example.com>",
            "*RCPT TO:<jane@acme.example>",
        ]
    );
}

#[test]
fn login_is_for_servers_that_know_nothing_else() {
    let universe = served(2);
    universe.smtp(
        "EHLO",
        "250-mail.example\r\n250-STARTTLS\r\n250 AUTH LOGIN\r\n",
    );
    universe.smtp("AUTH LOGIN", "334 VXNlcm5hbWU6\r\n");
    universe.smtp("YWNtZQ==", "334 UGFzc3dvcmQ6\r\n");
    universe.smtp("Y29ycmVjdC1ob3JzZQ==", "235 welcome\r\n");
    assert_eq!(send(&universe, STARTTLS, message()), Ok(()));
    assert!(heard(&universe).contains(&"*Y29ycmVjdC1ob3JzZQ==".to_owned()));

    let universe = served(2);
    universe.smtp(
        "EHLO",
        "250-mail.example\r\n250-STARTTLS\r\n250 AUTH CRAM-MD5\r\n",
    );
    let refused = send(&universe, STARTTLS, message()).unwrap_err();
    assert!(
        !refused.permanent && refused.why.contains("AUTH"),
        "{refused}"
    );
}

#[test]
fn only_what_is_said_of_the_mailbox_or_the_mail_is_for_good() {
    for (line, reply, permanent) in [
        ("", "554 no service\r\n", false),
        ("EHLO", "502 no\r\n", false),
        ("STARTTLS", "454 not now\r\n", false),
        (
            "AUTH",
            "535 5.7.8 wrong password of jane@acme.example\r\n",
            false,
        ),
        ("MAIL", "550 who is tracking@example.com\r\n", false),
        ("MAIL", "451 later\r\n", false),
        ("RCPT", "450 4.2.0 greylisted\r\n", false),
        ("RCPT", "550 5.1.1 <jane@acme.example> unknown\r\n", true),
        (
            "RCPT",
            "550-no such user\r\n550 jane@acme.example\r\n",
            true,
        ),
        ("RCPT", "554 5.7.1 Relay access denied\r\n", false),
        ("DATA", "554 no valid recipients\r\n", true),
        (".", "552 too much mail data\r\n", true),
        (".", "451 try again\r\n", false),
    ] {
        let universe = served(3);
        universe.smtp(line, reply);
        let refused = send(&universe, STARTTLS, message()).unwrap_err();
        assert_eq!(refused.permanent, permanent, "{line} {reply} {refused}");
        assert!(refused.why.ends_with(&reply[..3]), "{refused}");
    }
}

#[test]
fn no_password_and_no_mail_goes_out_in_the_clear() {
    for (line, reply) in [
        // Nothing is offered; or somebody has cut it out.
        ("EHLO", "250-mail.example\r\n250 AUTH PLAIN\r\n"),
        ("EHLO", "250 mail.example\r\n"),
        ("STARTTLS", "502 no\r\n"),
        // Somebody on the way answers the next question before TLS begins.
        (
            "STARTTLS",
            "220 go ahead\r\n250-mail.example\r\n250 AUTH PLAIN\r\n",
        ),
        ("STARTTLS", "220 go ahead\r\n250-mail.example\r\n"),
    ] {
        for seed in 0..20 {
            let universe = served(seed);
            universe.smtp(line, reply);
            let refused = send(&universe, STARTTLS, message()).unwrap_err();
            assert!(!refused.permanent, "{reply} {refused}");
            let clear = heard(&universe);
            let known = ["EHLO track.example.com", "STARTTLS"];
            assert!(
                clear.iter().all(|line| known.contains(&line.as_str())),
                "{clear:?}"
            );
        }
    }
}

#[test]
fn an_answer_without_end_is_not_read_to_its_end() {
    let endless = "250-and so on\r\n".repeat(100_000);
    let without_lines = "2".repeat(1_000_000);
    for reply in [&endless, &without_lines] {
        for line in ["", "EHLO", "RCPT", "."] {
            let universe = served(4);
            universe.smtp(line, reply);
            let refused = send(&universe, IMPLICIT, message()).unwrap_err();
            assert!(
                !refused.permanent && refused.why.contains("without end"),
                "{refused}"
            );
            assert!(universe.smtp_read() < 32 * 1024, "{}", universe.smtp_read());
        }
    }
}

#[test]
fn nonsense_and_silence_are_refused_for_now() {
    for (reply, says) in [
        ("HTTP/1.1 400 Bad Request\r\n", "no reply"),
        ("\r\n", "no reply"),
        ("250-a\r\n550 b\r\n", "no reply"),
        ("\u{fc}\u{fc}\r\n", "no reply"),
        ("", "timed out"),
        ("250-a\r\n", "timed out"),
    ] {
        for line in ["EHLO", "RCPT", "."] {
            let universe = served(5);
            universe.smtp(line, reply);
            let refused = send(&universe, IMPLICIT, message()).unwrap_err();
            assert!(!refused.permanent, "{line} {reply}");
            assert!(refused.why.contains(says), "{line} {reply}: {refused}");
        }
    }
}

#[test]
fn a_slow_server_is_not_waited_for_for_ever() {
    let universe = served(6);
    universe.smtp("RCPT", &"250-and so on\r\n".repeat(1000));
    universe.smtp_pace(Duration::from_secs(9));
    let begun = universe.now();
    let refused = send(&universe, IMPLICIT, message()).unwrap_err();
    assert!(
        !refused.permanent && refused.why.contains("timed out"),
        "{refused}"
    );
    assert!(universe.now() - begun <= Duration::from_secs(25));
}

#[test]
fn no_server_no_mail() {
    let refused = send(&Universe::new(7), IMPLICIT, message()).unwrap_err();
    assert!(
        !refused.permanent && refused.why.contains("refused"),
        "{refused}"
    );
    let universe = served(7);
    universe.inflict(Rule::new(
        Target::Only(Operation::Connect),
        Trouble::TimeOut,
    ));
    let refused = send(&universe, IMPLICIT, message()).unwrap_err();
    assert!(
        !refused.permanent && refused.why.contains("timed out"),
        "{refused}"
    );
}

#[test]
fn what_could_be_a_command_reaches_no_carrier() {
    let evil = "jane@acme.example>\r\nRCPT TO:<joe@other.example";
    for settings in [STARTTLS, HTTP, &[]] {
        let universe = served(8);
        for message in [
            Message {
                to: evil.to_owned(),
                ..message()
            },
            Message {
                from: evil.to_owned(),
                ..message()
            },
            Message {
                headers: vec![(
                    "List-Unsubscribe",
                    "<a>\r\nBcc: joe@other.example".to_owned(),
                )],
                ..message()
            },
        ] {
            assert!(send(&universe, settings, message).unwrap_err().permanent);
        }
        assert_eq!(universe.count(Target::Everything), 0);
    }
}

#[test]
fn subject_and_name_are_no_headers_of_their_own() {
    let universe = served(9);
    let hostile = Message {
        subject: "Hello\r\nBcc: joe@other.example\r\n\r\nmore".to_owned(),
        from_name: "Acme\r\nBcc: joe@other.example".to_owned(),
        ..message()
    };
    assert_eq!(send(&universe, IMPLICIT, hostile), Ok(()));
    let heard = heard(&universe);
    assert!(
        heard
            .iter()
            .all(|line| !line.starts_with("*Bcc") && line != "*more"),
        "{heard:?}"
    );
}

#[test]
fn an_address_beyond_ascii_needs_a_server_that_takes_it() {
    let beyond = || Message {
        from: "m\u{fc}ller@example.com".to_owned(),
        ..message()
    };
    let universe = served(10);
    let refused = send(&universe, IMPLICIT, beyond()).unwrap_err();
    assert!(
        refused.permanent && refused.why.contains("SMTPUTF8"),
        "{refused}"
    );
    universe.smtp(
        "EHLO",
        "250-mail.example\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    );
    assert_eq!(send(&universe, IMPLICIT, beyond()), Ok(()));
    let line = "*MAIL FROM:<m\u{fc}ller@example.com> SMTPUTF8 BODY=8BITMIME".to_owned();
    assert!(heard(&universe).contains(&line));
}

#[test]
fn a_provider_is_given_the_mail_and_its_key() {
    let universe = Universe::new(11);
    universe.answer("provider.example", Answer::reply(200, "{\"id\":\"1\"}"));
    let named = || Message {
        from_name: "Acme \"\u{6d77}\"".to_owned(),
        ..message()
    };
    for _ in 0..2 {
        assert_eq!(send(&universe, HTTP, named()), Ok(()));
    }
    let asked = universe.asked();
    assert_eq!(asked[0].fetch, asked[1].fetch);
    let fetch = &asked[0].fetch;
    for (name, value) in [
        ("authorization", "Bearer re_provider_token"),
        ("content-type", "application/json"),
        ("idempotency-key", "key-1"),
    ] {
        assert!(fetch.headers.contains(&(name, value.to_owned())), "{name}");
    }
    let body: Value = serde_json::from_str(fetch.post.as_deref().unwrap()).unwrap();
    let message = message();
    assert_eq!(
        body,
        json!({
            "from": "\"Acme \\\"\u{6d77}\\\"\" <tracking@example.com>",
            "to": RECIPIENT,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "headers": {"List-Unsubscribe": "<https://track.example.com/u>"},
        })
    );
}

#[test]
fn only_422_of_a_provider_s_is_for_good() {
    for (status, permanent) in [
        (422, true),
        (301, false),
        (400, false),
        (401, false),
        (403, false),
        (409, false),
        (429, false),
        (500, false),
        (503, false),
    ] {
        let universe = Universe::new(12);
        let answer = Answer::reply(status, "private: jane@acme.example");
        universe.answer("provider.example", answer);
        let refused = send(&universe, HTTP, message()).unwrap_err();
        assert_eq!(refused.permanent, permanent, "{status}");
        assert!(refused.why.contains(&status.to_string()), "{refused}");
    }
    // Nobody answers at all.
    let refused = send(&Universe::new(12), HTTP, message()).unwrap_err();
    assert!(!refused.permanent);
}

#[test]
fn a_share_goes_by_the_server_that_is_set_and_what_it_refuses_is_told() {
    let deployment = Deployment::new(13).with(set(IMPLICIT));
    deployment
        .universe
        .smtp("RCPT TO:<joe@acme.example>", "550 unknown\r\n");
    let mut body = mint_body();
    body["notify"] = json!(true);
    body["receiverIds"] = json!([RECIPIENT, "joe@acme.example"]);
    let response = response_of(&deployment.api(0, Method::Post, "/share/links", Some(&body)));
    let statuses: Vec<&Value> = response["deliveries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|delivery| &delivery["status"])
        .collect();
    assert_eq!(statuses, ["sent", "failed"]);
    let heard = heard(&deployment.universe);
    assert!(heard.contains(&"*Auto-Submitted: auto-generated".to_owned()));
    assert!(deployment.universe.posted().is_empty());
}

#[test]
fn every_mail_has_a_key_of_its_own_and_says_that_a_machine_wrote_it() {
    let deployment = Deployment::new(14);
    let mut body = mint_body();
    body["notify"] = json!(true);
    body["receiverIds"] = json!([RECIPIENT, "joe@acme.example"]);
    let reply = deployment.api(0, Method::Post, "/share/links", Some(&body));
    let url = response_of(&reply)["shareUrl"].as_str().unwrap().to_owned();
    let path = format!("/t/{}", url.rsplit('/').next().unwrap());
    let link_id = response_of(&reply)["linkId"].as_str().unwrap().to_owned();
    deployment.browser_in(0, &path, &link_id);
    deployment.browser_in(0, &path, &link_id);
    let posted = deployment.universe.posted();
    assert_eq!(posted.len(), 4);
    let mut keys: Vec<&str> = posted.iter().map(|mail| &*mail.message.key).collect();
    assert!(keys[0].starts_with(&link_id), "{keys:?}");
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 4, "{keys:?}");
    for mail in posted {
        let automatic = ("Auto-Submitted", "auto-generated".to_owned());
        assert!(mail.message.headers.contains(&automatic));
    }
}
