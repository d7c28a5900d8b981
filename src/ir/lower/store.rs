//! Tables: those that are declared, and one for each other entity that operations write or read.
//!
//! In: the entities and tables of a model. Out: tables in the order of their names, each with its rank: the order in which rows are
//! locked is that of the ranks, parents before children.

use std::collections::{BTreeMap, BTreeSet};

use super::{Lower, description, snake};
use crate::ast::{Node, Value as Tree};
use crate::check::deep::model::entity::{Entity as Declared, Table as DeclaredTable};
use crate::check::deep::model::sql::{Sql, sql};
use crate::check::deep::model::words;
use crate::check::deep::parts::{Field, fields, is_true, items, text};
use crate::check::deep::tables::Number;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::ir::{Bounds, Column, ForeignKey, Index, Table, Type};

/// Words of the contract for the moment at which a row is stored.
const NOW: &[&str] = &["now", "now()", "current_timestamp", "clock.now", "localtimestamp"];
/// Words for the day.
const TODAY: &[&str] = &["today", "current_date", "clock.today"];

/// The fields of projections, by the names of tables.
type Projected<'m> = BTreeMap<&'m str, Vec<Field<'m>>>;

/// All tables.
pub fn tables(lower: &mut Lower) -> Vec<Table> {
    let model = lower.model;
    let mut all: Vec<Table> = Vec::new();
    let projected = projected(lower);
    for own in &model.tables {
        let engine = text(own.own.node, "datasource").and_then(|(name, _)| model.sound.one("datasource", name));
        let engine = engine.and_then(|own| text(own.node, "engine"));
        match engine {
            Some(("redis", _)) => {}
            Some((engine, _)) if engine != "postgres" => {
                let what = format!("the table `{}`", own.name);
                lower.refuse(
                    own.own,
                    "",
                    own.span,
                    &what,
                    &format!("its database is {engine}; only postgres is known"),
                );
            }
            _ => all.push(declared(lower, own, &projected)),
        }
    }
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for operation in &model.operations {
        used.extend(model.works_on(operation).iter().map(|entity| entity.name));
    }
    for entity in model.entities.iter().filter(|own| own.table.is_none() && used.contains(own.name)) {
        all.push(derived(lower, entity));
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    rank(&mut all);
    all
}

fn declared(lower: &Lower, own: &DeclaredTable, projected: &Projected) -> Table {
    let entity = lower.model.entity_of(own);
    let column = |column: &crate::check::deep::model::entity::Column| {
        let (name, node) = (column.field.name, column.field.node);
        let of_projection = || projected.get(own.name)?.iter().find(|field| field.name == name);
        let field = entity.and_then(|entity| entity.field(name)).or_else(of_projection);
        let written = column.field.kind().map_or("TEXT", |(kind, _)| kind);
        let kind = field.map_or_else(|| of_sql(written), |field| lower.kind(field));
        let rules = node.get("constraints");
        let said = |key: &str| rules.and_then(|rules| text(rules, key)).map(|(text, _)| text.to_owned());
        Column {
            name: name.to_owned(),
            sql: with_zone(written),
            default: column.default.and_then(|node| expression(node, &kind)),
            values: values(lower, &kind),
            required: column.field.is_required(),
            check: said("check"),
            bounds: field.map(|field| limits(lower, field, &kind)).unwrap_or_default(),
            generated: said("generated"),
            renamed_from: renamed(node).or_else(|| field.and_then(|own| renamed(own.node))),
            kind,
        }
    };
    let columns: Vec<Column> = own.columns.iter().map(column).collect();
    let mut key: Vec<String> =
        own.columns.iter().filter(|column| column.primary).map(|column| column.field.name.to_owned()).collect();
    if key.is_empty() {
        key.extend(entity.map(|entity| entity.key.to_owned()).filter(|key| columns.iter().any(|own| own.name == *key)));
    }
    let mut table = Table {
        origin: own.own.element.clone(),
        name: own.name.to_owned(),
        description: description(own.own.node),
        entity: entity.map(|entity| entity.name.to_owned()),
        indexes: Vec::new(),
        foreign_keys: own
            .foreign
            .iter()
            .map(|foreign| ForeignKey {
                column: foreign.name.to_owned(),
                table: foreign.target.to_owned(),
                target: foreign.key.map_or_else(|| key_of(lower, foreign.target), str::to_owned),
            })
            .collect(),
        columns,
        key,
        rank: 0,
    };
    for unique in &own.unique {
        index(&mut table, None, unique.names.iter().map(|name| (*name).to_owned()).collect(), true);
    }
    indexes(&mut table, own.own.node, "columns");
    if let Some(entity) = entity {
        of_entity(lower, &mut table, entity);
    }
    table
}

/// The name that something had before.
fn renamed(node: &Node) -> Option<String> {
    text(node, "renamed_from").map(|(name, _)| name.to_owned())
}

/// The fields of projections, by the tables that keep them.
fn projected<'m>(lower: &Lower<'_, 'm, '_>) -> Projected<'m> {
    let model = lower.model;
    let of = |own: &'m Declaration| Some((model.storage_of(own)?.name, fields(own.node, "fields")));
    model.sound.all("projection").filter_map(of).collect()
}

