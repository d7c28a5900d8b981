//! What stands between the events of the library: white space, comments, indicators, anchors and tags.
//!
//! In: the text and a cursor that only moves forward. Out: one comment, feature or other character at a time. It never reads
//! inside a scalar, because the cursor is moved past each of them; so every `#` it meets starts a comment.

/// A cursor in the gaps.
pub(super) struct Gap<'t> {
    text: &'t str,
    /// The next byte to look at.
    pub(super) at: usize,
    /// Line breaks since the last thing that was no white space.
    breaks: usize,
    /// Where the line of the cursor starts, once a line break was passed.
    line: usize,
}

/// The next thing in a gap.
pub(super) enum Step {
    /// A comment, already passed.
    Comment(Found),
    /// An anchor, a tag, a directive or the mark `...`, already passed.
    Feature(usize, usize),
    /// Any other character, not passed.
    Other,
    /// The limit.
    End,
}

/// A comment as it was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// The `#`.
    pub(super) start: usize,
    /// Behind the last character that is no white space.
    pub(super) end: usize,
    /// Its column, if it has a line of its own.
    pub(super) column: Option<usize>,
    /// Whether a blank line stands before it.
    pub(super) blank: bool,
}

impl<'t> Gap<'t> {
    /// A cursor at the start of a text.
    pub(super) fn new(text: &'t str) -> Gap<'t> {
        let start = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
        Gap { text, at: start, breaks: 1, line: start }
    }

    /// Whether a blank line was just passed.
    pub(super) fn blank(&self) -> bool {
        self.breaks >= 2
    }

    /// Moves behind something that is no gap.
    pub(super) fn pass(&mut self, end: usize) {
        self.at = self.at.max(end);
        self.breaks = 0;
    }

    /// Moves to the start of a line, as if the line before it were not blank.
    pub(super) fn pass_lines(&mut self, start: usize) {
        self.at = self.at.max(start);
        self.line = self.at;
        self.breaks = 1;
    }

    /// The byte at the cursor.
    pub(super) fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// The next thing before `limit`.
    pub(super) fn next(&mut self, limit: usize) -> Step {
        loop {
            if self.at >= limit {
                return Step::End;
            }
            let Some(byte) = self.byte(0) else { return Step::End };
            match byte {
                b'\n' => self.line_break(1),
                b'\r' if self.byte(1) == Some(b'\n') => self.line_break(2),
                b'\r' => self.line_break(1),
                b' ' | b'\t' => self.at += 1,
                b',' => self.pass(self.at + 1),
                b'#' => return Step::Comment(self.comment()),
                b'&' | b'!' => return self.feature(|byte| byte.is_ascii_whitespace() || b",[]{}".contains(&byte)),
                b'%' if self.at == self.line => return self.feature(|byte| byte == b'\n' || byte == b'\r'),
                b'.' if self.at == self.line && self.is_end_mark() => {
                    let start = self.at;
                    self.pass(start + 3);
                    return Step::Feature(start, self.at);
                }
                _ => return Step::Other,
            }
        }
    }

    /// Whether `...` stands here on a line of its own.
    fn is_end_mark(&self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or("");
        rest.strip_prefix("...").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
    }

    fn line_break(&mut self, length: usize) {
        self.at += length;
        self.line = self.at;
        self.breaks += 1;
    }

    fn comment(&mut self) -> Found {
        let start = self.at;
        let rest = self.text.get(start..).unwrap_or("");
        let line = rest.find(['\n', '\r']).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let column = (self.breaks > 0).then(|| start.saturating_sub(self.line));
        let found = Found { start, end: start + line.trim_end().len(), column, blank: self.blank() };
        self.at = start + line.len();
        self.breaks = 0;
        found
    }

    fn feature(&mut self, is_end: impl Fn(u8) -> bool) -> Step {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        // A tag in angle brackets may hold commas and brackets.
        let verbatim = rest.starts_with(b"!<");
        let length = rest.iter().position(|byte| if verbatim { *byte == b'>' } else { is_end(*byte) });
        let length = length.map_or(rest.len(), |length| length + usize::from(verbatim));
        let breaks = self.breaks;
        self.pass(start + length.max(1));
        // Properties belong to what follows: a blank line before them is one before it.
        self.breaks = breaks;
        Step::Feature(start, self.at)
    }

    /// How far `at` is from the start of its line, in bytes; what stands before it is indentation and indicators.
    pub(super) fn column(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or("");
        let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let before = before.get(start..).unwrap_or("");
        before.strip_prefix('\u{FEFF}').unwrap_or(before).len()
    }
}
