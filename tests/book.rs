//! What the book, the grammar and the readme show is true: examples are read and canonical, commands exist.

use std::path::PathBuf;

use contract::ast::{Document, difference};
use contract::set::Surface;

use crate::cli::Place;
use crate::help::files::{below, first_difference, root, text};
use crate::help::library::{Read, sound, write};
use crate::help::pages::{Block, blocks};

/// All pages with examples.
fn pages() -> Vec<PathBuf> {
    let mut pages = below(&root().join("book/src"));
    pages.extend(["grammar/forms.md", "README.md", "examples/README.md"].map(|page| root().join(page)));
    pages.retain(|page| page.extension().is_some_and(|ending| ending == "md"));
    pages
}

/// The blocks of all pages that have one of these marks.
fn marked(marks: &[&str]) -> Vec<Block> {
    pages().iter().flat_map(|page| blocks(page)).filter(|block| marks.contains(&block.mark.as_str())).collect()
}

/// What a reader says of a block. What it lacks, names or has too much is not asked: an example leaves out what it is not about.
fn findings_of_reading(block: &Block, ending: &str) -> Vec<String> {
    let read = Read::of(&[(format!("block.{ending}"), block.text.clone())]);
    let findings = read.readings.iter().flat_map(|reading| &reading.findings);
    findings.map(|found| format!("{}: {}", block.place, read.brief(found))).collect()
}

#[test]
fn examples_of_text_are_read() {
    let blocks = marked(&["contract", "contract plain"]);
    assert!(blocks.len() > 40, "only {} examples", blocks.len());
    let wrong: Vec<String> = blocks.iter().flat_map(|block| findings_of_reading(block, "contract")).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_text_are_canonical() {
    let mut wrong = Vec::new();
    for block in marked(&["contract"]) {
        let document = sound(Surface::Contract, &block.text);
        match document.and_then(|document| write(Surface::Contract, &document)) {
            Ok(formatted) if formatted == block.text => {}
            Ok(formatted) => wrong.push(format!("{}: {}", block.place, first_difference(&block.text, &formatted))),
            Err(why) => wrong.push(format!("{}: {why}", block.place)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_of_yaml_are_read_and_canonical() {
    let blocks = marked(&["yaml"]);
    assert!(blocks.len() > 20, "only {} examples", blocks.len());
    let mut wrong: Vec<String> = blocks.iter().flat_map(|block| findings_of_reading(block, "yaml")).collect();
    for block in blocks {
        let formatted = sound(Surface::Yaml, &block.text).and_then(|document| write(Surface::Yaml, &document));
        match formatted {
            Ok(formatted) if formatted == block.text => {}
            Ok(formatted) => wrong.push(format!("{}: {}", block.place, first_difference(&block.text, &formatted))),
            Err(why) => wrong.push(format!("{}: {why}", block.place)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// In `grammar/forms.md` the form, its YAML and its plain form stand one after the other, and mean the same.
#[test]
fn the_three_blocks_of_a_form_mean_the_same() {
    let blocks = blocks(&root().join("grammar/forms.md"));
    let read = |block: &Block| -> Document {
        let surface = if block.mark == "yaml" { Surface::Yaml } else { Surface::Contract };
        sound(surface, &block.text).unwrap_or_else(|why| panic!("{}: {why}", block.place))
    };
    let mut threes = 0;
    for (at, form) in blocks.iter().enumerate().filter(|(_, block)| block.mark == "contract") {
        let (yaml, plain) = (blocks.get(at + 1), blocks.get(at + 2));
        let yaml = yaml.filter(|block| block.mark == "yaml");
        let plain = plain.filter(|block| block.mark == "contract plain");
        threes += usize::from(yaml.is_some() && plain.is_some());
        let yaml = yaml.unwrap_or_else(|| panic!("{}: no YAML stands behind it", form.place));
        for other in [Some(yaml), plain].into_iter().flatten() {
            let difference = difference(&read(form).root, &read(other).root);
            assert_eq!(difference, None, "{} and {}", form.place, other.place);
        }
        let surface = Surface::Contract;
        assert_eq!(write(surface, &read(yaml)).as_deref(), Ok(form.text.as_str()), "{} in text", yaml.place);
        assert_eq!(write(Surface::Yaml, &read(form)).as_deref(), Ok(yaml.text.as_str()), "{} in YAML", form.place);
    }
    assert!(threes > 15, "only {threes} forms are shown in three ways");
}

/// The commands that the pages show: the words behind `contract` in shell blocks and in code spans.
fn commands() -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    let mut add = |place: &str, line: &str| {
        let Some((_, command)) = line.split_once("contract ") else { return };
        let words = command.split('#').next().unwrap_or("").split_whitespace();
        let words = words.take_while(|word| !["|", "<", ">", "&&"].contains(word)).map(str::to_owned);
        all.push((place.to_owned(), words.collect::<Vec<_>>()));
    };
    for block in marked(&["sh"]) {
        let lines = block.text.lines();
        lines.filter(|line| line.starts_with("contract ")).for_each(|line| add(&block.place, line));
    }
    for page in pages() {
        let page_name = crate::help::files::shown(&page);
        let page_text = text(&page);
        let lines = page_text.lines().filter(|line| !line.starts_with("```"));
        let spans = lines.flat_map(|line| line.split('`').skip(1).step_by(2));
        spans.filter(|span| span.starts_with("contract ")).for_each(|span| add(&page_name, span));
    }
    // `contract plain` is the mark of a block.
    all.retain(|(_, words)| words.first().is_some_and(|word| word != "plain"));
    all
}

#[test]
fn commands_that_the_pages_show_exist() {
    let place = Place::new();
    let commands = commands();
    assert!(commands.len() > 15, "only {} commands", commands.len());
    for (page, words) in commands {
        // `engage` has commands of its own, each with its options.
        let depth = if words.first().is_some_and(|word| word == "engage") { 2 } else { 1 };
        let sub =
            words.iter().take(depth).take_while(|word| !word.starts_with('-')).cloned().collect::<Vec<_>>().join(" ");
        let help = place.run(&format!("{sub} --help"));
        assert_eq!(help.code, 0, "{page}: contract {}", words.join(" "));
        for option in words.iter().filter(|word| word.starts_with("--")) {
            let known = help.out.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(|word| word == option);
            assert!(known, "{page}: `contract {sub}` has no {option}");
        }
    }
}

#[test]
fn the_readme_tells_of_every_command() {
    let readme = text(&root().join("README.md"));
    let help = Place::new().run("--help").out;
    let list = help.split("Commands:\n").nth(1).expect("a list of commands");
    let commands: Vec<&str> = list
        .lines()
        .take_while(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.contains(&"check"), "{commands:?}");
    for command in commands {
        assert!(readme.contains(&format!("`contract {command}")), "README.md does not tell of `contract {command}`");
    }
}

/// The report that the readme shows is the one that the program gives.
#[test]
fn the_report_in_the_readme_is_real() {
    let blocks = blocks(&root().join("README.md"));
    let find = |mark: &str| &blocks.iter().find(|block| block.mark == mark).expect("a block").text;
    let place = Place::with(&[("guests/guests.contract", find("contract"))]);
    let run = place.run("check guests --width 100");
    assert_eq!((run.code, &run.out), (1, find("text")));
}
