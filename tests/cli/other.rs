//! `explain`, `init`, `completions`, help.

use super::Place;

#[test]
fn explain() {
    let place = Place::new();
    let all = place.run("explain");
    assert_eq!(all.code, 0);
    assert!(all.out.contains("C0101 error   unresolved-reference"), "{}", all.out);
    let one = place.run("explain c0101");
    assert!(one.out.starts_with("C0101 unresolved-reference (error): "), "{}", one.out);
    assert_eq!(one, place.run("explain Unresolved-Reference"));
    for (wrong, right) in [("C101", "C0101"), ("unresolved_referense", "unresolved-reference")] {
        let run = place.run(&format!("explain {wrong}"));
        assert_eq!(run.code, 2, "{wrong}");
        assert!(run.err.contains(&format!("did you mean `{right}`?")), "{wrong}: {}", run.err);
    }
}

#[test]
fn init_makes_a_set_without_findings() {
    for (args, ending) in [("init shop", "contract"), ("init shop --yaml", "yaml")] {
        let place = Place::new();
        let run = place.run(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
        assert!(run.out.contains("9 files written. Next:\n  contract check shop"), "{}", run.out);
        assert!(place.tree().iter().all(|path| path.ends_with(ending)));
        let check = place.run("check shop");
        assert_eq!((check.code, check.out.as_str()), (0, "9 files, no findings\n"));
        let fmt = place.run("fmt --check shop");
        assert_eq!(
            (fmt.code, fmt.out.as_str()),
            (0, ""),
            "a new set is canonical: {}",
            place.run("fmt --diff shop").out
        );
    }
}

#[test]
fn init_overwrites_nothing() {
    let place = Place::with(&[("shop/app/commands.yaml", "mine")]);
    let run = place.run("init shop");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`shop/app/commands.yaml` is there already; nothing was written"), "{}", run.err);
    assert_eq!(place.tree(), ["shop/app/commands.yaml"]);
}

#[test]
fn completions_and_help() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = place.run(&format!("completions {shell}"));
        assert_eq!(run.code, 0);
        assert!(run.out.contains("explain"), "{shell}");
    }
    for args in ["--help", "check --help", "fmt -h", "explain --help", "init --help", "completions --help"] {
        let run = place.run(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        assert!(run.out.contains("Exit codes") || run.out.contains("Examples:"), "{args}: {}", run.out);
        assert!(run.out.lines().all(|line| line.chars().count() <= 120), "{args}");
    }
    assert_eq!(place.run("--version").out, format!("contract {}\n", env!("CARGO_PKG_VERSION")));
}
