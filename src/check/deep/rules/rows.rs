//! C0708, C0709 and C0717: rows that what the operation declares, or whom it lets in, makes impossible.
//!
//! In: a rule on an operation. Out: one finding for the rows that ask for null where a value is required, one for the rows of roles that
//! never get that far; and what is left to the rows that refuse.

use std::cell::LazyCell;

use super::{Rule, at};
use crate::ast::{Entry, Value};
use crate::check::deep::model::Operation;
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::parts::Field;
use crate::check::deep::tables::condition::{Condition, Scalar, Test};
use crate::check::deep::tables::declared::is_role_of_caller;
use crate::check::deep::tables::is_denial;
use crate::check::place::quoted;
use crate::diag::Diagnostic;
use crate::diag::code::{C0708, C0709, C0717};
use crate::source::Span;

/// A condition of a row that is never met.
struct Unmet<'y, 'm> {
    row: usize,
    name: &'m str,
    span: Span,
    why: Why<'y, 'm>,
}

/// Why a condition is never met.
enum Why<'y, 'm> {
    /// It asks for null in this input, which is required.
    Required(&'y Field<'m>),
    /// It asks for these roles, which the operation does not let in.
    KeptOut(Vec<String>),
}

/// The conditions that are never met, in the order of the rows.
fn unmet<'y, 'm>(rule: &Rule<'y, 'm>) -> Vec<Unmet<'y, 'm>> {
    let Some(target) = rule.target else { return Vec::new() };
    let roles = LazyCell::new(|| target.roles().filter(|_| target.sound));
    let mut found = Vec::new();
    for (row, (entry, condition)) in rule.each_condition() {
        let Some(name) = entry.key.as_text() else { continue };
        let mut add = |why| found.push(Unmet { row, name, span: entry.node.span, why });
        let source = || rule.source(name).filter(|field| field.is_required() && !field.has("default"));
        if let Some(field) = is_null(condition).then(source).flatten() {
            add(Why::Required(field));
        }
        if !is_role_of_caller(rule.own.node, Some(target.own.node), name) {
            continue;
        }
        let (Some(roles), Some(named)) = (&*roles, named(condition)) else { continue };
        if !named.is_empty() && named.iter().all(|name| !roles.contains(name.as_str())) {
            add(Why::KeptOut(named));
        }
    }
    found
}

/// Whether a row refuses: it answers `false`, or a denial with `true`.
pub(super) fn refuses(then: &[Entry]) -> bool {
    let mut answers = then.iter().filter_map(|own| Some((own.key.as_text()?, &own.node.value)));
    answers.any(|(name, value)| matches!(value, Value::Bool(value) if *value == is_denial(name)))
}

/// Whether all rows that refuse and may count speak only of callers whom the operation keeps out itself.
pub(super) fn refuses_others(rule: &Rule) -> bool {
    let unmet = unmet(rule);
    let is_dead = |own: &Unmet| matches!(own.why, Why::Required(_));
    let of = |row: usize| unmet.iter().filter(move |own| own.row == row);
    let refusing = rule.rows.iter().enumerate().filter(|(_, (_, then))| refuses(then)).map(|(row, _)| row);
    let counting: Vec<usize> = refusing.filter(|row| !of(*row).any(is_dead)).collect();
    !counting.is_empty() && counting.iter().all(|row| of(*row).next().is_some())
}

/// Where an operation names the roles that it lets in.
pub(super) fn lets_in(target: &Operation) -> Option<Span> {
    let guard = target.guards("auth.role").next().and_then(|(_, guard)| guard.get("params"));
    guard.or_else(|| target.own.node.get("required_roles")).map(|node| node.span)
}

/// Looks at the rows of a rule.
pub fn check(rule: &Rule, findings: &mut Vec<Diagnostic>) {
    let unmet = unmet(rule);
    findings.extend(dead(rule, &unmet));
    findings.extend(late(rule, &unmet));
    findings.extend(strange(rule));
}

