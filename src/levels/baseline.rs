//! `contract-baseline.json`: findings that are known and wait.
//!
//! In: findings, the text of the file. Out: the findings that are new, how many are known, and which entries no finding
//! needs any more; or the text of a new baseline. An entry speaks of code, element and field, never of a line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diag::code::{C1904, C1908};
use crate::diag::render::fingerprint;
use crate::diag::{Diagnostic, Level};
use crate::source::{FileId, Sources, Span};

/// The form of the file.
const SCHEMA: &str = "contract.baseline/1";

#[derive(Serialize, Deserialize)]
struct Form {
    schema: String,
    findings: Vec<Entry>,
}

/// What is known: so many findings of one code at one place.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
struct Entry {
    fingerprint: String,
    code: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    element: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    field: Option<String>,
    #[serde(skip_serializing_if = "is_one", default = "one")]
    count: usize,
}

fn one() -> usize {
    1
}

fn is_one(count: &usize) -> bool {
    *count == 1
}

/// A baseline that was read.
#[derive(Debug, Default)]
pub struct Baseline {
    entries: Vec<Entry>,
}

/// Findings, held against a baseline.
#[derive(Debug)]
pub struct Compared {
    /// Those that are not in it.
    pub new: Vec<Diagnostic>,
    /// Those that are.
    pub known: Vec<Diagnostic>,
    /// How many of its findings there are no more.
    pub stale: usize,
    /// The first fingerprint of which there are fewer than it says.
    first_stale: Option<String>,
}

impl Baseline {
    /// Reads the text of a baseline.
    pub fn read(file: FileId, text: &str) -> Result<Baseline, Box<Diagnostic>> {
        let wrong = |title: String, at: usize| {
            let found = Diagnostic::new(&C1908, title, Span::new(file, at, at), "not as it was written");
            Err(Box::new(found.help("write it anew with `contract baseline`")))
        };
        match serde_json::from_str::<Form>(text) {
            Ok(form) if form.schema == SCHEMA => Ok(Baseline { entries: form.findings }),
            Ok(form) => wrong(format!("a baseline of the form `{}` is not known", form.schema), 0),
            Err(error) => {
                let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
                wrong("this is not a baseline".into(), line + error.column().saturating_sub(1))
            }
        }
    }

    /// The baseline of these findings. Errors of form and reference are never in one, nor is what is said of the tool.
    pub fn of(findings: &[Diagnostic], sources: &Sources) -> Baseline {
        let mut counts: BTreeMap<(String, String, String), Entry> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| may_wait(finding)) {
            let fingerprint = fingerprint(finding, path_of(finding, sources));
            let element = finding.element.clone().unwrap_or_default();
            let key = (element, finding.code.id.to_owned(), fingerprint.clone());
            let entry = counts.entry(key).or_insert_with(|| Entry {
                fingerprint,
                code: finding.code.id.to_owned(),
                element: finding.element.clone(),
                field: finding.field.clone(),
                count: 0,
            });
            entry.count += 1;
        }
        Baseline { entries: counts.into_values().collect() }
    }

    /// The text of the file: one line an entry.
    pub fn text(&self) -> String {
        let mut out = format!("{{\n  \"schema\": \"{SCHEMA}\",\n  \"findings\": [");
        for (at, entry) in self.entries.iter().enumerate() {
            let line = serde_json::to_string(entry).unwrap_or_default();
            out.push_str(if at == 0 { "\n    " } else { ",\n    " });
            out.push_str(&line);
        }
        out.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Only what both this and the other baseline know: it never grows.
    pub fn shrunk_to(&self, other: &Baseline) -> Baseline {
        let of = |fingerprint: &str| other.entries.iter().find(|entry| entry.fingerprint == fingerprint);
        let kept = |entry: &Entry| {
            let count = of(&entry.fingerprint)?.count.min(entry.count);
            Some(Entry { count, ..entry.clone() })
        };
        Baseline { entries: self.entries.iter().filter_map(kept).collect() }
    }

    /// Parts what is known from what is new.
    pub fn compare(&self, findings: Vec<Diagnostic>, sources: &Sources) -> Compared {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in &self.entries {
            *left.entry(&entry.fingerprint).or_default() += entry.count;
        }
        let (known, new) = findings.into_iter().partition(|finding| {
            let fingerprint = fingerprint(finding, path_of(finding, sources));
            match left.get_mut(fingerprint.as_str()).filter(|count| may_wait(finding) && **count > 0) {
                Some(count) => {
                    *count -= 1;
                    true
                }
                None => false,
            }
        });
        let first =
            self.entries.iter().find(|entry| left.get(entry.fingerprint.as_str()).is_some_and(|left| *left > 0));
        let first_stale = first.map(|entry| entry.fingerprint.clone());
        Compared { new, known, stale: left.values().sum(), first_stale }
    }
}

impl Compared {
    /// The finding that a baseline knows more than there is.
    pub fn stale(&self, file: FileId, sources: &Sources) -> Option<Diagnostic> {
        let first = self.first_stale.as_ref()?;
        let text = sources.get(file).map_or("", |file| file.text.as_str());
        let at = text.find(first.as_str()).unwrap_or(0);
        let title = match self.stale {
            1 => "the baseline knows a finding that there is no more".to_owned(),
            more => format!("the baseline knows {more} findings that there are no more"),
        };
        let place = Span::new(file, at, at + first.len());
        let label = if self.stale == 1 { "gone" } else { "the first of them" };
        Some(
            Diagnostic::new(&C1904, title, place, label).help("run `contract baseline --update`: it only ever shrinks"),
        )
    }
}

/// Whether a finding can be in a baseline.
fn may_wait(finding: &Diagnostic) -> bool {
    let firm = finding.code.is_firm() && finding.level == Level::Error;
    !firm && !finding.code.is_about_settings()
}

fn path_of<'s>(finding: &Diagnostic, sources: &'s Sources) -> &'s str {
    let file = finding.primary.as_ref().and_then(|label| sources.get(label.span.file));
    file.map_or("", |file| &file.path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::code;

    fn found(element: &str) -> Diagnostic {
        Diagnostic::without_place(&code::C0304, "x").at(element, "command")
    }

    #[test]
    fn what_is_known_is_known_as_often_as_it_was() {
        let sources = Sources::default();
        let old =
            Baseline::of(&[found("a"), found("a"), found("b"), Diagnostic::without_place(&code::C0101, "x")], &sources);
        let text = old.text();
        let old = Baseline::read(FileId(0), &text).expect("a baseline");
        assert_eq!((old.len(), old.text()), (3, text));
        let now = vec![found("a"), found("a"), found("a"), found("c")];
        let compared = old.compare(now.clone(), &sources);
        assert_eq!((compared.new.len(), compared.known.len(), compared.stale), (2, 2, 1));
        let shrunk = old.shrunk_to(&Baseline::of(&now, &sources));
        assert_eq!(shrunk.len(), 2);
        assert_eq!(
            Baseline::of(&[], &sources).text(),
            "{\n  \"schema\": \"contract.baseline/1\",\n  \"findings\": []\n}\n"
        );
    }

    #[test]
    fn what_is_no_baseline_is_said_with_its_place() {
        let error = Baseline::read(FileId(0), "{\n  \"schema\": 1\n}\n").expect_err("not one");
        assert_eq!(error.primary.map(|label| label.span.start > 2), Some(true));
    }
}
