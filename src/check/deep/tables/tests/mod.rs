//! The analysis of tables: cases with their findings, a comparison with plain enumeration, and large tables.

mod cases;
mod oracle;

use super::analysis::{Analysis, analyse};
use super::table::{Table, table};
use crate::check::tests::Read;

/// Reads the only rule of a YAML text and hands it on.
fn with_table<T>(text: &str, then: impl FnOnce(&Table, &Analysis) -> T) -> T {
    let read = Read::of(&[("t.yaml".into(), text.into())]);
    read.sound(|sound| {
        let rule = sound.all("rule").next().unwrap();
        let table = table(sound, rule).expect("a table");
        then(&table, &analyse(&table))
    })
}