fn derived(lower: &Lower, own: &Declared) -> Table {
    let column = |field: &crate::check::deep::parts::Field| {
        let kind = lower.kind(field);
        Column {
            name: field.name.to_owned(),
            sql: to_sql(&kind).to_owned(),
            required: field.is_required(),
            default: field.node.get("default").and_then(|node| expression(node, &kind)),
            check: None,
            bounds: limits(lower, field, &kind),
            values: values(lower, &kind),
            generated: None,
            renamed_from: renamed(field.node),
            kind,
        }
    };
    let mut table = Table {
        origin: own.own.element.clone(),
        name: plural(&snake(own.name)),
        description: description(own.own.node),
        entity: Some(own.name.to_owned()),
        columns: own.fields.iter().map(column).collect(),
        key: vec![own.key.to_owned()],
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        rank: 0,
    };
    of_entity(lower, &mut table, own);
    table
}

/// What an entity adds to its table: what must be unique, what points elsewhere, what is to be found quickly.
fn of_entity(lower: &Lower, table: &mut Table, entity: &Declared) {
    for unique in &entity.unique {
        index(table, None, unique.names.iter().map(|name| (*name).to_owned()).collect(), true);
    }
    indexes(table, entity.own.node, "fields");
    for foreign in &entity.foreign {
        let Some(target) = lower.model.entity(foreign.target) else { continue };
        let name = lower.model.table_of(target).map_or_else(|| plural(&snake(target.name)), |own| own.name.to_owned());
        let known = table.foreign_keys.iter().any(|own| own.column == foreign.name);
        if !known && table.column(foreign.name).is_some() {
            let target = foreign.key.unwrap_or(target.key).to_owned();
            table.foreign_keys.push(ForeignKey { column: foreign.name.to_owned(), table: name, target });
        }
    }
}

fn indexes(table: &mut Table, node: &Node, key: &str) {
    for item in items(node, "indexes") {
        let columns = crate::check::deep::model::entity::names(&item.node, key);
        let unique = is_true(item.node.get("unique"));
        let name = text(&item.node, "name").map(|(name, _)| name.to_owned());
        index(table, name, columns.into_iter().map(str::to_owned).collect(), unique);
    }
}

/// Adds an index, unless one over the same columns is there or a column is missing. A name that is said wins over one that is made.
fn index(table: &mut Table, name: Option<String>, columns: Vec<String>, unique: bool) {
    if columns.is_empty() || columns.iter().any(|column| table.column(column).is_none()) || columns == table.key {
        return;
    }
    if let Some(own) = table.indexes.iter_mut().find(|own| own.columns == columns) {
        own.unique |= unique;
        if let Some(name) = name.filter(|_| own.name == made(&table.name, &own.columns)) {
            own.name = name;
        }
        return;
    }
    let name = name.unwrap_or_else(|| made(&table.name, &columns));
    table.indexes.push(Index { name, columns, unique });
}

fn made(table: &str, columns: &[String]) -> String {
    format!("idx_{table}_{}", columns.join("_"))
}

fn key_of(lower: &Lower, table: &str) -> String {
    let table = lower.model.table(table);
    let key = table.and_then(|own| own.columns.iter().find(|column| column.primary));
    key.map_or("id", |column| column.field.name).to_owned()
}

/// The limits of a field that its column can keep.
fn limits(lower: &Lower, field: &Field, kind: &Type) -> Bounds {
    let said = lower.field(field).bounds;
    match kind {
        Type::Text => Bounds { min: None, max: None, scale: None, ..said },
        Type::Int | Type::Float => Bounds { min: said.min, max: said.max, ..Bounds::default() },
        Type::Decimal => Bounds { min: said.min, max: said.max, scale: said.scale, ..Bounds::default() },
        _ => Bounds::default(),
    }
}

