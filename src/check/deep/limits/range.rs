//! C0014 for numbers outside of their range, and for patterns that are none.
//!
//! In: the settings of all declarations, and the limits of fields. Out: a finding for each limit that lets nothing through, each port that
//! does not exist, and each pattern with a bracket that is never closed. The rest of what has such a number is understood, so that all other analyses look at it.

use crate::ast::{Node, Value};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::walk::{Visit, walk};
use crate::diag::Diagnostic;
use crate::diag::code::C0014;

/// Numbers that must be more than zero.
const POSITIVE: &[&str] = &[
    "most",
    "page_size",
    "max_page_size",
    "requests",
    "per_seconds",
    "failure_threshold",
    "recovery_timeout_seconds",
    "max_attempts",
    "connect_ms",
    "read_ms",
    "total_ms",
];

/// The kinds that have such settings.
const KINDS: &[&str] = &["integration", "security", "reliability", "query", "webhook", "datasource", "email_provider"];

/// Looks at the settings of a share, then at its quotas.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for own in KINDS.iter().flat_map(|kind| share.all(kind)) {
        walk(own, &mut |visit: &Visit| {
            if let Some(found) = visit.key.and_then(|key| odd(key.name, visit.node)) {
                findings.push(found.at(own.element.as_str(), visit.path()));
            }
        });
    }
    for own in share.operations() {
        for (at, guard) in own.guards("quota.limit") {
            let most = guard.get("params").and_then(|params| params.get("most"));
            if let Some(found) = most.and_then(|node| odd("most", node)) {
                findings.push(found.at(own.own.element.as_str(), format!("guards/{at}/params/most")));
            }
        }
    }
}

fn odd(name: &str, node: &Node) -> Option<Diagnostic> {
    let Value::Number(text) = &node.value else { return None };
    let number = || text.parse::<f64>().ok();
    let (wanted, label) = match name {
        "port" if !(1.0..=65535.0).contains(&number()?) => ("a number from 1 to 65535", "there is no such port"),
        name if POSITIVE.contains(&name) && number()? <= 0.0 => ("more than 0", "this lets nothing through"),
        _ => return None,
    };
    Some(Diagnostic::new(&C0014, format!("`{name}` must be {wanted}, not {text}"), node.span, label))
}

/// The pattern of a field, which stands at `place` of a declaration, if no text can match it.
pub fn of_pattern(own: &Declaration, limits: &Node, place: std::fmt::Arguments, findings: &mut Vec<Diagnostic>) {
    let Some((key, node)) = ["pattern", "regex"].into_iter().find_map(|key| Some((key, limits.get(key)?))) else {
        return;
    };
    if let Some(bracket) = node.as_text().and_then(unclosed) {
        let title = format!("the pattern has a `{bracket}` that is never closed");
        let found = Diagnostic::new(&C0014, title, node.span, "no regular expression");
        findings.push(found.at(own.element.as_str(), format!("{place}/{key}")));
    }
}

/// The bracket of a pattern that is never closed; the same in all dialects. A `]` that comes first in a class is read in two ways.
fn unclosed(pattern: &str) -> Option<char> {
    let (mut class, mut groups, mut letters) = (false, 0usize, pattern.chars().peekable());
    while let Some(c) = letters.next() {
        match (c, class) {
            ('\\', _) => _ = letters.next(),
            ('[', false) => {
                class = true;
                letters.next_if_eq(&'^');
                if letters.peek() == Some(&']') {
                    return None;
                }
            }
            (']', true) => class = false,
            ('(', false) => groups += 1,
            (')', false) => groups = groups.saturating_sub(1),
            _ => {}
        }
    }
    if class { Some('[') } else { (groups > 0).then_some('(') }
}

#[cfg(test)]
mod tests {
    use super::unclosed;

    #[test]
    fn brackets_are_closed() {
        assert_eq!((unclosed("[a-z"), unclosed("(a|b"), unclosed("[(]")), (Some('['), Some('('), None));
        assert_eq!((unclosed("^[A-Z]{2}[0-9]{20}$"), unclosed("\\[a"), unclosed("[]a]")), (None, None, None));
    }
}
