//! Tables: how rows are found, locked and moved.
//!
//! In: a table, and by which columns operations look rows up. Out: a module with statements of SQL and a function for each.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{Module, Style, Whole, row_class};
use super::names;
use super::operation::sql as constant;
use super::python::Expr;
use super::sql;
use crate::ir::{Action, Check, System, Table};
use crate::unit::Unit;

/// The modules of all tables.
pub fn units(whole: Whole) -> Vec<Unit> {
    let mut uses = uses(whole.system);
    whole.system.tables.iter().map(|own| unit(whole, own, uses.remove(own.name.as_str()).unwrap_or_default())).collect()
}

/// What operations do with the rows of a table.
#[derive(Default)]
struct Use<'s> {
    /// The columns by which rows are looked up.
    looked_up: BTreeSet<&'s str>,
    /// Whether rows are locked.
    locked: bool,
    /// The columns that are moved from state to state.
    moved: BTreeSet<&'s str>,
}

/// What operations do with each table.
fn uses(system: &System) -> BTreeMap<&str, Use<'_>> {
    let mut all: BTreeMap<&str, Use> = BTreeMap::new();
    for operation in &system.operations {
        let phases = &operation.phases;
        for load in &phases.loads {
            let own = all.entry(&load.table).or_default();
            own.looked_up.insert(&load.column);
            own.locked |= load.lock;
        }
        for requirement in &phases.requirements {
            if let Check::Absent { table, column, .. } = &requirement.check {
                all.entry(table).or_default().looked_up.insert(column);
            }
        }
        if let Some(hold) = &phases.hold {
            all.entry(&hold.table).or_default().locked = true;
        }
        for step in &phases.success {
            if let Action::Move { table, .. } = &step.action {
                all.entry(table).or_default().locked = true;
            }
        }
        for step in operation.phases.steps() {
            if let Action::Move { table, field, .. } = &step.action {
                let own = all.entry(table).or_default();
                own.moved.insert(field);
            }
        }
    }
    all
}

