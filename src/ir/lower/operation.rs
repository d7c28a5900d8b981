//! Commands and queries.
//!
//! In: the operations of a model. Out: [`Operation`], each made of its parts in the order in which one needs the other.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::query::fixed;
use super::scope::Scope;
use super::{Lower, sizes};
use crate::check::deep::model::Operation as Declared;
use crate::check::deep::parts::{Field, text};
use crate::ir::{Action, Category, Check, Input, Kind, Operation, Phases, Reading, Source, Type, Value};

/// The operations, in the order of their names: commands, then queries.
pub fn operations(lower: &mut Lower) -> Vec<Operation> {
    let model = lower.model;
    let mut all: Vec<&Declared> = model.operations.iter().collect();
    all.sort_by(|one, other| one.own.element.cmp(&other.own.element));
    lower.guards_of_transitions();
    lower.senseless();
    let mut all: Vec<Operation> = all.into_iter().map(|own| operation(lower, own)).collect();
    all.par_iter_mut().for_each(|own| own.hash = crate::ir::hash::of(own));
    all
}

fn operation<'m>(lower: &mut Lower<'_, 'm, '_>, own: &Declared<'m>) -> Operation {
    let mut scope = Scope::of(own);
    let is_query = own.kind == "query";
    let listed = lower.listed(own).filter(|_| is_query).cloned();
    let mut inputs = inputs(lower, own, &scope);
    let loads = lower.loads(own, &mut scope, listed.as_ref());
    let reading = lower.reading(own, &scope);
    let mut phases = lower.phases(own, &mut scope);
    phases.loads = loads;
    phases.requirements = lower.requirements(own, &scope, &phases);
    lower.count(own, &mut phases);
    lower.handled(own, &scope, &mut phases);
    phases.withdrawal = lower.withdrawal(&inputs, &phases);
    let changed = changed(lower, &phases);
    let column = |entity: &str, path: &str| {
        let same = |(own, column, _): &&(String, String, Value)| own == entity && column == path;
        let fixed = || changed.iter().find(same).map(|(.., value)| value.clone());
        column(reading.as_ref(), entity, path).or_else(fixed)
    };
    let access = lower.access(own, &scope, &phases, &column);
    lower.held(own, &access, &mut phases);
    lock(&mut phases);
    let outputs = lower.outputs(own, &scope, reading.as_ref());
    if is_query
        && reading.is_none()
        && outputs.iter().any(|own| matches!(own.kind, Type::Entity { .. }))
        && phases.loads.is_empty()
    {
        let what = format!("`{}`", own.name);
        lower.refuse(own.own, "", own.span, &what, "nothing says which row is looked at");
    }
    sizes::limit(lower, &mut inputs, &phases.requirements);
    narrow(lower, &mut inputs, &phases);
    let mut found = Operation {
        origin: own.own.element.clone(),
        name: own.name.to_owned(),
        kind: if is_query { Kind::Query } else { Kind::Command },
        category: category(is_query, reading.as_ref(), &outputs),
        description: super::description(own.own.node),
        routes: lower.routes(own, &inputs),
        inputs,
        access,
        phases,
        reading,
        outputs,
        cache: None,
        patience_ms: None,
        retry: None,
        idempotency: None,
        failures: own.errors.iter().map(|(name, _)| (*name).to_owned()).collect(),
        hash: String::new(),
    };
    lower.reliable(own, &mut found);
    found.cache = lower.cached(own, &found.access);
    found
}

/// What kind of answer is given.
fn category(is_query: bool, reading: Option<&Reading>, outputs: &[crate::ir::Output]) -> Category {
    let is = |is: fn(&crate::ir::Output) -> bool| outputs.iter().any(is);
    match (is_query, reading) {
        (false, _) => Category::Command,
        (true, None) => Category::Detail,
        (true, Some(_)) if is(|own| matches!(own.value, Value::Measured { .. })) => Category::Metrics,
        (true, Some(_)) if is(|own| own.value == Value::Listed && matches!(own.kind, Type::Map { .. })) => {
            Category::Report
        }
        (true, Some(_)) => Category::List,
    }
}

