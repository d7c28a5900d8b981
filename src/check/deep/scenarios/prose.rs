//! C1208, C1211 and C1213: what a scenario says in words: states it begins in, things that must have happened, rules it cites.
//!
//! In: a scenario and its steps. Out: findings. Words are compared with the names of entities, states, rules and policies; a text in which
//! none of them occurs is left alone.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Step;
use crate::ast::Item;
use crate::check::deep::flow::unsourced;
use crate::check::deep::model::{
    Model,
    words::{self, Word},
};
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::code::{C1208, C1211, C1213};
use crate::diag::nearest::letters;
use crate::diag::{Diagnostic, Label, Level};
use crate::lookup::HashMap;

/// A workflow: its place among all, the words of its entity, and what it is.
type Life<'m> = (usize, Vec<Word<'m>>, &'m Declaration<'m>);

/// The words of all that scenarios may speak of.
pub struct Known<'m> {
    /// The workflows by the first word of their entity.
    lives: HashMap<Word<'m>, Vec<Life<'m>>>,
    /// What can be cited; looked for once a scenario cites something.
    cited: OnceCell<Cited<'m>>,
}

/// The words of what scenarios may cite.
struct Cited<'m> {
    /// The rules and policies: the words of the name, and those of name and description.
    rules: Vec<(BTreeSet<Word<'m>>, BTreeSet<Word<'m>>)>,
    /// Those that have a word.
    by_word: HashMap<Word<'m>, Vec<usize>>,
    /// The sources that rules and policies name, without signs and capitals.
    sources: BTreeSet<String>,
    /// Whether a name has no word that says anything.
    blank: bool,
}

/// States that scenarios cannot begin in: the numbers of the workflow and of the state in it, and the finding.
pub type Unreached = Vec<((usize, usize), Diagnostic)>;

impl<'m> Known<'m> {
    /// The words in a model.
    pub fn of(model: &Model<'m, 'm>) -> Known<'m> {
        let mut lives: HashMap<Word, Vec<Life>> = HashMap::default();
        for (at, workflow) in model.sound.all("workflow").enumerate() {
            let Some((entity, _)) = text(workflow.node, "entity") else { continue };
            let noun = words::stems(bare(entity));
            if let Some(first) = noun.first() {
                lives.entry(first.clone()).or_default().push((at, noun, workflow));
            }
        }
        Known { lives, cited: OnceCell::new() }
    }
}

impl<'m> Cited<'m> {
    /// The words in a model.
    fn of(model: &Model<'m, 'm>) -> Cited<'m> {
        let (rules, by_word, sources) = (Vec::new(), HashMap::default(), BTreeSet::new());
        let mut known = Cited { rules, by_word, sources, blank: false };
        let rules = ["rule", "policy"].into_iter().flat_map(|kind| model.sound.every(kind));
        for (own, (name, _)) in rules.filter_map(|own| Some((own, own.name?))) {
            let name = significant(name);
            let told = text(own.node, "description").map_or(BTreeSet::new(), |(told, _)| significant(told));
            known.blank |= name.is_empty();
            known.sources.extend(text(own.node, "source").map(|(source, _)| letters(source)));
            for word in name.union(&told) {
                known.by_word.entry(word.clone()).or_default().push(known.rules.len());
            }
            known.rules.push((name, told));
        }
        known
    }
}

/// The words that say something, without the endings of plurals.
fn significant(text: &str) -> BTreeSet<Word<'_>> {
    let stems = words::stems(text).into_iter();
    stems.filter(|word| !["the", "of", "a", "rule", "policy"].contains(&word.as_str())).collect()
}

/// The rule or policy that a source cites, behind the document that has it, where one is named.
fn cited_from(source: &str) -> Option<(&str, &str)> {
    // Few sources have a colon, for which it is quicker to look.
    source.contains(':').then(|| source.split_once("Rule:").or_else(|| source.split_once("Policy:"))).flatten()
}

