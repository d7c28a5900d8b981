//! Over and back: values, order, comments, and from the second time on every byte.

use super::arbitrary::{self, Random};
use super::shrink::shrink;
use crate::ast::{Document, difference};
use crate::kinds::settle;
use crate::source::FileId;
use crate::{json, text, yaml};

/// How many documents each law is tried on. `CASES` in the environment asks for more.
fn cases() -> u64 {
    std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(10_000)
}

/// A step that does not hold: what was tried and what came out.
type Broken = String;

fn read(surface: &str, written: &str) -> Result<Document, Broken> {
    let reading = match surface {
        "text" => text::read(FileId(0), written),
        "json" => json::read(FileId(0), written),
        _ => yaml::read(FileId(0), written),
    };
    if let Some(finding) = reading.findings.first() {
        let at = finding.primary.as_ref().map(|label| label.span.range());
        return Err(format!("{surface} has a finding: {} at {at:?}\n{written}", finding.title));
    }
    let mut document = reading.document.ok_or("no document")?;
    settle(&mut document);
    Ok(document)
}

fn comments(document: &Document) -> Vec<String> {
    let mut found = Vec::new();
    document.each_comment(&mut |comment| {
        if !comment.text.starts_with(" contract order: ") {
            found.push(comment.text.trim().to_owned());
        }
    });
    found.sort();
    found
}

fn same(what: &str, left: &Document, right: &Document, written: &str) -> Result<(), Broken> {
    // An empty document has no root key on either surface.
    let empty = |document: &Document| document.root.as_map().is_none_or(|entries| entries.is_empty());
    if empty(left) && empty(right) {
        return Ok(());
    }
    if let Some(difference) = difference(&left.root, &right.root) {
        return Err(format!("{what} changes the meaning: {difference:?}\n{written}"));
    }
    match comments(left) == comments(right) {
        true => Ok(()),
        false => Err(format!("{what} changes comments: {:?} {:?}\n{written}", comments(left), comments(right))),
    }
}

fn bytes(what: &str, left: &str, right: &str) -> Result<(), Broken> {
    if left == right { Ok(()) } else { Err(format!("{what} changes bytes:\n{left}\n------\n{right}")) }
}

/// Both circles from a document.
fn circles(document: &Document) -> Result<(), Broken> {
    let first = text::write(document);
    let there = read("text", &first)?;
    same("text", document, &there, &first)?;
    bytes("formatting text", &first, &text::write(&there))?;
    let over = yaml::write(document);
    let back = read("yaml", &over)?;
    same("yaml", document, &back, &over)?;
    bytes("formatting yaml", &over, &yaml::write(&back))?;
    // Over once; from then on nothing moves any more.
    let yaml_of_text = yaml::write(&there);
    let from_yaml = read("yaml", &yaml_of_text)?;
    same("text to yaml", &there, &from_yaml, &yaml_of_text)?;
    let text_again = text::write(&from_yaml);
    bytes("text, yaml, text", &first, &text_again)?;
    bytes("yaml, text, yaml", &yaml_of_text, &yaml::write(&read("text", &text_again)?))
}

fn hold(name: &str, make: impl Fn(&mut Random) -> Document, law: impl Fn(&Document) -> Result<(), Broken>) {
    for seed in 0..cases() {
        let mut document = make(&mut Random::new(seed));
        settle(&mut document);
        if law(&document).is_err() {
            let settled = |document: &Document| {
                let mut document = document.clone();
                settle(&mut document);
                law(&document)
            };
            let small = shrink(document, |document| settled(document).is_err());
            panic!("{name}, seed {seed}: {}", settled(&small).err().unwrap_or_default());
        }
    }
}

#[test]
fn contracts_go_over_and_come_back() {
    hold("contracts", arbitrary::document, circles);
}

/// The circle through all three surfaces.
fn with_json(document: &Document) -> Result<(), Broken> {
    if document.root.get(json::SECTION).is_none() {
        return Ok(());
    }
    let obstacles = json::obstacles(document, false);
    if let Some(found) = obstacles.first() {
        return Err(format!("JSON has no place: {}", found.title));
    }
    let first = json::write(document);
    let there = read("json", &first)?;
    same("json", document, &there, &first)?;
    bytes("formatting json", &first, &json::write(&there))?;
    let over = text::write(&there);
    let yaml = yaml::write(&read("text", &over)?);
    let back = json::write(&read("yaml", &yaml)?);
    bytes("json, text, yaml, json", &first, &back)
}

#[test]
fn engagements_go_through_json() {
    hold("engagements", arbitrary::engagement, with_json);
}

#[test]
fn any_tree_goes_over_and_comes_back() {
    hold("trees", arbitrary::tree, circles);
}
