//! Mistakes that can be made anywhere: slips in names, keys, types and words, things of another kind, things said twice.
//!
//! In: places. Out: seeds. What is a name, a type or a word of a closed list is said by the tables.

use std::collections::{BTreeMap, BTreeSet};

use super::places::Place;
use super::tree::{Edit, Way, text};
use crate::ast::{Node, Value};
use crate::kinds::{KINDS, Shape, Special};
use crate::source::FileId;

/// A mistake to be made.
#[derive(Clone, Debug)]
pub struct Seed {
    /// What kind of mistake it is: what is done, and the pattern of the place.
    pub what: String,
    pub file: FileId,
    pub way: Way,
    pub edit: Edit,
    /// The declaration in which it is made.
    pub element: String,
    /// The name that it is about, where others may be told of it: of a declaration that is gone.
    pub name: Option<String>,
    /// Whether all of it is well-formed, and every name is declared.
    pub of_meaning: bool,
    /// Whether it was drawn for the figures of all mistakes.
    pub drawn: bool,
}

impl Seed {
    pub fn at(place: &Place, what: &str, edit: Edit) -> Seed {
        Seed {
            what: format!("{what} {}", place.pattern),
            file: place.file,
            way: place.way.clone(),
            edit,
            element: place.element.clone(),
            name: None,
            of_meaning: false,
            drawn: true,
        }
    }
}

/// The names of a set by their kinds.
pub struct World {
    pub names: BTreeMap<&'static str, BTreeSet<String>>,
    /// The names that something refers to.
    used: BTreeSet<String>,
}

impl World {
    pub fn of(places: &[Place]) -> World {
        let mut names: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
        for place in places.iter().filter(|place| std::ptr::eq(place.node, place.own) && !place.kind.name.is_empty()) {
            let name = place.node.get(place.kind.name).and_then(Node::as_text);
            names.entry(place.kind.keyword).or_default().extend(name.map(str::to_owned));
        }
        let refers = |place: &&Place| {
            matches!(place.shape, Shape::Ref(_) | Shape::Type | Shape::Special(_)) && place.node.as_text().is_some()
        };
        let bare =
            |place: &Place| place.text().rsplit([':', '<']).next().unwrap_or("").trim_end_matches('>').to_owned();
        let used = places.iter().filter(refers).map(bare).collect();
        World { names, used }
    }

    pub fn has(&self, kind: &str, name: &str) -> bool {
        self.names.get(kind).is_some_and(|names| names.contains(name))
    }

    /// Another name of this kind.
    pub fn other(&self, kind: &str, name: &str) -> Option<String> {
        let names = self.names.get(kind)?;
        let after = names.range::<str, _>((std::ops::Bound::Excluded(name), std::ops::Bound::Unbounded)).next();
        after.or_else(|| names.iter().find(|other| *other != name)).cloned()
    }

    /// A name that no declaration of these kinds has.
    fn stranger(&self, kinds: &[&str]) -> Option<String> {
        let mut others = self.names.iter().filter(|(kind, _)| !kinds.contains(kind)).flat_map(|(_, names)| names);
        others.find(|name| kinds.iter().all(|kind| !self.has(kind, name))).cloned()
    }
}

/// The fields that stand for the same thing as others do: a type cannot change alone.
const TYPED: &[&str] = &[
    "entities/*/fields/*/type",
    "commands/*/input/*/type",
    "commands/*/returns/*/type",
    "routes/*/request_schema/*/type",
    "routes/*/response_schema/*/type",
    "events/*/payload/*/type",
];

/// The last word of a name with two letters changed over, or one told twice.
pub fn misspelt(name: &str) -> Option<String> {
    let start = name.rfind(['.', ':', '<', ',']).map_or(0, |at| at + 1);
    let end = name.len() - name.chars().rev().take_while(|c| *c == '>').count();
    let word: Vec<char> = name.get(start..end)?.chars().collect();
    if word.len() < 4 || !word.iter().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return None;
    }
    let middle = word.len() / 2;
    let at =
        (1..word.len() - 1).map(|step| 1 + (middle + step) % (word.len() - 2)).find(|at| word[*at] != word[at + 1]);
    let mut changed = word.clone();
    match at {
        Some(at) => changed.swap(at, at + 1),
        None => changed.insert(middle, word[middle]),
    }
    Some(format!("{}{}{}", &name[..start], changed.into_iter().collect::<String>(), &name[end..]))
}

/// All slips at all places.
pub fn slips(places: &[Place], world: &World, seeds: &mut Vec<Seed>) {
    for place in places {
        names(place, world, seeds);
        words(place, seeds);
        keys(place, seeds);
        templates(place, seeds);
    }
}

