//! Entities and the tables that hold them.
//!
//! In: sound declarations. Out: [`Entity`] and [`Table`], with their keys, references and what must be unique.

use crate::ast::{Node, Value};
use crate::check::deep::parts::{Field, bare, each_field, fields, items, text};
use crate::check::gather::Declaration;
use crate::check::place::{called, cut};
use crate::source::Span;

/// A foreign key of an entity or a table.
#[derive(Clone, Copy, Debug)]
pub struct Foreign<'a> {
    /// The field or column that holds it.
    pub name: &'a str,
    /// The entity or table that it points at.
    pub target: &'a str,
    /// The field or column there; the primary key where nothing is said.
    pub key: Option<&'a str>,
    /// Where the target is said.
    pub span: Span,
}

/// Names that together must not occur twice.
#[derive(Clone, Debug)]
pub struct Unique<'a> {
    /// The fields or columns.
    pub names: Vec<&'a str>,
    /// Where that is said.
    pub span: Span,
}

/// An entity.
#[derive(Debug)]
pub struct Entity<'a> {
    /// Its declaration.
    pub own: &'a Declaration<'a>,
    /// Its name.
    pub name: &'a str,
    /// Where the name stands.
    pub span: Span,
    /// What is known of each one.
    pub fields: Vec<Field<'a>>,
    /// The field that tells one from all others.
    pub key: &'a str,
    /// What points at other entities.
    pub foreign: Vec<Foreign<'a>>,
    /// What must not occur twice.
    pub unique: Vec<Unique<'a>>,
    /// The number of its table.
    pub table: Option<usize>,
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// It as a field: name, type and whether it must hold a value.
    pub field: Field<'a>,
    /// The value that the database fills in.
    pub default: Option<&'a Node>,
    /// Whether it is the key of the table.
    pub primary: bool,
}

/// A table.
#[derive(Debug)]
pub struct Table<'a> {
    /// Its declaration.
    pub own: &'a Declaration<'a>,
    /// Its name.
    pub name: &'a str,
    /// Where the name stands.
    pub span: Span,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// What points at other tables.
    pub foreign: Vec<Foreign<'a>>,
    /// What must not occur twice.
    pub unique: Vec<Unique<'a>>,
    /// The number of its entity.
    pub entity: Option<usize>,
}

impl<'a> Entity<'a> {
    /// An entity as it is declared; its table is not known yet.
    pub fn of(own: &'a Declaration<'a>) -> Option<Entity<'a>> {
        let (name, span) = own.name?;
        let fields = fields(own.node, "fields");
        let key = text(own.node, "primary_key").map_or("id", |(key, _)| key);
        let (mut foreign, mut unique) = (Vec::new(), Vec::new());
        for item in items(own.node, "constraints") {
            let names = names(&item.node, "fields");
            match (text(&item.node, "type"), names.as_slice()) {
                (Some(("unique", span)), [_, ..]) => unique.push(Unique { names, span }),
                (Some(("foreign_key", _)), [name]) => {
                    let Some((target, span)) = text(&item.node, "ref") else { continue };
                    let (target, key) = cut(target, b'.').map_or((target, None), |(a, b)| (a, Some(b)));
                    foreign.push(Foreign { name, target: bare(target), key, span });
                }
                _ => {}
            }
        }
        for field in &fields {
            let Some((kind, span)) = field.kind() else { continue };
            if let Some(target) = kind.strip_prefix("Entity:").filter(|target| !target.contains(['<', '>'])) {
                foreign.push(Foreign { name: field.name, target, key: None, span });
            }
        }
        unique.extend(unique_indexes(own.node, "fields"));
        Some(Entity { own, name, span, fields, key, foreign, unique, table: None })
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl<'a> Table<'a> {
    /// A table as it is declared; its entity is not known yet.
    pub fn of(own: &'a Declaration<'a>) -> Option<Table<'a>> {
        let (name, span) = own.name?;
        let (mut columns, mut foreign, mut unique) = (Vec::new(), Vec::new(), Vec::new());
        for field in each_field(own.node, "columns") {
            let rules = field.node.get("constraints");
            let rule = |key: &str| rules.and_then(|rules| rules.get(key)).filter(|node| !is_null(node));
            let is = |key: &str| rule(key).filter(|node| matches!(node.value, Value::Bool(true)));
            if let Some(node) = is("unique") {
                unique.push(Unique { names: vec![field.name], span: node.span });
            }
            if let Some(node) = rule("foreign_key") {
                let found = match node.as_text() {
                    Some(text) => Some(text.rsplit_once('.').map_or((text, None), |(a, b)| (a, Some(b)))),
                    None => text(node, "table").map(|(table, _)| (table, text(node, "column").map(|(key, _)| key))),
                };
                if let Some((target, key)) = found {
                    foreign.push(Foreign { name: field.name, target: bare(target), key, span: node.span });
                }
            }
            columns.push(Column { field, default: rule("default"), primary: is("primary_key").is_some() });
        }
        unique.extend(unique_indexes(own.node, "columns"));
        Some(Table { own, name, span, columns, foreign, unique, entity: None })
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column<'a>> {
        self.columns.iter().find(|column| column.field.name == name)
    }
}

/// The names in the list under a key.
pub fn names<'a>(node: &'a Node, key: &str) -> Vec<&'a str> {
    items(node, key).iter().filter_map(|item| called(&item.node)).collect()
}

/// Whether nothing is said.
pub fn is_null(node: &Node) -> bool {
    matches!(node.value, Value::Null)
}

fn unique_indexes<'a>(node: &'a Node, key: &'static str) -> impl Iterator<Item = Unique<'a>> {
    items(node, "indexes").iter().filter_map(move |item| {
        let unique = item.node.get("unique").filter(|node| matches!(node.value, Value::Bool(true)))?;
        let names = names(&item.node, key);
        (!names.is_empty()).then_some(Unique { names, span: unique.span })
    })
}
