//! C0418: what is asked of a caller who is kept to it anyway: `branch_id` of one to whom policies leave its own branch only.
//!
//! In: all rows of the matrix. Out: a warning for each required input that has the name of what the caller has, that the client sends, and
//! that the policies on what the operation works on compare with the caller for every role that may call it.

use super::Row;
use super::ownership::is_sent;
use super::tenants::Bound;
use crate::check::deep::access::Verdict;
use crate::check::deep::policies::actor;
use crate::diag::code::C0418;
use crate::diag::{Clause, Diagnostic, Help, Where};

/// Looks at one operation.
pub fn check<'m>(row: &Row<'_, '_, 'm, '_>, bound: &Bound<'m>, findings: &mut Vec<Diagnostic>) {
    if bound.is_empty() || !row.own.sound {
        return;
    }
    for input in row.own.inputs.iter().filter(|own| own.is_required() && !own.has("bind") && !own.has("default")) {
        let Some(own) = actor::field(row.access.model, input.name) else { continue };
        let touch = &row.own.touch;
        let kept = |role: &'m str| {
            let ties = bound.get(&(role, input.name))?;
            let reached = touch.ruled.iter().chain(touch.writes.keys()).copied();
            reached.filter_map(|name| Some((*ties.on.get(name)?, role, name))).min_by_key(|(span, ..)| *span)
        };
        let roles = row.roles().filter(|(_, answer)| answer.verdict != Verdict::No);
        let Some(all) = roles.map(|(role, _)| kept(role)).collect::<Option<Vec<_>>>() else { continue };
        let Some((span, role, name)) = all.first().copied().filter(|_| is_sent(row, input.name)) else { continue };
        let title = format!("`{}` is asked for `{}`, which is the caller's own", row.own.name, input.name);
        let found = Diagnostic::new(&C0418, title, input.span, "any other value is refused")
            .label(own.span, "what the caller has")
            .label(span, format!("keeps `{role}` to its own `{name}`"));
        let source = format!("actor.{}", input.name);
        let found = found.help(Help::from("take it from the server: ").clause(Clause::new(
            Where::Field(input.name.to_owned()),
            "bind",
            source,
        )));
        findings.push(found.at(row.own.own.element.as_str(), format!("input/{}/name", input.at)));
    }
}
