//! A repository with a violation of every clause, and its clean twin. What is expected stands in the files: `breaks: clause, clause` in a comment
//! at the line; for files without comments in `broken.txt` beside the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use crate::engage::checkers::{check, clauses};
use crate::engage::contract::terms_of;
use crate::engage::repository::{Reports, Repository};
use crate::engage::terms::Terms;
use crate::engage::verdict::{Outcome, Verdict};

type Place = (String, u32, String);

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/engage")
}

fn terms(name: &str) -> Terms {
    let text = fs::read_to_string(folder().join(name).join("devcontract.json")).unwrap();
    terms_of(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn outcomes(name: &str) -> (Repository, Vec<Outcome>) {
    let root = folder().join(name);
    let repository = Repository::open(&root, None).unwrap();
    let outcomes = check(&terms(name), &repository, &Reports::find(&root));
    (repository, outcomes)
}

fn expected(repository: &Repository) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    for file in repository.files() {
        for (line, number) in file.text.lines().zip(1..) {
            let Some((_, clauses)) = line.split_once("breaks: ") else { continue };
            for clause in clauses.trim_end_matches("-->").split(',') {
                places.insert((file.path.clone(), number, clause.trim().to_owned()));
            }
        }
    }
    for line in fs::read_to_string(folder().join("broken.txt")).unwrap().lines().filter(|line| !line.starts_with('#')) {
        let (place, clause) = line.split_once(' ').unwrap();
        let (path, number) = place.rsplit_once(':').unwrap();
        places.insert((path.to_owned(), number.parse().unwrap(), clause.to_owned()));
    }
    places
}

fn found(outcomes: &[Outcome]) -> BTreeSet<Place> {
    let of = |outcome: &Outcome| {
        let clause = outcome.clause.clone();
        outcome.found.iter().map(|found| (found.path.clone(), found.line, clause.clone())).collect::<Vec<_>>()
    };
    outcomes.iter().flat_map(of).collect()
}

#[test]
fn each_violation_is_found_where_it_stands() {
    let (repository, outcomes) = outcomes("broken");
    let (expected, found) = (expected(&repository), found(&outcomes));
    let mut per_clause: BTreeMap<&str, usize> = BTreeMap::new();
    println!("| clause | place |\n| --- | --- |");
    for (path, line, clause) in &found {
        println!("| `{clause}` | `{path}:{line}` |");
        *per_clause.entry(clause).or_default() += 1;
    }
    println!("\n{} places, {} clauses", found.len(), per_clause.len());
    let missed: Vec<_> = expected.difference(&found).collect();
    let made_up: Vec<_> = found.difference(&expected).collect();
    assert!(missed.is_empty() && made_up.is_empty(), "missed: {missed:#?}\nmade up: {made_up:#?}");
    assert!(per_clause.len() >= 40, "{}", per_clause.len());
    for kind in ["py", "ts", "tf"] {
        assert!(found.iter().filter(|(path, ..)| path.ends_with(&format!(".{kind}"))).count() >= 10, "{kind}");
    }
    for outcome in &outcomes {
        assert_eq!(outcome.verdict == Verdict::Broken, !outcome.found.is_empty());
    }
}

#[test]
fn the_clauses_do_not_depend_on_what_is_looked_at() {
    for name in ["broken", "clean"] {
        let said: Vec<String> = outcomes(name).1.into_iter().map(|outcome| outcome.clause).collect();
        assert_eq!(said, clauses(&terms(name)), "{name}");
    }
}

#[test]
fn nothing_is_found_in_the_clean_twin() {
    let (_, outcomes) = outcomes("clean");
    let places = found(&outcomes);
    for outcome in &outcomes {
        println!(
            "{:?} {} ({}): {}",
            outcome.verdict,
            outcome.clause,
            outcome.checker.as_deref().unwrap_or("-"),
            outcome.why
        );
    }
    assert!(places.is_empty(), "{places:#?}");
    let open: Vec<_> = outcomes
        .iter()
        .filter(|outcome| outcome.verdict == Verdict::NotEvaluated)
        .map(|outcome| outcome.clause.as_str())
        .collect();
    assert_eq!(
        open,
        [
            "cost.budget_envelope",
            "security.owasp_compliance",
            "compliance.frameworks/gdpr",
            "audit.evidence_required",
            "audit.evidence_format",
            "audit.evidence_signed",
            "audit.pr_comment_required",
            "audit.retention_years",
            "audit.findings_min_detail",
        ]
    );
}
