//! Lists of rows as statements of SQL.
//!
//! In: what a query lists. Out: `SELECT` and its arguments. Who sees only some rows is part of the statement.

use super::operation::Build;
use super::python::{self, Expr};
use super::sql;
use super::value::Scope;
use crate::ir::{Comparison, Constant, FilterHow, Reading, Table, Value};

/// The statement for a list, and its arguments.
pub fn select(build: &mut Build, scope: &Scope, reading: &Reading) -> (String, Vec<Expr>) {
    let system = build.whole.system;
    let Some(table) = system.table(&reading.table) else { return (String::new(), Vec::new()) };
    let several = !reading.joins.is_empty();
    let place = |table: &str, column: &str| {
        if several { format!("{}.{}", sql::name(table), sql::name(column)) } else { sql::name(column) }
    };
    let measures = measures(build, table, &place);
    let columns: Vec<String> = sql::columns(system, table).iter().map(|column| place(&table.name, column)).collect();
    let columns = if measures.is_empty() { columns } else { measures };
    let mut lines = vec![sql::clause("SELECT", &columns), format!("FROM {}", sql::name(&table.name))];
    for (other, column, own) in &reading.joins {
        let on = format!("{} = {}", place(other, column), place(&table.name, own));
        lines.push(format!("JOIN {} ON {on}", sql::name(other)));
    }
    let mut arguments = Vec::new();
    let mut conditions = Vec::new();
    for filter in &reading.filters {
        let own = system.table(&filter.table);
        let column = place(&filter.table, &filter.column);
        let (shown, optional) = match constant(&filter.value) {
            Some(text) => (text, false),
            None => {
                let kind = own.and_then(|own| own.column(&filter.column)).map(|own| own.kind.clone());
                let value = scope.value(&mut build.module, &filter.value, kind.as_ref(), !filter.optional);
                arguments.push(if is_part(filter.how) { as_text(scope, &filter.value, value) } else { value });
                (format!("${}", arguments.len()), filter.optional)
            }
        };
        let day = |days: &str| format!("({shown}::date{days})::timestamp AT TIME ZONE 'UTC'");
        let test = match filter.how {
            FilterHow::Equals => format!("{column} = {shown}"),
            FilterHow::From => format!("{column} >= {shown}"),
            FilterHow::Until => format!("{column} <= {shown}"),
            FilterHow::After => format!("{column} > {shown}"),
            FilterHow::Before => format!("{column} < {shown}"),
            FilterHow::StartsWith => format!("starts_with(lower({column}), lower({shown}))"),
            FilterHow::Contains => format!("position(lower({shown}) IN lower({column})) > 0"),
            FilterHow::OnDay => format!("{column} >= {}\n  AND {column} < {}", day(""), day(" + 1")),
        };
        let cast = if filter.how == FilterHow::OnDay { "date".to_owned() } else { sql::cast(own, &filter.column) };
        conditions.push(if optional { format!("({shown}::{cast} IS NULL OR ({test}))") } else { test });
    }
    if let Some(seen) = seen(build, scope, table, &place, &mut arguments) {
        conditions.push(seen);
    }
    if !conditions.is_empty() {
        lines.push(format!("WHERE {}", conditions.join("\n  AND ")));
    }
    let order: Vec<String> = reading
        .order
        .iter()
        .map(|(column, falls)| format!("{}{}", place(&table.name, column), if *falls { " DESC" } else { "" }))
        .collect();
    if !order.is_empty() {
        lines.push(sql::clause("ORDER BY", &order));
    }
    if let Some(page) = &reading.page {
        arguments.push(Expr::atom("PAGE_SIZE"));
        let mut limit = format!("LIMIT ${}", arguments.len());
        if let Some(input) = &page.input {
            let value = Value::Input { name: input.clone(), path: Vec::new() };
            let number = scope.value(&mut build.module, &value, None, true).flat();
            arguments.push(Expr::Atom(format!("({number} - 1) * PAGE_SIZE")));
            limit.push_str(&format!(" OFFSET ${}", arguments.len()));
        }
        lines.push(limit);
    }
    (lines.join("\n"), arguments)
}

