//! Changes, made on texts in and out of layout, on both surfaces.

use super::{Judge, apply, realise};
use crate::ast::{Document, Node};
use crate::diag::{Applicability, Change, Clause, Diagnostic, Help, Licence, Plain, Where, code};
use crate::levels::Judged;
use crate::set::{Input, Set};
use crate::source::Span;

/// A set of one file.
fn set(name: &str, text: &str) -> Set {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, text).expect("a file");
    Set::load(&[Input::Path(path)])
}

fn document(set: &Set) -> &Document {
    set.files[0].whole().expect("all of it")
}

/// The span of the declaration of a section.
fn declaration(set: &Set, section: &str, at: usize) -> Span {
    document(set).root.get(section).and_then(Node::as_list).expect("a section")[at].node.span
}

/// The text after a fix; none where it became a help.
fn fixed(set: &Set, changes: Vec<Change>) -> Option<String> {
    let place = declaration_or_root(&changes);
    let found =
        Diagnostic::new(&code::C0502, "x", place, "").change("do it", Applicability::MachineApplicable, changes);
    let mut found = [found];
    realise(set, &mut found);
    let [found] = found;
    match found.fixes.first() {
        Some(fix) => apply(set.text(&set.files[0]), &fix.edits),
        None => {
            assert_eq!(found.help, ["do it".into()]);
            None
        }
    }
}

fn declaration_or_root(changes: &[Change]) -> Span {
    changes[0].from
}

/// Makes changes of the second-named declaration and compares.
#[track_caller]
fn case(name: &str, text: &str, changes: &dyn Fn(Span) -> Vec<Change>, wanted: &str) {
    let set = set(name, text);
    let section = if text.contains("errors:") || text.starts_with("error ") { "errors" } else { "commands" };
    let span = declaration(&set, section, 0);
    assert_eq!(fixed(&set, changes(span)).as_deref(), Some(wanted));
}

const YAML: &str = "\
commands:
  # sends it
  - id: Send # now
    description: 'Sends'
    input:
    - name:   to      # whom
      type: string
    effects:
    - id: emit.event
      params: {event: Sent}   # one
    - id: emit.event
      params:
        event:  Told

    transaction: true
";

#[test]
fn a_list_that_was_not_there_stands_at_its_normal_place() {
    let wanted = YAML.replace("        event:  Told\n", "        event:  Told\n    emits:\n    - Sent\n    - Told\n");
    let both = |span| vec![Change::add(span, "emits", "Sent"), Change::add(span, "emits", "Told")];
    case("a.yaml", YAML, &both, &wanted);
}

#[test]
fn an_item_takes_the_indent_of_its_neighbours() {
    let wanted = YAML.replace("      type: string\n", "      type: string\n    - name: at\n      type: date\n");
    let field = Plain::map([("name", "at".into()), ("type", Plain::from("date"))]);
    case("a.yaml", YAML, &|span| vec![Change::add(span, "input", field.clone())], &wanted);
}

#[test]
fn a_word_in_brackets_is_changed_where_it_stands() {
    case(
        "a.yaml",
        YAML,
        &|span| vec![Change::set(span, "effects/0/params/event", "Told")],
        &YAML.replace("{event: Sent}", "{event: Told}"),
    );
    let more = YAML.replace("{event: Sent}", "{event: Sent, payload: {a: \"x: y\"}}");
    let wanted = more.replace("{a:", "{ a:").replace("y\"}}", "y\" }}");
    let value = Plain::map([("a", Plain::from("x: y"))]);
    case("a.yaml", YAML, &|span| vec![Change::set(span, "effects/0/params/payload", value.clone())], &wanted);
}

#[test]
fn keys_are_renamed_and_items_go() {
    case(
        "a.yaml",
        YAML,
        &|span| vec![Change::rename(span, "transaction", "async")],
        &YAML.replace("transaction", "async"),
    );
    let wanted = YAML.replace("    - id: emit.event\n      params:\n        event:  Told\n", "");
    case("a.yaml", YAML, &|span| vec![Change::remove(span, "effects/1")], &wanted);
    let wanted = YAML.replace("    input:\n    - name:   to      # whom\n      type: string\n", "    input: []\n");
    let set = set("a.yaml", YAML);
    let found = fixed(&set, vec![Change::remove(declaration(&set, "commands", 0), "input/0")]);
    assert!(found.is_none() || found.as_deref() == Some(&wanted), "{found:?}");
}

#[test]
fn maps_on_the_way_are_made_once() {
    let payload =
        |span: Span, key: &str| Change::set(span, format!("effects/1/params/payload/{key}"), format!("{{{{{key}}}}}"));
    let wanted = YAML.replace(
        "        event:  Told\n",
        "        event:  Told\n        payload:\n          to: '{{to}}'\n          at: '{{at}}'\n",
    );
    case("a.yaml", YAML, &|span| vec![payload(span, "to"), payload(span, "at")], &wanted);
}

