//! A set is looked at share by share: some neighbouring declarations, by one analysis after the other, and then the next ones.
//!
//! In: a model. Out: [`Share`]s in the order of the declarations, and [`Analysis`], what goes through them. A large set fits no cache: what
//! one analysis has read is at hand for the next one only as long as little lies in between. Whatever is looked up is that of the whole set.

use std::ops::{Deref, Range};

use super::model::{Entity, Model, Operation, Table, Transition};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::lookup::HashMap;

/// So many declarations make a share: less, and it is the code that has to be fetched again and again.
pub const SIZE: usize = 1024;

/// An analysis on its way through a set.
pub trait Analysis<'x, 'm, 'a> {
    /// Looks at the next share.
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>);

    /// Says what shows only when all was looked at.
    fn end(&mut self, _: &mut Vec<Diagnostic>) {}

    /// Says what is said only of what nobody else has found, once all have ended: these are the findings of all.
    fn last(&mut self, _: &mut Vec<Diagnostic>) {}
}

impl<'x, 'm, 'a, F: FnMut(&Share<'x, 'm, 'a>, &mut Vec<Diagnostic>)> Analysis<'x, 'm, 'a> for F {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        self(share, findings);
    }
}

/// What looks at a set as a whole, in the end.
pub struct Whole<'x, 'm, 'a>(pub &'x Model<'m, 'a>, pub fn(&Model, &mut Vec<Diagnostic>));

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Whole<'x, 'm, 'a> {
    fn look(&mut self, _: &Share<'x, 'm, 'a>, _: &mut Vec<Diagnostic>) {}

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        (self.1)(self.0, findings);
    }
}

/// Some neighbouring declarations of a model, which stands behind it.
pub struct Share<'x, 'm, 'a> {
    /// The model.
    pub model: &'x Model<'m, 'a>,
    /// Its declarations.
    declarations: &'m [Declaration<'a>],
    /// Those of each kind, and whether they are sound.
    kinds: HashMap<&'static str, Vec<(&'m Declaration<'a>, bool)>>,
    entities: Range<usize>,
    tables: Range<usize>,
    commands: Range<usize>,
    queries: Range<usize>,
    transitions: Range<usize>,
}

impl<'x, 'm, 'a> Deref for Share<'x, 'm, 'a> {
    type Target = Model<'m, 'a>;

    fn deref(&self) -> &Model<'m, 'a> {
        self.model
    }
}

impl<'x, 'm, 'a> Share<'x, 'm, 'a> {
    /// The shares of a model, each of so many declarations, in the order of files and lines.
    pub fn of(model: &'x Model<'m, 'a>, size: usize) -> Vec<Share<'x, 'm, 'a>> {
        let commands = model.operations.partition_point(|own| own.kind == "command");
        let (mut entities, mut tables, mut transitions) = (0..0, 0..0, 0..0);
        let (mut of_commands, mut of_queries) = (0..0, commands..commands);
        let sound = model.sound;
        let share = |(at, all): (usize, &'m [Declaration<'a>])| {
            let end = at * size + all.len();
            entities = next(&entities, &model.entities, |own| own.own.at < end);
            tables = next(&tables, &model.tables, |own| own.own.at < end);
            of_commands = next(&of_commands, &model.operations, |own| own.kind == "command" && own.own.at < end);
            of_queries = next(&of_queries, &model.operations, |own| own.own.at < end);
            transitions = next(&transitions, &model.transitions, |own| own.own.at < end);
            let mut kinds: HashMap<&'static str, Vec<_>> = HashMap::default();
            for own in all {
                kinds.entry(own.kind.keyword).or_default().push((own, sound.holds(own)));
            }
            Share {
                model,
                declarations: all,
                kinds,
                entities: entities.clone(),
                tables: tables.clone(),
                commands: of_commands.clone(),
                queries: of_queries.clone(),
                transitions: transitions.clone(),
            }
        };
        sound.set.declarations.chunks(size.max(1)).enumerate().map(share).collect()
    }

    /// The number of its first declaration, and of the first behind it.
    pub fn numbers(&self) -> (usize, usize) {
        let first = self.declarations.first().map_or(0, |own| own.at);
        (first, first + self.declarations.len())
    }

    /// Its declarations of all kinds, sound or not.
    pub fn every(&self) -> &'m [Declaration<'a>] {
        self.declarations
    }

    /// Its sound declarations of all kinds.
    pub fn declarations(&self) -> impl Iterator<Item = &'m Declaration<'a>> + use<'x, 'm, 'a> {
        let sound = self.model.sound;
        self.declarations.iter().filter(|own| sound.holds(own))
    }

    /// Its sound declarations of a kind.
    pub fn all<'s>(&'s self, keyword: &str) -> impl Iterator<Item = &'m Declaration<'a>> + use<'s, 'x, 'm, 'a> {
        self.kinds.get(keyword).into_iter().flatten().filter(|(_, sound)| *sound).map(|(own, _)| *own)
    }

    /// Its declarations of a kind whose errors, if any, all lie under one of these keys.
    pub fn all_but<'s>(
        &'s self,
        keyword: &str,
        keys: &'static [&'static str],
    ) -> impl Iterator<Item = &'m Declaration<'a>> + use<'s, 'x, 'm, 'a> {
        let fits = |own: &&'m Declaration<'a>| self.model.sound.holds_but(own, keys);
        self.kinds.get(keyword).into_iter().flatten().map(|(own, _)| *own).filter(fits)
    }

    /// Its entities.
    pub fn entities(&self) -> &'x [Entity<'m>] {
        self.model.entities.get(self.entities.clone()).unwrap_or(&[])
    }

    /// Its tables.
    pub fn tables(&self) -> &'x [Table<'m>] {
        self.model.tables.get(self.tables.clone()).unwrap_or(&[])
    }

    /// Its commands.
    pub fn commands(&self) -> &'x [Operation<'m>] {
        self.model.operations.get(self.commands.clone()).unwrap_or(&[])
    }

    /// Its queries.
    pub fn queries(&self) -> &'x [Operation<'m>] {
        self.model.operations.get(self.queries.clone()).unwrap_or(&[])
    }

    /// Its commands and queries.
    pub fn operations(&self) -> impl Iterator<Item = &'x Operation<'m>> {
        self.commands().iter().chain(self.queries())
    }

    /// The transitions of its workflows.
    pub fn transitions(&self) -> &'x [Transition<'m>] {
        self.model.transitions.get(self.transitions.clone()).unwrap_or(&[])
    }
}

/// The numbers of those behind `last` of which this is said.
fn next<T>(last: &Range<usize>, all: &[T], is_in: impl Fn(&T) -> bool) -> Range<usize> {
    let count = all.iter().skip(last.end).take_while(|own| is_in(own)).count();
    last.end..last.end + count
}
