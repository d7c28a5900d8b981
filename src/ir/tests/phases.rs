//! What counts before a service outside was called, and what only once it has answered.

use super::{of, root, system};
use crate::ir::{Action, Operation, Step};

/// An operation of the clinic.
fn clinic(name: &str) -> Operation {
    system(&root().join("examples/clinic/contract")).operation(name).unwrap().clone()
}

fn events(steps: &[Step]) -> Vec<&str> {
    let mut all = Vec::new();
    for step in steps {
        if let Action::Emit { event, .. } = &step.action {
            all.push(event.as_str());
        }
    }
    all
}

fn writes(steps: &[Step]) -> bool {
    steps.iter().any(|step| matches!(step.action, Action::Update { .. } | Action::Delete { .. }))
}

#[test]
fn what_a_success_means_is_not_written_before_it() {
    let phases = clinic("ConfirmAppointment").phases;
    assert!(phases.claim.is_empty(), "{:?}", phases.claim);
    assert!(writes(&phases.success));
    assert_eq!(events(&phases.success), ["AppointmentConfirmed"]);
    assert!(phases.failure.is_empty() && phases.hold.is_some());
}

#[test]
fn a_row_outlives_what_is_removed_with_it() {
    let phases = clinic("EraseReport").phases;
    assert!(phases.claim.is_empty(), "{:?}", phases.claim);
    assert!(writes(&phases.success));
    assert_eq!(events(&phases.success), ["ReportErased"]);
    assert_eq!(phases.hold.map(|own| own.row).as_deref(), Some("report"));
    // What keeps it from being deleted is known before anything outside is.
    let kept = phases.requirements.iter().any(|own| own.failure == "ReportKept");
    assert!(kept, "{:?}", phases.requirements);
}

#[test]
fn an_object_goes_again_where_its_row_is_refused() {
    let filed = clinic("FileReport").phases;
    let [step] = filed.withdrawal.as_slice() else { panic!("{:?}", filed.withdrawal) };
    let Action::Call { call, arguments, .. } = &step.action else { panic!("{step:?}") };
    assert_eq!(call, "delete_report");
    assert_eq!(arguments.len(), 1, "{arguments:?}");
    assert!(clinic("EraseReport").phases.withdrawal.is_empty());
}

/// A letter that is posted: with these lines of the command, and this trigger of the transition.
fn letter(lines: &str, trigger: &str) -> Operation {
    let text = format!(
        "project \"Letters\" {{\n  version \"1.0.0\"\n}}\n\nenum LetterStatus {{ written, posted, lost }}\n\n\
         entity Letter {{\n  id: uuid\n  status: Enum:LetterStatus = written\n\n  primary_key id\n}}\n\n\
         entity Stamp {{\n  id: uuid\n  letter_id: uuid\n\n  primary_key id\n}}\n\n\
         integration post is rest_api {{\n  base_url \"https://post.example.com\"\n}}\n\n\
         operation hand_in -> POST /letters on post {{\n  request {{ number: uuid }}\n}}\n\n\
         error LetterNotFound as LETTER_NOT_FOUND \"No such letter\" 404 business\n\
         error PostClosed as POST_CLOSED \"The post is closed\" 502 integration\n\
         error WrongState as WRONG_STATE \"Not now\" 409 business\n\n\
         domain event Posted {{\n  letter_id: uuid\n}}\n\ndomain event Lost {{\n  letter_id: uuid\n}}\n\n\
         command Post {{\n  input {{ letter_id: uuid, stamp_id: uuid from new.uuid }}\n  fetches Letter\n  only when Letter exists by letter_id\n\
         {lines}  returns {{ letter_id: uuid }}\n  errors LetterNotFound, PostClosed, WrongState\n}}\n\n\
         workflow Way for Letter {{\n  state_field status\n\n  initial state written\n  final state posted\n  \
         final state lost\n\n  written -> posted {trigger} command Post\n}}\n\n\
         route POST /letters/{{letter_id}} -> command Post {{\n  response {{ letter_id: uuid }}\n}}\n"
    );
    of(&text).operation("Post").unwrap().clone()
}

const CALL: &str = "  call hand_in on post with { number: {{letter_id}} } else PostClosed\n";
const STAMP: &str = "  insert Stamp set { id: {{stamp_id}}, letter_id: {{letter_id}} } as stamp\n";

#[test]
fn an_event_behind_a_call_is_told_where_the_call_went_well() {
    let told = "  emit Posted with letter_id\n";
    let behind = letter(&format!("{STAMP}{CALL}{told}  emits Posted\n"), "on success of").phases;
    assert_eq!((events(&behind.claim), events(&behind.success)), (vec![], vec!["Posted"]));
    assert!(behind.claim.iter().any(|step| matches!(step.action, Action::Insert { .. })));
    // Before the call, where no state is written, it tells that it was begun.
    let before = letter(&format!("{STAMP}{told}{CALL}  emits Posted\n"), "on success of").phases;
    assert_eq!((events(&before.claim), events(&before.success)), (vec!["Posted"], vec![]));
}

#[test]
fn what_a_call_needs_is_written_before_it() {
    let update = "  update Letter where { id: {{letter_id}} } set { status: posted }\n";
    let needs = CALL.replace("{{letter_id}}", "{{stamp.id}}");
    let phases = letter(&format!("{update}{STAMP}{needs}"), "on success of").phases;
    assert!(phases.claim.iter().any(|step| matches!(step.action, Action::Insert { .. })), "{:?}", phases.claim);
    assert!(!writes(&phases.claim) && writes(&phases.success));
}

#[test]
fn a_command_that_calls_nobody_has_one_outcome() {
    let phases = letter(STAMP, "on success of").phases;
    assert!(phases.claim.iter().any(|step| matches!(step.action, Action::Move { .. })), "{:?}", phases.claim);
    assert!(phases.success.is_empty() && phases.hold.is_none());
}
