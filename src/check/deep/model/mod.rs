//! What is declared, by its meaning: entities with their tables, operations with their steps, and what leads to what.
//!
//! In: the sound part of a set. Out: [`Model`], which the analyses ask in place of trees. It says nothing about what is wrong, and
//! every look-up by name takes the same time in a set of any size.

pub mod bounds;
pub mod comparison;
pub mod entity;
mod fault;
pub mod guarded;
pub mod ids;
mod index;
pub mod literal;
pub mod operation;
pub mod sql;
mod states;
pub mod template;
mod texts;
pub mod touch;
pub mod types;
pub mod words;

pub use entity::{Entity, Table};
use fault::{Fault, faults};
pub use guarded::Looked;
use index::Index;
pub use operation::{Effect, Operation};
pub use states::Wanted;

use super::Sound;
pub use texts::Texts;
pub use touch::Touch;

use super::parts::{Field, bare, fields, items, text, under};
use super::tables::Tables;
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::lookup::HashMap;
use crate::source::Span;

/// A transition of a workflow.
#[derive(Debug)]
pub struct Transition<'a> {
    /// The workflow.
    pub own: &'a Declaration<'a>,
    /// Its place in the list.
    pub at: usize,
    /// All of it.
    pub node: &'a Node,
    /// The entity whose life it is.
    pub entity: &'a str,
    /// The command or event that makes it happen: `command` or `event`, its name, and where that stands.
    pub trigger: Option<(&'static str, &'a str, Span)>,
    /// What is done when it happens.
    pub effects: Vec<Effect<'a>>,
}

/// The numbers of what is asked for by its name.
#[derive(Default)]
struct Numbers<'m> {
    entities: HashMap<&'m str, usize>,
    tables: HashMap<&'m str, usize>,
    commands: HashMap<&'m str, usize>,
    queries: HashMap<&'m str, usize>,
}

/// A set by its meaning.
pub struct Model<'m, 'a> {
    /// The sound part of the set that it was made of.
    pub sound: &'m Sound<'m, 'a>,
    /// The entities.
    pub entities: Vec<Entity<'m>>,
    /// The tables.
    pub tables: Vec<Table<'m>>,
    /// The commands, then the queries.
    pub operations: Vec<Operation<'m>>,
    /// The transitions of all workflows.
    pub transitions: Vec<Transition<'m>>,
    /// The tables of the rules.
    pub rules: Tables<'m>,
    /// The errors, by name.
    faults: HashMap<&'m str, Fault<'m>>,
    /// What the events tell, by their names.
    payloads: HashMap<&'m str, Vec<Field<'m>>>,
    numbers: Numbers<'m>,
    found: Index<'m, 'a>,
    /// The transitions on each command, by their numbers.
    on_command: HashMap<&'m str, Vec<usize>>,
    /// The transitions on each event, by their numbers.
    on_event: HashMap<&'m str, Vec<usize>>,
    /// The transitions of each workflow, by their numbers.
    of_workflow: HashMap<&'m str, Vec<usize>>,
    /// The operations of each integration.
    of_integration: HashMap<&'m str, Vec<&'m Declaration<'a>>>,
    /// The workflows of each entity.
    of_entity: HashMap<&'m str, Vec<&'m Declaration<'a>>>,
}

