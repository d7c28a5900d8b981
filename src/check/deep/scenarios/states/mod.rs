//! C1210: expectations that workflows refute: the states in which each row can be, followed from step to step.
//!
//! In: a scenario and its steps. Out: at most one finding. A row is told by the id that a step gives or gets; one of which nothing was said can be
//! in any state. Whatever may move a row unseen (an event from outside, a change of several rows) adds all states that it may lead to.

mod events;
mod failure;

use std::collections::{BTreeMap, BTreeSet};

use super::Step;
use super::course::{Course, Courses};
use super::refute::sources;
use crate::ast::{Item, Node};
use crate::check::deep::flow::payload::fails;
use crate::check::deep::model::{Effect, Model, Operation, Transition, Wanted, template, words};
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::{called, quoted};
use crate::diag::Diagnostic;
use crate::diag::code::C1210;
use crate::source::Span;

/// Where a row can be in its life, and what says so.
#[derive(Clone)]
struct Place<'m> {
    states: BTreeSet<&'m str>,
    cause: Option<(Span, &'static str)>,
}

/// The entity and the id of a row.
type Row<'m> = (&'m str, &'m str);

/// A life that a step may move, and its row, where the step gives the id of one.
type Moved<'k, 'm> = (&'k Course<'k, 'm>, Option<Row<'m>>);

/// The rows of a scenario, by entity and id, as far as something is known of them.
struct Rows<'k, 'm> {
    model: &'k Model<'m, 'm>,
    courses: &'k Courses<'k, 'm>,
    known: BTreeMap<Row<'m>, Place<'m>>,
    /// The ids that were spoken of.
    seen: BTreeSet<Row<'m>>,
}

/// Goes through a scenario; whether something in it was refuted.
pub fn check<'m>(
    model: &Model<'m, 'm>,
    courses: &Courses<'_, 'm>,
    own: &'m Declaration<'m>,
    steps: &[Step<'_, 'm>],
    findings: &mut Vec<Diagnostic>,
) -> bool {
    if !model.sound.is_whole("workflow") {
        return false;
    }
    let mut rows = Rows { model, courses, known: BTreeMap::new(), seen: BTreeSet::new() };
    let moved: Vec<Vec<Moved>> = steps.iter().map(|step| rows.moved(step)).collect();
    rows.begin(own, &moved);
    for (at, item) in items(own.node, "steps").iter().enumerate() {
        match steps.iter().zip(&moved).find(|(step, _)| step.at == at) {
            Some((step, _)) if step.operation.kind == "query" => {}
            Some((step, moved)) if step.operation.is_clear() => {
                if let Some(found) = rows.refuted(step, moved) {
                    findings.push(found.at(own.element.as_str(), step.place("expect")));
                    return true;
                }
                rows.take(step, moved);
            }
            _ => rows.unclear(item),
        }
    }
    let ends = items(own.node, "postconditions").iter().enumerate();
    let found =
        ends.filter_map(|(at, item)| Some(rows.ended(item)?.at(own.element.as_str(), format!("postconditions/{at}"))));
    let before = findings.len();
    findings.extend(found);
    findings.len() > before
}

