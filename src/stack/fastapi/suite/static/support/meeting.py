"""The limits of values: those that are declared, and those of all columns that a value meets.

In: the system. Out: `met` beside the `bounds` of each column, input, attribute of the caller, field
of a value and of an answer. What is made up keeps to these. A service refuses only by `bounds`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .system import Node, System

LENGTH = re.compile(r"(?:VAR)?CHAR(?:ACTER VARYING)?\((\d+)\)")
NARROWER = {"min": max, "max": min, "min_length": max, "max_length": min}


def learn(system: "System") -> None:
    """Find out which values meet which columns."""
    for table in system.tables.values():
        entity = system.entities.get(table["entity"] or "")
        fields = {one["name"]: one for one in entity["fields"]} if entity else {}
        for column in table["columns"]:
            column["met"] = dict(fields.get(column["name"], {}).get("bounds", {}))
            if found := LENGTH.fullmatch(column["sql"].upper()):
                narrow(column, {"max_length": int(found[1])})
    records = [*system.entities.values(), *system.values.values()]
    given = [one["inputs"] for one in system.operations.values()]
    answers = [
        call["response"] for service in system.integrations.values() for call in service["calls"]
    ]
    actor = [system.actor["attributes"]] if system.actor else []
    for fields_of in (*(one["fields"] for one in records), *given, *answers, *actor):
        for field in fields_of:
            field["met"] = dict(field.get("bounds", {}))
    for operation in system.operations.values():
        for node, name, column_name in meetings(system, operation):
            if field := declared(system, operation, node):
                narrow(field, system.column(name, column_name)["met"])


def narrow(field: "Node", bounds: "Node") -> None:
    """Take over limits that are narrower."""
    met = field["met"]
    for name, value in bounds.items():
        if value is not None and met.get(name) is not None and name in NARROWER:
            met[name] = NARROWER[name](met[name], value, key=lambda one: Decimal(str(one)))
        elif value is not None and met.get(name) is None:
            met[name] = value


def declared(system: "System", operation: "Node", node: "Node") -> Any:
    """Where a value is declared: an input, an attribute of the caller, an answer."""
    match node["from"]:
        case "input":
            found = _named(operation["inputs"], node["name"])
            if found and found["source"]["from"] == "system":
                return declared(system, operation, found["source"]["value"])
            for step in node["path"]:
                record = system.values.get(found["type"].get("name", "")) if found else None
                found = _named(record["fields"], step) if record else None
            return found
        case "actor" if system.actor:
            return _named(system.actor["attributes"], node["field"])
        case "answer":
            for phase in operation["phases"].values():
                for step in phase if isinstance(phase, list) else ():
                    if step.get("action", {}).get("answer") == node["call"]:
                        return _named(system.call(step["action"])["response"], node["field"])
    return None


def meetings(system: "System", operation: "Node") -> Iterator[tuple["Node", str, str]]:
    """Values, each with the table and the column that it is kept in, or compared with."""
    phases, reading = operation["phases"], operation["reading"]
    tables = {one["row"]: one["table"] for one in phases["loads"]}
    for load in phases["loads"]:
        yield load["value"], load["table"], load["column"]
    for phase in ("before", "claim", "external", "success", "failure", "after"):
        for step in phases[phase]:
            yield from _kept(system, step["action"])
    for handler in phases["handlers"]:
        for step in handler["steps"]:
            yield from _kept(system, step["action"])
    for one in reading["filters"] if reading else ():
        yield one["value"], one["table"], one["column"]
    checks = [one["check"] for one in phases["requirements"]]
    conditions = [one for grant in operation["access"]["grants"] for one in grant["when"]]
    for check in checks:
        conditions += check.get("conditions", [])
        if check["is"] == "absent":
            yield check["value"], check["table"], check["column"]
    for one in conditions:
        for node, other in ((one["left"], one["right"]), (one["right"], one["left"])):
            if other["from"] == "column" and reading:
                yield node, reading["table"], other["field"]
            elif other["from"] == "row" and other["row"] in tables and not other["path"]:
                yield node, tables[other["row"]], other["field"]


def _kept(system: "System", action: "Node") -> Iterator[tuple["Node", str, str]]:
    """What a step writes, or looks for; what it tells is kept by the read models that follow."""
    for column, node in (*action.get("set", []), *action.get("key", [])):
        yield node, action["table"], column
    told = dict(action["payload"]) if action["is"] == "emit" else {}
    for projection in system.projections.values() if told else ():
        for fold in projection["folds"]:
            if fold["event"] == action["event"]:
                for column, node in (*fold["key"], *fold["set"]):
                    if node["from"] == "field" and not node["path"] and node["name"] in told:
                        yield told[node["name"]], projection["table"], column


def _named(fields: list[Any], name: str) -> Any:
    return next((one for one in fields if one["name"] == name), None)
