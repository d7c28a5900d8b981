//! Stacks: what a system becomes as code.
//!
//! In: a [`System`]. Out: [`Unit`]s, the files of a project. A stack decides how code looks, never what it does: that is in the
//! representation. It knows no surface, no check and no disk.

pub mod fastapi;
mod page;

use std::collections::BTreeSet;

use crate::ir::{System, Table};
use crate::unit::Unit;

/// What a project has already, as far as it cannot be made anew.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// The tables of its database, once all of its migrations have run; none for a new project.
    pub tables: Option<Vec<Table>>,
    /// The paths of its migrations.
    pub migrations: BTreeSet<String>,
}

/// What a stack makes.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The files.
    pub units: Vec<Unit>,
    /// What a new migration may lose, or on which rows it may fail, in words.
    pub losses: Vec<String>,
}

/// A target that systems can be made for.
#[derive(Debug)]
pub struct Stack {
    /// Its name, as projects ask for it.
    pub name: &'static str,
    /// The files of a system; the bodies of these operations are written by hand.
    pub files: fn(&System, &Before, &[String]) -> Files,
    /// Where a project keeps what has become of its database.
    pub history: History,
    /// What it cannot make.
    pub refusals: fn(&System) -> Vec<Refusal>,
}

/// Where a project keeps what has become of its database.
#[derive(Clone, Copy, Debug)]
pub struct History {
    /// The file with the tables.
    pub schema: &'static str,
    /// The folder of the migrations.
    pub migrations: &'static str,
    /// The tables that a text of that file says.
    pub read: fn(&str) -> Option<Vec<Table>>,
}

/// Something in a system that a stack cannot make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The declaration, or a place in it.
    pub origin: String,
    /// What cannot be made.
    pub what: String,
    /// Why.
    pub why: String,
}

/// The stack that is taken where a project asks for none.
const USUAL: Stack =
    Stack { name: "fastapi", files: fastapi::files, history: fastapi::HISTORY, refusals: fastapi::refusals };

/// All stacks.
const ALL: &[&Stack] = &[&USUAL];

/// The stack that a system asks for, or that there is none of this name.
pub fn of(system: &System) -> Result<&'static Stack, Refusal> {
    let Some(asked) = &system.stack else { return Ok(&USUAL) };
    ALL.iter().copied().find(|own| own.name == asked.name).ok_or_else(|| Refusal {
        origin: asked.origin.clone(),
        what: format!("the stack `{}`", asked.name),
        why: format!("there is {}", ALL.iter().map(|own| format!("`{}`", own.name)).collect::<Vec<_>>().join(", ")),
    })
}

#[cfg(test)]
mod tests;
