//! Tables as people's programs write them.

use super::*;

/// The body of the one row.
fn one(text: &str) -> Value {
    let mut bodies = bodies(text).unwrap();
    assert_eq!(bodies.len(), 1, "{text}");
    bodies.remove(0).1.unwrap()
}

#[test]
fn every_column_is_taken() {
    let text = "\"Container No\",master_bl,Booking-Number,Carrier,Recipients,Expires At,Message,Language,NOTIFY,Key\n\
        SLKU4802194;CSQU 305438-3 MSKU1234567,A1 B2,C3,MAEU,a@x.example; b@x.example,2027-01-31,\"Hello,\n\"\"you\"\"\",de,Yes,k1\n";
    let expected = json!({
        "targets": [
            { "targetType": "CONTAINER", "targetIds": ["SLKU4802194", "CSQU", "305438-3", "MSKU1234567"] },
            { "targetType": "MBL", "targetIds": ["A1", "B2"] },
            { "targetType": "BOOKING", "targetIds": ["C3"] },
        ],
        "scac": "MAEU",
        "receiverIds": ["a@x.example", "b@x.example"],
        "expiresAt": "2027-01-31T23:59:59Z",
        "note": "Hello,\n\"you\"",
        "locale": "de",
        "notify": true,
        "idempotencyKey": "k1",
    });
    assert_eq!(one(text), expected);
}

#[test]
fn the_separator_is_that_of_the_header() {
    let expected = json!({
        "targets": [{ "targetType": "CONTAINER", "targetIds": ["CSQU 305438-3"] }],
        "receiverIds": ["a@x.example", "b@x.example"],
    });
    for text in [
        "container,email\r\nCSQU 305438-3,a@x.example b@x.example\r\n",
        "container;email\nCSQU 305438-3;\"a@x.example;b@x.example\"\n",
        "container\temail\nCSQU 305438-3\ta@x.example,b@x.example",
    ] {
        assert_eq!(one(text), expected, "{text}");
    }
}

#[test]
fn a_reference_has_its_type_beside_it() {
    let body = one("type,reference,email\nmbl,A1;A2,a@x.example\n");
    let expected = json!([{ "targetType": "MBL", "targetIds": ["A1", "A2"] }]);
    assert_eq!(body["targets"], expected);
}

#[test]
fn a_wrong_header_is_the_whole_table_s_fault() {
    for (text, why) in [
        ("", "expected a column `email`"),
        ("container,colour,email\n", "unknown column \"colour\""),
        ("container,email,\n", "unknown column \"\""),
        (
            "container,containerno,email\n",
            "\"containerno\" is there twice",
        ),
        ("container,note\n", "expected a column `email`"),
        ("email\n", "expected a column `container`"),
        ("reference,email\n", "`reference` and `type` together"),
        ("container,type,email\n", "`reference` and `type` together"),
        ("container,email\n\"A,b\n", "is not closed"),
    ] {
        let told = bodies(text).unwrap_err();
        assert!(told.contains(why), "{text}: {told}");
    }
}

#[test]
fn a_wrong_row_is_its_own_fault_and_keeps_its_number() {
    let text = "container,reference,type,email,notify\n\
        SLKU4802194,,,a@x.example,maybe\n\
        ,,,,\n\
        ,A1,,a@x.example,\n\
        ,,,a@x.example,\n\
        SLKU4802194,,,,\n\
        SLKU4802194,a@x.example\n\
        SLKU4802194,,,a@x.example,0\n";
    let told: Vec<(usize, String)> = bodies(text)
        .unwrap()
        .into_iter()
        .map(|(number, body)| {
            let text = body.map_or_else(|problem| problem.to_string(), |body| body.to_string());
            (number, text)
        })
        .collect();
    let starts = [
        (1, "notify: expected yes or no"),
        (3, "type: expected"),
        (4, "targets: expected"),
        (5, "receiverIds: expected"),
        (6, "malformed_row: expected 5 cells, found 2"),
        (7, "{\"notify\":false"),
    ];
    assert_eq!(told.len(), starts.len());
    for ((number, text), (expected, start)) in told.iter().zip(starts) {
        assert_eq!(*number, expected);
        assert!(text.starts_with(start), "{text}");
    }
}
