//! C1603: tags that differ by number, case or separator only.
//!
//! In: the tags of all declarations. Out: a hint for each spelling but the most common one, at its first use.

use std::collections::BTreeMap;

use super::{rank, unusual};
use crate::check::deep::model::words::{Word, stems};
use crate::check::deep::parts::items;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C1603;
use crate::lookup::HashMap;
use crate::source::Span;

/// One spelling: how often it is used, and where first.
struct Use<'m> {
    count: usize,
    own: &'m Declaration<'m>,
    at: usize,
    span: Span,
}

/// All tags.
#[derive(Default)]
pub struct Tags<'m> {
    tags: HashMap<&'m str, Use<'m>>,
}

impl<'m> Tags<'m> {
    /// Takes the tags of a declaration.
    pub fn take(&mut self, own: &'m Declaration<'m>) {
        for (at, item) in items(own.node, "tags").iter().enumerate() {
            let Some(tag) = called(&item.node) else { continue };
            let used = |count| Use { count, own, at, span: item.node.span };
            let known = self.tags.entry(tag);
            known
                .and_modify(|seen| match !std::ptr::eq(seen.own.kind, own.kind) && rank(seen.own) > rank(own) {
                    true => *seen = used(seen.count + 1),
                    false => seen.count += 1,
                })
                .or_insert_with(|| used(1));
        }
    }

    /// Says which are one word.
    pub fn check(&self, findings: &mut Vec<Diagnostic>) {
        let mut words: BTreeMap<Vec<Word>, Vec<&str>> = BTreeMap::new();
        for tag in self.tags.keys() {
            words.entry(stems(tag)).or_default().push(tag);
        }
        for spellings in words.values().filter(|spellings| spellings.len() > 1) {
            for ((tag, odd), (common, usual)) in unusual(spellings, &self.tags, |seen| seen.count) {
                let title = format!("the tags `{tag}` and `{common}` are one word");
                let found = Diagnostic::new(&C1603, title, odd.span, format!("used {}", times(odd.count)))
                    .label(usual.span, format!("used {}", times(usual.count)))
                    .note("who looks for one of them does not find the other")
                    .help(format!("write `{common}` everywhere"));
                findings.push(found.at(odd.own.element.as_str(), format!("tags/{}", odd.at)));
            }
        }
    }
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}
