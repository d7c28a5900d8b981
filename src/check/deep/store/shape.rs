//! C1001, C1003 and C1004: the fields of an entity and the columns of its table.
//!
//! In: an entity with its table; a projection with the table that keeps it. Out: a finding for each field that may be absent on one side
//! only, that one side does not have, or whose default one side does not know.

use crate::ast::{Node, Value};
use crate::check::deep::model::literal;
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::{
    Entity, Model, Table,
    words::{last, stems},
};
use crate::check::deep::parts::{Field, fields, shown};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::{called, lower};
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::{C1001, C1003, C1004};
use crate::diag::nearest::{ranked, same_letters};
use crate::diag::{Change, Diagnostic, Level, Plain as Said};
use crate::lookup::HashSet;
use crate::source::Span;

/// Columns that databases keep for themselves: no field need have them.
const TECHNICAL: &[&str] = &["created_at", "updated_at", "deleted_at", "version", "row_version", "tenant_id"];

/// Compares an entity with its table.
pub fn check(model: &Model, entity: &Entity, table: &Table, findings: &mut Vec<Diagnostic>) {
    for field in &entity.fields {
        let Some(column) = table.column(field.name) else { continue };
        nullable(model, entity, table, field, &column.field, findings);
        defaults(model, entity, table, field, column.default, &column.field, findings);
    }
    let owner = Owner { word: "entity", name: entity.name, span: entity.span, own: entity.own };
    missing(model, &owner, &entity.fields, table, findings);
}

/// Compares projections with the tables that keep them.
pub fn projections(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for own in share.all("projection") {
        let (Some(table), Some((name, span))) = (model.storage_of(own), own.name) else { continue };
        let owner = Owner { word: "projection", name, span, own };
        missing(model, &owner, &fields(own.node, "fields"), table, findings);
    }
}

/// Where it is said whether a field must be there, or its name.
fn mark(field: &Field) -> Span {
    let span = field.node.get("required").map(|node| node.span).filter(|span| span.start < span.end);
    span.unwrap_or(field.span)
}

fn nullable(
    model: &Model,
    entity: &Entity,
    table: &Table,
    field: &Field,
    column: &Field,
    findings: &mut Vec<Diagnostic>,
) {
    let name = field.name;
    if field.is_required() && !column.is_required() && comes_later(model, entity, field) {
        let title = format!("`{name}` is required in `{}`, but its column may be empty", entity.name);
        let change = Change::set(entity.own.node.span, format!("fields/{}/required", field.at), false);
        let found = Diagnostic::new(&C1001, title, mark(field), format!("the field of `{}`: required", entity.name))
            .label(mark(column), "the column may hold nothing")
            .note("the row has a state: it may be there before this moment, which may never come")
            .change("let the field be optional", MaybeIncorrect, [change])
            .help("the column can be required, if every row has it from the start");
        findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/required", field.at)));
        return;
    }
    let (title, label, other) = match (field.is_required(), column.is_required()) {
        (true, false) => (
            format!("`{name}` is required in `{}`, but its column may be empty", entity.name),
            "the column may hold nothing",
            "required",
        ),
        (false, true) if column.node.get("constraints").is_none_or(|rules| rules.get("default").is_none()) => (
            format!("`{name}` may be absent in `{}`, but its column must be filled", entity.name),
            "the column must hold a value",
            "may be absent",
        ),
        _ => return,
    };
    let found = Diagnostic::new(&C1001, title, mark(column), label)
        .label(mark(field), format!("the field of `{}`: {other}", entity.name))
        .change(
            format!("let the column be {}", if field.is_required() { "required" } else { "optional" }),
            MaybeIncorrect,
            [Change::set(table.own.node.span, format!("columns/{}/required", column.at), field.is_required())],
        );
    findings.push(found.at(table.own.element.as_str(), format!("columns/{}/required", column.at)));
}

/// Words for the moment in which a row is made.
const BIRTH: &[&str] = &["created", "inserted", "added", "recorded", "registered", "updated", "modified", "changed"];

/// Whether a field is the moment in which a row comes into one of its later states: `sent_at` beside a status.
fn comes_later(model: &Model, entity: &Entity, field: &Field) -> bool {
    let moment = field.kind().is_some_and(|(kind, _)| kind.eq_ignore_ascii_case("datetime"));
    let Some(deed) = field.name.strip_suffix("_at").filter(|_| moment) else { return false };
    let is_state = |other: &Field| last(other.name).is_some_and(|word| ["status", "state"].contains(&word.as_str()));
    let first = model.first_state(entity).map(|(_, state)| state);
    !BIRTH.contains(&deed) && first != Some(deed) && entity.fields.iter().any(is_state)
}

