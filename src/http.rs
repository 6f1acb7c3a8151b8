//! Requests and replies as plain values, cookies, and the headers that every
//! reply carries.

use std::borrow::Cow;

use serde::Serialize;

pub mod etag;
pub mod form;

use crate::error::{Code, Error, Result};

/// The request methods that routes know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Read; never changes anything.
    Get,
    /// Like GET, without the body.
    Head,
    /// Create or act.
    Post,
    /// Remove or revoke.
    Delete,
    /// Change in part (RFC 5789).
    Patch,
    /// Any other; answered 405.
    Other,
}

impl Method {
    /// Reads the method's name as it stands in the request.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        match name {
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "POST" => Self::Post,
            "DELETE" => Self::Delete,
            "PATCH" => Self::Patch,
            _ => Self::Other,
        }
    }

    /// The name for an `Allow` header.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Patch => "PATCH",
            Self::Other => "",
        }
    }
}

/// The request headers that the service reads; the edge copies these and, for
/// the route of pushes, those of its signatures.
pub const READ_HEADERS: [&str; 11] = [
    "accept-language",
    "authorization",
    "cf-access-jwt-assertion",
    "cf-connecting-ip",
    "content-type",
    "cookie",
    "idempotency-key",
    "if-none-match",
    "origin",
    "sec-fetch-site",
    "accept",
];

/// A request as the flows see it.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded as it came, without the query.
    pub path: String,
    /// The query, percent-encoded as it came, without its question mark.
    pub query: String,
    /// The headers of [`READ_HEADERS`] that were present.
    pub headers: Vec<(&'static str, String)>,
    /// The body; `None` when it was longer than the route takes.
    pub body: Option<Vec<u8>>,
}

impl std::fmt::Debug for Request {
    /// Method only: paths, headers and bodies hold tokens, codes and addresses.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// More cookie text than this is not ours: a link and its session take under
/// 4 KB together, and browsers send only those of the link's own path.
const MAX_COOKIE_HEADER: usize = 16 * 1024;

impl Request {
    /// The value of one header of [`READ_HEADERS`], by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of one cookie (RFC 6265); the first if it came twice.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let header = self.header("cookie")?;
        if header.len() > MAX_COOKIE_HEADER {
            return None;
        }
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value)
    }

    /// Whether the request comes from our own pages.
    ///
    /// `Sec-Fetch-Site` decides where the browser sends it; where it does not,
    /// `Origin` must be ours. Neither present means no.
    #[must_use]
    pub fn is_same_origin(&self, public_origin: &str) -> bool {
        match self.header("sec-fetch-site") {
            Some(site) => site == "same-origin",
            None => self.header("origin") == Some(public_origin),
        }
    }

    /// The client's network, as a limiter key: an IPv4 address or an IPv6 /64.
    #[must_use]
    pub fn client_network(&self) -> String {
        let address = self.header("cf-connecting-ip").unwrap_or_default();
        match address.parse::<std::net::Ipv6Addr>() {
            Ok(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
            Err(_) => address.to_owned(),
        }
    }

    /// The body, if it is of this media type (parameters aside).
    ///
    /// # Errors
    /// 415 for another media type, 413 for a body longer than the route takes.
    pub fn body_of_type(&self, media_type: &'static str) -> Result<&[u8]> {
        self.body_of_types(&[(media_type, ())])
            .map(|((), body)| body)
    }

    /// The body, if it is of one of these media types (parameters aside), and
    /// what stands beside that type.
    ///
    /// # Errors
    /// As [`Request::body_of_type`]; 415 names all of them.
    pub fn body_of_types<T: Copy>(&self, known: &[(&'static str, T)]) -> Result<(T, &[u8])> {
        let given = self.header("content-type").unwrap_or_default();
        let bare = given.split(';').next().unwrap_or_default().trim();
        let Some((_, kind)) = known
            .iter()
            .find(|(media_type, _)| bare.eq_ignore_ascii_case(media_type))
        else {
            let names: Vec<&str> = known.iter().map(|(media_type, _)| *media_type).collect();
            return Err(Error::new(
                Code::UnsupportedMediaType,
                format!("Expected a body of the media type {}.", names.join(" or ")),
            ));
        };
        let body = self.body.as_deref().ok_or_else(|| {
            Error::new(
                Code::BodyTooLarge,
                "The body is longer than this route takes.",
            )
        })?;
        Ok((*kind, body))
    }
}

/// A reply as the flows make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers, lower-case; a name may come more than once (`set-cookie`).
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Cow<'static, str>,
}

impl Reply {
    /// A reply without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Cow::Borrowed(""),
        }
    }

    /// A reply with a body of the given media type.
    #[must_use]
    pub fn new(status: u16, media_type: &str, body: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", media_type.to_owned())],
            body: body.into(),
        }
    }

    /// A reply whose body is `value` as JSON.
    #[must_use]
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_string(value) {
            Ok(text) => Self::new(status, "application/json", text),
            Err(error) => Self::problem(
                &Error::new(Code::Internal, "The answer could not be written.")
                    .log(error.to_string()),
                None,
            ),
        }
    }

    /// 303 See Other (RFC 9110): the browser goes on with a GET.
    #[must_use]
    pub fn see_other(location: impl Into<String>) -> Self {
        Self::empty(303).with("location", location)
    }

    /// A problem document (RFC 9457) with the share API's own members beside:
    /// `code`, `message`, `error` and `timestamp`.
    #[must_use]
    pub fn problem(error: &Error, timestamp: Option<String>) -> Self {
        let code = error.code;
        let body = serde_json::to_string(&Problem {
            r#type: format!("urn:sealink:problem:{}", code.as_str()),
            title: code.title(),
            status: code.status(),
            detail: &error.detail,
            field: error.field.as_deref(),
            code: code.as_str(),
            message: &error.detail,
            error: true,
            timestamp,
        })
        .unwrap_or_default();
        let mut reply = Self::new(code.status(), "application/problem+json", body);
        if let Some(seconds) = error.retry_after {
            reply = reply.with("retry-after", seconds.to_string());
        }
        reply
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The value of the first header of this name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Adds what DESIGN.md section 9 wants on every reply, without replacing
    /// what the reply says itself.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        for (name, value) in EVERY_REPLY {
            if self.header(name).is_none() {
                self.headers.push((name, value.to_owned()));
            }
        }
        self
    }
}

