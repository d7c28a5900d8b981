//! C0404, C0409, C0416, C0417, C0419, C0420 and C0427: writes by themselves: the right table, some rows, some change.
//!
//! In: the steps of an operation or a transition. Out: findings.

use std::fmt::Arguments;

use super::order::is_late;
use crate::ast::Entry;
use crate::check::deep::model::literal::is_open;
use crate::check::deep::model::{Effect, Entity, Model, Operation, Transition, words};
use crate::check::deep::parts::{Field, is_true, items};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0404, C0409, C0416, C0417, C0419, C0420, C0427};
use crate::diag::{Change, Clause, Diagnostic, Help, Where};
use crate::source::Span;

/// Looks at an operation.
pub fn check(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    for effect in operation.effects.iter().filter(|effect| effect.sound && effect.writes()) {
        let place = (operation.own.element.as_str(), format_args!("effects/{}", effect.at));
        if operation.kind == "query" {
            let title = format!("the query `{}` changes something", operation.name);
            let found =
                Diagnostic::new(&C0417, title, effect.span, "writes").label(operation.span, "a query only answers");
            findings.push(found.help("make it a command, or take the step out").at(place.0, place.1));
            continue;
        }
        findings.extend(
            missed(model, operation, effect).map(|found| found.at(place.0, format!("{}/params/where", place.1))),
        );
        write(model, operation.name, effect, operation.own.node.span, place, findings);
    }
    overwritten(operation, findings);
    findings.extend(apart(operation));
    let nothing =
        operation.kind == "command" && operation.effects.is_empty() && operation.own.node.get("effects").is_some();
    let known = model.sound.is_whole("workflow") && !model.sound.is_wounded(operation.own, "effects");
    if nothing && known && model.transitions_on(operation.name).next().is_none() {
        let title = format!("`{}` changes nothing", operation.name);
        let span = operation.own.node.entry("effects").map_or(operation.span, |entry| entry.key.span);
        let found = Diagnostic::new(&C0419, title, span, "no step").label(operation.span, "a command");
        findings.push(found.help("say what it does, or make it a query").at(operation.own.element.as_str(), "effects"));
    }
}

/// C0427: several writes that are not one transaction. Where somebody outside is called between them, they cannot be one.
fn apart(operation: &Operation) -> Option<Diagnostic> {
    let transaction = operation.own.node.entry("transaction");
    let is_one = transaction.is_some_and(|entry| is_true(Some(&entry.node)));
    if operation.kind != "command" || is_one || !operation.is_clear() {
        return None;
    }
    let writes: Vec<&Effect> = operation.effects.iter().filter(|own| own.writes() && !is_late(own)).collect();
    let [first, .., last] = writes.as_slice() else { return None };
    if operation.effects.iter().any(|own| own.is_external() && (first.at..last.at).contains(&own.at)) {
        return None;
    }
    let title = format!("`{}` writes {} times, and not in one transaction", operation.name, writes.len());
    let span = transaction.map_or(operation.span, |entry| entry.key.span);
    let label = if transaction.is_some() { "each write stays by itself" } else { "says nothing of a transaction" };
    let found = Diagnostic::new(&C0427, title, span, label)
        .label(first.span, "stays")
        .label(last.span, "if this fails")
        .change(
            "do them in one transaction",
            MaybeIncorrect,
            [Change::set(operation.own.node.span, "transaction", true)],
        );
    Some(found.at(operation.own.element.as_str(), "transaction"))
}

/// Looks at a transition.
pub fn of_transition(model: &Model, transition: &Transition, findings: &mut Vec<Diagnostic>) {
    let by = transition.trigger.map_or("", |(_, name, _)| name);
    for effect in transition.effects.iter().filter(|effect| effect.sound && effect.writes()) {
        let place = format_args!("transitions/{}/effects/{}", transition.at, effect.at);
        write(model, by, effect, transition.own.node.span, (transition.own.element.as_str(), place), findings);
    }
}

fn write(
    model: &Model,
    by: &str,
    effect: &Effect,
    from: crate::source::Span,
    (element, place): (&str, Arguments),
    findings: &mut Vec<Diagnostic>,
) {
    let Some((name, span)) = effect.entity() else { return };
    let Some(entity) = model.entity(name) else { return };
    if let (Some((table, at)), Some(own)) = (effect.name("table"), model.table_of(entity))
        && own.name != table
    {
        let title = format!("`{name}` is kept in `{}`, not in `{table}`", own.name);
        let mut found =
            Diagnostic::new(&C0404, title, at, "the table of something else").label(span, "this is what is written");
        if let Some(other) = model.table(table).and_then(|table| model.entity_of(table)) {
            found = found.label(other.span, format!("`{table}` holds this"));
        }
        let change = Change::set(from, format!("{place}/params/table"), own.name);
        let found = found.change(format!("write `{}`", own.name), MachineApplicable, [change]);
        findings.push(found.at(element, format!("{place}/params/table")));
    }
    let (changes, deletes) = (effect.id == "db.update", effect.id == "db.delete");
    let has = |key: &str| effect.map(key).is_some_and(|map| !map.is_empty());
    if (changes || deletes) && !has("where") {
        let (verb, written) = if deletes { ("deletes", "db.delete") } else { ("changes", "db.update") };
        let title = format!("`{by}` {verb} `{name}` without saying which row");
        let found = Diagnostic::new(&C0409, title, effect.span, "no `where`");
        let found = found.help(Help::from("name the row, as in ").clause(Clause::map(
            Where::Step(written),
            "where",
            entity.key,
            "{{…}}",
        )));
        findings.push(found.at(element, place));
    }
    if changes && !has("set") {
        let title = format!("`{by}` changes `{name}`, but not what of it");
        let own = |field: &&Field| field.name != entity.key && !field.name.ends_with("_id");
        let state =
            |field: &&Field| words::last(field.name).is_some_and(|word| ["status", "state"].contains(&word.as_str()));
        let field = entity.fields.iter().find(state).or_else(|| entity.fields.iter().find(own));
        let help = Help::from("say the new values, as in ")
            .clause(Clause::map(Where::Step("db.update"), "set", field.map_or(entity.key, |field| field.name), "…"))
            .words(", or remove the step");
        let found = Diagnostic::new(&C0420, title, effect.span, "no new value of any field")
            .label(span, "this is what is changed");
        let found = match wanted(model, by, name) {
            Some((span, text)) => found.label(span, format!("a scenario wants \u{201c}{text}\u{201d}")),
            None => found,
        };
        findings.push(found.help(help).at(element, place));
    }
}

