//! Edits put into a text.
//!
//! In: a text and edits. Out: the text after them, or nothing where they overlap or cut a character.

use crate::diag::Edit;

/// The text after these edits.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        let range = edit.span.range();
        out.push_str(text.get(done..range.start)?);
        out.push_str(&edit.insert);
        done = range.end;
        text.get(range)?;
    }
    out.push_str(text.get(done..)?);
    Some(out)
}
