//! C0003 to C0007 and C0014: whether everything has the form that the tables give it.
//!
//! In: the trees of the files. Out: one finding for each place that has another form. Names are not looked up.

mod keys;
mod list;
mod root;
mod value;

pub use root::no_contract;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;

use super::gather::Set;
use super::place::{Step, join};
use crate::diag::Diagnostic;
use crate::diag::code::C0004;
use crate::source::FileId;

/// Reports whatever has another form than it should.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    for source in set.files {
        root::check(&source.document.root, findings);
    }
    findings.par_extend(set.declarations.par_iter().flat_map_iter(|declaration| {
        let (mut findings, steps) = (Vec::new(), Vec::new());
        let mut shapes =
            Shapes { findings: &mut findings, element: &declaration.element, whole: declaration.whole, steps };
        shapes.record(declaration.node, declaration.kind.record, None);
        findings
    }));
    once(findings);
}

/// Keeps the first of the findings that say the same in one file and cannot be repaired one by one.
fn once(findings: &mut Vec<Diagnostic>) {
    let mut first: HashMap<(FileId, String), usize> = HashMap::new();
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
    element: &'a str,
    /// Whether all of the file was read.
    whole: bool,
    steps: Vec<Step<'a>>,
}

impl Shapes<'_, '_> {
    fn report(&mut self, found: Diagnostic) {
        let found = found.at(self.element, join(&self.steps));
        self.findings.push(found);
    }

    fn report_at(&mut self, key: &str, found: Diagnostic) {
        let mut path = join(&self.steps);
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(key);
        self.findings.push(found.at(self.element, path));
    }
}
