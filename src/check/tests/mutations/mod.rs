//! One mistake in an otherwise clean set, a great many times: is it found, at its place, and said once?
//!
//! The examples are clean. Each kind of mistake is made at one place of each example, and the set is checked before and after.
//! `MUTATIONS=all` makes it at every place, `MUTATIONS=<word>` prints all that is said of the kinds with this word.

mod hand;
mod places;
mod seeds;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use crate::diag::{self, Diagnostic};
use crate::levels::{Judged, Wanted};
use crate::pipeline::Checked;
use crate::set::{Input, Set};
use crate::source::Span;
use seeds::{Seed, World};

const EXAMPLES: &[&str] = &["hello", "shop", "clinic", "hr"];

/// What came of one mistake.
struct Outcome {
    example: &'static str,
    seed: Seed,
    /// What is said that was not said before.
    said: Vec<(Diagnostic, String)>,
    /// Whether some of it is said at the right place.
    placed: bool,
    /// Whether `--fix`, and `--fix --unsafe-fixes`, make the set what it was.
    fixed: bool,
    fixed_unsafely: bool,
}

fn load(example: &str) -> Set {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example).join("contract");
    let mut set = Set::load(&[Input::Path(path)]);
    set.complete = true;
    set
}

/// All that is reported, with the edits of fixes.
fn findings(set: &Set) -> Vec<Diagnostic> {
    crate::pipeline::judged(set, &Wanted::default(), false).findings
}

/// What a finding says, without its place.
fn words(found: &Diagnostic) -> (&'static str, String, Option<String>, Option<String>) {
    (found.code.id, found.title.clone(), found.element.clone(), found.field.clone())
}

/// The seeds of an example: of each kind the one in the middle, or all of them.
fn sown(set: &Set, all: bool) -> Vec<Seed> {
    let documents: Vec<_> = set.files.iter().filter_map(|file| Some((file.id, file.whole()?))).collect();
    let places = places::places(&documents);
    let world = World::of(&places);
    let mut seeds = Vec::new();
    seeds::slips(&places, &world, &mut seeds);
    hand::mistakes(&places, &world, &mut seeds);
    let mut kinds: BTreeMap<String, Vec<Seed>> = BTreeMap::new();
    seeds.into_iter().for_each(|seed| kinds.entry(seed.what.clone()).or_default().push(seed));
    kinds
        .into_values()
        .flat_map(|mut seeds| match all {
            true => seeds,
            false => vec![seeds.swap_remove(seeds.len() / 2)],
        })
        .collect()
}

fn sow(example: &'static str, set: &mut Set, before: &BTreeSet<Words>, seed: &Seed) -> Option<Outcome> {
    let file = set.files.iter().find(|file| file.id == seed.file)?;
    let original = file.whole()?.clone();
    let changed = tree::changed(&original, &seed.way, &seed.edit)?;
    let was = set.retell(seed.file, crate::text::write(&changed))?;
    let found = findings(set);
    let home = declaration(set, seed);
    let said: Vec<Diagnostic> = found.iter().filter(|found| !before.contains(&words(found))).cloned().collect();
    let placed = said.iter().any(|found| {
        let labels = found.primary.iter().chain(&found.secondary);
        let inside = labels.clone().any(|label| home.is_some_and(|home| within(label.span, home)));
        let named = seed.name.as_ref().is_some_and(|name| {
            found.title.contains(name.as_str())
                || labels.clone().any(|label| set.sources.slice(label.span).contains(name.as_str()))
        });
        found.element.as_deref() == Some(&seed.element) || inside || named
    });
    let brief = |found: &Diagnostic| {
        let place = found.primary.as_ref().map_or("", |label| set.sources.slice(label.span));
        format!("{} {} [{place}] ({})", found.code.id, found.title, found.element.as_deref().unwrap_or(""))
    };
    let said: Vec<(Diagnostic, String)> =
        said.into_iter().map(|found| (brief(&found), found)).map(|(words, found)| (found, words)).collect();
    let mut fixed = [false, false];
    for (at, fixed) in fixed.iter_mut().enumerate() {
        let judged = Judged { findings: found.clone(), ..Judged::default() };
        let taken = Checked { set: std::mem::take(set), judged };
        let repaired = crate::pipeline::repair(taken, &Wanted::default(), at == 1);
        *set = repaired.set;
        let now = set.files.iter().find(|file| file.id == seed.file).and_then(|file| file.whole());
        let same = now.is_some_and(|now| crate::ast::difference(&now.root, &original.root).is_none());
        let others = repaired.before.keys().all(|id| *id == seed.file);
        *fixed = same && others;
        for (id, source) in repaired.before {
            set.retell(id, source.text);
        }
        if *fixed {
            break;
        }
    }
    set.undo(was);
    let [safe, unsafe_] = fixed;
    Some(Outcome { example, seed: seed.clone(), said, placed, fixed: safe, fixed_unsafely: safe || unsafe_ })
}

