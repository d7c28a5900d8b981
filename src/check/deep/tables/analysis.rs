//! What holds of a table: cases without a row, rows that disagree, rows that never count.
//!
//! In: a [`Table`]. Out: an [`Analysis`] in numbers of rows and points. Exact as far as the conditions were understood: what
//! was not can hide a finding, but never make one.

use std::fmt;

use super::boxes::{Budget, Cells, Cube, Exhausted, Value, both, meet};
use super::condition::{Scalar, Test};
use super::domain::Cell;
use super::table::{Row, Table};
use crate::ast::{self, Node};
use crate::check::deep::model::template;

/// How many boxes are looked at for one table.
pub const BOXES: usize = 50_000;
/// How many pairs of rows are.
const PAIRS: usize = 2_000_000;

/// What may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Values that are declared or named.
    Named,
    /// Only values that no row names.
    Others,
    /// Only null.
    Null,
}

/// A row with the earlier rows that match in the same cases.
#[derive(Debug)]
pub struct Overlap {
    /// The row.
    pub row: usize,
    /// The earlier ones.
    pub earlier: Vec<usize>,
    /// A case of the row and the first of them.
    pub point: Vec<Value>,
}

/// All that was found.
#[derive(Debug, Default)]
pub struct Analysis {
    /// A case that no row matches.
    pub gap: Option<(Gap, Vec<Value>)>,
    /// All cells that no row matches, where only one input decides.
    pub open: Vec<usize>,
    /// Rows that contradict others.
    pub conflicts: Vec<Overlap>,
    /// Rows that say the same as others in some cases.
    pub overlaps: Vec<Overlap>,
    /// Rows that never count, with the earlier ones that take their cases.
    pub shadowed: Vec<(usize, Vec<usize>)>,
    /// Rows whose conditions exclude each other.
    pub never: Vec<usize>,
    /// Where it was given up.
    pub stopped: Option<String>,
}

/// Looks at all of a table.
pub fn analyse(table: &Table) -> Analysis {
    let mut found = Analysis::default();
    let mut budget = Budget(BOXES);
    let mut at = At::Gap;
    if run(table, &mut found, &mut budget, &mut at).is_err() {
        found.stopped = Some(at.to_string());
    }
    found
}

/// What is looked at: the number of a row, or what no row matches.
enum At {
    Conditions(usize),
    Row(usize),
    Gap,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            At::Conditions(row) => write!(f, "at the conditions of row {}", row + 1),
            At::Row(row) => write!(f, "at row {}", row + 1),
            At::Gap => f.write_str("in the search for cases without a row"),
        }
    }
}

fn run(table: &Table, found: &mut Analysis, budget: &mut Budget, at: &mut At) -> Result<(), Exhausted> {
    for (number, row) in table.rows.iter().enumerate() {
        *at = At::Conditions(number);
        if row.clear && table.space.point(&row.cube, budget)?.is_none() {
            found.never.push(number);
        }
    }
    // What can be said of pairs of rows is cheap, and comes first.
    pairs(table, found, budget, at)?;
    shadows(table, found, budget, at)?;
    if !table.outputs.is_empty() {
        *at = At::Gap;
        found.gap = gap(table, budget)?;
        if let Some((kind, point)) =
            found.gap.as_mut().filter(|_| table.domains.len() == 1 && table.space.relations.is_empty())
        {
            found.open = open(table, *kind);
            // A case between others was forgotten rather than left out.
            let is_inner = |cell: &&usize| matches!(inner(table, **cell), Some(true));
            if let (Some(cell), [own]) = (found.open.iter().find(is_inner), point.as_mut_slice()) {
                *own = (*cell, 0);
            }
        }
    }
    Ok(())
}

fn pairs(table: &Table, found: &mut Analysis, budget: &mut Budget, at: &mut At) -> Result<(), Exhausted> {
    let exclusive = matches!(table.policy, None | Some("unique" | "any"));
    let mut looked = 0;
    for (later, row) in table.rows.iter().enumerate().filter(|(_, row)| row.clear) {
        *at = At::Row(later);
        let (mut conflict, mut overlap): (Option<Overlap>, Option<Overlap>) = (None, None);
        let mut twin = None;
        for (earlier, other) in table.rows.iter().enumerate().take(later).filter(|(_, row)| row.clear) {
            looked += 1;
            if looked > PAIRS {
                return Err(Exhausted);
            }
            if twin.is_some() || !meet(&row.cube, &other.cube) {
                continue;
            }
            let answer = answers(row, other);
            if answer == Answer::Same && row.cube == other.cube && !found.never.contains(&later) {
                twin = Some(earlier);
                continue;
            }
            if !exclusive || answer == Answer::Unknown {
                continue;
            }
            let place = if answer == Answer::Different { &mut conflict } else { &mut overlap };
            // The first one is the example; of all others it is enough that there are such.
            if let Some(place) = place {
                if table.space.overlap(&row.cube, &other.cube, budget)? {
                    place.earlier.push(earlier);
                }
            } else if let Some(point) = table.space.point(&both(&row.cube, &other.cube), budget)? {
                *place = Some(Overlap { row: later, earlier: vec![earlier], point });
            }
        }
        found.conflicts.extend(conflict);
        match twin {
            Some(earlier) => found.shadowed.push((later, vec![earlier])),
            None => found.overlaps.extend(overlap),
        }
    }
    Ok(())
}

