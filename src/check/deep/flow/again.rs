//! C0422: what is done twice when something is tried again.
//!
//! In: commands, the services they call, and who tries again: a caller, a reliability policy, an integration. Out: a hint for each message
//! that a second call sends again, a warning for each payment that a retry makes again, and one for each key by which two calls may look like
//! one.

use super::order::what;
use crate::ast::Node;
use crate::check::deep::model::literal::listed;
use crate::check::deep::model::words::each_stem;
use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::text;
use crate::check::gather::Declaration;
use crate::diag::code::C0422;
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashSet;
use crate::source::Span;

/// Words for what moves money.
const MONEY: &[&str] = &["charge", "payment", "pay", "refund", "payout", "debit"];

/// Words in names of what tells one attempt from another: a service that is sent one does not do a thing twice.
const KEYS: &[&str] = &["idempotency", "idempotent", "reference", "request", "nonce", "dedup", "deduplication"];

/// The retries that were told of: each is told once.
#[derive(Default)]
pub struct Again(HashSet<Span>);

impl Again {
    /// Looks at a command.
    pub fn look(&mut self, model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
        let policies = model.about("reliability", operation.name).iter();
        findings.extend(policies.filter_map(|policy| shared(model, operation, policy)));
        let sending = operation.effects.iter().find(|own| own.id.starts_with("send."));
        if let Some(effect) = sending.filter(|_| model.sound.is_whole("workflow")) {
            called_again(model, operation, effect, findings);
        }
        for effect in operation.effects.iter().filter(|own| own.sound && own.id == "call.integration") {
            let found = paid_again(model, operation, effect);
            findings.extend(found.filter(|found| found.primary.as_ref().is_none_or(|own| self.0.insert(own.span))));
        }
    }
}

/// A key by which a second call is recognised, of a type that calls with nothing in common share: an amount, a day, one of a few words.
fn shared(model: &Model, operation: &Operation, policy: &Declaration) -> Option<Diagnostic> {
    let (key, span) = text(policy.node, "idempotency_key_field")?;
    let input = operation.input(key)?;
    let (kind, _) = input.kind()?;
    let few = ["decimal", "float", "bool", "date"].iter().any(|own| kind.eq_ignore_ascii_case(own));
    if !few && listed(model.sound, input).is_empty() {
        return None;
    }
    let (name, _) = policy.name?;
    let title = format!("`{name}` takes two calls of `{}` with one `{key}` for the same call", operation.name);
    let mut found = Diagnostic::new(&C0422, title, span, "many calls may have the same")
        .label(input.span, format!("is `{kind}`"))
        .note("the second of them is answered as the first was, and does nothing")
        .help("name an input that each call has for itself, such as an id");
    found.level = Level::Warning;
    Some(found.at(policy.element.as_str(), "idempotency_key_field"))
}

/// A message that goes out again when a caller calls again.
fn called_again(model: &Model, operation: &Operation, effect: &Effect, findings: &mut Vec<Diagnostic>) {
    let guarded = ["state.equals", "state.in", "not_exists"].iter().any(|id| operation.guards(id).next().is_some())
        || operation.effects.iter().any(|own| own.at < effect.at && is_once(model, operation, own));
    if has_key(model, operation) || guarded || model.transitions_on(operation.name).next().is_some() {
        return;
    }
    let title = format!("`{}` tried again sends {} again", operation.name, what(effect));
    let found = Diagnostic::new(&C0422, title, effect.span, "sent once more each time")
        .note("looked for a guard on a state, a workflow, and an idempotency key in a reliability policy")
        .help("refuse the second call by a state, or name an `idempotency_key_field` for the command");
    findings.push(found.at(operation.own.element.as_str(), format!("effects/{}", effect.at)));
}

/// Whether a step stores a row that there can be only one of with what the caller gives.
fn is_once(model: &Model, operation: &Operation, effect: &Effect) -> bool {
    let entity = effect.entity().filter(|_| effect.id == "db.insert").and_then(|(name, _)| model.entity(name));
    let is_given = |name: &&str| operation.input(name).is_some_and(|input| !input.has("bind"));
    entity.is_some_and(|own| own.unique.iter().any(|unique| unique.names.iter().all(is_given)))
}

/// Whether a policy says by what a second call of a command is recognised.
fn has_key(model: &Model, operation: &Operation) -> bool {
    model.about("reliability", operation.name).iter().any(|own| text(own.node, "idempotency_key_field").is_some())
}

/// A call that moves money, is tried again and carries nothing by which the service could see that.
fn paid_again(model: &Model, operation: &Operation, effect: &Effect) -> Option<Diagnostic> {
    let called = model.called(effect)?;
    let (name, _) = called.name?;
    let (method, span) = text(called.node, "method")?;
    let path = text(called.node, "path").map_or("", |(path, _)| path);
    let category = text(operation.own.node, "category").map_or("", |(category, _)| category);
    let is_money = |text: &str| each_stem(text).any(|word| MONEY.contains(&word.as_str()));
    let moves = category.starts_with("billing.") || is_money(name) || is_money(path);
    let sent = effect.map("payload").unwrap_or_default().iter().filter_map(|entry| entry.key.as_text());
    let is_known = sent.flat_map(each_stem).any(|word| KEYS.contains(&word.as_str()));
    if !method.eq_ignore_ascii_case("POST") || !moves || is_known {
        return None;
    }
    let (own, place, retry) = retried(model, operation, effect, name)?;
    let title = format!("`{name}` is tried again, and may be done twice");
    let mut found = Diagnostic::new(&C0422, title, retry, "tried again when no answer comes")
        .label(span, "a `POST`: each one counts")
        .label(effect.span, "nothing that is sent tells one attempt from another")
        .note("example: the answer of the first attempt is lost, and the second one pays again")
        .help("send a reference that stays the same for each attempt, such as `idempotency_key`; or do not try again");
    found.level = Level::Warning;
    Some(found.at(own.element.as_str(), place))
}

/// What says that a call is tried more than once: the command, the service or a policy about one of them.
fn retried<'m>(
    model: &Model<'m, '_>,
    operation: &Operation<'m>,
    effect: &Effect<'m>,
    name: &'m str,
) -> Option<(&'m Declaration<'m>, &'static str, Span)> {
    let (service, _) = effect.integration()?;
    let about = |kind: &'static str, name: &str| {
        let mut all = model.about("reliability", name).iter().copied();
        all.find(|own| text(own.node, "target_kind").is_some_and(|(word, _)| word == kind))
    };
    let attempts = |node: &'m Node| {
        let (count, span) = text(node.get("retry")?, "max_attempts")?;
        count.parse::<u32>().ok().filter(|count| *count > 1).map(|_| span)
    };
    let command = about("command", operation.name).filter(|_| !has_key(model, operation));
    let policies = [command, about("integration_operation", name), about("integration", service)];
    let all = policies.into_iter().flatten().chain(model.sound.one("integration", service));
    let mut all = all.filter_map(|own| Some((own, "retry/max_attempts", attempts(own.node)?)));
    all.next()
}