impl<'k, 'm> Rows<'k, 'm> {
    /// The id of a row of a life that a step gives.
    fn id(&self, step: &Step<'_, 'm>, course: &Course) -> Option<Row<'m>> {
        let input = self.courses.row_of(course, step.operation)?;
        let entity = self.model.entity(course.entity.name)?.name;
        Some((entity, literal(step.input, input)?))
    }

    /// The lives that a step may move, which only a command does.
    fn moved(&self, step: &Step<'_, 'm>) -> Vec<Moved<'k, 'm>> {
        let operation = step.operation;
        if operation.kind == "query" {
            return Vec::new();
        }
        let written = operation.effects.iter().filter(|own| own.writes()).filter_map(|own| Some(own.entity()?.0));
        let names = written.chain(self.model.transitions_on(operation.name).map(|own| own.entity));
        let loaded = operation.loads.iter().copied();
        let names: BTreeSet<&str> = names.chain(loaded).collect();
        let courses = names.into_iter().filter_map(|name| self.courses.get(name));
        courses.map(|course| (course, self.id(step, course))).collect()
    }

    /// Takes what the scenario says of the only row of a life that its steps are about.
    fn begin(&mut self, own: &'m Declaration<'m>, moved: &[Vec<Moved<'k, 'm>>]) {
        let ids: BTreeSet<Row<'m>> = moved.iter().flatten().filter_map(|(_, row)| *row).collect();
        let mut told: BTreeMap<&str, Vec<(&'m str, Span)>> = BTreeMap::new();
        for item in items(own.node, "preconditions") {
            let Some((course, state)) = called(&item.node).and_then(|said| self.courses.said(said)) else { continue };
            told.entry(course.entity.name).or_default().push((state, item.node.span));
        }
        for (entity, said) in told {
            let mut of_entity = ids.iter().filter(|(own, _)| *own == entity);
            let (Some(row), None, [(state, span)]) = (of_entity.next(), of_entity.next(), said.as_slice()) else {
                continue;
            };
            let cause = Some((*span, "said here"));
            self.known.insert(*row, Place { states: BTreeSet::from([*state]), cause });
        }
        self.seen = ids;
    }

    /// Where a row can be.
    fn place(&self, course: &Course<'_, 'm>, row: Option<Row<'m>>) -> Place<'m> {
        let any = || Place { states: course.states.iter().copied().collect(), cause: None };
        row.and_then(|row| self.known.get(&row).cloned()).unwrap_or_else(any)
    }

    /// The states from which a command goes on, with the places that say so; none where it does not ask, where nothing is known, or where
    /// the command and the workflow contradict each other, which is told there.
    fn allowed(&self, course: &Course<'_, 'm>, operation: &Operation<'m>) -> Option<(BTreeSet<&'m str>, Vec<Span>)> {
        let wanted = self.model.states_wanted(operation, course.entity, course.field.name)?;
        let own: Vec<&Transition> = self.courses.on(course, operation.name).collect();
        let ends = |key: &str| own.iter().filter_map(|own| Some(text(own.node, key)?.0)).collect::<BTreeSet<&'m str>>();
        let from = ends("from_state");
        if let [first, rest @ ..] = wanted.as_slice() {
            let values = |own: &Wanted<'m>| own.values.iter().map(|(value, _)| *value).collect::<BTreeSet<_>>();
            let all = rest.iter().fold(values(first), |all, own| &all & &values(own));
            let agree = from.is_empty() || all.is_subset(&from);
            return agree.then(|| (all, wanted.iter().map(|own| own.span).collect()));
        }
        let written =
            operation.effects.iter().filter(|own| own.entity().is_some_and(|(name, _)| name == course.entity.name));
        let to = ends("to_state");
        let agree = written.filter_map(|own| Written::of(own, course)).all(|own| match own {
            Written::State(state) => to.contains(state),
            Written::Any => true,
        });
        let asks = !own.is_empty() && agree && !operation.makes(course.entity.name);
        asks.then(|| (from, own.iter().map(|own| own.from().1).collect()))
    }

    /// What the states of the rows refute of what a step expects.
    fn refuted(&self, step: &Step<'_, 'm>, moved: &[Moved<'k, 'm>]) -> Option<Diagnostic> {
        let Some((error, span)) = step.error() else {
            return moved.iter().find_map(|(course, row)| self.refused(step, course, *row));
        };
        if let Some(found) = self.not_absent(step, error, span) {
            return Some(found);
        }
        if !self.comes_of_state(step.operation, error) {
            return None;
        }
        // Each row whose state is asked for must be known to be in a state that is let through.
        let mut fine: Option<(&Course, Place, Vec<Span>)> = None;
        let mut asked = 0;
        for (course, row) in moved {
            let Some((allowed, evidence)) = self.allowed(course, step.operation) else { continue };
            let place = self.place(course, *row);
            if place.cause.is_none() || !place.states.is_subset(&allowed) {
                return None;
            }
            asked += evidence.len();
            fine.get_or_insert((course, place, evidence));
        }
        let guards = ["state.equals", "state.in"].iter().map(|id| step.operation.guards(id).count()).sum::<usize>();
        let (course, place, evidence) = fine.filter(|_| asked >= guards)?;
        let states = quoted(place.states.iter().copied(), "or");
        let title = format!("the step expects `{error}`, but the `{}` is {states} there", course.entity.name);
        let found = Diagnostic::new(&C1210, title, span, "nothing raises it");
        Some(
            because(found, &place, &evidence, "lets it pass")
                .help("mend what the step expects, or the steps before it"),
        )
    }

    /// A step that is expected to succeed, and is refused in each state that the row can be in.
    fn refused(&self, step: &Step<'_, 'm>, course: &Course<'_, 'm>, row: Option<Row<'m>>) -> Option<Diagnostic> {
        let (allowed, evidence) = self.allowed(course, step.operation)?;
        let place = self.place(course, row);
        if place.cause.is_none() || !place.states.is_disjoint(&allowed) {
            return None;
        }
        let states = quoted(place.states.iter().copied(), "or");
        let title = format!("`{}` refuses what this step expects to succeed", step.operation.name);
        let found = Diagnostic::new(&C1210, title, step.span, format!("the `{}` is {states} here", course.entity.name));
        let found = because(found, &place, &evidence, "asks for this state");
        Some(found.help("mend the order of the steps, or what this one expects"))
    }

    /// Whether an error can only come of a wrong state.
    fn comes_of_state(&self, operation: &Operation<'m>, error: &str) -> bool {
        let own = |id: &str| matches!(id, "state.equals" | "state.in");
        let named = items(operation.own.node, "guards")
            .iter()
            .filter(|item| text(&item.node, "on_failure").is_some_and(|(name, _)| bare(name) == error));
        let (of_state, others): (Vec<&Item>, Vec<&Item>) =
            named.partition(|item| text(&item.node, "id").is_some_and(|(id, _)| own(id)));
        let is_called_so = || words::has(error, &["state", "status", "transition"]);
        // Which error a rule without one means is a matter of names.
        let mut rules = self.model.about("rule", operation.name).iter();
        others.is_empty()
            && (!of_state.is_empty() || is_called_so())
            && rules.all(|own| text(own.node, "error").is_some())
            && sources(self.model, operation, error) == 0
            && !self.steps_raise(operation, error)
    }

    /// Moves the rows as a step does.
    fn take(&mut self, step: &Step<'_, 'm>, moved: &[Moved<'k, 'm>]) {
        let operation = step.operation;
        let model = self.model;
        let failed = step.error();
        let all: Vec<&Transition> = model.transitions_on(operation.name).collect();
        for (course, row) in moved.iter().copied() {
            if let Some((error, _)) = failed {
                self.failed(step, course, row, error);
                continue;
            }
            if operation.makes(course.entity.name) {
                self.made(step, course);
                continue;
            }
            let written = operation.effects.iter();
            let written: Vec<&Effect> = written
                .filter(|own| own.writes() && own.entity().is_some_and(|(name, _)| name == course.entity.name))
                .collect();
            let moves = !written.is_empty() || all.iter().any(|own| own.entity == course.entity.name);
            let Some(row) = row else {
                if moves {
                    self.forget(course.entity.name);
                }
                continue;
            };
            let place = self.place(course, Some(row));
            let allowed = self.allowed(course, operation).map_or_else(|| place.states.clone(), |(allowed, _)| allowed);
            let values: Vec<Written> = written.into_iter().filter_map(|own| Written::of(own, course)).collect();
            let states: BTreeSet<&str> = match values.last() {
                Some(Written::State(state)) => BTreeSet::from([*state]),
                Some(Written::Any) => course.states.iter().copied().collect(),
                None => {
                    let live = place.states.intersection(&allowed);
                    let own = all.iter().copied().filter(|own| own.entity == course.entity.name);
                    after(live.copied(), &own.filter(|own| !fails(model, own)).collect::<Vec<_>>())
                }
            };
            let cause = match (moves, states == place.states) {
                (true, _) => Some((step.span, "moved here")),
                (false, true) => place.cause,
                (false, false) => Some((step.span, "let through here")),
            };
            if states.len() < course.states.len() {
                self.known.insert(row, Place { states, cause });
            } else {
                self.known.remove(&row);
            }
        }
        if failed.is_none() {
            for own in &all {
                self.follow_effects(own);
            }
            let events = operation.effects.iter().filter_map(|own| Some(own.name("event")?.0));
            events.for_each(|event| self.told_by(step, event));
        }
    }

    /// A new row, under the id that the step gets.
    fn made(&mut self, step: &Step<'_, 'm>, course: &Course<'_, 'm>) {
        let entity = course.entity.name;
        let mut stored = step
            .operation
            .effects
            .iter()
            .filter(|own| own.creates() && own.entity().is_some_and(|(name, _)| name == entity));
        let (Some(effect), None) = (stored.next(), stored.next()) else { return self.forget(entity) };
        let changes =
            |own: &Effect| own.writes() && !own.creates() && own.entity().is_some_and(|(name, _)| name == entity);
        let moved =
            self.courses.on(course, step.operation.name).next().is_some() || step.operation.effects.iter().any(changes);
        let state = match Written::of(effect, course) {
            None if effect.id == "db.insert" => course.first,
            Some(Written::State(state)) if effect.id == "db.insert" => state,
            _ => return self.forget(entity),
        };
        let is_id = |name: &str| self.model.entity_of_id(name, None).is_some_and(|own| own.name == entity);
        let mut ids = step.operation.returns.iter().filter(|field| is_id(field.name));
        let (Some(id), None, false) = (ids.next(), ids.next(), moved) else { return self.forget(entity) };
        let Some(id) = literal(step.expect, id.name) else { return };
        self.seen.insert((entity, id));
        self.known
            .insert((entity, id), Place { states: BTreeSet::from([state]), cause: Some((step.span, "made here")) });
    }

    /// What a step that is no call of a sound command may do: an event moves what it is told to, anything else moves what it likes.
    fn unclear(&mut self, item: &'m Item) {
        let event = text(&item.node, "type").filter(|(kind, _)| *kind == "event").and_then(|_| text(&item.node, "ref"));
        match event {
            Some((event, _)) => self.told(bare(event)),
            None => self.known.clear(),
        }
    }

    /// Where the rows of an entity are, as far as that is known.
    fn places(&mut self, entity: &str) -> impl Iterator<Item = &mut Place<'m>> {
        self.known.iter_mut().filter(move |((own, _), _)| *own == entity).map(|(_, place)| place)
    }

    fn forget(&mut self, entity: &str) {
        self.known.retain(|(own, _), _| *own != entity);
    }

    /// A last sentence that says another state than the only row of its life can be in.
    fn ended(&self, item: &Item) -> Option<Diagnostic> {
        let (course, state) = self.courses.said(called(&item.node)?)?;
        let entity = course.entity.name;
        let mut seen = self.seen.iter().filter(|(own, _)| *own == entity);
        let (row, None) = (seen.next()?, seen.next()) else { return None };
        let place = self.known.get(row).filter(|place| !place.states.contains(state))?;
        let states = quoted(place.states.iter().copied(), "or");
        let title = format!("at the end the `{entity}` is {states}, not `{state}`");
        let found = Diagnostic::new(&C1210, title, item.node.span, "does not come true");
        Some(because(found, place, &[], "").help("mend what is said here, or the steps"))
    }
}

