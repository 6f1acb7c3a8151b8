//! How to take the arrival into a calendar: once as a file, or as a feed that
//! follows every change.

use maud::{Markup, html};

use super::{Brand, shell};
use crate::language::Locale;

/// The page; `feed` is the feed's address without its scheme.
#[must_use]
pub fn page(brand: Brand<'_>, locale: &Locale, link_id: &str, feed: &str) -> Markup {
    let words = &locale.messages().tools;
    let back = format!("/s/{link_id}");
    let body = html! {
        ul.choices {
            li { a href={ "webcal://" (feed) } { (words.calendar_feed) } }
            li { a href={ (back) "/eta.ics" } download="arrival.ics" { (words.calendar_file) } }
        }
        // For calendars that want the address pasted.
        input.address type="text" readonly dir="ltr" aria-label=(words.calendar_feed)
            value={ "https://" (feed) };
        p.hint { (words.calendar_hint) }
        p { a href=(back) { (locale.messages().gate.open) } }
    };
    shell::note(brand, locale, words.calendar, Some(link_id), &body, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    #[test]
    fn the_feed_and_the_file_are_both_there() {
        let page = page(
            Brand::unnamed(),
            &locale(Language::English),
            "AAAAAAAAAAAAAAAAAAAAAA",
            "track.example/c/v4.public.x.ics",
        )
        .into_string();
        assert!(page.contains("webcal://track.example/c/v4.public.x.ics"));
        assert!(page.contains("https://track.example/c/v4.public.x.ics"));
        assert!(page.contains("/s/AAAAAAAAAAAAAAAAAAAAAA/eta.ics"));
        crate::page::check::page(&page);
    }
}
