//! Any refusal or failure, for a person in a browser.

use maud::{Markup, html};

use super::Brand;
use super::shell::{self, Page, Width};
use crate::error::{Code, Error};

/// The page for an error: what happened, and what to do now.
///
/// The status is the error's own ([`Code::status`]).
#[must_use]
pub fn page(brand: Brand<'_>, error: &Error) -> Markup {
    let (title, sentence) = words(error.code);
    let main = html! {
        h1 { (title) }
        p.lead { (sentence) }
        @match error.code {
            // The refusals that a visitor's own input causes say what was expected.
            Code::InvalidField | Code::MalformedBody => p { (error.detail) },
            _ => @if let Some(seconds) = error.retry_after {
                p { "Please try again in " (pause(seconds)) "." }
            },
        }
    };
    shell::document(&Page {
        brand,
        title,
        width: Width::Narrow,
        script: None,
        aside: None,
        main,
        footer: Some(html! { p { "Error " (error.code.status()) " · " (error.code.title()) } }),
    })
}

const fn words(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotFound => (
            "There is nothing at this address",
            "The link may be incomplete: mail programs sometimes break long links in two. Please copy the whole link from the message, or ask the sender for a new one.",
        ),
        Code::CrossSite => (
            "Please go back and try again",
            "This form was sent from another site, or your browser did not say where it came from. Please open the link from the message again and use the form there.",
        ),
        Code::Unauthenticated | Code::MissingScope => (
            "Not for this visitor",
            "This address is not open to you. If you follow a shipment, please open the link from the message again.",
        ),
        Code::MethodNotAllowed => (
            "That does not work here",
            "Please open the link from the message again.",
        ),
        Code::RateLimited => (
            "Too many attempts",
            "There have been too many attempts from your network in a short time. This is a precaution, and it passes by itself.",
        ),
        Code::MalformedBody
        | Code::InvalidField
        | Code::IdempotencyKeyReused
        | Code::BodyTooLarge
        | Code::UnsupportedMediaType => (
            "That could not be read",
            "Please go back, check what you typed, and try again.",
        ),
        Code::Internal => (
            "Something went wrong on our side",
            "It is not your fault, and your link is still good. Please try again in a moment.",
        ),
        Code::Unavailable => (
            "We cannot check this link right now",
            "To be safe, we show nothing until we can. Your link is still good.",
        ),
        Code::Misconfigured => (
            "This service is not ready yet",
            "Its operator still has to finish setting it up.",
        ),
    }
}

fn pause(seconds: u32) -> String {
    match seconds {
        0..=90 => format!("{} seconds", seconds.max(2)),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_that_keeps_the_log_text_to_itself() {
        for code in [
            Code::MalformedBody,
            Code::InvalidField,
            Code::IdempotencyKeyReused,
            Code::Unauthenticated,
            Code::MissingScope,
            Code::CrossSite,
            Code::NotFound,
            Code::MethodNotAllowed,
            Code::BodyTooLarge,
            Code::UnsupportedMediaType,
            Code::RateLimited,
            Code::Internal,
            Code::Unavailable,
            Code::Misconfigured,
        ] {
            let error = Error::new(code, "<i>detail</i>")
                .retry_after(30)
                .log("SECRET");
            for brand in [Brand { name: "Acme" }, Brand::UNNAMED] {
                let page = page(brand, &error).into_string();
                assert!(page.contains(&format!("Error {}", code.status())));
                assert!(!page.contains("SECRET"));
                assert!(!page.contains("<i>"));
                crate::page::check::page(&page);
            }
        }
    }

    #[test]
    fn a_passing_failure_says_when_to_try_again() {
        let page = page(Brand::UNNAMED, &Error::unavailable("kv")).into_string();
        assert!(page.contains("try again in 10 seconds"));
    }
}
