//! Rings in the plane: clipping and simplifying.

use crate::geo::thin::thin;

/// A point in pixels.
type Pixel = (f64, f64);

/// An upright rectangle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// Whether two rectangles have a point in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.top <= other.bottom
            && other.top <= self.bottom
    }

    /// Whether the other one lies inside.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && other.right <= self.right
            && self.top <= other.top
            && other.bottom <= self.bottom
    }

    /// The part of a ring inside, by Sutherland and Hodgman: cut along one edge
    /// after the other. Parts that leave and come back stay joined along the
    /// frame, where a fill does not show it.
    pub(super) fn clip(&self, ring: Vec<Pixel>) -> Vec<Pixel> {
        let ring = cut(ring, |p| p.0 - self.left);
        let ring = cut(ring, |p| self.right - p.0);
        let ring = cut(ring, |p| p.1 - self.top);
        cut(ring, |p| self.bottom - p.1)
    }
}

/// The part of a ring where `inside` is not negative; it is linear.
fn cut(ring: Vec<Pixel>, inside: impl Fn(Pixel) -> f64) -> Vec<Pixel> {
    if ring.iter().all(|&p| inside(p) >= 0.0) {
        return ring;
    }
    let mut kept = Vec::new();
    let Some(mut last) = ring.last().copied() else {
        return kept;
    };
    let mut was = inside(last);
    for point in ring {
        let is = inside(point);
        if (was < 0.0) != (is < 0.0) {
            let t = was / (was - is);
            kept.push((
                last.0 + (point.0 - last.0) * t,
                last.1 + (point.1 - last.1) * t,
            ));
        }
        if is >= 0.0 {
            kept.push(point);
        }
        (last, was) = (point, is);
    }
    kept
}

/// The ring with as few of its points as keep within `tolerance` of it: a ring
/// is two lines, between its first point and the one furthest from that.
pub(super) fn simplify(ring: &[Pixel], tolerance: f64) -> Vec<Pixel> {
    let Some(&first) = ring.first() else {
        return Vec::new();
    };
    let away = |p: &Pixel| (p.0 - first.0).powi(2) + (p.1 - first.1).powi(2);
    let far = (0..ring.len())
        .max_by(|&a, &b| away(&ring[a]).total_cmp(&away(&ring[b])))
        .unwrap_or(0);
    let mut closed = ring.to_vec();
    closed.push(first);
    let mut kept = thin(&closed[..=far], tolerance);
    kept.extend(thin(&closed[far..], tolerance).into_iter().skip(1));
    kept.pop();
    kept
}

#[cfg(test)]
mod tests {
    use super::{Frame, simplify};

    const FRAME: Frame = Frame {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    #[test]
    fn a_ring_is_cut_at_the_frame() {
        let ring = vec![(5.0, 5.0), (15.0, 5.0), (15.0, 15.0), (5.0, 15.0)];
        let mut cut = FRAME.clip(ring);
        cut.sort_by(|a, b| a.partial_cmp(b).unwrap());
        assert_eq!(cut, [(5.0, 5.0), (5.0, 10.0), (10.0, 5.0), (10.0, 10.0)]);
    }

    #[test]
    fn a_ring_around_the_frame_becomes_the_frame_and_one_beside_it_nothing() {
        let around = vec![(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)];
        assert_eq!(FRAME.clip(around).len(), 4);
        let beside = vec![(11.0, 1.0), (12.0, 1.0), (12.0, 2.0)];
        assert!(FRAME.clip(beside).is_empty());
    }

    #[test]
    fn what_is_less_than_the_tolerance_goes() {
        let ring = [
            (0.0, 0.0),
            (5.0, 0.4),
            (10.0, 0.0),
            (10.0, 10.0),
            (5.0, 9.0),
            (0.0, 10.0),
        ];
        let kept = simplify(&ring, 0.5);
        assert_eq!(
            kept,
            [
                (0.0, 0.0),
                (10.0, 0.0),
                (10.0, 10.0),
                (5.0, 9.0),
                (0.0, 10.0)
            ]
        );
        assert!(simplify(&[], 0.5).is_empty());
    }
}
