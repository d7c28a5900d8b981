//! Diagnostics as text: for people (rich), for logs (plain), for `grep` (concise), for programs (JSON lines, SARIF, JUnit),
//! for reviews (GitHub, Markdown), for coding agents.
//!
//! In: a [`Diagnostic`], the [`Sources`] it speaks of, a [`Look`]. Out: a string that ends in a line break. Pure: never
//! prints, never asks the terminal. The types of the rendering libraries stay in here. Control characters of files and
//! messages never reach the output.

mod agent;
mod clean;
mod concise;
mod fix;
mod github;
mod json;
mod junit;
mod markdown;
mod place;
mod plain;
mod rich;
mod sarif;
mod sheet;
mod spot;
mod style;
mod summary;
mod wrap;

pub use clean::clean;
pub use json::fingerprint;
pub use style::{Role, paint};
pub use summary::{Counts, Hidden, count, summary};

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use super::Diagnostic;
use crate::source::Sources;

/// How reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Several lines with a picture of the source.
    #[default]
    Rich,
    /// A few lines without picture or colour.
    Plain,
    /// One line.
    Concise,
    /// One JSON object a line.
    Json,
    /// A short block of fixed form.
    Agent,
    /// A workflow command of GitHub.
    Github,
    /// All in one SARIF log.
    Sarif,
    /// All in one JUnit report.
    Junit,
    /// All in one comment.
    Markdown,
}

impl Format {
    /// Whether it tells all findings of a run in one piece.
    pub fn is_whole(self) -> bool {
        matches!(self, Format::Sarif | Format::Junit | Format::Markdown)
    }
}

/// How reports look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The form.
    pub format: Format,
    /// Whether colours are used (by `Rich` only).
    pub color: bool,
    /// The columns to fill.
    pub width: usize,
}

/// Writes the findings of one run.
pub struct Renderer<'a> {
    places: place::Places<'a>,
    look: Look,
    explained: HashSet<&'static str>,
}

impl<'a> Renderer<'a> {
    /// A renderer for findings in these files.
    pub fn new(sources: &'a Sources, look: Look) -> Renderer<'a> {
        Renderer { places: place::Places::new(sources), look, explained: HashSet::new() }
    }

    /// All findings of a run, in one piece.
    pub fn render_all(&mut self, findings: &[Diagnostic]) -> String {
        match self.look.format {
            Format::Sarif => sarif::render(findings, &self.places),
            Format::Junit => junit::render(findings, &self.places),
            Format::Markdown => markdown::render(findings, &self.places),
            _ => findings.iter().map(|finding| self.render(finding)).collect(),
        }
    }

    /// One finding. The first of each code says how to learn more about it.
    pub fn render(&mut self, finding: &Diagnostic) -> String {
        match self.look.format {
            Format::Rich => {
                let first = self.explained.insert(finding.code.id);
                rich::render(finding, &self.places, self.look, first)
            }
            Format::Plain => plain::render(finding, &self.places),
            Format::Concise => concise::render(finding, &self.places),
            Format::Json => json::render(finding, &self.places),
            Format::Agent => agent::render(finding, &self.places),
            Format::Github => github::render(finding, &self.places),
            Format::Sarif | Format::Junit | Format::Markdown => self.render_all(std::slice::from_ref(finding)),
        }
    }
}
