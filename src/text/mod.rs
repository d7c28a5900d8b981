//! Stub: YAML below a first line `//`, until the real text surface is merged.

use crate::ast::{Difference, Document};
use crate::diag::{Diagnostic, code};
use crate::reading::Reading;
use crate::source::{FileId, Span};

/// Reads.
pub fn read(file: FileId, text: &str) -> Reading {
    if !text.starts_with("//") {
        let found = Diagnostic::new(&code::C0012, "expected a declaration", Span::new(file, 0, 1), "not this");
        return Reading { findings: vec![found], ..Reading::default() };
    }
    crate::yaml::read(file, &text.replacen("//", "# ", 1))
}

/// Writes and reads back.
pub fn write_checked(document: &Document) -> Result<String, Difference> {
    crate::yaml::write_checked(document).map(|text| format!("//\n{text}"))
}
