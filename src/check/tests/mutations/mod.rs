//! One mistake in an otherwise clean set, a great many times: is it found, at its place, and said once?
//!
//! The examples are clean. Every fifth kind of mistake is made at one place of one example, and the set is checked before and after.
//! `MUTATIONS=each` makes all kinds, each once in every example that has a place for it, `MUTATIONS=all` makes them at every place, and
//! any other word those whose kind has the word in it, and prints all that is said of them. The bars are those of the book; what does
//! not reach them is printed.

mod hand;
mod places;
mod seeds;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use crate::diag::{Diagnostic, Level};
use crate::levels::{Judged, Wanted};
use crate::pipeline::Checked;
use crate::set::{Input, Set};
use crate::source::Span;
use seeds::{Seed, World};

/// Of so many kinds of mistakes of form one is tried when nothing is asked for. Those of meaning are few, and all are tried.
const STRIDE: usize = 5;

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

/// The seeds of an example, by their kinds: of each kind the one in the middle, or all of them.
fn sown(set: &Set, all: bool) -> Vec<Seed> {
    let documents: Vec<_> = set.files.iter().filter_map(|file| Some((file.id, file.whole()?))).collect();
    let places = places::places(&documents);
    let world = World::of(&places);
    let mut seeds = Vec::new();
    seeds::slips(&places, &world, &mut seeds);
    let slips = seeds.len();
    hand::mistakes(&places, &world, &mut seeds);
    seeds.iter_mut().skip(slips).for_each(|seed| seed.of_meaning = true);
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
    let file = set.file(seed.file)?;
    let original = file.whole()?.clone();
    let changed = tree::changed(&original, &seed.way, &seed.edit)?;
    let was = set.retell(seed.file, crate::text::write(&changed))?;
    let found = findings(set);
    let home = declaration(set, seed);
    let said: Vec<Diagnostic> = found.iter().filter(|found| !before.contains(&found.words())).cloned().collect();
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
        let now = set.file(seed.file).and_then(|file| file.whole());
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
    let file = set.file(seed.file)?;
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
    let (all, each) = (wanted == "all", wanted == "all" || wanted == "each");
    let mut sets = Vec::new();
    let mut kinds: BTreeMap<String, Vec<(usize, Seed)>> = BTreeMap::new();
    for (number, example) in EXAMPLES.iter().enumerate() {
        let set = load(example);
        let clean = findings(&set);
        let loud: Vec<_> = clean.iter().filter(|found| found.level < Level::Hint).map(|found| &found.title).collect();
        assert!(loud.is_empty(), "{example} is not clean: {loud:?}");
        for seed in sown(&set, all).into_iter().filter(|seed| each || seed.what.contains(&wanted)) {
            kinds.entry(seed.what.clone()).or_default().push((number, seed));
        }
        sets.push((example, clean.iter().map(Diagnostic::words).collect::<BTreeSet<Words>>()));
    }
    let narrow = wanted.is_empty();
    let chosen = kinds.into_values().enumerate().flat_map(|(at, mut seeds)| match narrow {
        true => {
            let drawn = (at % STRIDE == 0).then_some((at / STRIDE) % seeds.len());
            for (at, (_, seed)) in seeds.iter_mut().enumerate() {
                seed.drawn = drawn == Some(at);
            }
            seeds.retain(|(_, seed)| seed.drawn || seed.of_meaning);
            seeds
        }
        false => seeds,
    });
    let mut by_example: BTreeMap<usize, Vec<Seed>> = BTreeMap::new();
    chosen.for_each(|(number, seed)| by_example.entry(number).or_default().push(seed));
    let chunks: Vec<(usize, &[Seed])> =
        by_example.iter().flat_map(|(number, seeds)| seeds.chunks(16).map(move |seeds| (*number, seeds))).collect();
    let outcomes: Vec<Outcome> = chunks
        .into_par_iter()
        .flat_map_iter(|(number, seeds)| {
            let (example, before) = &sets[number];
            let mut set = load(example);
            seeds.iter().filter_map(|seed| sow(example, &mut set, before, seed)).collect::<Vec<_>>()
        })
        .collect();
    let figures = Figures::of(&outcomes);
    eprint!("{figures}");
    print(&outcomes, &wanted);
    if narrow || each {
        figures.hold();
    }
}

