//! Reading, checking and writing by the library, without the command line.

use std::path::Path;

use contract::ast::Document;
use contract::check;
use contract::diag::{self, Diagnostic, Level};
use contract::kinds;
use contract::reading::Reading;
use contract::set::Surface;
use contract::source::{FileId, SourceFile, Sources};

/// The surface that the ending of a name tells.
pub fn surface(name: &str) -> Surface {
    Surface::of_path(Path::new(name)).unwrap_or_else(|| panic!("{name} has no ending of a surface"))
}

/// The other surface.
pub fn other(surface: Surface) -> Surface {
    match surface {
        Surface::Yaml => Surface::Contract,
        Surface::Contract | Surface::Json => Surface::Yaml,
    }
}

/// Reads one text.
pub fn read(surface: Surface, text: &str) -> Reading {
    read_as(surface, FileId(0), text)
}

fn read_as(surface: Surface, file: FileId, text: &str) -> Reading {
    let mut reading = surface.read(file, text);
    if let Some(document) = &mut reading.document {
        kinds::settle(document);
    }
    reading
}

/// Reads a text that must be readable; `Err` says what is wrong with it.
pub fn sound(surface: Surface, text: &str) -> Result<Document, String> {
    let reading = read(surface, text);
    let wrong = reading.findings.iter().find(|finding| finding.level == Level::Error);
    if let Some(finding) = wrong {
        let at = finding.primary.as_ref().map(|label| label.span.range());
        return Err(format!("cannot be read: {} at bytes {at:?}\n{text}", finding.title));
    }
    reading.document.ok_or_else(|| "there is no document".to_owned())
}

/// Writes a document; `Err` says where the text would mean something else.
pub fn write(surface: Surface, document: &Document) -> Result<String, String> {
    surface.write(document).map_err(|difference| format!("writing as {surface:?} changes the meaning: {difference:?}"))
}

/// Files that were read.
#[derive(Default)]
pub struct Read {
    pub sources: Sources,
    pub readings: Vec<Reading>,
}

impl Read {
    /// Reads these files: path and text each.
    pub fn of(files: &[(String, String)]) -> Read {
        let mut all = Read::default();
        for (path, text) in files {
            let file = all.sources.add(SourceFile::new(path.clone(), text.clone()));
            all.readings.push(read_as(surface(path), file, text));
        }
        all
    }

    /// The same files, but for one that has this text now.
    pub fn replace(self, file: FileId, text: &str) -> Read {
        let mut all = Read { sources: Sources::default(), readings: self.readings };
        for (id, source) in self.sources.iter() {
            let text = if id == file { text } else { &source.text };
            all.sources.add(SourceFile::new(source.path.clone(), text));
            if id == file {
                all.readings[id.0 as usize] = read_as(surface(&source.path), id, text);
            }
        }
        all
    }

    /// What the checks say of these files.
    pub fn checked(&self, complete: bool) -> Vec<Diagnostic> {
        let files: Vec<check::Source> = self
            .sources
            .iter()
            .zip(&self.readings)
            .filter_map(|((file, source), reading)| {
                Some(check::Source {
                    file,
                    path: &source.path,
                    document: reading.document.as_ref()?,
                    broken: &reading.broken,
                    whole: reading.is_whole(),
                })
            })
            .collect();
        check::check(&files, complete)
    }

    /// All findings, those of reading and those of the checks, in the order in which they are shown.
    pub fn findings(&self, complete: bool) -> Vec<Diagnostic> {
        let mut all: Vec<Diagnostic> = self.readings.iter().flat_map(|reading| reading.findings.clone()).collect();
        all.extend(self.checked(complete));
        diag::sort(&mut all);
        all
    }

    /// A finding in one line: `path:line:column code [text] title`.
    pub fn brief(&self, found: &Diagnostic) -> String {
        let Some(label) = &found.primary else { return format!("{} {}", found.code.id, found.title) };
        let file = self.sources.get(label.span.file).expect("a file");
        let place = file.position(label.span.start as usize);
        let said = self.sources.slice(label.span);
        format!("{}:{}:{} {} [{said}] {}", file.path, place.line, place.column, found.code.id, found.title)
    }
}
