//! Pairs of fields that hold the same thing: a request field and the input it fills, an input and the field it is stored in, ...
//!
//! In: the model. Out: calls, one a pair, in a fixed order. A pair is given by a template that says so, or by one name in two places that
//! have to do with each other; nothing is compared here.

use crate::ast::Node;
use crate::check::deep::model::entity::{is_null, names};
use crate::check::deep::model::{Effect, Entity, Model, Operation, Table, template, words};
use crate::check::deep::parts::{Change, Field, changes, each_field, fields, leads_to};
use crate::check::gather::Declaration;
use crate::source::Span;

/// Where a field stands. The later, the sooner it is the one that is wrong where two disagree.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'p> {
    /// A field of an entity.
    Entity(&'p Entity<'p>),
    /// What is sent to an outside service.
    Sent(&'p Declaration<'p>),
    /// What an outside service answers.
    Answer(&'p Declaration<'p>),
    /// An input of a command or query.
    Input(&'p Operation<'p>),
    /// What a command or query returns.
    Return(&'p Operation<'p>),
    /// A field of an event.
    Payload(&'p Declaration<'p>),
    /// A field of a projection.
    Projection(&'p Declaration<'p>),
    /// A field of a request.
    Request(&'p Declaration<'p>),
    /// A field of a response.
    Response(&'p Declaration<'p>),
    /// A column.
    Column(&'p Table<'p>),
}

impl<'p> Owner<'p> {
    /// The place in the order of blame.
    pub fn rank(&self) -> usize {
        match self {
            Owner::Entity(_) => 0,
            Owner::Sent(_) | Owner::Answer(_) => 1,
            Owner::Input(_) => 2,
            Owner::Return(_) => 3,
            Owner::Payload(_) => 4,
            Owner::Projection(_) => 5,
            Owner::Request(_) => 6,
            Owner::Response(_) => 7,
            Owner::Column(_) => 8,
        }
    }

    /// The declaration, and the key of the list.
    pub fn place(&self) -> (&'p Declaration<'p>, &'static str) {
        match self {
            Owner::Entity(own) => (own.own, "fields"),
            Owner::Sent(own) | Owner::Request(own) => (own, "request_schema"),
            Owner::Answer(own) | Owner::Response(own) => (own, "response_schema"),
            Owner::Input(own) => (own.own, "input"),
            Owner::Return(own) => (own.own, "returns"),
            Owner::Payload(own) => (own, "payload"),
            Owner::Projection(own) => (own, "fields"),
            Owner::Column(own) => (own.own, "columns"),
        }
    }

    /// The name of the declaration.
    pub fn name(&self) -> &'p str {
        self.place().0.name.map_or("", |(name, _)| name)
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        let name = self.name();
        match self {
            Owner::Entity(_) => format!("the field of `{name}`"),
            Owner::Sent(_) => format!("what `{name}` is sent"),
            Owner::Answer(_) => format!("what `{name}` answers"),
            Owner::Input(_) => format!("the input of `{name}`"),
            Owner::Return(_) => format!("what `{name}` returns"),
            Owner::Payload(_) => format!("the payload of `{name}`"),
            Owner::Projection(_) => format!("the field of `{name}`"),
            Owner::Request(_) => "the request".to_owned(),
            Owner::Response(_) => "the response".to_owned(),
            Owner::Column(_) => format!("the column of `{name}`"),
        }
    }
}

/// A field with the place where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'p> {
    /// The field.
    pub field: Field<'p>,
    /// Where it stands.
    pub owner: Owner<'p>,
}

/// Why two fields are a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// They have one name.
    Name,
    /// A template, which stands here, carries the one to the other.
    Template(Span),
    /// They have one name, and the first has just been written with a value that is there.
    Written,
    /// The first is the key of the second, held elsewhere.
    Key,
}

/// What is called for each pair: what is given, what takes it, and why they are one.
pub type Each<'e, 'p> = dyn FnMut(Spot<'p>, Spot<'p>, Link) + 'e;

