//! C1005, C1006, C1016 and C1017: what must be unique, what points where, and what tells one row from the next.
//!
//! In: entities and tables. Out: a finding for each rule that one side does not know, for each reference that nothing states, for each
//! foreign key that points at what is no key, and for each entity without a key.

use crate::ast::Node;
use crate::check::deep::model::entity::{Foreign, Unique, names};
use crate::check::deep::model::{Entity, Model, Table, template};
use crate::check::deep::parts::{Field, fields, items, text};
use crate::diag::code::{C1005, C1006, C1016, C1017};
use crate::diag::{Clause, Diagnostic, Help, Plain, Where};
use crate::lookup::HashSet;

/// Compares what must be unique in an entity and in its table.
pub fn unique(model: &Model, entity: &Entity, table: &Table, findings: &mut Vec<Diagnostic>) {
    if [entity.own, table.own].iter().any(|own| model.sound.is_wounded(own, "indexes")) {
        return;
    }
    let key: Vec<&str> = table.columns.iter().filter(|column| column.primary).map(|column| column.field.name).collect();
    let known = |all: &[Unique], one: &Unique, key: &[&str]| {
        let of = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<HashSet<String>>();
        all.iter().any(|other| of(&other.names) == of(&one.names)) || of(key) == of(&one.names)
    };
    let mut told: HashSet<Vec<&str>> = HashSet::default();
    for one in &table.unique {
        // A field that the entity does not have is a finding already.
        let unknown = one.names.iter().any(|name| entity.field(name).is_none());
        if unknown || known(&entity.unique, one, &[entity.key]) || !told.insert(one.names.clone()) {
            continue;
        }
        let what = together(&one.names);
        let title = format!("only the table `{}` says that {what}", table.name);
        let found = Diagnostic::new(&C1005, title, one.span, "unique here")
            .label(entity.span, "the entity does not say so")
            .note("who reads the entity does not know that a second one is refused")
            .help(
                Help::from(format!("say so in `{}`, ", entity.name))
                    .clause(unique_together(&one.names))
                    .words(", or take this one out"),
            );
        findings.push(found.at(table.own.element.as_str(), place(table.own.node, &one.names)));
    }
    for one in &entity.unique {
        let unknown = one.names.iter().any(|name| table.column(name).is_none());
        if unknown || known(&table.unique, one, &key) || !told.insert(one.names.clone()) {
            continue;
        }
        let what = together(&one.names);
        let title = format!("only the entity `{}` says that {what}", entity.name);
        let found = Diagnostic::new(&C1005, title, one.span, "unique here")
            .label(table.span, "the table does not keep to it")
            .note("what the database does not refuse will come twice")
            .help(format!("say in `{}` that {what}, or take this rule out", table.name));
        findings.push(found.at(entity.own.element.as_str(), "constraints"));
    }
}

/// `a`, or `a` together with `b`.
fn together(names: &[&str]) -> String {
    let all = crate::check::place::quoted(names.iter().copied(), "and");
    if names.len() == 1 { format!("{all} is unique") } else { format!("{all} are unique together") }
}

/// The place of a rule in a table: a column or an index.
fn place(table: &Node, wanted: &[&str]) -> String {
    let index = items(table, "indexes").iter().position(|item| names(&item.node, "columns") == wanted);
    let column =
        || items(table, "columns").iter().position(|item| wanted == [text(&item.node, "name").map_or("", |n| n.0)]);
    match (index, column()) {
        (_, Some(at)) if wanted.len() == 1 && index.is_none() => format!("columns/{at}/constraints/unique"),
        (Some(at), _) => format!("indexes/{at}"),
        _ => "indexes".to_owned(),
    }
}

/// Looks at the keys and references of an entity.
pub fn of_entity(model: &Model, entity: &Entity, bound: &HashSet<&str>, findings: &mut Vec<Diagnostic>) {
    key(entity, findings);
    constraints(entity, findings);
    for field in &entity.fields {
        reference(model, entity, field, bound, findings);
    }
    targets(model, entity, findings);
}

