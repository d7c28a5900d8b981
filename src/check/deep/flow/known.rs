//! What is known at one point of a command: the inputs, the caller, the clock, rows, and what earlier steps gave back.
//!
//! In: an operation and how many of its steps have run. Out: [`Known`], which is asked for names. A step with an error may have given
//! anything: then [`Known::dark`] says so, and nothing should be missed.

use crate::check::convention::{CALLER, CLOCK, Convention, FIRST_STATE, LOADED_ROW, NEW_ID, SAME_NAME};
use crate::check::deep::model::{Effect, Entity, Model, Operation, words};
use crate::check::deep::parts::{Field, fields, text};
use crate::check::place::lower;

/// A row that is at hand.
struct Row<'k, 'm> {
    entity: &'k Entity<'m>,
    alias: Option<&'m str>,
    /// Whether this command has made it.
    new: bool,
}

/// What an outside service answered.
struct Answer<'m> {
    alias: Option<&'m str>,
    /// The fields; none where they are not known.
    fields: Option<Vec<Field<'m>>>,
}

/// All that is known at a point.
pub struct Known<'k, 'm, 'a> {
    model: &'k Model<'m, 'a>,
    inputs: &'k [Field<'m>],
    rows: Vec<Row<'k, 'm>>,
    answers: Vec<Answer<'m>>,
    /// The payload of the event that made all this happen.
    event: &'k [Field<'m>],
    /// Whether something may be known that is not understood.
    pub dark: bool,
}

