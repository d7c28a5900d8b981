//! What a reader of a surface gives back: a tree as far as there is one, and what was wrong.
//!
//! A reader never stops at the first mistake and never throws away what it could read.

use crate::ast::Document;
use crate::diag::Diagnostic;
use crate::kinds::Kind;

/// How deep brackets, maps and lists may stand inside each other, on every surface. People stay below ten; whatever walks a tree may
/// recurse.
pub const MAX_DEPTH: usize = 128;

/// The result of reading one file.
#[derive(Debug, Default)]
pub struct Reading {
    /// The tree; none where the file is nothing of its surface at all. With findings, it holds what was sound.
    pub document: Option<Document>,
    /// What was wrong.
    pub findings: Vec<Diagnostic>,
    /// Declarations that were begun but could not be read: later passes must not say that their names are missing.
    pub broken: Vec<Broken>,
}

/// A declaration that could not be read.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its kind, where the keyword could be read.
    pub kind: Option<&'static Kind>,
    /// Its name, where it could be read.
    pub name: Option<String>,
}

impl Reading {
    /// Whether all of the file was read, so that the document says all that the file says.
    pub fn is_whole(&self) -> bool {
        self.document.is_some()
            && self.broken.is_empty()
            && self.findings.iter().all(|finding| finding.level > crate::diag::Level::Error)
    }
}
