//! A set: the files of a folder (or one file, or standard input), of any surface, read.
//!
//! In: what the command line names. Out: a [`Set`]: files in the order of their paths, each with its tree, and what was
//! wrong with getting at them. The same at any number of threads.

mod belongs;
mod fetch;
mod find;
mod home;
mod surface;
pub mod write;

pub use find::show;
pub use home::Home;
pub use surface::Surface;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::ast::Document;
use crate::diag::{Diagnostic, code};
use crate::reading::Reading;
use crate::source::{FileId, SourceFile, Sources};

/// What to read.
#[derive(Clone, Debug)]
pub enum Input {
    /// A folder or file.
    Path(PathBuf),
    /// Standard input, with the name it would have as a file.
    Stdin(Option<String>),
}

/// A file of a set.
#[derive(Debug)]
pub struct File {
    /// Its number in the sources of the set.
    pub id: FileId,
    /// Where it lies; nothing for standard input.
    pub disk: Option<PathBuf>,
    /// Its path inside the folder that was named; its name, where it was named itself.
    pub inner: PathBuf,
    /// The surface it is written in.
    pub surface: Surface,
    /// What was read.
    pub reading: Reading,
}

/// Files read together.
#[derive(Debug, Default)]
pub struct Set {
    /// Paths and texts, also of files that could not be read or do not belong.
    pub sources: Sources,
    /// The files, by path.
    pub files: Vec<File>,
    /// What was wrong with getting at files.
    pub findings: Vec<Diagnostic>,
    /// YAML files that say nothing of contracts: not looked at any further.
    pub skipped: Vec<String>,
    /// Whether this is all there is: a folder, with nothing in it unreadable.
    pub complete: bool,
    /// The settings around it, once they were looked for.
    pub home: Home,
}

impl Set {
    /// Finds and reads. Never fails: what is wrong is in the findings.
    pub fn load(inputs: &[Input]) -> Set {
        let found = find::find(inputs);
        let mut set = Set { findings: found.findings, complete: found.folders, ..Set::default() };
        let named = found.files.len() == 1;
        let texts: Vec<fetch::Fetched> =
            found.files.par_iter().map(|file| fetch::fetch(file.disk.as_deref())).collect();

        let mut kept = Vec::new();
        for (file, fetch::Fetched { text, problem }) in found.files.into_iter().zip(texts) {
            let id = set.sources.add(SourceFile::new(file.shown.clone(), text));
            match problem {
                None => kept.push((id, file)),
                Some(_)
                    if !file.named
                        && !named
                        && set.sources.get(id).is_some_and(|it| belongs::is_stranger(&file, it)) =>
                {
                    set.skipped.push(file.shown);
                }
                Some(problem) => {
                    set.findings.push(problem.at(id));
                    set.complete = false;
                }
            }
        }

        let read: Vec<(FileId, find::Found, Surface, Reading)> = kept
            .into_par_iter()
            .map(|(id, file)| {
                let text = set.sources.get(id).map_or("", |file| file.text.as_str());
                let surface = file.surface.unwrap_or_else(|| Surface::guess(text));
                (id, file, surface, read(surface, id, text))
            })
            .collect();

        for (id, file, surface, reading) in read {
            let source = set.sources.get(id);
            if surface == Surface::Yaml && !file.named {
                let belongs = source.is_some_and(|source| belongs::belongs(&file, source, &reading));
                if !belongs {
                    set.skipped.push(file.shown);
                    continue;
                }
            }
            set.files.push(File { id, disk: file.disk, inner: file.inner, surface, reading });
        }
        set.skipped.sort_unstable();
        if set.files.is_empty() && set.findings.is_empty() {
            set.complete = false;
            set.findings.push(empty(inputs, &set.skipped));
        }
        set
    }

    /// As [`Set::load`], with the settings of the project around it.
    pub fn load_with_settings(input: &Input) -> Set {
        let inputs = std::slice::from_ref(input);
        let mut set = Set::load(inputs);
        set.home = Home::find(inputs, &mut set);
        set
    }

