//! Names at a point of an operation, as values.
//!
//! In: what an operation is given, and the rows and answers that its steps have put at hand so far. Out: for a name in a template or a
//! source, the [`Value`] it stands for. The order in which a name is looked for is the one that the checks use.

use super::{Lower, snake};
use crate::ast::{Node, Value as Tree};
use crate::check::convention::{CALLER, CLOCK, Convention, FIRST_STATE, LOADED_ROW, NEW_ID, SAME_NAME};
use crate::check::deep::flow::known::is_noun;
use crate::check::deep::model::words;
use crate::check::deep::model::{Entity, Operation};
use crate::check::deep::parts::Field;
use crate::ir::{Constant, Piece, Type, Value};

/// A row that is at hand.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its name in the representation.
    pub name: String,
    /// The name that the contract gives it.
    alias: Option<String>,
    /// The entity.
    pub entity: String,
    /// Whether this operation has stored it.
    pub new: bool,
}

/// What an outside service answered.
#[derive(Clone, Debug)]
struct Answer {
    name: String,
    fields: Vec<String>,
}

/// What is at hand.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    inputs: Vec<String>,
    /// The rows, in the order in which they came.
    pub rows: Vec<Row>,
    answers: Vec<Answer>,
    /// What an event has told, where something is done because of it: looked at before anything else.
    pub told: Vec<(String, Value)>,
}

impl Scope {
    /// What is at hand before an operation does anything.
    pub fn of(own: &Operation) -> Scope {
        Scope { inputs: own.inputs.iter().map(|field| field.name.to_owned()).collect(), ..Scope::default() }
    }

    /// Puts a row at hand, and gives its name. A row of the same name is the same row, as it is now.
    pub fn row(&mut self, entity: &str, alias: Option<&str>, new: bool) -> String {
        let name = alias.map_or_else(|| snake(entity), str::to_owned);
        match self.rows.iter_mut().find(|row| row.name == name) {
            Some(row) => row.new |= new,
            None => {
                let alias = alias.map(str::to_owned);
                self.rows.push(Row { name: name.clone(), alias, entity: entity.to_owned(), new });
            }
        }
        name
    }

    /// Puts an answer at hand.
    pub fn answer(&mut self, name: &str, fields: Vec<String>) {
        self.answers.push(Answer { name: name.to_owned(), fields });
    }

