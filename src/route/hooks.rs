//! What origins push.

use crate::gate::Stop;
use crate::hook::receive;
use crate::http::{Reply, Request};
use crate::service::Service;
use crate::world::World;

/// `POST /hooks/tracking`: 204 once it is queued.
pub(super) async fn tracking(
    world: &impl World,
    service: &Service,
    request: &Request,
) -> Result<Reply, Stop> {
    receive::receive(world, service, request).await?;
    Ok(Reply::empty(204))
}
