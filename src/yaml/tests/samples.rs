//! The sample files: read whole, written the same, in agreement with another reader.

use super::{comments, each_node, sample_files, sound};
use crate::yaml::{write, write_checked};

#[test]
fn samples_go_round() {
    for (path, text) in sample_files() {
        let document = sound(&text);
        let written = write_checked(&document).unwrap_or_else(|found| panic!("{path}: {found:?}"));
        let again = sound(&written);
        assert_eq!(write(&again), written, "{path}");
        assert_eq!(comments(&document), comments(&again), "{path}");
        let other = |text: &str| serde_yaml::from_str::<serde_yaml::Value>(text).expect("YAML");
        assert_eq!(other(&text), other(&written), "{path}");
    }
}

#[test]
fn spans_cover_what_they_say() {
    for (path, text) in sample_files() {
        let document = sound(&text);
        each_node(&document.root, &mut |node| {
            let slice = text.get(node.span.range()).expect("a span on characters");
            if let Some(said) = node.as_text() {
                let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(squeeze(slice).contains(&squeeze(said)), "{path}: {said:?} in {slice:?}");
            }
            assert!(slice.trim() == slice, "{path}: {slice:?}");
        });
    }
}

#[test]
fn sample_bytes_hardly_change() {
    for (path, text) in sample_files() {
        let written = write(&sound(&text));
        let changed = text.lines().filter(|line| !written.contains(line)).count();
        eprintln!("{path}: {changed} of {} lines change", text.lines().count());
        if std::env::var_os("SHOW").is_some() {
            for line in text.lines().filter(|line| !written.contains(line)) {
                eprintln!("   {line}");
            }
        }
    }
}
