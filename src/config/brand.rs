//! What a brand may set: its colour, its logo, its contact.

use super::{Reader, is_bare_address, is_host};

/// What a brand has set besides its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Branding {
    /// Its colour, sRGB.
    pub color: Option<[u8; 3]>,
    /// Its logo, a `data:` URL of an image.
    pub logo: Option<String>,
    /// Whom recipients may ask.
    pub contact: Option<Contact>,
}

impl Branding {
    /// Reads the three; every problem is told to the reader.
    pub(super) fn read<L: Fn(&str) -> Option<String>>(reader: &mut Reader<L>) -> Option<Self> {
        let color = reader.checked("BRAND_COLOR", |text| {
            unless_empty(text, color, "a colour such as #0a4f94")
        });
        let logo = reader.checked("BRAND_LOGO", |text| {
            let expected =
                "data:image/svg+xml, png, webp or jpeg in base64, at most 4000 characters";
            unless_empty(text, logo, expected)
        });
        let contact = reader.checked("BRAND_CONTACT", |text| {
            let expected =
                "a mail address, an https:// URL or a phone number with its country's code";
            unless_empty(text, Contact::parse, expected)
        });
        Some(Self {
            color: color?,
            logo: logo?,
            contact: contact?,
        })
    }
}

/// What `read` makes of a setting that need not be there.
fn unless_empty<T>(
    text: &str,
    read: impl FnOnce(&str) -> Option<T>,
    expected: &'static str,
) -> Result<Option<T>, &'static str> {
    match text {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(expected),
    }
}

/// Whom recipients may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// A mail address.
    Mail(String),
    /// A page: an `https://` URL.
    Page(String),
    /// A phone number with its country's code, as it is to be shown.
    Phone(String),
}

impl Contact {
    /// Reads a contact; `None` where it is none of the three.
    fn parse(text: &str) -> Option<Self> {
        let plain = !text.contains(|c: char| c.is_control() || "\"<>".contains(c));
        if let Some(rest) = text.strip_prefix("https://") {
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            return (plain && is_host(host) && !rest.contains(' '))
                .then(|| Self::Page(text.to_owned()));
        }
        if let Some(rest) = text.strip_prefix('+') {
            let digits = rest.bytes().filter(u8::is_ascii_digit).count();
            let written = |c: char| c.is_ascii_digit() || " -()".contains(c);
            // E.164 has at most 15 digits; no country has fewer than seven.
            return ((7..=15).contains(&digits) && rest.chars().all(written))
                .then(|| Self::Phone(text.to_owned()));
        }
        (plain && is_bare_address(text)).then(|| Self::Mail(text.to_owned()))
    }

    /// What a link to it points at.
    #[must_use]
    pub fn href(&self) -> String {
        match self {
            Self::Mail(address) => format!("mailto:{address}"),
            Self::Page(url) => url.clone(),
            Self::Phone(number) => {
                let digits: String = number.chars().filter(char::is_ascii_digit).collect();
                format!("tel:+{digits}")
            }
        }
    }

    /// How it reads.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Mail(text) | Self::Phone(text) => text,
            Self::Page(url) => url.trim_start_matches("https://"),
        }
    }

    /// The mail address, if it is one.
    #[must_use]
    pub fn mail(&self) -> Option<&str> {
        match self {
            Self::Mail(address) => Some(address),
            Self::Page(_) | Self::Phone(_) => None,
        }
    }
}

/// Reads `#rrggbb`.
fn color(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some([red, green, blue])
}

/// Checks a logo: an image in the page itself, because pages load nothing from
/// elsewhere, and small, because the gate fits into one round trip of 14 KB.
fn logo(text: &str) -> Option<String> {
    const MAX: usize = 4000;
    let types = ["svg+xml", "png", "webp", "jpeg"];
    let rest = text.strip_prefix("data:image/")?;
    let (media_type, data) = rest.split_once(";base64,")?;
    let encoded = |b: u8| b.is_ascii_alphanumeric() || b"+/=".contains(&b);
    (text.len() <= MAX && types.contains(&media_type) && data.bytes().all(encoded))
        .then(|| text.to_owned())
}
