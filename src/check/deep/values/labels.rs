//! C0101 and C0108: labels for values that an enum does not have, and values that differ by case only.
//!
//! In: enums. Out: a finding for each.

use std::borrow::Cow;

use crate::ast::Node;
use crate::check::deep::parts::items;
use crate::check::gather::Declaration;
use crate::check::place::{called, lower, quoted};
use crate::diag::code::{C0101, C0108};
use crate::diag::nearest::ranked;
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;
use crate::source::Span;

/// Looks at an enum.
pub fn check(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let values: Vec<(&str, Span)> =
        items(own.node, "values").iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect();
    let mut seen: HashMap<Cow<str>, (&str, Span)> = HashMap::default();
    for (at, (value, span)) in values.iter().enumerate() {
        let before = seen.entry(lower(value)).or_insert((value, *span));
        if before.0 != *value {
            let title = format!("`{value}` is `{}` in other letters", before.0);
            let mut found = Diagnostic::new(&C0108, title, *span, "the same word").label(before.1, "said here already");
            found.level = Level::Warning;
            let found = found.help("remove one of them, or call it by what sets it apart");
            findings.push(found.at(own.element.as_str(), format!("values/{at}")));
        }
    }
    let name = own.name.map_or("", |(name, _)| name);
    for entry in own.node.get("value_labels").and_then(Node::as_map).unwrap_or_default() {
        let Some(label) = entry.key.as_text().filter(|label| values.iter().all(|(value, _)| value != label)) else {
            continue;
        };
        let title = format!("enum `{name}` has no value `{label}`");
        let near = ranked(label, values.iter().map(|(value, _)| *value));
        let says = near.map_or("nothing has this label".to_owned(), |(near, _)| format!("did you mean `{near}`?"));
        let mut found = Diagnostic::new(&C0101, title, entry.key.span, says);
        if near.is_none() {
            found =
                found.help(format!("its values are {}", quoted(values.iter().take(8).map(|(value, _)| *value), "and")));
        }
        findings.push(found.at(own.element.as_str(), format!("value_labels/{label}")));
    }
}
