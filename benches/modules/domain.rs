//! The domain of a module, how it is asked, and where it is kept.

use super::{fields, indent, list, section};

type Entity = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);
type Command = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    (&'static str, &'static str),
    &'static str,
    &'static str,
    &'static str,
);

/// Name, sentence, fields, and what it points to.
const ENTITIES: [Entity; 5] = [
    (
        "Tool",
        "A tool that can be lent out, with its place on the shelf",
        "id uuid; serial_number string; model_name string; maker string; shelf? string; daily_price decimal; \
         condition ToolCondition§; bought_at datetime; retired_at? datetime",
        &[],
    ),
    (
        "Member",
        "Somebody who may borrow tools",
        "id uuid; member_number string; full_name string; email string; phone? string; status string; joined_at datetime; \
         address? json",
        &[("sponsor_id", "Member¶.id")],
    ),
    (
        "Loan",
        "A tool in the hands of a member for a number of days",
        "id uuid; tool_id uuid; member_id uuid; taken_at datetime; due_at datetime; returned_at? datetime; status string; \
         fee_amount decimal; fee_currency string; note? string",
        &[("tool_id", "Tool§.id"), ("member_id", "Member§.id")],
    ),
    (
        "Repair",
        "Work on a tool that came back broken",
        "id uuid; tool_id uuid; opened_by uuid; fault string; cost_amount? decimal; closed_at? datetime; status string",
        &[("tool_id", "Tool§.id")],
    ),
    (
        "Notice",
        "A message to a member about a loan",
        "id uuid; loan_id uuid; member_id uuid; channel string; subject string; body_url string; sent_at? datetime",
        &[("loan_id", "Loan§.id"), ("member_id", "Member§.id")],
    ),
];

const ERRORS: [(&str, &str, u16, &str); 9] = [
    ("ToolNotFound", "There is no such tool on the shelves", 404, "business"),
    ("MemberNotFound", "Nobody has this member number", 404, "business"),
    ("LoanNotFound", "The loan is not known", 404, "business"),
    ("ToolNotAvailable", "The tool is lent out or in repair", 409, "business"),
    ("MemberSuspended", "The member may not borrow at present", 403, "security"),
    ("TooManyLoans", "The member has reached the number of open loans", 400, "validation"),
    ("NoticeNotDelivered", "The message could not be delivered", 500, "integration"),
    ("StorageUnavailable", "The store of pictures does not answer", 500, "integration"),
    ("NotAllowed", "The caller may not do this", 401, "security"),
];

const EVENTS: [(&str, &str, &str); 6] = [
    (
        "ToolLent",
        "A member has taken a tool home",
        "loan_id uuid; tool_id uuid; member_id uuid; taken_at datetime; due_at datetime; fee_amount? decimal",
    ),
    ("ToolReturned", "A tool is back on its shelf", "loan_id uuid; tool_id uuid; returned_at datetime; late_days? int"),
    ("RepairOpened", "A broken tool went to the bench", "repair_id uuid; tool_id uuid; fault string; opened_by uuid"),
    ("RepairClosed", "A tool was mended", "repair_id uuid; tool_id uuid; cost_amount decimal; closed_at datetime"),
    ("NoticeSent", "A member was told about a loan", "notice_id uuid; loan_id uuid; member_id uuid; sent_at datetime"),
    ("NoticeFailed", "A message did not reach its member", "notice_id uuid; loan_id uuid; error_message? string"),
];

/// Name, sentence, input, returns, table and entity, event, errors, what else it does.
const COMMANDS: [Command; 4] = [
    (
        "LendTool",
        "Hand a tool to a member and note when it is due",
        "tool_id uuid; member_id uuid; days int; note? string",
        "loan_id uuid; due_at datetime",
        ("loans", "Loan"),
        "ToolLent",
        "ToolNotFound§ MemberNotFound§ ToolNotAvailable§ MemberSuspended§ TooManyLoans§",
        "",
    ),
    (
        "ReturnTool",
        "Take a tool back and close its loan",
        "loan_id uuid; condition string; returned_at datetime",
        "success bool; fee_amount decimal",
        ("loans", "Loan"),
        "ToolReturned",
        "LoanNotFound§ ToolNotFound¶ NotAllowed§",
        "",
    ),
    (
        "OpenRepair",
        "Send a broken tool to the bench, with a picture of the fault",
        "tool_id uuid; fault string; picture string; opened_by uuid",
        "repair_id uuid; picture_url string",
        ("repairs", "Repair"),
        "RepairOpened",
        "ToolNotFound§ StorageUnavailable§ NotAllowed§",
        "- id: call.integration\n  params:\n    target: pictures_§\n    operation_id: store_picture_§\n    payload:\n      \
         tool_id: '{{tool_id}}'\n      fault: '{{fault}}'\n      picture: '{{picture}}'\n",
    ),
    (
        "SendNotice",
        "Remind a member of a loan",
        "loan_id uuid; member_id uuid; channel string",
        "notice_id uuid; delivered bool",
        ("notices", "Notice"),
        "NoticeSent",
        "LoanNotFound§ MemberNotFound§ NoticeNotDelivered§",
        "- id: send.email\n  params:\n    template: notice\n",
    ),
];

