//! The sample sets that lie beside the repository: real input for the law of losslessness, and the measure of brevity.

use std::path::Path;

use crate::cli::Place;
use crate::help::files::{assert_same_files, below, copy_of, first_difference, inside, sample, text, texts};
use crate::help::judge::{comments, plain_comments, same_yaml, yaml};
use crate::help::library::{sound, surface};

/// The set of a whole application.
const HR: &str = "hr-set/contracts";
/// One file for each kind.
const V0: &str = "v0-examples";

/// A copy of a sample set and what comes of it: `set` (as it is), `text` (converted), `yaml` (converted back).
fn converted(folder: &Path) -> Place {
    convert(copy_of(folder))
}

fn convert(place: Place) -> Place {
    for args in ["fmt --to contract set --out text", "fmt --to yaml text --out yaml"] {
        let run = place.run(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args}: {}", run.out);
    }
    place
}

#[test]
fn values_and_the_order_of_keys_come_back() {
    for name in [HR, V0] {
        let Some(folder) = sample(name) else { return };
        let place = converted(&folder);
        let (before, after) = (inside(&place, "set"), inside(&place, "yaml"));
        assert_eq!(before.len(), after.len(), "{name}");
        for ((path, before), (_, after)) in before.iter().zip(&after) {
            let (left, right) = (yaml(before).expect("YAML"), yaml(after).expect("YAML"));
            assert!(same_yaml(&left, &right), "{name}/{path}:\n{}", first_difference(before, after));
        }
    }
}

/// The sample sets have no comments, so each line that begins something gets two: one above it, and one at its end if the
/// value does not go on in the next line.
fn annotated(folder: &Path) -> Place {
    let place = Place::new();
    for (path, text) in texts(folder) {
        let mut with = String::new();
        let begins = |line: &str| line.trim_start().starts_with("- ") || line.contains(": ") || line.ends_with(':');
        let mut lines = text.lines().enumerate().peekable();
        while let Some((at, line)) = lines.next() {
            if begins(line) {
                let indent = line.len() - line.trim_start().len();
                with += &format!("{}# above {at}\n", " ".repeat(indent));
            }
            let ends = begins(line) && lines.peek().is_none_or(|(_, next)| begins(next));
            with += &if ends { format!("{line} # behind {at}\n") } else { format!("{line}\n") };
        }
        assert!(
            same_yaml(&yaml(&text).expect("YAML"), &yaml(&with).expect("YAML")),
            "{path}: only comments were added"
        );
        place.write(&format!("set/{path}"), with);
    }
    place
}

#[test]
fn every_comment_comes_back() {
    let mut all = 0;
    for name in [HR, V0] {
        let Some(folder) = sample(name) else { return };
        let place = convert(annotated(&folder));
        let (before, over, after) = (inside(&place, "set"), inside(&place, "text"), inside(&place, "yaml"));
        for ((path, before), ((text_path, over), (_, after))) in before.iter().zip(over.iter().zip(&after)) {
            let expected = plain_comments(before);
            let text_side = sound(surface(text_path), over).expect("sound");
            all += expected.len();
            assert_eq!(expected, comments(&text_side), "{name}/{path} on the text surface");
            assert_eq!(expected, plain_comments(after), "{name}/{path} back in YAML");
            assert!(same_yaml(&yaml(before).expect("YAML"), &yaml(after).expect("YAML")), "{name}/{path}");
        }
    }
    assert!(all > 5000, "only {all} comments were tried");
}

#[test]
fn from_the_second_time_on_no_byte_moves() {
    for name in [HR, V0] {
        let Some(folder) = sample(name) else { return };
        let place = converted(&folder);
        for args in ["fmt --to contract yaml --out text2", "fmt --to yaml text2 --out yaml2"] {
            assert_eq!(place.run(args).code, 0, "{args}");
        }
        assert_same_files(&inside(&place, "text"), &inside(&place, "text2"), &format!("{name}, text"));
        assert_same_files(&inside(&place, "yaml"), &inside(&place, "yaml2"), &format!("{name}, yaml"));
        for folder in ["text", "yaml"] {
            let run = place.run(&format!("fmt --check {folder}"));
            assert_eq!((run.code, run.out.as_str()), (0, ""), "{name}: {folder} is not canonical");
        }
    }
}

