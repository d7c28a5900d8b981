//! C21: an engagement by itself, and against the system it is for.
//!
//! In: the clauses, sound in form. Out: what contradicts itself, what can never be met, and what of the system breaks a clause before a
//! line of code is written. What only a repository can show is looked at elsewhere.

mod against;
mod bounds;
mod clauses;
mod gates;
mod pairs;
mod retention;

use clauses::Clauses;

use super::model::Model;
use crate::diag::Diagnostic;

/// All checks of engagements.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for own in model.sound.all("engagement") {
        let clauses = Clauses { own };
        against::check(model, &clauses, findings);
        bounds::check(&clauses, findings);
        gates::check(&clauses, findings);
        pairs::check(&clauses, findings);
        retention::check(&clauses, findings);
    }
}
