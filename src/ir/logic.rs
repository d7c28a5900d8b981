//! Whether something is true in all cases: exact where it says yes, silent where it cannot tell.
//!
//! In: comparisons of values, joined, and what is known of each value. Out: whether they hold whatever the values are. Values are cut into
//! the regions that the constants make which they are compared with; how two values stand to each other is taken to be free. So some
//! cases are looked at that never come, and a yes is always right. It never guesses: where a comparison is not understood, or there are
//! too many cases, the answer is no.

use std::cmp::Ordering;

use super::{Comparison, Constant, Value};

/// The most cases that are looked at.
const MOST: usize = 20_000;

/// Something that is true or not.
#[derive(Clone, Debug)]
pub enum Formula {
    /// A comparison.
    Test(Term, Comparison, Term),
    /// All are true; so it is where there are none.
    All(Vec<Formula>),
    /// One is true.
    Any(Vec<Formula>),
    /// It is not true.
    Not(Box<Formula>),
    /// Nobody can tell.
    Unknown,
}

/// A side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// A value.
    Value(Value),
    /// What the contract says.
    Constant(Constant),
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Domain {
    /// A whole number.
    Whole,
    /// Any number.
    Number,
    /// One of these.
    Closed(Vec<Constant>),
    /// Anything that can only be the same or not.
    Open,
}

impl Formula {
    /// Where one is true, the other is.
    pub fn implies(self, other: Formula) -> Formula {
        Formula::Any(vec![Formula::Not(Box::new(self)), other])
    }
}

/// Whether a formula is true whatever the values are. `domain` tells what a value can be, and whether it is always there.
pub fn always(formula: &Formula, domain: &dyn Fn(&Value) -> (Domain, bool)) -> bool {
    let mut cases = Cases::default();
    let plain = cases.gather(formula, domain).and_then(|()| cases.plain(formula));
    plain.is_some_and(|formula| cases.all(&formula))
}

/// A place of a value among its constants: twice the number of a constant that it is, or an odd number for what lies between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Nothing,
    At(usize),
}

#[derive(Default)]
struct Cases {
    values: Vec<(Value, Vec<Constant>, Vec<Place>)>,
    pairs: Vec<(Value, Value)>,
    is_ordered: Vec<bool>,
}

/// A formula that speaks of values and pairs by their number, and of constants by their place.
enum Plain {
    Known(bool),
    IsNothing(usize),
    Is(usize, Comparison, usize),
    Stands(usize, Comparison),
    All(Vec<Plain>),
    Any(Vec<Plain>),
    Not(Box<Plain>),
}

/// One case: the place of each value, and how each pair stands.
struct Case {
    places: Vec<Place>,
    pairs: Vec<Ordering>,
}

impl Plain {
    fn holds(&self, case: &Case) -> bool {
        match self {
            Plain::Known(is_so) => *is_so,
            Plain::IsNothing(at) => case.places.get(*at) == Some(&Place::Nothing),
            // Nothing stands in no way to anything.
            Plain::Is(at, how, constant) => match case.places.get(*at) {
                Some(Place::At(place)) => stands(place.cmp(constant), *how),
                _ => false,
            },
            Plain::Stands(at, how) => case.pairs.get(*at).is_some_and(|order| stands(*order, *how)),
            Plain::All(all) => all.iter().all(|one| one.holds(case)),
            Plain::Any(all) => all.iter().any(|one| one.holds(case)),
            Plain::Not(one) => !one.holds(case),
        }
    }
}

