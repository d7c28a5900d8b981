//! Decision tables.
//!
//! In: rules. Out: [`Decision`]. What the operation passes to a table says of which types its inputs are. Cells are read by the same reader as
//! in the checks; one that was not understood is refused.

use super::scope::Scope;
use super::{Lower, description, named};
use crate::ast::{Node, Value as Tree};
use crate::check::deep::model::{Operation, types};
use crate::check::deep::parts::{each_field, items};
use crate::check::deep::tables::condition::{Order, Scalar, Test as Read, read};
use crate::check::deep::tables::is_denial;
use crate::check::deep::tables::shown;
use crate::check::gather::Declaration;
use crate::ir::{Cell, Comparison, Constant, Decision, Entry, Hit, Row, Test, Type, Value};

/// The decision tables, in the order of their names.
pub fn decisions(lower: &mut Lower) -> Vec<Decision> {
    let mut all = Vec::new();
    for own in named(lower.model, "rule") {
        all.extend(decision(lower, own));
    }
    all
}

/// The names of the inputs of a rule: those that it lists and those that its rows look at.
pub fn inputs<'a>(rule: &Declaration<'a>) -> Vec<&'a str> {
    words(rule.node, "inputs", "when")
}

fn words<'a>(node: &'a Node, key: &str, side: &str) -> Vec<&'a str> {
    let mut all: Vec<&str> = crate::check::deep::model::entity::names(node, key);
    for row in items(node, "rows") {
        for entry in row.node.get(side).and_then(Node::as_map).unwrap_or(&[]) {
            all.extend(entry.key.as_text().filter(|name| !all.contains(name)));
        }
    }
    all
}

/// The outputs by which a rule refuses, and the value that does it: `false`, or `true` of one that is called a denial.
pub fn refusing(rule: &Declaration) -> Vec<(String, bool)> {
    let mut all = Vec::new();
    for name in words(rule.node, "outputs", "then") {
        let values: Vec<&Node> =
            items(rule.node, "rows").iter().filter_map(|row| row.node.get("then")?.get(name)).collect();
        if !values.is_empty() && values.iter().all(|node| matches!(node.value, Tree::Bool(_))) {
            all.push((name.to_owned(), is_denial(name)));
        }
    }
    all
}

fn decision(lower: &mut Lower, own: &Declaration) -> Option<Decision> {
    let (name, _) = own.name?;
    let names = inputs(own);
    let outputs = words(own.node, "outputs", "then");
    let mut rows = Vec::new();
    for (at, row) in items(own.node, "rows").iter().enumerate() {
        let mut when = Vec::new();
        for entry in row.node.get("when").and_then(Node::as_map).unwrap_or(&[]) {
            let Some(input) = names.iter().position(|name| Some(*name) == entry.key.as_text()) else { continue };
            let found = read(&entry.node, input, &names);
            if found.unclear {
                let place = format!("rows/{at}/when/{}", entry.key.value());
                lower.refuse(own, place, found.span, "this cell", "not understood");
            }
            let tests: Option<Vec<Vec<Test>>> = found.tests.iter().map(|test| self::test(test, &names)).collect();
            let any = match tests.unwrap_or_default().as_slice() {
                [] => continue,
                [only] => only.iter().map(|test| vec![test.clone()]).collect(),
                // Several tests of one cell hold together; each is a single one but for lists.
                several => vec![several.iter().flatten().cloned().collect()],
            };
            when.push(Cell { input: entry.key.value().to_string(), any });
        }
        let then = row.node.get("then").and_then(Node::as_map).unwrap_or(&[]);
        let answer = |entry: &crate::ast::Entry| {
            let constant = super::types::constant(&entry.node, true);
            let inside = entry.node.as_text().and_then(crate::check::deep::tables::condition::inside);
            let value = match inside.filter(|name| names.contains(name)) {
                Some(name) => Entry::Input(name.to_owned()),
                None => Entry::Constant(constant),
            };
            (entry.key.value().to_string(), value)
        };
        rows.push(Row { when, then: then.iter().map(answer).collect() });
    }
    let hit = match own.node.get("hit_policy").and_then(Node::as_text) {
        Some("collect") => Hit::Collect,
        _ => Hit::First,
    };
    let inputs = names.iter().map(|name| ((*name).to_owned(), guessed(&rows, name))).collect();
    let outputs = outputs.iter().map(|name| ((*name).to_owned(), answered(&rows, name))).collect();
    Some(Decision {
        origin: own.element.clone(),
        name: name.to_owned(),
        description: description(own.node),
        inputs,
        outputs,
        hit,
        rows,
    })
}

