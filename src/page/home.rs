//! `GET /`: for people who land on the bare host.

use maud::{Markup, html};

use super::Brand;
use super::shell::{self, Page, Width};

/// Says what this host is for; nothing here can be looked up.
#[must_use]
pub fn page(brand: Brand<'_>) -> Markup {
    let title = "Shipment tracking by invitation";
    let main = html! {
        h1 { (title) }
        p.lead {
            @if brand.name.is_empty() {
                "Shipments are shared here"
            } @else {
                bdi { (brand.name) } " shares shipments here"
            }
            " with the people they concern, one link at a time."
        }
        p {
            "If somebody has shared a shipment with you, open the link in their message. "
            "There is no search by container number, and there are no accounts."
        }
    };
    shell::document(&Page {
        brand,
        title,
        width: Width::Narrow,
        script: None,
        aside: None,
        main,
        footer: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_page_names_the_brand_and_offers_nothing_to_look_up() {
        let page = page(Brand { name: "Acme <x>" }).into_string();
        assert!(page.contains("Acme &lt;x&gt;"));
        assert!(!page.contains("<form"));
        crate::page::check::page(&page);
    }
}
