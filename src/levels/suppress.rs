//! Findings that a comment in the source sets aside: `contract-ignore C0304 until 2027-01-01: the old client sends it`.
//!
//! In: trees with their comments, findings. Out: the findings that are left, and findings about the comments themselves. A
//! comment covers what it belongs to in the tree: the declaration, part or line that it stands above or at the end of. There
//! is no clock here: whether a suppression has ended is asked only where the day is given.

use std::collections::HashMap;

use super::names::{Name, near};
use super::settings::firm;
use crate::ast::{Comment, Document, Node, Notes, Value};
use crate::date::Date;
use crate::diag::code::{C1901, C1902, C1903, C1908};
use crate::diag::{Applicability, Code, Diagnostic, Edit};
use crate::source::{FileId, Sources, Span};

/// What such a comment starts with.
const MARK: &str = "contract-ignore";

/// A name in such a comment.
struct Word {
    name: Name,
    span: Span,
    text: String,
    used: bool,
}

/// Such a comment.
struct Suppression {
    words: Vec<Word>,
    /// The whole comment.
    span: Span,
    covers: Span,
    until: Option<Date>,
    /// Whether something in it could not be understood: then it is not called unused as well.
    odd: bool,
}

/// What is left of findings, and how many were set aside.
pub(super) struct Left {
    pub(super) findings: Vec<Diagnostic>,
    pub(super) suppressed: usize,
}

/// Sets aside what the comments of these files say. With `all`, what no finding needed is reported.
pub(super) fn apply(
    files: &[(FileId, &Document)],
    sources: &Sources,
    findings: Vec<Diagnostic>,
    today: Option<Date>,
    complete: bool,
) -> Left {
    let mut about = Vec::new();
    let mut by_file: HashMap<FileId, Vec<Suppression>> = HashMap::new();
    for (file, document) in files {
        // Such comments are few: the text is faster to search than the tree.
        if sources.get(*file).is_some_and(|source| !source.text.contains(MARK)) {
            continue;
        }
        let mut collector = Collector { sources, found: Vec::new(), about: &mut about };
        collector.notes(&document.notes, None);
        collector.node(&document.root);
        if !collector.found.is_empty() {
            by_file.insert(*file, collector.found);
        }
    }
    // Where form and reference are wrong, not everything was looked at: no suppression is called unused then.
    let judged = complete && !findings.iter().any(|finding| finding.code.is_firm());
    let before = findings.len();
    let mut left: Vec<Diagnostic> = Vec::with_capacity(before);
    for mut finding in findings {
        let place = finding.span();
        let marks = place.and_then(|place| by_file.get_mut(&place.file));
        let (Some(place), Some(marks), false) = (place, marks, finding.code.is_firm()) else {
            left.push(finding);
            continue;
        };
        let covers = |mark: &&mut Suppression| {
            mark.covers.start <= place.start
                && place.end <= mark.covers.end
                && mark.words.iter().any(|word| word.name.holds(finding.code))
        };
        let nearest = marks.iter_mut().filter(covers).min_by_key(|mark| mark.covers.end - mark.covers.start);
        let Some(mark) = nearest else {
            left.push(finding);
            continue;
        };
        let own = mark.words.iter_mut().filter(|word| word.name.holds(finding.code));
        own.for_each(|word| word.used = true);
        if let (Some(until), Some(today)) = (mark.until, today)
            && until < today
        {
            finding = finding.label(mark.span, format!("was set aside until {until}"));
            left.push(finding);
        }
    }
    let suppressed = before - left.len();
    if judged {
        for (file, _) in files {
            let unused = by_file.get(file).into_iter().flatten().filter(|mark| !mark.odd);
            about.extend(unused.filter_map(|mark| unused_words(mark, sources)));
        }
    }
    left.append(&mut about);
    Left { findings: left, suppressed }
}

/// That a comment, or some of its words, set nothing aside.
fn unused_words(mark: &Suppression, sources: &Sources) -> Option<Diagnostic> {
    let unused: Vec<&Word> = mark.words.iter().filter(|word| !word.used).collect();
    let first = unused.first()?;
    let names: Vec<String> = unused.iter().map(|word| format!("`{}`", word.text)).collect();
    let title = format!("nothing here is reported as {}", names.join(" or "));
    let whole = unused.len() == mark.words.len();
    let place = if whole { mark.span } else { first.span };
    let found = Diagnostic::new(&C1901, title, place, "sets nothing aside")
        .note("looked at what the comment belongs to: what it stands above, or at the end of");
    let edits =
        if whole { removal(mark.span, sources) } else { unused.iter().map(|word| without(word, mark)).collect() };
    let what = if whole { "remove the comment" } else { "remove what is not needed" };
    Some(found.edit(what, Applicability::MachineApplicable, edits))
}

