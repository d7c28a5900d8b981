//! The generic grammar, over the tokens of one declaration whose brackets match.
//!
//! In: tokens. Out: one [`Line`], and what did not fit. Knows no keyword and looks up no name.
//!
//! ```text
//! line  = { comment NL | doc NL } term { term } [ comment ] NL
//! group = open [ comment ] { line } { comment NL } close
//! ```
//!
//! A line goes on behind a line break if it ends with `,`, `and` or `then`.

use chumsky::prelude::*;

use crate::ast::{Comment, Notes};
use crate::source::Span;

use super::line::{Bracket, Group, Line, Term, What};
use super::scan::Token;
use super::token::Tok;

/// The grammar says where it stopped; in what words is decided here.
type Failure = Cheap;

/// What the grammar has to say of one declaration.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// The line, if its shape is sound.
    pub line: Option<Line<'s>>,
    /// The tokens that did not fit, with what is the matter, in our words.
    pub slips: Vec<(Span, &'static str)>,
}

/// Something that stands above a line.
enum Lead<'s> {
    Comment(Comment, bool),
    Doc(&'s str, Span),
}

/// Parses the tokens of one declaration at a time: hand it to each of them.
pub fn declarations<'t, 's: 't>() -> impl Fn(&'t [Token<'s>]) -> Parsed<'s> {
    let parser = file_line();
    move |tokens| {
        let (line, errors) = parser.parse(tokens).into_output_errors();
        let place = |error: &Failure| {
            let at = error.span().start.min(tokens.len().saturating_sub(1));
            tokens.get(at).map(|(_, span)| *span)
        };
        // With a line at hand, all that can have been said is that a description dangles.
        let words = if line.is_some() { DANGLING } else { "no line of the language goes on like this" };
        let slips = errors.iter().filter_map(|error| Some((place(error)?, words))).collect();
        Parsed { line, slips }
    }
}

const DANGLING: &str = "a description stands above what it describes";

/// The comment of a token; `blank` says whether an empty line stands before it.
pub fn comment(text: &str, span: Span, blank: bool) -> Comment {
    let text = text.strip_prefix("//").unwrap_or(text).trim_end();
    Comment { text: text.into(), blank, span }
}

fn file_line<'t, 's: 't>() -> impl Parser<'t, &'t [Token<'s>], Line<'s>, extra::Err<Failure>> {
    let newline = select! { (Tok::Newline(blank), _) => blank };
    let note = select! { (Tok::Comment(text), span) => comment(text, span, false) };
    let doc = select! { (Tok::Doc(text), span) => (text, span) };
    let atom = select! {
        (token, span) if is_atom(token) => Term { what: What::Token(token), span, comment: None }
    };

    let line = recursive(|line| {
        let lead = note
            .then(newline)
            .map(|(comment, blank)| Lead::Comment(comment, blank))
            .or(doc.then_ignore(newline).map(|(text, span)| Lead::Doc(text, span)));
        let leads = lead.repeated().collect::<Vec<Lead>>();

        let open = select! { (token, span) if Tok::closer(token).is_some() => (token, span) };
        let close = select! { (token, span) if Tok::is_closer(token) => span };
        let tail = leads.validate(|leads, extra, emitter| {
            if leads.iter().any(|lead| matches!(lead, Lead::Doc(..))) {
                emitter.emit(Cheap::new(extra.span()));
            }
            leads
        });
        let group = open
            .then(note.or_not())
            .then_ignore(newline.or_not())
            .then(line.repeated().collect::<Vec<(Line, bool)>>())
            .then(tail)
            .then(close)
            .map(|((((opener, end), lines), tail), close): ((((Token, _), _), _), Span)| {
                let bracket = match opener.0 {
                    Tok::ParenOpen => Bracket::Paren,
                    Tok::BracketOpen => Bracket::Square,
                    _ => Bracket::Brace,
                };
                let (lines, blank) = spaced(lines);
                let below = spaced_comments(tail, blank).0;
                let group = Box::new(Group { bracket, end, lines, below });
                Term { what: What::Group(group), span: opener.1.to(close), comment: None }
            });

        // A line break behind `,`, `and`, `then` (with or without a comment before it) is no end: the term takes it along.
        let going_on = select! { (token, span) if Tok::continues(token) => (token, span) }
            .then(note.or_not())
            .then_ignore(newline)
            .map(|((token, span), comment)| Term { what: What::Token(token), span, comment: comment.map(Box::new) });
        let term = choice((going_on, atom, group));
        leads
            .then(term.repeated().at_least(1).collect::<Vec<Term>>())
            .then(note.or_not())
            .then(newline.or_not())
            .map(|(((leads, terms), end), blank)| (make_line(leads, terms, end), blank.unwrap_or(false)))
            .boxed()
    });
    line.map(|(line, _)| line).then_ignore(end())
}

fn is_atom(token: Tok<'_>) -> bool {
    !matches!(token, Tok::Newline(_) | Tok::Comment(_) | Tok::Doc(_)) && token.closer().is_none() && !token.is_closer()
}

fn make_line<'s>(leads: Vec<Lead<'s>>, mut terms: Vec<Term<'s>>, end: Option<Comment>) -> Line<'s> {
    let mut notes = Notes::default();
    let mut docs = Vec::new();
    if !leads.is_empty() {
        let mut comments = Vec::new();
        for lead in leads {
            match lead {
                Lead::Doc(text, span) => docs.push((text.strip_prefix("///").unwrap_or(text), span)),
                comment => comments.push(comment),
            }
        }
        let (above, detached) = spaced_comments(comments, false);
        if !above.is_empty() {
            let comments = notes.comments_mut();
            comments.above = above;
            comments.detached = detached;
        }
    }
    let mut ends: Vec<Comment> =
        terms.iter_mut().filter_map(|term| term.comment.take()).map(|comment| *comment).collect();
    ends.extend(end);
    if let Some(last) = ends.pop() {
        let comments = notes.comments_mut();
        comments.end = Some(last);
        comments.above.append(&mut ends);
    }
    Line { notes, docs, terms }
}

/// Gives each line the blank line that the line before it ended with; says whether the last one ended so.
fn spaced(lines: Vec<(Line<'_>, bool)>) -> (Vec<Line<'_>>, bool) {
    let mut blank = false;
    let lines = lines
        .into_iter()
        .map(|(mut line, after)| {
            line.notes.blank = std::mem::replace(&mut blank, after);
            line
        })
        .collect();
    (lines, blank)
}

/// The comments among some leads; `blank` says whether a blank line stands before the first. Says whether one stands behind the last.
fn spaced_comments(leads: Vec<Lead<'_>>, blank: bool) -> (Vec<Comment>, bool) {
    let mut blank = blank;
    let comments = leads.into_iter().filter_map(|lead| match lead {
        Lead::Comment(comment, after) => Some(Comment { blank: std::mem::replace(&mut blank, after), ..comment }),
        Lead::Doc(..) => None,
    });
    let comments = comments.collect();
    (comments, blank)
}
