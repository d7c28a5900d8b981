//! Engagements on the command line, on the example: whether it keeps to its contract, its evidence, its rules for contractors.

use crate::cli::Place;
use crate::help::files::{copy_of, root, text};

/// The reports and the word of people, as the example's page names them.
const GIVEN: &str = "--repo set/project --scan set/project/reports/bandit.sarif --scan set/project/reports/checkov.sarif \
     --scan set/project/reports/ruff.sarif --scan set/project/reports/secrets.json --waivers set/project/waivers.json \
     --attestations set/project/attestations.json --date 2026-11-30";

fn example() -> Place {
    copy_of(&root().join("examples/engagement"))
}

#[test]
fn the_example_keeps_to_its_engagement_on_every_surface() {
    let place = example();
    let mut reports = Vec::new();
    for surface in ["contract", "yaml", "json"] {
        let run = place.run(&format!("engage check set/{surface} {GIVEN}"));
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{surface}: {}", run.out);
        assert!(run.out.ends_with("0 not evaluated; done\n"), "{}", run.out);
        reports.push(run.out);
    }
    assert_eq!(reports.first(), reports.last());
    assert_eq!(reports.first(), reports.get(1));
    // What was not looked at is never passed over where that is asked for.
    let strict = format!("engage check set/contract {GIVEN} --fail-on not-evaluated");
    let whole = place.run(&strict);
    assert_eq!(whole.code, 0, "{}", whole.out);
    let silent = place.run(&strict.replace("--attestations set/project/attestations.json", ""));
    assert_eq!(silent.code, 1, "{}", silent.out);
}

#[test]
fn what_is_broken_is_found_at_its_line() {
    let place = example();
    let handler = text(&root().join("examples/engagement/project/app/handler.py"));
    place.write("set/project/app/handler.py", format!("{handler}\n\nprint(handler)\n"));
    let line = handler.lines().count() + 3;
    let run = place.run(&format!("engage check set/contract {GIVEN}"));
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.out.contains(&format!("app/handler.py:{line}:1 ")), "{}", run.out);
    assert!(run.out.contains("quality.forbidden_patterns/print_statements"), "{}", run.out);
    for form in ["json", "markdown", "html"] {
        let run = place.run(&format!("engage check set/contract {GIVEN} --format {form}"));
        assert_eq!(run.code, 1, "{form}");
        assert!(run.out.contains("app/handler.py"), "{form}: {}", run.out);
    }
}

#[test]
fn evidence_is_made_verified_and_tampered_with() {
    let place = example();
    let keys = place.run("engage keygen --out ci");
    assert_eq!((keys.code, keys.err.as_str()), (0, ""), "{}", keys.out);
    assert_eq!(place.run("engage keygen --out ci").code, 2, "a key is never written over");
    let make = format!("engage evidence set/contract {GIVEN} --commit 0123abc --key ci.pem");
    let made = place.run(&format!("{make} --out e.json"));
    assert_eq!((made.code, made.err.as_str()), (0, ""), "{}", made.out);
    assert_eq!(place.run(&format!("{make} --out again.json")).code, 0);
    let bundle = text(&place.path("e.json"));
    assert_eq!(bundle, text(&place.path("again.json")), "the same inputs give the same bytes");

    let verify = "engage verify-evidence e.json --trust ci.pub.pem --require-signature --date 2026-11-30";
    let fine = place.run(&format!("{verify} --contract set/json/devcontract.json --root set/project"));
    assert_eq!((fine.code, fine.err.as_str()), (0, ""), "{}", fine.out);

    assert!(fine.out.contains(", as of 2026-11-30, commit 0123abc: 0 broken"), "{}", fine.out);
    assert!(fine.out.ends_with("e.json: the bundle is whole\n"), "{}", fine.out);
    assert!(fine.out.contains("0 not evaluated; done\n"), "{}", fine.out);
    assert!(
        fine.out.contains("  waived  definition_of_done.scan_gates/2: until 2027-12-31 by Kerstin Lund"),
        "{}",
        fine.out
    );
    assert_eq!(place.run(&format!("{verify} --require-done")).code, 0);

    let wrong = |what: &str, run: crate::cli::Run| {
        assert_eq!(run.code, 1, "{what}: {}", run.out);
        assert!(run.out.lines().any(|line| line.starts_with(&format!("{what}: "))), "{what}: {}", run.out);
    };
    place.write("e.json", bundle.replacen("0123abc", "0123abd", 1));
    wrong("altered", place.run(verify));
    assert!(place.run(verify).out.contains("it says of itself: signed by "), "nothing is known of it");
    place.write("e.json", &bundle);
    place.run("engage keygen --out other");
    wrong("unknown_key", place.run(&verify.replace("ci.pub", "other.pub")));
    let unsigned = place.run(&make.replace("--key ci.pem", "--out unsigned.json"));
    assert_eq!(unsigned.code, 1, "{}", unsigned.out);
    let unsigned = format!("{} --require-done", verify.replace("e.json", "unsigned.json"));
    wrong("unsigned", place.run(&unsigned));
    wrong("not_done", place.run(&unsigned));
    place.write("set/project/app/db.py", "# changed\n");
    wrong("changed_input", place.run(&format!("{verify} --root set/project")));
    place.write("set/project/app/new.py", "x = 1\n");
    wrong("new_input", place.run(&format!("{verify} --root set/project")));
    std::fs::remove_file(place.path("set/project/app/db.py")).expect("removed");
    wrong("missing_input", place.run(&format!("{verify} --root set/project")));
    let other = text(&place.path("set/json/devcontract.json")).replacen("\"project\": \"", "\"project\": \"x", 1);
    place.write("other.json", &other);
    wrong("foreign_contract", place.run(&format!("{verify} --contract other.json")));
}