impl<'m, 'a> Model<'m, 'a> {
    /// What the sound part of a set means.
    pub fn of(sound: &'m Sound<'m, 'a>) -> Model<'m, 'a> {
        let entities: Vec<Entity<'m>> = sound.all_but("entity", &["indexes"]).filter_map(Entity::of).collect();
        let tables: Vec<Table<'m>> = sound.all_but("table", &["indexes"]).filter_map(Table::of).collect();
        let commands = sound.all_but("command", operation::STEPS);
        let queries = sound.all_but("query", operation::STEPS);
        let mut operations: Vec<Operation<'m>> =
            commands.chain(queries).filter_map(|own| Operation::of(sound, own)).collect();
        let mut transitions = Vec::new();
        for own in sound.all_but("workflow", &["transitions"]) {
            let entity = text(own.node, "entity").map_or("", |(name, _)| bare(name));
            for (at, item) in items(own.node, "transitions").iter().enumerate() {
                if ["from_state", "to_state", "on_command", "on_event"]
                    .iter()
                    .any(|key| sound.is_wounded(own, format_args!("transitions/{at}/{key}")))
                {
                    continue;
                }
                let on = |key, kind| text(&item.node, key).map(|(name, span)| (kind, bare(name), span));
                let trigger = on("on_command", "command").or_else(|| on("on_event", "event"));
                let effects = Effect::list(sound, own, &item.node, &format!("transitions/{at}/"));
                transitions.push(Transition { own, at, node: &item.node, entity, trigger, effects });
            }
        }
        let mut of_integration: HashMap<&str, Vec<_>> = HashMap::default();
        for own in sound.all("operation") {
            if let Some((name, _)) = text(own.node, "integration_id") {
                of_integration.entry(bare(name)).or_default().push(own);
            }
        }
        let lost = operations.iter_mut().flat_map(|own| &mut own.effects).filter(|effect| effect.lost);
        for effect in lost {
            let offered = effect.integration().and_then(|(name, _)| of_integration.get(name));
            if let Some([only]) = offered.map(Vec::as_slice).filter(|_| sound.is_whole("operation")) {
                effect.meant = only.name.map(|(name, _)| name);
                effect.sound = effect.meant.is_some();
            }
        }
        let mut numbers = Numbers::default();
        numbers.entities.extend(entities.iter().enumerate().map(|(at, own)| (own.name, at)));
        numbers.tables.extend(tables.iter().enumerate().map(|(at, own)| (own.name, at)));
        for (at, own) in operations.iter().enumerate() {
            let of_kind = if own.kind == "query" { &mut numbers.queries } else { &mut numbers.commands };
            of_kind.insert(own.name, at);
        }
        let mut on_command: HashMap<&str, Vec<usize>> = HashMap::default();
        let mut on_event: HashMap<&str, Vec<usize>> = HashMap::default();
        let mut of_workflow: HashMap<&str, Vec<usize>> = HashMap::default();
        for (at, transition) in transitions.iter().enumerate() {
            of_workflow.entry(&transition.own.element).or_default().push(at);
            match transition.trigger {
                Some(("command", name, _)) => on_command.entry(name).or_default().push(at),
                Some((_, name, _)) => on_event.entry(name).or_default().push(at),
                None => {}
            }
        }
        let mut of_entity: HashMap<&str, Vec<_>> = HashMap::default();
        for own in sound.all_but("workflow", &["transitions"]) {
            if let Some((name, _)) = text(own.node, "entity") {
                of_entity.entry(bare(name)).or_default().push(own);
            }
        }
        let told = |own: &'m Declaration<'a>| {
            let (name, _) = own.name?;
            sound.one("event", name).map(|_| (name, fields(own.node, "payload")))
        };
        let payloads = sound.all("event").filter_map(told).collect();
        let found = Index::of(sound, &entities, &operations, &transitions);
        let mut model = Model {
            sound,
            entities,
            tables,
            operations,
            transitions,
            rules: Tables::of(sound),
            faults: faults(sound),
            payloads,
            numbers,
            found,
            on_command,
            on_event,
            of_workflow,
            of_integration,
            of_entity,
        };
        model.pair();
        let touches: Vec<Touch> = model.operations.iter().map(|own| Touch::of(&model, own)).collect();
        model.operations.iter_mut().zip(touches).for_each(|(own, touch)| own.touch = touch);
        model
    }

    /// Joins entities with their tables: by the effects that name both, else by their names.
    fn pair(&mut self) {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let own = self.operations.iter().flat_map(|own| &own.effects);
        let effects = own.chain(self.transitions.iter().flat_map(|own| &own.effects));
        for effect in effects.filter(|effect| effect.sound && effect.writes()) {
            let (Some((entity, _)), Some((table, _))) = (effect.entity(), effect.name("table")) else { continue };
            let found = (self.numbers.entities.get(entity), self.numbers.tables.get(table));
            if let (Some(entity), Some(table)) = found {
                pairs.push((*entity, *table));
            }
        }
        let mut by_words: HashMap<Vec<words::Word>, usize> = HashMap::default();
        for (at, table) in self.tables.iter().enumerate() {
            by_words.entry(words::stems(table.name)).or_insert(at);
        }
        // A name that fits is better evidence than one effect, which may be the one that is wrong.
        let fits = |entity: usize, name: &str| self.entities.get(entity).is_some_and(|own| words::same(own.name, name));
        let named: Vec<(usize, usize)> = self
            .entities
            .iter()
            .enumerate()
            .filter_map(|(at, own)| Some((at, *by_words.get(&words::stems(own.name))?)))
            .filter(|(entity, table)| self.tables.get(*table).is_some_and(|table| fits(*entity, table.name)))
            .collect();
        for (entity, table) in named.into_iter().chain(pairs) {
            let (Some(own), Some(other)) = (self.entities.get_mut(entity), self.tables.get_mut(table)) else {
                continue;
            };
            if own.table.is_none() && other.entity.is_none() {
                own.table = Some(table);
                other.entity = Some(entity);
            }
        }
    }