fn defaults(
    model: &Model,
    entity: &Entity,
    table: &Table,
    field: &Field,
    stored: Option<&Node>,
    column: &Field,
    findings: &mut Vec<Diagnostic>,
) {
    let own = field.node.get("default").filter(|node| !matches!(node.value, Value::Null));
    let name = field.name;
    match (own, stored) {
        (Some(here), Some(there)) if !same(here, there) => {
            let title =
                format!("the default of `{name}` is `{}` in the table, `{}` in the entity", shown(there), shown(here));
            let mut found = Diagnostic::new(&C1004, title, there.span, "the default of the column")
                .label(here.span, format!("the default of `{}`", entity.name))
                .help("say the same in both places");
            found.level = Level::Warning;
            findings.push(found.at(table.own.element.as_str(), format!("columns/{}/constraints/default", column.at)));
        }
        (Some(here), None) => {
            let title = format!("only the entity `{}` has a default for `{name}`", entity.name);
            let found = Diagnostic::new(&C1004, title, here.span, format!("the default `{}`", shown(here)))
                .label(column.span, "the column has none")
                .help("say it in both places");
            let field_place = format!("fields/{}/default", field.at);
            findings.push(found.at(entity.own.element.as_str(), field_place));
        }
        (None, Some(there)) => {
            let values = literal::listed(model.sound, field);
            // What the field can never be is an error of its own.
            if !values.is_empty() && !literal::is_open(there) && !values.contains(&shown(there).trim_matches('\'')) {
                return;
            }
            let title = format!("only the table `{}` has a default for `{name}`", table.name);
            let found = Diagnostic::new(&C1004, title, there.span, format!("the default `{}`", shown(there)))
                .label(field.span, format!("the field of `{}` has none", entity.name));
            let found = match literal::is_of_field(model.sound, there, field) {
                true => {
                    let place = format!("fields/{}/default", field.at);
                    let said = Change::set(entity.own.node.span, place, Said::Text(in_words(there)));
                    found.change("say it in the entity as well", MaybeIncorrect, [said])
                }
                false => found.help("say in the entity what is taken where nothing is given"),
            };
            findings.push(found.at(table.own.element.as_str(), format!("columns/{}/constraints/default", column.at)));
        }
        _ => {}
    }
}

/// A default as an entity says it: without the quotes and functions of SQL.
fn in_words(node: &Node) -> String {
    let text = match &node.value {
        Value::Bool(value) => value.to_string(),
        _ => called(node).unwrap_or("").trim_matches('\'').to_owned(),
    };
    match &*lower(&text) {
        "now" | "now()" | "current_timestamp" | "current_timestamp()" | "clock.now" => "now".to_owned(),
        _ => text,
    }
}

/// Whether two defaults say one thing; the words for the time of writing are one.
fn same(one: &Node, other: &Node) -> bool {
    let text = |node: &Node| in_words(node).to_lowercase();
    let number = |text: &str| text.parse::<f64>().ok();
    let (one, other) = (text(one), text(other));
    one == other || (number(&one).is_some() && number(&one) == number(&other))
}

/// What the columns are compared with.
struct Owner<'a> {
    word: &'static str,
    name: &'a str,
    span: Span,
    own: &'a Declaration<'a>,
}

/// Reports fields without a column, and columns without a field; a misspelt one is one finding.
fn missing(model: &Model, owner: &Owner, fields: &[Field], table: &Table, findings: &mut Vec<Diagnostic>) {
    let columns: HashSet<&str> = table.columns.iter().map(|column| column.field.name).collect();
    let names: HashSet<&str> = fields.iter().map(|field| field.name).collect();
    let lone: Vec<&Field> = fields.iter().filter(|field| !columns.contains(field.name)).collect();
    let mut spare: Vec<&Field> =
        table.columns.iter().map(|column| &column.field).filter(|column| !names.contains(column.name)).collect();
    for field in lone {
        let before = spare.len();
        // A value may lie in columns of its own, an entity is held by its key.
        let parts = |column: &&Field| column.name.strip_prefix(field.name).is_some_and(|rest| rest.starts_with('_'));
        let holds_parts = field.kind().is_some_and(|(kind, _)| match plain(kind) {
            Plain::Name(name) => ["value", "entity"].iter().any(|kind| model.sound.declares(kind, name)),
            Plain::Of(..) => false,
        });
        if holds_parts {
            spare.retain(|column| !parts(column));
            if spare.len() < before {
                continue;
            }
        }
        // A list of others is kept in their table, or in one between.
        if field.kind().is_some_and(|(kind, _)| is_many(model, kind)) {
            continue;
        }
        let letters = spare.iter().find(|column| same_letters(column.name, field.name)).map(|column| column.name);
        let near = letters.or_else(|| {
            let words = stems(field.name);
            let one_word = |column: &&&Field| stems(column.name).iter().any(|word| words.contains(word));
            ranked(field.name, spare.iter().filter(one_word).map(|column| column.name)).map(|(name, _)| name)
        });
        if let Some(column) = near.and_then(|near| spare.iter().find(|column| column.name == near)).copied() {
            spare.retain(|other| other.name != column.name);
            let title = format!("the column `{}` is called `{}` in `{}`", column.name, field.name, owner.name);
            let found = Diagnostic::new(&C1003, title, column.span, "no field has this name")
                .label(field.span, "no column has this name")
                .change(
                    format!("rename the column to `{}`", field.name),
                    MaybeIncorrect,
                    [Change::set(table.own.node.span, format!("columns/{}/name", column.at), field.name)],
                );
            findings.push(found.at(table.own.element.as_str(), format!("columns/{}/name", column.at)));
            continue;
        }
        let title = format!("the table `{}` has no column for `{}`", table.name, field.name);
        let found = Diagnostic::new(&C1003, title, field.span, "is kept nowhere")
            .label(table.span, format!("the table of `{}`", owner.name))
            .help("add a column for it, or take the field out");
        findings.push(found.at(owner.own.element.as_str(), format!("fields/{}/name", field.at)));
    }
    for column in spare.into_iter().filter(|column| !TECHNICAL.contains(&column.name)) {
        let title = format!("the {} `{}` has no field for the column `{}`", owner.word, owner.name, column.name);
        let found = Diagnostic::new(&C1003, title, column.span, "no field says what this is")
            .label(owner.span, format!("the {} of this table", owner.word))
            .help("add a field for it, or take the column out");
        findings.push(found.at(table.own.element.as_str(), format!("columns/{}/name", column.at)));
    }
}

fn is_many(model: &Model, kind: &str) -> bool {
    let Plain::Of(head, inner) = plain(kind) else { return false };
    let many = |kind: &Plain| matches!(kind, Plain::Name(name) if model.sound.declares("entity", name));
    head == "list" && inner.iter().any(many)
}
