//! What mails say.
//!
//! A letter is read by people in a hurry and by programs that mangle it, so
//! each says in its first sentence what to do, carries all of it in the plain
//! text, and needs no picture. The HTML has its styles on the elements, because
//! several mail programs drop everything else.

use std::fmt::Display;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use time::{Duration, OffsetDateTime, UtcOffset};

use crate::config::Config;
use crate::language::{Language, Locale, fill};
use crate::token::claims::Link;
use crate::world::Message;

/// A mail without its envelope.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Letter {
    /// Puts the letter in its envelope, from the brand to one mailbox.
    #[must_use]
    pub fn to(self, address: String, config: &Config) -> Message {
        Message {
            from: config.mail_from.clone(),
            from_name: config.brand_name.clone(),
            to: address,
            subject: self.subject,
            text: self.text,
            html: self.html,
        }
    }
}

impl std::fmt::Debug for Letter {
    /// Shows nothing of it: letters hold codes and links.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Letter").finish_non_exhaustive()
    }
}

/// Tells a recipient that shipments have been shared with them.
///
/// `share_url` is the link, with this recipient's address in its fragment;
/// `note` the sender's line; `expires` the link's end; `count` how many
/// shipments it shows.
#[must_use]
pub fn share(
    locale: &Locale,
    brand: &str,
    share_url: &str,
    note: Option<&str>,
    expires: OffsetDateTime,
    count: usize,
) -> Letter {
    let messages = locale.messages();
    let words = &messages.mail;
    let brand = one_line(brand);
    let until = locale.date(expires.to_offset(UtcOffset::UTC));
    let opening = if count > 1 {
        let shipments = locale.plural(count, &messages.shipments);
        let values: [(&str, &dyn Display); 2] = [("sender", &brand), ("shipments", &shipments)];
        fill::text(messages.shared_several, &values)
    } else {
        fill::text(words.shared, &[("sender", &brand)])
    };
    let how = words.how;
    let close = fill::text(words.close, &[("date", &until)]);
    let quote = note.map(quoted).unwrap_or_default();
    let text = format!("{opening}\n\n{quote}{how}\n\n{share_url}\n\n{close}\n");
    let html = letter(
        locale.language,
        &brand,
        &opening,
        &html! {
            (heading(&opening))
            @if let Some(note) = note {
                blockquote dir="auto" style="margin:0 0 20px;padding:4px 0 4px 14px;border-left:3px solid #9fb3c8;white-space:pre-line" { (note) }
            }
            (paragraph(how))
            p style="margin:0 0 24px" {
                a href=(share_url) style="display:inline-block;padding:12px 22px;border-radius:8px;background:#0a4f94;border:1px solid #0a4f94;color:#ffffff;font-weight:600;text-decoration:none" {
                    (words.see)
                }
            }
            (small(&close))
        },
    );
    Letter {
        subject: opening,
        text,
        html,
    }
}

/// Brings a recipient the code they asked for.
///
/// `code` is the code as it is shown, such as `7KQ4-M9XD`; `life` how long it
/// is good. The code is in the subject line, because mail gateways mangle
/// bodies and phones show the subject first.
#[must_use]
pub fn code(locale: &Locale, brand: &str, code: &str, life: Duration) -> Letter {
    let words = &locale.messages().mail;
    let brand = one_line(brand);
    let subject = fill::text(words.code_subject, &[("code", &code), ("sender", &brand)]);
    let opening = fill::text(words.code_opening, &[("sender", &brand)]);
    let life = fill::text(words.code_life, &[("span", &locale.span(life))]);
    let warning = fill::text(words.code_warning, &[("sender", &brand)]);
    let text = format!("{opening}\n\n    {code}\n\n{life}\n\n{warning}\n");
    let html = code_sheet(
        locale.language,
        &brand,
        &subject,
        [&opening, code, &life, &warning],
    );
    Letter {
        subject,
        text,
        html,
    }
}

/// Brings an operator the code for the dashboard. In English, as all that
/// operators read; else as [`code`].
#[must_use]
pub fn ops_code(brand: &str, code: &str, life: Duration) -> Letter {
    let brand = one_line(brand);
    let subject = format!("{code} is your code for the {brand} dashboard");
    let opening = format!("Enter this code to sign in to the {brand} dashboard:");
    let life = format!(
        "It is good for {} minutes, in the browser that asked for it.",
        life.whole_minutes()
    );
    let warning = "If you did not just ask for it, somebody typed your address. Ignore this mail, and never tell anybody the code.";
    Letter {
        text: format!("{opening}\n\n    {code}\n\n{life}\n\n{warning}\n"),
        html: code_sheet(
            Language::English,
            &brand,
            &subject,
            [&opening, code, &life, warning],
        ),
        subject,
    }
}

