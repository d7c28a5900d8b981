//! How bad a finding is: five steps, and how the words and numbers of scanners become them.
//!
//! In: words, levels of SARIF, scores. Out: [`Severity`]. Which of them is asked first is said in [`super::sarif`].
//!
//! | severity | `security-severity`, as GitHub reads it | `rank` | `level` | words |
//! |---|---|---|---|---|
//! | `critical` | 9.0 to 10 | 90 to 100 | | critical, blocker |
//! | `high` | 7.0 to 8.9 | 70 to 89 | error | high, error, severe, important |
//! | `medium` | 4.0 to 6.9 | 40 to 69 | warning | medium, moderate, warning |
//! | `low` | 0.1 to 3.9 | 1 to 39 | note | low, minor, note, recommendation |
//! | `info` | | 0 | none | info, informational, information, none, negligible |
//!
//! A `security-severity` of 0, or outside of 0 to 10, says nothing, as GitHub has it. GitHub writes "over 9.0" for critical; scanners give
//! scores of CVSS, where 9.0 itself is critical, and so it is here.

use std::fmt::{self, Display};

/// How bad a finding is. The worse, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth to know.
    Info,
    /// Of little harm.
    Low,
    /// To be mended.
    Medium,
    /// To be mended soon.
    High,
    /// To be mended now.
    Critical,
}

impl Severity {
    /// The word of the schema for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
            Severity::Critical => "critical",
        }
    }

    /// The severity of a word of the schema.
    pub fn of(word: &str) -> Option<Severity> {
        use Severity::*;
        [Critical, High, Medium, Low, Info].into_iter().find(|severity| severity.name() == word)
    }

    /// The severity of a word that some scanner says, in capital letters or not.
    pub fn of_word(word: &str) -> Option<Severity> {
        match word.to_ascii_lowercase().as_str() {
            "critical" | "blocker" => Some(Severity::Critical),
            "high" | "error" | "severe" | "important" => Some(Severity::High),
            "medium" | "moderate" | "warning" => Some(Severity::Medium),
            "low" | "minor" | "note" | "recommendation" => Some(Severity::Low),
            "info" | "informational" | "information" | "none" | "negligible" => Some(Severity::Info),
            _ => None,
        }
    }

    /// The severity of a `security-severity`.
    pub fn of_score(score: f64) -> Option<Severity> {
        match score {
            score if (9.0..=10.0).contains(&score) => Some(Severity::Critical),
            score if (7.0..9.0).contains(&score) => Some(Severity::High),
            score if (4.0..7.0).contains(&score) => Some(Severity::Medium),
            score if score > 0.0 && score < 4.0 => Some(Severity::Low),
            _ => None,
        }
    }

    /// The severity of a `rank`, which goes from 0 to 100; less than 0 says that there is none.
    pub fn of_rank(rank: f64) -> Option<Severity> {
        if rank == 0.0 { Some(Severity::Info) } else { Severity::of_score(rank / 10.0) }
    }
}

impl Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_as_documented() {
        let steps =
            [(10.0, "critical"), (9.0, "critical"), (8.9, "high"), (7.0, "high"), (6.9, "medium"), (4.0, "medium")];
        for (score, name) in steps.into_iter().chain([(3.9, "low"), (0.1, "low")]) {
            assert_eq!(Severity::of_score(score).map(Severity::name), Some(name), "{score}");
        }
        for nothing in [0.0, -1.0, 10.1, f64::NAN, f64::INFINITY] {
            assert_eq!(Severity::of_score(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn ranks_and_words_are_read() {
        assert_eq!(Severity::of_rank(95.0), Some(Severity::Critical));
        assert_eq!(Severity::of_rank(0.0), Some(Severity::Info));
        assert_eq!(Severity::of_rank(-1.0), None);
        assert_eq!(Severity::of_word("MODERATE"), Some(Severity::Medium));
        assert_eq!(Severity::of_word("terrible"), None);
        assert!(Severity::Critical > Severity::High && Severity::Low > Severity::Info);
        assert_eq!(Severity::of("error"), None);
    }
}
