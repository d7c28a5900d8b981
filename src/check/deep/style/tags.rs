//! C1603: tags that differ by number, case or separator only.
//!
//! In: the tags of all declarations. Out: a hint for each spelling but the most common one, at its first use.

use std::collections::BTreeMap;

use crate::check::deep::model::{
    Model,
    words::{Word, stems},
};
use crate::check::deep::parts::items;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C1603;
use crate::source::Span;

/// One spelling: how often it is used, and where first.
struct Use<'p> {
    count: usize,
    own: &'p Declaration<'p>,
    at: usize,
    span: Span,
}

/// Looks at all tags.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut tags: BTreeMap<&str, Use> = BTreeMap::new();
    for kind in crate::kinds::KINDS {
        for own in model.sound.every(kind.keyword) {
            for (at, item) in items(own.node, "tags").iter().enumerate() {
                let Some(tag) = called(&item.node) else { continue };
                let span = item.node.span;
                tags.entry(tag).and_modify(|seen| seen.count += 1).or_insert(Use { count: 1, own, at, span });
            }
        }
    }
    let mut words: BTreeMap<Vec<Word>, Vec<&str>> = BTreeMap::new();
    for tag in tags.keys() {
        words.entry(stems(tag)).or_default().push(tag);
    }
    for spellings in words.values().filter(|spellings| spellings.len() > 1) {
        let count = |tag: &str| tags.get(tag).map_or(0, |seen| seen.count);
        let Some(common) = spellings.iter().max_by_key(|tag| (count(tag), std::cmp::Reverse(**tag))) else { continue };
        for tag in spellings.iter().filter(|tag| *tag != common) {
            let (Some(odd), Some(usual)) = (tags.get(tag), tags.get(common)) else { continue };
            let title = format!("the tags `{tag}` and `{common}` are one word");
            let found = Diagnostic::new(&C1603, title, odd.span, format!("used {}", times(odd.count)))
                .label(usual.span, format!("used {}", times(usual.count)))
                .note("who looks for one of them does not find the other")
                .help(format!("write `{common}` everywhere"));
            findings.push(found.at(odd.own.element.as_str(), format!("tags/{}", odd.at)));
        }
    }
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}
