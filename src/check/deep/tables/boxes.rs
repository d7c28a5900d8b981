//! Boxes: products of sets of cells, and what can be reckoned with them.
//!
//! In: a [`Space`] and boxes in it. Out: intersections, and points that no box covers. Some inputs may have to be equal or
//! different: such a relation is a dimension of its own with the two cells [`EQUAL`] and [`DIFFERENT`], and a box counts
//! only if there are values for it. Knows nothing of rules.

/// The cell of a relation in which both inputs are equal.
pub const EQUAL: usize = 0;
/// The cell in which they are not.
pub const DIFFERENT: usize = 1;

/// A set of cells. Nearly all inputs have at most 64 of them, so the first ones need no place of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    first: u64,
    more: Vec<u64>,
}

impl Cells {
    /// The cells below `count` of which this holds.
    pub fn of(count: usize, mut holds: impl FnMut(usize) -> bool) -> Cells {
        let mut word = |at: usize| {
            let cells = at * 64..count.min(at * 64 + 64);
            cells.enumerate().fold(0, |word, (bit, cell)| word | u64::from(holds(cell)) << bit)
        };
        Cells { first: word(0), more: (1..count.div_ceil(64)).map(word).collect() }
    }

    /// Adds one of the cells that it may have.
    pub fn add(&mut self, cell: usize) {
        let word = match cell / 64 {
            0 => Some(&mut self.first),
            at => self.more.get_mut(at - 1),
        };
        if let Some(word) = word {
            *word |= 1 << (cell % 64);
        }
    }

    /// Whether a cell is in it.
    pub fn has(&self, cell: usize) -> bool {
        let word = match cell / 64 {
            0 => Some(&self.first),
            at => self.more.get(at - 1),
        };
        word.is_some_and(|word| word >> (cell % 64) & 1 == 1)
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.first == 0 && self.more.iter().all(|word| *word == 0)
    }

    /// The cells, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let begin = if self.first == 0 { 64 } else { self.first.trailing_zeros() as usize };
        (begin..(self.more.len() + 1) * 64).filter(|cell| self.has(*cell))
    }

    /// What both have.
    pub fn and(&self, other: &Cells) -> Cells {
        self.with(other, |one, two| one & two)
    }

    /// What the other has not.
    pub fn without(&self, other: &Cells) -> Cells {
        self.with(other, |one, two| one & !two)
    }

    /// Leaves what the other has, too.
    fn keep(&mut self, other: &Cells) {
        self.first &= other.first;
        self.more.iter_mut().zip(&other.more).for_each(|(one, two)| *one &= two);
    }

    fn with(&self, other: &Cells, word: impl Fn(u64, u64) -> u64) -> Cells {
        let more = match self.more.is_empty() {
            true => Vec::new(),
            false => self.more.iter().zip(&other.more).map(|(one, two)| word(*one, *two)).collect(),
        };
        Cells { first: word(self.first, other.first), more }
    }

    fn meets(&self, other: &Cells) -> bool {
        self.first & other.first != 0 || self.more.iter().zip(&other.more).any(|(one, two)| one & two != 0)
    }
}

/// A set of cells for each dimension: the inputs, then the relations.
pub type Cube = Vec<Cells>;

/// A value: its cell, and which one of the values there.
pub type Value = (usize, usize);

/// What the dimensions are.
#[derive(Clone, Debug, Default)]
pub struct Space {
    /// For each input, how many values each of its cells has.
    pub sizes: Vec<Vec<usize>>,
    /// The inputs that are compared with each other; such ones have the same cells.
    pub relations: Vec<(usize, usize)>,
}

/// How much may still be done.
#[derive(Clone, Copy, Debug)]
pub struct Budget(pub usize);

/// The budget is used up.
#[derive(Clone, Copy, Debug)]
pub struct Exhausted;

impl Budget {
    /// Takes one box out of it.
    pub fn take(&mut self) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(1).ok_or(Exhausted)?;
        Ok(())
    }
}

/// Whether two boxes share cells in all dimensions.
pub fn meet(one: &Cube, two: &Cube) -> bool {
    one.iter().zip(two).all(|(one, two)| one.meets(two))
}

/// What two boxes share.
pub fn both(one: &Cube, two: &Cube) -> Cube {
    one.iter().zip(two).map(|(one, two)| one.and(two)).collect()
}

