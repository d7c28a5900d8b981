//! C0003 to C0007 and C0014: whether everything has the form that the tables give it.
//!
//! In: the trees of the files. Out: one finding for each place that has another form. Names are not looked up.

mod keys;
mod list;
mod root;
mod value;

pub use root::no_contract;

use std::collections::hash_map::Entry;

use super::gather::{Declaration, Set};
use super::place::{Step, join};
use super::walk::Visit;
use crate::ast::{Node, Value};
use crate::diag::code::C0004;
use crate::diag::{Change, Diagnostic, Plain};
use crate::lookup::HashMap;
use crate::source::{FileId, Span};

/// Reports what has another form than it should: what stands around declarations, and what was found in them by [`look`].
pub fn report(set: &Set, mut found: Vec<Diagnostic>, findings: &mut Vec<Diagnostic>) {
    for source in set.files {
        root::check(&source.document.root, set.misplaced, findings);
    }
    findings.append(&mut found);
    once(findings);
}

/// Finds whatever has another form than it should in a declaration, and calls `each` for every value in it, outside before inside: to walk
/// once more for that would cost more than to look. A value of another form than its shape is shown, but not entered.
pub fn look<'a>(
    own: &Declaration<'a>,
    findings: &mut Vec<Diagnostic>,
    Around { around, steps }: &mut Around<'a>,
    each: &mut dyn FnMut(&Visit<'a, '_>),
) {
    let (element, whole, from) = (own.element.as_str(), own.whole, own.node.span);
    let mut shapes = Shapes { findings, each, element, whole, from, around, steps };
    shapes.record(own.node, own.kind.record, None);
}

/// Where one is in a declaration: empty before and behind it. One serves for many declarations, so that room is made for it once.
#[derive(Default)]
pub struct Around<'a> {
    /// The maps and lists around the place, from the declaration inward.
    around: Vec<&'a Node>,
    /// The way to it.
    steps: Vec<Step<'a>>,
}

/// Keeps the first of the findings that say the same in one file and cannot be repaired one by one.
fn once(findings: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(FileId, String), usize> = HashMap::default();
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut more: Vec<usize> = Vec::new();
    for found in findings.drain(..) {
        let place = found.primary.as_ref().map(|label| label.span.file);
        let same = found.code == &C0004 && found.fixes.is_empty();
        if let (true, Some(file)) = (same, place) {
            match first.entry((file, found.title.clone())) {
                Entry::Occupied(known) => {
                    if let Some(more) = more.get_mut(*known.get()) {
                        *more += 1;
                    }
                    continue;
                }
                Entry::Vacant(free) => _ = free.insert(kept.len()),
            }
        }
        kept.push(found);
        more.push(0);
    }
    for (found, more) in kept.iter_mut().zip(more) {
        match more {
            0 => {}
            1 => found.notes.push("the key stands once more in this file".into()),
            more => found.notes.push(format!("the key stands {more} more times in this file")),
        }
    }
    *findings = kept;
}

/// The place in a declaration that is looked at, and what was found so far.
struct Shapes<'a, 'f> {
    findings: &'f mut Vec<Diagnostic>,
    each: &'f mut dyn FnMut(&Visit<'a, '_>),
    element: &'f str,
    /// Whether all of the file was read.
    whole: bool,
    /// Where the declaration stands.
    from: Span,
    /// The maps and lists around the place, from the declaration inward.
    around: &'f mut Vec<&'a Node>,
    steps: &'f mut Vec<Step<'a>>,
}

impl Shapes<'_, '_> {
    fn report(&mut self, found: Diagnostic) {
        let found = found.at(self.element, join(self.steps));
        self.findings.push(found);
    }

    /// The change by which the place that is looked at says this.
    fn say(&self, value: Plain) -> Change {
        Change::set(self.from, join(self.steps), value)
    }

    fn report_at(&mut self, key: &str, found: Diagnostic) {
        let mut path = join(self.steps);
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(key);
        self.findings.push(found.at(self.element, path));
    }
}

/// The only item of a list.
fn only(node: &Node) -> Option<&Node> {
    match node.as_list()? {
        [only] => Some(&only.node),
        _ => None,
    }
}

/// A value as it is said, without places; nothing where it has a key that is no text.
fn plain(node: &Node) -> Option<Plain> {
    Some(match &node.value {
        Value::Null => Plain::Null,
        Value::Bool(value) => Plain::Bool(*value),
        Value::Number(number) => Plain::Number(number.to_string()),
        Value::Text(text) => Plain::Text(text.to_string()),
        Value::List(items) => Plain::List(items.iter().map(|item| plain(&item.node)).collect::<Option<_>>()?),
        Value::Map(entries) => {
            let entry = |entry: &crate::ast::Entry| Some((entry.key.as_text()?.to_owned(), plain(&entry.node)?));
            Plain::Map(entries.iter().map(entry).collect::<Option<_>>()?)
        }
    })
}
