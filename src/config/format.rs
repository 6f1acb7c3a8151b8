//! The names of the formats in which origins speak.

/// What the origin speaks; how that is asked and read stands in
/// `src/tracking/format.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OriginFormat {
    /// DCSA Track & Trace 2.2.
    Dcsa22,
    /// DCSA Track & Trace 3.0.0, in codes or in words.
    Dcsa30,
    /// DCSA Track & Trace 3.0.0-Beta-1.
    Dcsa30Beta1,
    /// Terminal49.
    Terminal49,
    /// Vizion.
    Vizion,
    /// Sealink's own.
    Sealink,
}

impl OriginFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Dcsa22,
        Self::Dcsa30,
        Self::Dcsa30Beta1,
        Self::Terminal49,
        Self::Vizion,
        Self::Sealink,
    ];

    /// Its name in `ORIGIN_FORMAT`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dcsa22 => "dcsa-2.2",
            Self::Dcsa30 => "dcsa-3.0",
            Self::Dcsa30Beta1 => "dcsa-3.0-beta-1",
            Self::Terminal49 => "terminal49",
            Self::Vizion => "vizion",
            Self::Sealink => "sealink",
        }
    }

    /// The format of this name.
    ///
    /// # Errors
    /// Every name there is, as the rest of a sentence.
    pub fn named(name: &str) -> Result<Self, &'static str> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or("dcsa-2.2, dcsa-3.0, dcsa-3.0-beta-1, terminal49, vizion or sealink")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SETTINGS;

    #[test]
    fn every_format_is_read_by_its_name_and_told_of_wherever_formats_are_listed() {
        let expected = OriginFormat::named("dcsa-9").unwrap_err();
        let row = SETTINGS
            .iter()
            .find(|row| row.name == "ORIGIN_FORMAT")
            .unwrap();
        for format in OriginFormat::ALL {
            assert_eq!(OriginFormat::named(format.name()), Ok(format));
            let listed = expected.replace(" or ", ", ");
            assert!(listed.split(", ").any(|name| name == format.name()));
            assert!(row.what.contains(&format!("`{}`", format.name())));
        }
    }
}
