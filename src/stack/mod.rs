//! Stacks: what a system becomes as code.
//!
//! In: a [`System`]. Out: [`Unit`]s, the files of a project. A stack decides how code looks, never what it does: that is in the
//! representation. It knows no surface, no check and no disk.

pub mod fastapi;

use crate::ir::System;
use crate::unit::Unit;

/// A target that systems can be made for.
pub struct Stack {
    /// Its name, as projects ask for it.
    pub name: &'static str,
    /// The files of a system.
    pub units: fn(&System) -> Vec<Unit>,
    /// What it cannot make.
    pub refusals: fn(&System) -> Vec<Refusal>,
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

/// All stacks; the first one is taken where a project asks for none.
pub const ALL: &[Stack] = &[Stack { name: "fastapi", units: fastapi::units, refusals: fastapi::refusals }];

/// The stack of this name.
pub fn find(name: &str) -> Option<&'static Stack> {
    ALL.iter().find(|stack| stack.name == name)
}
