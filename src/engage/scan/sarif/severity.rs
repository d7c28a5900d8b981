//! How bad a result is.
//!
//! In: a result, its rule and category, what is known of the scanner. Out: a [`Severity`], by the order that is said in [`super`].

use serde_json::Value;

use super::form::{Properties, Reported, Rule};
use crate::engage::scan::category::Category;
use crate::engage::scan::severity::Severity;
use crate::engage::scan::table::Tool;

/// How bad a result is, and whether somebody said so.
pub fn severity(
    known: Option<&Tool>,
    category: Option<Category>,
    rule: Option<&Rule>,
    result: &Reported,
) -> (Severity, bool) {
    let bags = || [Some(&result.properties), rule.map(|rule| &rule.properties)].into_iter().flatten();
    let default = rule.map(|rule| &rule.default_configuration);
    let flat = known.and_then(|tool| tool.flat(category));
    let ranks = || [result.rank, default.and_then(|default| default.rank)].into_iter().flatten();
    let weighed = bags().find_map(score).or_else(|| bags().find_map(word));
    if let (None, Some(flat)) = (weighed, flat) {
        return (flat, false);
    }
    let severity = weighed
        .or_else(|| level(result.level.as_deref()?))
        .or_else(|| ranks().find_map(Severity::of_rank))
        .or_else(|| level(default?.level.as_deref()?))
        .unwrap_or(Severity::Medium);
    (severity, true)
}

/// Scanners write the score as a text, as GitHub asks; some as a number.
fn score(bag: &Properties) -> Option<Severity> {
    let score = match bag.get("security-severity")? {
        Value::String(text) => text.trim().parse().ok()?,
        value => value.as_f64()?,
    };
    Severity::of_score(score)
}

fn word(bag: &Properties) -> Option<Severity> {
    ["issue_severity", "severity"].into_iter().find_map(|key| Severity::of_word(bag.get(key)?.as_str()?))
}

fn level(level: &str) -> Option<Severity> {
    match level {
        "error" => Some(Severity::High),
        "warning" => Some(Severity::Medium),
        "note" => Some(Severity::Low),
        "none" => Some(Severity::Info),
        _ => None,
    }
}
