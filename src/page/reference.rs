//! What a shipment is called.

use maud::{Markup, html};

use crate::language::Locale;
use crate::reference::{Kind, Reference};

/// `Container CSQU3054383`, in groups as it stands on the door, without
/// spaces in what is copied.
pub(super) fn named(locale: &Locale, reference: &Reference) -> Markup {
    let number = reference.number.as_str();
    let groups = match reference.kind {
        Kind::Container => number
            .split_at_checked(4)
            .and_then(|(owner, rest)| Some((owner, rest.split_at_checked(6)?))),
        Kind::Mbl | Kind::Booking => None,
    };
    html! {
        span.kind { (kind(locale, reference.kind)) } " "
        span.number dir="ltr" {
            @match groups {
                Some((owner, (serial, check))) => {
                    span { (owner) } span { (serial) } span { (check) }
                }
                None => (number),
            }
        }
    }
}

fn kind(locale: &Locale, kind: Kind) -> &'static str {
    let words = &locale.messages().kinds;
    match kind {
        Kind::Container => words.container,
        Kind::Mbl => words.bill,
        Kind::Booking => words.booking,
    }
}
