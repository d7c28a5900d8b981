//! Scenarios, as they are told.

use super::named;
use crate::ast::Node;
use crate::check::deep::model::Model;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::called;
use crate::ir::{Constant, Scenario, ScenarioStep};

/// The scenarios, in the order of their names.
pub fn scenarios(model: &Model) -> Vec<Scenario> {
    let of = |own: &&crate::check::gather::Declaration| {
        let texts = |key: &str| {
            let items = items(own.node, key).iter();
            items.filter_map(|item| called(&item.node)).map(str::to_owned).collect()
        };
        let is_role = |name: &str| model.sound.one("role", name).is_some();
        let mut actors: Vec<String> = Vec::new();
        for name in names(own.node, "actor_roles").into_iter().chain(names(own.node, "actors")).map(bare) {
            if is_role(name) && !actors.iter().any(|own| own == name) {
                actors.push(name.to_owned());
            }
        }
        Some(Scenario {
            origin: own.element.clone(),
            name: own.name?.0.to_owned(),
            description: super::description(own.node),
            actors,
            given: texts("preconditions"),
            steps: items(own.node, "steps").iter().filter_map(|item| step(&item.node)).collect(),
            then: texts("postconditions"),
        })
    };
    named(model, "scenario").iter().filter_map(of).collect()
}

fn step(node: &Node) -> Option<ScenarioStep> {
    let map = |key: &str| {
        let entries = node.get(key).and_then(Node::as_map).unwrap_or(&[]);
        let of =
            |entry: &crate::ast::Entry| (entry.key.value().to_string(), super::types::constant(&entry.node, false));
        entries.iter().map(of).collect::<Vec<(String, Constant)>>()
    };
    let mut expect = map("expect");
    let fails = expect.iter().position(|(key, _)| key == "error").map(|at| expect.remove(at));
    Some(ScenarioStep {
        kind: text(node, "type")?.0.to_owned(),
        name: bare(text(node, "ref")?.0).to_owned(),
        input: map("input"),
        fails: fails.and_then(|(_, value)| match value {
            Constant::Text(name) => Some(bare(&name).to_owned()),
            _ => None,
        }),
        expect,
    })
}
