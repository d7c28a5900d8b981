//! One declaration after the other, for all checks that look at each by itself.
//!
//! In: the declarations and the table of names. Out: what these checks found, every use of a name, and what is remarkable in texts. To
//! walk costs more than to look, so a set is walked once, its declarations side by side, and all is done with one while it is at hand.

use rayon::prelude::*;

use super::gather::{Declaration, Set};
use super::names::Names;
use super::reference::{Collector, References};
use super::{columns, duplicate, empty, repeated, reserved, shape, values};
use crate::check::deep::model::Texts;
use crate::check::shape::Around;
use crate::diag::Diagnostic;
use crate::kinds::Shape;

/// What was seen in declarations; all by their numbers.
#[derive(Default)]
pub struct Every<'a> {
    /// What has another form than it should.
    pub form: Vec<Diagnostic>,
    /// What else was found.
    pub found: Vec<Diagnostic>,
    /// The uses of names.
    pub references: Vec<References<'a>>,
    /// The texts.
    pub texts: Vec<Texts<'a>>,
}

/// Looks at every declaration of a set.
pub fn look<'a>(set: &Set<'a>, names: &Names<'a>) -> Every<'a> {
    let of_one = |around: &mut Around<'a>, (at, own): (usize, &Declaration<'a>)| {
        let (mut form, mut found) = (Vec::new(), Vec::new());
        let mut collector = Collector::new(set, names, at);
        empty::of_declaration(own, &mut found);
        shape::look(own, &mut form, around, &mut |visit| match visit.shape {
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
        let references = collector.end(own, &mut found);
        columns::look(own, &mut found);
        reserved::look(own, &mut found);
        values::look(own, &mut found);
        (form, found, references, Texts::of(own))
    };
    let all: Vec<_> = set.declarations.par_iter().enumerate().map_init(Around::default, of_one).collect();
    let mut every = Every::default();
    every.references.reserve(all.len());
    every.texts.reserve(all.len());
    for (form, found, references, texts) in all {
        every.form.extend::<Vec<Diagnostic>>(form);
        every.found.extend::<Vec<Diagnostic>>(found);
        every.references.push(references);
        every.texts.push(texts);
    }
    every
}
