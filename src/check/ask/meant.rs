//! Uses that only the meaning of their place tells: names in templates, the fields of guards, filters, orders and written rows, the values of
//! enums and the states that stand for them.
//!
//! In: a set and its names. Out: each such use, handed to the caller. What a name could stand for only by a convention is left out, and so are
//! texts for people and the cells of rules.

use crate::ast::{Entry, Node};
use crate::check::Seen;
use crate::check::deep::Sound;
use crate::check::deep::model::Texts;
use crate::check::deep::model::{Effect, Entity, Looked, Model, Operation, template, words};
use crate::check::deep::parts::{Field, bare, items, text};
use crate::check::gather::{Declaration, Set};
use crate::check::names::{Names, Part, SymbolId};
use crate::check::place::{Word, called, cut, path_to, whole};
use crate::source::Span;

/// Calls `each` for every use: what is named, where, in which declaration, and the place in it.
pub fn uses<'a>(set: &Set<'a>, names: &Names<'a>, each: &mut dyn FnMut(SymbolId, Span, usize, &str)) {
    let texts = set.declarations.iter().map(Texts::of).collect();
    let none = Seen { uses: Default::default(), texts };
    let sound = Sound::of(set, &none, &[]);
    let model = Model::of(&sound);
    for own in &set.declarations {
        let mut place = Place { model: &model, names, own, rows: Vec::new(), inputs: None, each };
        if let Some(operation) = own.name.and_then(|(name, _)| model.operation(own.kind.keyword, name)) {
            place.operation(operation);
        }
        // Two workflows of one name share an element.
        for transition in model.transitions_of(own).into_iter().filter(|transition| transition.own.at == own.at) {
            place.rows = model.entity(transition.entity).map(|own| (None, own)).into_iter().collect();
            transition.effects.iter().for_each(|effect| place.step(effect));
        }
        place.templates();
    }
}

/// A declaration with what is at hand in it.
struct Place<'p, 'm, 'a> {
    model: &'p Model<'m, 'a>,
    names: &'p Names<'a>,
    own: &'p Declaration<'a>,
    /// The rows, with the names that steps give them.
    rows: Vec<(Option<&'p str>, &'p Entity<'m>)>,
    /// The declaration whose inputs can be named.
    inputs: Option<usize>,
    each: &'p mut dyn FnMut(SymbolId, Span, usize, &str),
}

impl<'p, 'm, 'a> Place<'p, 'm, 'a> {
    fn say(&mut self, owner: usize, part: Part, name: &str, span: Span, node: &Node) {
        let path = path_to(self.own.node, node);
        for id in self.names.part(owner, part, name) {
            (self.each)(id, span, self.own.at, &path);
        }
    }

    fn operation(&mut self, operation: &'p Operation<'m>) {
        self.inputs = Some(self.own.at);
        let at_hand = self.model.works_on(operation).into_iter().map(|own| (None, own));
        let made = operation.effects.iter().filter_map(|own| {
            let (name, _) = own.result?;
            Some((Some(name), self.model.entity(own.entity()?.0)?))
        });
        self.rows = made.chain(at_hand).collect();
        operation.effects.iter().for_each(|effect| self.step(effect));
        for id in ["state.equals", "state.in", "ownership"] {
            for (_, guard) in operation.guards(id) {
                let Some(params) = guard.get("params") else { continue };
                let Some((found, node)) = params.get("field").and_then(|node| Some((whole(node)?, node))) else {
                    continue;
                };
                let Looked::Field(entity, field) = self.model.looked_at(operation, found.text) else { continue };
                let span = crate::check::place::word(node, found.text.len() - field.name.len(), found.text.len()).span;
                self.say(entity.own.at, Part::Field, field.name, span, node);
                let one = params.get("value").into_iter();
                let many = items(params, "values").iter().map(|item| &item.node);
                one.chain(many).for_each(|node| self.value(entity, field, node));
            }
        }
        for key in ["filters", "order_by"] {
            self.keys(operation.own.node.get(key).and_then(Node::as_map).unwrap_or_default());
        }
        for returned in &operation.returns {
            for key in ["count", "sum"] {
                self.keys(returned.node.get(key).and_then(Node::as_map).unwrap_or_default());
            }
        }
    }