impl Cases {
    /// Takes in all values and constants of a formula; nothing where it is not understood.
    fn gather(&mut self, formula: &Formula, domain: &dyn Fn(&Value) -> (Domain, bool)) -> Option<()> {
        let mut tests = Vec::new();
        leaves(formula, &mut tests)?;
        let mut all: Vec<(Value, Vec<Constant>, bool)> = Vec::new();
        for (left, how, right) in tests {
            let ordered = is_order(how);
            match (left, right) {
                (Term::Constant(_), Term::Constant(_)) if !ordered => {}
                (Term::Value(value), Term::Constant(constant)) | (Term::Constant(constant), Term::Value(value)) => {
                    let constants = match (how, constant, left) {
                        (Comparison::Contains, ..) => return None,
                        (Comparison::In, Constant::List(items), Term::Value(_)) => items.clone(),
                        (Comparison::In, ..) => return None,
                        (_, one, _) => vec![one.clone()],
                    };
                    let at = all.iter().position(|(own, ..)| own == value).unwrap_or_else(|| {
                        all.push((value.clone(), Vec::new(), false));
                        all.len() - 1
                    });
                    let (_, known, order) = all.get_mut(at)?;
                    known.extend(constants.into_iter().filter(|own| *own != Constant::Null));
                    *order |= ordered;
                }
                (Term::Value(one), Term::Value(other)) => {
                    let there = |value| domain(value).1;
                    if matches!(how, Comparison::In | Comparison::Contains) || !there(one) || !there(other) {
                        return None;
                    }
                    let known = |(a, b): &(Value, Value)| (a, b) == (one, other) || (b, a) == (one, other);
                    match self.pairs.iter().position(known) {
                        Some(at) => *self.is_ordered.get_mut(at)? |= ordered,
                        None => {
                            self.pairs.push((one.clone(), other.clone()));
                            self.is_ordered.push(ordered);
                        }
                    }
                }
                _ => return None,
            }
        }
        for (value, constants, ordered) in all {
            let (domain, there) = domain(&value);
            let (constants, mut places) = regions(&domain, constants, ordered)?;
            if !there {
                places.push(Place::Nothing);
            }
            self.values.push((value, constants, places));
        }
        Some(())
    }

    /// Whether a formula is true in all cases.
    fn all(&self, formula: &Plain) -> bool {
        const WAYS: [Ordering; 3] = [Ordering::Equal, Ordering::Less, Ordering::Greater];
        let ways = |ordered: &bool| if *ordered { 3 } else { 2 };
        let sizes = self.values.iter().map(|(.., places)| places.len()).chain(self.is_ordered.iter().map(ways));
        let Some(count) = sizes.clone().try_fold(1usize, |all, own| all.checked_mul(own).filter(|all| *all <= MOST))
        else {
            return false;
        };
        let mut case = Case { places: Vec::new(), pairs: Vec::new() };
        (0..count).all(|number| {
            let mut rest = number;
            let mut digit = |size: usize| {
                let own = rest % size;
                rest /= size;
                own
            };
            case.places.clear();
            case.places.extend(self.values.iter().filter_map(|(.., all)| all.get(digit(all.len()))));
            case.pairs.clear();
            case.pairs.extend(self.is_ordered.iter().filter_map(|own| WAYS.get(digit(ways(own)))));
            formula.holds(&case)
        })
    }

    /// A formula as it is asked in each case; nothing where it is not understood.
    fn plain(&self, formula: &Formula) -> Option<Plain> {
        let each = |all: &[Formula]| all.iter().map(|one| self.plain(one)).collect::<Option<Vec<_>>>();
        Some(match formula {
            Formula::Unknown => return None,
            Formula::Not(one) => Plain::Not(Box::new(self.plain(one)?)),
            Formula::All(all) => Plain::All(each(all)?),
            Formula::Any(all) => Plain::Any(each(all)?),
            Formula::Test(Term::Constant(left), how, Term::Constant(right)) => Plain::Known(match (how, right) {
                (Comparison::Equal, _) => same(left, right),
                (Comparison::NotEqual, _) => *left != Constant::Null && *right != Constant::Null && !same(left, right),
                (Comparison::In, Constant::List(items)) => items.iter().any(|item| same(left, item)),
                _ => return None,
            }),
            Formula::Test(Term::Value(value), how, Term::Constant(constant)) => self.compared(value, *how, constant)?,
            Formula::Test(Term::Constant(constant), how, Term::Value(value)) => {
                self.compared(value, mirrored(*how), constant)?
            }
            Formula::Test(Term::Value(one), how, Term::Value(other)) => {
                match self.pairs.iter().position(|(a, b)| (a, b) == (one, other)) {
                    Some(at) => Plain::Stands(at, *how),
                    None => {
                        let at = self.pairs.iter().position(|(a, b)| (a, b) == (other, one))?;
                        Plain::Stands(at, mirrored(*how))
                    }
                }
            }
        })
    }

    fn compared(&self, value: &Value, how: Comparison, constant: &Constant) -> Option<Plain> {
        let at = self.values.iter().position(|(own, ..)| own == value)?;
        let (_, constants, _) = self.values.get(at)?;
        let of = |constant: &Constant| constants.iter().position(|own| same(own, constant)).map(|own| own * 2 + 1);
        Some(match (how, constant) {
            (Comparison::Equal, Constant::Null) => Plain::IsNothing(at),
            (Comparison::NotEqual, Constant::Null) => Plain::Not(Box::new(Plain::IsNothing(at))),
            (Comparison::In, Constant::List(items)) => {
                Plain::Any(items.iter().filter_map(|item| Some(Plain::Is(at, Comparison::Equal, of(item)?))).collect())
            }
            (how, constant) => Plain::Is(at, how, of(constant)?),
        })
    }
}

