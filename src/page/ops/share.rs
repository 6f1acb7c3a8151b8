//! Sharing shipments: the form, and the link that came of it.

use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

use super::fields::{Field, Problem, Problems, Tied, copied, field};
use super::parts::{Notice, date, day, notice, shipment};
use super::{Frame, Place, document};
use crate::language::Language;
use crate::reference::Reference;

/// The kinds of number that can be chosen, as the API and as people name them.
pub(super) const KINDS: [(&str, &str); 3] = [
    ("CONTAINER", "Container"),
    ("MBL", "Master bill of lading"),
    ("BOOKING", "Booking"),
];

/// The fields of the form, by the names under which problems come back.
const FIELDS: [&str; 7] = [
    "type",
    "numbers",
    "carrier",
    "recipients",
    "expires",
    "note",
    "locale",
];

/// What stands in the form: empty, or as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// Names this very attempt, so that sending twice is sharing once.
    pub key: &'a str,
    /// The kind of number, as the API names it.
    pub kind: &'a str,
    /// The numbers, one a line.
    pub numbers: &'a str,
    /// The carrier's SCAC.
    pub carrier: &'a str,
    /// The addresses, one a line.
    pub recipients: &'a str,
    /// The last day, `2026-11-22`; empty for as long as links usually live.
    pub expires: &'a str,
    /// The message to the recipients.
    pub note: &'a str,
    /// The tag of the mail's language; empty for the deployment's own.
    pub locale: &'a str,
    /// Whether the recipients are mailed.
    pub notify: bool,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

impl Form<'_> {
    /// The form as it first stands there.
    #[must_use]
    pub const fn empty(key: &str) -> Form<'_> {
        Form {
            key,
            kind: "CONTAINER",
            numbers: "",
            carrier: "",
            recipients: "",
            expires: "",
            note: "",
            locale: "",
            notify: true,
            problems: &[],
        }
    }
}

/// `GET /ops/share`, and `POST /ops/share` with something to mend.
#[must_use]
pub fn form(frame: &Frame<'_>, form: &Form<'_>) -> Markup {
    let problems = Problems(form.problems);
    let limits = frame.limits;
    let numbers_hint = format!("One a line, {} at most.", limits.shipments);
    let recipients_hint = format!(
        "One a line, {} at most. Only they can open the link.",
        limits.recipients
    );
    let note_hint = format!(
        "It stands in the mail and on the page; {} characters at most.",
        limits.note
    );
    let main = html! {
        h1 { "Share a shipment" }
        p.lead.measure {
            "One link for up to " (limits.shipments) " shipments and " (limits.recipients) " recipients. Many at once go "
            a href="/ops/bulk" { "in bulk" } "."
        }
        (problems.summary(&FIELDS))
        form.sheet.two method="post" action="/ops/share" {
            input type="hidden" name="key" value=(form.key);
            fieldset {
                legend { "What" }
                div.pair {
                    (field(&described("type", "Type", None, problems), |tied| kinds(tied, form.kind)))
                    (field(&described("carrier", "Carrier’s SCAC (optional)", None, problems), |tied| html! {
                        input id=(tied.id) name=(tied.name) type="text" maxlength="4" dir="ltr" autocomplete="off"
                            autocapitalize="characters" spellcheck="false" placeholder="MAEU" value=(form.carrier)
                            aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
                    }))
                }
                (lines("numbers", "Numbers", &numbers_hint, form.numbers, problems))
                (field(&described("expires", "Works until the end of (optional)", Some("Empty: as long as usual. It ends earlier once everything is delivered."), problems), |tied| html! {
                    input.short id=(tied.id) name=(tied.name) type="date" min=(day(frame.now + Duration::DAY)) value=(form.expires)
                        aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
                }))
            }
            fieldset {
                legend { "To whom" }
                (lines("recipients", "Recipients’ addresses", &recipients_hint, form.recipients, problems))
                (field(&described("note", "Message (optional)", Some(&note_hint), problems), |tied| html! {
                    textarea id=(tied.id) name=(tied.name) rows="3" maxlength=(limits.note) dir="auto"
                        aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] { (form.note) }
                }))
                (field(&described("locale", "Language of the mail", None, problems), |tied| languages(tied, form.locale)))
                div.tick {
                    input #notify name="notify" type="checkbox" value="yes" checked[form.notify];
                    label for="notify" { "Mail the link to the recipients" }
                }
            }
            button type="submit" { "Share" }
        }
    };
    document(
        frame,
        Some(Place::Share),
        titled("Share a shipment", form.problems).as_str(),
        &main,
    )
}

fn described<'a>(
    name: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    problems: Problems<'a>,
) -> Field<'a> {
    Field {
        id: name,
        name,
        label,
        hint,
        problems,
    }
}

fn lines<'a>(
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    value: &str,
    problems: Problems<'a>,
) -> Markup {
    field(&described(name, label, Some(hint), problems), |tied| {
        html! {
            textarea.address id=(tied.id) name=(tied.name) rows="3" required dir="ltr" autocomplete="off" spellcheck="false"
                aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] { (value) }
        }
    })
}

/// The kinds of number to choose from.
pub(super) fn kinds(tied: &Tied<'_>, chosen: &str) -> Markup {
    html! {
        select id=(tied.id) name=(tied.name) aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] {
            @for (value, name) in KINDS { option value=(value) selected[value == chosen] { (name) } }
        }
    }
}

fn languages(tied: &Tied<'_>, chosen: &str) -> Markup {
    html! {
        select id=(tied.id) name=(tied.name) autocomplete="off" aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] {
            option value="" { "As usual" }
            @for language in Language::ALL {
                option value=(language.tag()) lang=(language.tag()) selected[language.tag() == chosen] { (language.endonym()) }
            }
        }
    }
}

