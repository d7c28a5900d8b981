//! C1210: expectations that the rules and policies of the set refute: the values of a step, put into their conditions.
//!
//! In: a step with literal inputs. Out: findings with the rows that decide. Of rules that say which error they raise, and for all that is not
//! known: the caller can have each role of the scenario that the operation lets in, and what a step does not give can be anything.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::Step;
use crate::check::deep::model::{Model, Operation, template, words};
use crate::check::deep::parts::{actors, bare, items, text};
use crate::check::deep::tables::declared::{is_role_of_caller, source};
use crate::check::deep::tables::{Scalar, decide};
use crate::check::gather::Declaration;
use crate::check::place::{called, cut};
use crate::diag::Diagnostic;
use crate::diag::code::C1210;

/// How many rows are shown of those that may decide.
const SHOWN: usize = 3;

/// Puts the values of a step into the rules of its operation.
pub(super) fn check(model: &Model, step: &Step, findings: &mut Vec<Diagnostic>) {
    let operation = step.operation;
    let expected = step.error();
    let given = Given { model, step, roles: OnceCell::new() };
    for rule in model.about("rule", operation.name) {
        let Some((error, error_span)) = text(rule.node, "error") else { continue };
        // A step that expects another error says nothing of this rule.
        if !is_severe(rule) || expected.is_some_and(|(wanted, _)| wanted != bare(error)) {
            continue;
        }
        let Some(decided) = decide(model, rule, &|name| given.of_rule(rule, name)) else { continue };
        let refused = decided.refuses;
        // A role that is refused whatever else is given, and others are not, is told of the role.
        let of_role = |name: &str| if given.is_role(rule, name) { given.roles() } else { Vec::new() };
        let alone = |values: &dyn Fn(&str) -> Vec<Scalar>| decide(model, rule, values).is_some();
        if refused && expected.is_none() && alone(&of_role) && !alone(&|_| Vec::new()) {
            continue;
        }
        let title = match expected {
            None if refused => {
                format!("`{}` refuses what this step expects to succeed", rule.name.map_or("", |(name, _)| name))
            }
            Some((wanted, _)) if !refused && is_only_source(model, operation, wanted) => {
                format!("the step expects `{wanted}`, but `{}` lets it pass", rule.name.map_or("", |(name, _)| name))
            }
            _ => continue,
        };
        let (span, label) = match expected {
            Some((_, span)) => (span, "nothing raises it"),
            None => (step.span, "fails with an error"),
        };
        let found = Diagnostic::new(&C1210, title, span, label);
        let word = if decided.spans.len() > 1 { "this row may decide" } else { "this row decides" };
        let found = decided.spans.iter().take(SHOWN).fold(found, |found, span| found.label(*span, word));
        let found = found.label(error_span, "the error of the rule");
        let found = match decided.example.is_empty() {
            true => found,
            false => found.note(format!("example: {}", decided.example)),
        };
        let found = found.help("mend the values of the step, what it expects, or the rule");
        findings.push(found.at(step.own.element.as_str(), step.place("expect")));
    }
}

/// Whether a rule refuses, and does not only warn.
fn is_severe(rule: &Declaration) -> bool {
    text(rule.node, "severity").is_none_or(|(severity, _)| severity == "error")
}

/// What is known of the call of a step.
struct Given<'s, 'k, 'm> {
    model: &'s Model<'m, 'm>,
    step: &'s Step<'k, 'm>,
    /// The roles that the caller can have; looked for once they are asked for.
    roles: OnceCell<Vec<Scalar>>,
}

impl Given<'_, '_, '_> {
    /// Whether an input of a rule is the role of the caller.
    fn is_role(&self, rule: &Declaration, name: &str) -> bool {
        is_role_of_caller(rule.node, Some(self.step.operation.own.node), name)
    }

    /// The values that an input of a rule can have; none where that is not known.
    fn of_rule(&self, rule: &Declaration, name: &str) -> Vec<Scalar> {
        if self.is_role(rule, name) {
            return self.roles();
        }
        let path = source(rule.node, name).map_or(Some(name), |source| source.strip_prefix("input."));
        path.map_or(Vec::new(), |path| self.of_input(path))
    }

    /// The value of an input, or of a part of it: `claimed.amount`.
    fn of_input(&self, path: &str) -> Vec<Scalar> {
        let (name, part) = cut(path, b'.').unwrap_or((path, ""));
        let given = self.step.input.iter().find(|entry| entry.key.as_text() == Some(name)).map(|entry| &entry.node);
        let field = self.step.operation.input(name);
        let bind = field.and_then(|field| text(field.node, "bind")).map(|(source, _)| source);
        if let (None, Some("actor.role")) = (given, bind) {
            return self.roles();
        }
        let whole = given.or_else(|| field?.node.get("default"));
        let parts = part.split('.').filter(|part| !part.is_empty());
        let value = whole.and_then(|whole| parts.into_iter().try_fold(whole, |node, part| node.get(part)));
        let known = value.filter(|node| node.as_text().is_none_or(|text| !template::has(text)));
        known.and_then(Scalar::of).into_iter().collect()
    }

    /// The roles that the caller can have: those that the scenario names and the operation lets in; none where it says in words who that is.
    fn roles(&self) -> Vec<Scalar> {
        self.roles.get_or_init(|| self.of_caller()).clone()
    }

    fn of_caller(&self) -> Vec<Scalar> {
        const OF_CALLER: [&str; 5] = ["authenticated", "anonymous", "logged", "signed", "caller"];
        let mut said = items(self.step.own.node, "preconditions").iter().filter_map(|item| called(&item.node));
        if said.any(|said| words::has(said, &OF_CALLER)) {
            return Vec::new();
        }
        let own = self.step.operation.roles();
        let may = |role: &&str| own.as_ref().is_none_or(|own| own.contains(role));
        let known =
            actors(self.step.own.node).map(|(role, _)| role).filter(|role| self.model.sound.declares("role", role));
        known.filter(may).map(|role| Scalar::Text(role.into())).collect()
    }
}

/// Whether one rule or policy raises an error for an operation, and nothing else does.
pub fn is_only_source(model: &Model, operation: &Operation, error: &str) -> bool {
    let mut guards = items(operation.own.node, "guards").iter().filter_map(|item| text(&item.node, "on_failure"));
    sources(model, operation, error) == 1
        && guards.all(|(name, _)| bare(name) != error)
        && !model.steps_of(operation).any(|effect| model.raises(effect, error))
}

/// How many rules and policies may raise an error for an operation.
pub fn sources(model: &Model, operation: &Operation, error: &str) -> usize {
    let written = operation.effects.iter().filter_map(|effect| effect.entity()).map(|(name, _)| name);
    let names: BTreeSet<&str> =
        written.chain(operation.loads.iter().copied()).chain([operation.name, "global"]).collect();
    let raises = |own: &&&Declaration| text(own.node, "error").is_some_and(|(name, _)| bare(name) == error);
    let answers = |own: &&&Declaration| {
        items(own.node, "effects")
            .iter()
            .any(|item| text(&item.node, "error").is_some_and(|(name, _)| bare(name) == error))
    };
    let of = |name: &str| {
        model.about("rule", name).iter().filter(raises).count()
            + model.about("policy", name).iter().filter(answers).count()
    };
    names.into_iter().map(of).sum()
}
