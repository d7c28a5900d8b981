//! C0425: the id of one thing, stored or told as that of another, or looked up by it; and two values that took each other's place.
//!
//! In: an operation, its steps, and those of the transitions that it makes happen. Out: one finding for each `set`, `where`, `payload` or
//! `values` in which ids are exchanged, or two fields are given what is called after the other, and for each value that is given back and
//! each filter. Of what an id is must be said by a key or by its very
//! name; what outside services call their ids is theirs.

use std::fmt::Arguments;

use crate::ast::{Entry, Node};
use crate::check::deep::linked::source::of_row;
use crate::check::deep::model::comparison::comparisons;
use crate::check::deep::model::ids::is_called;
use crate::check::deep::model::{Effect, Entity, Model, Operation, template};
use crate::check::deep::parts::{Field, text};
use crate::check::deep::policies::actor;
use crate::check::place::{article, quoted};
use crate::diag::code::C0425;
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// Looks at the steps of an operation.
pub fn check<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, findings: &mut Vec<Diagnostic>) {
    if operation.sound {
        looked_up(model, operation, findings);
        answered(model, operation, findings);
    }
    for effect in operation.effects.iter().filter(|effect| effect.sound) {
        of_effect(model, operation, effect, operation.own.element.as_str(), format_args!(""), findings);
    }
    for transition in model.transitions_on(operation.name).filter(|_| operation.kind == "command") {
        let place = format_args!("transitions/{}/", transition.at);
        for effect in transition.effects.iter().filter(|effect| effect.sound) {
            of_effect(model, operation, effect, transition.own.element.as_str(), place, findings);
        }
    }
}

/// Guards on what is there: a row that is looked up by the id of another thing.
fn looked_up<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, findings: &mut Vec<Diagnostic>) {
    for (at, guard) in operation.guards("exists").chain(operation.guards("not_exists")) {
        let Some(params) = guard.get("params") else { continue };
        let (Some((entity, wanted)), Some((name, span))) = (text(params, "entity"), text(params, "field")) else {
            continue;
        };
        // A field of its own may point at anything.
        let Some(entity) = model.entity(entity).filter(|own| own.field(name).is_none()) else { continue };
        let (Some(of), Some(given)) = (model.id_of(entity.key, Some(entity)), given(model, operation, name)) else {
            continue;
        };
        if is_apart("", of, name, given) && !is_called(name, entity.name) {
            let title = format!("`{}` looks up {} by the id of {}", operation.name, an(entity.name), an(given.name));
            let found = Diagnostic::new(&C0425, title, span, format!("the id of {}", an(given.name)))
                .label(wanted, "this is looked up")
                .help(format!("ask for the `{}`, or take the id of {}", given.name, an(entity.name)));
            findings.push(found.at(operation.own.element.as_str(), format!("guards/{at}/params/field")));
        }
    }
}

/// An id where that of something else is wanted.
struct Exchanged<'p> {
    node: &'p Node,
    wanted: &'p str,
    /// Where the wanted one is declared, if it is.
    declared: Option<Span>,
    of: &'p Entity<'p>,
    given: &'p Entity<'p>,
}

/// Where values are given to names: what has the names, in words; the entity that it belongs to; and the fields, where they are declared.
struct Target<'t, 'p> {
    what: &'t str,
    entity: Option<&'p Entity<'p>>,
    fields: Option<&'t [Field<'p>]>,
}

impl<'t, 'p> Target<'t, 'p> {
    /// The finding where what a name is given is the id of something else.
    fn exchanged(
        &self,
        model: &'p Model<'p, 'p>,
        operation: &'p Operation<'p>,
        (wanted, node): (&'p str, &'p Node),
        path: &str,
    ) -> Option<Exchanged<'p>> {
        let declared = match self.fields {
            Some(fields) => Some(fields.iter().find(|field| field.name == wanted)?.span),
            None => None,
        };
        // Most fields are no ids.
        let of = model.id_of(wanted, self.entity)?;
        let given = given(model, operation, path)?;
        is_apart(wanted, of, path, given).then_some(Exchanged { node, wanted, declared, of, given })
    }
}

fn of_effect<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    effect: &'p Effect<'p>,
    element: &str,
    place: Arguments,
    findings: &mut Vec<Diagnostic>,
) {
    let (target, keys): (Target<'_, 'p>, &[&str]) = if effect.writes() {
        let Some(entity) = effect.entity().and_then(|(name, _)| model.entity(name)) else { return };
        let fields = Some(entity.fields.as_slice());
        (Target { what: entity.name, entity: Some(entity), fields }, &["where", "set"])
    } else if let Some((event, _)) = effect.event() {
        let Some(payload) = model.payload(event) else { return };
        (Target { what: event, entity: None, fields: Some(payload) }, &["payload"])
    } else {
        let named = ["job", "template", "channel"].iter().find_map(|key| effect.name(key));
        (Target { what: named.map_or(effect.id, |(name, _)| name), entity: None, fields: None }, &["values"])
    };
    for key in keys {
        let entries = effect.map(key).unwrap_or_default();
        let found: Vec<Exchanged> = entries
            .iter()
            .filter_map(|entry| {
                let wanted = (entry.key.as_text()?, &entry.node);
                target.exchanged(model, operation, wanted, template::only(&entry.node)?)
            })
            .collect();
        let told = report(model, operation, target.what, &found).or_else(|| crossed(target.what, entries));
        findings.extend(
            told.map(|(found, name)| found.at(element, format!("{place}effects/{}/params/{key}/{name}", effect.at))),
        );
    }
}

