//! Levels, suppressions and the baseline, on the command line.

use super::{ERRORS, Place};

/// A set with a warning (an event that nothing emits) and an error that is not one of form or reference.
fn place() -> Place {
    Place::with(&[
        ("contracts/domain/events.yaml", "events:\n  - id: Sent\n"),
        (
            "contracts/app/commands.yaml",
            "commands:\n  - id: Send\n    input: []\n    effects:\n      - id: emit.event\n        params:\n          event: Told\n",
        ),
        ("contracts/domain/told.yaml", "events:\n  - id: Told\n"),
    ])
}

fn codes(place: &Place, args: &str) -> String {
    let run = place.run(&format!("check contracts --format concise {args}"));
    let code = |line: &str| line.split_once(": ").and_then(|(_, rest)| Some(rest.split_once(']')?.0.to_owned()));
    let codes: Vec<String> = run.out.lines().filter_map(code).collect();
    format!("{} {}", run.code, codes.join(", "))
}

#[test]
fn the_command_line_gives_levels() {
    let place = place();
    assert_eq!(codes(&place, ""), "1 error[C0502, warning[C0504");
    assert_eq!(codes(&place, "--allow C05"), "0 ");
    assert_eq!(codes(&place, "--warn all --deny C0504"), "1 error[C0504, warning[C0502");
    assert_eq!(codes(&place, "--deny C0504 --warn C0504"), "1 error[C0502, warning[C0504");
    assert_eq!(codes(&place, "--deny warnings"), "1 error[C0502, error[C0504");
    assert_eq!(codes(&place, "--deny-warnings --warn effect-without-emits"), "1 error[C0502, error[C0504");
    assert_eq!(codes(&place, "--hint correctness"), "0 warning[C0504");
    assert_eq!(codes(&place, "--hint correctness --hints"), "0 warning[C0504, hint[C0502");
}

#[test]
fn wrong_words_are_wrong_usage() {
    let place = place();
    for (args, words) in [
        ("--deny C0599", "there is no code, range or group of this name"),
        ("--allow never-emited", "did you mean `never-emitted`?"),
        ("--allow C01", "cannot be lowered"),
        ("--today 2026-02-31", "`2026-02-31` is not a date such as `2026-03-01`"),
        ("--today soon", "`soon` is not a date such as `2026-03-01`"),
    ] {
        let run = place.run(&format!("check contracts {args}"));
        assert_eq!(run.code, 2, "{args}");
        assert!(run.err.contains(words), "{}", run.err);
    }
}

#[test]
fn settings_lie_in_the_set_or_above_it() {
    let place = place();
    place.write(
        "contract.toml",
        "[lints]\nC0502 = \"allow\"\n\n[[lints.paths]]\npath = \"contracts/domain\"\nC0504 = \"hint\"\n",
    );
    assert_eq!(codes(&place, "--hints"), "0 hint[C0504");
    place.write(
        "contracts/contract.toml",
        "[lints]\nC0504 = \"allow\"\n[[lints.paths]]\npath = \"app/*.yaml\"\nC0502 = \"warn\"\n",
    );
    assert_eq!(codes(&place, ""), "0 warning[C0502");
    place.write("contracts/contract.toml", "[lints]\nC0504 =\n");
    let run = place.run("check contracts --format concise");
    assert!(run.out.contains("\ncontracts/contract.toml:2:8: error[C1908] `contract.toml` is not TOML"), "{}", run.out);
}

#[test]
fn settings_that_cannot_be_read_are_told() {
    let place = place();
    for (file, text, said) in [
        ("contract.toml", &b"# caf\xe9\n[lints]\nC0504 = \"deny\"\n"[..], "contract.toml:1:6: error[C0011]"),
        ("contract-baseline.json", &b"\xff\xfe{}"[..], "contract-baseline.json:1:1: error[C0011]"),
    ] {
        place.write(file, text);
        let run = place.run("check contracts --format concise");
        assert!(run.code == 1 && run.out.contains(said), "{file}: {}", run.out);
        std::fs::remove_file(place.path(file)).expect("removed");
    }
}

