//! C0411: a file that is stored before it is known what its path says.
//!
//! In: a call of an operation that stores in a bucket with a `path_template`, and what is known at that point. Out: a finding for the
//! names of the path that a row will have, and has not yet. A call that is given the key itself makes its own path, and so does an
//! operation whose address has names of its own; a name that no row has is told of at the bucket.

use std::collections::BTreeSet;

use super::known::{Known, fits_integration};
use crate::check::deep::integrations::paths::{KNOWN, braced};
use crate::check::deep::model::{Effect, Model, Operation, entity::names};
use crate::check::deep::parts::{bare, fields, text};
use crate::check::gather::Declaration;
use crate::check::place::{Word, quoted};
use crate::diag::code::C0411;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashMap;

/// Names under which a call is given the key of a file.
pub const KEYS: &[&str] = &["key", "path", "object_key", "file_key", "s3_key", "object_name", "blob_name"];

/// The buckets whose files have a path.
#[derive(Default)]
pub struct Buckets<'m> {
    /// Those of each integration.
    of: HashMap<&'m str, Vec<&'m Declaration<'m>>>,
    /// The first that names an operation of its integration.
    named: HashMap<(&'m str, &'m str), &'m Declaration<'m>>,
}

impl<'m> Buckets<'m> {
    /// The buckets of a model.
    pub fn of(model: &Model<'m, 'm>) -> Buckets<'m> {
        let mut all = Buckets::default();
        for own in model.sound.all("bucket").filter(|own| own.node.get("path_template").is_some()) {
            let Some((integration, _)) = text(own.node, "integration_id") else { continue };
            let integration = bare(integration);
            all.of.entry(integration).or_default().push(own);
            for name in names(own.node, "operations") {
                all.named.entry((integration, bare(name))).or_insert(own);
            }
        }
        all
    }

    /// The bucket in which an operation of an integration keeps files: the one that names it, or the only one, which names none.
    pub fn one(&self, integration: &'m str, operation: &'m str) -> Option<&'m Declaration<'m>> {
        let only = || match self.of.get(integration)?.as_slice() {
            [only] if names(only.node, "operations").is_empty() => Some(*only),
            _ => None,
        };
        self.named.get(&(integration, operation)).copied().or_else(only)
    }
}

/// Whether an operation outside stores something.
pub fn stores(called: &Declaration) -> bool {
    text(called.node, "method")
        .is_some_and(|(method, _)| ["PUT", "POST"].iter().any(|own| method.eq_ignore_ascii_case(own)))
}

/// Looks at one call.
pub fn check<'m>(
    model: &Model<'m, '_>,
    buckets: &Buckets<'m>,
    operation: &Operation<'m>,
    effect: &Effect<'m>,
    known: &Known<'_, 'm, '_>,
    unfilled: &BTreeSet<&str>,
    findings: &mut Vec<Diagnostic>,
) {
    let (Some((integration, _)), Some((name, span))) = (effect.integration(), effect.operation()) else { return };
    let Some(bucket) = buckets.one(integration, name).filter(|_| fits_integration(model, effect)) else { return };
    let Some(called) = model.sound.one("operation", name) else { return };
    let given = effect.map("payload").unwrap_or(&[]);
    let is_given = |name: &str| given.iter().any(|entry| entry.key.as_text() == Some(name));
    let asked = fields(called.node, "request_schema");
    let by_key = KEYS.iter().any(|key| is_given(key) || asked.iter().any(|field| field.name == *key));
    let own_path = called.node.get("path").is_some_and(|path| !braced(path).is_empty());
    let Some(path) = bucket.node.get("path_template") else { return };
    if !stores(called) || by_key || own_path || known.dark {
        return;
    }
    let entities = || {
        let made = operation.effects.iter().filter(|own| own.creates());
        made.filter_map(|own| model.entity(own.entity()?.0))
    };
    let of_row = |name: &str| {
        entities().any(|entity| {
            let key = model.entity_of_id(name, Some(entity)).is_some_and(|target| target.name == entity.name);
            key || entity.field(name).is_some()
        })
    };
    let open = |word: &Word| {
        let said = is_given(word.text) || known.value(word.text, None).is_some() || KNOWN.contains(&word.text);
        !said && !unfilled.contains(word.text) && of_row(word.text)
    };
    let missing: Vec<Word> = braced(path).into_iter().filter(open).collect();
    let Some(first) = missing.first() else { return };
    let all = quoted(missing.iter().map(|word| word.text), "and");
    let title = format!("`{name}` stores a file whose path needs {all}");
    let mut found = Diagnostic::new(&C0411, title, span, format!("{all} not known yet"));
    found = missing.iter().fold(found, |found, word| found.label(word.span, "part of the path of each file"));
    let found =
        found.note("looked at the payload, the inputs, the rows at hand, and what earlier steps gave back").help(
            Help::from("send it, as in ")
                .clause(Clause::map(Where::Step("call.integration"), "payload", first.text, "{{…}}"))
                .words(format!("; a new id can be an input `{}` with ", first.text))
                .clause(Clause::bind(first.text, "new.uuid")),
        );
    findings.push(found.at(operation.own.element.as_str(), format!("effects/{}/params/payload", effect.at)));
}