/// Looks at the conditions and the source of a scenario. `refuted` says that its states contradict each other, which is told already.
pub fn check<'m>(
    model: &Model<'m, 'm>,
    known: &Known<'m>,
    own: &Declaration,
    steps: &[Step],
    refuted: bool,
    unreached: &mut Unreached,
    findings: &mut Vec<Diagnostic>,
) {
    for (at, item) in items(own.node, "preconditions").iter().enumerate().filter(|_| !refuted) {
        before(model, known, own, steps, (at, item), unreached);
    }
    let clear = !steps.is_empty()
        && steps.len() == items(own.node, "steps").len()
        && steps.iter().all(|step| step.operation.is_clear());
    for (at, item) in items(own.node, "postconditions").iter().enumerate().filter(|_| clear) {
        let Some(said) = called(&item.node) else { continue };
        after(model, own, steps, said, item.node.span, at, findings);
    }
    if let Some((source, span)) = text(own.node, "source") {
        findings.extend(cited(model, known, source, span).map(|found| found.at(own.element.as_str(), "source")));
    }
}

/// C1208: a state that nothing but the calls of this scenario leads to; scenarios that begin in one state have one cause.
fn before(
    model: &Model,
    known: &Known,
    own: &Declaration,
    steps: &[Step],
    (at, item): (usize, &Item),
    unreached: &mut Unreached,
) {
    let Some(said) = called(&item.node) else { return };
    let spoken = words::stems(said);
    if spoken.iter().any(|word| word == "not" || word == "no") {
        return;
    }
    let first = spoken.iter().filter_map(|word| known.lives.get(word.as_str())).flatten();
    let named = first.filter(|(_, noun, _)| spoken.windows(noun.len()).any(|part| part == noun));
    let lives: BTreeMap<usize, &Declaration> = named.map(|(at, _, workflow)| (*at, *workflow)).collect();
    for (life, workflow) in lives {
        let Some((entity, _)) = text(workflow.node, "entity") else { continue };
        let states: Vec<&str> = items(workflow.node, "states")
            .iter()
            .filter_map(|item| text(&item.node, "id"))
            .map(|(name, _)| name)
            .collect();
        let is_said = |state: &&str| words::stems(state).iter().all(|word| spoken.contains(word));
        let Some((number, state)) = states.iter().enumerate().find(|(_, state)| is_said(state)) else { continue };
        // A call that fails shows what cannot be done again: the state may come of an earlier call of the same.
        let called: BTreeSet<&str> =
            steps.iter().filter(|step| step.error().is_none()).map(|step| step.operation.name).collect();
        let Some((first, _)) = text(workflow.node, "initial_state") else { continue };
        let mut reached: BTreeSet<&str> = BTreeSet::from([first]);
        let mut queue: VecDeque<&str> = VecDeque::from([first]);
        let transitions = model.transitions_of(workflow);
        while let Some(from) = queue.pop_front() {
            let next = transitions
                .iter()
                .filter(|own| own.from().0 == from && own.command().is_none_or(|(name, _)| !called.contains(name)));
            for to in next.map(|own| own.to().0) {
                let Some(to) = states.iter().find(|state| **state == to) else { continue };
                if reached.insert(to) {
                    queue.push_back(to);
                }
            }
        }
        let into = transitions.iter().find(|own| own.to().0 == *state);
        if reached.contains(state) || into.is_none() {
            continue;
        }
        let cause = (life, number);
        if let Some((_, found)) = unreached.iter_mut().find(|(other, _)| *other == cause) {
            found.secondary.push(Label { span: item.node.span, text: "nor here".to_owned() });
            return;
        }
        let title = format!("no other command makes a `{}` `{state}`", bare(entity));
        let mut found = Diagnostic::new(&C1208, title, item.node.span, "cannot be so before");
        if let Some((_, span)) = into.and_then(|own| own.command()) {
            found = found.label(span, "the only way there");
        }
        let found = found.help("add a command that leads to this state, or let the scenario begin earlier");
        unreached.push((cause, found.at(own.element.as_str(), format!("preconditions/{at}"))));
        return;
    }
}