fn values(lower: &Lower, kind: &Type) -> Vec<String> {
    match kind {
        Type::OneOf { values } => values.clone(),
        Type::Enumeration { name } => {
            let own = lower.model.sound.one("enum", name);
            let items = own.map_or(&[][..], |own| items(own.node, "values"));
            items.iter().filter_map(|item| called(&item.node).map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

/// Ranks: parents first; where tables point at each other in a circle, by name.
fn rank(tables: &mut [Table]) {
    let names: BTreeSet<&str> = tables.iter().map(|own| own.name.as_str()).collect();
    let mut children: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
    for own in tables.iter() {
        let parents: BTreeSet<&str> = own.foreign_keys.iter().map(|foreign| foreign.table.as_str()).collect();
        for parent in parents.into_iter().filter(|name| *name != own.name && names.contains(name)) {
            children.entry(parent).or_default().push(&own.name);
            *waits.entry(&own.name).or_default() += 1;
        }
    }
    let mut left = names;
    let mut free: BTreeSet<&str> = left.iter().copied().filter(|name| !waits.contains_key(name)).collect();
    let mut ranks: BTreeMap<String, u32> = BTreeMap::new();
    // In a circle no table is free: then the first of those that are left is taken.
    while let Some(name) = free.pop_first().or_else(|| left.first().copied()) {
        left.remove(name);
        ranks.insert(name.to_owned(), ranks.len() as u32);
        for child in children.remove(name).unwrap_or_default() {
            if let Some(count) = waits.get_mut(child) {
                *count = count.saturating_sub(1);
                if *count == 0 && left.contains(child) {
                    free.insert(child);
                }
            }
        }
    }
    for own in tables {
        own.rank = ranks.get(&own.name).copied().unwrap_or(0);
    }
}

/// A type of SQL as a type of the contract.
fn of_sql(written: &str) -> Type {
    match sql(written) {
        Some(Sql::Uuid) => Type::Uuid,
        Some(Sql::Text) => Type::Text,
        Some(Sql::Int) => Type::Int,
        Some(Sql::Decimal) => Type::Decimal,
        Some(Sql::Float) => Type::Float,
        Some(Sql::Bool) => Type::Bool,
        Some(Sql::Date) => Type::Date,
        Some(Sql::Time) => Type::Time,
        Some(Sql::Moment(_)) => Type::Datetime,
        Some(Sql::Bytes) => Type::Bytes,
        Some(Sql::Json | Sql::List) | None => Type::Json,
    }
}

/// A moment in the database always has its zone: one without cannot be told from another.
fn with_zone(written: &str) -> String {
    match sql(written) {
        Some(Sql::Moment(false)) => "TIMESTAMPTZ".to_owned(),
        _ => written.to_owned(),
    }
}

/// The type of SQL for a type of the contract.
fn to_sql(kind: &Type) -> &'static str {
    match kind {
        Type::Text | Type::OneOf { .. } | Type::Enumeration { .. } => "TEXT",
        Type::Bool => "BOOLEAN",
        Type::Int => "BIGINT",
        Type::Float => "DOUBLE PRECISION",
        Type::Decimal => "NUMERIC",
        Type::Uuid => "UUID",
        Type::Date => "DATE",
        Type::Datetime => "TIMESTAMPTZ",
        Type::Time => "TIME",
        Type::Bytes => "BYTEA",
        Type::Json | Type::Value { .. } | Type::Entity { .. } | Type::List { .. } | Type::Map { .. } => "JSONB",
    }
}

/// A default as an expression of SQL.
fn expression(node: &Node, kind: &Type) -> Option<String> {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    match &node.value {
        Tree::Null | Tree::List(_) | Tree::Map(_) => None,
        Tree::Bool(value) => Some(value.to_string()),
        Tree::Number(text) => Some(text.to_string()),
        Tree::Text(text) => {
            let lower = text.to_lowercase();
            let moment = matches!(kind, Type::Datetime | Type::Date | Type::Time);
            Some(match lower.as_str() {
                word if moment && NOW.contains(&word) => "CURRENT_TIMESTAMP".to_owned(),
                word if moment && TODAY.contains(&word) => "CURRENT_DATE".to_owned(),
                "gen_random_uuid()" | "uuid_generate_v4()" if *kind == Type::Uuid => "gen_random_uuid()".to_owned(),
                _ if super::types::is_number(kind) => {
                    Number::parse(text).map(crate::check::deep::tables::shown).unwrap_or_else(|| quoted(text))
                }
                _ => quoted(text),
            })
        }
    }
}

/// A name in snake case, with its last word in the plural.
fn plural(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or(name);
    let vowel = |c: char| "aeiou".contains(c);
    if words::singular(last) != last {
        return name.to_owned();
    }
    if let Some(stem) = name.strip_suffix('y').filter(|stem| !stem.ends_with(vowel)) {
        return format!("{stem}ies");
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| name.ends_with(end));
    format!("{name}{}", if hissing { "es" } else { "s" })
}
