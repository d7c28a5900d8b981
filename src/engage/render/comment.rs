//! The comment on a pull request, in Markdown.
//!
//! In: a [`Report`]. Out: the verdict in one line, counts, what is broken and where, gates, the definition of done as a check list, waivers, and
//! folded away what was not evaluated. Always shorter than 60 000 characters: what has no room is counted.

use super::markdown::{code, prose};
use super::text::headline;
use super::words::{clip, count, done, item, place, standing, tally};
use super::{Gated, Report};
use crate::engage::rollup::{Attestation, Item, Standing, Waiver};

/// How many broken places are listed.
const BROKEN: usize = 20;
/// How many entries of any other list.
const LISTED: usize = 60;
/// How long a text may be.
const TEXT: usize = 200;
/// When lists stop, in bytes, which are never fewer than characters. What follows is short.
const ROOM: usize = 50_000;

/// Writes the comment.
pub fn comment(report: &Report) -> String {
    let terms = report.given.terms;
    let verdict = done(report.summary.verdict);
    let mut out = format!("### The contract of {}: {verdict}\n\n", short_code(&terms.project));
    out.push_str(&format!("**{}.**\n\n", capital(&headline(report))));
    out.push_str(&format!("Clauses: {}. Gates: {}.\n", tally(&report.summary.clauses), tally(&report.summary.gates)));
    section(&mut out, "Broken", "| Clause | Where | What |\n|---|---|---|\n", broken(report), BROKEN);
    section(
        &mut out,
        "Gates",
        "| Gate | At or above | Allowed | Blocks | Stands | Why |\n|---|---|---:|---|---|---|\n",
        gates(report),
        LISTED,
    );
    section(&mut out, "Definition of done", "", items(report), LISTED);
    section(
        &mut out,
        "Waivers",
        "| Clause | Until | Approved by | Reason |\n|---|---|---|---|\n",
        waivers(report),
        LISTED,
    );
    section(
        &mut out,
        "Attestations",
        "| Item | By | On | Reference |\n|---|---|---|---|\n",
        attestations(report),
        LISTED,
    );
    section(&mut out, "Does not count", "", remarks(report), LISTED);
    let open = report.clauses(Standing::NotEvaluated);
    if !open.is_empty() {
        out.push_str(&format!("\n<details>\n<summary>{} not evaluated</summary>\n\n", count(open.len(), "clause")));
        let rows = open.iter().map(|outcome| format!("- {}: {}\n", short_code(&outcome.clause), short(&outcome.why)));
        list(&mut out, rows.collect(), LISTED);
        out.push_str("\n</details>\n");
    }
    out.push_str(&format!("\n<sub>Contract sha256:{}", short(bare(report.hash))));
    if !report.commit.is_empty() {
        out.push_str(&format!(", commit {}", short(report.commit)));
    }
    out.push_str(&format!(", {}</sub>\n", report.given.date));
    out
}

/// The hash without the name of its function.
fn bare(hash: &str) -> &str {
    hash.strip_prefix("sha256:").unwrap_or(hash)
}

fn short(text: &str) -> String {
    prose(&clip(text, TEXT))
}

fn short_code(text: &str) -> String {
    code(&clip(text, TEXT))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A title, a head and rows; nothing where there are no rows.
fn section(out: &mut String, title: &str, head: &str, rows: Vec<String>, most: usize) {
    if !rows.is_empty() {
        out.push_str(&format!("\n#### {title}\n\n{head}"));
        list(out, rows, most);
    }
}

/// As many rows as there is room for, and how many more there are.
fn list(out: &mut String, rows: Vec<String>, most: usize) {
    let total = rows.len();
    let mut told = 0;
    for row in rows.into_iter().take(most) {
        if out.len() + row.len() > ROOM {
            break;
        }
        out.push_str(&row);
        told += 1;
    }
    if told < total {
        out.push_str(&format!("\nand {} more\n", total - told));
    }
}

/// A row for each place where a clause is broken, or one for the clause.
fn broken(report: &Report) -> Vec<String> {
    let mut rows = Vec::new();
    for outcome in report.clauses(Standing::Broken) {
        let clause = short_code(&outcome.clause);
        if outcome.found.is_empty() {
            rows.push(format!("| {clause} | | {} |\n", short(&outcome.why)));
        }
        let row = |found| format!("| {clause} | {} |", short_code(&place(found)));
        rows.extend(outcome.found.iter().map(|found| format!("{} {} |\n", row(found), short(&found.message))));
    }
    rows
}

fn gates(report: &Report) -> Vec<String> {
    let row = |gated: Gated| {
        let (category, severity) = (short_code(&gated.gate.category), short_code(&gated.gate.severity));
        let (allowed, blocks, stands) = (gated.gate.threshold, gated.blocks(), standing(gated.standing));
        format!("| {category} | {severity} | {allowed} | {blocks} | {stands} | {} |\n", short(gated.why))
    };
    report.gates().map(row).collect()
}

fn items(report: &Report) -> Vec<String> {
    let row = |one: &Item| {
        let tick = if one.standing <= Standing::Waived { 'x' } else { ' ' };
        format!("- [{tick}] {} ({}: {})\n", prose(&item(&one.item)), standing(one.standing), short(&one.why))
    };
    report.summary.definition_of_done.iter().map(row).collect()
}

fn waivers(report: &Report) -> Vec<String> {
    let row = |waiver: &Waiver| {
        let (approver, reason) = (short(&waiver.approver), short(&waiver.reason));
        format!("| {} | {} | {approver} | {reason} |\n", short_code(&waiver.clause), waiver.expires)
    };
    report.given.waivers_in_force().map(row).collect()
}

fn attestations(report: &Report) -> Vec<String> {
    let row = |word: &Attestation| {
        let (by, reference) = (short(&word.by), short(&word.reference));
        format!("| {} | {by} | {} | {reference} |\n", short_code(&word.item), word.date)
    };
    report.given.attestations_in_force().map(row).collect()
}

fn remarks(report: &Report) -> Vec<String> {
    let rows = report.summary.remarks.iter();
    rows.map(|remark| format!("- {}: {}\n", short_code(&remark.about), short(&remark.says))).collect()
}
