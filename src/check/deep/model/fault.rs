//! Errors as their callers see them.
//!
//! In: the sound declarations of errors. Out: [`Fault`], by name. Whether anything raises one is not asked.

use super::{Effect, Model};
use crate::check::deep::Sound;
use crate::check::deep::parts::{bare, mapped, text, under};
use crate::check::gather::Declaration;
use crate::lookup::HashMap;

/// An error.
#[derive(Debug)]
pub struct Fault<'m> {
    /// Its declaration.
    pub own: &'m Declaration<'m>,
    /// The status as a number; none where it says none.
    pub status: Option<u16>,
    /// Its category, or an empty text.
    pub category: &'m str,
}

/// The errors of a set.
pub fn faults<'m>(sound: &'m Sound<'m, '_>) -> HashMap<&'m str, Fault<'m>> {
    let of = |own: &'m Declaration<'m>| {
        let (name, _) = own.name?;
        let status = text(own.node, "http_status").and_then(|(status, _)| status.parse().ok());
        let category = text(own.node, "category").map_or("", |(category, _)| category);
        sound.one("error", name).map(|_| (name, Fault { own, status, category }))
    };
    sound.all("error").filter_map(of).collect()
}

impl<'m> Model<'m, '_> {
    /// The error of this name.
    pub fn fault(&self, name: &str) -> Option<&Fault<'m>> {
        under(name, |name| self.faults.get(name))
    }

    /// The status of an error as a number; none where the error is not at hand or has none.
    pub fn status(&self, error: &str) -> Option<u16> {
        self.fault(error)?.status
    }

    /// Whether a step can end with an error: as it says, or as an answer of the called service becomes.
    pub fn raises(&self, effect: &Effect, error: &str) -> bool {
        let called = self.called(effect);
        called.is_some_and(|own| mapped(own.node).any(|(name, _)| name == error))
            || text(effect.node, "on_failure").is_some_and(|(name, _)| bare(name) == error)
    }

    /// Whether an error refuses a caller; yes too where it is not at hand.
    pub fn is_refusal(&self, error: &str) -> bool {
        let refuses = |own: &Fault| own.category == "security" || matches!(own.status, Some(401 | 403));
        self.fault(error).is_none_or(refuses)
    }
}
