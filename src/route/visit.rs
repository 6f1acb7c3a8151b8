//! What every handler of a page needs: the request and what it is met with.

use crate::http::Request;
use crate::language::{Locale, negotiate};
use crate::page::Brand;
use crate::service::Service;
use crate::token::claims::Link;
use crate::world::World;

use crate::gate::cookies;

/// A request for a page, in a deployment that is ready to work.
pub(super) struct Visit<'a, W> {
    pub(super) world: &'a W,
    pub(super) service: &'a Service,
    pub(super) request: &'a Request,
    pub(super) brand: Brand<'a>,
}

impl<W: World> Visit<'_, W> {
    /// The visitor's language; `link` where one is known.
    pub(super) async fn locale(&self, link: Option<&Link>) -> Locale {
        let language = negotiate::language(
            self.request.cookie(cookies::LANGUAGE),
            link.and_then(|link| link.locale.as_deref()),
            self.request.header("accept-language"),
        );
        self.service.locales.get(self.world, language).await
    }
}