fn names(place: &Place, world: &World, seeds: &mut Vec<Seed>) {
    let name = place.text();
    let mut misspell = |what: &str| {
        let known = |said: &str| KINDS.iter().any(|kind| world.has(kind.keyword, said));
        if let Some(said) = misspelt(name).filter(|said| !known(said)) {
            seeds.push(Seed::at(place, what, Edit::Say(said)));
        }
    };
    match place.shape {
        Shape::Ref(kinds) => {
            misspell("a name is misspelt at");
            let bare = name.rsplit_once(':').map_or(name, |(_, bare)| bare);
            // A column of an event that has the name of something else is no slip that anybody makes.
            if let Some(other) = world.stranger(kinds) {
                seeds.push(Seed::at(place, "a name is of another kind at", Edit::Say(other)));
            }
            if !bare.is_empty() {
                seeds.push(Seed::at(place, "a name is unknown at", Edit::Say("Nowhere".into())));
            }
        }
        Shape::Local(_) => misspell("a part is misspelt at"),
        Shape::Special(Special::Storage | Special::Auth | Special::RuleInput | Special::RuleOutput) => {}
        Shape::Special(Special::Actor) => misspell("an actor is misspelt at"),
        Shape::Special(Special::PolicyField) if name.contains('.') => {}
        Shape::Special(Special::Source) if !name.contains('.') => {}
        Shape::Special(_) => misspell("a name is misspelt at"),
        // A name that nothing else says cannot be told from a wrong one.
        Shape::Name
            if world.used.contains(name)
                && place.own.get(place.kind.name).is_some_and(|own| std::ptr::eq(own, place.node)) =>
        {
            if let Some(said) = misspelt(name) {
                let seed = Seed::at(place, "a declaration is misspelt at", Edit::Say(said));
                seeds.push(Seed { name: Some(name.to_owned()), ..seed });
            }
        }
        Shape::Type if name.contains(':') => misspell("a type is misspelt at"),
        _ => {}
    }
}

fn words(place: &Place, seeds: &mut Vec<Seed>) {
    let wrong = |what: &str, node: Node| Seed::at(place, what, Edit::Set(node));
    match place.shape {
        Shape::OneOf(catalog) if catalog.enforced => {
            if let Some(said) = misspelt(place.text()) {
                seeds.push(Seed::at(place, "a word is misspelt at", Edit::Say(said)));
            }
        }
        Shape::Int => seeds.push(wrong("no number stands at", text("many"))),
        Shape::Bool => seeds.push(wrong("no truth value stands at", text("perhaps"))),
        Shape::List(_) if place.node.as_list().is_some_and(|items| items.len() == 1) => {
            let only = place.node.as_list().and_then(|items| items.first()).map(|item| item.node.clone());
            seeds.extend(only.map(|only| wrong("an item stands in place of its list at", only)));
        }
        Shape::Text | Shape::Name | Shape::Ref(_) if place.node.as_text().is_some() => {
            let list =
                Value::List(vec![crate::ast::Item { notes: crate::ast::Notes::default(), node: place.node.clone() }]);
            seeds.push(wrong("a list stands in place of its item at", Node::new(list, place.node.span)));
        }
        Shape::Type if TYPED.iter().any(|end| place.pattern.ends_with(end)) => {
            let type_ = place.text();
            let swapped = match type_ {
                "uuid" => "int",
                "int" | "decimal" | "float" => "string",
                "string" | "text" => "int",
                "bool" => "string",
                "datetime" | "date" => "bool",
                _ if type_.contains("list<") => "string",
                _ if type_.contains(':') => "int",
                _ => return,
            };
            seeds.push(Seed::at(place, "the type is another at", Edit::Say(swapped.into())));
        }
        _ => {}
    }
}

/// Keys that are misspelt, and keys that are missed.
fn keys(place: &Place, seeds: &mut Vec<Seed>) {
    let Some(key) = place.key.filter(|_| !place.pattern.ends_with('*')) else { return };
    if let Some(said) = misspelt(key.name) {
        seeds.push(Seed::at(place, "a key is misspelt at", Edit::Rename(said)));
    }
    if key.required {
        seeds.push(Seed::at(place, "a key is missed at", Edit::Remove));
    }
}

/// Names in templates, where these stand for one value.
fn templates(place: &Place, seeds: &mut Vec<Seed>) {
    let steps = place.pattern.contains("/effects/*/") || place.pattern.contains("/transitions/*/");
    let inner = place.text().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    let Some(inner) = inner.filter(|inner| steps && !inner.contains(['{', ' '])) else { return };
    if let Some(said) = misspelt(inner) {
        seeds.push(Seed::at(place, "a template is misspelt at", Edit::Say(format!("{{{{{said}}}}}"))));
    }
}
