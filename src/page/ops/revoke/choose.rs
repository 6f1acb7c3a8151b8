//! Choosing what is revoked.

use maud::{Markup, html};

use super::super::fields::{Field, Problem, Problems, field};
use super::super::share::{kinds, titled};
use super::super::{Frame, Place, document};

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
    pub(super) const fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Link => (
                "A link",
                "Its id, or the URL that was passed on; several on lines of their own",
            ),
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
                "The id of a key or a person: every link minted by it until now, and the key itself",
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
                textarea id=(tied.id) name=(tied.name) rows="2" required dir="auto" autocomplete="off" spellcheck="false"
                    aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid] { (form.value) }
            }))
            div.of-shipment { (field(&plain("type", "Type of the number", Some("Read for a shipment only.")), |tied| kinds(tied, form.kind))) }
            (field(&plain("why", "Reason (optional)", Some("It stands in the audit trail; recipients never see it.")), |tied| html! {
                input id=(tied.id) name=(tied.name) type="text" maxlength=(frame.limits.why) dir="auto" autocomplete="off" value=(form.why)
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

#[cfg(test)]
mod tests {
    use super::super::super::specimen::{self, HOSTILE};
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
}
