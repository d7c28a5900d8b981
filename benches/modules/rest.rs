//! What a module says of people, rules, stories and the world outside.

use super::{indent, list, section};

pub const INFO: &str = "info:
  name: Workshops of a town
  version: '2.0'
  description: Tools that people lend out to each other, and what is done when one of them breaks
  author: The desk
  stack: fastapi
  frameworks:
    - fastapi
  languages:
    - python
  keywords:
    - tools
    - loans
    - repairs
  tags:
    - workshop
";

pub const INTEGRATIONS: &str = "integrations:
  - id: catalogue_§
    type: rest_api
    base_url: https://catalogue.example.org/v2
    auth:
      type: api_key
      key_name: key
    timeouts:
      total_ms: 4000
    tags:
      - tools
      - external
  - id: pictures_§
    type: aws_s3
    provider: aws
    service: s3
    auth:
      type: aws_sigv4
    tags:
      - storage
  - id: post_§
    type: smtp
    tags:
      - email
operations:
  - id: find_model_§
    integration_id: catalogue_§
    method: GET
    path: /models.json
    request_schema:
      - name: q
        type: string
        required: true
        description: Part of a name
    response_schema:
      - name: model_name
        type: string
        required: true
      - name: list_price
        type: decimal
        required: true
  - id: store_picture_§
    integration_id: pictures_§
    method: POST
    path: /pictures
s3_resources:
  - integration_id: pictures_§
    bucket: workshop-pictures
    region: eu-central-1
    operations:
      - store_picture_§
    path_template: tools/{tool_id}/{repair_id}/{filename}
    encryption: AES256
email_providers:
  - id: desk_mail_§
    transport: smtp
    host: smtp.example.org
    port: 587
    from_email: desk@example.org
    from_name: The desk of workshop §
";

const ROLES: [(&str, &str); 3] = [
    ("Borrower", "Somebody who borrows tools"),
    ("Clerk", "Somebody at the desk"),
    ("Manager", "Somebody who answers for the workshop"),
];

/// Name, what it is about, action.
const PERMISSIONS: [(&str, &str, &str); 13] = [
    ("see_own_loans", "query:ListLoans§", "read"),
    ("see_own_notices", "query:ListNotices§", "read"),
    ("see_tools", "query:GetTool§", "read"),
    ("lend_tools", "command:LendTool§", "write"),
    ("take_tools_back", "command:ReturnTool§", "write"),
    ("open_repairs", "command:OpenRepair§", "write"),
    ("send_notices", "command:SendNotice§", "write"),
    ("manage_tools", "entity:Tool§", "write"),
    ("manage_members", "entity:Member§", "admin"),
    ("manage_repairs", "entity:Repair§", "write"),
    ("see_neighbour_tools", "entity:Tool¶", "read"),
    ("delete_notices", "entity:Notice§", "delete"),
    ("see_journal", "document:journal", "read"),
];

pub fn workflows() -> String {
    let flow = |name: &str, about: &str, entity: &str, states: &[(&str, &str)], moves: &[(&str, &str, &str, &str)]| {
        let first = states.first().map_or("", |(state, _)| state);
        let mut out = format!(
            "- id: {name}§\n  description: {about}\n  entity: {entity}§\n  initial_state: {first}\n  states:\n"
        );
        for (state, kind) in states {
            out += &format!("    - id: {state}\n      description: The {entity} is {state} now\n      kind: {kind}\n");
        }
        out += "  transitions:\n";
        for (from, to, on, event) in moves {
            out += &format!("    - from_state: {from}\n      to_state: {to}\n      {on}\n      guards:\n");
            out += "        - id: auth.role\n          params:\n            roles:\n              - Clerk§\n              - Manager§\n";
            if !event.is_empty() {
                out += &format!(
                    "      effects:\n        - id: emit.event\n          params:\n            event: {event}\n"
                );
            }
        }
        out + &indent(&list("required_roles", "Clerk§ Manager§"), 2)
    };
    let loan = flow(
        "LoanLife",
        "From the desk to the shelf",
        "Loan",
        &[("open", "initial"), ("reminded", "normal"), ("closed", "final"), ("lost", "final")],
        &[
            ("open", "reminded", "on_command: SendNotice§", "NoticeSent§"),
            ("open", "closed", "on_command: ReturnTool§", "ToolReturned§"),
            ("reminded", "closed", "on_command: ReturnTool§", "ToolReturned§"),
            ("reminded", "lost", "on_event: NoticeFailed§", ""),
        ],
    );
    let repair = flow(
        "RepairLife",
        "A tool on the bench",
        "Repair",
        &[("waiting", "initial"), ("on_bench", "normal"), ("mended", "final")],
        &[
            ("waiting", "on_bench", "on_event: RepairOpened§", ""),
            ("on_bench", "mended", "on_event: RepairClosed§", "RepairClosed§"),
        ],
    );
    section("workflows", [loan, repair])
}

