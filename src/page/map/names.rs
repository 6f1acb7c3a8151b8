//! The places' names, beside them and clear of one another.

use super::frame::WIDTH;

/// A name and where it stands.
pub(super) struct Name {
    /// Which place of the journey it is, from one.
    pub(super) number: usize,
    pub(super) text: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) anchor: &'static str,
    /// Left, top, right, bottom.
    pub(super) area: [f64; 4],
}

/// Puts each name beside its place where it covers neither another name nor
/// another place, and not the line if that can be; a name that finds no room is
/// left to the timeline.
pub(super) fn names(
    called: &[&str],
    spots: &[(f64, f64)],
    lines: &[Vec<(f64, f64)>],
    height: f64,
) -> Vec<Name> {
    let mut placed: Vec<Name> = Vec::new();
    for (index, (name, spot)) in called.iter().zip(spots).enumerate() {
        let text = shortened(name);
        if placed.iter().any(|name| name.text == text) {
            continue;
        }
        let fits = |name: &Name| {
            let [left, top, right, bottom] = name.area;
            let inside =
                left >= 2.0 && right <= WIDTH - 2.0 && top >= 2.0 && bottom <= height - 2.0;
            let clear = placed.iter().all(|other| !overlap(name.area, other.area));
            let open = spots
                .iter()
                .filter(|other| *other != spot)
                .all(|(x, y)| !overlap(name.area, [x - 6.0, y - 6.0, x + 6.0, y + 6.0]));
            inside && clear && open
        };
        let (clean, crossed): (Vec<Name>, Vec<Name>) = candidates(index + 1, &text, *spot)
            .into_iter()
            .filter(fits)
            .partition(|name| !lines.iter().any(|line| on_the_line(name.area, line)));
        // A name across the line reads better than no name.
        let free = clean.into_iter().chain(crossed).next();
        placed.extend(free);
    }
    placed
}

/// Whether a line runs through an area.
pub(super) fn on_the_line(area: [f64; 4], line: &[(f64, f64)]) -> bool {
    /// Names are more than ten pixels high.
    const STEP: f64 = 3.0;
    let [left, top, right, bottom] = area;
    let inside = |x: f64, y: f64| (left..=right).contains(&x) && (top..=bottom).contains(&y);
    line.windows(2).any(|pair| {
        let [from, to] = pair else { return false };
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = (dx.hypot(dy) / STEP).ceil();
        let mut step = 0.0;
        while step <= steps {
            let part = step / steps.max(1.0);
            if inside(from.0 + dx * part, from.1 + dy * part) {
                return true;
            }
            step += 1.0;
        }
        false
    })
}

/// The sides and corners of a place, the best first.
fn candidates(number: usize, text: &str, (x, y): (f64, f64)) -> [Name; 8] {
    /// The size of the letters, as the style sheet has it for phones.
    const SIZE: f64 = 12.0;
    /// From the middle of the place to the name.
    const GAP: f64 = 11.0;
    /// The same at a corner, where a name may come closer.
    const CORNER: f64 = 7.0;
    let width: f64 = format!("{number} {text}")
        .chars()
        // Latin letters take about 0.58 of their height; what lies far beyond
        // Latin may be as wide as it is high.
        .map(|c| if c < '\u{1100}' { 0.58 * SIZE } else { SIZE })
        .sum();
    let name = |anchor: &'static str, x: f64, baseline: f64| {
        let left = match anchor {
            "start" => x,
            "end" => x - width,
            _ => x - width / 2.0,
        };
        Name {
            number,
            text: text.to_owned(),
            x,
            y: baseline,
            anchor,
            area: [left, baseline - SIZE, left + width, baseline + 3.0],
        }
    };
    let (above, below) = (y - CORNER, y + CORNER + SIZE);
    [
        name("middle", x, y + GAP + SIZE),
        name("middle", x, y - GAP),
        name("start", x + GAP, y + 4.0),
        name("end", x - GAP, y + 4.0),
        name("start", x + CORNER, below),
        name("end", x - CORNER, below),
        name("start", x + CORNER, above),
        name("end", x - CORNER, above),
    ]
}

fn shortened(name: &str) -> String {
    /// Longer names cover half of a phone.
    const MAX: usize = 22;
    if name.chars().count() <= MAX {
        return name.to_owned();
    }
    let mut short: String = name.chars().take(MAX - 1).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

fn overlap(one: [f64; 4], other: [f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}