fn unit(whole: Whole, own: &Table, used: Use) -> Unit {
    let mut module = Module::new(whole, "persistence", &format!("Rows of `{}`", own.name), &own.origin);
    let record = module.own("persistence.database", "Record");
    let class = match &own.entity {
        Some(_) => module.row_class(own),
        None => {
            module.own("domain.types", "Model");
            row_class(own)
        }
    };
    let from = format!("FROM {}", sql::name(&own.name));
    let select = sql::clause("SELECT", &sql::named(&sql::columns(whole.system, own)));
    let by_key = format!("WHERE {}", sql::key(&own.key, 1));
    let has_key = !own.key.is_empty();
    let Use { looked_up: mut others, locked, moved } = used;
    let found = matches!(own.key.as_slice(), [only] if others.remove(only.as_str()));
    let locked = has_key && locked;
    let mut first = true;
    let mut add = |module: &mut Module, name: &str, text: &str| {
        if !std::mem::take(&mut first) {
            module.body().gap();
        }
        constant(module.body(), name, text);
    };
    if found {
        add(&mut module, "FIND", &format!("{select}\n{from}\n{by_key}"));
    }
    if locked {
        add(&mut module, "LOCK", &format!("{select}\n{from}\n{by_key}\nFOR NO KEY UPDATE"));
    }
    for column in &others {
        let text = format!("{select}\n{from}\nWHERE {} = $1\nLIMIT 1", sql::name(column));
        add(&mut module, &format!("FIND_BY_{}", names::constant(column)), &text);
    }
    for column in &moved {
        let text = sql::update(own, &own.key, &[(*column).to_owned()]).replace('\n', " ");
        add(&mut module, &format!("SET_{}", names::constant(column)), &text);
    }
    if own.entity.is_none() {
        row(&mut module, own, &class);
    }
    let out = module.body();
    out.apart();
    out.function("def read", &[format!("row: {record}")], &class, "What stands in a row", |out| {
        out.line(format!("return {class}.model_validate(dict(row))"));
    });
    if has_key {
        for (name, statement, doc) in [
            ("find", "FIND", "The row with this key"),
            ("lock", "LOCK", "The row with this key, held until the transaction ends"),
        ] {
            if (name == "find" && found) || (name == "lock" && locked) {
                let (heads, names) = key(&mut module, own);
                finder(&mut module, name, statement, doc, &heads, &names, &class);
            }
        }
    }
    for column in &others {
        let kind = own.column(column).map(|own| own.kind.clone()).unwrap_or(crate::ir::Type::Text);
        let kind = module.annotation(&kind, Style::Plain);
        let variable = names::field(column);
        let name = format!("find_by_{}", names::snake(column));
        let statement = format!("FIND_BY_{}", names::constant(column));
        let heads = [format!("{variable}: {kind}")];
        finder(&mut module, &name, &statement, "A row with this value", &heads, &[variable], &class);
    }
    for column in &moved {
        let (heads, keys) = key(&mut module, own);
        let kind = super::value::column(whole.system, own, column).map_or(crate::ir::Type::Text, |(kind, _)| kind);
        let kind = module.annotation(&kind, Style::Plain);
        let variable = names::field(column);
        let connection = module.own("persistence.database", "Connection");
        let mut parameters = vec![format!("conn: {connection}")];
        parameters.extend(heads);
        parameters.push(format!("{variable}: {kind}"));
        let mut parts = vec![Expr::Atom(format!("SET_{}", names::constant(column)))];
        parts.extend(keys.into_iter().map(Expr::Atom));
        parts.push(Expr::Atom(variable));
        let out = module.body();
        out.apart();
        let name = format!("async def set_{}", names::snake(column));
        out.function(&name, &parameters, "None", "Move the row to another state", |out| {
            out.statement("await ", &Expr::call("conn.execute", parts), "");
        });
    }
    super::domain::trimmed(module, &super::names::table(&own.name))
}

/// The parameters of a key, and their names.
fn key(module: &mut Module, own: &Table) -> (Vec<String>, Vec<String>) {
    let mut heads = Vec::new();
    let mut all = Vec::new();
    for column in &own.key {
        let kind = own.column(column).map(|own| own.kind.clone()).unwrap_or(crate::ir::Type::Text);
        let kind = module.annotation(&kind, Style::Plain);
        let variable = names::field(column);
        heads.push(format!("{variable}: {kind}"));
        all.push(variable);
    }
    (heads, all)
}

fn finder(module: &mut Module, name: &str, statement: &str, doc: &str, heads: &[String], keys: &[String], class: &str) {
    let connection = module.own("persistence.database", "Connection");
    let mut parameters = vec![format!("conn: {connection}")];
    parameters.extend(heads.iter().cloned());
    let mut parts = vec![Expr::atom(statement)];
    parts.extend(keys.iter().map(Expr::atom));
    let out = module.body();
    out.apart();
    out.function(&format!("async def {name}"), &parameters, &format!("{class} | None"), doc, |out| {
        out.statement("row = await ", &Expr::call("conn.fetchrow", parts), "");
        out.line("return None if row is None else read(row)");
    });
}

/// The class of the rows of a table that keeps no entity.
fn row(module: &mut Module, own: &Table, class: &str) {
    module.body().apart();
    module.body().line(format!("class {class}(Model):"));
    module.indent(|module| {
        module.body().doc(super::domain::about(&own.description, &own.name));
        module.body().gap();
        for column in &own.columns {
            let field = crate::ir::Field {
                name: column.name.clone(),
                description: String::new(),
                kind: column.kind.clone(),
                required: column.required,
                default: None,
                bounds: crate::ir::Bounds::default(),
                personal: false,
            };
            module.field(&field, column.required);
        }
    });
}
