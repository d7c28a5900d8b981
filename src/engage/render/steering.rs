//! The steering block: what a contract asks for, in short sentences that an AI contractor is to follow.
//!
//! In: [`Terms`], the hash of the contract, a [`Target`]. Out: a [`Block`], which [`super::marks`] puts into a file. What a clause does not ask
//! for is not said. Every value of the contract stands as code in one line, so that no value reads as a sentence or ends the block.

use super::markdown::span;
use super::words::item;
use crate::engage::terms::{Architecture, Audit, COVERAGE, Compliance, Cost, Gate, Quality, Security, Stack, Terms};

/// Who is to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Contractors that read `AGENTS.md`.
    Agents,
    /// Contractors that read `CLAUDE.md`.
    Claude,
    /// All others: plain text.
    Plain,
}

impl Target {
    /// Every target.
    pub const ALL: [Target; 3] = [Target::Agents, Target::Claude, Target::Plain];

    /// The file at the root of a repository.
    pub fn file(self) -> &'static str {
        match self {
            Target::Agents => "AGENTS.md",
            Target::Claude => "CLAUDE.md",
            Target::Plain => "CONTRACT-RULES.txt",
        }
    }

    pub(super) fn is_markdown(self) -> bool {
        self != Target::Plain
    }
}

/// A steering block, without its marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Who is to read it.
    pub target: Target,
    /// The SHA-256 of the contract.
    pub hash: String,
    /// Its lines, each ending with `\n`.
    pub text: String,
}

/// Writes the block of a contract. The hash may begin with `sha256:`.
pub fn block(terms: &Terms, hash: &str, target: Target) -> Block {
    let hash = hash.strip_prefix("sha256:").unwrap_or(hash);
    let hash: String = hash.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut text =
        format!("Contract sha256:{hash}. These rules are made from it: change the contract, not this block.\n");
    let project = format!("The rules of {}", span(&terms.project));
    let parties = &terms.parties;
    let parties = format!("The client is {}, the contractor is {}.", span(&parties.client), span(&parties.contractor));
    section(&mut text, target, 2, &project, vec![parties]);
    let families = [
        ("Stack", stack(&terms.stack)),
        ("Cost", cost(&terms.cost)),
        ("Security", security(&terms.security)),
        ("Quality", terms.quality.as_ref().map(quality).unwrap_or_default()),
        ("Architecture", terms.architecture.as_ref().map(architecture).unwrap_or_default()),
        ("Compliance", terms.compliance.as_ref().map(compliance).unwrap_or_default()),
        ("Evidence", terms.audit.as_ref().map(audit).unwrap_or_default()),
        ("Definition of done", done(terms)),
    ];
    for (title, lines) in families {
        section(&mut text, target, 3, title, lines.iter().map(|line| format!("- {line}")).collect());
    }
    section(&mut text, target, 3, "Gates", gates(&terms.definition_of_done.scan_gates, target));
    Block { target, hash, text }
}

/// A title and its lines; nothing where there are no lines.
fn section(text: &mut String, target: Target, level: usize, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let title = if target.is_markdown() { format!("{} {title}\n", "#".repeat(level)) } else { format!("{title}:") };
    text.push_str(&format!("\n{title}\n{}\n", lines.join("\n")));
}

/// `before \`a\`, \`b\`after`; nothing where there are no values.
fn listed(before: &str, values: &[String], after: &str) -> Option<String> {
    let spans: Vec<_> = values.iter().map(|value| span(value)).collect();
    (!values.is_empty()).then(|| format!("{before} {}{after}", spans.join(", ")))
}

fn said(asked: bool, sentence: &str) -> Option<String> {
    asked.then(|| sentence.to_owned())
}

fn stack(stack: &Stack) -> Vec<String> {
    let language = format!("Write {}, version {}.", span(&stack.language), span(&stack.language_version));
    let runtime = format!("Build for {} in the region {}.", span(&stack.runtime), span(&stack.region));
    [Some(language), Some(runtime), listed("Never use", &stack.forbidden_services, ".")].into_iter().flatten().collect()
}

fn cost(cost: &Cost) -> Vec<String> {
    let budget = format!("Stay within the budget {}.", span(&cost.budget_envelope));
    let never = listed("Never create", &cost.forbidden_resources, ".");
    let except = listed("Approved all the same:", &cost.approved_exceptions, ".");
    [Some(budget), never, except].into_iter().flatten().collect()
}

fn security(security: &Security) -> Vec<String> {
    let lines = [
        Some(format!("Authenticate callers by {}.", span(&security.auth_mechanism))),
        Some(format!("Keep every secret in {}.", span(&security.secrets_store))),
        listed("Never put a secret into", &security.forbidden_secrets_locations, "."),
        security.pii_handling.as_ref().map(|policy| format!("Handle personal data by the policy {}.", span(policy))),
        said(security.owasp_compliance, "Guard against every risk of the OWASP Top 10."),
        said(security.production_deploy_gate, "Never deploy to production without the approval of a person."),
        said(security.pen_test_gate, "Never go to production before a penetration test has passed."),
    ];
    lines.into_iter().flatten().collect()
}

