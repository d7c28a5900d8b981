//! C1114: keys of files that do not lead to one file.
//!
//! In: calls of stores that are given a key, the rows that keep one, and the paths of buckets. Out: a warning for each bucket whose files are
//! asked for or stored under another path than it says, and an error for each row that keeps another key than its file is stored under,
//! where others ask for the file by what the row keeps, and for each that asks by a field in which no key is kept. Keys are compared where
//! they are put together of the same names, or of values that one command has by other names; and by what they begin and end with.

use std::collections::BTreeMap;

use super::files::{Buckets, KEYS, stores};
use super::known::fits_integration;
use crate::ast::{Entry, Node};
use crate::check::deep::integrations::paths::KNOWN;
use crate::check::deep::model::{Effect, Model, Operation, template, words};
use crate::check::place::cut;
use crate::diag::code::C1114;
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;

/// A call of a store with the key that it is given.
struct Keyed<'o, 'm> {
    operation: &'o Operation<'m>,
    effect: &'o Effect<'m>,
    integration: &'m str,
    name: &'m str,
    key: &'m Node,
    /// The key under which it is given.
    under: &'m str,
}

/// Looks at all operations.
pub fn check<'m>(model: &Model<'m, '_>, buckets: &Buckets<'m>, findings: &mut Vec<Diagnostic>) {
    let calls: Vec<Keyed> = model.operations.iter().flat_map(|own| keyed(model, own)).collect();
    let mut told: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    let (mut right, read) = (Vec::new(), kept(model, &calls));
    for call in &calls {
        let bucket = buckets.one(call.integration, call.name);
        let path = bucket.and_then(|own| Some((own, own.node.get("path_template")?)));
        let Some((bucket, path)) = path.filter(|(_, path)| differs(call.operation, call.key, path)) else {
            right.push(call);
            continue;
        };
        let found = match told.remove(bucket.element.as_str()) {
            Some(found) => found.label(call.key.span, format!("`{}` is given this one", call.name)),
            None => astray(call, path),
        };
        told.insert(&bucket.element, found);
    }
    findings.extend(told.into_values());
    findings.extend(
        right.into_iter().filter_map(|call| otherwise(model, call, &read).or_else(|| misread(model, call, &read))),
    );
}

/// A call with another key than the files of its bucket have.
fn astray(call: &Keyed, path: &Node) -> Diagnostic {
    let title = format!("`{}` is given a key that is not the path of the files in its bucket", call.name);
    let place = format_args!("effects/{}/params/payload/{}", call.effect.at, call.under);
    Diagnostic::new(&C1114, title, call.key.span, "another key")
        .label(path.span, "where the files lie")
        .help("put the key together as the path says, or mend the path")
        .at(call.operation.own.element.as_str(), place)
}

/// Whether a key that a command puts together is another one than a key beside it, or than the path of a bucket. What only the moment of
/// storing can fill is not compared.
fn differs(operation: &Operation, key: &Node, other: &Node) -> bool {
    let (Some(key), Some(other)) = (key.as_text(), other.as_text()) else { return false };
    let ((own, names), (wanted, known)) = (outline(key), outline(other));
    if names.is_empty() || own == wanted || names.iter().any(|name| KNOWN.contains(name)) {
        return false;
    }
    let apart = |own: &str, wanted: &str| !own.starts_with(wanted) && !wanted.starts_with(own);
    let turned = |text: &str| text.chars().rev().collect::<String>();
    let start = |text: &str| text.split('{').next().unwrap_or_default().to_owned();
    let end = |text: &str| turned(text.rsplit('}').next().unwrap_or_default());
    // An input stands for itself: where all else is the same, a key of other inputs is another key.
    let are =
        |own: &[&str], known: &[&str]| own.iter().all(|name| known.contains(name) || operation.input(name).is_some());
    let bare = |text: &str, names: &[&str]| {
        names.iter().fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), "{}"))
    };
    let is_like = bare(&own, &names) == bare(&wanted, &known) && are(&names, &known) && are(&known, &names);
    let is_of_names = names.iter().all(|name| known.contains(name)) || is_like;
    apart(&start(&own), &start(&wanted)) || apart(&end(&own), &end(&wanted)) || is_of_names
}

/// A key as a path of a bucket says it, with the last part of each name; and these names: `loans/{loan_id}` for `/loans/{{loan.loan_id}}`.
fn outline(text: &str) -> (String, Vec<&str>) {
    let (mut said, mut names) = (String::new(), Vec::new());
    let mut rest = text.trim_start_matches('/');
    while let Some((before, behind)) = cut(rest, b'{') {
        let Some((inside, after)) = cut(behind, b'}') else { break };
        let name = inside.trim_start_matches('{').trim().rsplit('.').next().unwrap_or_default();
        [before, "{", name, "}"].into_iter().for_each(|part| said.push_str(part));
        names.push(name);
        rest = after.strip_prefix('}').unwrap_or(after);
    }
    (said + rest, names)
}

