//! C0405, C0406, C0413 and C0423: a new row, and where the values of its columns come from.
//!
//! In: a command. Out: findings, and the fields that nothing fills, so that no later look at them reports a consequence.

use std::collections::BTreeSet;

use super::known::Known;
use super::payload::optional;
use crate::check::convention::Convention;
use crate::check::deep::integrations::is_store;
use crate::check::deep::model::{Effect, Entity, Model, Operation, template, words};
use crate::check::deep::parts::Field;
use crate::check::place::quoted;
use crate::diag::code::{C0405, C0406, C0423};
use crate::diag::{Clause, Diagnostic, Help, Where};

/// Looks at the rows that an operation stores.
pub fn check<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    findings: &mut Vec<Diagnostic>,
) -> BTreeSet<&'p str> {
    let mut unfilled = BTreeSet::new();
    let mut used: Vec<(&str, &'static Convention)> = Vec::new();
    Known::before(model, operation).walk(&operation.effects, |effect, known| {
        let written = effect.entity().filter(|_| effect.sound && effect.creates());
        let Some(entity) = written.and_then(|(name, _)| model.entity(name)) else { return };
        let mut missing: Vec<Field> = Vec::new();
        for field in &entity.fields {
            let Some(filled) = source(model, known, effect, entity, field) else {
                missing.push(*field);
                continue;
            };
            used.extend(filled.filter(|own| own.hint).map(|own| (field.name, own)));
            may_lack(model, operation, effect, entity, field, findings);
        }
        if missing.is_empty() || known.dark {
            return;
        }
        unfilled.extend(missing.iter().map(|field| field.name));
        // What a later step alone can tell is a matter of the order first; whether it does tell is asked once the order is right.
        if let Some(later) = later_store(model, operation, effect) {
            let (by_file, others): (Vec<Field>, Vec<Field>) =
                missing.into_iter().partition(|field| is_of_file(field.name));
            missing = others;
            if !by_file.is_empty() {
                findings.push(too_early(operation, effect, entity, &by_file, later));
            }
        }
        if !missing.is_empty() {
            findings.push(report(model, operation, effect, entity, &missing));
        }
    });
    if !used.is_empty() {
        findings.push(hint(operation, &used));
    }
    unfilled
}

/// C0413: a field that every row must have, filled from an input that may be absent.
fn may_lack<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &Effect,
    entity: &Entity,
    field: &Field,
    findings: &mut Vec<Diagnostic>,
) {
    let default = model.table_of(entity).and_then(|table| table.column(field.name)?.default);
    if field.has("default") || field.has("bind") || default.is_some() {
        return;
    }
    let (source, span) = match effect.map("set") {
        None => (Some(field.name), effect.span),
        Some(set) => {
            let Some(entry) = set.iter().find(|entry| entry.key.as_text() == Some(field.name)) else { return };
            (template::only(&entry.node), entry.node.span)
        }
    };
    let place = format_args!("effects/{}/params/set/{}", effect.at, field.name);
    let (of, at) = ((operation, effect), (operation.own.element.as_str(), place));
    optional(model, of, (field, "stored"), source, span, at, findings);
}

/// What fills a field of a new row: a convention, something that is written down (`Some(None)`), or nothing.
fn source<'m>(
    model: &Model<'m, '_>,
    known: &Known<'_, 'm, '_>,
    effect: &Effect<'m>,
    entity: &Entity<'m>,
    field: &Field<'m>,
) -> Option<Option<&'static Convention>> {
    let set = effect.map("set");
    let listed = |key: &str| effect.map(key).unwrap_or(&[]).iter().any(|entry| entry.key.as_text() == Some(field.name));
    let column = model.table_of(entity).and_then(|table| table.column(field.name));
    let free =
        !field.is_required() && column.is_none_or(|column| !column.field.is_required() || column.default.is_some());
    let filled = field.has("default") || field.has("bind") || column.is_some_and(|column| column.default.is_some());
    if free || filled || listed("set") || listed("where") {
        return Some(None);
    }
    let by_name = if set.is_none() { known.value(field.name, Some(entity)) } else { None };
    by_name.or_else(|| known.column(field, entity)).map(Some)
}

