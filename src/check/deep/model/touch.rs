//! What an operation does to which entities.
//!
//! In: an operation. Out: [`Touch`]: the entities that it reads and writes, and the one that it is about. Steps with errors make it
//! unclear.

use std::collections::{BTreeMap, BTreeSet};

use super::entity::names;
use super::types::item;
use super::{Effect, Entity, Model, Operation, words};
use crate::check::deep::parts::bare;

/// The entities of an operation.
#[derive(Debug, Default)]
pub struct Touch<'m> {
    /// Those whose rows it reads, in the order in which it names them.
    pub reads: Vec<&'m str>,
    /// Those whose rows it writes, and whether it deletes them.
    pub writes: BTreeMap<&'m str, bool>,
    /// Those that it looks up before it writes.
    pub loads: Vec<&'m str>,
    /// All of these: whose policies matter to it.
    pub all: Vec<&'m str>,
    /// The one whose rows it gives back or works on.
    pub subject: Option<&'m str>,
    /// Those whose rows it is about: what is said of them decides about its callers. A query is about what it hands out and about what it
    /// is asked for by its key, not about what it joins.
    pub ruled: Vec<&'m str>,
    /// Whether all of its steps were understood.
    pub clear: bool,
}

impl<'m> Touch<'m> {
    /// What an operation touches.
    pub fn of(model: &Model<'m, '_>, own: &Operation<'m>) -> Touch<'m> {
        let odd = |effect: &Effect| !effect.sound && (effect.writes() || effect.name("entity").is_some());
        let mut touch = Touch { clear: own.sound && !own.effects.iter().any(odd), ..Touch::default() };
        let known = |name: &str| model.entity(name).map(|entity| entity.name);
        let table = |name: &&str| model.table(name).and_then(|table| model.entity_of(table)).map(|own| own.name);
        let asked = names(own.own.node, "reads").into_iter().filter_map(|name| known(bare(name)));
        for name in asked.chain(own.reads_from.iter().filter_map(table)) {
            if !touch.reads.contains(&name) {
                touch.reads.push(name);
            }
        }
        for effect in own.effects.iter().filter(|effect| effect.sound && effect.writes()) {
            let named = effect.entity().and_then(|(name, _)| known(name));
            let Some(name) = named.or_else(|| effect.name("table").and_then(|(name, _)| table(&name))) else {
                touch.clear = false;
                continue;
            };
            *touch.writes.entry(name).or_default() |= effect.id == "db.delete";
        }
        touch.loads = own.loads.iter().filter_map(|name| known(name)).collect();
        for name in touch.reads.iter().chain(touch.writes.keys()).chain(&touch.loads) {
            if !touch.all.contains(name) {
                touch.all.push(name);
            }
        }
        let handed = touch.handed(model, own);
        touch.subject = handed.first().copied().or_else(|| touch.touched().next());
        touch.ruled = touch.ruled(model, own, handed);
        touch
    }

    fn touched(&self) -> impl Iterator<Item = &'m str> {
        self.reads.iter().chain(self.writes.keys()).copied()
    }

    /// The entities that its answer is made of, as far as that is known: by their types, else by the names of what it returns.
    fn handed(&self, model: &Model<'m, '_>, own: &Operation<'m>) -> Vec<&'m str> {
        let typed = own.returns.iter().filter_map(|field| model.entity(item(field.kind()?.0)));
        let typed: Vec<&str> = typed.map(|entity: &Entity<'m>| entity.name).collect();
        if !typed.is_empty() {
            return typed;
        }
        let fits = |name: &&str| own.returns.iter().any(|field| words::ends(name, field.name));
        self.touched().filter(fits).collect()
    }

    /// The entities whose rows it is about.
    fn ruled(&self, model: &Model<'m, '_>, own: &Operation<'m>, handed: Vec<&'m str>) -> Vec<&'m str> {
        if own.kind != "query" || handed.is_empty() {
            return self.all.clone();
        }
        let asked = |name: &&str| {
            model.entity(name).is_some_and(|entity| own.inputs.iter().any(|input| is_key(entity, input.name)))
        };
        let mut ruled = handed;
        ruled.extend(self.reads.iter().copied().filter(asked));
        let mut seen = BTreeSet::new();
        ruled.retain(|name| seen.insert(*name));
        ruled
    }
}

/// Whether an input of this name chooses a row of an entity: `document_id` one of `HRDocument`.
pub fn is_key(entity: &Entity, input: &str) -> bool {
    let noun = input.strip_suffix("_id");
    let names = input == entity.key || noun.is_some_and(|noun| words::ends(entity.name, noun));
    names && !entity.foreign.iter().any(|foreign| foreign.name == input)
}
