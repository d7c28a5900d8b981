//! When a transition may happen: roles, values of fields, what must be there, and how the command came out.
//!
//! In: lists of guards. Out: [`Case`]; two of them exclude each other, or they have a common case, which is named.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::Node;
use crate::check::deep::model::template;
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::{called, listing};

/// The callers and values for which all guards hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case<'a> {
    /// The roles of which one is needed; none where any caller will do.
    pub roles: Option<BTreeSet<&'a str>>,
    /// The values that fields may have.
    pub fields: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// Entities, the fields by which they are looked up, and whether they must be there or must not.
    exists: BTreeSet<(&'a str, &'a str, bool)>,
    /// Whether the command must have succeeded or failed.
    pub outcome: Option<&'a str>,
    /// Something is only known when the system runs.
    unknown: bool,
}

impl<'a> Case<'a> {
    /// The case of these guards.
    pub fn of(node: &'a Node) -> Case<'a> {
        let mut case = Case { outcome: text(node, "outcome").map(|(outcome, _)| outcome), ..Case::default() };
        items(node, "guards").iter().for_each(|guard| case.guard(&guard.node));
        case
    }

    fn guard(&mut self, guard: &'a Node) {
        let (Some((id, _)), Some(params)) = (text(guard, "id"), guard.get("params")) else { return };
        match id {
            "auth.role" => {
                let many = items(params, "roles").iter().filter_map(|role| called(&role.node));
                let one = text(params, "role").map(|(role, _)| role);
                self.only(many.chain(one).map(bare).collect());
            }
            "state.equals" => {
                let value = params.get("value").and_then(called);
                self.values(params, value.into_iter().collect(), 1);
            }
            "state.in" => {
                let values = items(params, "values");
                self.values(params, values.iter().filter_map(|item| called(&item.node)).collect(), values.len());
            }
            "exists" | "not_exists" => {
                if let (Some((entity, _)), Some((field, _))) = (text(params, "entity"), text(params, "field")) {
                    self.exists.insert((bare(entity), field, id == "exists"));
                }
            }
            _ => {}
        }
    }

    /// Lets only these roles through.
    pub fn only(&mut self, roles: BTreeSet<&'a str>) {
        self.unknown |= roles.iter().any(|role| template::has(role));
        self.roles = Some(match self.roles.take() {
            Some(before) => before.intersection(&roles).copied().collect(),
            None => roles,
        });
    }

    fn values(&mut self, params: &'a Node, values: BTreeSet<&'a str>, wanted: usize) {
        let Some((field, _)) = text(params, "field") else { return };
        self.unknown |= values.len() < wanted || values.iter().any(|value| template::has(value));
        let all = match self.fields.remove(field) {
            Some(before) => before.intersection(&values).copied().collect(),
            None => values,
        };
        self.fields.insert(field, all);
    }

    /// The case in which both hold; none where there is none, or none that can be told.
    pub fn and(&self, other: &Case<'a>) -> Option<Case<'a>> {
        if self.unknown || other.unknown {
            return None;
        }
        if matches!((self.outcome, other.outcome), (Some(one), Some(other)) if one != other) {
            return None;
        }
        let mut both = self.clone();
        both.outcome = self.outcome.or(other.outcome);
        if let Some(roles) = &other.roles {
            both.only(roles.clone());
        }
        for (field, values) in &other.fields {
            let all = both.fields.entry(field).or_insert_with(|| values.clone());
            *all = all.intersection(values).copied().collect();
        }
        both.exists.extend(&other.exists);
        let contradicts = |(entity, field, there): &(&'a str, &'a str, bool)| {
            !there && both.exists.contains(&(*entity, *field, true))
        };
        let empty = both.roles.as_ref().is_some_and(BTreeSet::is_empty)
            || both.fields.values().any(BTreeSet::is_empty)
            || both.exists.iter().any(contradicts);
        (!empty).then_some(both)
    }

    /// A caller and values for which it holds.
    pub fn example(&self) -> String {
        let caller = match self.roles.as_ref().and_then(|roles| roles.first()) {
            Some(role) => format!("a caller with the role `{role}`"),
            None => "any caller".to_owned(),
        };
        let caller = match self.outcome {
            Some(outcome) => format!("{caller} and a {outcome} of the command"),
            None => caller,
        };
        let value = |(field, values): (&&str, &BTreeSet<&str>)| Some(format!("`{field}` = {}", values.first()?));
        let values: Vec<String> = self.fields.iter().filter_map(value).collect();
        if values.is_empty() {
            return caller;
        }
        format!("{caller}, where {}", listing(values.iter().map(String::as_str), "and"))
    }
}
