//! The chapter on the service shows what is made.

use std::path::Path;

use crate::levels::Wanted;
use crate::set::Input;
use crate::stack::Before;

#[test]
fn the_book_shows_what_is_made() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hr/contract");
    let (_, system) = crate::pipeline::system(&Input::Path(path), &Wanted::default());
    let units = super::files(&system.expect("the example has no errors"), &Before::default(), &[]).units;
    let page = include_str!("../../../book/src/service.md");
    let spans =
        page.lines().filter(|line| !line.starts_with("```")).flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths: Vec<&str> = spans.filter(|word| word.starts_with("src/") || word.starts_with("migrations/")).collect();
    for path in &paths {
        let yours = path.ends_with("custom/");
        let found = units.iter().any(|unit| unit.path == *path || (path.ends_with('/') && unit.path.starts_with(path)));
        assert!(found || yours, "nothing is made at {path}");
    }
    let blocks: Vec<&str> = page.split("```python\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    for block in &blocks {
        assert!(units.iter().any(|unit| unit.text.contains(block)), "nothing has:\n{block}");
    }
    assert!(paths.len() > 12 && blocks.len() > 5, "{} paths, {} blocks", paths.len(), blocks.len());
}
