//! The packages that manifests name.
//!
//! In: a manifest. Out: names and places. Lock files are not looked at: what they add was asked for by something in a manifest. A manifest
//! that cannot be parsed names nothing here; who asks looks at [`File::data`] first.

use super::{Data, File, Form, Kind, Language};

/// A package that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name, in small letters, with `-` for `_`.
    pub name: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The versions that are asked for, as written.
    pub version: String,
}

/// The packages of a manifest.
pub(super) fn dependencies(file: &File) -> Vec<Dependency> {
    match file.kind {
        Kind::Requirements => requirements(&file.text),
        Kind::GoMod => go(&file.text),
        Kind::Pipfile => of_tables(file, &["packages", "dev-packages"]),
        Kind::SetupCfg => setup_cfg(&file.text),
        Kind::Conda => file.data().and_then(Result::ok).map(conda).unwrap_or_default(),
        Kind::Source(Language::Python) if file.name() == "setup.py" => setup_py(file),
        Kind::Pyproject => file.data().and_then(Result::ok).map(pyproject).unwrap_or_default(),
        Kind::PackageJson => {
            of_tables(file, &["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"])
        }
        Kind::CargoToml => {
            let mut all = of_tables(file, &["dependencies", "dev-dependencies", "build-dependencies"]);
            let workspace = file.data().and_then(Result::ok).and_then(|data| data.at(&["workspace", "dependencies"]));
            all.extend(workspace.map(of_table).unwrap_or_default());
            all
        }
        _ => Vec::new(),
    }
}

fn requirements(text: &str) -> Vec<Dependency> {
    let of_line = |(at, line): (usize, &str)| {
        let start = line.len() - line.trim_start().len();
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '-']) {
            return None;
        }
        let line = line.split(" #").next().unwrap_or(line);
        Some(dependency(line, u32::try_from(at + 1).ok()?, u32::try_from(start + 1).ok()?))
    };
    text.lines().enumerate().filter_map(of_line).collect()
}

/// The lines below `install_requires` and the extras of `setup.cfg`.
fn setup_cfg(text: &str) -> Vec<Dependency> {
    let (mut all, mut is_listed, mut in_extras) = (Vec::new(), false, false);
    for (line, number) in text.lines().zip(1u32..) {
        if line.starts_with('[') {
            (is_listed, in_extras) = (false, line.starts_with("[options.extras_require]"));
        } else if line.starts_with(char::is_whitespace) {
            let package = line.trim();
            if is_listed && !package.is_empty() && !package.starts_with('#') {
                all.push(dependency(package, number, 1));
            }
        } else if let Some((key, value)) = line.split_once('=') {
            is_listed = in_extras || matches!(key.trim(), "install_requires" | "setup_requires" | "tests_require");
            let packages = value.split(';').map(str::trim).filter(|package| is_listed && !package.is_empty());
            all.extend(packages.map(|package| dependency(package, number, 1)));
        }
    }
    all
}

/// The texts inside of `install_requires=…` and `extras_require=…` of `setup.py`.
fn setup_py(file: &File) -> Vec<Dependency> {
    let Some(Ok(code)) = file.code() else { return Vec::new() };
    let mut all = Vec::new();
    code.each(&mut |node| {
        let is_list = node.kind() == "keyword_argument"
            && matches!(code.part(node, "name"), "install_requires" | "extras_require" | "setup_requires");
        if is_list {
            super::each(node, &mut |inner| {
                if let Some(package) = code.literal(inner) {
                    let (line, column) = code.place(inner);
                    all.push(dependency(package, line, column));
                }
                true
            });
        }
        true
    });
    all
}

/// `dependencies: [python=3.12, {pip: [hvac]}]`
fn conda(data: &Data) -> Vec<Dependency> {
    let listed = data.get("dependencies").map(Data::items).unwrap_or_default();
    let inner = listed.iter().filter_map(|item| item.get("pip")).flat_map(Data::items);
    let of = |item: &Data| Some(dependency(item.text()?, item.line, item.column));
    listed.iter().chain(inner).filter_map(of).collect()
}

/// `name[extra]>=1.2; marker`
fn dependency(written: &str, line: u32, column: u32) -> Dependency {
    let end = written.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(written.len());
    let (name, version) = written.split_at(end);
    let version = version.split_once(']').map_or(version, |(_, version)| version);
    let version = version.split(';').next().unwrap_or(version).trim().to_owned();
    Dependency { name: plain(name), line, column, version }
}

fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

fn pyproject(data: &Data) -> Vec<Dependency> {
    let mut all = Vec::new();
    let listed = |list: &Data, all: &mut Vec<Dependency>| {
        let items = list.items().iter();
        all.extend(items.filter_map(|item| Some(dependency(item.text()?, item.line, item.column))));
    };
    if let Some(list) = data.at(&["project", "dependencies"]) {
        listed(list, &mut all);
    }
    for groups in [&["project", "optional-dependencies"][..], &["dependency-groups"]] {
        for group in data.at(groups).map(Data::entries).unwrap_or_default() {
            listed(&group.value, &mut all);
        }
    }
    if let Some(table) = data.at(&["tool", "poetry", "dependencies"]) {
        all.extend(of_table(table));
    }
    for group in data.at(&["tool", "poetry", "group"]).map(Data::entries).unwrap_or_default() {
        all.extend(group.value.get("dependencies").map(of_table).unwrap_or_default());
    }
    all
}

fn of_tables(file: &File, keys: &[&str]) -> Vec<Dependency> {
    let Some(Ok(data)) = file.data() else { return Vec::new() };
    keys.iter().filter_map(|key| data.get(key)).flat_map(of_table).collect()
}

fn of_table(table: &Data) -> Vec<Dependency> {
    let of_entry = |entry: &super::Entry| {
        let version = match &entry.value.form {
            Form::Map(_) => entry.value.get("version").and_then(Data::text),
            _ => entry.value.text(),
        };
        let version = version.unwrap_or_default().to_owned();
        Dependency { name: plain(&entry.key), line: entry.line, column: entry.column, version }
    };
    table.entries().iter().map(of_entry).collect()
}

fn go(text: &str) -> Vec<Dependency> {
    let of_line = |(at, line): (usize, &str)| {
        let line = line.trim();
        let line = line.strip_prefix("require ").unwrap_or(line).trim();
        let (name, rest) = line.split_once(' ')?;
        let version = rest.split_whitespace().next().filter(|version| version.starts_with('v'))?;
        let line = u32::try_from(at + 1).ok()?;
        name.contains('/').then(|| Dependency { name: plain(name), line, column: 1, version: version.to_owned() })
    };
    text.lines().enumerate().filter_map(of_line).collect()
}
