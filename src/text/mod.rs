//! The text surface: `.contract` files to trees, and back.
//!
//! ```text
//! text ── token ── scan (brackets, declarations) ── grammar (lines) ── form (meaning) ──► tree
//! tree ── form ── print (layout) ──► text ── read again: does it mean the same?
//! ```
//!
//! Knows the words of kinds, and nothing of YAML or of checks.

mod body;
mod clause;
mod cursor;
mod file;
mod form;
mod grammar;
mod line;
mod order;
mod print;
mod scalar;
mod scan;
mod token;

#[cfg(test)]
mod tests;

pub use clause::spell;
pub use file::{read, write};

use crate::ast::{Comment, Difference, Document, Path, difference};
use crate::kinds::settle;
use crate::source::FileId;

/// Writes a settled document, reads the text again, and hands it out only if it means the same and no comment is lost.
///
/// # Errors
///
/// The first difference, if there is one: that is a mistake of ours, never of the input.
pub fn write_checked(document: &Document) -> Result<String, Difference> {
    let text = write(document);
    read_back(document, &text)?;
    Ok(text)
}

/// As [`write_checked`], for a document that was read from `source`: what is laid out already needs no second look.
///
/// # Errors
///
/// As [`write_checked`].
pub fn format(document: &Document, source: &str) -> Result<String, Difference> {
    let text = write(document);
    if text != source {
        read_back(document, &text)?;
    }
    Ok(text)
}

/// A document as the text surface gives it back: the same meaning and comments, and only those blank lines that text keeps. What
/// is no map at its root has no text; it is given back as it is.
///
/// # Errors
///
/// As [`write_checked`].
pub fn through(document: &Document) -> Result<Document, Difference> {
    if document.root.as_map().is_none_or(|entries| entries.is_empty()) {
        return Ok(document.clone());
    }
    let mut again = read_back(document, &write(document))?;
    settle(&mut again);
    Ok(again)
}

/// What `text`, written from `document`, reads as; refused if it says something else or lacks a comment.
fn read_back(document: &Document, text: &str) -> Result<Document, Difference> {
    let again = read(FileId(0), text);
    let lost = |left: String, right: String| Err(Difference { path: Path::default(), left, right });
    if let Some(finding) = again.findings.first() {
        let place = finding.primary.as_ref().map(|label| label.span.range());
        return lost("a sound text".into(), format!("`{}` at {place:?}", finding.title));
    }
    let Some(read) = again.document else { return lost("a document".into(), "nothing".into()) };
    if let Some(difference) = difference(&document.root, &read.root) {
        return Err(difference);
    }
    if comments(document) != comments(&read) {
        return lost(format!("{:?}", comments(document)), format!("{:?}", comments(&read)));
    }
    Ok(read)
}

/// Whether a comment tells the order of the declarations of a text: the reader makes it, the writer obeys it.
pub fn is_order(comment: &Comment) -> bool {
    comment.text.starts_with(order::MARK)
}

/// The comments of a document, sorted; that of the order is none of them.
fn comments(document: &Document) -> Vec<&str> {
    let mut found = Vec::new();
    document.each_comment(&mut |comment: &Comment| {
        if !is_order(comment) {
            found.push(comment.text.trim());
        }
    });
    found.sort_unstable();
    found
}
