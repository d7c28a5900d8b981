//! Edges of each checker: a file or two, one clause, and the lines where it is broken.

use crate::engage::checkers::cloud::Index;
use crate::engage::checkers::{CHECKERS, Subject, check};
use crate::engage::contract::terms_of;
use crate::engage::repository::{Reports, Repository};
use crate::engage::terms::Terms;
use crate::engage::verdict::{Outcome, Verdict};

const EVERYTHING: &str = include_str!("everything.json");

/// The terms, with some values changed: `quality.type_hints`, and JSON.
fn terms(changes: &[(&str, &str)]) -> Terms {
    let mut value: serde_json::Value = serde_json::from_str(EVERYTHING).unwrap();
    for (key, json) in changes {
        let (family, field) = key.split_once('.').unwrap();
        value[family][field] = serde_json::from_str(json).unwrap();
    }
    terms_of(&value).unwrap()
}

pub(super) fn outcome(changes: &[(&str, &str)], files: &[(&str, &str)], clause: &str) -> Outcome {
    let repository = Repository::of(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    let all = check(&terms(changes), &repository, &Reports::default());
    all.into_iter().find(|outcome| outcome.clause == clause).unwrap_or_else(|| panic!("no outcome for {clause}"))
}

/// The lines of one file where a clause is broken; its verdict fits to them, and something was looked at.
pub(super) fn lines(path: &str, text: &str, clause: &str) -> Vec<u32> {
    // Of services, code alone says nothing where it uses none: something of infrastructure stands beside it.
    let files = [(path, text), ("beside/main.tf", "locals {}\n")];
    let is_of_services = clause.starts_with("stack.forbidden_services") && path != "beside/main.tf";
    let outcome = outcome(&[], if is_of_services { &files } else { &files[..1] }, clause);
    let lines: Vec<u32> = outcome.found.iter().map(|found| found.line).collect();
    let expected = if lines.is_empty() { Verdict::Holds } else { Verdict::Broken };
    assert_eq!(outcome.verdict, expected, "{}", outcome.why);
    lines
}

pub(super) fn open(path: &str, text: &str, clause: &str) -> String {
    let outcome = outcome(&[], &[(path, text)], clause);
    assert_eq!(outcome.verdict, Verdict::NotEvaluated, "{outcome:?}");
    outcome.why
}

#[test]
fn what_cannot_be_parsed_is_not_evaluated_and_says_where() {
    let clause = "quality.forbidden_patterns/bare_except";
    assert_eq!(open("a.py", "x = 1\ndef (:\n", clause), "`a.py:2` cannot be parsed as Python");
    assert_eq!(open("main.tf", "a = [\n", "stack.forbidden_services/fargate"), "`main.tf:1` cannot be parsed as HCL");
    assert_eq!(
        open("package.json", "{\n", "stack.forbidden_services/rds"),
        "`package.json:2` cannot be parsed as JSON"
    );
    assert_eq!(
        open("pyproject.toml", "a =\n", "stack.language_version"),
        "`pyproject.toml:1` cannot be parsed as TOML"
    );
    assert!(open(".github/workflows/a.yml", "a: [\n", "security.production_deploy_gate").contains("as YAML"));
    let files = [("a.py", "def (:\n"), ("b.py", "try:\n    x()\nexcept:\n    y()\n")];
    let broken = outcome(&[], &files, clause);
    assert_eq!((broken.verdict, broken.found.len()), (Verdict::Broken, 1));
    assert!(broken.why.contains("a.py"), "{}", broken.why);
}

#[test]
fn nothing_to_look_at_is_not_evaluated() {
    assert_eq!(open("a.md", "hello", "stack.language"), "there is no source file to look at");
    assert_eq!(
        open("a.md", "hello", "stack.forbidden_services/nat_gateway"),
        "there is no file of infrastructure to look at"
    );
    assert_eq!(open("a.md", "hello", "definition_of_done.tests_pass"), "no report of tests was found");
    assert_eq!(open("a.md", "hello", "quality.test_coverage_min"), "no report of coverage was found");
    assert_eq!(open("a.py", "x = 1\n", "architecture.forbidden_patterns/nothing"), "no checker knows `nothing`");
    assert_eq!(open("a.py", "x = 1\n", "architecture.module_boundaries/db.py"), "there is no file `db.py`");
}

#[test]
fn versions_agree_as_far_as_they_are_written() {
    let clause = "stack.language_version";
    for (spec, agrees) in [
        (">=3.11", true),
        (">=3.12,<3.13", true),
        (">= 3.13", false),
        ("<3.12", false),
        ("^3.10", true),
        ("~=3.12.1", true),
        ("~=3.11.0", false),
        ("==3.12.*", true),
        ("3.11 || 3.12", true),
        ("!=3.12", false),
        ("3", true),
    ] {
        let text = format!("[project]\nrequires-python = \"{spec}\"\n");
        assert_eq!(lines("pyproject.toml", &text, clause).is_empty(), agrees, "{spec}");
    }
    assert_eq!(lines("Dockerfile", "FROM --platform=linux/amd64 python:3.9-slim AS build\n", clause), [1]);
    assert_eq!(lines(".tool-versions", "nodejs 20.1.0\npython 3.11.1\n", clause), [2]);
    assert!(open("Dockerfile", "FROM python:latest\n", clause).starts_with("no file names"));
    let node = [("stack.language", "\"typescript\""), ("stack.language_version", "\"20\"")];
    let files = [("package.json", "{\n  \"engines\": {\"node\": \">=18 <20\"}\n}"), (".nvmrc", "v20.11.0\n")];
    let broken = outcome(&node, &files, clause);
    assert_eq!(broken.found.iter().map(|f| (f.path.as_str(), f.line)).collect::<Vec<_>>(), [("package.json", 2)]);
    let node = [("stack.language", "\"Node.js\""), ("stack.language_version", "\"20\"")];
    assert_eq!(outcome(&node, &files, clause).verdict, Verdict::Broken, "whatever the language is called");
    let rust = [("stack.language", "\"rust\""), ("stack.language_version", "\"1.80\"")];
    let files = [("Cargo.toml", "[package]\nrust-version = \"1.85\"\n")];
    assert_eq!(outcome(&rust, &files, clause).verdict, Verdict::Broken);
}

#[test]
fn terraform_is_a_language_where_it_is_asked_for() {
    let asked = [("stack.language", "\"terraform\""), ("stack.language_version", "\"1.9\"")];
    let own = ("main.tf", "terraform {\n  required_version = \"~> 1.5\"\n}\n");
    let of = |files: &[(&str, &str)], clause| outcome(&asked, files, clause);
    assert_eq!(of(&[own], "stack.language").why, "100 percent of the lines are Terraform");
    assert_eq!(of(&[own], "stack.language_version").why, "`1.9` fits at 1 place");
    let old = ("old.tf", "terraform {\n  required_version = \"~> 1.5.0\"\n}\n");
    assert_eq!(of(&[old, (".terraform-version", "1.8.2\n")], "stack.language_version").found.len(), 2);
    assert_eq!(of(&[own, ("a.py", "a = 1\nb = 1\nc = 1\nd = 1\n")], "stack.language").verdict, Verdict::Broken);
    let python = outcome(&[], &[own, ("a.py", "a = 1\n")], "stack.language");
    assert_eq!(python.why, "100 percent of the lines are Python", "infrastructure beside a product is no part of it");
}

#[test]
fn each_checker_speaks_of_its_own_clause() {
    let (terms, repository, reports) = (terms(&[]), Repository::of([]), Reports::default());
    let cloud = Index::of(&repository);
    let subject = Subject { terms: &terms, repository: &repository, reports: &reports, cloud };
    for (clause, look) in CHECKERS {
        let outcomes = look(&subject);
        assert!(!outcomes.is_empty(), "{clause}");
        for own in outcomes {
            let rest = own.clause.strip_prefix(clause);
            assert!(
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.'])),
                "{clause}: {}",
                own.clause
            );
        }
    }
}

#[test]
fn services_are_known_by_types_clients_and_packages() {
    let rds = "stack.forbidden_services/rds";
    assert_eq!(lines("a.py", "import boto3\nc = boto3.session.Session().client(service_name='rds')\n", rds), [2]);
    assert_eq!(lines("a.py", "c = something.client('rds')\n", rds), [] as [u32; 0]);
    assert_eq!(lines("a.ts", "import * as AWS from 'aws-sdk';\nnew AWS.RDS();\n", rds), [2]);
    assert_eq!(lines("a.js", "const { RDSClient } = require('@aws-sdk/client-rds');\n", rds), [1]);
    assert_eq!(lines("a.rs", "use aws_sdk_rds::Client;\nfn f() { aws_sdk_rds::new() }\n", rds), [1, 2]);
    assert_eq!(lines("Cargo.toml", "[dependencies]\naws-sdk-rds = \"1\"\n", rds), [2]);
    assert_eq!(lines("main.tf.json", "{\"resource\": {\n\"aws_db_instance\": {\n\"a\": {}}}}", rds), [3]);
    assert_eq!(lines("requirements.txt", "# x\nazure-cosmos>=4\n", "stack.forbidden_services/cosmos_db"), [2]);
    let fargate = "stack.forbidden_services/fargate";
    assert_eq!(
        lines(
            "t.json",
            "{\"Resources\": {\"A\": {\n\"Type\": \"AWS::ECS::Service\", \"Properties\": {\"LaunchType\": \"FARGATE\"}}}}",
            fargate
        ),
        [2]
    );
    assert_eq!(
        lines(
            "main.tf",
            "resource \"aws_ecs_task_definition\" \"a\" {\n  requires_compatibilities = [\"FARGATE\"]\n}\n",
            fargate
        ),
        [1]
    );
    let excused = [("cost.approved_exceptions", "[\"aws_nat_gateway: one for the office\"]")];
    let files = [("main.tf", "resource \"aws_nat_gateway\" \"a\" {}\n")];
    assert_eq!(outcome(&excused, &files, "cost.forbidden_resources/nat_gateway").verdict, Verdict::Holds);
    assert_eq!(outcome(&excused, &files, "stack.forbidden_services/nat_gateway").verdict, Verdict::Broken);
}

#[test]
fn secrets_are_masked_and_names_are_no_secrets() {
    let clause = "security.forbidden_secrets_locations/source_code";
    let text = "password = \"hunter2hunter2\"\npassword: str = get(\"DB_PASSWORD\")\ntoken_ttl = \"3600 seconds\"\nsecret = \"/a/b/secret\"\n\
                api_key = \"${KEY}\"\nurl = \"postgres://me:hunter2@db/x\"\n";
    assert_eq!(lines("a.py", text, clause), [1, 6]);
    let found = outcome(&[], &[("a.py", text)], clause);
    assert!(found.found.iter().all(|found| !found.message.contains("hunter2")), "{found:?}");
    assert_eq!(
        lines(
            "a.ts",
            "const x = { clientSecret: 'hunter2hunter2' };\nconst apiKey: string = \"hunter2hunter2\";\n",
            clause
        ),
        [1, 2]
    );
    let handler = "def handler(e: str) -> None:\n    connect('me', 'x hunter2').execute(e)\n";
    let fat = outcome(&[], &[("a.py", handler)], "architecture.forbidden_patterns/fat_handler");
    assert_eq!(
        fat.found.iter().map(|f| f.message.as_str()).collect::<Vec<_>>(),
        ["the handler `handler` calls `execute` itself"]
    );
    let config = "security.forbidden_secrets_locations/config_files";
    assert_eq!(lines("a.yaml", "db:\n  password: hunter22\n  token: required\n  secret: ${SECRET}\n", config), [2]);
    let env = "security.forbidden_secrets_locations/env_vars";
    assert_eq!(
        lines(
            "docker-compose.yml",
            "services:\n  db:\n    environment:\n      - DB_PASSWORD=x\n      - STAGE=y\n",
            env
        ),
        [4]
    );
    assert_eq!(lines("a.ts", "const a = process.env['A_TOKEN'];\nconst b = process.env.TOKEN_ARN;\n", env), [1]);
}

#[test]
fn hints_and_docstrings_know_what_needs_none() {
    let hints = "quality.type_hints";
    let python = "class A:\n    def __init__(self):\n        pass\n    def f(self, x: int, *args: int, **more: str) -> None:\n        pass\n\
                  def g(*, x=1) -> None:\n    pass\n";
    assert_eq!(lines("a.py", python, hints), [6]);
    assert_eq!(
        lines("a.ts", "export const f = x => x;\nfunction g(x) {}\nexport function h(x = 1): void {}\n", hints),
        [1]
    );
    let recommended = [("quality.type_hints", "\"recommended\"")];
    let outcome = outcome(&recommended, &[("a.py", "def f(x): pass\ndef g() -> None: pass\n")], hints);
    assert_eq!((outcome.verdict, outcome.found.len()), (Verdict::Holds, 0));
    assert!(outcome.why.starts_with("50 percent of 2 functions"), "{}", outcome.why);
    let docs = "quality.docstrings";
    let rust = "/// Said.\n#[must_use]\npub fn f() {}\npub fn g() {}\n#[cfg(test)]\nmod tests { fn t() {} }\nimpl Clone for X { fn clone(&self) {} }\n";
    assert_eq!(lines("a.rs", rust, docs), [4]);
    assert_eq!(lines("a.py", "def _f():\n    x()\n", docs), [1], "`all` asks for hidden ones too");
    assert_eq!(
        lines("a.ts", "/** Said. */\nexport class A {\n  /** Said. */\n  f(): void {}\n  g(): void {}\n}\n", docs),
        [5]
    );
}

#[test]
fn patterns_are_no_words() {
    let none: [u32; 0] = [];
    let of = |path, text, name: &str| lines(path, text, &format!("quality.forbidden_patterns/{name}"));
    assert_eq!(of("a.py", "'''print(1)'''\nx.print(1)\nprint(1)\n", "print_statements"), [3]);
    assert_eq!(of("a.rs", "fn f() { println!(\"x\"); }\n", "print_statements"), [1]);
    assert_eq!(of("a.py", "try:\n    f()\nexcept (A, B):\n    g()\nexcept:\n    h()\n", "bare_except"), [5]);
    assert_eq!(of("a.py", "def f(a=(), b=None, c: dict = {}): pass\ng = lambda x=[]: x\n", "mutable_defaults"), [1, 2]);
    assert_eq!(of("a.rs", "use super::*;\nuse a::prelude::*;\nuse a::b::*;\n", "wildcard_imports"), [3]);
    assert_eq!(of("a.py", "x.eval()\nliteral_eval(x)\nexec(x)\n", "eval_exec"), [3]);
    assert_eq!(of("a.ts", "let any = 1;\nlet x: any[] = [];\n", "any_type"), [2]);
    assert_eq!(of("a.py", "x = 'TODO'\n# todos\n# TODO: x\n", "todo_comments"), [3]);
    assert_eq!(
        of("a.py", "a = 'http://localhost:1'\nb = 'https://x.io/a'\nc = 'see https://x.io'\n", "hardcoded_urls"),
        [2]
    );
    assert_eq!(
        of(
            "a.rs",
            "fn f() { x.unwrap(); x.unwrap_or(1); }\n#[cfg(test)]\nmod tests { fn f() { x.unwrap(); } }\n",
            "unwrap"
        ),
        [1]
    );
    assert_eq!(of("a.py", "q = f'select {x} from t'\nr = f'selected {x}'\n", "sql_string_concatenation"), [1]);
    assert_eq!(of("a.js", "if (a == null) {}\nif (a != 1) {}\n", "loose_equality"), [2]);
    assert!(
        open("tests/a.py", "print(1)\n", "quality.forbidden_patterns/print_statements").starts_with("there is no file")
    );
    assert_eq!(of("a.py", "logger.info('print')\n", "print_statements"), none);
}

#[test]
fn regions_deploys_and_deletes() {
    let region = "stack.region";
    assert_eq!(lines("a.py", "AWS_REGION = 'us-east-1'\nregion = 'north'\nf(region_name='eu-north-1')\n", region), [1]);
    assert_eq!(lines(".env", "REGION=eu-north-1\n", region), [] as [u32; 0]);
    let deploy = "security.production_deploy_gate";
    let job = "deploy-prod:\n  script: [x]\n  environment: production\n";
    assert_eq!(lines(".gitlab-ci.yml", job, deploy), [1]);
    assert_eq!(lines(".gitlab-ci.yml", &format!("{job}  when: manual\n"), deploy), [] as [u32; 0]);
    let github = "jobs:\n  release:\n    environment:\n      name: production\n";
    assert_eq!(lines(".github/workflows/a.yml", github, deploy), [] as [u32; 0]);
    let erasure = "compliance.right_to_erasure";
    assert_eq!(lines("a.py", "x.is_deleted = True\nif x.is_deleted: pass\nA(deleted_at=now)\n", erasure), [1, 3]);
    assert_eq!(lines("a.ts", "init({ paranoid: true });\n", erasure), [1]);
    assert_eq!(lines("schema.prisma", "model A {\n  deletedAt DateTime? // x\n}\n", erasure), [2]);
}

#[test]
fn each_clause_and_item_has_one_outcome() {
    let terms = terms(&[]);
    let all = check(&terms, &Repository::default(), &Reports::default());
    let mut clauses: Vec<_> = all.iter().map(|outcome| outcome.clause.as_str()).collect();
    assert!(all.iter().all(|outcome| !outcome.why.is_empty() && outcome.found.is_empty()));
    clauses.sort_unstable();
    let count = clauses.len();
    clauses.dedup();
    assert_eq!(clauses.len(), count);
    let value: serde_json::Value = serde_json::from_str(EVERYTHING).unwrap();
    for (family, fields) in
        value.as_object().unwrap().iter().filter(|(family, fields)| {
            !matches!(family.as_str(), "parties" | "definition_of_done") && fields.is_object()
        })
    {
        for (field, value) in fields.as_object().unwrap() {
            let items: Vec<String> = match value {
                serde_json::Value::Array(items) => {
                    items.iter().map(|item| format!("/{}", item.as_str().unwrap())).collect()
                }
                serde_json::Value::Object(items) => items.keys().map(|key| format!("/{key}")).collect(),
                _ => vec![String::new()],
            };
            for item in items {
                let clause = format!("{family}.{field}{item}");
                assert!(clauses.contains(&clause.as_str()), "{clause}");
            }
        }
    }
}
