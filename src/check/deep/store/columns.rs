//! C1010 and C1011: columns that keep less than the field says.
//!
//! In: tables. Out: a hint for each decimal column that does not say how many digits it keeps, and one for all columns of a set that keep
//! a moment without its zone. It is a warning where money is lost, or where the driver refuses what is stored.

use crate::check::deep::model::entity::Column;
use crate::check::deep::model::{Model, Table, sql, words::stems};
use crate::check::deep::parts::text;
use crate::diag::code::{C1010, C1011};
use crate::diag::{Diagnostic, Level};

/// The columns that keep moments: those without a zone, and how many there are.
#[derive(Default)]
pub struct Moments<'x, 'm> {
    bare: Vec<(&'x Table<'m>, &'x Column<'m>)>,
    all: usize,
}

impl<'x, 'm> Moments<'x, 'm> {
    /// Looks at the columns of a table.
    pub fn look(&mut self, model: &Model, table: &'x Table<'m>, findings: &mut Vec<Diagnostic>) {
        let mysql = said(model, table, "engine") == Some("mysql");
        for column in &table.columns {
            let Some((kind, span)) = column.field.kind() else { continue };
            match sql::sql(kind) {
                Some(sql::Sql::Decimal) if !sql::has_digits(kind) && !kind.eq_ignore_ascii_case("money") => {
                    let title = format!("the column `{}` does not say how many digits it keeps", column.field.name);
                    let note = match mysql {
                        true => "without digits, MySQL keeps no fraction at all",
                        false => "without digits, each database decides for itself",
                    };
                    let mut found = Diagnostic::new(&C1010, title, span, "how many, and how many of a fraction?")
                        .note(note)
                        .help("say both, as in `DECIMAL(12,2)`");
                    if mysql || is_money(column.field.name) {
                        found.level = Level::Warning;
                    }
                    findings.push(found.at(table.own.element.as_str(), format!("columns/{}/type", column.field.at)));
                }
                // MySQL turns a TIMESTAMP into UTC; it has no type that keeps a zone.
                Some(sql::Sql::Moment(zone)) if !mysql => {
                    self.all += 1;
                    if !zone {
                        self.bare.push((table, column));
                    }
                }
                _ => {}
            }
        }
    }

    /// Says it once for all of them.
    pub fn report(&self, model: &Model, findings: &mut Vec<Diagnostic>) {
        let Moments { bare, all } = self;
        let Some(((table, first), rest)) = bare.split_first() else { return };
        let Some((kind, span)) = first.field.kind() else { return };
        let title = match rest.len() {
            0 => format!("the column `{}` keeps a moment without its zone", first.field.name),
            _ => "columns keep moments without their zones".to_owned(),
        };
        let mut found = Diagnostic::new(&C1011, title, span, format!("`{kind}` forgets the zone"));
        for (_, column) in rest {
            if let Some((_, span)) = column.field.kind() {
                found = found.label(span, format!("and `{}`", column.field.name));
            }
        }
        // The driver refuses moments with a zone for such a column, and all moments of the contract have one.
        let refused = bare.iter().any(|(table, _)| said(model, table, "connector") == Some("asyncpg"));
        if refused {
            found.level = Level::Warning;
            found = found.note("`asyncpg` refuses a moment with a zone for such a column");
        }
        let found = found
            .note(format!("{} of {all} columns for moments", bare.len()))
            .note("a moment that two servers read in two zones is two moments")
            .help("write `TIMESTAMPTZ`, or `TIMESTAMP WITH TIME ZONE`");
        findings.push(found.at(table.own.element.as_str(), format!("columns/{}/type", first.field.at)));
    }
}

/// Whether a column holds an amount of money, as far as its name says so.
fn is_money(name: &str) -> bool {
    let words = ["amount", "price", "salary", "wage", "fee", "cost", "balance", "payment", "refund"];
    stems(name).iter().any(|word| words.contains(&word.as_str()))
}

/// What the database that a table is in says under a key.
fn said<'p>(model: &'p Model, table: &Table, key: &'static str) -> Option<&'p str> {
    let named = text(table.own.node, "datasource").and_then(|(name, _)| model.sound.one("datasource", name));
    let source = named.or_else(|| {
        let mut all = model.sound.all("datasource");
        all.next().filter(|_| all.next().is_none())
    })?;
    text(source.node, key).map(|(word, _)| word)
}
