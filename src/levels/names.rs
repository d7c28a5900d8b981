//! Names of codes: a code, its name in words, a range, a group.
//!
//! In: a word of a setting, a comment or an option. Out: which codes it speaks of, and how closely; or the nearest known
//! word. What is said of one code counts more than what is said of its range, and that more than what is said of a group.

use crate::diag::nearest::nearest;
use crate::diag::{CODES, Code, Layer, Level};

/// Which codes a word speaks of. The closer, the more it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// `all`
    All,
    /// A group.
    Group(Group),
    /// `C07`: all codes of a layer.
    Range(Layer),
    /// One code.
    One(&'static str),
}

/// A group of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Whatever is an error by itself.
    Correctness,
    /// Whatever is a warning by itself.
    Suspicious,
    /// Whatever is a hint by itself.
    Pedantic,
    /// Policies, access, security.
    Security,
    /// Style.
    Style,
    /// Whatever is reported as a warning in the end.
    Warnings,
    /// Whatever is reported as a hint in the end.
    Hints,
}

/// The words for groups.
const GROUPS: &[(&str, Group)] = &[
    ("correctness", Group::Correctness),
    ("suspicious", Group::Suspicious),
    ("pedantic", Group::Pedantic),
    ("security", Group::Security),
    ("style", Group::Style),
    ("warnings", Group::Warnings),
    ("hints", Group::Hints),
];

impl Name {
    /// What a word speaks of, in any case.
    pub fn find(word: &str) -> Option<Name> {
        let same = |other: &str| word.eq_ignore_ascii_case(other);
        if same("all") {
            return Some(Name::All);
        }
        if let Some((_, group)) = GROUPS.iter().find(|(name, _)| same(name)) {
            return Some(Name::Group(*group));
        }
        if let Some(code) = Code::find(word) {
            return Some(Name::One(code.id));
        }
        Layer::find(word).map(Name::Range)
    }

    /// Whether it speaks of this code. `Warnings` and `Hints` speak of levels and not of codes.
    pub fn holds(self, code: &Code) -> bool {
        match self {
            Name::All => true,
            Name::One(id) => code.id == id,
            Name::Range(layer) => code.layer() == layer,
            Name::Group(Group::Correctness) => code.level == Level::Error,
            Name::Group(Group::Suspicious) => code.level == Level::Warning,
            Name::Group(Group::Pedantic) => code.level == Level::Hint,
            Name::Group(Group::Security) => [Layer::POLICIES, Layer::ACCESS, Layer::SECURITY].contains(&code.layer()),
            Name::Group(Group::Style) => code.layer() == Layer::STYLE,
            Name::Group(Group::Warnings | Group::Hints) => false,
        }
    }

    /// Whether it names a code or a range of which all errors are firm; see [`Layer::is_firm`].
    pub fn is_firm(self) -> bool {
        match self {
            Name::One(id) => CODES.iter().any(|code| code.id == id && code.is_firm()),
            Name::Range(layer) => layer.is_firm(),
            _ => false,
        }
    }
}

/// The known word that is nearest to one that is unknown; none for a number, of which every other is as near.
pub fn near(word: &str) -> Option<&'static str> {
    if word.trim_start_matches(['C', 'c']).chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let all = CODES.iter().map(|code| code.slug).chain(GROUPS.iter().map(|(name, _)| *name));
    nearest(&word.to_lowercase().replace('_', "-"), all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::code;

    #[test]
    fn closer_names_count_more() {
        let names = ["all", "security", "C07", "C0701"].map(|word| Name::find(word).unwrap());
        assert!(names.is_sorted());
        assert_eq!(Name::find("incomplete"), Name::find("c0701"));
        assert_eq!(Name::find("C99"), None);
        assert_eq!(Name::find("C9999"), None);
        assert_eq!((near("incomplet"), near("C0702x")), (Some("incomplete"), None));
        assert_eq!(near("C0799"), None);
        let range = Name::find("C07").unwrap();
        assert!(range.holds(&code::C0701) && !range.holds(&code::C0101));
    }

    #[test]
    fn form_and_reference_are_firm() {
        assert!(code::C0101.is_firm() && !code::C0304.is_firm() && !code::C0007.is_firm());
        assert!(Name::find("C01").unwrap().is_firm() && !Name::find("correctness").unwrap().is_firm());
    }
}
