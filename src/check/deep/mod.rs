//! What the parts of a set mean together: analyses that look through several declarations.
//!
//! In: the declarations that came through the checks of form and reference. Out: findings with a concrete witness. A declaration with
//! an error of form or reference is passed over, and so is all that hangs on it: one mistake, one message.

pub(crate) mod access;
mod baseline;
mod engagement;
mod errors;
mod events;
pub(crate) mod flow;
mod integrations;
mod life;
mod limits;
mod linked;
mod lookups;
pub(crate) mod model;
pub(crate) mod parts;
mod passwords;
pub(crate) mod policies;
mod privacy;
mod routes;
pub(crate) mod rules;
mod scenarios;
mod secrets;
mod share;
mod store;
mod style;
pub(crate) mod tables;
mod unfilled;
mod unmade;
mod unused;
mod values;
mod workflow;

use std::collections::BTreeSet;

use rayon::prelude::*;
pub use share::SIZE;
use share::{Analysis, Share, Whole};

use super::Seen;
use super::gather::{Declaration, Set};
use crate::diag::code::{C0101, C0402, C0602, C0608};
use crate::diag::{Diagnostic, Layer, Level};
use crate::lookup::{Few, HashMap, HashSet};
use crate::source::Span;

/// The sound part of a set.
pub struct Sound<'s, 'a> {
    set: &'s Set<'a>,
    /// What was seen in all of it.
    seen: &'s Seen<'a>,
    /// The elements that have an error already, and the places in them that hold it; an empty one where it is not under a key.
    wounds: HashMap<String, Vec<String>>,
    /// The declarations of each kind, by their numbers.
    kinds: HashMap<&'static str, Vec<usize>>,
    /// The declarations of a kind and name, by their numbers.
    names: HashMap<(&'static str, &'a str), Few>,
    /// The kinds of which some declaration has an error.
    unsound: HashSet<&'static str>,
    /// Whether there is no error at all, with or without an element.
    clean: bool,
    /// Whether there is no error of form: all that is said is understood.
    formed: bool,
    /// Whether all that could be declared was read.
    read: bool,
}

