"""The contract as `system.json` says it, with look-ups by name."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import meeting

Node = dict[str, Any]
"""A piece of the contract."""


def _by_name(nodes: list[Node]) -> dict[str, Node]:
    return {node["name"]: node for node in nodes}


class System:
    """Everything that the contract says, resolved."""

    def __init__(self, content: Node) -> None:
        self.actor: Node | None = content["actor"]
        self.roles: list[str] = content["roles"]
        self.enumerations = _by_name(content["enumerations"])
        self.values = _by_name(content["values"])
        self.entities = _by_name(content["entities"])
        self.tables = _by_name(content["tables"])
        self.failures = _by_name(content["failures"])
        self.events = _by_name(content["events"])
        self.integrations = _by_name(content["integrations"])
        self.decisions = _by_name(content["decisions"])
        self.workflows: list[Node] = content["workflows"]
        self.operations = _by_name(content["operations"])
        self.secrets = {one["name"]: one["variable"] for one in content["secrets"]}
        self.projections = _by_name(content["projections"])
        self.database: Node = content["database"]
        self.security: Node = content["security"]
        self.observed: list[Node] = content["observed"]
        self.scenarios = _by_name(content["scenarios"])
        self.graphql: Node = content["graphql"] or {"types": [], "fields": []}
        self.webhooks = _by_name(content["webhooks"])
        for operation in self.operations.values():
            # What another system must sign is the last door to be tried.
            operation["routes"].sort(key=lambda route: route["sender"] is not None)
            for field in operation["inputs"]:
                self._bound(operation, field)
        meeting.learn(self)

    def reachable(self) -> list[Node]:
        """The operations that have a door."""
        return [operation for operation in self.operations.values() if operation["routes"]]

    def _bound(self, operation: Node, field: Node) -> None:
        """The limits of an input that stand elsewhere: in the column that it fills, or in pages."""
        bounds, reading = field["bounds"], operation["reading"]
        if reading and reading["page"] and reading["page"]["input"] == field["name"]:
            bounds["min"] = bounds["min"] or "1"
        for step in steps(operation):
            for name, node in step["action"].get("set", []):
                if (node["from"], node.get("name"), node.get("path")) == (
                    "input",
                    field["name"],
                    [],
                ):
                    column = self.column(step["action"]["table"], name)
                    length = re.fullmatch(r"VARCHAR\((\d+)\)", column["sql"].upper())
                    if length and not bounds["max_length"]:
                        bounds["max_length"] = int(length[1])

    def column(self, table: str, name: str) -> Node:
        """A column of a table."""
        found: Node = next(one for one in self.tables[table]["columns"] if one["name"] == name)
        return found

    def target(self, table: str, column: str) -> tuple[str, str] | None:
        """The table and column that a column points at."""
        for key in self.tables[table]["foreign_keys"]:
            if key["column"] == column:
                return key["table"], key["target"]
        return None

    def table_of_callers(self) -> str | None:
        """The table whose rows are the callers."""
        entity = self.actor["entity"] if self.actor else None
        table: str | None = self.entities[entity]["table"] if entity else None
        return table

    def workflow_of(self, table: str) -> Node | None:
        """The life of what a table keeps."""
        entity = self.tables[table]["entity"]
        return next((one for one in self.workflows if one["entity"] == entity), None)

    def call(self, action: Node) -> Node:
        """What a step asks an outside service for."""
        calls = self.integrations[action["integration"]]["calls"]
        found: Node = next(one for one in calls if one["name"] == action["call"])
        return found

    def service(self, action: Node) -> str:
        """What kind of service a step asks: `rest`, `s3` or `smtp`."""
        kind: str = self.integrations[action["integration"]]["service"]["is"]
        return kind

    def choices(self, kind: Node) -> list[str]:
        """The texts that a type allows, where they are known."""
        if kind["is"] == "enumeration":
            values: list[str] = self.enumerations[kind["name"]]["values"]
            return values
        return list(kind.get("values", []))


def steps(operation: Node, *phases: str) -> Iterator[Node]:
    """The steps of some phases, in order; of all, if none is named."""
    for phase in phases or ("before", "claim", "external", "success"):
        yield from operation["phases"][phase]


def outside(operation: Node) -> list[Node]:
    """The steps that ask somebody outside."""
    found = steps(operation, "before", "external")
    return [step for step in found if step["action"]["is"] in ("call", "mail")]


def constant(node: Node) -> Any:
    """A constant of the contract as a value: numbers with a point stay exact texts of digits."""
    kind: str = node["is"]
    value: Any = node.get("value")
    if kind == "number":
        return int(value) if re.fullmatch(r"-?\d+", value) else float(value)
    if kind == "list":
        return [constant(item) for item in value]
    if kind == "map":
        return {key: constant(item) for key, item in value}
    return value


def words(name: str) -> list[str]:
    """The words of a name or a sentence, in small letters: `HRDocument` is hr, document."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+(?:\.\d+)?", name.replace("'", ""))
    return [part.lower() for part in parts]


SYSTEM = System(json.loads((Path(__file__).parent.parent / "system.json").read_text()))
