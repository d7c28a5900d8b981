//! All declarations of all files, and what of them could not be had.
//!
//! In: the files. Out: [`Set`]. Says nothing about what is wrong.

use super::place::{called, has_twice};
use super::{Source, fit};
use crate::ast::{Entry, Node};
use crate::diag::nearest::nearest;
use crate::kinds::{self, KINDS, Kind};
use crate::lookup::HashSet;
use crate::source::Span;

/// A declaration of a file.
#[derive(Debug)]
pub struct Declaration<'a> {
    /// Its number in the set.
    pub at: usize,
    /// What it is.
    pub kind: &'static Kind,
    /// What it says: always a map.
    pub node: &'a Node,
    /// What it is called, and where that is said.
    pub name: Option<(&'a str, Span)>,
    /// How findings speak of it: `commands/CheckIn`.
    pub element: String,
    /// Whether all of its file was read: else a part that is empty may be one that could not be read.
    pub whole: bool,
}

/// All that was declared.
#[derive(Debug)]
pub struct Set<'a> {
    /// The files.
    pub files: &'a [Source<'a>],
    /// Whether nothing is declared elsewhere.
    pub complete: bool,
    /// The declarations, in the order of files and lines.
    pub declarations: Vec<Declaration<'a>>,
    /// What was declared but could not be read.
    pub lost: Lost<'a>,
    /// Whether some declaration stands among those of another kind.
    pub misplaced: bool,
}

/// Declarations of which not even the name is known, or not more than the name.
#[derive(Debug, Default)]
pub struct Lost<'a> {
    /// Anything may have been lost.
    anything: bool,
    /// Kinds of which something was lost.
    kinds: HashSet<&'static str>,
    /// Names that were read, though their declarations were not.
    names: HashSet<&'a str>,
}

impl Lost<'_> {
    /// Whether a name of one of these kinds may be declared in what was lost.
    pub fn may_hold(&self, kinds: &[&str], name: &str) -> bool {
        self.anything || self.names.contains(name) || kinds.iter().any(|kind| self.kinds.contains(kind))
    }
}

/// Takes the declarations out of the files.
pub fn gather<'a>(files: &'a [Source<'a>], complete: bool) -> Set<'a> {
    let mut set = Set { files, complete, declarations: Vec::new(), lost: Lost::default(), misplaced: false };
    for source in files {
        let entries = source.document.root.as_map().unwrap_or(&[]);
        let nothing_read = !source.whole && source.broken.is_empty() && entries.is_empty();
        let no_sections = matches!(source.document.root.value, crate::ast::Value::List(_));
        set.lost.anything |= nothing_read || no_sections;
        for broken in source.broken {
            match (&broken.name, broken.kind) {
                (Some(name), _) => _ = set.lost.names.insert(name),
                (None, Some(kind)) => _ = set.lost.kinds.insert(kind.keyword),
                (None, None) => set.lost.anything = true,
            }
        }
        for entry in entries {
            of_root(entry, source.whole, &mut set);
        }
    }
    set
}

fn of_root<'a>(entry: &'a Entry, whole: bool, set: &mut Set<'a>) {
    let Some(root) = entry.key.as_text() else { return };
    let Some(first) = KINDS.iter().find(|kind| kind.section.first() == Some(&root)) else {
        // A misspelt or misplaced section: what stands in it is declared all the same.
        let inner = |kind: &&&Kind| kind.section.len() == 2 && kind.section.last() == Some(&root);
        set.lost.kinds.extend(KINDS.iter().filter(inner).map(|kind| kind.keyword));
        if let Some(meant) = nearest(root, kinds::sections()) {
            lose(set, &[meant]);
        }
        return;
    };
    if first.section.len() == 1 {
        return of_section(first, &entry.node, whole, set);
    }
    let Some(inner) = entry.node.as_map() else {
        if !is_null(&entry.node) {
            lose(set, &[root]);
        }
        return;
    };
    for inner in inner {
        let Some(name) = inner.key.as_text() else { continue };
        if let Some(kind) = kinds::by_section(&[root, name]) {
            of_section(kind, &inner.node, whole, set);
            continue;
        }
        let parts =
            KINDS.iter().filter(|kind| kind.section.first() == Some(&root)).filter_map(|kind| kind.section.get(1));
        if let Some(meant) = nearest(name, parts.copied()) {
            lose(set, &[root, meant]);
        }
    }
}

fn of_section<'a>(kind: &'static Kind, node: &'a Node, whole: bool, set: &mut Set<'a>) {
    if kind.single {
        if node.as_map().is_some() {
            let element = kind.section.join("/");
            set.declarations.push(Declaration { at: set.declarations.len(), kind, node, name: None, element, whole });
        }
        return;
    }
    let Some(items) = node.as_list() else {
        if !is_null(node) {
            set.lost.kinds.insert(kind.keyword);
        }
        return;
    };
    set.declarations.reserve(items.len());
    for (at, item) in items.iter().enumerate() {
        if item.node.as_map().is_none() {
            set.lost.kinds.insert(kind.keyword);
            continue;
        }
        let node = &item.node;
        // Under a section whose line was lost, things hang on to the section above. They are taken for what they are.
        let meant = fit::meant(node, kind);
        set.misplaced |= meant.is_some();
        let kind = meant.unwrap_or(kind);
        let name = node.get(kind.name).and_then(|name| Some((called(name)?, name.span)));
        if (name.is_none() || has_twice(node)) && !kind.name.is_empty() {
            set.lost.kinds.insert(kind.keyword);
        }
        let element = match name {
            Some((name, _)) => element(kind, name),
            None => element(kind, &described(kind, node).unwrap_or_else(|| at.to_string())),
        };
        set.declarations.push(Declaration { at: set.declarations.len(), kind, node, name, element, whole });
    }
}

/// How a declaration is spoken of: its section, and its name there.
fn element(kind: &Kind, name: &str) -> String {
    let length = kind.section.iter().map(|part| part.len() + 1).sum::<usize>();
    let mut element = String::with_capacity(length + name.len());
    for part in kind.section {
        element.push_str(part);
        element.push('/');
    }
    element.push_str(name);
    element
}

/// How a declaration without a name is spoken of: by what tells it from its neighbours, so that it stays the same when they move.
fn described(kind: &Kind, node: &Node) -> Option<String> {
    let keys: &[&str] = match kind.keyword {
        "route" => &["method", "path"],
        "grant" => &["role"],
        "bucket" => &["bucket"],
        "observe" => &["kind", "ref"],
        _ => return None,
    };
    let words: Option<Vec<&str>> = keys.iter().map(|key| node.get(key).and_then(called)).collect();
    words.map(|words| words.join(" "))
}

fn lose(set: &mut Set, section: &[&str]) {
    set.lost.kinds.extend(KINDS.iter().filter(|kind| kind.section.starts_with(section)).map(|kind| kind.keyword));
}

fn is_null(node: &Node) -> bool {
    matches!(node.value, crate::ast::Value::Null)
}
