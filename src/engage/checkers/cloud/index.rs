//! Everything of a cloud that a repository uses, whatever service it is of.
//!
//! In: a repository. Out: [`Index`], made by one walk through all files, so that each service is a look-up.

use super::resources::Resource;
use super::table::Service;
use super::{clients, resources_of};
use crate::engage::checkers::looked::Looked;
use crate::engage::repository::{File, Kind, Repository};

/// What is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A client that an SDK makes by this name, and how that is written.
    Client(String, String),
    /// A module that code imports.
    Module(String),
    /// A package that a manifest names.
    Package(String),
}

/// A use, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Use<'r> {
    pub(super) file: &'r File,
    pub(super) place: (u32, u32),
    pub(super) what: What,
}

/// All uses of a repository.
#[derive(Debug, Default)]
pub(in crate::engage::checkers) struct Index<'r> {
    resources: Vec<Resource<'r>>,
    uses: Vec<Use<'r>>,
    infrastructure: Looked,
    code: Looked,
}

impl<'r> Index<'r> {
    /// The uses of a repository.
    pub(in crate::engage::checkers) fn of(repository: &'r Repository) -> Index<'r> {
        let mut index = Index::default();
        index.resources = resources_of(repository, &mut index.infrastructure);
        clients::find(repository, &mut index.code, &mut index.uses);
        index.code.data(repository, |kind| matches!(kind, Kind::Pyproject | Kind::PackageJson | Kind::CargoToml));
        for file in repository.files() {
            index.code.seen += usize::from(matches!(file.kind, Kind::Requirements | Kind::GoMod));
            let of = |package: crate::engage::repository::Dependency| Use {
                file,
                place: (package.line, package.column),
                what: What::Package(package.name),
            };
            index.uses.extend(file.dependencies().into_iter().map(of));
        }
        index
    }

    /// Every place where a service is used; `is` says what is wrong with that: `is a forbidden service`.
    pub(in crate::engage::checkers) fn uses_of(&self, service: &Service<'_>, is: &str) -> Looked {
        let mut looked = self.infrastructure.clone();
        for resource in self.resources.iter().filter(|resource| service.is_resource(resource)) {
            looked.add(resource.file, resource.place, format!("`{}` {is}", resource.kind));
        }
        if !service.has_clients() {
            return looked;
        }
        looked.seen += self.code.seen;
        looked.holes.extend(self.code.holes.iter().cloned());
        for one in &self.uses {
            let said = match &one.what {
                What::Client(name, written) if service.is_client(name) => format!("`{written}` {is}"),
                What::Module(name) if service.is_module(name) => format!("`{name}` {is}"),
                What::Package(name) if service.is_package(name) => format!("the package `{name}` {is}"),
                _ => continue,
            };
            looked.add(one.file, one.place, said);
        }
        looked
    }
}
