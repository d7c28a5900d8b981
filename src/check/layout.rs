//! C0010: a section in a folder of another layer.
//!
//! In: the paths of the files. Out: a hint for each section that stands in a folder that is meant for others. Said only of sets that
//! keep to the usual folders elsewhere: who lays out a set by features does so on purpose.

use super::gather::Set;
use crate::ast::Entry;
use crate::diag::Diagnostic;
use crate::diag::code::C0010;
use crate::kinds::{KINDS, Kind};
use crate::lookup::HashSet;

/// Looks at every section of every file.
pub fn check<'a>(set: &Set<'a>, findings: &mut Vec<Diagnostic>) {
    let folders: HashSet<&str> = KINDS.iter().filter_map(|kind| folder(kind.file)).collect();
    let sections = || {
        let of = |path, entry: &'a Entry| Some((path, kind(entry)?, entry.key.span, entry.key.as_text()?));
        let entries = set.files.iter().flat_map(|file| {
            let entries = file.document.root.as_map().unwrap_or_default();
            entries.iter().map(move |entry| (file.path, entry))
        });
        entries.filter_map(move |(path, entry)| of(path, entry))
    };
    let right = sections().filter(|(path, kind, ..)| folder(path) == folder(kind.file)).count();
    let wrong: Vec<_> = sections()
        .filter(|(path, kind, ..)| {
            let here = folder(path).filter(|here| folders.contains(here));
            // v0 keeps projections in two places, and the glossary at the top.
            let fixed = folder(kind.file).is_some() && kind.keyword != "projection";
            fixed && here.is_some() && here != folder(kind.file)
        })
        .collect();
    if right <= wrong.len() {
        return;
    }
    for (path, kind, span, section) in wrong {
        let here = folder(path).unwrap_or("");
        let title = format!("the section `{section}` stands in the folder `{here}`");
        let found = Diagnostic::new(&C0010, title, span, format!("belongs to `{}`", kind.file))
            .note("others look for it there")
            .help(format!("move it to a file such as `{}`", kind.file));
        findings.push(found.at(section, ""));
    }
}

/// The kind whose section this is.
fn kind(entry: &Entry) -> Option<&'static Kind> {
    let root = entry.key.as_text()?;
    KINDS.iter().copied().find(|kind| kind.section.first() == Some(&root))
}

/// The innermost folder of a path.
fn folder(path: &str) -> Option<&str> {
    let (folders, _) = path.rsplit_once(['/', '\\'])?;
    Some(folders.rsplit(['/', '\\']).next().unwrap_or(folders))
}
