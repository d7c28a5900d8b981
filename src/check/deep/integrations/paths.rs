//! C1106 and C1111: names in the paths of files and of outside operations.
//!
//! In: buckets and operations. Out: a finding for each name in braces that nothing fills.

use std::collections::BTreeSet;

use crate::ast::Node;
use crate::check::deep::model::{Effect, Entity, Model, Operation, template, words::each_stem};
use crate::check::deep::parts::{bare, fields, text};
use crate::check::deep::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::check::place::{Word, quoted, trimmed, word};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::Diagnostic;
use crate::diag::code::{C1106, C1111};
use crate::diag::nearest::{ranked, same_letters};
use crate::lookup::HashMap;

/// Names that every path may use: the time at which a file is stored, and chance.
pub const KNOWN: &[&str] = &["uuid", "timestamp", "date", "year", "month", "day", "now", "random", "ext", "extension"];

/// Looks at the outside operations of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for operation in share.all("operation") {
        let Some(node) = operation.node.get("path") else { continue };
        let request = fields(operation.node, "request_schema");
        for word in braced(node) {
            if request.iter().any(|field| field.name == word.text) {
                continue;
            }
            let name = operation.name.map_or("", |(name, _)| name);
            let title = format!("the path of `{name}` has a parameter `{}` that is not sent", word.text);
            let mut found = Diagnostic::new(&C1111, title, word.span, "no field of the request has this name");
            if let Some((near, sure)) = ranked(word.text, request.iter().map(|field| field.name)) {
                let how = if sure { MachineApplicable } else { MaybeIncorrect };
                if let Some(field) = request.iter().find(|field| field.name == near) {
                    found = found.label(field.span, "perhaps this one is meant");
                }
                if word.exact {
                    found = found.fix(format!("write `{near}`"), how, word.span, near);
                }
            }
            let found = found.help("add it to the request, or take it out of the path");
            findings.push(found.at(operation.element.as_str(), "path"));
        }
    }
}

/// The paths of buckets, and what is stored in each.
pub struct Paths<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// What is stored by way of each integration that has a bucket with a path.
    stored: HashMap<&'x str, Stored<'x>>,
    /// The queries that store something; they come after all commands.
    queries: Vec<&'x Operation<'m>>,
}

impl<'x, 'm, 'a> Paths<'x, 'm, 'a> {
    /// The paths of a model, of which nothing was looked at yet.
    pub fn of(model: &'x Model<'m, 'a>) -> Paths<'x, 'm, 'a> {
        let with_path = model.sound.all("bucket").filter(|own| own.node.get("path_template").is_some());
        let owners = with_path.filter_map(|own| Some(bare(text(own.node, "integration_id")?.0)));
        let mut stored: HashMap<&str, Stored> = owners.map(|owner| (owner, Stored::default())).collect();
        // What is stored by an operation with an error is not known.
        for kind in ["command", "query"] {
            let lost = |own: &&Declaration| own.name.is_none_or(|(name, _)| model.operation(kind, name).is_none());
            for own in model.sound.every(kind).filter(lost) {
                let effects = Effect::list(model.sound, own, own.node, "");
                for (integration, _) in effects.iter().filter_map(Effect::integration) {
                    stored.entry(integration).and_modify(|stored| stored.lost = true);
                }
            }
        }
        Paths { model, stored, queries: Vec::new() }
    }

    /// Takes what an operation stores.
    fn take(&mut self, operation: &'x Operation<'m>) {
        let created = || operation.effects.iter().filter(|effect| effect.creates());
        let model = self.model;
        let entities: Vec<&Entity> = created().filter_map(|effect| model.entity(effect.entity()?.0)).collect();
        let lost = entities.len() < created().count();
        if entities.is_empty() && !lost {
            return;
        }
        let called: BTreeSet<&str> =
            operation.effects.iter().filter_map(|effect| Some(effect.integration()?.0)).collect();
        for integration in called {
            let Some(stored) = self.stored.get_mut(integration) else { continue };
            stored.lost |= lost;
            stored.names.extend(operation.inputs.iter().map(|field| field.name));
            for entity in &entities {
                stored.names.extend(entity.fields.iter().map(|field| field.name));
                if stored.entities.iter().all(|other| other.name != entity.name) {
                    stored.entities.push(entity);
                }
            }
        }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Paths<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, _: &mut Vec<Diagnostic>) {
        if self.stored.is_empty() {
            return;
        }
        share.commands().iter().for_each(|own| self.take(own));
        self.queries.extend(share.queries().iter().filter(|own| own.effects.iter().any(|effect| effect.creates())));
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        std::mem::take(&mut self.queries).into_iter().for_each(|own| self.take(own));
        let model = self.model;
        for bucket in model.sound.all("bucket") {
            let Some((owner, _)) = text(bucket.node, "integration_id") else { continue };
            let Some(node) = bucket.node.get("path_template") else { continue };
            let stored = self.stored.get(bare(owner)).filter(|stored| !stored.entities.is_empty() && !stored.lost);
            let Some(stored) = stored else { continue };
            for word in braced(node) {
                if stored.knows(model, word.text) || KNOWN.contains(&word.text) {
                    continue;
                }
                let entity = stored.entities.iter().map(|entity| entity.name);
                let entity = quoted(entity, "or");
                let title = format!("the path of a file uses `{}`, which no {entity} has", word.text);
                let mut found = Diagnostic::new(&C1106, title, word.span, format!("no field of {entity}"));
                let names: Vec<&str> = stored.names.iter().copied().collect();
                let letters = names.iter().copied().find(|name| same_letters(name, word.text)).map(|name| (name, true));
                if let Some((near, sure)) = letters.or_else(|| ranked(word.text, names.iter().copied())) {
                    let field = stored.entities.iter().find_map(|entity| entity.field(near));
                    if let Some(field) = field {
                        found = found.label(field.span, "perhaps this one is meant");
                    }
                    let how = if sure { MachineApplicable } else { MaybeIncorrect };
                    if word.exact {
                        found = found.fix(format!("write `{near}`"), how, word.span, near);
                    }
                } else {
                    found = found.help("use a field of what is stored, or an input of the command that stores it");
                }
                findings.push(found.at(bucket.element.as_str(), "path_template"));
            }
        }
    }
}

/// What is stored by way of an integration: the entities whose rows are written by the commands that call it.
#[derive(Default)]
struct Stored<'p> {
    entities: Vec<&'p Entity<'p>>,
    /// The fields of these entities, and the inputs of the commands.
    names: BTreeSet<&'p str>,
    /// Whether more is stored, which has an error.
    lost: bool,
}

impl Stored<'_> {
    /// Whether a name is filled: a field, an input, or the key of what is stored under its noun.
    fn knows(&self, model: &Model, name: &str) -> bool {
        let is_key = |entity: &&Entity| {
            model.entity_of_id(name, Some(entity)).is_some_and(|target| target.name == entity.name)
                || each_stem(name).eq(each_stem(entity.name).chain(["id".into()]))
        };
        self.names.contains(name) || self.entities.iter().any(is_key)
    }
}

/// The names in single braces; those in double ones are templates.
pub fn braced(node: &Node) -> Vec<Word<'_>> {
    let Some(text) = node.as_text().filter(|text| !template::has(text)) else { return Vec::new() };
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = text.get(from..).and_then(|rest| rest.find('{')).map(|at| from + at + 1) {
        let Some(close) = text.get(open..).and_then(|rest| rest.find('}')).map(|at| open + at) else { break };
        let (start, end) = trimmed(text, open, close);
        if start < end {
            found.push(word(node, start, end));
        }
        from = close + 1;
    }
    found
}
