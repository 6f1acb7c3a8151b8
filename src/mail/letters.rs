//! What mails say.
//!
//! A letter is read by people in a hurry and by programs that mangle it, so
//! each says in its first sentence what to do, carries all of it in the plain
//! text, and needs no picture. The HTML has its styles on the elements, because
//! several mail programs drop everything else.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use time::{OffsetDateTime, UtcOffset};

use crate::config::Config;
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
    brand: &str,
    share_url: &str,
    note: Option<&str>,
    expires: OffsetDateTime,
    count: usize,
) -> Letter {
    let brand = one_line(brand);
    let expires = expires.to_offset(UtcOffset::UTC);
    let until = format!("{} {} {}", expires.day(), expires.month(), expires.year());
    let shipments = match count {
        0 | 1 => "a shipment".to_owned(),
        _ => format!("{count} shipments"),
    };
    let opening = format!("{brand} has shared {shipments} with you.");
    let how = "Open the link to see where it is and when it arrives. The first time, we send a code to this mailbox to make sure that it is you; you need no account.";
    let close = format!(
        "The link works until {until}. It is meant for you: whoever else opens it cannot get in without a code from this mailbox."
    );
    let words = note.map(quoted).unwrap_or_default();
    let text = format!("{opening}\n\n{words}{how}\n\n{share_url}\n\n{close}\n");
    let html = letter(
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
                    "See the shipment" @if count > 1 { "s" }
                }
            }
            (small(&close))
        },
    );
    Letter {
        subject: format!("{brand} has shared {shipments} with you"),
        text,
        html,
    }
}

/// Brings a recipient the code they asked for.
///
/// `code` is the code as it is shown, such as `7KQ4-M9XD`; `minutes` how long
/// it is good. The code leads the subject line, because mail gateways mangle
/// bodies and phones show the subject first.
#[must_use]
pub fn code(brand: &str, code: &str, minutes: i64) -> Letter {
    let brand = one_line(brand);
    let opening = format!("Your code to open the shipment that {brand} shared with you:");
    let life = format!(
        "Type it on the page where you asked for it, in the same browser. It is good for {minutes} minutes; if you ask again, only the newest code counts."
    );
    let warning = format!(
        "Nobody from {brand} will ever ask you for this code, by phone or by message. If you did not ask for it, somebody else typed your address: you need not do anything, and without the code they see nothing."
    );
    let text = format!("{opening}\n\n    {code}\n\n{life}\n\n{warning}\n");
    let html = letter(
        &brand,
        &format!("{code} is your code."),
        &html! {
            (paragraph(&opening))
            p style="margin:0 0 20px;font:700 32px/1.2 Consolas,Menlo,monospace;letter-spacing:3px" { (code) }
            (paragraph(&life))
            (small(&warning))
        },
    );
    Letter {
        subject: format!("{code} is your code for {brand}"),
        text,
        html,
    }
}

/// The document around a letter; `preview` is what mail programs show beside
/// the subject.
fn letter(brand: &str, preview: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
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

    const URL: &str = "https://track.example/t/v4.public.abc#to=a%40b.example";
    const EXPIRES: OffsetDateTime = datetime!(2027-02-20 00:00 UTC);

    #[test]
    fn a_code_letter_says_the_code_everywhere_and_warns() {
        let letter = code("Acme", "7KQ4-M9XD", 10);
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
    fn a_share_letter_holds_the_link_the_note_and_the_end() {
        let letter = share("Acme", URL, Some("Call me\nif it slips"), EXPIRES, 1);
        assert_eq!(letter.subject, "Acme has shared a shipment with you");
        assert!(letter.text.contains(URL));
        assert!(letter.text.contains("> Call me\n> if it slips\n"));
        assert!(letter.html.contains(&format!("href=\"{URL}\"")));
        for body in [&letter.text, &letter.html] {
            assert!(body.contains("20 February 2027"));
        }
        let several = share("Acme", URL, None, EXPIRES, 3);
        assert_eq!(several.subject, "Acme has shared 3 shipments with you");
        assert!(!several.text.contains('>'));
    }

    #[test]
    fn hostile_words_stay_words() {
        let hostile = "A\"><script>x</script>\r\nBcc: all@example.com";
        let letters = [
            share(hostile, URL, Some(hostile), EXPIRES, 2),
            code(hostile, "7KQ4-M9XD", 10),
        ];
        for letter in letters {
            assert!(!letter.subject.contains(['\r', '\n']));
            assert!(!letter.html.contains("<script"));
            assert!(letter.html.contains("&lt;script&gt;"));
        }
    }
}
