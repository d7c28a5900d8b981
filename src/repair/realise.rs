//! Changes of what is said become edits of the text.
//!
//! In: a set and findings. Out: the findings, their fixes with edits. Four ways are tried, the one that keeps most of the
//! text first, and each is distrusted: the text is read again, and must say what is meant, with all its comments. A fix
//! for which no way holds becomes a help.

use std::collections::BTreeMap;

use super::lines::{Lines, transfer};
use super::resolve::{Op, Placed, declaration, follow, resolve};
use super::{edits, flow, guard, tree};
use crate::ast::{Document, Entry, Item, Node, Notes, Value, difference};
use crate::diag::{Applicability, Change, Diagnostic, Edit, Help, Level, Licence};
use crate::set::{File, Set, Surface};
use crate::source::{FileId, Span};

/// How many bytes are read again in one run: what is above it keeps its advice without edits.
const MOST: usize = 16 << 20;

/// Gives edits to the fixes that have none yet, and spells what is advised on the surface of the file that it is about.
pub fn realise(set: &Set, findings: &mut [Diagnostic]) {
    for finding in findings.iter_mut() {
        let file = finding.primary.as_ref().and_then(|label| set.file(label.span.file));
        let surface = file.map_or(Surface::Yaml, |file| file.surface);
        finding.help.iter_mut().for_each(|help| help.spell(|clause| surface.spell(clause)));
    }
    let mut files: BTreeMap<FileId, Text<'_>> = BTreeMap::new();
    let mut left = MOST;
    for finding in findings.iter_mut().filter(|it| it.fixes.iter().any(|fix| fix.edits.is_empty())) {
        for mut fix in std::mem::take(&mut finding.fixes) {
            if fix.edits.is_empty()
                && let Some((edits, allowed)) =
                    of_fix(set, guard::licence(finding.code, &fix), &fix.changes, &mut files, &mut left)
            {
                fix.edits = edits;
                if !allowed && fix.applicability == Applicability::MachineApplicable {
                    fix.applicability = Applicability::MaybeIncorrect;
                }
            }
            if fix.edits.is_empty() {
                let help = Help::from(fix.title);
                if !finding.help.contains(&help) {
                    finding.help.push(help);
                }
            } else {
                finding.fixes.push(fix);
            }
        }
    }
}

/// The edits of a fix, and whether the guard lets them be made.
fn of_fix<'s>(
    set: &'s Set,
    licence: Licence,
    changes: &[Change],
    files: &mut BTreeMap<FileId, Text<'s>>,
    left: &mut usize,
) -> Option<(Vec<Edit>, bool)> {
    let mut by_file: BTreeMap<FileId, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_file.entry(change.from.file).or_default().push(change);
    }
    let (mut edits, mut allowed) = (Vec::new(), true);
    for (id, changes) in by_file {
        let text = match files.entry(id) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let file = set.file(id)?;
                new.insert(Text::of(set, file)?)
            }
        };
        let (mut own, meant) = text.edits(&changes, left)?;
        edits.append(&mut own);
        allowed &= guard::allows(licence, text.document, &meant);
    }
    Some((edits, allowed))
}

/// A file that is to be changed.
struct Text<'s> {
    id: FileId,
    surface: Surface,
    text: &'s str,
    document: &'s Document,
    lines: Lines<'s>,
    /// Whether the text is laid out as we would.
    canonical: bool,
}

