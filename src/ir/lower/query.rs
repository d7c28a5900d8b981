//! What a query lists.
//!
//! In: a query with its category, answer, filters and pages. Out: [`Reading`], or nothing for one that looks at single rows. Answers that
//! would have to be computed in a way that nothing says are refused.

use super::Lower;
use super::scope::Scope;
use crate::ast::Node;
use crate::check::convention::SAME_NAME;
use crate::check::deep::model::comparison::{COMPARISONS, Comparison, How, comparisons};
use crate::check::deep::model::{Operation, words};
use crate::check::deep::parts::{Field, bare, text};
use crate::diag::nearest::nearest;
use crate::ir::{Constant, Filter, FilterHow, Page, Reading, Table, Type, Value};

/// How many rows a page has where nothing is said.
const PAGE: u64 = 100;

impl<'m> Lower<'_, 'm, '_> {
    /// The table whose rows a query lists, and its entity.
    pub fn listed(&self, own: &Operation<'m>) -> Option<&Table> {
        let kinds: Vec<Type> = own.returns.iter().map(|field| self.kind(field)).collect();
        let of = |kind: &Type| match kind {
            Type::List { of } | Type::Map { of } => Some((**of).clone()),
            _ => None,
        };
        match kinds.iter().find_map(of) {
            Some(Type::Entity { name }) => self.table_of(&name),
            None if !self.measures(own) => None,
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
        let table = self.listed(own)?.clone();
        let mut reading = Reading {
            table: table.name.clone(),
            entity: table.entity.clone(),
            joins: Vec::new(),
            filters: Vec::new(),
            order: Vec::new(),
            page: None,
        };
        let mut compared: Vec<String> = Vec::new();
        let entries = own.own.node.get("filters").and_then(Node::as_map).unwrap_or(&[]);
        for entry in entries {
            let (Some(name), place) = (entry.key.as_text(), format!("filters/{}", entry.key.value())) else { continue };
            let listed = table.column(name).is_some_and(|own| !own.values.is_empty());
            for (how, given) in comparisons(&entry.node, listed) {
                if let Some(Ok(Value::Input { name, .. })) = given.map(|node| scope.value(self, node, true)) {
                    compared.push(name);
                }
                if let How::Unknown(word) = how {
                    self.refuse(
                        own.own,
                        &*place,
                        entry.node.span,
                        &format!("the comparison `{word}`"),
                        "nobody knows it",
                    );
                    self.advise(match nearest(word, COMPARISONS.iter().map(|(own, _)| *own)) {
                        Some(near) => format!("write `{near}`"),
                        None => {
                            "write `equals`, `from`, `after`, `until`, `before`, `starts_with` or `contains`".to_owned()
                        }
                    });
                    continue;
                }
                let how = if let How::Known(how) = how { Some(how) } else { None };
                match self.filter(own, scope, name, (how, given), &table, &mut reading) {
                    Some(filter) => reading.filters.push(filter),
                    None => {
                        let what = format!("the filter `{name}`");
                        let label = "no column of what is read fits, or no input";
                        self.refuse(own.own, &*place, entry.key.span, &what, label);
                    }
                }
            }
        }
        let pages = own.own.node.get("pagination");
        let rows = |key: &str| -> Option<u64> { text(pages?, key)?.0.parse().ok() };
        let size = rows("page_size").or_else(|| rows("max_page_size").map(|most| most.min(PAGE)));
        let input = own.input("page").map(|field| field.name.to_owned());
        for field in &own.inputs {
            let used = reading
                .filters
                .iter()
                .any(|filter| matches!(&filter.value, Value::Input { name, .. } if name == field.name));
            let used = used || compared.iter().any(|name| name == field.name);
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
        self.unmixed(own);
        if self.measures(own) {
            return Some(reading);
        }
        reading.order = self.order(own, &table);
        // A report is all that there is, unless it says otherwise.
        let is_whole = own.returns.iter().any(|field| matches!(self.kind(field), Type::Map { .. }));
        if !is_whole || input.is_some() || size.is_some() {
            reading.page = Some(Page { input, size: size.unwrap_or(PAGE) });
        }
        Some(reading)
    }

    /// The order that is said; else the newest first. The key comes last, so that no two rows stand in either order.
    fn order(&mut self, own: &Operation<'m>, table: &Table) -> Vec<(String, bool)> {
        let said = own.own.node.get("order_by").and_then(Node::as_map).unwrap_or(&[]);
        let mut order = Vec::new();
        for entry in said {
            let Some(name) = entry.key.as_text() else { continue };
            if table.column(name).is_none() {
                let what = format!("the order by `{name}`");
                let place = format!("order_by/{name}");
                self.refuse(own.own, place, entry.key.span, &what, &format!("`{}` has no such column", table.name));
                continue;
            }
            order.push((name.to_owned(), entry.node.as_text() == Some("desc")));
        }
        if order.is_empty() {
            let moments = || table.columns.iter().filter(|column| column.kind == Type::Datetime);
            let first = moments().find(|column| column.required).or_else(|| moments().next());
            order.extend(first.map(|column| (column.name.clone(), true)));
        }
        for key in &table.key {
            if order.iter().all(|(name, _)| name != key) {
                order.push((key.clone(), false));
            }
        }
        order
    }

    fn filter(
        &self,
        own: &Operation<'m>,
        scope: &Scope,
        name: &str,
        (how, given): (Option<Comparison>, Option<&'m Node>),
        table: &Table,
        reading: &mut Reading,
    ) -> Option<Filter> {
        // `starts_at.day: equals`: the moments of one day.
        if let Some(column) = name.strip_suffix(".day") {
            let fits = table.column(column).is_some_and(|own| own.kind == Type::Datetime);
            let input = given.is_none().then(|| own.input("day").or_else(|| own.input(column))).flatten();
            let (value, optional) = match given {
                Some(node) => self.compared(own, scope, node, false)?,
                None => (of_input(input?), is_optional(input?)),
            };
            let place = (table.name.clone(), column.to_owned());
            return (fits && how == Some(Comparison::Equals)).then_some(Filter {
                table: place.0,
                column: place.1,
                how: FilterHow::OnDay,
                value,
                optional,
            });
        }
        let (place, column) = self.column_of(own, name, how, table, reading)?;
        let (value, how, optional) = match (how, given) {
            (how, Some(node)) => {
                let (value, optional) = self.compared(own, scope, node, true)?;
                (value, how.unwrap_or(Comparison::Equals), optional)
            }
            (Some(how), None) => {
                // A filter on a column that an input of a shorter name is meant for: `full_name: starts_with` and `name`.
                let ends = |field: &&Field<'m>| words::ends(name, field.name);
                let input = own.input(name).or_else(|| own.inputs.iter().find(ends))?;
                (of_input(input), how, is_optional(input))
            }
            (None, None) => return None,
        };
        Some(Filter { table: place, column, how: how.into(), value, optional })
    }

    /// The value that a filter names, and whether it may be missing.
    fn compared(&self, own: &Operation<'m>, scope: &Scope, node: &Node, numbers: bool) -> Option<(Value, bool)> {
        let value = scope.value(self, node, numbers).ok()?;
        let optional = match &value {
            Value::Input { name, path } if path.is_empty() => own.input(name).is_some_and(is_optional),
            _ => false,
        };
        Some((value, optional))
    }

    /// The column that a filter is about: one of the listed table or, by a foreign key, of another one that is read.
    fn column_of(
        &self,
        own: &Operation<'m>,
        name: &str,
        how: Option<Comparison>,
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
        let range = how.is_some_and(Comparison::is_range);
        let mut times = table.columns.iter().filter(|column| super::types::is_moment(&column.kind));
        match (times.next(), times.next()) {
            (Some(only), None) if range => Some((table.name.clone(), only.name.clone())),
            _ => None,
        }
    }
}

impl From<Comparison> for FilterHow {
    fn from(how: Comparison) -> FilterHow {
        match how {
            Comparison::Equals => FilterHow::Equals,
            Comparison::From => FilterHow::From,
            Comparison::Until => FilterHow::Until,
            Comparison::After => FilterHow::After,
            Comparison::Before => FilterHow::Before,
            Comparison::StartsWith => FilterHow::StartsWith,
            Comparison::Contains => FilterHow::Contains,
        }
    }
}

fn of_input(input: &Field) -> Value {
    Value::Input { name: input.name.to_owned(), path: Vec::new() }
}

/// Whether a filter by an input does not hold where nothing is given.
fn is_optional(input: &Field) -> bool {
    !input.is_required() && !input.has("default")
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
