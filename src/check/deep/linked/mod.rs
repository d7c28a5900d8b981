//! Fields that hold the same thing in several places, and whether the places agree.
//!
//! In: the model. Out: C0202, C0306, C1002 and C1016 for types, C0203 for what may be absent, C0208 for defaults, C0212 for units, C0202,
//! C1002 and C1701 for values without room. All look at the same pairs in one pass.

mod defaults;
mod options;
pub mod pairs;
mod presence;
mod room;
pub mod source;
mod steps;
mod types;
pub mod units;

use super::model::Model;
use crate::diag::Diagnostic;

/// Looks at every pair.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut kinds = types::Misfits::default();
    let mut found = Vec::new();
    pairs::each(model, &mut |given, wanted, link| {
        kinds.look(model, given, wanted, link);
        options::look(given, wanted, link, &mut found);
        room::look(model, given, wanted, link, &mut found);
        defaults::look(given, wanted, &mut found);
        units::look(given, wanted, link, &mut found);
    });
    kinds.report(model, findings);
    findings.append(&mut found);
    options::of_groups(model, findings);
    room::of_parts(model, findings);
    units::of_rules(model, findings);
}
