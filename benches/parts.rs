//! Each step by itself, in memory, for sets of 1, 10 and 100 modules: `cargo bench --bench parts`.

mod modules;

/// That of the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use contract::ast::Document;
use contract::check::{self, Source};
use contract::source::FileId;
use contract::{kinds, text, yaml};
use divan::Bencher;
use divan::counter::BytesCount;
use modules::File;

const SIZES: [usize; 3] = [1, 10, 100];

fn main() {
    divan::main();
}

fn read_all(files: &[File], read: fn(FileId, &str) -> contract::reading::Reading) -> Vec<Document> {
    let read = |(at, (_, text)): (usize, &File)| read(FileId(at as u32), text).document;
    files.iter().enumerate().filter_map(read).collect()
}

/// Trees of a set, settled as all trees are before they are written or checked.
fn trees(files: &[File], read: fn(FileId, &str) -> contract::reading::Reading) -> Vec<Document> {
    let mut trees = read_all(files, read);
    trees.iter_mut().for_each(kinds::settle);
    trees
}

fn on(bencher: Bencher<'_, '_>, files: &[File], run: impl Fn(&[File]) -> usize + Sync) {
    bencher.counter(BytesCount::new(modules::size(files))).bench(|| run(files));
}

#[divan::bench(args = SIZES)]
fn read_text(bencher: Bencher<'_, '_>, modules: usize) {
    on(bencher, &modules::contract_set(modules), |files| read_all(files, text::read).len());
}

#[divan::bench(args = SIZES)]
fn read_yaml(bencher: Bencher<'_, '_>, modules: usize) {
    on(bencher, &modules::yaml_set(modules), |files| read_all(files, yaml::read).len());
}

#[divan::bench(args = SIZES)]
fn write_text(bencher: Bencher<'_, '_>, modules: usize) {
    let files = modules::contract_set(modules);
    let trees = trees(&files, text::read);
    on(bencher, &files, |_| trees.iter().map(|tree| text::write(tree).len()).sum());
}

#[divan::bench(args = SIZES)]
fn write_yaml(bencher: Bencher<'_, '_>, modules: usize) {
    let files = modules::yaml_set(modules);
    let trees = trees(&files, yaml::read);
    on(bencher, &files, |_| trees.iter().map(|tree| yaml::write(tree).len()).sum());
}

/// Reads, settles, writes and reads again what was written, as `fmt` does.
#[divan::bench(args = SIZES)]
fn yaml_to_text(bencher: Bencher<'_, '_>, modules: usize) {
    on(bencher, &modules::yaml_set(modules), |files| {
        trees(files, yaml::read).iter().filter_map(|tree| text::write_checked(tree).ok()).map(|text| text.len()).sum()
    });
}

#[divan::bench(args = SIZES)]
fn text_to_yaml(bencher: Bencher<'_, '_>, modules: usize) {
    on(bencher, &modules::contract_set(modules), |files| {
        trees(files, text::read).iter().filter_map(|tree| yaml::write_checked(tree).ok()).map(|text| text.len()).sum()
    });
}

/// Shapes, names and references of trees that were read before.
#[divan::bench(args = SIZES)]
fn check(bencher: Bencher<'_, '_>, modules: usize) {
    let files = modules::yaml_set(modules);
    let trees = trees(&files, yaml::read);
    on(bencher, &files, |files| {
        let sources: Vec<Source<'_>> = trees
            .iter()
            .zip(files)
            .enumerate()
            .map(|(at, (document, (path, _)))| Source {
                file: FileId(at as u32),
                path,
                document,
                broken: &[],
                whole: true,
            })
            .collect();
        check::check(&sources, true).len()
    });
}
