//! A walk through a declaration, with the shape that each value should have.
//!
//! In: a declaration. Out: calls, outside before inside. A value of another form than its shape is shown, but not entered.

use super::gather::Declaration;
use super::place::{Step, join};
use super::shape::{self, Around};
use crate::ast::Node;
use crate::kinds::{Key, Shape};

/// A value on the walk.
#[derive(Debug)]
pub struct Visit<'a, 'w> {
    /// The value; never null.
    pub node: &'a Node,
    /// What it should be.
    pub shape: &'static Shape,
    /// The key it stands under, where that is a known one.
    pub key: Option<&'static Key>,
    /// The maps and lists around it, from the declaration inward.
    pub around: &'w [&'a Node],
    /// The way to it from the declaration.
    pub steps: &'w [Step<'a>],
}

impl<'a> Visit<'a, '_> {
    /// The way to it as text.
    pub fn path(&self) -> String {
        join(self.steps)
    }

    /// The value beside it, in the nearest map around it.
    pub fn beside(&self, key: &str) -> Option<&'a Node> {
        self.around.iter().rev().find(|node| node.as_map().is_some()).and_then(|node| node.get(key))
    }
}

/// Calls `each` for every value in the declaration; what is found of its form on the way is left to those who look for that.
pub fn walk<'a>(declaration: &Declaration<'a>, each: &mut dyn FnMut(&Visit<'a, '_>)) {
    shape::look(declaration, &mut Vec::new(), &mut Around::default(), each);
}
