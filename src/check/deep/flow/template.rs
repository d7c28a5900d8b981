//! C0410: names in templates that stand for nothing at that point; and C0406 for those that a later step gives.
//!
//! In: the steps of an operation or a transition. Out: findings at the name. A name that is nearly a known one is one mistake.

use std::fmt::Arguments;

use super::known::{Known, Path};
use crate::check::deep::model::{Effect, Model, Operation, Transition, template};
use crate::check::place::{Word, cut};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::Diagnostic;
use crate::diag::code::{C0406, C0410};
use crate::diag::nearest::ranked;

/// Looks at the steps of an operation.
pub fn check(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    let own = operation.own;
    Known::before(model, operation).walk(&operation.effects, |effect, known| {
        let at = (own.element.as_str(), format_args!("effects/{}/params", effect.at));
        look(effect, known, &operation.effects, own.node.span, &at, findings);
    });
}

/// Looks at the steps of a transition.
pub fn of_transition(model: &Model, transition: &Transition, findings: &mut Vec<Diagnostic>) {
    let mut known = match transition.trigger {
        Some(("command", name, _)) => {
            let Some(command) = model.operation("command", name) else { return };
            Known::after(model, command, command.effects.len())
        }
        Some((_, event, _)) => Known::on_event(model, event, transition.entity),
        None => return,
    };
    known.load(transition.entity);
    known.walk(&transition.effects, |effect, known| {
        let at = (
            transition.own.element.as_str(),
            format_args!("transitions/{}/effects/{}/params", transition.at, effect.at),
        );
        look(effect, known, &transition.effects, transition.node.span, &at, findings);
    });
}

fn look(
    effect: &Effect,
    known: &Known,
    all: &[Effect],
    from: crate::source::Span,
    at: &(&str, Arguments),
    findings: &mut Vec<Diagnostic>,
) {
    let Some(params) = effect.params().filter(|_| effect.sound) else { return };
    for word in template::names(params) {
        let first = word.text.split('.').next().unwrap_or("");
        let mut help = None;
        let (title, known_names, place) = match known.path(word.text) {
            Path::Known => continue,
            Path::Stranger => {
                let later = all
                    .iter()
                    .find(|later| later.at >= effect.at && later.result.is_some_and(|(name, _)| name == first));
                if let Some(later) = later {
                    findings.push(too_early(effect, &word, later, from).at(at.0, at.1));
                    continue;
                }
                // Where a part is asked for, only what has it can be meant.
                let rest = word.text.get(first.len()..).unwrap_or("");
                let has = |name: &String| known.path(&format!("{name}{rest}")) == Path::Known;
                help = known.to_load(first).filter(|_| !rest.is_empty());
                let names = known.names();
                let names = if help.is_some() { Vec::new() } else { names.into_iter().filter(has).collect() };
                (format!("`{}` stands for nothing here", word.text), names, first.len())
            }
            Path::NoField(fields) => {
                let (owner, field) = cut(word.text, b'.').unwrap_or((word.text, ""));
                let names = fields.iter().map(|field| format!("{owner}.{field}")).collect();
                (format!("`{owner}` has no `{}`", field.split('.').next().unwrap_or("")), names, word.text.len())
            }
            Path::NoParts(words, kind) => {
                let owner = word.text.match_indices('.').nth(words - 1).map_or(first.len(), |(dot, _)| dot);
                let owner = word.text.get(..owner).unwrap_or(first);
                let title = format!("`{owner}` is `{kind}`, and has no parts");
                let found = Diagnostic::new(&C0410, title, word.span, "asks for a part of it");
                findings.push(found.help(format!("write `{{{{{owner}}}}}`")).at(at.0, at.1));
                continue;
            }
        };
        let wrong = word.text.get(..place).unwrap_or(word.text);
        let mut found = Diagnostic::new(&C0410, title, word.span, "not an input, an answer or a row of this command");
        if let Some((near, sure)) = ranked(wrong, known_names.iter().map(String::as_str)) {
            if word.exact {
                let how = if sure { MachineApplicable } else { MaybeIncorrect };
                let insert = format!("{near}{}", word.text.get(place..).unwrap_or(""));
                found = found.fix(format!("write `{near}`"), how, word.span, insert);
            }
        } else if !known_names.is_empty() {
            let names: Vec<&str> = known_names.iter().map(String::as_str).take(8).collect();
            found = found.note(format!("known here: {}", names.join(", ")));
        }
        let help =
            help.unwrap_or_else(|| "name an input, `actor`, `clock` or what an earlier step gave back".to_owned());
        findings.push(found.help(help).at(at.0, at.1));
    }
}

fn too_early(effect: &Effect, word: &Word, later: &Effect, from: crate::source::Span) -> Diagnostic {
    let title = format!("`{}` is used before the step that gives it", word.text);
    let found = Diagnostic::new(&C0406, title, word.span, "not known yet");
    let found = found.label(later.result.map_or(later.span, |(_, span)| span), "given back by this later step");
    let found = found.help("put the step that gives it before the one that uses it");
    if later.at == effect.at {
        return found;
    }
    let change = crate::diag::Change::move_before(from, format!("effects/{}", later.at), effect.at);
    found.change("move that step up", MaybeIncorrect, [change])
}
