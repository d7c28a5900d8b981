//! Before the grammar: tokens, brackets, and where each declaration begins and ends.
//!
//! One linear pass over the text. What is wrong with a single token or with brackets is reported here, and the declaration
//! it stands in is marked as broken; the grammar sees only declarations whose brackets match and are not nested too deeply.
//!
//! If the brackets of a file do not match, it is read a second time by the rule of column 0: a line that begins with the keyword
//! of a declaration in the first column closes every bracket still open, so that a mistake costs one declaration.

use logos::Logos;

use crate::diag::Applicability::MachineApplicable;
use crate::diag::Diagnostic;
use crate::diag::characters;
use crate::diag::code::C0012;
use crate::reading::MAX_DEPTH;
use crate::source::{FileId, Span};

use super::form::head;
use super::line::describe;
use super::scalar;
use super::token::{BRACES, Tok};

/// How many runs of unwanted characters are reported for one file.
const MAX_CHARACTERS: usize = 20;

/// How much room for more tokens may stay unused: in a large file it is megabytes.
const SPARE: usize = 1 << 14;

/// A token and its bytes.
pub type Token<'s> = (Tok<'s>, Span);

/// What the pass found.
#[derive(Debug, Default)]
pub struct Scan<'s> {
    /// All tokens.
    pub tokens: Vec<Token<'s>>,
    /// The declarations, comments and descriptions above them included; the last one may be comments alone.
    pub segments: Vec<Segment>,
    /// What is wrong with tokens and brackets.
    pub findings: Vec<Diagnostic>,
}

/// The tokens of one declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The indices of its tokens, the line break at its end included.
    pub tokens: std::ops::Range<usize>,
    /// Whether a finding of this pass lies in it, so that it cannot be read.
    pub broken: bool,
}

/// Scans a file.
pub fn scan(file: FileId, text: &str) -> Scan<'_> {
    let mut tokens: Vec<Token> = Vec::new();
    for (token, range) in Tok::lexer(text).spanned() {
        let slice = text.get(range.clone()).unwrap_or("");
        let span = Span::new(file, range.start, range.end);
        match token {
            Ok(token) => tokens.push((token, span)),
            Err(()) if slice == BRACES => {
                let middle = Span::new(file, range.start + 1, range.start + 1);
                tokens
                    .extend([(Tok::BraceOpen, span.at_start().to(middle)), (Tok::BraceOpen, middle.to(span.at_end()))]);
            }
            Err(()) => tokens.push((Tok::Stray(slice), span)),
        }
    }
    if tokens.capacity() - tokens.len() > SPARE {
        tokens.shrink_to_fit();
    }
    let mut pass = Pass::new(text, &tokens, false);
    pass.run();
    if pass.unbalanced {
        pass = Pass::new(text, &tokens, true);
        pass.run();
    }
    let (segments, mut findings) = (pass.segments, pass.findings);
    findings.extend(characters::unwanted_runs(file, text).take(MAX_CHARACTERS));
    Scan { tokens, segments, findings }
}

/// For each line break, whether behind it a declaration begins in the first column; comments and descriptions in the first column
/// above it are its own.
fn declarations_follow(text: &str, tokens: &[Token]) -> Vec<bool> {
    let mut follows = vec![false; tokens.len()];
    for (at, (token, span)) in tokens.iter().enumerate().rev() {
        let in_first_column = || text.get(..span.end as usize).is_some_and(|text| text.ends_with('\n'));
        if !matches!(token, Tok::Newline(_)) || !in_first_column() {
            continue;
        }
        let behind = tokens.get(at + 1..).unwrap_or_default();
        let begins = match behind.first() {
            Some((Tok::Comment(_) | Tok::Doc(_), _)) => follows.get(at + 2) == Some(&true),
            Some((Tok::Word(_), _)) => head::kind_of_tokens(behind).is_some(),
            _ => false,
        };
        if let Some(own) = follows.get_mut(at) {
            *own = begins;
        }
    }
    follows
}

struct Pass<'a, 's> {
    text: &'a str,
    tokens: &'a [Token<'s>],
    /// Whether the rule of column 0 holds.
    by_column: bool,
    /// Where it holds: for each line break, whether a declaration begins behind it.
    follows: Vec<bool>,
    segments: Vec<Segment>,
    findings: Vec<Diagnostic>,
    /// The opening brackets (or the text block) still open.
    open: Vec<usize>,
    unbalanced: bool,
    start: usize,
    broken: bool,
    /// Whether brackets of this segment have been reported, or cannot be judged because a quote is missing.
    brackets_known: bool,
    too_deep: bool,
}

