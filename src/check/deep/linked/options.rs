//! C0203: something that must be there, taken from something that may be absent.
//!
//! In: pairs; and what a command returns as one value where what it stores and tells has the parts of it. Out: a finding for each
//! promise that cannot always be kept.

use super::pairs::{Link, Owner, Spot};
use crate::check::deep::integrations::is_covered;
use crate::check::deep::model::{Model, Operation, words::stems};
use crate::check::deep::parts::{Field, each_field, emitted};
use crate::check::deep::share::Share;
use crate::diag::code::C0203;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::source::Span;

/// Words at the end of a name that say nothing of what it is.
const EMPTY: &[&str] = &["info", "information", "data", "detail", "details", "metadata", "object", "record", "result"];

/// Looks at one pair.
pub fn look(given: Spot, wanted: Spot, link: Link, found: &mut Vec<Diagnostic>) {
    // A source that is written down is the only one.
    let is_bound = wanted.field.has("bind") && !matches!(link, Link::Template(_));
    let needs = wanted.field.is_required() && !wanted.field.has("default") && !is_bound;
    if given.sure || !needs {
        return;
    }
    let name = given.field.name;
    // Where the field is asked for, and where it is promised: the other side is evidence.
    let (own, other, title, label, why) = match (given.owner, wanted.owner) {
        (Owner::Request(_), Owner::Input(operation)) => (
            given,
            wanted,
            format!("the request may leave out `{name}`, but `{}` requires it", operation.name),
            "may be left out",
            "required",
        ),
        (Owner::Return(operation), Owner::Response(_)) => (
            wanted,
            given,
            format!("the response promises `{name}`, but `{}` may not return it", operation.name),
            "promised always",
            "may be absent",
        ),
        (Owner::Input(_) | Owner::Entity(_) | Owner::Value(_) | Owner::Answer(_), Owner::Payload(event)) => (
            wanted,
            given,
            format!(
                "the event `{}` requires `{name}`, but it may be absent where the event is told",
                event.name.map_or("", |(name, _)| name)
            ),
            "required",
            "may be absent",
        ),
        (Owner::Entity(_) | Owner::Value(_), Owner::Return(operation))
            if operation.kind == "query" || matches!(link, Link::Template(_)) =>
        {
            (
                wanted,
                given,
                format!(
                    "`{}` promises `{}`, but it may be absent where it is stored",
                    operation.name, wanted.field.name
                ),
                "promised always",
                "may be absent",
            )
        }
        (Owner::Answer(service), Owner::Return(operation)) => (
            wanted,
            given,
            format!(
                "`{}` promises `{}`, but `{}` may not answer it",
                operation.name,
                wanted.field.name,
                service.name.map_or("", |(name, _)| name)
            ),
            "promised always",
            "may be absent",
        ),
        (Owner::Payload(_), Owner::Projection(_)) => (
            wanted,
            given,
            format!("the projection requires `{name}`, but an event may leave it out"),
            "required",
            "may be absent",
        ),
        _ => return,
    };
    let (declaration, list) = own.owner.place();
    let finding = Diagnostic::new(&C0203, title, mark(&own.field), label)
        .label(mark(&other.field), format!("{}: {why}", other.owner.words()));
    let finding = match link {
        Link::Template(at) if at != own.field.span => finding.label(at, "taken from there"),
        _ => finding,
    };
    let finding = finding.help("let both be required, or neither");
    found.push(finding.at(declaration.element.as_str(), format!("{list}/{}/required", own.field.at)));
}

/// Where it is said whether a field must be there, or its name.
fn mark(field: &Field) -> Span {
    let span = field.node.get("required").map(|node| node.span).filter(|span| span.start < span.end);
    span.unwrap_or(field.span)
}

/// Looks at what commands promise as a whole and have in parts that may all be absent.
pub fn of_groups(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for operation in share.commands() {
        // Where a step that fails ends the command, what it gives is there whenever there is an answer.
        let calls = || operation.effects.iter().filter(|effect| effect.id == "call.integration");
        if calls().next().is_some() && calls().all(|effect| is_covered(model, operation, effect)) {
            continue;
        }
        for field in operation.returns.iter().filter(|field| field.is_required() && is_whole(model, field)) {
            findings.extend(group(model, operation, field));
        }
    }
}

/// Whether a field holds a value with parts.
fn is_whole(model: &Model, field: &Field) -> bool {
    let Some((kind, _)) = field.kind() else { return false };
    let name = crate::check::deep::parts::bare(kind);
    kind.eq_ignore_ascii_case("json") || model.sound.declares("value", name)
}

fn group(model: &Model, operation: &Operation, field: &Field) -> Option<Diagnostic> {
    let mut noun = stems(field.name);
    while noun.len() > 1 && noun.last().is_some_and(|word| EMPTY.contains(&word.as_str())) {
        noun.pop();
    }
    let is_part = |part: &Field| {
        let words = stems(part.name);
        words.len() > noun.len() && words.starts_with(&noun)
    };
    let mut parts: Vec<Field> = Vec::new();
    for (event, _, _) in emitted(operation.own.node) {
        let event = model.sound.one("event", event)?;
        parts.extend(each_field(event.node, "payload").filter(is_part));
    }
    for effect in operation.effects.iter().filter(|effect| effect.creates()) {
        let entity = effect.entity().and_then(|(name, _)| model.entity(name));
        parts.extend(entity.into_iter().flat_map(|entity| entity.fields.iter().copied()).filter(is_part));
    }
    if parts.is_empty() || parts.iter().any(Field::is_required) {
        return None;
    }
    let title =
        format!("`{}` always promises `{}`, but all that it keeps of it may be absent", operation.name, field.name);
    let mut found = Diagnostic::new(&C0203, title, mark(field), "promised always");
    for part in &parts {
        found = found.label(mark(part), format!("`{}` may be absent", part.name));
    }
    let found = found.note("what may be absent in the event and in the row may be absent in the answer too").help(
        Help::from("say ")
            .clause(Clause::new(Where::Field(field.name.to_owned()), "required", false))
            .words(" here as well, or require the parts"),
    );
    Some(found.at(operation.own.element.as_str(), format!("returns/{}/required", field.at)))
}
