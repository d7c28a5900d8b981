//! The categories of findings, and which of them a gate counts.
//!
//! In: words of contracts and reports. Out: [`Category`]. What tool finds what is not known here: see [`super::table`].
//!
//! Two categories are wide, because contracts name them beside the narrow ones. A gate on `security` counts `security`, `sast`, `secret`,
//! `iac` and `dependency`; a gate on `quality` counts `quality` and `code_quality`. Read narrowly, a contract that gates `security` alone
//! would let a leaked password pass, for the scanner that found it called it a `secret`: what is counted too much is seen and can be
//! allowed by a threshold, what is not counted is seen by nobody. A finding is counted by each gate that counts its category, for gates are
//! judged one by one. `license` and `governance` are matters of law and of order, and belong to neither.

use std::fmt::{self, Display};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// How the repository is kept: owners, protection of branches, policies.
    Governance,
    /// A package with a known weakness.
    Dependency,
    /// Style, complexity, likely mistakes of the code.
    CodeQuality,
    /// Safety in general, where the scanner does not say more.
    Security,
    /// Infrastructure written as code.
    Iac,
    /// A secret where none may be.
    Secret,
    /// A weakness in the code.
    Sast,
    /// A licence that is not allowed.
    License,
    /// Quality in general, where the scanner does not say more.
    Quality,
}

impl Category {
    /// All of them, in the order of the schema.
    pub const ALL: [Category; 9] = [
        Category::Governance,
        Category::Dependency,
        Category::CodeQuality,
        Category::Security,
        Category::Iac,
        Category::Secret,
        Category::Sast,
        Category::License,
        Category::Quality,
    ];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Category::Governance => "governance",
            Category::Dependency => "dependency",
            Category::CodeQuality => "code_quality",
            Category::Security => "security",
            Category::Iac => "iac",
            Category::Secret => "secret",
            Category::Sast => "sast",
            Category::License => "license",
            Category::Quality => "quality",
        }
    }

    /// The category of a word of the schema.
    pub fn of(word: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.name() == word)
    }

    /// The categories whose findings a gate on this one counts: itself, and the narrow ones where it is wide.
    pub fn counted(self) -> &'static [Category] {
        use Category::*;
        match self {
            Security => &[Security, Sast, Secret, Iac, Dependency],
            Quality => &[Quality, CodeQuality],
            Governance => &[Governance],
            Dependency => &[Dependency],
            CodeQuality => &[CodeQuality],
            Iac => &[Iac],
            Secret => &[Secret],
            Sast => &[Sast],
            License => &[License],
        }
    }

    /// Whether a gate on this category is a gate of security.
    pub fn is_of_security(self) -> bool {
        Category::Security.counted().contains(&self)
    }
}

impl Display for Category {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_counts_itself_and_is_known_by_its_name() {
        for category in Category::ALL {
            assert_eq!(Category::of(category.name()), Some(category));
            assert!(category.counted().contains(&category));
        }
        assert_eq!(Category::of("secrets"), None);
        assert!(Category::Secret.is_of_security() && !Category::License.is_of_security());
    }
}
