//! Revoking more than one link: choose what, look at what it hits, confirm.

use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

use super::parts::{
    Field, Listed, Notice, Problem, Problems, clock, counted, field, moment, notice,
};
use super::share::{kinds, titled};
use super::{Frame, Place, document, links};

/// What is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One link, by its id or its URL.
    Link,
    /// Every link to a shipment.
    Shipment,
    /// Everything that a recipient was given.
    Recipient,
    /// Everything that the people of a mail domain were given.
    Domain,
    /// Every link that a key or a person minted.
    Issuer,
    /// An API key.
    Key,
}

impl Scope {
    /// Every scope, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Link,
        Self::Shipment,
        Self::Recipient,
        Self::Domain,
        Self::Issuer,
        Self::Key,
    ];

    /// The word for it in the form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Shipment => "shipment",
            Self::Recipient => "recipient",
            Self::Domain => "domain",
            Self::Issuer => "issuer",
            Self::Key => "key",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// Its name, and what is typed for it.
    const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => ("A link", "Its id, or the URL that was passed on"),
            Self::Shipment => (
                "A shipment",
                "Its number: every link to it, minted until now",
            ),
            Self::Recipient => (
                "A recipient",
                "An address: every link’s access for it, given until now",
            ),
            Self::Domain => (
                "A recipient domain",
                "customer.example: the same for all of its addresses",
            ),
            Self::Issuer => (
                "An issuer",
                "The id of a key or a person: every link minted until now",
            ),
            Self::Key => ("An API key", "Its id: it is refused from now on"),
        }
    }
}

/// The fields of the form, by the names under which problems come back.
const FIELDS: [&str; 4] = ["scope", "value", "type", "why"];

/// What stands in the form.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// What is revoked.
    pub scope: Scope,
    /// Which, as it was typed.
    pub value: &'a str,
    /// The kind of number, as the API names it, where it is a shipment.
    pub kind: &'a str,
    /// Why.
    pub why: &'a str,
    /// What is wrong with it.
    pub problems: &'a [Problem<'a>],
}

/// `GET /ops/revoke`, and `POST /ops/revoke` with something to mend.
#[must_use]
pub fn form(frame: &Frame<'_>, form: &Form<'_>) -> Markup {
    let problems = Problems(form.problems);
    let plain = |id, label, hint| Field {
        id,
        name: id,
        label,
        hint,
        problems,
    };
    let main = html! {
        h1 { "Revoke" }
        p.lead.measure { "You see what it hits before anything happens." }
        (problems.summary(&FIELDS))
        form.sheet.roomy method="post" action="/ops/revoke" {
            input type="hidden" name="step" value="preview";
            fieldset.scopes {
                legend { "What" }
                @for scope in Scope::ALL {
                    @let (name, typed) = scope.told();
                    @let id = scope.as_str();
                    div.tick {
                        input id=(id) name="scope" type="radio" value=(id) required checked[scope == form.scope]
                            aria-describedby={ (id) "-typed" };
                        label for=(id) { (name) }
                        p.hint id={ (id) "-typed" } { (typed) }
                    }
                }
            }
            (field(&plain("value", "Which", None), |tied| html! {
                input id=(tied.id) name=(tied.name) type="text" required maxlength="4096" dir="auto" autocomplete="off" spellcheck="false" value=(form.value)
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
            }))
            div.of-shipment { (field(&plain("type", "Type of the number", Some("Read for a shipment only.")), |tied| kinds(tied, form.kind))) }
            (field(&plain("why", "Reason (optional)", Some("It stands in the audit trail; recipients never see it.")), |tied| html! {
                input id=(tied.id) name=(tied.name) type="text" maxlength="200" dir="auto" autocomplete="off" value=(form.why)
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid];
            }))
            button type="submit" { "Show what it hits" }
        }
    };
    document(
        frame,
        Some(Place::Revoke),
        &titled("Revoke", form.problems),
        &main,
    )
}

/// What a revocation hits, as far as the list knows.
#[derive(Debug, Clone, Copy)]
pub struct Hits<'a> {
    /// How many links.
    pub links: u32,
    /// Whether there are more than were counted.
    pub more: bool,
    /// Some of them.
    pub sample: &'a [Listed<'a>],
}

impl Hits<'_> {
    fn counted(&self) -> String {
        let least = if self.more { "at least " } else { "" };
        format!("{least}{}", counted(self.links.into(), "link", "links"))
    }
}

/// A revocation that was not made yet.
#[derive(Debug, Clone, Copy)]
pub struct Preview<'a> {
    /// What was asked for: it goes back with the form.
    pub form: Form<'a>,
    /// What it is called: `Container CSQU3054383`.
    pub shown: &'a str,
    /// What it hits.
    pub hits: Hits<'a>,
    /// What it spares, as a sentence.
    pub spares: &'a str,
    /// How long it takes to hold everywhere.
    pub within: Duration,
}

