//! C1605: texts in another language than the rest.
//!
//! In: the descriptions and definitions of all declarations. Out: one hint for all texts that use letters which most texts of the set do
//! not: letters with marks, or of another script. A name in another language is no text in it.

use crate::ast::{Node, Value};
use crate::check::deep::model::Model;
use crate::check::gather::Declaration;
use crate::check::place::{Step, join};
use crate::diag::Diagnostic;
use crate::diag::code::C1605;
use crate::source::Span;

/// Whether a key holds a text for people.
fn is_for_people(key: &str) -> bool {
    matches!(key, "description" | "definition" | "message")
}

/// The texts of a set: how many there are, and those that are foreign, each with its declaration and its place there.
#[derive(Default)]
struct Texts<'p> {
    count: usize,
    foreign: Vec<(Span, &'p Declaration<'p>, String)>,
}

/// Looks at all texts for people.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut texts = Texts::default();
    let mut way = Vec::new();
    for kind in crate::kinds::KINDS {
        for own in model.sound.every(kind.keyword) {
            texts.gather(own.node, own, &mut way);
        }
    }
    let Texts { count, foreign } = texts;
    let Some(((span, own, place), rest)) = foreign.split_first() else { return };
    if foreign.len() * 2 >= count {
        return;
    }
    let title = "not all texts are in one language";
    let mut found = Diagnostic::new(&C1605, title, *span, "in another language than most");
    for (span, ..) in rest {
        found = found.label(*span, "this too");
    }
    let found = found
        .note(format!("{} of {} texts, told by their letters", foreign.len(), count))
        .help("write all texts in the language of the team");
    findings.push(found.at(own.element.as_str(), place.as_str()));
}

impl<'p> Texts<'p> {
    fn gather<'a>(&mut self, node: &'a Node, own: &'p Declaration<'p>, way: &mut Vec<Step<'a>>) {
        match &node.value {
            Value::Map(entries) => {
                for entry in entries {
                    let Some(key) = entry.key.as_text() else { continue };
                    way.push(Step::Key(key));
                    match entry.node.as_text() {
                        Some(text) if is_for_people(key) => {
                            self.count += 1;
                            if is_foreign(text) {
                                self.foreign.push((entry.node.span, own, join(way)));
                            }
                        }
                        _ => self.gather(&entry.node, own, way),
                    }
                    way.pop();
                }
            }
            Value::List(items) => {
                for (at, item) in items.iter().enumerate() {
                    way.push(Step::Index(at));
                    self.gather(&item.node, own, way);
                    way.pop();
                }
            }
            _ => {}
        }
    }
}

/// Whether at least a third of the words, and not just one of many, have letters beyond the Latin alphabet of English.
fn is_foreign(text: &str) -> bool {
    if text.is_ascii() {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).collect();
    let marked = words.iter().filter(|word| word.chars().any(|c| c.is_alphabetic() && !c.is_ascii())).count();
    marked > 0 && marked * 3 >= words.len()
}

#[cfg(test)]
mod tests {
    use super::is_foreign;

    #[test]
    fn languages_are_told_by_letters() {
        assert!(is_foreign("bảng lương") && is_foreign("лист ожидания"));
        assert!(!is_foreign("A list of cafés in town") && !is_foreign("Plain English") && !is_foreign("10 %"));
    }
}
