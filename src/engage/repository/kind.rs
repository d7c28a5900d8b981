//! What a file is.
//!
//! In: a path and the text. Out: [`Kind`]. The name decides; only YAML and JSON are looked into, because a template of CloudFormation and a
//! compose file have no names of their own.

use super::{Data, File, Trouble, hcl, toml, yaml};

/// A language that products are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// `.py`, `.pyi`, `.pyw`
    Python,
    /// `.ts`
    TypeScript,
    /// `.tsx`
    Tsx,
    /// `.js`, `.jsx`, `.mjs`, `.cjs`
    JavaScript,
    /// `.rs`
    Rust,
    /// `.go`
    Go,
    /// `.java`
    Java,
    /// `.kt`
    Kotlin,
    /// `.cs`
    CSharp,
    /// `.rb`
    Ruby,
    /// `.php`
    Php,
    /// `.swift`
    Swift,
    /// `.c`, `.h`
    C,
    /// `.cc`, `.cpp`, `.hpp`
    Cpp,
    /// `.scala`
    Scala,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Source text of a language.
    Source(Language),
    /// `.tf`, `.tfvars`
    Terraform,
    /// `.tf.json`
    TerraformJson,
    /// CloudFormation or SAM, as YAML or JSON.
    Template,
    /// `serverless.yml`
    Serverless,
    /// How an image is made.
    Dockerfile,
    /// How containers run together.
    Compose,
    /// A manifest of Kubernetes.
    Kubernetes,
    /// A workflow of GitHub.
    Workflow,
    /// The pipeline of GitLab.
    Pipeline,
    /// `pyproject.toml`
    Pyproject,
    /// `requirements*.txt`
    Requirements,
    /// `setup.cfg`
    SetupCfg,
    /// `package.json`
    PackageJson,
    /// `Cargo.toml`
    CargoToml,
    /// `go.mod`
    GoMod,
    /// `Pipfile`
    Pipfile,
    /// `environment.yml` of Conda.
    Conda,
    /// `.python-version`, `.nvmrc`, `.tool-versions`, `rust-toolchain`: a version and hardly more.
    Version,
    /// `.env`
    Env,
    /// `.sql`
    Sql,
    /// `.prisma`
    Prisma,
    /// Other YAML.
    Yaml,
    /// Other JSON.
    Json,
    /// Other TOML.
    Toml,
    /// `.ini`, `.cfg`, `.properties`, `.conf`
    Ini,
    /// `.md`, `.rst`, `.txt`
    Prose,
    /// Anything else.
    Other,
}

type Reader = fn(&File) -> Result<Data, Trouble>;

