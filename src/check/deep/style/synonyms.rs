//! C1602: one fact under two names.
//!
//! In: the fields of entities, values and events. Out: a hint for each name of a moment that another field spells in another way
//! (`paid_at`, `payment_time` of one verb), and for each name that another one has with its words cut differently.

use std::collections::BTreeMap;

use super::unusual;
use crate::check::deep::model::words::words;
use crate::check::deep::parts::{Field, each_field};
use crate::check::gather::Declaration;
use crate::check::place::lower;
use crate::diag::Diagnostic;
use crate::diag::code::C1602;
use crate::diag::nearest::letters;
use crate::lookup::HashMap;

/// Words at the end of names of moments.
const MOMENTS: &[&str] = &["at", "time", "on", "date", "datetime", "timestamp"];

/// Kinds with facts, and the lists of these.
const LISTS: &[(&str, &str)] = &[("entity", "fields"), ("value", "fields"), ("event", "payload")];

/// One name: how often it is used, and where first.
struct Use<'m> {
    count: usize,
    own: &'m Declaration<'m>,
    /// The number of the list.
    number: usize,
    list: &'static str,
    field: Field<'m>,
}

/// The names of all fields.
#[derive(Default)]
pub struct Synonyms<'m> {
    names: HashMap<&'m str, Use<'m>>,
}

impl<'m> Synonyms<'m> {
    /// Takes the fields of a declaration.
    pub fn take(&mut self, own: &'m Declaration<'m>) {
        let list = LISTS.iter().enumerate().find(|(_, (kind, _))| *kind == own.kind.keyword);
        let Some((number, (_, list))) = list else { return };
        for field in each_field(own.node, list) {
            let used = |count| Use { count, own, number, list, field };
            let known = self.names.entry(field.name);
            known
                .and_modify(|seen| match seen.number > number {
                    true => *seen = used(seen.count + 1),
                    false => seen.count += 1,
                })
                .or_insert_with(|| used(1));
        }
    }

    /// Says which look like two names of one fact.
    pub fn check(&self, findings: &mut Vec<Diagnostic>) {
        let mut facts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, seen) in &self.names {
            facts.entry(format!("letters {}", letters(name))).or_default().push(name);
            if let Some(verb) = moment(&seen.field) {
                facts.entry(format!("moment {verb}")).or_default().push(name);
            }
        }
        for synonyms in facts.values().filter(|names| names.len() > 1) {
            for ((name, odd), (common, usual)) in unusual(synonyms, &self.names, |seen| seen.count) {
                let title = format!("`{name}` and `{common}` look like two names of one fact");
                let found = Diagnostic::new(&C1602, title, odd.field.span, "one name for it")
                    .label(usual.field.span, "another name for it")
                    .help(format!("call it `{common}` everywhere, or say in a description what sets them apart"));
                findings.push(found.at(odd.own.element.as_str(), format!("{}/{}/name", odd.list, odd.field.at)));
            }
        }
    }
}

/// What happened at a moment, by the stem of its verb: `upload` of `uploaded_at` and of `upload_time`.
fn moment(field: &Field) -> Option<String> {
    let kind = lower(field.kind()?.0);
    let mut words = words(field.name);
    let last = words.pop()?;
    if !["datetime", "date"].contains(&&*kind) || !MOMENTS.contains(&last.as_str()) || words.is_empty() {
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
