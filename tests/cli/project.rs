//! `contract undo`, `drift`, `why` and `where`: what is asked of generated files and done with them.

use contract::patch::{Project, Resolution, Wanted};
use contract::unit::{Origin, Owner, Stamp, Unit};

use super::Place;

/// A place with generated files in the folder `service`, applied twice.
fn service() -> Place {
    let place = Place::with(&[("domain/errors.yaml", super::ERRORS)]);
    for text in ["class BookNotFound:\n    pass\n", "class BookNotFound:\n    code = 1\n"] {
        let origin = Origin { first: 1, last: 2, declaration: "errors/BookNotFound".into() };
        let unit = |path: &str, text: &str, origins| Unit {
            path: path.into(),
            text: text.into(),
            owner: Owner::Generated,
            origins,
        };
        let units = [unit("gen/errors.py", text, vec![origin]), unit("gen/plain.py", "x = 1\n", vec![])];
        let stamp = Stamp { stack: "plain".into(), contract_hash: "0123456789abcdef".into(), ir_hash: "1".into() };
        let mut project = Project::open(&place.path("service")).expect("opens");
        let wanted = Wanted { units: &units, stamp: &stamp, ejected: &[] };
        let patch = project.compare(wanted, &Resolution::default()).expect("compared");
        project.apply(&patch).expect("applied");
    }
    place
}

#[test]
fn applies_are_taken_back() {
    let place = service();
    let run = place.run("undo --to service --verbose");
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "gen/errors.py is what it was\nthe last apply is taken back: 1 file\n")
    );
    assert!(place.read("service/gen/errors.py").contains("pass"));
    assert_eq!(place.run("undo --to service --format json").out.lines().count(), 2);
    let run = place.run("undo --to service");
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("nothing was applied here"), "{}", run.err);
}

#[test]
fn what_was_touched_is_not_taken_back() {
    let place = service();
    place.write("service/gen/errors.py", "mine\n");
    let run = place.run("undo --to service");
    assert_eq!((run.code, run.err.as_str()), (1, "`gen/errors.py` was changed since; nothing was changed\n"));
    assert_eq!(place.read("service/gen/errors.py"), "mine\n");
}