impl Space {
    /// A point of the box: a value for each input, such that all relations hold; the first cells first.
    pub fn point(&self, cube: &Cube, budget: &mut Budget) -> Result<Option<Vec<Value>>, Exhausted> {
        let first = |(input, cells): (usize, &Cells)| {
            let cell = cells.iter().find(|cell| self.size(input, *cell) > 0)?;
            Some((cell, 0))
        };
        let firsts = cube.iter().enumerate().take(self.sizes.len()).map(first);
        let Some(point) = firsts.collect::<Option<Vec<Value>>>() else { return Ok(None) };
        if self.relations.is_empty() {
            return Ok(Some(point));
        }
        // Inputs that are compared take their values together.
        let related = |input: &usize| self.relations.iter().any(|(one, two)| one == input || two == input);
        let open: Vec<usize> = (0..point.len()).filter(related).collect();
        let alone = |(input, value)| (!related(&input)).then_some(value);
        let mut point: Vec<Option<Value>> = point.into_iter().enumerate().map(alone).collect();
        let found = self.extend(cube, &open, &mut point, budget)?;
        Ok(if found { point.into_iter().collect() } else { None })
    }

    /// Whether two boxes that share cells in all dimensions have a point in common.
    pub fn overlap(&self, one: &Cube, two: &Cube, budget: &mut Budget) -> Result<bool, Exhausted> {
        // Without relations the inputs are independent, and no cell is empty.
        Ok(self.relations.is_empty() || self.point(&both(one, two), budget)?.is_some())
    }

    fn size(&self, input: usize, cell: usize) -> usize {
        self.sizes.get(input).and_then(|sizes| sizes.get(cell)).copied().unwrap_or(0)
    }

    fn extend(
        &self,
        cube: &Cube,
        open: &[usize],
        point: &mut Vec<Option<Value>>,
        budget: &mut Budget,
    ) -> Result<bool, Exhausted> {
        let Some((input, rest)) = open.split_first() else { return Ok(true) };
        let Some(cells) = cube.get(*input) else { return Ok(false) };
        let most = self.relations.len() + 1;
        for cell in cells.iter() {
            // Values that nothing has taken yet are alike: one of them is enough.
            let taken = point.iter().flatten().filter(|value| value.0 == cell).map(|value| value.1 + 1).max();
            for number in 0..self.size(*input, cell).min(most).min(taken.unwrap_or(0) + 1) {
                if let Some(value) = point.get_mut(*input) {
                    *value = Some((cell, number));
                }
                if self.fits(cube, *input, point) {
                    budget.take()?;
                    if self.extend(cube, rest, point, budget)? {
                        return Ok(true);
                    }
                }
            }
        }
        if let Some(value) = point.get_mut(*input) {
            *value = None;
        }
        Ok(false)
    }

    /// Whether the relations of an input to those that have a value already are as the box wants.
    fn fits(&self, cube: &Cube, input: usize, point: &[Option<Value>]) -> bool {
        self.relations.iter().enumerate().all(|(at, (one, two))| {
            if *one != input && *two != input {
                return true;
            }
            match (point.get(*one).copied().flatten(), point.get(*two).copied().flatten()) {
                (Some(left), Some(right)) => {
                    let cell = if left == right { EQUAL } else { DIFFERENT };
                    cube.get(self.sizes.len() + at).is_some_and(|cells| cells.has(cell))
                }
                _ => true,
            }
        })
    }

    /// A point of the box that none of the others covers.
    pub fn uncovered(
        &self,
        cube: &Cube,
        others: &[&Cube],
        budget: &mut Budget,
    ) -> Result<Option<Vec<Value>>, Exhausted> {
        let others: Vec<&Cube> = others.iter().copied().filter(|other| meet(cube, other)).collect();
        if others.is_empty() {
            budget.take()?;
            return self.point(cube, budget);
        }
        // Pieces of the box, each with the number of others that were taken away from it. Not by recursion: there may be as many levels
        // as there are rows.
        let mut work = vec![(cube.clone(), 0)];
        while let Some((mut cube, done)) = work.pop() {
            budget.take()?;
            let next = others.iter().enumerate().skip(done).find(|(_, other)| meet(&cube, other));
            let Some((at, other)) = next else {
                if let Some(point) = self.point(&cube, budget)? {
                    return Ok(Some(point));
                }
                continue;
            };
            // The first piece is looked at first.
            let begin = work.len();
            for (dimension, other) in other.iter().enumerate() {
                let Some(own) = cube.get_mut(dimension) else { continue };
                let outside = own.without(other);
                own.keep(other);
                if !outside.is_empty() {
                    let mut piece = cube.clone();
                    if let Some(cells) = piece.get_mut(dimension) {
                        *cells = outside;
                    }
                    work.push((piece, at + 1));
                }
            }
            if let Some(pieces) = work.get_mut(begin..) {
                pieces.reverse();
            }
        }
        Ok(None)
    }
}
