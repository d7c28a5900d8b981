//! Quotes and brackets without their partner, and what stands in quotes but is no escape.
//!
//! In: where the library noticed. Out: where the pair begins, as a finding.

use super::Place;
use crate::diag::Diagnostic;
use crate::yaml::events::What;

impl Place<'_> {
    pub(super) fn open_quote(&self, open: usize, end: Option<usize>) -> Diagnostic {
        let found = self
            .syntax("a text in quotes is never closed", open, open + 1, "this quote has no partner")
            .help(format!("add the closing `{}`", self.char(open)));
        match end {
            Some(at) => found.label(self.span(at.saturating_sub(1), at), "the next quote is only here"),
            None => found,
        }
    }

    /// The quote that opens the text which is being read at `at`.
    pub(super) fn quote_before(&self, from: usize, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut open: Option<(usize, u8)> = None;
        let mut here = from.min(at);
        while let Some(byte) = bytes.get(here).copied() {
            match open {
                None if here > at => return None,
                None => {
                    let before = here.checked_sub(1).and_then(|before| bytes.get(before)).copied().unwrap_or(b' ');
                    let starts = before.is_ascii_whitespace() || b"[{,:".contains(&before);
                    if matches!(byte, b'"' | b'\'') && starts {
                        open = Some((here, byte));
                    }
                }
                Some((_, b'"')) if byte == b'\\' => here += 1,
                Some((_, b'\'')) if byte == b'\'' && bytes.get(here + 1) == Some(&b'\'') => here += 1,
                Some((start, quote)) if byte == quote => {
                    let rest = self.text.get(here + 1..at.max(here + 1)).unwrap_or("");
                    if rest.trim().is_empty() {
                        return Some(start);
                    }
                    open = None;
                }
                Some(_) => {}
            }
            here += 1;
        }
        open.map(|(start, _)| start)
    }

    pub(super) fn escape(&self, at: usize) -> Diagnostic {
        let start = if self.char(at) == '"' { at + 1 } else { at };
        let rest = self.text.get(start..).unwrap_or("");
        let mut chars = rest.char_indices();
        while let Some((offset, c)) = chars.next() {
            if c != '\\' {
                continue;
            }
            let Some((_, escaped)) = chars.next() else { break };
            let digits = match escaped {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                '0' | 'a' | 'b' | 't' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N' | '_' | 'L'
                | 'P' | '\t' | '\n' | '\r' => continue,
                _ => 0,
            };
            let hex = rest.get(offset + 2..).unwrap_or("").chars().take(digits);
            let hex: String = hex.take_while(char::is_ascii_hexdigit).collect();
            let value = u32::from_str_radix(&hex, 16).ok();
            if digits > 0 && hex.len() == digits && value.and_then(char::from_u32).is_some() {
                continue;
            }
            let end = offset + 1 + escaped.len_utf8() + hex.len();
            let title = format!("`{}` is no escape", rest.get(offset..end).unwrap_or("\\"));
            let label = match digits {
                0 => "double quotes do not know this".into(),
                _ => format!("`\\{escaped}` takes the {digits} digits of a character"),
            };
            return self
                .syntax(title, start + offset, start + end, label)
                .help("write `\\\\` for a backslash, or use single quotes, where a backslash is only a backslash");
        }
        self.syntax("a text in double quotes holds an escape that does not exist", at, at + 1, "in this text")
            .help("write `\\\\` for a backslash, or use single quotes, where a backslash is only a backslash")
    }

    /// Whether the bracket at `open` is the cause of something noticed at `at`: a line that stands no deeper than the line
    /// of the bracket is not meant to be inside.
    pub(super) fn is_open(&self, what: &What, open: usize, at: usize) -> bool {
        if matches!(what, What::OpenQuote | What::Escape | What::WrongBracket(..) | What::Deep | What::Tab | What::Mark)
        {
            return false;
        }
        let (first, here) = (self.line(open), self.line(at));
        let indent = |(start, end): (usize, usize)| {
            let line = self.text.get(start..end).unwrap_or("");
            line.len() - line.trim_start().len()
        };
        let rest = self.text.get(here.0..here.1).unwrap_or("").trim_start();
        first.0 != here.0 && indent(here) <= indent(first) && !rest.starts_with([']', '}'])
    }

    pub(super) fn open_bracket(&self, open: usize, at: usize) -> Diagnostic {
        let (what, close) = if self.char(open) == '{' { ("map", '}') } else { ("list", ']') };
        let title = format!("a {what} in brackets is never closed");
        let found = self
            .syntax(title, open, open + 1, "this bracket has no partner")
            .help(format!("add the closing `{close}`; if the bracket is part of a text, put the text in quotes"));
        if self.line(at).0 == self.line(open).0 {
            return found;
        }
        found.label(self.span(at, at), "this line is read as part of it")
    }

    pub(super) fn wrong_bracket(&self, open: usize, opener: char, close: char) -> Diagnostic {
        let wanted = if opener == '{' { '}' } else { ']' };
        let mut depth = 0usize;
        let mut quote: Option<char> = None;
        let rest = self.text.get(open..).unwrap_or("");
        for (offset, c) in rest.char_indices() {
            match (quote, c) {
                (Some(open), c) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(c),
                (None, '[' | '{') => depth += 1,
                (None, ']' | '}') if depth > 1 => depth -= 1,
                (None, c) if c == close => {
                    let at = open + offset;
                    return self
                        .syntax(
                            format!("`{opener}` is closed by `{close}`"),
                            at,
                            at + 1,
                            format!("`{wanted}` belongs here"),
                        )
                        .label(self.span(open, open + 1), "opened here")
                        .help(format!("write `{wanted}` in place of `{close}`, or close the inner bracket first"));
                }
                _ => {}
            }
        }
        self.open_bracket(open, open)
    }
}