impl<'a, 's> Pass<'a, 's> {
    fn new(text: &'a str, tokens: &'a [Token<'s>], by_column: bool) -> Self {
        Pass {
            text,
            tokens,
            by_column,
            follows: if by_column { declarations_follow(text, tokens) } else { Vec::new() },
            segments: Vec::new(),
            findings: Vec::new(),
            open: Vec::new(),
            unbalanced: false,
            start: 0,
            broken: false,
            brackets_known: false,
            too_deep: false,
        }
    }

    fn run(&mut self) {
        // The last token that is no comment and no line break: it decides whether a line goes on.
        let mut last: Option<Tok> = None;
        for at in 0..self.tokens.len() {
            let (token, span) = self.tokens[at];
            match token {
                Tok::Newline(_) => {
                    let over = last.is_some_and(|last| !last.continues());
                    if self.open.is_empty() && over || last.is_some() && self.follows.get(at) == Some(&true) {
                        self.close_segment(at + 1);
                        last = None;
                        if self.unbalanced && !self.by_column {
                            return;
                        }
                    }
                    continue;
                }
                Tok::Comment(_) | Tok::Doc(_) => continue,
                _ => last = Some(token),
            }
            if token.closer().is_some() {
                self.open.push(at);
                if self.open.len() > MAX_DEPTH {
                    self.deep(span);
                }
            } else if token.is_closer() {
                self.close(token, span);
            } else {
                self.token(at, token, span);
            }
            if self.unbalanced && !self.by_column {
                return;
            }
        }
        if self.start < self.tokens.len() {
            self.close_segment(self.tokens.len());
        }
    }

    fn close_segment(&mut self, end: usize) {
        if let Some(&innermost) = self.open.last() {
            self.unbalanced = true;
            if self.by_column && !self.brackets_known {
                self.unclosed(innermost);
            }
            self.broken = true;
            self.open.clear();
        }
        self.segments.push(Segment { tokens: self.start..end, broken: self.broken });
        self.start = end;
        self.broken = false;
        self.brackets_known = false;
        self.too_deep = false;
    }

    fn unclosed(&mut self, at: usize) {
        let Some(&(token, span)) = self.tokens.get(at) else { return };
        let Some(closer) = token.closer() else { return };
        let (open, close) = (describe(token), describe(closer));
        let mut finding =
            Diagnostic::new(&C0012, format!("{open} is never closed"), span, format!("no {close} for this"));
        if let Some(&outer) = self.open.first().filter(|first| **first != at) {
            let (token, span) = self.tokens[outer];
            finding = finding.label(span, format!("this {} is open too", describe(token)));
        }
        self.findings.push(finding.help(format!("close it with {close}")));
    }

    fn deep(&mut self, span: Span) {
        if !std::mem::replace(&mut self.too_deep, true) {
            let title = format!("brackets are nested more than {MAX_DEPTH} deep");
            let finding = Diagnostic::new(&C0012, title, span, "one bracket too many");
            self.findings.push(finding.help("give the inner parts names of their own"));
            self.brackets_known = true;
        }
        self.broken = true;
    }

    /// By the rule of column 0 indentation counts too: a closing bracket that begins its line closes nothing that a line further
    /// in has opened, so that was forgotten.
    fn close_forgotten(&mut self, span: Span) {
        let Some(column) = self.indent(span, true) else { return };
        while let Some(&at) = self.open.last() {
            let inner = self.tokens.get(at).and_then(|(_, place)| self.indent(*place, false));
            if inner.is_none_or(|inner| inner <= column) || self.open.len() < 2 {
                return;
            }
            if !std::mem::replace(&mut self.brackets_known, true) {
                self.unclosed(at);
            }
            self.unbalanced = true;
            self.broken = true;
            self.open.pop();
        }
    }

    /// How far the line of a place is indented; with `first`, only if nothing stands before the place on its line.
    fn indent(&self, span: Span, first: bool) -> Option<usize> {
        let before = self.text.get(..span.start as usize)?;
        let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        (!first || indent == line.len()).then_some(indent)
    }

    fn close(&mut self, token: Tok<'s>, span: Span) {
        if self.by_column {
            self.close_forgotten(span);
        }
        let opener = |at: &usize| self.tokens.get(*at).map(|(opener, span)| (*opener, *span));
        let top = self.open.last().and_then(opener);
        if top.is_some_and(|(opener, _)| opener.closer() == Some(token)) {
            self.open.pop();
            return;
        }
        self.unbalanced = true;
        self.broken = true;
        if self.by_column && !self.brackets_known {
            self.brackets_known = true;
            let close = describe(token);
            self.findings.push(match top {
                Some((opener, place)) => {
                    let open = describe(opener);
                    let want = opener.closer().map(describe).unwrap_or_default();
                    Diagnostic::new(
                        &C0012,
                        format!("{close} does not close {open}"),
                        span,
                        format!("{want} is due here"),
                    )
                    .label(place, format!("the last bracket opened is this {open}"))
                }
                None => Diagnostic::new(&C0012, format!("{close} closes nothing"), span, "no bracket is open here")
                    .help("remove it, or add the bracket it should close"),
            });
        }
        // One of the two brackets is a slip of the other: they are taken for a pair.
        self.open.pop();
    }

    fn token(&mut self, at: usize, token: Tok<'s>, span: Span) {
        let finding = match token {
            Tok::Digits(text) => {
                let quoted = scalar::quote(text);
                Diagnostic::new(
                    &C0012,
                    "text that starts with a digit needs quotes",
                    span,
                    "neither a number nor a word",
                )
                .fix(format!("write {quoted}"), MachineApplicable, span, quoted)
                .help("a quantity has a blank before its unit: `20 MiB`")
            }
            Tok::OpenStr(_) => {
                self.brackets_known = true;
                Diagnostic::new(&C0012, "this text has no closing quote", span, "its line ends before the quote")
                    .help("close it with `\"`; text of several lines stands between `\"\"\"` lines")
            }
            Tok::Block(text) if text.trim_end().len() <= 3 => {
                self.open.push(at);
                self.unbalanced = true;
                self.brackets_known = true;
                Diagnostic::new(&C0012, "this text block is never closed", span, "no line with closing `\"\"\"`")
                    .help("put `\"\"\"` on a line of its own behind the text")
            }
            Tok::Stray(text) => {
                let c = text.chars().next().unwrap_or(' ');
                if characters::unwanted(c).is_some() {
                    // Reported already, wherever it stands.
                    self.broken = true;
                    return;
                }
                let shown = if c.is_control() { format!("U+{:04X}", c as u32) } else { c.to_string() };
                Diagnostic::new(&C0012, format!("`{shown}` has no meaning here"), span, "not a part of the language")
                    .help("put text with unusual characters in quotes")
            }
            _ => return,
        };
        self.findings.push(finding);
        self.broken = true;
    }
}