#[test]
fn items_move() {
    let text = "\
command Send {
  input = []
  write a // the first
  emit Sent
  emits Sent
}
";
    let text = text.replace("  write a // the first\n", "  // loud\n  emit Told\n");
    let wanted = "command Send {\n  input = []\n  emit Sent\n  // loud\n  emit Told\n  emits Sent\n}\n";
    case("a.contract", &text, &|span| vec![Change::move_before(span, "effects/1", 0)], wanted);
}

const TEXT: &str = "\
// The errors.

error NotFound as NOT_FOUND \"No such book\" 404 business
error Gone     as GONE      \"It is gone\"   410 business // for good

command   Send   {
  input { to: uuid,   at: date } // two
  emit Sent
}

error Late \"Too late\"
";

#[test]
fn text_out_of_layout_keeps_it() {
    let wanted = TEXT.replace("  emit Sent\n", "  emit Sent\n  emits Sent\n");
    let set = set("a.contract", TEXT);
    let span = declaration(&set, "commands", 0);
    assert_eq!(fixed(&set, vec![Change::add(span, "emits", "Sent")]).as_deref(), Some(wanted.as_str()));
    let wanted = TEXT.replace("410", "409");
    let span = declaration(&set, "errors", 1);
    let status = Plain::Number("409".into());
    assert_eq!(fixed(&set, vec![Change::set(span, "http_status", status)]).as_deref(), Some(wanted.as_str()));
}

#[test]
fn declarations_come_and_go() {
    let set = set("a.contract", TEXT);
    let root = Span::new(set.files[0].id, 0, 0);
    let new = Plain::map([("id", Plain::from("Old"))]);
    let found = fixed(&set, vec![Change::add(root, "errors", new)]);
    assert_eq!(found.as_deref(), Some(format!("{TEXT}\nerror Old {{}}\n").replace(" {}", "").as_str()));
    let found = fixed(&set, vec![Change::remove(declaration(&set, "commands", 0), "")]);
    let wanted = TEXT.replace("command   Send   {\n  input { to: uuid,   at: date } // two\n  emit Sent\n}\n\n", "");
    assert_eq!(found.as_deref(), Some(wanted.as_str()));
}

#[test]
fn what_is_not_there_is_no_place() {
    let set = set("a.yaml", YAML);
    let span = declaration(&set, "commands", 0);
    assert_eq!(fixed(&set, vec![Change::remove(span, "effects/7")]), None);
    assert_eq!(fixed(&set, vec![Change::remove(span, "effects/0/what/event")]), None);
    assert_eq!(fixed(&set, vec![Change::set(span, "id", "a"), Change::set(span, "id", "b")]), None);
}

/// A finding on the first command of a set, with this one sure fix.
fn found(set: &Set, code: &'static code::Code, change: Change) -> Diagnostic {
    let span = declaration(set, "commands", 0);
    let found = Diagnostic::new(code, "x", span, "").at("commands/Send", "").change(
        "do it",
        Applicability::MachineApplicable,
        [change],
    );
    let mut found = [found];
    realise(set, &mut found);
    let [found] = found;
    found
}

/// A judge with this check, in whose eyes nobody may ever do more.
fn asking(check: &dyn Fn(&Set) -> Judged) -> Judge<'_, ()> {
    Judge { check, access: &|_| (), widens: &|(), ()| false }
}

fn judged(findings: Vec<Diagnostic>) -> Judged {
    Judged { findings, ..Judged::default() }
}

#[test]
fn a_fix_that_does_not_mend_is_not_made() {
    let set = set("a.yaml", YAML);
    let span = declaration(&set, "commands", 0);
    let good = found(&set, &code::C0502, Change::add(span, "emits", "Sent"));
    let useless = |set: &Set| {
        let span = declaration(set, "commands", 0);
        found(set, &code::C0501, Change::rename(span, "transaction", "async"))
    };
    // The check of this test is content with a list of events, and never with the other.
    let one = good.clone();
    let check = |set: &Set| {
        let emits = document(set).root.get("commands").and_then(Node::as_list).expect("commands")[0].node.get("emits");
        judged(if emits.is_some() { vec![useless(set)] } else { vec![one.clone(), useless(set)] })
    };
    let findings = vec![good, useless(&set)];
    let done = super::repair(set, judged(findings), false, &asking(&check));
    assert_eq!((done.fixed, done.before.len()), (1, 1));
    assert_eq!(done.judged.findings, [useless(&done.set)]);
    assert!(done.set.text(&done.set.files[0]).contains("emits:\n    - Sent\n"));
    assert!(done.set.text(&done.set.files[0]).contains("transaction: true"));
}

