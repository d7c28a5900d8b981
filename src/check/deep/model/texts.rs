//! What the texts of a set hold that some analysis asks for: names in templates, paths of the caller, secrets, foreign letters.
//!
//! In: a declaration, sound or not. Out: [`Texts`], made in one walk: to walk through it costs more than to look at its texts.

use super::template;
use crate::ast::{Node, Value};
use crate::check::deep::{secrets, style};
use crate::check::gather::Declaration;
use crate::check::place::Word;

/// What is remarkable in the texts of one declaration, each in the order in which they stand there.
#[derive(Debug)]
pub struct Texts<'a> {
    /// The names in templates, each with the text that it stands in.
    pub names: Vec<(Word<'a>, &'a Node)>,
    /// Texts that begin as a path of the caller does: `actor.id`.
    pub of_caller: Vec<&'a Node>,
    /// What stands under `bind`: a source, or a map of them.
    pub bound: Vec<&'a Node>,
    /// Secrets in plain text, and the keys that they stand under.
    pub secrets: Vec<(&'a str, &'a Node)>,
    /// How many texts are for people.
    pub for_people: usize,
    /// Those of them that are in another language than English, told by their letters.
    pub foreign: Vec<&'a Node>,
}

impl<'a> Texts<'a> {
    /// Nothing.
    pub const fn none() -> Texts<'a> {
        Texts {
            names: Vec::new(),
            of_caller: Vec::new(),
            bound: Vec::new(),
            secrets: Vec::new(),
            for_people: 0,
            foreign: Vec::new(),
        }
    }

    /// The texts of a declaration.
    pub fn of(own: &Declaration<'a>) -> Texts<'a> {
        let mut texts = Texts::none();
        texts.look(own.node, true);
        texts
    }

    /// Looks at a value that is no text under a key; `named` says whether all keys around it are texts.
    fn look(&mut self, node: &'a Node, named: bool) {
        match &node.value {
            Value::Text(text) => self.text(node, text, None),
            Value::List(items) => items.iter().for_each(|item| self.look(&item.node, named)),
            Value::Map(entries) => {
                for entry in entries {
                    if entry.key.is("bind") {
                        self.bound.push(&entry.node);
                    }
                    let key = entry.key.as_text();
                    match &entry.node.value {
                        Value::Text(text) => self.text(&entry.node, text, key.filter(|_| named)),
                        Value::List(_) | Value::Map(_) => self.look(&entry.node, named && key.is_some()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, node: &'a Node, text: &str, key: Option<&'a str>) {
        if template::has(text) {
            self.names.extend(template::names(node).into_iter().map(|word| (word, node)));
        } else if text.as_bytes().first() == Some(&b'a') && text.starts_with("actor.") {
            self.of_caller.push(node);
        }
        let Some(key) = key else { return };
        if style::language::is_for_people(key) {
            self.for_people += 1;
            if style::language::is_foreign(text) {
                self.foreign.push(node);
            }
        }
        if secrets::is_secret(key, text) {
            self.secrets.push((key, node));
        }
    }
}