/// What the rows come to, as columns with the names of the answers.
fn measures(build: &Build, table: &Table, place: &dyn Fn(&str, &str) -> String) -> Vec<String> {
    let mut all = Vec::new();
    for output in &build.own.outputs {
        let Value::Measured { sum, when } = &output.value else { continue };
        let mut tests = Vec::new();
        for (column, values) in when {
            let literals: Vec<String> =
                values.iter().filter_map(|value| constant(&Value::from(value.clone()))).collect();
            let column = place(&table.name, column);
            tests.push(match literals.as_slice() {
                [only] => format!("{column} = {only}"),
                _ => format!("{column} IN ({})", literals.join(", ")),
            });
        }
        let only = if tests.is_empty() { String::new() } else { format!(" FILTER (WHERE {})", tests.join(" AND ")) };
        let measure = match sum {
            Some(column) => format!("coalesce(sum({}){only}, 0)", place(&table.name, column)),
            None => format!("count(*){only}"),
        };
        all.push(format!("{measure} AS {}", sql::name(&output.name)));
    }
    all
}

/// Whether a filter compares texts with a part of a text.
fn is_part(how: FilterHow) -> bool {
    matches!(how, FilterHow::StartsWith | FilterHow::Contains)
}

/// An argument that is compared with a text.
fn as_text(scope: &Scope, value: &Value, shown: Expr) -> Expr {
    match scope.typed(value) {
        Some((kind, true)) if !super::value::is_text(&kind) => Expr::call("str", vec![shown]),
        _ => shown,
    }
}

/// A constant as a literal of SQL.
fn constant(value: &Value) -> Option<String> {
    match value {
        Value::Constant { value: Constant::Text(text) } => Some(sql::text(text)),
        Value::Constant { value: Constant::Number(digits) } => Some(digits.clone()),
        Value::Constant { value: Constant::Bool(value) } => Some(value.to_string()),
        _ => None,
    }
}

/// Which rows a caller sees: all of them, or those for which the conditions of one of their roles hold.
fn seen(
    build: &mut Build,
    scope: &Scope,
    table: &Table,
    place: &dyn Fn(&str, &str) -> String,
    arguments: &mut Vec<Expr>,
) -> Option<String> {
    let own = build.own;
    let by_row = |grant: &&crate::ir::Grant| grant.when.iter().any(|own| is_column(&own.left) || is_column(&own.right));
    if !own.access.grants.iter().any(|grant| by_row(&grant)) {
        return None;
    }
    let mut alternatives = Vec::new();
    let mut free: Vec<Expr> = Vec::new();
    for grant in own.access.grants.iter().filter(|grant| !by_row(grant)) {
        match &grant.role {
            Some(role) => free.push(Expr::Atom(python::text(role))),
            // Anybody who is known sees everything.
            None => return None,
        }
    }
    if !free.is_empty() {
        arguments.push(Expr::call("call.actor.has", free));
        alternatives.push(format!("${}::boolean", arguments.len()));
    }
    for grant in own.access.grants.iter().filter(by_row) {
        let mut parts = Vec::new();
        if let Some(role) = &grant.role {
            arguments.push(Expr::call("call.actor.has", vec![Expr::Atom(python::text(role))]));
            parts.push(format!("${}::boolean", arguments.len()));
        }
        for condition in &grant.when {
            let mut side = |value: &Value, other: &Value| match value {
                Value::Column { field } => place(&table.name, field),
                value => match constant(value) {
                    Some(text) => text,
                    None => {
                        let column = match other {
                            Value::Column { field } => Some(field.as_str()),
                            _ => None,
                        };
                        let kind = column.and_then(|own| table.column(own)).map(|own| own.kind.clone());
                        arguments.push(scope.value(&mut build.module, value, kind.as_ref(), false));
                        let cast = column.map(|own| format!("::{}", sql::cast(Some(table), own)));
                        format!("${}{}", arguments.len(), cast.unwrap_or_default())
                    }
                },
            };
            let (left, right) = (side(&condition.left, &condition.right), side(&condition.right, &condition.left));
            parts.push(match condition.how {
                Comparison::NotEqual => format!("{left} <> {right}"),
                Comparison::Equal => format!("{left} = {right}"),
                Comparison::In => format!("{left} = ANY({right})"),
                Comparison::Contains => format!("{right} = ANY({left})"),
                how => format!("{left} {} {right}", super::condition::sign(how)),
            });
        }
        let all = parts.join(" AND ");
        alternatives.push(if parts.len() > 1 { format!("({all})") } else { all });
    }
    let flat = alternatives.join(" OR ");
    Some(if alternatives.len() > 1 { format!("({flat})") } else { flat })
}

fn is_column(value: &Value) -> bool {
    matches!(value, Value::Column { .. })
}