/// A test; alternatives stand beside each other, and a list that must not hold is several tests that all hold.
fn test(test: &Read, inputs: &[&str]) -> Option<Vec<Test>> {
    let constant = |how, with: Constant| Test { how, with: Entry::Constant(with) };
    Some(match test {
        Read::OneOf(values, yes) => {
            let how = if *yes { Comparison::Equal } else { Comparison::NotEqual };
            values.iter().map(|(value, _)| constant(how, scalar(value))).collect()
        }
        Read::Compare(order, number) => {
            let how = match order {
                Order::Lt => Comparison::Less,
                Order::Lte => Comparison::AtMost,
                Order::Gt => Comparison::More,
                Order::Gte => Comparison::AtLeast,
            };
            vec![constant(how, Constant::Number(shown(*number)))]
        }
        Read::Same(other, yes) => {
            let how = if *yes { Comparison::Equal } else { Comparison::NotEqual };
            vec![Test { how, with: Entry::Input((*inputs.get(*other)?).to_owned()) }]
        }
    })
}

fn scalar(value: &Scalar) -> Constant {
    match value {
        Scalar::Null => Constant::Null,
        Scalar::Bool(value) => Constant::Bool(*value),
        Scalar::Number(text) => Constant::Number(text.to_string()),
        Scalar::Text(text) => super::types::quantity(text)
            .filter(|_| text.contains(' '))
            .unwrap_or_else(|| Constant::Text(text.to_string())),
    }
}

impl<'m> Lower<'_, 'm, '_> {
    /// Gives the inputs of a table the types of what the operation that asks it passes to it.
    pub fn typed_inputs(&mut self, own: &Operation<'m>, scope: &Scope, decision: &str, given: &[(String, Value)]) {
        let types: Vec<Option<Type>> = given.iter().map(|(_, value)| self.passed(own, scope, value)).collect();
        let table = self.decisions.iter_mut().find(|own| own.name == decision);
        for ((_, kind), passed) in table.into_iter().flat_map(|own| &mut own.inputs).zip(types) {
            *kind = passed.unwrap_or_else(|| kind.clone());
        }
    }

    /// The type of what is passed to a table; none where nothing declares it.
    fn passed(&self, own: &Operation<'m>, scope: &Scope, value: &Value) -> Option<Type> {
        let (kind, path) = match value {
            Value::Input { name, path } => (self.kind(own.input(name)?), path.as_slice()),
            Value::Row { row, field, path } => {
                let row = scope.rows.iter().find(|own| own.name == *row)?;
                (self.entity(&row.entity)?.field(field)?.kind.clone(), path.as_slice())
            }
            Value::Actor { field } if field != "role" && field != "roles" => {
                let actor = self.model.sound.all("actor").next()?;
                let field = each_field(actor.node, "fields").find(|own| own.name == field)?;
                (self.kind(&field), [].as_slice())
            }
            _ => return None,
        };
        path.iter().try_fold(kind, |kind, step| {
            let Type::Value { name } = kind else { return None };
            Some(self.kind(&types::part(self.model.sound, &name, step)?.1))
        })
    }
}

/// The type of an input that nothing declares: what it is compared with says it.
fn guessed(rows: &[Row], input: &str) -> Type {
    let cells = rows.iter().flat_map(|row| &row.when).filter(|cell| cell.input == input);
    let mut tests = cells.flat_map(|cell| &cell.any).flatten();
    let constants = tests.by_ref().filter_map(|test| match &test.with {
        Entry::Constant(value) if *value != Constant::Null => Some(of_constant(value)),
        _ => None,
    });
    constants.reduce(|one, other| if one == other { one } else { wider(one, other) }).unwrap_or(Type::Json)
}

fn answered(rows: &[Row], output: &str) -> Type {
    let values = rows.iter().flat_map(|row| &row.then).filter(|(name, _)| name == output);
    let kinds = values.filter_map(|(_, value)| match value {
        Entry::Constant(Constant::Null) => None,
        Entry::Constant(value) => Some(of_constant(value)),
        Entry::Input(_) => Some(Type::Json),
    });
    kinds.reduce(|one, other| if one == other { one } else { wider(one, other) }).unwrap_or(Type::Json)
}

fn of_constant(value: &Constant) -> Type {
    match value {
        Constant::Bool(_) => Type::Bool,
        Constant::Number(text) if text.contains('.') => Type::Decimal,
        Constant::Number(_) => Type::Int,
        Constant::Text(_) => Type::Text,
        _ => Type::Json,
    }
}

fn wider(one: Type, other: Type) -> Type {
    match (one, other) {
        (Type::Int, Type::Decimal) | (Type::Decimal, Type::Int) => Type::Decimal,
        _ => Type::Json,
    }
}
