//! What can be done with the page: the arrival into a calendar, the page onto a
//! phone or onto paper.

use maud::{Markup, html};

use super::View;
use crate::page::qr;

/// The section.
pub(super) fn section(view: &View<'_>) -> Markup {
    let words = &view.locale.messages().tools;
    let base = format!("/s/{}", view.link_id);
    html! {
        section.take {
            a.button href={ (base) "/calendar" } { (words.calendar) }
            a.button href={ (base) "/updates" } { (view.locale.messages().updates.heading) }
            // Shown by the script, which does the printing.
            button.print.secondary type="button" hidden { (words.print) }
            details {
                summary.button { (words.phone) }
                // Not loaded before it is opened.
                img.qr src={ (base) "/qr.svg" } alt=(words.phone_alt) loading="lazy"
                    width=(qr::SIZE) height=(qr::SIZE);
                p.hint { (words.phone_text) }
            }
        }
    }
}