    /// A file of the set.
    pub fn file(&self, id: FileId) -> Option<&File> {
        self.files.get(self.at(id)?)
    }

    /// Where a file stands: files are numbered in their order.
    fn at(&self, id: FileId) -> Option<usize> {
        self.files.binary_search_by_key(&id, |file| file.id).ok()
    }

    /// Where a file lies, from the folder of the settings.
    pub fn from_home(&self, id: FileId) -> String {
        let inner = self.file(id).map(|file| file.inner.to_string_lossy().replace('\\', "/"));
        format!("{}{}", self.home.inner, inner.unwrap_or_default())
    }

    /// Reads another text as a file of the set, or as its settings; gives what it was, for [`Set::undo`]. Nothing is written.
    pub fn retell(&mut self, id: FileId, text: String) -> Option<Was> {
        let file = self.at(id).and_then(|at| self.files.get_mut(at));
        if file.is_none() && self.home.settings != Some(id) {
            return None;
        }
        let reading = file.map(|file| std::mem::replace(&mut file.reading, read(file.surface, id, &text)));
        let path = self.sources.get(id)?.path.clone();
        let source = self.sources.replace(id, SourceFile::new(path, text))?;
        Some(Was { id, source, reading })
    }

    /// Makes a file what it was.
    pub fn undo(&mut self, was: Was) {
        self.sources.replace(was.id, was.source);
        let file = self.at(was.id).and_then(|at| self.files.get_mut(at));
        if let (Some(file), Some(reading)) = (file, was.reading) {
            file.reading = reading;
        }
    }

    /// Where a file lies; nothing for standard input.
    pub fn disk(&self, id: FileId) -> Option<&Path> {
        match self.file(id) {
            Some(file) => file.disk.as_deref(),
            None => Some(self.home.settings_path.as_path()).filter(|_| self.home.settings == Some(id)),
        }
    }

    /// The path of a file, as it is shown.
    pub fn path(&self, file: &File) -> &str {
        self.sources.get(file.id).map_or("", |file| &file.path)
    }

    /// The text of a file, as read.
    pub fn text(&self, file: &File) -> &str {
        self.sources.get(file.id).map_or("", |file| &file.text)
    }
}

/// What a file was before it was told anew.
#[derive(Debug)]
pub struct Was {
    /// The file.
    pub id: FileId,
    /// Its path and text.
    pub source: SourceFile,
    reading: Option<Reading>,
}

impl File {
    /// The tree, if it says all that the file says.
    pub fn whole(&self) -> Option<&Document> {
        self.reading.document.as_ref().filter(|_| self.reading.is_whole())
    }
}

/// Reads a text of a set: every comment has its normal place.
fn read(surface: Surface, id: FileId, text: &str) -> Reading {
    let mut reading = surface.read(id, text);
    if let Some(document) = &mut reading.document {
        crate::kinds::settle(document);
    }
    reading
}

/// The finding that there is nothing to read.
fn empty(inputs: &[Input], skipped: &[String]) -> Diagnostic {
    let place = match inputs {
        [Input::Path(path)] if path.as_os_str() != "." => format!("`{}`", path.display()),
        _ => "this folder".to_owned(),
    };
    let mut finding = Diagnostic::without_place(&code::C0015, format!("no contract file in {place}"))
        .note("looked for `.contract`, `.yaml` and `.yml` files, and for `devcontract.json`, neither hidden nor ignored by `.gitignore`");
    if !skipped.is_empty() {
        let some = skipped.iter().take(3).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        let more = if skipped.len() > 3 { ", ..." } else { "" };
        finding = finding.note(format!("skipped, for want of any section of a contract: {some}{more}"));
        if let [only] = skipped {
            finding = finding.help(format!("if `{only}` is meant as one, name it: it is then read whatever is in it"));
        }
    }
    finding.help("name another folder, or start a new set with `contract init`")
}