impl<'s, 'a> Sound<'s, 'a> {
    /// What of a set has no error among these findings.
    pub fn of(set: &'s Set<'a>, seen: &'s Seen<'a>, findings: &[Diagnostic]) -> Sound<'s, 'a> {
        let mut wounds: HashMap<String, Vec<String>> = HashMap::default();
        for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
            let Some(element) = finding.element.clone() else { continue };
            wounds.entry(element).or_default().push(finding.field.clone().unwrap_or_default());
        }
        for (at, place) in &seen.uses.missing {
            let Some(own) = set.declarations.get(*at) else { continue };
            wounds.entry(own.element.clone()).or_default().push(place.clone());
        }
        let clean = findings.iter().all(|finding| finding.level != Level::Error);
        let formed = findings.iter().all(|finding| finding.level != Level::Error || finding.code.layer() > Layer::FORM);
        let mut kinds: HashMap<&'static str, Vec<usize>> = HashMap::default();
        let mut names: HashMap<(&'static str, &'a str), Few> = HashMap::default();
        names.reserve(set.declarations.len());
        let mut unsound: HashSet<&'static str> = HashSet::default();
        for (at, own) in set.declarations.iter().enumerate() {
            kinds.entry(own.kind.keyword).or_default().push(at);
            if !own.whole || wounds.contains_key(&own.element) {
                unsound.insert(own.kind.keyword);
            }
            if let Some((name, _)) = own.name {
                let same = names.entry((own.kind.keyword, name));
                same.and_modify(|few| few.push(at)).or_insert_with(|| Few::of(at));
            }
        }
        let read = set.complete && set.files.iter().all(|file| file.whole);
        Sound { set, seen, wounds, kinds, names, unsound, clean, formed, read }
    }

    /// Whether a declaration was read to its end, and has no error.
    fn holds(&self, own: &Declaration) -> bool {
        own.whole && !self.wounds.contains_key(&own.element)
    }

    /// Whether a declaration was read to its end, and its errors, if any, all lie under one of these keys.
    fn holds_but(&self, own: &Declaration, keys: &[&str]) -> bool {
        own.whole && self.only_under(own, keys)
    }

    /// All declarations of a kind, sound or not, in the order of files and lines.
    pub fn every(&self, keyword: &'static str) -> impl Iterator<Item = &'s Declaration<'a>> + '_ {
        let numbers = self.kinds.get(keyword).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|at| self.set.declarations.get(*at))
    }

    /// The sound declarations of a kind, in the order of files and lines.
    pub fn all(&self, keyword: &'static str) -> impl Iterator<Item = &'s Declaration<'a>> + '_ {
        self.every(keyword).filter(|own| self.holds(own))
    }

    /// The sound declarations of a kind that have one of these names, and the first `others` that have not; in the order of files and lines.
    pub fn some(&self, keyword: &'static str, names: &HashSet<&str>, others: usize) -> Vec<&'s Declaration<'a>> {
        let named = names.iter().filter_map(|name| self.names.get(&(keyword, *name)));
        let named = named.flat_map(Few::as_slice).copied();
        let of_kind = self.kinds.get(keyword).map_or(&[][..], Vec::as_slice).iter().copied();
        let is_named = |at: &usize| {
            self.set.declarations.get(*at).and_then(|own| own.name).is_some_and(|(name, _)| names.contains(name))
        };
        let numbers: BTreeSet<usize> = named.chain(of_kind.filter(|at| !is_named(at)).take(others)).collect();
        let all = numbers.into_iter().filter_map(|at| self.set.declarations.get(at));
        all.filter(|own| self.holds(own)).collect()
    }

    /// The sound declarations of a kind that nothing names; none where a name of this kind was missing, as it may have been
    /// meant for any of them.
    pub fn unused(&self, keyword: &'static str) -> impl Iterator<Item = &'s Declaration<'a>> + '_ {
        let numbers = self.kinds.get(keyword).map_or(&[][..], Vec::as_slice);
        let sure = !self.seen.uses.doubtful.contains(keyword);
        let idle = numbers.iter().filter(move |at| sure && self.seen.uses.declarations.get(**at) != Some(&true));
        let idle = idle.filter_map(|at| self.set.declarations.get(*at));
        idle.filter(|own| self.holds(own))
    }

    /// The declarations of a kind whose errors, if any, all lie under one of these keys, in the order of files and lines.
    pub fn all_but(
        &self,
        keyword: &'static str,
        keys: &'static [&'static str],
    ) -> impl Iterator<Item = &'s Declaration<'a>> + '_ {
        self.every(keyword).filter(|own| self.holds_but(own, keys))
    }

    fn only_under(&self, own: &Declaration, keys: &[&str]) -> bool {
        let wounds = self.wounds.get(&own.element).map_or(&[][..], Vec::as_slice);
        wounds.iter().all(|place| keys.contains(&place.split('/').next().unwrap_or("")))
    }

    /// Whether there is an error at this place of a declaration, inside of it, or above it.
    pub fn is_wounded(&self, own: &Declaration, place: impl std::fmt::Display) -> bool {
        let Some(wounds) = self.wounds.get(&own.element) else { return false };
        let place = place.to_string();
        wounds.iter().any(|wound| within(wound, &place) || within(&place, wound))
    }

    /// Whether there are errors in a place of a declaration, and all of them lie under one of these ways from it.
    pub fn is_wounded_only(&self, own: &Declaration, place: &str, ways: &[&str]) -> bool {
        let touches = |wound: &&String| within(wound, place) || within(place, wound);
        let mut wounds = self.wounds.get(&own.element).into_iter().flatten().filter(touches).peekable();
        let under = |wound: &String| {
            let way = wound.strip_prefix(place).and_then(|rest| rest.strip_prefix('/'));
            way.is_some_and(|way| ways.contains(&way))
        };
        wounds.peek().is_some() && wounds.all(under)
    }

    /// The numbers of the declarations with this kind and name.
    fn named(&self, keyword: &'static str, name: &str) -> Option<&'s Declaration<'a>> {
        match parts::under(name, |name| self.names.get(&(keyword, name)))?.as_slice() {
            [only] => self.set.declarations.get(*only),
            _ => None,
        }
    }

    /// The sound declaration of this kind and name; none if it is missing, unsound or stands twice.
    pub fn one(&self, keyword: &'static str, name: &str) -> Option<&'s Declaration<'a>> {
        self.named(keyword, name).filter(|own| self.holds(own))
    }

    /// Whether something of this kind and name is declared, sound or not.
    pub fn declares(&self, keyword: &'static str, name: &str) -> bool {
        self.names.contains_key(&(keyword, name))
    }

    /// As [`Sound::one`], but errors under these keys do not matter: for a look at other parts of it.
    pub fn one_but(&self, keyword: &'static str, name: &str, keys: &[&str]) -> Option<&'s Declaration<'a>> {
        self.named(keyword, name).filter(|own| self.holds_but(own, keys))
    }

    /// Whether no declaration of this kind has an error.
    pub fn is_whole(&self, keyword: &'static str) -> bool {
        !self.unsound.contains(keyword)
    }

    /// Whether all that could be declared is at hand: a whole set, and all of it sound.
    pub fn is_everything(&self) -> bool {
        self.is_all_read() && self.clean
    }

    /// Whether there is no error of form, so that no name may be hidden in what was not understood.
    pub fn is_well_formed(&self) -> bool {
        self.formed
    }

    /// Whether each use of a kind is known: all was read and understood, and no name of this kind was missing.
    pub fn knows_uses_of(&self, keyword: &str) -> bool {
        self.is_all_read() && self.formed && !self.seen.uses.doubtful.contains(keyword)
    }

    /// Whether all that could be declared was read, though some of it may be wrong.
    pub fn is_all_read(&self) -> bool {
        self.read
    }
}

