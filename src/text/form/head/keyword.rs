//! Which kind a line declares, judged by its first terms.
//!
//! In: terms or tokens. Out: the kind and the length of its keyword. No name is looked up.

use crate::kinds::{self, Kind};

use super::super::super::line::{Term, What};
use super::super::super::scan::Token;
use super::super::super::token::Tok;
use super::HEADS;

/// The kind that a line declares, and how many words its keyword takes (a prefix included), judged by its first terms: the words
/// among them (`None` for what could only be a name in quotes), and nothing behind the last name-like term.
fn kind_of(first: &[Option<&str>]) -> Option<(&'static Kind, usize)> {
    let word = |at: usize| first.get(at).copied().flatten();
    let name = |at: usize| first.get(at).is_some();
    let two = |prefix: &str, keyword: &str| {
        HEADS
            .iter()
            .any(|head| head.keyword == keyword && head.prefix.is_some_and(|(_, words)| words.contains(&prefix)))
    };
    if let (Some(a), Some(b)) = (word(0), word(1)) {
        if a == "graphql" {
            return kinds::by_keyword(&format!("graphql {b}")).map(|kind| (kind, 2));
        }
        // `integration event X`, but `integration event is queue` declares an integration called `event`; then again
        // `integration test is with jest` is a test called `is`.
        let own_name = a == "integration" && word(2) == Some("is") && name(3) && !(word(3) == Some("with") && name(4));
        if two(a, b) && name(2) && !own_name {
            return kinds::by_keyword(b).map(|kind| (kind, 2));
        }
    }
    let kind = kinds::by_keyword(word(0)?)?;
    (name(1) || kind.single).then_some((kind, 1))
}

/// As [`kind_of`], for terms.
pub fn kind_of_terms(terms: &[Term<'_>]) -> Option<(&'static Kind, usize)> {
    let name = |term: &Term<'_>| match term.what {
        What::Token(token) => name_like(token),
        What::Group(_) => false,
    };
    let first: Vec<Option<&str>> = terms.iter().take(5).take_while(|term| name(term)).map(Term::word).collect();
    kind_of(&first)
}

/// As [`kind_of`], for tokens.
pub fn kind_of_tokens(tokens: &[Token<'_>]) -> Option<(&'static Kind, usize)> {
    let words = tokens.iter().take(5).take_while(|(token, _)| name_like(*token)).map(|(token, _)| match token {
        Tok::Word(word) => Some(*word),
        _ => None,
    });
    kind_of(&words.collect::<Vec<_>>())
}

pub(super) fn name_like(token: Tok<'_>) -> bool {
    matches!(token, Tok::Word(_) | Tok::Path(_) | Tok::Template(_) | Tok::Str(_) | Tok::Block(_))
}
