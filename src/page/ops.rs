//! The dashboard of those who share: plain values in, HTML out, in English.
//!
//! [`signin`] lets ops in; [`overview`] is the week in figures; [`links`] and
//! [`link`] are what was shared; [`share`], [`bulk`], [`revoke`] and [`keys`] do
//! what their names say; [`audit`] is what was done. [`results`] is a table to
//! take along. What they are made of stands in `parts` and `fields`; this file
//! is the document around them all.
//!
//! Every page works without its script, and all that anybody typed is escaped
//! and kept from rearranging the text around it, as on the recipients' pages.

pub mod audit;
pub mod bulk;
mod chart;
mod fields;
pub mod keys;
pub mod link;
pub mod links;
pub mod overview;
mod parts;
pub mod results;
pub mod revoke;
pub mod share;
pub mod signin;
#[cfg(test)]
mod specimen;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use time::OffsetDateTime;

use super::Brand;
use super::assets::{Asset, path_of};
use crate::http::Reply;
pub use fields::Problem;
pub use parts::{Listed, Notice, State};

/// A page of ops as a reply, with the policy that fits its style.
#[must_use]
pub fn reply(status: u16, brand: Brand<'_>, markup: Markup) -> Reply {
    Reply::new(status, "text/html; charset=utf-8", markup.into_string())
        .with("content-security-policy", brand.look.ops_policy())
}

/// What stands around every page behind the sign-in.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Whose dashboard it is.
    pub brand: Brand<'a>,
    /// Who is signed in: the masked address.
    pub who: &'a str,
    /// When the page is drawn.
    pub now: OffsetDateTime,
    /// What the forms may hold.
    pub limits: Limits,
}

/// How much the service takes: the forms say so before it has to refuse.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Shipments of a link.
    pub shipments: usize,
    /// Recipients of a link.
    pub recipients: usize,
    /// Characters of a message to the recipients.
    pub note: usize,
    /// Rows of a table.
    pub rows: usize,
    /// Characters of an API key's label.
    pub label: usize,
    /// Days of an API key's life.
    pub days: i64,
    /// Characters of a reason.
    pub why: usize,
}

/// The places that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Overview,
    Links,
    Share,
    Bulk,
    Revoke,
    Keys,
    Audit,
}

impl Place {
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Overview, "/ops", "Overview"),
        (Self::Links, "/ops/links", "Links"),
        (Self::Share, "/ops/share", "Share"),
        (Self::Bulk, "/ops/bulk", "In bulk"),
        (Self::Revoke, "/ops/revoke", "Revoke"),
        (Self::Keys, "/ops/keys", "API keys"),
        (Self::Audit, "/ops/audit", "Audit"),
    ];
}

/// A page of a heading and a sentence: a refusal, a failure, an empty place.
#[must_use]
pub fn note(frame: &Frame<'_>, title: &str, sentence: &str) -> Markup {
    let main = html! {
        h1 { (title) }
        p.lead.measure dir="auto" { (parts::sentence(sentence)) }
        p { a href="/ops" { "Back to the overview" } }
    };
    document(frame, None, title, &main)
}

/// The whole document behind the sign-in.
fn document(frame: &Frame<'_>, place: Option<Place>, title: &str, main: &Markup) -> Markup {
    let body = html! {
        a.skip href="#main" { "Skip to the content" }
        header {
            (brand(&frame.brand, true))
            nav aria-label="Dashboard" {
                ul {
                    @for (to, path, name) in Place::ALL {
                        @let here = (Some(to) == place).then_some("page");
                        li { a href=(path) aria-current=[here] { (name) } }
                    }
                }
            }
            form.leave method="post" action="/ops/leave" {
                p.who { span.unseen { "Signed in as " } bdi { (frame.who) } }
                button.secondary.small type="submit" { "Sign out" }
            }
        }
        main #main { (main) }
        footer {
            p { "As of " (parts::moment(frame.now)) ". All times are UTC." }
        }
    };
    html(&frame.brand, title, "ops", Asset::OpsScript, &body)
}

/// A document before the sign-in: a column with a form.
fn outside(who: &Brand<'_>, title: &str, main: &Markup) -> Markup {
    let body = html! {
        header { (brand(who, false)) }
        main #main { (main) }
    };
    html(who, title, "narrow", Asset::GateScript, &body)
}

fn html(brand: &Brand<'_>, title: &str, class: &str, script: Asset, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
                title { (title) " · " (name(brand)) }
                link rel="icon" type="image/svg+xml" href=(path_of(Asset::Icon));
                style { (PreEscaped(brand.look.ops_style())) }
                script type="module" src=(path_of(script)) {}
            }
            body class=(class) { (body) }
        }
    }
}

/// The name or the logo; a way to the overview once somebody is signed in.
fn brand(brand: &Brand<'_>, inside: bool) -> Markup {
    let shown = html! {
        @match brand.logo {
            Some(logo) => img.logo src=(logo) alt=(name(brand)) height="32";,
            None => bdi { (name(brand)) },
        }
    };
    html! {
        p.brand {
            @if inside { a href="/ops" { (shown) } } @else { (shown) }
        }
    }
}

fn name<'a>(brand: &Brand<'a>) -> &'a str {
    if brand.name.is_empty() {
        "Sealink"
    } else {
        brand.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_leads_everywhere_and_says_where_it_is_and_who_is_signed_in() {
        let frame = specimen::frame();
        for (place, path, name) in Place::ALL {
            let page = document(&frame, Some(place), name, &html! { h1 { (name) } }).into_string();
            assert!(page.contains(&format!(
                r#"<a href="{path}" aria-current="page">{name}</a>"#
            )));
            assert_eq!(page.matches("aria-current=").count(), 1);
            for (_, path, _) in Place::ALL {
                assert!(page.contains(&format!(r#"href="{path}""#)));
            }
            assert!(page.contains(r#"method="post" action="/ops/leave""#));
            assert!(page.contains("k•••@acme.example"));
            crate::page::check::page(&page);
        }
    }

    #[test]
    fn a_note_escapes_what_it_says() {
        let frame = Frame {
            who: specimen::HOSTILE,
            brand: Brand {
                name: specimen::HOSTILE,
                ..Brand::unnamed()
            },
            ..specimen::frame()
        };
        let page = note(&frame, specimen::HOSTILE, specimen::HOSTILE).into_string();
        specimen::check_hostile(&page, 4);
    }

    #[test]
    fn the_policy_of_a_reply_allows_the_style_in_the_page_and_our_forms() {
        let frame = specimen::frame();
        let reply = reply(200, frame.brand, note(&frame, "Title", "Text"));
        let policy = reply.header("content-security-policy").unwrap();
        for part in [
            "form-action 'self'",
            "connect-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(part), "{part}");
        }
        assert!(reply.body.contains(frame.brand.look.ops_style()));
    }
}