type Words = (&'static str, String, Option<String>, Option<String>);

/// Where the declaration stands in which the mistake was made.
fn declaration(set: &Set, seed: &Seed) -> Option<Span> {
    let file = set.files.iter().find(|file| file.id == seed.file)?;
    let mut node = &file.reading.document.as_ref()?.root;
    let kind = seed.element.split('/').next().unwrap_or("");
    let depth = if ["access", "api", "glossary"].contains(&kind) { 3 } else { 2 };
    for at in seed.way.iter().take(depth) {
        node = match (node.as_map(), node.as_list()) {
            (Some(entries), _) => &entries.get(*at)?.node,
            (_, Some(items)) => &items.get(*at)?.node,
            _ => return None,
        };
    }
    Some(node.span)
}

fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && inner.start >= outer.start && inner.end <= outer.end
}

#[test]
fn one_mistake_is_one_message() {
    let wanted = std::env::var("MUTATIONS").unwrap_or_default();
    let all = wanted == "all";
    let mut outcomes = Vec::new();
    for example in EXAMPLES {
        let set = load(example);
        let clean = findings(&set);
        let loud: Vec<_> =
            clean.iter().filter(|found| found.level < diag::Level::Hint).map(|found| &found.title).collect();
        assert!(loud.is_empty(), "{example} is not clean: {loud:?}");
        let before: BTreeSet<Words> = clean.iter().map(words).collect();
        let seeds = sown(&set, all);
        let chosen: Vec<Seed> =
            seeds.into_iter().filter(|seed| all || wanted.is_empty() || seed.what.contains(&wanted)).collect();
        let ran = chosen
            .par_chunks(16)
            .flat_map_iter(|seeds| {
                let mut set = load(example);
                seeds.iter().filter_map(|seed| sow(example, &mut set, &before, seed)).collect::<Vec<_>>()
            })
            .collect::<Vec<_>>();
        outcomes.extend(ran);
    }
    report(&outcomes, &wanted);
}

fn report(outcomes: &[Outcome], wanted: &str) {
    let count = |holds: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|own| holds(own)).count();
    let kinds: BTreeSet<&str> = outcomes.iter().map(|own| own.seed.what.as_str()).collect();
    let found = count(&|own| !own.said.is_empty());
    let placed = count(&|own| own.placed);
    let messages: usize = outcomes.iter().map(|own| own.said.len()).sum();
    let (safe, unsafe_) = (count(&|own| own.fixed), count(&|own| own.fixed_unsafely));
    let share = |part: usize| 100.0 * part as f64 / outcomes.len().max(1) as f64;
    eprintln!("kinds of mistakes   {}", kinds.len());
    eprintln!("mistakes made       {}", outcomes.len());
    eprintln!("found               {found} ({:.1} %)", share(found));
    eprintln!("at the right place  {placed} ({:.1} %)", share(placed));
    eprintln!("messages a mistake  {:.2}", messages as f64 / found.max(1) as f64);
    eprintln!("repaired by --fix   {safe} ({:.1} %)", share(safe));
    eprintln!("with --unsafe-fixes {unsafe_} ({:.1} %)", share(unsafe_));
    by_sort(outcomes);
    for own in outcomes {
        let many = own.said.len() > 1;
        let odd = !own.placed || many;
        if odd || !wanted.is_empty() && wanted != "all" {
            let sort = if own.said.is_empty() {
                "MISSED"
            } else if !own.placed {
                "ELSEWHERE"
            } else if many {
                "MANY"
            } else {
                "ONCE"
            };
            eprintln!("{sort} {} [{}: {}] {:?}", own.seed.what, own.example, own.seed.element, own.seed.edit_words());
            own.said.iter().for_each(|(_, brief)| eprintln!("    {brief}"));
        }
    }
}

/// The figures for each sort of mistake.
fn by_sort(outcomes: &[Outcome]) {
    let mut sorts: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for own in outcomes {
        let sort = own.seed.what.rsplit_once(' ').map_or("", |(sort, _)| sort);
        sorts.entry(sort).or_default().push(own);
    }
    eprintln!("{:45} made  found  fixed", "");
    for (sort, all) in sorts {
        let found = all.iter().filter(|own| !own.said.is_empty()).count();
        let fixed = all.iter().filter(|own| own.fixed).count();
        eprintln!("{sort:45} {:4}  {found:5}  {fixed:5}", all.len());
    }
}

impl Seed {
    fn edit_words(&self) -> String {
        let words = format!("{:?}", self.edit);
        words.chars().take(70).collect()
    }
}
