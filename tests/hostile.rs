//! Input made to hurt, through the real binary: deep, long, huge, no text at all. Each is answered soon, with little memory, in
//! clear words, and never by falling over. `FULL=1 cargo test hostile` tries larger ones.
#![cfg(target_os = "linux")]

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::Place;

/// The memory that a run may take.
const MOST_KIB: u64 = 500 * 1024;

/// What the program takes before it has read anything, built for tests: `--version` takes 25 MiB.
const BARE_KIB: u64 = 26 * 1024;

/// The time that a run may take: a loaded machine and a slow build are forgiven, a quadratic walk is not.
const MOST_TIME: Duration = Duration::from_secs(60);

/// A run that has ended.
struct Ended {
    code: Option<i32>,
    said: String,
    peak_kib: u64,
    took: Duration,
}

/// Runs the binary and watches its memory.
fn watch(place: &Place, args: &str) -> Ended {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_contract"))
        .args(args.split_whitespace())
        .current_dir(place.path(""))
        .env("RAYON_NUM_THREADS", "2")
        // What is free is given back at once: the peak is what was in use, the same in every run.
        .env("MIMALLOC_PURGE_DELAY", "0")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(place.path("stdout.log")).expect("a file"))
        .stderr(std::fs::File::create(place.path("stderr.log")).expect("a file"))
        .spawn()
        .expect("the binary runs");
    let mut peak_kib = 0;
    let code = loop {
        peak_kib = peak_kib.max(peak(&child).unwrap_or(0));
        if let Some(status) = child.try_wait().expect("a status") {
            break status.code();
        }
        if start.elapsed() > MOST_TIME || peak_kib > 2 * MOST_KIB {
            let _ = child.kill();
            let _ = child.wait();
            break None;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    let log = |name: &str| String::from_utf8_lossy(&std::fs::read(place.path(name)).expect("a log")).into_owned();
    let said = if args.contains("--to") { log("stderr.log") } else { log("stdout.log") + &log("stderr.log") };
    Ended { code, said, peak_kib, took: start.elapsed() }
}

/// The most memory that a process has had so far.
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// What the program must make of an input.
enum Wanted {
    /// It is legal.
    Fine,
    /// It is refused, in words that contain these.
    Refused(&'static str),
}

/// Tries an input with every command that reads files.
fn attack(name: &str, file: &str, input: impl AsRef<[u8]>, wanted: &Wanted) {
    let place = Place::new();
    place.write(file, input);
    attack_place(name, &place, file, wanted);
}

fn attack_place(name: &str, place: &Place, file: &str, wanted: &Wanted) {
    attack_within(name, place, file, wanted, MOST_KIB);
}

fn attack_within(name: &str, place: &Place, file: &str, wanted: &Wanted, most_kib: u64) {
    let other = if file.ends_with(".contract") { "yaml" } else { "contract" };
    let commands = [format!("check {file}"), format!("fmt --to {other} {file} --out converted"), format!("fmt {file}")];
    for args in commands {
        let run = watch(place, &args);
        let brief: String = run.said.chars().take(2000).collect();
        let what = format!("{name}: {args}: {:?}, {} MiB: {brief}", run.took, run.peak_kib / 1024);
        eprintln!("{name}: {args}: {:?}, {} MiB", run.took, run.peak_kib / 1024);
        let expected = match wanted {
            Wanted::Fine => 0,
            Wanted::Refused(_) => 1,
        };
        assert_eq!(run.code, Some(expected), "{what}");
        assert!(run.peak_kib < most_kib, "{what}");
        assert!(!run.said.contains("panicked") && !run.said.contains("mistake in `contract`"), "{what}");
        match wanted {
            Wanted::Refused(words) => assert!(run.said.contains(words), "{what}"),
            Wanted::Fine => assert!(!run.said.contains("error["), "{what}"),
        }
        assert!(run.said.len() < 100_000, "{name}: {args}: {} bytes are printed", run.said.len());
    }
}

const DEEP: usize = 100_000;

#[test]
fn open_brackets() {
    let (too_deep, more_than) = (Wanted::Refused("nested too deeply"), Wanted::Refused("more than 128 deep"));
    for (name, bracket) in [("braces", "{"), ("squares", "["), ("rounds", "(")] {
        let inside = format!("profile local {{\n  deep: {}\n", bracket.repeat(DEEP));
        attack(&format!("{name} in text"), "profiles.contract", inside, &more_than);
        attack(&format!("{name} alone"), "a.contract", bracket.repeat(DEEP), &Wanted::Refused("error["));
    }
    attack("squares in YAML", "a.yaml", "[".repeat(DEEP), &too_deep);
    attack("braces in YAML", "a.yaml", "{a: ".repeat(DEEP), &too_deep);
    attack("rounds in YAML", "a.yaml", format!("info:\n  name: {}\n  version: '1'\n", "(".repeat(DEEP)), &Wanted::Fine);
    attack("dashes in YAML", "a.yaml", "- ".repeat(DEEP), &too_deep);
}

#[test]
fn closed_brackets() {
    let (too_deep, more_than) = (Wanted::Refused("nested too deeply"), Wanted::Refused("more than 128 deep"));
    let nest = |open: &str, close: &str| format!("{}{}", open.repeat(DEEP), close.repeat(DEEP));
    attack("text", "a.contract", format!("profile local {{\n  deep: {}\n}}\n", nest("[", "]")), &more_than);
    attack(
        "maps in text",
        "a.contract",
        format!("profile local {{\n  deep: {}1{}\n}}\n", "{ a: ".repeat(DEEP), " }".repeat(DEEP)),
        &more_than,
    );
    attack("YAML", "a.yaml", nest("[", "]"), &too_deep);
    attack("maps in YAML", "a.yaml", format!("{}1{}", "{a: ".repeat(DEEP), "}".repeat(DEEP)), &too_deep);
}

/// By indentation, a hundred thousand levels would be five gigabytes: as many as fit into what is read at all are tried.
#[test]
fn nested_maps_by_indentation() {
    let levels = 10_000;
    let yaml: String = (0..levels).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    attack("nested maps", "a.yaml", yaml, &Wanted::Refused("nested too deeply"));
    let text: String = (0..DEEP).map(|_| "a {\n").collect();
    attack("nested blocks", "a.contract", text, &Wanted::Refused("error["));
}

#[test]
fn one_line_of_ten_megabytes() {
    let refused = Wanted::Refused("longer than 1 MiB");
    let long = "x".repeat(10 << 20);
    attack("a text", "a.yaml", format!("info:\n  name: {long}\n  version: '1'\n"), &refused);
    attack("a text", "a.contract", format!("project \"{long}\" {{\n  version \"1\"\n}}\n"), &refused);
    attack("a word", "a.contract", format!("entity {long} {{\n  id: uuid\n}}\n"), &refused);
    attack("a list", "a.yaml", format!("enums: [{{id: A, values: [{}z]}}]\n", "a, ".repeat(3 << 20)), &refused);
    attack("a list", "a.contract", format!("enum A {{ {}z }}\n", "a, ".repeat(3 << 20)), &refused);
    attack("signs", "a.contract", "=".repeat(10 << 20), &refused);
    attack("quotes", "a.yaml", "'".repeat((10 << 20) + 1), &refused);
}

/// As long as a line may be.
#[test]
fn one_line_of_a_megabyte() {
    let long = "x".repeat((1 << 20) - 100);
    attack("a text", "a.yaml", format!("info:\n  name: {long}\n  version: '1'\n"), &Wanted::Fine);
    attack("a word", "a.contract", format!("entity {long} {{\n  id: uuid\n}}\n"), &Wanted::Fine);
    let words: String = (0..100_000).map(|at| format!("a{at:x}, ")).collect();
    attack("a list", "a.yaml", format!("enums: [{{id: A, values: [{words}z]}}]\n"), &Wanted::Fine);
    attack("signs", "a.contract", "=".repeat(1 << 20), &Wanted::Refused("error["));
    attack("quotes", "a.contract", "\"".repeat(1 << 20), &Wanted::Refused("error["));
}

/// Fifty megabytes if `FULL` is set; else ten, and a fifth of the memory.
fn comments(mark: &str) -> (String, u64) {
    let megabytes: usize = if std::env::var_os("FULL").is_some() { 50 } else { 10 };
    let line = format!("{mark} a comment of some length, as people write them\n");
    (line.repeat((megabytes << 20) / line.len()), MOST_KIB * megabytes as u64 / 50)
}

#[test]
fn megabytes_of_comments() {
    for (file, mark) in [("a.yaml", "#"), ("a.contract", "//")] {
        let (text, most_kib) = comments(mark);
        let place = Place::new();
        place.write(file, text);
        attack_within("comments", &place, file, &Wanted::Fine, most_kib + BARE_KIB);
    }
}

#[test]
fn comments_in_an_open_brace() {
    let text = format!("entity A {{\n  id: uuid\n{}", "// c\n".repeat(400_000));
    attack("comments in an open brace", "a.contract", text, &Wanted::Refused("is never closed"));
}

#[test]
fn more_than_is_read() {
    attack("YAML", "a.yaml", "#\n".repeat(33 << 20), &Wanted::Refused("larger than 64 MiB"));
}

#[test]
fn aliases() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (from, to) in ["a", "b", "c", "d", "e", "f", "g", "h", "i"].windows(2).map(|pair| (pair[0], pair[1])) {
        bomb += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(", "));
    }
    attack("a bomb", "a.yaml", &bomb, &Wanted::Refused("is not used in contract sets"));
    let many: String = (0..20_000).map(|at| format!("      k{at}: [*a, *a, *a, *a]\n")).collect();
    let many = format!("profiles:\n  - name: local\n    overrides:\n{many}");
    attack("many", "a.yaml", many, &Wanted::Refused("is not used in contract sets"));
}

