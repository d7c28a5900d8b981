//! The matrix of callers and operations.
//!
//! In: what each layer says. Out: [`Answer`] for one caller and one operation, with the deciding declarations; [`Matrix`] for all of
//! them, without any places: two sets can be compared by it. A caller has one role, or none and is nobody in particular.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::Access;
use crate::check::deep::model::Operation;
use crate::check::gather::Declaration;
use crate::check::place::listing;
use crate::source::Span;

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who<'m> {
    /// Somebody with this role.
    Role(&'m str),
    /// Somebody who does not say who they are.
    Anonymous,
}

impl Who<'_> {
    /// The caller in a word.
    pub fn name(&self) -> &str {
        match self {
            Who::Role(role) => role,
            Who::Anonymous => "anonymous",
        }
    }
}

/// Whether a call goes through; from the narrowest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Never.
    No,
    /// In some cases.
    Conditional,
    /// It was not understood.
    Unknown,
    /// Always.
    Yes,
}

impl Verdict {
    /// The verdict in a word.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::No => "no",
            Verdict::Conditional => "conditional",
            Verdict::Unknown => "unknown",
            Verdict::Yes => "yes",
        }
    }

    /// What two layers say together: one that refuses is enough, and what is not known hides what is conditional.
    pub fn and(self, other: Verdict) -> Verdict {
        let weight = |verdict: Verdict| match verdict {
            Verdict::Yes => 0,
            Verdict::Conditional => 1,
            Verdict::Unknown => 2,
            Verdict::No => 3,
        };
        if weight(self) >= weight(other) { self } else { other }
    }
}

/// What has a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The routes that lead to it.
    Route,
    /// Its guards.
    Guard,
    /// `required_roles` and `required_permissions`.
    Required,
    /// Permissions and grants.
    Permission,
    /// Decision tables over the role of the caller.
    Rule,
    /// Policies.
    Policy,
    /// The guards of the transitions that it makes happen.
    Transition,
}

impl Layer {
    /// The layer in a word.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Route => "route",
            Layer::Guard => "guard",
            Layer::Required => "required",
            Layer::Permission => "permission",
            Layer::Rule => "rule",
            Layer::Policy => "policy",
            Layer::Transition => "transition",
        }
    }
}

/// What one layer says of one caller.
#[derive(Clone, Debug)]
pub struct Say<'m> {
    /// The layer.
    pub layer: Layer,
    /// What it says.
    pub verdict: Verdict,
    /// The declaration that decides.
    pub own: &'m Declaration<'m>,
    /// Where it decides.
    pub span: Span,
    /// The conditions, which all must hold, or what was not understood.
    pub when: Vec<String>,
}

impl<'m> Say<'m> {
    /// What two of them say together: the stricter one decides, of equals the first, under the conditions of both.
    pub fn and(mut self, other: Say<'m>) -> Say<'m> {
        if self.verdict != other.verdict {
            return if self.verdict.and(other.verdict) == self.verdict { self } else { other };
        }
        for when in other.when {
            if !self.when.contains(&when) {
                self.when.push(when);
            }
        }
        self
    }

    /// What several say of which one is enough: the first of the widest, under its conditions or those of another that is as wide.
    pub fn widest(mut all: impl Iterator<Item = Say<'m>>) -> Option<Say<'m>> {
        let (mut widest, mut others) = (all.next()?, Vec::new());
        for say in all {
            match say.verdict.cmp(&widest.verdict) {
                Ordering::Less => {}
                Ordering::Equal => others.push(say.when.join(" and ")),
                Ordering::Greater => {
                    widest = say;
                    others.clear();
                }
            }
        }
        if !others.is_empty() {
            widest.when = one_of(std::iter::once(widest.when.join(" and ")).chain(others));
        }
        Some(widest)
    }
}

/// Conditions of which one is enough, as one.
pub fn one_of(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for when in all.filter(|when| !when.is_empty()) {
        if !found.contains(&when) {
            found.push(when);
        }
    }
    match found.len() {
        0 | 1 => found,
        _ => {
            let each: Vec<String> = found.iter().map(|when| format!("({when})")).collect();
            vec![format!("either {}", listing(each.iter().map(String::as_str), "or"))]
        }
    }
}

/// All that is said of one caller and one operation.
#[derive(Clone, Debug)]
pub struct Answer<'m> {
    /// All layers together.
    pub verdict: Verdict,
    /// The layers that say something, in their order.
    pub says: Vec<Say<'m>>,
}

impl<'m> Answer<'m> {
    /// These layers together; where none says anything, whoever is known may call.
    pub fn of(who: Who, says: Vec<Say<'m>>) -> Answer<'m> {
        let silent = if who == Who::Anonymous { Verdict::Unknown } else { Verdict::Yes };
        let verdict = says.iter().map(|say| say.verdict).reduce(Verdict::and).unwrap_or(silent);
        Answer { verdict, says }
    }

    /// The layer that decides: the first one that says what all say together.
    pub fn deciding(&self) -> Option<&Say<'m>> {
        self.says.iter().find(|say| say.verdict == self.verdict)
    }

