//! Whatever the bytes: readers answer, writers lose nothing, nobody panics.

use super::arbitrary::{self, Random};
use crate::kinds::settle;
use crate::source::FileId;
use crate::{text, yaml};

/// Cuts, doubles, swaps and overwrites pieces of a text, on borders of characters.
fn damage(random: &mut Random, written: &str) -> String {
    let mut chars: Vec<char> = written.chars().collect();
    for _ in 0..1 + random.below(4) {
        if chars.is_empty() {
            break;
        }
        let at = random.below(chars.len());
        let length = (1 + random.below(6)).min(chars.len() - at);
        match random.below(4) {
            0 => drop(chars.drain(at..at + length)),
            1 => {
                let piece: Vec<char> = chars[at..at + length].to_vec();
                chars.splice(at..at, piece);
            }
            2 => {
                let mark = *random.pick(&[
                    '{', '}', '[', ']', '(', ')', '"', ':', '=', '#', '/', '\n', ' ', '\t', '-', '|', '\'', '&',
                    '\u{0}', 'é',
                ]);
                chars[at] = mark;
            }
            _ => chars.truncate(at),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn damaged_files_are_answered() {
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let mut document = arbitrary::document(&mut random);
        settle(&mut document);
        let written = text::write(&document);
        let broken = damage(&mut random, &written);
        let reading = text::read(FileId(0), &broken);
        if reading.findings.is_empty() {
            let mut read = reading.document.expect("a document where nothing is wrong");
            settle(&mut read);
            if let Err(difference) = text::write_checked(&read) {
                panic!("seed {seed}: {difference:?}\n{broken}");
            }
        }
        let broken = damage(&mut random, &yaml::write(&document));
        let reading = yaml::read(FileId(0), &broken);
        if let Some(mut read) = reading.document.filter(|_| reading.findings.is_empty()) {
            if read.root.is_scalar() || read.root.as_list().is_some() {
                // Only a map is a contract; what else YAML can hold at its root is reported by the shape checks.
                continue;
            }
            settle(&mut read);
            if let Err(difference) = text::write_checked(&read) {
                panic!("seed {seed}, from yaml: {difference:?}\n{broken}\n------\n{}", text::write(&read));
            }
            if let Err(difference) = yaml::write_checked(&read) {
                panic!("seed {seed}, yaml: {difference:?}\n{broken}");
            }
        }
    }
}

#[test]
fn arbitrary_bytes_are_answered() {
    for seed in 0..4_000 {
        let mut random = Random::new(seed);
        let length = random.below(200);
        let bytes: Vec<u8> = (0..length)
            .map(|_| if random.chance(70) { 32 + random.below(96) as u8 } else { random.below(256) as u8 })
            .collect();
        let garbage = String::from_utf8_lossy(&bytes);
        text::read(FileId(0), &garbage);
        yaml::read(FileId(0), &garbage);
    }
}