/// What lies outside of the repository is compared where it is at hand, and told where it is not.
#[test]
fn evidence_from_outside_is_compared() {
    let place = example();
    place.write("waivers.json", text(&place.path("set/project/waivers.json")));
    let given = GIVEN.replace("--waivers set/project/waivers.json", "--waivers waivers.json");
    place.run(&format!("engage evidence set/contract {given} --commit 0123abc --out e.json"));
    let verify = "engage verify-evidence e.json --root set/project --date 2026-11-30";
    let open = place.run(verify);
    assert!(open.err.contains("`waivers.json` was not compared"), "{}", open.err);
    let same = place.run(&format!("{verify} --input waivers.json"));
    assert!(same.err.is_empty() && !same.out.contains("_input: "), "{}{}", same.out, same.err);
    place.write("ours.json", "[]");
    let other = place.run(&format!("{verify} --input waivers.json=ours.json"));
    assert!(other.code == 1 && other.out.contains("changed_input: the input `waivers.json`"), "{}", other.out);
}

#[test]
fn rules_for_contractors_stay_fresh() {
    let place = example();
    place.write("set/contract/AGENTS.md", "# Ours\r\n\r\nKeep this.\r\n");
    let steering = "engage steering set/contract";
    assert_eq!(place.run(&format!("{steering} --check")).code, 1);
    assert_eq!(place.run(steering).code, 0);
    let written = text(&place.path("set/contract/AGENTS.md"));
    assert!(written.starts_with("# Ours\r\n\r\nKeep this.\r\n"), "{written}");
    assert_eq!(place.run(&format!("{steering} --check")).code, 0);
    let contract = text(&place.path("set/contract/devcontract.contract"));
    place.write("set/contract/devcontract.contract", contract.replacen("python", "rust", 1));
    assert_eq!(place.run(&format!("{steering} --check")).code, 1, "the contract has changed");
    assert_eq!(place.run(steering).code, 0);
    assert_eq!(place.run(&format!("{steering} --to claude")).code, 0);
    assert_eq!(place.run(&format!("{steering} --check")).code, 0);
    place.write("set/contract/devcontract.contract", &contract);
    assert_eq!(place.run(steering).code, 0);
    let stale = place.run(&format!("{steering} --check"));
    assert_eq!(stale.code, 1, "every file that has a block is looked at: {}", stale.out);
    let advised = "write it with `contract engage steering set/contract --to claude`";
    assert!(stale.err.contains(advised), "{}", stale.err);
    let elsewhere = place.run(&format!("{steering} --check --out RULES.md"));
    let advised = "write it with `contract engage steering set/contract --to agents --out RULES.md`";
    assert!(elsewhere.code == 1 && elsewhere.err.contains(advised), "{}", elsewhere.err);
    assert_eq!(place.run(&format!("{steering} --check --out -")).code, 2);
    for reader in ["claude", "plain"] {
        assert_eq!(place.run(&format!("{steering} --to {reader}")).code, 0, "{reader}");
    }
}

#[test]
fn a_new_engagement_is_clean_and_shows_its_defaults() {
    for template in ["free-tier-python", "regulated-saas", "public-sector", "rust-service"] {
        let place = Place::new();
        let made = place.run(&format!("engage init --template {template}"));
        assert_eq!((made.code, made.err.as_str()), (0, ""), "{template}: {}", made.out);
        let check = place.run("check . --deny warnings");
        assert_eq!((check.code, check.out.as_str()), (0, "1 file, no findings\n"), "{template}");
        assert_eq!(place.run("engage init").code, 2, "nothing is written over");
        let json = place.run("fmt --to json devcontract.contract --without-comments");
        assert_eq!(json.code, 0, "{template}: {}", json.err);
        place.write("twin/devcontract.json", &json.out);
        let (one, other) = (
            place.run("engage show --to json --resolved devcontract.contract"),
            place.run("engage show --to json --resolved twin"),
        );
        assert_eq!((one.code, &one.out), (0, &other.out), "{template}");
        assert!(one.out.contains("\"owasp_compliance\": "), "{}", one.out);
    }
}

