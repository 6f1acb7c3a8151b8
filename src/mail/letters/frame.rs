//! The document around a letter.
//!
//! Outlook for Windows lays out with Word, which knows tables and no maximum
//! width; Gmail drops most of what stands in the head. So the layout is tables,
//! a comment that only Outlook reads sets the width there, and every style
//! stands on its element. The style sheet has what only dark mode needs, for
//! programs that ask for it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::config::colour::{DARK, LIGHT, hex, readable};
use crate::language::Language;

/// Where the brand has no colour.
const OURS: [u8; 3] = [0x0a, 0x4f, 0x94];

/// The room above and below a fact, and the line above it.
pub(super) const PAD: &str = "padding:9px 0;border-top:1px solid #d7dfe6;font-size:16px";

/// What the blocks of one letter share.
pub(super) struct Frame {
    /// Which way it reads.
    language: Language,
    /// The side on which a line begins: `left` or `right`.
    pub start: &'static str,
    /// The other side.
    pub end: &'static str,
    /// The brand's colour, readable on white, and white on it.
    pub color: String,
    /// The same for dark mode.
    dark: String,
}

impl Frame {
    /// For a language and a brand's colour (sRGB).
    pub(super) fn new(language: Language, color: Option<[u8; 3]>) -> Self {
        let color = color.unwrap_or(OURS);
        let (start, end) = match language.direction() {
            "rtl" => ("right", "left"),
            _ => ("left", "right"),
        };
        Self {
            language,
            start,
            end,
            color: hex(readable(color, LIGHT, [0.0; 3])),
            dark: hex(readable(color, DARK, [255.0; 3])),
        }
    }

    /// The whole document; `preview` is what mail programs show beside the
    /// subject, `brand` stands above the body.
    pub(super) fn around(&self, title: &str, preview: &str, brand: &str, body: &Markup) -> String {
        let (lang, dir) = (self.language.tag(), self.language.direction());
        html! {
            (DOCTYPE)
            html lang=(lang) dir=(dir) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="supported-color-schemes" content="light dark";
                    // Phones make links of container numbers and dates, if let.
                    meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
                    title { (title) }
                    style { (PreEscaped(self.style())) }
                }
                body.paper style="margin:0;padding:0;background:#ffffff" {
                    div style="display:none;max-height:0;overflow:hidden;mso-hide:all" { (preview) }
                    table.paper role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="background:#ffffff" {
                        tr {
                            td align="center" {
                                (PreEscaped("<!--[if mso]><table role=\"presentation\" width=\"560\"><tr><td><![endif]-->"))
                                div role="main" lang=(lang) dir=(dir) style="max-width:560px;margin:0 auto" {
                                    (self.sheet(brand, body))
                                }
                                (PreEscaped("<!--[if mso]></td></tr></table><![endif]-->"))
                            }
                        }
                    }
                }
            }
        }
        .into_string()
    }

    /// The bar in the brand's colour, its name, and the letter.
    fn sheet(&self, brand: &str, body: &Markup) -> Markup {
        html! {
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" dir=(self.language.direction()) {
                tr {
                    td.go height="4" bgcolor=(self.color) style={ "height:4px;line-height:4px;font-size:0;background:" (self.color) } { "\u{a0}" }
                }
                tr {
                    td.paper align=(self.start) style="padding:24px 20px 32px;background:#ffffff;color:#0f1b27;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;word-break:break-word" {
                        p.soft style="margin:0 0 24px;font-weight:600;color:#51606e" { bdi { (brand) } }
                        (body)
                    }
                }
            }
        }
    }

    /// What dark mode changes.
    fn style(&self) -> String {
        let paper = hex(DARK);
        let dark = &self.dark;
        format!(
            ":root{{color-scheme:light dark}}@media(prefers-color-scheme:dark){{\
             .paper{{background:{paper}!important;color:#e7edf3!important}}\
             .soft{{color:#a2b1bf!important}}.line{{border-color:#2a3844!important}}\
             .link{{color:{dark}!important}}.go{{background:{dark}!important}}\
             .go a{{color:{paper}!important}}}}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(language: Language, color: Option<[u8; 3]>) -> String {
        Frame::new(language, color).around("A<b>", "C<d>", "E<f>", &html! { p { "body" } })
    }

    #[test]
    fn the_document_says_its_language_its_direction_and_its_schemes() {
        let arabic = document(Language::Arabic, None);
        assert!(arabic.starts_with("<!DOCTYPE html><html lang=\"ar\" dir=\"rtl\">"));
        assert!(arabic.contains("<div role=\"main\" lang=\"ar\" dir=\"rtl\""));
        assert!(arabic.contains("<td class=\"paper\" align=\"right\""));
        let english = document(Language::English, None);
        assert!(english.contains("<td class=\"paper\" align=\"left\""));
        for document in [arabic, english] {
            assert!(document.contains("name=\"color-scheme\" content=\"light dark\""));
            assert!(document.contains("prefers-color-scheme:dark"));
            for words in ["A&lt;b&gt;", "C&lt;d&gt;", "E&lt;f&gt;"] {
                assert!(document.contains(words));
            }
            for fetched in ["http", "src=", "url(", "@import", "<img", "<link"] {
                assert!(!document.contains(fetched), "{fetched}");
            }
            let open = document.matches("<table").count();
            assert_eq!(open, document.matches("</table>").count());
        }
    }

    #[test]
    fn a_brands_colour_is_kept_readable() {
        let plain = document(Language::English, None);
        assert!(plain.contains("bgcolor=\"#0a4f94\""));
        let yellow = document(Language::English, Some([255, 230, 0]));
        assert!(!yellow.contains("bgcolor=\"#ffe600\""), "white on it");
        assert!(yellow.contains(".go{background:#ffe600!important}"));
    }
}
