//! Revoking one link.

use crate::error::Result;
use crate::gate::denylist::{self, Revocation, Target};
use crate::token::claims::ApiKey;
use crate::world::World;

/// Revokes a link for everybody: `DELETE /share/links/{linkId}`.
///
/// The registry is not asked, because it may lag: whatever is signed under
/// this id is dead at once here and within
/// [`denylist::BOUND_SECONDS`] everywhere. Revoking twice is revoking once.
///
/// # Errors
/// 503 when the denylist does not accept it: nothing is revoked then.
pub async fn revoke(world: &impl World, key: &ApiKey, link_id: &str) -> Result<()> {
    let revocation = Revocation {
        at: world.now().truncate_to_second(),
        by: key.id.clone(),
        why: "revoked through the API".to_owned(),
    };
    denylist::revoke(world, &Target::Link(link_id), &revocation).await
}
