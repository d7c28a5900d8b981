//! C0716: a rule that only warns, of a case that the set treats as an error elsewhere.
//!
//! In: a rule on an operation. Out: a finding where a scenario of that operation expects an error about the same thing, or a policy
//! denies by the same fact.

use super::{Rule, at, known};
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::{bare, items, text};
use crate::diag::Diagnostic;
use crate::diag::code::C0716;
use crate::source::Span;

/// Looks at the severity of a rule.
pub fn check(model: &Model, rule: &Rule) -> Option<Diagnostic> {
    let target = rule.target?;
    let (severity, span) = text(rule.own.node, "severity").filter(|(severity, _)| *severity != "error")?;
    let facts: Vec<Vec<String>> =
        rule.inputs.iter().map(|(name, _)| fact(name)).filter(|fact| !fact.is_empty()).collect();
    let mut evidence: Vec<(Span, &str)> = Vec::new();
    let shown = text(rule.own.node, "applies_to_scenario").map(|(name, _)| bare(name));
    for own in model.sound.all("scenario") {
        let named = own.name.is_some_and(|(name, _)| Some(name) == shown);
        for step in items(own.node, "steps") {
            let calls = text(&step.node, "ref").is_some_and(|(name, _)| bare(name) == target.name);
            let Some((error, span)) = step.node.get("expect").and_then(|expect| text(expect, "error")) else {
                continue;
            };
            let about = facts.iter().any(|fact| {
                let stems = words::stems(error);
                fact.len() > 1 && fact.iter().all(|word| stems.contains(word))
            });
            if calls && (about || named) {
                evidence.push((span, "an error is expected here"));
            }
        }
    }
    let entities = known(model, target);
    for own in model.sound.all("policy") {
        let scope = text(own.node, "scope").map_or("", |(scope, _)| bare(scope));
        let near = scope == target.name || entities.contains(&scope);
        let denies = items(own.node, "effects")
            .iter()
            .find_map(|item| text(&item.node, "type").filter(|(kind, _)| *kind == "deny"));
        let by = items(own.node, "conditions").iter().filter_map(|item| text(&item.node, "field"));
        let mut same = by.map(|(field, _)| fact(field)).filter(|fact| !fact.is_empty() && facts.contains(fact));
        if let (true, Some((_, span)), Some(_)) = (near, denies, same.next()) {
            evidence.push((span, "the same is denied here"));
        }
    }
    if evidence.is_empty() {
        return None;
    }
    let title = format!("`{}` only warns of what is an error elsewhere", rule.name);
    let mut found = Diagnostic::new(&C0716, title, span, format!("`{severity}`: `{}` goes on", target.name));
    for (span, label) in evidence.into_iter().take(4) {
        found = found.label(span, label);
    }
    let found = found.help("write `severity: error`, or drop the rule");
    Some(at(rule, "severity", found))
}

/// The words of a quantity without its unit: `file_size_bytes` and `file_size` are one.
fn fact(name: &str) -> Vec<String> {
    let mut stems = words::stems(name);
    let units = ["byte", "kb", "mb", "gb", "kib", "mib", "gib", "ms", "second", "minute", "hour", "day", "id"];
    if stems.len() > 1 && stems.last().is_some_and(|last| units.contains(&last.as_str())) {
        stems.pop();
    }
    stems
}
