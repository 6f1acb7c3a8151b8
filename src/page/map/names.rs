//! The places' names, beside them and clear of one another.

use super::frame::WIDTH;

/// Drawing units in a CSS pixel on the smallest phone, where names take most
/// room: 360 in a map of 313.
const PHONE: f64 = 1.15;
/// The same where the drawing is at least 515 pixels wide, as the style sheet
/// and the script have it: names without room on a phone may have it there.
const ROOMY: f64 = 0.7;

/// From the edge of the drawing to any name.
const EDGE: f64 = 4.0;

/// Left, top, right, bottom.
pub(super) type Area = [f64; 4];

/// A name and where it stands. It keeps its size in CSS pixels, and its distance
/// from the place with it.
pub(super) struct Name {
    /// Which place of the journey it is, from one.
    pub(super) number: usize,
    pub(super) text: String,
    /// Where the place is on the drawing.
    pub(super) spot: (f64, f64),
    /// Where the name begins, ends or has its middle from there, in CSS pixels.
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) anchor: &'static str,
    /// It has room only where the drawing is large.
    pub(super) roomy: bool,
    /// What it covers, from the place on, in CSS pixels.
    covers: Area,
}

impl Name {
    /// What it covers of the drawing where a CSS pixel is this many units.
    pub(super) fn area(&self, pixel: f64) -> Area {
        let [left, top, right, bottom] = self.covers.map(|edge| edge * pixel);
        let (x, y) = self.spot;
        [x + left, y + top, x + right, y + bottom]
    }
}

/// What names have to keep off.
pub(super) struct Taken<'a> {
    /// The places themselves.
    pub(super) spots: &'a [(f64, f64)],
    /// The lines, if that can be.
    pub(super) lines: &'a [Vec<(f64, f64)>],
    /// The vessel, the scale bar and the buttons.
    pub(super) areas: &'a [Area],
}

/// Puts each name beside its place where it covers neither another name nor
/// another place, and not the line if that can be; a name that finds no room is
/// left to the timeline.
pub(super) fn names(called: &[&str], taken: &Taken<'_>, height: f64) -> Vec<Name> {
    let mut placed: Vec<Name> = Vec::new();
    for pixel in [PHONE, ROOMY] {
        for (index, (name, &spot)) in called.iter().zip(taken.spots).enumerate() {
            let text = shortened(name);
            if placed.iter().any(|name| name.text == text) {
                continue;
            }
            let fits = |name: &Name| fits(name, &placed, taken, height, pixel);
            let free = candidates(index + 1, &text, spot).into_iter().filter(fits);
            let free = least_crossed(free, taken.lines, pixel);
            placed.extend(free.map(|name| Name {
                roomy: pixel < PHONE,
                ..name
            }));
        }
    }
    placed
}

/// The first of the names that no line crosses; or else the one that is crossed
/// least, because a name across the line reads better than no name.
fn least_crossed(
    names: impl Iterator<Item = Name>,
    lines: &[Vec<(f64, f64)>],
    pixel: f64,
) -> Option<Name> {
    let mut best: Option<(usize, Name)> = None;
    for name in names {
        let area = name.area(pixel);
        let met: usize = lines.iter().map(|line| on_the_line(area, line)).sum();
        if met == 0 {
            return Some(name);
        }
        if best.as_ref().is_none_or(|(least, _)| met < *least) {
            best = Some((met, name));
        }
    }
    best.map(|(_, name)| name)
}

fn fits(name: &Name, placed: &[Name], taken: &Taken<'_>, height: f64, pixel: f64) -> bool {
    let area = name.area(pixel);
    let [left, top, right, bottom] = area;
    let inside = left >= EDGE && right <= WIDTH - EDGE && top >= EDGE && bottom <= height - EDGE;
    let clear = placed.iter().all(|other| !overlap(area, other.area(pixel)));
    let others = taken.spots.iter().filter(|other| **other != name.spot);
    let open = others
        .map(|&spot| around(spot, 6.0))
        .all(|other| !overlap(area, other));
    inside && clear && open && !taken.areas.iter().any(|other| overlap(area, *other))
}

/// The square around a place.
pub(super) fn around((x, y): (f64, f64), half: f64) -> Area {
    [x - half, y - half, x + half, y + half]
}

/// How much of a line runs through an area, in small steps.
pub(super) fn on_the_line(area: Area, line: &[(f64, f64)]) -> usize {
    /// Names are more than ten pixels high.
    const STEP: f64 = 3.0;
    let [left, top, right, bottom] = area;
    let inside = |x: f64, y: f64| (left..=right).contains(&x) && (top..=bottom).contains(&y);
    let mut met = 0;
    for pair in line.windows(2) {
        let [from, to] = pair else { continue };
        let beside = from.0.max(to.0) < left
            || from.0.min(to.0) > right
            || from.1.max(to.1) < top
            || from.1.min(to.1) > bottom;
        // As nearly all are.
        if beside {
            continue;
        }
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = (dx.hypot(dy) / STEP).ceil();
        let mut step = 0.0;
        while step <= steps {
            let part = step / steps.max(1.0);
            met += usize::from(inside(from.0 + dx * part, from.1 + dy * part));
            step += 1.0;
        }
    }
    met
}

/// The sides and corners of a place, the best first.
fn candidates(number: usize, text: &str, spot: (f64, f64)) -> [Name; 8] {
    /// The size of the letters, as the style sheet has it.
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
            spot,
            x,
            y: baseline,
            anchor,
            roomy: false,
            covers: [left, baseline - SIZE, left + width, baseline + 3.0],
        }
    };
    let (above, below) = (-CORNER, CORNER + SIZE);
    [
        name("middle", 0.0, GAP + SIZE),
        name("middle", 0.0, -GAP),
        name("start", GAP, 4.0),
        name("end", -GAP, 4.0),
        name("start", CORNER, below),
        name("end", -CORNER, below),
        name("start", CORNER, above),
        name("end", -CORNER, above),
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

fn overlap(one: Area, other: Area) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}
