//! C0611, C0613, C0614 and C0615: rows that live a workflow: made in its first state, moved by it, and there until its end.
//!
//! In: a workflow and the steps of all commands. Out: findings.

use super::{Life, plain};
use crate::check::convention::STATE_FIELD;
use crate::check::deep::flow::payload::{breaking, fails};
use crate::check::deep::model::{Effect, Model, Operation, Transition};
use crate::diag::code::{C0611, C0613, C0614, C0615};
use crate::diag::{Clause, Diagnostic, Help, Level, Where};
use crate::source::Span;

/// Looks at the rows; whether it was said that nothing writes the field which keeps the state by convention.
pub fn check(model: &Model, life: &Life, all_commands: bool, findings: &mut Vec<Diagnostic>) -> bool {
    // A command that is not sound may be the one that makes them.
    if all_commands && model.sound.is_all_read() {
        born(model, life, findings);
    }
    let mut unwritten = false;
    for transition in &life.transitions {
        unwritten |= moved(model, life, transition, findings);
    }
    for state in &life.states {
        let Some(end) = state.end else { continue };
        let leads = |own: &&&Transition| own.to().0 == state.name && fails(model, own);
        let failures: Vec<&&Transition> = life.transitions.iter().filter(leads).collect();
        let Some(first) = failures.first() else { continue };
        let title = format!("a `{}` that is `{}` cannot be tried again", life.entity.name, state.name);
        let mut found = Diagnostic::new(&C0614, title, end, "final: nobody can try again")
            .label(first.to().1, "a failure leads here");
        // What somebody refused may stay refused; what did not work outside works the next time.
        let command = |own: &&&Transition| own.command().and_then(|(name, _)| model.operation("command", name));
        if let Some(outside) = failures.iter().filter_map(command).find_map(breaking) {
            found.level = Level::Warning;
            found = found.label(outside.span, "the step that can fail, and may work the next time");
        }
        findings.push(
            found
                .help("let a transition lead back, so that it can be tried again")
                .at(life.element(), format!("states/{}/kind", state.at)),
        );
    }
    unwritten
}

/// C0611: nothing makes a row, or none in the first state.
fn born(model: &Model, life: &Life, findings: &mut Vec<Diagnostic>) {
    let (state, span) = life.first;
    if model.may_be_made(life.entity.name) {
        findings.extend(born_later(model, life));
        return;
    }
    let title = format!("nothing makes a `{}`, so no life begins in `{state}`", life.entity.name);
    let found = Diagnostic::new(&C0611, title, span, "no row ever comes here")
        .label(life.entity.span, "no command stores one")
        .note("looked for a step that stores one, in all commands and transitions")
        .help("add a command that does, or say where the rows come from");
    findings.push(found.at(life.element(), "initial_state"));
}

/// Rows of which each is made in another state than the first: one finding, at the first state.
fn born_later(model: &Model, life: &Life) -> Option<Diagnostic> {
    let (state, span) = life.first;
    let field = life.field.filter(|_| model.is_made_by_commands_only(life.entity.name))?;
    let stored = |own: &&Effect| own.creates() && own.entity().is_some_and(|(name, _)| name == life.entity.name);
    let all: Vec<&Effect> = model.makers(life.entity.name).flat_map(|own| &own.effects).filter(stored).collect();
    let inserted = |own: &&Effect| own.id == "db.insert";
    let written = all.iter().map(|own| plain(Some(own).filter(|own| inserted(own))?.params()?.get("set")?, field.name));
    let written: Vec<(&str, Span)> = written.collect::<Option<_>>()?;
    let (first, _) = written.first()?;
    let is_other = |value: &str| value != state && life.states.iter().any(|own| own.name == value);
    if !written.iter().all(|(value, _)| is_other(value)) {
        return None;
    }
    let title = format!("each `{}` is made `{first}`, so no life begins in `{state}`", life.entity.name);
    let title = if written.iter().all(|(value, _)| value == first) {
        title
    } else {
        format!("no `{}` is made `{state}`, so no life begins there", life.entity.name)
    };
    let mut found = Diagnostic::new(&C0611, title, span, "the state of a new row, says the workflow");
    for (_, at) in &written {
        found = found.label(*at, "what is written into a new row");
    }
    Some(found.help("let both say the same state").at(life.element(), "initial_state"))
}

