//! All links: a search, a state, a page of them at a time.

use maud::{Markup, html};

use super::parts::{Listed, Notice, State, badge, date, moment, notice, people, scroll, shipments};
use super::{Frame, Place, document};

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search<'a> {
    /// A shipment's number, an address, a domain or a link: as it was typed.
    pub q: &'a str,
    /// Only those in this state.
    pub state: Option<State>,
    /// Only those that this API key or person minted.
    pub by: &'a str,
}

/// What the page shows.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What is looked for.
    pub search: Search<'a>,
    /// This page of links, newest first.
    pub links: &'a [Listed<'a>],
    /// Where the next page begins, if there may be one.
    pub next: Option<&'a str>,
    /// What there is to say on top: that the search was not understood, for one.
    pub notice: Option<Notice<'a>>,
}

/// `GET /ops/links` with `q`, `state`, `by` and `cursor`.
#[must_use]
pub fn page(frame: &Frame<'_>, view: &View<'_>) -> Markup {
    let searching = view.search
        != Search {
            q: "",
            state: None,
            by: "",
        };
    let main = html! {
        div.top {
            h1 { "Links" }
            p { a.button.primary href="/ops/share" { "Share a shipment" } }
        }
        (notice(view.notice))
        (filter(&view.search))
        @if view.links.is_empty() {
            p.empty {
                @if view.next.is_some() { "None on this page; there may be more on the next." }
                @else if searching { "No links were found. " a href="/ops/links" { "Show all" } }
                @else { "No links yet." }
            }
        } @else {
            (rows("Links, newest first", view.links, true))
            form #chosen-links .actions method="get" action="/ops/revoke" {
                input type="hidden" name="scope" value="link";
                button.secondary.danger type="submit" { "Revoke those that are ticked" }
            }
        }
        @if let Some(cursor) = view.next {
            p.next { a.button href=(next(&view.search, cursor)) rel="next" { "Next page" } }
        }
        p.hint {
            "This list may lag by some minutes: a link may work before it is listed. "
            "What is revoked is revoked, whatever stands here."
        }
    };
    document(frame, Some(Place::Links), "Links", &main)
}

/// One field that searches all links.
pub(super) fn finder() -> Markup {
    html! {
        search {
            form.finder method="get" action="/ops/links" {
                label.unseen for="q" { "Find links by shipment, address, domain or link" }
                input #q name="q" type="search" maxlength="800" placeholder="Shipment, address, link" autocomplete="off";
                button.secondary type="submit" { "Find" }
            }
        }
    }
}

fn filter(search: &Search<'_>) -> Markup {
    html! {
        search {
            form.line method="get" action="/ops/links" {
                div.field.wide-field {
                    label for="q" { "Shipment, address, domain or link" }
                    input #q name="q" type="search" maxlength="800" dir="auto" autocomplete="off" value=(search.q);
                }
                div.field {
                    label for="state" { "State" }
                    select #state name="state" {
                        option value="" selected[search.state.is_none()] { "Any" }
                        @for state in State::ALL {
                            option value=(state.as_str()) selected[search.state == Some(state)] { (state.label()) }
                        }
                    }
                }
                div.field {
                    label for="by" { "Minted by" }
                    input #by name="by" type="text" maxlength="200" dir="auto" autocomplete="off" placeholder="Anybody" value=(search.by);
                }
                button.secondary type="submit" { "Find" }
            }
        }
    }
}

/// Links as a table: each leads to its own page.
pub(super) fn table(caption: &str, links: &[Listed<'_>]) -> Markup {
    rows(caption, links, false)
}

/// The same, with a box before each link where some are to be ticked.
fn rows(caption: &str, links: &[Listed<'_>], ticked: bool) -> Markup {
    scroll(
        caption,
        &html! {
            table.links {
                caption.unseen { (caption) }
                thead {
                    tr {
                        @if ticked { th scope="col" { span.unseen { "Tick" } } }
                        th scope="col" { "Shipments" }
                        th scope="col" { "State" }
                        th scope="col" { "Recipients" }
                        th scope="col" { "Minted" }
                        th scope="col" { "Ends" }
                        th scope="col" { "By" }
                    }
                }
                tbody {
                    @for link in links {
                        tr {
                            @if ticked {
                                td { input type="checkbox" name="value[]" value=(link.link_id) form="chosen-links" aria-label={ "Tick " (link.link_id) }; }
                            }
                            th scope="row" { a href={ "/ops/links/" (link.link_id) } { (shipments(link.shipments)) } }
                            td { (badge(link.state)) }
                            td { (people(link.recipients)) }
                            td.when { (moment(link.created)) }
                            td.when { (date(link.ends)) }
                            td { a.plain href=(minted_by(link.issuer)) { bdi { (link.issuer_label) } } }
                        }
                    }
                }
            }
        },
    )
}

fn minted_by(issuer: &str) -> String {
    query(&[("by", issuer)])
}

fn next(search: &Search<'_>, cursor: &str) -> String {
    let state = search.state.map_or("", State::as_str);
    query(&[
        ("q", search.q),
        ("state", state),
        ("by", search.by),
        ("cursor", cursor),
    ])
}

fn query(pairs: &[(&str, &str)]) -> String {
    const PATH: &str = "/ops/links?";
    let mut out = form_urlencoded::Serializer::for_suffix(PATH.to_owned(), PATH.len());
    out.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    out.finish()
}

#[cfg(test)]
mod tests {
    use super::super::specimen::{self, HOSTILE};
    use super::*;

    fn search<'a>(q: &'a str, by: &'a str) -> Search<'a> {
        Search {
            q,
            state: Some(State::Revoked),
            by,
        }
    }

    fn drawn(search: Search<'_>, links: &[Listed<'_>], next: Option<&str>) -> String {
        let view = View {
            search,
            links,
            next,
            notice: None,
        };
        page(&specimen::frame(), &view).into_string()
    }

    #[test]
    fn every_state_has_its_word_and_every_link_its_page() {
        let links = State::ALL.map(specimen::listed);
        let page = drawn(search(HOSTILE, HOSTILE), &links, None);
        for state in State::ALL {
            let badge = format!(
                r#"<span class="state {}">{}</span>"#,
                state.as_str(),
                state.label()
            );
            assert!(page.contains(&badge), "{badge}");
        }
        assert!(page.contains(r#"<option value="revoked" selected>"#));
        assert_eq!(
            page.matches(r#"href="/ops/links/AAAAAAAAAAAAAAAAAAAAAA""#)
                .count(),
            4
        );
        assert!(page.contains("may lag"));
        // A recipient and an issuer in each line, and what was typed.
        specimen::check_hostile(&page, 10);
    }

    #[test]
    fn the_next_page_is_of_the_same_search() {
        let page = drawn(search("a&b=c d", ""), &[], Some("x/y"));
        assert!(
            page.contains(r#"href="/ops/links?q=a%26b%3Dc+d&amp;state=revoked&amp;cursor=x%2Fy""#)
        );
        assert!(page.contains("None on this page"));
        specimen::check_hostile(&page, 0);
    }

    #[test]
    fn nothing_found_and_nothing_there_are_told_apart() {
        assert!(drawn(search("x", ""), &[], None).contains("No links were found."));
        let all = Search {
            q: "",
            state: None,
            by: "",
        };
        assert!(drawn(all, &[], None).contains("No links yet."));
    }
}
