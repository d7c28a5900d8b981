//! A repository as it lies on disk: its files, what each is, and what each says.
//!
//! ```text
//!  root ── walk ──► File ──┬─ kind   what it is, by name and text
//!                          ├─ code   a tree of syntax (tree-sitter)
//!                          └─ data   keys and values with places (TOML, YAML, JSON, HCL)
//! ```
//!
//! In: a folder, or paths and texts. Out: [`Repository`], its files sorted by path, those that could not be read, with the reason, and the
//! folders that were not entered.
//! Each file is parsed at most once, and only when something asks. Never follows a link out of the folder, never runs anything, and never
//! drops a file without a word.

mod code;
mod data;
mod docker;
mod hcl;
mod imports;
mod kind;
mod lines;
mod manifest;
mod reports;
mod role;
mod toml;
mod walk;
mod yaml;

#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;
use std::sync::OnceLock;

pub use code::{Code, each};
pub use data::{Data, Entry, Form};
pub use docker::Instruction;
pub use imports::Import;
pub use kind::{Kind, Language};
pub use lines::Lines;
pub use manifest::Dependency;
pub use reports::{Coverage, Failure, Report, ReportTrouble, Reports, Suite};
pub use role::Role;

/// A repository.
#[derive(Debug, Default)]
pub struct Repository {
    files: Vec<File>,
    unread: Vec<Unread>,
    left_out: Vec<String>,
}

/// A file whose text was read.
#[derive(Debug)]
pub struct File {
    /// The path from the root, with `/`.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Whose work it is: quality clauses speak of the product's own code only.
    pub role: Role,
    /// Where its lines start.
    pub lines: Lines,
    tree: OnceLock<Result<code::Parsed, Trouble>>,
    data: OnceLock<Result<Data, Trouble>>,
    imports: OnceLock<Vec<Import>>,
}

/// A file that was seen but not read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The path from the root, with `/`.
    pub path: String,
    /// What it would be, by its name alone.
    pub kind: Kind,
    /// Why: `is not text in UTF-8`.
    pub why: String,
}

/// Why a file, though read, could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trouble {
    /// The path from the root.
    pub path: String,
    /// The line where it stops making sense, from 1; 0 where that is not known.
    pub line: u32,
    /// What is the matter: `cannot be parsed as Python`.
    pub why: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(out, "`{}` {}", self.path, self.why),
            line => write!(out, "`{}:{line}` {}", self.path, self.why),
        }
    }
}

impl Repository {
    /// Reads the repository at a folder. `tracked` are the paths that version control tracks; none where there is no version control.
    ///
    /// # Errors
    /// When the folder itself cannot be listed.
    pub fn open(root: &Path, tracked: Option<&[String]>) -> io::Result<Repository> {
        let walked = walk::walk(root, tracked)?;
        let mut repository = Repository::of(walked.texts);
        repository.unread = walked.unread.into_iter().collect();
        repository.left_out = walked.left_out.into_iter().collect();
        Ok(repository)
    }

    /// The same repository without a file.
    #[must_use]
    pub fn without(mut self, path: &str) -> Repository {
        self.files.retain(|file| file.path != path);
        self
    }

    /// A repository of these paths and texts.
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> Repository {
        let mut files: Vec<File> = texts.into_iter().map(|(path, text)| File::new(path, text)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        Repository { files, unread: Vec::new(), left_out: Vec::new() }
    }

    /// All files that were read, by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// All files that were seen but not read, by path.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// Folders that were not entered, for what lies in folders of such names was brought in or built, by path.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// The file at a path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().and_then(|at| self.files.get(at))
    }

    /// The files of a kind, by path.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |file| file.kind == kind)
    }
}

impl File {
    fn new(path: String, text: String) -> File {
        let kind = Kind::of(&path, &text);
        let role = Role::of(&path, &text);
        let lines = Lines::of(&text);
        File { path, text, kind, role, lines, tree: OnceLock::new(), data: OnceLock::new(), imports: OnceLock::new() }
    }

    /// A file of a kind with nothing in it.
    pub(crate) fn empty(kind: Kind) -> File {
        File { kind, ..File::new(String::new(), String::new()) }
    }

    /// The name behind the last `/`.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The tree of syntax; none where no grammar reads this kind of file.
    pub fn code(&self) -> Option<Result<Code<'_>, &Trouble>> {
        let language = self.kind.language().filter(|language| language.has_grammar())?;
        let tree = self.tree.get_or_init(|| code::parse(self));
        Some(tree.as_ref().map(|own| Code { file: self, tree: &own.tree, language, trouble: own.trouble.as_ref() }))
    }

    /// What the code imports; nothing where it cannot be parsed.
    pub fn imports(&self) -> &[Import] {
        self.imports.get_or_init(|| self.code().and_then(Result::ok).map(imports::of).unwrap_or_default())
    }

    /// Keys and values; none where this kind of file has none.
    pub fn data(&self) -> Option<Result<&Data, &Trouble>> {
        let read = self.kind.reader()?;
        Some(self.data.get_or_init(|| read(self)).as_ref())
    }

    /// The instructions of a Dockerfile; empty for other files.
    pub fn instructions(&self) -> Vec<Instruction<'_>> {
        if self.kind == Kind::Dockerfile { docker::instructions(&self.text) } else { Vec::new() }
    }

    /// The packages that a manifest names; empty for other files.
    pub fn dependencies(&self) -> Vec<Dependency> {
        manifest::dependencies(self)
    }

    /// What is to be said of the file where its language is one that no grammar reads.
    pub fn without_grammar(&self) -> Option<String> {
        let language = self.kind.language().filter(|language| !language.has_grammar())?;
        Some(format!("`{}` is {}, which is not read", self.path, language.name()))
    }

    fn trouble(&self, line: u32, why: impl Into<String>) -> Trouble {
        Trouble { path: self.path.clone(), line, why: why.into() }
    }
}
