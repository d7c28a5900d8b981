//! Looking names up, and putting those that are missing together by mistake.
//!
//! In: references and names. Out: findings, one a mistake. The words are those of `report`.

use super::{Reference, References, Space, Uses, report};
use crate::check::gather::Set;
use crate::check::names::{Names, SymbolId};
use crate::diag::Diagnostic;
use crate::diag::nearest::{Index, letters};
use crate::lookup::HashMap;

/// What may have been meant by a missing name.
#[derive(Clone, Debug, Default)]
pub struct Guess<'a> {
    /// The nearest name, its declaration where it has one, and whether no other is as near.
    pub near: Option<(&'a str, Option<SymbolId>, bool)>,
    /// Whether the nearest name differs only in case and separators.
    pub only_letters: bool,
    /// A declaration of another kind with exactly this name.
    pub elsewhere: Option<SymbolId>,
}

impl<'a> References<'a> {
    /// Looks up a name; reports one that two kinds declare.
    pub fn look_up(
        &mut self,
        set: &Set<'a>,
        names: &Names<'a>,
        reference: Reference<'a>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let before = self.used.len();
        self.used.extend(find(names, &reference));
        let Some((first, rest)) = self.used.get(before..).and_then(<[SymbolId]>::split_first) else {
            return self.missing.push(reference);
        };
        if let Space::Kinds(_) = reference.space {
            let owner = |id: &SymbolId| names.symbols.get(*id).map(|symbol| symbol.declaration);
            let owners = std::iter::once(first).chain(rest).filter_map(owner);
            self.named.extend(owners.filter(|owner| *owner != reference.declaration));
            let kind = |id: &SymbolId| owner(id).and_then(|at| set.declarations.get(at)).map(|own| own.kind.keyword);
            if let Some(other) = rest.iter().find(|id| kind(id) != kind(first)) {
                findings.extend(report::Report { set, names }.ambiguous(&reference, *first, *other));
            }
        }
    }
}

/// Reports the names that nothing declares; gives what is used.
pub fn resolve<'a>(
    set: &Set<'a>,
    names: &Names<'a>,
    references: &[References<'a>],
    findings: &mut Vec<Diagnostic>,
) -> Uses<'a> {
    let mut used = vec![false; names.symbols.len()];
    let mut uses = Uses { declarations: vec![false; set.declarations.len()], ..Uses::default() };
    for own in references {
        own.named.iter().for_each(|owner| uses.note(*owner));
        for id in &own.used {
            if let Some(used) = used.get_mut(*id) {
                *used = true;
            }
        }
    }
    let missing = || references.iter().flat_map(|own| &own.missing);
    for reference in missing() {
        if let Space::Kinds(kinds) = reference.space {
            uses.doubtful.extend(kinds);
        }
    }

    let mut guesses: HashMap<(Space, &str), Guess<'a>> = HashMap::default();
    let mut candidates: HashMap<(Space, &[&str]), Candidates<'a>> = HashMap::default();
    let mut mistakes = Mistakes::default();
    for reference in missing().filter(|reference| !is_excused(set, names, reference)) {
        let key = (reference.space, reference.word.text);
        let guess = guesses.entry(key).or_insert_with(|| {
            let space = (reference.space, reference.known);
            let near = candidates.entry(space).or_insert_with(|| Candidates::of(names, space.0, space.1));
            near.guess(names, reference)
        });
        let meant = guess.elsewhere.and_then(|id| names.symbols.get(id));
        meant.into_iter().for_each(|symbol| uses.note(symbol.declaration));
        if guess.near.is_none() && (reference.strangers || may_be_elsewhere(set, names, reference)) {
            continue;
        }
        let none_declared = match reference.space {
            Space::Kinds(kinds) => kinds.iter().all(|kind| names.of_kind(kind).is_empty()),
            Space::Part(..) => false,
        };
        // Of a kind that nothing declares, one finding is enough, however many names are used.
        let together = none_declared && guess.near.is_none() && guess.elsewhere.is_none();
        mistakes.add(reference, guess, if together { "" } else { reference.word.text });
    }
    let missing = mistakes.all.iter().flat_map(|mistake| &mistake.uses);
    uses.missing = missing.map(|found| (found.declaration, found.path(set))).collect();
    for mistake in mistakes.all {
        let report = report::Report { set, names };
        let (places, guess) = (mistake.uses.as_slice(), &mistake.guess);
        let unused = guess.near.and_then(|(_, id, _)| id).filter(|id| used.get(*id) == Some(&false));
        match (unused, places) {
            // Several places agree on a name, and nobody uses the declared one: the declaration is misspelt.
            (Some(declared), [_, _, ..]) => findings.push(report.at_declaration(declared, places, guess)),
            (_, [first, others @ ..]) if guess.near.is_none() || guess.elsewhere.is_some() => {
                findings.push(report.at_first_use(first, others, guess));
            }
            _ => findings.extend(places.iter().map(|reference| report.at_first_use(reference, &[], guess))),
        }
    }
    uses
}

/// Uses of one missing name.
#[derive(Debug)]
struct Mistake<'a, 'r> {
    uses: Vec<&'r Reference<'a>>,
    guess: Guess<'a>,
}

