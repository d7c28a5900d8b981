//! C1604: a description that speaks of something else.
//!
//! In: the descriptions of entities, tables, commands and queries. Out: a hint where one begins with the name of another entity, or
//! says the very name of its operation with another entity in it. Nothing else of prose is judged.

use crate::check::deep::model::{
    Entity, Model,
    words::{Word, each_stem, stems},
};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1604;
use crate::lookup::HashMap;
use crate::source::Span;

/// Entities whose name is one word: by that word, the name and where it stands.
pub type Entities<'m> = HashMap<Word<'m>, (&'m str, Span)>;

/// The entities that can be told apart in a sentence.
pub fn entities<'x>(model: &'x Model) -> Entities<'x> {
    let of = |entity: &'x Entity| match stems(entity.name).as_slice() {
        [only] => Some((only.clone(), (entity.name, entity.span))),
        _ => None,
    };
    model.entities.iter().filter_map(of).collect()
}

/// Looks at the descriptions of a share.
pub fn check(share: &Share, entities: &Entities, findings: &mut Vec<Diagnostic>) {
    for own in ["entity", "table"].iter().flat_map(|kind| share.all(kind)) {
        findings.extend(thing(own, entities));
    }
    for operation in share.operations() {
        findings.extend(action(operation.own, entities));
    }
}

fn thing(own: &Declaration, entities: &Entities) -> Option<Diagnostic> {
    let (name, _) = own.name?;
    let (description, _) = text(own.node, "description")?;
    let mut said = each_stem(description).skip_while(|word| ["a", "an", "the"].contains(&word.as_str()));
    let first = said.next()?;
    // `An item that is lent` tells by what kind of thing it is what a loan is.
    if said.next().is_some_and(|next| tells_apart(&next)) {
        return None;
    }
    let (other, there) = entities.get(first.as_str())?;
    let (words, own_words) = (stems(description), stems(name));
    let speaks_of_itself = own_words.iter().any(|word| words.contains(word));
    if speaks_of_itself || own_words.contains(&first) {
        return None;
    }
    report(own, other, *there)
}

/// Whether a word behind a noun begins to say which of its kind is meant: `that`, `promised`, `given`.
fn tells_apart(word: &str) -> bool {
    ["that", "which", "who", "whose", "where", "when"].contains(&word)
        || (word.len() > 4 && (word.ends_with("ed") || word.ends_with("en")))
}

fn action(own: &Declaration, entities: &Entities) -> Option<Diagnostic> {
    let (name, _) = own.name?;
    let (description, _) = text(own.node, "description")?;
    let own_words = stems(name);
    // All words of the name are there but one, which is an entity; and another entity stands in its place.
    let mut missing: Vec<&Word> = own_words.iter().collect();
    for said in each_stem(description) {
        missing.retain(|word| **word != said);
        if missing.is_empty() {
            return None;
        }
    }
    let [only] = missing.as_slice() else { return None };
    let words = stems(description);
    let at = own_words.iter().position(|word| word == *only)?;
    let before = own_words.get(at.checked_sub(1)?)?;
    let place = words.iter().position(|word| word == before)? + 1;
    let swapped = words.get(place)?;
    entities.get(only.as_str())?;
    let (other, there) = entities.get(swapped.as_str()).filter(|_| !own_words.contains(swapped))?;
    report(own, other, *there)
}

fn report(own: &Declaration, other: &str, there: Span) -> Option<Diagnostic> {
    let (name, _) = own.name?;
    let (_, span) = text(own.node, "description")?;
    let title = format!("the description of `{name}` speaks of `{other}`");
    let found = Diagnostic::new(&C1604, title, span, format!("does not say `{name}`"))
        .label(there, "this is something else")
        .help("describe the thing itself, or rename it");
    Some(found.at(own.element.as_str(), "description"))
}
