//! The cases of `conformance/`, run as its page says.

mod accept;
pub mod expectation;
mod format;
mod reject;
mod round_trip;

use std::path::{Path, PathBuf};

use contract::diag::Diagnostic;
use contract::set::{Input, Set};

use crate::help::files;
use crate::help::library::Read;

/// A case: one file, or a folder of files that are one set.
pub struct Case {
    /// Its path, as a failing test shows it.
    pub name: String,
    /// Its files.
    pub files: Vec<PathBuf>,
}

/// The cases of a folder; a folder without any is a mistake.
pub fn cases(folder: &str) -> Vec<Case> {
    let folder = files::root().join("conformance").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases in {}", files::shown(&folder));
    let of = |path: PathBuf| Case {
        name: files::shown(&path),
        files: if path.is_dir() { files::below(&path) } else { vec![path] },
    };
    paths.into_iter().map(of).collect()
}

/// What was found in a case, and by which stage.
pub struct Outcome {
    pub read: Read,
    /// Stage (`load`, `shape`, `names`) and finding.
    pub findings: Vec<(&'static str, Diagnostic)>,
}

/// Reads and checks a case as a complete set.
pub fn run(case: &Case) -> Outcome {
    let inputs: Vec<Input> = case.files.iter().cloned().map(Input::Path).collect();
    let set = Set::load(&inputs);
    assert_eq!(set.sources.iter().count(), case.files.len(), "{}: every file is read", case.name);
    let mut findings: Vec<(&str, Diagnostic)> = set.findings.into_iter().map(|finding| ("load", finding)).collect();
    let mut read = Read { sources: set.sources, readings: Vec::new() };
    let mut readings = set.files.into_iter().map(|file| (file.id, file.reading)).peekable();
    for (id, _) in read.sources.iter() {
        let reading = readings.next_if(|(file, _)| *file == id).map(|(_, reading)| reading);
        read.readings.push(reading.unwrap_or_default());
    }
    findings.extend(read.readings.iter().flat_map(|it| &it.findings).map(|finding| ("load", finding.clone())));
    findings.extend(read.checked(true).into_iter().map(|finding| (stage(&finding), finding)));
    Outcome { read, findings }
}

/// The stage of the checks that has this code.
fn stage(finding: &Diagnostic) -> &'static str {
    if finding.code.id.starts_with("C00") { "shape" } else { "names" }
}

/// Fails with all that is wrong, if anything is.
pub fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} wrong\n\n{}\n", wrong.len(), wrong.join("\n\n"));
}

/// The text of a case's file where it is text at all.
pub fn text_of(path: &Path) -> Option<String> {
    String::from_utf8(std::fs::read(path).expect("a file")).ok()
}
