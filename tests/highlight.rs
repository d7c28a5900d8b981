//! The grammar for editors, `grammar/contract.tmLanguage.json`: a small interpreter of its rules, and the scopes it must give.

use std::collections::HashMap;

use fancy_regex::Regex;
use serde_json::Value;

use crate::help::files::{below, root, text};

/// A rule: what it matches, what it calls it.
struct Rule {
    name: Option<String>,
    what: Matcher,
    captures: Vec<(usize, String)>,
}

enum Matcher {
    Match(Regex),
    Block { begin: Regex, end: Regex, inside: Vec<usize> },
}

/// The grammar with its rules in one list; `root` are those that count outside of blocks, in order.
struct Grammar {
    rules: Vec<Rule>,
    root: Vec<usize>,
}

/// A piece of a line and the scopes it has, the innermost last.
type Token = (String, Vec<String>);

impl Grammar {
    fn load() -> Grammar {
        let json: Value = serde_json::from_str(&text(&root().join("grammar/contract.tmLanguage.json"))).expect("JSON");
        let mut grammar = Grammar { rules: Vec::new(), root: Vec::new() };
        let mut known = HashMap::new();
        grammar.root = grammar.rules_of(&json["patterns"], &json["repository"], &mut known);
        grammar
    }

    /// The rules of a list of patterns, those that it includes among them.
    fn rules_of(
        &mut self,
        patterns: &Value,
        repository: &Value,
        known: &mut HashMap<String, Vec<usize>>,
    ) -> Vec<usize> {
        let patterns = patterns.as_array().map(Vec::as_slice).unwrap_or(&[]);
        patterns.iter().flat_map(|pattern| self.rule(pattern, repository, known)).collect()
    }

    fn rule(&mut self, rule: &Value, repository: &Value, known: &mut HashMap<String, Vec<usize>>) -> Vec<usize> {
        if let Some(name) = rule["include"].as_str() {
            let name = name.strip_prefix('#').unwrap_or_else(|| panic!("an include of another grammar: {name}"));
            if !known.contains_key(name) {
                assert!(repository.get(name).is_some(), "the repository has no rule {name}");
                let rules = self.rule(&repository[name], repository, known);
                known.insert(name.to_owned(), rules);
            }
            return known[name].clone();
        }
        let regex = |key: &str| {
            rule[key].as_str().map(|regex| Regex::new(regex).unwrap_or_else(|error| panic!("{regex}: {error}")))
        };
        let what = match (regex("match"), regex("begin"), regex("end")) {
            (Some(regex), None, None) => Matcher::Match(regex),
            (None, Some(begin), Some(end)) => {
                let inside = self.rules_of(&rule["patterns"], repository, known);
                Matcher::Block { begin, end, inside }
            }
            (None, None, None) => return self.rules_of(&rule["patterns"], repository, known),
            _ => panic!("a rule has `match`, or `begin` and `end`: {rule}"),
        };
        let captures = rule["captures"].as_object().into_iter().flatten();
        let captures = captures
            .map(|(at, capture)| (at.parse().expect("a number"), capture["name"].as_str().expect("a name").to_owned()));
        let rule = Rule { name: rule["name"].as_str().map(str::to_owned), what, captures: captures.collect() };
        self.rules.push(rule);
        vec![self.rules.len() - 1]
    }

    /// The tokens of a text, line by line, as an editor finds them.
    fn tokens(&self, text: &str) -> Vec<Token> {
        let mut open: Option<usize> = None;
        let mut tokens = Vec::new();
        for line in text.lines() {
            let mut at = 0;
            while at < line.len() || (open.is_some() && at == line.len()) {
                match self.next(line, at, open) {
                    Some(step) => {
                        let rest = step.captures;
                        let scope = open.and_then(|open| self.rules[open].name.clone());
                        push(&mut tokens, line, at..step.start, scope.iter().cloned().collect());
                        let outer: Vec<String> = step.scope.into_iter().collect();
                        let mut from = step.start;
                        for (range, name) in rest {
                            if range.start >= from {
                                push(&mut tokens, line, from..range.start, outer.clone());
                                let mut scopes = outer.clone();
                                scopes.push(name);
                                from = range.end;
                                push(&mut tokens, line, range, scopes);
                            }
                        }
                        push(&mut tokens, line, from..step.end, outer);
                        let changed = open != step.open;
                        open = step.open;
                        let stuck = step.end == at && !changed;
                        at = if stuck { next_char(line, at) } else { step.end };
                        if stuck && at > line.len() {
                            break;
                        }
                    }
                    None => {
                        let scope = open.and_then(|open| self.rules[open].name.clone());
                        push(&mut tokens, line, at..line.len(), scope.into_iter().collect());
                        break;
                    }
                }
            }
        }
        tokens
    }

