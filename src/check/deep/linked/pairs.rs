//! Pairs of fields that hold the same thing: a request field and the input it fills, an input and the field it is stored in, ...
//!
//! In: the model. Out: calls, one a pair, in a fixed order. A pair is given by a template or a source that says so, or by one name in two
//! places that have to do with each other; nothing is compared here. The pairs in commands and queries are in `steps`.

use super::steps;
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Entity, Model, Operation, Table, template};
use crate::check::deep::parts::{Change, Field, changes, each_field, fields, leads_to};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::source::Span;

/// Where a field stands. The later, the sooner it is the one that is wrong where two disagree.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'p> {
    /// A field of an entity.
    Entity(&'p Entity<'p>),
    /// A part of a value.
    Value(&'p Declaration<'p>),
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
            Owner::Entity(_) | Owner::Value(_) => 0,
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
            Owner::Value(own) | Owner::Projection(own) => (own, "fields"),
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
            Owner::Value(_) | Owner::Projection(_) => format!("the field of `{name}`"),
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
    /// Whether it holds a value for certain where it is taken from.
    pub sure: bool,
}

/// Why two fields are a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// They have one name.
    Name,
    /// A template, which stands here, carries the one to the other.
    Template(Span),
    /// A template, which stands here, compares the one with the other.
    Compared(Span),
    /// The first is the key of the second, held elsewhere.
    Key,
}

/// What is called for each pair: what is given, what takes it, and why they are one.
pub type Each<'e, 'p> = dyn FnMut(Spot<'p>, Spot<'p>, Link) + 'e;

/// Calls `each` for every pair of a share.
pub fn each<'p>(share: &Share<'p, '_, '_>, each: &mut Each<'_, 'p>) {
    let model: &'p Model<'p, 'p> = share.model;
    for entity in share.entities() {
        of_entity(model, entity, each);
    }
    for table in share.tables() {
        of_table(model, table, each);
    }
    for operation in share.operations() {
        steps::of_operation(model, operation, each);
    }
    for route in share.all("route") {
        of_route(model, route, each);
    }
    for projection in share.all("projection") {
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

/// The only one of some; none where there are several.
pub fn alone<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// A field with the place where it stands; whether it holds a value is said by itself.
pub fn spot<'p>(field: &Field<'p>, owner: Owner<'p>) -> Spot<'p> {
    let sure = field.is_required() || field.has("default") || field.has("bind");
    Spot { field: *field, owner, sure }
}
