//! C0801 and C0810: conditions on what is not there, limits that count from what is no moment, and denials that do not say how they answer.
//!
//! In: the policies. Out: findings. What is known of every request needs no declaration; what is measured of a file must come in
//! with some operation.

use super::pairs::error;
use super::{Condition, Effect, Policies, Policy, Scope};
use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::text;
use crate::check::reference::OF_REQUEST;
use crate::diag::code::{C0801, C0810};
use crate::diag::nearest::nearest;
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// The type of moments.
const MOMENT: &str = "datetime";
/// Two words are taken for the same if so many letters are.
const START: usize = 5;

/// What policies are held against, as far as it was asked for.
#[derive(Default)]
pub struct Fields<'m> {
    /// The inputs of all operations that touch an entity.
    inputs: Option<HashSet<(&'m str, &'m str)>>,
    errors: Option<Errors<'m>>,
}

impl<'m> Fields<'m> {
    /// Looks at a policy.
    pub fn look(
        &mut self,
        model: &Model<'m, '_>,
        policies: &Policies,
        (at, policy): (usize, &Policy),
        findings: &mut Vec<Diagnostic>,
    ) {
        for own in policy.conditions.iter().filter(|own| !own.path.contains('.') && !OF_REQUEST.contains(&own.path)) {
            match policy.scope {
                Scope::Entity(name) => {
                    let Some(entity) = model.entity(name).filter(|entity| entity.field(own.path).is_none()) else {
                        continue;
                    };
                    let inputs = self.inputs.get_or_insert_with(|| given(model));
                    if !inputs.contains(&(name, own.path)) {
                        findings.push(measured(policy, own, entity.span));
                    }
                }
                Scope::Operation(kind, name) => findings.extend(of_operation(model, policy, own, kind, name)),
                Scope::Global | Scope::Other => {}
            }
        }
        findings.extend(limits(policy).filter_map(|(at, since)| counted(model, policy, at, since)));
        // One that denies always, or never, is to be turned around or removed.
        let decides = !policies.is_always(at) && !policies.is_never(at);
        if decides && policy.effect(Effect::Deny).is_some_and(|(_, node)| error(node).is_none()) {
            findings.extend(denial(self.errors.get_or_insert_with(|| Errors::of(model)), policy));
        }
    }
}

/// The inputs of all operations that touch an entity.
fn given<'m>(model: &Model<'m, '_>) -> HashSet<(&'m str, &'m str)> {
    let mut found = HashSet::default();
    for own in &model.operations {
        for entity in own.touch.all.iter().copied() {
            found.extend(own.inputs.iter().map(|input| (entity, input.name)));
        }
    }
    found
}

/// A fact about a file that no operation is given: the policy never holds, whatever is stored.
fn measured(policy: &Policy, own: &Condition, entity: Span) -> Diagnostic {
    let about = policy.about().replacen("every ", "", 1);
    let title = format!("{about} has no `{}` that `{}` could look at", own.path, policy.name);
    let found = Diagnostic::new(&C0801, title, own.span, "no field, and no operation is given it")
        .label(entity, "has no such field")
        .help(format!("add the field, or an input `{}` to the operation that stores it", own.path));
    found.at(policy.own.element.as_str(), format!("conditions/{}/field", own.at))
}

fn of_operation(model: &Model, policy: &Policy, own: &Condition, kind: &'static str, name: &str) -> Option<Diagnostic> {
    let operation = model.operation(kind, name)?;
    let touched = &operation.touch;
    let entities: Vec<_> = touched.all.iter().filter_map(|name| model.entity(name)).collect();
    let fields = || entities.iter().flat_map(|entity| &entity.fields).map(|field| field.name);
    let all = || operation.inputs.iter().map(|input| input.name).chain(fields());
    if !touched.clear || all().any(|name| name == own.path) {
        return None;
    }
    let title = format!("`{name}` has no `{}` that `{}` could look at", own.path, policy.name);
    let found = Diagnostic::new(&C0801, title, own.span, "neither an input nor a field of what it works on")
        .label(operation.span, "has no such input");
    let found = match nearest(own.path, all()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("name an input of the operation, or a field of an entity that it works on"),
    };
    Some(found.at(policy.own.element.as_str(), format!("conditions/{}/field", own.at)))
}

