//! Whatever a file holds and wherever spans point: reports are drawn, and nothing in them is obeyed by a terminal.

use proptest::prelude::*;

use super::*;
use crate::diag::{Applicability, Diagnostic, code};
use crate::source::{FileId, SourceFile, Span};

fn all(finding: &Diagnostic, sources: &Sources, width: usize, color: bool) -> Vec<String> {
    let forms = [Format::Rich, Format::Plain, Format::Concise, Format::Json];
    forms.iter().map(|format| Renderer::new(sources, Look { format: *format, color, width }).render(finding)).collect()
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z :\\-]{0,12}",
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => "[ồđ一👩🏽\u{200d}\t\r\u{b}\u{c}\u{85}\u{2028}\u{1b}\u{1}\u{feff}\u{202e}]{1,4}",
        1 => "x{200,400}",
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_and_any_span(
        files in proptest::collection::vec(text(), 1..4),
        spans in proptest::collection::vec((0u32..5, 0u32..900, 0u32..900), 1..9),
        width in 1usize..200,
        words in text(),
    ) {
        let mut sources = Sources::default();
        for (number, text) in files.iter().enumerate() {
            sources.add(SourceFile::new(format!("f{number}.yaml"), text.clone()));
        }
        let mut finding = Diagnostic::without_place(&code::C0101, &words).note(&words).help(&words);
        for (at, (file, start, end)) in spans.iter().enumerate() {
            let span = Span { file: FileId(*file), start: *start, end: *end };
            if at == 0 {
                finding.primary = Some(crate::diag::Label { span, text: words.clone() });
                finding = finding.fix(&words, Applicability::MachineApplicable, span, &words);
            } else {
                finding = finding.label(span, &words);
            }
        }
        let plain = all(&finding, &sources, width, false);
        for report in &plain {
            prop_assert!(report.ends_with('\n'));
            prop_assert!(!report.chars().any(|c| c != '\n' && c != '\t' && c.is_control()), "{report:?}");
        }
        let painted = all(&finding, &sources, width, true);
        let mut bare = String::new();
        for (at, part) in painted[0].split('\x1b').enumerate() {
            bare.push_str(if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) });
        }
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(lines(&bare), lines(&plain[0]));
    }
}

#[test]
fn places_keep_their_numbers_in_every_snippet() {
    let mut sources = Sources::default();
    let long: String = (1..=1200).map(|number| format!("line {number} đ\n")).collect();
    let a = sources.add(SourceFile::new("a.yaml", long.clone()));
    let b = sources.add(SourceFile::new("b.yaml", long.clone()));
    let at = |file, number: usize| {
        let start = long.find(&format!("line {number} ")).unwrap_or(0);
        Span::new(file, start, start + 4)
    };
    let finding = Diagnostic::new(&code::C0102, "declared five times", at(a, 1100), "again")
        .label(at(a, 9), "first")
        .label(at(b, 7), "and here")
        .label(at(b, 8), "")
        .label(at(a, 1100).at_end(), "behind it")
        .label(at(b, 900), "not shown");
    insta::assert_snapshot!(all(&finding, &sources, 100, false)[0]);
}
