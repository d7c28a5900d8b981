//! C0715: half of an expression between braces, where the table has words for it.
//!
//! In: a rule. Out: one finding for all such cells.

use super::{Rule, at, plain};
use crate::check::deep::tables::condition::inside;
use crate::diag::Diagnostic;
use crate::diag::code::C0715;

/// Looks at the conditions of a rule.
pub fn check(rule: &Rule, findings: &mut Vec<Diagnostic>) {
    let mut odd = Vec::new();
    for (row, (when, _)) in rule.rows.iter().enumerate() {
        for entry in *when {
            let Some(inner) = plain(&entry.node).and_then(inside) else { continue };
            if let Some(better) = better(inner) {
                odd.push((row, entry, better));
            }
        }
    }
    let Some((row, entry, better)) = odd.first() else { return };
    let title = match odd.len() {
        1 => format!("a condition of `{}` is half an expression in braces", rule.name),
        count => format!("{count} conditions of `{}` are half expressions in braces", rule.name),
    };
    let mut found = Diagnostic::new(&C0715, title, entry.node.span, format!("say `{better}`"));
    for (_, entry, better) in odd.iter().skip(1) {
        found = found.label(entry.node.span, format!("say `{better}`"));
    }
    let found = found.note("what stands between braces is a name; conditions have a form of their own");
    findings.push(at(rule, format!("rows/{row}/when/{}", entry.key.value()), found));
}

/// The form for a condition that stands between braces.
fn better(inner: &str) -> Option<String> {
    const SIGNS: [(&str, &str); 6] =
        [("<=", "lte"), (">=", "gte"), ("==", "eq"), ("!=", "neq"), ("<", "lt"), (">", "gt")];
    if inner.contains(" and ") {
        let parts: Option<Vec<String>> = inner.split(" and ").map(|part| better(part.trim())).collect();
        return parts.map(|parts| parts.join(" and "));
    }
    if let Some((sign, word)) = SIGNS.iter().find(|(sign, _)| inner.starts_with(sign)) {
        return Some(format!("{{{word}: {}}}", inner.get(sign.len()..).unwrap_or("").trim()));
    }
    match inner {
        "null" => Some("null".to_owned()),
        "not null" => Some("{neq: null}".to_owned()),
        "true" | "false" => Some(inner.to_owned()),
        _ => None,
    }
}