pub fn policies() -> String {
    let policy = |(name, about, scope, field, op, value, effect): (&str, &str, &str, &str, &str, &str, &str)| {
        let mut out = format!("- id: {name}_§\n  description: {about}\n  scope: {scope}\n  conditions:\n");
        out +=
            &format!("    - field: {field}\n      op: {op}\n      value: {value}\n  effects:\n    - type: {effect}\n");
        if effect == "deny" {
            out += &format!("      params:\n        message: {about}\n");
        }
        out += &indent(&list("tags", "desk access"), 2);
        out + "  source: 'brief, chapter 5: who may do what'\n"
    };
    let policies = [
        (
            "own_loans",
            "Members see their own loans only",
            "entity:Loan§",
            "member_id",
            "eq",
            "'{{actor.member_id}}'",
            "allow",
        ),
        (
            "own_notices",
            "Members see their own notices only",
            "entity:Notice§",
            "member_id",
            "eq",
            "'{{actor.member_id}}'",
            "allow",
        ),
        (
            "own_member",
            "Members see what is known of them",
            "entity:Member§",
            "id",
            "eq",
            "'{{actor.member_id}}'",
            "allow",
        ),
        ("picture_size", "A picture has at most 8 MiB", "entity:Repair§", "file_size", "gt", "8388608", "deny"),
        ("loan_has_tool", "There is no loan without a tool", "entity:Loan§", "tool_id", "eq", "''", "deny"),
        ("free_tools", "Free tools need a manager", "entity:Tool§", "daily_price", "eq", "0", "deny"),
        (
            "list_of_loans",
            "The list of loans is for those who have some",
            "query:ListLoans§",
            "actor.id",
            "eq",
            "actor.id",
            "allow",
        ),
        (
            "lending_hours",
            "Tools are lent while the desk is open",
            "command:LendTool§",
            "request_time",
            "gt",
            "20",
            "deny",
        ),
    ];
    section("policies", policies.map(policy))
}

pub fn rbac() -> String {
    let roles = section("roles", ROLES.map(|(name, about)| format!("- id: {name}§\n  description: {about}\n")));
    let permission = |(name, resource, action): (&str, &str, &str)| {
        let about = name.replace('_', " ");
        format!("- id: {name}_§\n  description: They may {about}\n  resource: {resource}\n  action: {action}\n")
    };
    let grant = |(role, from, to): (&str, usize, usize)| {
        let names: Vec<String> = PERMISSIONS.iter().take(to).skip(from).map(|(name, ..)| format!("{name}_§")).collect();
        format!("- role: {role}§\n{}", indent(&list("permissions", &names.join(" ")), 2))
    };
    let permissions = section("permissions", PERMISSIONS.map(permission));
    let grants = section("bindings", [("Borrower", 0, 3), ("Clerk", 0, 8), ("Manager", 2, 13)].map(grant));
    format!("access:\n{}", indent(&(roles + &permissions + &grants), 2))
}

pub fn rules() -> String {
    let rule = |(name, about, target, input, output): (&str, &str, &str, &str, &str)| {
        let mut out =
            format!("- id: {name}_§\n  description: \"{about}\"\n  applies_to: \"{target}\"\n  severity: \"error\"\n");
        out += &indent(&list("tags", "desk decision"), 2);
        out += &format!("  inputs:\n    - {input}\n    - role\n  outputs:\n    - {output}\n  rows:\n");
        for (role, answer) in [("Manager§", "true"), ("Clerk§", "true"), ("Borrower§", "false")] {
            out += &format!("    - when:\n        role: \"{role}\"\n        {input}: \"{{{{ not null }}}}\"\n");
            out += &format!("      then:\n        {output}: {answer}\n");
        }
        out
    };
    let rules = [
        ("may_lend", "Who may hand a tool out", "LendTool§", "tool_id", "allowed"),
        ("may_take_back", "Who may take a tool back", "ReturnTool§", "loan_id", "allowed"),
        ("may_open_repair", "Who may send a tool to the bench", "OpenRepair§", "fault", "accepted"),
        ("may_remind", "Who may remind a member", "command:SendNotice§", "channel", "allowed"),
        ("may_list", "Who may list loans", "query:ListLoans§", "member_id", "visible"),
    ];
    // A blank line between two rules, as people leave it.
    let text = section("rules", rules.map(rule));
    text.replacen("\n  - id: may_take", "\n\n  # The desk is asked here.\n  - id: may_take", 1).replacen(
        "\n  - id: may_list",
        "\n\n  - id: may_list",
        1,
    )
}

