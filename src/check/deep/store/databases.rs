//! C1018: one transaction, or one foreign key, over two databases.
//!
//! In: tables with their datasources, and the commands that write them. Out: an error for each, as no database can keep it.

use crate::check::deep::model::{Model, Table};
use crate::check::deep::parts::{bare, is_true, text};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1018;
use crate::lookup::HashMap;

/// Looks at all foreign keys, then at all transactions.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let sources: Vec<&Declaration> = model.sound.every("datasource").collect();
    if sources.len() < 2 {
        return;
    }
    let chosen = sources.iter().find(|own| is_true(own.node.get("default"))).and_then(|own| Some(own.name?.0));
    let of: HashMap<&str, &str> = model
        .tables
        .iter()
        .filter_map(|table| {
            Some((table.name, text(table.own.node, "datasource").map(|(name, _)| bare(name)).or(chosen)?))
        })
        .collect();
    for table in &model.tables {
        foreign(model, &of, table, findings);
    }
    for own in model.commands().filter(|own| is_true(own.own.node.get("transaction"))) {
        let written = own.effects.iter().filter(|effect| effect.sound && effect.writes()).filter_map(|effect| {
            let named = effect.name("table").and_then(|(name, _)| model.table(name));
            let table = named.or_else(|| model.table_of(model.entity(effect.entity()?.0)?))?;
            Some((effect, table, *of.get(table.name)?))
        });
        let written: Vec<_> = written.collect();
        let Some((first, table, source)) = written.first() else { continue };
        let Some((later, other, second)) = written.iter().find(|(_, _, other)| other != source) else { continue };
        let title = format!("the transaction of `{}` writes to two databases", own.name);
        let found = Diagnostic::new(&C1018, title, later.span, format!("`{}` is in `{second}`", other.name))
            .label(first.span, format!("`{}` is in `{source}`", table.name))
            .note("when the second write fails, the first one stays")
            .help("keep both tables in one database, or write the other one in a command of its own");
        findings.push(found.at(own.own.element.as_str(), format!("effects/{}", later.at)));
    }
}

fn foreign(model: &Model, of: &HashMap<&str, &str>, table: &Table, findings: &mut Vec<Diagnostic>) {
    for foreign in &table.foreign {
        let target = model.table(foreign.target);
        let sources = of.get(table.name).zip(target.and_then(|target| of.get(target.name)));
        let (Some(target), Some((here, there))) = (target, sources.filter(|(here, there)| here != there)) else {
            continue;
        };
        let title = format!("`{}` points into another database", foreign.name);
        let found = Diagnostic::new(&C1018, title, foreign.span, format!("`{}` is in `{there}`", target.name))
            .label(table.span, format!("`{}` is in `{here}`", table.name))
            .help("keep both tables in one database, or keep the id without a foreign key");
        let column =
            table.columns.iter().find(|column| column.field.name == foreign.name).map_or(0, |own| own.field.at);
        findings.push(found.at(table.own.element.as_str(), format!("columns/{column}/constraints/foreign_key")));
    }
}
