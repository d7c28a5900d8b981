//! All forms, as they are expected, of a contract with something of each kind, and of the least one.

use super::{Case, expect, maximal, minimal, read};
use crate::engage::render::steering::{Target, block};
use crate::engage::render::{comment, html, text};

#[test]
fn steering_blocks() {
    for (name, terms) in [("minimal", minimal()), ("maximal", maximal())] {
        for (target, form) in [(Target::Agents, "md"), (Target::Plain, "txt")] {
            let block = block(&read(terms.clone()), "sha256:5f3c", target);
            assert_eq!(block.hash, "5f3c");
            assert!(block.text.lines().next().is_some_and(|line| line.contains("sha256:5f3c")), "{}", block.text);
            expect(&format!("steering-{name}.{form}"), &block.text);
        }
    }
}

#[test]
fn comments() {
    expect("comment-rich.md", &Case::rich().written(comment::comment));
    expect("comment-clean.md", &Case::clean().written(comment::comment));
}

#[test]
fn pages() {
    let rich = Case::rich().written(html::report);
    expect("report-rich.html", &rich);
    expect("report-clean.html", &Case::clean().written(html::report));
    for elsewhere in ["<script", "<link", "<img", "href=", "src=", "url(", "@import"] {
        assert!(!rich.contains(elsewhere), "{elsewhere}");
    }
}

#[test]
fn terminals() {
    expect("text-rich.txt", &Case::rich().written(text::report));
    expect("text-clean.txt", &Case::clean().written(text::report));
}

#[test]
fn a_comment_tells_twenty_places_and_counts_the_others() {
    let mut case = Case::rich();
    let many = case.outcomes.iter_mut().find(|outcome| outcome.clause == "quality.type_hints");
    if let Some(hints) = many {
        let one = hints.found[0].clone();
        hints.found = (1..=30).map(|line| crate::engage::verdict::Found { line, ..one.clone() }).collect();
    }
    let comment = case.written(comment::comment);
    assert!(comment.contains("src/app.py:19:5") && !comment.contains("src/app.py:20:5"), "{comment}");
    assert!(comment.contains("\nand 11 more\n"), "{comment}");
}
