//! What counts before a service outside was called, and what only once it has answered.

use super::{of, root, system};
use crate::ir::{Action, Check, Operation, Step};

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

#[test]
fn a_row_is_moved_from_where_its_workflow_says_also_by_a_step_that_sets_the_state() {
    let states = |lines: &str| {
        let checks = letter(lines, "on").phases.requirements;
        let state = |own: crate::ir::Requirement| match own.check {
            Check::State { row, field, states } => Some((row, field, states, own.failure)),
            _ => None,
        };
        checks.into_iter().filter_map(state).collect::<Vec<_>>()
    };
    let written = |failure: &str| {
        vec![("letter".to_owned(), "status".to_owned(), vec!["written".to_owned()], failure.to_owned())]
    };
    let set = "  update Letter where { id: {{letter_id}} } set { status: posted }\n";
    assert_eq!(states(set), written("WrongState"));
    assert_eq!(states(STAMP), written("WrongState"));
    // What a guard says is said once.
    let guarded = format!("  only when status == written else PostClosed\n{set}");
    assert_eq!(states(&guarded), written("PostClosed"));
}

#[test]
fn a_file_is_as_large_as_a_table_or_a_field_lets_through() {
    let most = |input: &str, rows: &str| {
        let text = format!(
            "project \"Letters\" {{\n  version \"1.0.0\"\n}}\n\nentity Scan {{\n  id: uuid\n  size: int\n  content: string\n\n  primary_key id\n}}\n\n\
             error TooLarge as TOO_LARGE \"Too large\" 413 validation\n\n\
             command Keep {{\n  input {{\n    id: uuid from new.uuid\n    kind: string\n    file: string \"Base64\"\n    \
             size: int from input.file.size{input}\n  }}\n  insert Scan set {{ id: {{{{id}}}}, size: {{{{size}}}}, content: {{{{file}}}} }}\n  returns {{ id: uuid }}\n  \
             errors TooLarge\n}}\n\nroute POST /scans -> command Keep {{\n  request {{ kind: string, file: string \"Base64\" }}\n  response {{ id: uuid }}\n}}\n\n\
             rule size_of_scans on command:Keep {{\n  severity error\n  hit_policy first\n  error TooLarge\n  \
             bind {{ kind: input.kind, size: input.size }}\n  | kind | size || accepted |\n{rows}}}\n"
        );
        let inputs = of(&text).operation("Keep").unwrap().inputs.clone();
        inputs.iter().find(|own| own.field.name == "file").unwrap().most_bytes
    };
    let refuse = "  | - | - || false |\n";
    assert_eq!(most("", &format!("  | map | <= 8 MiB || true |\n  | - | < 1 MiB || true |\n{refuse}")), Some(8 << 20));
    assert_eq!(most("", &format!("  | - | < 1 MiB || true |\n{refuse}")), Some((1 << 20) - 1));
    // One kind may have any size: then all may, before the kind is known.
    assert_eq!(most("", &format!("  | map | - || true |\n  | - | < 1 MiB || true |\n{refuse}")), None);
    let limited = " { constraints: { min: 1, max: 5 MiB } }";
    assert_eq!(most(limited, &format!("  | map | - || true |\n{refuse}")), Some(5 << 20));
}
