//! The lives that scenarios go through, and sentences that say in which state a row is.
//!
//! In: the model. Out: [`Courses`]: the workflow of each entity that has exactly one, with its states and the field that keeps them. A sentence
//! is read only where it says nothing else: `the order is paid`.

use crate::check::deep::model::{Entity, Model, Operation, Transition, template, words};
use crate::check::deep::parts::{Field, bare, items, text};
use crate::lookup::HashMap;

/// The life of an entity.
pub struct Course<'k, 'm> {
    /// Whose life it is.
    pub entity: &'k Entity<'m>,
    /// The field that keeps the state.
    pub field: Field<'m>,
    /// The state of a new row.
    pub first: &'m str,
    /// All states.
    pub states: Vec<&'m str>,
}

/// All lives, by their entity.
pub struct Courses<'k, 'm> {
    model: &'k Model<'m, 'm>,
    by_entity: HashMap<&'m str, Course<'k, 'm>>,
    /// The entities by the first word of their names.
    by_word: HashMap<words::Word<'m>, Vec<&'m str>>,
}

impl<'k, 'm> Courses<'k, 'm> {
    /// The lives in a model.
    pub fn of(model: &'k Model<'m, 'm>) -> Courses<'k, 'm> {
        let mut courses = Courses { model, by_entity: HashMap::default(), by_word: HashMap::default() };
        for workflow in model.sound.all("workflow") {
            let course = || {
                let entity = model.entity(text(workflow.node, "entity")?.0)?;
                let field = model.state_field(workflow, entity)?;
                let states = items(workflow.node, "states").iter().filter_map(|item| text(&item.node, "id"));
                let states = states.map(|(name, _)| name).collect();
                Some(Course { entity, field, first: text(workflow.node, "initial_state")?.0, states })
            };
            let Some(course) = course().filter(|own| model.workflows_of(own.entity.name).len() == 1) else { continue };
            let name = course.entity.name;
            if let Some(first) = words::stems(name).into_iter().next() {
                courses.by_word.entry(first).or_default().push(name);
            }
            courses.by_entity.insert(name, course);
        }
        courses
    }

    /// The life of an entity.
    pub fn get(&self, entity: &str) -> Option<&Course<'k, 'm>> {
        self.by_entity.get(entity)
    }

    /// The transitions of a life on a command.
    pub fn on<'c>(
        &self,
        course: &'c Course<'k, 'm>,
        command: &'c str,
    ) -> impl Iterator<Item = &'k Transition<'m>> + use<'c, 'k, 'm> {
        let name = course.entity.name;
        self.model.transitions_on(command).filter(move |own| own.entity == name)
    }

    /// The input that says which row of a life an operation is about.
    pub fn row_of<'o>(&self, course: &Course, operation: &'o Operation<'m>) -> Option<&'o str> {
        let entity = course.entity;
        let changed = operation.effects.iter().filter(|own| matches!(own.id, "db.update" | "db.delete"));
        let mut changed = changed.filter(|own| own.entity().is_some_and(|(name, _)| name == entity.name)).peekable();
        if changed.peek().is_some() {
            let named = changed.map(|own| match own.map("where")? {
                [only] if only.key.as_text() == Some(entity.key) => template::only(&only.node),
                _ => None,
            });
            let names: Vec<&str> = named.collect::<Option<_>>()?;
            let (first, rest) = names.split_first()?;
            return Some(*first)
                .filter(|first| rest.iter().all(|name| name == first) && operation.input(first).is_some());
        }
        let mut guards = operation.guards("exists").filter_map(|(_, guard)| {
            let params = guard.get("params")?;
            let (name, _) = text(params, "entity")?;
            (bare(name) == entity.name).then(|| text(params, "field")).flatten()
        });
        if let Some((name, _)) = guards.next() {
            return Some(name).filter(|name| guards.next().is_none() && operation.input(name).is_some());
        }
        let is_id = |name: &str| self.model.entity_of_id(name, None).is_some_and(|own| own.name == entity.name);
        let mut ids = operation.inputs.iter().map(|field| field.name).filter(|name| is_id(name));
        ids.next().filter(|_| ids.next().is_none())
    }

    /// The life and the state that a sentence speaks of: `the order is paid`.
    pub fn said(&self, sentence: &str) -> Option<(&Course<'k, 'm>, &'m str)> {
        const BEFORE: [&str; 8] = ["the", "a", "an", "this", "his", "her", "their", "my"];
        const BETWEEN: [&str; 15] = [
            "is", "are", "was", "be", "been", "has", "become", "stay", "remain", "already", "still", "marked", "as",
            "in", "status",
        ];
        let spoken = words::each_stem(sentence).skip_while(|word| BEFORE.contains(&word.as_str()));
        // Few sentences begin with the name of one: the rest of the others need not be cut into words.
        let names = self.by_word.get(spoken.clone().next()?.as_str())?;
        let rest: Vec<words::Word> = spoken.collect();
        let (course, rest) = names.iter().find_map(|name| {
            let course = self.by_entity.get(name)?;
            Some((course, rest.strip_prefix(words::stems(name).as_slice())?))
        })?;
        let between = rest.iter().take_while(|word| BETWEEN.contains(&word.as_str())).count();
        let told = rest.get(between..).filter(|_| between > 0)?;
        let mut named = course.states.iter().filter(|state| words::stems(state) == told);
        Some((course, named.next()?))
    }
}
