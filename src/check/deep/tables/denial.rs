//! Answers that are called a denial: `denied`, `is_blocked`, `reject_payment`.
//!
//! In: the name of an answer. Out: whether the operation is refused where it is true; any other answer refuses where it is false.

use crate::check::deep::model::words::each;

/// The beginnings of words by which an answer is called a denial.
const STEMS: &[&str] = &["deny", "denie", "denial", "refus", "reject", "block", "forbid", "prohibit"];

/// Whether a word of the name is one for a denial.
pub fn is_denial(name: &str) -> bool {
    each(name).any(|word| STEMS.iter().any(|stem| word.starts_with(stem)))
}

#[cfg(test)]
mod tests {
    use super::is_denial;

    #[test]
    fn denials_are_told_by_their_words() {
        for name in ["denied", "deny", "is_refused", "rejectPayment", "access_blocked", "forbidden"] {
            assert!(is_denial(name), "{name}");
        }
        for name in ["identity_ok", "hidden", "allowed", "density", "dental_cover", "accepted"] {
            assert!(!is_denial(name), "{name}");
        }
    }
}
