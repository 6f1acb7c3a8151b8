//! What can be done with a link: extended, given to one more or one fewer,
//! revoked, and restored.

use maud::{Markup, html};
use time::Duration;

use super::super::Frame;
use super::super::fields::{Field, Problems, Tied, field};
use super::super::parts::{State, day};
use super::View;

/// The fields of these forms, by the names under which problems come back.
pub(super) const FIELDS: [&str; 4] = ["expires", "email", "recipient", "why"];

/// The forms that fit the link's state.
pub(super) fn forms(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let own = view.revoked.is_some_and(|revoked| revoked.own);
    html! {
        @if view.link.state == State::Active {
            section.changes {
                h2 { "Change" }
                (extend(frame, view))
                (add(view))
                @if view.recipients.len() > 1 || !view.problems.is_empty() { (drop(view)) }
                @else if view.recipients.len() == 1 { p.hint { "Its only recipient cannot be dropped; revoke the link instead." } }
                (revoke(frame, view))
            }
        } @else if own {
            section.changes {
                h2 { "Restore" }
                (restore(frame, view))
            }
        } @else {
            section.changes {
                h2 { "Share again" }
                p { "This link does not open any more. " a href="/ops/share" { "Share the shipment again" } "." }
            }
        }
    }
}

fn extend(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let expires = Field {
        id: "expires",
        name: "expires",
        label: "Works until the end of",
        hint: None,
        problems: Problems(view.problems),
    };
    change(
        view,
        "extend",
        "Set the date",
        &field(&expires, |tied| {
            html! {
                input id=(tied.id) name=(tied.name) type="date" required value=(day(view.link.ends))
                    min=(day(frame.now + Duration::DAY))
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
            }
        }),
    )
}

fn add(view: &View<'_>) -> Markup {
    let email = Field {
        id: "email",
        name: "email",
        label: "Add a recipient",
        hint: None,
        problems: Problems(view.problems),
    };
    change(
        view,
        "add",
        "Add and mail",
        &field(&email, |tied| {
            html! {
                input id=(tied.id) name=(tied.name) type="email" required maxlength="254" dir="ltr"
                    autocomplete="off" placeholder="name@company.com"
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
            }
        }),
    )
}

fn drop(view: &View<'_>) -> Markup {
    let recipient = Field {
        id: "recipient",
        name: "recipient",
        label: "Drop a recipient",
        hint: None,
        problems: Problems(view.problems),
    };
    change(
        view,
        "drop",
        "Drop",
        &field(&recipient, |tied| {
            html! {
                select id=(tied.id) name=(tied.name) required
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] {
                    option value="" { "Choose" }
                    @for one in view.recipients.iter().filter(|one| !one.revoked) {
                        option value=(one.id) dir="auto" { (one.masked) }
                    }
                }
            }
        }),
    )
}

/// One line: a field and its button.
fn change(view: &View<'_>, what: &str, button: &str, field: &Markup) -> Markup {
    html! {
        form.one method="post" action={ "/ops/links/" (view.link.link_id) "/change" } {
            input type="hidden" name="change" value=(what);
            (field)
            button.secondary type="submit" { (button) }
        }
    }
}

fn revoke(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    html! {
        form.one method="post" action="/ops/revoke" {
            input type="hidden" name="step" value="preview";
            input type="hidden" name="scope" value="link";
            input type="hidden" name="value" value=(view.link.link_id);
            (field(&why(view, "Reason to revoke (optional)"), |tied| reason(frame, tied)))
            button.secondary.danger type="submit" { "Revoke" }
        }
    }
}

fn restore(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    html! {
        form.one method="post" action={ "/ops/links/" (view.link.link_id) "/restore" } {
            (field(&why(view, "The reason (optional)"), |tied| reason(frame, tied)))
            button.secondary type="submit" { "Restore" }
        }
        p.hint { "The same link opens again, for the same recipients; everywhere within two minutes." }
    }
}

fn why<'a>(view: &View<'a>, label: &'a str) -> Field<'a> {
    Field {
        id: "why",
        name: "why",
        label,
        hint: None,
        problems: Problems(view.problems),
    }
}

fn reason(frame: &Frame<'_>, tied: &Tied<'_>) -> Markup {
    html! {
        input id=(tied.id) name=(tied.name) type="text" maxlength=(frame.limits.why) dir="auto" autocomplete="off"
            aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
    }
}
