//! A small bar chart, drawn here: one bar a day, its number above it.

use maud::{Markup, html};

/// One bar.
pub(super) struct Bar {
    /// What stands under it: a few letters.
    pub under: String,
    /// What it is called in the text alternative.
    pub name: String,
    pub value: u32,
}

const WIDTH: u32 = 168;
const HEIGHT: u32 = 74;
/// Where the bars stand; the letters are below.
const FLOOR: u32 = 60;
/// How high the highest bar is: its number is above.
const HIGHEST: u32 = 44;

/// Draws the bars; a reader who sees none hears the same numbers.
pub(super) fn bars(label: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let told: Vec<String> = bars
        .iter()
        .map(|bar| format!("{} {}", bar.name, bar.value))
        .collect();
    let room = WIDTH / u32::try_from(bars.len()).unwrap_or(1).max(1);
    html! {
        svg.bars viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label={ (label) ": " (told.join(", ")) } {
            path.floor d={ "M0 " (FLOOR) ".5H" (WIDTH) } {}
            @for (left, bar) in (0..).step_by(room as usize).zip(bars) {
                @let middle = left + room / 2;
                @if bar.value > 0 {
                    @let high = height(bar.value, most);
                    rect x=(left + 4) y=(FLOOR - high) width=(room.saturating_sub(8)) height=(high) rx="1.5" {}
                    text x=(middle) y=(FLOOR - high - 3) { (short(bar.value)) }
                }
                text.under x=(middle) y=(HEIGHT - 3) { (bar.under) }
            }
        }
    }
}

/// At least a line, because something is not nothing.
fn height(value: u32, most: u32) -> u32 {
    let high = u64::from(value) * u64::from(HIGHEST) / u64::from(most);
    u32::try_from(high).unwrap_or(HIGHEST).max(2)
}

/// A number that fits above a bar.
fn short(value: u32) -> String {
    match value {
        0..10_000 => value.to_string(),
        10_000..10_000_000 => format!("{}k", value / 1_000),
        _ => format!("{}M", value / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[u32]) -> String {
        let all: Vec<Bar> = values
            .iter()
            .map(|value| Bar {
                under: "M".to_owned(),
                name: "Mon".to_owned(),
                value: *value,
            })
            .collect();
        bars("Opened", &all).into_string()
    }

    #[test]
    fn the_highest_bar_is_as_high_as_can_be_and_the_lowest_is_seen() {
        let chart = drawn(&[1_000_000, 1, 0]);
        assert!(chart.contains(r#"height="44""#));
        assert!(chart.contains(r#"height="2""#));
        assert_eq!(chart.matches("<rect").count(), 2);
        assert!(chart.contains(r#"aria-label="Opened: Mon 1000000, Mon 1, Mon 0""#));
        assert!(chart.contains(">1000k<"));
    }

    #[test]
    fn a_week_of_nothing_and_the_largest_number_are_drawn() {
        assert_eq!(drawn(&[0; 7]).matches("<rect").count(), 0);
        assert!(drawn(&[u32::MAX, u32::MAX]).contains(">4294M<"));
        assert!(drawn(&[]).contains("<svg"));
    }
}
