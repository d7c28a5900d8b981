//! The block between marks in a file that is otherwise somebody else's.
//!
//! ```text
//! <!-- contract:begin sha256:5f3c… -->        # contract:begin sha256:5f3c…
//! …                                           …
//! <!-- contract:end -->                       # contract:end
//! ```
//!
//! In: the file as it is, a [`Block`]. Out: the file as it is to be, or why nothing can be done. A mark is a whole line. Every byte outside
//! of the marks is kept, and inside of them the line ends of the file. Doing it again changes nothing. What stands in a fence of Markdown is an
//! example, and no mark; a comment that speaks of a mark and is none is an error, for the rules in it would stay for ever.

use std::error::Error;
use std::fmt::{self, Display};
use std::ops::Range;

use super::steering::{Block, Target};

/// Why the marks of a file cannot be used. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkTrouble {
    /// There is more than one block.
    Doubled {
        /// Where the first begins.
        first: usize,
        /// Where the second begins.
        second: usize,
    },
    /// A block begins before another has ended.
    Nested {
        /// Where the outer one begins.
        outer: usize,
        /// Where the inner one begins.
        inner: usize,
    },
    /// A block begins and never ends.
    Unclosed {
        /// Where it begins.
        line: usize,
    },
    /// A block ends that never began.
    Unopened {
        /// Where it ends.
        line: usize,
    },
    /// A comment looks like a mark, and is none.
    Odd {
        /// Where it stands.
        line: usize,
    },
    /// A fence or a comment of Markdown is open to the end, and what is put there would be part of it.
    Open {
        /// Where it begins.
        line: usize,
    },
}

impl Display for MarkTrouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MarkTrouble::Doubled { first, second } => {
                write!(out, "two blocks of the contract stand in the file, at line {first} and at line {second}")
            }
            MarkTrouble::Nested { outer, inner } => {
                write!(out, "a block of the contract begins at line {inner}, inside that of line {outer}")
            }
            MarkTrouble::Unclosed { line } => write!(out, "the block of the contract at line {line} has no end"),
            MarkTrouble::Unopened { line } => {
                write!(out, "a block of the contract ends at line {line}, and none begins before it")
            }
            MarkTrouble::Open { line } => write!(out, "the fence or comment at line {line} is not closed"),
            MarkTrouble::Odd { line } => write!(out, "line {line} looks like a mark of the contract, and is none"),
        }
    }
}

impl Error for MarkTrouble {}

/// How the block of a file compares with the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// It says what the contract says.
    Fresh,
    /// It says something else.
    Stale,
    /// There is none.
    Missing,
}

/// Puts a block between its marks; behind everything where there are none.
pub fn insert(existing: Option<&str>, block: &Block) -> Result<String, MarkTrouble> {
    let text = existing.unwrap_or_default();
    if let Some(range) = find(text, block.target)? {
        let (before, rest) = text.split_at_checked(range.start).unwrap_or((text, ""));
        let after = text.get(range.end..).unwrap_or_default();
        return Ok(format!("{before}{}{after}", marked(block, line_end(rest))));
    }
    let end = line_end(text);
    let gap = match text {
        "" | "\u{feff}" => String::new(),
        _ if text.ends_with('\n') => end.to_owned(),
        _ => end.repeat(2),
    };
    Ok(format!("{text}{gap}{}{end}", marked(block, end)))
}

/// Compares the block of a file with what it is to be.
pub fn is_fresh(existing: Option<&str>, block: &Block) -> Result<Freshness, MarkTrouble> {
    let text = existing.unwrap_or_default();
    let Some(range) = find(text, block.target)? else { return Ok(Freshness::Missing) };
    let rest = text.get(range.start..).unwrap_or_default();
    let is_fresh = text.get(range) == Some(marked(block, line_end(rest)).as_str());
    Ok(if is_fresh { Freshness::Fresh } else { Freshness::Stale })
}

/// The block with its marks, without a line end behind the last.
fn marked(block: &Block, end: &str) -> String {
    let (open, close) = brackets(block.target);
    let body = block.text.trim_end().lines().map(|line| format!("{line}{end}")).collect::<String>();
    format!("{open}contract:begin sha256:{}{close}{end}{body}{open}contract:end{close}", block.hash)
}

fn brackets(target: Target) -> (&'static str, &'static str) {
    match target {
        Target::Agents | Target::Claude => ("<!-- ", " -->"),
        Target::Plain => ("# ", ""),
    }
}

