//! What a checker could not see never holds: each way to hide something, and its honest twin.

use super::edges::{lines, open, outcome};
use crate::engage::verdict::Verdict;

const RDS: &str = "stack.forbidden_services/rds";
const NONE: [u32; 0] = [];

fn verdict(files: &[(&str, &str)], clause: &str) -> Verdict {
    outcome(&[], files, clause).verdict
}

#[test]
fn modules_that_lie_elsewhere_are_not_seen_into() {
    let vpc = "module \"vpc\" {\n  source = \"terraform-aws-modules/vpc/aws\"\n  enable_nat_gateway = true\n}\n";
    assert_eq!(lines("main.tf", vpc, "cost.forbidden_resources/nat_gateway"), [2]);
    assert_eq!(
        open("main.tf", vpc, RDS),
        "`main.tf:2` calls the module `terraform-aws-modules/vpc/aws`, which is not in the repository"
    );
    let rds = "module \"db\" {\n  source = \"terraform-aws-modules/rds/aws\"\n}\n";
    assert_eq!(lines("main.tf", rds, RDS), [2]);
    let secret = "module \"x\" {\n  source = \"git::https://me:hunter2@example.com/x.git?ref=1\"\n}\n";
    assert!(!open("main.tf", secret, RDS).contains("hunter2"));
    let own = [("main.tf", "module \"a\" {\n  source = \"./a\"\n}\n"), ("a/x.tf", "locals {}\n")];
    assert_eq!(verdict(&own, RDS), Verdict::Holds);
    assert_eq!(verdict(&own[..1], RDS), Verdict::NotEvaluated);
    assert_eq!(verdict(&[own[0], ("b/x.tf", "locals {}\n")], RDS), Verdict::NotEvaluated);
}

#[test]
fn infrastructure_that_nothing_reads_is_told() {
    let cdk = [("lib/a.ts", "import * as rds from 'aws-cdk-lib/aws-rds';\n"), ("main.tf", "locals {}\n")];
    assert!(outcome(&[], &cdk, "cost.forbidden_resources/nat_gateway").why.contains("builds infrastructure with"));
    let bare = outcome(&[], &[("a.py", "x = 1\n")], RDS);
    assert_eq!(
        (bare.verdict, bare.why.as_str()),
        (Verdict::NotEvaluated, "there is no file of infrastructure to look at")
    );
    let seen = outcome(&[], &[("a.py", "x = 1\n"), ("main.tf", "locals {}\n"), ("package.json", "{}")], RDS);
    assert_eq!(seen.why, "1 file of infrastructure, 1 file of code and 1 manifest were looked at");
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nspec: {}\n";
    let kubernetes = [("stack.forbidden_services", "[\"kubernetes\", \"eks\"]")];
    let of = |clause| outcome(&kubernetes, &[("k8s/app.yaml", deployment)], clause).verdict;
    assert_eq!(of("stack.forbidden_services/kubernetes"), Verdict::Broken);
    assert_eq!(of("stack.forbidden_services/eks"), Verdict::Holds);
    let go = [("main.go", "package main\n"), ("main.tf", "locals {}\n")];
    assert_eq!(outcome(&[], &go, RDS).why, "`main.go` is Go, which is not read");
}

#[test]
fn clients_are_known_however_they_are_written() {
    for (path, text, line) in [
        ("a.py", "import boto3\nc = boto3.client(region_name='eu-north-1', service_name='rds')\n", 2),
        ("a.py", "from boto3 import client as mk\nmk('rds')\n", 2),
        ("a.py", "import boto3\nNAME = 'rds'\nboto3.client(NAME)\n", 3),
        ("a.ts", "import RDS from 'aws-sdk/clients/rds';\n", 1),
        ("a.ts", "import { RDS } from 'aws-sdk';\nnew RDS();\n", 1),
        ("a.js", "const { RDS } = require('aws-sdk');\n", 1),
        ("a.ts", "import * as sdk from 'aws-sdk';\nnew sdk.RDS();\n", 2),
    ] {
        assert_eq!(lines(path, text, RDS), [line], "{text}");
    }
    let by_argument =
        [("a.py", "import boto3\ndef f(name):\n    return boto3.client(name)\n"), ("main.tf", "locals {}\n")];
    let outcome = outcome(&[], &by_argument, RDS);
    assert_eq!(outcome.why, "`a.py:3` makes a client by a name that is only known when it runs");
    assert_eq!(lines("a.py", "import boto3\nclass Pool:\n    pass\nPool().client(name)\n", RDS), NONE);
    assert_eq!(lines("a.py", "import boto3\nboto3.client('s3', region_name='rds')\n", RDS), NONE);
}

