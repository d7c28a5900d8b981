//! Everything of a cloud that a repository uses, whatever service it is of.
//!
//! In: a repository. Out: [`Index`], made once for all clauses, so that each service is a look-up.

use super::modules::{self, Module};
use super::resources::Resource;
use super::table::Service;
use super::{clients, resources};
use crate::engage::checkers::looked::{Looked, count};
use crate::engage::repository::{Dependency, File, Kind, Repository};

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
    modules: Vec<Module<'r>>,
    uses: Vec<Use<'r>>,
    infrastructure: Looked,
    code: Looked,
    manifests: Looked,
}

/// Files that name packages.
fn is_manifest(file: &File) -> bool {
    let kinds = [
        Kind::Pyproject,
        Kind::Pipfile,
        Kind::Conda,
        Kind::Requirements,
        Kind::SetupCfg,
        Kind::PackageJson,
        Kind::CargoToml,
        Kind::GoMod,
    ];
    kinds.contains(&file.kind) || file.name() == "setup.py"
}

impl<'r> Index<'r> {
    /// The uses of a repository.
    pub(in crate::engage::checkers) fn of(repository: &'r Repository) -> Index<'r> {
        let mut index = Index { modules: modules::all(repository), ..Index::default() };
        index.resources = resources::all(repository, &mut index.infrastructure);
        index.infrastructure.holes.extend(index.modules.iter().map(|module| module.hole.clone()));
        clients::find(repository, &mut index.code, &mut index.uses);
        for file in repository.files().iter().filter(|file| is_manifest(file)) {
            index.manifests.seen += 1;
            if let Some(Err(trouble)) = file.data() {
                index.manifests.hole(trouble);
            }
            let of = |package: Dependency| Use {
                file,
                place: (package.line, package.column),
                what: What::Package(package.name),
            };
            index.uses.extend(file.dependencies().into_iter().map(of));
        }
        index.manifests.unread(repository, |kind| is_manifest(&File::empty(kind)));
        index
    }

    /// Every resource, by path and place, and what was looked at for them.
    pub(in crate::engage::checkers) fn resources(&self) -> (&[Resource<'r>], Looked) {
        (&self.resources, self.infrastructure.clone())
    }

    /// Every place where a service is used; `is` says what is wrong with that: `is a forbidden service`. Only where infrastructure was seen,
    /// finding nothing says that there is nothing: code does not tell what runs beside it.
    pub(in crate::engage::checkers) fn uses_of(&self, service: &Service<'_>, is: &str) -> Looked {
        let mut looked = self.infrastructure.clone();
        for resource in self.resources.iter().filter(|resource| service.is_resource(resource)) {
            looked.add(resource.file, resource.place, format!("`{}` {is}", resource.kind));
        }
        for module in &self.modules {
            if let Some(name) = module.words.iter().chain(&module.enabled).find(|name| service.is_named(name)) {
                looked.add(module.file, module.place, format!("the module makes `{name}`, which {is}"));
            }
        }
        looked.said = Some(format!(
            "{} of infrastructure, {} of code and {} were looked at",
            count(self.infrastructure.seen, "file"),
            count(self.code.seen, "file"),
            count(self.manifests.seen, "manifest")
        ));
        looked.holes.extend(self.code.holes.iter().chain(&self.manifests.holes).cloned());
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
