//! Fixes applied, round by round, until nothing changes.
//!
//! In: a set, its findings, how sure a fix must be, and the check. Out: the set after all fixes that hold. In each round
//! all fixes that do not meet in the text are made at once and the set is checked again, in memory: each finding must be
//! gone, no error may be new, and nobody may do more than before. If not, half of them are tried; one that fails alone is never tried again.
//! The guard is asked in the same way: of all fixes at once and, where it refuses, of either half.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{apply, guard};
use crate::diag::{Applicability, Diagnostic, Edit, Fix, Layer, Level, Licence};
use crate::levels::Judged;
use crate::set::{Set, Was};
use crate::source::{FileId, SourceFile};

/// How often a set is checked again at most.
const MOST: usize = 200;

/// What repairs ask about a set: they know no check.
pub struct Judge<'j, M> {
    /// What is reported of it.
    pub check: &'j dyn Fn(&Set) -> Judged,
    /// Who may do what in it.
    pub access: &'j dyn Fn(&Set) -> M,
    /// Whether the first lets anybody do more than the second.
    pub widens: &'j dyn Fn(&M, &M) -> bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Repaired {
    /// The set as it would be, every file that changed told anew.
    pub set: Set,
    /// What is left, in the order to show it.
    pub judged: Judged,
    /// How many findings were fixed.
    pub fixed: usize,
    /// How many have a fix that would have been made, and did not hold.
    pub left: usize,
    /// The files that changed, as they were.
    pub before: BTreeMap<FileId, SourceFile>,
}

/// Applies the fixes of these findings, and of those that come up later.
pub fn repair<M>(mut set: Set, mut judged: Judged, unsafe_fixes: bool, judge: &Judge<'_, M>) -> Repaired {
    let mut failed = HashSet::new();
    let mut before = BTreeMap::new();
    let mut fixed = 0;
    let mut limit = usize::MAX;
    for _ in 0..MOST {
        let mut batch = candidates(&set, &judged.findings, unsafe_fixes, &mut failed);
        batch.truncate(limit);
        if batch.is_empty() {
            break;
        }
        // A name put right says what was always meant: there was no telling who may do what before.
        let is_name = |(finding, fix): &Chosen<'_>| guard::licence(finding.code, fix) == Licence::Name;
        let settled = (!batch.iter().all(is_name)).then(|| (judge.access)(&set));
        let Some(was) = make(&mut set, &batch) else {
            give_up(&batch, &mut failed, &mut limit);
            continue;
        };
        let after = (judge.check)(&set);
        let widens = settled.is_some_and(|before| (judge.widens)(&(judge.access)(&set), &before));
        if !widens && holds(&set, &batch, &judged.findings, &after.findings) {
            fixed += batch.len();
            limit = usize::MAX;
            judged = after;
            for was in was {
                before.entry(was.id).or_insert(was.source);
            }
        } else {
            give_up(&batch, &mut failed, &mut limit);
            was.into_iter().for_each(|was| set.undo(was));
        }
    }
    before.retain(|id, old| set.sources.get(*id).is_some_and(|new| new.text != old.text));
    let is_left = |finding: &&Diagnostic| finding.fixes.iter().any(|fix| failed.contains(&mark(&(*finding, fix))));
    let left = judged.findings.iter().filter(is_left).count();
    Repaired { set, judged, fixed, left, before }
}

/// How many of these findings could be fixed by a fix that may not be what is meant.
pub fn unsafe_ones(set: &Set, findings: &[Diagnostic]) -> usize {
    candidates(set, findings, true, &mut HashSet::new()).len()
}

/// A finding and the fix to make.
type Chosen<'f> = (&'f Diagnostic, &'f Fix);

/// What a fix that failed is known by.
type Mark = ((&'static str, String, Option<String>, Option<String>), String);

fn mark((finding, fix): &Chosen<'_>) -> Mark {
    (finding.words(), fix.title.clone())
}

/// Takes half of what failed; a single one is never tried again.
fn give_up(batch: &[Chosen<'_>], failed: &mut HashSet<Mark>, limit: &mut usize) {
    *limit = batch.len() / 2;
    if let [only] = batch {
        failed.insert(mark(only));
        *limit = usize::MAX;
    }
}

/// The fixes to make next: of each finding the first that is sure enough and did not fail, none meeting another in the text. Those that
/// the guard refuses have failed.
fn candidates<'f>(
    set: &Set,
    findings: &'f [Diagnostic],
    unsafe_fixes: bool,
    failed: &mut HashSet<Mark>,
) -> Vec<Chosen<'f>> {
    loop {
        let chosen = fresh(findings, unsafe_fixes, failed);
        let mut allowed = Vec::with_capacity(chosen.len());
        let mut refused = Vec::new();
        sift(set, &chosen, &mut allowed, &mut refused);
        if refused.is_empty() {
            return allowed;
        }
        failed.extend(refused.iter().map(mark));
    }
}

/// Tells fixes that the guard lets be made together from those that it refuses.
fn sift<'f>(set: &Set, chosen: &[Chosen<'f>], allowed: &mut Vec<Chosen<'f>>, refused: &mut Vec<Chosen<'f>>) {
    match chosen {
        [] => {}
        all if is_allowed(set, all) => allowed.extend(all),
        [one] => refused.push(*one),
        all => {
            let (first, second) = all.split_at(all.len() / 2);
            sift(set, first, allowed, refused);
            sift(set, second, allowed, refused);
        }
    }
}

