//! Filling in what stands in braces.

use std::fmt::Display;

use maud::{Markup, PreEscaped, Render, html};

/// A message with its placeholders replaced, as plain text.
///
/// A placeholder that has no value stays as it is; the tests of the tables see
/// to it that there is none.
#[must_use]
pub fn text(message: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(message.len() + 16);
    pieces(message, |piece| match piece {
        Piece::Words(words) => out.push_str(words),
        Piece::Named(name) => match find(values, name) {
            // Writing to a String cannot fail.
            Some(value) => drop(std::fmt::Write::write_fmt(
                &mut out,
                format_args!("{value}"),
            )),
            None => out.push_str(name),
        },
    });
    out
}

/// The same with markup in the places; the message's own words are escaped.
#[must_use]
pub fn markup(message: &str, values: &[(&str, Markup)]) -> Markup {
    let mut out = String::with_capacity(message.len() + 64);
    pieces(message, |piece| match piece {
        Piece::Words(words) => words.render_to(&mut out),
        Piece::Named(name) => match find(values, name) {
            Some(value) => out.push_str(&value.0),
            None => name.render_to(&mut out),
        },
    });
    PreEscaped(out)
}

/// A name from outside, kept from rearranging the sentence around it.
#[must_use]
pub fn isolated(name: &str) -> Markup {
    html! { bdi { (name) } }
}

enum Piece<'a> {
    Words(&'a str),
    Named(&'a str),
}

fn pieces<'a>(message: &'a str, mut each: impl FnMut(Piece<'a>)) {
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        each(Piece::Words(before));
        each(Piece::Named(name));
        rest = after;
    }
    each(Piece::Words(rest));
}

fn find<'a, T>(values: &'a [(&str, T)], name: &str) -> Option<&'a T> {
    values
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_their_names_stood() {
        assert_eq!(
            text("{a} and {b}{a}", &[("a", &1), ("b", &"x")]),
            "1 and x1"
        );
        assert_eq!(text("no {value}, {open", &[]), "no value, {open");
        let filled = markup("<{a}>", &[("a", isolated("B&B"))]).into_string();
        assert_eq!(filled, "&lt;<bdi>B&amp;B</bdi>&gt;");
    }
}
