//! The table of names: declarations by kind, and the parts inside them (fields, columns, states, columns of rules).
//!
//! In: the gathered declarations. Out: lookups. Says nothing about what is wrong.

use std::borrow::Cow;

use super::gather::{Declaration, Set};
use super::place::{called, has_twice};
use crate::ast::{Entry, Node};
use crate::lookup::{Few, HashMap};
use crate::source::Span;

/// The number of a [`Symbol`].
pub type SymbolId = usize;

/// Something with a name.
#[derive(Debug)]
pub struct Symbol<'a> {
    /// The name.
    pub name: &'a str,
    /// Where it is said.
    pub span: Span,
    /// The declaration that it is, or is inside of.
    pub declaration: usize,
}

/// What is inside a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// A field of an entity.
    Field,
    /// A column of a table.
    Column,
    /// A state of a workflow.
    State,
    /// A value of an enum.
    Value,
    /// An input of a rule, a command or a query.
    Input,
    /// An output of a rule.
    Output,
    /// What a step of a command or query gives back.
    Result,
}

impl Part {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Part::Field => "field",
            Part::Column => "column",
            Part::State => "state",
            Part::Value => "value",
            Part::Input => "input",
            Part::Output => "output",
            Part::Result => "step",
        }
    }
}

/// The parts of one sort in one declaration.
#[derive(Debug, Default)]
struct Parts {
    /// Their symbols, one behind the other.
    symbols: std::ops::Range<SymbolId>,
    /// Whether there may be more than could be read.
    lost: bool,
}

/// All names.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Every symbol; the number is its index.
    pub symbols: Vec<Symbol<'a>>,
    kinds: HashMap<&'static str, Vec<SymbolId>>,
    index: HashMap<(&'static str, Cow<'a, str>), Few>,
    parts: HashMap<(usize, Part), Parts>,
    /// The declarations of the caller.
    actors: Vec<usize>,
}

