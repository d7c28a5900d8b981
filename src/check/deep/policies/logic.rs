//! What the conditions of policies let through, reckoned exactly.
//!
//! In: policies that can be compared. Out: [`Logic`]: whether conditions hold always, never, or whenever others do. Each path is
//! cut into cells as an input of a decision table is, and a conjunction is a box of cells. Paths that are compared with
//! each other are equal or different; what is not understood is never guessed.

use super::policy::{Condition, Policy, Scope};
use crate::check::deep::model::Model;
use crate::check::deep::tables::boxes::{Budget, Cells, Cube, Exhausted, Space};
use crate::check::deep::tables::condition::{self, Scalar, Test};
use crate::check::deep::tables::declared::{Declared, Type, of_field, of_roles, plain};
use crate::check::deep::tables::domain::{Cell, Domain};
use crate::check::deep::tables::table::{Through, build, through, whole};
use crate::check::place::cut;

/// How many boxes are looked at for one question.
const BOXES: usize = 5_000;

/// The space of all cases that some policies tell apart.
pub struct Logic<'m> {
    paths: Vec<&'m str>,
    domains: Vec<Domain>,
    space: Space,
    all: Cube,
}

impl<'m> Logic<'m> {
    /// The space of these policies, all about one thing or about everything.
    pub fn of(model: &Model<'m, '_>, policies: &[&Policy<'m>]) -> Logic<'m> {
        let mut paths: Vec<&'m str> = Vec::new();
        let all = policies.iter().flat_map(|policy| &policy.conditions);
        for path in all.flat_map(|own| [Some(own.path), own.against]).flatten() {
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        let scope = policies.iter().map(|own| own.scope).find(|scope| *scope != Scope::Global).unwrap_or(Scope::Global);
        let cells: Vec<condition::Condition> =
            policies.iter().flat_map(|policy| &policy.conditions).filter_map(|own| read(own, &paths)).collect();
        let of = |(at, path): (usize, &&'m str)| match cut(path, b'.') {
            Some(("actor", "role")) => roles(model, at, &cells),
            _ => declared(model, scope, path),
        };
        let declared: Vec<Declared> = paths.iter().enumerate().map(of).collect();
        let (mut domains, relations) = build(&declared, &cells);
        for (domain, own) in domains.iter_mut().zip(&declared) {
            // Here a condition on null says nothing about whether null can be: the declaration decides.
            if own.values != Type::Unknown && !own.optional {
                let is_null = |at: usize| matches!(domain.cells.get(at), Some(Cell::Value(Scalar::Null)));
                domain.allowed = domain.allowed.and(&Cells::of(domain.cells.len(), |at| !is_null(at)));
            }
        }
        let space = Space { sizes: domains.iter().map(|domain| domain.sizes.clone()).collect(), relations };
        let all = whole(&domains, &space);
        Logic { paths, domains, space, all }
    }

    fn through(&self, conditions: &[&Condition<'m>]) -> Through {
        let read: Vec<_> = conditions.iter().filter_map(|own| read(own, &self.paths)).collect();
        let mut found = through(&read, &self.domains, &self.space);
        found.clear &= read.len() == conditions.len();
        found
    }

    /// Whether these conditions, together, hold in every case.
    pub fn is_always(&self, conditions: &[&Condition<'m>]) -> bool {
        let found = self.through(conditions);
        found.clear && self.outside(&self.all, &found.cube) == Ok(false)
    }

    /// Whether these conditions, together, hold in no case.
    pub fn is_never(&self, conditions: &[&Condition<'m>]) -> bool {
        let found = self.through(conditions);
        found.impossible.is_some() || self.point(&found.cube) == Ok(false)
    }

    /// Whether these conditions, together, hold in every case; and if not, whether they hold in none.
    pub fn weigh(&self, conditions: &[&Condition<'m>]) -> (bool, bool) {
        let found = self.through(conditions);
        let always = found.clear && self.outside(&self.all, &found.cube) == Ok(false);
        (always, !always && (found.impossible.is_some() || self.point(&found.cube) == Ok(false)))
    }

    /// Whether the second conditions hold wherever the first do.
    pub fn implies(&self, first: &[&Condition<'m>], second: &[&Condition<'m>]) -> bool {
        let (one, two) = (self.through(first), self.through(second));
        two.clear && one.impossible.is_none() && self.outside(&one.cube, &two.cube) == Ok(false)
    }

    /// Whether all of these conditions were understood.
    pub fn is_clear(&self, conditions: &[&Condition<'m>]) -> bool {
        let found = self.through(conditions);
        found.clear || found.impossible.is_some()
    }

    fn point(&self, cube: &Cube) -> Result<bool, ()> {
        let found = self.space.point(cube, &mut Budget(BOXES));
        found.map(|point| point.is_some()).map_err(|Exhausted| ())
    }

    fn outside(&self, cube: &Cube, other: &Cube) -> Result<bool, ()> {
        let found = self.space.uncovered(cube, &[other], &mut Budget(BOXES));
        found.map(|point| point.is_some()).map_err(|Exhausted| ())
    }
}

/// A condition in the words of tables; none where one of its paths is not in the space.
fn read(own: &Condition, paths: &[&str]) -> Option<condition::Condition> {
    let at = |path: &str| paths.iter().position(|known| *known == path);
    let input = at(own.path)?;
    let mut read = condition::Condition { input, tests: Vec::new(), unclear: false, span: own.span };
    match (own.against, own.op) {
        (None, op) => read.operator(op, own.value, &[]),
        (Some(other), "eq") => read.same(at(other)?, true),
        (Some(other), "neq") => read.same(at(other)?, false),
        (Some(other), "gte" | "lte") if other == own.path => {}
        (Some(other), "gt" | "lt") if other == own.path => read.tests.push(Test::OneOf(Vec::new(), true)),
        _ => read.unclear = true,
    }
    Some(read)
}

/// What is declared of a path.
fn declared(model: &Model, scope: Scope, path: &str) -> Declared {
    let field = match (cut(path, b'.'), scope) {
        (None, Scope::Entity(entity)) => model.entity(entity).and_then(|own| own.field(path)).copied(),
        (None, Scope::Operation(kind, name)) => model.operation(kind, name).and_then(|own| own.input(path)).copied(),
        (Some(("actor", name)), _) => super::actor::field(model, name),
        _ => None,
    };
    field.map_or(plain(Type::Unknown), |field| of_field(model.sound, field.node))
}

/// The roles, where all of them are known.
fn roles(model: &Model, at: usize, cells: &[condition::Condition]) -> Declared {
    let sound = model.sound;
    if sound.all("role").next().is_none() || !sound.is_whole("role") || !sound.is_all_read() {
        return plain(Type::Unknown);
    }
    of_roles(sound, at, cells)
}
