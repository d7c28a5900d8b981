//! What is made of the examples: the same bytes for the same contract, and a change reaches only what comes from it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Before;
use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;
use crate::unit::{Owner, Unit};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hr/contract")
}

fn made(path: &Path) -> BTreeMap<String, Unit> {
    match pipeline::ready(pipeline::read(&Input::Path(path.to_path_buf())), &Wanted::default()) {
        Ok(ready) => {
            ready.make(&Before::default(), &[]).units.into_iter().map(|unit| (unit.path.clone(), unit)).collect()
        }
        Err(checked) => panic!("{:?}", checked.judged.findings.iter().map(|own| &own.title).collect::<Vec<_>>()),
    }
}

/// The example with a text in one file replaced by another.
fn edited(file: &str, from: &str, to: &str) -> BTreeMap<String, Unit> {
    let folder = tempfile::tempdir().unwrap();
    copy(&example(), folder.path());
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    made(folder.path())
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            std::fs::create_dir_all(to.join(&name)).unwrap();
            copy(&path, &to.join(&name));
        } else {
            std::fs::copy(&path, to.join(&name)).unwrap();
        }
    }
}

#[test]
fn another_stack_than_ours_is_refused_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    copy(&example(), folder.path());
    let path = folder.path().join("meta/info.contract");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("stack fastapi"));
    std::fs::write(&path, text.replace("stack fastapi", "stack java_spring")).unwrap();
    let set = pipeline::read(&Input::Path(folder.path().to_path_buf()));
    let checked = pipeline::ready(set, &Wanted::default()).unwrap_err();
    let found: Vec<_> = checked.judged.findings.iter().filter(|found| found.code.id == "C2001").collect();
    let said = found.iter().map(|found| {
        let label = found.primary.as_ref().unwrap();
        (found.title.as_str(), label.text.as_str(), checked.set.sources.slice(label.span))
    });
    let wanted = ("no code can be made for the stack `java_spring`", "there is `fastapi`", "java_spring");
    assert_eq!(said.collect::<Vec<_>>(), [wanted]);
}

#[test]
fn a_change_reaches_only_files_that_come_from_it() {
    let edits = [
        ("glossary.contract", "means \"", "means \"Here: ", ""),
        ("app/commands.contract", "Release a payroll for sending", "Let a payroll go", "commands/ApprovePayroll"),
        ("domain/errors.contract", "Failed to send email", "The mail could not be sent", "errors/EmailDeliveryFailed"),
        ("persistence/model.contract", "name: VARCHAR(200)", "name: VARCHAR(250)", "tables/employees"),
        ("integrations/integrations.contract", "total_ms: 5000", "total_ms: 4000", "integrations/weather_api"),
        ("app/queries.contract", "page_size: 50", "page_size: 40", "queries/GetEmployeeDocuments"),
    ];
    let before = made(&example());
    for (file, from, to, declaration) in edits {
        let after = edited(file, from, to);
        assert!(before.keys().eq(after.keys()), "{to}: other files are made");
        // What is written once does not change later; the tables as a whole are of no single declaration.
        let differs = |path: &&String| {
            before.get(*path).map(|unit| &unit.text) != after.get(*path).map(|unit| &unit.text)
                && after.get(*path).is_some_and(|unit| unit.owner != Owner::Scaffold)
                && *path != "migrations/schema.json"
        };
        let changed: Vec<&String> = after.keys().filter(differs).collect();
        assert_eq!(changed.is_empty(), declaration.is_empty(), "{to}: {changed:?}");
        for path in changed {
            let comes = after[path].origins.iter().any(|own| own.declaration.starts_with(declaration));
            assert!(comes, "{to}: {path} changes, and does not come from {declaration}");
        }
    }
}

#[test]
fn the_same_contract_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let far = folder.path().join("a folder with a longer name/below");
    std::fs::create_dir_all(&far).unwrap();
    copy(&example(), &far);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let alone = pool.install(|| made(&far));
    let yaml = made(&example().with_file_name("yaml"));
    let here = made(&example());
    for (path, unit) in &here {
        assert!(alone.get(path) == Some(unit), "{path} depends on the folder or on threads");
        assert!(yaml.get(path) == Some(unit), "{path} depends on the surface");
    }
    assert_eq!((here.len(), here.len()), (alone.len(), yaml.len()));
}
