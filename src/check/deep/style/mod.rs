//! Names and texts: whether a set speaks of one thing in one way.
//!
//! In: the model. Out: C1601 where a name breaks with the form that names of its kind have in this set, and hints: C1602 to C1605, and
//! C1609 to C1611. A set may have any style; it is held to its own.

mod descriptions;
pub mod language;
mod names;
mod paths;
mod synonyms;
mod tags;
mod terms;
mod verbs;

use super::model::Model;
use crate::diag::Diagnostic;

/// Looks at the whole set.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    names::check(model, findings);
    synonyms::check(model, findings);
    tags::check(model, findings);
    terms::check(model, findings);
    descriptions::check(model, findings);
    language::check(model, findings);
    paths::check(model, findings);
    verbs::check(model, findings);
}