#[test]
fn the_text_is_short() {
    let Some(folder) = sample(HR) else { return };
    let place = converted(&folder);
    let bytes = |files: &[(String, String)]| files.iter().map(|(_, text)| text.len()).sum::<usize>();
    let (before, over) = (inside(&place, "set"), inside(&place, "text"));
    let lines: usize = over.iter().map(|(_, text)| text.lines().count()).sum();
    let share = bytes(&over) as f64 / bytes(&before) as f64 * 100.0;
    println!("{lines} lines, {share:.1} % of the bytes of the YAML");
    assert!(lines <= 820, "{lines} lines");
    assert!(share <= 58.0, "{share:.1} % of the bytes");
}

/// Forms are there for what people write: only what is strange may need the plain form, and nothing in the set is, but for
/// one call with words of its own.
#[test]
fn the_text_is_written_in_forms() {
    let Some(folder) = sample(HR) else { return };
    let place = converted(&folder);
    let mut plain = Vec::new();
    let mut calls = Vec::new();
    for (path, text) in inside(&place, "text") {
        for (at, line) in text.lines().enumerate() {
            let place = format!("{path}:{}: {}", at + 1, line.trim());
            let head = line.trim_start().split_once(" = ").map(|(head, _)| head);
            if head.is_some_and(|head| !head.is_empty() && head.chars().all(|c| c.is_alphanumeric() || c == '_')) {
                plain.push(place.clone());
            }
            if line.trim_start().starts_with("effect ") {
                calls.push((declaration_above(&text, at), place));
            }
        }
    }
    assert!(plain.is_empty(), "in plain form:\n{}", plain.join("\n"));
    let [(declaration, call)] = calls.as_slice() else { panic!("plain effects: {calls:#?}") };
    assert!(call.contains(": effect call.integration("), "{call}");
    assert!(declaration.starts_with("command CheckIn"), "{declaration}: {call}");
}

/// The first line of the declaration that a line belongs to.
fn declaration_above(text: &str, line: usize) -> String {
    let above: Vec<&str> = text.lines().take(line).collect();
    above.into_iter().rev().find(|line| line.starts_with(char::is_alphabetic)).unwrap_or("").to_owned()
}

#[test]
fn the_set_has_one_mistake_of_form_on_both_surfaces() {
    let Some(folder) = sample(HR) else { return };
    let place = converted(&folder);
    for (set, ending) in [("set", "yaml"), ("text", "contract")] {
        let run = place.run(&format!("check {set} --format concise"));
        assert_eq!(run.code, 1, "{set}: {}", run.out);
        // The name that nothing declares stands under a parameter that nothing reads, and is told of with it.
        let codes = ["error[C00", "error[C01", "error[C020", "error[C0402"];
        let found: Vec<&str> = run.out.lines().filter(|line| codes.iter().any(|code| line.contains(code))).collect();
        let [only] = found.as_slice() else { panic!("{set}: {}", run.out) };
        let path = format!("{set}/app/commands.{ending}");
        let commands = text(&place.path(&path));
        let at = commands.find("operation: get_weather").expect("the name is said");
        assert_eq!(commands.matches("get_weather").count(), 1, "{path}");
        assert!(commands[..at].contains("CheckIn"), "{path}");
        let before = &commands[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        let expected =
            format!("{path}:{line}:{column}: error[C0402] `call.integration` does not have a parameter `operation`");
        assert!(only.starts_with(&expected), "{only}\nis not\n{expected}");
    }
}

#[test]
fn the_sample_sets_are_whole() {
    for (name, count) in [(HR, 16), (V0, 25)] {
        let Some(folder) = sample(name) else { return };
        assert!(below(&folder).len() >= count, "{name} has only {} files", below(&folder).len());
    }
}
