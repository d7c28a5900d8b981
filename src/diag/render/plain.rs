//! A finding as a few lines without picture or colour, for logs: codespan-reporting's medium style.
//!
//! In: a finding. Out: a located headline, then `= ` lines: what is the matter there, the other places, notes, help, fixes.

use codespan_reporting::diagnostic::{Diagnostic as Report, Label, Severity};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term;

use super::place::Places;
use super::{clean, concise};
use crate::diag::{Diagnostic, Level};
use crate::source::{FileId, Span};

/// The lines.
pub(super) fn render(finding: &Diagnostic, places: &Places<'_>) -> String {
    let severity = match finding.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Hint => Severity::Help,
    };
    let mut report = Report::new(severity).with_code(finding.code.id).with_message(clean(&finding.title));
    if let Some((label, place)) = finding.primary.as_ref().and_then(|label| Some((label, places.of(label.span)?))) {
        report = report.with_labels(vec![Label::primary(label.span.file, place.bytes)]);
        if !label.text.is_empty() {
            report = report.with_notes(vec![format!("here: {}", clean(&label.text))]);
        }
    }
    for label in &finding.secondary {
        let Some(place) = places.of(label.span) else { continue };
        report.notes.push(format!("{}: {}", places.arrow(&place), clean(&label.text)));
    }
    report.notes.extend(finding.notes.iter().map(|note| format!("note: {}", clean(note))));
    report.notes.extend(finding.help.iter().map(|help| format!("help: {}", clean(&help.to_string()))));
    report.notes.extend(finding.fixes.iter().map(|fix| format!("fix: {}", clean(&fix.title))));

    let config = term::Config { display_style: term::DisplayStyle::Medium, ..term::Config::default() };
    match term::emit_into_string(&config, &Listed(places), &report) {
        Ok(text) if finding.level == Level::Hint => text.replacen("help[", "hint[", 1),
        Ok(text) => text,
        Err(_) => concise::render(finding, places),
    }
}

/// The files as codespan-reporting asks for them.
struct Listed<'a>(&'a Places<'a>);

impl<'a> Listed<'a> {
    fn place(&self, id: FileId, at: usize) -> Result<super::place::Place<'a>, Error> {
        self.0.of(Span::new(id, at, at)).ok_or(Error::FileMissing)
    }
}

impl<'a> Files<'a> for Listed<'a> {
    type FileId = FileId;
    type Name = String;
    type Source = &'a str;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(clean(&self.place(id, 0)?.file.path).into_owned())
    }

    fn source(&'a self, id: FileId) -> Result<&'a str, Error> {
        Ok(&self.place(id, 0)?.file.text)
    }

    fn line_index(&'a self, id: FileId, at: usize) -> Result<usize, Error> {
        Ok(self.place(id, at)?.file.line_of(at) - 1)
    }

    fn column_number(&'a self, id: FileId, _line: usize, at: usize) -> Result<usize, Error> {
        Ok(self.0.start(&self.place(id, at)?).column)
    }

    fn line_range(&'a self, id: FileId, line: usize) -> Result<std::ops::Range<usize>, Error> {
        let file = self.place(id, 0)?.file;
        Ok(file.line_start(line + 1)..file.line_start(line + 2))
    }
}
