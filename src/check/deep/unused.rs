//! C1501 and C1503: what is declared and never used, and what is kept and never created.
//!
//! In: the model of a whole set. Out: findings. Where a name was missing, nothing of its kind is said to be unused. Other analyses speak of
//! events, operations, roles, permissions, tables and datasources.

use std::cell::LazyCell;

use super::model::words::{Word, each, stems};
use super::model::{Entity, Model};
use super::parts::{bare, text};
use super::share::{Analysis, Share};
use super::unfilled;
use super::values::open::is_json;
use crate::ast::{Node, Value};
use crate::check::gather::Declaration;
use crate::diag::code::{C0404, C1501, C1503};
use crate::diag::{Diagnostic, Level};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// The kinds that are there to be used by others, the kinds of which one must be there to do so, and what to do with one that is not.
const KINDS: &[(&str, &[&str], &str)] = &[
    ("error", &["command"], "list it where it can happen, or remove it"),
    ("value", &["entity", "command", "query"], "use it as the type of a field, or remove it"),
    ("enum", &["entity", "command", "query"], "use it as the type of a field, or remove it"),
    ("operation", &["command", "query"], "call it, or remove it"),
    ("integration", &["command", "query"], "call it, or remove it"),
    ("secret", &["integration", "webhook", "email_provider"], "name it where it is needed, or remove it"),
    ("entity", &["command", "query"], "write it, read it or point at it, or remove it"),
];

/// Looks for what nothing uses, once all else was found.
pub struct Unused<'x, 'm, 'a>(pub &'x Model<'m, 'a>);

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Unused<'x, 'm, 'a> {
    fn look(&mut self, _: &Share<'x, 'm, 'a>, _: &mut Vec<Diagnostic>) {}

    fn last(&mut self, findings: &mut Vec<Diagnostic>) {
        check(self.0, findings);
    }
}

fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    if !model.sound.is_all_read() {
        return;
    }
    let promised = LazyCell::new(|| promised(model));
    for (kind, users, help) in KINDS {
        // What could use it may not be written yet, or be written in a form that is not understood.
        let looked_at =
            model.sound.is_well_formed() && users.iter().any(|user| model.sound.every(user).next().is_some());
        for own in model.sound.unused(kind).filter(|_| looked_at) {
            let Some((name, span)) = own.name.filter(|_| !is_used_otherwise(model, own)) else { continue };
            let title = format!("nothing names the {kind} `{name}`");
            // Where it is meant, that is said of the place.
            if *kind == "value" && promised.contains(&stems(name)) {
                continue;
            }
            let found = Diagnostic::new(&C1501, title, span, "declared, and used nowhere").help(*help);
            findings.push(found.at(own.element.as_str(), own.kind.name));
        }
    }
    let from = findings.len();
    never_written(model, findings);
    unfilled::events(model, from, findings);
}

/// The names, in words, of all that operations return and leave open.
fn promised<'p>(model: &'p Model) -> HashSet<Vec<Word<'p>>> {
    let returned = model.operations.iter().flat_map(|own| &own.returns);
    returned.filter(|field| is_json(field).is_some()).map(|field| stems(field.name)).collect()
}

/// Words in names of secrets that the system itself needs, and that nothing in a contract can name.
const OWN: &[&str] = &[
    "database",
    "db",
    "datasource",
    "postgres",
    "mysql",
    "redis",
    "jwt",
    "session",
    "cookie",
    "encryption",
    "signing",
    "tls",
];

/// Whether a text in a declaration has a name in it, as free settings name secrets.
fn mentions(node: &Node, name: &str) -> bool {
    match &node.value {
        Value::Text(text) => text.contains(name),
        Value::List(items) => items.iter().any(|item| mentions(&item.node, name)),
        Value::Map(entries) => entries.iter().any(|entry| mentions(&entry.node, name)),
        _ => false,
    }
}

