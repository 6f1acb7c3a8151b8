//! Any refusal or failure, for a person in a browser.

use maud::{Markup, html};
use time::Duration;

use super::{Brand, shell};
use crate::error::{Code, Error};
use crate::language::messages::Problem;
use crate::language::{Locale, fill};

/// The page for an error: what happened, and what to do now.
///
/// The status is the error's own ([`Code::status`]).
#[must_use]
pub fn page(brand: Brand<'_>, locale: &Locale, error: &Error) -> Markup {
    let messages = &locale.messages().problem;
    let (title, sentence) = words(messages, error.code);
    let body = html! {
        p.lead { (sentence) }
        @if let Some(seconds) = error.retry_after {
            @let span = locale.span(Duration::seconds(i64::from(seconds)));
            p { (fill::text(messages.try_again, &[("span", &span)])) }
        }
    };
    let footer = html! { p { (fill::text(messages.error, &[("number", &error.code.status())])) } };
    shell::note(brand, locale, title, None, &body, Some(footer))
}

const fn words(messages: &Problem, code: Code) -> (&'static str, &'static str) {
    match code {
        Code::NotFound => (messages.not_found, messages.not_found_text),
        Code::CrossSite => (messages.cross_site, messages.cross_site_text),
        Code::Unauthenticated | Code::MissingScope | Code::NotAllowed => {
            (messages.not_allowed, messages.not_allowed_text)
        }
        Code::MethodNotAllowed => (messages.wrong_method, messages.wrong_method_text),
        Code::RateLimited => (messages.too_many, messages.too_many_text),
        Code::MalformedBody
        | Code::InvalidField
        | Code::IdempotencyKeyReused
        | Code::Conflict
        | Code::BodyTooLarge
        | Code::UnsupportedMediaType => (messages.unreadable, messages.unreadable_text),
        Code::Internal => (messages.internal, messages.internal_text),
        Code::Unavailable => (messages.unavailable, messages.unavailable_text),
        Code::Misconfigured => (messages.not_ready, messages.not_ready_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, tests::locale};

    #[test]
    fn every_code_has_a_page_that_keeps_the_log_text_to_itself() {
        for code in [
            Code::MalformedBody,
            Code::InvalidField,
            Code::IdempotencyKeyReused,
            Code::Conflict,
            Code::Unauthenticated,
            Code::MissingScope,
            Code::NotAllowed,
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
            for language in Language::ALL {
                let page = page(Brand::unnamed(), &locale(language), &error).into_string();
                assert!(page.contains(&code.status().to_string()));
                assert!(!page.contains("SECRET"));
                assert!(!page.contains("<i>"));
                crate::page::check::page(&page);
            }
        }
    }

    #[test]
    fn a_passing_failure_says_when_to_try_again() {
        let english = locale(Language::English);
        let page = page(Brand::unnamed(), &english, &Error::unavailable("kv")).into_string();
        assert!(page.contains("try again in 10 seconds"));
    }
}
