//! From what the flows know to what the pages show.

use crate::page::ops::{Listed, State};
use crate::share::status::{self, Status};

/// A link as a line of a table.
pub(super) fn listed(status: &Status) -> Listed<'_> {
    let listing = &status.listing;
    Listed {
        link_id: &listing.link_id,
        shipments: &listing.shipments,
        recipients: &listing.recipients,
        state: state(status.state),
        created: listing.created_at,
        ends: listing.expires_at,
        issuer: &listing.issuer,
        issuer_label: &listing.issuer_label,
    }
}

/// What stands of a link.
pub(super) const fn state(state: status::State) -> State {
    match state {
        status::State::Active => State::Active,
        status::State::Revoked => State::Revoked,
        status::State::Expired => State::Expired,
        status::State::Delivered => State::Delivered,
    }
}
