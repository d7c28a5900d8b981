//! `stack.language`: what most of the product is written in.
//!
//! In: the source files that are the product's own. Out: one outcome. The share is counted in lines of text; the named language must have the
//! largest one. TypeScript and JavaScript are counted apart, `node` asks for either. Terraform counts where it is what is asked for: beside
//! a product in another language it says where that runs.

use std::collections::BTreeMap;

use crate::engage::checkers::Subject;
use crate::engage::checkers::looked::{Looked, not_evaluated, plain, unseen};
use crate::engage::repository::{File, Kind, Language, Role};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "stack.language";
const KNOWN: &[&str] = &[
    "Python",
    "TypeScript",
    "JavaScript",
    "Rust",
    "Go",
    "Java",
    "Kotlin",
    "C#",
    "Ruby",
    "PHP",
    "Swift",
    "C",
    "C++",
    "Scala",
    TERRAFORM,
];
const TERRAFORM: &str = "Terraform";

/// Looks at the shares of languages.
pub(in crate::engage::checkers) fn language(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let wanted = names(&terms.stack.language);
    if wanted.is_empty() {
        return vec![not_evaluated(CLAUSE, format!("no checker knows the language `{}`", terms.stack.language))];
    }
    let language_of = |file: &File| match file.kind {
        Kind::Terraform | Kind::TerraformJson => Some(TERRAFORM).filter(|own| wanted.contains(own)),
        kind => kind.language().map(Language::name),
    };
    let own_files = || repository.files().iter().filter(|file| file.role == Role::Product);
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, language) in own_files().filter_map(|file| Some((file, language_of(file)?))) {
        *lines.entry(language).or_default() += file.text.lines().filter(|line| !line.trim().is_empty()).count();
    }
    let all: usize = lines.values().sum();
    if all == 0 {
        return vec![unseen(CLAUSE, "language", "there is no source file to look at")];
    }
    let share = |lines: usize| lines * 100 / all;
    let own: usize = wanted.iter().filter_map(|name| lines.get(name)).sum();
    let other = lines.iter().filter(|(name, _)| !wanted.contains(name)).max_by_key(|(_, lines)| **lines);
    let of_own = format!("{} percent of the lines are {}", share(own), wanted.join(" or "));
    match other {
        Some((name, most)) if *most > own => {
            let largest = own_files().filter(|file| language_of(file) == Some(*name));
            let mut looked = Looked { seen: 1, ..Looked::default() };
            if let Some(file) = largest.max_by_key(|file| file.text.lines().count()) {
                looked.add(file, (0, 0), format!("{} percent of the lines are {name}, {of_own}", share(*most)));
            }
            vec![looked.outcome(CLAUSE, "language", "source file")]
        }
        _ => {
            let mut looked = Looked { seen: 1, said: Some(of_own), ..Looked::default() };
            looked.aside(repository, |_, role| role == Role::Product);
            vec![looked.outcome(CLAUSE, "language", "source file")]
        }
    }
}

fn names(wanted: &str) -> Vec<&'static str> {
    match meant(wanted).as_str() {
        "nodejs" => vec!["TypeScript", "JavaScript"],
        wanted => KNOWN.iter().copied().filter(|name| name.to_ascii_lowercase() == wanted).collect(),
    }
}

/// The language that a contract means by a word, in small letters; the word itself where it is no other name of one.
pub(in crate::engage::checkers) fn meant(word: &str) -> String {
    let word = plain(word);
    let known = match word.as_str() {
        "node" | "node_js" => "nodejs",
        "ts" => "typescript",
        "js" => "javascript",
        "golang" => "go",
        "csharp" | "dotnet" | "_net" => "c#",
        "cpp" => "c++",
        "py" | "python3" => "python",
        "hcl" | "opentofu" => "terraform",
        _ => return word,
    };
    known.to_owned()
}
