//! `code.json`: where the generated functions stand that decide something, and how they are called. What they decide is not in it.
//!
//! In: the system as the service is made from it. Out: for each decision table, workflow and operation the names of its modules,
//! functions and parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::ir::{Check, Decision, Operation, Requirement, System, Value};
use crate::stack::fastapi::operation::folder;
use crate::stack::fastapi::{names, policy};
use crate::unit::{Owner, Unit};

/// The file.
pub(super) fn unit(made: &System) -> Unit {
    let refusing = refusing(made);
    let content = json!({
        "package": made.package,
        "decisions": made.decisions.iter().map(|own| (own.name.clone(), decision(own, refusing.get(own.name.as_str())))).collect::<BTreeMap<_, _>>(),
        "workflows": made.workflows.iter().map(|own| {
            let place = json!({"module": format!("workflows.{}", names::workflow(&own.name)), "name": names::constant(&own.name)});
            (own.name.clone(), place)
        }).collect::<BTreeMap<_, _>>(),
        "operations": made.operations.iter().map(|own| (own.name.clone(), operation(own))).collect::<BTreeMap<_, _>>(),
        "fields": fields(made),
    });
    let text = serde_json::to_string_pretty(&content).unwrap_or_default() + "\n";
    Unit { path: "tests/gen/code.json".to_owned(), text, owner: Owner::Generated, origins: Vec::new() }
}

/// What each table refuses by.
fn refusing(made: &System) -> BTreeMap<&str, &[(String, bool)]> {
    let all = made.operations.iter().flat_map(|own| &own.phases.requirements);
    fn of(own: &Requirement) -> Option<(&str, &[(String, bool)])> {
        match &own.check {
            Check::Decision { decision, refusing, .. } => Some((decision, refusing)),
            _ => None,
        }
    }
    all.filter_map(of).collect()
}

fn decision(own: &Decision, refusing: Option<&&[(String, bool)]>) -> Json {
    let function = names::module(&own.name);
    json!({"module": format!("rules.{function}"), "function": function, "refusing": refusing.copied().unwrap_or_default()})
}

fn operation(own: &Operation) -> Json {
    let parameters: Vec<Json> = policy::parameters(own)
        .into_iter()
        .map(|(name, value)| match value {
            Value::Row { row, .. } => json!({"name": name, "row": row}),
            Value::Input { name: input, .. } => json!({"name": name, "input": input}),
            _ => json!({"name": name}),
        })
        .collect();
    let function = names::module(&own.name);
    json!({"module": format!("app.{}.{function}", folder(own)), "function": function, "parameters": parameters})
}

/// The fields that have another name in Python.
fn fields(made: &System) -> BTreeMap<String, String> {
    let mut all: BTreeSet<&str> = BTreeSet::new();
    all.extend(made.tables.iter().flat_map(|own| &own.columns).map(|own| own.name.as_str()));
    all.extend(made.values.iter().flat_map(|own| &own.fields).map(|own| own.name.as_str()));
    all.extend(made.actor.iter().flat_map(|own| &own.attributes).map(|own| own.name.as_str()));
    all.extend(
        made.decisions.iter().flat_map(|own| own.inputs.iter().chain(&own.outputs)).map(|(name, _)| name.as_str()),
    );
    let others = all.into_iter().map(|name| (name.to_owned(), names::field(name)));
    others.filter(|(name, own)| name != own).collect()
}