/// All mistakes, in the order of their first uses.
#[derive(Debug, Default)]
struct Mistakes<'a, 'r> {
    all: Vec<Mistake<'a, 'r>>,
    by_name: HashMap<&'a str, Vec<usize>>,
}

impl<'a, 'r> Mistakes<'a, 'r> {
    fn add(&mut self, reference: &'r Reference<'a>, guess: &Guess<'a>, name: &'a str) {
        let known = self.by_name.entry(name).or_default();
        let same = known.iter().copied().find(|at| {
            self.all.get(*at).is_some_and(|mistake| {
                let near = |guess: &Guess| guess.near.and_then(|(_, id, _)| id);
                let meets = mistake.uses.first().is_some_and(|first| overlap(first.space, reference.space));
                near(&mistake.guess) == near(guess) && (meets || near(guess).is_some())
            })
        });
        match same.and_then(|at| self.all.get_mut(at)) {
            Some(mistake) => mistake.uses.push(reference),
            None => {
                known.push(self.all.len());
                self.all.push(Mistake { uses: vec![reference], guess: guess.clone() });
            }
        }
    }
}

fn overlap(a: Space, b: Space) -> bool {
    match (a, b) {
        (Space::Kinds(a), Space::Kinds(b)) => a.iter().any(|kind| b.contains(kind)),
        (a, b) => a == b,
    }
}

/// The symbols that a reference means.
pub fn find<'n, 'a>(names: &'n Names<'a>, reference: &Reference<'a>) -> impl Iterator<Item = SymbolId> + use<'n, 'a> {
    let name = reference.word.text;
    let (kinds, part) = match reference.space {
        Space::Kinds(kinds) => (kinds, None),
        Space::Part(part, owner) => (&[][..], Some((part, owner))),
    };
    let parts = part.into_iter().flat_map(move |(part, owner)| names.part(owner, part, name));
    kinds.iter().flat_map(move |kind| names.find(kind, name)).copied().chain(parts)
}

/// Whether a name that was not found is no mistake for certain, or may be declared in what could not be read.
fn is_excused(set: &Set, names: &Names, reference: &Reference) -> bool {
    if reference.known.contains(&reference.word.text) {
        return true;
    }
    match reference.space {
        Space::Kinds(kinds) => set.lost.may_hold(kinds, reference.word.text),
        Space::Part(part, owner) => names.parts_of(owner, part).is_none(),
    }
}

/// Whether the name may be declared in files that were not given.
fn may_be_elsewhere(set: &Set, names: &Names, reference: &Reference) -> bool {
    match reference.space {
        Space::Kinds(kinds) => !set.complete && kinds.iter().any(|kind| names.of_kind(kind).is_empty()),
        Space::Part(..) => false,
    }
}

/// The names that could have been meant in one space.
struct Candidates<'a> {
    index: Index<'a>,
    /// The declared ones, by their letters in small.
    by_letters: HashMap<String, Vec<(&'a str, SymbolId)>>,
}

impl<'a> Candidates<'a> {
    fn of(names: &Names<'a>, space: Space, known: &[&'a str]) -> Candidates<'a> {
        let mut ids: Vec<SymbolId> = Vec::new();
        match space {
            Space::Kinds(kinds) => kinds.iter().for_each(|kind| ids.extend(names.of_kind(kind))),
            Space::Part(part, owner) => ids.extend(names.parts_of(owner, part).unwrap_or_default()),
        }
        let symbols: Vec<(&'a str, SymbolId)> =
            ids.into_iter().filter_map(|id| Some((names.symbols.get(id)?.name, id))).collect();
        let mut by_letters: HashMap<String, Vec<_>> = HashMap::default();
        for (name, id) in &symbols {
            by_letters.entry(letters(name)).or_default().push((*name, *id));
        }
        let declared = symbols.iter().map(|(name, _)| *name);
        Candidates { index: Index::of(declared.chain(known.iter().copied())), by_letters }
    }

    fn guess(&self, names: &Names<'a>, reference: &Reference<'a>) -> Guess<'a> {
        let written = reference.word.text;
        let same = |name: &str| self.by_letters.get(&letters(name)).map_or(&[][..], Vec::as_slice);
        let length = written.chars().count();
        let near = match same(written) {
            [(name, id), others @ ..] => Some((*name, Some(*id), others.is_empty())),
            // One letter is near every other letter.
            [] if length < 2 => None,
            [] => self.index.ranked(written).map(|(name, sure)| {
                let id = same(name).iter().find(|(symbol, _)| *symbol == name).map(|(_, id)| *id);
                (name, id, sure && length > 2)
            }),
        };
        Guess { near, only_letters: !same(written).is_empty(), elsewhere: elsewhere(names, reference) }
    }
}

/// A declaration with this name of a kind that something else could mean.
fn elsewhere<'a>(names: &Names<'a>, reference: &Reference<'a>) -> Option<SymbolId> {
    let Space::Kinds(wanted) = reference.space else { return None };
    let kinds = crate::kinds::KINDS.iter().filter(|kind| {
        !kind.name.is_empty() && !["term", "profile"].contains(&kind.keyword) && !wanted.contains(&kind.keyword)
    });
    kinds.flat_map(|kind| names.find(kind.keyword, reference.word.text)).copied().next()
}