/// `POST /ops/revoke` with `step=preview`, done: nothing has happened yet.
#[must_use]
pub fn preview(frame: &Frame<'_>, preview: &Preview<'_>) -> Markup {
    let form = &preview.form;
    let (scope, _) = form.scope.told();
    let main = html! {
        h1 { "Revoke this?" }
        p.notice.warning role="status" { "Nothing has happened yet." }
        dl.measure {
            dt { (scope) }
            dd { bdi.strong { (preview.shown) } }
            dt { "Hits" }
            dd { (preview.hits.counted()) ", and any that the list does not know yet" }
            dt { "Spares" }
            dd dir="auto" { (preview.spares) }
            dt { "From" }
            dd { "the moment you confirm; everywhere within " (counted(preview.within.whole_seconds().unsigned_abs(), "second", "seconds")) }
            @if !form.why.is_empty() { dt { "Reason" } dd dir="auto" { (form.why) } }
        }
        form.send method="post" action="/ops/revoke" {
            input type="hidden" name="step" value="confirm";
            input type="hidden" name="scope" value=(form.scope.as_str());
            input type="hidden" name="value" value=(form.value);
            input type="hidden" name="type" value=(form.kind);
            input type="hidden" name="why" value=(form.why);
            button.danger type="submit" { "Revoke now" }
            a.button href="/ops/revoke" { "Do not revoke" }
        }
        (sample(&preview.hits))
    };
    document(frame, Some(Place::Revoke), "Revoke this?", &main)
}

fn sample(hits: &Hits<'_>) -> Markup {
    html! {
        @if !hits.sample.is_empty() {
            section {
                h2 { @if hits.more || hits.links as usize > hits.sample.len() { "Some of what it hits" } @else { "What it hits" } }
                (links::table("Links that it hits", hits.sample))
            }
        }
    }
}

/// A revocation that was made.
#[derive(Debug, Clone, Copy)]
pub struct Done<'a> {
    /// What it is called.
    pub shown: &'a str,
    /// When it was made.
    pub at: OffsetDateTime,
    /// By when it holds everywhere.
    pub everywhere_by: OffsetDateTime,
    /// Why.
    pub why: &'a str,
    /// What it has hit.
    pub hits: Hits<'a>,
}

/// `POST /ops/revoke` with `step=confirm`, done.
#[must_use]
pub fn done(frame: &Frame<'_>, done: &Done<'_>) -> Markup {
    let main = html! {
        h1 { "Revoked" }
        (notice(Some(Notice::Done("It holds here at once, and everywhere by the time below."))))
        dl.measure {
            dt { "What" }
            dd { bdi.strong { (done.shown) } }
            dt { "Since" }
            dd { (moment(done.at)) }
            dt { "Everywhere by" }
            dd { (clock(done.everywhere_by)) " UTC" }
            dt { "Hits" }
            dd { (done.hits.counted()) }
            @if !done.why.is_empty() { dt { "Reason" } dd dir="auto" { (done.why) } }
        }
        p.actions {
            a.button href="/ops/revoke" { "Revoke something else" }
            a.button href="/ops/links" { "Links" }
        }
        (sample(&done.hits))
    };
    document(frame, Some(Place::Revoke), "Revoked", &main)
}

#[cfg(test)]
mod tests {
    use super::super::parts::State;
    use super::super::specimen::{self, HOSTILE, NOW};
    use super::*;

    const PROBLEMS: [Problem<'static>; 3] = [
        Problem {
            field: "value",
            text: HOSTILE,
        },
        Problem {
            field: "why",
            text: HOSTILE,
        },
        Problem {
            field: "",
            text: HOSTILE,
        },
    ];

    fn asked(scope: Scope) -> Form<'static> {
        Form {
            scope,
            value: HOSTILE,
            kind: "MBL",
            why: HOSTILE,
            problems: &PROBLEMS,
        }
    }

    #[test]
    fn every_scope_can_be_chosen_and_its_word_is_read_back() {
        for scope in Scope::ALL {
            let page = form(&specimen::frame(), &asked(scope)).into_string();
            let chosen = format!(r#"value="{}" required checked"#, scope.as_str());
            assert!(page.contains(&chosen), "{chosen}");
            assert_eq!(page.matches(" checked").count(), 1);
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
            specimen::check_hostile(&page, 5);
        }
        assert_eq!(Scope::parse("everything"), None);
    }

    #[test]
    fn the_preview_says_what_dies_what_is_spared_and_when_and_carries_all_to_the_confirmation() {
        let sample = [specimen::listed(State::Active)];
        let page = preview(
            &specimen::frame(),
            &Preview {
                form: asked(Scope::Shipment),
                shown: HOSTILE,
                hits: Hits {
                    links: 7,
                    more: true,
                    sample: &sample,
                },
                spares: HOSTILE,
                within: Duration::seconds(90),
            },
        )
        .into_string();
        assert!(page.contains("at least 7 links"));
        assert!(page.contains("everywhere within 90 seconds"));
        assert!(page.contains("Some of what it hits"));
        for (name, value) in [("step", "confirm"), ("scope", "shipment"), ("type", "MBL")] {
            assert!(
                page.contains(&format!(r#"name="{name}" value="{value}""#)),
                "{name}"
            );
        }
        specimen::check_hostile(&page, 7);
    }

    #[test]
    fn the_last_page_says_by_when_it_holds_everywhere() {
        let page = done(
            &specimen::frame(),
            &Done {
                shown: HOSTILE,
                at: NOW,
                everywhere_by: NOW + Duration::seconds(90),
                why: HOSTILE,
                hits: Hits {
                    links: 1,
                    more: false,
                    sample: &[],
                },
            },
        )
        .into_string();
        assert!(page.contains(">09:16:30</time> UTC"));
        assert!(page.contains("<dd>1 link</dd>"));
        specimen::check_hostile(&page, 2);
    }
}
