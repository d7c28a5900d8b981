//! C1307: an error that says that a row is not there, of a command that would not notice, or only when it is too late.
//!
//! In: a command whose steps are all understood. Out: one finding for the errors that nothing can raise, and one for those that are raised
//! behind a step that changes something outside. A row is looked for by a guard, a fetch, a rule or a template that names it, by a write to
//! it, and by a new row that points at it; a transition moves it with the writes, and so comes behind such a step too. An error that
//! something names is raised there, whenever that is.

use crate::ast::{Node, Value};
use crate::check::deep::flow::calls::stranger;
use crate::check::deep::flow::order::{is_final, is_late, what};
use crate::check::deep::integrations::is_addressed;
use crate::check::deep::model::{Effect, Entity, Model, Operation, words};
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::quoted;
use crate::diag::code::C1307;
use crate::diag::{Clause, Diagnostic, Help, Plain, Where};
use crate::lookup::HashSet;
use crate::source::Span;

/// The errors with which policies answer.
pub fn of_policies<'m>(model: &Model<'m, '_>) -> HashSet<&'m str> {
    let effects = model.sound.every("policy").flat_map(|own| items(own.node, "effects"));
    effects.filter_map(|item| Some(bare(text(&item.node, "error")?.0))).collect()
}

/// An error of absence: its place, its name, and what is not there.
type Absence<'y, 'm> = (usize, &'m str, Span, &'y Entity<'m>);

/// Looks at a command.
pub fn check(model: &Model, denials: &HashSet<&str>, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    if !model.sound.is_all_read() || !operation.is_clear() || operation.effects.is_empty() {
        return;
    }
    let done =
        operation.effects.iter().find(|own| own.is_external() && !is_late(own) && is_felt(model, operation, own));
    let (mut never, mut late): (Vec<Absence>, Vec<(Absence, Span)>) = (Vec::new(), Vec::new());
    for (at, (name, span)) in operation.errors.iter().enumerate() {
        let Some(entity) = missing(model, name).filter(|_| !denials.contains(name)) else { continue };
        if is_named(model, operation, name) || is_looked_up(model, operation, entity) {
            continue;
        }
        let absence = (at, *name, *span, entity);
        let step = operation.effects.iter().find(|own| notices(model, own, entity));
        let moves = model.transitions_on(operation.name).find(|own| bare(own.entity) == entity.name);
        match (step, moves, done) {
            (None, None, _) => never.push(absence),
            (Some(step), _, Some(done)) if done.at > step.at => {}
            // To whom a mail goes is read before it: that it does not say so is another mistake.
            (_, _, Some(done)) if is_addressee(done, entity) => {}
            (Some(step), _, Some(_)) => late.push((absence, step.span)),
            (None, Some(moves), Some(_)) => late.push((absence, moves.trigger.map_or(moves.node.span, |own| own.2))),
            _ => {}
        }
    }
    if let Some(((at, name, span, entity), rest)) = never.split_first() {
        let title = match rest {
            [] => format!("`{}` never looks for the `{}`, and so cannot answer `{name}`", operation.name, entity.name),
            rest => {
                format!("`{}` cannot answer {} errors about what it never looks for", operation.name, rest.len() + 1)
            }
        };
        let found = Diagnostic::new(&C1307, title, *span, "raised by nothing");
        let found = rest.iter().fold(found, |found, (_, _, span, _)| found.label(*span, "nor is this"));
        let entities = never.iter().map(|(.., entity)| entity.name).collect();
        findings.push(finish(operation, found, *at, entities));
    }
    if let (Some((((at, _, span, entity), step), rest)), Some(done)) = (late.split_first(), done) {
        let what = match (stranger(model, done), done.integration()) {
            (Some(_), Some((target, _))) => format!("the call of `{target}`"),
            _ => what(done),
        };
        let title = format!("`{}` notices a missing `{}` only after {what}", operation.name, entity.name);
        let found = Diagnostic::new(&C1307, title, *span, "answered too late")
            .label(done.span, if is_final(model, operation, done) { "cannot be taken back" } else { "is done by then" })
            .label(*step, format!("the first that needs the `{}`", entity.name));
        let found = rest.iter().fold(found, |found, ((_, _, span, _), _)| found.label(*span, "and this"));
        let entities = late.iter().map(|((.., entity), _)| entity.name).collect();
        findings.push(finish(operation, found, *at, entities));
    }
}

fn finish(operation: &Operation, found: Diagnostic, at: usize, entities: Vec<&str>) -> Diagnostic {
    let first = entities.first().copied().unwrap_or_default();
    found
        .note(format!("looked for {} in guards, fetches, rules, templates and steps", quoted(entities, "and")))
        .help(Help::from(format!("ask for it first: a guard `exists` of the `{first}`, or ")).clause(Clause::new(
            Where::Declaration(&["commands"]),
            "fetches",
            Plain::list([first]),
        )))
        .at(operation.own.element.as_str(), format!("errors/{at}"))
}

/// Whether a step changes something outside, so that it matters what is asked before it.
fn is_felt(model: &Model, operation: &Operation, effect: &Effect) -> bool {
    if is_final(model, operation, effect) {
        return true;
    }
    let called = model.called(effect).filter(|_| effect.sound && stranger(model, effect).is_none());
    called
        .and_then(|own| text(own.node, "method"))
        .is_some_and(|(method, _)| !["GET", "HEAD", "OPTIONS"].iter().any(|own| method.eq_ignore_ascii_case(own)))
}

/// Whether a mail that does not say to whom it goes can only go to one of these.
fn is_addressee(mail: &Effect, entity: &Entity) -> bool {
    let reachable =
        |name: &str| words::each(name).any(|word| ["email", "mail", "phone", "mobile"].contains(&word.as_str()));
    mail.id.starts_with("send.") && !is_addressed(mail) && entity.fields.iter().any(|field| reachable(field.name))
}

/// The entity of which an error says that it is not there: `PayrollNotFound`.
pub fn missing<'y, 'm>(model: &'y Model<'m, '_>, error: &str) -> Option<&'y Entity<'m>> {
    // Few errors say so, and to see that is quicker than to cut a name into words.
    if !words::has(error, &["found", "missing", "such", "unknown"]) {
        return None;
    }
    let status = model.fault(error)?.status;
    let words = words::words(error);
    let rest = match words.iter().map(words::Word::as_str).collect::<Vec<_>>().as_slice() {
        [rest @ .., "not", "found"] | [rest @ .., "missing"] | ["missing", rest @ ..] => rest.join("_"),
        ["no", "such", rest @ ..] | ["unknown", rest @ ..] => rest.join("_"),
        _ => return None,
    };
    let fits = matches!(status, None | Some(404 | 410)) && !rest.is_empty();
    fits.then(|| model.entity_of_id(&format!("{rest}_id"), None)).flatten()
}

/// Whether a step, a guard, a rule, a transition or an answer of a called service names an error.
pub fn is_named(model: &Model, operation: &Operation, error: &str) -> bool {
    let keys = ["effects", "guards"].iter().filter_map(|key| operation.own.node.get(key));
    let rules = model.about("rule", operation.name).iter().map(|own| own.node);
    let moves = model.transitions_on(operation.name).map(|own| own.node);
    let called = operation.effects.iter().filter_map(|own| model.sound.one("operation", own.operation()?.0));
    keys.chain(rules).chain(moves).chain(called.map(|own| own.node)).any(|node| mentions(node, error))
}

fn mentions(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Text(text) => bare(text) == name,
        Value::Map(entries) => entries.iter().any(|entry| mentions(&entry.node, name)),
        Value::List(all) => all.iter().any(|item| mentions(&item.node, name)),
        _ => false,
    }
}

