//! C0415: what an operation gives back that nothing in it can give.
//!
//! In: a command with its steps, or a query with what it reads. Out: a finding for each operation. Answers of reports and metrics are
//! computed: of these a hint is enough, unless the set says elsewhere how such numbers come about. Lists may hold anything that is read.

use std::collections::BTreeSet;

use super::known::Known;
use super::reading::reads;
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Entity, Model, Operation, Table, words};
use crate::check::deep::parts::{Field, bare, text};
use crate::check::place::{lower, quoted};
use crate::diag::code::C0415;
use crate::diag::{Clause, Diagnostic, Help, Level, Where};

/// Categories of queries whose answers are computed.
const COMPUTED: &[&str] = &["report", "metrics", "search"];

/// Words of answers that any list has.
const OF_LISTS: &[&str] = &[
    "count", "total", "page", "pages", "cursor", "next", "previous", "more", "limit", "offset", "size", "items",
    "rows", "results",
];

/// The values that an operation returns and that nothing in it gives.
pub fn unsourced<'k, 'm>(
    model: &'k Model<'m, '_>,
    operation: &'k Operation<'m>,
    unfilled: &BTreeSet<&str>,
) -> Vec<&'k Field<'m>> {
    let known = Known::after(model, operation, operation.effects.len());
    let is_query = operation.kind == "query";
    let idle = !is_query && operation.effects.is_empty() && model.transitions_on(operation.name).next().is_none();
    let guessed = operation.effects.iter().any(|effect| effect.meant.is_some());
    let wounded = !guessed && model.sound.is_wounded(operation.own, "effects");
    if known.dark || idle || !operation.is_clear() || wounded {
        return Vec::new();
    }
    let computed = text(operation.own.node, "category").is_some_and(|(category, _)| COMPUTED.contains(&category));
    let reads = reads(model, operation);
    if is_query && (computed || reads.is_none()) || (!is_query && operation.own.node.get("effects").is_none()) {
        return Vec::new();
    }
    let (entities, tables) = reads.unwrap_or_default();
    let given = |field: &Field| {
        let written = field.kind().map_or("", |(kind, _)| kind);
        let (kind, name) = (lower(written), bare(written));
        // The convention `success`.
        let is_flag = kind == "bool" && matches!(field.name, "success" | "ok" | "done");
        ["bind", "count", "sum", "default"].iter().any(|key| field.has(key))
            || !field.is_required()
            || unfilled.contains(field.name)
            || is_flag
            || known.value(field.name, None).is_some()
            || kind.starts_with("list<")
            || kind.starts_with("map<")
            || (kind.contains(':') && model.sound.one("enum", name).is_none())
            || (is_query && (kind == "json" || of_rows(field, &entities, &tables)))
            || ["value", "entity"].iter().any(|own| model.sound.one(own, name).is_some())
    };
    operation.returns.iter().filter(|field| !given(field)).collect()
}

/// Looks at an operation.
pub fn check(model: &Model, operation: &Operation, unfilled: &BTreeSet<&str>, findings: &mut Vec<Diagnostic>) {
    let is_query = operation.kind == "query";
    if is_query {
        findings.extend(uncounted(model, operation));
    }
    let missing = unsourced(model, operation, unfilled);
    let [first, rest @ ..] = missing.as_slice() else { return };
    let title = match rest {
        [] => format!("nothing in `{}` gives the `{}` that it returns", operation.name, first.name),
        _ => format!("nothing in `{}` gives {} of the values that it returns", operation.name, missing.len()),
    };
    let mut found = Diagnostic::new(&C0415, title, first.span, "has no source");
    found = rest.iter().fold(found, |found, field| found.label(field.span, "has no source either"));
    for key in ["reads_from", "reads"] {
        if let Some(entry) = operation.own.node.entry(key).filter(|_| is_query) {
            let what = quoted(names(operation.own.node, key), "and");
            let label = match rest {
                [] => format!("{what} has no `{}`", first.name),
                [only] => format!("{what} has neither `{}` nor `{}`", first.name, only.name),
                _ => format!("{what} has none of them"),
            };
            found = found.label(entry.node.span, label);
            break;
        }
    }
    let found = match is_query {
        true => found.note("looked at the fields of what it reads, and at its steps"),
        false => found.note("looked at the inputs, the rows it writes, and what its steps give back"),
    };
    let found = found.help(
        Help::from("bind it to what a step gives back, as in ")
            .clause(Clause::bind(first.name, format!("link.{}", first.name)))
            .words(", or leave it out"),
    );
    findings.push(found.at(operation.own.element.as_str(), format!("returns/{}/name", first.at)));
}

/// A number that a report or metrics answer and nothing says how it is computed: a hint, but where others of the set say that, it was
/// forgotten.
fn uncounted(model: &Model, query: &Operation) -> Option<Diagnostic> {
    let category = text(query.own.node, "category").map_or("", |(category, _)| category);
    if !["report", "metrics"].contains(&category) || !query.is_clear() || !query.effects.is_empty() {
        return None;
    }
    let (entities, tables) = reads(model, query)?;
    let measured = |field: &Field| ["bind", "count", "sum"].iter().any(|key| field.has(key));
    let is_number = |field: &Field| field.kind().is_some_and(|(kind, _)| ["int", "decimal", "float"].contains(&kind));
    let open = |field: &&Field| is_number(field) && !measured(field) && !field.has("default");
    let unknown = |field: &&Field| query.input(field.name).is_none() && !of_rows(field, &entities, &tables);
    let first = query.returns.iter().filter(open).find(unknown)?;
    let title = format!("nothing says how `{}` computes `{}`", query.name, first.name);
    let mut found = Diagnostic::new(&C0415, title, first.span, "has no source")
        .note("looked at the columns of what it reads")
        .help(Help::from("say what is counted or added up, as in ").clause(Clause::map(
            Where::Field(first.name.to_owned()),
            "sum",
            "of",
            "…",
        )));
    if !model.queries().any(|other| other.returns.iter().any(|field| field.has("count") || field.has("sum"))) {
        found.level = Level::Hint;
    }
    Some(found.at(query.own.element.as_str(), format!("returns/{}/name", first.at)))
}

fn of_rows(field: &Field, entities: &[&Entity], tables: &[&Table]) -> bool {
    let own = |entity: &&Entity| {
        entity.field(field.name).is_some()
            || words::ends(entity.name, field.name)
            || field.name.strip_suffix("_id").is_some_and(|noun| super::known::is_noun(entity.name, noun))
    };
    entities.iter().any(own)
        || tables.iter().any(|table| table.column(field.name).is_some())
        || words::words(field.name).iter().any(|word| OF_LISTS.contains(&word.as_str()))
}
