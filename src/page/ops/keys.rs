//! API keys: who may call the API, for how long, and for what.

use maud::{Markup, html};
use time::OffsetDateTime;

use super::fields::{Field, Problem, Problems, copied, field};
use super::parts::{Notice, State, badge, date, notice, scroll, sentence};
use super::share::titled;
use super::{Frame, Place, document};

/// The scopes that a key can have, and what each allows.
const SCOPES: [(&str, &str); 5] = [
    ("mint", "Mint and change links"),
    ("read", "List links and see their state"),
    ("revoke:own", "Revoke and restore the links it minted"),
    ("revoke:any", "Revoke and restore any link"),
    ("audit", "Export the audit trail"),
];

/// The fields of the form, by the names under which problems come back.
const FIELDS: [&str; 3] = ["label", "scope", "days"];

/// An API key; never the key itself.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a> {
    /// Its id.
    pub id: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// What it may do.
    pub scopes: &'a [&'a str],
    /// When it was issued.
    pub issued: OffsetDateTime,
    /// When it ends by itself.
    pub ends: OffsetDateTime,
    /// Who issued it.
    pub by: &'a str,
    /// What stands of it.
    pub state: State,
}

/// What stands in the form that issues a key.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// What it will be called.
    pub label: &'a str,
    /// The scopes that are ticked.
    pub scopes: &'a [&'a str],
    /// For how many days.
    pub days: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

impl Form<'static> {
    /// The form as it first stands there.
    pub const EMPTY: Self = Self {
        label: "",
        scopes: &["mint", "read", "revoke:own"],
        days: "365",
        problems: &[],
    };
}