/// The figures of all outcomes.
struct Figures {
    kinds: usize,
    made: usize,
    found: f64,
    placed: f64,
    meant: f64,
    messages: f64,
    fixed: f64,
    fixed_unsafely: f64,
}

impl Figures {
    fn of(outcomes: &[Outcome]) -> Figures {
        // Of meaning, all count; of the rest, and of both together, those that were drawn.
        let meant =
            |holds: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|own| own.seed.of_meaning && holds(own)).count();
        let share = |part: usize, all: usize| 100.0 * part as f64 / all.max(1) as f64;
        let of_meaning = share(meant(&|own| !own.said.is_empty()), meant(&|_| true));
        let outcomes: Vec<&Outcome> = outcomes.iter().filter(|own| own.seed.drawn).collect();
        let count = |holds: &dyn Fn(&Outcome) -> bool| outcomes.iter().filter(|own| holds(own)).count();
        let found = count(&|own| !own.said.is_empty());
        let messages: usize = outcomes.iter().map(|own| own.said.len()).sum();
        Figures {
            kinds: outcomes.iter().map(|own| own.seed.what.as_str()).collect::<BTreeSet<_>>().len(),
            made: outcomes.len(),
            found: share(found, outcomes.len()),
            placed: share(count(&|own| own.placed), outcomes.len()),
            meant: of_meaning,
            messages: messages as f64 / found.max(1) as f64,
            fixed: share(count(&|own| own.fixed), outcomes.len()),
            fixed_unsafely: share(count(&|own| own.fixed_unsafely), outcomes.len()),
        }
    }

    /// Holds the figures against those of the book.
    fn hold(&self) {
        let page = include_str!("../../../../book/src/sown.md");
        let bar = |name: &str| -> f64 {
            let row = page.lines().find_map(|line| line.strip_prefix("| ")?.strip_prefix(name));
            let cell = row.and_then(|row| row.trim_matches([' ', '|']).split(' ').next()).expect("a bar in the book");
            cell.parse().expect("a number")
        };
        assert!(self.kinds >= 1_000 / STRIDE, "only {} kinds", self.kinds);
        assert!(self.found >= bar("found"), "found: {:.1}", self.found);
        assert!(self.placed >= bar("at the right place"), "at the right place: {:.1}", self.placed);
        assert!(self.meant >= bar("found, of meaning"), "of meaning: {:.1}", self.meant);
        assert!(self.messages <= bar("messages for each"), "messages: {:.2}", self.messages);
        assert!(self.fixed >= bar("repaired"), "repaired: {:.1}", self.fixed);
    }
}

impl std::fmt::Display for Figures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "kinds of mistakes    {}", self.kinds)?;
        writeln!(f, "mistakes made        {}", self.made)?;
        writeln!(f, "found                {:.1} %", self.found)?;
        writeln!(f, "at the right place   {:.1} %", self.placed)?;
        writeln!(f, "found, of meaning    {:.1} %", self.meant)?;
        writeln!(f, "messages for each    {:.2}", self.messages)?;
        writeln!(f, "repaired by --fix    {:.1} %", self.fixed)?;
        writeln!(f, "with --unsafe-fixes  {:.1} %", self.fixed_unsafely)
    }
}

/// The outcomes that are not as they should be, and all of those that were asked for.
fn print(outcomes: &[Outcome], wanted: &str) {
    by_sort(outcomes);
    let asked = !matches!(wanted, "" | "each" | "all");
    for own in outcomes {
        let sort = match own.said.len() {
            0 => "MISSED",
            _ if !own.placed => "ELSEWHERE",
            1 if !asked => continue,
            1 => "ONCE",
            _ => "MANY",
        };
        eprintln!("{sort} {} [{}: {}] {}", own.seed.what, own.example, own.seed.element, own.seed.edit_words());
        own.said.iter().for_each(|(_, brief)| eprintln!("    {brief}"));
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
