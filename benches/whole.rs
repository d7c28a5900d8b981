//! Whole jobs on sets of 1, 10, 100 and 1 000 modules, each in a process of its own: `cargo bench --bench whole`.
//!
//! In: optionally the largest number of modules, and a job (`cargo bench --bench whole -- 100 check-yaml`, or `large`). Out: a table
//! on standard output, one for single things that are large, and what a start costs. CPU seconds and peaks are of the whole process, as
//! the system counts them, so start-up is part of them.

mod modules;

/// That of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use contract::levels::Wanted;
use contract::patch::{Patch, Project, Resolution};
use contract::pipeline;
use contract::set::{Input, Set, Surface};
use contract::stack::Before;
use modules::large;
use rayon::prelude::*;

/// What is done with a set.
#[derive(Clone, Copy, PartialEq)]
enum Job {
    /// It is read, and no more.
    Read,
    /// It is read, and all checks are made.
    Check,
    /// It is read, and written on this surface.
    Write(Surface),
    /// It is checked, and made into a system.
    Lower,
    /// It is checked, and all files of its service are made.
    Make,
    /// It is checked and made, and compared with a folder in which nothing is.
    Plan,
    /// As [`Job::Plan`], and applied, where all of it is there already.
    Again,
    /// It is read, and applied where all of it is there already, and was so on an earlier run.
    Settled,
}

impl Job {
    /// Whether it is compared with checking.
    fn is_behind_check(self) -> bool {
        matches!(self, Job::Lower | Job::Make | Job::Plan)
    }
}

/// What is done: its name, the surface that is read, and what becomes of it. Reading and checking come first, as others are compared with
/// them.
const JOBS: [(&str, Surface, Job); 13] = [
    ("read-contract", Surface::Contract, Job::Read),
    ("check-contract", Surface::Contract, Job::Check),
    ("read-yaml", Surface::Yaml, Job::Read),
    ("check-yaml", Surface::Yaml, Job::Check),
    ("fmt-contract", Surface::Contract, Job::Write(Surface::Contract)),
    ("fmt-yaml", Surface::Yaml, Job::Write(Surface::Yaml)),
    ("contract-to-yaml", Surface::Contract, Job::Write(Surface::Yaml)),
    ("yaml-to-contract", Surface::Yaml, Job::Write(Surface::Contract)),
    ("ir-contract", Surface::Contract, Job::Lower),
    ("make-contract", Surface::Contract, Job::Make),
    ("plan-contract", Surface::Contract, Job::Plan),
    ("apply-again", Surface::Contract, Job::Again),
    ("apply-unchanged", Surface::Contract, Job::Settled),
];

