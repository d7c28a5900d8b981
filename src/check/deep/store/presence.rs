//! C1013: an entity that is written and has no table, and a table that keeps nothing that is declared.
//!
//! In: the model of a whole set that has tables. Out: findings. Tables of projections, of outside operations, and those that databases
//! and frameworks keep for themselves need no entity.

use crate::check::deep::model::{Model, Table, words::stems};
use crate::check::deep::parts::text;
use crate::diag::Diagnostic;
use crate::diag::code::C1013;
use crate::lookup::HashSet;

/// Words in the names of tables that no entity is behind.
const TECHNICAL: &[&str] =
    &["outbox", "inbox", "audit", "log", "migration", "job", "queue", "session", "lock", "sequence", "idempotency"];

/// Looks at all entities, then at all tables.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    if model.tables.is_empty() || !model.sound.is_all_read() {
        return;
    }
    // One that is unsound may be the table that is missing.
    let known = model.sound.knows_uses_of("table") && model.sound.knows_uses_of("entity");
    let tables = known && model.sound.every("table").count() == model.tables.len();
    let entities = known && model.sound.every("entity").count() == model.entities.len();
    let written: HashSet<&str> = model
        .operations
        .iter()
        .flat_map(|own| &own.effects)
        .chain(model.transitions.iter().flat_map(|own| &own.effects))
        .filter(|effect| effect.writes())
        .filter_map(|effect| Some(effect.entity()?.0))
        .collect();
    for entity in
        model.entities.iter().filter(|entity| tables && entity.table.is_none() && written.contains(entity.name))
    {
        let title = format!("the entity `{}` is written, but no table keeps it", entity.name);
        let found = Diagnostic::new(&C1013, title, entity.span, "has no table")
            .help("declare its table, named as the entity in the plural");
        findings.push(found.at(entity.own.element.as_str(), "id"));
    }
    let stored: HashSet<&str> =
        model.sound.every("projection").filter_map(|own| Some(model.storage_of(own)?.name)).collect();
    for table in model.tables.iter().filter(|table| entities && table.entity.is_none()) {
        if stored.contains(table.name) || is_technical(model, table) {
            continue;
        }
        let title = format!("no entity says what the table `{}` keeps", table.name);
        let found = Diagnostic::new(&C1013, title, table.span, "no entity has this name")
            .help("declare the entity, or name the table as the entity in the plural");
        findings.push(found.at(table.own.element.as_str(), "id"));
    }
}

/// Whether a table is kept for the system itself, for an outside operation, or joins two others.
fn is_technical(model: &Model, table: &Table) -> bool {
    let source = text(table.own.node, "datasource").and_then(|(name, _)| model.sound.one("datasource", name));
    let redis = source.and_then(|source| text(source.node, "engine")).is_some_and(|(engine, _)| engine == "redis");
    let joins = table.foreign.len() > 1
        && table.columns.iter().all(|column| {
            column.primary || column.default.is_some() || table.foreign.iter().any(|own| own.name == column.field.name)
        });
    let word = stems(table.name).iter().any(|word| TECHNICAL.contains(&word.as_str()));
    redis || joins || word || text(table.own.node, "operation_id").is_some()
}
