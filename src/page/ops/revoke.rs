//! Revoking more than one link: choose what, look at what it hits, confirm.

mod choose;

use maud::{Markup, html};
use time::{Duration, OffsetDateTime};

use super::parts::{Listed, Notice, clock, counted, moment, notice};
use super::{Frame, Place, document, links};
pub use choose::{Form, Scope, form};

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

    fn asked(scope: Scope) -> Form<'static> {
        Form {
            scope,
            value: HOSTILE,
            kind: "MBL",
            why: HOSTILE,
            problems: &[],
        }
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