#[test]
fn regions_are_known_by_all_their_names() {
    let clause = "compliance.data_residency";
    let home = "provider \"aws\" {\n  region = \"eu-north-1\"\n}\n";
    for outside in [
        "resource \"google_storage_bucket\" \"b\" {\n  location = \"US\"\n}\n",
        "resource \"google_storage_bucket\" \"b\" {\n  location = \"NAM4\"\n}\n",
        "resource \"azurerm_storage_account\" \"b\" {\n  location = \"East US\"\n}\n",
        "resource \"azurerm_storage_account\" \"b\" {\n  location = \"brazilsouth\"\n}\n",
        "resource \"aws_instance\" \"b\" {\n  availability_zone = \"us-east-1a\"\n}\n",
        "locals {\n  replica = \"us-west-2\"\n}\n",
        "locals {\n  regions = [\"us-east-2\"]\n}\n",
        "locals {\n  queue = \"https://sqs.us-east-1.amazonaws.com/1/q\"\n}\n",
        "locals {\n  arn = \"arn:aws:lambda:us-east-1:1:function:x\"\n}\n",
    ] {
        assert_eq!(lines("main.tf", &format!("{home}{outside}"), clause), [5], "{outside}");
    }
    for inside in [
        "resource \"google_storage_bucket\" \"b\" {\n  location = \"EU\"\n}\n",
        "resource \"azurerm_storage_account\" \"b\" {\n  location = \"West Europe\"\n}\n",
        "resource \"aws_glue_table\" \"b\" {\n  location = \"s3://bucket/x\"\n}\n",
        "variable \"region\" {\n  default = \"eu-west-1\"\n}\nlocals {\n  region = var.region\n}\n",
    ] {
        assert_eq!(lines("main.tf", &format!("{home}{inside}"), clause), NONE, "{inside}");
    }
    let unknown = format!("{home}resource \"x\" \"y\" {{\n  location = \"Atlantis\"\n}}\n");
    assert_eq!(open("main.tf", &unknown, clause), "`main.tf:5` names `Atlantis`, which is no region that is known");
    let unset = format!("{home}provider \"aws\" {{\n  region = var.other\n}}\n");
    assert_eq!(open("main.tf", &unset, clause), "`main.tf:5` takes its region from `var.other`, which no file sets");
    assert_eq!(lines("a.py", "import boto3\nboto3.client('s3', 'us-east-1')\n", clause), [2]);
    assert!(open("a.py", "ALL = ['us-east-1', 'eu-west-1']\n", clause).contains("lists regions"));
    assert_eq!(lines("a.py", "region = 'eu-west-1'\ndirection = 'eastus'\n", clause), NONE);
}