/// Calls `each` for every pair of a set.
pub fn each<'p>(model: &'p Model<'p, 'p>, each: &mut Each<'_, 'p>) {
    for entity in &model.entities {
        of_entity(model, entity, each);
    }
    for table in &model.tables {
        of_table(model, table, each);
    }
    for operation in &model.operations {
        of_operation(model, operation, each);
    }
    for route in model.sound.all("route") {
        of_route(model, route, each);
    }
    for projection in model.sound.all("projection") {
        of_projection(model, projection, each);
    }
}

fn of_entity<'p>(model: &'p Model<'p, 'p>, entity: &'p Entity<'p>, each: &mut Each<'_, 'p>) {
    for foreign in &entity.foreign {
        let target = model.entity(foreign.target);
        let key = target.and_then(|target| target.field(foreign.key.unwrap_or(target.key)));
        if let (Some(own), Some(target), Some(key)) = (entity.field(foreign.name), target, key) {
            each(spot(own, Owner::Entity(entity)), spot(key, Owner::Entity(target)), Link::Key);
        }
    }
    let Some(table) = model.table_of(entity) else { return };
    for field in &entity.fields {
        if let Some(column) = table.column(field.name) {
            each(spot(field, Owner::Entity(entity)), spot(&column.field, Owner::Column(table)), Link::Name);
        }
    }
}

fn of_table<'p>(model: &'p Model<'p, 'p>, table: &'p Table<'p>, each: &mut Each<'_, 'p>) {
    for foreign in &table.foreign {
        let Some(target) = model.table(foreign.target) else { continue };
        let key = match foreign.key {
            Some(key) => target.column(key),
            None => target.columns.iter().find(|column| column.primary),
        };
        if let (Some(own), Some(key)) = (table.column(foreign.name), key) {
            each(spot(&own.field, Owner::Column(table)), spot(&key.field, Owner::Column(target)), Link::Key);
        }
    }
}

fn of_route<'p>(model: &'p Model<'p, 'p>, route: &'p Declaration<'p>, each: &mut Each<'_, 'p>) {
    let found = leads_to(route.node).and_then(|(_, kind, (name, _))| model.operation(kind, name));
    let Some(operation) = found else { return };
    for field in each_field(route.node, "request_schema") {
        if let Some(input) = operation.input(field.name) {
            each(spot(&field, Owner::Request(route)), spot(input, Owner::Input(operation)), Link::Name);
        }
    }
    for field in each_field(route.node, "response_schema") {
        if let Some(given) = operation.returns.iter().find(|given| given.name == field.name) {
            each(spot(given, Owner::Return(operation)), spot(&field, Owner::Response(route)), Link::Name);
        }
    }
}

fn of_projection<'p>(model: &'p Model<'p, 'p>, projection: &'p Declaration<'p>, each: &mut Each<'_, 'p>) {
    let own = fields(projection.node, "fields");
    for event in names(projection.node, "source_events") {
        let Some(event) = model.sound.one("event", event) else { continue };
        let name = event.name.map_or("", |(name, _)| name);
        let payload = fields(event.node, "payload");
        let said: Vec<Change> = changes(projection.node).filter(|change| change.event == name).collect();
        for change in &said {
            let field = own.iter().find(|field| change.column == field.name);
            let from = template::only(change.value);
            let given = payload.iter().find(|given| from == Some(given.name));
            if let (Some(field), Some(given)) = (field, given) {
                let link = Link::Template(change.value.span);
                each(spot(given, Owner::Payload(event)), spot(field, Owner::Projection(projection)), link);
            }
        }
        // What is said of a column is in place of what is carried over by its name.
        for given in payload.iter().filter(|given| said.iter().all(|change| change.column != given.name)) {
            if let Some(field) = own.iter().find(|field| field.name == given.name) {
                each(spot(given, Owner::Payload(event)), spot(field, Owner::Projection(projection)), Link::Name);
            }
        }
    }
    let Some(table) = model.storage_of(projection) else { return };
    for field in &own {
        if let Some(column) = table.column(field.name) {
            each(spot(field, Owner::Projection(projection)), spot(&column.field, Owner::Column(table)), Link::Name);
        }
    }
}