/// Tells the sender that somebody asks for a new link to what `link` showed.
/// In English, as all that operators read.
///
/// `address` is what was typed, proven by nothing; `is_recipient` says whether
/// it is one of the link's recipients.
#[must_use]
pub fn wish(brand: &str, link: &Link, address: &str, is_recipient: bool) -> Letter {
    let address = one_line(address);
    let opening = format!("{address} asks for a new link.");
    let who = if is_recipient {
        "The address is one of the link's recipients. Whoever typed it has not proven that the mailbox is theirs: send a new link to that address only."
    } else {
        "The address is NOT one of the link's recipients. It may have been forwarded. Send nothing unless you know who this is."
    };
    let shipments: Vec<String> = link
        .shipments
        .iter()
        .map(|shipment| format!("{} {}", shipment.kind.as_str(), shipment.number))
        .collect();
    let shown = format!(
        "The link {} showed {}. It was sent on {} and has ended.",
        link.id,
        shipments.join(", "),
        link.issued.date(),
    );
    let close =
        "You hear of this once a day for each recipient of a link, and once for everybody else.";
    Letter {
        subject: format!("{address} asks for a new link"),
        text: format!("{opening}\n\n{who}\n\n{shown}\n\n{close}\n"),
        html: letter(
            Language::English,
            &one_line(brand),
            &opening,
            &html! {
                (heading(&opening))
                (paragraph(who))
                (paragraph(&shown))
                (small(close))
            },
        ),
    }
}

/// The HTML of a letter that brings a code: what it is for, the code itself,
/// how long it is good, and what to beware of.
fn code_sheet(
    language: Language,
    brand: &str,
    preview: &str,
    [opening, code, life, warning]: [&str; 4],
) -> String {
    letter(
        language,
        brand,
        preview,
        &html! {
            (paragraph(opening))
            p dir="ltr" style="margin:0 0 20px;font:700 32px/1.2 Consolas,Menlo,monospace;letter-spacing:3px" { (code) }
            (paragraph(life))
            (small(warning))
        },
    )
}

/// The document around a letter; `preview` is what mail programs show beside
/// the subject.
fn letter(language: Language, brand: &str, preview: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=(language.direction()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                title { (brand) }
                style {
                    (PreEscaped("@media(prefers-color-scheme:dark){body,.sheet{background:#0f161d!important;color:#e6ecf2!important}.soft{color:#a5b3c0!important}}"))
                }
            }
            body style="margin:0;padding:0;background:#ffffff;color:#14202b" {
                div style="display:none;max-height:0;overflow:hidden" { (preview) }
                div.sheet style="max-width:520px;margin:0 auto;padding:32px 20px;background:#ffffff;color:#14202b;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif" {
                    p.soft style="margin:0 0 28px;font-weight:600;color:#52606d" { (brand) }
                    (body)
                }
            }
        }
    }
    .into_string()
}

fn heading(text: &str) -> Markup {
    html! { h1 style="margin:0 0 16px;font-size:22px;line-height:1.3" { (text) } }
}

fn paragraph(text: &str) -> Markup {
    html! { p style="margin:0 0 20px" { (text) } }
}

fn small(text: &str) -> Markup {
    html! { p.soft style="margin:0 0 12px;font-size:14px;color:#52606d" { (text) } }
}