/// Whether a place is another one or lies in it; the empty one is everything.
fn within(inner: &str, outer: &str) -> bool {
    outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Makes an analysis, with what it asks of the set as a whole.
type Make = for<'x, 'm, 'a> fn(&'x access::Access<'x, 'm, 'a>) -> Box<dyn Analysis<'x, 'm, 'a> + Send + 'x>;

/// All analyses. They do not know of each other, but for what the last ones pass over.
const ANALYSES: &[Make] = &[
    |_| Box::new(routes::check),
    |access| Box::new(Whole(access.model, routes::of_all)),
    |access| Box::new(events::Events::of(access.model)),
    |access| Box::new(workflow::Workflows::of(access.model.sound)),
    |_| Box::new(tables::check),
    |access| Box::new(flow::Flow::of(access.model)),
    |access| Box::new(access::Checks::of(access)),
    |access| Box::new(linked::Linked::of(access.model)),
    |access| Box::new(store::Store::of(access.model)),
    |access| Box::new(policies::Said::of(access.model, access.policies)),
    |access| Box::new(integrations::Integrations::of(access.model)),
    |access| Box::new(errors::Refusals::of(access.model)),
    |access| Box::new(style::Style::of(access.model)),
    |access| Box::new(scenarios::Scenarios::of(access.model)),
    |access| Box::new(life::Lives::of(access.model)),
    |access| Box::new(rules::Rules::of(access.model)),
    |_| Box::new(secrets::check),
    |access| Box::new(passwords::Passwords::of(access.model)),
    |access| Box::new(privacy::Privacy::of(access.model)),
    |access| Box::new(baseline::Baseline::of(access.model)),
    |access| Box::new(Whole(access.model, engagement::check)),
    |access| Box::new(limits::Limits::of(access.model)),
    |access| Box::new(lookups::Lookups::of(access.model)),
    |access| Box::new(Whole(access.model, unmade::check)),
    |access| Box::new(unused::Unused(access.model)),
    |access| Box::new(values::Values::of(access.model)),
];

/// Takes all analyses through a set, so many declarations at a time: each thread takes some of them, so that it reads what is said but once.
fn run<'x, 'm, 'a>(access: &'x access::Access<'x, 'm, 'a>, size: usize) -> Vec<Diagnostic> {
    let shares = Share::of(access.model, size);
    let threads = rayon::current_num_threads().clamp(1, ANALYSES.len());
    let lane = |first: usize| {
        let numbered = ANALYSES.iter().enumerate().skip(first).step_by(threads);
        let mut lane: Vec<_> = numbered.map(|(at, make)| (at, make(access))).collect();
        let mut findings = Vec::new();
        for share in &shares {
            lane.iter_mut().for_each(|(_, own)| own.look(share, &mut findings));
        }
        lane.iter_mut().for_each(|(_, own)| own.end(&mut findings));
        (lane, findings)
    };
    let lanes: Vec<_> = (0..threads).into_par_iter().map(lane).collect();
    let (lanes, findings): (Vec<_>, Vec<_>) = lanes.into_iter().unzip();
    let mut findings = findings.concat();
    let mut analyses = lanes.into_iter().flatten().collect::<Vec<_>>();
    analyses.sort_by_key(|(at, _)| *at);
    analyses.iter_mut().for_each(|(_, own)| own.last(&mut findings));
    findings
}

/// Runs all analyses, on shares of so many declarations. What they stood on is handed on with what was found, for those who go on from there.
pub fn check<T>(
    set: &Set,
    seen: &Seen,
    findings: Vec<Diagnostic>,
    size: usize,
    then: impl FnOnce(Vec<Diagnostic>, &access::Access) -> T,
) -> T {
    with_access(set, seen, findings, |access, mut findings| {
        let mut deep = run(access, size);
        fold(&mut findings, &deep);
        one_state(&mut deep);
        findings.append(&mut deep);
        then(findings, access)
    })
}

/// Takes out what was found before, and is told with what was found now: C0402 says of a parameter what its value should be as well.
fn fold(findings: &mut Vec<Diagnostic>, deep: &[Diagnostic]) {
    let words: Vec<&Diagnostic> = deep.iter().filter(|found| found.code.id == C0402.id).collect();
    let is_told = |found: &Diagnostic| {
        found.code.id == C0101.id && words.iter().any(|own| own.element == found.element && own.field == found.field)
    };
    findings.retain(|found| !is_told(found));
}

/// A state that its field cannot hold is reached by nothing either: that is one thing.
fn one_state(deep: &mut Vec<Diagnostic>) {
    let held = deep.iter().filter(|found| found.code.id == C0608.id && found.level == Level::Error);
    let outside: HashSet<Span> = held.filter_map(Diagnostic::span).collect();
    deep.retain(|found| found.code.id != C0602.id || !found.span().is_some_and(|span| outside.contains(&span)));
}

/// Asks who may call what, as far as that has no error. What was found so far is handed on.
pub fn with_access<T>(
    set: &Set,
    seen: &Seen,
    findings: Vec<Diagnostic>,
    ask: impl FnOnce(&access::Access, Vec<Diagnostic>) -> T,
) -> T {
    let sound = Sound::of(set, seen, &findings);
    let model = model::Model::of(&sound);
    let policies = policies::Policies::of(&model);
    ask(&access::Access::of(&model, &policies), findings)
}
