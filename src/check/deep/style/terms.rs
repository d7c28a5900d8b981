//! C1611: entries of the glossary that do not fit together.
//!
//! In: the terms. Out: a hint for each word that two entries explain, whether as their term or as a synonym, and for each related term that
//! is nearly one of them and none.

use std::cell::LazyCell;

use crate::check::deep::model::Model;
use crate::check::deep::parts::{items, text};
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C1611;
use crate::diag::nearest::Index;
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// Looks at all entries.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut words: HashMap<String, (&str, Span)> = HashMap::default();
    let mut names: Vec<&str> = Vec::new();
    for own in model.sound.all("term") {
        let (Some((id, _)), Some((term, span))) = (own.name, text(own.node, "term")) else { continue };
        names.extend([id, term]);
        if let Some((_, first)) = words.get(&term.to_lowercase()) {
            findings.push(twice(term, span, *first).at(own.element.as_str(), "term"));
        } else {
            words.insert(term.to_lowercase(), (id, span));
        }
    }
    let known: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let near = LazyCell::new(|| Index::of(names.iter().copied()));
    for own in model.sound.all("term") {
        let Some((id, _)) = own.name else { continue };
        for (at, item) in items(own.node, "synonyms").iter().enumerate() {
            let Some(word) = called(&item.node) else { continue };
            if let Some((_, first)) = words.get(&word.to_lowercase()).filter(|(other, _)| *other != id) {
                findings.push(twice(word, item.node.span, *first).at(own.element.as_str(), format!("synonyms/{at}")));
            }
        }
        for (at, item) in items(own.node, "related_terms").iter().enumerate() {
            let Some(word) = called(&item.node).filter(|word| !known.contains(&word.to_lowercase())) else { continue };
            let Some((near, _)) = near.ranked(word) else { continue };
            let title = format!("no entry of the glossary explains `{word}`");
            let found = Diagnostic::new(&C1611, title, item.node.span, format!("did you mean `{near}`?"));
            findings.push(found.at(own.element.as_str(), format!("related_terms/{at}")));
        }
    }
}

fn twice(word: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&C1611, format!("two entries explain `{word}`"), span, "one word")
        .label(first, "with another meaning")
        .help("give each word one entry")
}
