//! C0202 and C0425 for what is taken from the caller: comparisons of two types, and columns that are filled with one thing of the caller
//! and compared with another, or filled with two things.
//!
//! In: comparisons with the caller, and what commands write. Out: an error for each attribute of a type that no comparison fits, or for each
//! comparison that does not fit; a warning for each column. A column that is filled with anything else as well may hold both, and two
//! commands whose callers have no role in common may write two things.

use std::collections::BTreeMap;

use super::actor;
use super::compare::Compared;
use super::ids::is_exchanged;
use crate::check::deep::model::{Model, Operation, template};
use crate::check::deep::parts::text;
use crate::check::place::quoted;
use crate::diag::code::{C0202, C0425};
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashSet;
use crate::source::Span;

/// Looks at all that is taken from the caller.
pub fn check<'p>(model: &'p Model<'p, 'p>, all: &[Compared<'p>], findings: &mut Vec<Diagnostic>) {
    types(model, all, findings);
    for ((entity, field), filled) in &filled(model) {
        let found = in_two_ways(entity, field, filled).or_else(|| otherwise(model, entity, field, filled, all));
        findings.extend(found);
    }
}

/// What a type is compared as; none where it is not built in.
fn class(kind: &str) -> Option<&str> {
    match kind {
        "text" => Some("string"),
        "int" | "float" | "decimal" => Some("number"),
        "string" | "uuid" | "bool" | "date" | "datetime" | "time" => Some(kind),
        _ => None,
    }
}

/// Comparisons of two types: one finding for an attribute that fits none of them.
fn types<'p>(model: &'p Model<'p, 'p>, all: &[Compared<'p>], findings: &mut Vec<Diagnostic>) {
    let mut by_attribute: BTreeMap<&str, Vec<(&Compared<'p>, &str, bool)>> = BTreeMap::new();
    for own in all {
        let kinds = || {
            let (kind, _) = own.declared(own.field.0)?.kind()?;
            let (given, _) = actor::field(model, own.caller.0)?.kind()?;
            Some((kind, class(kind)? != class(given)?))
        };
        if let Some((kind, differs)) = kinds() {
            by_attribute.entry(own.caller.0).or_default().push((own, kind, differs));
        }
    }
    for (name, compared) in by_attribute {
        let differing: Vec<_> = compared.iter().filter(|(.., differs)| *differs).collect();
        let ([(_, kind, _), ..], Some(attribute)) = (differing.as_slice(), actor::field(model, name)) else {
            continue;
        };
        let Some((given, at)) = attribute.kind() else { continue };
        let declared = actor::actor(model).map_or("", |own| own.element.as_str());
        if differing.len() == compared.len() {
            let title = format!("`actor.{name}` is `{given}`, and is compared with what is `{kind}`");
            let mut found = Diagnostic::new(&C0202, title, at, format!("never equal to a `{kind}`"));
            for (own, kind, _) in differing.iter().take(3) {
                found = found.label(own.caller.1, format!("compared with `{}`, which is `{kind}`", own.field.0));
            }
            let found = found.help("let both have one type");
            findings.push(found.at(declared, format!("fields/{}/type", attribute.at)));
            continue;
        }
        for (own, kind, _) in differing {
            let title = format!("`{}` is `{kind}`, and `actor.{name}` is `{given}`", own.field.0);
            let found = Diagnostic::new(&C0202, title, own.caller.1, "never equal")
                .label(own.declared(own.field.0).map_or(own.field.1, |field| field.span), format!("is `{kind}`"))
                .label(at, format!("is `{given}`"))
                .help("compare what is of one type");
            findings.push(found.at(own.element, own.place.as_str()));
        }
    }
}

/// What of the caller one command fills a column with.
struct Fill<'p> {
    attribute: &'p str,
    span: Span,
    operation: &'p Operation<'p>,
    place: String,
}

/// The columns that are filled with something of the caller, by entity and field, each with all that fills it; none of those that are
/// filled with anything else.
type Filled<'p> = BTreeMap<(&'p str, &'p str), Vec<Fill<'p>>>;