/// The edit that takes a comment away: its line too, where there is nothing else on it.
fn removal(comment: Span, sources: &Sources) -> Vec<Edit> {
    let text = sources.get(comment.file).map_or("", |file| file.text.as_str());
    let (before, behind) =
        (text.get(..comment.start as usize).unwrap_or(""), text.get(comment.end as usize..).unwrap_or(""));
    let bare = before.trim_end_matches([' ', '\t']);
    let alone = bare.is_empty() || bare.ends_with('\n');
    let rest = behind.find('\n').map_or(behind.len(), |at| at + usize::from(alone));
    let rest = if alone { rest } else { behind.get(..rest).map_or(0, |line| line.trim_end_matches('\r').len()) };
    vec![Edit { span: Span::new(comment.file, bare.len(), comment.end as usize + rest), insert: String::new() }]
}

/// The edit that takes one word out of the list.
fn without(word: &Word, mark: &Suppression) -> Edit {
    let next = mark.words.iter().find(|other| other.span.start > word.span.start);
    let before = mark.words.iter().rev().find(|other| other.span.start < word.span.start && other.used);
    let span = match (next, before) {
        (Some(next), _) => Span { end: next.span.start, ..word.span },
        (None, Some(before)) => Span { start: before.span.end, ..word.span },
        (None, None) => word.span,
    };
    Edit { span, insert: String::new() }
}

/// That a word names no code.
pub(super) fn unknown(code: &'static Code, word: &str, span: Span, meant: Option<&'static str>) -> Diagnostic {
    let found = Diagnostic::new(code, format!("there is no code, range or group `{word}`"), span, "not known");
    match meant {
        Some(meant) => found.fix(format!("write `{meant}`"), Applicability::MachineApplicable, span, meant),
        None => found.help("`contract explain` lists all codes"),
    }
}

struct Collector<'s, 'f> {
    sources: &'s Sources,
    found: Vec<Suppression>,
    about: &'f mut Vec<Diagnostic>,
}

impl Collector<'_, '_> {
    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::List(items) => {
                for item in items {
                    self.notes(&item.notes, Some(&|| item.extent()));
                    self.node(&item.node);
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    self.notes(&entry.notes, Some(&|| entry.extent()));
                    self.node(&entry.node);
                }
            }
            _ => {}
        }
    }

    /// The comments of an owner; those at the end of a file have none.
    fn notes(&mut self, notes: &Notes, extent: Option<&dyn Fn() -> Span>) {
        for comment in notes.comments().iter() {
            if let Some(said) = comment.text.trim_start().strip_prefix(MARK)
                && said.chars().next().is_none_or(|c| c.is_whitespace() || c == ':')
            {
                let covers = extent.map_or(comment.span.at_end(), |extent| extent());
                self.comment(comment, said, covers);
            }
        }
    }

    fn comment(&mut self, comment: &Comment, said: &str, covers: Span) {
        let start = self.sources.slice(comment.span).find(MARK).unwrap_or(0) + MARK.len() + comment.span.start as usize;
        let (head, reason) = said.split_once(':').unwrap_or((said, ""));
        let mut mark = Suppression { words: Vec::new(), span: comment.span, covers, until: None, odd: false };
        let mut at = start;
        let mut until = false;
        for part in head.split_inclusive(|c: char| c.is_whitespace() || c == ',') {
            let word = part.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
            let span = Span::new(comment.span.file, at, at + word.len());
            at += part.len();
            if word.is_empty() {
                continue;
            }
            if std::mem::take(&mut until) {
                mark.until = word.parse().ok();
                if mark.until.is_none() {
                    let title = format!("`{word}` is not a date");
                    self.about.push(
                        Diagnostic::new(&C1908, title, span, "no date").help("write it as in `until 2027-01-31`"),
                    );
                }
            } else if word == "until" {
                until = true;
            } else {
                self.word(word, span, &mut mark);
            }
        }
        if mark.words.is_empty() && !mark.odd {
            let title = format!("this `{MARK}` names no code");
            let help = format!("say which, and why, as in `{MARK} C0304: the old client sends it`");
            self.about.push(Diagnostic::new(&C1908, title, comment.span, "no code").help(help));
            mark.odd = true;
        } else if reason.trim().is_empty() && !mark.words.is_empty() {
            let found = Diagnostic::new(&C1903, "a finding is set aside without a reason", comment.span, "no reason")
                .note("who reads it later cannot tell whether it still holds");
            let (end, said) = (comment.span.at_end(), if said.contains(':') { " why" } else { ": why" });
            self.about.push(found.fix("say why", Applicability::HasPlaceholders, end, said));
            mark.odd = true;
        }
        self.found.push(mark);
    }

    fn word(&mut self, word: &str, span: Span, mark: &mut Suppression) {
        match Name::find(word) {
            Some(name @ (Name::One(_) | Name::Range(_))) if name.is_firm() => {
                self.about.push(firm(word, span, "cannot be set aside"));
                mark.odd = true;
            }
            Some(name @ (Name::One(_) | Name::Range(_))) => {
                mark.words.push(Word { name, span, text: word.to_owned(), used: false });
            }
            Some(_) => {
                let title = format!("`{word}` is a group, and a group cannot be set aside in a source");
                let help = "name codes or a range, or give the group a level in `contract.toml`";
                self.about.push(Diagnostic::new(&C1902, title, span, "not a code").help(help));
                mark.odd = true;
            }
            None => {
                self.about.push(unknown(&C1902, word, span, near(word)));
                mark.odd = true;
            }
        }
    }
}