/// What the checks let through is never our own fault later; what they do not, is reported at its place.
#[test]
fn nulls_and_numbers_are_answered() {
    let place = example();
    let json = text(&place.path("set/json/devcontract.json"));
    let null = json.replacen("\"contractor\": \"claude-code\"", "\"contractor\": null", 1);
    assert_ne!(null, json);
    place.write("set/json/devcontract.json", &null);
    let made = place.run(&format!("engage evidence set/json {GIVEN} --commit 0123abc --out e.json"));
    assert_eq!(made.code, 1, "not signed, and no more than that: {}{}", made.out, made.err);
    assert!(place.path("e.json").is_file());
    let many = json.replacen("\"blocking\"", "\"threshold\": 99999999999, \"blocking\"", 1);
    assert_ne!(many, json);
    place.write("set/json/devcontract.json", &many);
    let check = place.run("check set/json --format concise");
    assert!(check.code == 1 && check.out.contains("error[C2109]"), "{}", check.out);
}

#[test]
fn wrong_use_is_told() {
    let place = example();
    place.write("a/info.contract", "project \"A\" {\n  version \"1\"\n}\n");
    for (args, says) in [
        ("engage check a --date 2026-01-01", "there is no engagement in `a`"),
        ("engage check missing --date 2026-01-01", "missing"),
        ("engage verify-evidence none.json --date 2026-01-01", "`none.json` cannot be read"),
        ("check a --format html", "only `contract engage check` writes a page"),
        ("engage check a --date soon", "soon"),
        ("engage check set/json --date 2026-01-01 --scan typos=a.json", "`typos` is no category of findings"),
        ("engage check a --format sarif", "a report on a repository is written as"),
        ("engage keygen --out none/ci", "`none/ci.pem` cannot be written"),
        ("engage evidence a --commit banana --out e.json", "7 to 64 hexadecimal digits"),
    ] {
        let run = place.run(args);
        assert!(run.code == 2 || run.code == 1, "{args}: {}", run.code);
        assert!(run.err.contains(says), "{args}: {}", run.err);
    }
}

/// What is tracked is looked at, whatever an ignore file says, and what is not committed is told.
#[test]
fn version_control_says_what_belongs_to_the_work() {
    let place = example();
    let git = |args: &str| {
        let done = std::process::Command::new("git")
            .arg("-C")
            .arg(place.path("set/project"))
            .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
            .args(args.split(' '))
            .output();
        assert!(done.as_ref().is_ok_and(|done| done.status.success()), "{args}: {done:?}");
    };
    place.write("set/project/.gitignore", "legacy.py\n");
    place.write("set/project/app/legacy.py", "print(1)\n");
    git("init --quiet");
    git("add --all");
    git("commit --quiet --message first");
    let check = || place.run(&format!("engage check set/contract {GIVEN}"));
    assert_eq!(check().code, 0, "what is ignored and not tracked is no part of the work");
    git("add --force app/legacy.py");
    git("commit --quiet --message second");
    let tracked = check();
    assert!(tracked.code == 1 && tracked.out.contains("app/legacy.py:1"), "{}", tracked.out);
    place.write("set/project/app/legacy.py", "\"\"\"Nothing.\"\"\"\n");
    place.run("engage keygen --out ci");
    let made = place.run(&format!("engage evidence set/contract {GIVEN} --key ci.pem --out set/project/e.json"));
    assert_eq!(made.code, 0, "{}{}", made.out, made.err);
    let verify = "engage verify-evidence set/project/e.json --trust ci.pub.pem --root set/project --date 2026-11-30";
    let told = place.run(verify);
    assert!(told.code == 1 && told.out.contains("uncommitted: the file `app/legacy.py`"), "{}", told.out);
    git("add app/legacy.py");
    git("commit --quiet --message third");
    let again = place.run(&format!("engage evidence set/contract {GIVEN} --key ci.pem --out set/project/e.json"));
    assert_eq!((again.code, again.err.as_str()), (0, ""), "{}", again.out);
    let fine = place.run(verify);
    assert_eq!(fine.code, 0, "{}", fine.out);
    // What is given from elsewhere says nothing of a file of the work that is called the same.
    place.write("waivers.json", text(&place.path("set/project/waivers.json")));
    place.write("set/project/waivers.json", "[]\n");
    let given = GIVEN.replace("--waivers set/project/waivers.json", "--waivers waivers.json");
    place.run(&format!("engage evidence set/contract {given} --key ci.pem --out set/project/e.json"));
    let told = place.run(verify);
    assert!(told.code == 1 && told.out.contains("uncommitted: the file `waivers.json`"), "{}", told.out);
    git("commit --quiet --allow-empty --message fourth");
    let other = place.run(verify);
    assert!(other.code == 1 && other.out.contains("other_commit: "), "{}", other.out);
}
