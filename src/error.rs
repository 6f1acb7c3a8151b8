//! One error for the whole service, and its one mapping to a reply.
//!
//! An [`Error`] has two texts that never mix: the public sentence, which the
//! caller reads in a problem document (RFC 9457) or on a page, and the log
//! text, which only the operator reads. Neither ever holds a token, a code, an
//! address or a cookie.

use std::borrow::Cow;
use std::fmt;

/// What went wrong, as a stable code that programs may match on.
///
/// The wire form of each ([`Code::as_str`]) is part of the API and never
/// changes meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// The body is not what its content type says, or cannot be parsed. 400.
    MalformedBody,
    /// One named field is missing, unknown, mistyped or out of bounds. 422.
    InvalidField,
    /// The `Idempotency-Key` was used before with another request. 422.
    IdempotencyKeyReused,
    /// No API key, or one that does not verify. 401.
    Unauthenticated,
    /// The API key is genuine but lacks the scope. 403.
    MissingScope,
    /// A genuine person who may not enter. 403.
    NotAllowed,
    /// A state-changing request that did not come from our own page. 403.
    CrossSite,
    /// Nothing here, or nothing that the caller may know of. 404.
    NotFound,
    /// The path exists, the method does not. 405.
    MethodNotAllowed,
    /// What is there rules out what was asked for. 409.
    Conflict,
    /// The body is longer than the route takes. 413.
    BodyTooLarge,
    /// The body's media type is not the one the route reads. 415.
    UnsupportedMediaType,
    /// Too many requests; see `Retry-After`. 429.
    RateLimited,
    /// A fault of ours. 500.
    Internal,
    /// Something this service depends on does not answer. 503.
    Unavailable,
    /// The deployment lacks a setting; `/healthz` names it. 503.
    Misconfigured,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 16] = [
        Self::MalformedBody,
        Self::InvalidField,
        Self::IdempotencyKeyReused,
        Self::Unauthenticated,
        Self::MissingScope,
        Self::NotAllowed,
        Self::CrossSite,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::BodyTooLarge,
        Self::UnsupportedMediaType,
        Self::RateLimited,
        Self::Internal,
        Self::Unavailable,
        Self::Misconfigured,
    ];

    /// The stable name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedBody => "malformed_body",
            Self::InvalidField => "invalid_field",
            Self::IdempotencyKeyReused => "idempotency_key_reused",
            Self::Unauthenticated => "unauthenticated",
            Self::MissingScope => "missing_scope",
            Self::NotAllowed => "not_allowed",
            Self::CrossSite => "cross_site",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::BodyTooLarge => "body_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::RateLimited => "rate_limited",
            Self::Internal => "internal",
            Self::Unavailable => "unavailable",
            Self::Misconfigured => "misconfigured",
        }
    }

    /// The HTTP status (RFC 9110) that the code is answered with.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedBody => 400,
            Self::Unauthenticated => 401,
            Self::MissingScope | Self::NotAllowed | Self::CrossSite => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::BodyTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::InvalidField | Self::IdempotencyKeyReused => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::Unavailable | Self::Misconfigured => 503,
        }
    }

    /// The short title of a problem document: the same for every occurrence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::MalformedBody => "Malformed body",
            Self::InvalidField => "Invalid field",
            Self::IdempotencyKeyReused => "Idempotency key used for another request",
            Self::Unauthenticated => "Not authenticated",
            Self::MissingScope => "Missing scope",
            Self::NotAllowed => "Not allowed",
            Self::CrossSite => "Cross-site request refused",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Conflict => "Conflict",
            Self::BodyTooLarge => "Body too large",
            Self::UnsupportedMediaType => "Unsupported media type",
            Self::RateLimited => "Too many requests",
            Self::Internal => "Internal error",
            Self::Unavailable => "Temporarily unavailable",
            Self::Misconfigured => "Not configured",
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl schemars::JsonSchema for Code {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "enum": Self::ALL.map(Self::as_str)})
    }
}

/// A refusal or a failure, on its way to becoming a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub code: Code,
    /// The public sentence: what was expected, in words for the caller.
    pub detail: Cow<'static, str>,
    /// The field at fault, as a path such as `targets[0].targetIds[2]`.
    pub field: Option<String>,
    /// Seconds after which a retry makes sense (`Retry-After`).
    pub retry_after: Option<u32>,
    /// For the operator's log only.
    pub log: Option<String>,
}

impl Error {
    /// An error with its public sentence.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            detail: detail.into(),
            field: None,
            retry_after: None,
            log: None,
        }
    }

    /// [`Code::InvalidField`], naming the field and what was expected of it.
    #[must_use]
    pub fn field(field: impl Into<String>, expected: impl Into<Cow<'static, str>>) -> Self {
        Self {
            field: Some(field.into()),
            ..Self::new(Code::InvalidField, expected)
        }
    }

    /// [`Code::Unavailable`] with the usual pause before a retry.
    ///
    /// `log` says which dependency failed and how.
    #[must_use]
    pub fn unavailable(log: impl Into<String>) -> Self {
        /// Long enough for a passing fault, short enough for a waiting person.
        const PAUSE_SECONDS: u32 = 10;
        Self::new(
            Code::Unavailable,
            "This cannot be checked right now. Please try again in a moment.",
        )
        .retry_after(PAUSE_SECONDS)
        .log(log)
    }

    /// Adds the seconds after which a retry makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Adds the operator's text.
    #[must_use]
    pub fn log(mut self, text: impl Into<String>) -> Self {
        self.log = Some(text.into());
        self
    }
}

impl fmt::Display for Error {
    /// The public text: code, field and sentence, without the log text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{}: {field}: {}", self.code.as_str(), self.detail),
            None => write!(f, "{}: {}", self.code.as_str(), self.detail),
        }
    }
}

impl std::error::Error for Error {}

/// What flows return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