/// The names of inputs and fields that are filled from the caller: they speak of somebody who may be outside of the set.
pub fn bound<'p>(model: &'p Model) -> HashSet<&'p str> {
    let inputs =
        ["command", "query"].iter().flat_map(|kind| model.sound.every(kind)).flat_map(|own| fields(own.node, "input"));
    let from_caller = |input: &Field| text(input.node, "bind").is_some_and(|(from, _)| from.starts_with("actor"));
    let mut names: HashSet<&str> = inputs.filter(from_caller).map(|input| input.name).collect();
    for effect in model.operations.iter().flat_map(|own| &own.effects) {
        for entry in effect.map("set").unwrap_or_default() {
            let name = entry
                .key
                .as_text()
                .filter(|_| template::only(&entry.node).is_some_and(|from| from.starts_with("actor.")));
            names.extend(name);
        }
    }
    names
}

fn key(entity: &Entity, findings: &mut Vec<Diagnostic>) {
    let stated = text(entity.own.node, "primary_key").is_some();
    if stated || entity.field(entity.key).is_some() || entity.fields.is_empty() {
        return;
    }
    let title = format!("nothing tells one `{}` from another", entity.name);
    let found = Diagnostic::new(&C1017, title, entity.span, "has no field `id` and names no `primary_key`")
        .help("name the field that is its key");
    findings.push(found.at(entity.own.element.as_str(), "id"));
}

/// Constraints that leave out what they are about.
fn constraints(entity: &Entity, findings: &mut Vec<Diagnostic>) {
    for (at, item) in items(entity.own.node, "constraints").iter().enumerate() {
        let Some((kind, span)) = text(&item.node, "type") else { continue };
        let missing = match kind {
            "foreign_key" if text(&item.node, "ref").is_none() => "says not where it points",
            "foreign_key" | "unique" if names(&item.node, "fields").is_empty() => "says not of which fields",
            _ => continue,
        };
        let title = format!("this constraint of `{}` {missing}", entity.name);
        let key = if missing.ends_with("points") { "ref" } else { "fields" };
        let found = Diagnostic::new(&C1016, title, span, format!("needs `{key}`"));
        findings.push(found.at(entity.own.element.as_str(), format!("constraints/{at}")));
    }
}

fn reference(model: &Model, entity: &Entity, field: &Field, bound: &HashSet<&str>, findings: &mut Vec<Diagnostic>) {
    let name = field.name;
    let table = model.table_of(entity);
    let stored = table.and_then(|table| table.foreign.iter().find(|foreign| foreign.name == name));
    let stated = entity.foreign.iter().find(|foreign| foreign.name == name);
    let place = || format!("fields/{}/name", field.at);
    let element = entity.own.element.as_str();
    match (stated, stored) {
        (Some(_), Some(_)) => return,
        (Some(foreign), None) => {
            // The database need not keep it where it cannot.
            let Some(table) = table.filter(|table| !is_redis(model, table)) else { return };
            let (Some(column), Some(target)) = (table.column(name), model.entity(foreign.target)) else { return };
            if target.table.is_none() {
                return;
            }
            let title = format!("`{name}` points at `{}`, but its column is no foreign key", foreign.target);
            let found = Diagnostic::new(&C1006, title, column.field.span, "the database lets any value through")
                .label(foreign.span, format!("the entity `{}` says where it points", entity.name))
                .help("add `foreign_key` to the constraints of the column");
            findings.push(found.at(table.own.element.as_str(), format!("columns/{}/name", column.field.at)));
            return;
        }
        (None, Some(foreign)) => {
            let title = format!("only the table says where `{name}` points");
            let found = Diagnostic::new(&C1006, title, field.span, format!("`{}` says nothing of it", entity.name))
                .label(foreign.span, format!("points at `{}`", foreign.target))
                .help("add a constraint of the type `foreign_key` to the entity");
            findings.push(found.at(element, place()));
            return;
        }
        (None, None) => {}
    }
    let is_id = field.kind().is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("uuid"));
    if name == entity.key || !is_id || bound.contains(name) {
        return;
    }
    let target = model.entity_of_id(name, None).filter(|target| target.name != entity.name);
    let (title, label, help) = match target {
        Some(target) => (
            format!("`{name}` looks like a `{}`, but nothing says so", target.name),
            "points at nothing".to_owned(),
            format!("add a constraint of the type `foreign_key` to `{}.{}`", target.name, target.key),
        ),
        None if name.ends_with("_by") => (
            format!("`{name}` holds who did it, but nothing says of what it is the id"),
            "the id of whom?".to_owned(),
            "add a foreign key to the entity of those who act, or fill it from the caller, `{{actor.id}}`".to_owned(),
        ),
        None => return,
    };
    let found = Diagnostic::new(&C1006, title, field.span, label)
        .note("without it, nothing keeps the id from pointing at what is not there")
        .help(help);
    let column = table.and_then(|table| table.column(name));
    let found = match column {
        Some(column) => found.label(column.field.span, "the column is no foreign key either"),
        None => found,
    };
    findings.push(found.at(element, place()));
}