impl<'s> Text<'s> {
    fn of(set: &'s Set, file: &'s File) -> Option<Text<'s>> {
        let (document, text) = (file.whole()?, set.text(file));
        let canonical = file.surface.print(document) == text;
        Some(Text { id: file.id, surface: file.surface, text, document, lines: Lines::of(text), canonical })
    }

    /// The edits for these changes, by the first way that holds, and what is said after them.
    fn edits(&self, changes: &[&Change], left: &mut usize) -> Option<(Vec<Edit>, Document)> {
        let root = &self.document.root;
        let placed = resolve(self.document, changes)?;
        let meant = Document { root: tree::apply(root, &placed)?, notes: self.document.notes.clone() };
        let ways: [&dyn Fn() -> Option<Vec<Edit>>; 6] = [
            &|| self.whole_declarations(&placed),
            &|| self.canonical.then(|| self.by_prints(0..self.lines.count(), self.document, &meant)).flatten(),
            &|| flow::edits(root, self.text, &placed, flow::Spelling::Bare),
            &|| flow::edits(root, self.text, &placed, flow::Spelling::Quoted),
            &|| self.by_declarations(&placed, &meant, false),
            &|| self.by_declarations(&placed, &meant, true),
        ];
        let edits = ways.iter().find_map(|way| {
            let edits = way()?;
            *left = left.checked_sub(self.text.len())?;
            self.holds(&edits, &meant).then_some(edits)
        })?;
        Some((edits, meant))
    }

    /// Whether the text says what is meant after these edits.
    fn holds(&self, edits: &[Edit], meant: &Document) -> bool {
        let Some(text) = edits::apply(self.text, edits) else { return false };
        let again = self.surface.read(FileId(0), &text);
        let sound = again.findings.iter().all(|finding| finding.level != Level::Error);
        let Some(document) = again.document.filter(|_| sound && again.broken.is_empty()) else { return false };
        !edits.is_empty()
            && difference(&document.root, &meant.root).is_none()
            && comments(&document, self.surface) == comments(meant, self.surface)
    }

    /// The edits by comparing two prints of a document.
    fn by_prints(&self, within: std::ops::Range<usize>, before: &Document, after: &Document) -> Option<Vec<Edit>> {
        transfer(self.id, &self.lines, within, &self.surface.print(before), &self.surface.print(after))
    }

    /// The edits by comparing two prints of each declaration that changes or, where nothing else helps, the new print in
    /// place of what was there.
    fn by_declarations(&self, placed: &[Placed], meant: &Document, anew: bool) -> Option<Vec<Edit>> {
        let mut units: Vec<&[usize]> = Vec::new();
        for own in placed {
            let (_, steps) = declaration(&self.document.root, &own.path)?;
            let unit = own.path.get(..steps)?;
            if own.path.len() == steps && matches!(own.op, Op::Remove | Op::Move(_)) {
                return None;
            }
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        let mut all = Vec::new();
        for unit in units {
            let (before, after) = (alone(&self.document.root, unit)?, alone(&meant.root, unit)?);
            let within = self.lines.around(self.extent(unit)?.range());
            if !anew {
                all.append(&mut self.by_prints(within, &before, &after)?);
                continue;
            }
            let print = self.surface.print(&after);
            let header = if self.surface == Surface::Yaml { unit.len() - 1 } else { 0 };
            let lines: Vec<&str> = print.lines().skip(header).collect();
            let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
            let (there, here) = (indent(lines.first()?), indent(self.lines.line(within.start)));
            let shifted = lines.iter().map(|line| match line.trim_start() {
                "" => String::new(),
                words => format!("{}{words}", " ".repeat((indent(line) + here).saturating_sub(there))),
            });
            all.push(self.lines.replace(self.id, within, &shifted.collect::<Vec<_>>()));
        }
        Some(all)
    }

    /// The edits that take whole declarations away or put new ones at the end of a text.
    fn whole_declarations(&self, placed: &[Placed]) -> Option<Vec<Edit>> {
        let root = &self.document.root;
        let mut all = Vec::new();
        for own in placed {
            let section = || declaration(root, &[own.path.as_slice(), &[0]].concat()).map(|(_, steps)| steps);
            match &own.op {
                Op::Remove if declaration(root, &own.path).is_none_or(|(_, steps)| steps == own.path.len()) => {
                    let mut lines = self.lines.around(self.extent(&own.path)?.range());
                    let blank = |at: usize| self.lines.line(at).trim().is_empty();
                    if lines.end < self.lines.count() && blank(lines.end) {
                        lines.end += 1;
                    } else if lines.start > 0 && blank(lines.start - 1) {
                        lines.start -= 1;
                    }
                    all.push(self.lines.replace(self.id, lines, &[]));
                }
                Op::Item(at, _) if self.surface == Surface::Contract && section() == Some(own.path.len() + 1) => {
                    let list = follow(root, &own.path)?.as_list()?;
                    if *at < list.len() {
                        return None;
                    }
                    let placed = Placed { path: own.path.clone(), op: own.op.clone() };
                    let with = tree::apply(root, &[placed])?;
                    let mut lines = vec![String::new()];
                    let unit = [own.path.as_slice(), &[*at]].concat();
                    lines.extend(self.surface.print(&alone(&with, &unit)?).lines().map(str::to_owned));
                    all.push(self.lines.replace(self.id, self.lines.count()..self.lines.count(), &lines));
                }
                _ => return None,
            }
        }
        Some(all)
    }

    /// Where all that belongs to a node stands: its key, its values, its comments.
    fn extent(&self, path: &[usize]) -> Option<Span> {
        let (last, around) = path.split_last()?;
        match &follow(&self.document.root, around)?.value {
            Value::List(items) => items.get(*last).map(Item::extent),
            Value::Map(entries) => entries.get(*last).map(Entry::extent),
            _ => None,
        }
    }
}

/// A document that holds one declaration of another and nothing else.
fn alone(root: &Node, unit: &[usize]) -> Option<Document> {
    let (at, rest) = unit.split_first()?;
    let entry = root.as_map()?.get(*at)?;
    let node = |value| Node::new(value, root.span);
    let mut only = Entry { notes: Notes::default(), key: entry.key.clone(), node: node(Value::Null) };
    only.node = match rest {
        [] => {
            only.notes = entry.notes.clone();
            entry.node.clone()
        }
        [item] => {
            let item = entry.node.as_list()?.get(*item)?;
            node(Value::List(vec![item.clone()]))
        }
        [inner, item] => {
            let inner = entry.node.as_map()?.get(*inner)?;
            let item = inner.node.as_list()?.get(*item)?.clone();
            let list = node(Value::List(vec![item]));
            node(Value::Map(vec![Entry { notes: Notes::default(), key: inner.key.clone(), node: list }]))
        }
        _ => return None,
    };
    Some(Document { root: node(Value::Map(vec![only])), notes: Notes::default() })
}

/// The comments of a document, sorted, without those that a surface makes itself.
fn comments(document: &Document, surface: Surface) -> Vec<&str> {
    let mut all = Vec::new();
    document.each_comment(&mut |comment| {
        if !surface.makes(comment) {
            all.push(comment.text.trim());
        }
    });
    all.sort_unstable();
    all
}