#[test]
fn a_gate_is_kept_by_jobs_that_deploy_and_by_all_of_them() {
    let clause = "security.production_deploy_gate";
    let path = ".github/workflows/a.yml";
    let stage = "  stage:\n    environment: production\n    steps: [{run: make}]\n";
    let deploy = "  deploy:\n    steps: [{run: serverless deploy --stage prod}]\n";
    let jobs = |jobs: &[&str]| format!("on: push\njobs:\n{}", jobs.concat());
    assert_eq!(lines(path, &jobs(&[stage, deploy]), clause), [6]);
    assert!(open(path, &jobs(&[stage]), clause).starts_with("no job that deploys"));
    let apply = "  ship:\n    steps: [{run: terraform apply}]\n";
    assert!(open(path, &jobs(&[apply]), clause).contains("nothing says whether that is to production"));
    let either = "  deploy-prod:\n    environment: ${{ inputs.place }}\n    steps: [{run: make}]\n";
    assert!(open(path, &jobs(&[either]), clause).contains("nothing says whether that is to production"));
    let staging = "  ship:\n    environment: staging\n    steps: [{run: terraform apply}]\n";
    let gated = "  release:\n    environment: production\n    steps: [{run: terraform apply}]\n";
    assert_eq!(lines(path, &jobs(&[staging, gated]), clause), NONE);
    let gitlab = "deploy-prod:\n  script: [x]\n  environment: production\n  rules:\n";
    let always = format!("{gitlab}    - if: main\n      when: always\n    - when: manual\n");
    assert_eq!(lines(".gitlab-ci.yml", &always, clause), [1]);
    let by_hand = format!("{gitlab}    - if: main\n      when: never\n    - when: manual\n");
    assert_eq!(lines(".gitlab-ci.yml", &by_hand, clause), NONE);
}

#[test]
fn secrets_in_everyday_spellings() {
    let code = "security.forbidden_secrets_locations/source_code";
    for text in [
        "KEY = os.environ.get('SECRET_KEY') or 'you-will-never-guess'\n",
        "KEY = os.getenv(\"SECRET_KEY\", \"hunter2hunter2\")\n",
        "DB_PASS = \"hunter2hunter2\"\n",
        "password = \"correct horse battery staple\"\n",
        "PASSWORD = \"change-this-now-1234\"\n",
        "headers = {'Authorization': 'Bearer abcdef0123456789abcdef'}\n",
        "get(url, auth=(\"admin\", \"hunter2hunter2\"))\n",
    ] {
        assert_eq!(lines("a.py", text, code), [1], "{text}");
    }
    for text in [
        "KEY = os.environ.get('SECRET_KEY') or fail()\n",
        "password = \"Enter your password\"\n",
        "password = \"enter the password for me\"\n",
        "PASSWORD = \"changeme\"\n",
        "OAI_API_KEY = \"excalidraw-oai-api-key\"\n",
        "headers = {'Authorization': f'Bearer {token}'}\n",
    ] {
        assert_eq!(lines("a.py", text, code), NONE, "{text}");
    }
    assert_eq!(lines("a.ts", "fetch(url, { credentials: \"same-origin\" });\n", code), NONE);
    let config = "security.forbidden_secrets_locations/config_files";
    assert_eq!(lines("locale/de.json", "{\"password\":\"Passwort\"}", config), NONE);
    assert_eq!(lines("main.tf", "variable \"db_password\" {\n  default = \"hunter2abcdef\"\n}\n", config), [2]);
    let env = "security.forbidden_secrets_locations/env_vars";
    for (path, text) in [
        ("a.ts", "const { API_KEY, DB_PASSWORD } = process.env;\n"),
        ("a.py", "os.getenv(key=\"TOKEN\")\n"),
        ("a.py", "x = os.environ['MS_TRANSLATOR_KEY']\n"),
    ] {
        assert_eq!(lines(path, text, env), [1], "{text}");
    }
    assert_eq!(lines("a.py", "from os import environ as E\nx = E['API_KEY']\n", env), [2]);
    assert_eq!(lines("a.py", "class S(BaseSettings):\n    api_key: str\n", env), [1]);
    assert_eq!(lines("a.py", "x = os.environ['PARTITION_KEY']\ny = E['API_KEY']\n", env), NONE);
    let held = outcome(&[], &[("a.py", "x = 1\n")], code);
    assert_eq!(held.why, "1 file searched for the shapes and names of secrets that are known");
}

