//! Lines, terms and groups: the generic shape of text, before any word has a meaning.
//!
//! A line is terms; a term is a word, a value, a mark or a group in brackets; a group is lines again. Comments, blank lines and
//! descriptions stand at their lines. [`grammar`](super::grammar) makes them, the forms read them.

use crate::ast::{Comment, Notes};
use crate::source::Span;

use super::token::Tok;

/// One line (of a file or of a group), which may go on over several lines of text.
#[derive(Debug)]
pub struct Line<'s> {
    /// The blank line and the comments around it.
    pub notes: Notes,
    /// The `///` lines above it, marks cut off.
    pub docs: Vec<(&'s str, Span)>,
    /// What it says; never empty.
    pub terms: Vec<Term<'s>>,
}

/// A piece of a line.
#[derive(Debug)]
pub struct Term<'s> {
    /// The piece.
    pub what: What<'s>,
    /// Where it stands, brackets included.
    pub span: Span,
    /// The comment between it and the line break that it goes over: only behind `,`, `and` and `then`.
    pub comment: Option<Box<Comment>>,
}

/// What a term is.
#[derive(Debug)]
pub enum What<'s> {
    /// A token that is no bracket.
    Token(Tok<'s>),
    /// `( ... )`, `[ ... ]` or `{ ... }`.
    Group(Box<Group<'s>>),
}

/// The brackets of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bracket {
    /// `( )`
    Paren,
    /// `[ ]`
    Square,
    /// `{ }`
    Brace,
}

/// What stands between brackets.
#[derive(Debug)]
pub struct Group<'s> {
    /// Which brackets.
    pub bracket: Bracket,
    /// The comment behind the opening bracket, on its line.
    pub end: Option<Comment>,
    /// The lines inside.
    pub lines: Vec<Line<'s>>,
    /// Comments behind the last line.
    pub below: Vec<Comment>,
}

impl<'s> Term<'s> {
    /// The word, if it is one.
    pub fn word(&self) -> Option<&'s str> {
        match self.what {
            What::Token(Tok::Word(word)) => Some(word),
            _ => None,
        }
    }

    /// Whether it is this token.
    pub fn is(&self, token: Tok<'_>) -> bool {
        matches!(self.what, What::Token(own) if own == token)
    }

    /// The group, if it is one in these brackets.
    pub fn group(&self, bracket: Bracket) -> Option<&Group<'s>> {
        match &self.what {
            What::Group(group) if group.bracket == bracket => Some(group),
            _ => None,
        }
    }

    /// What it is, for a message that says what was found.
    pub fn describe(&self) -> String {
        match &self.what {
            What::Group(group) => match group.bracket {
                Bracket::Paren => "`( ... )`".into(),
                Bracket::Square => "`[ ... ]`".into(),
                Bracket::Brace => "`{ ... }`".into(),
            },
            What::Token(token) => describe(*token),
        }
    }
}

/// A token in words.
pub fn describe(token: Tok<'_>) -> String {
    let text = match token {
        Tok::Newline(_) => return "the end of the line".into(),
        Tok::Block(_) => return "a text block".into(),
        Tok::Comment(text)
        | Tok::Doc(text)
        | Tok::Word(text)
        | Tok::Path(text)
        | Tok::Template(text)
        | Tok::Number(text)
        | Tok::Digits(text)
        | Tok::Str(text)
        | Tok::OpenStr(text)
        | Tok::Stray(text) => text,
        Tok::Arrow => "->",
        Tok::Eq => "==",
        Tok::Ne => "!=",
        Tok::Le => "<=",
        Tok::Ge => ">=",
        Tok::Lt => "<",
        Tok::Gt => ">",
        Tok::Bars => "||",
        Tok::Bar => "|",
        Tok::Assign => "=",
        Tok::Colon => ":",
        Tok::Question => "?",
        Tok::Comma => ",",
        Tok::Dash => "-",
        Tok::Percent => "%",
        Tok::ParenOpen => "(",
        Tok::ParenClose => ")",
        Tok::BracketOpen => "[",
        Tok::BracketClose => "]",
        Tok::BraceOpen => "{",
        Tok::BraceClose => "}",
    };
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("`{short}…`") } else { format!("`{short}`") }
}
