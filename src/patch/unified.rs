//! Changes of files as git reads them.
//!
//! In: the bytes of a file before and after. Out: a patch that `git apply` takes, forwards and backwards: full blob ids, modes,
//! `/dev/null` where there is no file, and the mark for a last line without an end. Lines end at line feeds and nowhere else, and need
//! not be Unicode.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::blob::blob;

/// How many lines around a change are shown.
const AROUND: usize = 3;

/// A file, before or after.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) executable: bool,
}

impl Side<'_> {
    fn mode(&self) -> &'static str {
        if self.executable { "100755" } else { "100644" }
    }
}

/// The patch of one file.
pub(super) fn unified(path: &str, before: Option<Side>, after: Option<Side>) -> Vec<u8> {
    let none = "0".repeat(40);
    let id = |side: Option<Side>| side.map_or(none.clone(), |side| blob(side.bytes));
    // Git ends a name that has blanks with a tab.
    let end = if path.contains(' ') { "\t" } else { "" };
    let name = |letter: char, side: Option<Side>| match side {
        Some(_) => format!("{letter}/{path}{end}"),
        None => "/dev/null".to_owned(),
    };
    let mut out = format!("diff --git a/{path} b/{path}\n");
    match (before, after) {
        (None, Some(new)) => out += &format!("new file mode {}\n", new.mode()),
        (Some(old), None) => out += &format!("deleted file mode {}\n", old.mode()),
        _ => {}
    }
    out += &format!("index {}..{}", id(before), id(after));
    if let (Some(old), Some(_)) = (before, after) {
        out += &format!(" {}", old.mode());
    }
    out.push('\n');
    let (old, new) = (before.map_or(&b""[..], |side| side.bytes), after.map_or(&b""[..], |side| side.bytes));
    let mut out = out.into_bytes();
    if old != new {
        out.extend(format!("--- {}\n+++ {}\n", name('a', before), name('b', after)).bytes());
        hunks(&mut out, &lines(old), &lines(new));
    }
    out
}

/// The lines of a text with their ends.
pub(super) fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

/// The steps from some lines to others.
pub(super) fn steps(old: &[&[u8]], new: &[&[u8]]) -> Vec<DiffOp> {
    capture_diff_slices(Algorithm::Myers, old, new)
}

fn hunks(out: &mut Vec<u8>, old: &[&[u8]], new: &[&[u8]]) {
    for group in group_diff_ops(steps(old, new), AROUND) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let old_span = span(first.old_range().start, last.old_range().end);
        let new_span = span(first.new_range().start, last.new_range().end);
        out.extend(format!("@@ -{old_span} +{new_span} @@\n").bytes());
        for step in &group {
            if step.tag() == DiffTag::Equal {
                put(out, b' ', old.get(step.old_range()));
            } else {
                put(out, b'-', old.get(step.old_range()));
                put(out, b'+', new.get(step.new_range()));
            }
        }
    }
}

/// Lines as a hunk counts them: an empty range is named by the line before it.
fn span(start: usize, end: usize) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        count => format!("{},{count}", start + 1),
    }
}

fn put(out: &mut Vec<u8>, sign: u8, lines: Option<&[&[u8]]>) {
    for line in lines.unwrap_or_default() {
        out.push(sign);
        out.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            out.extend_from_slice(b"\n\\ No newline at end of file\n");
        }
    }
}
