//! Domains: the values of an input, cut into cells that no condition of the table tells apart further.
//!
//! In: what is declared of the inputs, and all conditions. Out: a [`Domain`] for each input, and the cells that a condition
//! lets through. Inputs that are compared with each other have the same cells.

use std::sync::{Arc, LazyLock};

use super::boxes::Cells;
use super::condition::{Condition, Order, Scalar, Test};
use super::declared::{Called, Closed, Declared, Type};
use super::known::{Known, Places};
use super::number::{Measure, ONE};

/// The values of a boolean input.
static BOOLEANS: LazyLock<Arc<Closed>> = LazyLock::new(|| {
    Arc::new(Closed { values: vec![Scalar::Bool(true), Scalar::Bool(false)], called: Called::Booleans })
});

/// A set of values that are treated alike.
#[derive(Clone, Debug)]
pub enum Cell {
    /// One value (or null).
    Value(Scalar),
    /// All values that no condition names.
    Else,
    /// One number.
    Point(i128),
    /// All numbers between two.
    Between(Option<i128>, Option<i128>),
}

/// The values of an input.
#[derive(Clone, Debug)]
pub struct Domain {
    /// The cells.
    pub cells: Arc<[Cell]>,
    /// How many values each has.
    pub sizes: Vec<usize>,
    /// Those that this input can be in.
    pub allowed: Cells,
    /// Whether conditions can be understood here.
    pub clear: bool,
    /// Whether numbers are whole.
    pub whole: bool,
    /// The only values there are, if they are listed.
    pub closed: Option<Arc<Closed>>,
    /// The cells of single values.
    places: Arc<Places>,
}

/// The cells of these inputs, all of which are compared with each other; nothing where they cannot be compared.
pub fn domains(inputs: &[usize], declared: &[&Declared], conditions: &[&Condition]) -> Option<Vec<Domain>> {
    let (mut named, mut seen): (Vec<Scalar>, Known<&str>) = (Vec::new(), Known::default());
    let mut cuts = Vec::new();
    let mut null = declared.iter().any(|own| own.optional);
    let (mut numbers, mut others, mut measures) = (false, false, Vec::new());
    for test in conditions.iter().flat_map(|condition| &condition.tests) {
        match test {
            Test::Compare(_, number) => {
                numbers = true;
                measures.push(number.measure);
                cuts.push(number.fixed());
            }
            Test::OneOf(values, _) => {
                for (value, _) in values {
                    null |= *value == Scalar::Null;
                    match value.number() {
                        Some(number) => {
                            numbers = true;
                            measures.push(number.measure);
                            cuts.push(number.fixed());
                        }
                        None => others |= *value != Scalar::Null,
                    }
                    if *value != Scalar::Null && !seen.has(value) {
                        seen.insert(value, named.len());
                        named.push(value.clone());
                    }
                }
            }
            Test::Same(..) => {}
        }
    }
    let of_texts = |own: &&&Declared| matches!(own.values, Type::Open | Type::Closed(_));
    let known: Vec<&Type> = declared.iter().map(|own| &own.values).filter(|own| **own != Type::Unknown).collect();
    let all = |wanted: &[Type]| known.iter().all(|own| wanted.contains(own));
    let one_measure = measures.windows(2).all(|pair| pair.first() == pair.get(1));
    let whole = known.contains(&&Type::Int) || cuts.iter().all(|cut| cut % ONE == 0);
    let cells = if known.contains(&&Type::Unclear) {
        return None;
    } else if !known.is_empty() && all(&[Type::Bool])
        || known.is_empty() && !named.is_empty() && named.iter().all(|value| matches!(value, Scalar::Bool(_)))
    {
        booleans()
    } else if !known.is_empty() && (all(&[Type::Int]) || all(&[Type::Decimal])) || known.is_empty() && numbers {
        if others || !one_measure {
            return None;
        }
        cuts.sort_unstable();
        cuts.dedup();
        intervals(&cuts)
    } else if known.is_empty() || declared.iter().filter(of_texts).count() == known.len() {
        let bools = named.iter().any(|value| matches!(value, Scalar::Bool(_)));
        let strange = numbers || bools;
        if strange && !declared.iter().all(|own| matches!(own.values, Type::Closed(_))) {
            return None;
        }
        texts(declared, &named)
    } else {
        return None;
    };
    let whole = whole && !known.contains(&&Type::Decimal);
    let mut cells: Vec<Cell> = cells.into_iter().filter(|cell| size(cell, whole) > 0).collect();
    if null {
        cells.push(Cell::Value(Scalar::Null));
    }
    let sizes: Vec<usize> = cells.iter().map(|cell| size(cell, whole)).collect();
    let places = Arc::new(Places::of(&cells));
    let cells: Arc<[Cell]> = cells.into();
    let of = |(input, own): (&usize, &&Declared)| {
        // Where one input has cells of its own, these are its values.
        let alone = declared.len() == 1;
        let mut listed: Known<&str> = Known::default();
        if let (false, Type::Closed(closed)) = (alone, &own.values) {
            closed.values.iter().enumerate().for_each(|(at, value)| listed.insert(value, at));
        }
        let closed = match &own.values {
            Type::Closed(closed) => Some(Arc::clone(closed)),
            Type::Bool => Some(Arc::clone(&BOOLEANS)),
            _ => None,
        };
        let allowed = Cells::of(cells.len(), |at| match (cells.get(at), &own.values) {
            (Some(Cell::Value(Scalar::Null)), _) => own.optional || tests_null(*input, conditions),
            (Some(Cell::Value(value)), Type::Closed(_)) => alone || listed.has(value),
            (Some(Cell::Else), Type::Closed(_)) | (None, _) => false,
            _ => true,
        });
        Domain {
            cells: Arc::clone(&cells),
            sizes: sizes.clone(),
            allowed,
            clear: true,
            whole,
            closed,
            places: Arc::clone(&places),
        }
    };
    Some(inputs.iter().zip(declared).map(of).collect())
}

