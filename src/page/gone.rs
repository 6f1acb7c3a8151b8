//! The end of a link, answered with 410: which end it was, and nothing of the shipment.

use maud::{Markup, html};

use super::Brand;
use super::shell::{self, Page, Width};

/// Why a link has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The shipment was delivered, and the time to look back has passed.
    Delivered,
    /// The link's own time is up.
    Expired,
    /// The sender withdrew the link, or this recipient's access to it.
    Revoked,
}

/// The page of a link that has ended.
#[must_use]
pub fn page(brand: Brand<'_>, why: Why) -> Markup {
    let (title, sentence) = match why {
        Why::Delivered => (
            "Delivered",
            "The shipment behind this link has been delivered, so the link has been closed.",
        ),
        Why::Expired => (
            "This link has expired",
            "Links to shipments work for a limited time, and this one’s time is up.",
        ),
        Why::Revoked => (
            "This link has been withdrawn",
            "The sender has ended the access that this link gave.",
        ),
    };
    let main = html! {
        h1 { (title) }
        p.lead { (sentence) }
        p {
            "If you still need to see the shipment, please ask "
            @if brand.name.is_empty() {
                "the person who sent you the link"
            } @else {
                "your contact at " bdi { (brand.name) }
            }
            " for a new link."
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
    fn each_end_says_which_it_is_and_how_to_get_a_new_link() {
        for (why, word) in [
            (Why::Delivered, "has been delivered"),
            (Why::Expired, "time is up"),
            (Why::Revoked, "withdrawn"),
        ] {
            for brand in [Brand { name: "Acme <b>" }, Brand::UNNAMED] {
                let page = page(brand, why).into_string();
                assert!(page.contains(word));
                assert!(page.contains("for a new link"));
                assert!(!page.contains("<b>"));
                crate::page::check::page(&page);
            }
        }
    }
}
