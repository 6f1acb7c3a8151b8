//! The scale bar: nautical miles above its line, kilometres below.

use maud::{Markup, html};

use super::frame::{self, WIDTH, round};
use super::names::{Area, on_the_line};
use crate::geo::view::{ScaleBar, Unit, View};

/// The longest bar, from the edge to the bar and from the bar to the foot of the
/// drawing, and how tall it is with its figures. `map.js` has the same numbers.
const LONGEST: f64 = 72.0;
const ASIDE: f64 = 10.0;
const ABOVE_FOOT: f64 = 20.0;
const HALF: f64 = 17.0;

/// A bar in one of the lower corners.
pub(super) struct Scale {
    miles: ScaleBar,
    kilometres: ScaleBar,
    /// Where its line begins: at the left end, or at the right one.
    from: (f64, f64),
    right: bool,
}

impl Scale {
    /// In the corner that the lines leave free, rather the left one.
    pub(super) fn of(view: &View, lines: &[Vec<(f64, f64)>]) -> Self {
        let at = |right| Self {
            miles: view.scale_bar(Unit::NauticalMile, LONGEST),
            kilometres: view.scale_bar(Unit::Kilometre, LONGEST),
            from: (
                if right { WIDTH - ASIDE } else { ASIDE },
                view.height - ABOVE_FOOT,
            ),
            right,
        };
        let free = |scale: &Self| {
            lines
                .iter()
                .all(|line| on_the_line(scale.area(), line) == 0)
        };
        let left = at(false);
        if free(&left) || !free(&at(true)) {
            left
        } else {
            at(true)
        }
    }

    /// What it covers of the drawing.
    pub(super) fn area(&self) -> Area {
        let (x, y) = self.from;
        let (left, right) = if self.right {
            (x - LONGEST, x)
        } else {
            (x, x + LONGEST)
        };
        [left, y - HALF, right, y + HALF]
    }

    /// Its length is in units of the drawing, its height and its figures in CSS
    /// pixels.
    pub(super) fn draw(&self) -> Markup {
        let side = if self.right { -1.0 } else { 1.0 };
        let [miles, kilometres] = [self.miles, self.kilometres].map(|bar| round(bar.pixels * side));
        html! {
            g.scale transform=(frame::moved(self.from)) data-side=(side) {
                path d={ "M0-5V0H" (miles) "V-5M0 5V0H" (kilometres) "V5" } {}
                g text-anchor=(if self.right { "end" } else { "start" }) {
                    text x=(4.0 * side) y="-4" { (self.miles.length) " NM" }
                    text x=(4.0 * side) y="13" { (self.kilometres.length) " km" }
                }
            }
        }
    }
}
