//! What is decided about one file.
//!
//! In: a path, the unit that is wanted there, what the lock file says of it, what stands there, the way out of a conflict that the user
//! named. Out: a [`Verdict`]. What a person wrote is never given up unless the user says so for that file.

use super::lock::{Entry, Holder};
use super::merge::merge;
use super::resolve::How;
use super::step::Why;
use super::store::Store;
use super::tree::Found;
use crate::unit::{Owner, Unit};

/// One path and all that is known of it.
pub(super) struct Case<'a> {
    pub(super) store: &'a Store,
    pub(super) path: &'a str,
    pub(super) unit: Option<&'a Unit>,
    /// The hash of the text of the unit.
    pub(super) hash: Option<String>,
    pub(super) entry: Option<&'a Entry>,
    pub(super) found: Found,
    pub(super) way: Option<(How, bool)>,
}

/// What is done with it.
pub(super) enum Verdict {
    /// It becomes what is generated.
    Write(Why),
    /// It becomes another text.
    Text(Why, String),
    /// It goes.
    Remove(Why),
    /// It stays, and belongs to somebody, or is no longer known.
    Keep(Why, Option<Holder>),
    /// It stays, merged as it is.
    KeepMerged,
    /// It stays as somebody edited it, and is immutable from now on.
    KeepEdited,
    /// Neither is there nor is to be.
    Nothing,
    /// It stands against it.
    Conflict(Why),
}