/// C0613 and C0615: a transition of which the row tells nothing; whether it is C0615.
fn moved(model: &Model, life: &Life, transition: &Transition, findings: &mut Vec<Diagnostic>) -> bool {
    let Some((name, span)) = transition.command() else { return false };
    let Some(command) = model.operation("command", name) else { return false };
    let (state, to) = transition.to();
    let all: Vec<&Effect> = command.effects.iter().chain(&transition.effects).filter(|own| own.writes()).collect();
    if all.iter().any(|effect| !effect.sound) {
        return false;
    }
    let own: Vec<&&Effect> =
        all.iter().filter(|own| own.entity().is_some_and(|(entity, _)| entity == life.entity.name)).collect();
    let place = format_args!("transitions/{}/to_state", transition.at);
    if let Some(gone) = own.iter().find(|effect| effect.id == "db.delete") {
        let title = format!("`{name}` deletes the row whose state becomes `{state}`");
        let found = Diagnostic::new(&C0613, title, to, "kept nowhere: the row is gone")
            .label(gone.span, "removes it")
            .help("keep the row and mark it, or let the life end before this state");
        findings.push(found.at(life.element(), place));
        return false;
    }
    // Where the workflow names its field, moving on is what it does by itself.
    let Some(field) = life.field.filter(|_| !life.said) else { return false };
    let sets = |effect: &&&Effect| {
        effect.creates()
            || effect.map("set").is_none_or(|set| set.iter().any(|entry| entry.key.as_text() == Some(field.name)))
    };
    if own.iter().any(sets) {
        return false;
    }
    let already = life
        .transitions
        .iter()
        .take_while(|other| other.at != transition.at)
        .any(|other| other.command().map(|(name, _)| name) == Some(name));
    if already {
        return false;
    }
    // A change of another row that says nothing of it was probably meant for this one.
    if let Some((effect, other, at)) = command.effects.iter().find_map(|effect| mistaken(model, life, command, effect))
    {
        let title = format!("`{name}` changes its `{other}`, not the `{}` that moves on", life.entity.name);
        let found = Diagnostic::new(&C0615, title, at, "another row than the one that moves")
            .label(span, format!("lets the `{}` become `{state}`", life.entity.name))
            .label(field.span, "should hold the state")
            .help(Help::from(format!("change the `{}` here, as in ", life.entity.name)).clause(Clause::map(
                Where::Step("db.update"),
                "set",
                field.name,
                "…",
            )));
        findings.push(found.at(command.own.element.as_str(), format!("effects/{}/params/entity", effect.at)));
        return true;
    }
    let title = format!("`{name}` moves `{}` on, but never writes its `{}`", life.entity.name, field.name);
    let found = Diagnostic::new(&C0615, title, span, format!("the row does not become `{state}`"))
        .label(command.span, "no step writes the state")
        .label(field.span, "should hold the state")
        .note(format!(
            "`{}` is taken for the state (`{}`); nothing says that the workflow writes it",
            field.name, STATE_FIELD.id
        ))
        .help(
            Help::from("write it in the command, or let the workflow do it: ")
                .clause(super::field::state_field(field.name)),
        );
    findings.push(found.at(life.element(), format!("transitions/{}/on_command", transition.at)));
    true
}

/// A step that changes a row which this command has stored, says no new value, and stands where the row that moves on is changed by none:
/// the step, its entity, and where that is named. Such a row points at the one that moves.
fn mistaken<'e, 'm>(
    model: &Model<'m, '_>,
    life: &Life,
    command: &Operation<'m>,
    effect: &'e Effect<'m>,
) -> Option<(&'e Effect<'m>, &'m str, Span)> {
    let (name, span) = effect.entity().filter(|_| effect.id == "db.update" && effect.map("set").is_none())?;
    let stored = |own: &Effect| own.at < effect.at && own.creates() && own.entity().is_some_and(|(own, _)| own == name);
    let points = model.entity(name)?.foreign.iter().any(|foreign| foreign.target == life.entity.name);
    (points && command.effects.iter().any(stored)).then_some((effect, name, span))
}
