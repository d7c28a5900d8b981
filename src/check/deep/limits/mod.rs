//! Limits that are stated more than once, or that do not go together: one quantity, and what policies, rules, fields and texts say of it.
//!
//! In: the model. Out: C1701 to C1703, and C0014 for numbers outside of their range. A quantity is told by the words of its field and the thing it belongs to. Texts are evidence, and are
//! reported only where they agree with none of the formal limits; what has no unit in a text is no evidence.

mod formal;
pub(super) mod order;
mod patience;
mod prose;
pub(super) mod range;

use super::model::Model;
use super::share::{Analysis, Share};
use super::tables::{Measure, Number};
use crate::diag::Diagnostic;
use crate::diag::code::{C1701, C1702};
use crate::lookup::HashMap;
use crate::source::Span;

/// A limit that a policy, a rule or a field states.
#[derive(Clone, Debug)]
struct Limit {
    /// The place of what states it: policies come first, then rules, commands, queries and entities.
    rank: usize,
    /// The name of what is limited.
    name: String,
    /// In the smallest unit of its measure.
    value: Number,
    /// Whether the unit is one of a name, such as MB, that may be read in two ways.
    named: bool,
    /// Whether it holds only where other inputs are something, too.
    of_case: bool,
    span: Span,
    /// Where the same declaration says it again, and what it says there.
    also: Vec<(Span, String)>,
    element: String,
    place: String,
}

impl Limit {
    /// Whether both say one limit.
    fn is(&self, other: &Limit) -> bool {
        self.value.fixed() == other.value.fixed() || (self.named || other.named) && agrees(&self.value, &other.value)
    }
}

/// A number with a unit in a text.
#[derive(Clone, Debug)]
struct Told {
    value: Number,
    /// As it stands there: `20MB`.
    text: String,
    span: Span,
    element: String,
    place: String,
}

/// A quantity: the thing it belongs to, and the words of its name without units.
type Quantity = (String, Vec<String>);

/// Limits on their way out of a set.
#[derive(Default)]
struct Gathered {
    /// That of the declarations that are looked at.
    rank: usize,
    all: HashMap<Quantity, Vec<Limit>>,
}

/// The limits of a set.
pub struct Limits<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    gathered: Gathered,
}

impl<'x, 'm, 'a> Limits<'x, 'm, 'a> {
    /// No limits yet, in a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Limits<'x, 'm, 'a> {
        Limits { model, gathered: Gathered::default() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Limits<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        formal::gather(share, &mut self.gathered);
        formal::units(share, findings);
        range::check(share, findings);
        order::check(share, findings);
        patience::check(share, findings);
    }

    /// Compares those of one quantity.
    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        let mut all: Vec<(Quantity, Vec<Limit>)> = std::mem::take(&mut self.gathered.all).into_iter().collect();
        // In the order in which they stand, so that texts about them lie near each other.
        all.sort_unstable_by_key(|(_, limits)| limits.first().map(|own| own.span));
        for ((thing, words), mut limits) in all {
            limits.sort_by_key(|own| own.rank);
            let told = prose::told(self.model, &thing, &words);
            conflict(&limits, &told, findings);
        }
    }
}

/// Whether a number in a text, or beside a name with a unit, is this limit: a MB may stand for a MiB there. Only a quantity that is
/// written as such, `10 MB`, is exact.
fn agrees(told: &Number, limit: &Number) -> bool {
    if told.measure != limit.measure {
        return false;
    }
    let (one, other) = (told.fixed(), limit.fixed());
    if told.measure != Measure::Plain {
        return one == other;
    }
    let binary = |value: i128| {
        [(1_000_i128, 1_i128 << 10), (1_000_000, 1 << 20), (1_000_000_000, 1 << 30)]
            .map(|(ten, two)| (value % ten == 0).then(|| value / ten * two))
    };
    one == other || binary(one).contains(&Some(other)) || binary(other).contains(&Some(one))
}

fn conflict(all: &[Limit], told: &[Told], findings: &mut Vec<Diagnostic>) {
    // A limit of a case may well be lower than the one of all; higher it can never be met.
    let least = all.iter().filter(|own| !own.of_case).map(|own| own.value.fixed()).min();
    let counts = |own: &&Limit| !own.of_case || least.is_some_and(|least| own.value.fixed() > least);
    let limits: Vec<&Limit> = all.iter().filter(counts).collect();
    let mut values: Vec<&Limit> = Vec::new();
    for limit in &limits {
        if values.iter().all(|known| !known.is(limit)) {
            values.push(limit);
        }
    }
    if let [_, _, ..] = values.as_slice() {
        // The odd one out is where the change belongs: the one that the fewest other places agree with.
        let support = |limit: &Limit| {
            limits.iter().filter(|other| other.is(limit)).count()
                + told.iter().filter(|own| agrees(&own.value, &limit.value)).count()
        };
        let Some(odd) = values.iter().min_by_key(|limit| (support(limit), std::cmp::Reverse(limit.span))) else {
            return;
        };
        let shown: Vec<String> = values.iter().map(|limit| show(&limit.value)).collect();
        let title = format!("`{}` has {} limits: {}", odd.name, values.len(), shown.join(" and "));
        let mut found = Diagnostic::new(&C1701, title, odd.span, show(&odd.value));
        for other in limits.iter().filter(|other| other.span != odd.span) {
            found = found.label(other.span, show(&other.value));
        }
        for own in told {
            found = found.label(own.span, format!("\u{201c}{}\u{201d}", own.text));
        }
        for limit in &limits {
            found = limit.also.iter().fold(found, |found, (span, said)| found.label(*span, said.as_str()));
        }
        let mut sorted: Vec<i128> = values.iter().map(|limit| limit.value.fixed()).collect();
        sorted.sort_unstable();
        if let [low, high, ..] = sorted.as_slice() {
            let between = Number::of_fixed(low + (high - low) / 2, odd.value.measure);
            found = found.note(format!("example: {} passes one of them and breaks the other", show(&between)));
        }
        let agree = told.iter().filter(|own| agrees(&own.value, &odd.value)).count();
        if !told.is_empty() {
            found = found.note(format!("{agree} of {} texts say {}", told.len(), show(&odd.value)));
        }
        findings.push(found.help("say one limit, and say it once").at(odd.element.as_str(), odd.place.clone()));
        return;
    }
    let Some(limit) = values.first() else { return };
    for own in told.iter().filter(|own| !all.iter().any(|limit| agrees(&own.value, &limit.value))) {
        let title = format!("the text says {}, the limit of `{}` is {}", own.text, limit.name, show(&limit.value));
        let found = Diagnostic::new(&C1702, title, own.span, format!("\u{201c}{}\u{201d}", own.text))
            .label(limit.span, show(&limit.value));
        findings.push(found.help("let the text say what holds").at(own.element.as_str(), own.place.clone()));
    }
}

/// A number in the unit in which people say it.
fn show(number: &Number) -> String {
    let value = number.fixed() / super::tables::ONE;
    let in_units = |units: &[(i128, &str)]| {
        units
            .iter()
            .find(|(size, _)| value >= *size && value % size == 0)
            .map(|(size, unit)| format!("{} {unit}", value / size))
    };
    match number.measure {
        Measure::Plain => {
            in_units(&[(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]).unwrap_or_else(|| value.to_string())
        }
        Measure::Time => in_units(&[(86_400_000, "days"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")])
            .unwrap_or_else(|| format!("{value} ms")),
        Measure::Share => format!("{value} %"),
    }
}