/// What rows that are changed together hold in common: entity, column and value. Nobody loads them, but all steps that change them find
/// them by the same value.
fn changed(lower: &Lower, phases: &Phases) -> Vec<(String, String, Value)> {
    let mut keys: BTreeMap<&str, Vec<&[(String, Value)]>> = BTreeMap::new();
    for step in phases.written() {
        let (Action::Update { table, key, .. } | Action::Delete { table, key }) = &step.action else { continue };
        let entity = lower.table(table).and_then(|own| own.entity.as_deref());
        let entity = entity.filter(|own| phases.loads.iter().all(|load| load.entity != *own));
        entity.into_iter().for_each(|own| keys.entry(own).or_default().push(key));
    }
    let mut all = Vec::new();
    for (entity, keys) in keys {
        let Some((first, others)) = keys.split_first() else { continue };
        let shared = first.iter().filter(|own| others.iter().all(|key| key.contains(own)));
        all.extend(shared.map(|(column, value)| (entity.to_owned(), column.clone(), value.clone())));
    }
    all
}

/// The value of a column of the rows that a query lists.
fn column(reading: Option<&Reading>, entity: &str, path: &str) -> Option<Value> {
    let reading = reading?;
    let own = reading.entity.as_deref()?;
    (entity.is_empty() || own == entity).then(|| fixed(reading, path))
}

fn inputs<'m>(lower: &mut Lower<'_, 'm, '_>, own: &Declared<'m>, scope: &Scope) -> Vec<Input> {
    let sized = |name: &str| {
        let wanted = format!("input.{name}.size");
        own.inputs.iter().any(|field| text(field.node, "bind").is_some_and(|(bind, _)| bind == wanted))
    };
    let mut all = Vec::new();
    for declared in &own.inputs {
        let mut field = lower.field(declared);
        let base64 = field.description.to_lowercase().contains("base64");
        if field.kind == Type::Text && (base64 || sized(declared.name)) {
            field.kind = Type::Bytes;
        }
        let source = source(lower, own, declared, scope);
        all.push(Input { field, source, most_bytes: None });
    }
    all
}

fn source<'m>(lower: &mut Lower<'_, 'm, '_>, own: &Declared<'m>, field: &Field<'m>, scope: &Scope) -> Source {
    let Some(bind) = field.node.get("bind") else { return Source::Client };
    let value = match bind.as_text() {
        Some(text) if is_source(text) => scope.source(lower, text),
        _ => scope.value(lower, bind, true).ok(),
    };
    match value {
        Some(value) => Source::System { value },
        None => {
            let what = format!("what `{}` of `{}` is filled with", field.name, own.name);
            lower.sourceless(own.own, format!("input/{}/bind", field.at), bind.span, &what, "not known at this point");
            Source::Client
        }
    }
}

/// Whether a text under `bind` names a source, and is no constant.
fn is_source(text: &str) -> bool {
    ["actor.", "clock.", "new.", "input."].iter().any(|head| text.starts_with(head))
}

/// Marks the rows that are locked and looked at again: those that the operation writes, and those whose state it asks for.
fn lock(phases: &mut Phases) {
    let mut rows: Vec<String> = Vec::new();
    let mut tables: Vec<String> = Vec::new();
    for step in phases.written() {
        match &step.action {
            Action::Update { row, table, .. } => {
                rows.push(row.clone());
                tables.push(table.clone());
            }
            Action::Delete { table, .. } => tables.push(table.clone()),
            Action::Move { row, .. } => rows.push(row.clone()),
            _ => {}
        }
    }
    if phases.claim.is_empty() && phases.hold.is_none() {
        return;
    }
    for requirement in &phases.requirements {
        if let Check::State { row, .. } = &requirement.check {
            rows.push(row.clone());
        }
    }
    for load in &mut phases.loads {
        load.lock = rows.contains(&load.row) || tables.contains(&load.table);
    }
}

/// Lets an input be no more than the column holds into which it is written as it is: the caller is told which one is wrong, and nothing is
/// rounded on the way.
fn narrow(lower: &Lower, inputs: &mut [Input], phases: &Phases) {
    for step in phases.claim.iter().chain(&phases.success).filter(|step| step.only_in.is_none()) {
        let Some((table, set)) = step.fills() else { continue };
        let Some(table) = lower.table(table) else { continue };
        for (column, value) in set {
            let Value::Input { name, path } = value else { continue };
            let column = table.column(column).filter(|_| path.is_empty());
            let input = inputs.iter_mut().find(|own| own.field.name == *name && own.source == Source::Client);
            if let (Some(column), Some(input)) = (column, input)
                && column.kind == input.field.kind
            {
                input.field.bounds = input.field.bounds.and(&column.limits());
            }
        }
    }
}
