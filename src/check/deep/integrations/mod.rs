//! Outside services: what they offer, how they are reached, and what happens when they fail.
//!
//! In: the model. Out: C1101 to C1113, C0108 and C0203 for secrets, C0308 for methods, and C0014 for words and
//! numbers that others do not know.

mod answers;
mod credentials;
mod failures;
mod links;
mod mail;
mod methods;
mod operations;
pub mod paths;
mod reach;
mod secrets;
mod words;

pub use failures::is_covered;
pub use mail::is_addressed;
pub use words::is_store;

use super::model::Model;
use crate::diag::Diagnostic;

/// Looks at all integrations, and at all that calls them.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    operations::check(model, findings);
    credentials::check(model, findings);
    mail::check(model, findings);
    paths::check(model, findings);
    reach::check(model, findings);
    answers::check(model, findings);
    failures::check(model, findings);
    secrets::check(model, findings);
    words::check(model, findings);
    methods::check(model, findings);
    links::check(model, findings);
}
