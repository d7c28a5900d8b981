//! C0809: what conditions and templates say of the caller, and what is known of one.
//!
//! In: a model. Out: one finding for each attribute that nobody knows, at its first use. Without an actor, what every system knows of
//! a caller is known: an id, roles, an address, a name, a tenant.

use std::collections::BTreeMap;

use crate::ast::Node;
use crate::check::deep::model::{Model, Texts, template};
use crate::check::deep::parts::{Field, each_field, fields};
use crate::check::gather::Declaration;
use crate::check::place::{Step, Word, join, quoted, way_to};
use crate::diag::Diagnostic;
use crate::diag::code::C0809;
use crate::diag::nearest::nearest;
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
