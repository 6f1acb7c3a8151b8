//! Fields of forms: each with its label, its hint, and what is wrong with it.

use maud::{Markup, html};

use super::parts::{Notice, notice, sentence};

/// What is wrong with a field of a form, beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem<'a> {
    /// The field's name in the form; any other name stands above the form.
    pub field: &'a str,
    /// What is wrong, as a sentence.
    pub text: &'a str,
}

/// The problems of a form.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problems<'a>(pub &'a [Problem<'a>]);

impl<'a> Problems<'a> {
    fn of(self, field: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.text)
    }

    /// Above the form: what belongs to none of its fields, or else that some
    /// of them need another look.
    pub(super) fn summary(self, fields: &[&str]) -> Markup {
        let (beside, above): (Vec<&Problem<'_>>, Vec<&Problem<'_>>) = self
            .0
            .iter()
            .partition(|problem| fields.contains(&problem.field));
        html! {
            @for problem in &above { (notice(Some(Notice::Failed(&sentence(problem.text))))) }
            @if !beside.is_empty() && above.is_empty() {
                (notice(Some(Notice::Failed("Nothing was done yet. Please check what is marked below."))))
            }
        }
    }
}

/// A field of a form: its label, its hint, what is wrong with it.
pub(super) struct Field<'a> {
    /// Its id, and with `-hint` and `-problem` those of what describes it.
    pub id: &'a str,
    /// The name by which its problem is found.
    pub name: &'a str,
    pub label: &'a str,
    pub hint: Option<&'a str>,
    pub problems: Problems<'a>,
}

/// The attributes that tie a control to what describes it.
pub(super) struct Tied<'a> {
    pub id: &'a str,
    pub name: &'a str,
    pub described: Option<String>,
    pub invalid: Option<&'static str>,
}

/// Draws a field around its control.
pub(super) fn field(field: &Field<'_>, control: impl FnOnce(&Tied<'_>) -> Markup) -> Markup {
    let problem = field.problems.of(field.name);
    let id = field.id;
    let described: Vec<String> = [
        problem.map(|_| format!("{id}-problem")),
        field.hint.map(|_| format!("{id}-hint")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let tied = Tied {
        id,
        name: field.name,
        described: (!described.is_empty()).then(|| described.join(" ")),
        invalid: problem.map(|_| "true"),
    };
    html! {
        div.field {
            label for=(id) { (field.label) }
            (control(&tied))
            @if let Some(text) = problem { p.problem id={ (id) "-problem" } dir="auto" { (sentence(text)) } }
            @if let Some(hint) = field.hint { p.hint id={ (id) "-hint" } { (hint) } }
        }
    }
}

/// A value to take along, once: read-only, with a button that copies it.
pub(super) fn copied(id: &str, label: &str, value: &str) -> Markup {
    html! {
        div.field.copied {
            label for=(id) { (label) }
            input.address id=(id) type="text" readonly dir="ltr" autocomplete="off" value=(value);
            button.copy type="button" data-copy=(id) hidden { "Copy" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimen::HOSTILE;
    use super::*;

    #[test]
    fn a_field_is_described_by_its_problem_first_and_then_by_its_hint() {
        let problems = [Problem {
            field: "a",
            text: HOSTILE,
        }];
        let drawn = field(
            &Field { id: "x", name: "a", label: "A", hint: Some("Hint"), problems: Problems(&problems) },
            |tied| html! { input id=(tied.id) name=(tied.name) aria-describedby=[tied.described.as_ref()] aria-invalid=[tied.invalid]; },
        )
        .into_string();
        assert!(drawn.contains(r#"aria-describedby="x-problem x-hint" aria-invalid="true""#));
        assert!(drawn.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_problem_without_a_field_stands_above_the_form() {
        let problems = [Problem {
            field: "elsewhere",
            text: "Something else.",
        }];
        assert!(
            Problems(&problems)
                .summary(&["a"])
                .into_string()
                .contains("Something else.")
        );
        assert!(
            Problems(&problems)
                .summary(&["elsewhere"])
                .into_string()
                .contains("marked below")
        );
        assert_eq!(Problems(&[]).summary(&["a"]).into_string(), "");
    }
}
