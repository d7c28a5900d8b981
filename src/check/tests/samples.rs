//! The sample sets: what is wrong with them, and nothing else.

use super::{Read, sample};

#[test]
fn the_hr_set_has_one_unknown_operation() {
    let Some(files) = sample("hr-set/contracts") else { return };
    let read = Read::of(&files);
    let all = read.check(true);
    let found: Vec<String> = all.iter().map(|found| read.brief(found)).collect();
    println!("{}", found.join("\n"));
}

#[test]
fn the_examples_of_v0() {
    let Some(files) = sample("v0-examples") else { return };
    let read = Read::of(&files);
    let all = read.check(true);
    let found: Vec<String> = all.iter().map(|found| read.brief(found)).collect();
    println!("{}", found.join("\n"));
}
