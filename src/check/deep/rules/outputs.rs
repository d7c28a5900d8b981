//! C0707, C0711 and C0714: answers that nobody reads, that are always the same, or that have no consequence.
//!
//! In: a rule and all names in the templates of the set. Out: findings. An answer is read where a template names it, where its
//! operation returns it, or where an error follows from it.

use super::rows::{lets_in, refuses_others};
use super::{Rule, at};
use crate::ast::{Node, Value};
use crate::check::deep::linked::units::unit;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::tables::analysis::same;
use crate::check::gather::Declaration;
use crate::check::place::quoted;
use crate::diag::code::{C0707, C0711, C0714};
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashSet;
use crate::source::Span;

/// The names of answers that something reads: `rule.answer`, or the answer alone inside of an operation.
pub struct Read<'a> {
    full: HashSet<&'a str>,
    /// Whether all of the set was read.
    complete: bool,
}

impl<'a> Read<'a> {
    /// The names in all templates and sources of a set.
    pub fn of(model: &Model<'a, '_>) -> Read<'a> {
        let mut full = HashSet::default();
        for kind in ["command", "query", "workflow", "policy", "rule", "route"] {
            for own in model.sound.every(kind) {
                let texts = model.texts(own);
                full.extend(texts.names.iter().map(|(word, _)| word.text));
                full.extend(texts.bound.iter().flat_map(|node| sources(node)));
            }
        }
        Read { full, complete: model.sound.is_all_read() }
    }
}

/// The paths under `bind`, which are written without braces.
fn sources(node: &Node) -> impl Iterator<Item = &str> {
    let inner = node.as_map().unwrap_or_default().iter().filter_map(|entry| entry.node.as_text());
    node.as_text().into_iter().chain(inner)
}

/// What becomes of the answers of a rule on an operation.
struct Answers<'y, 'm> {
    target: &'y Operation<'m>,
    /// Those that nothing reads.
    unread: Vec<(&'m str, Span)>,
    /// Whether nothing follows from any of them: none is read, and no error is named.
    silent: bool,
}

impl<'y, 'm> Answers<'y, 'm> {
    /// The answers of a rule; none where it is on no operation, or where what may read them is not at hand.
    fn of(model: &Model<'m, '_>, rule: &Rule<'y, 'm>, read: &Read) -> Option<Answers<'y, 'm>> {
        let target = rule.target.filter(|_| read.complete && !rule.rows.is_empty())?;
        let inside = &model.texts(target.own).names;
        let is_read = |name: &str| {
            read.full.contains(format!("{}.{name}", rule.name).as_str())
                || inside.iter().any(|(word, _)| word.text == name) && target.input(name).is_none()
                || target.returns.iter().any(|field| field.name == name)
        };
        let raises = |name: &str| ["error", "raise", "errors"].contains(&name);
        let answers =
            |name: &str| rule.rows.iter().any(|(_, then)| then.iter().any(|own| own.key.as_text() == Some(name)));
        let has_error = rule.own.node.get("error").is_some() || ["error", "raise"].iter().any(|name| answers(name));
        let unread: Vec<_> = rule.outputs.iter().filter(|(name, _)| !is_read(name) && !raises(name)).copied().collect();
        let silent = !has_error && unread.len() == rule.outputs.len();
        Some(Answers { target, unread, silent })
    }
}

/// Whether nothing follows from what a rule decides, so that its operation goes on whatever the answer is.
pub fn is_idle<'m>(model: &Model<'m, '_>, own: &'m Declaration<'m>, read: &Read) -> bool {
    let answers = Rule::of(model, own).and_then(|rule| Answers::of(model, &rule, read));
    answers.is_some_and(|own| own.silent && !own.unread.is_empty())
}

/// Looks at the answers of a rule.
pub(super) fn check<'m>(model: &Model<'m, '_>, rule: &Rule<'_, 'm>, read: &Read, findings: &mut Vec<Diagnostic>) {
    constant(rule, findings);
    let Some(Answers { target, unread, silent }) = Answers::of(model, rule, read) else { return };
    let decides = |name: &str| {
        let mut all = rule.rows.iter().flat_map(|(_, then)| *then).filter(|own| own.key.as_text() == Some(name));
        all.all(|own| matches!(own.node.value, Value::Bool(_)))
    };
    let quiet = rule.own.node.get("severity").and_then(Node::as_text) == Some("info");
    let decision: Vec<_> = unread.iter().filter(|(name, _)| decides(name)).collect();
    if let (true, Some((first, span))) = (silent && !quiet, decision.first().copied()) {
        let title = format!("nothing follows from what `{}` decides", rule.name);
        let names = quoted(decision.iter().map(|(name, _)| *name), "and");
        let found = Diagnostic::new(&C0714, title, *span, "nobody reads it, and no error follows");
        let raise = Help::from("say which error is raised when it refuses: ");
        let raise = raise.clause(Clause::new(Where::Declaration(&["rules"]), "error", "…"));
        let found = match lets_in(target).filter(|_| refuses_others(rule)) {
            // It would refuse nobody else, so that the operation is as safe as with it.
            Some(guard) => found.label(guard, "keeps out whom the rule would refuse"),
            None => found.label(target.span, "goes on whatever the answer is"),
        };
        let found = found.help(raise);
        let found = found.note(format!("looked for {names} in all templates, sources and returns"));
        findings.push(at(rule, rule.place(first), found));
    }
    for (name, span) in unread.iter().filter(|(name, _)| !decides(name)) {
        let title = format!("nothing reads `{name}`, which `{}` answers", rule.name);
        let found = Diagnostic::new(&C0707, title, *span, "read by nothing").label(target.span, "decides by this rule");
        let found = match other_unit(rule, name) {
            Some((span, label)) => found.label(span, label),
            None => found,
        };
        let found = found.help(format!("use it, as in `{{{{{}.{name}}}}}`, or remove it", rule.name));
        findings.push(at(rule, rule.place(name), found));
    }
}

/// An input of the same dimension as an answer, in another unit, and what to say of it.
fn other_unit(rule: &Rule, answer: &str) -> Option<(Span, String)> {
    let (mine, dimension, _) = unit(answer)?;
    rule.inputs.iter().find_map(|(input, span)| {
        let (own, same, _) = unit(input).filter(|(own, same, _)| *same == dimension && *own != mine)?;
        Some((*span, format!("this {same} is in `{}`, the answer in `{}`", own.as_str(), mine.as_str())))
    })
}

fn constant(rule: &Rule, findings: &mut Vec<Diagnostic>) {
    for (name, span) in &rule.outputs {
        let of = |(_, then): &(_, &[crate::ast::Entry])| -> Option<usize> {
            then.iter().position(|own| own.key.as_text() == Some(name))
        };
        let values: Option<Vec<&Node>> =
            rule.rows.iter().map(|row| row.1.get(of(row)?).map(|entry| &entry.node)).collect();
        let Some((first, rest)) = values.as_deref().and_then(<[&Node]>::split_first) else { continue };
        if rest.is_empty() || !rest.iter().all(|other| same(first, other)) {
            continue;
        }
        let title = format!("`{}` answers the same `{name}` in every row", rule.name);
        let mut found = Diagnostic::new(&C0711, title, *span, "no decision").label(first.span, "this …");
        if let Some(last) = rest.last() {
            found = found.label(last.span, "… and the same here");
        }
        let found = found.help("make it a constant, or let the rows differ");
        findings.push(at(rule, rule.place(name), found));
    }
}
