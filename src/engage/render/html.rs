//! The report for whoever answers for the work: one HTML file, to be read, kept and printed.
//!
//! In: a [`Report`]. Out: HTML: the verdict in plain words, what is broken and where, gates, the definition of done, what nobody looked at, who
//! allowed or attested what, what was read. Links to nothing and runs nothing.

use super::page::{code, page, plain, prose, table};
use super::text::headline;
use super::words::{clip, item, line, place, standing, tally};
use super::{Gated, Report};
use crate::engage::rollup::{Item, Standing};
use crate::engage::verdict::{Found, Outcome, Verdict};

/// How many places of one clause are listed.
const PLACES: usize = 200;

/// Writes the file.
pub fn report(report: &Report) -> String {
    let terms = report.given.terms;
    let title = format!("{}: how the work keeps to its contract", line(&terms.project));
    let mut body = format!("<h1>{}</h1>\n", plain(&title));
    body.push_str(&format!(
        "<p class=\"dim\">For {}, by {}. As of {}.</p>\n",
        plain(&terms.parties.client),
        plain(&terms.parties.contractor),
        report.given.date
    ));
    body.push_str(&verdict(report));
    body.push_str(&table("What is broken, and where", &["Clause", "What", "Where"], &broken(report)));
    let gates: Vec<_> = report.gates().map(|gated| gate(&gated)).collect();
    body.push_str(&table("Gates of scanners", &["Gate", "Allowed", "Blocks", "Stands", "Why"], &gates));
    let items: Vec<_> = report.summary.definition_of_done.iter().map(|one| done(report, one)).collect();
    body.push_str(&table("Definition of done", &["Item", "Stands", "Why"], &items));
    let open: Vec<_> = report.clauses(Standing::NotEvaluated).into_iter().map(reason).collect();
    body.push_str(&table("What nobody looked at", &["Clause", "Why"], &open));
    body.push_str(&people(report));
    let holds: Vec<_> = report.clauses(Standing::Holds).into_iter().map(reason).collect();
    body.push_str(&table("What holds", &["Clause", "What was looked at"], &holds));
    body.push_str(&sources(report));
    page(&title, &body)
}

/// The class of a standing, which only colours it.
fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Broken => "broken",
        Standing::NotEvaluated | Standing::Waived => "open",
        Standing::Holds | Standing::Attested => "holds",
    }
}

fn stands(how: Standing) -> String {
    format!("<span class=\"stands {}\">{}</span>", class(how), standing(how))
}

fn verdict(report: &Report) -> String {
    let (class, says) = match report.summary.verdict {
        Verdict::Broken => ("broken", "The work is not done."),
        Verdict::NotEvaluated => ("open", "It is not known whether the work is done."),
        Verdict::Holds => ("holds", "The work is done."),
    };
    let headline = headline(report);
    let (clauses, gates) = (tally(&report.summary.clauses), tally(&report.summary.gates));
    format!(
        "<div class=\"verdict {class}\">\n<p><strong>{says}</strong></p>\n<p>In short: {}.</p>\n\
         <p class=\"dim\">Clauses: {clauses}. Gates: {gates}.</p>\n</div>\n",
        plain(&headline)
    )
}

fn broken(report: &Report) -> Vec<Vec<String>> {
    let broken = report.clauses(Standing::Broken);
    broken.iter().map(|outcome| vec![code(&outcome.clause), prose(&outcome.why), places(&outcome.found)]).collect()
}

/// One place a line.
fn places(found: &[Found]) -> String {
    let told = found.iter().take(PLACES);
    let mut lines: Vec<_> =
        told.map(|found| format!("{} {}", code(&place(found)), prose(&clip(&found.message, 500)))).collect();
    if found.len() > PLACES {
        lines.push(format!("and {} more", found.len() - PLACES));
    }
    lines.join("<br>\n")
}

/// A sentence, and places below it.
fn with_places(why: &str, found: &[Found]) -> String {
    if found.is_empty() { prose(why) } else { format!("{}<br>\n{}", prose(why), places(found)) }
}

fn gate(gated: &Gated) -> Vec<String> {
    let gate = format!("{} at {} or above", code(&gated.gate.category), code(&gated.gate.severity));
    let (allowed, blocks) = (gated.gate.threshold.to_string(), gated.blocks().to_owned());
    vec![gate, allowed, blocks, stands(gated.standing), with_places(gated.why, gated.found)]
}

fn done(report: &Report, one: &Item) -> Vec<String> {
    let found = if one.standing == Standing::Broken { report.places(&one.item) } else { &[] };
    vec![plain(&item(&one.item)), stands(one.standing), with_places(&one.why, found)]
}

fn reason(outcome: &Outcome) -> Vec<String> {
    vec![code(&outcome.clause), prose(&outcome.why)]
}

/// Who allowed what, who answers for what, and what of it does not count.
fn people(report: &Report) -> String {
    let waivers: Vec<_> = report
        .given
        .waivers_in_force()
        .map(|one| vec![code(&one.clause), one.expires.to_string(), plain(&one.approver), plain(&one.reason)])
        .collect();
    let words: Vec<_> = report
        .given
        .attestations_in_force()
        .map(|one| vec![code(&one.item), plain(&one.by), one.date.to_string(), plain(&one.reference)])
        .collect();
    let remarks: Vec<_> = report.summary.remarks.iter().map(|one| vec![code(&one.about), prose(&one.says)]).collect();
    [
        table("Waivers: what may be broken for a while", &["Clause", "Until", "Approved by", "Reason"], &waivers),
        table("Attestations: what people answer for", &["Item", "By", "On", "Where to look it up"], &words),
        table("Waivers and attestations that do not count", &["About", "Why"], &remarks),
    ]
    .concat()
}

/// What the report rests on.
fn sources(report: &Report) -> String {
    let hash = report.hash.strip_prefix("sha256:").unwrap_or(report.hash);
    let version = &report.given.terms.contract_version;
    let mut rows = vec![vec![format!("The contract, version {}", plain(version)), code(hash)]];
    if !report.commit.is_empty() {
        rows.push(vec!["The commit".to_owned(), code(report.commit)]);
    }
    rows.extend(report.inputs.iter().map(|input| vec![code(&input.path), code(&input.sha256)]));
    let left_out: Vec<_> = report.left_out.iter().map(|(path, why)| vec![code(path), prose(why)]).collect();
    table("What was read", &["What", "SHA-256 or name"], &rows)
        + &table("What was not read, or is left out of the clauses of quality", &["What", "Why"], &left_out)
}
