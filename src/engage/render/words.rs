//! The words that all reports share: places, counts, standings, and texts as one line that hides nothing.
//!
//! In: what is known. Out: plain text without any escaping; that is for each form to do.

use crate::engage::rollup::{Counts, Standing};
use crate::engage::verdict::{Found, Verdict};

/// A text as one line: white space becomes one space, and what is not seen or turns the text around is written as `(U+202E)`.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_hidden(char) {
            out.push_str(&format!("(U+{:04X})", u32::from(char)));
        } else {
            out.push(char);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Control characters, marks of direction, and characters without width that names do not need.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// At most so many characters, with `…` where there were more.
pub fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// `src/app.py:3:5`, as far as it is known.
pub fn place(found: &Found) -> String {
    let path = line(&found.path);
    match (path.is_empty(), found.line, found.column) {
        (true, _, _) => "no file".to_owned(),
        (_, 0, _) => path,
        (_, line, 0) => format!("{path}:{line}"),
        (_, line, column) => format!("{path}:{line}:{column}"),
    }
}

/// `1 clause`, `2 clauses`.
pub fn count(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// `3 broken, 21 hold, 14 not evaluated`; what is waived or attested only where something is.
pub fn tally(counts: &Counts) -> String {
    let holds = if counts.holds == 1 { "holds" } else { "hold" };
    let mut parts = vec![format!("{} broken", counts.broken), format!("{} {holds}", counts.holds)];
    let some = [(counts.waived, "waived"), (counts.attested, "attested")];
    parts.extend(some.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    parts.push(format!("{} not evaluated", counts.not_evaluated));
    parts.join(", ")
}

/// Whether the work is done.
pub fn done(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "done",
        Verdict::NotEvaluated => "not known to be done",
        Verdict::Broken => "not done",
    }
}

/// A standing in one word or two.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Holds => "holds",
        Standing::Attested => "attested",
        Standing::Waived => "waived",
        Standing::NotEvaluated => "not evaluated",
        Standing::Broken => "broken",
    }
}

/// The family of a clause: `stack` of `stack.forbidden_services/ec2`.
pub fn family(clause: &str) -> &str {
    clause.split(['.', '/']).next().unwrap_or(clause)
}

/// What an item of the definition of done asks for, in a sentence.
pub fn item(name: &str) -> String {
    let known = match name {
        "tests_pass" => "All tests pass.",
        "no_contract_violations" => "No clause of the contract is broken.",
        "coverage_met" => "Tests reach as much of the code as the contract asks.",
        "evidence_generated" => "Evidence has been made.",
        "security_scan_pass" => "The security scan has passed.",
        "pr_comment_posted" => "The summary of the evidence stands on the pull request.",
        "pen_test_pass" => "A penetration test has passed.",
        "dpo_review_gate" => "The data protection officer has reviewed it.",
        "accessibility_audit_pass" => "An audit of accessibility has passed.",
        "change_management_approved" => "The change was approved.",
        "scan_gates" => "All blocking gates hold.",
        other => return other.to_owned(),
    };
    known.to_owned()
}
