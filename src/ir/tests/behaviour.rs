//! What is asked of a running service and cannot be carried over is refused, each with its place and its reason.

use super::GUESTS;
use crate::ir::{Bounds, Column, Type};
use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;

const CALLER: &str = "actor {\n  id: uuid\n  role: string\n}\n\nrole Host \"Is at home\"\n\n\
    error Forbidden as FORBIDDEN \"Not allowed\" 403 security\n\n";

/// What is said of a set, those findings that stop the road to code.
fn refused(text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.contract"), text).unwrap();
    let (checked, _) = pipeline::system(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
    let findings = checked.judged.findings.iter();
    findings.filter(|found| found.code.id.starts_with("C20")).map(|found| found.title.clone()).collect()
}

/// The guests, whose command is for hosts and has more lines.
fn with(lines: &str, more: &str) -> String {
    let own = GUESTS.replace("  insert Guest\n", &format!("  only Host\n{lines}  insert Guest\n"));
    let own = own.replace("  errors NameMissing\n", "  errors NameMissing, Forbidden\n");
    format!("{own}\n{CALLER}{more}")
}

#[test]
fn what_runs_needs_words() {
    let cases: &[(&str, &str, &str)] = &[
        ("  guard quota.limit(name: guests, most: 3)\n", "", "in which time this is counted"),
        ("  guard quota.limit(name: guests, per: day)\n", "", "how often this may be done"),
        ("  guard tenant.active\n", "", "whether a caller is active"),
        ("  guard subscription.active(plan: big)\n", "", "which plans a caller has"),
        ("  effect cache.invalidate(key: guests)\n", "", "which answers are kept under `guests`"),
        ("  effect schedule.job(job: greet, run_at: {{name}})\n", "", "when `greet` is done"),
        ("  effect schedule.job(job: greet, run_at: \"This: is no day\")\n", "", "when `greet` is done"),
        ("  effect send.notification(channel: desk)\n", "", "what the notification says"),
        ("", "policy kept on entity:Guest {\n  always limit(retention_days: 3)\n}\n", "whether rows are kept at least"),
        ("", "policy few on command:Sign {\n  always limit(max_open: 3)\n}\n", "this limit of `few`"),
        (
            "",
            "integration post is rest_api {\n  base_url \"https://post.example.com\"\n}\n\n\
             policy few on integration:post {\n  always limit(max_requests_per_day: 3)\n}\n",
            "the policy `few` on `integration:post`",
        ),
        (
            "",
            "reliability calm on command Sign {\n  circuit_breaker { failure_threshold: 3, recovery_timeout_seconds: 9 }\n}\n",
            "`circuit_breaker` of a command",
        ),
        ("", "observe command Sign {\n  metrics sign.beauty\n}\n", "the metric `sign.beauty`"),
        ("", "observe command Sign {\n  log_fields shoe_size\n}\n", "what `shoe_size` is in the log"),
        ("", "security {\n  rate_limit all(requests: 3, per_seconds: 9, scope: moon)\n}\n", "a limit per moon"),
        ("", "security {\n  mask Guest.name with magic\n}\n", "hiding by `magic`"),
        ("", "datasource db is postgres {\n  options { echo: true }\n}\n", "the option `echo` of `db`"),
        ("", "datasource db is postgres {\n  options { sslmode: maybe }\n}\n", "the option `sslmode` of `db`"),
        ("", "datasource db is postgres {\n  options { lock_timeout: soon }\n}\n", "the option `lock_timeout` of `db`"),
        (
            "",
            "datasource db is postgres {\n  options { pool_size: 2, min_size: 3 }\n}\n",
            "the option `min_size` of `db`",
        ),
        (
            "",
            "datasource db is postgres {\n  options { statement_timeout: \"3s\", statement_timeout_ms: 3000 }\n}\n",
            "the option `statement_timeout_ms` of `db`",
        ),
        ("", "datasource store is redis {\n  options { echo: true }\n}\n", "the option `echo` of `store`"),
        ("", "datasource db is postgres {\n  schema guests\n}\n", "the schema `guests`"),
    ];
    for (lines, more, wanted) in cases {
        let found = refused(&with(lines, more));
        assert!(found.iter().any(|title| title.contains(wanted)), "{lines}{more}: {wanted}: {found:?}");
    }
}

#[test]
fn what_is_said_in_full_is_carried_over() {
    let cases: &[(&str, &str)] = &[
        ("  guard quota.limit(name: guests, most: 3, per: day)\n", ""),
        ("  only with feature guests else Forbidden\n", ""),
        ("  effect schedule.job(job: greet, values: { name: {{name}} })\n", ""),
        ("", "policy few on command:Sign {\n  always limit(max_requests_per_day: 3)\n}\n"),
        ("", "reliability once on command Sign {\n  idempotency_key_field name\n  timeout { total_ms: 900 }\n}\n"),
        (
            "",
            "datasource db is postgres {\n  schema public\n  options { sslmode: require, pool_size: 20, min_size: 2,\
             connect_timeout: 5, statement_timeout: \"3s\", lock_timeout_ms: 900, application_name: guests }\n}\n",
        ),
        ("", "observe command Sign {\n  metrics sign.count, sign.latency_ms\n  log_fields id\n  trace_enabled\n}\n"),
        ("", "security {\n  auth_required\n  rate_limit all(requests: 3, per_seconds: 9, scope: ip)\n}\n"),
    ];
    for (lines, more) in cases {
        let found = refused(&with(lines, more));
        assert!(found.is_empty(), "{lines}{more}: {found:?}");
    }
}

#[test]
fn options_of_the_database_are_carried_over() {
    let text = "datasource db is postgres {\n  options { sslmode: require, pool_size: 20, min_size: 2, \
                connect_timeout: 5, statement_timeout: \"3s\", lock_timeout_ms: 900 }\n}\n";
    let own = super::of(&with("", text)).database;
    assert_eq!(own.origin, "datasources/db");
    assert_eq!(own.sslmode.as_deref(), Some("require"));
    assert_eq!((own.pool_min, own.pool_max), (Some(2), Some(20)));
    let times = (own.connect_timeout_ms, own.statement_timeout_ms, own.lock_timeout_ms, own.command_timeout_ms);
    assert_eq!(times, (Some(5000), Some(3000), Some(900), None));
}

#[test]
fn a_column_holds_what_its_field_and_its_type_allow() {
    let column = |sql: &str, kind: Type, bounds: Bounds| Column {
        name: "own".into(),
        sql: sql.into(),
        kind,
        required: true,
        default: None,
        check: None,
        bounds,
        values: Vec::new(),
        generated: None,
        renamed_from: None,
    };
    let most = |most| Bounds { max_length: Some(most), ..Bounds::default() };
    assert_eq!(column("VARCHAR(40)", Type::Text, most(60)).limits(), most(40));
    assert_eq!(column("VARCHAR(40)", Type::Text, most(20)).limits(), most(20));
    assert_eq!(column("TEXT", Type::Text, Bounds::default()).limits(), Bounds::default());
    let digits = |sql: &str| column(sql, Type::Decimal, Bounds::default()).limits().scale;
    assert_eq!([digits("NUMERIC(10, 2)"), digits("NUMERIC(10)"), digits("NUMERIC")], [Some(2), Some(0), None]);
    let between = |least: &str, most: &str| Bounds {
        min: Some(least.to_owned()),
        max: Some(most.to_owned()),
        ..Bounds::default()
    };
    assert_eq!(between("1", "90.5").and(&between("2", "100")), between("2", "90.5"));
    assert_eq!(Bounds::default().and(&between("-2", "10")), between("-2", "10"));
}
