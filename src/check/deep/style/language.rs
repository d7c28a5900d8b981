//! C1605: texts in another language than the rest.
//!
//! In: the descriptions and definitions of all declarations. Out: one hint for all texts that use letters which most texts of the set do
//! not: letters with marks, or of another script. A name in another language is no text in it.

use super::rank;
use crate::ast::Node;
use crate::check::deep::model::Model;
use crate::check::gather::Declaration;
use crate::check::place::path_to;
use crate::diag::Diagnostic;
use crate::diag::code::C1605;

/// Whether a key holds a text for people.
pub fn is_for_people(key: &str) -> bool {
    matches!(key, "description" | "definition" | "message")
}

/// The texts for people of a set.
#[derive(Default)]
pub struct Texts<'m> {
    count: usize,
    foreign: Vec<(&'m Declaration<'m>, &'m Node)>,
}

impl<'m> Texts<'m> {
    /// Takes those of a declaration.
    pub fn take(&mut self, model: &Model<'m, 'm>, own: &'m Declaration<'m>) {
        let texts = model.texts(own);
        self.count += texts.for_people;
        self.foreign.extend(texts.foreign.iter().map(|node| (own, *node)));
    }

    /// Says which are in another language than most.
    pub fn check(&mut self, findings: &mut Vec<Diagnostic>) {
        self.foreign.sort_by_key(|(own, _)| rank(own));
        let Some(((own, node), rest)) = self.foreign.split_first() else { return };
        if self.foreign.len() * 2 >= self.count {
            return;
        }
        let title = "not all texts are in one language";
        let mut found = Diagnostic::new(&C1605, title, node.span, "in another language than most");
        for (_, node) in rest {
            found = found.label(node.span, "this too");
        }
        let found = found
            .note(format!("{} of {} texts, told by their letters", self.foreign.len(), self.count))
            .help("write all texts in the language of the team");
        findings.push(found.at(own.element.as_str(), path_to(own.node, node)));
    }
}

/// Whether at least a third of the words, and not just one of many, have letters beyond the Latin alphabet of English.
pub fn is_foreign(text: &str) -> bool {
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