/// The domain of an input of which nothing is understood.
pub fn unclear() -> Domain {
    Domain {
        cells: Arc::new([Cell::Else]),
        sizes: vec![usize::MAX],
        allowed: Cells::of(1, |_| true),
        clear: false,
        whole: false,
        closed: None,
        places: Arc::default(),
    }
}

/// Whether a condition on this input speaks of null.
fn tests_null(input: usize, conditions: &[&Condition]) -> bool {
    let mut tests = conditions.iter().filter(|own| own.input == input).flat_map(|own| &own.tests);
    tests.any(|test| match test {
        Test::OneOf(values, _) => values.iter().any(|(value, _)| *value == Scalar::Null),
        _ => false,
    })
}

fn booleans() -> Vec<Cell> {
    vec![Cell::Value(Scalar::Bool(true)), Cell::Value(Scalar::Bool(false))]
}

fn texts(declared: &[&Declared], named: &[Scalar]) -> Vec<Cell> {
    let (mut values, mut known): (Vec<Scalar>, Known<&str>) = (Vec::new(), Known::default());
    let listed = declared.iter().filter_map(|own| match &own.values {
        Type::Closed(closed) => Some(&closed.values),
        _ => None,
    });
    let open = declared.iter().any(|own| !matches!(own.values, Type::Closed(_)));
    let others = if open { named } else { &[] };
    for value in listed.flatten().chain(others) {
        if !known.has(value) {
            known.insert(value, values.len());
            values.push(value.clone());
        }
    }
    values.into_iter().map(Cell::Value).chain(open.then_some(Cell::Else)).collect()
}

