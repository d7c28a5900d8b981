//! Values that are found by what they are and not by how they are written, however many there are.
//!
//! In: values, or the cells of a domain. Out: [`Known`] and [`Places`]. Which values are one is said by [`Scalar::is`].

use super::condition::Scalar;
use super::domain::Cell;
use super::number::Measure;
use crate::lookup::HashMap;

/// What makes values one, however they are written: of two values that are one, some key is the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Null,
    /// A number or a quantity.
    Number(Measure, i128),
    /// What is shown.
    Shown(String),
}

/// The keys of a value: it is one with another, as [`Scalar::is`] says, if they share one.
fn keys(value: &Scalar) -> Vec<Key> {
    if *value == Scalar::Null {
        return vec![Key::Null];
    }
    let number = value.number().map(|number| Key::Number(number.measure, number.fixed()));
    number.into_iter().chain([Key::Shown(value.show().to_owned())]).collect()
}

/// Some values, found by what they are and not by how they are written.
#[derive(Clone, Debug, Default)]
pub struct Known(HashMap<Key, usize>);

impl Known {
    /// Notes a value under a number of its own.
    pub fn insert(&mut self, value: &Scalar, at: usize) {
        for key in keys(value) {
            self.0.entry(key).or_insert(at);
        }
    }

    /// The numbers under which a value is known.
    pub fn find(&self, value: &Scalar) -> impl Iterator<Item = usize> {
        keys(value).into_iter().filter_map(|key| self.0.get(&key).copied())
    }

    /// Whether a value is known.
    pub fn has(&self, value: &Scalar) -> bool {
        self.find(value).next().is_some()
    }
}

/// Where single values are.
#[derive(Debug, Default)]
pub struct Places {
    values: Known,
    points: HashMap<i128, usize>,
}

impl Places {
    /// Where the values of these cells are.
    pub fn of(cells: &[Cell]) -> Places {
        let mut places = Places::default();
        for (at, cell) in cells.iter().enumerate() {
            match cell {
                Cell::Value(value) => places.values.insert(value, at),
                Cell::Point(point) => _ = places.points.insert(*point, at),
                Cell::Else | Cell::Between(..) => {}
            }
        }
        places
    }

    /// The cells of a value.
    pub fn find(&self, value: &Scalar) -> impl Iterator<Item = usize> {
        let point = value.number().and_then(|number| self.points.get(&number.fixed()).copied());
        self.values.find(value).chain(point)
    }
}
