//! C2101, C2102: gates that are said twice, and gates that can never fire alone.

use super::clauses::Clauses;
use crate::ast::{Node, Value};
use crate::check::deep::parts::{items, text};
use crate::diag::Diagnostic;
use crate::diag::code::{C2101, C2102};
use crate::engage::scan::Category;
use crate::kinds::SEVERITIES;
use crate::source::Span;

/// A gate. It fires when more findings than `allowed` are of its category and at least as bad as `rank` (0 is the worst).
struct Gate<'a> {
    category: &'a str,
    severity: &'a str,
    rank: usize,
    allowed: i64,
    blocking: bool,
    span: Span,
}

impl<'a> Gate<'a> {
    fn of(node: &'a Node) -> Option<Gate<'a>> {
        let (category, span) = text(node, "category")?;
        let (severity, end) = text(node, "severity")?;
        let rank = SEVERITIES.values.iter().position(|own| *own == severity)?;
        let allowed = text(node, "threshold").map_or(Some(0), |(digits, _)| digits.parse().ok())?;
        let blocking = !matches!(node.get("blocking").map(|own| &own.value), Some(Value::Bool(false)));
        Some(Gate { category, severity, rank, allowed, blocking, span: span.to(end) })
    }

    /// Whether this one fires whenever the other does, and stops as much: it counts all that the other counts, and allows no more.
    fn covers(&self, other: &Gate) -> bool {
        let of = |word| Category::of(word).map(Category::counted).unwrap_or_default();
        let (own, theirs) = (of(self.category), of(other.category));
        let counts_all = self.category == other.category || theirs.iter().all(|part| own.contains(part));
        let counts = counts_all && self.rank >= other.rank && self.allowed <= other.allowed;
        counts && (self.blocking || !other.blocking)
    }
}

/// Looks at each pair of gates.
pub fn check(clauses: &Clauses, findings: &mut Vec<Diagnostic>) {
    let Some(done) = clauses.family("definition_of_done") else { return };
    let gates: Vec<(usize, Gate)> = items(done, "scan_gates")
        .iter()
        .enumerate()
        .filter_map(|(at, item)| Some((at, Gate::of(&item.node)?)))
        .collect();
    for (at, gate) in &gates {
        let at_place =
            |found: Diagnostic| found.at(clauses.own.element.as_str(), format!("definition_of_done/scan_gates/{at}"));
        let others = || gates.iter().filter(|(other, _)| other != at);
        let twice = others().find(|(other, own)| {
            other < at && own.category == gate.category && own.rank == gate.rank && own.blocking == gate.blocking
        });
        if let Some((_, first)) = twice {
            let title = format!("there are two gates for `{}` at `{}`", gate.category, gate.severity);
            let found = Diagnostic::new(&C2101, title, gate.span, "the second one").label(first.span, "the first one");
            let help = if first.allowed == gate.allowed {
                "keep one of them"
            } else {
                "keep the one that is meant: the stricter one decides"
            };
            findings.push(at_place(found.help(help)));
            continue;
        }
        if let Some((_, broader)) = others().find(|(_, own)| own.covers(gate) && !gate.covers(own)) {
            let title = format!("the gate for `{}` at `{}` can never fire alone", gate.category, gate.severity);
            let found = Diagnostic::new(&C2102, title, gate.span, "never decides")
                .label(broader.span, "this one fires whenever it does")
                .note(format!(
                    "example: {} findings at `{}` make both fire; fewer make neither of them fire for its sake",
                    gate.allowed + 1,
                    gate.severity
                ));
            let is_wider = broader.category != gate.category;
            let wider = format!("a gate for `{}` counts findings of `{}`, too", broader.category, gate.category);
            let found = if is_wider { found.note(wider) } else { found };
            findings.push(at_place(found.help("take it out, or let the broader one allow more or only advise")));
        }
    }
}
