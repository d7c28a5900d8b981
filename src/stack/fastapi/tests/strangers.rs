//! The sets of strangers among the fixtures as services: what of them no example has.

use std::path::Path;

use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;
use crate::stack::Before;

/// A file of the service that is made of a set, by the end of its path; `edit` may change the text of a file of the set.
fn file(set: &str, end: &str, edit: (&str, &str, &str)) -> String {
    let folder = tempfile::tempdir().unwrap();
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/mistakes").join(set);
    copy(&set, folder.path());
    let (path, from, to) = edit;
    if !path.is_empty() {
        let text = std::fs::read_to_string(set.join(path)).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(folder.path().join(path), text.replace(from, to)).unwrap();
    }
    let (checked, system) = pipeline::system(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
    let system = system.unwrap_or_else(|| panic!("{:?}", checked.judged.findings));
    let units = super::super::files(&system, &Before::default(), &[]).units;
    units.into_iter().find(|own| own.path.ends_with(end)).unwrap_or_else(|| panic!("{end}")).text
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&place).unwrap();
            copy(&entry.path(), &place);
        } else {
            std::fs::copy(entry.path(), place).unwrap();
        }
    }
}

const AS_IT_IS: (&str, &str, &str) = ("", "", "");

#[test]
fn inputs_of_a_table_have_the_types_of_what_is_passed_to_them() {
    // The cells hold whole numbers; the fields may hold cents.
    let text = file("claims", "rules/claim_ceiling.py", AS_IT_IS);
    assert!(text.contains("kind: ReportKind, amount: Decimal"), "{text}");
    assert!(text.contains("amount <= Decimal(1600)"), "{text}");
    let text = file("lending", "rules/waiver_limit.py", AS_IT_IS);
    assert!(text.contains("amount: Decimal"), "{text}");
}

#[test]
fn what_a_transition_does_beside_depends_on_the_state_before_the_command_wrote_another() {
    // The command asks for the one state from which the transition leads.
    let text = file("claims", "commands/deliver_bag.py", AS_IT_IS);
    assert!(text.contains("\n    await schedule("), "{text}");
    // It asks for one of two, and one of two transitions sends a mail.
    let quiet = "in_review -> withdrawn on command WithdrawClaim { only Passenger }";
    let sends = "in_review -> withdrawn on command WithdrawClaim {\n    only Passenger\n    \
        send email claim_withdrawn to \"desk@bags.airport.example\" via desk_mail with { reason: {{claim.reason}} }\n  }";
    let text = file("claims", "commands/withdraw_claim.py", ("workflows/workflows.contract", quiet, sends));
    let (before, branch) = ("    claim_before = claim.status\n", "    if claim_before == ClaimStatus.IN_REVIEW:\n");
    assert!(text.contains(branch), "{text}");
    assert!(text.find(before).unwrap() < text.find("UPDATE_CLAIM,").unwrap(), "{text}");
}

#[test]
fn access_says_of_which_of_several_rows_a_field_is() {
    let text = file("lending", "policy/access.py", AS_IT_IS);
    assert!(text.contains("`instrument.branch_id == actor.branch_id` and `loan.branch_id =="), "{text}");
    assert!(text.contains("Librarian where `branch_id == actor.branch_id`;"), "{text}");
}

#[test]
fn a_pattern_must_match_all_of_a_text() {
    assert!(file("claims", "api/passengers.py", AS_IT_IS).contains("pattern=\"^(?:[0-9]{10})$\""));
    let pattern = ("pattern: \"[0-9]{10}\"", "pattern: \"^[0-9]{10}$\"");
    let edit = ("app/commands.contract", pattern.0, pattern.1);
    assert!(file("claims", "api/passengers.py", edit).contains("pattern=\"^[0-9]{10}$\""));
}

#[test]
fn the_most_rows_that_a_page_may_have_bound_it() {
    let size = |to: &str| {
        let edit = ("app/queries.contract", "pagination { page_size: 50, max_page_size: 200 }", to);
        let text = file("claims", "queries/list_claims.py", edit);
        text.lines().find(|line| line.starts_with("PAGE_SIZE")).unwrap_or_default().to_owned()
    };
    assert_eq!(size("pagination { page_size: 50, max_page_size: 200 }"), "PAGE_SIZE = 50");
    assert_eq!(size("pagination { max_page_size: 40 }"), "PAGE_SIZE = 40");
    assert_eq!(size("pagination { max_page_size: 200 }"), "PAGE_SIZE = 100");
}

#[test]
fn a_service_without_routes_has_no_list_of_routers() {
    assert!(!file("rental", "gen/service.py", AS_IT_IS).contains("ROUTERS"));
    assert!(file("loans", "gen/service.py", AS_IT_IS).contains("for router in ROUTERS:"));
}
