//! The columns of a CSV: what people call them, and where they stand.

use ::csv::StringRecord;

use crate::error::{Error, Result};
use crate::reference::Kind;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Container numbers.
    Container,
    /// Master bills of lading.
    Mbl,
    /// Carrier bookings.
    Booking,
    /// Numbers whose kind is in the column `Type`.
    Reference,
    /// The kind of the numbers in the column `Reference`.
    Type,
    /// The carrier.
    Scac,
    /// The recipients.
    Email,
    /// When the link ends.
    Expires,
    /// A line for the recipients.
    Note,
    /// The language.
    Locale,
    /// Whether to mail the recipients.
    Notify,
    /// The row's own idempotency key.
    Key,
}

impl Column {
    /// The columns that name a shipment.
    pub(super) const SHIPMENTS: [Self; 4] =
        [Self::Container, Self::Mbl, Self::Booking, Self::Reference];

    /// Recognises a column by its name, however it is spelled.
    #[must_use]
    pub fn called(name: &str) -> Option<Self> {
        let plain: String = name
            .chars()
            .filter(|c| !(c.is_whitespace() || matches!(c, '_' | '-')))
            .flat_map(char::to_lowercase)
            .collect();
        Some(match plain.as_str() {
            "container" | "containerno" | "containernumber" => Self::Container,
            "mbl" | "masterbl" | "billoflading" | "bl" => Self::Mbl,
            "booking" | "bookingno" | "bookingnumber" => Self::Booking,
            "reference" => Self::Reference,
            "type" => Self::Type,
            "scac" | "carrier" => Self::Scac,
            "email" | "emails" | "recipient" | "recipients" | "receiver" | "receiverids" => {
                Self::Email
            }
            "expires" | "expiresat" => Self::Expires,
            "note" | "message" => Self::Note,
            "locale" | "language" => Self::Locale,
            "notify" => Self::Notify,
            "idempotencykey" | "key" => Self::Key,
            _ => return None,
        })
    }

    /// The kind of the numbers in it, where its name says that.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::Container => Some(Kind::Container),
            Self::Mbl => Some(Kind::Mbl),
            Self::Booking => Some(Kind::Booking),
            _ => None,
        }
    }
}

/// Reads a kind of reference, by any name that its own column may have.
pub(super) fn kind(text: &str) -> Option<Kind> {
    Column::called(text)?.kind()
}

/// The header of a CSV.
#[derive(Debug)]
pub(super) struct Columns {
    known: Vec<(Column, String)>,
}

impl Columns {
    /// Reads the header.
    ///
    /// # Errors
    /// 422 for the whole batch: a column that is not known, that stands there
    /// twice, or that is missing. A batch read by a wrong header would mail the
    /// wrong people.
    pub(super) fn of(header: &StringRecord) -> Result<Self> {
        let mut known: Vec<(Column, String)> = Vec::new();
        for (at, name) in header.iter().enumerate() {
            let name = shown(name, at);
            let Some(column) = Column::called(&name) else {
                return Err(Error::field(
                    name,
                    "expected the first line to name the columns, each as one of container, mbl, booking, \
                     reference, type, scac, email, expires, note, locale, notify, idempotencyKey",
                ));
            };
            if let Some((_, first)) = known.iter().find(|(other, _)| *other == column) {
                let expected = format!("expected once; the column `{first}` is the same");
                return Err(Error::field(name, expected));
            }
            known.push((column, name));
        }
        let columns = Self { known };
        let lacks = |column| columns.name(column).is_none();
        let missing = if Column::SHIPMENTS.into_iter().all(lacks) {
            Some((
                "container",
                "expected a column of shipments: container, mbl, booking, or reference and type",
            ))
        } else if lacks(Column::Reference) != lacks(Column::Type) {
            if lacks(Column::Type) {
                Some((
                    "type",
                    "expected this column beside the column of references",
                ))
            } else {
                Some((
                    "reference",
                    "expected this column beside the column of types",
                ))
            }
        } else if lacks(Column::Email) {
            Some((
                "email",
                "expected a column of the recipients' mail addresses",
            ))
        } else {
            None
        };
        match missing {
            Some((field, expected)) => Err(Error::field(field, expected)),
            None => Ok(columns),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    /// What the file calls a column, if it has it.
    pub(super) fn name(&self, column: Column) -> Option<&str> {
        self.known
            .iter()
            .find(|(known, _)| *known == column)
            .map(|(_, name)| name.as_str())
    }

    /// What stands in a column of a row, without the white space around it;
    /// nothing where there is no such column.
    pub(super) fn cell<'r>(&self, row: &'r StringRecord, column: Column) -> &'r str {
        self.known
            .iter()
            .position(|(known, _)| *known == column)
            .and_then(|at| row.get(at))
            .unwrap_or_default()
            .trim()
    }

    /// An error in a column, by the file's name for it.
    pub(super) fn error(
        &self,
        column: Column,
        expected: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Error {
        Error::field(self.name(column).unwrap_or_default(), expected)
    }
}

/// A column's name as an answer may repeat it: on one line, not too long.
fn shown(name: &str, at: usize) -> String {
    /// Three times the longest name that is known.
    const MOST: usize = 48;
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.is_empty() {
        format!("column {}", at + 1)
    } else {
        words.join(" ").chars().take(MOST).collect()
    }
}
