//! A block goes into a file, and every other byte stays.

use proptest::prelude::*;

use super::{maximal, minimal, read};
use crate::engage::render::marks::{Freshness, MarkTrouble, insert, is_fresh};
use crate::engage::render::steering::{Block, Target, block};

fn of(target: Target) -> Block {
    block(&read(minimal()), "aa", target)
}

fn put(text: &str, block: &Block) -> String {
    insert(Some(text), block).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn files_are_named() {
    assert_eq!(Target::ALL.map(Target::file), ["AGENTS.md", "CLAUDE.md", "CONTRACT-RULES.txt"]);
}

#[test]
fn a_block_is_appended_then_replaced() {
    let (first, later) = (of(Target::Agents), block(&read(maximal()), "bb", Target::Agents));
    assert_eq!(is_fresh(None, &first), Ok(Freshness::Missing));
    assert_eq!(is_fresh(Some("# Ours"), &first), Ok(Freshness::Missing));
    let made = insert(None, &first).unwrap_or_else(|why| panic!("{why}"));
    assert!(made.starts_with("<!-- contract:begin sha256:aa -->\nContract sha256:aa."), "{made}");
    assert!(made.ends_with("\n<!-- contract:end -->\n"), "{made}");
    let file = put("# Ours", &first);
    assert_eq!(file, format!("# Ours\n\n{made}"));
    let file = format!("{file}\nMore\n");
    assert_eq!(is_fresh(Some(&file), &first), Ok(Freshness::Fresh));
    assert_eq!(is_fresh(Some(&file), &later), Ok(Freshness::Stale));
    let replaced = put(&file, &later);
    assert!(replaced.starts_with("# Ours\n\n<!-- contract:begin sha256:bb -->\n"), "{replaced}");
    assert!(replaced.ends_with("<!-- contract:end -->\n\nMore\n"), "{replaced}");
    assert_eq!(put(&replaced, &first), file);
}

#[test]
fn line_ends_and_the_byte_order_mark_are_kept() {
    let block = of(Target::Claude);
    let file = put("\u{feff}# Ours\r\ntext", &block);
    assert!(file.starts_with("\u{feff}# Ours\r\ntext\r\n\r\n<!--"), "{file:?}");
    assert_eq!(file.matches('\n').count(), file.matches("\r\n").count());
    assert_eq!(put(&file, &block), file);
    let bare = file.replace("\r\n", "\n");
    assert_eq!(put(&bare, &block), bare);
    let first = put("\u{feff}", &block);
    assert!(first.starts_with("\u{feff}<!--"), "{first:?}");
    assert_eq!(put(&first, &block), first);
}

#[test]
fn marks_out_of_order_are_refused() {
    let (begin, end) = ("<!-- contract:begin sha256:00 -->\n", "<!-- contract:end -->\n");
    let told = |parts: &[&str]| insert(Some(&parts.concat()), &of(Target::Agents));
    assert_eq!(told(&[begin, end, "x\n", begin, end]), Err(MarkTrouble::Doubled { first: 1, second: 4 }));
    assert_eq!(told(&[begin, begin, end]), Err(MarkTrouble::Nested { outer: 1, inner: 2 }));
    assert_eq!(told(&["x\n", begin, "x"]), Err(MarkTrouble::Unclosed { line: 2 }));
    assert_eq!(told(&["x\n", end]), Err(MarkTrouble::Unopened { line: 2 }));
    assert_eq!(told(&[begin, end, end]), Err(MarkTrouble::Unopened { line: 3 }));
    let says = MarkTrouble::Unclosed { line: 2 }.to_string();
    assert_eq!(says, "the block of the contract at line 2 has no end");
}

#[test]
fn only_whole_lines_of_the_same_kind_are_marks() {
    let prose = "Between `<!-- contract:begin -->` and `<!-- contract:end -->`.\n# contract:end\n";
    assert_eq!(is_fresh(Some(prose), &of(Target::Agents)), Ok(Freshness::Missing));
    let plain = "# contract:begin opens the block\n<!-- contract:end -->\n";
    assert_eq!(is_fresh(Some(plain), &of(Target::Plain)), Ok(Freshness::Missing));
    let spaced = "  <!--contract:begin-->  \nold\n\t<!-- contract:end -->\nafter\n";
    assert!(put(spaced, &of(Target::Agents)).ends_with("<!-- contract:end -->\nafter\n"));
}

#[test]
fn examples_are_no_marks_and_what_looks_like_one_is_told() {
    let block = of(Target::Agents);
    let marks = "<!-- contract:begin sha256:00 -->\nEXAMPLE\n<!-- contract:end -->\n";
    for page in
        [format!("```\n{marks}```\n"), format!("~~~~ md\n```\n{marks}~~~~\n"), marks.replace("<!--", "    <!--")]
    {
        assert_eq!(is_fresh(Some(&page), &block), Ok(Freshness::Missing), "{page}");
        let file = put(&page, &block);
        assert!(file.starts_with(&page), "{file}");
        assert_eq!(is_fresh(Some(&file), &block), Ok(Freshness::Fresh));
    }
    let told = |text: &str| insert(Some(text), &block);
    for odd in ["<!-- contract:begin 00 -->\n", "<!-- Contract:begin sha256:00 -->\n", "<!-- contract:end v1 -->\n"] {
        assert_eq!(told(&format!("x\n{odd}")), Err(MarkTrouble::Odd { line: 2 }), "{odd}");
    }
    assert_eq!(told(&format!("<!--\n{marks}-->\n")), Err(MarkTrouble::Odd { line: 2 }));
    assert_eq!(told("x\n```\ny\n"), Err(MarkTrouble::Open { line: 2 }));
    assert_eq!(told("<!-- y\n"), Err(MarkTrouble::Open { line: 1 }));
}

fn any_text() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "\n", "\r\n", "\r", "a", " ", "é", "# ", "<!-- ", " -->", "```", "\u{feff}", "contract", "\t",
    ]);
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_other_byte_is_kept(before in any_text(), after in any_text(), crlf: bool, plain: bool) {
        let target = if plain { Target::Plain } else { Target::Agents };
        let (old, new) = (of(target), block(&read(maximal()), "bb", target));
        prop_assume!(insert(Some(&before), &old).is_ok());
        let appended = put(&before, &old);
        prop_assert!(appended.starts_with(&before));
        prop_assert_eq!(put(&appended, &old), appended.clone());
        prop_assert_eq!(is_fresh(Some(&appended), &old), Ok(Freshness::Fresh));
        // Whatever stands around a block stays when it is replaced, and comes back when the old one is put in again.
        let end = if crlf { "\r\n" } else { "\n" };
        let made = put(end, &old);
        let made = made.trim();
        let file = format!("{before}{end}{made}{end}{after}");
        let replaced = put(&file, &new);
        let (head, tail) = (format!("{before}{end}"), format!("{end}{after}"));
        let inside = replaced.strip_prefix(&head).and_then(|rest| rest.strip_suffix(&tail));
        prop_assert!(inside.is_some_and(|inside| inside.starts_with(['<', '#'])));
        prop_assert_eq!(is_fresh(Some(&replaced), &old), Ok(Freshness::Stale));
        prop_assert_eq!(put(&replaced, &new), replaced.clone());
        prop_assert_eq!(put(&replaced, &old), file);
    }
}
