//! The clauses of an engagement, by family and key.

use crate::ast::{Item, Node};
use crate::check::deep::parts::{items, text};
use crate::check::gather::Declaration;
use crate::diag::{Diagnostic, code::Code};
use crate::kinds::{Default, ENGAGEMENT, Record, Shape};
use crate::source::Span;

/// An engagement.
pub struct Clauses<'m, 'a> {
    /// Its declaration.
    pub own: &'m Declaration<'a>,
}

impl<'m, 'a> Clauses<'m, 'a> {
    /// A family, where it is said.
    pub fn family(&self, family: &str) -> Option<&'m Node> {
        self.own.node.get(family).filter(|node| node.as_map().is_some())
    }

    /// What a clause says, where it says anything.
    pub fn node(&self, family: &str, key: &str) -> Option<&'m Node> {
        self.family(family)?.get(key)
    }

    /// The word of a clause, and where it stands.
    pub fn word(&self, family: &str, key: &str) -> Option<(&'m str, Span)> {
        text(self.family(family)?, key)
    }

    /// The words of a list, and where they stand.
    pub fn words(&self, family: &str, key: &str) -> Vec<(&'m str, Span)> {
        let list: &'m [Item] = self.family(family).map_or(&[], |node| items(node, key));
        list.iter().filter_map(|item| Some((item.node.as_text()?, item.node.span))).collect()
    }

    /// The whole number of a clause, and where it stands.
    pub fn number(&self, family: &str, key: &str) -> Option<(i64, Span)> {
        let (digits, span) = self.word(family, key)?;
        Some((digits.parse().ok()?, span))
    }

    /// Whether a switch is on: as it is said or, in a family that is said, as the schema has it.
    pub fn is_on(&self, family: &str, key: &str) -> bool {
        use crate::ast::Value::Bool;
        match self.node(family, key).map(|node| &node.value) {
            Some(Bool(said)) => *said,
            _ => self.family(family).is_some() && default_of(family, key) == Some(Default::Bool(true)),
        }
    }

    /// Where a clause is said or, where it is not, its family.
    pub fn place(&self, family: &str, key: &str) -> Span {
        let said = self.node(family, key).or_else(|| self.family(family));
        said.map_or(
            self.own.node.span.at_start(),
            |node| if node.is_scalar() { node.span } else { node.span.at_start() },
        )
    }

    /// A finding at a clause.
    pub fn finding(
        &self,
        code: &'static Code,
        title: impl Into<String>,
        (family, key): (&str, &str),
        label: impl Into<String>,
    ) -> Diagnostic {
        let at = format!("{family}/{key}");
        Diagnostic::new(code, title, self.place(family, key), label).at(self.own.element.as_str(), at)
    }
}

/// What holds for a clause that is not said.
fn default_of(family: &str, key: &str) -> Option<Default> {
    let record = |shape: &Shape| -> Option<&'static Record> {
        match shape {
            Shape::Record(record) => Some(record),
            _ => None,
        }
    };
    ENGAGEMENT.record.key(family).and_then(|own| record(&own.shape))?.key(key)?.default
}
