//! The words of the business: enumerations, values, entities, events and failures.
//!
//! In: the declarations of a system. Out: one module for each kind of them.

use super::module::{Module, Whole, member};
use super::names::{self, Of};
use super::python;
use super::value;
use crate::ir::{Entity, Type, ValueObject};
use crate::unit::Unit;

/// The modules of the domain; a kind of which there is none has no module.
pub fn units(whole: Whole) -> Vec<Unit> {
    let system = whole.system;
    let mut all = vec![failures(whole)];
    if !system.enumerations.is_empty() {
        all.push(enumerations(whole));
    }
    if !system.values.is_empty() {
        all.push(values(whole));
    }
    if !system.entities.is_empty() {
        all.push(entities(whole));
    }
    if !system.events.is_empty() {
        all.push(events(whole));
    }
    all
}

fn enumerations(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "domain", "Enumerations of the contract", "");
    let base = module.imports().name("enum", "StrEnum");
    for own in &whole.system.enumerations {
        let class = whole.names.class(Of::Enumeration, &own.name);
        module.body().from(&own.origin, |out| {
            out.apart();
            out.block(format!("class {class}({base}):"), |out| {
                out.doc(about(&own.description, &own.name));
                out.gap();
                for value in &own.values {
                    out.line(format!("{} = {}", member(&own.values, value), python::text(value)));
                }
            });
        });
    }
    trimmed(module, "enums")
}

fn values(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "domain", "Value objects of the contract", "");
    let base = module.own("domain.types", "Model");
    let mut left: Vec<&ValueObject> = whole.system.values.iter().collect();
    // A value that others are made of comes first.
    while !left.is_empty() {
        let waits = |own: &ValueObject, left: &[&ValueObject]| {
            own.fields
                .iter()
                .any(|field| left.iter().any(|other| other.name != own.name && names_value(&field.kind, &other.name)))
        };
        let at = left.iter().position(|own| !waits(own, &left)).unwrap_or(0);
        let own = left.remove(at);
        let class = whole.names.class(Of::Value, &own.name);
        module.body().set_origin(&own.origin);
        module.body().apart();
        module.body().line(format!("class {class}({base}):"));
        module.indent(|module| {
            module.body().doc(about(&own.description, &own.name));
            module.body().gap();
            for field in &own.fields {
                module.field(field, field.required || field.default.is_some());
            }
        });
    }
    trimmed(module, "values")
}

fn names_value(kind: &Type, name: &str) -> bool {
    match kind {
        Type::Value { name: own } => own == name,
        Type::List { of } | Type::Map { of } => names_value(of, name),
        _ => false,
    }
}

fn entities(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "domain", "Entities of the contract", "");
    let base = module.own("domain.types", "Model");
    for own in &whole.system.entities {
        entity(&mut module, own, &base);
    }
    trimmed(module, "entities")
}

fn entity(module: &mut Module, own: &Entity, base: &str) {
    let whole = module.whole;
    let class = whole.names.class(Of::Entity, &own.name);
    let table = whole.system.table_of(&own.name);
    module.body().set_origin(&own.origin);
    module.body().apart();
    module.body().line(format!("class {class}({base}):"));
    module.indent(|module| {
        module.body().doc(about(&own.description, &own.name));
        if !own.fields.is_empty() {
            module.body().gap();
        }
        for field in &own.fields {
            let typed = table.and_then(|table| value::column(whole.system, table, &field.name));
            let required = typed.map_or(field.required, |(_, always)| always);
            let mut field = field.clone();
            // Rows tell every field; what a new one begins with is said where it is stored.
            field.default = None;
            field.bounds = crate::ir::Bounds::default();
            module.field(&field, required);
        }
    });
}

fn events(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "domain", "Domain events of the contract", "");
    let base = module.own("domain.types", "Event");
    for own in &whole.system.events {
        let class = whole.names.class(Of::Event, &own.name);
        module.body().set_origin(&own.origin);
        module.body().apart();
        module.body().line(format!("class {class}({base}):"));
        module.indent(|module| {
            module.body().doc(about(&own.description, &own.name));
            module.body().gap();
            module.body().line(format!("EVENT = {}", python::text(&own.name)));
            if !own.payload.is_empty() {
                module.body().gap();
            }
            for field in &own.payload {
                module.field(field, field.required);
            }
        });
    }
    trimmed(module, "events")
}

fn failures(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "domain", "Errors of the contract, and those that every service has", "");
    let base = module.own("domain.fault", "ServiceError");
    for own in &whole.system.failures {
        let class = whole.names.class(Of::Failure, &own.name);
        let out = module.body();
        match &own.origin {
            Some(origin) => out.set_origin(origin),
            None => out.clear_origin(),
        }
        out.apart();
        out.block(format!("class {class}({base}):"), |out| {
            out.doc(about(&own.message, &own.name));
            out.gap();
            out.line(format!("id = {}", python::text(&own.name)));
            out.line(format!("code = {}", python::text(&own.code)));
            out.line(format!("message = {}", python::text(&own.message)));
            out.line(format!("status = {}", own.status));
        });
    }
    trimmed(module, "errors")
}

/// What a declaration says of itself, or its name.
pub fn about<'t>(description: &'t str, name: &'t str) -> &'t str {
    if description.trim().is_empty() { name } else { description }
}

/// The unit of a module whose definitions each begin with empty lines.
pub fn trimmed(mut module: Module, name: &str) -> Unit {
    module.body().trim();
    let name = names::module(name);
    module.unit(&name)
}
