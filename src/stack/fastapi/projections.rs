//! Projections: read models that events keep up to date.
//!
//! In: projections. Out: a module for each, with a statement of SQL and a function for each event.

use super::domain::about;
use super::module::{Module, Whole};
use super::names::{self, Of};
use super::operation::sql as constant;
use super::python::Expr;
use super::sql;
use crate::ir::{Fold, FoldHow, MomentPart, Projection, Table, Told, Type};
use crate::unit::Unit;

/// The modules of all projections.
pub fn units(whole: Whole) -> Vec<Unit> {
    whole.system.projections.iter().filter_map(|own| unit(whole, own)).collect()
}

/// The function that does what an event asks for.
pub fn function(fold: &Fold) -> String {
    format!("on_{}", names::snake(&fold.event))
}

/// Whether parts of moments are asked for.
pub fn has_parts(whole: &crate::ir::System) -> bool {
    let folds = whole.projections.iter().flat_map(|own| &own.folds);
    folds
        .flat_map(|fold| fold.key.iter().chain(&fold.set).chain(&fold.add))
        .any(|(_, told)| matches!(told, Told::Part { .. }))
}

fn unit(whole: Whole, own: &Projection) -> Option<Unit> {
    let table = whole.system.table(&own.table)?;
    let doc = format!(
        "{}\n\nEach row is changed in the transaction of the event that it tells of",
        about(&own.description, &own.name)
    );
    let mut module = Module::new(whole, "projections", &doc, &own.origin);
    let connection = module.own("persistence.database", "Connection");
    for (at, fold) in own.folds.iter().enumerate() {
        let name = names::constant(&function(fold));
        let statement = statement(table, fold);
        let body = module.body();
        if at > 0 {
            body.gap();
        }
        body.from(&fold.origin, |out| constant(out, &name, &statement));
    }
    for fold in &own.folds {
        let class = module.class(Of::Event, &fold.event);
        let mut parts = vec![Expr::Atom(names::constant(&function(fold)))];
        for (column, told) in fold.key.iter().chain(&fold.set).chain(&fold.add) {
            parts.push(argument(&mut module, table, column, told));
        }
        let heads = [format!("conn: {connection}"), format!("event: {class}")];
        let doc = match fold.how {
            FoldHow::Store => "Change the row, or store it where there is none",
            FoldHow::Change => "Change the row, where there is one",
            FoldHow::Remove => "Remove the row",
        };
        let out = module.body();
        out.from(&fold.origin, |out| {
            out.apart();
            out.function(&format!("async def {}", function(fold)), &heads, "None", doc, |out| {
                out.statement("await ", &Expr::call("conn.execute", parts), "");
            });
        });
    }
    Some(module.unit(&names::module(&own.name)))
}

/// The statement for an event; its parameters are those of the key, of what is set and of what is added.
fn statement(table: &Table, fold: &Fold) -> String {
    let columns = |list: &[(String, Told)]| list.iter().map(|(name, _)| name.clone()).collect::<Vec<String>>();
    let (key, set, add) = (columns(&fold.key), columns(&fold.set), columns(&fold.add));
    let place = sql::name(&table.name);
    match fold.how {
        FoldHow::Remove => format!("DELETE FROM {place} WHERE {}", sql::key(&key, 1)),
        FoldHow::Change => {
            let set =
                set.iter().enumerate().map(|(at, column)| format!("{} = ${}", sql::name(column), key.len() + 1 + at));
            let from = key.len() + fold.set.len() + 1;
            let added = add.iter().enumerate().map(|(at, column)| {
                let column = sql::name(column);
                format!("{column} = coalesce({column}, 0) + ${}", from + at)
            });
            let all: Vec<String> = set.chain(added).collect();
            format!("UPDATE {place}\n{}\nWHERE {}", sql::clause("SET", &all), sql::key(&key, 1))
        }
        FoldHow::Store => {
            let all: Vec<String> = key.iter().chain(&set).chain(&add).cloned().collect();
            let set = set.iter().map(|column| format!("{0} = EXCLUDED.{0}", sql::name(column)));
            let added = add.iter().map(|column| {
                let column = sql::name(column);
                format!("{column} = coalesce({place}.{column}, 0) + EXCLUDED.{column}")
            });
            let changes: Vec<String> = set.chain(added).collect();
            let action = if changes.is_empty() {
                "DO NOTHING".to_owned()
            } else {
                format!("DO UPDATE\n{}", sql::clause("SET", &changes))
            };
            format!("{}\nON CONFLICT ({}) {action}", sql::insert(table, &all), sql::named(&key).join(", "))
        }
    }
}

/// A value that an event gives, as an argument for a column.
fn argument(module: &mut Module, table: &Table, column: &str, told: &Told) -> Expr {
    let kind = table.column(column).map(|own| own.kind.clone());
    match told {
        Told::Constant { value } => module.constant(value, kind.as_ref()),
        Told::Part { name, part } => {
            let word = match part {
                MomentPart::Day => "day_of",
                MomentPart::Month => "month_of",
                MomentPart::Year => "year_of",
            };
            let function = module.own("domain.moments", word);
            let value = Expr::call(function, vec![Expr::Atom(format!("event.{}", names::field(name)))]);
            if is_text(kind.as_ref()) && *part != MomentPart::Month { Expr::call("str", vec![value]) } else { value }
        }
        Told::Field { name, path } => {
            let inside = path.iter().map(|step| format!(".{}", names::field(step))).collect::<String>();
            let value = Expr::Atom(format!("event.{}{inside}", names::field(name)));
            match kind {
                Some(Type::Json | Type::Value { .. } | Type::Entity { .. } | Type::List { .. } | Type::Map { .. }) => {
                    Expr::call(module.own("persistence.database", "jsonb"), vec![value])
                }
                _ => value,
            }
        }
    }
}

fn is_text(kind: Option<&Type>) -> bool {
    kind.is_some_and(super::value::is_text)
}
