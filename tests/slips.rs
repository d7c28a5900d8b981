//! One slip of the pen in a name of a `.contract` set: one new error, on that very word, and the fix brings the name back.
//!
//! Which words are names is found here from the tables of kinds alone, so that the checks do not say themselves what they check.

use std::collections::BTreeSet;

use contract::ast::{Node, Value};
use contract::diag::{Diagnostic, Level};
use contract::kinds::{KINDS, Record, Shape, Special};
use contract::source::Span;

use crate::help::files::{sample, texts};
use crate::help::library::{Read, other, sound, surface, write};

#[test]
fn a_misspelt_name_in_the_text_is_one_error_there() {
    let Some(folder) = sample("hr-set/contracts") else { return };
    let mut read = Read::of(&texts(&folder).into_iter().map(twin).collect::<Vec<_>>());
    let before: Vec<(&str, String)> = of_form(&read).iter().map(essence).collect();
    let places = names_in_use(&read);
    assert!(places.len() > 180, "only {} names were found", places.len());
    let mut wrong = Vec::new();
    for (at, place) in places.into_iter().enumerate() {
        let source = read.sources.get(place.file).expect("a file");
        let (path, text) = (source.path.clone(), source.text.clone());
        let name = text[place.range()].to_owned();
        let slip = misspelt(&name, at);
        let changed = format!("{}{slip}{}", &text[..place.range().start], &text[place.range().end..]);
        read = read.replace(place.file, &changed);
        if let Err(why) = one_error(&read, &before, place, &slip, &text) {
            let line = read.sources.get(place.file).expect("a file").position(place.range().start).line;
            wrong.push(format!("{path}:{line}: {name} -> {slip}: {why}"));
        }
        read = read.replace(place.file, &text);
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The file on the text surface.
fn twin((path, text): (String, String)) -> (String, String) {
    let here = surface(&path);
    let document = sound(here, &text).expect("sound");
    let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
    (format!("{stem}.{}", other(here).ending()), write(other(here), &document).expect("written"))
}

/// The name with one inner letter dropped or changed, by turns.
fn misspelt(name: &str, turn: usize) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let inner = letters.len() / 2;
    match (letters.len(), turn % 2) {
        (0..3, _) => letters.push('q'), // there is no inner letter to spare
        (_, 0) => _ = letters.remove(inner),
        _ => letters[inner] = if letters[inner] == 'q' { 'z' } else { 'q' },
    }
    letters.into_iter().collect()
}

/// The findings of form and reference: C00, C01, C0201 and C0205, without hints.
fn of_form(read: &Read) -> Vec<Diagnostic> {
    let of_form = |found: &Diagnostic| found.code.id < "C02" || ["C0201", "C0205"].contains(&found.code.id);
    read.findings(true).into_iter().filter(|found| of_form(found) && found.level != Level::Hint).collect()
}

/// What a finding is about, wherever in its line it stands.
fn essence(found: &Diagnostic) -> (&'static str, String) {
    (found.code.id, found.title.clone())
}

/// Whether the misspelt set has exactly one finding more, on the misspelt word, with a fix that gives the old text back.
fn one_error(read: &Read, before: &[(&str, String)], place: Span, slip: &str, text: &str) -> Result<(), String> {
    let found = of_form(read);
    let mut new: Vec<&Diagnostic> = found.iter().filter(|found| !before.contains(&essence(found))).collect();
    let (Some(only), true) = (new.pop(), new.is_empty() && found.len() == before.len() + 1) else {
        return Err(format!("{} findings\n  {}", found.len(), all(read, &found)));
    };
    let expected = Span { end: place.start + slip.len() as u32, ..place };
    let label = only.primary.as_ref().ok_or("no place")?;
    if label.span != expected {
        return Err(format!("another place\n  {}", read.brief(only)));
    }
    let misspelt = &read.sources.get(place.file).expect("a file").text;
    let mends = only.fixes.iter().any(|fix| {
        let [edit] = fix.edits.as_slice() else { return false };
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        edit.span.file == place.file && format!("{}{}{}", &misspelt[..start], edit.insert, &misspelt[end..]) == text
    });
    if mends { Ok(()) } else { Err(format!("no fix brings the name back\n  {}\n  {only:?}", read.brief(only))) }
}

fn all(read: &Read, found: &[Diagnostic]) -> String {
    found.iter().map(|found| read.brief(found)).collect::<Vec<_>>().join("\n  ")
}

/// The places of all words that name something declared, each once.
fn names_in_use(read: &Read) -> Vec<Span> {
    let mut walk = Walk::default();
    for reading in &read.readings {
        let root = &reading.document.as_ref().expect("a document").root;
        for kind in KINDS {
            let section = kind.section.iter().try_fold(root, |node, key| node.get(key));
            let items = section.and_then(Node::as_list).unwrap_or(&[]).iter();
            items.for_each(|item| walk.record(&item.node, kind.record));
        }
    }
    let declared: BTreeSet<&str> = walk.declared.iter().map(|span| read.sources.slice(*span)).collect();
    let mut words = BTreeSet::new();
    for value in &walk.used {
        let text = read.sources.slice(*value);
        words.extend(words_of(text).filter(|(_, word)| declared.contains(word)).map(|(start, word)| {
            let start = value.start + start as u32;
            Span { start, end: start + word.len() as u32, ..*value }
        }));
    }
    // A word that declares and is used at once has nothing that it could fail to name.
    words.into_iter().filter(|span| !walk.declared.contains(span)).collect()
}

/// The words of a text with their places.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words = text.split(move |c| !is_part(c)).filter(|word| !word.is_empty());
    words.map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The places of values that declare names and that use them.
#[derive(Default)]
struct Walk {
    declared: BTreeSet<Span>,
    used: BTreeSet<Span>,
}

impl Walk {
    fn record(&mut self, node: &Node, record: &'static Record) {
        for entry in node.as_map().unwrap_or(&[]) {
            let Some(key) = entry.key.as_text().and_then(|name| record.key(name)) else { continue };
            if key.name == "expect" {
                self.used.extend(entry.node.get("error").map(|error| error.span));
            }
            self.value(&entry.node, node, &key.shape);
        }
    }

    fn value(&mut self, node: &Node, around: &Node, shape: &'static Shape) {
        match (shape, &node.value) {
            (Shape::Name, _) => _ = self.declared.insert(node.span),
            (Shape::Special(Special::RuleInput | Special::RuleOutput | Special::Source | Special::Storage), _) => {}
            (Shape::Ref(_) | Shape::Local(_) | Shape::Type | Shape::Special(_), Value::Text(text))
                // What a template or the caller's identity holds is declared nowhere.
                if !text.contains("{{") && !text.starts_with("actor.") =>
            {
                self.used.insert(node.span);
            }
            (Shape::List(inner), Value::List(items)) => {
                items.iter().for_each(|item| self.value(&item.node, around, inner));
            }
            (Shape::Map(inner), Value::Map(entries)) => {
                entries.iter().for_each(|entry| self.value(&entry.node, around, inner));
            }
            (Shape::Record(record), _) => self.record(node, record),
            (Shape::Params(calls), _) => {
                let id = around.get("id").and_then(Node::as_text);
                if let Some(call) = calls.iter().find(|call| Some(call.id) == id) {
                    self.record(node, call.params);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn names_are_found_word_by_word() {
    let words: Vec<_> = words_of("list<Entity:Tree>").collect();
    assert_eq!(words, [(0, "list"), (5, "Entity"), (12, "Tree")]);
    assert_eq!(
        (misspelt("Manager", 0), misspelt("Manager", 1), misspelt("HR", 0)),
        ("Manger".into(), "Manqger".into(), "HRq".into())
    );
}
