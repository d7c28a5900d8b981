//! All names that are used, with the place where each is looked up.
//!
//! In: declarations and their shapes. Out: references; and findings for texts that are no name at all.

use super::{Reference, References, Space, source, special, types};
use crate::ast::Node;
use crate::check::deep::model::template;
use crate::check::deep::parts::bare;
use crate::check::gather::{Declaration, Set};
use crate::check::names::{Names, Part};
use crate::check::place::{Step, Word, called, cut, trim, whole, word};
use crate::check::walk::{Visit, walk};
use crate::diag::Diagnostic;
use crate::kinds::{Kind, Local, Shape, Special};

/// The kinds that a type may be, by itself.
const TYPES: &[&str] = &["entity", "value", "enum"];
/// The same inside GraphQL.
const GRAPHQL_TYPES: &[&str] = &["entity", "value", "enum", "graphql type"];

/// Prefixes of references, whose case makes no difference, and the kinds that they stand for.
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
    PREFIXES.iter().find(|(word, _)| word.eq_ignore_ascii_case(prefix)).map(|(_, kinds)| *kinds)
}

/// Where the names in one declaration are gathered.
pub struct Collector<'a, 's> {
    /// The declarations.
    pub set: &'s Set<'a>,
    /// The names.
    pub names: &'s Names<'a>,
    /// What was found wrong on the way.
    pub findings: Vec<Diagnostic>,
    declaration: usize,
    all: Vec<Reference<'a>>,
    /// The events that something emits, or lists as emitted.
    emitted: Vec<&'a str>,
    /// The events that something else names.
    consumed: Vec<&'a str>,
}

/// Gathers the names that are used in a set.
pub fn collect<'a>(set: &Set<'a>, names: &Names<'a>) -> Vec<Reference<'a>> {
    let of_one = |own: &Declaration<'a>| {
        let mut collector = Collector::new(set, names);
        collector.begin(own.at);
        walk(own, &mut |visit| collector.look(own, visit));
        collector.rest(own);
        collector.all
    };
    set.declarations.iter().flat_map(of_one).collect()
}

impl<'a, 's> Collector<'a, 's> {
    /// One for the declarations of a set, one after the other.
    pub fn new(set: &'s Set<'a>, names: &'s Names<'a>) -> Collector<'a, 's> {
        let (findings, all) = (Vec::new(), Vec::new());
        Collector { set, names, findings, declaration: 0, all, emitted: Vec::new(), consumed: Vec::new() }
    }

    /// Begins with the declaration of this number.
    pub fn begin(&mut self, declaration: usize) {
        self.declaration = declaration;
    }

    /// Looks at what is not one value, once every value was looked at.
    fn rest(&mut self, own: &Declaration<'a>) {
        if own.kind.keyword == "rule" {
            special::rule_rows(self, own);
        }
    }

    /// Looks up the names of a declaration, once every value was looked at.
    pub fn end(&mut self, own: &Declaration<'a>, found: &mut References<'a>, findings: &mut Vec<Diagnostic>) {
        self.rest(own);
        findings.append(&mut self.findings);
        for reference in self.all.drain(..) {
            found.look_up(self.set, self.names, reference, findings);
        }
        found.emitted.append(&mut self.emitted);
        found.consumed.append(&mut self.consumed);
    }
}

impl<'a> Collector<'a, '_> {
    /// Gathers the names in a value.
    pub fn look(&mut self, declaration: &Declaration<'a>, visit: &Visit<'a, '_>) {
        self.event(visit);
        match visit.shape {
            Shape::Type => {
                let kinds = if is_graphql(declaration.kind) { GRAPHQL_TYPES } else { TYPES };
                types::collect(self, visit, kinds);
            }
            Shape::Ref(kinds) => {
                let end = visit.node.as_text().map_or(0, str::len);
                self.name(visit.node, 0, end, kinds);
                if *kinds == ["operation"]
                    && let Some(reference) = self.all.last_mut()
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
                    self.name(error, 0, end, &["error"]);
                }
            }
            Shape::Map(_) => source::keys(self, visit),
            _ => {}
        }
    }

    /// Notes the event that a value names.
    fn event(&mut self, visit: &Visit<'a, '_>) {
        let out = match visit.shape {
            Shape::Ref(kinds) if kinds.contains(&"event") => {
                matches!(visit.steps, [Step::Key("emits"), _, ..] | [.., Step::Key("params"), Step::Key("event")])
            }
            Shape::Special(Special::ByKind("type"))
                if visit.beside("type").and_then(Node::as_text) == Some("event") =>
            {
                false
            }
            _ => return,
        };
        if let Some(name) = called(visit.node) {
            if out { &mut self.emitted } else { &mut self.consumed }.push(bare(name));
        }
    }

    /// The number of the declaration that is looked at.
    pub fn here(&self) -> usize {
        self.declaration
    }

    /// The text of a node from `start` up to `end` as a name of one of these kinds, bare or with a prefix.
    pub fn name(&mut self, node: &'a Node, start: usize, end: usize, kinds: &'static [&'static str]) {
        let found = word(node, start, end);
        let is_declared = || kinds.iter().any(|kind| !self.names.find(kind, found.text).is_empty());
        if let Some((prefix, rest)) = cut(found.text, b':')
            && !is_declared()
            && let Some(meant) = kinds_of(prefix)
            && !rest.is_empty()
        {
            // A prefix of another kind is cut off too: the message is then about the kind. But permissions have colons.
            let fits = kinds.iter().any(|kind| meant.contains(kind));
            if fits || kinds != ["permission"] {
                let found = word(node, end - rest.len(), end);
                return self.add(found, Space::Kinds(if fits { meant } else { kinds }), node);
            }
        }
        self.add(found, Space::Kinds(kinds), node);
    }

    /// A name that is looked up as it is.
    pub fn add(&mut self, word: Word<'a>, space: Space, place: &'a Node) {
        self.push(word, space, place, |_| {});
    }

    /// The same, with more to say of it.
    pub fn push(&mut self, word: Word<'a>, space: Space, place: &'a Node, more: impl FnOnce(&mut Reference<'a>)) {
        if trim(word.text).is_empty() || template::has(word.text) {
            return;
        }
        let declaration = self.declaration;
        let mut reference =
            Reference { word, space, declaration, place, known: &[], target: None, is_type: false, strangers: false };
        more(&mut reference);
        self.all.push(reference);
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
            Local::InputOfTarget => {
                let target = declaration.node.get("target_ref").and_then(Node::as_text);
                target.and_then(|name| self.names.only("command", name.strip_prefix("command:").unwrap_or(name)))
            }
        };
        let part = match local {
            Local::Column => Part::Column,
            Local::State => Part::State,
            Local::InputOfTarget => Part::Input,
            _ => Part::Field,
        };
        if let (Some(owner), Some(found)) = (owner, whole(visit.node)) {
            self.add(found, Space::Part(part, owner), visit.node);
        }
    }

    /// The entity that a text names, if there is exactly one.
    pub fn entity(&self, node: Option<&'a Node>) -> Option<usize> {
        let text = node?.as_text()?;
        let bare = cut(text, b':').filter(|(prefix, _)| prefix.eq_ignore_ascii_case("entity"));
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