/// A problem document (RFC 9457), with the share API's own members beside.
#[derive(Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub(crate) struct Problem<'a> {
    /// The code, as a URN.
    r#type: String,
    /// The same for every occurrence.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// What was expected, for people.
    detail: &'a str,
    /// The field at fault, as a path such as `targets[0].targetIds[2]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// What went wrong, for programs.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(with = "Code"))]
    code: &'static str,
    /// The same as `detail`.
    message: &'a str,
    /// Always true.
    #[cfg_attr(not(target_arch = "wasm32"), schemars(extend("const" = true)))]
    error: bool,
    /// When it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        not(target_arch = "wasm32"),
        schemars(with = "Option<crate::schema::Moment>")
    )]
    timestamp: Option<String>,
}

/// The headers of every reply, errors included (DESIGN.md section 9).
///
/// `cache-control` and `content-security-policy` are defaults: a reply that
/// holds no link, code or shipment may say otherwise, and a page adds the
/// hashes of its own style.
pub const EVERY_REPLY: [(&str, &str); 9] = [
    (
        // Two years, as browsers' preload lists want it.
        "strict-transport-security",
        "max-age=63072000; includeSubDomains",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    (
        "content-security-policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-robots-tag", "noindex, nofollow, noarchive"),
    ("cache-control", "no-store"),
];

/// A `Set-Cookie` value: `Secure; HttpOnly; SameSite=Lax`, scoped to a path.
///
/// Lax, because Strict loses the first click from a mail. `max_age` is in
/// seconds; zero removes the cookie.
#[must_use]
pub fn set_cookie(name: &str, value: &str, path: &str, max_age: i64) -> String {
    format!("{name}={value}; Path={path}; Max-Age={max_age}; Secure; HttpOnly; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(headers: &[(&'static str, &str)]) -> Request {
        Request {
            method: Method::Get,
            path: "/".into(),
            query: String::new(),
            headers: headers.iter().map(|(n, v)| (*n, (*v).to_owned())).collect(),
            body: Some(Vec::new()),
        }
    }

    #[test]
    fn cookies_are_found_by_their_exact_name() {
        let request = request(&[("cookie", "x__Secure-a=0; __Secure-a=1; b=2=3")]);
        assert_eq!(request.cookie("__Secure-a"), Some("1"));
        assert_eq!(request.cookie("b"), Some("2=3"));
        assert_eq!(request.cookie("c"), None);
    }

    #[test]
    fn an_oversize_cookie_header_is_not_read() {
        let long = format!("a=1; b={}", "x".repeat(MAX_COOKIE_HEADER));
        assert_eq!(request(&[("cookie", &long)]).cookie("a"), None);
    }

    #[test]
    fn same_origin_needs_the_browsers_word_or_our_origin() {
        let ours = "https://track.example";
        let cases: [(&[(&'static str, &str)], bool); 6] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site"), ("origin", ours)], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("origin", ours)], true),
            (&[("origin", "null")], false),
            (&[], false),
        ];
        for (headers, expected) in cases {
            assert_eq!(
                request(headers).is_same_origin(ours),
                expected,
                "{headers:?}"
            );
        }
    }

    #[test]
    fn ipv6_clients_count_by_their_network() {
        let key = |ip| request(&[("cf-connecting-ip", ip)]).client_network();
        assert_eq!(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(key("192.0.2.7"), "192.0.2.7");
    }
}
