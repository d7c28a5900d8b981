//! C1401: passwords, keys and tokens that stand in the contract itself.
//!
//! In: all declarations. Out: findings at the value, which is never repeated. A name that says where a secret is kept is none.

use crate::ast::Node;
use crate::check::deep::model::words;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::path_to;
use crate::diag::Diagnostic;
use crate::diag::code::C1401;

/// Beginnings of keys that their issuers made to be recognised.
const MARKS: &[&str] = &[
    "AKIA",
    "ASIA",
    "AIza",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "ghp_",
    "gho_",
    "github_pat_",
    "xoxb-",
    "xoxp-",
    "glpat-",
    "-----BEGIN ",
];

/// Words before what is shown to a service in the header `Authorization`.
const SCHEMES: &[&str] = &["Bearer ", "Basic ", "Token ", "ApiKey "];

/// Words of keys whose value is a secret.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "credential",
    "credentials",
    "authorization",
];

/// Looks at the declarations of all kinds but examples of use.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for own in share.declarations() {
        if !matches!(own.kind.keyword, "scenario" | "test" | "term" | "rule") {
            findings.extend(share.model.texts(own).secrets.iter().map(|(key, node)| report(own, node, key)));
        }
    }
}

/// Whether a key ends as one of a secret does. Most keys do not, and need not be cut into words: two letters tell.
fn may_be_of_secret(key: &str) -> bool {
    let end = match key.as_bytes() {
        key @ [.., last] if last.is_ascii_alphanumeric() => key,
        _ => key.trim_end_matches(|c: char| !c.is_alphanumeric()).as_bytes(),
    };
    let Some([one, two]) = end.last_chunk() else { return !key.is_ascii() };
    let ends = |word: &str| {
        let tail = end.len().checked_sub(word.len()).and_then(|at| end.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(word.as_bytes()))
    };
    let pair = [one.to_ascii_lowercase(), two.to_ascii_lowercase()];
    let ends = match &pair {
        b"rd" => ends("password"),
        b"wd" => ends("passwd") || ends("pwd"),
        b"se" => ends("passphrase"),
        b"et" => ends("secret"),
        b"en" => ends("token"),
        b"ey" => ends("key"),
        b"al" => ends("credential"),
        b"ls" => ends("credentials"),
        b"on" => ends("authorization"),
        _ => false,
    };
    ends || !key.is_ascii()
}

/// Whether a text may begin with one of the marks or schemes: most are too short for one and what stands behind it, or begin with other
/// letters.
fn may_be_marked(text: &str) -> bool {
    let begins = match text.as_bytes() {
        [b'A', second, ..] => matches!(second, b'K' | b'S' | b'I' | b'p'),
        [b'B', second, ..] => matches!(second, b'e' | b'a'),
        [b'g', second, ..] => matches!(second, b'h' | b'i' | b'l'),
        [b's' | b'r', b'k', ..] | [b'x' | b'T', b'o', ..] | [b'-', b'-', ..] => true,
        // Blanks before it are none of it.
        [first, ..] => !first.is_ascii_graphic(),
        [] => false,
    };
    begins && text.len() >= 12
}

/// Whether a text looks as if chance had made it: no name and no path is so long, in one piece and full of digits.
fn is_random(text: &str) -> bool {
    let of_chance = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= 24 && text.bytes().all(of_chance) && digits >= 4 && digits < text.len()
}

/// Whether a text under a key is a secret in plain text.
pub fn is_secret(key: &str, text: &str) -> bool {
    let (may_be_marked, may_be_under) = (may_be_marked(text), may_be_of_secret(key));
    if !may_be_marked && !may_be_under {
        return false;
    }
    let text = text.trim();
    let scheme = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme));
    let text = scheme.map_or(text, str::trim_start);
    let first = text.as_bytes().first();
    let begins = |mark: &str| mark.as_bytes().first() == first && text.starts_with(mark);
    if may_be_marked && MARKS.iter().any(|mark| begins(mark) && text.len() >= mark.len() + 8) {
        return true;
    }
    if !may_be_under {
        return false;
    }
    let words = words::words(key);
    let last = words.last().map_or("", words::Word::as_str);
    let pair = words.len() >= 2 && words.ends_with(&["api".into(), "key".into()])
        || words.ends_with(&["private".into(), "key".into()])
        || words.ends_with(&["access".into(), "key".into()]);
    let word = WORDS.contains(&last) && (last != "authorization" || scheme.is_some());
    if !(word || pair || last == "key" && is_random(text)) {
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
        assert!(is_secret("Authorization", "Bearer 3f9a8c71d2") && !is_secret("Authorization", "Bearer {{token}}"));
        assert!(is_secret("X-Backup-Key", "8c1f0a6be94d47d2a3357e3c51c8d0aa"));
        assert!(!is_secret("key", "loans/{{loan_id}}") && !is_secret("key", "PAYMENT_GATEWAY_V2_KEY_2024"));
        assert!(!may_be_of_secret("title") && !may_be_of_secret("x") && !may_be_of_secret(""));
    }
}
