//! The text of a file, or why there is none.
//!
//! In: the path of a file. Out: its text, or a problem that becomes a finding as soon as the file has a number. Reads at most
//! [`MOST`] bytes, whatever the file pretends to be.

use std::io::Read;
use std::path::Path;

use super::find;
use crate::diag::{Diagnostic, code};
use crate::source::{FileId, Span};

/// The size up to which a file is read: 64 MiB.
pub(super) const MOST: u64 = 64 << 20;

/// The length up to which a line is read: 1 MiB. No person writes longer ones; a tree made of one would take a hundred times its size.
const LONGEST: usize = 1 << 20;

/// What was got.
pub(super) struct Fetched {
    /// The text; where something is wrong, as much of it as helps to show that.
    pub(super) text: String,
    /// Why it cannot be read.
    pub(super) problem: Option<Problem>,
}

/// What is wrong with a file.
pub(super) enum Problem {
    /// It cannot be opened or read.
    Unreadable(String),
    /// It is too large.
    TooLarge,
    /// A line is longer than [`LONGEST`].
    LongLine {
        /// Where it begins.
        at: usize,
    },
    /// It is not UTF-8 from this byte on.
    Encoding {
        /// Where.
        at: usize,
        /// The byte there.
        byte: u8,
        /// What it may be instead.
        guess: Option<&'static str>,
    },
}

/// Reads a file or, where there is none, standard input.
pub(super) fn fetch(file: Option<&Path>) -> Fetched {
    let mut bytes = Vec::new();
    let read = match file {
        Some(path) => std::fs::File::open(path).and_then(|open| {
            if let Ok(about) = open.metadata() {
                bytes.reserve(about.len().min(MOST) as usize);
            }
            open.take(MOST + 1).read_to_end(&mut bytes)
        }),
        None => std::io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes),
    };
    let nothing = |problem| Fetched { text: String::new(), problem: Some(problem) };
    match read {
        Err(error) => nothing(Problem::Unreadable(find::reason(&error))),
        Ok(_) if bytes.len() as u64 > MOST => nothing(Problem::TooLarge),
        Ok(_) => match String::from_utf8(bytes) {
            Ok(text) => {
                let problem = long_line(&text).map(|at| Problem::LongLine { at });
                Fetched { text, problem }
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let byte = error.as_bytes().get(at).copied().unwrap_or(0);
                let guess = guess(error.as_bytes());
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                Fetched { text, problem: Some(Problem::Encoding { at, byte, guess }) }
            }
        },
    }
}

/// Where the first line begins that is longer than [`LONGEST`].
fn long_line(text: &str) -> Option<usize> {
    let mut at = 0;
    if text.len() <= LONGEST {
        return None;
    }
    for line in text.split('\n') {
        if line.len() > LONGEST {
            return Some(at);
        }
        at += line.len() + 1;
    }
    None
}

/// The encoding that bytes which are no UTF-8 may be in.
fn guess(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("UTF-16 (little endian)"),
        [0xfe, 0xff, ..] => Some("UTF-16 (big endian)"),
        _ if bytes.contains(&0) => None,
        _ => Some("a one-byte encoding such as Windows-1252 or Latin-1"),
    }
}

impl Problem {
    /// The finding, for file `id`.
    pub(super) fn at(self, id: FileId) -> Diagnostic {
        let start = Span::new(id, 0, 0);
        match self {
            Problem::Unreadable(reason) => {
                Diagnostic::new(&code::C0013, format!("the file cannot be read: {reason}"), start, "")
            }
            Problem::TooLarge => Diagnostic::new(&code::C0013, "the file is larger than 64 MiB", start, "")
                .note("files up to 67108864 bytes = 64 MiB are read")
                .help("split it: declarations of one kind may stand in several files"),
            Problem::LongLine { at } => {
                let title = "a line is longer than 1 MiB";
                Diagnostic::new(&code::C0013, title, Span::new(id, at, at), "this line")
                    .note("lines of up to 1048576 bytes = 1 MiB are read")
                    .help("break it: a list has one item a line, long text stands in a block")
            }
            Problem::Encoding { at, byte, guess } => {
                let span = Span::new(id, at, at);
                let title = format!("the file is not UTF-8 text: byte 0x{byte:02X} at offset {at}");
                let finding = Diagnostic::new(&code::C0011, title, span, "no UTF-8 from here");
                match guess {
                    Some(guess) => finding.help(format!("it looks like {guess}: save it as UTF-8")),
                    None => finding.help("is it a text file at all?"),
                }
            }
        }
    }
}
