//! What the open page says of itself: a region that is read out, and the words
//! that the script puts there.

use maud::{Markup, html};

use crate::language::Locale;

/// Empty until something changes.
pub(super) fn region(locale: &Locale) -> Markup {
    let messages = locale.messages();
    let live = &messages.live;
    html! {
        p #live role="status"
            data-arrival=(live.arrival_changed)
            data-updated=(live.updated)
            data-offline=(live.offline)
            data-ended=(live.ended)
            data-closed=(live.closed)
            data-confirm=(live.confirm)
            data-again=(live.open_again)
            data-fresh=(messages.timeline.fresh)
            data-copied=(messages.tools.copied)
            // The script writes the reader's own time in their own language.
            data-yours=(messages.arrival.yours) {}
    }
}
