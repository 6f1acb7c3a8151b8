//! The audit trail, looked at and taken along.

use crate::error::Result;
use crate::http::Reply;
use crate::page::ops::audit::{self, Chain, Entry, View};
use crate::share::audit::{self as trail, verify};
use crate::world::World;

use super::Desk;

/// How many entries a page shows.
const SHOWN: u64 = 50;

/// `GET /ops/audit`, with `before` for older entries.
pub(super) async fn page(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let world = desk.visit.world;
    let end = match desk.query.text("before").parse::<u64>() {
        Ok(before) => before.saturating_sub(1),
        Err(_) => trail::last(world).await?,
    };
    // One more than is shown, so that the oldest shown one is checked too.
    let after = end.saturating_sub(SHOWN + 1);
    let limit = u16::try_from(end - after).unwrap_or(u16::MAX).max(1);
    let (entries, _) = trail::export(world, after, limit).await?;
    let chain = match verify(&entries) {
        Ok(()) => Chain::Holds(entries.len() as u64),
        Err(broken) => Chain::Broken(broken.sequence),
    };
    let first = end.saturating_sub(SHOWN) + 1;
    let whats: Vec<String> = entries.iter().map(what).collect();
    let shown: Vec<Entry<'_>> = entries
        .iter()
        .zip(&whats)
        .filter(|(entry, _)| (first..=end).contains(&entry.sequence))
        .map(|(entry, what)| Entry {
            sequence: entry.sequence,
            at: entry.at,
            who: entry.by.as_deref().unwrap_or_default(),
            what,
            hash: &entry.hash,
        })
        .rev()
        .collect();
    let view = View {
        entries: &shown,
        chain,
        older: (first > 1 && !shown.is_empty()).then_some(first),
    };
    Ok(desk.page(200, audit::page(&desk.frame(), &view)))
}

/// What was done, and to what.
fn what(entry: &trail::Entry) -> String {
    let parts = [
        Some(entry.kind.as_str()),
        entry.link_id.as_deref(),
        entry.scope.as_deref(),
        entry.detail.as_deref(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `GET /ops/audit.ndjson`: all of it.
pub(super) async fn file(desk: &Desk<'_, '_, impl World>) -> Result<Reply> {
    let text = trail::file(desk.visit.world).await?;
    let name = "attachment; filename=\"sealink-audit.ndjson\"";
    Ok(Reply::new(200, trail::MEDIA_TYPE, text).with("content-disposition", name))
}