/// The title is the first thing that a screen reader says.
pub(super) fn titled(title: &str, problems: &[Problem<'_>]) -> String {
    if problems.is_empty() {
        title.to_owned()
    } else {
        format!("Please check: {title}")
    }
}

/// How a recipient's mail went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// The carrier took it.
    Sent,
    /// It is tried again.
    Waiting,
    /// The carrier refused it.
    Refused,
}

/// The link that was minted.
#[derive(Debug, Clone, Copy)]
pub struct Done<'a> {
    /// Its id.
    pub link_id: &'a str,
    /// The URL to pass on.
    pub share_url: &'a str,
    /// When it ends by itself.
    pub ends: OffsetDateTime,
    /// Its shipments.
    pub shipments: &'a [Reference],
    /// Each recipient's masked address, and how the mail went; `None` where none
    /// was asked for.
    pub recipients: &'a [(String, Option<Mailed>)],
    /// What else should be known: a check digit that is wrong, for one.
    pub warnings: &'a [String],
}

/// `POST /ops/share`, done.
#[must_use]
pub fn done(frame: &Frame<'_>, done: &Done<'_>) -> Markup {
    let refused = done
        .recipients
        .iter()
        .any(|(_, mailed)| *mailed == Some(Mailed::Refused));
    let said = if refused {
        Notice::Failed("The link works, but not every mail was taken. Pass it on yourself.")
    } else {
        Notice::Done("The link works from now on.")
    };
    let main = html! {
        h1 { "Shared" }
        (notice(Some(said)))
        @for warning in done.warnings { p.notice.warning dir="auto" { (warning) } }
        div.fresh-url {
            (copied("share-url", "The link to pass on", done.share_url))
            p.hint { "Whoever opens it is asked for a code, which only the recipients get." }
        }
        section.facts {
            h2.unseen { "What was shared" }
            dl {
                dt { "Shipments" }
                dd { @for one in done.shipments { span.line { (shipment(one)) } } }
                dt { "Recipients" }
                dd {
                    @for (masked, mailed) in done.recipients {
                        span.line {
                            bdi { (masked) }
                            @match mailed {
                                Some(Mailed::Sent) => { " " span.quiet { "mailed" } },
                                Some(Mailed::Waiting) => { " " span.quiet { "mail is tried again" } },
                                Some(Mailed::Refused) => { " " span.bad { "mail refused" } },
                                None => {},
                            }
                        }
                    }
                }
                dt { "Works until" }
                dd { (date(done.ends)) }
            }
        }
        p.actions {
            a.button href={ "/ops/links/" (done.link_id) } { "See this link" }
            a.button href="/ops/share" { "Share another" }
        }
    };
    document(frame, Some(Place::Share), "Shared", &main)
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{self, HOSTILE, LINK_ID, NOW, SHIPMENTS};
    use super::*;

    #[test]
    fn the_empty_form_asks_for_everything_by_name() {
        let page = form(&specimen::frame(), &Form::empty("k1")).into_string();
        for field in FIELDS.iter().chain(&["notify", "key"]) {
            assert_eq!(
                page.matches(&format!(r#"name="{field}""#)).count(),
                1,
                "{field}"
            );
        }
        assert!(page.contains(r#"min="2026-11-23""#));
        for limit in [
            "up to 11 shipments and 6 recipients",
            "11 at most",
            "6 at most",
            r#"maxlength="281""#,
        ] {
            assert!(page.contains(limit), "{limit}");
        }
        assert!(page.contains(r#"value="yes" checked"#));
        assert!(!page.contains("aria-invalid="));
        crate::page::check::page(&page);
    }

    #[test]
    fn what_was_typed_comes_back_with_what_is_wrong_beside_it() {
        let problems = FIELDS.map(|field| Problem {
            field,
            text: HOSTILE,
        });
        let typed = Form {
            key: HOSTILE,
            kind: "MBL",
            numbers: HOSTILE,
            carrier: HOSTILE,
            recipients: HOSTILE,
            expires: HOSTILE,
            note: HOSTILE,
            locale: "ko",
            notify: false,
            problems: &problems,
        };
        let page = form(&specimen::frame(), &typed).into_string();
        assert!(page.contains("<title>Please check: "));
        assert!(page.contains(r#"<option value="MBL" selected>"#));
        assert!(page.contains(r#"<option value="ko" lang="ko" selected>"#));
        assert!(!page.contains(" checked"));
        assert_eq!(page.matches("aria-invalid=\"true\"").count(), FIELDS.len());
        specimen::check_hostile(&page, FIELDS.len() + 6);
    }

    #[test]
    fn the_link_is_shown_to_be_passed_on_and_a_refused_mail_is_said() {
        for (sent, word) in [
            (Some(Mailed::Sent), "mailed"),
            (Some(Mailed::Waiting), "mail is tried again"),
            (Some(Mailed::Refused), "mail refused"),
            (None, "The link works from now on."),
        ] {
            let page = done(
                &specimen::frame(),
                &Done {
                    link_id: LINK_ID,
                    share_url: HOSTILE,
                    ends: NOW,
                    shipments: &SHIPMENTS,
                    recipients: &[(HOSTILE.to_owned(), sent)],
                    warnings: &[HOSTILE.to_owned()],
                },
            )
            .into_string();
            assert!(page.contains(word));
            assert!(page.contains(r#"data-copy="share-url" hidden"#));
            specimen::check_hostile(&page, 3);
        }
    }
}
