//! C0202: an input that takes its value from something of another type: `seen_at: datetime` from `actor.id`.
//!
//! In: an input with a `bind`. Out: an error where what it is bound to can never be of its type. Moments and days, ids and texts, whole and
//! other numbers pass for one another here; what is not built in is not looked at.

use crate::check::deep::model::Model;
use crate::check::deep::parts::{Field, text};
use crate::check::deep::policies::actor;
use crate::check::gather::Declaration;
use crate::check::place::article;
use crate::diag::Diagnostic;
use crate::diag::code::C0202;
use crate::source::Span;

/// Types of which a value of one may stand for one of another.
const ALIKE: &[&[&str]] =
    &[&["string", "uuid"], &["date", "datetime"], &["time"], &["int", "float", "decimal"], &["bool"]];

/// Looks at an input.
pub fn of_field(model: &Model, own: &Declaration, list: &str, field: &Field, findings: &mut Vec<Diagnostic>) {
    let Some((source, span)) = text(field.node, "bind").filter(|_| list == "input") else { return };
    let (Some((kind, at)), Some((given, declared))) = (field.kind(), kind_of(model, source)) else { return };
    let alike = |kind: &str| ALIKE.iter().position(|all| all.contains(&kind));
    let (Some(wanted), Some(taken)) = (alike(kind), alike(given)) else { return };
    if wanted == taken {
        return;
    }
    let title = format!("`{}` is `{kind}`, and `{source}` is {} `{given}`", field.name, article(given));
    let found = Diagnostic::new(&C0202, title, span, format!("{} `{given}`", article(given))).label(at, "its type");
    let found = declared.into_iter().fold(found, |found, span| found.label(span, "what the caller has"));
    findings.push(
        found.help("bind it to what is of its type").at(own.element.as_str(), format!("{list}/{}/bind", field.at)),
    );
}

/// The type of a source, and where it is declared.
fn kind_of<'m>(model: &Model<'m, '_>, source: &str) -> Option<(&'m str, Option<Span>)> {
    if let Some(name) = source.strip_prefix("actor.") {
        return match actor::field(model, name) {
            Some(field) => field.kind().map(|(kind, span)| (kind, Some(span))),
            // Where nothing is declared, an id is some id.
            None => (name == "id").then_some(("uuid", None)),
        };
    }
    let kind = match source {
        "clock.now" => "datetime",
        "clock.today" => "date",
        "new.uuid" => "uuid",
        _ => return None,
    };
    Some((kind, None))
}
