//! However many declarations are looked at at a time, and on however many threads, the same is found: in the examples of all pages, in the sets
//! of which the words are kept, and in the samples and examples.

use std::path::Path;

use rayon::prelude::*;

use super::mistakes::files;
use super::pages::blocks;
use super::{Read, as_text, cases, sample};
use crate::check::deep::SIZE;
use crate::check::in_shares;
use crate::diag::CODES;

type Files = Vec<(String, String)>;

/// The sets of a file of cases.
fn kept(written: &str) -> impl Iterator<Item = Files> {
    cases(written).map(|(_, text)| vec![("t.yaml".to_owned(), text.to_owned())])
}

/// The examples of the pages.
fn pages() -> impl Iterator<Item = Files> {
    let blocks = CODES.iter().flat_map(|code| blocks(code.page));
    blocks.filter_map(|(mark, text)| {
        let (surface, _) = mark.split_once(' ')?;
        ["contract", "yaml"].contains(&surface).then(|| vec![(format!("t.{surface}"), text)])
    })
}

/// The files of an example.
fn example(name: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
    files(&root).into_iter().collect()
}

/// A set without one of its files: much that is named is not there.
fn torn(files: &Files) -> impl Iterator<Item = Files> {
    (0..files.len())
        .map(|at| files.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, file)| file.clone()).collect())
}

/// All sets; and how many of them are small, which come first.
fn sets() -> (Vec<Files>, usize) {
    let mut sets: Vec<Files> =
        kept(include_str!("told.txt")).chain(kept(include_str!("cases.txt"))).chain(pages()).collect();
    let small = sets.len();
    for files in
        [sample("hr-set/contracts"), Some(example("hr/contract")), Some(example("shop/contract"))].into_iter().flatten()
    {
        sets.extend(torn(&files));
        sets.push(files);
    }
    sets.extend(sample("hr-set/contracts").map(as_text));
    (sets, small)
}

/// What is found, so many declarations at a time.
fn told(read: &Read, size: usize) -> Vec<String> {
    in_shares(&read.files(), true, size).iter().map(|found| read.brief(found)).collect()
}

#[test]
fn the_same_is_found_on_any_number_of_threads() {
    // All analyses on one, and each on one of its own.
    let pools = [1, 64].map(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap());
    let (sets, _) = sets();
    for files in &sets {
        let read = Read::of(files);
        let [one, many] = pools.each_ref().map(|pool| pool.install(|| told(&read, SIZE)));
        assert_eq!(one, many, "{:?}", files.first());
    }
}

#[test]
fn the_same_is_found_however_many_are_looked_at_at_a_time() {
    let (sets, small) = sets();
    let differing: Vec<String> = sets
        .par_iter()
        .enumerate()
        .filter_map(|(at, files)| {
            let read = Read::of(files);
            let sizes: &[usize] = if at < small { &[1, 3] } else { &[1, 17] };
            let whole = told(&read, usize::MAX);
            let other = sizes.iter().map(|size| told(&read, *size)).find(|other| *other != whole)?;
            let first = whole.iter().zip(&other).find(|(one, two)| one != two);
            Some(format!("{:?}: {} and {} findings: {first:#?}", files.first(), whole.len(), other.len()))
        })
        .collect();
    assert!(
        sets.len() > 500 && differing.is_empty(),
        "{} of {} sets:\n{}",
        differing.len(),
        sets.len(),
        differing.join("\n")
    );
}
