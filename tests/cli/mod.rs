//! The real binary in a folder of its own: what it prints, what it writes, how it ends.

mod check;
mod files;
mod fix;
mod fmt;
mod levels;
mod other;
mod project;
mod questions;
mod reports;
mod verify;
mod who_can;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder and the binary in it.
pub struct Place {
    folder: TempDir,
    threads: usize,
}

/// What a run left.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    /// An empty folder.
    pub fn new() -> Place {
        Place { folder: TempDir::new().expect("a folder"), threads: 2 }
    }

    /// A folder with these files.
    pub fn with(files: &[(&str, &str)]) -> Place {
        let place = Place::new();
        files.iter().for_each(|(path, text)| place.write(path, text));
        place
    }

    /// The same place, but run with this many threads.
    pub fn threads(mut self, threads: usize) -> Place {
        self.threads = threads;
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// All files below the folder, sorted.
    pub fn tree(&self) -> Vec<String> {
        files_below(self.folder.path())
    }

    /// Runs `contract` with these arguments (split at spaces).
    pub fn run(&self, args: &str) -> Run {
        self.run_with(args, "", &[])
    }

    /// As [`Place::run`], with standard input and more environment.
    pub fn run_with(&self, args: &str, input: &str, environment: &[(&str, &str)]) -> Run {
        let mut child = Command::new(env!("CARGO_BIN_EXE_contract"))
            .args(args.split_whitespace())
            .current_dir(self.folder.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("CLICOLOR")
            .env("RAYON_NUM_THREADS", self.threads.to_string())
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut stdin = child.stdin.take().expect("standard input");
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("the binary ends");
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }
}

/// All files below a folder, sorted.
pub fn files_below(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    collect(folder, folder, &mut all);
    all.sort();
    all
}

fn collect(root: &Path, folder: &Path, all: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.is_symlink() {
            collect(root, &path, all);
        } else {
            all.push(path.strip_prefix(root).unwrap_or(&path).to_string_lossy().into_owned());
        }
    }
}

/// A file without mistakes, canonical on its surface.
pub const ERRORS: &str = "\
errors:
  - id: BookNotFound
    code: BOOK_NOT_FOUND
    http_status: 404
    category: business
";