    /// The row of an entity: the one that was there first.
    pub fn row_of(&self, entity: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.entity == entity)
    }

    /// The row of this name: the one that a step has given it, or the name of an entity.
    fn row_called(&self, name: &str) -> Option<&Row> {
        let is = |row: &&Row| match &row.alias {
            Some(alias) => alias == name,
            None => words::same(&row.entity, name),
        };
        self.rows.iter().find(is)
    }

    /// The row that a guard looks at, and the field of it: the row that it names, as in `loan.status`, else the first that was there before
    /// the first step and has the field.
    pub fn guarded<'n>(&self, lower: &Lower, name: &'n str) -> Option<(&Row, &'n str)> {
        let has = |row: &Row, field: &str| {
            !row.new && lower.entity(&row.entity).is_some_and(|own| own.field(field).is_some())
        };
        match name.split_once('.') {
            Some((row, field)) => self.row_called(row).filter(|row| has(row, field)).map(|row| (row, field)),
            None => self.rows.iter().find(|row| has(row, name)).map(|row| (row, name)),
        }
    }

    /// What a source such as `clock.now`, `actor.id`, `input.file.size` or `link.url` stands for.
    pub fn source(&self, lower: &Lower, text: &str) -> Option<Value> {
        match text {
            "new.uuid" | "uuid" | "new.id" => Some(Value::NewId),
            "clock.now" | "now" => Some(Value::Now),
            "clock.today" | "today" => Some(Value::Today),
            _ => self.name(lower, text),
        }
    }

    /// What a name, with or without dots, stands for.
    pub fn name(&self, lower: &Lower, path: &str) -> Option<Value> {
        let mut parts = path.split('.');
        let first = parts.next()?;
        let rest: Vec<String> = parts.map(str::to_owned).collect();
        if let ([], Some((_, value))) = (rest.as_slice(), self.told.iter().find(|(own, _)| own == first)) {
            return Some(value.clone());
        }
        match (first, rest.as_slice()) {
            ("actor", [field]) => return Some(Value::Actor { field: field.clone() }),
            ("clock", [what]) if what == "now" => return Some(Value::Now),
            ("clock", [what]) if what == "today" => return Some(Value::Today),
            ("input", [name, rest @ ..]) if self.inputs.contains(name) => return Some(input(name, rest)),
            (name, rest) if self.inputs.iter().any(|own| own == name) => return Some(input(name, rest)),
            _ => {}
        }
        if let Some(answer) = self.answers.iter().find(|own| own.name == first) {
            return match rest.as_slice() {
                [] => Some(Value::WholeAnswer { call: answer.name.clone() }),
                [field] => Some(Value::Answer { call: answer.name.clone(), field: field.clone() }),
                _ => None,
            };
        }
        if let Some(row) = self.row_called(first) {
            return match rest.split_first() {
                None => Some(Value::WholeRow { row: row.name.clone() }),
                Some((field, path)) => {
                    let known = lower.entity(&row.entity).is_some_and(|own| own.field(field).is_some());
                    known.then(|| Value::Row { row: row.name.clone(), field: field.clone(), path: path.to_vec() })
                }
            };
        }
        match (first, rest.as_slice()) {
            ("now", []) => Some(Value::Now),
            ("today", []) => Some(Value::Today),
            ("uuid", []) => Some(Value::NewId),
            (name, []) => self.by_name(lower, name, None).map(|(value, _)| value),
            _ => None,
        }
    }

    /// What fills a value of this name by a convention: for a column of `entity`, a payload or an answer.
    pub fn by_name(&self, lower: &Lower, name: &str, entity: Option<&str>) -> Option<(Value, &'static Convention)> {
        if let Some((_, value)) = self.told.iter().find(|(own, _)| own == name) {
            return Some((value.clone(), &SAME_NAME));
        }
        if self.inputs.iter().any(|own| own == name) {
            return Some((input(name, &[]), &SAME_NAME));
        }
        if let Some(answer) = self.answers.iter().find(|own| own.fields.iter().any(|field| field == name)) {
            let value = Value::Answer { call: answer.name.clone(), field: name.to_owned() };
            return Some((value, &SAME_NAME));
        }
        let of =
            |row: &Row, field: &str| Value::Row { row: row.name.clone(), field: field.to_owned(), path: Vec::new() };
        if let Some(noun) = name.strip_suffix("_id") {
            let key = |row: &Row| lower.entity(&row.entity).map_or("id", |own| own.key.as_str()).to_owned();
            let found = self.rows.iter().rev().find(|row| key(row) == name || is_noun(&row.entity, noun));
            if let Some(row) = found {
                return Some((of(row, &key(row)), if row.new { &NEW_ID } else { &LOADED_ROW }));
            }
        }
        let has = |row: &&Row| {
            let known = lower.entity(&row.entity).is_some_and(|own| own.field(name).is_some());
            known && !(row.new && entity == Some(row.entity.as_str()))
        };
        self.rows.iter().rev().find(has).map(|row| (of(row, name), &LOADED_ROW))
    }

    /// What fills a column of a new row of which nothing is said.
    pub fn column(lower: &Lower, field: &Field, entity: &Entity) -> Option<(Value, &'static Convention)> {
        let kind = lower.kind(field);
        if field.name == entity.key && kind == Type::Uuid {
            return Some((Value::NewId, &NEW_ID));
        }
        if let Some((_, state)) = lower.model.first_state(entity).filter(|(name, _)| *name == field.name) {
            return Some((Value::text(state), &FIRST_STATE));
        }
        match kind {
            Type::Datetime if field.name.ends_with("_at") => Some((Value::Now, &CLOCK)),
            Type::Uuid if field.name.ends_with("_by") => Some((Value::Actor { field: "id".into() }, &CALLER)),
            _ => None,
        }
    }

    /// What a value that is written down stands for; the name that stands for nothing where it cannot be known.
    pub fn value<'n>(&self, lower: &Lower, node: &'n Node, numbers: bool) -> Result<Value, &'n str> {
        match &node.value {
            Tree::Text(text) if text.contains("{{") => self.template(lower, text),
            Tree::Map(entries) => {
                let of = |entry: &'n crate::ast::Entry| -> Result<(String, Value), &'n str> {
                    Ok((entry.key.value().to_string(), self.value(lower, &entry.node, false)?))
                };
                Ok(Value::Object { fields: entries.iter().map(of).collect::<Result<_, _>>()? })
            }
            _ => Ok(match super::types::constant(node, numbers) {
                Constant::Null => Value::Null,
                value => Value::Constant { value },
            }),
        }
    }

    fn template<'n>(&self, lower: &Lower, text: &'n str) -> Result<Value, &'n str> {
        let mut pieces: Vec<Piece> = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("{{") {
            let (inside, after) = behind.split_once("}}").ok_or(text)?;
            let name = inside.trim();
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            let value = if name == "null" { Value::Null } else { self.name(lower, name).ok_or(name)? };
            let is_alone = pieces.is_empty() && after.is_empty();
            if !is_alone && !has_text(&value) {
                return Err(name);
            }
            pieces.push(Piece::Value(value));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(match pieces.as_mut_slice() {
            [Piece::Value(only)] => std::mem::replace(only, Value::Null),
            _ => Value::Text { pieces },
        })
    }
}

/// Whether a value can stand among words.
fn has_text(value: &Value) -> bool {
    let has_parts = |value: &Constant| matches!(value, Constant::List(_) | Constant::Map(_));
    match value {
        Value::WholeRow { .. } | Value::WholeAnswer { .. } | Value::Object { .. } => false,
        Value::Listed | Value::Measured { .. } => false,
        Value::Constant { value } => !has_parts(value),
        _ => true,
    }
}

fn input(name: &str, rest: &[String]) -> Value {
    match rest {
        [size] if size == "size" => Value::Size { input: name.to_owned() },
        path => Value::Input { name: name.to_owned(), path: path.to_vec() },
    }
}