    /// The first match from a place on; of several at one place that of the first rule, but the end of a block before all.
    fn next(&self, line: &str, at: usize, open: Option<usize>) -> Option<Step> {
        let mut best: Option<Step> = None;
        let mut offer = |step: Step| {
            if best.as_ref().is_none_or(|best| step.start < best.start) {
                best = Some(step);
            }
        };
        let rules = match open.map(|open| (open, &self.rules[open])) {
            Some((_, Rule { name, what: Matcher::Block { end, inside, .. }, .. })) => {
                if let Some(found) = find(end, line, at) {
                    offer(Step { start: found.0, end: found.1, scope: name.clone(), captures: Vec::new(), open: None });
                }
                inside
            }
            _ => &self.root,
        };
        for number in rules {
            let rule = &self.rules[*number];
            match &rule.what {
                Matcher::Match(regex) => {
                    let found = regex.captures_from_pos(line, at).expect("a regex that ends");
                    let Some(found) = found else { continue };
                    let all = found.get(0).expect("a match");
                    let mut captures: Vec<_> = rule
                        .captures
                        .iter()
                        .filter_map(|(group, name)| Some((found.get(*group)?.range(), name.clone())))
                        .collect();
                    captures.sort_by_key(|(range, _)| range.start);
                    offer(Step { start: all.start(), end: all.end(), scope: rule.name.clone(), captures, open });
                }
                Matcher::Block { begin, .. } if open.is_none() => {
                    let Some((start, end)) = find(begin, line, at) else { continue };
                    offer(Step { start, end, scope: rule.name.clone(), captures: Vec::new(), open: Some(*number) });
                }
                Matcher::Block { .. } => panic!("a block inside of a block: the interpreter knows none"),
            }
        }
        best
    }
}

struct Step {
    start: usize,
    end: usize,
    scope: Option<String>,
    captures: Vec<(std::ops::Range<usize>, String)>,
    open: Option<usize>,
}

fn find(regex: &Regex, line: &str, at: usize) -> Option<(usize, usize)> {
    let found = regex.find_from_pos(line, at).expect("a regex that ends")?;
    Some((found.start(), found.end()))
}

fn push(tokens: &mut Vec<Token>, line: &str, range: std::ops::Range<usize>, scopes: Vec<String>) {
    if !range.is_empty() {
        tokens.push((line[range].to_owned(), scopes));
    }
}

fn next_char(line: &str, at: usize) -> usize {
    at + line[at..].chars().next().map_or(1, char::len_utf8)
}

