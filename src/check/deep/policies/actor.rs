//! C0809: what conditions and templates say of the caller, and what is known of one.
//!
//! In: a model. Out: one finding for each attribute that nobody knows, at its first use; and, for the advice of others, [`Own`]: where the
//! caller's own value of a field is known from. Without an actor, what every system knows of a caller is known: an id, roles, an
//! address, a name, a tenant.

use std::collections::{BTreeMap, BTreeSet};

use crate::ast::Node;
use crate::check::deep::model::{Model, Texts, template, words};
use crate::check::deep::parts::{Field, bare, each_field, fields, text};
use crate::check::gather::Declaration;
use crate::check::place::{Step, Word, join, quoted, way_to};
use crate::diag::code::C0809;
use crate::diag::nearest::nearest;
use crate::diag::{Diagnostic, Help};
use crate::source::Span;

/// What is known of a caller where nothing is declared.
const KNOWN: &[&str] = &["id", "role", "roles", "email", "name", "tenant_id"];

/// The declaration of the caller.
pub fn actor<'m>(model: &Model<'m, '_>) -> Option<&'m Declaration<'m>> {
    let mut all = model.sound.all("actor");
    all.next().filter(|_| all.next().is_none()).map(|own| -> &'m Declaration<'m> { own })
}

/// What is declared of an attribute of the caller.
pub fn field<'m>(model: &Model<'m, '_>, name: &str) -> Option<Field<'m>> {
    each_field(actor(model)?.node, "fields").find(|field| field.name == name)
}

/// Nouns for whoever calls.
const CALLERS: &[&str] = &["user", "account", "caller", "login", "principal", "actor"];

/// Where the caller's own value of a field is known from.
#[derive(Debug, PartialEq, Eq)]
pub struct Own {
    /// The attribute of the caller, as in `actor.id`.
    pub path: String,
    /// The field that the actor must be declared with before it is known.
    pub undeclared: Option<String>,
}

impl Own {
    /// The caller's own value of a field such as `employee_id`: an attribute of this name, or the id of the caller where that is one of
    /// the same thing. The id of a login is not the one of a customer, so that an attribute which is not there must be declared.
    pub fn of(model: &Model, name: &str) -> Own {
        let known = |path: String| Own { path, undeclared: None };
        if knows(model, name) {
            return known(format!("actor.{name}"));
        }
        let stems = words::stems(name);
        let noun = stems.split_last().and_then(|(last, rest)| rest.last().filter(|_| last == "id"));
        let of_caller = noun.is_some_and(|noun| {
            let same = || entity(model).is_some_and(|own| words::ends(own, noun.as_str()));
            is_caller(noun.as_str()) || same() || !model.is_noun(noun.as_str())
        });
        if of_caller {
            return known("actor.id".to_owned());
        }
        Own { path: format!("actor.{name}"), undeclared: Some(name.to_owned()) }
    }

    /// Advice that takes the caller's own value, in words: with what must be declared first.
    pub fn advise(&self, advice: impl Into<Help>) -> Help {
        match &self.undeclared {
            None => advice.into(),
            Some(name) => Help::from(format!("declare the actor with a field `{name}`, and ")).then(advice.into()),
        }
    }
}

/// Whether the caller is known to have an attribute.
pub fn knows(model: &Model, name: &str) -> bool {
    KNOWN.contains(&name) || field(model, name).is_some()
}

/// The entity whose rows are the callers, where that is declared.
pub fn entity<'m>(model: &Model<'m, '_>) -> Option<&'m str> {
    text(actor(model)?.node, "entity").map(|(name, _)| bare(name))
}

/// Whether a noun is one for whoever calls.
pub fn is_caller(noun: &str) -> bool {
    CALLERS.contains(&noun)
}

/// Whether a field such as `employee_id` names a person who may be the caller: somebody with a role, or what the actor is. `roles` are
/// those of which the caller has one, where that is known.
pub fn may_be(model: &Model, name: &str, roles: Option<&BTreeSet<&str>>) -> bool {
    let Some(noun) = noun(name) else { return false };
    match role_of(model, &noun) {
        Some(role) => roles.is_none_or(|roles| roles.contains(role)),
        None => {
            let same = || entity(model).is_some_and(|own| words::stems(own) == noun);
            field(model, name).is_some() || same()
        }
    }
}

