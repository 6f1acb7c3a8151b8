//! A table for people: columns as wide as what stands in them.

use super::text::clean;

/// Lays out rows under their heads, two spaces apart.
pub(super) fn laid_out(heads: &[&str], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> =
        std::iter::once(heads.iter().map(|&head| head.to_owned()).collect())
            .chain(
                rows.iter()
                    .map(|row| row.iter().map(|cell| clean(cell)).collect()),
            )
            .collect();
    let widths: Vec<usize> = (0..heads.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = row.iter().zip(&widths);
            let padded: Vec<String> = cells
                .map(|(cell, &width)| format!("{cell:width$}"))
                .collect();
            padded.join("  ").trim_end().to_owned()
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [
            vec!["é".to_owned(), "b\u{1b}b".to_owned()],
            vec!["longer".to_owned(), String::new()],
        ];
        assert_eq!(
            laid_out(&["A", "B"], &rows),
            "A       B\né       bb\nlonger"
        );
    }
}
