//! The limits that a field or a column states of its values, and the literals that break one.
//!
//! In: fields, columns and literals. Out: [`Bounds`]. What is no plain number or text breaks nothing; whether a literal is of the type of its
//! field is asked elsewhere.

use regex::Regex;

use super::literal::is_open;
use super::sql::{Sql, sizes, sql};
use super::types::{Plain, plain};
use crate::ast::{Node, Value};
use crate::check::deep::parts::{Field, text};
use crate::check::deep::tables::{Measure, Number, ONE, shown};
use crate::check::place::{called, cut};
use crate::source::Span;

/// A limit and where it is said.
pub type Bound<T> = Option<(T, Span)>;

/// The limits of a field.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bounds {
    /// The least number.
    pub min: Bound<Number>,
    /// The greatest number.
    pub max: Bound<Number>,
    /// The fewest characters.
    pub min_length: Bound<usize>,
    /// The most characters.
    pub max_length: Bound<usize>,
    /// The most digits behind the point.
    pub scale: Bound<usize>,
}

impl Bounds {
    /// The limits under `constraints` of a field.
    pub fn of(field: &Field) -> Bounds {
        let Some(rules) = field.node.get("constraints") else { return Bounds::default() };
        let said = |keys: [&str; 2]| keys.into_iter().find_map(|key| text(rules, key));
        let number = |keys| said(keys).and_then(|(text, span)| Some((Number::parse(text)?, span)));
        let count = |key| said([key, key]).and_then(|(text, span)| Some((text.parse().ok()?, span)));
        Bounds {
            min: number(["min", "minimum"]),
            max: number(["max", "maximum"]),
            min_length: count("min_length"),
            max_length: count("max_length"),
            scale: count("scale"),
        }
    }

    /// The limits of numbers that the condition of a column states by itself: `weeks between 1 and 52`, `amount >= 0`. Of what is said
    /// otherwise nothing is known; `amount > 0` counts as `amount >= 0`.
    pub fn of_check(column: &Field) -> Bounds {
        let mut found = Bounds::default();
        let Some((condition, span)) = column.node.get("constraints").and_then(|rules| text(rules, "check")) else {
            return found;
        };
        let condition = condition.to_lowercase();
        let words: Vec<&str> = condition.split_whitespace().collect();
        if words.iter().any(|word| ["or", "not", "case"].contains(word)) {
            return found;
        }
        let number = |text: &str| Some((Number::parse(text)?, span));
        let of = |word: &str| word.eq_ignore_ascii_case(column.name);
        let mut rest = words.as_slice();
        while let [first, more @ ..] = rest {
            rest = more;
            match (*first, more) {
                (name, ["between", low, "and", high, ..]) if of(name) => {
                    (found.min, found.max) = (number(low), number(high));
                }
                (name, [">" | ">=", low, ..]) if of(name) => found.min = number(low),
                (name, ["<" | "<=", high, ..]) if of(name) => found.max = number(high),
                _ => {}
            }
        }
        found
    }

    /// Whether no value is within them: what is wrong then is a limit, and no value.
    fn is_void(&self) -> bool {
        let over = |((min, _), (max, _)): (&(Number, Span), &(Number, Span))| {
            min.measure == max.measure && min.fixed() > max.fixed()
        };
        let longer = |((min, _), (max, _)): (&(usize, Span), &(usize, Span))| min > max;
        self.min.as_ref().zip(self.max.as_ref()).is_some_and(over)
            || self.min_length.as_ref().zip(self.max_length.as_ref()).is_some_and(longer)
    }

    /// The limit that a literal for this field breaks, in words, and where it is said; a pattern is one where it is found nowhere in a text.
    pub fn broken(field: &Field, node: &Node) -> Option<(String, Span)> {
        let bounds = Bounds::of(field);
        if bounds.is_void() {
            return None;
        }
        let text = match &node.value {
            Value::Number(text) => text,
            Value::Text(text) if !is_open(node) => text,
            _ => return None,
        };
        let is_text = field.kind().is_some_and(|(kind, _)| plain(kind) == Plain::Name("string"));
        if is_text {
            let length = text.chars().count();
            let least = bounds.min_length.filter(|(least, _)| length < *least);
            let most = bounds.max_length.filter(|(most, _)| length > *most);
            let least = least.map(|(least, span)| (format!("at least {least} characters"), span));
            let most = most.map(|(most, span)| (format!("at most {most} characters"), span));
            return least.or(most).or_else(|| mismatched(field, text));
        }
        let number = Number::parse(text)?;
        let said = |(limit, span): (Number, Span)| (shown(limit), span);
        let same = |limit: &Number| limit.measure == number.measure;
        let least = bounds.min.filter(|(least, _)| same(least) && number.fixed() < least.fixed()).map(said);
        let most = bounds.max.filter(|(most, _)| same(most) && number.fixed() > most.fixed()).map(said);
        let digits = cut(text, b'.').map_or(0, |(_, part)| part.trim_end_matches('0').len());
        let scale = bounds.scale.filter(|(scale, _)| number.measure == Measure::Plain && digits > *scale);
        let least = least.map(|(least, span)| (format!("at least {least}"), span));
        let most = most.map(|(most, span)| (format!("at most {most}"), span));
        least.or(most).or(scale.map(|(scale, span)| (format!("at most {scale} digits behind the point"), span)))
    }

    /// The room of a column that a literal exceeds, in words, and where its type stands.
    pub fn exceeded(column: &Field, node: &Node) -> Option<(String, Span)> {
        let (kind, span) = column.kind()?;
        let text = called(node).filter(|_| !is_open(node))?;
        match (sql(kind)?, sizes(kind).as_slice()) {
            (Sql::Text, [room]) => (text.chars().count() > *room).then(|| (format!("at most {room} characters"), span)),
            (Sql::Decimal, [digits, rest @ ..]) => {
                let behind = rest.first().copied().unwrap_or(0);
                let limit = 10i128.checked_pow(u32::try_from(digits.checked_sub(behind)?).ok()?)?;
                let number = Number::parse(text).filter(|number| number.measure == Measure::Plain)?;
                (number.fixed().abs() >= limit.saturating_mul(ONE)).then(|| (format!("less than {limit}"), span))
            }
            _ => None,
        }
    }
}

/// The pattern of a field that a text does not match. Of one in another dialect nothing is known.
fn mismatched(field: &Field, value: &str) -> Option<(String, Span)> {
    let rules = field.node.get("constraints")?;
    let (pattern, span) = ["pattern", "regex"].into_iter().find_map(|key| text(rules, key))?;
    let known = Regex::new(pattern).ok()?;
    (!known.is_match(value)).then(|| (format!("text that `{pattern}` matches"), span))
}