impl Kind {
    pub(super) fn of(path: &str, text: &str) -> Kind {
        let name = path.rsplit('/').next().unwrap_or(path);
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "pyproject.toml" => return Kind::Pyproject,
            "setup.cfg" => return Kind::SetupCfg,
            "package.json" => return Kind::PackageJson,
            "cargo.toml" => return Kind::CargoToml,
            "go.mod" => return Kind::GoMod,
            "pipfile" => return Kind::Pipfile,
            ".npmrc" | ".pypirc" | ".netrc" => return Kind::Ini,
            ".python-version" | ".nvmrc" | ".node-version" | ".tool-versions" | "rust-toolchain" | "runtime.txt"
            | ".terraform-version" | ".opentofu-version" => return Kind::Version,
            "serverless.yml" | "serverless.yaml" => return Kind::Serverless,
            ".gitlab-ci.yml" | ".gitlab-ci.yaml" => return Kind::Pipeline,
            _ => {}
        }
        if lower.starts_with(".env") || lower.ends_with(".env") {
            return Kind::Env;
        }
        if path.ends_with(".aws/credentials") || path.ends_with(".aws/config") {
            return Kind::Ini;
        }
        if lower.starts_with("requirements") && lower.ends_with(".txt") {
            return Kind::Requirements;
        }
        if lower == "dockerfile" || lower.starts_with("dockerfile.") || lower.ends_with(".dockerfile") {
            return Kind::Dockerfile;
        }
        if lower.ends_with(".tf.json") {
            return Kind::TerraformJson;
        }
        Kind::of_extension(path, lower.rsplit_once('.').map_or("", |(_, extension)| extension), &lower, text)
    }

    fn of_extension(path: &str, extension: &str, lower: &str, text: &str) -> Kind {
        match extension {
            "tf" | "tfvars" => Kind::Terraform,
            "yml" | "yaml" if path.starts_with(".github/workflows/") => Kind::Workflow,
            "yml" | "yaml" if lower.starts_with("docker-compose") || lower.starts_with("compose.") => Kind::Compose,
            "yml" | "yaml" | "json" | "template" if is_template(text) => Kind::Template,
            "yml" | "yaml" if is_kubernetes(text) => Kind::Kubernetes,
            "yml" | "yaml" if lower.starts_with("environment.") && text.contains("dependencies:") => Kind::Conda,
            "yml" | "yaml" => Kind::Yaml,
            "json" => Kind::Json,
            "toml" => Kind::Toml,
            "sql" => Kind::Sql,
            "prisma" => Kind::Prisma,
            "ini" | "cfg" | "properties" | "conf" => Kind::Ini,
            "md" | "rst" | "txt" => Kind::Prose,
            _ => Language::of(extension).map_or(Kind::Other, Kind::Source),
        }
    }

    /// The language of a source file.
    pub fn language(self) -> Option<Language> {
        match self {
            Kind::Source(language) => Some(language),
            _ => None,
        }
    }

    /// Whether its values are settings that people write.
    pub fn is_config(self) -> bool {
        self.reader().is_some() || matches!(self, Kind::SetupCfg | Kind::Ini | Kind::Env | Kind::Dockerfile)
    }

    /// Whether it says what runs in a cloud.
    pub fn is_infrastructure(self) -> bool {
        matches!(self, Kind::Terraform | Kind::TerraformJson | Kind::Template | Kind::Serverless | Kind::Kubernetes)
    }

    pub(super) fn reader(self) -> Option<Reader> {
        match self {
            Kind::Terraform => Some(hcl::read),
            Kind::Pyproject | Kind::Pipfile | Kind::CargoToml | Kind::Toml => Some(toml::read),
            Kind::TerraformJson | Kind::PackageJson | Kind::Json => Some(yaml::read_json),
            Kind::Template => Some(yaml::read_either),
            Kind::Serverless
            | Kind::Compose
            | Kind::Kubernetes
            | Kind::Workflow
            | Kind::Pipeline
            | Kind::Conda
            | Kind::Yaml => Some(yaml::read),
            _ => None,
        }
    }
}

fn is_template(text: &str) -> bool {
    text.contains("AWSTemplateFormatVersion")
        || text.contains("AWS::Serverless-2016-10-31")
        || (text.contains("Resources") && (text.contains("Type: AWS::") || text.contains("\"AWS::")))
}

/// Each document of a manifest says its version and its kind at its left edge.
fn is_kubernetes(text: &str) -> bool {
    let says = |key: &str| text.lines().any(|line| line.starts_with(key));
    says("apiVersion:") && says("kind:")
}

impl Language {
    fn of(extension: &str) -> Option<Language> {
        Some(match extension {
            "py" | "pyi" | "pyw" => Language::Python,
            "ts" | "mts" | "cts" => Language::TypeScript,
            "tsx" => Language::Tsx,
            "js" | "jsx" | "mjs" | "cjs" => Language::JavaScript,
            "rs" => Language::Rust,
            "go" => Language::Go,
            "java" => Language::Java,
            "kt" | "kts" => Language::Kotlin,
            "cs" => Language::CSharp,
            "rb" => Language::Ruby,
            "php" => Language::Php,
            "swift" => Language::Swift,
            "c" | "h" => Language::C,
            "cc" | "cpp" | "cxx" | "hpp" => Language::Cpp,
            "scala" => Language::Scala,
            _ => return None,
        })
    }

    /// As people write it: `Python`.
    pub fn name(self) -> &'static str {
        match self {
            Language::Python => "Python",
            Language::TypeScript | Language::Tsx => "TypeScript",
            Language::JavaScript => "JavaScript",
            Language::Rust => "Rust",
            Language::Go => "Go",
            Language::Java => "Java",
            Language::Kotlin => "Kotlin",
            Language::CSharp => "C#",
            Language::Ruby => "Ruby",
            Language::Php => "PHP",
            Language::Swift => "Swift",
            Language::C => "C",
            Language::Cpp => "C++",
            Language::Scala => "Scala",
        }
    }

    /// Whether a grammar reads it.
    pub fn has_grammar(self) -> bool {
        matches!(self, Language::Python | Language::Rust) || self.is_script()
    }

    /// TypeScript or JavaScript.
    pub fn is_script(self) -> bool {
        matches!(self, Language::TypeScript | Language::Tsx | Language::JavaScript)
    }
}
