//! C0425 for conditions: an id of the row that is compared with an id of the caller which is one of something else.
//!
//! In: comparisons with the caller. Out: findings at the path of the caller: an error where both are known to be ids of two
//! things, a warning where the caller has the very id that is asked for, and is asked for another one.

use super::actor;
use super::compare::Compared;
use crate::check::deep::flow::ids::{an, is_apart, of_caller};
use crate::check::deep::model::Model;
use crate::diag::code::C0425;
use crate::diag::{Diagnostic, Level};

/// Looks at every comparison.
pub fn check<'p>(model: &'p Model<'p, 'p>, all: &[Compared<'p>], findings: &mut Vec<Diagnostic>) {
    for own in all {
        findings.extend(compared(model, own).map(|found| found.at(own.element, own.place.as_str())));
    }
}

/// Whether a comparison is told of as one of two ids.
pub fn is_exchanged<'p>(model: &'p Model<'p, 'p>, own: &Compared<'p>) -> bool {
    compared(model, own).is_some()
}

/// The finding of one comparison.
fn compared<'p>(model: &'p Model<'p, 'p>, all: &Compared<'p>) -> Option<Diagnostic> {
    let ((field, span), (caller, against)) = (all.field, all.caller);
    let of = model.id_of(field, all.entity)?;
    let own = actor::field(model, field).filter(|_| field != caller);
    let (title, label, level) = match of_caller(model, caller) {
        // Where the caller has both, they are two things.
        _ if own.is_some() && caller == "id" => {
            let title = format!("`{field}` is compared with `actor.id`, and the caller has a `{field}`");
            (title, format!("not `actor.{field}`"), Level::Warning)
        }
        Some(given) if is_apart(field, of, caller, given) => {
            let what = an(given.name);
            let title = format!("`{field}` is compared with the id of {what}");
            (title, format!("the id of {what}"), Level::Error)
        }
        Some(_) => return None,
        // And where the row has both, they are, too.
        None if own.is_some() && all.declared(caller).is_some() => {
            let title = format!("`{field}` is compared with `actor.{caller}`, and the caller has a `{field}`");
            (title, format!("not `actor.{field}`"), Level::Warning)
        }
        None => return None,
    };
    let mut found = Diagnostic::new(&C0425, title, against, label).label(span, format!("the id of {}", an(of.name)));
    found.level = level;
    let found = match own {
        Some(own) => found.label(own.span, "what the caller has").help(format!("compare with `actor.{field}`")),
        None => found.help(format!("compare with what the caller has of {}, or declare it under `actor`", an(of.name))),
    };
    Some(found.note("they are never equal, or only by chance"))
}
