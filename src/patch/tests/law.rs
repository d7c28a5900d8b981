//! The law: no byte that a person wrote disappears. Random hands against random contracts; what a hand wrote stands in the tree, in
//! an undo record, or the whole patch was refused.
//!
//! Each case is a hand's work and a contract's change, four of them in the life of a project; each life is one seed. `CASES` in the
//! environment asks for more or fewer.

use super::super::{Project, Refusal, Resolution};
use super::crash::{Counted, End};
use super::{Root, Tree, apply_on, of, stamp};
use crate::unit::{Owner, Unit};

/// How many cases are in one life.
const ROUNDS: usize = 4;

/// How many cases are tried.
pub(super) fn cases(own: usize) -> usize {
    std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(own)
}

/// Small whole numbers, the same on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, most: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut own = self.0;
        own = (own ^ (own >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        own = (own ^ (own >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((own ^ (own >> 31)) >> 33).unwrap_or(0) % most.max(1)
    }

    /// True in all but one of so many cases.
    pub(super) fn maybe(&mut self, of: usize) -> bool {
        self.below(of) != 0
    }

    /// A few lines, some the same; sometimes without an end.
    pub(super) fn text(&mut self) -> String {
        let mut text: String = (0..self.below(12)).map(|_| format!("line {}\n", self.below(30))).collect();
        if !self.maybe(5) {
            text.pop();
        }
        text
    }

    /// A text with some lines changed, taken out, put in.
    pub(super) fn edited(&mut self, text: &str) -> String {
        let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
        for _ in 0..=self.below(2) {
            let at = self.below(lines.len() + 1);
            match self.below(3) {
                0 => lines.insert(at, format!("put in {}\n", self.below(1000))),
                1 if at < lines.len() => lines[at] = format!("changed {}\n", self.below(1000)),
                _ if at < lines.len() => _ = lines.remove(at),
                _ => lines.push("last\n".into()),
            }
        }
        lines.concat()
    }
}

/// Files that a stack might make now: most as they were, some changed, some new, some gone.
fn next(dice: &mut Dice, units: &[Unit], number: usize) -> Vec<Unit> {
    let mut next = Vec::new();
    for own in units {
        match dice.below(8) {
            0 if own.owner != Owner::Append => {}
            1..=3 if own.owner != Owner::Append => next.push(Unit { text: dice.edited(&own.text), ..own.clone() }),
            _ => next.push(own.clone()),
        }
    }
    for at in 0..dice.below(3) {
        let owner = [Owner::Generated, Owner::Generated, Owner::Scaffold, Owner::Append][dice.below(4)];
        let folder = ["", "a/", "a/b/", "c/"][dice.below(4)];
        next.push(of(owner, &format!("{folder}f{number}-{at}"), &dice.text()));
    }
    next
}

/// A hand: edits, removes, makes files. What it writes has marks that stand nowhere else.
fn hand(dice: &mut Dice, root: &Root, marks: &mut Vec<(String, String)>, number: usize) {
    let paths: Vec<String> = root.tree().keys().filter(|path| !path.ends_with('/')).cloned().collect();
    for at in 0..dice.below(4) {
        let mark = format!("hand {number}-{at} {}", dice.below(1_000_000));
        let path = match dice.below(5) {
            0 => format!("{}f{}-0", ["", "a/", "a/b/", "c/"][dice.below(4)], number + 1),
            _ if paths.is_empty() => "own".to_owned(),
            _ => paths[dice.below(paths.len())].clone(),
        };
        if !root.at(&path).exists() {
            root.write(&path, format!("{mark}\n"));
        } else if dice.maybe(6) {
            let mut lines: Vec<String> = root.read(&path).split_inclusive('\n').map(str::to_owned).collect();
            lines.insert(dice.below(lines.len() + 1), format!("{mark}\n"));
            root.write(&path, lines.concat());
        } else {
            // The hand itself takes it away, with what it wrote there before.
            marks.retain(|(own, _)| *own != path);
            root.remove(&path);
            continue;
        }
        marks.push((path, mark));
    }
}

fn ways(dice: &mut Dice) -> Resolution {
    let all = || vec![".".to_owned()];
    match dice.below(6) {
        0 => Resolution { discard: all(), ..Resolution::default() },
        1 => Resolution { adopt: all(), ..Resolution::default() },
        2 => Resolution { merge: all(), ..Resolution::default() },
        3 => Resolution { merge: all(), discard: vec!["a".into()], ..Resolution::default() },
        _ => Resolution::default(),
    }
}

/// The short way says no more than the long one: what counts as settled has nothing to do.
fn short(seed: u64, root: &Root, units: &[Unit]) {
    if root.open().is_settled(&stamp(units).contract_hash) {
        let patch = root.compare(units, &Resolution::default()).expect("compared");
        assert!(patch.is_empty(), "seed {seed}: settled, and there is something to do: {:?}", patch.steps);
    }
}

/// One life of a project.
fn life(seed: u64) {
    let mut dice = Dice(seed);
    let root = Root::new();
    let (mut units, mut marks) = (Vec::new(), Vec::new());
    let mut settled = Vec::new();
    for number in 0..ROUNDS {
        units = next(&mut dice, &units, number);
        hand(&mut dice, &root, &mut marks, number);
        short(seed, &root, &settled);
        let (before, ways) = (root.tree(), ways(&mut dice));
        let steps = if dice.maybe(4) { usize::MAX } else { dice.below(80) };
        let done = apply_on(root.path(), Box::new(Counted::new(steps, End::Deaf)), &units, &ways);
        match done {
            Ok(()) => {
                let again = root.compare(&units, &Resolution::default()).expect("compared");
                assert!(again.is_empty(), "seed {seed}: a second run is not empty: {:?}", again.steps);
                let patch = root.open().drift(None).expect("looked");
                let ours: Vec<_> = patch.iter().filter(|own| own.what.name() != "foreign").collect();
                assert!(ours.is_empty(), "seed {seed}: drift after an apply: {ours:?}");
                root.open().remember(&stamp(&units).contract_hash);
                settled.clone_from(&units);
            }
            Err(Refusal::Conflicts(_) | Refusal::NoConflict(_)) => {
                assert_eq!(root.tree(), before, "seed {seed}: refused, and changed");
            }
            Err(Refusal::Disk(..)) => {
                let recovered = Project::open(root.path()).expect("opens").recovered().cloned();
                let is_new = root.tree() != before;
                assert!(recovered.is_none_or(|own| own.is_new == is_new || own.is_new), "seed {seed}");
            }
            Err(error) => panic!("seed {seed}: {error}"),
        }
        if ways.discard.is_empty() {
            // Nobody said that anything may be given up: it all still stands in the tree.
            let has = |tree: &Tree, mark: &str| tree.values().any(|text| String::from_utf8_lossy(text).contains(mark));
            let after = root.tree();
            for (path, mark) in marks.iter().filter(|(_, mark)| has(&before, mark)) {
                assert!(has(&after, mark), "seed {seed}: {mark:?}, written in {path}, left the tree");
            }
        }
        if !dice.maybe(5) {
            let before = root.tree();
            match root.open().undo() {
                Ok(_) | Err(Refusal::NothingToUndo) => {}
                Err(Refusal::Moved(_)) => assert_eq!(root.tree(), before, "seed {seed}: refused, and changed"),
                Err(error) => panic!("seed {seed}: {error}"),
            }
            short(seed, &root, &settled);
        }
        let everything = String::from_utf8_lossy(&root.everything()).into_owned();
        for (path, mark) in &marks {
            assert!(everything.contains(mark), "seed {seed}: {mark:?}, written in {path}, is lost");
        }
    }
}

#[test]
fn no_byte_of_a_person_disappears() {
    use rayon::prelude::*;
    (0..cases(5_000).div_ceil(ROUNDS)).into_par_iter().for_each(|seed| life(seed as u64));
}