/// What is done, in words, and whether a step of this id does it.
type Deed = (&'static str, fn(&str) -> bool);

/// What a verb asks of the steps.
fn wanted(word: &str) -> Option<Deed> {
    match word {
        "stored" | "saved" | "created" | "recorded" | "registered" | "inserted" => {
            Some(("stores", |id| matches!(id, "db.insert" | "db.upsert" | "db.update" | "call.integration")))
        }
        "updated" | "changed" => Some(("changes", |id| matches!(id, "db.update" | "db.upsert"))),
        "deleted" | "removed" | "erased" => {
            Some(("removes", |id| matches!(id, "db.delete" | "db.update" | "call.integration")))
        }
        "sent" | "emailed" | "notified" => Some(("sends", |id| id.starts_with("send.") || id == "call.integration")),
        "generated" | "fetched" | "rendered" => Some(("makes or fetches", |id| id == "call.integration")),
        _ => None,
    }
}

/// C1211: something that must have happened, though no step does anything of the kind.
fn after(
    model: &Model,
    own: &Declaration,
    steps: &[Step],
    said: &str,
    span: crate::source::Span,
    at: usize,
    findings: &mut Vec<Diagnostic>,
) {
    let spoken = words::words(said);
    if spoken.iter().any(|word| matches!(word.as_str(), "not" | "no" | "unchanged")) {
        return;
    }
    let Some((verb, fits)) = spoken.iter().find_map(|word| wanted(word)) else { return };
    let done = steps.iter().any(|step| model.steps_of(step.operation).any(|effect| fits(effect.id)));
    // A state that a transition leads to is written by it.
    let moved = steps.iter().any(|step| {
        model
            .transitions_on(step.operation.name)
            .any(|own| spoken.iter().any(|word| *word == own.to().0.to_lowercase()))
    });
    let known = model.sound.is_whole("workflow") && steps.iter().all(|step| step.operation.is_clear());
    let Some(step) = steps.first().filter(|_| !done && !moved && known) else { return };
    // That nothing gives what an operation returns is said there; it is the step that lacks here, too.
    let spoken = words::stems(said);
    let told = steps.iter().flat_map(|step| unsourced(model, step.operation));
    if told.into_iter().any(|field| words::stems(field.name).iter().any(|word| spoken.contains(word))) {
        return;
    }
    let title = format!("nothing that this scenario calls {verb} anything: \u{201c}{said}\u{201d}");
    let found =
        Diagnostic::new(&C1211, title, span, "does not come true").label(step.operation.span, "has no such step");
    let found = found
        .note("looked at the steps of all operations that are called, and at their transitions")
        .help("add the step, or take the condition out");
    findings.push(found.at(own.element.as_str(), format!("postconditions/{at}")));
}

/// C1213: a rule that is cited by name, and that no rule or policy has.
fn cited<'m>(model: &Model<'m, 'm>, known: &Known<'m>, source: &str, span: crate::source::Span) -> Option<Diagnostic> {
    let (from, name) = cited_from(source)?;
    let known = known.cited.get_or_init(|| Cited::of(model));
    let wanted = significant(name);
    let fits = |(has, told): &(BTreeSet<Word>, BTreeSet<Word>)| {
        wanted.is_subset(has) || has.is_subset(&wanted) || wanted.is_subset(told)
    };
    let mut near = wanted.iter().filter_map(|word| known.by_word.get(word.as_str())).flatten();
    if wanted.is_empty() || known.blank || near.any(|at| known.rules.get(*at).is_some_and(fits)) {
        return None;
    }
    let title = format!("the scenario cites the rule \u{201c}{}\u{201d}, which nothing here is", name.trim());
    let mut found = Diagnostic::new(&C1213, title, span, "no rule and no policy of this name");
    let from = from.trim_matches(|c: char| !c.is_alphanumeric());
    let is_held = known.sources.iter().any(|source| source.starts_with(&letters(from)));
    if is_held && !from.is_empty() {
        found = found
            .note(format!("other rules and policies are from \u{201c}{from}\u{201d}, and none of them is this one"));
    } else if !from.is_empty() {
        // Another document may well say it; only here nothing does.
        found.level = Level::Hint;
        found = found.note(format!("it is cited from \u{201c}{from}\u{201d}, which is not looked at"));
    }
    Some(found.help("declare the rule, or cite what is meant"))
}
