//! What all pages share: the document around them.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Brand;
use super::assets::{Asset, path_of};
use crate::language::{Language, Locale};

/// One page's own part.
pub(super) struct Page<'a> {
    pub brand: Brand<'a>,
    pub locale: &'a Locale,
    /// The title, without the brand; it lands in the browser's history.
    pub title: &'a str,
    /// Tells the style how wide the page is.
    pub width: Width,
    /// The scripts that add comfort, if any.
    pub scripts: &'a [Asset],
    /// The link that the page belongs to: there the language can be chosen.
    pub link_id: Option<&'a str>,
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
    let language = page.locale.language;
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                // Phones make links of container numbers and dates, if let.
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no";
                meta name="description" content=(page.locale.messages().home.title);
                title { (page.title) @if named { " · " (page.brand.name) } }
                link rel="icon" type="image/svg+xml" href=(path_of(Asset::Icon));
                style { (PreEscaped(page.brand.look.style())) }
                @for script in page.scripts {
                    script type="module" src=(path_of(*script)) {}
                }
            }
            body class=(page.width.class()) {
                @if named {
                    header {
                        @match page.brand.logo {
                            Some(logo) => img.logo src=(logo) alt=(page.brand.name) height="32";,
                            None => p.brand { bdi { (page.brand.name) } },
                        }
                    }
                }
                main id="main" { (page.main) }
                @if page.footer.is_some() || page.link_id.is_some() {
                    footer {
                        @if let Some(footer) = &page.footer { (footer) }
                        @if let Some(link_id) = page.link_id { (chooser(page.locale, link_id)) }
                    }
                }
            }
        }
    }
}

/// A page of a heading and a few sentences.
pub(super) fn note(
    brand: Brand<'_>,
    locale: &Locale,
    title: &str,
    link_id: Option<&str>,
    body: &Markup,
    footer: Option<Markup>,
) -> Markup {
    document(&Page {
        brand,
        locale,
        title,
        width: Width::Narrow,
        scripts: &[],
        link_id,
        main: html! { h1 { (title) } (body) },
        footer,
    })
}

/// The languages, each named in itself: `POST /s/{linkId}/language`.
fn chooser(locale: &Locale, link_id: &str) -> Markup {
    let about = &locale.messages().about;
    html! {
        form.languages method="post" action={ "/s/" (link_id) "/language" } {
            label for="language" { (about.language) }
            select #language name="language" autocomplete="off" {
                @for language in Language::ALL {
                    option value=(language.tag()) lang=(language.tag()) selected[language == locale.language] {
                        (language.endonym())
                    }
                }
            }
            button.secondary type="submit" { (about.change) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tests::locale;

    #[test]
    fn the_document_says_its_language_and_lets_it_be_chosen() {
        let arabic = locale(Language::Arabic);
        let page = note(
            Brand::unnamed(),
            &arabic,
            "Title",
            Some("AAAAAAAAAAAAAAAAAAAAAA"),
            &html! {},
            None,
        )
        .into_string();
        assert!(page.starts_with(r#"<!DOCTYPE html><html lang="ar" dir="rtl">"#));
        assert!(page.contains(r#"action="/s/AAAAAAAAAAAAAAAAAAAAAA/language""#));
        assert!(page.contains(r#"<option value="ar" lang="ar" selected>العربية</option>"#));
        assert_eq!(page.matches("<option").count(), Language::ALL.len());
        crate::page::check::page(&page);
    }
}
