//! Forms as browsers send them: `application/x-www-form-urlencoded` (WHATWG URL).

/// The media type of a plain form.
pub const MEDIA_TYPE: &str = "application/x-www-form-urlencoded";

/// The value of the first field of this name, decoded; bytes that are not
/// UTF-8 become U+FFFD. The body is already capped by the route.
#[must_use]
pub fn field(body: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// Every field of a form, or of a query, decoded.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a body or a query that is already capped.
    #[must_use]
    pub fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value of the first field of this name; empty if there is none.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The values of all fields of this name, a line each.
    #[must_use]
    pub fn lines(&self, name: &str) -> String {
        let values = self.0.iter().filter(|(key, _)| key == name);
        let values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        values.join("\n")
    }

    /// Whether a box of this name was ticked.
    #[must_use]
    pub fn ticked(&self, name: &str) -> bool {
        self.text(name) == "yes"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_as_browsers_encode_them() {
        let body = b"email=anna%2Btest%40acme.com&code=7KQ4+M9XD&code=second";
        assert_eq!(field(body, "email").as_deref(), Some("anna+test@acme.com"));
        assert_eq!(field(body, "code").as_deref(), Some("7KQ4 M9XD"));
        assert_eq!(field(body, "other"), None);
    }

    #[test]
    fn broken_encodings_do_not_break_us() {
        assert_eq!(field(b"a=100%", "a").as_deref(), Some("100%"));
        assert_eq!(field(b"a=%ff", "a").as_deref(), Some("\u{fffd}"));
        assert_eq!(field(b"", "a"), None);
    }
}