/// The comparisons of a formula; nothing where somebody cannot tell.
fn leaves<'f>(formula: &'f Formula, all: &mut Vec<(&'f Term, Comparison, &'f Term)>) -> Option<()> {
    match formula {
        Formula::Test(left, how, right) => all.push((left, *how, right)),
        Formula::All(parts) | Formula::Any(parts) => parts.iter().try_for_each(|part| leaves(part, all))?,
        Formula::Not(one) => leaves(one, all)?,
        Formula::Unknown => return None,
    }
    Some(())
}

/// The constants of a value in order, each once, and the places where it can stand: on one of them, before, between and behind.
fn regions(domain: &Domain, constants: Vec<Constant>, ordered: bool) -> Option<(Vec<Constant>, Vec<Place>)> {
    let mut known: Vec<Constant> = Vec::new();
    for constant in constants {
        if !known.iter().any(|own| same(own, &constant)) {
            known.push(constant);
        }
    }
    match domain {
        Domain::Closed(all) if !ordered => {
            known.retain(|own| !all.iter().any(|other| same(own, other)));
            let places = (0..all.len()).map(|at| Place::At(at * 2 + 1)).collect();
            Some((all.iter().cloned().chain(known).collect(), places))
        }
        Domain::Whole | Domain::Number => {
            let mut numbers: Vec<(i128, Constant)> =
                known.into_iter().map(|own| Some((number(&own)?, own))).collect::<Option<_>>()?;
            numbers.sort_by_key(|(number, _)| *number);
            let one = 10i128.pow(SCALE);
            if *domain == Domain::Whole && numbers.iter().any(|(number, _)| number % one != 0) {
                return None;
            }
            let mut places = vec![Place::At(0)];
            for (at, (number, _)) in numbers.iter().enumerate() {
                places.push(Place::At(at * 2 + 1));
                let next = numbers.get(at + 1).map(|(next, _)| next - number);
                if *domain == Domain::Number || next != Some(one) {
                    places.push(Place::At(at * 2 + 2));
                }
            }
            Some((numbers.into_iter().map(|(_, own)| own).collect(), places))
        }
        Domain::Open if !ordered => {
            let mut places: Vec<Place> = (0..known.len()).map(|at| Place::At(at * 2 + 1)).collect();
            places.push(Place::At(known.len() * 2));
            Some((known, places))
        }
        Domain::Open | Domain::Closed(_) => None,
    }
}

/// Digits behind the point that are looked at.
const SCALE: u32 = 9;

/// A number of up to nine digits behind the point, times 10⁹.
fn number(constant: &Constant) -> Option<i128> {
    let Constant::Number(digits) = constant else { return None };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let missing = (SCALE as usize).checked_sub(part.len())?;
    let mut digits = unsigned.bytes().chain(part.bytes()).chain(std::iter::repeat_n(b'0', missing));
    let size = digits.try_fold(0i128, |all, own| {
        let digit = own.is_ascii_digit().then(|| i128::from(own - b'0'))?;
        all.checked_mul(10)?.checked_add(digit)
    })?;
    Some(if whole.starts_with('-') { -size } else { size })
}

/// Whether two constants are the same, however their digits are written.
fn same(one: &Constant, other: &Constant) -> bool {
    one == other || number(one).is_some_and(|one| number(other) == Some(one))
}

fn is_order(how: Comparison) -> bool {
    matches!(how, Comparison::Less | Comparison::AtMost | Comparison::More | Comparison::AtLeast)
}

fn mirrored(how: Comparison) -> Comparison {
    match how {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        other => other,
    }
}

