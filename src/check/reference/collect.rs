//! All names that are used, with the place where each is looked up.
//!
//! In: declarations and their shapes. Out: references; and findings for texts that are no name at all.

use rayon::prelude::*;

use super::{Reference, Space, source, special, types};
use crate::ast::Node;
use crate::check::gather::{Declaration, Set};
use crate::check::names::{Names, Part};
use crate::check::place::{Word, whole, word};
use crate::check::walk::{Visit, walk};
use crate::diag::Diagnostic;
use crate::kinds::{Kind, Local, Shape};

/// The kinds that a type may be, by itself.
const TYPES: &[&str] = &["entity", "value", "enum"];
/// The same inside GraphQL.
const GRAPHQL_TYPES: &[&str] = &["entity", "value", "enum", "graphql type"];

/// Prefixes of references, in lower case, and the kinds that they stand for.
const PREFIXES: &[(&str, &[&str])] = &[
    ("entity", &["entity"]),
    ("valueobject", &["value"]),
    ("value", &["value"]),
    ("enum", &["enum"]),
    ("error", &["error"]),
    ("event", &["event"]),
    ("command", &["command"]),
    ("query", &["query"]),
    ("projection", &["projection"]),
    ("rule", &["rule"]),
    ("workflow", &["workflow"]),
    ("policy", &["policy"]),
    ("role", &["role"]),
    ("permission", &["permission"]),
    ("scenario", &["scenario"]),
    ("secret", &["secret"]),
    ("integration", &["integration"]),
    ("integrationoperation", &["operation"]),
    ("integration_operation", &["operation"]),
    ("operation", &["operation"]),
    ("persistencetable", &["table"]),
    ("persistence.table", &["table"]),
    ("table", &["table"]),
    ("persistencedatasource", &["datasource"]),
    ("persistence.datasource", &["datasource"]),
    ("datasource", &["datasource"]),
];

/// The kinds that a prefix or the word for a kind stands for.
pub fn kinds_of(prefix: &str) -> Option<&'static [&'static str]> {
    let prefix = prefix.to_lowercase();
    PREFIXES.iter().find(|(word, _)| *word == prefix).map(|(_, kinds)| *kinds)
}

/// Where names are gathered.
pub struct Collector<'a, 's> {
    /// The declarations.
    pub set: &'s Set<'a>,
    /// The names.
    pub names: &'s Names<'a>,
    /// What was found wrong on the way.
    pub findings: Vec<Diagnostic>,
    declaration: usize,
    references: Vec<Reference<'a>>,
}

/// Gathers the names that are used in a set.
pub fn collect<'a>(set: &Set<'a>, names: &Names<'a>, findings: &mut Vec<Diagnostic>) -> Vec<Reference<'a>> {
    let of_one = |(at, declaration): (usize, &Declaration<'a>)| {
        let mut collector = Collector { set, names, findings: Vec::new(), declaration: at, references: Vec::new() };
        walk(declaration, &mut |visit| collector.visit(declaration, visit));
        if declaration.kind.keyword == "rule" {
            special::rule_rows(&mut collector, declaration);
        }
        (collector.references, collector.findings)
    };
    let all: Vec<_> = set.declarations.par_iter().enumerate().map(of_one).collect();
    let mut references = Vec::with_capacity(all.iter().map(|(references, _)| references.len()).sum());
    for (theirs, found) in all {
        references.extend(theirs);
        findings.extend(found);
    }
    references
}