fn report(model: &Model, operation: &Operation, effect: &Effect, entity: &Entity, missing: &[Field]) -> Diagnostic {
    let (word, span) = effect.entity().unwrap_or((entity.name, effect.span));
    let title = match missing {
        [only] => format!("`{}` stores `{word}` without a value for `{}`", operation.name, only.name),
        _ => format!("`{}` stores `{word}` without values for {} required fields", operation.name, missing.len()),
    };
    let names = quoted(missing.iter().take(4).map(|field| field.name), "and");
    let rest = if missing.len() > 4 { format!(" and {} more", missing.len() - 4) } else { String::new() };
    let mut found = Diagnostic::new(&C0405, title, span, format!("nothing gives {names}{rest}"));
    found = missing.iter().fold(found, |found, field| found.label(field.span, "required"));
    found = match effect.map("set") {
        Some(_) => found.note("`set` says all that is stored, and nothing else fills them"),
        None => found.note("looked for an input, an answer of an earlier step, a default and a convention"),
    };
    if let Some(table) = model.table_of(entity) {
        let open =
            missing.iter().find(|field| table.column(field.name).is_some_and(|column| !column.field.is_required()));
        if let Some(field) = open {
            found = found
                .note(format!("the table `{}` allows `{}` to be empty, the entity does not", table.name, field.name));
        }
    }
    let first = missing.first().map_or("", |field| field.name);
    let found = found.help(
        Help::from("give the values in the step, as in ")
            .clause(Clause::map(Where::Step("db.insert"), "set", first, "…"))
            .words(", or a default in the entity"),
    );
    found.at(operation.own.element.as_str(), format!("effects/{}/params/entity", effect.at))
}

/// Whether a name is that of a fact which only a store of files knows.
fn is_of_file(name: &str) -> bool {
    let words = words::words(name);
    let first = words.first().map_or("", words::Word::as_str);
    let last = words.last().map_or("", words::Word::as_str);
    words.len() > 1
        && matches!(last, "url" | "key" | "bucket" | "uri" | "path")
        && matches!(first, "file" | "s3" | "object" | "storage" | "blob" | "document" | "image" | "archive")
}

/// The later call of a service that keeps files.
fn later_store<'o, 'm>(model: &Model, operation: &'o Operation<'m>, effect: &Effect) -> Option<&'o Effect<'m>> {
    operation
        .effects
        .iter()
        .filter(|later| later.at > effect.at && later.id == "call.integration")
        .find(|later| model.service(later).is_some_and(is_store))
}

fn too_early(operation: &Operation, effect: &Effect, entity: &Entity, fields: &[Field], later: &Effect) -> Diagnostic {
    let names = quoted(fields.iter().take(3).map(|field| field.name), "and");
    let verb = if fields.len() == 1 { "is" } else { "are" };
    let title = format!("`{}` stores `{}` before the file that it speaks of", operation.name, entity.name);
    let found = Diagnostic::new(&C0406, title, effect.span, format!("{names} {verb} not known yet"));
    let found = found.label(later.span, "only this step can tell where the file lies");
    let found = fields.iter().fold(found, |found, field| found.label(field.span, "says where the file lies"));
    let first = fields.first().map_or("", |field| field.name);
    found
        .help(Help::from("call the store first, and keep what it answers, as in ").clause(Clause::map(
            Where::Step("db.insert"),
            "set",
            first,
            "…",
        )))
        .at(operation.own.element.as_str(), format!("effects/{}", effect.at))
}

fn hint(operation: &Operation, used: &[(&str, &'static Convention)]) -> Diagnostic {
    let names = quoted(used.iter().map(|(name, _)| *name), "and");
    let title = format!("`{}` leaves {names} to conventions", operation.name);
    let mut found = Diagnostic::new(&C0423, title, operation.span, "filled by what is usual");
    for (name, convention) in used {
        found = found.note(format!("`{name}`: {} (`{}`)", convention.rule, convention.id));
    }
    found.help("say it in the step if something else is meant").at(operation.own.element.as_str(), "effects")
}
