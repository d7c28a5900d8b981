//! Secrets that are known by their shape.
//!
//! In: the text of a file. Out: hits. One row each: what it is, and its shape. Only shapes that are hardly anything else.

use std::sync::LazyLock;

use regex::Regex;

use super::Hit;
use crate::engage::repository::File;

const SHAPES: &[(&str, &str)] = &[
    ("an access key of AWS", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a token of GitHub", r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,})\b"),
    ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{20,}"),
    ("a token of Slack", r"\bxox[baprs]-[A-Za-z0-9-]{10,}"),
    ("a live key of Stripe", r"\b[sr]k_live_[A-Za-z0-9]{16,}"),
    ("a key of Google", r"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("a token of npm", r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("a token of PyPI", r"\bpypi-[A-Za-z0-9_-]{50,}"),
    ("a key of SendGrid", r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    ("a key of a model provider", r"\bsk-(?:(?:ant-|proj-)[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{40,}\b)"),
    ("a JSON Web Token", r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"),
    ("a bearer token", r"\bBearer\s+[A-Za-z_.~+/-]*[0-9][A-Za-z0-9_.~+/-]{15,}"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    ("a key of an Azure account", r"AccountKey=[A-Za-z0-9+/]{40,}={0,2}"),
    ("a password in a URL", r#"\b[a-z][a-z0-9+.-]*://[^\s:/@"'$<{]+:[^\s/@"'$<{]{3,}@[A-Za-z0-9]"#),
];

static COMPILED: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    SHAPES.iter().filter_map(|(what, shape)| Regex::new(shape).ok().map(|shape| (*what, shape))).collect()
});

/// Finds secrets by their shape.
pub(super) fn find<'r>(file: &'r File, hits: &mut Vec<Hit<'r>>) {
    for (what, shape) in COMPILED.iter() {
        for found in shape.find_iter(&file.text) {
            let start: String = found.as_str().chars().take(4).collect();
            let place = file.lines.place(&file.text, found.start());
            hits.push(Hit { file, place, message: format!("{what} stands here (`{start}…`)") });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_a_shape() {
        assert_eq!(COMPILED.len(), SHAPES.len());
    }
}