/// A line break in a name would end the subject and begin another header.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_control() || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The sender's words, marked as such line by line, so that they cannot pass
/// for ours, and a blank line.
fn quoted(note: &str) -> String {
    let mut out = String::new();
    for line in note.lines() {
        out.push_str("> ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::language::tests::locale;
    use crate::reference::{Kind, Reference};

    const URL: &str = "https://track.example/t/v4.public.abc#to=a%40b.example";
    const EXPIRES: OffsetDateTime = datetime!(2027-02-20 00:00 UTC);

    fn english() -> Locale {
        locale(Language::English)
    }

    fn link() -> Link {
        Link {
            id: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            issued: datetime!(2026-11-22 00:00 UTC),
            expires: EXPIRES,
            issuer: "BBBBBBBBBBBBBBBBBBBBBB".to_owned(),
            shipments: vec![Reference::parse(Kind::Container, "CSQU3054383", None).unwrap()],
            recipients: Vec::new(),
            locale: None,
            note: None,
        }
    }

    #[test]
    fn every_language_has_the_code_in_the_subject_and_the_link_in_the_text() {
        for language in Language::ALL {
            let locale = locale(language);
            let code = code(&locale, "Acme", "7KQ4-M9XD", Duration::minutes(10));
            assert!(code.subject.contains("7KQ4-M9XD"), "{language:?}");
            assert!(code.html.contains(&format!("lang=\"{}\"", language.tag())));
            for count in [1, 3] {
                let share = share(&locale, "Acme", URL, None, EXPIRES, count);
                assert!(share.subject.contains("Acme"), "{language:?}");
                assert!(share.text.contains(URL));
                assert!(!share.text.contains(['{', '}']), "{language:?}");
            }
        }
    }

    #[test]
    fn a_wish_says_who_asks_and_whether_they_may() {
        let may = wish("Acme", &link(), "kim@customer.example", true);
        assert_eq!(may.subject, "kim@customer.example asks for a new link");
        for body in [&may.text, &may.html] {
            assert!(body.contains("CONTAINER CSQU3054383"));
            assert!(body.contains("one of the link"));
            assert!(!body.contains("NOT"));
        }
        let may_not = wish("Acme", &link(), "mallory@elsewhere.example", false);
        assert!(may_not.text.contains("is NOT one"));
    }

    #[test]
    fn a_code_letter_says_the_code_everywhere_and_warns() {
        let letter = code(&english(), "Acme", "7KQ4-M9XD", Duration::minutes(10));
        assert_eq!(letter.subject, "7KQ4-M9XD is your code for Acme");
        for body in [&letter.text, &letter.html] {
            assert!(body.contains("7KQ4-M9XD"));
            assert!(body.contains("good for 10 minutes"));
            assert!(body.contains("will ever ask you for this code"));
        }
        assert!(
            !letter.html.contains("http"),
            "a code letter has no link to imitate"
        );
        assert!(!format!("{letter:?}").contains("7KQ4"));
    }

    #[test]
    fn a_code_for_the_dashboard_says_so_everywhere() {
        let letter = ops_code("Acme", "7KQ4-M9XD", Duration::minutes(10));
        assert_eq!(
            letter.subject,
            "7KQ4-M9XD is your code for the Acme dashboard"
        );
        for body in [&letter.text, &letter.html] {
            assert!(body.contains("7KQ4-M9XD"));
            assert!(body.contains("the Acme dashboard"));
            assert!(body.contains("good for 10 minutes"));
        }
        assert!(!letter.html.contains("http"));
    }

    #[test]
    fn a_share_letter_holds_the_link_the_note_and_the_end() {
        let letter = share(
            &english(),
            "Acme",
            URL,
            Some("Call me\nif it slips"),
            EXPIRES,
            1,
        );
        assert_eq!(letter.subject, "Acme has shared a shipment with you");
        assert!(letter.text.contains(URL));
        assert!(letter.text.contains("> Call me\n> if it slips\n"));
        assert!(letter.html.contains(&format!("href=\"{URL}\"")));
        for body in [&letter.text, &letter.html] {
            assert!(body.contains("20 February 2027"));
        }
        let several = share(&english(), "Acme", URL, None, EXPIRES, 3);
        assert_eq!(several.subject, "Acme has shared 3 shipments with you");
        assert!(!several.text.contains('>'));
    }

    #[test]
    fn hostile_words_stay_words() {
        let hostile = "A\"><script>x</script>\r\nBcc: all@example.com";
        let letters = [
            share(&english(), hostile, URL, Some(hostile), EXPIRES, 2),
            wish(hostile, &link(), hostile, true),
            code(&english(), hostile, "7KQ4-M9XD", Duration::minutes(10)),
            ops_code(hostile, "7KQ4-M9XD", Duration::minutes(10)),
        ];
        for letter in letters {
            assert!(!letter.subject.contains(['\r', '\n']));
            assert!(!letter.html.contains("<script"));
            assert!(letter.html.contains("&lt;script&gt;"));
        }
    }
}
