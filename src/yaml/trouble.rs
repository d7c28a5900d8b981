//! Says in our own words why a text is no YAML, at the place of the cause.
//!
//! In: what the library noticed, and where. Out: one C0001 finding (C0009 for features). The library notices some mistakes
//! late: a quote or bracket without a partner is found at the next one, a tab on the line before it. Here the cause is looked
//! for; only the text is asked, nothing is parsed again.

use super::build::Built;
use super::events::{DEPTH, Trouble, What};
use super::features::Feature;
use super::findings::Findings;
use super::keys::brief;
use super::quote::single;
use crate::diag::{Applicability, Diagnostic, code};
use crate::source::{FileId, Span};

/// Adds the finding for `trouble` in `text`, which stands at `base` in its file.
pub(super) fn report(file: FileId, text: &str, base: usize, trouble: &Trouble, built: &Built, findings: &mut Findings) {
    // The mark itself has been reported with all other unwanted characters.
    if trouble.what == What::Mark {
        return;
    }
    let place = Place { file, text, base };
    let at = place.boundary(trouble.at);
    let found = place.find(&trouble.what, at, built);
    findings.add(found.code.id, || found);
}

struct Place<'t> {
    file: FileId,
    text: &'t str,
    base: usize,
}

impl Place<'_> {
    fn find(&self, what: &What, at: usize, built: &Built) -> Diagnostic {
        if let Some(tab) = self.tab(what, at) {
            return self.tab_found(tab);
        }
        if let Some(open) = built.brackets.last().copied().filter(|open| self.is_open(what, *open, at)) {
            return self.open_bracket(open, at);
        }
        match what {
            What::OpenQuote => self.open_quote(self.quote_before(built.read_to, at).unwrap_or(at), None),
            What::BehindQuote => match self.quote_before(built.read_to, at) {
                Some(open) if self.line(open).0 != self.line(at).0 => self.open_quote(open, Some(at)),
                _ => self
                    .syntax("text goes on behind a closing quote", at, self.value_end(at), "this stands behind the quote")
                    .help("put one pair of quotes around all of it; inside, write `''` in single and `\\\"` in double quotes"),
            },
            What::Escape => self.escape(at),
            What::OpenBracket => self.open_bracket(at, at),
            What::WrongBracket(open, close) => self.wrong_bracket(at, *open, *close),
            What::StrayBracket => self
                .syntax(format!("`{}` closes nothing", self.char(at)), at, at + 1, "no bracket is open here")
                .help("remove it; if it is part of a text, put the text in quotes"),
            What::NoColon => self.no_colon(at),
            What::Colon => self.colon(at),
            What::Dash => self.dash(at),
            What::Character => self.character(at),
            What::Indent => self.indent(at),
            What::GluedComment => self
                .syntax("a comment needs a space before its `#`", at, at + 1, "this touches the value before it")
                .fix("add a space", Applicability::MaybeIncorrect, self.span(at, at), " "),
            What::BlockHeader => self
                .syntax(format!("text stands behind `{}`", self.char(at)), at, self.line(at).1, "this line holds too much")
                .help("start the text on the next line, indented; if it is one line, put it in quotes instead"),
            What::BlockIndent => self
                .syntax("the lines of a block of text are not indented alike", at, at, "this line stands too far left or right")
                .help("indent all lines of the text at least as deep as its first line"),
            What::InBrackets => self
                .syntax("this does not fit between brackets", at, at + 1, "a comma or closing bracket was expected here")
                .help("separate values by commas; put text that holds `,`, `:` or a bracket in quotes"),
            What::Deep => self
                .syntax("lists and maps are nested too deeply", at, at + 1, format!("this is level {}", DEPTH + 1))
                .help(format!("at most {DEPTH} levels can be read; give the inner parts names of their own")),
            What::Feature => {
                let text = self.text.get(at..self.value_end(at)).unwrap_or("");
                Feature::of(text).finding(text, self.span(at, self.value_end(at)))
            }
            What::Tab | What::Mark | What::Other => self
                .syntax("the file is no YAML from here on", at, at + 1, "this was not expected here")
                .help("compare the quotes, brackets and indentation of this line and the one before it"),
        }
    }

    fn syntax(&self, title: impl Into<String>, start: usize, end: usize, label: impl Into<String>) -> Diagnostic {
        // At the end of the text there is nothing to point at: the end of what was last said will do.
        let last = self.text.trim_end().len();
        let (start, end) = if start >= last { (last, last) } else { (start, end.min(last)) };
        Diagnostic::new(&code::C0001, title, self.span(start, self.boundary_up(end.max(start))), label)
    }

    /// The tab that is the cause, if one is.
    fn tab(&self, what: &What, at: usize) -> Option<usize> {
        let (start, end) = self.line(at);
        let line = self.text.get(start..end)?;
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let in_indent = line.get(..indent)?.find('\t').map(|tab| start + tab);
        match what {
            What::Indent | What::NoColon | What::Colon | What::Dash | What::Other => in_indent,
            What::Tab => in_indent.or_else(|| {
                // It may be on the next line, which was read as more of this one.
                self.text.get(at..)?.find('\t').map(|tab| at + tab)
            }),
            _ => None,
        }
    }

    fn tab_found(&self, tab: usize) -> Diagnostic {
        let rest = self.text.get(tab..).unwrap_or("");
        let end = tab + rest.len() - rest.trim_start_matches('\t').len();
        self.syntax("a tab stands where YAML takes only spaces", tab, end, "this is a tab")
            .help("indent with spaces, two for each level")
    }

    fn open_quote(&self, open: usize, end: Option<usize>) -> Diagnostic {
        let found = self
            .syntax("a text in quotes is never closed", open, open + 1, "this quote has no partner")
            .help(format!("add the closing `{}`", self.char(open)));
        match end {
            Some(at) => found.label(self.span(at.saturating_sub(1), at), "the next quote is only here"),
            None => found,
        }
    }

    /// The quote that opens the text which is being read at `at`.
    fn quote_before(&self, from: usize, at: usize) -> Option<usize> {
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

    fn escape(&self, at: usize) -> Diagnostic {
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
            return self
                .syntax(title, start + offset, start + end, "double quotes do not know this")
                .help("write `\\\\` for a backslash, or use single quotes, where a backslash is only a backslash");
        }
        self.syntax("a text in double quotes holds an escape that does not exist", at, at + 1, "in this text")
            .help("write `\\\\` for a backslash, or use single quotes, where a backslash is only a backslash")
    }

    /// Whether the bracket at `open` is the cause of something noticed at `at`: a line that stands no deeper than the line
    /// of the bracket is not meant to be inside.
    fn is_open(&self, what: &What, open: usize, at: usize) -> bool {
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

    fn open_bracket(&self, open: usize, at: usize) -> Diagnostic {
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

    fn wrong_bracket(&self, open: usize, opener: char, close: char) -> Diagnostic {
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
                        .label(self.span(open, open + 1), "opened here");
                }
                _ => {}
            }
        }
        self.open_bracket(open, open)
    }

    fn no_colon(&self, at: usize) -> Diagnostic {
        let end = self.value_end(at);
        let line = self.text.get(at..end).unwrap_or("");
        if line.len() > 1024 && line.contains(": ") {
            return self
                .syntax("a key is longer than 1024 characters", at, at + 1, "this key")
                .help("shorten it, or start its line with `? ` and put `: ` and the value on the next line");
        }
        let glued = line.find(':').filter(|colon| !line.get(*colon..).unwrap_or("").starts_with("://"));
        if let Some(colon) = glued {
            return self
                .syntax("a space is missing behind a colon", at + colon, at + colon + 1, "no space follows")
                .fix("add a space", Applicability::MaybeIncorrect, self.span(at + colon + 1, at + colon + 1), " ");
        }
        self.syntax("a line is no `key: value`", at, end, "no colon follows this")
            .help("write `key: value`; lines that go on with a text stand deeper than its key")
    }

    fn colon(&self, at: usize) -> Diagnostic {
        let (start, _) = self.line(at);
        let before = self.text.get(start..at).unwrap_or("");
        if let Some(first) = before.find(": ") {
            let value = start + first + 2;
            let value = value + before.get(first + 2..).map_or(0, |text| text.len() - text.trim_start().len());
            let end = self.value_end(at);
            let text = self.text.get(value..end).unwrap_or("");
            let found = self
                .syntax("a text that holds `: ` needs quotes", at, at + 1, "this would start another key")
                .help("put quotes around the whole value");
            if text.contains(['\'', '"', '[', '{', '&', '*', '!']) {
                return found;
            }
            return found.fix("put it in quotes", Applicability::MaybeIncorrect, self.span(value, end), single(text));
        }
        let key = before.trim_start().trim_start_matches("- ");
        let title = format!("the key `{}` cannot stand here", brief(key.trim_end()));
        self.syntax(title, at - key.len().min(at), at, "the line above has a value already")
            .help("start it in the column of the keys it belongs with")
    }

    fn dash(&self, at: usize) -> Diagnostic {
        let (start, _) = self.line(at);
        let alone = self.text.get(start..at).unwrap_or("").trim().is_empty();
        let help = if alone {
            "start all items of one list in the same column, below their key"
        } else {
            "start the list on a line of its own below the key; text that starts with `- ` needs quotes"
        };
        self.syntax("a list item cannot start here", at, at + 1, "no list is open here").help(help)
    }

    fn character(&self, at: usize) -> Diagnostic {
        let end = self.value_end(at);
        let text = self.text.get(at..end).unwrap_or("");
        let title = format!("a value without quotes cannot start with `{}`", self.char(at));
        self.syntax(title, at, at + 1, "this sign has a meaning of its own").help("put the value in quotes").fix(
            "put it in quotes",
            Applicability::MaybeIncorrect,
            self.span(at, end),
            single(text),
        )
    }

    fn indent(&self, at: usize) -> Diagnostic {
        let (start, _) = self.line(at);
        let column = self.text.get(start..at).unwrap_or("").chars().count() + 1;
        self.syntax(
            "a line does not line up with the lines around it",
            at,
            self.value_end(at),
            format!("this starts in column {column}"),
        )
        .help("start it in the same column as the lines it belongs with")
    }

    /// The line around `at`: its first byte and the byte behind its last.
    fn line(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = self.text.get(at..).unwrap_or("");
        (start, at + rest.find(['\n', '\r']).unwrap_or(rest.len()))
    }

    /// Where what starts at `at` ends: the line, without a comment.
    fn value_end(&self, at: usize) -> usize {
        let (_, end) = self.line(at);
        let rest = self.text.get(at..end).unwrap_or("");
        at + rest.split(" #").next().unwrap_or(rest).trim_end().len()
    }

    fn char(&self, at: usize) -> char {
        self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
    }

    fn boundary(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }

    fn boundary_up(&self, at: usize) -> usize {
        (at..self.text.len()).find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.text.len())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + self.boundary_up(end))
    }
}
