//! What a query lists.
//!
//! In: a query with its category, answer, filters and pages. Out: [`Reading`], or nothing for one that looks at single rows. Answers that
//! would have to be computed in a way that nothing says are refused.

use super::Lower;
use super::scope::Scope;
use crate::check::convention::SAME_NAME;
use crate::check::deep::model::Operation;
use crate::check::deep::parts::{bare, text};
use crate::ir::{Constant, Filter, FilterHow, Page, Reading, Table, Type, Value};

/// How many rows a page has where nothing is said.
const PAGE: u64 = 100;

impl<'m> Lower<'_, 'm, '_> {
    /// The table whose rows a query lists, and its entity.
    pub fn listed(&self, own: &Operation<'m>) -> Option<&Table> {
        let lists = own.returns.iter().find_map(|field| match self.kind(field) {
            Type::List { of } => Some(*of),
            _ => None,
        })?;
        match lists {
            Type::Entity { name } => self.table_of(&name),
            _ => {
                let from = own.reads_from.iter().find_map(|name| self.table(name));
                let read = || crate::check::deep::model::entity::names(own.own.node, "reads");
                from.or_else(|| read().into_iter().find_map(|name| self.table_of(bare(name))))
            }
        }
    }

    /// What a query lists.
    pub fn reading(&mut self, own: &Operation<'m>, scope: &Scope) -> Option<Reading> {
        if own.kind != "query" {
            return None;
        }
        let category = text(own.own.node, "category").map_or("", |(word, _)| word);
        if matches!(category, "report" | "metrics") {
            let span = own.own.node.get("category").map_or(own.span, |node| node.span);
            let what = format!("the {category} `{}`", own.name);
            self.refuse(own.own, "category", span, &what, "nothing says how its answer is computed");
            return None;
        }
        let table = self.listed(own)?.clone();
        let mut reading = Reading {
            table: table.name.clone(),
            entity: table.entity.clone(),
            joins: Vec::new(),
            filters: Vec::new(),
            order: order(&table),
            page: None,
        };
        let entries = own.own.node.get("filters").and_then(crate::ast::Node::as_map).unwrap_or(&[]);
        for entry in entries {
            let (Some(name), place) = (entry.key.as_text(), format!("filters/{}", entry.key.value)) else { continue };
            match self.filter(own, scope, name, &entry.node, &table, &mut reading) {
                Some(filter) => reading.filters.push(filter),
                None => {
                    let what = format!("the filter `{name}`");
                    self.refuse(
                        own.own,
                        place,
                        entry.key.span,
                        &what,
                        "no column of what is read fits, or no such comparison",
                    );
                }
            }
        }
        let pages = own.own.node.get("pagination");
        let size = pages.and_then(|node| text(node, "page_size")).and_then(|(size, _)| size.parse().ok());
        let input = own.input("page").map(|field| field.name.to_owned());
        for field in &own.inputs {
            let used = reading
                .filters
                .iter()
                .any(|filter| matches!(&filter.value, Value::Input { name, .. } if name == field.name));
            if used || field.has("bind") || input.as_deref() == Some(field.name) {
                continue;
            }
            if table.column(field.name).is_none() {
                let what = format!("the input `{}` of `{}`", field.name, own.name);
                self.refuse(
                    own.own,
                    format!("input/{}", field.at),
                    field.span,
                    &what,
                    "no filter uses it, and no column is called so",
                );
                continue;
            }
            self.convention(own.own, format!("filters/{}", field.name), &SAME_NAME);
            reading.filters.push(Filter {
                table: table.name.clone(),
                column: field.name.to_owned(),
                how: FilterHow::Equals,
                value: Value::Input { name: field.name.to_owned(), path: Vec::new() },
                optional: !field.is_required(),
            });
        }
        reading.page = Some(Page { input, size: size.unwrap_or(PAGE) });
        Some(reading)
    }