impl<'a> Names<'a> {
    /// The names of a set.
    pub fn of(set: &Set<'a>) -> Names<'a> {
        let mut names = Names::default();
        names.index.reserve(set.declarations.len());
        names.parts.reserve(set.declarations.len());
        for (at, declaration) in set.declarations.iter().enumerate() {
            if let Some((name, span)) = declaration.name {
                let id = names.symbols.len();
                let keyword = declaration.kind.keyword;
                names.symbols.push(Symbol { name, span, declaration: at });
                names.kinds.entry(keyword).or_default().push(id);
                let same = names.index.entry((keyword, folded(keyword, name)));
                same.and_modify(|few| few.push(id)).or_insert_with(|| Few::of(id));
            }
            let node = declaration.node;
            match declaration.kind.keyword {
                "entity" => names.parts(at, Part::Field, node.get("fields"), Some("name")),
                "table" => names.parts(at, Part::Column, node.get("columns"), Some("name")),
                "enum" => names.parts(at, Part::Value, node.get("values"), None),
                "workflow" => names.parts(at, Part::State, node.get("states"), Some("id")),
                "rule" => {
                    names.parts(at, Part::Input, node.get("inputs"), None);
                    names.parts(at, Part::Output, node.get("outputs"), None);
                }
                "command" | "query" => {
                    names.parts(at, Part::Input, node.get("input"), Some("name"));
                    names.results(at, declaration);
                }
                "event" => names.parts(at, Part::Field, node.get("payload"), Some("name")),
                "operation" => names.parts(at, Part::Field, node.get("response_schema"), Some("name")),
                "projection" => names.parts(at, Part::Field, node.get("fields"), Some("name")),
                "actor" => {
                    names.actors.push(at);
                    names.parts(at, Part::Field, node.get("fields"), Some("name"));
                }
                _ => {}
            }
        }
        names
    }

    /// Notes the parts that a list holds; a list that is absent, empty or unsound says that not all parts are known.
    fn parts(&mut self, declaration: usize, part: Part, list: Option<&'a Node>, key: Option<&str>) {
        let items = list.and_then(Node::as_list).unwrap_or(&[]);
        let first = self.symbols.len();
        let mut lost = items.is_empty();
        for item in items {
            lost |= has_twice(&item.node);
            let node = match key {
                Some(key) => item.node.get(key),
                None => Some(&item.node),
            };
            match node.and_then(|node| Some((called(node)?, node.span))) {
                Some((name, span)) => self.symbols.push(Symbol { name, span, declaration }),
                None => lost = true,
            }
        }
        self.parts.insert((declaration, part), Parts { symbols: first..self.symbols.len(), lost });
    }

    /// Notes what the steps of a command or query give back; not every step has a name for it.
    fn results(&mut self, declaration: usize, own: &Declaration<'a>) {
        let steps = own.node.get("effects").and_then(Node::as_list).unwrap_or(&[]);
        // Without steps, it may be their key that is misspelt, or they have another form.
        let odd = own.node.get("effects").is_some_and(|node| node.as_list().is_none());
        let mut lost = steps.is_empty() && (!own.whole || odd || has_strangers(own));
        let first = self.symbols.len();
        for step in steps {
            match step.node.get("result") {
                None => lost |= has_twice(&step.node),
                Some(node) => match called(node) {
                    Some(name) => self.symbols.push(Symbol { name, span: node.span, declaration }),
                    None => lost = true,
                },
            }
        }
        self.parts.insert((declaration, Part::Result), Parts { symbols: first..self.symbols.len(), lost });
    }

    /// The one declaration of the caller.
    pub fn actor(&self) -> Option<usize> {
        match self.actors.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// All declarations of a kind.
    pub fn of_kind(&self, keyword: &str) -> &[SymbolId] {
        self.kinds.get(keyword).map_or(&[], Vec::as_slice)
    }

    /// The declarations of this kind with this name; more than one only in a set with duplicates.
    pub fn find(&self, keyword: &'static str, name: &'a str) -> &[SymbolId] {
        self.index.get(&(keyword, folded(keyword, name))).map_or(&[], Few::as_slice)
    }

    /// The one declaration of this kind with this name.
    pub fn only(&self, keyword: &'static str, name: &'a str) -> Option<usize> {
        match self.find(keyword, name) {
            [id] => self.symbols.get(*id).map(|symbol| symbol.declaration),
            _ => None,
        }
    }

    /// The parts of a declaration; none where not all of them are known.
    pub fn parts_of(&self, declaration: usize, part: Part) -> Option<std::ops::Range<SymbolId>> {
        let parts = self.parts.get(&(declaration, part)).filter(|parts| !parts.lost)?;
        Some(parts.symbols.clone())
    }

    /// The part of this name; more than one only where the declaration says it twice.
    pub fn part<'n>(
        &'n self,
        declaration: usize,
        part: Part,
        name: &'n str,
    ) -> impl Iterator<Item = SymbolId> + use<'n, 'a> {
        let ids = self.parts_of(declaration, part).unwrap_or_default();
        let symbols = self.symbols.get(ids.clone()).unwrap_or_default();
        ids.zip(symbols).filter(move |(_, symbol)| symbol.name == name).map(|(id, _)| id)
    }
}

/// Whether a declaration has a key that is not known.
fn has_strangers(own: &Declaration) -> bool {
    let known = |entry: &Entry| entry.key.as_text().is_some_and(|name| own.kind.record.key(name).is_some());
    !own.node.as_map().unwrap_or(&[]).iter().all(known)
}

/// The name as it is compared: dots and underscores of secrets are the same, for v0 writes references without dots.
pub fn folded<'a>(keyword: &str, name: &'a str) -> Cow<'a, str> {
    if keyword == "secret" && name.contains('.') { Cow::Owned(name.replace('.', "_")) } else { Cow::Borrowed(name) }
}