/// `GET /ops/keys`, and `POST /ops/keys` with something to mend.
#[must_use]
pub fn page(
    frame: &Frame<'_>,
    keys: &[Key<'_>],
    form: &Form<'_>,
    said: Option<Notice<'_>>,
) -> Markup {
    let main = html! {
        h1 { "API keys" }
        (notice(said))
        @if keys.is_empty() { p.empty { "No keys were issued here." } } @else { (table(keys)) }
        section {
            h2 { "Issue a key" }
            (issue(frame, form))
        }
    };
    document(
        frame,
        Some(Place::Keys),
        &titled("API keys", form.problems),
        &main,
    )
}

fn table(keys: &[Key<'_>]) -> Markup {
    scroll(
        "API keys",
        &html! {
            table.keys {
                caption.unseen { "API keys, newest first" }
                thead {
                    tr {
                        th scope="col" { "Label" }
                        th scope="col" { "May" }
                        th scope="col" { "State" }
                        th scope="col" { "Issued" }
                        th scope="col" { "Ends" }
                        th scope="col" { "By" }
                        td {}
                    }
                }
                tbody {
                    @for key in keys {
                        tr {
                            th scope="row" { bdi { (key.label) } span.line.address { (key.id) } }
                            td { @for scope in key.scopes { span.line { bdi { (scope) } } } }
                            td { (badge(key.state)) }
                            td.when { (date(key.issued)) }
                            td.when { (date(key.ends)) }
                            td { bdi { (key.by) } }
                            td.act {
                                @if key.state == State::Active {
                                    form method="post" action={ "/ops/keys/" (key.id) "/revoke" } {
                                        button.secondary.small type="submit" { "Revoke" span.unseen { " " (key.label) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn issue(frame: &Frame<'_>, form: &Form<'_>) -> Markup {
    let problems = Problems(form.problems);
    let wrong = form
        .problems
        .iter()
        .find(|problem| problem.field == "scope");
    html! {
        (problems.summary(&FIELDS))
        form.sheet method="post" action="/ops/keys" {
            (field(&Field { id: "label", name: "label", label: "Label", hint: Some("The system that will use it: it stands beside every link that it mints."), problems }, |tied| html! {
                input id=(tied.id) name=(tied.name) type="text" required maxlength=(frame.limits.label) dir="auto" autocomplete="off" value=(form.label)
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
            }))
            fieldset aria-describedby=[wrong.map(|_| "scope-problem")] {
                legend { "May" }
                @if let Some(problem) = wrong { p #scope-problem .problem dir="auto" { (sentence(problem.text)) } }
                @for (scope, allows) in SCOPES {
                    @let id = format!("scope-{}", scope.replace(':', "-"));
                    div.tick {
                        input id=(id) name=(id) type="checkbox" value="yes" checked[form.scopes.contains(&scope)];
                        label for=(id) { (allows) " " span.address { (scope) } }
                    }
                }
            }
            (field(&Field { id: "days", name: "days", label: "Valid for, in days", hint: None, problems }, |tied| html! {
                input.short id=(tied.id) name=(tied.name) type="number" inputmode="numeric" required min="1" max=(frame.limits.days) value=(form.days)
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
            }))
            button type="submit" { "Issue the key" }
        }
    }
}

/// `POST /ops/keys`, done: the only page that ever shows the key.
#[must_use]
pub fn issued(frame: &Frame<'_>, label: &str, key: &str, ends: OffsetDateTime) -> Markup {
    let main = html! {
        h1 { "A new API key" }
        (notice(Some(Notice::Done("The key works from now on. Copy it: it is not shown again."))))
        div.fresh-url {
            (copied("key", "The key", key))
            p.hint { "For " bdi { (label) } ", until " (date(ends)) ". Send it as " code { "Authorization: Bearer" } "." }
        }
        p.actions { a.button href="/ops/keys" { "I have copied it" } }
    };
    document(frame, Some(Place::Keys), "A new API key", &main)
}

/// `POST /ops/keys/{id}/revoke` without `step=confirm`: what it means.
#[must_use]
pub fn confirm(frame: &Frame<'_>, key: &Key<'_>) -> Markup {
    let main = html! {
        h1 { "Revoke this API key?" }
        dl.measure {
            dt { "Label" } dd { bdi { (key.label) } }
            dt { "Id" } dd { span.address { (key.id) } }
            dt { "Issued" } dd { (date(key.issued)) " by " bdi { (key.by) } }
        }
        p.measure {
            "It is refused from then on. The links that it has minted stay good; to end them with it, "
            a href={ "/ops/revoke?scope=issuer&value=" (key.id) } { "revoke it as an issuer" } "."
        }
        form.sheet method="post" action={ "/ops/keys/" (key.id) "/revoke" } {
            input type="hidden" name="step" value="confirm";
            div.field {
                label for="why" { "Reason (optional)" }
                input #why name="why" type="text" maxlength=(frame.limits.why) dir="auto" autocomplete="off";
            }
            p.actions {
                button.danger type="submit" { "Revoke the key" }
                a.button href="/ops/keys" { "Keep it" }
            }
        }
    };
    document(frame, Some(Place::Keys), "Revoke an API key", &main)
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{self, HOSTILE, NOW};
    use super::*;

    fn key(state: State) -> Key<'static> {
        Key {
            id: "key-1",
            label: HOSTILE,
            scopes: &["mint", HOSTILE],
            issued: NOW,
            ends: NOW,
            by: HOSTILE,
            state,
        }
    }

    #[test]
    fn only_a_key_that_works_can_be_revoked() {
        let keys = [State::Active, State::Revoked, State::Expired].map(key);
        let page = page(&specimen::frame(), &keys, &Form::EMPTY, None).into_string();
        assert_eq!(
            page.matches(r#"action="/ops/keys/key-1/revoke""#).count(),
            1
        );
        assert_eq!(page.matches(r#" name="scope-"#).count(), SCOPES.len());
        assert_eq!(page.matches(" checked").count(), 3);
        assert!(page.contains(r#"maxlength="61""#) && page.contains(r#"max="731""#));
        specimen::check_hostile(&page, 10);
    }

    #[test]
    fn what_is_wrong_with_the_form_stands_beside_it() {
        let problems = FIELDS.map(|field| Problem {
            field,
            text: HOSTILE,
        });
        let form = Form {
            label: HOSTILE,
            scopes: &[],
            days: HOSTILE,
            problems: &problems,
        };
        let page = page(&specimen::frame(), &[], &form, Some(Notice::Done(HOSTILE))).into_string();
        assert!(page.contains("No keys were issued here."));
        assert!(page.contains(r#"<fieldset aria-describedby="scope-problem">"#));
        specimen::check_hostile(&page, 6);
    }

    #[test]
    fn the_key_is_shown_once_and_its_end_is_confirmed() {
        let page = issued(&specimen::frame(), HOSTILE, HOSTILE, NOW).into_string();
        assert!(page.contains("not shown again"));
        specimen::check_hostile(&page, 2);
        let page = confirm(&specimen::frame(), &key(State::Active)).into_string();
        assert!(page.contains(r#"name="step" value="confirm""#));
        assert!(page.contains("links that it has minted stay good"));
        assert!(page.contains(r#"href="/ops/revoke?scope=issuer&amp;value=key-1""#));
        specimen::check_hostile(&page, 2);
    }
}