/// Uses that no reference shows: an entity with a workflow or a table, mail that leaves through the only way, a secret of the system.
fn is_used_otherwise(model: &Model, own: &Declaration) -> bool {
    let name = own.name.map_or("", |(name, _)| name);
    match own.kind.keyword {
        "entity" => model.entity(name).is_none_or(|entity| entity.table.is_some()),
        "integration" => {
            let is = |key: &str, wanted: &str| text(own.node, key).is_some_and(|(text, _)| text == wanted);
            is("type", "smtp") || is("service", "ses") || is("type", "oauth2_introspection") || is("type", "webhook")
        }
        "secret" => {
            let sources = model.sound.every("datasource").filter_map(|own| Some(own.name?.0)).flat_map(each);
            let mut own = OWN.iter().map(|word| Word::from(*word)).chain(sources);
            let words: Vec<Word> = each(name).collect();
            let holders = ["datasource", "integration", "email_provider", "webhook", "profile"];
            own.any(|word| words.contains(&word))
                || holders.iter().flat_map(|kind| model.sound.every(kind)).any(|own| mentions(own.node, name))
        }
        _ => false,
    }
}

fn never_written(model: &Model, findings: &mut Vec<Diagnostic>) {
    let effects = || {
        let own = model.operations.iter().flat_map(|own| own.effects.iter());
        own.chain(model.transitions.iter().flat_map(|own| own.effects.iter()))
    };
    // An effect with an error may write anything; a set in which nothing is created is not about that.
    if effects().any(|effect| effect.writes() && !effect.sound) || !effects().any(|effect| effect.creates()) {
        return;
    }
    let lives = model.sound.every("workflow").count() > model.sound.all_but("workflow", &["transitions"]).count();
    if lives || model.sound.every("command").count() > model.commands().count() {
        return;
    }
    // A step that names the wrong entity leaves the right one without a value.
    let mistaken = findings.iter().any(|found| found.code.id == C0404.id && found.level == Level::Error);
    let created: HashSet<&str> =
        effects().filter(|effect| effect.creates()).filter_map(|effect| Some(effect.entity()?.0)).collect();
    let governed: HashSet<&str> =
        model.sound.every("workflow").filter_map(|own| Some(bare(text(own.node, "entity")?.0))).collect();
    let mut pointing: HashMap<&str, (&Entity, Span)> = HashMap::default();
    for entity in &model.entities {
        for foreign in entity.foreign.iter().filter(|foreign| foreign.target != entity.name) {
            pointing.entry(foreign.target).or_insert((entity, foreign.span));
        }
    }
    let written = unfilled::Written::all(model);
    let moves = model.transitions.iter().flat_map(|own| &own.effects).filter(|effect| effect.writes());
    let moved_on: HashSet<&str> = moves
        .flat_map(|effect| effect.map("set").unwrap_or_default())
        .filter_map(|entry| entry.key.as_text())
        .collect();
    let idle: HashSet<&str> = model.sound.unused("entity").filter_map(|own| Some(own.name?.0)).collect();
    for entity in &model.entities {
        if created.contains(entity.name) {
            if let Some(written) = written.get(entity.name).filter(|_| !mistaken) {
                unfilled::fields(model, entity, written, &moved_on, findings);
            }
            continue;
        }
        // That a life never begins is said where it is described.
        if governed.contains(entity.name) || idle.contains(entity.name) {
            continue;
        }
        let title = format!("no command creates `{}`", entity.name);
        let mut found = Diagnostic::new(&C1503, title, entity.span, "read or pointed at, but never created");
        if let Some((other, span)) = pointing.get(entity.name) {
            found = found.label(*span, format!("`{}` points at one", other.name));
        }
        let found = found
            .help("add the command that creates it")
            .help("if its rows come from elsewhere, say so in a suppression: `contract-ignore C1503: …`");
        findings.push(found.at(entity.own.element.as_str(), "id"));
    }
}
