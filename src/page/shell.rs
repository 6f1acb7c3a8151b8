//! What all pages share: the document around them, its style and its policy.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Brand;
use super::assets::{Asset, path_of};

/// One page's own part.
pub(super) struct Page<'a> {
    pub brand: Brand<'a>,
    /// The title, without the brand; it lands in the browser's history.
    pub title: &'a str,
    /// Tells the style how wide the page is.
    pub width: Width,
    /// The script that adds comfort, if any.
    pub script: Option<Asset>,
    /// What stands at the page's other end from the brand.
    pub aside: Option<Markup>,
    pub main: Markup,
    pub footer: Option<Markup>,
}

/// How much room a page takes on a wide screen.
#[derive(Clone, Copy)]
pub(super) enum Width {
    /// A column to read or fill in.
    Narrow,
    /// Two columns.
    Wide,
}

impl Width {
    const fn class(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
        }
    }
}

/// The whole document.
pub(super) fn document(page: &Page<'_>) -> Markup {
    let named = !page.brand.name.is_empty();
    html! {
        (DOCTYPE)
        html lang="en" dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // Phones make links of container numbers and dates, if let.
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
                title { (page.title) @if named { " · " (page.brand.name) } }
                link rel="icon" type="image/svg+xml" href=(path_of(Asset::Icon));
                style { (PreEscaped(STYLE.as_str())) }
                @if let Some(script) = page.script {
                    script type="module" src=(path_of(script)) {}
                }
            }
            body class=(page.width.class()) {
                @if named || page.aside.is_some() {
                    header {
                        @if named { p.brand dir="auto" { (page.brand.name) } }
                        @if let Some(aside) = &page.aside { (aside) }
                    }
                }
                main id="main" { (page.main) }
                @if let Some(footer) = &page.footer { footer { (footer) } }
            }
        }
    }
}

/// The content security policy of every page: our style by its hash, our
/// scripts and pictures by their host, our forms, and nothing else.
pub(super) fn policy() -> &'static str {
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        let hash = STANDARD.encode(Sha256::digest(STYLE.as_str()));
        format!(
            "default-src 'none'; style-src 'sha256-{hash}'; script-src 'self'; \
             img-src 'self' data:; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        )
    });
    &POLICY
}

/// The style as it stands in every page.
static STYLE: LazyLock<String> = LazyLock::new(|| squeeze(include_str!("style.css")));

/// Takes comments and indentation out of a style sheet that has no comment
/// signs or line breaks inside its strings: the source stays readable, the
/// page stays small.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_squeezed_and_cannot_end_its_element() {
        assert_eq!(
            squeeze("/* a */\nb {\n  c: d;\n}\n/* e\n f */"),
            "b {c: d;}"
        );
        assert!(!STYLE.contains("</"));
        assert!(!STYLE.contains("/*"));
        assert!(!STYLE.contains('\n'));
        assert!(!STYLE.contains("url("));
        assert!(!STYLE.contains("@import"));
        assert_eq!(STYLE.matches('{').count(), STYLE.matches('}').count());
    }

    #[test]
    fn the_policy_names_the_hash_of_the_style_that_the_page_holds() {
        let page = document(&Page {
            brand: Brand { name: "Acme" },
            title: "Title",
            width: Width::Narrow,
            script: None,
            aside: None,
            main: html! { h1 { "Title" } },
            footer: None,
        })
        .into_string();
        let (_, style) = page.split_once("<style>").unwrap();
        let (style, _) = style.split_once("</style>").unwrap();
        let hash = STANDARD.encode(Sha256::digest(style));
        assert!(policy().contains(&format!("style-src 'sha256-{hash}';")));
        assert!(!policy().contains("unsafe"));
    }
}
