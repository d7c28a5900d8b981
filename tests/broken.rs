//! Ten mistakes in one file: ten errors, each on its own line, and what stands between them is checked all the same.
//!
//! The comments say what is expected, as in the cases of `conformance/`.

use crate::conformance::expectation::{Expected, expectations};
use crate::help::library::Read;

/// Ten declarations that cannot be read, and between them others with mistakes that only a check can find.
const TEXT: &str = r#"
entity Room {
  id: uuid
  name:string // error: C0012
}

entity Guest {
  id: uuid
  colour = green // error: C0004 colour
}

entty Bed { // error: C0012
  id: uuid
}

error NotFound "No such guest
//^ error: C0012

command Greet {
  input { id: uuid }
  errors NotThere // error: C0101 NotThere
}

command Wash {
  input = []
  tags: [clean] // error: C0012
}

enum Meal { breakfast, dinner, } // error: C0012

query Guests {
  reads Gust // error: C0101 Gust
}

command Book {
  input = []
  insert // error: C0012
}

rule price {
  | nights | season || price |
  | 1      | -      || 80    |
  | 2      || 70 | // error: C0012
}

value Address {
  street: string; // error: C0012
  city: string
}

policy mine on entity:Guest {
  when id == {{actor.id then allow // error: C0012
}

entity Key { // error: C0012
  id: uuid

event GuestGreeted {
  guest_id: uid // error: C0201 uid
}
"#;

/// Ten mistakes of form in a YAML file that can be read, and between them names that nothing declares.
const YAML: &str = r#"
info:
  name: Hotel
  version: 1.10 # warning: C0007 1.10
entities:
  - id: Guest
    colour: green # error: C0004 colour
    fields:
      - name: id
        type: uuid
        requierd: true # error: C0004 requierd
  - id: Room # error: C0005
projections:
  - Bed # error: C0006 Bed
errors:
  - id: NotFound
    http_status: '404' # error: C0006 '404'
events:
  id: GuestGreeted # error: C0006
commands:
  - id: Greet
    input:
      - name: guest
        type: Entity:Gust # error: C0201 Gust
    guards:
      - id: auth.rolle # error: C0014 auth.rolle
    errors:
      - NotFund # error: C0101 NotFund
    transaction: 'yes' # error: C0006 'yes'
queries:
  - id: Rooms
    reads: Guest # error: C0006 Guest
    category: lst # error: C0014 lst
quereis: [] # error: C0003 quereis
"#;

/// Holds a file against its comments.
fn assert_expected(path: &str, text: &str) -> Vec<Expected> {
    let read = Read::of(&[(path.to_owned(), text.to_owned())]);
    let mut found = Vec::new();
    for finding in read.findings(true) {
        let span = finding.primary.as_ref().expect("a place").span;
        let line = read.sources.get(span.file).expect("a file").position(span.start as usize).line;
        let covers = Some(read.sources.slice(span).to_owned());
        found.push(Expected { line, level: finding.level.name().into(), code: finding.code.id.into(), covers });
    }
    found.sort();
    let expected = expectations(text);
    let fits = |(found, expected): (&Expected, &Expected)| {
        let covers = expected.covers.is_none() || expected.covers == found.covers;
        covers && Expected { covers: None, ..found.clone() } == Expected { covers: None, ..expected.clone() }
    };
    assert!(
        found.len() == expected.len() && found.iter().zip(&expected).all(fits),
        "expected\n{expected:#?}\nfound\n{:#?}",
        read.findings(true).iter().map(|finding| read.brief(finding)).collect::<Vec<_>>()
    );
    expected
}

fn count(expected: &[Expected], codes: &[&str]) -> usize {
    expected.iter().filter(|expected| codes.contains(&expected.code.as_str())).count()
}

#[test]
fn ten_broken_declarations_are_ten_errors() {
    let expected = assert_expected("hotel.contract", TEXT);
    assert_eq!(count(&expected, &["C0012"]), 10, "the file has ten declarations that cannot be read");
    assert_eq!(count(&expected, &["C0004", "C0101", "C0201"]), 4, "and mistakes between them that only checks find");
    let lines: std::collections::BTreeSet<usize> = expected.iter().map(|expected| expected.line).collect();
    assert_eq!(lines.len(), expected.len(), "each error has its own line");
}

#[test]
fn ten_mistakes_of_form_in_a_yaml_set_are_ten_findings() {
    let expected = assert_expected("hotel.yaml", YAML);
    assert!(count(&expected, &["C0003", "C0004", "C0005", "C0006", "C0007", "C0014"]) >= 10);
    assert_eq!(count(&expected, &["C0101", "C0201"]), 2, "and names are looked up all the same");
}