/// A state that a step writes.
enum Written<'m> {
    State(&'m str),
    /// One that is known only at run time, or no row any more.
    Any,
}

impl<'m> Written<'m> {
    fn of(effect: &Effect<'m>, course: &Course) -> Option<Written<'m>> {
        if effect.id == "db.delete" {
            return Some(Written::Any);
        }
        let entry = effect.map("set")?.iter().find(|entry| entry.key.as_text() == Some(course.field.name))?;
        let value = called(&entry.node).filter(|value| !template::has(value)).map(bare);
        Some(value.filter(|value| course.states.contains(value)).map_or(Written::Any, Written::State))
    }
}

/// The states to which transitions lead from a state.
fn targets<'m, 't>(transitions: impl Iterator<Item = &'t Transition<'m>>, from: &str) -> Vec<&'m str>
where
    'm: 't,
{
    let own = transitions.filter(|own| own.from().0 == from);
    own.filter_map(|own| text(own.node, "to_state")).map(|(name, _)| name).collect()
}

/// The states in which a row can be when transitions were made: it stays where none leads from its state.
fn after<'m>(before: impl Iterator<Item = &'m str>, made: &[&Transition<'m>]) -> BTreeSet<&'m str> {
    before
        .flat_map(|state| {
            let to = targets(made.iter().copied(), state);
            if to.is_empty() { vec![state] } else { to }
        })
        .collect()
}

/// The text that a step gives under a name, where it is no template.
fn literal<'m>(entries: &'m [crate::ast::Entry], name: &str) -> Option<&'m str> {
    let node: &Node = &entries.iter().find(|entry| entry.key.as_text() == Some(name))?.node;
    node.as_text().filter(|text| !template::has(text))
}

/// Shows what led to the state of a row, and who asks for it.
fn because(found: Diagnostic, place: &Place, evidence: &[Span], text: &str) -> Diagnostic {
    let found = match place.cause {
        Some((span, text)) => found.label(span, text),
        None => found,
    };
    evidence.iter().fold(found, |found, span| found.label(*span, text))
}
