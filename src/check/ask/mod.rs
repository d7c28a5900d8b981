//! Questions about a set: where a name is used, what happens on a call, what leads to what.
//!
//! In: the declarations and what is asked for. Out: values that the command line shows. What is wrong with the set is not asked: a
//! part that cannot be understood is left out.

pub mod graph;
mod meant;
pub mod references;
pub mod trace;

use std::collections::BTreeMap;

use super::deep::parts::bare;
use super::gather::{Declaration, Set};
use crate::ast::Node;
use crate::diag::nearest;
use crate::source::Span;

/// A name that nothing has; with the nearest one that something has.
#[derive(Debug, PartialEq, Eq)]
pub struct Unnamed(pub Option<String>);

/// A sentence and where it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// Where it is said.
    pub span: Span,
}

impl Said {
    fn new(text: impl Into<String>, span: Span) -> Said {
        Said { text: text.into(), span }
    }
}

/// The name asked for that is nearest to one of these.
fn unnamed<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Unnamed {
    Unnamed(nearest::nearest(bare(wanted), names).map(str::to_owned))
}

/// Where each declaration stands, by its element.
pub fn places(set: &Set) -> BTreeMap<String, Span> {
    set.declarations.iter().map(|own| (own.element.clone(), named(own).1)).collect()
}

/// The declarations of a kind.
fn all<'s, 'a>(set: &'s Set<'a>, keyword: &'static str) -> impl Iterator<Item = &'s Declaration<'a>> {
    set.declarations.iter().filter(move |own| own.kind.keyword == keyword)
}

/// What a declaration is called, and where.
fn named<'a>(own: &Declaration<'a>) -> (&'a str, Span) {
    own.name.unwrap_or(("", own.node.span))
}

/// The texts of a list, and where each stands.
fn texts<'a>(node: &'a Node, key: &str) -> Vec<(&'a str, Span)> {
    let items = node.get(key).and_then(Node::as_list).unwrap_or(&[]);
    items.iter().filter_map(|item| Some((item.node.as_text()?, item.node.span))).collect()
}
