//! What a checker saw, and the verdict that follows.
//!
//! In: files that were looked at, places that were found, files that could not be looked at. Out: an [`Outcome`]. Nothing found is `Holds`
//! only where something was looked at and nothing was left out.

use rayon::prelude::*;

use crate::engage::repository::{Code, Data, File, Kind, Language, Repository, Role, Trouble};
use crate::engage::verdict::{Found, Outcome, Verdict};

/// What a checker saw.
#[derive(Clone, Debug, Default)]
pub(super) struct Looked {
    /// How many files were looked at.
    pub(super) seen: usize,
    /// Where the clause is broken.
    pub(super) found: Vec<Found>,
    /// What could not be looked at, and why.
    pub(super) holes: Vec<String>,
}

impl Looked {
    /// Adds a place.
    pub(super) fn add(&mut self, file: &File, place: (u32, u32), message: impl Into<String>) {
        let (line, column) = place;
        self.found.push(Found { path: file.path.clone(), line, column, message: message.into() });
    }

    /// A file that cannot be parsed.
    pub(super) fn hole(&mut self, trouble: &Trouble) {
        self.holes.push(trouble.to_string());
    }

    /// The trees of all files that are wanted; those that cannot be parsed or read are holes.
    pub(super) fn code<'r>(
        &mut self,
        repository: &'r Repository,
        wanted: impl Fn(Language, Role) -> bool,
    ) -> Vec<Code<'r>> {
        let is_wanted = |file: &&File| file.kind.language().is_some_and(|language| wanted(language, file.role));
        let files: Vec<&File> = repository.files().iter().filter(is_wanted).collect();
        files.par_iter().for_each(|file| _ = file.code());
        let mut all = Vec::new();
        for file in files {
            match file.code() {
                Some(Ok(code)) => {
                    self.seen += 1;
                    all.push(code);
                }
                Some(Err(trouble)) => self.hole(trouble),
                None => {}
            }
        }
        self.unread(repository, |kind| kind.language().is_some_and(|language| wanted(language, Role::Product)));
        all
    }

    /// The values of all files that are wanted; those that cannot be parsed or read are holes.
    pub(super) fn data<'r>(
        &mut self,
        repository: &'r Repository,
        wanted: fn(Kind) -> bool,
    ) -> Vec<(&'r File, &'r Data)> {
        let mut all = Vec::new();
        for file in repository.files().iter().filter(|file| wanted(file.kind)) {
            match file.data() {
                Some(Ok(data)) => {
                    self.seen += 1;
                    all.push((file, data));
                }
                Some(Err(trouble)) => self.hole(trouble),
                None => {}
            }
        }
        self.unread(repository, wanted);
        all
    }

    /// Files that are wanted and could not be read are holes.
    pub(super) fn unread(&mut self, repository: &Repository, wanted: impl Fn(Kind) -> bool) {
        let missed = repository.unread().iter().filter(|unread| wanted(unread.kind));
        self.holes.extend(missed.map(|unread| format!("`{}` {}", unread.path, unread.why)));
    }

    /// The verdict. `unit` is what was counted: `source file`.
    pub(super) fn outcome(mut self, clause: impl Into<String>, checker: &str, unit: &str) -> Outcome {
        self.found.sort();
        self.found.dedup_by(|a, b| (&a.path, a.line, a.column) == (&b.path, b.line, b.column));
        self.holes.sort();
        self.holes.dedup();
        let (verdict, why) = match (self.found.len(), self.holes.first()) {
            (0, Some(first)) => match self.holes.len() - 1 {
                0 => (Verdict::NotEvaluated, first.clone()),
                more => {
                    (Verdict::NotEvaluated, format!("{first}, and {} cannot be looked at", count(more, "other file")))
                }
            },
            (0, None) if self.seen == 0 => (Verdict::NotEvaluated, format!("there is no {unit} to look at")),
            (0, None) => {
                let verb = if self.seen == 1 { "was" } else { "were" };
                (Verdict::Holds, format!("{} {verb} looked at", count(self.seen, unit)))
            }
            (found, holes) => {
                let rest = holes.map(|first| format!("; {first}")).unwrap_or_default();
                (Verdict::Broken, format!("is broken at {}{rest}", count(found, "place")))
            }
        };
        Outcome { clause: clause.into(), checker: Some(checker.to_owned()), verdict, why, found: self.found }
    }
}

/// `1 file`, `2 files`, `2 files of code`.
pub(super) fn count(number: usize, unit: &str) -> String {
    if number == 1 {
        return format!("1 {unit}");
    }
    match unit.split_once(" of ") {
        Some((noun, rest)) => format!("{number} {noun}s of {rest}"),
        None => format!("{number} {unit}s"),
    }
}

/// Nothing looked.
pub(super) fn not_evaluated(clause: impl Into<String>, why: impl Into<String>) -> Outcome {
    Outcome { clause: clause.into(), checker: None, verdict: Verdict::NotEvaluated, why: why.into(), found: Vec::new() }
}

/// A checker exists, and this name is none that it knows.
pub(super) fn unknown(family: &str, name: &str) -> Outcome {
    not_evaluated(format!("{family}/{name}"), format!("no checker knows `{name}`"))
}

/// The clause is switched off.
pub(super) fn asks_nothing(clause: &str) -> Outcome {
    Outcome {
        clause: clause.to_owned(),
        checker: Some("value".to_owned()),
        verdict: Verdict::Holds,
        why: "asks for nothing".to_owned(),
        found: Vec::new(),
    }
}

/// It holds, and this is why.
pub(super) fn holds(clause: impl Into<String>, checker: &str, why: impl Into<String>) -> Outcome {
    Outcome {
        clause: clause.into(),
        checker: Some(checker.to_owned()),
        verdict: Verdict::Holds,
        why: why.into(),
        found: Vec::new(),
    }
}

pub(super) use crate::engage::plain::plain;
