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

/// An end of a run of numbers, and whether it belongs to it; none where there is no end.
type End = Option<(i128, bool)>;
/// The last cell of a run, and its two ends.
type Run = (usize, End, End);

/// The numbers of these cells of the only input, run by run: `less than 1`, `8`, `11 to 19`. Nothing of what is no number.
pub fn ranges(table: &Table, cells: &[usize]) -> Vec<String> {
    let (Some(domain), Some((name, _))) = (table.domains.first(), table.inputs.first()) else { return Vec::new() };
    // The ends of each run of neighbours, and whether each of them belongs to it.
    let mut runs: Vec<Run> = Vec::new();
    for at in cells {
        let (from, to) = match domain.cells.get(*at) {
            Some(Cell::Point(own)) => (Some((*own, true)), Some((*own, true))),
            Some(Cell::Between(from, to)) => (from.map(|own| (own, false)), to.map(|own| (own, false))),
            _ => continue,
        };
        match runs.last_mut().filter(|(last, ..)| last + 1 == *at) {
            Some((last, _, end)) => (*last, *end) = (*at, to),
            None => runs.push((*at, from, to)),
        }
    }
    let up = |(own, is_in): (i128, bool)| {
        if domain.whole && !is_in { ((own.div_euclid(ONE) + 1) * ONE, true) } else { (own, is_in) }
    };
    let down = |(own, is_in): (i128, bool)| {
        if domain.whole && !is_in { ((own - 1).div_euclid(ONE) * ONE, true) } else { (own, is_in) }
    };
    let word = |sign: &str, (own, is_in): (i128, bool)| format!("{sign}{} {}", if is_in { "=" } else { "" }, show(own));
    let told = |(_, from, to): &Run| match (from.map(up), to.map(down)) {
        (Some((from, true)), Some((to, true))) if from == to => format!("`{name}` = {}", show(from)),
        (Some(from), Some(to)) => format!("`{name}` {} and {}", word(">", from), word("<", to)),
        // An open end is told by the nearest number that is not in it.
        (None, Some(_)) => to.map_or_else(String::new, |(to, is_in)| format!("`{name}` {}", word("<", (to, is_in)))),
        (Some(_), None) => {
            from.map_or_else(String::new, |(from, is_in)| format!("`{name}` {}", word(">", (from, is_in))))
        }
        (None, None) => format!("any `{name}`"),
    };
    let (inner, ends): (Vec<_>, Vec<_>) = runs.iter().partition(|(_, from, to)| from.is_some() && to.is_some());
    inner.into_iter().chain(ends).map(told).collect()
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
