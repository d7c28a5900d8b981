//! C0204 and C0209: defaults.
//!
//! In: a field or a column with a default. Out: an error where the default is not of its type or outside of its limits, and a hint where a
//! default makes a `required: true` mean nothing.

use crate::ast::{Node, Value};
use crate::check::deep::model::{Model, Table, bounds::Bounds, literal, sql, types::Plain};
use crate::check::deep::parts::{Field, shown};
use crate::check::gather::Declaration;
use crate::check::place::{called, lower, quoted};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::{C0202, C0204, C0209};
use crate::diag::{Change, Diagnostic};
use crate::lookup::HashSet;
use crate::source::Span;

/// Looks at the default of a field.
pub fn of_field(model: &Model, own: &Declaration, list: &str, field: &Field, findings: &mut Vec<Diagnostic>) {
    let Some(default) = field.node.get("default").filter(|node| !matches!(node.value, Value::Null)) else { return };
    let place = format_args!("{list}/{}", field.at);
    if !literal::is_of_field(model.sound, default, field) {
        let (kind, span) = field.kind().unwrap_or(("", field.span));
        let values: Vec<&str> = literal::listed(model.sound, field);
        let title = match values.is_empty() {
            true => format!("the default of `{}` is no `{kind}`", field.name),
            false => format!("the default of `{}` is none of its values", field.name),
        };
        let mut found = Diagnostic::new(&C0204, title, default.span, format!("this is {}", default.describe()))
            .label(span, format!("the type is `{kind}`"));
        if !values.is_empty() {
            found = found.help(format!("one of {}", quoted(values.iter().copied().take(8), "or")));
        }
        findings.push(found.at(own.element.as_str(), format!("{place}/default")));
        return;
    }
    if let Some((limit, span)) = Bounds::broken(field, default) {
        let title = format!("the default of `{}` is outside of its limits", field.name);
        let found = Diagnostic::new(&C0204, title, default.span, format!("allowed is {limit}")).label(span, limit);
        findings.push(found.at(own.element.as_str(), format!("{place}/default")));
        return;
    }
    // What is stored may well be required and have a default.
    let given = ["input", "request_schema"].contains(&list);
    let insisted = field.node.get("required").filter(|node| given && matches!(node.value, Value::Bool(true)));
    if let Some(required) = insisted {
        let title = format!("`{}` is required and has a default", field.name);
        let found = Diagnostic::new(&C0209, title, required.span, "has no effect: the default is taken")
            .label(default.span, format!("where nothing is given, it is `{}`", shown(default)))
            .change(
                "say `required: false`",
                MachineApplicable,
                [Change::set(own.node.span, format!("{place}/required"), false)],
            );
        findings.push(found.at(own.element.as_str(), format!("{place}/required")));
    }
}

/// Takes back what was said of a default where its type is what is wrong. That may be told by any analysis, so that all of them have to be
/// done.
pub fn retract(findings: &mut Vec<Diagnostic>) {
    let types = findings.iter().filter(|found| found.code == &C0202);
    let types: HashSet<Span> = types.filter_map(Diagnostic::span).collect();
    findings.retain(|found| found.code != &C0204 || !found.secondary.iter().any(|label| types.contains(&label.span)));
}

/// Looks at the defaults of the columns of a table.
pub fn of_table(model: &Model, table: &Table, findings: &mut Vec<Diagnostic>) {
    for column in &table.columns {
        let (Some(default), Some((kind, span))) = (column.default, column.field.kind()) else { continue };
        if fits(model, default, kind) {
            findings.extend(none_of_values(model, table, &column.field, default));
            continue;
        }
        let title = format!("the default of the column `{}` is no `{kind}`", column.field.name);
        let found = Diagnostic::new(&C0204, title, default.span, format!("this is {}", default.describe()))
            .label(span, "the type of the column");
        findings.push(found.at(table.own.element.as_str(), format!("columns/{}/constraints/default", column.field.at)));
    }
}

/// A default of a column that the field it keeps cannot have.
fn none_of_values(model: &Model, table: &Table, column: &Field, default: &Node) -> Option<Diagnostic> {
    let entity = model.entity_of(table)?;
    let field = entity.field(column.name)?;
    let values = literal::listed(model.sound, field);
    let said = called(default).filter(|_| !literal::is_open(default))?.trim_matches('\'');
    // Where the field has a default of its own, that is what differs.
    if values.is_empty() || values.contains(&said) || field.has("default") {
        return None;
    }
    let title = format!("the default of the column `{}` is none of the values of `{}`", column.name, entity.name);
    let found = Diagnostic::new(&C0204, title, default.span, format!("`{}` never is `{said}`", column.name))
        .label(field.kind().map_or(field.span, |(_, span)| span), "has the values")
        .help(format!("one of {}", quoted(values.iter().copied().take(8), "or")));
    Some(found.at(table.own.element.as_str(), format!("columns/{}/constraints/default", column.at)))
}

/// Whether a literal can stand in a column; yes too where that is not known.
fn fits(model: &Model, default: &Node, kind: &str) -> bool {
    let name = match sql::sql(kind) {
        Some(sql::Sql::Uuid) => "uuid",
        Some(sql::Sql::Int) => "int",
        Some(sql::Sql::Decimal | sql::Sql::Float) => "decimal",
        Some(sql::Sql::Bool) => "bool",
        Some(sql::Sql::Date) => "date",
        Some(sql::Sql::Moment(_)) => "datetime",
        Some(sql::Sql::Time) => "time",
        // SQL reads any literal as text.
        _ => return true,
    };
    // Databases write numbers and truth values as text too.
    let text = default.as_text().unwrap_or("");
    let written = match name {
        "int" | "decimal" => text.trim_matches('\'').parse::<f64>().is_ok(),
        "bool" => ["true", "false", "t", "f", "0", "1"].contains(&&*lower(text)),
        _ => false,
    };
    let number = name == "bool" && matches!(&default.value, Value::Number(text) if ["0", "1"].contains(&&**text));
    written || number || literal::is_of(model.sound, default, &Plain::Name(name))
}
