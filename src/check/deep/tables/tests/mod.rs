//! The analysis of tables: cases with their findings, a comparison with plain enumeration, and large tables.

mod cases;
mod oracle;

use super::analysis::{Analysis, analyse};
use super::table::{Table, table};
use crate::check::deep::Sound;
use crate::check::tests::Read;
use crate::check::{Source, gather};

/// Reads the only rule of a YAML text and hands it on.
fn with_table<T>(text: &str, then: impl FnOnce(&Table, &Analysis) -> T) -> T {
    let read = Read::of(&[("t.yaml".into(), text.into())]);
    let document = read.readings[0].document.as_ref().unwrap();
    let (file, source) = read.sources.iter().next().unwrap();
    let files = [Source { file, path: &source.path, document, broken: &[], whole: true }];
    let set = gather::gather(&files, true);
    let uses = crate::check::reference::Uses::default();
    let sound = Sound::of(&set, &uses, &[]);
    let rule = sound.all("rule").next().unwrap();
    let table = table(&sound, rule).expect("a table");
    then(&table, &analyse(&table))
}
