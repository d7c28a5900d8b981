//! What came of the tests.

use serde::{Deserialize, Serialize};

use super::Trouble;

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// As it should.
    #[serde(alias = "passed")]
    Green,
    /// Not as it should.
    #[serde(alias = "failed")]
    Red,
    /// It could not be carried out: never taken for green.
    #[serde(alias = "not executable", alias = "skipped")]
    NotExecutable,
}

/// What a test is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// A scenario of the contract.
    Scenario,
    /// What follows from the contract.
    Derived,
    /// Written by hand.
    Custom,
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Where it stands: `tests/gen/test_scenarios.py::test_scenario[name]`.
    pub id: String,
    /// What it is made from.
    pub kind: CaseKind,
    /// What it is called.
    pub name: String,
    /// How it ended.
    #[serde(alias = "outcome")]
    pub ending: Ending,
    /// Why it did not end well.
    pub reason: String,
}

/// All tests.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Each of them, in the order in which they ran.
    #[serde(alias = "results")]
    pub cases: Vec<Case>,
    /// Why nothing could be tried at all.
    #[serde(default, skip_serializing)]
    pub trouble: Option<String>,
}

impl Report {
    /// The tests of a kind.
    pub fn of(&self, kind: CaseKind) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(move |case| case.kind == kind)
    }

    /// How many tests of a kind ended in a way.
    pub fn count(&self, kind: CaseKind, ending: Ending) -> usize {
        self.of(kind).filter(|case| case.ending == ending).count()
    }

    /// Whether nothing is red, and each scenario could be carried out.
    pub fn is_good(&self) -> bool {
        let is_bad = |case: &Case| match case.ending {
            Ending::Green => false,
            Ending::Red => true,
            Ending::NotExecutable => case.kind == CaseKind::Scenario,
        };
        !self.cases.is_empty() && !self.cases.iter().any(is_bad)
    }
}

/// Reads what the tests have written down.
pub(super) fn read(text: &str) -> Result<Report, Trouble> {
    serde_json::from_str(text).map_err(|error| Trouble::of(format!("the report of the tests cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(kind: &str, outcome: &str) -> String {
        format!(r#"{{"id": "a", "kind": "{kind}", "name": "a", "outcome": "{outcome}", "reason": ""}}"#)
    }

    fn report(cases: &[String]) -> Report {
        read(&format!(r#"{{"results": [{}]}}"#, cases.join(","))).unwrap()
    }

    #[test]
    fn a_scenario_that_cannot_be_carried_out_is_not_good() {
        assert!(report(&[case("scenario", "passed"), case("derived", "passed")]).is_good());
        assert!(report(&[case("scenario", "passed"), case("derived", "not executable")]).is_good());
        assert!(!report(&[case("scenario", "not executable")]).is_good());
        assert!(!report(&[case("scenario", "passed"), case("derived", "failed")]).is_good());
    }

    #[test]
    fn a_test_of_an_unknown_kind_is_told() {
        assert!(read(&format!(r#"{{"results": [{}]}}"#, case("other", "passed"))).is_err());
    }

    #[test]
    fn no_tests_are_not_good() {
        assert!(!report(&[]).is_good());
    }
}