/// C0708: a text in the condition on an input that is a number, or `true` or `false`.
fn strange(rule: &Rule) -> Option<Diagnostic> {
    let mut found: Option<Diagnostic> = None;
    for (row, (entry, condition)) in rule.each_condition() {
        let Some(field) = entry.key.as_text().and_then(|name| rule.source(name)) else { continue };
        let Some((kind, span)) = field.kind().filter(|_| !field.has("values")) else { continue };
        let no_text = matches!(plain(kind), Plain::Name("int" | "decimal" | "float" | "bool"));
        let is_text = |value: &Scalar| matches!(value, Scalar::Text(_)) && value.number().is_none();
        // A list with numbers in it is met by them.
        let texts = condition.tests.iter().flat_map(|test| match test {
            Test::OneOf(values, true) if no_text && values.iter().all(|(value, _)| is_text(value)) => values.as_slice(),
            _ => &[],
        });
        for (value, at_value) in texts {
            found = Some(match found {
                Some(found) => found.label(*at_value, "nor is this"),
                None => {
                    let title = format!("`{}` is never `{}`: it is `{kind}`", field.name, value.show());
                    let found = Diagnostic::new(&C0708, title, *at_value, format!("no `{kind}`"))
                        .label(span, "the type of the input");
                    at(rule, format!("rows/{row}/when/{}", field.name), found)
                }
            });
        }
    }
    found
}

fn dead(rule: &Rule, unmet: &[Unmet]) -> Option<Diagnostic> {
    let mut all = unmet.iter().filter_map(|own| match own.why {
        Why::Required(field) => Some((own, field)),
        Why::KeptOut(_) => None,
    });
    let (first, field) = all.next()?;
    let title = format!("this row of `{}` never counts: `{}` is never null", rule.name, field.name);
    let mut found = Diagnostic::new(&C0709, title, first.span, "never the case").label(field.span, "required");
    let mut told = vec![field.name];
    for (own, field) in all.filter(|(own, _)| own.row != first.row) {
        found = found.label(own.span, "nor is this");
        if !told.contains(&field.name) {
            told.push(field.name);
            found = found.label(field.span, "required");
        }
    }
    let found = found.help(match told.as_slice() {
        [_] => "remove the row, or make the input optional",
        _ => "remove the rows, or make the inputs optional",
    });
    Some(at(rule, format!("rows/{}/when/{}", first.row, first.name), found))
}

fn late(rule: &Rule, unmet: &[Unmet]) -> Option<Diagnostic> {
    let mut all = unmet.iter().filter_map(|own| match &own.why {
        Why::KeptOut(named) => Some((own, named)),
        Why::Required(_) => None,
    });
    let (first, named) = all.next()?;
    let names = quoted(named.iter().map(String::as_str), "and");
    let title = format!("`{}` decides about {names}, who never gets that far", rule.name);
    let mut found = Diagnostic::new(&C0717, title, first.span, "never gets that far");
    for (own, _) in all {
        found = found.label(own.span, "nor does this");
    }
    if let Some(span) = rule.target.and_then(lets_in) {
        found = found.label(span, "lets in others only");
    }
    let found = found.help("remove the row, or leave the decision to the rule alone");
    Some(at(rule, format!("rows/{}/when/{}", first.row, first.name), found))
}

fn is_null(condition: &Condition) -> bool {
    condition.tests.iter().any(|test| match test {
        Test::OneOf(values, true) => !values.is_empty() && values.iter().all(|(value, _)| *value == Scalar::Null),
        _ => false,
    })
}

/// The values that a condition asks for, where it names them all.
fn named(condition: &Condition) -> Option<Vec<String>> {
    match condition.tests.as_slice() {
        [Test::OneOf(values, true)] if !condition.unclear => {
            Some(values.iter().map(|(value, _)| value.show().to_owned()).collect())
        }
        _ => None,
    }
}
