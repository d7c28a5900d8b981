//! C1611: entries of the glossary that do not fit together.
//!
//! In: the terms. Out: a hint for each word that two entries explain, whether as their term or as a synonym, and for each related term that
//! is nearly one of them and none.

use std::borrow::Cow;

use std::cell::LazyCell;

use crate::ast::Item;
use crate::check::deep::parts::{items, text};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::{called, lower};
use crate::diag::Diagnostic;
use crate::diag::code::C1611;
use crate::diag::nearest::Index;
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// The glossary of a set.
#[derive(Default)]
pub struct Terms<'m> {
    /// The words of terms, each with the first entry that explains it and where.
    words: HashMap<Cow<'m, str>, (&'m str, Span)>,
    names: Vec<&'m str>,
    said: Vec<Said<'m>>,
}

/// A word in the list of an entry.
struct Said<'m> {
    own: &'m Declaration<'m>,
    list: &'static str,
    at: usize,
    word: &'m str,
    span: Span,
}

impl<'m> Terms<'m> {
    /// Takes the entries of a share.
    pub fn take<'a: 'm>(&mut self, share: &Share<'_, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        for own in share.all("term") {
            let Some((id, _)) = own.name else { continue };
            for list in ["synonyms", "related_terms"] {
                let items = items(own.node, list).iter().enumerate();
                let said = |(at, item): (usize, &'m Item)| {
                    Some(Said { own, list, at, word: called(&item.node)?, span: item.node.span })
                };
                self.said.extend(items.filter_map(said));
            }
            let Some((term, span)) = text(own.node, "term") else { continue };
            self.names.extend([id, term]);
            if let Some((_, first)) = self.words.get(&lower(term)) {
                findings.push(twice(term, span, *first).at(own.element.as_str(), "term"));
            } else {
                self.words.insert(lower(term), (id, span));
            }
        }
    }

    /// Looks at synonyms and related terms.
    pub fn check(&self, findings: &mut Vec<Diagnostic>) {
        let known: HashSet<Cow<str>> = self.names.iter().map(|name| lower(name)).collect();
        let near = LazyCell::new(|| Index::of(self.names.iter().copied()));
        for Said { own, list, at, word, span } in &self.said {
            let found = match *list {
                "synonyms" => {
                    let first = self.words.get(&lower(word));
                    let first = first.filter(|(other, _)| own.name.is_some_and(|(id, _)| id != *other));
                    first.map(|(_, first)| twice(word, *span, *first))
                }
                _ if known.contains(&lower(word)) => None,
                _ => near.ranked(word).map(|(near, _)| {
                    let title = format!("no entry of the glossary explains `{word}`");
                    Diagnostic::new(&C1611, title, *span, format!("did you mean `{near}`?"))
                }),
            };
            findings.extend(found.map(|found| found.at(own.element.as_str(), format!("{list}/{at}"))));
        }
    }
}

fn twice(word: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&C1611, format!("two entries explain `{word}`"), span, "one word")
        .label(first, "with another meaning")
        .help("give each word one entry")
}