#[test]
fn drift_is_told_with_an_exit_code() {
    let place = service();
    let run = place.run("drift --to service");
    assert_eq!((run.code, run.out.as_str()), (0, "2 files, all as they were written\n"));
    place.write("service/gen/errors.py", "mine\n");
    place.write("service/gen/new.py", "mine\n");
    let run = place.run("drift --to service");
    let expected = "edited   gen/errors.py\nforeign  gen/new.py\n2 files, 2 not as they should be\n";
    assert_eq!((run.code, run.out.as_str()), (1, expected));
    let run = place.run("drift --to service --format json");
    assert_eq!(run.out.lines().next(), Some(r#"{"path":"gen/errors.py","schema":"contract.drift/1","what":"edited"}"#));
    assert_eq!(place.run("drift --to .").code, 2, "there is no project here");
    assert_eq!(place.tree().iter().filter(|path| path.starts_with(".contract")).count(), 0, "and none is made");
}

/// A place with the contract of an example in the folder `contract`, and its project in `service`.
fn shop() -> Place {
    let place = Place::new();
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop/contract");
    for path in super::files_below(&from) {
        place.write(&format!("contract/{path}"), std::fs::read(from.join(&path)).expect("a file"));
    }
    assert_eq!(place.run("apply contract --to service").code, 0);
    place
}

#[test]
fn what_the_contract_does_not_generate_any_more_is_stale() {
    let place = shop();
    assert_eq!(place.run("drift contract --to service").code, 0);
    for path in place.tree().iter().filter(|path| path.starts_with("contract/")) {
        place
            .write(path, place.read(path).replace("CancelOrder", "TakeBackOrder").replace("cancel_order", "take_back"));
    }
    let run = place.run("drift contract --to service --format json");
    let line =
        r#"{"path":"src/paper_lantern/gen/app/commands/cancel_order.py","schema":"contract.drift/1","what":"stale"}"#;
    assert_eq!((run.code, run.out.trim_end()), (1, line), "{}", run.err);
    assert_eq!(place.run("drift --to service").code, 0, "the lock file alone knows nothing of it");
    place.write("contract/app/commands.contract", "command {");
    assert_eq!(place.run("drift contract --to service").code, 1, "errors of the contract are told");
}

#[test]
fn a_second_run_has_nothing_to_do_and_sees_every_change() {
    let place = shop();
    let apply = |more: &str| {
        let run = place.run(&format!("apply contract --to service {more}"));
        (run.code, run.out)
    };
    let nothing = (0, "nothing to do\n".to_owned());
    let run = place.run("apply contract --to service --format json");
    let plan: serde_json::Value = serde_json::from_str(&run.out).expect("JSON, and nothing else");
    assert_eq!((run.code, &plan["is_empty"]), (0, &true.into()), "{plan}");
    assert!(place.path("service/.contract/seen").is_file());
    assert_eq!(apply(""), nothing);
    // A change that no file shows but those that name it.
    let errors = "contract/domain/errors.contract";
    let text = place.read(errors);
    place.write(errors, format!("{text}\n// a note\n"));
    assert_eq!(apply("").0, 0);
    place.write(errors, text.replacen("error ", "error error ", 1));
    assert_eq!(apply("").0, 1, "a contract with errors is told, whatever was there before");
    place.write(errors, text);
    assert_eq!(apply(""), nothing);
    // What was done by hand is seen, and levels count.
    let settings = "service/src/paper_lantern/gen/settings.py";
    place.write(settings, format!("{}# mine\n", place.read(settings)));
    let run = place.run("apply contract --to service");
    assert_eq!(run.code, 1, "{}", run.out);
    assert_eq!(apply("--adopt src/paper_lantern/gen/settings.py").0, 0);
    assert_eq!(apply(""), nothing);
    place.write("contract/contract.toml", "[lints\n");
    assert_eq!(apply("").0, 1, "settings that cannot be read are told");
}

#[test]
fn a_plan_names_the_places_of_what_it_is_because_of() {
    let place = shop();
    place.write(
        "contract/app/commands.contract",
        place.read("contract/app/commands.contract").replace("Hand the parcel to the post", "Send it"),
    );
    let run = place.run("plan contract --to service");
    let line = run.out.lines().find(|line| line.contains("commands/ship_order.py")).expect("a change");
    assert!(line.contains("commands/ShipOrder (contract/app/commands.contract:41:9)"), "{}", run.out);
    let run = place.run("plan contract --to service --format json");
    let plan: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let spot = &plan["places"]["commands/ShipOrder"];
    assert_eq!((&spot["file"], &spot["line"]), (&"contract/app/commands.contract".into(), &41.into()), "{plan}");
}

#[test]
fn a_migration_stays_what_it_is_until_somebody_says_otherwise() {
    let place = shop();
    let entities = "contract/domain/entities.contract";
    let more = "  placed_at: datetime\n  note?: string\n";
    place.write(entities, place.read(entities).replace("  placed_at: datetime\n", more));
    let apply = |more: &str| place.run(&format!("apply contract --to service {more}"));
    assert_eq!(apply("").code, 0);
    let made = "service/migrations/0002_change_orders.sql";
    let run = place.run("undo --to service");
    assert_eq!(run.code, 1);
    assert!(run.err.contains("  migrations/0002_change_orders.sql\n"), "{}", run.err);
    place.write(made, format!("{}-- ours\n", place.read(made)));
    let run = apply("");
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("help: add --adopt migrations/0002_change_orders.sql where it has run nowhere yet"),
        "{}",
        run.out
    );
    // As the shell completes it.
    assert_eq!(apply(&format!("--adopt {made}")).code, 0);
    assert_eq!(apply("").code, 0);
    // Without its lock file the project knows its migrations again.
    std::fs::remove_file(place.path("service/.contract/lock.json")).expect("it goes");
    assert_eq!(apply("").code, 0);
    assert_eq!(place.run("drift --to service").code, 0);
    assert!(place.read(made).ends_with("-- ours\n"));
}

#[test]
fn lines_lead_to_declarations_and_back() {
    let place = service();
    for at in ["service/gen/errors.py:2", "gen/errors.py:2"] {
        let run = place.run(&format!("why {at} --to service --contract domain"));
        let expected = "gen/errors.py:2  generated\n  errors/BookNotFound  lines 1-2  domain/errors.yaml:2:9\n  by the stack plain from the contract 0123456789ab\n";
        assert_eq!((run.code, run.out.as_str()), (0, expected), "{}", run.err);
    }
    let run = place.run("why gen/plain.py:1 --to service");
    assert_eq!(run.out, "gen/plain.py:1  generated\n  of the stack, from no declaration\n");
    let run = place.run("why gen/errors.py:1 --to service --format json");
    assert!(run.out.contains(r#""declaration":"errors/BookNotFound""#), "{}", run.out);
    for at in ["gen/errors.py", "gen/errors.py:0", "gen/other.py:1"] {
        assert_eq!(place.run(&format!("why {at} --to service")).code, 2, "{at}");
    }
    let run = place.run("where BookNotFound --to service");
    assert_eq!((run.code, run.out.as_str()), (0, "gen/errors.py:1-2  errors/BookNotFound\n"));
    let run = place.run("where BookNotFond --to service");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("did you mean `BookNotFound`?"), "{}", run.err);
}