fn quality(quality: &Quality) -> Vec<String> {
    let hints = match quality.type_hints.as_str() {
        "required" => Some("Write type hints on all functions.".to_owned()),
        "recommended" => Some("Write type hints on functions where you can.".to_owned()),
        "optional" => None,
        other => Some(format!("Write type hints by the rule {}.", span(other))),
    };
    let docstrings = match quality.docstrings.as_str() {
        "all" => Some("Write a docstring for everything.".to_owned()),
        "public_only" => Some("Write a docstring for everything public.".to_owned()),
        "optional" => None,
        other => Some(format!("Write docstrings by the rule {}.", span(other))),
    };
    let minimum = quality.test_coverage_min;
    let coverage = (minimum > 0).then(|| format!("Keep test coverage at {minimum} percent or more."));
    let logging = match quality.logging_standard.as_str() {
        "module_logger_only" => "Log with the logger of the module, never with `print`.".to_owned(),
        other => format!("Log by the standard {}.", span(other)),
    };
    let never = listed("Never write", &quality.forbidden_patterns, ".");
    [hints, docstrings, coverage, Some(logging), never].into_iter().flatten().collect()
}

fn architecture(architecture: &Architecture) -> Vec<String> {
    let required = listed("Always follow", &architecture.required_patterns, ".");
    let never = listed("Never introduce", &architecture.forbidden_patterns, ".");
    let kept = |(file, duty): (&String, &String)| format!("Keep {} to {}.", span(file), span(duty));
    let boundaries = architecture.module_boundaries.iter().map(kept);
    let review = architecture.review_gate.as_ref();
    let review = review.map(|gate| format!("Make no major decision on the architecture without {}.", span(gate)));
    required.into_iter().chain(never).chain(boundaries).chain(review).collect()
}

fn compliance(compliance: &Compliance) -> Vec<String> {
    let asked = |flag: Option<bool>, sentence| said(flag == Some(true), sentence);
    let erasure = compliance.right_to_erasure.as_ref().map(|policy| match policy.as_str() {
        "hard_delete_only" => "Delete data for good: never only mark it as deleted.".to_owned(),
        other => format!("Delete data by the policy {}.", span(other)),
    });
    let lines = [
        listed("Comply with", &compliance.frameworks, "."),
        asked(compliance.data_classification, "Classify personal data before a language model sees it."),
        asked(compliance.audit_trail, "Keep a record of all changes that nobody can alter."),
        erasure,
        compliance.data_residency.as_ref().map(|place| format!("Keep all data where {} says.", span(place))),
        compliance.change_management.as_ref().map(|need| format!("Change nothing without {}.", span(need))),
    ];
    lines.into_iter().flatten().collect()
}

fn audit(audit: &Audit) -> Vec<String> {
    let signed = if audit.evidence_signed { "signed " } else { "" };
    let evidence = format!("Hand over {signed}evidence with the work, as {}.", span(&audit.evidence_format));
    let detail = match audit.findings_min_detail.as_str() {
        "clause_level" => "Tell for each clause whether it holds.".to_owned(),
        other => format!("Tell findings at {}.", span(other)),
    };
    let lines = [
        audit.evidence_required.then_some(evidence),
        audit.evidence_required.then_some(detail),
        audit.retention_years.map(|years| format!("Keep the evidence for {years} years.")),
        said(audit.pr_comment_required, "Post the summary of the evidence on the pull request."),
    ];
    lines.into_iter().flatten().collect()
}

fn done(terms: &Terms) -> Vec<String> {
    // Where `quality` says the number, it stands there.
    let said = |name| match name {
        "coverage_met" if terms.quality.is_none() => format!("Tests reach {COVERAGE} percent of the code or more."),
        name => item(name),
    };
    terms.definition_of_done.asked().map(said).collect()
}

/// A table in Markdown; in plain text a sentence for each.
fn gates(gates: &[Gate], target: Target) -> Vec<String> {
    // A bar would end the cell, whatever stands before it.
    let cell = |text: &str| span(&text.replace('|', "¦"));
    if !target.is_markdown() {
        let sentence = |gate: &Gate| {
            let (category, severity, threshold) = (span(&gate.category), span(&gate.severity), gate.threshold);
            let blocks = if gate.blocking { "More block the work" } else { "More are advice" };
            format!("- At most {threshold} findings of {category} at {severity} or above. {blocks}.")
        };
        return gates.iter().map(sentence).collect();
    }
    let row = |gate: &Gate| {
        let blocks = if gate.blocking { "yes" } else { "no" };
        format!("| {} | {} | {} | {blocks} |", cell(&gate.category), cell(&gate.severity), gate.threshold)
    };
    let head = ["| Findings of | At or above | Allowed | Blocks |", "|---|---|---:|---|"].map(str::to_owned);
    if gates.is_empty() { vec![] } else { head.into_iter().chain(gates.iter().map(row)).collect() }
}