/// Whether a row of an entity is looked for before any step. A transition does not: it moves a row that something else has read.
fn is_looked_up(model: &Model, operation: &Operation, entity: &Entity) -> bool {
    let is = |name: &str| bare(name) == entity.name;
    let table = model.table_of(entity).map(|table| table.name);
    let guards = items(operation.own.node, "guards").iter().any(|item| {
        let of = item.node.get("params").and_then(|params| text(params, "entity"));
        let about_rows = |id: &str| id.starts_with("state.") || id == "ownership";
        of.map_or_else(|| text(&item.node, "id").is_some_and(|(id, _)| about_rows(id)), |(name, _)| is(name))
    });
    let names = |path: &str| path.split('.').next().is_some_and(|first| words::same(entity.name, first));
    let rules = model.about("rule", operation.name).iter();
    let mut texts = rules.copied().chain([operation.own]).map(|own| model.texts(own));
    guards
        || operation.loads.iter().any(|name| is(name))
        || operation.reads_from.iter().any(|name| Some(*name) == table)
        || texts.any(|texts| {
            texts.names.iter().any(|(word, _)| word.text.contains('.') && names(word.text))
                || texts.bound.iter().any(|node| mentions_row(node, &names))
        })
}

fn mentions_row(node: &Node, names: &dyn Fn(&str) -> bool) -> bool {
    match &node.value {
        Value::Text(text) => text.contains('.') && names(text),
        Value::Map(entries) => entries.iter().any(|entry| mentions_row(&entry.node, names)),
        _ => false,
    }
}

/// Whether a step fails or does nothing where a row of an entity is not there.
fn notices(model: &Model, effect: &Effect, entity: &Entity) -> bool {
    let Some(own) = effect.entity().and_then(|(name, _)| model.entity(name)) else { return effect.writes() };
    if !effect.creates() && own.name == entity.name {
        return true;
    }
    let set = effect.map("set");
    let says = |name: &str| set.is_none_or(|set| set.iter().any(|entry| entry.key.as_text() == Some(name)));
    let points = |name: &str, target: &str| target == entity.name && says(name);
    effect.writes() && own.foreign.iter().any(|foreign| points(foreign.name, foreign.target))
}
