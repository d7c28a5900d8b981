//! A file of Python.
//!
//! In: what it is about, what it needs of others, its lines. Out: a [`Unit`].

use super::super::imports::Imports;
use super::{WIDTH, Writer, sentence, wrap};
use crate::unit::{Owner, Unit};

/// A file of Python: what it is, what it needs, what it says.
pub struct File {
    doc: String,
    own: String,
    /// What it needs.
    pub imports: Imports,
    /// What it says.
    pub body: Writer,
}

impl File {
    /// A file about `doc`, made from the declaration `own` (or, where that is empty, from the whole).
    pub fn new(doc: &str, own: &str) -> File {
        let mut body = Writer::default();
        body.set_origin(own);
        File { doc: doc.to_owned(), own: own.to_owned(), imports: Imports::default(), body }
    }

    /// The file as a unit.
    pub fn unit(self, path: impl Into<String>) -> Unit {
        let mut out = Writer::default();
        out.set_origin(&self.own);
        let mut paragraphs = self.doc.split("\n\n");
        let first = paragraphs.next().unwrap_or("");
        let rest: Vec<&str> = paragraphs.collect();
        if rest.is_empty() {
            out.doc(first);
        } else {
            let lines = wrap(&sentence(first), WIDTH - 3);
            for (at, line) in lines.iter().enumerate() {
                out.line(if at == 0 { format!("\"\"\"{line}") } else { line.clone() });
            }
            for paragraph in rest {
                out.gap();
                wrap(&sentence(paragraph), WIDTH).iter().for_each(|line| out.line(line));
            }
            out.line("\"\"\"");
        }
        out.gap();
        out.line("from __future__ import annotations");
        self.imports.write(&mut out);
        if !self.body.is_empty() {
            out.gap();
            if self.body.begins_with(&["class ", "def ", "async def ", "@"]) {
                out.gap();
            }
        }
        out.append(self.body);
        let (text, origins) = out.finish();
        Unit { path: path.into(), text, owner: Owner::Generated, origins }
    }
}