    /// Keys that are fields of the only row that has them.
    fn keys(&mut self, entries: &[Entry]) {
        for entry in entries {
            let Some(name) = entry.key.as_text() else { continue };
            let mut having = self.rows.iter().filter(|(alias, own)| alias.is_none() && own.field(name).is_some());
            let (Some((_, entity)), None) = (having.next().copied(), having.next()) else { continue };
            self.entry(entity, entry, name);
        }
    }

    fn entry(&mut self, entity: &'p Entity<'m>, entry: &Entry, name: &str) {
        let Some(field) = entity.field(name) else { return };
        self.say(entity.own.at, Part::Field, name, entry.key.span, &entry.node);
        let many = entry.node.as_list().unwrap_or_default().iter().map(|item| &item.node);
        std::iter::once(&entry.node).chain(many).for_each(|node| self.value(entity, field, node));
    }

    fn step(&mut self, effect: &Effect<'m>) {
        let Some(entity) = effect.entity().and_then(|(name, _)| self.model.entity(name)) else { return };
        for key in ["set", "where"] {
            for entry in effect.map(key).unwrap_or_default() {
                if let Some(name) = entry.key.as_text() {
                    self.entry(entity, entry, name);
                }
            }
        }
    }

    /// A value that is one of an enum, or a state of the workflow whose state the field keeps.
    fn value(&mut self, entity: &Entity<'m>, field: &Field, node: &Node) {
        let Some(value) = called(node).filter(|value| !template::has(value)) else { return };
        let sound = self.model.sound;
        let kind = field.kind().map_or("", |(kind, _)| kind);
        if let Some(own) = sound.one("enum", kind) {
            self.say(own.at, Part::Value, value, node.span, node);
        }
        for workflow in self.model.workflows_of(entity.name) {
            if text(workflow.node, "state_field").is_none_or(|(name, _)| name == field.name) {
                self.say(workflow.at, Part::State, bare(value), node.span, node);
            }
        }
    }

    /// The names in templates: inputs, rows, the caller.
    fn templates(&mut self) {
        let all: Vec<(Word, &Node)> =
            self.model.texts(self.own).names.iter().map(|(word, node)| (*word, *node)).collect();
        for (word, node) in all {
            let (head, rest) = cut(word.text, b'.').unwrap_or((word.text, ""));
            let member = rest.split('.').next().unwrap_or("");
            let from = word.span.start as usize + head.len() + 1;
            let inner =
                || match u32::try_from(from).ok().zip(u32::try_from(from + member.len()).ok()).filter(|_| word.exact) {
                    Some((start, end)) => Span { start, end, ..word.span },
                    None => word.span,
                };
            if head == "actor" {
                if let Some(actor) = self.names.actor() {
                    self.say(actor, Part::Field, member, inner(), node);
                }
            } else if head == "input" {
                if let Some(own) = self.inputs {
                    self.say(own, Part::Input, member, inner(), node);
                }
            } else if let Some(own) =
                self.inputs.filter(|own| self.names.part(*own, Part::Input, head).next().is_some())
            {
                let span = Span { end: word.span.start + u32::try_from(head.len()).unwrap_or(0), ..word.span };
                self.say(own, Part::Input, head, if word.exact { span } else { word.span }, node);
            } else if !member.is_empty() {
                let is = |(alias, own): &&(Option<&str>, &Entity)| {
                    alias.map_or_else(|| words::same(own.name, head), |alias| alias == head)
                };
                if let Some((_, entity)) = self.rows.iter().find(is).copied() {
                    self.say(entity.own.at, Part::Field, member, inner(), node);
                }
            }
        }
    }
}
