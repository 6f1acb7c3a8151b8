//! What holds for every page, whatever stands in it. Also used, by its path,
//! by the test that writes the pages out.

use std::collections::HashSet;

/// Elements without an end tag (HTML 13.1.2), of those that we use.
const VOID: [&str; 6] = ["br", "hr", "img", "input", "link", "meta"];

/// Panics, naming what is wrong, unless `html` is a page of ours.
pub(crate) fn page(html: &str) {
    assert!(html.starts_with("<!DOCTYPE html><html lang=\""));
    assert_eq!(html.matches("<h1").count(), 1, "one h1");
    assert_eq!(html.matches("<main").count(), 1, "one main");
    let names = elements(html);
    assert_eq!(names.first().map(String::as_str), Some("html"));
    let ids = attributes(html, "id");
    let known: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(known.len(), ids.len(), "an id stands twice: {ids:?}");
    for name in ["for", "aria-describedby", "aria-labelledby"] {
        for target in attributes(html, name)
            .iter()
            .flat_map(|value| value.split(' '))
        {
            assert!(known.contains(target), "{name} points at nothing: {target}");
        }
    }
    for target in attributes(html, "href") {
        match target.strip_prefix('#') {
            Some(id) => assert!(known.contains(id), "a jump to nothing: {id}"),
            None => assert!(local(target) || left(target), "another host: {target}"),
        }
    }
    for name in ["src", "action"] {
        for target in attributes(html, name) {
            let inline = name == "src" && target.starts_with("data:image/");
            assert!(local(target) || inline, "another host: {target}");
        }
    }
}

/// Out of the page by the reader's own click: to the sender's contact, or into
/// the calendar.
fn left(target: &str) -> bool {
    ["mailto:", "tel:", "https://", "webcal://"]
        .iter()
        .any(|scheme| target.starts_with(scheme))
}

fn local(target: &str) -> bool {
    target.starts_with('/') && !target.starts_with("//")
}

/// The elements in order, after checking that they nest and end as they must,
/// and that none carries what the policy forbids.
fn elements(html: &str) -> Vec<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut names = Vec::new();
    for tag in tags(html) {
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "ends in the wrong order: </{name}>");
            continue;
        }
        names.push(name.to_owned());
        assert!(!tag.contains(" style="), "a style attribute: <{tag}>");
        assert!(
            !tag.contains(" on"),
            "an event handler or the like: <{tag}>"
        );
        assert!(
            name != "script" || tag.contains(" src="),
            "a script in the page"
        );
        if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "never ended: {open:?}");
    names
}

/// What stands between angle brackets. Escaped text holds none, and neither
/// does the style.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<')
        .skip(1)
        .map(|rest| {
            rest.split_once('>')
                .unwrap_or_else(|| panic!("a bracket without its end: <{rest}"))
                .0
        })
        .filter(|tag| !tag.starts_with('!'))
}

fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    tags(html)
        .filter_map(|tag| Some(tag.split_once(&start)?.1.split_once('"')?.0))
        .collect()
}