/// How lines end in a text: as its first line does.
fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

#[derive(Clone, Copy)]
enum Mark {
    Begin,
    End,
}

/// The mark that a line is.
fn mark(line: &str, target: Target) -> Option<Mark> {
    let (open, close) = brackets(target);
    // Four blanks before it make it an example in Markdown.
    if target.is_markdown() && line.starts_with("    ") {
        return None;
    }
    let inner = line.trim().strip_prefix(open.trim())?.strip_suffix(close.trim())?.trim();
    let mut words = inner.split_whitespace();
    match (words.next()?, words.next(), words.next()) {
        ("contract:begin", None, None) => Some(Mark::Begin),
        // Plain text may speak of marks: `# contract:begin opens the block` is none.
        ("contract:begin", Some(hash), None) if hash.starts_with("sha256:") => Some(Mark::Begin),
        ("contract:end", None, None) => Some(Mark::End),
        _ => None,
    }
}

/// Whether a line of Markdown is a comment that speaks of a mark.
fn looks_like_one(line: &str, target: Target) -> bool {
    let is_example = line.starts_with("    ");
    let line = line.trim().to_ascii_lowercase();
    target.is_markdown()
        && !is_example
        && line.starts_with("<!--")
        && (line.contains("contract:begin") || line.contains("contract:end"))
}

/// The fence of Markdown that is open behind a line: three or more backticks or tildes.
fn fence_after<'t>(line: &'t str, open: Option<&'t str>) -> Option<&'t str> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let text = line.trim();
    let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~') && indent < 4);
    let length = sign.map_or(0, |sign| text.len() - text.trim_start_matches(sign).len());
    let here = text.get(..length).filter(|_| length >= 3);
    match (open, here) {
        (None, here) => here,
        (Some(open), Some(here)) if here.starts_with(open) && text.len() == length => None,
        (open, _) => open,
    }
}

/// Whether a comment that began at the start of a line is open behind a line.
fn is_comment_after(line: &str, is_open: bool) -> bool {
    (is_open || line.trim_start().starts_with("<!--")) && !line.contains("-->")
}

/// Where the block stands: from the start of its first mark to the end of its last, without the line end.
fn find(text: &str, target: Target) -> Result<Option<Range<usize>>, MarkTrouble> {
    let mut open: Option<(usize, usize)> = None;
    let mut fence: Option<&str> = None;
    let (mut is_comment, mut around) = (false, 0);
    let mut block: Option<(usize, Range<usize>)> = None;
    let mut at = 0;
    for (number, whole) in text.split_inclusive('\n').enumerate().map(|(number, line)| (number + 1, line)) {
        let line = whole.strip_prefix('\u{feff}').filter(|_| at == 0).unwrap_or(whole);
        let start = at + whole.len() - line.len();
        at += whole.len();
        let mark = mark(line, target);
        if target.is_markdown() && open.is_none() {
            let (was_fence, was_comment) = (fence.is_some(), is_comment);
            fence = if was_comment { None } else { fence_after(line, fence) };
            is_comment = !was_fence && is_comment_after(line, is_comment);
            if !was_fence && !was_comment && (fence.is_some() || is_comment) {
                around = number;
            }
            if was_comment && mark.is_some() {
                return Err(MarkTrouble::Odd { line: number });
            }
            if was_fence || fence.is_some() {
                continue;
            }
        }
        match (mark, open) {
            (None, _) if looks_like_one(line, target) => return Err(MarkTrouble::Odd { line: number }),
            (None, _) => {}
            (Some(Mark::Begin), Some((outer, _))) => return Err(MarkTrouble::Nested { outer, inner: number }),
            (Some(Mark::Begin), None) => match block {
                Some((first, _)) => return Err(MarkTrouble::Doubled { first, second: number }),
                None => open = Some((number, start)),
            },
            (Some(Mark::End), None) => return Err(MarkTrouble::Unopened { line: number }),
            (Some(Mark::End), Some((first, from))) => {
                block = Some((first, from..start + line.trim_end_matches(['\r', '\n']).len()));
                open = None;
            }
        }
    }
    match open {
        Some((line, _)) => Err(MarkTrouble::Unclosed { line }),
        None if block.is_none() && (fence.is_some() || is_comment) => Err(MarkTrouble::Open { line: around }),
        None => Ok(block.map(|(_, range)| range)),
    }
}
