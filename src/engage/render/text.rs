//! The report of `contract engage check` for a terminal.
//!
//! In: a [`Report`]. Out: plain lines without colours: broken clauses by family with their places, what was not evaluated and why, waivers and
//! attestations, gates, the definition of done, and last one line that sums up.

use super::words::{count, done, family, line, place, standing, tally};
use super::{Gated, Report};
use crate::engage::rollup::{Counts, Given, Item, Standing, Summary};
use crate::engage::verdict::Found;

/// The widest standing, `not evaluated`.
const WIDTH: usize = 13;

/// Writes the report; every line ends with a line break.
pub fn report(report: &Report) -> String {
    let mut sections = broken(report);
    let open = report.clauses(Standing::NotEvaluated);
    let open = open.iter().map(|outcome| format!("  {}: {}", line(&outcome.clause), line(&outcome.why)));
    let items = report.summary.definition_of_done.iter();
    let remarks = report.summary.remarks.iter();
    let remarks = remarks.map(|remark| format!("  {}: {}", line(&remark.about), line(&remark.says)));
    // Files that are left out are counted where they are; what lies in these folders is counted nowhere.
    let folders = report.left_out.iter().filter(|(path, _)| path.ends_with('/'));
    let folders = folders.map(|(path, why)| format!("  {}: {}", line(path), line(why)));
    let others: [(&str, Vec<String>); 7] = [
        ("not evaluated", open.collect()),
        ("waived", waived(&report.given)),
        ("attested", attested(&report.given)),
        ("gates", report.gates().flat_map(|gate| self::gate(&gate)).collect()),
        ("definition of done", items.flat_map(|item| self::item(report, item)).collect()),
        ("does not count", remarks.collect()),
        ("not looked into", folders.collect()),
    ];
    sections.extend(others.map(|(title, lines)| (title.to_owned(), lines)));
    let mut out = String::new();
    for (title, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        out.push_str(&format!("{title}\n{}\n\n", lines.join("\n")));
    }
    out.push_str(&format!("{}\n{}\n", based_on(report), sum(report.summary)));
    out
}

/// What it comes to, in one line: `2 broken, 30 hold, 4 not evaluated; not done: 1 item broken, 2 not evaluated`.
pub fn sum(summary: &Summary) -> String {
    let items: Counts = summary.definition_of_done.iter().map(|item| item.standing).collect();
    let broken = (items.broken > 0).then(|| format!("{} broken", count(items.broken, "item")));
    let open = (items.not_evaluated > 0).then(|| match broken {
        Some(_) => format!("{} not evaluated", items.not_evaluated),
        None => format!("{} not evaluated", count(items.not_evaluated, "item")),
    });
    let told = [broken, open].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let colon = if told.is_empty() { "" } else { ": " };
    format!("{}; {}{colon}{told}", tally(&summary.clauses), done(summary.verdict))
}

/// Whose word it rests on: waivers and attestations that count, a line each.
pub fn people(given: &Given) -> Vec<String> {
    let waived = waived(given).into_iter().map(|line| format!("  waived{line}"));
    waived.chain(attested(given).into_iter().map(|line| format!("  attested{line}"))).collect()
}

/// For which day and commit it counts.
fn based_on(report: &Report) -> String {
    let day = if report.of_commit { " (the day of the last commit)" } else { "" };
    let commit = if report.commit.is_empty() { String::new() } else { format!(", commit {}", line(report.commit)) };
    format!("as of {}{day}{commit}", report.given.date)
}

/// Broken clauses, by family, in the order of the contract.
fn broken(report: &Report) -> Vec<(String, Vec<String>)> {
    let mut families: Vec<(String, Vec<String>)> = Vec::new();
    for outcome in report.clauses(Standing::Broken) {
        let title = line(family(&outcome.clause));
        let mut lines = vec![format!("  {}: {}", line(&outcome.clause), line(&outcome.why))];
        lines.extend(places(&outcome.found));
        match families.iter_mut().find(|(family, _)| *family == title) {
            Some((_, of_family)) => of_family.extend(lines),
            None => families.push((title, lines)),
        }
    }
    families
}

fn places(found: &[Found]) -> impl Iterator<Item = String> {
    found.iter().map(|found| format!("    {} {}", place(found), line(&found.message)))
}

fn waived(given: &Given) -> Vec<String> {
    let told = given.waivers_in_force().map(|waiver| {
        let [clause, approver, reason] = [&waiver.clause, &waiver.approver, &waiver.reason].map(|text| line(text));
        format!("  {clause}: until {} by {approver}: {reason}", waiver.expires)
    });
    told.collect()
}

fn attested(given: &Given) -> Vec<String> {
    let told = given.attestations_in_force().map(|word| {
        let [item, by, reference] = [&word.item, &word.by, &word.reference].map(|text| line(text));
        format!("  {item}: on {} by {by}: {reference}", word.date)
    });
    told.collect()
}

fn gate(gated: &Gated) -> Vec<String> {
    let (category, severity) = (line(&gated.gate.category), line(&gated.gate.severity));
    let advisory = if gated.gate.blocking { "" } else { ", advisory" };
    let name = standing(gated.standing);
    let mut lines = vec![format!("  {name:<WIDTH$}  {category} at {severity}{advisory}: {}", line(gated.why))];
    lines.extend(places(gated.found));
    lines
}

fn item(report: &Report, item: &Item) -> Vec<String> {
    let name = standing(item.standing);
    let mut lines = vec![format!("  {name:<WIDTH$}  {}: {}", line(&item.item), line(&item.why))];
    if item.standing == Standing::Broken {
        lines.extend(places(report.places(&item.item)));
    }
    lines
}

/// `Broken: 3 clauses and 1 item of the definition of done`, for the heads of reports.
pub(super) fn headline(report: &Report) -> String {
    let of = |standing| report.summary.definition_of_done.iter().filter(|item| item.standing == standing).count();
    let counted = |clauses: usize, items: usize| {
        let parts = [(clauses, "clause"), (items, "item")].into_iter().filter(|(number, _)| *number > 0);
        let mut said = parts.map(|(number, what)| count(number, what)).collect::<Vec<_>>().join(" and ");
        if items > 0 {
            said.push_str(" of the definition of done");
        }
        (said, if clauses + items == 1 { "is" } else { "are" })
    };
    let clauses = &report.summary.clauses;
    let broken = counted(clauses.broken, of(Standing::Broken));
    let open = counted(clauses.not_evaluated, of(Standing::NotEvaluated));
    match (broken, open) {
        ((said, are), _) if !said.is_empty() => format!("{said} {are} broken"),
        (_, (said, are)) if !said.is_empty() => {
            format!("nothing is known to be broken, but {said} {are} not evaluated")
        }
        _ => "every clause holds, is attested or is waived, and every item of the definition of done is met".to_owned(),
    }
}
