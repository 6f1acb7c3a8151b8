//! `GET /`: for people who land on the bare host.

use maud::{Markup, html};

use super::{Brand, shell};
use crate::language::{Locale, fill};

/// Says what this host is for; nothing here can be looked up.
#[must_use]
pub fn page(brand: Brand<'_>, locale: &Locale) -> Markup {
    let words = &locale.messages().home;
    let body = html! {
        p.lead {
            @if brand.name.is_empty() {
                (words.lead_unnamed)
            } @else {
                (fill::markup(words.lead, &[("sender", fill::isolated(brand.name))]))
            }
        }
        p { (words.text) }
    };
    shell::note(brand, locale, words.title, None, &body, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    #[test]
    fn the_home_page_names_the_brand_and_offers_nothing_to_look_up() {
        let brand = Brand {
            name: "Acme <x>",
            ..Brand::unnamed()
        };
        let page = page(brand, &locale(Language::English)).into_string();
        assert!(page.contains("Acme &lt;x&gt;"));
        assert!(!page.contains("<form"));
        crate::page::check::page(&page);
    }
}