/// A text, and pieces of it in reading order with the scope that each must have.
const TABLE: &[(&str, &[(&str, &str)])] = &[
    ("entity Book {", &[("entity", "keyword.declaration"), ("Book", "entity.name.type")]),
    ("domain event BookLent", &[("domain", "storage.modifier"), ("event", "keyword.declaration")]),
    ("graphql query books", &[("graphql", "keyword.declaration"), ("query", "keyword.declaration")]),
    (
        "route GET /books/{isbn} -> query FindBook",
        &[
            ("route", "keyword.declaration"),
            ("GET", "constant.language.method"),
            ("/books/{isbn}", "string.unquoted.path"),
            ("->", "keyword.operator"),
        ],
    ),
    ("  // a comment \"no string\"", &[("// a comment \"no string\"", "comment.line")]),
    ("/// What it is", &[("/// What it is", "comment.block.documentation")]),
    (
        "  isbn: string // thirteen",
        &[("isbn", "variable.other.field"), ("string", "support.type"), ("// thirteen", "comment.line")],
    ),
    (
        "  price?: decimal = 0.50 \"In euro\"",
        &[
            ("price", "variable.other.field"),
            ("?", "keyword.operator.optional"),
            ("decimal", "support.type"),
            ("0.50", "constant.numeric"),
            ("\"", "string.quoted"),
            ("In euro", "string.quoted"),
        ],
    ),
    ("  tags: list<Entity:Tag>", &[("tags", "variable.other.field"), ("list<Entity:Tag>", "support.type")]),
    (
        "  note \"a \\\"quoted\\\" word \\q\"",
        &[
            ("a ", "string.quoted"),
            ("\\\"", "constant.character.escape"),
            ("quoted", "string.quoted"),
            ("\\q", "invalid.illegal.escape"),
        ],
    ),
    (
        "  insert Loan into loans set { reader: {{actor.id}}, days: 14 days }",
        &[
            ("insert", "keyword.control.step"),
            ("into", "keyword.other.phrase"),
            ("{{actor.id}}", "variable.parameter.template"),
            ("14", "constant.numeric"),
            ("days", "keyword.other.unit"),
        ],
    ),
    ("  only Librarian", &[("only", "keyword.control.guard")]),
    ("  needs lend_books", &[("needs", "keyword.control.guard")]),
    ("  emit BookLent", &[("emit", "keyword.control.step")]),
    (
        "  when size > 20 MiB then deny \"Too large\"",
        &[
            ("when", "keyword.control.decision"),
            ("20", "constant.numeric"),
            ("MiB", "keyword.other.unit"),
            ("deny", "keyword.control.decision"),
            ("Too large", "string.quoted"),
        ],
    ),
    (
        "  | 0x1F | -1.5e3 || true | null |",
        &[
            ("|", "keyword.operator"),
            ("0x1F", "constant.numeric"),
            ("-1.5e3", "constant.numeric"),
            ("true", "constant.language"),
            ("null", "constant.language"),
        ],
    ),
    ("  input { copy_id: uuid }", &[("input", "keyword.other.part"), ("copy_id", "variable.other.field")]),
    (
        "  initial state open",
        &[("initial", "storage.modifier"), ("state", "keyword.other.part"), ("open", "entity.name.state")],
    ),
    (
        "  notes \"\"\"\n    insert 7 // text\n    \"\"\"\n  tags 7",
        &[("    insert 7 // text", "string.quoted.triple"), ("7", "constant.numeric")],
    ),
    (
        "  description \"not closed\n  only Reader",
        &[("not closed", "string.quoted"), ("only", "keyword.control.guard")],
    ),
    ("  insert = 5", &[("insert", "meta.word"), ("5", "constant.numeric")]),
];

#[test]
fn pieces_have_the_scopes_that_the_table_says() {
    let grammar = Grammar::load();
    let mut wrong = Vec::new();
    for (text, expected) in TABLE {
        let tokens = grammar.tokens(text);
        let mut rest = tokens.iter();
        for (piece, scope) in *expected {
            let found =
                rest.any(|(text, scopes)| text == piece && scopes.last().is_some_and(|last| last.starts_with(scope)));
            if !found {
                wrong.push(format!("{text}\n  `{piece}` is not {scope}: {tokens:?}"));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_text_is_lost_and_no_block_stays_open_in_the_examples() {
    let grammar = Grammar::load();
    let mut kinds = std::collections::BTreeSet::new();
    for path in
        below(&root().join("examples")).iter().filter(|path| path.extension().is_some_and(|it| it == "contract"))
    {
        let text = text(path);
        let tokens = grammar.tokens(&text);
        let joined: String = tokens.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(joined, text.replace('\n', ""), "{}", path.display());
        let illegal = tokens.iter().find(|(_, scopes)| scopes.iter().any(|scope| scope.starts_with("invalid")));
        assert_eq!(illegal, None, "{}", path.display());
        kinds.extend(tokens.iter().flat_map(|(_, scopes)| scopes.last().cloned()));
        let heads = text.lines().filter(|line| line.starts_with(char::is_alphabetic)).count();
        let marked = tokens.iter().filter(|(_, scopes)| scopes.iter().any(|it| it.starts_with("keyword.declaration")));
        assert!(marked.count() >= heads, "{}: a declaration without its keyword", path.display());
    }
    assert!(kinds.len() > 20, "the examples show only {kinds:?}");
}