fn stands(order: Ordering, how: Comparison) -> bool {
    match how {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::AtMost => order.is_le(),
        Comparison::More => order.is_gt(),
        Comparison::AtLeast => order.is_ge(),
        Comparison::In | Comparison::Contains => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn input(name: &str) -> Term {
        Term::Value(Value::Input { name: name.into(), path: Vec::new() })
    }

    fn digits(number: i64) -> Term {
        Term::Constant(Constant::Number(number.to_string()))
    }

    fn word(text: &str) -> Term {
        Term::Constant(Constant::Text(text.into()))
    }

    /// `n` is a whole number, `m` one that may be missing, `c` one of two texts, `t` any text.
    fn domain(value: &Value) -> (Domain, bool) {
        match value {
            Value::Input { name, .. } if name == "n" => (Domain::Whole, true),
            Value::Input { name, .. } if name == "m" => (Domain::Whole, false),
            Value::Input { name, .. } if name == "c" => {
                (Domain::Closed(vec![Constant::Text("a".into()), Constant::Text("b".into())]), true)
            }
            _ => (Domain::Open, true),
        }
    }

    fn is_always(formula: &Formula) -> bool {
        always(formula, &domain)
    }

    #[test]
    fn numbers_are_the_same_however_they_are_written() {
        let number = |digits: &str| number(&Constant::Number(digits.to_owned()));
        assert_eq!(number("1"), number("1.000"));
        assert_eq!(number("-1.5"), Some(-1_500_000_000));
        assert_eq!(number("+0.000000001"), Some(1));
        for wrong in ["1e3", "0.0000000001", "1.-5", "--1", "99999999999999999999999999999999999999"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_lies_on_one_side_or_the_other_is_all_there_is() {
        use Comparison::{AtMost, Equal, More, NotEqual};
        let sides = |name| {
            let at = digits(20);
            Formula::Any(vec![Formula::Test(input(name), AtMost, at.clone()), Formula::Test(input(name), More, at)])
        };
        assert!(is_always(&sides("n")));
        // Nothing is on neither side.
        assert!(!is_always(&sides("m")));
        let either = |name| {
            let same = |text| Formula::Test(input(name), Equal, word(text));
            Formula::Any(vec![same("a"), same("b")])
        };
        assert!(is_always(&either("c")));
        assert!(!is_always(&either("t")));
        let twice = Formula::Any(vec![
            Formula::Test(input("t"), Equal, input("c")),
            Formula::Test(input("c"), NotEqual, input("t")),
        ]);
        assert!(is_always(&twice));
    }

    #[test]
    fn whole_numbers_have_nothing_between_neighbours() {
        use Comparison::{Less, More};
        let gap = |low, high| {
            Formula::Any(vec![
                Formula::Test(input("n"), Less, digits(high)),
                Formula::Test(input("n"), More, digits(low)),
                Formula::Not(Box::new(Formula::All(Vec::new()))),
            ])
        };
        assert!(is_always(&gap(3, 4)));
        assert!(is_always(&gap(3, 5)));
        let out = |low, high| {
            Formula::Any(vec![
                Formula::Test(input("n"), Less, digits(low)),
                Formula::Test(input("n"), More, digits(high)),
            ])
        };
        assert!(!is_always(&out(3, 4)));
        assert!(is_always(&out(4, 3)));
    }

    #[test]
    fn what_is_not_understood_is_never_always_so() {
        let contains = Formula::Test(input("t"), Comparison::Contains, word("a"));
        assert!(!is_always(&Formula::Any(vec![contains.clone(), Formula::Not(Box::new(contains))])));
        assert!(!is_always(&Formula::Unknown));
        let dates = Formula::Test(input("t"), Comparison::AtLeast, word("2026-01-01"));
        assert!(!is_always(&Formula::Any(vec![dates.clone(), Formula::Not(Box::new(dates))])));
    }

    /// Formulas over two whole numbers and small constants, for which all cases can be counted.
    fn formulas() -> impl Strategy<Value = Formula> {
        let how = prop::sample::select(vec![
            Comparison::Equal,
            Comparison::NotEqual,
            Comparison::Less,
            Comparison::AtMost,
            Comparison::More,
            Comparison::AtLeast,
        ]);
        let leaf = (prop::sample::select(vec!["n", "k"]), how, 0..6i64)
            .prop_map(|(name, how, number)| Formula::Test(input(name), how, digits(number)));
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Formula::All),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Formula::Any),
                inner.prop_map(|one| Formula::Not(Box::new(one))),
            ]
        })
    }

    fn counted(formula: &Formula, n: i64, k: i64) -> bool {
        match formula {
            Formula::All(all) => all.iter().all(|one| counted(one, n, k)),
            Formula::Any(all) => all.iter().any(|one| counted(one, n, k)),
            Formula::Not(one) => !counted(one, n, k),
            Formula::Test(Term::Value(Value::Input { name, .. }), how, Term::Constant(Constant::Number(digits))) => {
                let own = if name == "n" { n } else { k };
                stands(own.cmp(&digits.parse().unwrap()), *how)
            }
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #[test]
        fn it_says_what_counting_says(formula in formulas()) {
            let wanted = (-2..8).all(|n| (-2..8).all(|k| counted(&formula, n, k)));
            prop_assert_eq!(always(&formula, &|_| (Domain::Whole, true)), wanted);
        }
    }
}
