//! Where a result is.
//!
//! In: the locations of a result, and the run they belong to. Out: a path with `/`, a line, a column. A path is relative where the file
//! says of what; an absolute one stays so, for here nobody knows the root. Reads no files.

use super::form::{ArtifactLocation, Location, Run};

/// How many bases may stand on each other before we stop asking.
const DEPTH: usize = 8;

/// A place in a file.
#[derive(Default)]
pub struct Place {
    pub path: String,
    pub line: u32,
    pub column: u32,
}

/// The first place of a result.
pub fn place(run: &Run, locations: &[Location]) -> Place {
    let Some(physical) = locations.iter().find_map(|location| location.physical_location.as_ref()) else {
        return Place::default();
    };
    let path = physical.artifact_location.as_ref().and_then(|location| path(run, location)).unwrap_or_default();
    let (line, column) = match &physical.region {
        Some(region) => (region.start_line.unwrap_or(0), region.start_column.unwrap_or(0)),
        None => (0, 0),
    };
    Place { path, line, column }
}

fn path(run: &Run, location: &ArtifactLocation) -> Option<String> {
    let of_index = || {
        let at = usize::try_from(location.index?).ok()?;
        run.artifacts.get(at)?.location.as_ref()
    };
    let location = if location.uri.is_some() { location } else { of_index()? };
    let uri = plain(location.uri.as_deref()?);
    // A uri can be absolute and stand in the base of sources all the same.
    for base in run.original_uri_base_ids.values().filter_map(|base| base.uri.as_deref()) {
        let base = plain(base);
        let base = base.trim_end_matches('/');
        let inside = uri.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
        if let Some(inside) = inside.filter(|_| !base.is_empty() && base != ".") {
            return Some(inside.to_owned());
        }
    }
    Some(format!("{}{uri}", folders(run, location.uri_base_id.as_deref(), DEPTH)))
}

/// The folders between the root of the sources and a base: a base may stand on another, and the one that stands on none is the root.
fn folders(run: &Run, id: Option<&str>, depth: usize) -> String {
    let Some(base) = id.filter(|_| depth > 0).and_then(|id| run.original_uri_base_ids.get(id)) else {
        return String::new();
    };
    let (Some(uri), Some(below)) = (&base.uri, &base.uri_base_id) else { return String::new() };
    let uri = plain(uri);
    let end = if uri.is_empty() || uri.ends_with('/') { "" } else { "/" };
    format!("{}{uri}{end}", folders(run, Some(below), depth - 1))
}

/// A uri as a path: without `file://`, `%20`, `\` and `./`.
pub(in crate::engage::scan) fn plain(uri: &str) -> String {
    let path = uri.strip_prefix("file://").unwrap_or(uri);
    let path = if path.contains('%') { decoded(path) } else { path.to_owned() };
    let mut path = path.replace('\\', "/");
    while let Some(rest) = path.strip_prefix("./") {
        path = rest.to_owned();
    }
    path
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn uris_become_paths() {
        assert_eq!(plain("file:///src/a%20b/c.py"), "/src/a b/c.py");
        assert_eq!(plain("././src\\a.ts"), "src/a.ts");
        assert_eq!(plain("100%/x%2"), "100%/x%2");
        assert_eq!(plain("%ff"), "%ff");
    }
}
