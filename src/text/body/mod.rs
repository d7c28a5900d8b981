//! The lines in the braces of a declaration (and of a transition).
//!
//! In: a group and the record it speaks of; out: entries of a map. And back: entries to lines. A line is a field, a phrase or an
//! assignment; its first three terms say which. Lines stand in the order of the keys.

mod print;
mod read;

pub use print::{align, braced, grow, print};
pub use read::read;

use crate::ast::{Item, Node};
use crate::diag::Diagnostic;
use crate::kinds::{Key, Record, Shape, Style};

use super::cursor::Slip;
use super::form::part;

/// What readers collect on the way.
#[derive(Default)]
pub struct Cx {
    /// Lines that could not be read: their declaration is broken.
    pub slips: Vec<Slip>,
    /// What else is wrong, though all was read.
    pub findings: Vec<Diagnostic>,
}

/// The record of the items of a list key.
pub fn item_record(key: &Key) -> Option<&'static Record> {
    match key.shape {
        Shape::List(Shape::Record(record)) => Some(record),
        _ => None,
    }
}

/// Kinds of lines: between two of them stands exactly one blank line, which means nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Fields,
    States,
    Transitions,
    Other,
}

fn class(key: Option<&Key>) -> Class {
    match key.map(|key| key.style) {
        Some(Style::Fields(_)) => Class::Fields,
        Some(Style::Lines("state")) => Class::States,
        Some(Style::Lines("transition")) => Class::Transitions,
        _ => Class::Other,
    }
}

/// The name of the one state that can be said as `initial state`.
fn only_initial(states: &[Item]) -> Option<&Node> {
    let mut initial = states.iter().filter(|item| {
        part::state_cells(&item.node).is_some_and(|cells| cells.first().is_some_and(|lead| lead == "initial state"))
    });
    let only = initial.next()?;
    initial.next().is_none().then(|| only.node.get("id"))?
}
