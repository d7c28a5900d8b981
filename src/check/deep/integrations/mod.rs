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
use super::share::{Analysis, Share, Whole};
use crate::diag::Diagnostic;

/// What looks at integrations, and at all that calls them.
pub struct Integrations<'x, 'm, 'a>(Vec<Box<dyn Analysis<'x, 'm, 'a> + Send + 'x>>);

impl<'x, 'm, 'a> Integrations<'x, 'm, 'a> {
    /// What looks at those of a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Integrations<'x, 'm, 'a> {
        Integrations(vec![
            Box::new(operations::check),
            Box::new(operations::Called::of(model)),
            Box::new(credentials::check),
            Box::new(mail::check),
            Box::new(Whole(model, mail::providers)),
            Box::new(paths::check),
            Box::new(paths::Paths::of(model)),
            Box::new(reach::Reach::of(model)),
            Box::new(answers::Answers::of(model)),
            Box::new(failures::check),
            Box::new(secrets::check),
            Box::new(secrets::Secrets::default()),
            Box::new(words::check),
            Box::new(methods::check),
            Box::new(links::check),
        ])
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Integrations<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        self.0.iter_mut().for_each(|part| part.look(share, findings));
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        self.0.iter_mut().for_each(|part| part.end(findings));
    }
}
