//! Leaving out of a line what no eye would miss.

/// A point in pixels.
type Pixel = (f64, f64);

/// The line with as few of its points as keep within `tolerance` of it, by
/// Douglas and Peucker; the first and the last always.
#[must_use]
pub fn thin(line: &[Pixel], tolerance: f64) -> Vec<Pixel> {
    let Some(end) = line.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut keep = vec![false; line.len()];
    keep[0] = true;
    keep[end] = true;
    let mut spans = vec![(0, end)];
    while let Some((start, end)) = spans.pop() {
        let (a, b) = (line[start], line[end]);
        let mut worst = (tolerance * tolerance, None);
        for (index, &point) in line.iter().enumerate().take(end).skip(start + 1) {
            let off = square_off(point, a, b);
            if off > worst.0 {
                worst = (off, Some(index));
            }
        }
        if let Some(index) = worst.1 {
            keep[index] = true;
            spans.push((start, index));
            spans.push((index, end));
        }
    }
    let kept = line.iter().zip(keep).filter(|(_, keep)| *keep);
    kept.map(|(&point, _)| point).collect()
}

/// The square of the distance from a point to the line between two others.
fn square_off(p: Pixel, a: Pixel, b: Pixel) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let t = if length > 0.0 {
        ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length
    } else {
        0.0
    };
    let t = t.clamp(0.0, 1.0);
    (p.0 - a.0 - t * dx).powi(2) + (p.1 - a.1 - t * dy).powi(2)
}

#[cfg(test)]
mod tests {
    use super::thin;

    #[test]
    fn the_ends_stay_and_what_is_less_than_the_tolerance_goes() {
        let line = [(0.0, 0.0), (5.0, 0.4), (10.0, 0.0), (10.0, 5.0)];
        assert_eq!(thin(&line, 0.5), [line[0], line[2], line[3]]);
        assert_eq!(thin(&line, 0.3), line);
        assert_eq!(thin(&line[..1], 0.5), line[..1]);
        assert!(thin(&[], 0.5).is_empty());
    }
}