const QUERIES: [(&str, &str, &str, &str, &str); 3] = [
    ("ListLoans", "All loans of a member", "member_id uuid; status? string", "loans list<json>", "loans_§"),
    (
        "GetTool",
        "One tool with its repairs",
        "tool_id uuid; with_repairs? bool",
        "tool json; repairs list<json>",
        "tools_§ repairs_§",
    ),
    (
        "ListNotices",
        "What a member was told",
        "member_id uuid; from? date; to? date",
        "notices list<json>",
        "notices_§",
    ),
];

/// Method, path, where it leads, request, response, tag.
const ROUTES: [(&str, &str, &str, &str, &str, &str); 7] = [
    (
        "POST",
        "tools/{tool_id}/loans",
        "command: LendTool§",
        "member_id uuid; days int",
        "loan_id uuid; due_at datetime",
        "loans",
    ),
    (
        "POST",
        "loans/{loan_id}/return",
        "command: ReturnTool§",
        "condition string",
        "success bool; fee_amount decimal",
        "loans",
    ),
    (
        "POST",
        "tools/{tool_id}/repairs",
        "command: OpenRepair§",
        "fault string; picture string",
        "repair_id uuid",
        "repairs",
    ),
    (
        "POST",
        "loans/{loan_id}/notices",
        "command: SendNotice§",
        "channel string",
        "notice_id uuid; delivered bool",
        "notices",
    ),
    ("GET", "members/{member_id}/loans", "query: ListLoans§", "status? string", "loans list<string>", "loans"),
    ("GET", "tools/{tool_id}", "query: GetTool§", "with_repairs? bool", "tool json; repairs list<json>", "tools"),
    (
        "GET",
        "members/{member_id}/notices",
        "query: ListNotices§",
        "from? date; to? date",
        "notices list<string>",
        "notices",
    ),
];

pub fn entities() -> String {
    let entity = |(name, about, list, refs): &(&str, &str, &str, &[(&str, &str)])| {
        let refs: Vec<(&str, &str)> = refs.to_vec();
        let extra = if *name == "Member" { "; sponsor_id? uuid" } else { "" };
        let mut out = format!("- id: {name}§\n  description: {about}\n  fields:\n");
        out += &indent(&fields(&format!("{list}{extra}")), 4);
        out += "  primary_key: id\n";
        if *name == "Tool" {
            return out + "  constraints:\n    - type: unique\n      fields:\n        - serial_number\n";
        }
        out += "  constraints:\n";
        for (field, target) in refs {
            out += &format!("    - type: foreign_key\n      fields:\n        - {field}\n      ref: {target}\n");
        }
        out
    };
    section("entities", ENTITIES.iter().map(entity))
}

pub fn values() -> String {
    let value = |(name, about, list): (&str, &str, &str)| {
        let described = fields(list).replace("  required:", "  description: One part of it\n  required:");
        format!(
            "- id: {name}§\n  description: {about}\n  fields:\n{}  tags: []\n  source: brief, chapter 2\n",
            indent(&described, 4)
        )
    };
    let values = [
        ("Money", "An amount and its currency", "amount decimal; currency string"),
        ("Address", "Where a member lives", "street string; town string; postal_code string; country string"),
        ("Picture", "A picture of a fault", "file_size int; mime_type string; taken_at datetime; url string"),
    ];
    section("value_objects", values.map(value))
}

pub fn enums() -> String {
    "# Conditions are set at the desk.\nenums:\n  - id: ToolCondition§\n    description: How worn a tool is\n    values:\n      \
     - fresh\n      - worn\n      - broken\n"
        .to_owned()
}