/// The fixes to make next, unless the guard refuses them.
fn fresh<'f>(findings: &'f [Diagnostic], unsafe_fixes: bool, failed: &HashSet<Mark>) -> Vec<Chosen<'f>> {
    let mut taken: BTreeMap<FileId, Vec<std::ops::RangeInclusive<u32>>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for finding in findings {
        let sure = |fix: &&Fix| match fix.applicability {
            Applicability::MachineApplicable => true,
            Applicability::MaybeIncorrect => unsafe_fixes,
            Applicability::HasPlaceholders => false,
        };
        let fresh = |fix: &&Fix| !fix.edits.is_empty() && !failed.contains(&mark(&(finding, *fix)));
        let Some(fix) = finding.fixes.iter().filter(sure).find(fresh) else { continue };
        let spans = || fix.edits.iter().map(|edit| (edit.span.file, edit.span.start..=edit.span.end));
        let meets = |(file, span): (FileId, std::ops::RangeInclusive<u32>)| {
            let others = taken.get(&file).map_or(&[][..], Vec::as_slice);
            others.iter().any(|other| other.start() <= span.end() && span.start() <= other.end())
        };
        if spans().any(meets) {
            continue;
        }
        spans().for_each(|(file, span)| taken.entry(file).or_default().push(span));
        chosen.push((finding, fix));
    }
    // A repair of a form or a name may bring up what it hid, so it is made apart: the errors that others bring up are new.
    if chosen.iter().any(uncovers) {
        chosen.retain(uncovers);
    }
    chosen
}

/// Whether what a fix repairs hides what is wrong besides: an error of form or reference.
fn uncovers((finding, _): &Chosen<'_>) -> bool {
    finding.level == Level::Error && finding.code.layer().is_firm()
}

/// Whether the guard lets fixes be made together.
fn is_allowed(set: &Set, chosen: &[Chosen<'_>]) -> bool {
    let mut licences = chosen.iter().map(|(finding, fix)| guard::licence(finding.code, fix));
    let first = licences.next().unwrap_or_default();
    let licence = if licences.all(|own| own == first) { first } else { Licence::None };
    by_file(chosen.iter().flat_map(|(_, fix)| &fix.edits)).into_iter().all(|(id, edits)| {
        let Some(file) = set.file(id) else { return set.home.settings == Some(id) };
        let Some(text) = apply(set.text(file), &edits) else { return false };
        match (&file.reading.document, &file.surface.read(id, &text).document) {
            (Some(before), Some(after)) if file.reading.is_whole() => guard::allows(licence, before, after),
            // What could not be read says nothing yet: a repair of its form has to make it say something.
            (_, after) => after.is_some() && chosen.iter().all(|(finding, _)| finding.code.layer() == Layer::FORM),
        }
    })
}

/// The edits of each file.
fn by_file<'e>(edits: impl Iterator<Item = &'e Edit>) -> BTreeMap<FileId, Vec<Edit>> {
    let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    edits.for_each(|edit| files.entry(edit.span.file).or_default().push(edit.clone()));
    files
}

/// Makes fixes in memory; none where one cannot be made.
fn make(set: &mut Set, batch: &[Chosen<'_>]) -> Option<Vec<Was>> {
    let files = by_file(batch.iter().flat_map(|(_, fix)| &fix.edits));
    let text = |(id, edits): (FileId, Vec<Edit>)| Some((id, apply(&set.sources.get(id)?.text, &edits)?));
    let texts: Vec<(FileId, String)> = files.into_iter().map(text).collect::<Option<_>>()?;
    Some(texts.into_iter().filter_map(|(id, text)| set.retell(id, text)).collect())
}

/// Whether all findings of the fixes are gone and no error is new.
fn holds(set: &Set, batch: &[Chosen<'_>], before: &[Diagnostic], after: &[Diagnostic]) -> bool {
    let path = |finding: &Diagnostic| {
        let file = finding.primary.as_ref().and_then(|label| set.sources.get(label.span.file));
        file.map_or(String::new(), |file| file.path.clone())
    };
    let key = |finding: &Diagnostic| (finding.code.id, path(finding), finding.element.clone());
    let mut counts: HashMap<_, isize> = HashMap::new();
    before.iter().for_each(|finding| *counts.entry(key(finding)).or_default() += 1);
    after.iter().for_each(|finding| *counts.entry(key(finding)).or_default() -= 1);
    let mut wanted: HashMap<_, isize> = HashMap::new();
    batch.iter().for_each(|(finding, _)| *wanted.entry(key(finding)).or_default() += 1);
    let gone = wanted.iter().all(|(key, wanted)| counts.get(key).copied().unwrap_or(0) >= *wanted);
    // An error of form or reference hides what its element says wrong besides: that is not new when it comes up.
    let uncovers = batch.iter().any(uncovers);
    let is_new = |finding: &Diagnostic| {
        let hidden = uncovers && !finding.code.layer().is_firm();
        finding.level == Level::Error && !hidden && counts.get(&key(finding)).copied().unwrap_or(0) < 0
    };
    gone && !after.iter().any(is_new)
}
