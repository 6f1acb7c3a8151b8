//! Whatever is posted to the gate as a form: the address and the code in it.
//!
//! What a browser encodes is decoded to the same text; what is taken for an
//! address has nothing in it that a mail header could trip over; what is taken
//! for a code is one, however it was typed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealink::gate::code::Code;
use sealink::gate::recipient::Mailbox;
use sealink::http::form;

fn check_address(text: &str) {
    let Ok(mailbox) = Mailbox::parse(text) else {
        return;
    };
    let address = &mailbox.address;
    assert!(address.len() <= 254);
    assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_eq!(address.matches('@').count(), 1);
    assert!(!address.contains([',', ';', '<', '>', '"', '(', ')', '\\', '[', ']', ':']));
    let again = Mailbox::parse(&address.to_ascii_uppercase()).expect("an address in any case");
    assert!(again.is_same(&mailbox));
    let (local, domain) = mailbox.masked().split_once("***@").map_or_else(
        || unreachable!("masked as j***@acme.com"),
        |(local, domain)| (local.to_owned(), domain.to_owned()),
    );
    assert_eq!(local.len(), 1);
    assert!(
        address
            .to_ascii_lowercase()
            .ends_with(&format!("@{domain}"))
    );
}

fn check_code(text: &str) {
    let Some(code) = Code::parse(text) else {
        return;
    };
    let shown = code.display();
    assert_eq!((shown.len(), shown.find('-')), (9, Some(4)));
    assert!(Code::parse(&shown) == Some(code));
}

fuzz_target!(|data: &[u8]| {
    for name in ["email", "code"] {
        if let Some(value) = form::field(data, name) {
            check_address(&value);
            check_code(&value);
        }
    }
    let text = String::from_utf8_lossy(data);
    check_address(&text);
    check_code(&text);
    let encoded = form_urlencoded::Serializer::new(String::new())
        .append_pair("other", &text)
        .append_pair("email", &text)
        .finish();
    assert_eq!(
        form::field(encoded.as_bytes(), "email"),
        Some(text.into_owned())
    );
});