fn of_operation<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, each: &mut Each<'_, 'p>) {
    let near = model.works_on(operation);
    let mut carried: Vec<&str> = Vec::new();
    for effect in operation.effects.iter().filter(|effect| effect.sound) {
        of_effect(model, operation, effect, &mut carried, each);
    }
    for input in &operation.inputs {
        let target = alone(near.iter().copied().filter_map(|entity| Some((entity, entity.field(input.name)?))));
        if let Some((entity, field)) = target.filter(|_| !carried.contains(&input.name)) {
            each(spot(input, Owner::Input(operation)), spot(field, Owner::Entity(entity)), Link::Name);
        } else if let Some((entity, key)) = key_of(model, input, &near) {
            each(spot(input, Owner::Input(operation)), spot(key, Owner::Entity(entity)), Link::Key);
        }
    }
    for field in &operation.returns {
        let source = alone(near.iter().copied().filter_map(|entity| Some((entity, entity.field(field.name)?))));
        if let Some((entity, own)) = source {
            each(spot(own, Owner::Entity(entity)), spot(field, Owner::Return(operation)), Link::Name);
        } else if let Some((entity, key)) = key_of(model, field, &near) {
            each(spot(key, Owner::Entity(entity)), spot(field, Owner::Return(operation)), Link::Key);
        }
    }
    let moves = model.transitions_on(operation.name).filter(|_| operation.kind == "command");
    let effects = operation.effects.iter().chain(moves.flat_map(|transition| &transition.effects));
    for effect in effects.filter(|effect| effect.sound) {
        of_event(model, operation, effect, &near, each);
    }
}

/// The pairs that the templates of a write or a call make.
fn of_effect<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &Effect<'p>,
    carried: &mut Vec<&'p str>,
    each: &mut Each<'_, 'p>,
) {
    let mut carry = |key: &str, targets: &[Field<'p>], owner: Owner<'p>| {
        for entry in effect.map(key).unwrap_or_default() {
            let wanted = entry.key.as_text().and_then(|name| targets.iter().find(|field| field.name == name));
            let Some(name) = template::only(&entry.node) else { continue };
            let link = Link::Template(entry.node.span);
            if let (Some((own, answer)), Some(wanted)) = (answered(model, operation, effect, name), wanted) {
                each(spot(&answer, Owner::Answer(own)), spot(wanted, owner), link);
            }
            if let (Some((entity, field)), Some(wanted)) = (of_row(model, operation, name), wanted) {
                each(spot(field, Owner::Entity(entity)), spot(wanted, owner), link);
            }
            if let Some(input) = operation.input(name) {
                carried.push(input.name);
                if let Some(wanted) = wanted {
                    each(spot(input, Owner::Input(operation)), spot(wanted, owner), link);
                }
            }
        }
    };
    if effect.writes() {
        let entity = effect.entity().and_then(|(name, _)| model.entity(name));
        let Some(entity) = entity else { return };
        carry("where", &entity.fields, Owner::Entity(entity));
        carry("set", &entity.fields, Owner::Entity(entity));
    } else if effect.id == "call.integration" {
        let Some(called) = model.called(effect) else { return };
        carry("payload", &fields(called.node, "request_schema"), Owner::Sent(called));
    }
}

/// What `step.field` stands for, where an earlier step calls an outside operation.
fn answered<'p>(
    model: &'p Model<'p, 'p>,
    operation: &Operation<'p>,
    effect: &Effect,
    name: &str,
) -> Option<(&'p Declaration<'p>, Field<'p>)> {
    let (step, part) = name.split_once('.')?;
    let earlier = operation.effects.iter().filter(|other| other.at < effect.at && other.sound);
    let call = earlier.rev().find(|other| other.result.is_some_and(|(result, _)| result == step))?;
    let own = model.called(call)?;
    let field = each_field(own.node, "response_schema").find(|field| field.name == part)?;
    Some((own, field))
}