#[test]
fn keys_that_nothing_knows() {
    let place = Place::new();
    let keys = |indent: &str| (0..10_000).map(|at| format!("{indent}k{at}: 1\n")).collect::<String>();
    place.write("roots.yaml", keys(""));
    place.write("inside.yaml", format!("entities:\n  - id: A\n    fields: []\n{}", keys("    ")));
    for file in ["roots.yaml", "inside.yaml"] {
        let run = watch(&place, &format!("check {file} --format concise"));
        assert_eq!(run.code, Some(1), "{file}: {:?}", run.took);
        assert!(run.said.lines().count() > 10_000 && run.peak_kib < MOST_KIB, "{file}: {} KiB", run.peak_kib);
    }
}

#[test]
fn bytes_that_are_no_text() {
    for file in ["a.yaml", "a.contract"] {
        attack("NUL bytes", file, vec![0; 1 << 20], &Wanted::Refused("error[C0011]"));
        attack("NUL in a name", file, b"entities: x\0y\n", &Wanted::Refused("error[C0011]"));
        attack("half a character", file, b"// caf\xc3", &Wanted::Refused("error[C0011]"));
        attack(
            "bytes of all kinds",
            file,
            (0..=255u8).cycle().take(1 << 20).collect::<Vec<_>>(),
            &Wanted::Refused("error[C0011]"),
        );
    }
}

