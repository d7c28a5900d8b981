//! What a checker saw, and the verdict that follows.
//!
//! In: files that were looked at, places that were found, files that could not be looked at. Out: an [`Outcome`]. Nothing found is `Holds`
//! only where something was looked at and nothing was missed; files that the clause does not speak of are counted in the reason.

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
    /// What was looked at, in words, where the number of files does not say it.
    pub(super) said: Option<String>,
    /// How many files of the same language were left out as tests.
    pub(super) tests: usize,
    /// How many were left out as written by a program or by others.
    pub(super) foreign: usize,
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

    /// The trees of all files that are wanted. Those that cannot be parsed or read, and those of languages without a grammar, are holes.
    pub(super) fn code<'r>(
        &mut self,
        repository: &'r Repository,
        wanted: impl Fn(Language, Role) -> bool,
    ) -> Vec<Code<'r>> {
        let is_wanted = |file: &&File| file.kind.language().is_some_and(|language| wanted(language, file.role));
        let files: Vec<&File> = repository.files().iter().filter(is_wanted).collect();
        files.par_iter().for_each(|file| _ = file.code());
        let all = files.into_iter().filter_map(|file| self.tree(file)).collect();
        self.aside(repository, &wanted);
        self.unread(repository, |kind| kind.language().is_some_and(|language| wanted(language, Role::Product)));
        all
    }

    /// The tree of a file. What its grammar does not know is a hole, and what stands around that is looked at all the same.
    pub(super) fn tree<'r>(&mut self, file: &'r File) -> Option<Code<'r>> {
        match file.code() {
            Some(Ok(code)) => {
                self.seen += 1;
                code.trouble.iter().for_each(|trouble| self.hole(trouble));
                Some(code)
            }
            Some(Err(trouble)) => {
                self.hole(trouble);
                None
            }
            None => {
                self.holes.extend(file.without_grammar());
                None
            }
        }
    }

    /// Counts the files that would be wanted if they were the product's own.
    pub(super) fn aside(&mut self, repository: &Repository, wanted: impl Fn(Language, Role) -> bool) {
        let is_aside = |language: Language, role| wanted(language, Role::Product) && !wanted(language, role);
        let files = repository.files().iter();
        let aside = files.filter(|file| file.kind.language().is_some_and(|language| is_aside(language, file.role)));
        let (tests, foreign): (Vec<&File>, Vec<&File>) = aside.partition(|file| file.role == Role::Test);
        (self.tests, self.foreign) = (tests.len(), foreign.len());
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

    /// What was looked at, and what was left out.
    fn told(&self, unit: &str) -> String {
        let number = |number: usize, unit: &str| {
            format!("{} {} looked at", count(number, unit), if number == 1 { "was" } else { "were" })
        };
        let seen = self.said.clone().unwrap_or_else(|| number(self.seen, unit));
        let aside = [(self.tests, "test"), (self.foreign, "file of generators or others")];
        let aside: Vec<String> =
            aside.into_iter().filter(|(number, _)| *number > 0).map(|(number, unit)| count(number, unit)).collect();
        if aside.is_empty() { seen } else { format!("{seen}; left out: {}", aside.join(", ")) }
    }

    /// The verdict, where every file that was looked at counts. `unit` is what was looked at: `source file`.
    pub(super) fn outcome(self, clause: impl Into<String>, checker: &str, unit: &str) -> Outcome {
        let (seen, none, holds) = (self.seen, format!("there is no {unit} to look at"), self.told(unit));
        self.counted(clause, checker, seen, none, holds)
    }

    /// The verdict, where so many things in the files count: what is said where there is none, and where all of them are as they should be.
    pub(super) fn counted(
        mut self,
        clause: impl Into<String>,
        checker: &str,
        number: usize,
        none: impl Into<String>,
        holds: impl Into<String>,
    ) -> Outcome {
        self.found.sort();
        self.found.dedup_by(|a, b| (&a.path, a.line, a.column) == (&b.path, b.line, b.column));
        self.holes.sort();
        self.holes.dedup();
        let (verdict, why) = match (self.found.len(), self.holes.first()) {
            (0, Some(first)) => match self.holes.len() - 1 {
                0 => (Verdict::NotEvaluated, first.clone()),
                more => (Verdict::NotEvaluated, format!("{first}, and {more} more like that")),
            },
            (0, None) if number == 0 => (Verdict::NotEvaluated, none.into()),
            (0, None) => (Verdict::Holds, holds.into()),
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

/// A checker looks, and saw nothing that says whether the clause holds: nobody's word replaces what it would see.
pub(super) fn unseen(clause: impl Into<String>, checker: &str, why: impl Into<String>) -> Outcome {
    Outcome { checker: Some(checker.to_owned()), ..not_evaluated(clause, why) }
}

/// Nothing can look.
pub(super) fn not_evaluated(clause: impl Into<String>, why: impl Into<String>) -> Outcome {
    Outcome { clause: clause.into(), checker: None, verdict: Verdict::NotEvaluated, why: why.into(), found: Vec::new() }
}

/// A checker exists, and this name is none that it knows.
pub(super) fn unknown(family: &str, name: &str) -> Outcome {
    not_evaluated(format!("{family}/{name}"), format!("no checker knows `{name}`"))
}

/// The clause is switched off.
pub(super) fn asks_nothing(clause: &str) -> Outcome {
    holds(clause, "value", "asks for nothing")
}

/// It holds, and this is why.
pub(super) fn holds(clause: impl Into<String>, checker: &str, why: impl Into<String>) -> Outcome {
    Outcome { verdict: Verdict::Holds, ..unseen(clause, checker, why) }
}

pub(super) use crate::engage::plain::plain;