/// The cells between and at these numbers; those at and above zero first, as they make better examples.
fn intervals(cuts: &[i128]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut last = None;
    for cut in cuts {
        cells.push(Cell::Between(last, Some(*cut)));
        cells.push(Cell::Point(*cut));
        last = Some(*cut);
    }
    cells.push(Cell::Between(last, None));
    let negative = |cell: &Cell| match cell {
        Cell::Point(at) => *at < 0,
        Cell::Between(_, Some(end)) => *end <= 0,
        _ => false,
    };
    cells.sort_by_key(negative);
    cells
}

/// How many values a cell has.
fn size(cell: &Cell, whole: bool) -> usize {
    match cell {
        Cell::Value(_) => 1,
        Cell::Point(at) => usize::from(!whole || at % ONE == 0),
        Cell::Between(Some(from), Some(to)) if whole => {
            let (first, last) = (from.div_euclid(ONE) + 1, (to - 1).div_euclid(ONE));
            usize::try_from((last - first + 1).max(0)).unwrap_or(usize::MAX)
        }
        Cell::Else | Cell::Between(..) => usize::MAX,
    }
}

impl Domain {
    /// Whether the values are roles: then those that are not listed are as good as any that no condition names.
    pub fn is_of_roles(&self) -> bool {
        self.closed.as_ref().is_some_and(|closed| closed.called == Called::Roles)
    }

    /// The cells that a test lets through; nothing where that cannot be said.
    pub fn through(&self, test: &Test) -> Option<Cells> {
        if !self.clear {
            return None;
        }
        if let Test::OneOf(values, yes) = test {
            let mut named = Cells::of(self.cells.len(), |_| false);
            values.iter().flat_map(|(value, _)| self.places.find(value)).for_each(|at| named.add(at));
            return Some(if *yes { self.allowed.and(&named) } else { self.allowed.without(&named) });
        }
        let Test::Compare(order, number) = test else { return None };
        let (with, measure) = (number.fixed(), number.measure);
        let mut understood = true;
        let cells = Cells::of(self.cells.len(), |at| {
            let holds = self.cells.get(at).and_then(|cell| compare(cell, *order, with, measure));
            understood &= holds.is_some() || !self.allowed.has(at);
            self.allowed.has(at) && holds == Some(true)
        });
        understood.then_some(cells)
    }

    /// The cell in which a value of this input is.
    pub fn cell_of(&self, value: &Scalar) -> Option<usize> {
        let single = self.places.find(value).find(|at| self.allowed.has(*at));
        let number = value.number().map(|number| number.fixed());
        let holds = |cell: &Cell| match (cell, number) {
            (Cell::Between(from, to), Some(own)) => from.is_none_or(|from| from < own) && to.is_none_or(|to| own < to),
            (Cell::Else, _) => *value != Scalar::Null,
            _ => false,
        };
        let wide = || self.cells.iter().enumerate().find(|(at, cell)| self.allowed.has(*at) && holds(cell));
        single.or_else(|| wide().map(|(at, _)| at))
    }

    /// Whether a value may be one of this input.
    pub fn may_be(&self, value: &Scalar) -> bool {
        self.places.find(value).any(|at| self.allowed.has(at))
    }
}

/// Whether the values of a cell stand in an order to a number.
fn compare(cell: &Cell, order: Order, with: i128, measure: Measure) -> Option<bool> {
    let (low, high, open) = match cell {
        Cell::Value(Scalar::Null) => return Some(false),
        Cell::Else => return None,
        Cell::Point(at) => (Some(*at), Some(*at), false),
        Cell::Value(value) => {
            let at = value.number().filter(|own| own.measure == measure)?.fixed();
            (Some(at), Some(at), false)
        }
        Cell::Between(from, to) => (*from, *to, true),
    };
    let below = |strict: bool| high.is_some_and(|high| high < with || high == with && (open || !strict));
    let above = |strict: bool| low.is_some_and(|low| low > with || low == with && (open || !strict));
    Some(match order {
        Order::Lt => below(true),
        Order::Lte => below(false),
        Order::Gt => above(true),
        Order::Gte => above(false),
    })
}
