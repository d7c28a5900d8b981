//! The rules of the house: who may use whom, what every file opens with, what no file contains.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::help::files::{below, root, shown, text};

/// What the rooms table says of a room.
struct Room {
    may_use: BTreeSet<String>,
    must_not_know: Vec<String>,
}

/// The rooms table of `book/src/architecture.md`.
fn rooms() -> BTreeMap<String, Room> {
    let page = text(&root().join("book/src/architecture.md"));
    let table = page.lines().skip_while(|line| *line != "| room | holds | may use | must not know |").skip(2);
    let mut rooms = BTreeMap::new();
    for line in table.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, may_use, must_not_know] = cells.as_slice() else { panic!("not four columns: {line}") };
        let may_use = match *may_use {
            "all of the above" => rooms.keys().cloned().collect(),
            list => ticked(list),
        };
        let must_not_know = must_not_know.split([',', ';']).map(|words| words.trim().to_owned()).collect();
        rooms.insert(name.trim_matches('`').to_owned(), Room { may_use, must_not_know });
    }
    assert!(rooms.len() > 8, "the rooms table is not where it was");
    rooms
}

fn ticked(list: &str) -> BTreeSet<String> {
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// What the words of the last column forbid: rooms, libraries, parts of the standard library. A word that is not here needs
/// a meaning first.
fn forbidden(word: &str) -> &'static [&'static str] {
    match word {
        "" => &[],
        "anything else" => &["crate::"],
        "trees" => &["crate::ast"],
        "kinds" => &["crate::kinds"],
        "surfaces" => &["crate::text", "crate::yaml", "crate::json"],
        "checks" => &["crate::check"],
        "files" => &["crate::set", "std::fs"],
        "the terminal" => &["terminal_size", "std::io", "crate::cli"],
        "the command line" => &["crate::cli", "clap::"],
        "clap" => &["clap::"],
        "`yaml`" => &["crate::yaml"],
        "`text`" => &["crate::text"],
        "`set`" => &["crate::set"],
        "ariadne and codespan stay inside `render/`" => &[], // see the libraries below
        "the insides of stages" => &["crate::text::form", "crate::check::shape", "crate::yaml::events"],
        word => panic!("what does `{word}` forbid?"),
    }
}

/// Libraries, and the only places that may know them.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("ariadne", &["src/diag/render/"]),
    ("codespan_reporting", &["src/diag/render/"]),
    ("granit_parser", &["src/yaml/events.rs", "src/engage/repository/"]),
    ("jsonc_parser", &["src/json/"]),
    ("tree_sitter", &["src/engage/"]),
    ("regex", &["src/check/deep/model/bounds.rs", "src/engage/"]),
    ("quick_xml", &["src/engage/repository/reports/"]),
    ("ed25519_dalek", &["src/engage/evidence/"]),
    ("getrandom", &["src/engage/evidence/key.rs"]),
    ("ryu_js", &["src/engage/evidence/canonical.rs"]),
    ("logos", &["src/text/"]),
    ("chumsky", &["src/text/"]),
    ("pretty", &["src/text/"]),
    ("clap", &["src/cli/"]),
    ("clap_complete", &["src/cli/"]),
    ("terminal_size", &["src/cli/"]),
    ("ignore", &["src/set/", "src/patch/drift.rs", "src/engage/repository/"]),
    ("tempfile", &["src/set/"]),
    (
        "serde_json",
        &[
            "src/diag/render/",
            "src/levels/",
            "src/ir/",
            "src/stack/",
            "src/patch/",
            "src/plan/",
            "src/run/",
            "src/cli/",
            "src/json/",
            "src/engage/",
        ],
    ),
    ("toml", &["src/levels/", "src/engage/repository/"]),
    ("sha1", &["src/patch/blob.rs"]),
    ("sha2", &["src/digest.rs"]),
    ("blake3", &["src/digest.rs"]),
];

/// A file of the program: its path, its text, and its text without tests and comments.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    /// The room it stands in.
    fn room(&self) -> &str {
        let inner = self.path.strip_prefix("src/").expect("in src");
        inner.split(['/', '.']).next().expect("a room")
    }
}

/// All files of the program, but for those that are tests.
fn sources() -> Vec<Source> {
    let mut all: Vec<Source> = below(&root().join("src"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let text = text(&path);
            Source { path: shown(&path), code: code(&text), text }
        })
        .collect();
    let tests: Vec<String> = all.iter().flat_map(|source| test_modules(&source.path, &source.text)).collect();
    assert!(tests.len() > 4, "no test modules were found: {tests:?}");
    all.retain(|source| !tests.iter().any(|test| source.path.starts_with(test)));
    all
}

