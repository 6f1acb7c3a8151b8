//! A table to take along, as CSV (RFC 4180) that a spreadsheet cannot take for
//! anything but text.

/// Writes rows as CSV: with the mark that tells spreadsheets it is UTF-8, cells
/// quoted where they must be, and formulas defused.
#[must_use]
pub fn csv<'a, R>(rows: impl IntoIterator<Item = R>) -> String
where
    R: IntoIterator<Item = &'a str>,
{
    let mut out = String::from("\u{feff}");
    for row in rows {
        for (index, cell) in row.into_iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            write(&mut out, cell);
        }
        out.push_str("\r\n");
    }
    out
}

fn write(out: &mut String, cell: &str) {
    /// What a spreadsheet takes for the beginning of a formula, the wide signs
    /// of East Asian keyboards among them (OWASP, CSV injection).
    const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let quoted = cell.contains(['"', ',', ';', '\n', '\r', '\t']);
    if quoted {
        out.push('"');
    }
    if cell.starts_with(FORMULA) {
        out.push('\'');
    }
    if quoted {
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(cell);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_lines_and_cells_are_quoted_where_they_must_be() {
        assert_eq!(
            csv([["row", "note"], ["1", "a, \"b\"\nc"], ["2", "نص \u{202e}x"],]),
            "\u{feff}row,note\r\n1,\"a, \"\"b\"\"\nc\"\r\n2,نص \u{202e}x\r\n"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r", "\n", "＝"] {
            let line = csv([[format!("{start}1+cmd|'/C calc'!A0").as_str()]]);
            let cell = line.trim_start_matches('\u{feff}').trim_start_matches('"');
            assert!(cell.starts_with('\''), "{line:?}");
        }
        assert_eq!(csv([["a=1", ""]]), "\u{feff}a=1,\r\n");
    }
}
