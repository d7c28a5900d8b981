//! The representation of the examples: alike from both surfaces, of its published form, and with hashes that follow the meaning.

mod behaviour;
mod phases;

use std::path::{Path, PathBuf};

use super::{Auth, Service, System};
use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;

/// The examples that code is made of.
const EXAMPLES: &[&str] = &["hello", "shop", "hr", "clinic"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn system(path: &Path) -> System {
    let (checked, system) = pipeline::system(&Input::Path(path.to_path_buf()), &Wanted::default());
    let findings: Vec<_> = checked.judged.findings.iter().map(|found| (found.code.id, &found.title)).collect();
    system.unwrap_or_else(|| panic!("{}: {findings:?}", path.display()))
}

/// A folder with one file, or the system of a text.
fn of(text: &str) -> System {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.contract"), text).unwrap();
    system(folder.path())
}

#[test]
fn both_surfaces_mean_the_same() {
    for name in EXAMPLES {
        let of = |surface: &str| system(&root().join("examples").join(name).join(surface)).json();
        assert!(of("contract") == of("yaml"), "{name}: the surfaces differ");
    }
}

#[test]
fn the_schema_is_that_of_the_types() {
    let schema = serde_json::to_value(schemars::schema_for!(System)).unwrap();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = root().join("grammar/ir.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(published == text, "grammar/ir.schema.json is out of date; make it anew with UPDATE=1");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in EXAMPLES {
        let value = serde_json::to_value(system(&root().join("examples").join(name).join("contract"))).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
}

const GUESTS: &str = "project \"Guests\" {\n  version \"1.0.0\"\n}\n
/// Somebody who came
entity Guest {\n  id: uuid\n  name: string\n\n  primary_key id\n}\n
// Who is nameless is not written down.
error NameMissing as NAME_MISSING \"A guest needs a name\" 422 validation\n
/// Write a guest down
command Sign {\n  input { name: string }\n  insert Guest\n  returns { id: uuid }\n  errors NameMissing\n}\n
route POST /guests -> command Sign {\n  request { name: string }\n  response { id: uuid }\n}\n";

/// Holds a hash against changes of `GUESTS`: those that mean nothing, to which another order belongs, and those that mean something.
fn follows(hash: impl Fn(&str) -> String, quiet: &[(&str, &str)], loud: &[(&str, &str)]) {
    let own = hash(GUESTS);
    let changed = |(from, to): &(&str, &str)| {
        assert!(GUESTS.contains(from), "{from}");
        hash(&GUESTS.replace(from, to))
    };
    for change in quiet {
        assert_eq!(changed(change), own, "{change:?}");
    }
    let (entities, rest) = GUESTS.split_at(GUESTS.find("// Who").unwrap());
    let (head, entities) = entities.split_at(entities.find("/// Somebody").unwrap());
    assert_eq!(hash(&format!("{head}{rest}\n{entities}")), own, "another order");
    for change in loud {
        assert_ne!(changed(change), own, "{change:?}");
    }
}

/// Changes that mean nothing.
const QUIET: [(&str, &str); 2] =
    [("/// Write a guest down\n", "/// Write down who came\n"), ("// Who is nameless is not written down.\n", "")];

/// What an error says to people: it is part of the system, and of no operation.
const WORDS: (&str, &str) = ("A guest needs a name", "Who are you?");

/// An input more.
const INPUT: (&str, &str) = ("input { name: string }", "input { name: string, age?: int }");

#[test]
fn hashes_follow_the_meaning() {
    let hash = |text: &str| of(text).operation("Sign").unwrap().hash.clone();
    follows(hash, &[QUIET[0], QUIET[1], WORDS], &[INPUT, ("  errors NameMissing\n", "")]);
}

#[test]
fn the_hash_of_a_system_follows_each_of_its_parts() {
    let column = ("  name: string\n\n  primary_key", "  name: string\n  age?: int\n\n  primary_key");
    let loud = [INPUT, column, WORDS, ("route POST /guests", "route PUT /guests")];
    follows(|text| of(text).hash(), &QUIET, &loud);
}

#[test]
fn what_operations_name_is_there() {
    let example = |name: &&str| system(&root().join("examples").join(name).join("contract"));
    for name in EXAMPLES {
        assert_eq!(example(name).dangling(), [], "{name}");
    }
    let mut shop = example(&"shop");
    shop.tables.clear();
    shop.decisions.clear();
    let missing: std::collections::BTreeSet<String> = shop.dangling().into_iter().map(|(_, what)| what).collect();
    let has = |what: &str| missing.iter().any(|own| own.starts_with(what));
    assert!(has("the table `") && has("the column `") && has("the decision `order_size`"), "{missing:?}");
}

/// What is refused of a text, behind `GUESTS`.
fn refused(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.contract"), format!("{GUESTS}\n{text}")).unwrap();
    let (checked, system) = pipeline::system(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
    assert!(system.is_none(), "{text}");
    let refused: Vec<_> = checked.judged.findings.iter().filter(|found| found.code.id.starts_with("C20")).collect();
    assert!(refused.iter().all(|found| found.element.is_some()), "each names its declaration");
    refused.iter().map(|found| found.title.clone()).collect()
}

#[test]
fn rows_that_nothing_keeps_apart_are_refused() {
    let text = "entity Note {\n  id: uuid\n\n  tenant_scope tenant\n  primary_key id\n}\n";
    assert_eq!(refused(text), ["no code can be made for a scope of `tenant`"]);
}

#[test]
fn what_a_service_has_no_use_for_is_refused() {
    let rest = |auth: &str| {
        format!(
            "secret bell {{\n  provider env\n  key BELL\n}}\n\nintegration bell is rest_api {{\n  base_url \"https://bell.example\"\n  {auth}\n}}\n"
        )
    };
    assert_eq!(
        refused(&rest("auth { type: api_key, secret_ref: Secret:bell, options: { realm: x, in: cookie } }")),
        [
            "no code can be made for the option `realm` of the authentication",
            "no code can be made for a key in `cookie`"
        ]
    );
    assert_eq!(
        refused("integration post is smtp {\n  auth { type: basic }\n  headers { X-From: us }\n}\n"),
        ["no code can be made for `basic` for a mail server", "no code can be made for the header `X-From`"]
    );
    let shown = |auth: &str| {
        let system = of(&format!("{GUESTS}\n{}", rest(auth)));
        match &system.integration("bell").unwrap().service {
            Service::Rest { auth, .. } => auth.clone(),
            other => panic!("{other:?}"),
        }
    };
    let is_query = |auth: &str| matches!(shown(auth), Auth::Query { .. });
    assert!(is_query("auth { type: api_key, secret_ref: Secret:bell, key_name: key }"));
    assert!(!is_query("auth { type: api_key, secret_ref: Secret:bell, key_name: key, options: { in: header } }"));
    assert!(is_query("auth { type: bearer, secret_ref: Secret:bell, key_name: X-Key, options: { in: query } }"));
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    let text = "integration bell is queue {\n}\n\nprojection Board {\n  guest_id: uuid\n}\n";
    assert_eq!(
        refused(text),
        ["no code can be made for a service of type `queue`", "no code can be made for the projection `Board`"]
    );
}

#[test]
fn what_a_sum_is_of_must_be_said() {
    let text = "query CountGuests {\n  returns { all: int from sum(name: x) }\n  reads Guest\n  category metrics\n}\n";
    assert_eq!(refused(text), ["nothing says of which column the sum is"]);
}

/// A read model of guests with these lines, kept in a table.
fn board(lines: &str) -> Vec<String> {
    refused(&format!(
        "datasource db is postgres {{\n  default\n}}\n\ndomain event Came {{\n  id: uuid\n  at: datetime\n  note?: string\n}}\n\n\
         domain event Left {{\n  id: uuid\n}}\n\ntable boards in db {{\n  id: UUID primary key\n  month: VARCHAR(7)\n  \
         visits: INTEGER\n}}\n\nprojection Board {{\n  source_events Came, Left\n\n  id: uuid\n  month: string\n  visits: int\n\n\
         {lines}\n  storage table:boards\n}}\n"
    ))
}

#[test]
fn what_no_event_tells_a_read_model_comes_from_nowhere() {
    let whole = "  on Came set { month: {{at.month}} } add { visits: 1 }\n";
    assert_eq!(board(whole), ["nothing says what `Left` does to the rows of `Board`"]);
    assert_eq!(board(&format!("{whole}  on Left\n")), ["nothing says what `Left` does to a row of `boards`"]);
    assert_eq!(board("  on Came set { month: {{note}} }\n  on Left remove\n"), ["nothing says what `note` is"]);
    assert_eq!(
        board("  on Came add { visits: 1 }\n  on Left remove\n"),
        ["nothing says how a row of `Board` comes to be"]
    );
}

#[test]
fn what_comes_in_from_outside_leads_somewhere() {
    let webhook = |alg: &str, path: &str| {
        refused(&format!(
            "secret key from env KEY required\n\nwebhook bell {{\n  direction inbound\n  url_or_path {path}\n  \
             signature {{ alg: {alg}, secret_ref: Secret:key }}\n}}\n"
        ))
    };
    assert_eq!(webhook("hmac-sha256", "/bell"), ["nothing says which command `bell` calls"]);
    assert_eq!(webhook("rsa-sha256", "/guests"), ["no code can be made for a signature by `rsa-sha256`"]);
    let graphql = |args: &str| refused(&format!("graphql mutation sign -> Sign {{\n  args {{ {args} }}\n}}\n"));
    assert_eq!(graphql("name: string, age: int"), ["no code can be made for the argument `age`"]);
    assert_eq!(graphql("age?: int")[0], "nothing says what `Sign` is given as `name`");
    assert_eq!(
        refused(
            "graphql type Ghost is object {\n  id: uuid\n}\n\ngraphql mutation sign -> Sign {\n  args { name: string }\n}\n"
        ),
        ["no code can be made for the graphql type `Ghost`"]
    );
}