fn filled<'p>(model: &'p Model<'p, 'p>) -> Filled<'p> {
    let mut all: Filled<'p> = BTreeMap::new();
    let mut others: HashSet<(&str, &str)> = HashSet::default();
    let mut open: HashSet<&str> = HashSet::default();
    for operation in model.commands() {
        for effect in operation.effects.iter().filter(|effect| effect.writes() && effect.id != "db.delete") {
            let Some((entity, _)) = effect.entity() else { continue };
            let Some(set) = effect.map("set").filter(|_| effect.sound) else {
                open.insert(entity);
                continue;
            };
            for entry in set {
                let Some(field) = entry.key.as_text() else { continue };
                match template::only(&entry.node).and_then(|path| of_caller(operation, path)) {
                    Some((attribute, at)) => {
                        let place = format!("effects/{}/params/set/{field}", effect.at);
                        let fill = Fill { attribute, span: at.unwrap_or(entry.node.span), operation, place };
                        all.entry((entity, field)).or_default().push(fill);
                    }
                    None => _ = others.insert((entity, field)),
                }
            }
        }
    }
    for effect in model.transitions.iter().flat_map(|own| &own.effects).filter(|effect| effect.writes()) {
        let Some((entity, _)) = effect.entity() else { continue };
        match effect.map("set").filter(|_| effect.sound) {
            Some(set) => others.extend(set.iter().filter_map(|entry| Some((entity, entry.key.as_text()?)))),
            None if effect.id == "db.delete" => {}
            None => _ = open.insert(entity),
        }
    }
    all.retain(|key, _| !others.contains(key) && !open.contains(key.0));
    all
}

/// The attribute of the caller that a path stands for, and where that is said if it is an input that is bound to it.
fn of_caller<'p>(operation: &'p Operation<'p>, path: &'p str) -> Option<(&'p str, Option<Span>)> {
    if let Some(attribute) = path.strip_prefix("actor.") {
        return Some((attribute, None));
    }
    let (source, span) = text(operation.input(path.strip_prefix("input.").unwrap_or(path))?.node, "bind")?;
    Some((source.strip_prefix("actor.")?, Some(span)))
}

/// A column that two commands with callers of one role fill with two things.
fn in_two_ways(entity: &str, field: &str, filled: &[Fill]) -> Option<Diagnostic> {
    let (first, rest) = filled.split_first()?;
    let shares = |own: &&Fill| match (own.operation.roles(), first.operation.roles()) {
        (Some(own), Some(first)) => own.intersection(first).next().is_some(),
        _ => false,
    };
    let other = rest.iter().find(|own| own.attribute != first.attribute && shares(own))?;
    // The one that fewer write is the one that is wrong.
    let count = |name: &str| filled.iter().filter(|own| own.attribute == name).count();
    let (odd, usual) = if count(first.attribute) < count(other.attribute) { (first, other) } else { (other, first) };
    let title = format!(
        "`{field}` of `{entity}` is `actor.{}` in `{}`, and `actor.{}` in `{}`",
        odd.attribute, odd.operation.name, usual.attribute, usual.operation.name
    );
    let mut found = Diagnostic::new(&C0425, title, odd.span, "one thing of the caller")
        .label(usual.span, "another one")
        .help("fill it with one of them");
    found.level = Level::Warning;
    Some(found.at(odd.operation.own.element.as_str(), odd.place.as_str()))
}

/// A column that is compared with another thing of the caller than the one that everybody fills it with.
fn otherwise<'p>(
    model: &'p Model<'p, 'p>,
    entity: &str,
    field: &str,
    filled: &[Fill],
    all: &[Compared<'p>],
) -> Option<Diagnostic> {
    let first = filled.first().filter(|first| filled.iter().all(|own| own.attribute == first.attribute))?;
    let mut writers = filled.iter().filter_map(|own| own.operation.roles()).flatten().copied();
    let asks = |own: &&Compared| {
        own.field.0 == field
            && own.entity.is_some_and(|own| own.name == entity)
            && own.caller.0 != first.attribute
            && actor::field(model, own.caller.0).is_some()
            && !is_exchanged(model, own)
    };
    let asked: Vec<&Compared> = all.iter().filter(asks).collect();
    let of_writer = |own: &&&Compared, role: &str| own.roles.as_ref().is_none_or(|roles| roles.contains(role));
    let role = writers.find(|role| asked.iter().any(|own| of_writer(&own, role)))?;
    let own = asked.iter().find(|own| of_writer(own, role))?;
    // The id of the caller may be the key of the row that the caller has.
    if [own.caller.0, first.attribute].contains(&"id") && model.id_of(field, None).is_some() {
        return None;
    }
    let (given, wanted) = (format!("actor.{}", first.attribute), format!("actor.{}", own.caller.0));
    let title = format!("`{field}` of `{entity}` is filled with `{given}`, and compared with `{wanted}`");
    // Whichever is called as the column is right.
    let by_writer = own.caller.0 == field;
    let (at, label) = if by_writer { (first.span, own.caller.1) } else { (own.caller.1, first.span) };
    let said = |is_given: bool| if is_given { "filled with this" } else { "compared with this" };
    let mut found = Diagnostic::new(&C0425, title, at, said(by_writer))
        .label(label, said(!by_writer))
        .note(format!("example: nobody who is {} gets at what they have written", quoted([role], "and")))
        .help("take one and the same thing of the caller in both places");
    found.level = Level::Warning;
    let (element, place) = match by_writer {
        true => (first.operation.own.element.as_str(), first.place.as_str()),
        false => (own.element, own.place.as_str()),
    };
    Some(found.at(element, place))
}
