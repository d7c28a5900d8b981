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

/// So many declarations are looked at by one thread, and what was seen in them is put together.
const CHUNK: usize = 256;

/// What was seen in declarations.
#[derive(Default)]
pub struct Every<'a> {
    /// What has another form than it should.
    pub form: Vec<Diagnostic>,
    /// What else was found.
    pub found: Vec<Diagnostic>,
    /// The uses of names.
    pub references: Vec<References<'a>>,
    /// The texts of each, by its number.
    pub texts: Vec<Texts<'a>>,
}

/// Looks at every declaration of a set.
pub fn look<'a>(set: &Set<'a>, names: &Names<'a>) -> Every<'a> {
    let all: Vec<_> = set.declarations.par_chunks(CHUNK).map(|chunk| of_chunk(set, names, chunk)).collect();
    let mut every = Every::default();
    every.texts.reserve(set.declarations.len());
    for mut own in all {
        every.form.append(&mut own.form);
        every.found.append(&mut own.found);
        every.references.append(&mut own.references);
        every.texts.append(&mut own.texts);
    }
    every
}

/// Looks at some declarations.
fn of_chunk<'a>(set: &Set<'a>, names: &Names<'a>, chunk: &[Declaration<'a>]) -> Every<'a> {
    let (mut form, mut found, mut texts) = (Vec::new(), Vec::new(), Vec::with_capacity(chunk.len()));
    let mut references = References::default();
    let (mut collector, mut around) = (Collector::new(set, names), Around::default());
    for own in chunk {
        collector.begin(own.at);
        empty::of_declaration(own, &mut found);
        shape::look(own, &mut form, &mut around, &mut |visit| match visit.shape {
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
        collector.end(own, &mut references, &mut found);
        columns::look(own, &mut found);
        reserved::look(own, &mut found);
        values::look(own, &mut found);
        texts.push(Texts::of(own));
    }
    Every { form, found, references: vec![references], texts }
}