/// How a name in a template is understood.
#[derive(Debug, PartialEq, Eq)]
pub enum Path<'k> {
    /// It stands for something.
    Known,
    /// Its first word stands for nothing.
    Stranger,
    /// Its first word is known, its second one is none of these.
    NoField(Vec<&'k str>),
    /// So many of its first words are known, and stand for a value of this type, which has no parts.
    NoParts(usize, &'k str),
}

impl<'k, 'm, 'a> Known<'k, 'm, 'a> {
    /// What is known before an operation does anything.
    pub fn before(model: &'k Model<'m, 'a>, operation: &'k Operation<'m>) -> Known<'k, 'm, 'a> {
        let mut known = Known {
            model,
            inputs: &operation.inputs,
            rows: Vec::new(),
            answers: Vec::new(),
            event: &[],
            dark: !operation.sound,
        };
        operation.loads.iter().for_each(|name| known.load(name));
        known
    }

    /// What is known when the first `steps` effects of an operation have run.
    pub fn after(model: &'k Model<'m, 'a>, operation: &'k Operation<'m>, steps: usize) -> Known<'k, 'm, 'a> {
        let mut known = Known::before(model, operation);
        operation.effects.iter().take(steps).for_each(|effect| known.step(effect));
        known
    }

    /// What is known when an event makes something happen to an entity.
    pub fn on_event(model: &'k Model<'m, 'a>, event: &str, entity: &str) -> Known<'k, 'm, 'a> {
        let payload = model.payload(event);
        let mut known = Known {
            model,
            inputs: &[],
            rows: Vec::new(),
            answers: Vec::new(),
            dark: payload.is_none(),
            event: payload.unwrap_or_default(),
        };
        known.load(entity);
        known
    }

    /// Goes through steps in their order, each with what is known before it.
    pub fn walk<'e>(mut self, effects: &'e [Effect<'m>], mut each: impl FnMut(&'e Effect<'m>, &Self)) {
        for effect in effects {
            each(effect, &self);
            self.step(effect);
        }
    }

    /// Makes the row of an entity known.
    pub fn load(&mut self, entity: &str) {
        match self.model.entity(entity) {
            Some(entity) => self.rows.push(Row { entity, alias: None, new: false }),
            // What an entity with an error has is not known.
            None => self.dark = true,
        }
    }

    /// Adds what a step gives.
    pub fn step(&mut self, effect: &Effect<'m>) {
        let alias = effect.result.map(|(name, _)| name);
        match effect.id {
            "db.insert" | "db.upsert" | "db.update" | "db.delete" => {
                if !effect.sound {
                    self.dark = true;
                    return;
                }
                let Some(entity) = effect.entity().and_then(|(name, _)| self.model.entity(name)) else {
                    self.dark = true;
                    return;
                };
                if effect.id == "db.delete" && alias.is_none() {
                    return;
                }
                self.rows.push(Row { entity, alias, new: effect.creates() });
            }
            "call.integration" => {
                let there =
                    effect.integration().is_some_and(|(name, _)| self.model.sound.one("integration", name).is_some());
                self.dark |= !there;
                self.answers.push(Answer { alias, fields: answers(self.model, effect) });
            }
            "emit.event" => {}
            _ if alias.is_some() => self.answers.push(Answer { alias, fields: None }),
            _ => self.dark |= !effect.sound,
        }
    }

    /// Whether something may be known that is not understood, or that an outside service does not declare.
    pub fn is_open(&self) -> bool {
        self.dark || self.answers.iter().any(|own| own.fields.is_none())
    }

    /// The convention by which a value of this name is at hand, for a column of `entity`, a payload or an answer.
    pub fn value(&self, name: &str, entity: Option<&Entity<'m>>) -> Option<&'static Convention> {
        if self.inputs.iter().chain(self.event).any(|field| field.name == name) {
            return Some(&SAME_NAME);
        }
        if self.answers.iter().flat_map(|own| own.fields.iter().flatten()).any(|field| field.name == name) {
            return Some(&SAME_NAME);
        }
        if let Some(noun) = name.strip_suffix("_id") {
            let own = |row: &&Row| row.entity.key == name || is_noun(row.entity.name, noun);
            if let Some(row) = self.rows.iter().rev().find(own) {
                return Some(if row.new { &NEW_ID } else { &LOADED_ROW });
            }
        }
        // A row of the entity that is being written does not fill itself.
        let other = |row: &&Row| {
            row.entity.field(name).is_some() && !(row.new && entity.is_some_and(|own| own.name == row.entity.name))
        };
        self.rows.iter().rev().any(|row| other(&row)).then_some(&LOADED_ROW)
    }

    /// The convention that fills a column of a new row which nothing was said about.
    pub fn column(&self, field: &Field, entity: &Entity<'m>) -> Option<&'static Convention> {
        if field.name == entity.key && field.kind().is_none_or(|(kind, _)| matches!(&*lower(kind), "uuid" | "int")) {
            return Some(&NEW_ID);
        }
        if self.model.first_state(entity).is_some_and(|(state, _)| state == field.name) {
            return Some(&FIRST_STATE);
        }
        let kind = field.kind().map(|(kind, _)| lower(kind));
        match kind.as_deref() {
            Some("datetime") if field.name.ends_with("_at") => Some(&CLOCK),
            Some("uuid") if field.name.ends_with("_by") => Some(&CALLER),
            _ => None,
        }
    }

    /// How a name in a template is understood.
    pub fn path(&self, path: &str) -> Path<'k> {
        let mut words = path.split('.');
        let (first, second) = (words.next().unwrap_or(""), words.next());
        if matches!(
            first,
            "actor" | "clock" | "now" | "today" | "uuid" | "env" | "config" | "secret" | "request" | "tenant"
        ) {
            return Path::Known;
        }
        if matches!(first, "input" | "event") && second.is_some() {
            let fields = if first == "input" { self.inputs } else { self.event };
            return among(fields, second, words.next());
        }
        if let Some(field) = self.inputs.iter().chain(self.event).find(|field| field.name == first) {
            return part(field, second, 1);
        }
        if let Some(answer) = self.answers.iter().find(|own| own.alias == Some(first)) {
            return match &answer.fields {
                Some(fields) => among(fields, second, words.next()),
                None => Path::Known,
            };
        }
        let alias =
            |row: &&Row| row.alias == Some(first) || (row.alias.is_none() && words::same(row.entity.name, first));
        if let Some(row) = self.rows.iter().find(alias) {
            return among(&row.entity.fields, second, words.next());
        }
        if second.is_none() && self.value(first, None).is_some() {
            return Path::Known;
        }
        if self.dark { Path::Known } else { Path::Stranger }
    }

    /// The advice to load an entity that a name is called after, where there is one.
    pub fn to_load(&self, name: &str) -> Option<String> {
        let entity = self.model.entity_of_id(&format!("{name}_id"), None).filter(|own| words::same(own.name, name))?;
        Some(format!("list `{}` under `fetches`, so that the row is at hand", entity.name))
    }

    /// All names by which something is known, for a guess at what was meant.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.inputs.iter().chain(self.event).map(|field| field.name.to_owned()).collect();
        names.extend(self.answers.iter().filter_map(|own| own.alias).map(str::to_owned));
        names.extend(self.rows.iter().map(|row| match row.alias {
            Some(alias) => alias.to_owned(),
            None => words::words(row.entity.name).join("_"),
        }));
        names.push("actor".into());
        names.dedup();
        names
    }
}

/// Whether the noun of an id is the name of an entity, or its beginning or end: `attendance` of `AttendanceRecord`.
pub fn is_noun(entity: &str, noun: &str) -> bool {
    words::ends(entity, noun) || words::begins(entity, noun)
}

fn among<'k>(fields: &[Field<'k>], name: Option<&str>, inside: Option<&str>) -> Path<'k> {
    let Some(name) = name else { return Path::Known };
    match fields.iter().find(|field| field.name == name) {
        Some(field) => part(field, inside, 2),
        None => Path::NoField(fields.iter().map(|field| field.name).collect()),
    }
}

/// How a part of a field is understood, where `known` words lead to the field.
fn part<'k>(field: &Field<'k>, inside: Option<&str>, known: usize) -> Path<'k> {
    // A file that comes in as a text has a size; of a moment there may be more to say.
    let has = |kind: &str, inside: &str| match kind {
        "uuid" | "bool" | "int" | "float" | "decimal" => false,
        "string" => inside == "size",
        _ => true,
    };
    match (inside, field.kind()) {
        (Some(inside), Some((kind, _))) if !has(kind, inside) => Path::NoParts(known, kind),
        _ => Path::Known,
    }
}

/// The fields that a call may give back; none where they cannot be known.
///
/// Where the operation is not the right one, all that its integration may answer is taken.
pub fn answers<'m>(model: &Model<'m, '_>, effect: &Effect<'m>) -> Option<Vec<Field<'m>>> {
    if let Some((name, _)) = effect.operation().filter(|_| effect.sound) {
        // What an operation with an error answers is not known.
        return model.sound.one("operation", name).map(|own| fields(own.node, "response_schema"));
    }
    let (integration, _) = effect.integration()?;
    let all = model.operations_of(integration);
    (!all.is_empty()).then(|| all.iter().flat_map(|own| fields(own.node, "response_schema")).collect())
}

/// Whether an effect is known to belong to the integration that it calls.
pub fn fits_integration(model: &Model, effect: &Effect) -> bool {
    let Some(operation) = effect.operation().and_then(|(name, _)| model.sound.one("operation", name)) else {
        return false;
    };
    let owner = text(operation.node, "integration_id").map(|(name, _)| crate::check::deep::parts::bare(name));
    owner == effect.integration().map(|(name, _)| name)
}
