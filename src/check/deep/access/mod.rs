//! Who may call what: one matrix of roles and operations, and what in a set disagrees about it.
//!
//! In: a model. Out: [`Access`], which answers for one operation at a time, [`Matrix`], a plain value of all answers, and the findings
//! of C09, C0310, C0311, C0314, C0418, C0812, C1203, C1403 and C1407.

mod ask;
mod checks;
mod doors;
mod grants;
pub mod guards;
pub mod layers;
mod matrix;
pub mod protection;
pub mod rules;

pub use ask::{Asked, Caller, Unknown, Voice};
pub use checks::Checks;
pub use doors::{Auth, Door, Doors};
pub use grants::{Grants, Permission, is_own};
pub use layers::Layers;
pub use matrix::{Answer, Cell, Layer, Matrix, Say, Verdict, Who};

use super::model::{Model, Operation};
use super::policies::{Policies, Policy};
use super::rules::outputs::{Read, is_idle};
use crate::check::gather::Declaration;
use crate::lookup::HashMap;

/// All that decides about access, by operation.
pub struct Access<'x, 'm, 'a> {
    /// The model.
    pub model: &'x Model<'m, 'a>,
    /// The policies.
    pub policies: &'x Policies<'m>,
    /// The roles, in the order in which they are declared.
    pub roles: Vec<&'m str>,
    numbers: HashMap<&'m str, usize>,
    /// Permissions and who holds them.
    pub grants: Grants<'m>,
    /// Routes.
    pub doors: Doors<'m>,
    /// What rules decide about roles, by operation.
    decisions: HashMap<(&'static str, &'m str), Vec<rules::Decision<'x, 'm>>>,
    /// The rules that look at roles, and from which nothing follows, by operation.
    idle: HashMap<(&'static str, &'m str), Vec<&'m Declaration<'m>>>,
    /// What is left of each policy that has a say, by its number.
    left: Vec<Option<protection::Left<'x, 'm>>>,
    /// The rules on each operation.
    rules: HashMap<(&'static str, &'m str), Vec<&'m Declaration<'m>>>,
}

impl<'x, 'm, 'a> Access<'x, 'm, 'a> {
    /// What decides about access in a model.
    pub fn of(model: &'x Model<'m, 'a>, policies: &'x Policies<'m>) -> Access<'x, 'm, 'a> {
        let (mut roles, mut numbers): (Vec<&'m str>, HashMap<&'m str, usize>) = (Vec::new(), HashMap::default());
        for (name, _) in model.sound.every("role").filter_map(|own| own.name) {
            numbers.entry(name).or_insert_with(|| {
                roles.push(name);
                roles.len() - 1
            });
        }
        let mut decisions: HashMap<(&'static str, &'m str), Vec<_>> = HashMap::default();
        let mut rules: HashMap<(&'static str, &'m str), Vec<&'m Declaration<'m>>> = HashMap::default();
        let mut idle: HashMap<(&'static str, &'m str), Vec<&'m Declaration<'m>>> = HashMap::default();
        let mut read: Option<Read> = None;
        for own in model.sound.all("rule") {
            let Some(target) = rules::target(model, own) else { continue };
            let key = (target.kind, target.name);
            rules.entry(key).or_default().push(own);
            let Some(decision) = rules::Decision::of(model, own, target) else { continue };
            if is_idle(model, own, read.get_or_insert_with(|| Read::of(model))) {
                idle.entry(key).or_default().push(own);
            } else {
                decisions.entry(key).or_default().push(decision);
            }
        }
        let (grants, doors) = (Grants::of(model), Doors::of(model));
        let left = (0..policies.all.len()).map(|at| protection::Left::of(policies, at)).collect();
        Access { model, policies, roles, numbers, grants, doors, decisions, idle, left, rules }
    }

    /// The role of this name.
    pub fn role(&self, name: &str) -> Option<&'m str> {
        self.roles.get(*self.numbers.get(name)?).copied()
    }

    /// What rules on an operation decide about roles.
    fn decisions(&self, own: &Operation<'m>) -> &[rules::Decision<'x, 'm>] {
        self.decisions.get(&(own.kind, own.name)).map_or(&[], Vec::as_slice)
    }

    /// The rules on an operation that look at roles, and from which nothing follows: they protect nothing.
    pub fn idle(&self, own: &Operation<'m>) -> &[&'m Declaration<'m>] {
        self.idle.get(&(own.kind, own.name)).map_or(&[], Vec::as_slice)
    }

    /// A policy that lets callers through or refuses them, by its number, and what is left of it for those of whom it speaks.
    fn left_of(&self, at: usize) -> Option<(&'x Policy<'m>, &protection::Left<'x, 'm>)> {
        Some((self.policies.all.get(at)?, self.left.get(at)?.as_ref()?))
    }

    /// The rules on an operation.
    pub fn rules(&self, own: &Operation<'m>) -> &[&'m Declaration<'m>] {
        self.rules.get(&(own.kind, own.name)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