#[test]
fn words_that_mean_nothing_are_shown_where_they_stand() {
    let toml = "[lints]\nC0504 = \"alow\"\nC0598 = \"warn\"\nC0101 = \"warn\"\n";
    let place = Place::with(&[("errors.yaml", ERRORS), ("contract.toml", toml)]);
    insta::assert_snapshot!(place.run("check --format plain").out);
}

#[test]
fn settings_are_repaired_too() {
    let place = place();
    place.write("contract.toml", "# ours\n[lints]\nnever-emited = \"hint\" # for now\nC05 = \"allow\"\n");
    let run = place.run("check contracts --fix");
    assert!(run.out.ends_with("Fixed 1 finding in 1 file\n"), "{}", run.out);
    assert_eq!(place.read("contract.toml"), "# ours\n[lints]\nnever-emitted = \"hint\" # for now\nC05 = \"allow\"\n");
}

#[test]
fn hidden_hints_are_counted() {
    let place = place();
    let run = place.run("check contracts --hint all --format concise");
    assert_eq!(run.out, "3 files, no errors or warnings (2 hints hidden, --hints) – 1 fixable with --fix\n");
    assert_eq!(place.run("check contracts --hint all --format json").out.lines().count(), 2);
}

#[test]
fn a_comment_sets_aside_and_an_unused_one_goes() {
    let place = place();
    let text = "events:\n  # contract-ignore C0504 until 2027-01-31: sent by the old system\n  - id: Sent\n";
    place.write("contracts/domain/events.yaml", text);
    let run = place.run("check contracts --allow C0502");
    assert_eq!(run.out, "3 files, no findings (1 set aside in the source)\n");
    assert_eq!(codes(&place, "--allow C0502 --today 2027-02-01"), "0 warning[C0504");
    place.write("contracts/domain/events.yaml", text.replace("C0504", "C0701, C0504"));
    place.run("check contracts --allow C0502 --fix");
    assert_eq!(place.read("contracts/domain/events.yaml"), text);
}

#[test]
fn a_baseline_keeps_what_is_known_apart_and_only_shrinks() {
    let place = place();
    let file = "contracts/contract-baseline.json";
    assert_eq!(place.run("baseline contracts --check").code, 2, "there is none yet");
    let run = place.run("baseline contracts");
    assert_eq!((run.code, run.out.as_str()), (0, "wrote 2 findings to contracts/contract-baseline.json\n"), "{run:?}");
    insta::assert_snapshot!(place.read(file));
    let run = place.run("check contracts");
    assert_eq!((run.code, run.out.as_str()), (0, "3 files, no findings (2 known to the baseline)\n"));
    assert_eq!(place.run("baseline contracts --check").code, 0);

    // One is mended, one is new.
    let commands = place.read("contracts/app/commands.yaml");
    place.write("contracts/app/commands.yaml", format!("# one line more\n{commands}    emits:\n      - Told\n"));
    place.write("contracts/domain/more.yaml", "events:\n  - id: Lost\n");
    assert_eq!(codes(&place, "--hints"), "0 warning[C0504, hint[C1904");
    let run = place.run("baseline contracts --check");
    assert_eq!(
        (run.code, run.out.as_str()),
        (1, "contracts/contract-baseline.json: 1 finding known, 1 gone, 1 finding not in it\n")
    );
    let run = place.run("baseline contracts --update");
    assert_eq!(
        run.out,
        "took 1 finding out of contracts/contract-baseline.json, 1 finding left, 1 finding not in it\n"
    );
    assert_eq!(codes(&place, "--hints"), "0 warning[C0504");
}

#[test]
fn form_and_reference_are_in_no_baseline() {
    let place = Place::with(&[("errors.yaml", &ERRORS.replace("http_status", "http_sttaus"))]);
    let run = place.run("baseline");
    assert_eq!(
        run.out,
        "wrote 0 findings to contract-baseline.json\n1 of form or reference not taken in: `contract check` goes on reporting them\n"
    );
    assert_eq!(place.run("check").code, 1);
    place.write("contract-baseline.json", "[]");
    let run = place.run("check --format concise");
    assert!(run.out.contains("error[C1908] this is not a baseline"), "{}", run.out);
}