/// How often the binary is started to learn what one start costs.
const STARTS: u32 = 40;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench" && arg != "--test").collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["run", job, folder] => run(job, Path::new(folder)),
        ["generate", count, folder] => generate(count.parse().unwrap_or(1), Path::new(folder)),
        ["large"] => large(),
        rest => {
            let most = rest.iter().find_map(|arg| arg.parse().ok()).unwrap_or(1000);
            let job = rest.iter().find(|arg| JOBS.iter().any(|(name, ..)| name == *arg));
            table(most, job.copied()).and_then(|()| if job.is_none() { large() } else { Ok(()) })
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes both forms of a set below a folder, `yaml` and `contract`, and the large things beside them.
fn generate(count: usize, folder: &Path) -> std::io::Result<()> {
    modules::write(&modules::yaml_set(count), &folder.join("yaml"))?;
    modules::write(&modules::contract_set(count), &folder.join("contract"))?;
    for (name, files) in [
        ("unique", large::table(1000, "unique")),
        ("first", large::table(1000, "first")),
        ("states", large::workflow(1000)),
    ] {
        modules::write(&files, &folder.join(name))?;
    }
    Ok(())
}

/// One job in this process; prints its CPU seconds, wall seconds, peak in KiB and findings.
fn run(job: &str, folder: &Path) -> std::io::Result<()> {
    let start = Instant::now();
    let Some((_, from, job)) = JOBS.iter().find(|(name, ..)| *name == job) else { return Ok(()) };
    let inputs = [Input::Path(folder.to_path_buf())];
    let findings = match job {
        Job::Read => Set::load(&inputs).findings.len(),
        Job::Check => pipeline::check(&inputs[0], &Wanted::default()).judged.findings.len(),
        Job::Write(to) => {
            let set = Set::load(&inputs);
            let write = |file: &contract::set::File| {
                let document = file.whole()?;
                let text = if *to == *from { to.format(document, set.text(file)) } else { to.write(document) };
                text.ok()
            };
            set.files.par_iter().filter(|file| write(file).is_none()).count()
        }
        Job::Lower => pipeline::ready(pipeline::read(&inputs[0]), &Wanted::default())
            .map_or_else(|checked| errors(&checked), |_| 0),
        Job::Make => match pipeline::ready(pipeline::read(&inputs[0]), &Wanted::default()) {
            Ok(ready) => usize::from(ready.make(&Before::default(), &[]).units.is_empty()),
            Err(checked) => errors(&checked),
        },
        Job::Plan => {
            let empty = tempfile::tempdir()?;
            match project(&inputs[0], empty.path()) {
                Ok((_, patch)) => {
                    usize::from(contract::plan::fold(&patch, &BTreeMap::<String, String>::new()).is_empty())
                }
                Err(count) => count,
            }
        }
        Job::Again => match project(&inputs[0], &service(folder)) {
            Ok((mut project, patch)) => usize::from(!patch.is_empty() || project.apply(&patch).is_err()),
            Err(count) => count,
        },
        Job::Settled => {
            let key = pipeline::key(&pipeline::read(&inputs[0]), &Wanted::default());
            usize::from(!Project::open(&service(folder)).is_ok_and(|project| project.is_settled(&key)))
        }
    };
    println!("{} {} {} {findings}", cpu(), start.elapsed().as_secs_f64(), peak());
    Ok(())
}

/// How many findings are errors.
fn errors(checked: &pipeline::Checked) -> usize {
    let is_error = |own: &&contract::diag::Diagnostic| own.level == contract::diag::Level::Error;
    checked.judged.findings.iter().filter(is_error).count()
}

/// The project of a set: beside the folder with the set.
fn service(folder: &Path) -> PathBuf {
    folder.with_file_name("service")
}

/// A project, and what makes it what a set says; the number of errors, where there are any.
fn project(input: &Input, root: &Path) -> Result<(Project, Patch), usize> {
    let ready = pipeline::ready(pipeline::read(input), &Wanted::default()).map_err(|checked| errors(&checked))?;
    let before = pipeline::before(root, ready.stack.history).ok().flatten().unwrap_or_default();
    let made = ready.make(&before, &[]);
    let project = Project::open(root).map_err(|_| 1usize)?;
    let wanted = contract::patch::Wanted { units: &made.units, stamp: &made.stamp, ejected: &[] };
    let patch = project.compare(wanted, &Resolution::default()).map_err(|_| 1usize)?;
    Ok((project, patch))
}

/// The CPU seconds of this process (10 ms is the least that Linux tells).
fn cpu() -> f64 {
    ticks(&[13, 14])
}

/// The CPU seconds of the processes that this one has waited for.
fn cpu_of_children() -> f64 {
    ticks(&[15, 16])
}

fn ticks(columns: &[usize]) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let column = |at: &usize| rest.split(' ').nth(at - 2).and_then(|text| text.parse::<f64>().ok());
    columns.iter().filter_map(column).sum::<f64>() / 100.0
}

