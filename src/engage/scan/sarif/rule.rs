//! The rule that a result speaks of.
//!
//! In: a result, and the run it belongs to. Out: the id of the rule, the rule itself where the file describes it, and its tags.
//! A result may name its rule by an id, by an index, or by both, in the scanner itself or in an extension of it.

use serde_json::Value;

use super::form::{Component, Properties, Reported, Rule, Run};

/// The id of a result's rule, and its description.
pub fn rule<'a>(run: &'a Run, result: &'a Reported) -> (&'a str, Option<&'a Rule>) {
    let reference = result.rule.as_ref();
    let id = result.rule_id.as_deref().or_else(|| reference?.id.as_deref());
    let index = result.rule_index.or_else(|| reference?.index).and_then(|at| usize::try_from(at).ok());
    let of_index = index.and_then(|at| component(run, result).rules.get(at));
    let described = of_index.or_else(|| by_id(run, id?));
    (id.or(described.map(|rule| rule.id.as_str())).unwrap_or_default(), described)
}

fn component<'a>(run: &'a Run, result: &Reported) -> &'a Component {
    let named = result.rule.as_ref().and_then(|rule| rule.tool_component.as_ref());
    let extension = named.and_then(|named| {
        let at = named.index.and_then(|at| usize::try_from(at).ok());
        let by_name = || run.tool.extensions.iter().find(|one| Some(&one.name) == named.name.as_ref());
        at.and_then(|at| run.tool.extensions.get(at)).or_else(by_name)
    });
    extension.unwrap_or(&run.tool.driver)
}

/// An id may be finer than the rule that is described: `CA1000/1` is a case of `CA1000`.
fn by_id<'a>(run: &'a Run, id: &str) -> Option<&'a Rule> {
    let find = |id: &str| every_rule(run).find(|rule| rule.id == id);
    find(id).or_else(|| find(id.rsplit_once('/')?.0))
}

/// All rules that a run describes.
pub fn every_rule(run: &Run) -> impl Iterator<Item = &Rule> {
    run.tool.extensions.iter().chain([&run.tool.driver]).flat_map(|component| &component.rules)
}

/// The tags in bags of properties, in small letters: `tags`, and the words that scanners give as their own `category` or `type`.
pub fn tags<'a>(bags: impl Iterator<Item = &'a Properties>) -> Vec<String> {
    let mut tags = Vec::new();
    for bag in bags {
        let listed = bag.get("tags").and_then(Value::as_array).into_iter().flatten();
        let single = ["category", "type"].into_iter().filter_map(|key| bag.get(key));
        tags.extend(listed.chain(single).filter_map(Value::as_str).map(str::to_lowercase));
    }
    tags
}