/// The limits that count from a moment: their places among the effects, the name of its field, and where that stands.
fn limits<'p>(policy: &'p Policy) -> impl Iterator<Item = (usize, (&'p str, Span))> {
    let since = |node: &'p Node| text(node.get("params")?, "since");
    let limits = policy.effects.iter().enumerate().filter(|(_, (effect, ..))| *effect == Effect::Limit);
    limits.filter_map(move |(at, (.., node))| Some((at, since(node)?)))
}

/// A limit of an entity that counts from something that is not there, or is no moment.
fn counted(model: &Model, policy: &Policy, at: usize, (since, span): (&str, Span)) -> Option<Diagnostic> {
    let Scope::Entity(name) = policy.scope else { return None };
    let entity = model.entity(name)?;
    let found = match entity.field(since) {
        Some(field) => {
            let (kind, _) = field.kind().filter(|(kind, _)| *kind != MOMENT)?;
            let title = format!("`{}` counts from `{since}` of `{name}`, which is no moment", policy.name);
            Diagnostic::new(&C0801, title, span, format!("a {kind}")).label(field.span, "declared here")
        }
        None => {
            let title = format!("`{name}` has no `{since}` from which `{}` could count", policy.name);
            Diagnostic::new(&C0801, title, span, "no field").label(entity.span, "has no such field")
        }
    };
    let moments = || entity.fields.iter().filter(|own| own.kind().is_some_and(|(kind, _)| kind == MOMENT));
    let help = match nearest(since, moments().map(|own| own.name)).or_else(|| moments().next().map(|own| own.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add a field with the moment to `{name}`, of the type `{MOMENT}`"),
    };
    Some(found.help(help).at(policy.own.element.as_str(), format!("effects/{at}/params/since")))
}

/// The errors by the beginnings of the words of their names.
struct Errors<'m> {
    /// The beginnings of all words of a name, under the first of them; the first error of each.
    by_first: HashMap<String, Vec<Error<'m>>>,
}

/// The place of an error among all, the beginnings of its words, its name, and where that stands.
type Error<'m> = (usize, Vec<String>, &'m str, Span);

impl<'m> Errors<'m> {
    fn of(model: &Model<'m, '_>) -> Errors<'m> {
        let mut by_first: HashMap<String, Vec<Error<'m>>> = HashMap::default();
        for (at, (name, span)) in model.sound.all("error").filter_map(|own| own.name).enumerate() {
            let starts: Vec<String> = words::stems(name).iter().map(|stem| start(stem)).collect();
            // One word says too little.
            let Some(first) = starts.first().filter(|_| starts.len() > 1) else { continue };
            let same = by_first.entry(first.clone()).or_default();
            if same.iter().all(|(_, other, ..)| *other != starts) {
                same.push((at, starts, name, span));
            }
        }
        Errors { by_first }
    }

    /// The first error of whose name all words are among these, or begin as they do.
    fn near(&self, said: &[words::Word]) -> Option<(&'m str, Span)> {
        let begins = |from: &String| said.iter().any(|word| word.starts_with(from.as_str()));
        let ends = |word: &str| word.char_indices().map(|(at, c)| at + c.len_utf8()).take(START).collect::<Vec<_>>();
        let keys = said.iter().flat_map(|word| ends(word).into_iter().filter_map(|end| word.get(..end)));
        let near = keys.filter_map(|key| self.by_first.get(key)).flatten();
        let found = near.filter(|(_, starts, ..)| starts.iter().all(begins)).min_by_key(|(at, ..)| *at)?;
        Some((found.2, found.3))
    }
}

/// The beginning of a word.
fn start(word: &str) -> String {
    word.chars().take(START).collect()
}

fn denial(errors: &Errors, policy: &Policy) -> Option<Diagnostic> {
    let (span, node) = policy.effect(Effect::Deny)?;
    let title = format!("`{}` does not say with which error it denies", policy.name);
    let mut found = Diagnostic::new(&C0810, title, span, "answers with no error");
    let message = node.get("params").and_then(|params| text(params, "message"));
    if let Some((_, span)) = message {
        found = found.label(span, "a message is no error that a caller can tell from others");
    }
    let said = [message.map_or("", |(text, _)| text), policy.name].map(words::stems).concat();
    let with = |error: &str| Clause::new(Where::Refusal, "error", error);
    let found = match errors.near(&said) {
        Some((name, span)) => {
            found.label(span, "perhaps this one").help(Help::from(format!("answer with `{name}`: ")).clause(with(name)))
        }
        None => found.help(Help::from("name the error: ").clause(with("Forbidden")).words(", or one of your own")),
    };
    Some(found.at(policy.own.element.as_str(), "effects"))
}
