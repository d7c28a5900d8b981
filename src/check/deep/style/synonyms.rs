//! C1602: one fact under two names.
//!
//! In: the fields of entities, values and events. Out: a hint for each name of a moment that another field spells in another way
//! (`paid_at`, `payment_time` of one verb), and for each name that another one has with its words cut differently.

use std::collections::BTreeMap;

use crate::check::deep::model::{Model, words::words};
use crate::check::deep::parts::{Field, each_field};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1602;
use crate::diag::nearest::letters;

/// Words at the end of names of moments.
const MOMENTS: &[&str] = &["at", "time", "on", "date", "datetime", "timestamp"];

/// One name: how often it is used, and where first.
struct Use<'p> {
    count: usize,
    own: &'p Declaration<'p>,
    list: &'static str,
    field: Field<'p>,
}

/// Looks at all fields.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut names: BTreeMap<&str, Use> = BTreeMap::new();
    for (kind, list) in [("entity", "fields"), ("value", "fields"), ("event", "payload")] {
        for own in model.sound.every(kind) {
            for field in each_field(own.node, list) {
                names.entry(field.name).and_modify(|seen| seen.count += 1).or_insert(Use {
                    count: 1,
                    own,
                    list,
                    field,
                });
            }
        }
    }
    let mut facts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, seen) in &names {
        facts.entry(format!("letters {}", letters(name))).or_default().push(name);
        if let Some(verb) = moment(&seen.field) {
            facts.entry(format!("moment {verb}")).or_default().push(name);
        }
    }
    for synonyms in facts.values().filter(|names| names.len() > 1) {
        let count = |name: &str| names.get(name).map_or(0, |seen| seen.count);
        let Some(common) = synonyms.iter().max_by_key(|name| (count(name), std::cmp::Reverse(**name))) else {
            continue;
        };
        for name in synonyms.iter().filter(|name| *name != common) {
            let (Some(odd), Some(usual)) = (names.get(name), names.get(common)) else { continue };
            let title = format!("`{name}` and `{common}` look like two names of one fact");
            let found = Diagnostic::new(&C1602, title, odd.field.span, "one name for it")
                .label(usual.field.span, "another name for it")
                .help(format!("call it `{common}` everywhere, or say in a description what sets them apart"));
            findings.push(found.at(odd.own.element.as_str(), format!("{}/{}/name", odd.list, odd.field.at)));
        }
    }
}

/// What happened at a moment, by the stem of its verb: `upload` of `uploaded_at` and of `upload_time`.
fn moment(field: &Field) -> Option<String> {
    let kind = field.kind()?.0.to_lowercase();
    let mut words = words(field.name);
    let last = words.pop()?;
    if !["datetime", "date"].contains(&kind.as_str()) || !MOMENTS.contains(&last.as_str()) || words.is_empty() {
        return None;
    }
    // A date and a time of day are two facts.
    let stem = words.iter().map(|word| verb(word)).collect::<Vec<_>>().join(" ");
    Some(format!("{kind} {stem}"))
}

/// A word without the ending of the past or of an action.
fn verb(word: &str) -> String {
    let cut = ["ment", "ing", "ed", "e"].iter().find_map(|end| word.strip_suffix(end).filter(|rest| rest.len() > 2));
    cut.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{letters, verb};

    #[test]
    fn verbs_have_one_stem() {
        assert_eq!(verb("uploaded"), verb("upload"));
        assert_eq!(verb("created"), verb("create"));
        assert_eq!(verb("shipped"), "shipp");
        assert_eq!(letters("file_name"), letters("filename"));
    }
}