impl Case<'_> {
    pub(super) fn verdict(&self) -> Verdict {
        if let Found::Blocked(why) = &self.found {
            return match (self.unit.map(|unit| unit.owner), self.holder()) {
                (Some(_), Some(Holder::User)) => Verdict::Keep(Why::Adopted, Some(Holder::User)),
                (Some(Owner::Scaffold), Some(holder)) => Verdict::Keep(Why::Scaffold, Some(holder)),
                (None, Some(Holder::Generated | Holder::Scaffold | Holder::User)) => Verdict::Nothing,
                _ => Verdict::Conflict(Why::Blocked(why.clone())),
            };
        }
        match self.unit.map(|unit| unit.owner) {
            None => self.unwanted(),
            Some(Owner::Generated) => self.generated(),
            Some(Owner::Scaffold) => self.scaffold(),
            Some(Owner::Append) => self.append(),
        }
    }

    pub(super) fn holder(&self) -> Option<Holder> {
        self.entry.map(|entry| entry.holder)
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self.found, Found::Absent)
    }

    /// Whether it is what is wanted.
    fn is_wanted(&self) -> bool {
        self.found.hash().is_some() && self.found.hash() == self.hash.as_deref()
    }

    /// Whether it is what we wrote.
    pub(super) fn is_untouched(&self) -> bool {
        self.entry.is_some_and(|entry| self.found.hash() == Some(&entry.hash))
    }

    /// Whether the user named this very path to be written anew.
    fn is_asked_anew(&self) -> bool {
        self.way == Some((How::Discard, true))
    }

    fn generated(&self) -> Verdict {
        let Some(entry) = self.entry else { return self.new_file() };
        match entry.holder {
            Holder::User if self.is_asked_anew() => Verdict::Write(Why::Discarded),
            Holder::User => Verdict::Keep(Why::Adopted, Some(Holder::User)),
            Holder::Append if !self.is_wanted() => Verdict::Conflict(Why::Rewritten),
            _ if self.is_wanted() => Verdict::Keep(Why::Same, Some(Holder::Generated)),
            _ if self.is_absent() => Verdict::Write(Why::Missing),
            _ if self.is_untouched() && entry.base.is_none() => Verdict::Write(Why::Changed),
            _ if self.is_untouched() && self.hash.as_deref() == Some(entry.base()) => Verdict::KeepMerged,
            _ => match self.way {
                Some((How::Adopt, _)) => Verdict::Keep(Why::Adopted, Some(Holder::User)),
                Some((How::Discard, _)) => Verdict::Write(Why::Discarded),
                Some((How::Merge, _)) => self.merged(entry),
                None if self.is_untouched() => self.merged(entry),
                None => Verdict::Conflict(Why::Edited),
            },
        }
    }

    /// A file that we know nothing of.
    fn new_file(&self) -> Verdict {
        match self.way {
            _ if self.is_absent() => Verdict::Write(Why::New),
            _ if self.is_wanted() => Verdict::Keep(Why::Same, self.unit.map(|unit| unit.owner.into())),
            Some((How::Discard, _)) => Verdict::Write(Why::Discarded),
            Some((How::Adopt, _)) => Verdict::Keep(Why::Adopted, Some(Holder::User)),
            _ => Verdict::Conflict(Why::Foreign),
        }
    }

    fn merged(&self, entry: &Entry) -> Verdict {
        let (Some(unit), Found::File(own)) = (self.unit, &self.found) else { return Verdict::Conflict(Why::Edited) };
        let Ok(own) = std::str::from_utf8(&own.bytes) else {
            return Verdict::Conflict(Why::Unmergeable("cannot be merged: it is no text"));
        };
        let Some(base) = self.store.base_text(entry.base()) else {
            return Verdict::Conflict(Why::Unmergeable("cannot be merged: what was generated is lost"));
        };
        match merge(&base, own, &unit.text) {
            Ok(text) if text == own => Verdict::KeepMerged,
            Ok(text) => Verdict::Text(Why::Merged, text),
            Err(overlaps) => Verdict::Conflict(Why::Overlaps(overlaps)),
        }
    }

    fn scaffold(&self) -> Verdict {
        match self.holder() {
            None if self.is_absent() => Verdict::Write(Why::New),
            _ if self.is_asked_anew() && !self.is_wanted() => Verdict::Write(Why::Discarded),
            None if self.is_wanted() => Verdict::Keep(Why::Same, Some(Holder::Scaffold)),
            // It was there before us.
            None => Verdict::Keep(Why::Scaffold, Some(Holder::User)),
            Some(Holder::Generated) if self.is_absent() || self.is_untouched() => self.handed_over(),
            Some(Holder::Generated) => Verdict::Keep(Why::Scaffold, Some(Holder::User)),
            holder => Verdict::Keep(Why::Scaffold, holder),
        }
    }

    /// A file that was ours and becomes a scaffold: written once more.
    fn handed_over(&self) -> Verdict {
        let is_merged = self.entry.is_some_and(|entry| entry.base.is_some());
        match () {
            () if self.is_wanted() => Verdict::Keep(Why::Scaffold, Some(Holder::Scaffold)),
            () if self.is_absent() => Verdict::Write(Why::Missing),
            () if is_merged => Verdict::Keep(Why::Scaffold, Some(Holder::User)),
            () => Verdict::Write(Why::Changed),
        }
    }

    fn append(&self) -> Verdict {
        let Some(entry) = self.entry else { return self.new_file() };
        match entry.holder {
            Holder::User => Verdict::Keep(Why::Adopted, Some(Holder::User)),
            _ if self.hash.as_deref() != Some(entry.base()) => Verdict::Conflict(Why::Rewritten),
            // It is immutable as somebody has edited it.
            _ if entry.base.is_some() => self.appended(entry),
            _ if self.is_wanted() => Verdict::Keep(Why::Appended, Some(Holder::Append)),
            _ if self.is_absent() => Verdict::Write(Why::Missing),
            _ if matches!(self.way, Some((How::Discard, _))) => Verdict::Write(Why::Discarded),
            _ => self.edited(),
        }
    }

    /// An immutable file that was edited: what stands there is immutable from now on, where the user says so.
    fn edited(&self) -> Verdict {
        match (self.way, &self.found) {
            (Some((How::Adopt, _)), Found::File(_)) => Verdict::KeepEdited,
            _ => Verdict::Conflict(Why::AppendEdited),
        }
    }

    /// A file that nothing generates any more.
    fn unwanted(&self) -> Verdict {
        let Some(entry) = self.entry else { return Verdict::Nothing };
        match (entry.holder, self.way) {
            (Holder::Append, _) => self.appended(entry),
            _ if self.is_absent() => Verdict::Nothing,
            (Holder::Scaffold | Holder::User, _) => Verdict::Keep(Why::Left, None),
            (Holder::Generated, _) if self.is_untouched() && entry.base.is_none() => Verdict::Remove(Why::Stale),
            (Holder::Generated, Some((How::Discard, _))) => Verdict::Remove(Why::Discarded),
            (Holder::Generated, Some((How::Adopt, _))) => Verdict::Keep(Why::Left, None),
            (Holder::Generated, _) => Verdict::Conflict(Why::StaleEdited),
        }
    }

    /// An immutable file that is not generated again: it stays, as it was written.
    fn appended(&self, entry: &Entry) -> Verdict {
        if self.is_untouched() {
            return Verdict::Keep(Why::Appended, Some(Holder::Append));
        }
        match (self.store.base_text(&entry.hash), self.way) {
            (Some(text), _) if self.is_absent() => Verdict::Text(Why::Missing, text),
            (Some(text), Some((How::Discard, _))) => Verdict::Text(Why::Discarded, text),
            (None, _) if self.is_absent() => Verdict::Keep(Why::Appended, Some(Holder::Append)),
            _ => self.edited(),
        }
    }
}
