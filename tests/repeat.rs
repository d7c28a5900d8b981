//! The same input gives the same output: again, and with any number of threads.

use std::path::PathBuf;

use crate::cli::{Place, Run};
use crate::help::files::{copy_of, inside, root, sample};

/// What is run on a set in the folder `set`.
const COMMANDS: &[&str] = &[
    "check set",
    "check set --format plain",
    "check set --format concise",
    "check set --format json",
    "fmt --check set",
    "fmt --diff set",
    "fmt --to yaml set --out yaml",
    "fmt --to contract set --out text",
    "fmt set",
];

/// Everything that can be seen of the commands: what they print, how they end, which files they leave.
fn outcome(place: Place) -> (Vec<Run>, Vec<(String, String)>) {
    let runs = COMMANDS.iter().map(|args| place.run(args)).collect();
    let files = inside(&place, "");
    (runs, files)
}

fn assert_repeatable(folder: PathBuf) {
    let one = outcome(copy_of(&folder).threads(1));
    assert!(one.0.iter().any(|run| !run.out.is_empty()), "something is printed");
    for threads in [1, 2, 2] {
        let (runs, files) = outcome(copy_of(&folder).threads(threads));
        for (args, (first, again)) in COMMANDS.iter().zip(one.0.iter().zip(&runs)) {
            assert_eq!(first, again, "{args} with {threads} threads");
        }
        assert!(files == one.1, "other files with {threads} threads");
    }
}

#[test]
fn the_complete_example_gives_the_same_every_time() {
    assert_repeatable(root().join("examples/clinic/yaml"));
}

/// Both surfaces as one set: every name is declared twice, so there is much to report.
#[test]
fn many_findings_come_in_the_same_order_every_time() {
    let place = copy_of(&root().join("examples/clinic"));
    assert!(place.run("check set --format concise").out.lines().count() > 100, "much to report");
    assert_repeatable(root().join("examples/clinic"));
}

#[test]
fn the_sample_set_gives_the_same_every_time() {
    if let Some(folder) = sample("hr-set/contracts") {
        assert_repeatable(folder);
    }
}