fn shadows(table: &Table, found: &mut Analysis, budget: &mut Budget, at: &mut At) -> Result<(), Exhausted> {
    if table.policy != Some("first") {
        return Ok(());
    }
    for (later, row) in table.rows.iter().enumerate().skip(1) {
        *at = At::Row(later);
        let known = found.never.contains(&later) || found.shadowed.iter().any(|(row, _)| *row == later);
        if known || row.impossible.is_some() {
            continue;
        }
        let earlier: Vec<(usize, &Cube)> = table
            .rows
            .iter()
            .take(later)
            .enumerate()
            .filter(|(_, row)| row.clear)
            .map(|(at, row)| (at, &row.cube))
            .collect();
        let cubes: Vec<&Cube> = earlier.iter().map(|(_, cube)| *cube).collect();
        if table.space.point(&row.cube, budget)?.is_none()
            || table.space.uncovered(&row.cube, &cubes, budget)?.is_some()
        {
            continue;
        }
        let mut by: Vec<usize> =
            earlier.iter().filter(|(_, cube)| meet(&row.cube, cube)).map(|(earlier, _)| *earlier).collect();
        for (alone, cube) in earlier {
            if table.space.uncovered(&row.cube, &[cube], budget)?.is_none() {
                by = vec![alone];
                break;
            }
        }
        found.shadowed.push((later, by));
    }
    found.shadowed.sort();
    Ok(())
}

/// A case without a row: first among declared and named values, then among others, then with nulls.
fn gap(table: &Table, budget: &mut Budget) -> Result<Option<(Gap, Vec<Value>)>, Exhausted> {
    let rows: Vec<&Cube> = table.rows.iter().map(|row| &row.cube).collect();
    for kind in [Gap::Named, Gap::Others, Gap::Null] {
        let mut all: Cube = table
            .domains
            .iter()
            .map(|domain| {
                let lone = domain.cells.iter().filter(|cell| !is_null(cell)).count() < 2;
                Cells::of(domain.cells.len(), |at| {
                    let Some(cell) = domain.cells.get(at) else { return false };
                    let wanted = match cell {
                        Cell::Else => lone || kind != Gap::Named,
                        cell => kind == Gap::Null || !is_null(cell),
                    };
                    wanted && domain.allowed.has(at)
                })
            })
            .collect();
        all.extend(table.space.relations.iter().map(|_| Cells::of(2, |_| true)));
        if let Some(point) = table.space.uncovered(&all, &rows, budget)? {
            return Ok(Some((kind, point)));
        }
    }
    Ok(None)
}

/// The cells of the only input that no row matches, as far as they are wanted.
fn open(table: &Table, kind: Gap) -> Vec<usize> {
    let Some(domain) = table.domains.first() else { return Vec::new() };
    let taken = |at: usize| table.rows.iter().any(|row| row.cube.first().is_some_and(|cells| cells.has(at)));
    let cells = domain.cells.iter().enumerate();
    let wanted = cells.filter(|(at, cell)| domain.allowed.has(*at) && (kind == Gap::Null || !is_null(cell)));
    wanted.map(|(at, _)| at).filter(|at| !taken(*at)).collect()
}

/// Whether the numbers of a cell lie between others; none where they are no numbers.
fn inner(table: &Table, cell: usize) -> Option<bool> {
    match table.domains.first()?.cells.get(cell)? {
        Cell::Point(_) | Cell::Between(Some(_), Some(_)) => Some(true),
        Cell::Between(..) => Some(false),
        Cell::Value(_) | Cell::Else => None,
    }
}

fn is_null(cell: &Cell) -> bool {
    matches!(cell, Cell::Value(Scalar::Null))
}

/// How the answers of two rows stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They agree in all that both say.
    Same,
    /// They say different things of one output.
    Different,
    /// One of them is reckoned from something that is not known here.
    Unknown,
}

/// Compares what two rows answer.
pub fn answers(one: &Row, two: &Row) -> Answer {
    let mut answer = Answer::Same;
    for entry in one.then {
        let Some(other) = two.then.iter().find(|other| other.key.value() == entry.key.value()) else { continue };
        if !same(&entry.node, &other.node) {
            if reckoned(&entry.node) || reckoned(&other.node) {
                answer = Answer::Unknown;
            } else {
                return Answer::Different;
            }
        }
    }
    answer
}

/// Whether two values say the same.
pub fn same(one: &Node, two: &Node) -> bool {
    match (&one.value, &two.value) {
        (ast::Value::List(one), ast::Value::List(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(&one.node, &two.node))
        }
        (ast::Value::Map(one), ast::Value::Map(two)) => {
            let has =
                |own: &ast::Entry| two.iter().any(|o| o.key.value() == own.key.value() && same(&own.node, &o.node));
            one.len() == two.len() && one.iter().all(has)
        }
        _ => match (Scalar::of(one), Scalar::of(two)) {
            (Some(Scalar::Number(one)), Some(Scalar::Number(two))) => Scalar::Number(one).is(&Scalar::Number(two)),
            (Some(one), Some(two)) => one == two,
            _ => false,
        },
    }
}

fn reckoned(node: &Node) -> bool {
    match &node.value {
        ast::Value::Text(text) => template::has(text),
        ast::Value::List(items) => items.iter().any(|item| reckoned(&item.node)),
        ast::Value::Map(entries) => entries.iter().any(|entry| reckoned(&entry.node)),
        _ => false,
    }
}

impl Table<'_> {
    /// Whether any condition looks at an input.
    pub fn is_used(&self, input: usize) -> bool {
        let mut all = self.rows.iter().flat_map(|row| &row.conditions);
        all.any(|own| {
            own.input == input || own.tests.iter().any(|test| matches!(test, Test::Same(other, _) if *other == input))
        })
    }
}
