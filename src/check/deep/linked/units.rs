//! C0212: one quantity in two units.
//!
//! In: pairs of which a template carries one to the other, and the answers of rules that hand on an input. Out: a finding where both
//! names end with a unit of one dimension, and the units differ.

use super::pairs::{Link, Spot};
use crate::ast::Node;
use crate::check::deep::model::{
    template,
    words::{Word, last, stems},
};
use crate::check::deep::parts::items;
use crate::check::deep::share::Share;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C0212;
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// What a unit measures; none for a word that is no unit.
fn dimension(word: &str) -> Option<&'static str> {
    Some(match word {
        "byte" | "kb" | "mb" | "gb" | "tb" | "kib" | "mib" | "gib" => "size",
        "ms" | "millisecond" | "second" | "sec" | "minute" | "min" | "hour" | "day" | "week" => "time",
        "celsius" | "fahrenheit" | "kelvin" => "temperature",
        "cent" | "dollar" | "euro" => "money",
        "mm" | "cm" | "meter" | "metre" | "km" | "mile" | "inch" => "length",
        "gram" | "kg" | "pound" => "weight",
        _ => return None,
    })
}

/// A unit at the end of a name: the unit, its dimension, and the words before it.
pub fn unit(name: &str) -> Option<(Word<'_>, &'static str, Vec<Word<'_>>)> {
    let last = last(name)?.stem();
    let last = if last == "b" { "byte".into() } else { last };
    let dimension = dimension(last.as_str())?;
    let mut stems = stems(name);
    stems.pop();
    (!stems.is_empty()).then_some((last, dimension, stems))
}

/// Looks at one pair.
pub fn look(given: Spot, wanted: Spot, link: Link, found: &mut Vec<Diagnostic>) {
    if !matches!(link, Link::Template(_) | Link::Compared(_)) {
        return;
    }
    let Some((one, dimension, _)) = unit(given.field.name) else { return };
    let Some((other, same, _)) = unit(wanted.field.name) else { return };
    if dimension != same || one == other {
        return;
    }
    let (declaration, list) = given.owner.place();
    let place = format!("{list}/{}/name", given.field.at);
    let finding = report((given.field.name, given.field.span, &one), (wanted.field.name, wanted.field.span, &other));
    found.push(finding.note("the one is given as the other").at(declaration.element.as_str(), place));
}

/// Looks at the answers of every rule that are an input of it, handed on.
pub fn of_rules(share: &Share, findings: &mut Vec<Diagnostic>) {
    for rule in share.all("rule") {
        let inputs: HashMap<&str, Span> = items(rule.node, "inputs")
            .iter()
            .filter_map(|item| called(&item.node).map(|name| (name, item.node.span)))
            .collect();
        let mut told: HashSet<&str> = HashSet::default();
        for (at, row) in items(rule.node, "rows").iter().enumerate() {
            for entry in row.node.get("then").and_then(Node::as_map).unwrap_or(&[]) {
                let (Some(name), Some(given)) = (entry.key.as_text(), template::only(&entry.node)) else { continue };
                let Some(span) = inputs.get(given) else { continue };
                let (Some((one, dimension, _)), Some((other, same, _))) = (unit(name), unit(given)) else { continue };
                if dimension != same || one == other || !told.insert(name) {
                    continue;
                }
                let finding = report((name, entry.node.span, &one), (given, *span, &other));
                let place = format!("rows/{at}/then/{name}");
                findings.push(finding.note("the one is given as the other").at(rule.element.as_str(), place));
            }
        }
    }
}

fn report((name, span, one): (&str, Span, &str), (other, there, unit): (&str, Span, &str)) -> Diagnostic {
    let title = format!("`{name}` and `{other}` measure one thing in two units");
    Diagnostic::new(&C0212, title, span, format!("in {}", plural(one)))
        .label(there, format!("in {}", plural(unit)))
        .help("use one unit, or say where the one is turned into the other")
}

fn plural(unit: &str) -> String {
    match unit {
        "kb" | "mb" | "gb" | "tb" => unit.to_uppercase(),
        "kib" | "mib" | "gib" => format!("{}iB", unit.get(..1).unwrap_or("").to_uppercase()),
        "ms" | "mm" | "cm" | "km" | "kg" | "celsius" | "kelvin" | "fahrenheit" => unit.to_owned(),
        "sec" => "seconds".to_owned(),
        "min" => "minutes".to_owned(),
        "inch" => "inches".to_owned(),
        _ => format!("{unit}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::unit;

    #[test]
    fn units_end_names() {
        assert_eq!(
            unit("file_size_bytes").map(|(unit, dimension, _)| (unit, dimension)),
            Some(("byte".into(), "size"))
        );
        assert_eq!(unit("max_size_mb").map(|(unit, ..)| unit), Some("mb".into()));
        assert!(unit("bytes").is_none() && unit("name").is_none() && unit("items").is_none());
    }
}
