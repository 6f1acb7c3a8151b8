//! Whose pages they are: name, logo, colour and contact, from configuration.

mod colour;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{LazyLock, OnceLock};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};
use sha2::{Digest, Sha256};

use crate::config::Contact;

/// Whose name the pages carry.
#[derive(Debug, Clone, Copy)]
pub struct Brand<'a> {
    /// The company that shares its shipments, as its customers know it.
    pub name: &'a str,
    /// Its logo as a `data:` URL.
    pub logo: Option<&'a str>,
    /// Whom recipients may ask.
    pub contact: Option<&'a Contact>,
    /// How its pages look.
    pub look: &'a Look,
}

impl Brand<'static> {
    /// For a deployment that has no readable settings yet: pages go without a
    /// name.
    #[must_use]
    pub fn unnamed() -> Self {
        static PLAIN: LazyLock<Look> = LazyLock::new(|| Look::new(None));
        Self {
            name: "",
            logo: None,
            contact: None,
            look: &PLAIN,
        }
    }
}

impl Brand<'_> {
    /// The contact as a link; empty where there is none.
    pub(super) fn contact_link(&self) -> Option<Markup> {
        let contact = self.contact?;
        Some(html! { a href=(contact.href()) rel="noreferrer" { bdi { (contact.shown()) } } })
    }
}

/// How a brand's pages look: those of recipients, and those of ops.
#[derive(Debug)]
pub struct Look {
    pages: Sheet,
    /// Drawn up when the first ops page is: most isolates never show one.
    ops: OnceLock<Sheet>,
}

/// A style, and the policy that allows it and nothing else.
#[derive(Debug)]
struct Sheet {
    style: String,
    policy: String,
}

impl Look {
    /// With the brand's own colour (sRGB), kept readable on our papers, or else
    /// with ours. A deployment has one colour, so the last look is kept.
    #[must_use]
    pub fn of(colour: Option<[u8; 3]>) -> Rc<Self> {
        type Kept = Option<(Option<[u8; 3]>, Rc<Look>)>;
        thread_local! {
            static LAST: RefCell<Kept> = const { RefCell::new(None) };
        }
        LAST.with_borrow_mut(|last| match last {
            Some((kept, look)) if *kept == colour => Rc::clone(look),
            _ => {
                let look = Rc::new(Self::new(colour));
                *last = Some((colour, Rc::clone(&look)));
                look
            }
        })
    }

    fn new(colour: Option<[u8; 3]>) -> Self {
        static SHEET: LazyLock<String> = LazyLock::new(|| squeeze(include_str!("style.css")));
        let mut style = SHEET.clone();
        if let Some(colour) = colour {
            style.push_str(&colour::rules(colour));
        }
        Self {
            pages: Sheet::new(style),
            ops: OnceLock::new(),
        }
    }

    /// What stands in the page's `style` element.
    pub(super) fn style(&self) -> &str {
        &self.pages.style
    }

    /// The content security policy of every page: our style by its hash, our
    /// scripts and pictures by their host, our forms, and nothing else.
    pub(super) fn policy(&self) -> &str {
        &self.pages.policy
    }

    /// As [`Look::style`], for ops pages: the same hand, and what only they have.
    pub(super) fn ops_style(&self) -> &str {
        &self.ops().style
    }

    /// As [`Look::policy`], for ops pages.
    pub(super) fn ops_policy(&self) -> &str {
        &self.ops().policy
    }

    fn ops(&self) -> &Sheet {
        self.ops.get_or_init(|| {
            Sheet::new(self.pages.style.clone() + &squeeze(include_str!("ops.css")))
        })
    }
}

impl Sheet {
    fn new(style: String) -> Self {
        let hash = STANDARD.encode(Sha256::digest(&style));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; script-src 'self'; \
             img-src 'self' data:; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        );
        Self { style, policy }
    }
}

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
        let looks = [Look::new(None), Look::new(Some([200, 30, 30]))];
        for style in looks
            .iter()
            .flat_map(|look| [look.style(), look.ops_style()])
        {
            for forbidden in ["</", "/*", "\n", "url(", "@import"] {
                assert!(!style.contains(forbidden), "{forbidden}");
            }
            assert_eq!(style.matches('{').count(), style.matches('}').count());
        }
    }

    #[test]
    fn the_policy_names_the_hash_of_the_style() {
        let look = Look::new(Some([200, 30, 30]));
        for (style, policy) in [
            (look.style(), look.policy()),
            (look.ops_style(), look.ops_policy()),
        ] {
            let hash = STANDARD.encode(Sha256::digest(style));
            assert!(policy.contains(&format!("style-src 'sha256-{hash}';")));
            assert!(!policy.contains("unsafe"));
        }
        assert_ne!(look.policy(), look.ops_policy());
        assert_ne!(look.policy(), Look::new(None).policy());
    }
}
