//! C0101, C0103, C0104, C0105 and C0201: whether every name that is used is declared.
//!
//! In: the declarations and the table of names. Out: one finding a mistake: a name that is misspelt where it is declared
//! is reported there and not at each use.

mod collect;
mod report;
mod resolve;
mod source;
mod special;
mod types;

pub use collect::Collector;
pub use special::OF_REQUEST;

use super::gather::Set;
use super::names::{Names, Part, SymbolId};
use super::place::{Word, path_to};
use crate::ast::Node;
use crate::diag::Diagnostic;
use crate::lookup::HashSet;
use crate::source::Span;

/// Where a name is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
    /// Among the declarations of these kinds.
    Kinds(&'static [&'static str]),
    /// Among the parts of one declaration.
    Part(Part, usize),
}

/// A name that is used.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The name and its place.
    word: Word<'a>,
    /// Where it is looked up.
    space: Space,
    /// The declaration it stands in.
    declaration: usize,
    /// The value in the declaration that holds it.
    place: &'a Node,
    /// Names that need no declaration.
    known: &'static [&'static str],
    /// The integration beside it that is called, where it is the name of an operation.
    target: Option<&'a str>,
    /// Whether it is a type.
    is_type: bool,
    /// Whether a name that is near no declared one is allowed.
    strangers: bool,
}

/// The names that are used in some declarations, once they were looked up.
#[derive(Debug, Default)]
pub struct References<'a> {
    /// Those that nothing declares, in their order.
    missing: Vec<Reference<'a>>,
    /// What the others name.
    used: Vec<SymbolId>,
    /// The numbers of the declarations that another one names.
    named: Vec<usize>,
    /// The events that something emits, or lists as emitted.
    emitted: Vec<&'a str>,
    /// The events that something else names.
    consumed: Vec<&'a str>,
}

/// What is used: found while names are looked up.
#[derive(Debug, Default)]
pub struct Uses<'a> {
    /// Of each declaration, by its number, whether another one names it.
    pub declarations: Vec<bool>,
    /// The kinds of which a name was missing: any of them may have been meant.
    pub doubtful: HashSet<&'static str>,
    /// All places with a name that nothing declares, of which a finding points at one: the number of the declaration, and the way.
    pub missing: Vec<(usize, String)>,
    /// The events that something emits, or lists as emitted.
    pub emitted: HashSet<&'a str>,
    /// The events that something else names.
    pub consumed: HashSet<&'a str>,
}

impl Uses<'_> {
    /// Notes that another declaration names this one.
    fn note(&mut self, declaration: usize) {
        if let Some(used) = self.declarations.get_mut(declaration) {
            *used = true;
        }
    }
}

impl Reference<'_> {
    /// The way to it from its declaration.
    fn path(&self, set: &Set) -> String {
        set.declarations.get(self.declaration).map_or(String::new(), |own| path_to(own.node, self.place))
    }
}

/// Reports each name that is used and not declared, of those in all declarations; gives what is used.
pub fn check<'a>(
    set: &Set<'a>,
    names: &Names<'a>,
    references: Vec<References<'a>>,
    findings: &mut Vec<Diagnostic>,
) -> Uses<'a> {
    let mut uses = resolve::resolve(set, names, &references, findings);
    for own in &references {
        uses.emitted.extend(&own.emitted);
        uses.consumed.extend(&own.consumed);
    }
    uses
}

/// Calls `each` for every use of a declared name: what is named, where, in which declaration, and the place in it.
pub fn uses<'a>(set: &Set<'a>, names: &Names<'a>, each: &mut dyn FnMut(SymbolId, Span, usize, &str)) {
    for found in collect::collect(set, names) {
        let mut ids = resolve::find(names, &found).peekable();
        let path = if ids.peek().is_none() { String::new() } else { found.path(set) };
        for id in ids {
            each(id, found.word.span, found.declaration, &path);
        }
    }
}

/// The places of all names that are used and declared, each once; for tests.
#[cfg(test)]
pub fn spans<'a>(set: &Set<'a>, names: &Names<'a>) -> Vec<crate::source::Span> {
    let references = collect::collect(set, names);
    let declared = |found: &&Reference<'a>| found.word.exact && resolve::find(names, found).next().is_some();
    let mut spans: Vec<_> = references.iter().filter(declared).map(|found| found.word.span).collect();
    // Where a surface says a name once for both, there is no use that could be misspelt.
    spans.retain(|span| names.symbols.iter().all(|symbol| symbol.span != *span));
    spans.sort();
    spans.dedup();
    spans
}

/// The places where names are declared that something uses; for tests.
#[cfg(test)]
pub fn used<'a>(set: &Set<'a>, names: &Names<'a>) -> Vec<crate::source::Span> {
    let references = collect::collect(set, names);
    let ids = references.iter().flat_map(|found| resolve::find(names, found));
    let mut spans: Vec<_> = ids.filter_map(|id| names.symbols.get(id)).map(|symbol| symbol.span).collect();
    spans.sort();
    spans.dedup();
    spans
}