/// The calls of an operation that are given a key.
fn keyed<'o, 'm>(model: &Model<'m, '_>, operation: &'o Operation<'m>) -> Vec<Keyed<'o, 'm>> {
    let of = |effect: &'o Effect<'m>| {
        let (integration, _) = effect.integration()?;
        let (name, _) = effect.operation().filter(|_| fits_integration(model, effect))?;
        let entry =
            effect.map("payload")?.iter().find(|entry| entry.key.as_text().is_some_and(|own| KEYS.contains(&own)))?;
        Some(Keyed { operation, effect, integration, name, key: &entry.node, under: entry.key.as_text()? })
    };
    operation.effects.iter().filter(|own| own.sound && own.id == "call.integration").filter_map(of).collect()
}

/// The fields by which files are asked for, each with its entity and the store, and who asks.
type Kept<'o, 'm> = HashMap<(&'m str, &'m str, &'m str), &'o Keyed<'o, 'm>>;

/// What is asked for by what a row keeps.
fn kept<'o, 'm>(model: &Model<'m, '_>, calls: &'o [Keyed<'o, 'm>]) -> Kept<'o, 'm> {
    let of = |call: &'o Keyed<'o, 'm>| {
        let (row, field) = template::only(call.key)?.split_once('.')?;
        let entity = call.operation.loads.iter().find(|name| words::same(name, row))?;
        Some(((model.entity(entity)?.name, field, call.integration), call))
    };
    calls.iter().filter_map(of).collect()
}

/// The rows that a command makes beside the only file that it stores: the step, the entity, and what is written.
fn rows<'o, 'm>(
    model: &Model<'m, '_>,
    call: &Keyed<'o, 'm>,
) -> impl Iterator<Item = (&'o Effect<'m>, &'m str, &'m [Entry])> {
    let is_only =
        model.sound.one("operation", call.name).is_some_and(stores) && keyed(model, call.operation).len() == 1;
    let made = call.operation.effects.iter().filter(move |own| is_only && own.sound && own.creates());
    made.filter_map(|own| Some((own, own.entity()?.0, own.map("set")?)))
}

/// A call that asks for a file by what the client has said, beside which the row keeps the key of the file.
fn misread(model: &Model, call: &Keyed, read: &Kept) -> Option<Diagnostic> {
    let is_key = |entry: &&Entry| entry.node.as_text().map(outline) == call.key.as_text().map(outline);
    rows(model, call).find_map(|(_, entity, set)| {
        let kept = set.iter().find(is_key)?;
        let name = kept.key.as_text()?;
        set.iter().filter(|entry| !is_key(entry)).find_map(|entry| {
            let field = entry.key.as_text()?;
            let input = call.operation.input(template::only(&entry.node)?).filter(|own| !own.has("bind"))?;
            let reader = read.get(&(entity, field, call.integration))?;
            let title =
                format!("`{}` asks for the file by `{field}`, its key is kept in `{name}`", reader.operation.name);
            let mut found = Diagnostic::new(&C1114, title, reader.key.span, "no file is stored under this")
                .label(call.key.span, "stored under this key")
                .label(kept.key.span, "kept here")
                .label(input.span, format!("`{field}` is what the client says"))
                .help(format!("ask by `{name}`"));
            found.level = Level::Error;
            let place = format!("effects/{}/params/payload/{}", reader.effect.at, reader.under);
            Some(found.at(reader.operation.own.element.as_str(), place))
        })
    })
}

/// A row that keeps another key than the one under which its file is stored.
fn otherwise(model: &Model, call: &Keyed, read: &Kept) -> Option<Diagnostic> {
    rows(model, call).find_map(|(effect, entity, set)| {
        set.iter().find_map(|entry| {
            let field = entry.key.as_text()?;
            let reader = read.get(&(entity, field, call.integration))?;
            if !differs(call.operation, &entry.node, call.key) {
                return None;
            }
            let title = format!("`{entity}` keeps another key than its file is stored under");
            let mut found = Diagnostic::new(&C1114, title, entry.node.span, "kept")
                .label(call.key.span, "stored")
                .label(reader.key.span, format!("`{}` asks by the one that is kept", reader.operation.name))
                .help("keep the key under which the file is stored");
            found.level = Level::Error;
            Some(found.at(call.operation.own.element.as_str(), format!("effects/{}/params/set/{field}", effect.at)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn keys_are_said_as_paths_are() {
        assert_eq!(outline("/loans/{{ loan.loan_id }}/{{photo_id}}.jpg"), outline("loans/{loan_id}/{photo_id}.jpg"));
        assert_eq!(outline("a/{b}").1, ["b"]);
    }
}