/// The role that has the name of what a field such as `employee_id` is the id of, as far as callers may have it: whose rows it names
/// are those of the caller, or of somebody else with this role.
pub fn owner<'m>(model: &Model<'m, '_>, name: &str, roles: Option<&BTreeSet<&str>>) -> Option<&'m str> {
    role_of(model, &noun(name)?).filter(|role| roles.is_none_or(|roles| roles.contains(role)))
}

/// The words of what a field is the id of.
fn noun(name: &str) -> Option<Vec<words::Word<'_>>> {
    let mut stems = words::stems(name);
    let last = stems.pop()?;
    (last == "id" && !stems.is_empty()).then_some(stems)
}

fn role_of<'m>(model: &Model<'m, '_>, noun: &[words::Word]) -> Option<&'m str> {
    let mut all = model.sound.every("role").filter_map(|own| own.name).map(|(role, _)| role);
    all.find(|role| words::stems(role) == noun)
}

/// The kinds in which the caller is spoken of.
const SPEAKERS: &[&str] = &["command", "query", "rule", "workflow", "policy"];

/// Reports the attributes that are not known.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let sound = model.sound;
    let actor = actor(model);
    // An actor that is elsewhere, or has errors, may know more.
    if !sound.is_all_read() || sound.every("actor").count() > usize::from(actor.is_some()) {
        return;
    }
    let declared = actor.map_or(Vec::new(), |own| fields(own.node, "fields"));
    let known = |name: &str| KNOWN.contains(&name) || declared.iter().any(|field| field.name == name);
    let mut uses: BTreeMap<&str, Vec<(Span, &Declaration, String)>> = BTreeMap::new();
    for kind in SPEAKERS {
        for own in sound.all(kind) {
            for (path, span, node) in said(model.texts(own)) {
                let name = path.split('.').next().unwrap_or(path);
                if known(name) {
                    continue;
                }
                let way = way_to(own.node, node);
                // A value without braces is a text: that is said where it is compared.
                let compared = template::has(node.as_text().unwrap_or(""))
                    || !matches!(way.as_slice(), [_, .., Step::Key("value")]);
                if compared && !way.iter().any(is_for_people) {
                    uses.entry(name).or_default().push((span, own, join(&way)));
                }
            }
        }
    }
    for (name, mut places) in uses {
        places.sort_by_key(|(span, ..)| *span);
        let mut places = places.into_iter();
        let Some((span, own, place)) = places.next() else { continue };
        let title = format!("nothing says that a caller has `{name}`");
        let mut found = Diagnostic::new(&C0809, title, span, "no attribute of the caller is called so");
        for (span, ..) in places {
            found = found.label(span, "used here too");
        }
        let all = declared.iter().map(|field| field.name);
        found = match actor {
            Some(own) => {
                let found = match own.node.entry("fields") {
                    Some(entry) => found.label(entry.key.span, "what is known of a caller"),
                    None => found.label(own.node.span, "what is known of a caller"),
                };
                match nearest(name, all.chain(KNOWN.iter().copied())) {
                    Some(near) => found.help(format!("did you mean `actor.{near}`?")),
                    None => found.help(format!("add `{name}` to the fields of the actor")),
                }
            }
            None => found
                .note(format!(
                    "no actor is declared; {} are known of every caller",
                    quoted(KNOWN.iter().copied(), "and")
                ))
                .help(format!("declare the actor with a field `{name}`, so that it is known where it comes from")),
        };
        findings.push(found.at(own.element.as_str(), place));
    }
}

/// Everything in texts that names something of the caller, without `actor.`: templates, sources, and paths without braces.
fn said<'a>(texts: &Texts<'a>) -> impl Iterator<Item = (&'a str, Span, &'a Node)> {
    let of_template = |(word, node): &(Word<'a>, &'a Node)| Some((word.text.strip_prefix("actor.")?, word.span, *node));
    let of_path = |node: &&'a Node| {
        let name = node.as_text()?.strip_prefix("actor.").filter(|name| name.chars().all(is_of_path))?;
        Some((name, node.span, *node))
    };
    texts.names.iter().filter_map(of_template).chain(texts.of_caller.iter().filter_map(of_path))
}

/// Whether what stands under a key is for people, and names nothing.
fn is_for_people(step: &Step) -> bool {
    matches!(step, Step::Key("description" | "message" | "source" | "tags" | "title"))
}

fn is_of_path(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}
