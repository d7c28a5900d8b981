//! `format/`: the output of formatting `name.in.*` is `name.out.*`, and that is canonical.
//!
//! `UPDATE=1 cargo test format` writes outputs that exist anew.

use std::path::Path;

use super::{assert_none, cases};
use crate::help::files;
use crate::help::library::{sound, surface, write};

#[test]
fn formatting_gives_the_output_that_is_written_down() {
    let mut wrong = Vec::new();
    let mut pairs = 0;
    for path in cases("format").into_iter().flat_map(|case| case.files) {
        let name = files::shown(&path);
        let (is_in, is_out) = (name.contains(".in."), name.contains(".out."));
        assert!(is_in != is_out, "{name}: neither an input nor an output");
        let partner =
            Path::new(&if is_in { name.replace(".in.", ".out.") } else { name.replace(".out.", ".in.") }).to_owned();
        let partner = files::root().join(partner);
        assert!(partner.is_file(), "{name} has no partner");
        if is_in {
            pairs += 1;
            wrong.extend(pair(&path, &partner).err().map(|why| format!("{name}\n  {why}")));
        }
    }
    assert!(pairs > 0, "no pairs");
    assert_none(wrong);
}

fn pair(input: &Path, output: &Path) -> Result<(), String> {
    let format = |path: &Path| {
        let surface = surface(&files::shown(path));
        write(surface, &sound(surface, &files::text(path))?)
    };
    let formatted = format(input)?;
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(output, &formatted).map_err(|error| error.to_string())?;
    }
    let expected = files::text(output);
    if formatted != expected {
        return Err(format!("is formatted otherwise, {}", files::first_difference(&expected, &formatted)));
    }
    let again = format(output)?;
    if again != expected {
        return Err(format!("its output is not canonical, {}", files::first_difference(&expected, &again)));
    }
    Ok(())
}