fn is_redis(model: &Model, table: &Table) -> bool {
    let source = text(table.own.node, "datasource").and_then(|(name, _)| model.sound.one("datasource", name));
    source.and_then(|source| text(source.node, "engine")).is_some_and(|(engine, _)| engine == "redis")
}

/// Foreign keys of an entity: they point at what is unique there.
fn targets(model: &Model, entity: &Entity, findings: &mut Vec<Diagnostic>) {
    for foreign in &entity.foreign {
        let (Some(target), Some(key)) = (model.entity(foreign.target), foreign.key) else { continue };
        let unique = key == target.key || target.unique.iter().any(|unique| unique.names == [key]);
        let Some(field) = target.field(key).filter(|_| !unique) else { continue };
        findings.push(no_key(foreign, (target.name, target.key), field).at(entity.own.element.as_str(), "constraints"));
    }
}

/// Foreign keys of a table: they point at what is unique there, and where the entity says that they point.
pub fn table_targets(model: &Model, table: &Table, findings: &mut Vec<Diagnostic>) {
    let entity = model.entity_of(table);
    let element = table.own.element.as_str();
    for foreign in &table.foreign {
        let at = table.column(foreign.name).map_or(0, |column| column.field.at);
        let place = format_args!("columns/{at}/constraints/foreign_key");
        if is_redis(model, table) {
            let title = format!("`{}` is a foreign key, but redis has none", foreign.name);
            let found = Diagnostic::new(&C1016, title, foreign.span, "nothing keeps to it");
            findings.push(found.at(element, place));
            continue;
        }
        let Some(target) = model.table(foreign.target) else { continue };
        let said = entity.and_then(|entity| entity.foreign.iter().find(|other| other.name == foreign.name));
        let wanted = said.and_then(|said| Some((said, model.entity(said.target)?)));
        if let Some((said, wanted)) = wanted
            && let Some(other) = model.table_of(wanted)
            && !std::ptr::eq(other, target)
        {
            let title = format!("`{}` points at `{}` here and at `{}` there", foreign.name, target.name, wanted.name);
            let found = Diagnostic::new(&C1016, title, foreign.span, format!("points at the table `{}`", target.name))
                .label(said.span, format!("the entity points at `{}`", wanted.name))
                .help(format!("the table of `{}` is `{}`", wanted.name, other.name));
            findings.push(found.at(element, place));
            continue;
        }
        let Some(key) = foreign.key.and_then(|key| target.column(key)) else { continue };
        let unique = key.primary || target.unique.iter().any(|unique| unique.names == [key.field.name]);
        if !unique {
            let primary = target.columns.iter().find(|column| column.primary).map_or("", |column| column.field.name);
            findings.push(no_key(foreign, (target.name, primary), &key.field).at(element, place));
        }
    }
}

fn no_key(foreign: &Foreign, (target, key): (&str, &str), field: &Field) -> Diagnostic {
    let title = format!("`{}` points at `{target}.{}`, which is not unique", foreign.name, field.name);
    let found =
        Diagnostic::new(&C1016, title, foreign.span, "may mean several at once").label(field.span, "not unique");
    match key {
        "" => found.help("point at the key"),
        _ => found.help(format!("point at the key, `{target}.{key}`")),
    }
}

/// That these fields of an entity are unique together.
pub fn unique_together(names: &[&str]) -> Clause {
    let fields = Plain::list(names.iter().copied());
    let constraint = Plain::map([("type", Plain::from("unique")), ("fields", fields)]);
    Clause::new(Where::Declaration(&["entities"]), "constraints", Plain::List(vec![constraint]))
}
