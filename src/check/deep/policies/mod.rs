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
use super::share::{Analysis, Share};
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

    /// The policies of a share, with their numbers.
    fn of_share(&self, share: &Share) -> impl Iterator<Item = (usize, &Policy<'m>)> + use<'_, 'm> {
        let (from, end) = share.numbers();
        let first = self.all.partition_point(|own| own.own.at < from);
        self.all.iter().enumerate().skip(first).take_while(move |(_, own)| own.own.at < end)
    }

    /// The policy of this name.
    pub fn named(&self, name: &str) -> Option<(usize, &Policy<'m>)> {
        let at = *self.names.get(name)?;
        Some((at, self.all.get(at)?))
    }
}

/// What all policies say.
pub struct Said<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    policies: &'x Policies<'m>,
    roles: prose::Roles<'m>,
    fields: fields::Fields<'m>,
    /// What is compared with the caller by policies, commands and queries.
    compared: [Vec<compare::Compared<'x>>; 3],
}

impl<'x, 'm, 'a> Said<'x, 'm, 'a> {
    /// With what is asked for each policy.
    pub fn of(model: &'x Model<'m, 'a>, policies: &'x Policies<'m>) -> Said<'x, 'm, 'a> {
        let (roles, fields) = (prose::roles(model), fields::Fields::default());
        Said { model, policies, roles, fields, compared: Default::default() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Said<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let (model, policies) = (self.model, self.policies);
        for (at, policy) in policies.of_share(share) {
            truth::check(model, policies, (at, policy), findings);
            pairs::check(model, policies, (at, policy), findings);
            prose::check(policies, &self.roles, (at, policy), findings);
            self.fields.look(model, policies, (at, policy), findings);
        }
        let [of_policies, of_commands, of_queries] = &mut self.compared;
        of_policies.extend(policies.of_share(share).flat_map(|(_, own)| compare::of_policy(model, own)));
        of_commands.extend(share.commands().iter().flat_map(|own| compare::of_operation(model, own)));
        of_queries.extend(share.queries().iter().flat_map(|own| compare::of_operation(model, own)));
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        let compared: Vec<compare::Compared> = std::mem::take(&mut self.compared).into_iter().flatten().collect();
        ids::check(self.model, &compared, findings);
        caller::check(self.model, &compared, findings);
        actor::check(self.model, findings);
    }
}

#[cfg(test)]
mod tests;