/// What `order.total` stands for: the field of a row that a step has given this name, or of an entity that is loaded.
pub fn of_row<'p>(
    model: &'p Model<'p, 'p>,
    operation: &Operation<'p>,
    name: &str,
) -> Option<(&'p Entity<'p>, &'p Field<'p>)> {
    let (row, part) = name.split_once('.')?;
    let step = operation.effects.iter().find(|effect| effect.result.is_some_and(|(result, _)| result == row));
    let entity = match step {
        Some(step) if step.writes() => model.entity(step.entity()?.0)?,
        Some(_) => return None,
        None => model.works_on(operation).into_iter().find(|entity| words::same(entity.name, row))?,
    };
    Some((entity, entity.field(part)?))
}

/// The pairs of what an event tells, by a map of its effect or by names.
fn of_event<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &Effect<'p>,
    near: &[&'p Entity<'p>],
    each: &mut Each<'_, 'p>,
) {
    let Some(event) = effect.event().and_then(|(name, _)| model.sound.one("event", name)) else { return };
    let map = effect.map("payload");
    for field in each_field(event.node, "payload") {
        let to = spot(&field, Owner::Payload(event));
        let said = map.and_then(|map| map.iter().find(|entry| entry.key.as_text() == Some(field.name)));
        if let Some(said) = said {
            let Some(name) = template::only(&said.node) else { continue };
            let link = Link::Template(said.node.span);
            if let Some(input) = operation.input(name) {
                each(spot(input, Owner::Input(operation)), to, link);
            } else if let Some((entity, own)) = of_row(model, operation, name) {
                let link = if is_written(model, operation, effect, (entity, own)) { Link::Written } else { link };
                each(spot(own, Owner::Entity(entity)), to, link);
            }
            continue;
        }
        let source = alone(near.iter().copied().filter_map(|entity| Some((entity, entity.field(field.name)?))));
        if let Some(input) = operation.input(field.name) {
            each(spot(input, Owner::Input(operation)), to, Link::Name);
        } else if let Some((entity, own)) = source {
            let link = if is_written(model, operation, effect, (entity, own)) { Link::Written } else { Link::Name };
            each(spot(own, Owner::Entity(entity)), to, link);
        } else if let Some((entity, key)) = key_of(model, &field, near) {
            each(spot(key, Owner::Entity(entity)), to, Link::Key);
        }
    }
}

/// Whether a step before this one has written a field with a value that is there.
fn is_written<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &Effect,
    (entity, field): (&Entity, &Field),
) -> bool {
    // The steps of a transition come behind all of those of its command.
    let is_own = operation.effects.iter().any(|own| std::ptr::eq(own, effect));
    let before = operation.effects.iter().filter(|own| !is_own || own.at < effect.at);
    let is_there = |node: &Node| match template::only(node) {
        Some(name) => {
            let input =
                operation.input(name).is_none_or(|own| own.is_required() || own.has("default") || own.has("bind"));
            input && of_row(model, operation, name).is_none_or(|(_, own)| own.is_required())
        }
        None => !is_null(node),
    };
    before
        .filter(|own| own.sound && own.writes() && own.entity().is_some_and(|(name, _)| name == entity.name))
        .flat_map(|own| own.map("set").unwrap_or_default())
        .any(|entry| entry.key.as_text() == Some(field.name) && is_there(&entry.node))
}

/// The key that a field such as `order_id` holds.
fn key_of<'p>(
    model: &'p Model<'p, 'p>,
    field: &Field,
    near: &[&'p Entity<'p>],
) -> Option<(&'p Entity<'p>, &'p Field<'p>)> {
    let entity = model.entity_of_id(field.name, near.first().copied())?;
    Some((entity, entity.field(entity.key)?))
}

/// The only one of some; none where there are several.
fn alone<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn spot<'p>(field: &Field<'p>, owner: Owner<'p>) -> Spot<'p> {
    Spot { field: *field, owner }
}
