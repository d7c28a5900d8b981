//! C0101 for guards: a field or a row that is not there.
//!
//! In: the guards of an operation on states and owners. Out: findings at the name. What may be an input or something of the caller is
//! passed over.

use crate::check::deep::model::{Entity, Looked, Model, Operation, words};
use crate::check::deep::parts::text;
use crate::check::place::{quoted, word};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::Diagnostic;
use crate::diag::code::C0101;
use crate::diag::nearest::ranked;

/// Looks at the guards of an operation.
pub fn check(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    for id in ["state.equals", "state.in", "ownership"] {
        for (at, guard) in operation.guards(id) {
            let Some(params) = guard.get("params") else { continue };
            let (Some((name, _)), Some(node)) = (text(params, "field"), params.get("field")) else { continue };
            let (from, head) = (name.find('.').map_or(0, |dot| dot + 1), name.split('.').next().unwrap_or(name));
            let (title, rows, wrong, known) = match model.looked_at(operation, name) {
                Looked::NoField(rows) => {
                    let field = name.get(from..).unwrap_or(name);
                    let known: Vec<String> =
                        rows.iter().flat_map(|own| &own.fields).map(|own| own.name.to_owned()).collect();
                    let title = match rows.as_slice() {
                        [only] => format!("entity `{}` has no field `{field}`", only.name),
                        _ => format!("no row at hand has a field `{field}`"),
                    };
                    (title, rows, word(node, from, name.len()), known)
                }
                Looked::NoRow(rows) => {
                    let known = rows.iter().map(|own| words::words(own.name).join("_")).collect();
                    (format!("no row at hand is called `{head}`"), rows, word(node, 0, head.len()), known)
                }
                Looked::Field(..) | Looked::Open => continue,
            };
            let near = ranked(wrong.text, known.iter().map(String::as_str));
            let label = match near {
                Some((near, _)) => format!("did you mean `{near}`?"),
                None => "looks at nothing".to_owned(),
            };
            let mut found = Diagnostic::new(&C0101, title, wrong.span, label);
            found = labels(found, &rows);
            if let Some((near, sure)) = near.filter(|_| wrong.exact) {
                let how = if sure { MachineApplicable } else { MaybeIncorrect };
                found = found.fix(format!("write `{near}`"), how, wrong.span, near);
            } else {
                let names = quoted(known.iter().map(String::as_str).take(8), "and");
                found = found.note(format!("known here: {names}"));
            }
            findings.push(found.at(operation.own.element.as_str(), format!("guards/{at}/params/field")));
        }
    }
}

fn labels(found: Diagnostic, rows: &[&Entity]) -> Diagnostic {
    rows.iter().take(3).fold(found, |found, own| found.label(own.span, "at hand"))
}
