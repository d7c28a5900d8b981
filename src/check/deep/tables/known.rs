//! Values that are found by what they are and not by how they are written, however many there are.
//!
//! In: values, or the cells of a domain. Out: [`Known`] and [`Places`]. Which values are one is said by [`Scalar::is`].

use std::borrow::Borrow;
use std::hash::Hash;

use smol_str::SmolStr;

use super::condition::Scalar;
use super::domain::Cell;
use super::number::Measure;
use crate::lookup::HashMap;

/// Some values, found by what they are and not by how they are written.
///
/// A value is one with another, as [`Scalar::is`] says, if both are null, are one number or quantity, or are shown alike.
#[derive(Debug)]
pub struct Known<S> {
    null: Option<usize>,
    numbers: HashMap<(Measure, i128), usize>,
    /// By the texts: those of the values themselves where these live as long, else copies.
    shown: HashMap<S, usize>,
}

impl<S> Default for Known<S> {
    fn default() -> Known<S> {
        Known { null: None, numbers: HashMap::default(), shown: HashMap::default() }
    }
}

impl<S: Borrow<str> + Eq + Hash> Known<S> {
    /// Notes a value under a number of its own.
    pub fn insert<'v>(&mut self, value: &'v Scalar, at: usize)
    where
        S: From<&'v str>,
    {
        if *value == Scalar::Null {
            self.null.get_or_insert(at);
            return;
        }
        if let Some(number) = value.number() {
            self.numbers.entry((number.measure, number.fixed())).or_insert(at);
        }
        if !self.shown.contains_key(value.show()) {
            self.shown.insert(value.show().into(), at);
        }
    }

    /// The numbers under which a value is known.
    pub fn find(&self, value: &Scalar) -> impl Iterator<Item = usize> {
        let null = *value == Scalar::Null;
        let number = value.number().and_then(|number| self.numbers.get(&(number.measure, number.fixed())));
        let shown = self.shown.get(value.show()).filter(|_| !null);
        self.null.filter(|_| null).into_iter().chain(number.copied()).chain(shown.copied())
    }

    /// Whether a value is known.
    pub fn has(&self, value: &Scalar) -> bool {
        self.find(value).next().is_some()
    }
}

/// Where single values are.
#[derive(Debug, Default)]
pub struct Places {
    values: Known<SmolStr>,
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
