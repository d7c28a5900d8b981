//! Input made to hurt: deep, wide, long, huge. Each must be answered soon, with little memory and without a panic.

use super::FILE;
use crate::yaml::read;
use std::time::{Duration, Instant};

fn soon(name: &str, text: &str, most: u64) -> crate::reading::Reading {
    let start = Instant::now();
    let reading = read(FILE, text);
    let took = start.elapsed();
    eprintln!("{name}: {took:?}");
    assert!(took < Duration::from_secs(most), "{name} took {took:?}");
    reading
}

#[test]
fn deep() {
    let nested = |line: &dyn Fn(usize) -> String| (0..3000).map(line).collect::<String>();
    for (name, text) in [
        ("brackets", "[".repeat(100_000)),
        ("braces", "{a: ".repeat(100_000)),
        ("dashes", "- ".repeat(100_000)),
        ("questions", "? ".repeat(100_000)),
        ("maps", nested(&|level| format!("{}a:\n", " ".repeat(level)))),
        ("lists", nested(&|level| format!("{}-\n", " ".repeat(level)))),
        ("keys of lists", format!("a: {}", "[? ".repeat(100_000))),
        ("closed", format!("a: {}{}", "[".repeat(50_000), "]".repeat(50_000))),
    ] {
        let reading = soon(name, &text, 5);
        assert_eq!(reading.findings.len(), 1, "{name}: {:?}", reading.findings);
        assert!(reading.findings[0].title.contains("nested too deeply"), "{name}: {:?}", reading.findings);
    }
    let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
    assert!(read(FILE, &deep(128)).findings.is_empty());
    assert_eq!(read(FILE, &deep(129)).findings.len(), 1);
}

#[test]
fn wide_and_long() {
    assert!(soon("one line", &format!("a: {}\n", "x".repeat(3_000_000)), 20).findings.is_empty());
    assert!(soon("comments", &"# a comment of some length\n".repeat(100_000), 20).findings.is_empty());
    assert!(
        soon("comments inside", &format!("a:\n  b: 1\n{}c: 1\n", "  # c\n".repeat(100_000)), 20).findings.is_empty()
    );
    assert!(soon("flow", &format!("a: [{}]\n", "1, ".repeat(200_000)), 20).findings.is_empty());
    assert_eq!(soon("quotes", &"a: \"x\nb: 'y\n".repeat(20_000), 20).findings.len(), 20);
    let _ = soon("open brackets", &"a: [x\nb: {y\n".repeat(20_000), 20);
    let _ = soon("colons", &"a: b: c\n".repeat(20_000), 20);
    let _ = soon("aliases", &(0..2000).map(|n| format!("k{n}: [*a, *a, *a, *a]\n")).collect::<String>(), 20);
    let _ = soon("blanks", &format!("a: 1{}b: 2\n", "\n".repeat(300_000)), 20);
    let _ = soon("spaces", &format!("a:\n{}b: 2\n", " ".repeat(300_000)), 20);
}
