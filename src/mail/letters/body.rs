//! What a letter consists of, block by block, and how each is written as text
//! and as HTML.

use maud::{Markup, html};

use super::frame::{Frame, PAD};
use super::line::one_line;
use super::{Letter, Letterhead};
use crate::language::Language;

/// A label and what it says.
pub(super) type Fact<'a> = (&'a str, String);

/// One block.
pub(super) enum Block<'a> {
    /// The letter's own, once: what it is about.
    Heading(&'a str),
    /// Of a part.
    Subheading(&'a str),
    /// A sentence that counts.
    Strong(&'a str),
    /// An ordinary sentence.
    Paragraph(&'a str),
    /// What is good to know.
    Small(&'a str),
    /// Somebody else's words, marked as such so that they cannot pass for ours.
    Quote(&'a str),
    /// A code to be typed.
    Code(&'a str),
    /// Facts, one a line.
    Facts(&'a [Fact<'a>]),
    /// The one thing to do: its words and where it leads.
    Button(&'a str, &'a str),
    /// Something else that can be done.
    Link(&'a str, &'a str),
    /// A line before what is about the letter itself.
    Rule,
}

/// What a letter is called and whose it is.
pub(super) struct Head<'a> {
    /// What it is written in.
    pub language: Language,
    /// Whose it is.
    pub brand: Letterhead<'a>,
    /// The subject line.
    pub subject: String,
    /// What mail programs show beside the subject: it goes on where that ends.
    pub preview: &'a str,
}

/// Writes a letter.
pub(super) fn letter(head: Head<'_>, blocks: &[Block<'_>]) -> Letter {
    let frame = Frame::new(head.language, head.brand.color);
    let body = html! { @for block in blocks { (block.html(&frame)) } };
    let html = frame.around(
        &head.subject,
        head.preview,
        &one_line(head.brand.name),
        &body,
    );
    let mut text = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        block.text(&mut text);
    }
    Letter {
        subject: head.subject,
        text,
        html,
    }
}

impl Block<'_> {
    /// Adds its lines.
    fn text(&self, out: &mut String) {
        match *self {
            Self::Heading(text)
            | Self::Subheading(text)
            | Self::Strong(text)
            | Self::Paragraph(text)
            | Self::Small(text) => wrap(out, "", text),
            Self::Quote(text) => text.lines().for_each(|line| wrap(out, "> ", line)),
            Self::Code(code) => wrap(out, "    ", code),
            Self::Facts(facts) => {
                for (label, value) in facts {
                    wrap(out, "", &format!("{label}: {value}"));
                }
            }
            // Alone on its line, so that no full stop becomes part of it.
            Self::Button(words, url) | Self::Link(words, url) => {
                wrap(out, "", words);
                out.push_str(url);
                out.push('\n');
            }
            Self::Rule => out.push_str("---\n"),
        }
    }

    fn html(&self, frame: &Frame) -> Markup {
        match *self {
            Self::Heading(text) => {
                html! { h1 style="margin:0 0 20px;font-size:24px;line-height:1.3;font-weight:700" { (text) } }
            }
            Self::Subheading(text) => {
                html! { h2.line style="margin:32px 0 12px;padding:24px 0 0;border-top:1px solid #d7dfe6;font-size:18px;line-height:1.3;font-weight:700" { bdi { (text) } } }
            }
            Self::Strong(text) => {
                html! { p style="margin:0 0 12px;font-weight:700" { (text) } }
            }
            Self::Paragraph(text) => html! { p style="margin:0 0 20px" { (text) } },
            Self::Small(text) => {
                html! { p.soft style="margin:0 0 12px;font-size:14px;color:#51606e" { (text) } }
            }
            Self::Quote(text) => {
                html! { blockquote dir="auto" style={ "margin:0 0 20px;padding:4px 14px;border-" (frame.start) ":3px solid #9fb3c8;white-space:pre-line" } { (text) } }
            }
            Self::Code(code) => {
                html! { p dir="ltr" style="margin:0 0 20px;font:700 32px/1.2 Consolas,Menlo,monospace;letter-spacing:3px" { (code) } }
            }
            Self::Facts(facts) => html! {
                table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 24px" {
                    @for (label, value) in facts {
                        tr {
                            th.soft.line scope="row" align=(frame.start) valign="top" width="38%" style={ (PAD) ";padding-" (frame.end) ":10px;font-weight:400;color:#51606e" } { (label) }
                            td.line align=(frame.start) valign="top" style={ (PAD) ";font-weight:600" } { bdi { (value) } }
                        }
                    }
                }
            },
            // Outlook has no padding on links, but on cells.
            Self::Button(words, url) => html! {
                table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 28px" {
                    tr {
                        td.go bgcolor=(frame.color) style={ "border-radius:8px;background:" (frame.color) ";mso-padding-alt:13px 24px" } {
                            a href=(url) style="display:inline-block;padding:13px 24px;color:#ffffff;font-weight:600;text-decoration:none" { (words) }
                        }
                    }
                }
            },
            Self::Link(words, url) => {
                html! { p style="margin:0 0 12px;font-size:14px" { a.link href=(url) style={ "color:" (frame.color) } { (words) } } }
            }
            Self::Rule => {
                html! { div.line style="margin:28px 0 20px;border-top:1px solid #d7dfe6;font-size:0;line-height:0" { "\u{a0}" } }
            }
        }
    }
}