impl<'a> Collector<'a, '_> {
    fn visit(&mut self, declaration: &Declaration<'a>, visit: &Visit<'a, '_>) {
        match visit.shape {
            Shape::Type => {
                let kinds = if is_graphql(declaration.kind) { GRAPHQL_TYPES } else { TYPES };
                types::collect(self, visit, kinds);
            }
            Shape::Ref(kinds) => {
                let end = visit.node.as_text().map_or(0, str::len);
                self.name(visit.node, 0, end, kinds, visit.path());
                if *kinds == ["operation"]
                    && let Some(reference) = self.references.last_mut()
                {
                    let words = ["target", "integration", "service"];
                    reference.target = words.iter().find_map(|word| visit.beside(word)).and_then(Node::as_text);
                }
            }
            Shape::Local(local) => self.local(declaration, *local, visit),
            Shape::Special(special) => special::collect(self, declaration, *special, visit),
            Shape::Map(_) if visit.key.is_some_and(|key| key.name == "expect") => {
                if let Some(error) = visit.node.get("error") {
                    let end = error.as_text().map_or(0, str::len);
                    self.name(error, 0, end, &["error"], format!("{}/error", visit.path()));
                }
            }
            Shape::Map(_) => source::keys(self, visit),
            _ => {}
        }
    }

    /// The number of the declaration that is looked at.
    pub fn here(&self) -> usize {
        self.declaration
    }

    /// The text of a node from `start` up to `end` as a name of one of these kinds, bare or with a prefix.
    pub fn name(&mut self, node: &'a Node, start: usize, end: usize, kinds: &'static [&'static str], path: String) {
        let found = word(node, start, end);
        let declared = kinds.iter().any(|kind| !self.names.find(kind, found.text).is_empty());
        if !declared
            && let Some((prefix, rest)) = found.text.split_once(':')
            && let Some(meant) = kinds_of(prefix)
            && !rest.is_empty()
        {
            // A prefix of another kind is cut off too: the message is then about the kind. But permissions have colons.
            let fits = kinds.iter().any(|kind| meant.contains(kind));
            if fits || kinds != ["permission"] {
                let found = word(node, end - rest.len(), end);
                return self.add(found, Space::Kinds(if fits { meant } else { kinds }), path);
            }
        }
        self.add(found, Space::Kinds(kinds), path);
    }

    /// A name that is looked up as it is.
    pub fn add(&mut self, word: Word<'a>, space: Space, path: String) {
        self.push(word, space, path, |_| {});
    }

    /// The same, with more to say of it.
    pub fn push(&mut self, word: Word<'a>, space: Space, path: String, more: impl FnOnce(&mut Reference<'a>)) {
        if word.text.trim().is_empty() || word.text.contains("{{") {
            return;
        }
        let declaration = self.declaration;
        let mut reference =
            Reference { word, space, declaration, path, known: &[], target: None, is_type: false, strangers: false };
        more(&mut reference);
        self.references.push(reference);
    }

    fn local(&mut self, declaration: &Declaration<'a>, local: Local, visit: &Visit<'a, '_>) {
        if local == Local::FieldOfEntity && is_input(declaration, visit.node) {
            // `only when Employee exists by employee_id`: what the caller gives names the entity by its key.
            return;
        }
        let owner = match local {
            Local::Field | Local::Column | Local::State => Some(self.declaration),
            Local::FieldOfEntity => self.entity(visit.beside("entity")),
            Local::FieldOfWorkflowEntity => self.entity(declaration.node.get("entity")),
        };
        let part = match local {
            Local::Column => Part::Column,
            Local::State => Part::State,
            _ => Part::Field,
        };
        if let (Some(owner), Some(found)) = (owner, whole(visit.node)) {
            self.add(found, Space::Part(part, owner), visit.path());
        }
    }

    /// The entity that a text names, if there is exactly one.
    pub fn entity(&self, node: Option<&'a Node>) -> Option<usize> {
        let text = node?.as_text()?;
        let bare = text.split_once(':').filter(|(prefix, _)| prefix.eq_ignore_ascii_case("entity"));
        self.names.only("entity", bare.map_or(text, |(_, name)| name))
    }
}

/// Whether a text names an input of its command.
fn is_input(declaration: &Declaration, node: &Node) -> bool {
    let inputs = declaration.node.get("input").and_then(Node::as_list).unwrap_or_default();
    let mut names = inputs.iter().filter_map(|item| item.node.get("name")?.as_text());
    node.as_text().is_some_and(|wanted| names.any(|name| name == wanted))
}

fn is_graphql(kind: &Kind) -> bool {
    kind.section.first() == Some(&"api")
}
