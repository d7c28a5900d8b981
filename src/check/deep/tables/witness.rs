//! A case in concrete values.
//!
//! In: a point of the space of a table. Out: `user_role = Employee, target_employee_id = e1`.

use super::boxes::Value;
use super::condition::Scalar;
use super::domain::Cell;
use super::number::{ONE, show};
use super::table::Table;

/// The inputs that any condition looks at, with the values of this point.
pub fn example(table: &Table, point: &[Value]) -> String {
    let mut parts = Vec::new();
    for (at, (name, _)) in table.inputs.iter().enumerate() {
        let (Some(value), true) = (point.get(at), table.is_used(at)) else { continue };
        parts.push(format!("{name} = {}", one(table, at, *value)));
    }
    format!("example: {}", if parts.is_empty() { "any call".to_owned() } else { parts.join(", ") })
}

fn one(table: &Table, input: usize, (cell, number): Value) -> String {
    let Some(domain) = table.domains.get(input) else { return String::new() };
    match domain.cells.get(cell) {
        Some(Cell::Value(value)) => value.show().to_owned(),
        Some(Cell::Point(at)) => show(*at),
        Some(Cell::Between(from, to)) => show(between(*from, *to, domain.whole, number)),
        Some(Cell::Else) | None => invented(table, input, number),
    }
}

/// The number `at` of an interval.
fn between(from: Option<i128>, to: Option<i128>, whole: bool, at: usize) -> i128 {
    let at = i128::try_from(at).unwrap_or(0);
    let next = |from: i128| (from.div_euclid(ONE) + 1 + at) * ONE;
    match (from, to) {
        (Some(from), Some(to)) if whole || next(from) < to => next(from),
        (Some(from), Some(to)) => from + (to - from) / (at + 2),
        (Some(from), None) => next(from),
        (None, Some(to)) => ((to - 1).div_euclid(ONE) - at) * ONE,
        (None, None) => (at + 1) * ONE,
    }
}

/// A text that no condition names. Inputs that are compared with each other take their letter from the first of them.
fn invented(table: &Table, input: usize, number: usize) -> String {
    let mut first = input;
    while let Some((one, _)) = table.space.relations.iter().find(|(_, two)| *two == first) {
        first = *one;
    }
    let name = table.inputs.get(first).map_or("", |(name, _)| *name);
    let word = name.trim_end_matches("_id").rsplit('_').next().unwrap_or("");
    let letter = word.chars().next().unwrap_or('x');
    let taken = |text: &str| {
        let cells = table.domains.get(input).map_or(&[][..], |domain| &domain.cells);
        cells.iter().any(|cell| matches!(cell, Cell::Value(value) if *value == Scalar::Text(text.into())))
    };
    let mut free = (1usize..).map(|at| format!("{letter}{at}")).filter(|text| !taken(text));
    free.nth(number).unwrap_or_default()
}