/// Where a scenario wants that an operation has changed an entity, and its words.
fn wanted<'m>(model: &Model<'m, '_>, by: &str, entity: &str) -> Option<(Span, &'m str)> {
    let says = |text: &str| {
        let said = words::words(text);
        let changes = |word: &words::Word| matches!(word.as_str(), "updated" | "changed" | "set" | "written");
        said.iter().any(changes) && words::last(entity).is_some_and(|noun| said.contains(&noun))
    };
    let mut all = model.scenarios_of(by).iter().flat_map(|own| items(own.node, "postconditions"));
    all.find_map(|item| Some((item.node.span, item.node.as_text().filter(|text| says(text))?)))
}

/// C0409: a write whose `where` says only what rows are like, in a command that is told which row is meant.
fn missed(model: &Model, operation: &Operation, effect: &Effect) -> Option<Diagnostic> {
    let (name, _) = effect.entity().filter(|_| matches!(effect.id, "db.update" | "db.delete"))?;
    let (entity, chosen) = (model.entity(name)?, effect.map("where").filter(|map| !map.is_empty())?);
    let is_literal =
        |entry: &Entry| entry.key.as_text() != Some(entity.key) && !is_open(&entry.node) && entry.node.is_scalar();
    let of_row = |input: &&Field| {
        let is_id = |own: &Entity| own.name == entity.name;
        input.is_required()
            && (input.name == entity.key || model.entity_of_id(input.name, Some(entity)).is_some_and(is_id))
    };
    let input = operation.inputs.iter().find(of_row).filter(|_| chosen.iter().all(is_literal))?;
    let (does, all) = if effect.id == "db.delete" { ("deletes", "deleted") } else { ("changes", "changed") };
    let span = chosen.first()?.key.span;
    let title = format!("`{}` {does} every `{name}` like this, not the one of `{}`", operation.name, input.name);
    Some(
        Diagnostic::new(&C0409, title, span, format!("all such rows are {all}"))
            .label(input.span, "says which row is meant")
            .help(Help::from("name the row: ").clause(Clause::map(
                Where::Step(if effect.id == "db.delete" { "db.delete" } else { "db.update" }),
                "where",
                entity.key,
                format!("{{{{{}}}}}", input.name),
            ))),
    )
}

/// C0416: a value that a later step writes anew, with nothing in between that could have read it.
fn overwritten(operation: &Operation, findings: &mut Vec<Diagnostic>) {
    let writes = |effect: &&Effect| effect.sound && matches!(effect.id, "db.update" | "db.insert" | "db.upsert");
    for pair in operation.effects.windows(2) {
        let [first, second] = pair else { continue };
        if !(writes(&first) && writes(&second) && second.id == "db.update" && first.id == "db.update") {
            continue;
        }
        if first.entity().map(|(name, _)| name) != second.entity().map(|(name, _)| name) {
            continue;
        }
        let where_of = |effect: &Effect| effect.params().and_then(|params| params.get("where")).cloned();
        let (Some(a), Some(b)) = (where_of(first), where_of(second)) else { continue };
        if crate::ast::difference(&a, &b).is_some() {
            continue;
        }
        let (before, after) = (first.map("set").unwrap_or(&[]), second.map("set").unwrap_or(&[]));
        let again = before.iter().find(|entry| after.iter().any(|later| later.key.value() == entry.key.value()));
        let Some(entry) = again else { continue };
        let field = entry.key.as_text().unwrap_or("");
        let title = format!("`{}` sets `{field}` twice in a row", operation.name);
        let mut found =
            Diagnostic::new(&C0416, title, entry.key.span, "written over by the next step before anybody reads it");
        if let Some(later) = after.iter().find(|later| later.key.value() == entry.key.value()) {
            found = found.label(later.key.span, "the value that stays");
        }
        let path = format!("effects/{}/params/set/{field}", first.at);
        findings.push(found.help("keep one of them").at(operation.own.element.as_str(), path));
    }
}
