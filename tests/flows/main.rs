//! Every flow against the simulated World, as one binary so that it links once.

// cfg(test) is always true here; it tells clippy that these are tests, where
// helpers may unwrap.
#[cfg(test)]
#[path = "../world/mod.rs"]
#[expect(
    unreachable_pub,
    reason = "the World reads as a library: pub is what tests may use, pub(super) what its parts share"
)]
mod world;

#[cfg(test)]
#[expect(unreachable_pub, reason = "as the World: pub is what tests may use")]
mod deployment;

#[cfg(test)]
#[expect(unreachable_pub, reason = "as the World: pub is what tests may use")]
mod told;

#[cfg(test)]
mod ask;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod batch;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod carriers;
#[cfg(test)]
mod change;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod denied;
#[cfg(test)]
mod earth;
#[cfg(test)]
mod events;
#[cfg(test)]
mod every_reply;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod hooks;
#[cfg(test)]
mod lanes;
#[cfg(test)]
mod language;
#[cfg(test)]
mod list;
#[cfg(test)]
mod ops;
#[cfg(test)]
mod ops_access;
#[cfg(test)]
mod ops_sign_in;
#[cfg(test)]
mod origins;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod revocations;
#[cfg(test)]
mod share;
#[cfg(test)]
mod spared;
#[cfg(test)]
mod subscription;
#[cfg(test)]
mod updates;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod world_behaves;
