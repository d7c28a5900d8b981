//! The page of every code: its parts are there, and its examples say what they should.
//!
//! A block marked `fails` must give the code of its page, and no error of another one; one marked `passes` must give neither that
//! code nor any error. Examples are short: that they leave something unused or unexplained is not their point.

use super::Read;
use crate::diag::{CODES, Code, Level};

/// Codes about files and folders, of which no text is an example, and about what is too large for one.
const WITHOUT_EXAMPLE: &[&str] = &["C0010", "C0013", "C0015", "C0018", "C1904", "C1905"];

#[test]
fn pages_have_all_their_parts() {
    for code in CODES {
        let title = format!("# {} `{}`\n\n**Level:** {}\n", code.id, code.slug, code.level.name());
        assert!(code.page.starts_with(&title), "{}: the page must begin with {title:?}", code.id);
        for part in ["## What it finds", "## Why it matters", "## Example", "## When to suppress"] {
            let wanted = part != "## Example" || !WITHOUT_EXAMPLE.contains(&code.id);
            assert!(!wanted || code.page.contains(&format!("\n{part}\n")), "{}: {part} is missing", code.id);
        }
    }
}

#[test]
fn examples_fail_and_pass_as_they_say() {
    let mut wrong = Vec::new();
    for code in CODES {
        let blocks = blocks(code.page);
        let has = |end: &str| blocks.iter().any(|(mark, _)| mark.ends_with(end));
        assert!(WITHOUT_EXAMPLE.contains(&code.id) || (has("fails") && has("passes")), "{} has no example", code.id);
        for (mark, text) in blocks {
            let Some((surface, wanted)) = mark.split_once(' ') else { continue };
            let found = found(code, surface, &text);
            let own = found.iter().any(|(id, _)| *id == code.id);
            let fine = match wanted {
                "fails" => own && found.iter().all(|(id, _)| *id == code.id || !is_error(id)),
                "passes" => !own && found.iter().all(|(id, _)| !is_error(id)),
                _ => false,
            };
            if !fine {
                let found: Vec<_> = found.into_iter().map(|(_, brief)| brief).collect();
                wrong.push(format!("{} {mark}:\n{text}  {}", code.id, found.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn is_error(id: &str) -> bool {
    Code::find(id).is_none_or(|code| code.level == Level::Error)
}

fn found(code: &Code, surface: &str, text: &str) -> Vec<(&'static str, String)> {
    // An invisible character would be one in the page as well.
    let text = text.replace("<U+202E>", "\u{202e}");
    if surface == "toml" {
        let found = crate::levels::Settings::read(crate::source::FileId(0), &text).findings;
        return found.iter().map(|found| (found.code.id, found.title.clone())).collect();
    }
    let read = Read::of(&[(format!("t.{surface}"), text)]);
    // What deep analyses say is said of whole sets.
    let mut found = read.check(code.id >= "C03");
    if code.id == "C0016" {
        let document = read.readings.first().and_then(|reading| reading.document.as_ref()).unwrap();
        found.extend(crate::check::beyond_v0(crate::source::FileId(0), document));
    }
    if code.id.starts_with("C20") {
        found.extend(read.refused());
    }
    let files: Vec<_> = read
        .sources
        .iter()
        .zip(&read.readings)
        .filter_map(|((id, _), reading)| Some((id, reading.document.as_ref()?)))
        .collect();
    let around = crate::levels::Around {
        files: &files,
        sources: &read.sources,
        complete: code.id >= "C03",
        settings: None,
        baseline: None,
        path: &|_| String::new(),
    };
    let found = crate::levels::judge(found, &around, &crate::levels::Wanted::default()).findings;
    found.iter().map(|found| (found.code.id, read.brief(found))).collect()
}

/// The fenced blocks of a page: what stands behind the fence, and the text.
pub fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(mark)) => open = Some((mark.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}
