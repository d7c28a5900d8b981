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
use crate::kinds::Shape;

/// Looks at every value of a set.
pub fn check<'a>(set: &Set<'a>, names: &Names<'a>, findings: &mut Vec<Diagnostic>) -> Vec<References<'a>> {
    let of_one = |(at, own): (usize, &Declaration<'a>)| {
        let mut found = Vec::new();
        let mut collector = Collector::new(set, names, at);
        empty::of_declaration(own, &mut found);
        walk(own, &mut |visit| match visit.shape {
            // Where most values stop: nothing is said of them here.
            Shape::Any | Shape::Text | Shape::Scalar | Shape::Name | Shape::Int | Shape::Bool | Shape::OneOf(_) => {}
            Shape::List(item) => {
                duplicate::look(own, visit, item, &mut found);
                repeated::look(own, visit, item, &mut found);
            }
            Shape::Record(_) | Shape::Params(_) => empty::look(own, visit, &mut found),
            Shape::Type | Shape::Ref(_) | Shape::Local(_) | Shape::Special(_) | Shape::Map(_) => {
                collector.look(own, visit);
            }
        });
        (collector.end(own, &mut found), found)
    };
    let all: Vec<_> = set.declarations.par_iter().enumerate().map(of_one).collect();
    let take = |(references, found)| {
        findings.extend::<Vec<Diagnostic>>(found);
        references
    };
    all.into_iter().map(take).collect()
}
