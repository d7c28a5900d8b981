//! Bytes without sense: no checker and no reader panics, whatever stands in a file of whatever kind.

use proptest::prelude::*;

use crate::engage::checkers::check;
use crate::engage::contract::terms_of;
use crate::engage::repository::{Reports, Repository};
use crate::engage::terms::Terms;

const NAMES: &[&str] = &[
    "a.py",
    "a.ts",
    "a.tsx",
    "a.js",
    "a.rs",
    "a.go",
    "main.tf",
    "x.tfvars",
    "x.tf.json",
    "template.yaml",
    "template.json",
    "serverless.yml",
    "Dockerfile",
    "docker-compose.yml",
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    "pyproject.toml",
    "requirements.txt",
    "setup.cfg",
    "package.json",
    "Cargo.toml",
    "go.mod",
    ".python-version",
    ".nvmrc",
    ".tool-versions",
    "rust-toolchain.toml",
    ".env",
    "a.sql",
    "schema.prisma",
    "a.yaml",
    "a.json",
    "a.toml",
    "a.ini",
    "a.md",
    "handler.py",
    "db.py",
];

/// Pieces that readers take for something.
const PIECES: &[&str] = &[
    "def handler(x=[], *, y): ",
    "class A:\n",
    "except:\n",
    "from x import *\n",
    "import boto3\n",
    "boto3.client(\"rds\")\n",
    "f\"{",
    "\"\"\"",
    "export function f(a: any) {",
    "=> {",
    "`${",
    "new AWS.RDS()",
    "use a::*;",
    "unsafe {",
    "/// x\n",
    "resource \"aws_db_instance\" \"a\" {\n",
    "region = \"eu-west-1\"\n",
    "Resources:\n  A:\n    Type: AWS::RDS::DBInstance\n",
    "AWSTemplateFormatVersion: x\n",
    "{\"Resources\": {",
    "FROM python:",
    "ENV A=",
    "PASSWORD=\"hunter2hunter2\"\n",
    "AKIAIOSFODNN7EXAMPLE",
    ">=",
    "||",
    "[project]\nrequires-python = \"",
    "jobs:\n  deploy-prod:\n",
    "\\\n",
    "SF:a\nDA:1,",
    "<testsuite>",
    "<coverage lines-valid=\"",
    "&a *a",
    "- ",
    ": ",
    "{{{{",
    "((((",
    "[[[[",
    "}",
    ")",
    "]",
    "\t",
    "\r\n",
    "é",
    "🦀",
    "\u{feff}",
    "deleted_at",
    "connect(\"hunter2hunter2\").execute(x)\n",
    "'https://hunter2@x.io'\n",
    "console.log(\"hunter2\").x()\n",
    "TODO",
    "process.env[\"A_TOKEN\"]",
    "@app.get(\"/\")\n",
];

fn text() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![3 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => ".{0,8}", 1 => "[ -~\n]{0,12}"];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn terms() -> Terms {
    terms_of(&serde_json::from_str(include_str!("everything.json")).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(60)
    ))]

    #[test]
    fn nothing_panics(text in text(), report in text()) {
        let repository = Repository::of(NAMES.iter().map(|name| ((*name).to_owned(), text.clone())));
        let mut reports = Reports::default();
        reports.give("r", &report);
        let outcomes = check(&terms(), &repository, &reports);
        prop_assert!(outcomes.iter().all(|outcome| outcome.found.iter().all(|found| !found.message.contains("hunter2"))));
    }
}

#[test]
fn deep_nesting_is_no_matter() {
    for (open, name) in [
        ("(", "a.py"),
        ("[", "a.ts"),
        ("{", "a.rs"),
        ("[", "main.tf"),
        ("[", "a.yaml"),
        ("[", "package.json"),
        ("[", "a.toml"),
    ] {
        let texts =
            [format!("a = {}", open.repeat(20_000)), format!("a = {}1{}", "(".repeat(5_000), ")".repeat(5_000))];
        for text in texts {
            let repository = Repository::of([(name.to_owned(), text)]);
            check(&terms(), &repository, &Reports::default());
        }
    }
}
