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
use super::share::{Analysis, Share};
use crate::diag::Diagnostic;

/// The pairs of a set; of those whose types differ it is known only in the end which is wrong.
pub struct Linked<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    kinds: types::Misfits<'x>,
}

impl<'x, 'm, 'a> Linked<'x, 'm, 'a> {
    /// Those of a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Linked<'x, 'm, 'a> {
        Linked { model, kinds: types::Misfits::default() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Linked<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let model = self.model;
        pairs::each(share, &mut |given, wanted, link| {
            self.kinds.look(model, given, wanted, link);
            options::look(given, wanted, link, findings);
            room::look(model, given, wanted, link, findings);
            defaults::look(given, wanted, findings);
            units::look(given, wanted, link, findings);
        });
        options::of_groups(share, findings);
        room::of_parts(share, findings);
        units::of_rules(share, findings);
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        self.kinds.report(self.model, findings);
    }
}
