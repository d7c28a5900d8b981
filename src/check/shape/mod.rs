//! C0003 to C0007 and C0014: whether everything has the form that the tables give it.
//!
//! In: the trees of the files. Out: one finding for each place that has another form. Names are not looked up.

mod keys;
mod root;
mod value;

use super::gather::Set;
use super::place::{Step, join};
use crate::diag::Diagnostic;

/// Reports whatever has another form than it should.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    for source in set.files {
        root::check(&source.document.root, findings);
    }
    for declaration in &set.declarations {
        let mut shapes = Shapes { findings, element: &declaration.element, steps: Vec::new() };
        shapes.record(declaration.node, declaration.kind.record, None);
    }
}

/// The place in a declaration that is looked at, and what was found so far.
struct Shapes<'a, 'f> {
    findings: &'f mut Vec<Diagnostic>,
    element: &'a str,
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
