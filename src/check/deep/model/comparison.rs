//! By what a filter of a query compares, and with what.
//!
//! In: the value of a filter, as it is written. Out: the comparisons in it. What they compare with is not looked at.

use crate::ast::Node;
use crate::diag::nearest::nearest;

/// A comparison of a column with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same.
    Equals,
    /// The same or more.
    From,
    /// The same or less.
    Until,
    /// More.
    After,
    /// Less.
    Before,
    /// A text that begins so.
    StartsWith,
    /// A text that has this in it.
    Contains,
}

/// The words for them.
pub const COMPARISONS: &[(&str, Comparison)] = &[
    ("equals", Comparison::Equals),
    ("eq", Comparison::Equals),
    ("from", Comparison::From),
    ("gte", Comparison::From),
    ("since", Comparison::From),
    ("until", Comparison::Until),
    ("lte", Comparison::Until),
    ("to", Comparison::Until),
    ("after", Comparison::After),
    ("gt", Comparison::After),
    ("before", Comparison::Before),
    ("lt", Comparison::Before),
    ("starts_with", Comparison::StartsWith),
    ("prefix", Comparison::StartsWith),
    ("contains", Comparison::Contains),
    ("like", Comparison::Contains),
    ("search", Comparison::Contains),
];

impl Comparison {
    /// The comparison with this name.
    pub fn of(word: &str) -> Option<Comparison> {
        COMPARISONS.iter().find(|(own, _)| *own == word).map(|(_, how)| *how)
    }

    /// Whether it bounds a value on one side.
    pub fn is_range(self) -> bool {
        !matches!(self, Comparison::Equals | Comparison::StartsWith | Comparison::Contains)
    }
}

/// How a filter compares.
pub enum How<'m> {
    /// By a word that is known.
    Known(Comparison),
    /// By a word that is not.
    Unknown(&'m str),
    /// With a value that stands alone.
    Value,
}

/// How a filter compares, and with what where that is written: `equals`, `{ starts_with: {{year}} }`, or several at once, such as
/// `{ from: {{first}}, until: {{last}} }`. A word that is nearly one of these is a slip of the pen, and no value, unless the values of the
/// column are `listed`.
pub fn comparisons(node: &Node, listed: bool) -> Vec<(How<'_>, Option<&Node>)> {
    if let Some(entries) = node.as_map() {
        let how = |word| Comparison::of(word).map_or(How::Unknown(word), How::Known);
        return entries.iter().map(|entry| (entry.key.as_text().map_or(How::Value, how), Some(&entry.node))).collect();
    }
    let word = node.as_text();
    match word.and_then(Comparison::of) {
        Some(how) => vec![(How::Known(how), None)],
        None => {
            // Short words are near to anything.
            let long = || COMPARISONS.iter().map(|(own, _)| *own).filter(|own| own.len() > 4);
            let slip = word.filter(|word| !listed && nearest(word, long()).is_some());
            vec![(slip.map_or(How::Value, How::Unknown), Some(node))]
        }
    }
}