/// What is given back, and what the columns of a query are compared with.
fn answered<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, findings: &mut Vec<Diagnostic>) {
    let back = Target { what: operation.name, entity: None, fields: None };
    for field in &operation.returns {
        let Some((node, path)) = field.node.get("bind").and_then(|node| Some((node, node.as_text()?))) else {
            continue;
        };
        let found = back.exchanged(model, operation, (field.name, node), path);
        let told = found.and_then(|found| report(model, operation, back.what, &[found]));
        let place = format_args!("returns/{}/bind", field.at);
        findings.extend(told.map(|(found, _)| found.at(operation.own.element.as_str(), place)));
    }
    let [entity] = model.works_on(operation)[..] else { return };
    let target = Target { what: entity.name, entity: Some(entity), fields: Some(entity.fields.as_slice()) };
    for entry in operation.own.node.get("filters").and_then(Node::as_map).unwrap_or_default() {
        let Some(column) = entry.key.as_text() else { continue };
        for (_, node) in comparisons(&entry.node, true) {
            let Some((node, path)) = node.and_then(|node| Some((node, template::only(node)?))) else { continue };
            let found = target.exchanged(model, operation, (column, node), path);
            let told = found.and_then(|found| report(model, operation, target.what, &[found]));
            let place = format_args!("filters/{column}");
            findings.extend(told.map(|(found, _)| found.at(operation.own.element.as_str(), place)));
        }
    }
}

/// Whether an id is one of something else than is wanted. Ids of one name are never exchanged, and an id that is called after what is
/// wanted is meant for it.
pub fn is_apart(wanted: &str, of: &Entity, path: &str, given: &Entity) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    !std::ptr::eq(of, given) && wanted != name && !is_called(name, of.name) && !is_called(wanted, given.name)
}

/// Of what the id is that a name in a template stands for.
fn given<'p>(model: &'p Model<'p, 'p>, operation: &'p Operation<'p>, name: &str) -> Option<&'p Entity<'p>> {
    let name = name.strip_prefix("input.").unwrap_or(name);
    if let Some(field) = name.strip_prefix("actor.") {
        return of_caller(model, field);
    }
    if let Some(input) = operation.input(name) {
        return match text(input.node, "bind") {
            Some((path, _)) if !path.starts_with("input.") => given(model, operation, path),
            _ => model.id_of(name, None),
        };
    }
    if let Some((entity, field)) = of_row(model, operation, name) {
        return model.id_of(field.name, Some(entity));
    }
    if name.contains('.') { None } else { model.id_of(name, None) }
}

/// Of what an id is that a caller has.
pub fn of_caller<'p>(model: &'p Model<'p, 'p>, field: &str) -> Option<&'p Entity<'p>> {
    match field {
        "id" => model.entity(actor::entity(model)?),
        _ => model.id_of(field, None),
    }
}

/// The finding of a map, and the first of its fields that it speaks of.
fn report<'p>(
    model: &'p Model<'p, 'p>,
    operation: &'p Operation<'p>,
    what: &str,
    found: &[Exchanged<'p>],
) -> Option<(Diagnostic, &'p str)> {
    let (first, rest) = found.split_first()?;
    let name = first.wanted;
    let title = match rest {
        [] => format!("`{name}` of `{what}` is given the id of {}", an(first.given.name)),
        _ => {
            let names = quoted(found.iter().map(|own| own.wanted), "and");
            format!("{names} of `{what}` are given ids of other things")
        }
    };
    let label = |own: &Exchanged| format!("the id of {}", an(own.given.name));
    let mut finding = Diagnostic::new(&C0425, title, first.node.span, label(first));
    for own in rest {
        finding = finding.label(own.node.span, label(own));
    }
    for own in found {
        let wants = || format!("wants the id of {}", an(own.of.name));
        finding = own.declared.into_iter().fold(finding, |finding, span| finding.label(span, wants()));
    }
    let mut inputs = operation.inputs.iter();
    let right = inputs.find(|input| model.id_of(input.name, None).is_some_and(|own| std::ptr::eq(own, first.of)));
    let help = match right {
        Some(input) => format!("write `{{{{{}}}}}` for `{name}`", input.name),
        None => format!("take `{name}` from an input or a row that names {}", an(first.of.name)),
    };
    Some((finding.help(help), name))
}

/// Two fields of a map, each of which is given what is called after the other: `starts_on: {{due_on}}` beside `due_on: {{starts_on}}`.
fn crossed<'p>(what: &str, entries: &'p [Entry]) -> Option<(Diagnostic, &'p str)> {
    let given = |entry: &'p Entry| template::only(&entry.node).map(|path| path.rsplit('.').next().unwrap_or(path));
    let named = |entry: &'p Entry| Some((entry.key.as_text()?, given(entry)?, entry.node.span));
    let all: Vec<_> = entries.iter().filter_map(named).filter(|(name, given, _)| name != given).collect();
    all.iter().enumerate().find_map(|(at, (name, given, span))| {
        let (_, _, other) = all.iter().skip(at + 1).find(|(other, back, _)| other == given && back == name)?;
        let title = format!("`{name}` and `{given}` of `{what}` are given each other's value");
        let mut found = Diagnostic::new(&C0425, title, *span, format!("called after `{given}`"));
        found.level = Level::Warning;
        let found = found.label(*other, format!("called after `{name}`"));
        Some((found.help("exchange the two, or name them after what they are"), *name))
    })
}

/// The name of an entity with its article.
pub fn an(entity: &str) -> String {
    format!("{} `{entity}`", article(&entity.to_lowercase()))
}