#[test]
fn things_that_are_no_files() {
    let place = Place::new();
    std::fs::create_dir(place.path("x.yaml")).expect("a folder");
    attack_place("an empty folder named like a file", &place, "x.yaml", &Wanted::Refused("no contract file"));
    let place = Place::new();
    std::os::unix::fs::symlink("loop.yaml", place.path("loop.yaml")).expect("a link");
    attack_place("a link to itself", &place, "loop.yaml", &Wanted::Refused("loop.yaml"));
    let place = Place::new();
    std::os::unix::fs::symlink("/dev/null", place.path("null.yaml")).expect("a link");
    let run = watch(&place, "check /dev/null");
    assert_eq!((run.code, run.said.as_str()), (Some(0), "1 file, no findings\n"));
    assert_eq!(watch(&place, "fmt --check /dev/null").code, Some(0));
    assert_eq!(watch(&place, "fmt --to yaml /dev/null").code, Some(0));
    assert_eq!(watch(&place, "check null.yaml").code, Some(0));
}

/// A device that never ends is read up to the limit, no further.
#[test]
fn a_device_without_end() {
    let run = watch(&Place::new(), "check /dev/zero");
    assert_eq!(run.code, Some(1), "{}", run.said);
    assert!(run.said.contains("larger than 64 MiB"), "{}", run.said);
    assert!(run.peak_kib < MOST_KIB, "{} KiB", run.peak_kib);
}