/// Adds lines of at most 78 columns (RFC 5322, section 2.1.1, advises it),
/// each after `mark`. They are broken between words and, where words have no
/// spaces between them, after a stop; a longer piece is left whole, because it
/// may be an address.
fn wrap(out: &mut String, mark: &str, text: &str) {
    const WIDTH: usize = 78;
    out.push_str(mark);
    let mut filled = mark.len();
    for word in text.split_whitespace() {
        for (index, piece) in word.split_inclusive(stops).enumerate() {
            let space = usize::from(index == 0 && filled > mark.len());
            let width = columns(piece);
            if filled > mark.len() && filled + space + width > WIDTH {
                out.push('\n');
                out.push_str(mark);
                filled = mark.len();
            } else if space > 0 {
                out.push(' ');
                filled += space;
            }
            out.push_str(piece);
            filled += width;
        }
    }
    out.push('\n');
}

/// Punctuation of Chinese and Japanese, after which a line may end.
const fn stops(c: char) -> bool {
    matches!(c, '。' | '、' | '，' | '；' | '：')
}

/// How wide a text is: the characters of Chinese, Japanese and Korean take two
/// columns (Unicode UAX 11).
fn columns(text: &str) -> usize {
    let wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}');
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(mark: &str, text: &str) -> String {
        let mut out = String::new();
        wrap(&mut out, mark, text);
        out
    }

    #[test]
    fn text_is_broken_between_words_and_marked_on_each_line() {
        assert_eq!(wrapped("", "one two"), "one two\n");
        assert_eq!(wrapped("> ", ""), "> \n");
        let long = wrapped("> ", &"word ".repeat(40));
        assert_eq!(long.matches("word").count(), 40);
        assert!(long.lines().all(|line| line.starts_with("> word")));
        assert!(long.lines().all(|line| line.len() <= 78));
        assert!(long.lines().next().is_some_and(|line| line.len() > 70));
        let word = "x".repeat(100);
        assert_eq!(
            wrapped("", &format!("a {word} b")),
            format!("a\n{word}\nb\n")
        );
    }

    #[test]
    fn text_without_spaces_is_broken_after_its_stops() {
        let clause = "貨物の情報をお送りしています、";
        let broken = wrapped("", &format!("A B{}", clause.repeat(4)));
        let line = format!("{clause}{clause}");
        assert_eq!(broken, format!("A B{line}\n{line}\n"));
    }

    #[test]
    fn the_text_and_the_html_have_the_same_words() {
        let head = Head {
            language: Language::English,
            brand: Letterhead {
                name: "Acme",
                color: None,
            },
            subject: "Subject".to_owned(),
            preview: "Preview",
        };
        let facts = [("Label", "value".to_owned())];
        let letter = letter(
            head,
            &[
                Block::Heading("heading"),
                Block::Subheading("part"),
                Block::Strong("strong"),
                Block::Paragraph("sentence"),
                Block::Small("small"),
                Block::Quote("said\nthis"),
                Block::Code("7KQ4"),
                Block::Facts(&facts),
                Block::Button("Go", "https://a.example/?b=1&c=2"),
                Block::Rule,
                Block::Link("Elsewhere", "https://d.example/"),
            ],
        );
        assert_eq!(
            letter.text,
            "heading\n\npart\n\nstrong\n\nsentence\n\nsmall\n\n> said\n> this\n\n    7KQ4\n\n\
             Label: value\n\nGo\nhttps://a.example/?b=1&c=2\n\n---\n\nElsewhere\nhttps://d.example/\n"
        );
        for words in [
            "heading",
            "part",
            "strong",
            "sentence",
            "small",
            "said\nthis",
            "7KQ4",
            "Label",
            "value",
            "Go",
            "Elsewhere",
        ] {
            assert!(letter.html.contains(&format!(">{words}<")), "{words}");
        }
        assert!(
            letter
                .html
                .contains("href=\"https://a.example/?b=1&amp;c=2\"")
        );
        assert!(letter.html.contains("<title>Subject</title>"));
    }
}