#[test]
fn marks_of_deletion_are_those_of_systems() {
    let clause = "compliance.right_to_erasure";
    assert_eq!(lines("m.py", "class U(Base):\n    deleted: bool = False\n    deleted_by = 2\n", clause), [2, 3]);
    assert_eq!(lines("x.sql", "alter table t add deleted boolean;\n", clause), [1]);
    assert_eq!(lines("m.py", "def f(s):\n    deleted = s.delete()\n    return {'deleted': deleted}\n", clause), NONE);
    assert_eq!(lines("m.ts", "interface Result {\n  deleted: number;\n}\n", clause), NONE);
    assert_eq!(lines("x.sql", "select count(*) as deleted from t;\n", clause), NONE);
}

#[test]
fn what_a_module_hands_out_is_public_wherever_it_says_so() {
    let clause = "quality.type_hints";
    for text in [
        "function f(a) { return a }\nexport { f };\n",
        "export default function (x) { return x }\n",
        "const g = (z) => z;\nexport default g;\n",
        "class K { m(a) {} }\nexport { K };\n",
        "export const o = { m(a) { return a } };\n",
        "module.exports = { h(a) { return a } };\n",
    ] {
        assert_eq!(lines("a.ts", text, clause), [1], "{text}");
    }
    for text in
        ["function f(a) { return a }\nexport { g } from './g';\n", "const o = { m(a) { return a } };\nuse(o);\n"]
    {
        assert_eq!(lines("a.ts", text, clause), NONE, "{text}");
    }
}

#[test]
fn other_ways_in_and_other_versions() {
    let auth = "security.auth_mechanism";
    let route = "resource \"aws_apigatewayv2_route\" \"q\" {\n  authorization_type = \"JWT\"\n}\n";
    assert_eq!(lines("a.tf", route, auth), NONE);
    let url = format!("{route}resource \"aws_lambda_function_url\" \"u\" {{\n  authorization_type = \"NONE\"\n}}\n");
    assert_eq!(lines("a.tf", &url, auth), [5]);
    let version = "stack.language_version";
    assert_eq!(lines("Pipfile", "[requires]\npython_version = \"3.8\"\n", version), [2]);
    assert_eq!(lines("setup.py", "setup(python_requires='>=3.8,<3.9')\n", version), [1]);
    assert_eq!(lines("environment.yml", "dependencies:\n- python=3.8\n", version), [2]);
    let matrix = "on: push\njobs:\n a:\n  strategy: {matrix: {py: [\"3.8\", \"3.9\"]}}\n  steps:\n  - with: {python-version: \"${{ matrix.py }}\"}\n";
    assert_eq!(lines(".github/workflows/a.yml", matrix, version).len(), 1);
    assert_eq!(lines(".github/workflows/a.yml", &matrix.replace("3.9", "3.12"), version), NONE);
    let serverless = "service: x\nprovider:\n  name: aws\n";
    assert_eq!(verdict(&[("serverless.yml", serverless)], "stack.runtime"), Verdict::NotEvaluated);
    let with = format!("{serverless}functions:\n  a:\n    handler: a.b\n");
    assert_eq!(verdict(&[("serverless.yml", &with)], "stack.runtime"), Verdict::Holds);
}

#[test]
fn what_stands_around_a_mistake_is_looked_at_and_the_mistake_is_told() {
    let clause = "quality.forbidden_patterns/print_statements";
    let both = outcome(&[], &[("a.py", "print(1)\n\n\ndef (:\n")], clause);
    assert_eq!((both.verdict, both.found.len()), (Verdict::Broken, 1), "{}", both.why);
    assert!(both.why.contains("`a.py:4` cannot be parsed as Python"), "{}", both.why);
    let types = "const m = await load<typeof import(\"./x\")>();\nexport const n: number = m;\n";
    assert_eq!(lines("a.ts", types, "quality.docstrings").len(), 0);
}

#[test]
fn files_that_a_clause_does_not_speak_of_are_counted() {
    let files = [("a.py", "x = 1\n"), ("load_test.py", "print(1)\n"), ("vendor/b.py", "print(1)\n")];
    let held = outcome(&[], &files, "quality.forbidden_patterns/print_statements");
    assert!(held.why.ends_with("; left out: 1 test, 1 file of generators or others"), "{}", held.why);
}
