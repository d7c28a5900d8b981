//! Mistakes that people thought of, each made in a set that is right: what is said of them?
//!
//! The sets and the mistakes are in `tests/fixtures/mistakes`. `NAME.txt` has mistakes in the set `NAME` beside it (`clinic.txt` in the example of
//! that name): the name of one behind `@@@`, what it writes anew behind `@@- FILE`, with what behind `@@+`, and what is found behind `@@=`:
//! the levels and codes, or `nothing:` and why. `missed` is a mistake that the set speaks against, and that is not found; `open` is one that
//! nothing in the set speaks against; `right` is none. `UPDATE=1 cargo test people` writes what is found anew; `SHOW=word` prints the
//! findings of the mistakes with that word in their name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Read;
use crate::diag::Diagnostic;

const SETS: [(&str, &str); 5] = [
    ("claims", "tests/fixtures/mistakes/claims"),
    ("lending", "tests/fixtures/mistakes/lending"),
    ("loans", "tests/fixtures/mistakes/loans"),
    ("rental", "tests/fixtures/mistakes/rental"),
    ("clinic", "examples/clinic/yaml"),
];

/// One mistake as it is written down.
struct Mistake<'t> {
    name: &'t str,
    /// Where, what, and what stands there instead.
    edits: Vec<(&'t str, &'t str, &'t str)>,
    outcome: &'t str,
}

/// A text of the file, up to the line break that ends it.
fn body(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

fn parse(text: &str) -> Vec<Mistake<'_>> {
    let mistake = |text| {
        let (head, outcome): (&str, &str) = text_until(text, "@@= ");
        let (name, edits) = head.split_once('\n').unwrap();
        let edit = |text| {
            let (old, new): (&str, &str) = text_until(text, "@@+\n");
            let (file, old) = old.split_once('\n').unwrap();
            (file.trim(), body(old), body(new))
        };
        Mistake { name: name.trim(), edits: edits.split("@@- ").skip(1).map(edit).collect(), outcome: outcome.trim() }
    };
    text.split("@@@ ").skip(1).map(mistake).collect()
}

fn text_until<'t>(text: &'t str, mark: &str) -> (&'t str, &'t str) {
    text.split_once(mark).unwrap_or_else(|| panic!("no `{mark}` in: {text}"))
}

/// The files of a folder and of those in it, by their names.
pub fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut folders = vec![folder.to_path_buf()];
    let mut out = BTreeMap::new();
    while let Some(next) = folders.pop() {
        for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            let is_set = path.extension().is_some_and(|ending| ending == "contract" || ending == "yaml");
            match path.is_dir() {
                true => folders.push(path),
                false if is_set => {
                    let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                    out.insert(name, std::fs::read_to_string(&path).unwrap());
                }
                false => {}
            }
        }
    }
    out
}

/// All that is said of a set, by those who check it and by those who make code from it.
fn findings(files: &BTreeMap<String, String>) -> (Read, Vec<Diagnostic>) {
    let files: Vec<(String, String)> = files.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    let read = Read::of(&files);
    let mut all = read.check(true);
    all.extend(read.refused());
    (read, all)
}

/// How often what came of the mistakes.
#[derive(Default)]
struct Count {
    found: usize,
    refused: usize,
    missed: usize,
    open: usize,
    right: usize,
    messages: usize,
}

#[test]
fn mistakes_of_people_are_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Count::default();
    let mut changed = String::new();
    for (name, folder) in SETS {
        let path: PathBuf = root.join("tests/fixtures/mistakes").join(name).with_extension("txt");
        let text = std::fs::read_to_string(&path).unwrap();
        let clean = files(&root.join(folder));
        let before: BTreeSet<_> = findings(&clean).1.iter().map(Diagnostic::words).collect();
        let mistakes = parse(&text);
        let outcomes: Vec<(String, usize)> =
            mistakes.par_iter().map(|mistake| make(mistake, &clean, &before)).collect();
        let mut now = String::new();
        let mut count = Count::default();
        for (mistake, (outcome, messages)) in mistakes.iter().zip(outcomes) {
            if outcome != mistake.outcome {
                changed += &format!("{name}: {}\n    was {}\n    is  {outcome}\n", mistake.name, mistake.outcome);
            }
            count.add(&outcome, messages);
            now += &mistake.written(&outcome);
        }
        eprintln!("{name:8} {count}");
        all.merge(&count);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, now.trim_end().to_owned() + "\n").unwrap();
        }
    }
    eprintln!("{:8} {all}", "all");
    assert!(changed.is_empty(), "{changed}");
    let page = include_str!("../../../book/src/sown.md");
    assert!(page.contains(&all.row()), "the book should have this row:\n{}", all.row());
}

/// Makes a mistake; tells what is found, and in how many messages.
fn make(
    mistake: &Mistake,
    clean: &BTreeMap<String, String>,
    before: &BTreeSet<(&'static str, String, Option<String>, Option<String>)>,
) -> (String, usize) {
    let mut files = clean.clone();
    for (file, old, new) in &mistake.edits {
        let text = files.get_mut(*file).unwrap_or_else(|| panic!("{}: no file {file}", mistake.name));
        assert!(text.contains(old), "{}: {file} has no\n{old}", mistake.name);
        *text = text.replacen(old, new, 1);
    }
    let (read, found) = findings(&files);
    let said: Vec<_> = found.iter().filter(|found| !before.contains(&found.words())).collect();
    if std::env::var("SHOW").is_ok_and(|word| mistake.name.contains(&word)) {
        let brief: String =
            said.iter().map(|found| format!("{}: {}\n", found.level.name(), read.brief(found))).collect();
        eprintln!("--- {}\n{brief}", mistake.name);
    }
    let codes: BTreeSet<String> =
        said.iter().map(|found| format!("{} {}", found.level.name(), found.code.id)).collect();
    let outcome = match codes.is_empty() {
        false => codes.into_iter().collect::<Vec<_>>().join(", "),
        true if mistake.outcome.starts_with("nothing: ") => mistake.outcome.to_owned(),
        true => "nothing: missed".to_owned(),
    };
    (outcome, said.len())
}

impl Mistake<'_> {
    fn written(&self, outcome: &str) -> String {
        let edits = self.edits.iter().map(|(file, old, new)| format!("@@- {file}\n{old}\n@@+\n{new}\n"));
        format!("@@@ {}\n{}@@= {outcome}\n\n", self.name, edits.collect::<String>())
    }
}

impl Count {
    fn add(&mut self, outcome: &str, messages: usize) {
        let by_the_stack = |own: &str| own.contains(" C20");
        match outcome.strip_prefix("nothing: ") {
            Some("missed") => self.missed += 1,
            Some(why) if why.starts_with("open") => self.open += 1,
            Some(_) => self.right += 1,
            None if outcome.split(", ").all(by_the_stack) => self.refused += 1,
            None => {
                self.found += 1;
                self.messages += messages;
            }
        }
    }

    fn merge(&mut self, other: &Count) {
        self.found += other.found;
        self.refused += other.refused;
        self.missed += other.missed;
        self.open += other.open;
        self.right += other.right;
        self.messages += other.messages;
    }

    /// The row of the book.
    fn row(&self) -> String {
        let told = self.found + self.refused + self.missed;
        let share = |part: usize| 100.0 * part as f64 / told.max(1) as f64;
        format!(
            "| {} | {} ({:.1} %) | {} | {} | {} | {:.2} |",
            told,
            self.found,
            share(self.found),
            self.refused,
            self.missed,
            self.open,
            self.messages as f64 / self.found.max(1) as f64
        )
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.row())
    }
}
