//! One walk through every declaration, for all checks that look at each value by itself.
//!
//! In: the declarations and the table of names. Out: what these checks found, and every use of a name. To walk costs more than to look,
//! so a set is walked once, its declarations side by side.

use rayon::prelude::*;

use super::gather::{Declaration, Set};
use super::names::Names;
use super::reference::{Collector, References};
use super::walk::walk;
use super::{duplicate, empty, repeated};
use crate::diag::Diagnostic;

/// Looks at every value of a set.
pub fn check<'a>(set: &Set<'a>, names: &Names<'a>, findings: &mut Vec<Diagnostic>) -> References<'a> {
    let of_one = |(at, own): (usize, &Declaration<'a>)| {
        let mut found = Vec::new();
        let mut collector = Collector::new(set, names, at);
        empty::of_declaration(own, &mut found);
        walk(own, &mut |visit| {
            duplicate::look(own, visit, &mut found);
            repeated::look(own, visit, &mut found);
            empty::look(own, visit, &mut found);
            collector.look(own, visit);
        });
        (collector.end(own, &mut found), found)
    };
    let all: Vec<_> = set.declarations.par_iter().enumerate().map(of_one).collect();
    let mut references = References::default();
    for (theirs, found) in all {
        references.append(theirs);
        findings.extend(found);
    }
    references
}
