//! Says in our own words why a text is no YAML, at the place of the cause.
//!
//! In: what the library noticed, and where. Out: one C0001 finding (C0009 for features). The library notices some mistakes
//! late: a quote or bracket without a partner is found at the next one, a tab on the line before it. Here the cause is looked
//! for; only the text is asked, nothing is parsed again.

mod pairs;
mod place;

use super::build::Built;
use super::events::{Trouble, What};
use super::features::Feature;
use super::findings::Findings;
use super::keys::brief;
use super::quote::single;
use crate::diag::characters::unwanted;
use crate::diag::{Applicability, Diagnostic};
use crate::reading::MAX_DEPTH;
use crate::source::FileId;

/// Adds the finding for `trouble` in `text`, which stands at `base` in its file.
pub(super) fn report(file: FileId, text: &str, base: usize, trouble: &Trouble, built: &Built, findings: &mut Findings) {
    // The mark itself has been reported with all other unwanted characters.
    if trouble.what == What::Mark {
        return;
    }
    let place = Place { file, text, base };
    let at = place.boundary(trouble.at);
    // Nor is there more to say where one of those stands.
    if unwanted(place.char(at)).is_some() {
        return;
    }
    let found = place.find(&trouble.what, at, built);
    if let Some(value) = found.fixes.first().and_then(|fix| fix.edits.first()) {
        // What such a character does to the text around it is no finding of its own, and quotes do not mend it.
        if value.insert.contains(|c| unwanted(c).is_some()) {
            return;
        }
        findings.forget(value.span);
    }
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
        if let Some(key) = self.long_key(what, at) {
            return self
                .syntax("a key is longer than 1024 characters", key, self.value_end(key).min(key + 20), "this key")
                .help("shorten it, or start its line with `? ` and put `: ` and the value on the next line");
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
                .syntax("lists and maps are nested too deeply", at, at + 1, format!("this is level {}", MAX_DEPTH + 1))
                .help(format!("at most {MAX_DEPTH} levels can be read; give the inner parts names of their own")),
            What::Feature => {
                let text = self.text.get(at..self.value_end(at)).unwrap_or("");
                let text = text.split([' ', '\t']).next().unwrap_or("");
                Feature::of(text).finding(text, self.span(at, at + text.len()))
            }
            What::Tab | What::Mark | What::Other => self
                .syntax("the file is no YAML from here on", at, at + 1, "this was not expected here")
                .help("compare the quotes, brackets and indentation of this line and the one before it"),
        }
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

    /// The key in the line of `at`, if it is too long to be one.
    fn long_key(&self, what: &What, at: usize) -> Option<usize> {
        let (start, end) = self.line(at);
        let line = self.text.get(start..end).filter(|_| matches!(what, What::NoColon | What::Colon))?;
        let key = line.split(": ").next()?;
        let indent = key.len() - key.trim_start_matches([' ', '-']).len();
        (key.chars().count() > 1000 + indent).then_some(start + indent)
    }

    fn no_colon(&self, at: usize) -> Diagnostic {
        let end = self.value_end(at);
        let line = self.text.get(at..end).unwrap_or("");
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
        // A line without a colon above, in the same column, was meant as a key.
        let above = self.line(start.saturating_sub(1)).0;
        let line = self.text.get(above..start).unwrap_or("");
        let indent = |line: &str| line.len() - line.trim_start().len();
        if above < start
            && indent(line) == indent(before)
            && !line.contains(": ")
            && !line.trim_start().starts_with("- ")
        {
            return self.no_colon(above + indent(line));
        }
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
        let before = self.text.get(start..at).unwrap_or("");
        if !before.trim_start_matches([' ', '-']).is_empty() {
            return self.behind(start, at, before);
        }
        let at = start + before.len() - before.trim_start().len();
        let line = self.text.get(at..self.value_end(at)).unwrap_or("");
        let above = self.line(start.saturating_sub(1));
        let comment = self.text.get(above.0..above.1).unwrap_or("").trim_start().starts_with('#');
        if comment && above.0 < start && !line.contains(": ") && !line.starts_with("- ") && !line.ends_with(':') {
            return self
                .syntax("a text goes on behind a comment", at, self.value_end(at), "the text ended at the comment")
                .help("move the comment above the key, or start the text with `|` or `>`");
        }
        let column = before.chars().count() - before.trim_start().chars().count() + 1;
        let title = "a line does not line up with the lines around it";
        self.syntax(title, at, self.value_end(at), format!("this starts in column {column}"))
            .help("start it in the same column as the lines it belongs with")
    }

    /// Text behind a value that has ended.
    fn behind(&self, start: usize, at: usize, before: &str) -> Diagnostic {
        let found =
            self.syntax("text goes on behind a value", at, self.value_end(at), "the value has ended before this");
        let mark = [": ", "- "].iter().filter_map(|mark| before.find(mark)).min().map_or(0, |mark| mark + 2);
        let value = before.get(mark..).unwrap_or("");
        let value = start + mark + value.len() - value.trim_start().len();
        let text = self.text.get(value..self.value_end(at)).unwrap_or("");
        if !text.starts_with(['{', '[']) {
            return found.help("put it on a line of its own, or put quotes around the whole value");
        }
        let span = self.span(value, self.value_end(at));
        found.help("put quotes around the whole value; without them the bracket starts a list or map").fix(
            "put it in quotes",
            Applicability::MaybeIncorrect,
            span,
            single(text),
        )
    }
}
