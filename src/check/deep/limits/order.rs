//! C1701: two limits of one thing of which the lower is higher than the upper.
//!
//! In: maps that hold such a pair. Out: an error where no value can keep both, and a warning where one of them never takes effect.

use crate::ast::Node;
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::deep::tables::Number;
use crate::check::gather::Declaration;
use crate::diag::code::C1701;
use crate::diag::{Diagnostic, Level};

/// The lower and the upper limit, and what it means for the lower one to be more.
const PAIRS: &[(&str, &str, &str, Level)] = &[
    ("min", "max", "no value is both", Level::Error),
    ("minimum", "maximum", "no value is both", Level::Error),
    ("min_length", "max_length", "no text is both", Level::Error),
    ("page_size", "max_page_size", "each page is larger than a page may be", Level::Error),
    ("connect_ms", "total_ms", "never takes effect", Level::Warning),
    ("read_ms", "total_ms", "never takes effect", Level::Warning),
    ("backoff_ms", "max_backoff_ms", "never takes effect", Level::Warning),
];

/// Where such maps stand, beside the limits of fields.
const MAPS: &[(&str, &[&str])] = &[
    ("integration", &["timeouts", "retry"]),
    ("reliability", &["timeout", "retry"]),
    ("webhook", &["retries"]),
    ("query", &["pagination"]),
];

/// Looks at the maps of a share but the limits of fields.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for (kind, keys) in MAPS {
        for own in share.all(kind) {
            for key in *keys {
                if let Some(map) = own.node.get(key) {
                    of_map(own, map, format_args!("{key}"), findings);
                }
            }
        }
    }
}

/// Looks at one map, which stands at `place` of a declaration.
pub fn of_map(own: &Declaration, map: &Node, place: std::fmt::Arguments, findings: &mut Vec<Diagnostic>) {
    let said = |key: &'static str| {
        let (text, span) = text(map, key)?;
        Some((Number::parse(text)?, text, span))
    };
    for (lower, upper, label, level) in PAIRS {
        let (Some((low, shown, span)), Some((high, limit, other))) = (said(lower), said(upper)) else { continue };
        if low.measure != high.measure || low.fixed() <= high.fixed() {
            continue;
        }
        let title = format!("`{lower}` is {shown}, more than `{upper}`, which is {limit}");
        let mut found = Diagnostic::new(&C1701, title, span, *label).label(other, "the upper limit");
        found.level = *level;
        findings.push(found.at(own.element.as_str(), format!("{place}/{lower}")));
    }
}
