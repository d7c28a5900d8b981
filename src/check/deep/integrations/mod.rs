//! Outside services: what they offer, how they are reached, and what happens when they fail.
//!
//! In: the model. Out: C1101 to C1113, C0108 and C0203 for secrets, and C0014 for words that others do not know.

mod answers;
mod credentials;
mod failures;
mod mail;
mod operations;
pub mod paths;
mod reach;
mod secrets;
mod words;

pub use failures::is_covered;
pub use mail::is_addressed;

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
}
