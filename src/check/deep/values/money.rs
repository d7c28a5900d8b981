//! C0214: amounts of money in numbers that are rounded.
//!
//! In: fields of type `float`. Out: one finding for each name, with all places of it. A name of which a place is told to be of another type
//! than those it goes with is passed over.

use std::collections::BTreeMap;

use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::words::{Word, each_stem, stems};
use crate::check::deep::parts::{Field, each_field, text};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::{C0202, C0214, C0306, C1002};
use crate::lookup::HashSet;
use crate::source::Span;

/// Last words of names of what is money in any case.
const MONEY: &[&str] = &["price", "salary", "wage", "fee", "cost", "refund"];
/// Last words of names of what is money where the things around it are.
const AMOUNTS: &[&str] = &["amount", "total", "subtotal", "balance", "payment", "deposit", "tax"];
/// Words in names of what is about money.
const AROUND: &[&str] =
    &["money", "price", "invoice", "charge", "payment", "refund", "bill", "billing", "payslip", "payroll", "wallet"];

/// A place of a name: the declaration, the way to its type, and where that stands.
type Place<'p> = (&'p Declaration<'p>, String, Span);

/// The fields that may hold money, by name.
#[derive(Default)]
pub struct Amounts<'p> {
    floats: BTreeMap<&'p str, Vec<Place<'p>>>,
}

impl<'p> Amounts<'p> {
    /// Looks at a field of a declaration; what others ask for or answer is theirs to choose.
    pub fn look(&mut self, own: &'p Declaration<'p>, list: &'static str, field: &Field<'p>) {
        let Some((kind, span)) = field.kind().filter(|_| own.kind.keyword != "operation") else { return };
        if plain(kind) == Plain::Name("float") && is_money(own, list, field.name) {
            self.floats.entry(field.name).or_default().push((own, format!("{list}/{}/type", field.at), span));
        }
    }

    /// Reports each name whose places are of the types that they go with.
    pub fn report(&mut self, findings: &mut Vec<Diagnostic>) {
        if self.floats.is_empty() {
            return;
        }
        // First what others are filled from: those of entities, then of what is made of them.
        let rank = |own: &Declaration| super::LISTS.iter().position(|(kind, _)| *kind == own.kind.keyword);
        self.floats.values_mut().for_each(|all| all.sort_by_key(|(own, ..)| (rank(own), own.at)));
        let types = findings.iter().filter(|found| [&C0202, &C0306, &C1002].contains(&found.code));
        let spans = types.flat_map(|found| found.primary.iter().chain(&found.secondary).map(|label| label.span));
        let told: HashSet<Span> = spans.collect();
        for (name, places) in self.floats.iter().filter(|(_, all)| !all.iter().any(|own| told.contains(&own.2))) {
            let Some(((own, place, span), rest)) = places.split_first() else { continue };
            let title = format!("`{name}` is money, and a `float` is rounded");
            let found = Diagnostic::new(&C0214, title, *span, "not exact: 0.1 + 0.2 is not 0.3");
            let found = rest.iter().take(4).fold(found, |found, (_, _, span)| found.label(*span, "here too"));
            findings.push(found.help("write `decimal`").at(own.element.as_str(), place.as_str()));
        }
    }
}

fn is_money(own: &Declaration, list: &str, name: &str) -> bool {
    let words = stems(name);
    let Some(last) = words.last().map(Word::as_str) else { return false };
    if MONEY.contains(&last) {
        return true;
    }
    let around = |name: &str| each_stem(name).any(|word| AROUND.contains(&word.as_str()));
    let billed = || text(own.node, "category").is_some_and(|(category, _)| category.starts_with("billing."));
    let named = || own.name.is_some_and(|(own, _)| around(own)) || around(name);
    let currency = || each_field(own.node, list).any(|field| each_stem(field.name).any(|word| word == *"currency"));
    AMOUNTS.contains(&last) && (named() || billed() || currency())
}