pub fn errors() -> String {
    let error = |(name, about, status, category): (&str, &str, u16, &str)| {
        let code = name.chars().fold(String::new(), |mut code, c| {
            if c.is_uppercase() && !code.is_empty() {
                code.push('_');
            }
            code.extend(c.to_uppercase());
            code
        });
        format!(
            "- id: {name}§\n  code: {code}_§\n  description: {about}\n  http_status: {status}\n  category: {category}\n"
        )
    };
    section("errors", ERRORS.map(error))
}

pub fn events() -> String {
    let event = |(name, about, list): (&str, &str, &str)| {
        format!("- id: {name}§\n  description: {about}\n  kind: domain\n  payload:\n{}", indent(&fields(list), 4))
    };
    section("events", EVENTS.map(event))
}

pub fn commands() -> String {
    let roles = indent("- Clerk§\n- Manager§\n", 10);
    let command = |(name, about, input, returns, (table, entity), event, errors, more): (
        &str,
        &str,
        &str,
        &str,
        (&str, &str),
        &str,
        &str,
        &str,
    )| {
        let mut out = format!("- id: {name}§\n  description: {about}\n  input:\n{}", indent(&fields(input), 4));
        out += &format!("  guards:\n    - id: auth.role\n      params:\n        roles:\n{roles}  effects:\n");
        out += &indent(more, 4);
        out += &format!("    - id: db.insert\n      params:\n        table: {table}_§\n        entity: {entity}§\n");
        out += &format!("    - id: emit.event\n      params:\n        event: {event}§\n");
        out += &format!("  returns:\n{}", indent(&fields(returns), 4));
        out += &indent(&list("errors", errors), 2);
        out + &format!("  emits:\n    - {event}§\n  category: crud.create\n  transaction: true\n")
    };
    section("commands", COMMANDS.map(command))
}

pub fn queries() -> String {
    let query = |(name, about, input, returns, tables): (&str, &str, &str, &str, &str)| {
        let mut out = format!("- id: {name}§\n  description: {about}\n  input:\n{}", indent(&fields(input), 4));
        out += &format!("  returns:\n{}", indent(&fields(returns), 4));
        out += &indent(&list("reads_from", tables), 2);
        out += &indent(&list("required_roles", "Clerk§ Manager§ Borrower§"), 2);
        out + "  category: list\n"
    };
    section("queries", QUERIES.map(query))
}

pub fn routes() -> String {
    let route = |(method, path, target, request, response, tag): (&str, &str, &str, &str, &str, &str)| {
        let mut out = format!("- method: {method}\n  path: /api/v1/m§/{path}\n  {target}\n");
        out += &format!("  description: The door to {}\n  auth: required\n", target.replace(": ", " "));
        out += &format!("  request_schema:\n{}", indent(&fields(request), 4));
        out += &format!("  response_schema:\n{}", indent(&fields(response), 4));
        out + &indent(&list("tags", tag), 2)
    };
    section("routes", ROUTES.map(route))
}

pub fn tables() -> String {
    let source = "- id: shop_db_§\n  engine: postgres\n  connector: asyncpg\n  database: workshop_§\n  host: localhost\n  port: 5432\n";
    let table = |(name, about, list, refs): &(&str, &str, &str, &[(&str, &str)])| {
        let table = format!("{}s_§", name.to_lowercase());
        let mut out = format!("- id: {table}\n  description: {about}\n  datasource: shop_db_§\n  columns:\n");
        for field in list.split(';') {
            let (name, kind) = field.trim().split_once(' ').unwrap_or((field, "string"));
            let (name, required) = (name.trim_end_matches('?'), !name.ends_with('?'));
            let kind = match kind {
                "uuid" => "UUID",
                "decimal" => "DECIMAL",
                "datetime" => "TIMESTAMP",
                "json" => "JSONB",
                _ => "VARCHAR",
            };
            out += &format!("    - name: {name}\n      type: {kind}\n      required: {required}\n");
            if name == "id" {
                out += "      constraints:\n        primary_key: true\n";
            }
            if let Some((_, target)) = refs.iter().find(|(field, _)| *field == name) {
                let target = target.to_lowercase().replace("§.", "s_§.").replace("¶.", "s_¶.");
                out += &format!("      constraints:\n        foreign_key: {target}\n");
            }
        }
        out + &format!("  indexes:\n    - name: idx_{table}\n      columns:\n        - id\n      unique: true\n")
    };
    section("datasources", [source.to_owned()]) + &section("tables", ENTITIES.iter().map(table))
}