    /// What one layer says.
    pub fn layer(&self, layer: Layer) -> Option<&Say<'m>> {
        self.says.iter().find(|say| say.layer == layer)
    }
}

/// The plain part of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Whether the call goes through.
    pub verdict: Verdict,
    /// Under which conditions, in words; two cells with the same words say the same.
    pub when: BTreeSet<String>,
}

/// All roles that nothing around an operation names.
pub const OTHERS: &str = "*";

/// All answers of a set: operation (`commands/Ship`), caller, cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matrix {
    /// The rows.
    pub rows: BTreeMap<String, BTreeMap<String, Cell>>,
}

impl Matrix {
    /// The operations and callers for which this matrix may let more through than another one: a wider verdict, or other
    /// conditions. What one of them does not have is not compared.
    pub fn wider_than(&self, other: &Matrix) -> Vec<(String, String)> {
        let mut wider = Vec::new();
        for (operation, row) in &self.rows {
            let Some(before) = other.rows.get(operation) else { continue };
            let unnamed = before.keys().filter(|who| !row.contains_key(*who));
            let now: BTreeMap<&String, &Cell> =
                row.iter().chain(unnamed.filter_map(|who| Some((who, row.get(OTHERS)?)))).collect();
            for (who, cell) in now {
                let Some(before) = before.get(who).or(before.get(OTHERS)) else { continue };
                let fewer = cell.verdict == before.verdict && !before.when.is_subset(&cell.when);
                if cell.verdict > before.verdict || (cell.verdict != Verdict::No && fewer) {
                    wider.push((operation.clone(), who.clone()));
                }
            }
        }
        wider
    }
}

impl<'m> Access<'_, 'm, '_> {
    /// The answers of one operation for all roles, and for nobody in particular.
    pub fn row(&self, own: &Operation<'m>) -> Vec<(Who<'m>, Answer<'m>)> {
        let layers = self.layers(own);
        let callers = self.roles.iter().map(|role| Who::Role(role)).chain([Who::Anonymous]);
        callers.map(|who| (who, Answer::of(who, layers.of(who)))).collect()
    }

    /// All answers. Roles that nothing around an operation names are alike: they are one caller, [`OTHERS`].
    pub fn matrix(&self) -> Matrix {
        let mut matrix = Matrix::default();
        for own in &self.model.operations {
            let layers = self.layers(own);
            let cell = |who: Who<'m>| {
                let answer = Answer::of(who, layers.of(who));
                let when = answer.says.iter().filter(|say| say.verdict != Verdict::Yes);
                let when = when.flat_map(|say| say.when.clone()).collect();
                let name = if layers.names(who) { who.name() } else { OTHERS };
                (name.to_owned(), Cell { verdict: answer.verdict, when })
            };
            matrix.rows.insert(own.own.element.clone(), layers.callers().into_iter().map(cell).collect());
        }
        matrix
    }
}
