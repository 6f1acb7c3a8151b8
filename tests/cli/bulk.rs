//! `sealink bulk`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::deployment::{API_KEY, Deployment, batch, busy, drops, hangs, problem, success};
use super::*;

/// A table of so many rows that all differ.
fn table(rows: usize) -> String {
    let mut text = "container,email\n".to_owned();
    for row in 1..=rows {
        writeln!(text, "SLKU4802194,r{row}@x.example").unwrap();
    }
    text
}

fn bulk(deployment: &Deployment, file: &str, more: &[&str]) -> Output {
    let args = [&["bulk", file], more].concat();
    let output = deployment.call(&args).output().unwrap();
    let told = format!("{}{}", out(&output), err(&output));
    assert!(!told.contains(API_KEY), "{told}");
    output
}

/// The lines of a file of results.
fn results(file: &str) -> Vec<Value> {
    let text = fs::read_to_string(format!("{file}.results.ndjson")).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn receivers(rows: &[Value]) -> Vec<&str> {
    rows.iter()
        .map(|row| row["receiverIds"][0].as_str().unwrap())
        .collect()
}

#[test]
fn bulk_sends_chunks_and_keeps_the_results() {
    let folder = Folder::new("bulk-chunks");
    let file = folder.file("links.csv");
    fs::write(&file, table(250)).unwrap();
    let deployment = Deployment::new(vec![batch(), batch(), batch()]);
    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(out(&output).starts_with("250 rows: 250 created, 0 known, 0 failed, 0 skipped\n"));
    assert!(err(&output).contains("100 of 250 rows: 100 created"));

    let asked = deployment.asked();
    let sizes: Vec<usize> = asked.iter().map(|asked| asked.rows().len()).collect();
    assert_eq!(sizes, [100, 100, 50]);
    assert!(asked.iter().all(|asked| asked.path == "/share/links/batch"));
    let rows: Vec<Value> = asked.iter().flat_map(deployment::Asked::rows).collect();
    let keys: BTreeSet<&str> = rows
        .iter()
        .map(|row| row["idempotencyKey"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len(), 250);
    assert!(keys.iter().all(|key| key.len() == 64));

    let results = results(&file);
    assert_eq!(results.len(), 250);
    let third = &results[2];
    let key = rows[2]["idempotencyKey"].as_str().unwrap();
    assert_eq!(third["row"], 3);
    assert_eq!(third["outcome"], "created");
    assert_eq!(third["idempotencyKey"], key);
    assert_eq!(third["deployment"], deployment.url());
    assert_eq!(
        third["link"]["shareUrl"],
        format!("https://a.example/t/v4.public.{key}")
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_results() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("bulk-private");
    let (file, own) = (folder.file("links.csv"), folder.file("own"));
    fs::write(&file, table(1)).unwrap();
    let deployment = Deployment::new(vec![batch()]);
    assert_eq!(
        code(&bulk(&deployment, &file, &["--results", &own])),
        Some(0)
    );
    let mode = fs::metadata(&own).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!Path::new(&format!("{file}.results.ndjson")).exists());
}

#[test]
fn bulk_tells_failed_rows_by_number_field_and_reason() {
    let folder = Folder::new("bulk-failed");
    let file = folder.file("links.csv");
    let text = "container,email,note,notify\nSLKU4802194,a@x.example,,\nSLKU4802194,b@x.example,fail,\n\
        SLKU4802194,c@x.example,,perhaps\nSLKU4802194,d@x.example,known,\n";
    fs::write(&file, text).unwrap();
    let deployment = Deployment::new(vec![batch()]);
    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(3), "{}", err(&output));
    let told = out(&output);
    assert!(
        told.contains("4 rows: 1 created, 1 known, 2 failed, 0 skipped"),
        "{told}"
    );
    assert!(
        told.contains("row 2: receiverIds[0]: expected a mail address"),
        "{told}"
    );
    assert!(told.contains("row 3: notify: expected yes or no"), "{told}");
    assert_eq!(deployment.asked()[0].rows().len(), 3);

    // The failed ones are sent again, the others are not.
    let text = text.replace(",fail,", ",good,").replace("perhaps", "no");
    fs::write(&file, text).unwrap();
    let again = Deployment::new(vec![batch()]);
    let results_of_before = fs::read_to_string(format!("{file}.results.ndjson")).unwrap();
    let moved = results_of_before.replace(deployment.url(), again.url());
    fs::write(format!("{file}.results.ndjson"), moved).unwrap();
    let output = bulk(&again, &file, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert_eq!(
        receivers(&again.asked()[0].rows()),
        ["b@x.example", "c@x.example"]
    );
    assert!(out(&output).contains("2 created, 0 known, 0 failed, 2 skipped"));
}

#[test]
fn bulk_prints_a_line_of_json_for_every_row_and_one_for_all() {
    let folder = Folder::new("bulk-json");
    let file = folder.file("links.ndjson");
    let text = "{\"targets\":[],\"receiverIds\":[\"a@x.example\"],\"note\":\"fail\"}\n\nnonsense\n\
        {\"targets\":[],\"receiverIds\":[\"b@x.example\"],\"idempotencyKey\":\"mine\"}\n";
    fs::write(&file, text).unwrap();
    let deployment = Deployment::new(vec![batch()]);
    let output = bulk(&deployment, &file, &["--json"]);
    assert_eq!(code(&output), Some(3), "{}", err(&output));
    let text = out(&output);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let rows: Vec<(u64, &str)> = lines[..3]
        .iter()
        .map(|line| {
            (
                line["row"].as_u64().unwrap(),
                line["outcome"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(rows, [(2, "failed"), (1, "failed"), (3, "created")]);
    assert_eq!(lines[0]["problem"]["code"], "malformed_row");
    assert_eq!(lines[1]["problem"]["field"], "receiverIds[0]");
    assert_eq!(lines[2]["idempotencyKey"], "mine");
    let summary = json!({ "summary": {
        "rows": 3, "created": 1, "known": 0, "failed": 2, "skipped": 0, "unsent": 0,
        "results": format!("{file}.results.ndjson"),
    }});
    assert_eq!(lines[3..], [summary]);
    assert_eq!(lines[..3], results(&file));
}

#[test]
fn the_same_row_is_one_link_in_any_form_and_place() {
    let folder = Folder::new("bulk-same");
    let row = json!({
        "receiverIds": ["a@x.example"],
        "targets": [{ "targetIds": ["SLKU4802194"], "targetType": "CONTAINER" }],
    });
    let mut keys = BTreeSet::new();
    for (name, text) in [
        (
            "a.csv",
            "container,email\nSLKU4802194,a@x.example\n".to_owned(),
        ),
        (
            "b.csv",
            "\u{feff}Email;Booking;Container\n\"a@x.example\";;SLKU4802194\n".to_owned(),
        ),
        ("c.ndjson", format!("{row}\n")),
        ("d.json", json!([row]).to_string()),
        ("e", json!({ "links": [row] }).to_string()),
    ] {
        let file = folder.file(name);
        fs::write(&file, text).unwrap();
        let deployment = Deployment::new(vec![batch()]);
        assert_eq!(
            code(&bulk(&deployment, &file, &["--notify"])),
            Some(0),
            "{name}"
        );
        let sent = deployment.asked()[0].rows().remove(0);
        assert_eq!(sent["notify"], true);
        keys.insert(sent["idempotencyKey"].as_str().unwrap().to_owned());
    }
    assert_eq!(keys.len(), 1);

    // Twice in a file, it is sent once, and each row has its result.
    let file = folder.file("twice.csv");
    fs::write(&file, table(2) + "SLKU4802194,r1@x.example\n").unwrap();
    let deployment = Deployment::new(vec![batch()]);
    assert_eq!(code(&bulk(&deployment, &file, &[])), Some(0));
    assert_eq!(deployment.asked()[0].rows().len(), 2);
    let told: Vec<Value> = results(&file)
        .iter()
        .map(|result| json!([result["row"], result["outcome"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([[1, "created"], [3, "known"], [2, "created"]])
    );
}

#[test]
fn a_row_s_own_word_on_mail_stands() {
    let folder = Folder::new("bulk-notify");
    let file = folder.file("links.csv");
    let text = "container,email,notify\nSLKU4802194,a@x.example,no\nSLKU4802194,b@x.example,\n";
    fs::write(&file, text).unwrap();
    let deployment = Deployment::new(vec![batch()]);
    assert_eq!(code(&bulk(&deployment, &file, &["--notify"])), Some(0));
    let rows = deployment.asked()[0].rows();
    assert_eq!(
        (&rows[0]["notify"], &rows[1]["notify"]),
        (&json!(false), &json!(true))
    );
}

#[test]
fn bulk_goes_on_where_the_connection_broke() {
    let folder = Folder::new("bulk-broken");
    let file = folder.file("links.csv");
    fs::write(&file, table(150)).unwrap();
    // The first chunk is answered, the second breaks in all four tries.
    let deployment = Deployment::new(vec![batch(), drops(), drops(), drops(), drops(), batch()]);
    let output = bulk(&deployment, &file, &["--json"]);
    assert_eq!(code(&output), Some(5), "{}", err(&output));
    assert!(err(&output).contains("50 of 150 rows are without an answer"));
    let text = out(&output);
    let tail: Vec<Value> = text
        .lines()
        .skip(100)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(tail[0]["summary"]["unsent"], 50);
    assert_eq!(tail[1]["exitCode"], 5);
    assert_eq!(results(&file).len(), 100);

    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(out(&output).starts_with("150 rows: 50 created, 0 known, 0 failed, 100 skipped"));
    let asked = deployment.asked();
    assert_eq!(asked[5].rows(), asked[1].rows());
    assert_eq!(receivers(&asked[5].rows())[0], "r101@x.example");

    // All done: nothing is sent, and nothing needs to be reached.
    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(out(&output).contains("150 skipped"));
}

#[test]
fn bulk_goes_on_where_it_was_killed() {
    let folder = Folder::new("bulk-killed");
    let file = folder.file("links.csv");
    fs::write(&file, table(120)).unwrap();
    let deployment = Deployment::new(vec![batch(), hangs(), batch()]);
    let mut child = deployment
        .call(&["bulk", &file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    deployment.wait_for(2);
    child.kill().unwrap();
    child.wait().unwrap();
    // The kill may have torn the last line.
    let path = format!("{file}.results.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 100);
    fs::write(&path, format!("{text}{{\"row\":101,\"outc")).unwrap();

    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    let rows = deployment.asked()[2].rows();
    assert_eq!(rows.len(), 20);
    assert_eq!(receivers(&rows)[0], "r101@x.example");
    let text = fs::read_to_string(&path).unwrap();
    let whole = text
        .lines()
        .filter(|line| serde_json::from_str::<Value>(line).is_ok());
    assert_eq!(whole.count(), 120);
}

#[test]
fn another_deployment_s_results_do_not_count() {
    let folder = Folder::new("bulk-elsewhere");
    let file = folder.file("links.csv");
    fs::write(&file, table(1)).unwrap();
    for _ in 0..2 {
        let deployment = Deployment::new(vec![batch()]);
        assert_eq!(code(&bulk(&deployment, &file, &[])), Some(0));
        assert_eq!(deployment.asked().len(), 1);
    }
    assert_eq!(results(&file).len(), 2);
}

#[test]
fn bulk_waits_while_the_deployment_is_busy() {
    let folder = Folder::new("bulk-busy");
    let file = folder.file("links.csv");
    fs::write(&file, table(1)).unwrap();
    let deployment = Deployment::new(vec![busy(429, "0"), batch()]);
    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(0), "{}", err(&output));
    assert!(err(&output).contains("trying again in 0 s"));
    let asked = deployment.asked();
    assert_eq!(asked[0].rows(), asked[1].rows());
}

#[test]
fn bulk_stops_where_the_whole_call_is_refused() {
    let folder = Folder::new("bulk-refused");
    let file = folder.file("links.csv");
    fs::write(&file, table(101)).unwrap();
    for (status, expected) in [(403, 4), (413, 1)] {
        let deployment = Deployment::new(vec![problem(status, "some_code", "no")]);
        let output = bulk(&deployment, &file, &[]);
        assert_eq!(code(&output), Some(expected));
        assert!(err(&output).contains("101 of 101 rows are without an answer"));
        assert_eq!(deployment.asked().len(), 1);
    }
}

#[test]
fn a_row_that_the_deployment_leaves_out_has_failed() {
    let folder = Folder::new("bulk-left-out");
    let file = folder.file("links.csv");
    fs::write(&file, table(2)).unwrap();
    let detail = "no \u{1b}[31m v4.public.SECRET";
    let answer = json!({ "results": [{ "row": 2, "outcome": "failed", "problem": { "code": "x", "detail": detail } }] });
    let deployment = Deployment::new(vec![success(200, &answer)]);
    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(3));
    let told = out(&output);
    assert!(
        told.contains("row 1: unanswered: the deployment left this row out"),
        "{told}"
    );
    assert!(told.contains("row 2: x: no [31m v4.public.…"), "{told}");
    assert!(
        !fs::read_to_string(format!("{file}.results.ndjson"))
            .unwrap()
            .contains("SECRET")
    );
}

#[test]
fn mails_that_failed_are_told() {
    let folder = Folder::new("bulk-mails");
    let file = folder.file("links.csv");
    fs::write(&file, table(1)).unwrap();
    let link = json!({
        "linkId": "one", "deliveries": [{ "recipient": "r***@x.example", "status": "failed" }],
        "warnings": ["check digit"],
    });
    let answer = json!({ "results": [{ "row": 1, "outcome": "created", "link": link }] });
    let deployment = Deployment::new(vec![success(200, &answer)]);
    let output = bulk(&deployment, &file, &[]);
    assert_eq!(code(&output), Some(0));
    assert!(out(&output).contains("row 1: mail to r***@x.example failed"));
    assert!(out(&output).contains("row 1: warning: check digit"));
}

#[test]
fn a_file_that_cannot_be_read_is_a_wrong_call() {
    let folder = Folder::new("bulk-unreadable");
    let deployment = Deployment::new(vec![]);
    let refused = |name: &str, bytes: &[u8], why: &str| {
        let file = folder.file(name);
        fs::write(&file, bytes).unwrap();
        let output = bulk(&deployment, &file, &[]);
        assert_eq!(code(&output), Some(2), "{name}");
        assert!(err(&output).contains(why), "{name}: {}", err(&output));
        assert!(!Path::new(&format!("{file}.results.ndjson")).exists());
    };
    refused(
        "header.csv",
        b"container,colour,email\nA,b,c\n",
        "unknown column \"colour\"",
    );
    refused(
        "no-recipient.csv",
        b"container\nA\n",
        "expected a column `email`",
    );
    refused("latin1.csv", b"container,email\nA,\xe9\n", "UTF-8");
    refused("open.csv", b"container,email\n\"A,b\n", "not closed");
    refused("empty.csv", b"container,email\n", "no rows");
    refused("empty.ndjson", b"\n", "no rows");
    refused("broken.json", b"[{", "expected JSON");
    refused("other.json", b"{\"a\":1}", "expected a list of links");
    let output = bulk(&deployment, &folder.file("missing.csv"), &[]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("missing.csv"));
}

#[test]
fn no_other_file_is_taken_for_results() {
    let folder = Folder::new("bulk-results");
    let deployment = Deployment::new(vec![]);
    let file = folder.file("links.csv");
    fs::write(&file, table(1)).unwrap();
    let output = bulk(&deployment, &file, &["--results", &file]);
    assert_eq!(code(&output), Some(2));
    assert!(err(&output).contains("this file holds something else"));
    assert_eq!(fs::read_to_string(&file).unwrap(), table(1));
    let nowhere = folder.file("no/such/folder");
    let output = bulk(&deployment, &file, &["--results", &nowhere]);
    assert_eq!(code(&output), Some(2));
    assert!(deployment.asked().is_empty());
}