/// The most memory that this process has held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn table(most: usize, only: Option<&str>) -> std::io::Result<()> {
    let sizes: Vec<usize> = [1, 10, 100, 1000].into_iter().filter(|size| *size <= most).collect();
    let mut folders = Vec::new();
    for size in &sizes {
        let (yaml, contract) = (modules::yaml_set(*size), modules::contract_set(*size));
        let folder = tempfile::tempdir()?;
        modules::write(&yaml, &folder.path().join("yaml"))?;
        modules::write(&contract, &folder.path().join("contract"))?;
        if only.is_none_or(|only| only.starts_with("apply")) {
            let place = folder.path().join("contract");
            let input = Input::Path(place.clone());
            if let Ok((mut project, patch)) = project(&input, &service(&place)) {
                project.apply(&patch).map_err(|why| std::io::Error::other(format!("{why:?}")))?;
                project.remember(&pipeline::key(&pipeline::read(&input), &Wanted::default()));
            }
        }
        folders.push((*size, folder, modules::size(&yaml), modules::size(&contract)));
    }
    println!(
        "| job | modules | MB | CPU s | wall s | MB/s of CPU | times reading | times checking | peak MiB | times the source | growth |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let mut reading: HashMap<(&str, usize), f64> = HashMap::new();
    let mut checking: HashMap<(&str, usize), f64> = HashMap::new();
    for (job, from, what) in JOBS.iter().filter(|(name, ..)| only.is_none_or(|only| only == *name)) {
        let mut before: Option<(usize, f64)> = None;
        for (size, folder, yaml, contract) in &folders {
            let (name, bytes) = if *from == Surface::Yaml { ("yaml", *yaml) } else { ("contract", *contract) };
            let [cpu, wall, peak, findings] = measure(job, &folder.path().join(name))?;
            let megabytes = bytes as f64 / 1e6;
            let growth = before.map(|(less, time)| (cpu / time).ln() / (*size as f64 / less as f64).ln());
            // Ticks of 10 ms say nothing of small sets.
            let growth = growth.filter(|_| *size == 1000).map_or(String::new(), |growth| format!("{growth:.2}"));
            let times = peak * 1024.0 / bytes as f64;
            print!("| {job} | {size} | {megabytes:.2} | {cpu:.2} | {wall:.3} | ");
            print!("{} | ", if cpu < 0.05 { "-".to_owned() } else { format!("{:.1}", megabytes / cpu) });
            if *what == Job::Read {
                reading.insert((name, *size), cpu);
            }
            if *what == Job::Check {
                checking.insert((name, *size), cpu);
            }
            let compared = |than: Option<&f64>| {
                than.filter(|than| **than >= 0.05).map_or("-".to_owned(), |than| format!("{:.2}", cpu / than))
            };
            print!("{} | ", compared(reading.get(&(name, *size))));
            print!("{} | ", compared(checking.get(&(name, *size)).filter(|_| what.is_behind_check())));
            println!(
                "{:.0} | {} | {growth} |",
                peak / 1024.0,
                if *size < 100 { "-".to_owned() } else { format!("{times:.1}") }
            );
            if findings > 0.0 {
                println!("{findings} findings where none should be");
            }
            before = Some((*size, cpu));
        }
    }
    if let (None, Some((_, folder, ..))) = (only, folders.first()) {
        for name in ["contract", "yaml"] {
            start(&folder.path().join(name), name)?;
        }
    }
    Ok(())
}

/// Things that are large, alone in a set: what it costs to check them, and whether the search was given up.
fn large() -> std::io::Result<()> {
    println!("| what | CPU s | wall s | given up |");
    println!("|---|---|---|---|");
    let sets = [
        ("table of 1 000 rows, `unique`", large::table(1000, "unique")),
        ("table of 1 000 rows, `first`", large::table(1000, "first")),
        ("workflow of 1 000 states", large::workflow(1000)),
    ];
    for (name, files) in sets {
        let folder = tempfile::tempdir()?;
        modules::write(&files, folder.path())?;
        let [cpu, wall, ..] = measure("check-yaml", folder.path())?;
        let checked = pipeline::check(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
        let stopped = checked.judged.findings.iter().any(|found| found.code.id == "C1905");
        println!("| {name} | {cpu:.2} | {wall:.3} | {} |", if stopped { "yes" } else { "no" });
    }
    Ok(())
}

/// Runs one job in a process of its own; the better of two runs where it is short.
fn measure(job: &str, folder: &Path) -> std::io::Result<[f64; 4]> {
    let once = || -> std::io::Result<[f64; 4]> {
        let out = Command::new(std::env::current_exe()?).args(["run", job]).arg(folder).output()?;
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let mut numbers = text.split_whitespace().map(|number| number.parse().unwrap_or(f64::NAN));
        Ok(std::array::from_fn(|_| numbers.next().unwrap_or(f64::NAN)))
    };
    let mut best = once()?;
    for _ in 0..2 {
        let again = once()?;
        if again[0] < best[0] || (again[0] == best[0] && again[1] < best[1]) {
            best = again;
        }
    }
    Ok(best)
}

/// What it costs to start the binary and check one module.
fn start(folder: &Path, surface: &str) -> std::io::Result<()> {
    let (before, begun) = (cpu_of_children(), Instant::now());
    let mut least = f64::INFINITY;
    for _ in 0..STARTS {
        let one = Instant::now();
        let binary =
            Command::new(env!("CARGO_BIN_EXE_contract")).arg("check").arg(folder).stdout(Stdio::null()).status()?;
        if !binary.success() {
            println!("`contract check` of one module fails");
        }
        least = least.min(one.elapsed().as_secs_f64());
    }
    let cpu = (cpu_of_children() - before) * 1000.0 / f64::from(STARTS);
    let wall = begun.elapsed().as_secs_f64() * 1000.0 / f64::from(STARTS);
    println!("cold start, one module of {surface}: {cpu:.1} ms CPU, {wall:.1} ms wall ({:.1} at best)", least * 1000.0);
    Ok(())
}