    fn filter(
        &self,
        own: &Operation<'m>,
        scope: &Scope,
        name: &str,
        node: &'m crate::ast::Node,
        table: &Table,
        reading: &mut Reading,
    ) -> Option<Filter> {
        let input = own.input(name);
        let how = match node.as_text() {
            Some("equals" | "eq") => Some(FilterHow::Equals),
            Some("from" | "gte" | "after" | "since") => Some(FilterHow::From),
            Some("until" | "lte" | "before" | "to") => Some(FilterHow::Until),
            Some("starts_with" | "prefix") => Some(FilterHow::StartsWith),
            Some("contains" | "like" | "search") => Some(FilterHow::Contains),
            _ => None,
        };
        let (place, column) = self.column_of(own, name, how, table, reading)?;
        let (value, how, optional) = match how {
            Some(how) => {
                // A filter on a column that an input of a shorter name is meant for: `full_name: starts_with` and `name`.
                let ends = |field: &&crate::check::deep::parts::Field<'m>| {
                    crate::check::deep::model::words::ends(name, field.name)
                };
                let input = input.or_else(|| own.inputs.iter().find(ends))?;
                let optional = !input.is_required() && !input.has("default");
                (Value::Input { name: input.name.to_owned(), path: Vec::new() }, how, optional)
            }
            None => (scope.value(self, node, true).ok()?, FilterHow::Equals, false),
        };
        Some(Filter { table: place, column, how, value, optional })
    }

    /// The column that a filter is about: one of the listed table or, by a foreign key, of another one that is read.
    fn column_of(
        &self,
        own: &Operation<'m>,
        name: &str,
        how: Option<FilterHow>,
        table: &Table,
        reading: &mut Reading,
    ) -> Option<(String, String)> {
        if table.column(name).is_some() {
            return Some((table.name.clone(), name.to_owned()));
        }
        let read = crate::check::deep::model::entity::names(own.own.node, "reads").into_iter();
        let others = read.filter_map(|name| self.table_of(bare(name)));
        let others = others.chain(own.reads_from.iter().filter_map(|name| self.table(name)));
        for other in others.filter(|other| other.name != table.name) {
            let (Some(_), Some(link)) =
                (other.column(name), table.foreign_keys.iter().find(|link| link.table == other.name))
            else {
                continue;
            };
            let join = (other.name.clone(), link.target.clone(), link.column.clone());
            if !reading.joins.contains(&join) {
                reading.joins.push(join);
            }
            return Some((other.name.clone(), name.to_owned()));
        }
        // A range over the only moment or day of the rows: `from` and `until`.
        let range = matches!(how, Some(FilterHow::From | FilterHow::Until));
        let mut times = table.columns.iter().filter(|column| super::types::is_moment(&column.kind));
        match (times.next(), times.next()) {
            (Some(only), None) if range => Some((table.name.clone(), only.name.clone())),
            _ => None,
        }
    }
}

/// The newest first, where rows have a moment; the key last, so that no two rows stand in either order.
fn order(table: &Table) -> Vec<(String, bool)> {
    let moments = || table.columns.iter().filter(|column| column.kind == Type::Datetime);
    let first = moments().find(|column| column.required).or_else(|| moments().next());
    let mut order: Vec<(String, bool)> = first.map(|column| (column.name.clone(), true)).into_iter().collect();
    order.extend(
        table
            .key
            .iter()
            .filter(|key| order.iter().all(|(name, _)| name != *key))
            .map(|key| (key.clone(), false))
            .collect::<Vec<_>>(),
    );
    order
}

/// The value of a column of the listed rows: where a filter fixes it, what it is fixed to.
pub fn fixed(reading: &Reading, column: &str) -> Value {
    let fixing = reading.filters.iter().find(|filter| {
        filter.table == reading.table && filter.column == column && filter.how == FilterHow::Equals && !filter.optional
    });
    match fixing {
        Some(filter) if !matches!(filter.value, Value::Constant { value: Constant::Null }) => filter.value.clone(),
        _ => Value::Column { field: column.to_owned() },
    }
}
