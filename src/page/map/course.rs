//! Parts of a line.

use crate::geo::Point;
use crate::geo::foot::mix;
pub(super) use crate::geo::foot::{Foot, foot};

/// The corners of `line` from one place beside it to another, each of them given
/// with its foot, moved sideways so that they lead from the one to the other:
/// the further along, the more by the second's distance from the line, and by
/// nothing else after `reach` miles.
pub(super) fn between(
    line: &[Point],
    from: (Point, &Foot),
    to: (Point, &Foot),
    reach: f64,
) -> Vec<Point> {
    let aside = |(at, foot): (Point, &Foot)| {
        let at = at.near(foot.at.lon);
        Point::new(at.lat - foot.at.lat, at.lon - foot.at.lon)
    };
    let (first, last) = (aside(from), aside(to));
    let turn = from.0.lon - from.0.near(from.1.at.lon).lon;
    let corners = &line[from.1.leg + 1..=to.1.leg.max(from.1.leg)];
    let mut miles = Vec::new();
    let mut sum = 0.0;
    let mut before = from.1.at;
    for &corner in corners.iter().chain([&to.1.at]) {
        sum += before.miles_to(corner);
        miles.push(sum);
        before = corner;
    }
    let whole = sum.min(reach).max(f64::MIN_POSITIVE);
    let moved = corners.iter().zip(miles).map(|(corner, miles)| {
        let aside = mix(first, last, (miles / whole).min(1.0));
        Point::new(corner.lat + aside.lat, corner.lon + aside.lon + turn)
    });
    moved.collect()
}

/// The line before and after a share of its length; both have that place.
pub(super) fn split(line: &[Point], share: f64) -> (Vec<Point>, Vec<Point>) {
    let steps = || line.windows(2).map(|ends| ends[0].miles_to(ends[1]));
    let mut left = steps().sum::<f64>() * share;
    let leg = steps().position(|miles| {
        left -= miles;
        left <= 0.0
    });
    let leg = leg.unwrap_or(line.len().saturating_sub(2));
    let Some(&[a, b]) = line.get(leg..leg + 2) else {
        return (line.to_vec(), line.to_vec());
    };
    let miles = a.miles_to(b);
    let at = mix(a, b, if miles > 0.0 { 1.0 + left / miles } else { 1.0 });
    let mut behind = line[..=leg].to_vec();
    behind.push(at);
    let mut ahead = vec![at];
    ahead.extend(&line[leg + 1..]);
    (behind, ahead)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: [Point; 3] = [
        Point::new(0.0, 178.0),
        Point::new(0.0, 180.0),
        Point::new(2.0, 180.0),
    ];

    #[test]
    fn a_line_is_split_by_its_length() {
        let (behind, ahead) = split(&LINE, 0.75);
        assert!(
            (behind[2].lat - 1.0).abs() < 1e-9 && behind.len() == 3,
            "{behind:?}"
        );
        assert_eq!((ahead[0], ahead[1], ahead.len()), (behind[2], LINE[2], 2));
        let (behind, ahead) = split(&LINE, 1.0);
        assert_eq!((behind.len(), ahead.last()), (3, Some(&LINE[2])));
    }

    #[test]
    fn the_way_beside_a_line_is_its_own_way_moved_aside() {
        let (from, to) = (Point::new(0.2, -181.0), Point::new(1.0, -179.9));
        let feet = [from, to].map(|at| foot(&LINE, at, 100.0).unwrap());
        let corners = between(&LINE, (from, &feet[0]), (to, &feet[1]), f64::INFINITY);
        let [corner] = corners[..] else {
            panic!("{corners:?}")
        };
        assert!(
            (corner.lat - 0.1).abs() < 0.01 && (corner.lon + 179.95).abs() < 0.01,
            "{corner:?}"
        );
        let back = between(&LINE, (from, &feet[0]), (to, &feet[1]), 1.0);
        assert!((back[0].lat - 0.0).abs() < 0.01, "{back:?}");
    }
}
