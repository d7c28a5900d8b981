//! A plan on one screen.
//!
//! In: a patch. Out: lines, in the order to show them: each conflict, deletion and new migration for itself, other changes for
//! themselves as long as they are few, else folded by folder. Who wants to see everything asks for JSON or for the patch.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use super::{Risk, place_of};
use crate::patch::{Kind, Patch, Step};

/// How many lines of one kind are shown before they are folded.
const MOST: usize = 12;

/// How many declarations are named in a line.
const NAMED: usize = 3;

/// What stands in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// `!`
    Conflict,
    /// `-`
    Delete,
    /// `~`
    Change,
    /// `+`
    Create,
    /// ` `
    Keep,
}

impl Mark {
    /// The sign.
    pub fn sign(self) -> char {
        match self {
            Mark::Conflict => '!',
            Mark::Delete => '-',
            Mark::Change => '~',
            Mark::Create => '+',
            Mark::Keep => ' ',
        }
    }
}

impl From<Kind> for Mark {
    fn from(kind: Kind) -> Mark {
        match kind {
            Kind::Conflict => Mark::Conflict,
            Kind::Delete => Mark::Delete,
            Kind::Change => Mark::Change,
            Kind::Create => Mark::Create,
            Kind::Keep => Mark::Keep,
        }
    }
}

/// One line of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is done.
    pub mark: Mark,
    /// A file, or a folder with `/` and how many files below it are meant.
    pub what: String,
    /// Why; empty where it goes without saying.
    pub why: String,
    /// The declarations behind it.
    pub because: String,
    /// The risk.
    pub risk: Risk,
}

/// The lines of a patch; `places` tells where declarations stand, for lines that are about one file.
pub fn fold<P: Display>(patch: &Patch, places: &BTreeMap<String, P>) -> Vec<Line> {
    let line = |step: &Step| self::line(step, &|name| place_of(places, name).map(ToString::to_string));
    let mut lines = Vec::new();
    for kind in [Kind::Conflict, Kind::Delete, Kind::Change, Kind::Create] {
        let (alone, others): (Vec<&Step>, Vec<&Step>) = patch.of(kind).partition(|step| stands_alone(step));
        lines.extend(alone.into_iter().map(line));
        if others.len() <= MOST {
            lines.extend(others.into_iter().map(line));
        } else {
            lines.extend(folders(kind, &others, &line));
        }
    }
    lines
}

/// What is never folded away.
fn stands_alone(step: &Step) -> bool {
    step.kind == Kind::Conflict || step.kind == Kind::Delete || Risk::of(step) >= Risk::Medium
}

fn line(step: &Step, place: &dyn Fn(&str) -> Option<String>) -> Line {
    let goes_without_saying = matches!(step.why.name(), "new" | "changed" | "stale");
    let why = if goes_without_saying { String::new() } else { step.why.words() };
    let because = names(step.because.iter().map(String::as_str).collect(), place);
    Line { mark: step.kind.into(), what: step.path.clone(), why, because, risk: Risk::of(step) }
}

/// Steps by folder: folders are opened as long as there is room, the fullest first.
fn folders(kind: Kind, steps: &[&Step], line: &dyn Fn(&Step) -> Line) -> Vec<Line> {
    let mut groups: BTreeMap<String, Vec<&Step>> = BTreeMap::from([(String::new(), steps.to_vec())]);
    while let Some((folder, parts)) = next_to_open(&groups) {
        if groups.len() - 1 + parts.len() > MOST {
            break;
        }
        groups.remove(&folder);
        groups.extend(parts);
    }
    groups.into_iter().map(|(folder, steps)| group(kind, &folder, &steps, line)).collect()
}

type Groups<'s> = BTreeMap<String, Vec<&'s Step>>;

/// The fullest folder that has others in it, and what is in it.
fn next_to_open<'s>(groups: &Groups<'s>) -> Option<(String, Groups<'s>)> {
    let folders = groups.iter().filter(|(name, steps)| name.is_empty() || (name.ends_with('/') && steps.len() > 1));
    let mut by_size: Vec<_> = folders.collect();
    by_size.sort_by_key(|(name, steps)| (std::cmp::Reverse(steps.len()), (*name).clone()));
    by_size.into_iter().find_map(|(name, steps)| {
        let parts = parts(name, steps);
        let opens = parts.keys().any(|part| part.ends_with('/') && part != name);
        opens.then(|| (name.clone(), parts))
    })
}

/// What is in a folder: its folders, and its own files together.
fn parts<'s>(folder: &str, steps: &[&'s Step]) -> Groups<'s> {
    let mut parts = Groups::new();
    for step in steps {
        let rest = step.path.strip_prefix(folder).unwrap_or(&step.path);
        let name = match rest.split_once('/') {
            Some((first, _)) => format!("{folder}{first}/"),
            // A name of its own, so that the folder is not opened again.
            None => format!("{folder}*"),
        };
        parts.entry(name).or_default().push(step);
    }
    parts
}

fn group(kind: Kind, folder: &str, steps: &[&Step], line: &dyn Fn(&Step) -> Line) -> Line {
    if let [step] = steps {
        return line(step);
    }
    let folder = folder.trim_end_matches('*');
    let folder = if folder.is_empty() { "./" } else { folder };
    let names_of: BTreeSet<&str> = steps.iter().flat_map(|step| &step.because).map(String::as_str).collect();
    let risk = steps.iter().map(|step| Risk::of(step)).max().unwrap_or(Risk::None);
    let what = format!("{folder} ({} files)", steps.len());
    Line { mark: kind.into(), what, why: String::new(), because: names(names_of, &|_| None), risk }
}

/// Some names, where each stands, and how many more: `commands/A (a.contract:3:9), commands/B and 12 more`.
fn names(all: BTreeSet<&str>, place: &dyn Fn(&str) -> Option<String>) -> String {
    let with_place = |name: &str| match place(name) {
        Some(place) => format!("{name} ({place})"),
        None => name.to_owned(),
    };
    let shown: Vec<String> = all.iter().take(NAMED).map(|name| with_place(name)).collect();
    match all.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
