//! What an operation does to which entities.
//!
//! In: an operation. Out: [`Touch`]: the entities that it reads and writes, and the one that it is about. Steps with errors make it
//! unclear.

use std::collections::BTreeMap;

use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Effect, Entity, Model, Operation, words};
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
    /// The one whose rows it gives back or works on.
    pub subject: Option<&'m str>,
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
        touch.subject = touch.about(model, own);
        touch
    }

    /// The entity it is about: that of its answer, else the first it reads or writes.
    fn about(&self, model: &Model<'m, '_>, own: &Operation<'m>) -> Option<&'m str> {
        let inner = |kind: &'m str| kind.trim_end_matches('>').rsplit('<').next().unwrap_or(kind);
        let typed = own.returns.iter().filter_map(|field| model.entity(inner(field.kind()?.0)));
        let typed = typed.map(|entity: &Entity<'m>| entity.name).next();
        let touched = || self.reads.iter().chain(self.writes.keys()).copied();
        let named = || {
            let fits = |name: &&str| own.returns.iter().any(|field| words::ends(name, field.name));
            touched().find(fits)
        };
        typed.or_else(named).or_else(|| touched().next())
    }

    /// All entities whose policies matter to it.
    pub fn all(&self) -> Vec<&'m str> {
        let mut all: Vec<&str> = Vec::new();
        for name in self.reads.iter().chain(self.writes.keys()).chain(&self.loads) {
            if !all.contains(name) {
                all.push(name);
            }
        }
        all
    }
}
