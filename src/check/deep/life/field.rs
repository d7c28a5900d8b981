//! C0607 and C0608: the field that keeps the state, and the values it may have.
//!
//! In: a workflow with its entity. Out: findings.

use super::{Life, State};
use crate::ast::Node;
use crate::check::convention::STATE_FIELD;
use crate::check::deep::model::Model;
use crate::check::deep::model::sql::{Sql, sql};
use crate::check::deep::parts::{bare, items};
use crate::check::place::{called, quoted};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0423, C0607, C0608};
use crate::diag::{Change, Clause, Diagnostic, Help, Level, Plain, Where};
use crate::source::Span;

/// Looks for the field, and compares its values with the states. `told` says that the convention for the field was spoken of already.
pub fn check(model: &Model, life: &Life, told: bool, findings: &mut Vec<Diagnostic>) {
    let Some(field) = life.field else {
        if !life.said {
            findings.push(missing(model, life));
        }
        return;
    };
    if !life.said && !told {
        let title = format!("`{}` leaves it to a convention where the state is kept", life.name);
        let found = Diagnostic::new(&C0423, title, life.entity_span, format!("kept in `{}`", field.name));
        let found =
            found.label(field.span, "holds the state").note(format!("{} (`{}`)", STATE_FIELD.rule, STATE_FIELD.id));
        let change = Change::set(life.own.node.span, "state_field", field.name);
        let found = found.change(format!("name `{}` as its state field", field.name), MachineApplicable, [change]);
        findings.push(found.at(life.element(), "state_field"));
    }
    let Some((values, list)) = values(model, field.node) else { return };
    let strange = life.states.iter().filter(|state| values.iter().all(|(value, _)| *value != state.name));
    let strange: Vec<&State> = strange.collect();
    let spare = values.iter().filter(|(value, _)| life.states.iter().all(|state| state.name != *value));
    let spare: Vec<&(&str, Span)> = spare.collect();
    // One state and one value that lack each other are one thing under two names.
    if let ([state], [(value, span)]) = (strange.as_slice(), spare.as_slice()) {
        let title = format!("`{}` cannot hold the state `{}`", field.name, state.name);
        let found = Diagnostic::new(&C0608, title, state.span, "not one of the values of the field")
            .label(*span, format!("`{value}` is no state"))
            .label(field.span, "keeps the state")
            .help("write one name in both places");
        findings.push(found.at(life.element(), format!("states/{}/id", state.at)));
        return;
    }
    for state in strange {
        let title = format!("`{}` cannot hold the state `{}`", field.name, state.name);
        let found = Diagnostic::new(&C0608, title, state.span, "not one of the values of the field")
            .label(field.span, "keeps the state")
            .label(list, format!("may be {}", quoted(values.iter().map(|(value, _)| *value).take(6), "or")))
            .help("add it to the values, or take the state out");
        findings.push(found.at(life.element(), format!("states/{}/id", state.at)));
    }
    for (value, span) in spare {
        let title = format!("`{}` may be `{value}`, which is no state of `{}`", field.name, life.name);
        let mut found = Diagnostic::new(&C0608, title, *span, "no state").label(field.span, "keeps the state");
        found.level = Level::Warning;
        found = found.help("add the state, or take the value out");
        findings.push(found.at(life.element(), format!("states/{value}")));
    }
}

fn missing(model: &Model, life: &Life) -> Diagnostic {
    let entity = life.entity;
    let candidates = ["status", "state"].iter().filter_map(|name| entity.field(name));
    let both: Vec<_> = candidates.collect();
    let title = format!("nothing says which field of `{}` keeps the state of `{}`", entity.name, life.name);
    let label = if both.is_empty() { "has no field for it" } else { "has two that could" };
    let mut found = Diagnostic::new(&C0607, title, life.entity_span, label).label(entity.span, "the entity");
    for field in &both {
        found = found.label(field.span, "could keep it");
    }
    if both.is_empty() {
        let states: Vec<Plain> = life.states.iter().map(|state| Plain::from(state.name)).collect();
        let field = Plain::map([
            ("name", Plain::from("status")),
            ("type", "string".into()),
            ("required", true.into()),
            ("values", Plain::List(states)),
            ("default", life.first.0.into()),
        ]);
        let mut changes = vec![
            Change::add(entity.own.node.span, "fields", field),
            Change::set(life.own.node.span, "state_field", "status"),
        ];
        // Where it is declared how the rows are kept, the field is kept there as well.
        let table = model.table_of(entity).filter(|table| table.column("status").is_none());
        if let Some(table) = table {
            let kinds = table.columns.iter().filter_map(|column| Some(column.field.kind()?.0));
            let text = kinds.into_iter().find(|kind| sql(kind) == Some(Sql::Text)).unwrap_or("TEXT");
            let column = Plain::map([
                ("name", Plain::from("status")),
                ("type", text.into()),
                ("required", true.into()),
                ("constraints", Plain::map([("default", Plain::from(life.first.0))])),
            ]);
            changes.push(Change::add(table.own.node.span, "columns", column));
        }
        let title = if table.is_some() { "add a field and a column for it" } else { "add a field for it" };
        found = found.change(title, MaybeIncorrect, changes);
    }
    found
        .note("without it, a row does not know in which state it is")
        .help(Help::from("name it, as in ").clause(state_field("status")))
        .at(life.element(), "entity")
}

/// The values that a field may have, with their places, and the place that says so.
fn values<'a>(model: &Model<'a, '_>, field: &'a Node) -> Option<(Vec<(&'a str, Span)>, Span)> {
    let of = |node: &'a Node| -> Vec<(&'a str, Span)> {
        items(node, "values").iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect()
    };
    let own = of(field);
    if let (false, Some(entry)) = (own.is_empty(), field.entry("values")) {
        return Some((own, entry.node.span));
    }
    let kind = field.get("type")?;
    let own = model.sound.one("enum", bare(kind.as_text()?))?;
    let values = of(own.node);
    (!values.is_empty()).then_some((values, own.name.map_or(kind.span, |(_, span)| span)))
}

/// That this field holds the state.
pub fn state_field(name: &str) -> Clause {
    Clause::new(Where::Declaration(&["workflows"]), "state_field", name)
}