pub fn scenarios() -> String {
    let scenario = |(name, about, role, step, input, expect): (&str, &str, &str, &str, &str, &str)| {
        let mut out = format!("- id: {name}_§\n  description: {about}\n");
        out += &indent(&list("actors", role), 2);
        out +=
            &format!("  preconditions:\n    - {} is signed in\n    - The desk is open\n", role.trim_end_matches('§'));
        out += "    - There is a tool on the shelf\n  steps:\n";
        let (kind, target) = step.split_once(':').unwrap_or(("command", step));
        out += &format!("    - type: {kind}\n      ref: {target}\n      input:\n");
        for (key, value) in input.split(' ').filter_map(|pair| pair.split_once('=')) {
            out += &format!("        {key}: {value}\n");
        }
        out += "      expect:\n";
        for (key, value) in expect.split(' ').filter_map(|pair| pair.split_once('=')) {
            out += &format!("        {key}: {value}\n");
        }
        out += "  postconditions:\n    - The journal says what was done\n    - Nothing else has changed\n";
        out += &indent(&list("tags", "desk story"), 2);
        out + "  source: 'brief, chapter 3: stories'\n"
    };
    let scenarios = [
        (
            "lend_a_drill",
            "A clerk lends a drill",
            "Clerk§",
            "command:LendTool§",
            "tool_id=tool-1 member_id=member-1 days=3",
            "loan_id=new-id due_at=timestamp",
        ),
        (
            "lend_a_lent_drill",
            "The drill is not there",
            "Clerk§",
            "command:LendTool§",
            "tool_id=tool-2 member_id=member-1 days=3",
            "error=ToolNotAvailable§",
        ),
        (
            "lend_to_suspended",
            "The member may not borrow",
            "Clerk§",
            "command:LendTool§",
            "tool_id=tool-1 member_id=member-9 days=7",
            "error=MemberSuspended§",
        ),
        (
            "return_a_drill",
            "A drill comes back in time",
            "Clerk§",
            "command:ReturnTool§",
            "loan_id=loan-1 condition=worn returned_at=timestamp",
            "success=true fee_amount=12.50",
        ),
        (
            "return_unknown",
            "Nobody knows this loan",
            "Clerk§",
            "command:ReturnTool§",
            "loan_id=loan-404 condition=worn returned_at=timestamp",
            "error=LoanNotFound§",
        ),
        (
            "open_a_repair",
            "A saw is broken",
            "Manager§",
            "command:OpenRepair§",
            "tool_id=tool-3 fault=blade picture=binary opened_by=clerk-1",
            "repair_id=new-id picture_url=store-url",
        ),
        (
            "remind_a_member",
            "A drill is late",
            "Clerk§",
            "command:SendNotice§",
            "loan_id=loan-2 member_id=member-1 channel=email",
            "notice_id=new-id delivered=true",
        ),
        (
            "remind_fails",
            "The post is down",
            "Clerk§",
            "command:SendNotice§",
            "loan_id=loan-2 member_id=member-1 channel=email",
            "error=NoticeNotDelivered§",
        ),
        (
            "list_own_loans",
            "A member looks at loans",
            "Borrower§",
            "query:ListLoans§",
            "member_id=member-1 status=open",
            "loans=[]",
        ),
        (
            "look_at_a_tool",
            "A member looks at a tool",
            "Borrower§",
            "query:GetTool§",
            "tool_id=tool-1 with_repairs=true",
            "repairs=[]",
        ),
    ];
    section("scenarios", scenarios.map(scenario))
}

pub fn glossary() -> String {
    let term = |(name, term, definition, category): (&str, &str, &str, &str)| {
        format!("- id: {name}_§\n  term: {term}\n  definition: {definition}\n  category: {category}\n")
    };
    let terms = [
        ("tool", "Tool", "dụng cụ cho mượn", "domain"),
        ("loan", "Loan", "phiếu mượn dụng cụ", "business"),
        ("repair", "Repair", "việc sửa chữa dụng cụ hỏng", "process"),
        ("notice", "Notice", "thông báo gửi đến thành viên", "business"),
        ("member", "Member", "thành viên của xưởng", "domain"),
        ("desk", "Desk", "quầy cho mượn", "business"),
        ("bench", "Bench", "bàn sửa chữa", "business"),
        ("picture", "Picture", "ảnh chụp chỗ hỏng, lưu trên kho", "technical"),
        ("late", "Late", "trả muộn hơn ngày hẹn", "process"),
    ];
    format!("glossary:\n{}", indent(&section("terms", terms.map(term)), 2))
}
