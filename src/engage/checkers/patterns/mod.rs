//! `quality.forbidden_patterns`: patterns of code that are never written.
//!
//! In: source files that are the product's own, tests inside Rust files left out. Out: an outcome for each name. The table is [`PATTERNS`]: names,
//! languages, and what a node must be to be one. A name without a row is not evaluated, and neither is a pattern of languages that the
//! repository does not use.

mod common;
mod python;
mod rust;
mod script;

use tree_sitter::Node;

use super::functions;
use super::looked::{Looked, plain, unknown};
use crate::engage::checkers::Subject;
use crate::engage::repository::{Code, Language, Role};
use crate::engage::verdict::Outcome;

const FAMILY: &str = "quality.forbidden_patterns";

type Languages = fn(Language) -> bool;
type Breaks = fn(Code<'_>, Node<'_>) -> Option<String>;

fn python(language: Language) -> bool {
    language == Language::Python
}

fn rust(language: Language) -> bool {
    language == Language::Rust
}

fn script(language: Language) -> bool {
    language.is_script()
}

fn typed(language: Language) -> bool {
    matches!(language, Language::TypeScript | Language::Tsx)
}

fn printing(language: Language) -> bool {
    python(language) || rust(language)
}

fn any(_: Language) -> bool {
    true
}

fn evaluating(language: Language) -> bool {
    python(language) || script(language)
}

fn hinting(language: Language) -> bool {
    python(language) || typed(language)
}

/// Names, languages, what is one.
#[rustfmt::skip]
const PATTERNS: &[(&[&str], Languages, Breaks)] = &[
    // `print(…)`; `println!`, `eprintln!`
    (&["print_statements", "print", "print_statement"], printing, common::print),
    // `except:`
    (&["bare_except", "bare_excepts"], python, python::bare_except),
    // `except Exception:`
    (&["broad_except", "catch_all_except"], python, python::broad_except),
    // `except …: pass`; `catch {}`
    (&["silent_except", "swallowed_exceptions", "empty_except", "empty_catch"], evaluating, common::silent),
    // `def f(x=[])`
    (&["mutable_defaults", "mutable_default_arguments", "mutable_default"], python, python::mutable_default),
    // `from x import *`; `use x::*` but of a prelude or `super`
    (&["wildcard_imports", "star_imports", "wildcard_import"], printing, common::wildcard),
    // `eval(…)`, `exec(…)`; `new Function(…)`
    (&["eval_exec", "eval", "exec"], evaluating, common::eval),
    // `global x`
    (&["global_statements", "global_variables", "global_state"], python, python::global),
    // `subprocess.run(…, shell=True)`, `os.system(…)`
    (&["shell_true", "shell_injection", "os_system"], python, python::shell),
    // `pickle.loads(…)`
    (&["pickle", "pickle_load", "unsafe_deserialization"], python, python::pickle),
    // `assert …`
    (&["assert_statements", "asserts"], python, python::assert),
    // `execute(f"select … {x}")`, and the same by `+`, `%`, `.format`
    (&["sql_string_concatenation", "string_sql", "sql_injection", "raw_sql_strings"], evaluating, common::sql),
    // `console.log(…)`, `console.debug(…)` and what else writes what nobody asked for
    (&["console_log", "console_logs"], script, script::console_log),
    // any method of `console`
    (&["console_statements", "console", "no_console"], script, script::console),
    // `any`; `Any`
    (&["any_type", "any_types", "explicit_any", "any"], hinting, common::any_type),
    // `x!`
    (&["non_null_assertion", "non_null_assertions"], typed, script::non_null),
    // `// @ts-ignore`, `# type: ignore`
    (&["ts_ignore", "type_ignore"], hinting, common::ignored_type),
    // `var x`
    (&["var_declarations", "var"], script, script::var),
    // `debugger`
    (&["debugger_statements", "debugger"], script, script::debugger),
    // `a == b`
    (&["loose_equality", "double_equals"], script, script::loose),
    // `TODO`, `FIXME`, `XXX`, `HACK` in a comment
    (&["todo_comments", "todos", "todo", "fixme_comments"], any, common::todo),
    // a literal `http://…` or `https://…` but of this machine, of an example or of a schema
    (&["hardcoded_urls", "hard_coded_urls"], any, common::url),
    // `.unwrap()`
    (&["unwrap", "unwraps"], rust, rust::unwrap),
    // `.expect(…)`
    (&["expect", "expects"], rust, rust::expect),
    // `panic!`, `todo!`, `unimplemented!`, `unreachable!`
    (&["panic", "panics"], rust, rust::panic),
    // `dbg!`
    (&["dbg", "dbg_macro"], rust, rust::dbg),
    // `unsafe { … }`
    (&["unsafe", "unsafe_code", "unsafe_blocks"], rust, rust::is_unsafe),
];

/// A pattern that is forbidden, and what was seen of it.
struct Search {
    clause: String,
    languages: Languages,
    breaks: Breaks,
    looked: Looked,
}

/// Looks for every pattern: each file is walked once.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let names = terms.quality.iter().flat_map(|quality| &quality.forbidden_patterns);
    let mut searches: Vec<Result<Search, Outcome>> = names.map(|name| search(name)).collect();
    for file in repository.files().iter().filter(|file| file.role == Role::Product) {
        let Some(language) = file.kind.language() else { continue };
        let mut own: Vec<_> = searches.iter_mut().flatten().filter(|search| (search.languages)(language)).collect();
        if own.is_empty() {
            continue;
        }
        let mut looked = Looked::default();
        let code = looked.tree(file);
        own.iter_mut().for_each(|search| search.looked.holes.extend(looked.holes.iter().cloned()));
        if let Some(code) = code {
            walk(code, &mut own);
        }
    }
    let end = |search: Result<Search, Outcome>| match search {
        Ok(mut search) => {
            search.looked.unread(repository, |kind| kind.language().is_some_and(search.languages));
            let is_wanted = |language, role| role == Role::Product && (search.languages)(language);
            search.looked.aside(repository, is_wanted);
            search.looked.outcome(search.clause, "patterns", "file of its languages")
        }
        Err(outcome) => outcome,
    };
    searches.into_iter().map(end).collect()
}

fn search(name: &str) -> Result<Search, Outcome> {
    let words = plain(name);
    let row = PATTERNS.iter().find(|(names, ..)| names.contains(&words.as_str()));
    let (_, languages, breaks) = row.ok_or_else(|| unknown(FAMILY, name))?;
    let clause = format!("{FAMILY}/{name}");
    Ok(Search { clause, languages: *languages, breaks: *breaks, looked: Looked::default() })
}

fn walk(code: Code<'_>, searches: &mut [&mut Search]) {
    searches.iter_mut().for_each(|search| search.looked.seen += 1);
    code.each(&mut |node| {
        if functions::is_test(code, node) {
            return false;
        }
        for search in searches.iter_mut() {
            if let Some(message) = (search.breaks)(code, node) {
                search.looked.add(code.file, code.place(node), message);
            }
        }
        true
    });
}
