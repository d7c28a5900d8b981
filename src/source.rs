//! The files that were read, and places in them.
//!
//! In: paths and texts. Out: [`FileId`], [`Span`] (a byte range in one file) and [`Position`] (line and column for people).
//! Knows nothing of surfaces, trees or reports, and never touches the disk.

use std::sync::OnceLock;

/// The number of a file in its [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in one file; `start <= end`. A made-up node carries the span of what it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file the bytes are in.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end` of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Span { file, start, end: end.max(start) }
    }

    /// The smallest span that holds both; `other` must lie in the same file, else `self` is returned.
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span in front of this one.
    pub fn at_start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// The empty span behind this one.
    pub fn at_end(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// The range as indices into the text of its file.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place as people count it: both numbers start at 1, the column counts characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters (not bytes), from 1.
    pub column: usize,
}

/// One file: the path as it is shown to people, and its text.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as the user would write it, with `/` between folders.
    pub path: String,
    /// The whole text, as read.
    pub text: String,
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    /// A file with this path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> SourceFile {
        SourceFile { path: path.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The byte at which each line starts.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
        })
    }

    /// `at`, moved back to the end of the text or the start of a character where it is not there yet.
    pub fn snap(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// The line (from 1) that byte `at` is in.
    pub fn line_of(&self, at: usize) -> usize {
        self.lines().partition_point(|start| *start as usize <= at).max(1)
    }

    /// The first byte of line `line` (from 1); behind the last line, the end of the text.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines().get(line.saturating_sub(1)).map_or(self.text.len(), |start| *start as usize)
    }

    /// The position of byte `at`; a byte behind the end gives the end, one inside a character its start.
    pub fn position(&self, at: usize) -> Position {
        let at = self.snap(at);
        let line = self.line_of(at);
        let column = self.text.get(self.line_start(line)..at).map_or(0, |text| text.chars().count()) + 1;
        Position { line, column }
    }

    /// The text of line `line` (from 1), without its line break.
    pub fn line_text(&self, line: usize) -> &str {
        self.text.get(self.line_start(line)..self.line_start(line + 1)).unwrap_or("").trim_end_matches(['\n', '\r'])
    }
}

/// All files of one run, in a fixed order.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and gives its number.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    /// Puts a file in the place of another, and gives that back.
    pub fn replace(&mut self, id: FileId, file: SourceFile) -> Option<SourceFile> {
        self.files.get_mut(id.0 as usize).map(|old| std::mem::replace(old, file))
    }

    /// The file with this number; every [`FileId`] made by [`Sources::add`] has one.
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }

    /// The same files with stars in place of what these spans cover; every position stays where it is.
    pub fn masked(&self, spans: &[Span]) -> Sources {
        let mask = |(id, file): (FileId, &SourceFile)| {
            let mut text = file.text.clone();
            for span in spans.iter().filter(|span| span.file == id) {
                let Some(hidden) = text.get(span.range()) else { continue };
                let line_break =
                    |c: char| if matches!(c, '\n' | '\r') { c.to_string() } else { "*".repeat(c.len_utf8()) };
                let stars: String = hidden.chars().map(line_break).collect();
                text.replace_range(span.range(), &stars);
            }
            SourceFile::new(file.path.clone(), text)
        };
        Sources { files: self.iter().map(mask).collect() }
    }

    /// The text a span covers; empty where the span lies outside of its file or cuts a character.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).and_then(|file| file.text.get(span.range())).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        let file = SourceFile::new("a", "x: Luồng C\ny: 1\n");
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(file.text.find(" C").unwrap()), Position { line: 1, column: 9 });
        assert_eq!(file.position(file.text.len()), Position { line: 3, column: 1 });
        assert_eq!(file.position(9999), Position { line: 3, column: 1 });
        assert_eq!(file.line_text(2), "y: 1");
    }
}