/// The paths of modules that are compiled for tests only: `#[cfg(test)] mod tests;`.
fn test_modules(path: &str, text: &str) -> Vec<String> {
    let folder = match Path::new(path).file_stem().and_then(|stem| stem.to_str()) {
        Some("mod" | "lib" | "main") => path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    };
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let pairs = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    let names = pairs.filter_map(|pair| pair[1].trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    names.flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]).collect()
}

/// A text without comments and without items for tests. The formatter has laid it out, so an item ends with a line that
/// ends in `;`, or that is `}` in its own column.
fn code(text: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        if bare == "#[cfg(test)]" {
            let close = format!("{}}}", &line[..line.len() - bare.len()]);
            let mut first = true;
            for line in lines.by_ref() {
                if line == close || (first && (line.ends_with(';') || line.ends_with('}'))) {
                    break;
                }
                first = first && line.trim_start().starts_with("#[");
            }
        } else if !bare.starts_with("//") {
            out += &format!("{}\n", line.split(" // ").next().unwrap_or(line));
        }
    }
    out
}

/// The rooms that a code uses: each `crate::room`, also in groups of `use crate::{...}`.
fn used_rooms(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let end = group.find(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    depth < 0
                });
                let group = &group[..end.unwrap_or(group.len())];
                let mut depth = 0;
                let parts = group.split(|c| {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    c == ',' && depth == 0
                });
                used.extend(parts.map(|part| word(part.trim())).filter(|part| !part.is_empty()));
            }
            None => _ = used.insert(word(rest)),
        }
    }
    used
}

#[test]
fn the_readers_of_code_read_code() {
    assert_eq!(
        used_rooms("use crate::{ast::{self, Node}, text};\nx(crate::diag::code::A)"),
        ticked("`ast` `text` `diag`")
    );
    let text = "a\n#[cfg(test)]\nmod tests;\nb // said\n    #[cfg(test)]\n    fn t() {\n        x\n    }\nc\n//! d\n";
    assert_eq!(code(text), "a\nb\nc\n");
    assert_eq!(test_modules("src/a/mod.rs", text), ["src/a/tests.rs", "src/a/tests/"]);
}

#[test]
fn rooms_use_only_what_the_book_allows() {
    let rooms = rooms();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources().iter().filter(|source| !["lib", "main"].contains(&source.room())) {
        let name = source.room();
        let Some(room) = rooms.get(name) else {
            wrong.push(format!("{}: the book has no room `{name}`", source.path));
            continue;
        };
        seen.insert(name.to_owned());
        for used in used_rooms(&source.code).iter().filter(|used| *used != name) {
            if !room.may_use.contains(used) {
                wrong.push(format!("{}: `{name}` may not use `{used}`", source.path));
            }
        }
        for word in &room.must_not_know {
            let own = format!("crate::{name}");
            for hidden in forbidden(word).iter().filter(|hidden| source.code.contains(*hidden)) {
                let outside = source.code.match_indices(hidden).any(|(at, _)| !source.code[at..].starts_with(&own));
                if outside {
                    wrong.push(format!("{}: `{name}` must not know {word} (`{hidden}`)", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, rooms.into_keys().collect(), "every room of the book is there");
}

#[test]
fn every_library_has_its_place() {
    let mut wrong = Vec::new();
    let sources = sources();
    for (library, places) in LIBRARIES {
        let uses = |source: &&Source| {
            source.code.match_indices(&format!("{library}::")).any(|(at, _)| {
                let before = source.code[..at].chars().next_back();
                before.is_none_or(|c| !(c.is_alphanumeric() || c == '_' || c == ':'))
            })
        };
        let users: Vec<&str> = sources.iter().filter(uses).map(|source| source.path.as_str()).collect();
        if users.is_empty() && !sources.iter().any(|source| source.code.contains(library)) {
            wrong.push(format!("nothing uses {library}"));
        }
        let strangers = users.iter().filter(|path| !places.iter().any(|place| path.starts_with(place)));
        wrong.extend(strangers.map(|path| format!("{path} uses {library}, which belongs into {places:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_rim_touches_the_disk() {
    let allowed = ["set", "patch", "run", "parts", "engage", "cli"];
    let touches =
        |source: &&Source| ["std::fs", "fs::", "File::open", "File::create"].iter().any(|it| source.code.contains(it));
    let sources = sources();
    let users: BTreeSet<&str> = sources.iter().filter(touches).map(Source::room).collect();
    assert!(users.contains("set"), "sets are read from the disk");
    assert!(users.iter().all(|room| allowed.contains(room)), "{users:?}");
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let silent: Vec<String> = below(&root().join("src"))
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs") && !text(path).starts_with("//! "))
        .map(|path| shown(path))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn nothing_stops_the_program_at_once() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (at, line) in source.code.lines().enumerate() {
            for word in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("] {
                if line.contains(word) {
                    wrong.push(format!("{} (line {} of its code): {}", source.path, at + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
