//! The rows of the table: scanners that are known, what they look for, and how their findings are told apart.
//!
//! Data only; read by [`super::table`]. What a scanner covers is said with care: a scanner that finds a hard-coded password by the way
//! (bandit, ruff) is no scanner of secrets, so its clean report does not make a gate on `secret` hold, while its finding counts there.
//! A secret that a scanner of secrets found is critical, for their reports do not weigh, and a secret that was seen is no secret any more.

use super::category::Category::{self, CodeQuality, Dependency, Governance, Iac, License, Sast, Secret, Security};
use super::severity::Severity::{Critical, High, Medium};
use super::table::Sign::{self, Code, Part, Rest, Rule, Tag};
use super::table::Tool;

/// Nothing is known.
pub(super) const NONE: Tool = Tool { names: &[], covers: &[], lists_rules: false, flat: &[], signs: &[] };

/// The scanners. Where one name begins another, the longer one stands first.
pub(super) const TOOLS: &[Tool] = &[
    Tool {
        names: &["bandit"],
        covers: &[Sast],
        signs: &[(Rule(&["B105", "B106", "B107"]), Secret), (Rest, Sast)],
        ..NONE
    },
    Tool {
        names: &["semgrep", "opengrep"],
        lists_rules: true,
        signs: &[
            (Part(&["secrets.", "secret-", "gitleaks"]), Secret),
            (Part(&["ssc-", "supply-chain"]), Dependency),
            (Part(&["terraform.", "dockerfile.", "kubernetes.", "cloudformation.", "bicep.", "ansible."]), Iac),
            (Tag(&["security", "cwe", "owasp"]), Sast),
            (Part(&[".security.", "security-"]), Sast),
            (
                Part(&[".correctness.", ".best-practice.", ".maintainability.", ".performance.", ".compatibility."]),
                CodeQuality,
            ),
        ],
        ..NONE
    },
    Tool {
        names: &["ruff"],
        covers: &[CodeQuality],
        flat: &[(CodeQuality, Medium), (Sast, Medium), (Secret, Medium)],
        signs: &[(Rule(&["S105", "S106", "S107"]), Secret), (Code(&["S"]), Sast), (Rest, CodeQuality)],
        ..NONE
    },
    Tool {
        names: &["eslint", "oxlint", "biome"],
        covers: &[CodeQuality],
        signs: &[
            (Rule(&["no-secrets/"]), Secret),
            (
                Rule(&["security/", "security-node/", "no-unsanitized/", "@microsoft/sdl/", "xss/", "lint/security/"]),
                Sast,
            ),
            (Rule(&["no-eval", "no-implied-eval", "no-new-func", "no-script-url"]), Sast),
            (Rest, CodeQuality),
        ],
        ..NONE
    },
    Tool {
        names: &["checkov"],
        covers: &[Iac],
        lists_rules: true,
        flat: &[(Iac, Medium), (Secret, Critical), (Dependency, High), (License, Medium)],
        signs: &[
            (Rule(&["CKV_SECRET_"]), Secret),
            (Rule(&["CKV_CVE_", "BC_CVE_", "CVE-"]), Dependency),
            (Rule(&["BC_LIC_"]), License),
            (Rest, Iac),
        ],
    },
    Tool {
        names: &["trivy"],
        signs: &[
            (Tag(&["vulnerability"]), Dependency),
            (Tag(&["misconfiguration"]), Iac),
            (Tag(&["secret"]), Secret),
            (Tag(&["license"]), License),
        ],
        ..NONE
    },
    Tool {
        names: &["codeql"],
        covers: &[Sast],
        signs: &[
            (Tag(&["external/cwe/cwe-798", "external/cwe/cwe-259"]), Secret),
            (Tag(&["security"]), Sast),
            (Rest, CodeQuality),
        ],
        ..NONE
    },
    Tool { names: &["snyk code", "snykcode"], covers: &[Sast], signs: &[(Rest, Sast)], ..NONE },
    Tool { names: &["snyk iac"], covers: &[Iac], signs: &[(Rest, Iac)], ..NONE },
    Tool {
        names: &["snyk"],
        covers: &[Dependency],
        signs: &[(Rule(&["snyk:lic:"]), License), (Rest, Dependency)],
        ..NONE
    },
    Tool {
        names: &[
            "gitleaks",
            "trufflehog",
            "detect-secrets",
            "ggshield",
            "gitguardian",
            "kingfisher",
            "secretlint",
            "whispers",
        ],
        covers: &[Secret],
        flat: &[(Secret, Critical)],
        signs: &[(Rest, Secret)],
        ..NONE
    },
    Tool {
        names: &[
            "pip-audit",
            "osv-scanner",
            "cargo-audit",
            "npm-audit",
            "grype",
            "dependency-check",
            "govulncheck",
            "bundler-audit",
        ],
        covers: &[Dependency],
        signs: &[(Rest, Dependency)],
        ..NONE
    },
    Tool {
        names: &["cargo-deny"],
        covers: &[Dependency, License],
        signs: &[
            (Rule(&["rejected", "unlicensed", "license", "no-license"]), License),
            (Rule(&["source-not-allowed", "git-source"]), Governance),
            (Rest, Dependency),
        ],
        ..NONE
    },
    Tool {
        names: &[
            "hadolint",
            "tfsec",
            "kics",
            "terrascan",
            "tflint",
            "cfn-lint",
            "cfn_nag",
            "kube-linter",
            "kubescape",
            "dockle",
        ],
        covers: &[Iac],
        signs: &[(Rest, Iac)],
        ..NONE
    },
    Tool {
        names: &[
            "gosec",
            "brakeman",
            "njsscan",
            "mobsfscan",
            "psalm taint",
            "security code scan",
            "find security bugs",
            "devskim",
            "zizmor",
        ],
        covers: &[Sast],
        signs: &[(Rest, Sast)],
        ..NONE
    },
    Tool {
        names: &[
            "clippy",
            "pylint",
            "flake8",
            "mypy",
            "pyright",
            "shellcheck",
            "stylelint",
            "phpstan",
            "psalm",
            "detekt",
            "rubocop",
        ],
        covers: &[CodeQuality],
        signs: &[(Rest, CodeQuality)],
        ..NONE
    },
    Tool {
        names: &["golangci-lint", "spotbugs", "pmd", "sonarqube", "sonarcloud"],
        covers: &[CodeQuality],
        signs: &[(Tag(&["security", "cwe", "owasp"]), Sast), (Rule(&["gosec"]), Sast), (Rest, CodeQuality)],
        ..NONE
    },
    Tool { names: &["scancode", "licensee", "reuse", "fossa"], covers: &[License], signs: &[(Rest, License)], ..NONE },
    Tool {
        names: &["scorecard", "allstar", "conftest", "repolinter"],
        covers: &[Governance],
        signs: &[(Rest, Governance)],
        ..NONE
    },
];

/// Signs that mean the same in the reports of any scanner.
pub(super) const ANY: &[(Sign, Category)] = &[
    (Tag(&["secret", "secrets", "hardcoded-secret"]), Secret),
    (Tag(&["license", "licence", "licenses"]), License),
    (Tag(&["dependency", "dependencies", "vulnerability", "sca", "cve"]), Dependency),
    (Rule(&["CVE-", "GHSA-", "RUSTSEC-", "PYSEC-", "OSV-"]), Dependency),
    (Tag(&["iac", "misconfiguration", "infrastructure", "terraform", "kubernetes", "dockerfile"]), Iac),
    (Tag(&["sast", "external/cwe", "cwe", "owasp"]), Sast),
    (Tag(&["security"]), Security),
    (Tag(&["governance", "policy"]), Governance),
    (
        Tag(&["quality", "maintainability", "reliability", "correctness", "style", "performance", "complexity"]),
        CodeQuality,
    ),
];
