//! Canals, rivers and straits, from a list drawn by hand.

use super::super::Avoid;
use crate::geo::sphere::{Point, Vector};

pub(super) const LIST: &str = include_str!("../../data/channels.txt");

/// A canal that a ship can be told to avoid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Canal {
    Suez,
    Panama,
    Kiel,
}

impl Canal {
    /// Whether it is to be avoided.
    pub(in super::super) fn avoided(self, avoid: Avoid) -> bool {
        match self {
            Self::Suez => avoid.suez,
            Self::Panama => avoid.panama,
            Self::Kiel => avoid.kiel,
        }
    }
}

/// A stretch from one point of a channel to the next.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Stretch {
    /// The point at the other end.
    pub(in super::super) to: usize,
    /// What it costs: its length in radians, times the channel's factor.
    pub(in super::super) cost: f64,
    /// The canal that it is part of.
    pub(in super::super) canal: Option<Canal>,
}

/// All channels as one net.
pub(in super::super) struct Channels {
    /// Every point once, so that channels meet.
    pub(in super::super) points: Vec<Point>,
    /// The stretches that begin at each point.
    pub(in super::super) stretches: Vec<Vec<Stretch>>,
}

impl Channels {
    /// Reads the list. It is ours and the tests read it too, so a bad line is
    /// skipped rather than reported.
    pub(super) fn parse() -> Self {
        let mut net = Self {
            points: Vec::new(),
            stretches: Vec::new(),
        };
        let (mut canal, mut factor) = (None, 1.0);
        for line in LIST.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, number)) = line.strip_prefix("= ").and_then(|l| l.rsplit_once(' ')) {
                factor = number.parse().unwrap_or(1.0);
                canal = match name {
                    "suez" => Some(Canal::Suez),
                    "panama" => Some(Canal::Panama),
                    "kiel" => Some(Canal::Kiel),
                    _ => None,
                };
                continue;
            }
            let course: Vec<usize> = line
                .split_whitespace()
                .filter_map(position)
                .map(|point| net.index(point))
                .collect();
            for ends in course.windows(2) {
                let [from, to] = [ends[0], ends[1]];
                let length = Vector::from(net.points[from]).arc(Vector::from(net.points[to]));
                for (from, to) in [(from, to), (to, from)] {
                    let cost = length * factor;
                    net.stretches[from].push(Stretch { to, cost, canal });
                }
            }
        }
        net
    }

    /// The number of a point, new or known.
    fn index(&mut self, point: Point) -> usize {
        self.points
            .iter()
            .position(|&known| known == point)
            .unwrap_or_else(|| {
                self.points.push(point);
                self.stretches.push(Vec::new());
                self.points.len() - 1
            })
    }
}

/// A position written as `latitude,longitude`.
fn position(text: &str) -> Option<Point> {
    let (lat, lon) = text.split_once(',')?;
    Some(Point::new(lat.parse().ok()?, lon.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Channels, LIST, position};

    #[test]
    fn every_line_of_the_list_is_read() {
        for line in LIST
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some(head) = line.strip_prefix("= ") {
                let factor: f64 = head.rsplit_once(' ').unwrap().1.parse().unwrap();
                assert!((1.0..=4.0).contains(&factor), "{line}");
            } else {
                assert!(
                    line.split(' ').all(|text| position(text).is_some()),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn no_stretch_jumps() {
        let net = Channels::parse();
        assert!(net.points.len() > 500);
        for (from, stretches) in net.stretches.iter().enumerate() {
            for stretch in stretches {
                let (a, b) = (net.points[from], net.points[stretch.to]);
                assert!(a.miles_to(b) < 75.0, "{a:?} {b:?}");
            }
        }
    }
}