#[test]
fn a_fix_with_a_new_error_is_not_made() {
    let set = set("a.yaml", YAML);
    let span = declaration(&set, "commands", 0);
    let one = found(&set, &code::C0502, Change::add(span, "emits", "Sent"));
    let new = found(&set, &code::C0501, Change::remove(span, "effects/7"));
    let done = super::repair(set, judged(vec![one]), false, &asking(&|_| judged(vec![new.clone()])));
    assert_eq!((done.fixed, done.before.len(), done.judged.findings.len()), (0, 0, 1));
    assert_eq!(done.set.text(&done.set.files[0]), YAML);
}

#[test]
fn a_fix_after_which_somebody_may_do_more_is_not_made() {
    let set = set("a.yaml", YAML);
    let one = found(&set, &code::C0502, Change::add(declaration(&set, "commands", 0), "emits", "Sent"));
    let judge = Judge {
        check: &|_| judged(Vec::new()),
        access: &|set| set.text(&set.files[0]).len(),
        widens: &|after: &usize, before| after > before,
    };
    assert_eq!(super::repair(set, judged(vec![one]), true, &judge).fixed, 0);
}

#[test]
fn access_is_never_widened_by_a_fix() {
    let tree = |text: &str| crate::yaml::read(crate::source::FileId(0), text).document.expect("a document");
    let before = tree("commands:\n  - id: A\n    guards:\n      - id: auth.role\n        params: {roles: [Reder]}\n");
    let named = tree("commands:\n  - id: A\n    guards:\n      - id: auth.role\n        params: {roles: [Reader]}\n");
    let wider = tree("commands:\n  - id: A\n    guards:\n      - id: auth.role\n        params: {roles: [Reder, B]}\n");
    let open = tree("commands:\n  - id: A\n");
    assert!(super::allows(Licence::Name, &before, &named));
    assert!(!super::allows(Licence::None, &before, &named), "what was declared is not put right by another word");
    for licence in [Licence::Name, Licence::None] {
        assert!(!super::allows(licence, &before, &wider));
        assert!(!super::allows(licence, &before, &open));
        assert!(!super::allows(licence, &open, &before));
    }
    let rules = |value: &str| tree(&format!("rules:\n  - id: A\n    rows:\n      - when: {{a: {value}}}\n"));
    assert!(!super::allows(Licence::None, &rules("1"), &rules("2")));
    let emits = |value: &str| tree(&format!("commands:\n  - id: A\n    emits: [{value}]\n"));
    assert!(super::allows(Licence::None, &emits("A"), &emits("A, B")));
}

#[test]
fn what_touches_access_is_never_certain() {
    let text = "commands:\n  - id: Send\n    input: []\n    guards:\n      - id: auth.role\n        params:\n          roles:\n            - HR\n";
    let set = set("a.yaml", text);
    let span = declaration(&set, "commands", 0);
    let wider = found(&set, &code::C0502, Change::add(span, "guards/0/params/roles", "Admin"));
    assert_eq!(wider.fixes.iter().map(|fix| fix.applicability).collect::<Vec<_>>(), [Applicability::MaybeIncorrect]);
    let done = super::repair(set, judged(vec![wider]), true, &asking(&|_| judged(Vec::new())));
    assert_eq!(done.fixed, 0, "and not made even where it is asked for");
}

/// What is advised is written as the file is written that it is about.
#[test]
fn advice_speaks_the_surface_of_its_file() {
    for (name, text, wanted) in [
        ("a.yaml", "commands:\n  - id: Send\n", "write `auth: required`"),
        ("a.contract", "command Send {}\n", "write `auth required`"),
    ] {
        let set = set(name, text);
        let clause = Clause::new(Where::Declaration(&["routes"]), "auth", "required");
        let found = Diagnostic::new(&code::C0502, "x", declaration(&set, "commands", 0), "");
        let mut found = [found.help(Help::from("write ").clause(clause))];
        realise(&set, &mut found);
        assert_eq!(found[0].help[0].to_string(), wanted);
    }
}

#[test]
fn a_misspelt_word_of_a_rule_is_put_right() {
    let text = "error TooLong as TOO_LONG \"Too long\" 422 validation\n\nenum Kind { drum, cello }\n
        command Lend {\n  input { kind: Enum:Kind }\n  errors TooLong\n}\n
        rule length on command:Lend {\n  hit_policy first\n  error TooLong\n
          | kind  || accepted |\n  | drums || true     |\n  | -     || false    |\n}\n";
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.contract"), text).expect("written");
    let wanted = crate::levels::Wanted::default();
    let checked = crate::pipeline::check(&Input::Path(folder.path().to_path_buf()), &wanted);
    let fixable = |findings: &[Diagnostic]| findings.iter().filter(|found| found.code.id == "C0708").count();
    assert_eq!(fixable(&checked.judged.findings), 1);
    let done = crate::pipeline::repair(checked, &wanted, false);
    assert_eq!((done.left, fixable(&done.judged.findings)), (0, 0));
    assert!(done.set.text(&done.set.files[0]).contains("| drum "), "{}", done.set.text(&done.set.files[0]));
}
