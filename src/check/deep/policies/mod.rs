//! Policies: what each one means, and what they mean together.
//!
//! In: a model. Out: [`Policies`], found by what they speak of, and the findings of C08.

pub mod actor;
mod caller;
mod compare;
mod fields;
mod ids;
pub mod logic;
pub mod pairs;
pub mod policy;
mod prose;
mod truth;

use std::collections::BTreeSet;

pub use logic::Logic;
pub use policy::{Condition, Effect, Policy, Scope};

use super::model::Model;
use super::model::entity::names;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashMap;

/// Advice to compare in another way.
fn with_op(op: &str) -> Help {
    Help::default().clause(Clause::new(Where::Condition, "op", op)).words(" is probably meant")
}

/// All policies.
pub struct Policies<'m> {
    /// In the order of files and lines.
    pub all: Vec<Policy<'m>>,
    /// The space of each policy by itself.
    logics: Vec<Logic<'m>>,
    scopes: HashMap<Scope<'m>, Vec<usize>>,
    tags: HashMap<&'m str, Vec<usize>>,
    names: HashMap<&'m str, usize>,
    /// Those with conditions that hold in every case.
    always: BTreeSet<usize>,
    /// Those with conditions that hold in none.
    never: BTreeSet<usize>,
}

impl<'m> Policies<'m> {
    /// The policies of a model.
    pub fn of(model: &Model<'m, '_>) -> Policies<'m> {
        let all: Vec<Policy<'m>> = model.sound.all("policy").filter_map(|own| Policy::of(model, own)).collect();
        let mut logics = Vec::new();
        let mut scopes: HashMap<Scope, Vec<usize>> = HashMap::default();
        let mut tags: HashMap<&str, Vec<usize>> = HashMap::default();
        let (mut always, mut never) = (BTreeSet::new(), BTreeSet::new());
        for (at, policy) in all.iter().enumerate() {
            scopes.entry(policy.scope).or_default().push(at);
            for tag in names(policy.own.node, "tags") {
                tags.entry(tag).or_default().push(at);
            }
            let conditions: Vec<&Condition> = policy.conditions.iter().collect();
            let logic = Logic::of(model, &[policy]);
            match logic.weigh(&conditions) {
                (true, _) if !conditions.is_empty() => _ = always.insert(at),
                (_, true) => _ = never.insert(at),
                _ => {}
            }
            logics.push(logic);
        }
        let names = all.iter().enumerate().map(|(at, own)| (own.name, at)).collect();
        Policies { all, logics, scopes, tags, names, always, never }
    }

    /// The numbers of the policies with this scope.
    pub fn on(&self, scope: Scope<'m>) -> &[usize] {
        self.scopes.get(&scope).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the policies with this tag.
    pub fn tagged(&self, tag: &str) -> &[usize] {
        self.tags.get(tag).map_or(&[], Vec::as_slice)
    }

    /// The policies with this scope.
    pub fn with(&self, scope: Scope<'m>) -> impl Iterator<Item = (usize, &Policy<'m>)> {
        self.on(scope).iter().filter_map(|at| Some((*at, self.all.get(*at)?)))
    }

    /// The space of a policy by itself.
    pub fn logic(&self, at: usize) -> Option<&Logic<'m>> {
        self.logics.get(at)
    }

    /// Whether a policy has conditions, and they hold in every case.
    pub fn is_always(&self, at: usize) -> bool {
        self.always.contains(&at)
    }

    /// Whether a policy has conditions that hold in no case.
    pub fn is_never(&self, at: usize) -> bool {
        self.never.contains(&at)
    }

    /// The policy of this name.
    pub fn named(&self, name: &str) -> Option<(usize, &Policy<'m>)> {
        let at = *self.names.get(name)?;
        Some((at, self.all.get(at)?))
    }
}

/// Looks at all policies.
pub fn check(model: &Model, policies: &Policies, findings: &mut Vec<Diagnostic>) {
    truth::check(model, policies, findings);
    pairs::check(model, policies, findings);
    prose::check(model, policies, findings);
    fields::check(model, policies, findings);
    let compared = compare::Compared::all(model, policies);
    ids::check(model, &compared, findings);
    caller::check(model, &compared, findings);
    actor::check(model, findings);
}

#[cfg(test)]
mod tests;
