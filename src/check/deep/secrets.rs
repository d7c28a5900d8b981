//! C1401: passwords, keys and tokens that stand in the contract itself.
//!
//! In: all declarations. Out: findings at the value, which is never repeated. A name that says where a secret is kept is none.

use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::gather::Declaration;
use crate::check::place::path_to;
use crate::diag::Diagnostic;
use crate::diag::code::C1401;

/// Beginnings of keys that their issuers made to be recognised.
const MARKS: &[&str] =
    &["AKIA", "ASIA", "sk_live_", "rk_live_", "ghp_", "gho_", "github_pat_", "xoxb-", "xoxp-", "glpat-", "-----BEGIN "];

/// Words of keys whose value is a secret.
const WORDS: &[&str] =
    &["password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "credential", "credentials"];

/// Looks at the declarations of all kinds but examples of use.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for own in model.sound.declarations() {
        if !matches!(own.kind.keyword, "scenario" | "test" | "term" | "rule") {
            findings.extend(model.texts(own).secrets.iter().map(|(key, node)| report(own, node, key)));
        }
    }
}

/// Whether a key ends as one of a secret does. Most keys do not, and need not be cut into words: two letters tell.
fn may_be_of_secret(key: &str) -> bool {
    let end = key.trim_end_matches(|c: char| !c.is_alphanumeric()).as_bytes();
    let Some([one, two]) = end.last_chunk() else { return !key.is_ascii() };
    let ends = |word: &&str| {
        let tail = end.len().checked_sub(word.len()).and_then(|at| end.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word.as_bytes()))
    };
    let pair = [one.to_ascii_lowercase(), two.to_ascii_lowercase()];
    let some = matches!(&pair, b"rd" | b"wd" | b"se" | b"et" | b"en" | b"ey" | b"al" | b"ls");
    !key.is_ascii() || some && WORDS.iter().chain(&["key"]).any(ends)
}

/// Whether a text under a key is a secret in plain text.
pub fn is_secret(key: &str, text: &str) -> bool {
    // Most texts begin with another letter, and most keys end with another word.
    let first = text.bytes().find(|byte| !byte.is_ascii_whitespace());
    let may_be_marked = matches!(first, Some(b'A' | b's' | b'r' | b'g' | b'x' | b'-' | 0x80..));
    if !may_be_marked && !may_be_of_secret(key) {
        return false;
    }
    let text = text.trim();
    if may_be_marked && MARKS.iter().any(|mark| text.starts_with(mark) && text.len() >= mark.len() + 8) {
        return true;
    }
    if !may_be_of_secret(key) {
        return false;
    }
    let words = words::words(key);
    let last = words.last().map_or("", words::Word::as_str);
    let pair = words.len() >= 2 && words.ends_with(&["api".into(), "key".into()])
        || words.ends_with(&["private".into(), "key".into()])
        || words.ends_with(&["access".into(), "key".into()]);
    if !(WORDS.contains(&last) || pair) {
        return false;
    }
    // A reference, a template, a variable of the environment, or the name of a place where it is kept.
    let elsewhere = ["Secret:", "secret:", "env:", "vault:", "$", "{{", "arn:", "projects/", "https://", "file:"];
    let is_name = last == "secret"
        && words.len() > 1
        && words::words(text).len() > 1
        && text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-');
    !text.is_empty()
        && !is_name
        && !elsewhere.iter().any(|start| text.starts_with(start))
        && !matches!(text, "required" | "none" | "redact" | "mask")
}

fn report(own: &Declaration, node: &Node, key: &str) -> Diagnostic {
    Diagnostic::new(
        &C1401,
        format!("a secret stands under `{key}` in plain text"),
        node.span,
        "everybody who reads the contract knows it",
    )
    .note("the value is not shown here")
    .help("declare a `secret`, refer to it as `Secret:name`, and replace what has been seen")
    .at(own.element.as_str(), path_to(own.node, node))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The letters that are looked at first are those of all words and marks.
    #[test]
    fn no_word_and_no_mark_is_passed_over() {
        for word in WORDS.iter().chain(&["key"]) {
            assert!(may_be_of_secret(word) && may_be_of_secret(&format!("db_{}_", word.to_uppercase())), "{word}");
        }
        for mark in MARKS {
            assert!(is_secret("value", &format!("{mark}0123456789")), "{mark}");
        }
        assert!(!may_be_of_secret("title") && !may_be_of_secret("x") && !may_be_of_secret(""));
    }
}
