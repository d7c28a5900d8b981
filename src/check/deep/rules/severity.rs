//! C0716: a rule that only warns, of a case that the set treats as an error elsewhere.
//!
//! In: a rule on an operation. Out: a finding where a scenario of that operation expects an error about the same thing, or a policy
//! denies by the same fact.

use std::cell::OnceCell;

use super::{Rule, at};
use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::{bare, items, text};
use crate::check::deep::scenarios::refute::is_only_source;
use crate::diag::code::C0716;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashMap;
use crate::source::Span;

/// A word and where it stands.
type Place<'a> = (&'a str, Span);

/// What is an error, by what it is about.
pub struct Evidence<'a> {
    /// The errors that scenarios expect of each operation, with the name of the scenario.
    expected: HashMap<&'a str, Vec<(&'a str, Place<'a>)>>,
    /// The fields by which policies deny, by what these speak of.
    denied: HashMap<&'a str, Vec<Place<'a>>>,
}

impl<'a> Evidence<'a> {
    /// The evidence in a set.
    pub fn of(model: &Model<'a, '_>) -> Evidence<'a> {
        let mut found = Evidence { expected: HashMap::default(), denied: HashMap::default() };
        for own in model.sound.all("scenario") {
            let node: &'a Node = own.node;
            let name = own.name.map_or("", |(name, _)| name);
            for step in items(node, "steps") {
                let Some((called, _)) = text(&step.node, "ref") else { continue };
                let Some(error) = step.node.get("expect").and_then(|expect| text(expect, "error")) else { continue };
                found.expected.entry(bare(called)).or_default().push((name, error));
            }
        }
        for own in model.sound.all("policy") {
            let node: &'a Node = own.node;
            let Some((scope, _)) = text(node, "scope") else { continue };
            let mut effects = items(node, "effects").iter().filter_map(|item| text(&item.node, "type"));
            let Some((_, span)) = effects.find(|(kind, _)| *kind == "deny") else { continue };
            let fields = items(node, "conditions").iter().filter_map(|item| text(&item.node, "field"));
            found.denied.entry(bare(scope)).or_default().extend(fields.map(|(field, _)| (field, span)));
        }
        found
    }
}

/// Looks at the severity of a rule.
pub(super) fn check<'m>(model: &Model<'m, '_>, rule: &Rule, known: &OnceCell<Evidence<'m>>) -> Option<Diagnostic> {
    let target = rule.target?;
    let (severity, span) = text(rule.own.node, "severity").filter(|(severity, _)| *severity != "error")?;
    let facts: Vec<Vec<words::Word>> =
        rule.inputs.iter().map(|(name, _)| fact(name)).filter(|fact| !fact.is_empty()).collect();
    let known = known.get_or_init(|| Evidence::of(model));
    let mut evidence: Vec<(Span, &str)> = Vec::new();
    let shown = text(rule.own.node, "applies_to_scenario").map(|(name, _)| bare(name));
    // Its own error, which nothing else raises.
    let only = text(rule.own.node, "error").map(|(error, _)| bare(error));
    let only = only.filter(|error| is_only_source(model, target, error));
    for (scenario, (error, span)) in known.expected.get(target.name).into_iter().flatten() {
        let stems = words::stems(error);
        let about = facts.iter().any(|fact| fact.len() > 1 && fact.iter().all(|word| stems.contains(word)));
        if about || Some(*scenario) == shown || only == Some(*error) {
            evidence.push((*span, "an error is expected here"));
        }
    }
    let scopes = target.touch.all.iter().copied().chain([target.name]);
    for (field, span) in scopes.filter_map(|scope| known.denied.get(scope)).flatten() {
        let fact = fact(field);
        if !fact.is_empty() && facts.contains(&fact) && evidence.iter().all(|(other, _)| other != span) {
            evidence.push((*span, "the same is denied here"));
        }
    }
    if evidence.is_empty() {
        return None;
    }
    let title = format!("`{}` only warns of what is an error elsewhere", rule.name);
    let mut found = Diagnostic::new(&C0716, title, span, format!("`{severity}`: `{}` goes on", target.name));
    for (span, label) in evidence {
        found = found.label(span, label);
    }
    let found = found.help(
        Help::from("write ")
            .clause(Clause::new(Where::Declaration(&["rules"]), "severity", "error"))
            .words(", or drop the rule"),
    );
    Some(at(rule, "severity", found))
}

/// The words of a quantity without its unit: `file_size_bytes` and `file_size` are one.
fn fact(name: &str) -> Vec<words::Word<'_>> {
    let mut stems = words::stems(name);
    let units = ["byte", "kb", "mb", "gb", "kib", "mib", "gib", "ms", "second", "minute", "hour", "day", "id"];
    if stems.len() > 1 && stems.last().is_some_and(|last| units.contains(&last.as_str())) {
        stems.pop();
    }
    stems
}