    /// The entity of this name.
    pub fn entity(&self, name: &str) -> Option<&Entity<'m>> {
        self.entities.get(*under(name, |name| self.numbers.entities.get(name))?)
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table<'m>> {
        self.tables.get(*under(name, |name| self.numbers.tables.get(name))?)
    }

    /// The table of an entity.
    pub fn table_of(&self, entity: &Entity) -> Option<&Table<'m>> {
        self.tables.get(entity.table?)
    }

    /// The entity of a table.
    pub fn entity_of(&self, table: &Table) -> Option<&Entity<'m>> {
        self.entities.get(table.entity?)
    }

    /// The command or query of this kind and name.
    pub fn operation(&self, kind: &'static str, name: &str) -> Option<&Operation<'m>> {
        let of_kind = match kind {
            "command" => &self.numbers.commands,
            "query" => &self.numbers.queries,
            _ => return None,
        };
        self.operations.get(*under(name, |name| of_kind.get(name))?)
    }

    /// What is remarkable in the texts of a declaration.
    pub fn texts(&self, own: &Declaration) -> &Texts<'a> {
        static NONE: Texts = Texts::none();
        self.sound.seen.texts.get(own.at).unwrap_or(&NONE)
    }

    /// The commands.
    pub fn commands(&self) -> impl Iterator<Item = &Operation<'m>> {
        self.operations.iter().filter(|own| own.kind == "command")
    }

    /// The queries.
    pub fn queries(&self) -> impl Iterator<Item = &Operation<'m>> {
        self.operations.iter().filter(|own| own.kind == "query")
    }

    /// The transitions on a command.
    pub fn transitions_on(&self, command: &str) -> impl Iterator<Item = &Transition<'m>> {
        let numbers = self.on_command.get(command).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|at| self.transitions.get(*at))
    }

    /// The steps that a call of an operation makes: its own, then those of the transitions on it.
    pub fn steps_of<'k>(&'k self, own: &'k Operation<'m>) -> impl Iterator<Item = &'k Effect<'m>> {
        own.effects.iter().chain(self.transitions_on(own.name).flat_map(|own| &own.effects))
    }

    /// The transitions on an event.
    pub fn transitions_told(&self, event: &str) -> impl Iterator<Item = &Transition<'m>> {
        let numbers = self.on_event.get(event).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|at| self.transitions.get(*at))
    }

    /// The transitions of a workflow.
    pub fn transitions_of(&self, workflow: &Declaration) -> Vec<&Transition<'m>> {
        let name = workflow.element.as_str();
        self.of_workflow.get(name).into_iter().flatten().filter_map(|at| self.transitions.get(*at)).collect()
    }

    /// The rules, policies or reliability settings that speak of something of this name, sound or not.
    pub fn about(&self, keyword: &'static str, name: &str) -> &[&'m Declaration<'a>] {
        self.found.about(keyword, name)
    }

    /// The sound scenarios with a step that names something of this name.
    pub fn scenarios_of(&self, name: &str) -> &[&'m Declaration<'a>] {
        self.found.scenarios(name)
    }

    /// Whether a word is the last one in the name of an entity: `document` of `HRDocument`.
    pub fn is_noun(&self, stem: &str) -> bool {
        self.found.is_noun(stem)
    }

    /// The entities with a foreign key that points at an entity.
    pub fn pointing_at(&self, entity: &str) -> impl Iterator<Item = &Entity<'m>> {
        self.found.pointing(entity).iter().filter_map(|at| self.entities.get(*at))
    }

    /// The operations that store an entity.
    pub fn makers(&self, entity: &str) -> impl Iterator<Item = &Operation<'m>> {
        self.found.makers(entity).iter().filter_map(|at| self.operations.get(*at))
    }

    /// The operations of which a step tells an event.
    pub fn tellers(&self, event: &str) -> impl Iterator<Item = &Operation<'m>> {
        self.found.tellers(event).iter().filter_map(|at| self.operations.get(*at))
    }

    /// The transitions of which a step tells an event.
    pub fn telling(&self, event: &str) -> impl Iterator<Item = &Transition<'m>> {
        self.found.telling(event).iter().filter_map(|at| self.transitions.get(*at))
    }

    /// The route at which the calls of a webhook come in: the one with its path and its method, which is POST where it names none.
    pub fn route_of(&self, webhook: &Declaration) -> Option<&'m Declaration<'a>> {
        let method = text(webhook.node, "method").map_or("POST", |(method, _)| method);
        self.found.route(method, text(webhook.node, "url_or_path")?.0)
    }

    /// Whether a step stores an entity, or may do so because it is not understood.
    pub fn may_be_made(&self, entity: &str) -> bool {
        self.found.doubt || self.found.is_made(entity)
    }

    /// Whether commands store an entity, no transition does, and all of that is understood.
    pub fn is_made_by_commands_only(&self, entity: &str) -> bool {
        !self.found.doubt && self.found.is_made_by_commands_only(entity)
    }

    /// The operations that an integration offers.
    pub fn operations_of(&self, integration: &str) -> &[&'m Declaration<'a>] {
        under(integration, |name| self.of_integration.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The workflows of an entity.
    pub fn workflows_of(&self, entity: &str) -> &[&'m Declaration<'a>] {
        under(entity, |name| self.of_entity.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The field in which a workflow keeps the state: the one it names, else `status` or `state` of its entity.
    pub fn state_field(&self, workflow: &Declaration<'a>, entity: &Entity<'m>) -> Option<Field<'m>> {
        if let Some((name, _)) = text(workflow.node, "state_field") {
            return entity.field(name).copied();
        }
        match (entity.field("status"), entity.field("state")) {
            (Some(only), None) | (None, Some(only)) => Some(*only),
            _ => None,
        }
    }

    /// The entity that a transition moves, and the field that holds its state.
    pub fn moved(&self, transition: &Transition<'a>) -> Option<(&Entity<'m>, Field<'m>)> {
        let entity = self.entity(transition.entity)?;
        Some((entity, self.state_field(transition.own, entity)?))
    }

    /// The field of an entity that holds the state of its only workflow, and the state of a new row.
    pub fn first_state(&self, entity: &Entity<'m>) -> Option<(&'m str, &'m str)> {
        let [workflow] = self.workflows_of(entity.name) else { return None };
        let field = self.state_field(workflow, entity)?;
        Some((field.name, text(workflow.node, "initial_state")?.0))
    }

    /// The payload of an event.
    pub fn payload(&self, event: &str) -> Option<&[Field<'m>]> {
        under(event, |name| self.payloads.get(name)).map(Vec::as_slice)
    }

    /// The table that keeps a projection.
    pub fn storage_of(&self, projection: &Declaration) -> Option<&Table<'m>> {
        let stored = ["storage_ref", "storage"].iter().find_map(|key| text(projection.node, key));
        self.table(stored?.0)
    }

    /// The operation of an integration that an effect calls.
    pub fn called(&self, effect: &Effect) -> Option<&'m Declaration<'m>> {
        self.sound.one("operation", effect.operation()?.0)
    }

    /// The integration that an effect calls.
    pub fn service(&self, effect: &Effect) -> Option<&'m Declaration<'m>> {
        self.sound.one("integration", effect.integration()?.0)
    }

    /// The integration that an operation or a bucket names as its own.
    pub fn service_of(&self, own: &Declaration) -> Option<&'m Declaration<'m>> {
        self.sound.one("integration", bare(text(own.node, "integration_id")?.0))
    }

    /// The entities that an operation has to do with: those it writes, those it loads, and those it reads; each once.
    pub fn works_on(&self, operation: &Operation) -> Vec<&Entity<'m>> {
        let effects = operation.effects.iter().filter(|effect| effect.sound && effect.writes());
        let written = effects.filter_map(|effect| self.entity(effect.entity()?.0));
        let loaded = operation.loads.iter().filter_map(|name| self.entity(name));
        let tables = operation.reads_from.iter().filter_map(|name| self.entity_of(self.table(name)?));
        let mut all: Vec<&Entity> = Vec::new();
        for entity in written.chain(loaded).chain(tables) {
            if all.iter().all(|other| !std::ptr::eq(*other, entity)) {
                all.push(entity);
            }
        }
        all
    }

    /// The entity whose rows an id of this name tells apart: `document_id` is one of `HRDocument`.
    ///
    /// A field of the same name that is the primary key of one entity, or a foreign key in `near`, decides; else the name does.
    pub fn entity_of_id(&self, field: &str, near: Option<&Entity<'m>>) -> Option<&Entity<'m>> {
        if let Some(found) = near.and_then(|near| near.foreign.iter().find(|foreign| foreign.name == field)) {
            return self.entity(found.target);
        }
        let noun = field.strip_suffix("_id")?;
        if let Some(near) = near.filter(|near| near.key == field || words::ends(near.name, noun)) {
            return self.entity(near.name);
        }
        if let [only] = self.found.with_key(field) {
            return self.entities.get(*only);
        }
        let ends = self.found.ending(noun);
        let exact = ends.iter().filter_map(|at| self.entities.get(*at)).find(|own| words::same(own.name, noun));
        match (exact, ends) {
            (Some(exact), _) => Some(exact),
            (None, [only]) => self.entities.get(*only),
            _ => None,
        }
    }
}
