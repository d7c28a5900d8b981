//! The checks, tried on small files and on the sample sets that lie beside the repository.

mod cases;
mod deep;
pub mod dice;
mod mistakes;
mod mutations;
mod pages;
mod partial;
mod samples;
mod shares;
mod slips;
mod strange;
mod told;

use std::path::{Path, PathBuf};

use super::deep::Sound;
use super::{Source, check, gather};
use crate::diag::{Code, Diagnostic, Layer, Level};
use crate::reading::Reading;
use crate::source::{FileId, SourceFile, Sources};

/// Files that were read.
#[derive(Default)]
pub struct Read {
    pub sources: Sources,
    pub readings: Vec<Reading>,
}

impl Read {
    /// Reads these texts; the ending says the surface.
    pub fn of(files: &[(String, String)]) -> Read {
        let mut sources = Sources::default();
        let mut readings = Vec::new();
        for (path, text) in files {
            let id = sources.add(SourceFile::new(path.clone(), text.clone()));
            readings.push(read(path, id, text));
        }
        Read { sources, readings }
    }

    /// All findings: those of reading, then those of checking.
    pub fn check(&self, complete: bool) -> Vec<Diagnostic> {
        let mut findings: Vec<Diagnostic> = self.readings.iter().flat_map(|read| read.findings.clone()).collect();
        findings.extend(check(&self.files(), complete));
        findings
    }

    /// What no code can be made for.
    pub fn refused(&self) -> Vec<Diagnostic> {
        super::check_then(&self.files(), true, |_| true, |valid| crate::ir::lower(valid).refused).unwrap_or_default()
    }

    fn files(&self) -> Vec<Source<'_>> {
        let source = |((file, source), reading)| {
            let (source, reading): (&SourceFile, &Reading) = (source, reading);
            Some(Source {
                file,
                path: &source.path,
                document: reading.document.as_ref()?,
                broken: &reading.broken,
                whole: reading.is_whole(),
            })
        };
        self.sources.iter().zip(&self.readings).filter_map(source).collect()
    }

    /// Hands on what is sound of the first file, taken for a whole set without findings.
    pub fn sound<T>(&self, then: impl FnOnce(&Sound) -> T) -> T {
        let document = self.readings[0].document.as_ref().unwrap();
        let (file, source) = self.sources.iter().next().unwrap();
        let files = [Source { file, path: &source.path, document, broken: &[], whole: true }];
        let set = gather::gather(&files, true);
        let texts = set.declarations.iter().map(crate::check::deep::model::Texts::of).collect();
        let seen = crate::check::Seen { uses: Default::default(), texts };
        then(&Sound::of(&set, &seen, &[]))
    }

    /// The findings of form and reference, of which each slip makes one: C00, C01, C0201 and C0205, without hints.
    pub fn form(&self, complete: bool) -> Vec<Diagnostic> {
        let of_form = |code: &Code| code.layer() <= Layer::NAMES || ["C0201", "C0205"].contains(&code.id);
        let mut all: Vec<Diagnostic> = self.readings.iter().flat_map(|read| read.findings.clone()).collect();
        let files = self.files();
        let set = gather::gather(&files, complete);
        let (mut found, _) = super::of_form(&set);
        super::rank::rank(&set, &mut found);
        crate::diag::sort(&mut found);
        all.append(&mut found);
        all.into_iter().filter(|found| of_form(found.code) && found.level != Level::Hint).collect()
    }

    /// A finding as a few lines.
    pub fn brief(&self, found: &Diagnostic) -> String {
        let mut out = String::new();
        if let Some(label) = &found.primary {
            let file = self.sources.get(label.span.file).unwrap();
            let line = file.position(label.span.start as usize).line;
            out += &format!("{}:{line}: ", file.path);
            out += &format!("{} {} [{}] {}", found.code.id, found.title, self.sources.slice(label.span), label.text);
        }
        for label in &found.secondary {
            let file = self.sources.get(label.span.file).unwrap();
            let line = file.position(label.span.start as usize).line;
            out += &format!("\n    {}:{line} [{}] {}", file.path, self.sources.slice(label.span), label.text);
        }
        for note in &found.notes {
            out += &format!("\n    note: {note}");
        }
        for help in &found.help {
            out += &format!("\n    help: {help}");
        }
        for fix in &found.fixes {
            out += &format!("\n    fix ({}): {}", fix.applicability.name(), fix.title);
        }
        out
    }
}

/// Reads one file; the ending of its path says the surface.
pub fn read(path: &str, id: FileId, text: &str) -> Reading {
    let surface = crate::set::Surface::of_path(std::path::Path::new(path));
    surface.unwrap_or(crate::set::Surface::Yaml).read(id, text)
}

/// The same files on the text surface.
pub fn as_text(files: Vec<(String, String)>) -> Vec<(String, String)> {
    let convert = |(path, text): (String, String)| {
        let mut document = crate::yaml::read(FileId(0), &text).document.unwrap();
        crate::kinds::settle(&mut document);
        let path = path.rsplit_once('.').map_or(path.clone(), |(stem, _)| format!("{stem}.contract"));
        (path, crate::text::write(&document))
    };
    files.into_iter().map(convert).collect()
}

/// Holds a file of cases against what is said now: each is a small set behind `@@@`, whose line has a word for the test, with its findings
/// behind `@@=`. With `UPDATE` in the environment, the findings are written anew.
fn as_written(name: &str, of: impl Fn(&str, &Read) -> Vec<Diagnostic>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/tests").join(name);
    let written = std::fs::read_to_string(&path).unwrap();
    let mut now = String::new();
    for (word, text) in cases(&written) {
        let read = Read::of(&[("t.yaml".into(), text.into())]);
        let found: String = of(word.trim(), &read).iter().map(|found| read.brief(found) + "\n").collect();
        now += &format!("@@@{word}\n{text}@@=\n{found}");
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    assert!(now == written, "{now}");
}

/// The cases of such a file: the word for the test, and the set.
fn cases(written: &str) -> impl Iterator<Item = (&str, &str)> {
    let texts = written.split("@@@").skip(1).map(|case| case.split_once("@@=\n").unwrap().0);
    texts.map(|text| text.split_once('\n').unwrap())
}

/// The findings of one YAML file that is checked alone, or as a whole set.
pub fn findings(text: &str, complete: bool) -> String {
    let read = Read::of(&[("t.yaml".into(), text.into())]);
    let all = read.check(complete);
    all.iter().map(|found| read.brief(found)).collect::<Vec<_>>().join("\n")
}

/// All YAML files of a folder beside the repository; says so where it is absent.
pub fn sample(folder: &str) -> Option<Vec<(String, String)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    if paths.is_empty() {
        eprintln!("not tested: there is no sample set in {}", root.display());
        return None;
    }
    paths.sort();
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
    Some(paths.iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect())
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml") {
            paths.push(path);
        }
    }
}
