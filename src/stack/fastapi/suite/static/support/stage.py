"""A stage: all that one call of an operation needs, arranged so that it should succeed.

Values are made up when somebody asks for them, rows as well; a test says before what must be so.
`foreseen` tells how the call should end, from the contract alone.
"""

import datetime
import time
import urllib.parse
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import jwt

from . import conditions, samples
from .outcome import NotExecutable
from .parts import Parts
from .service import Service
from .system import SYSTEM, Node, constant, outside, steps
from .world import Draft, World


class Unknown:
    """A value that only the service knows: a new id, the moment of the call."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown()

MakeStage = Callable[..., "Stage"]
"""Makes stages over the rows of one test: of an operation, for a role."""


class Stage:
    """One operation with its caller, its inputs and its rows."""

    def __init__(
        self, world: World, service: Service, parts: Parts, operation: Node, role: str | None = None
    ) -> None:
        self.world = world
        self.service = service
        self.parts = parts
        self.operation = operation
        self.access: Node = operation["access"]
        self.route: Node = operation["routes"][0] if operation["routes"] else {}
        roles = [grant["role"] or SYSTEM.roles[0] for grant in self.access["grants"]]
        self.role = role or next(iter(roles), None)
        self.is_of_role = role is not None
        self.said: set[str] = set()
        """Inputs of which a scenario says what they are: no arranging changes them."""
        self.is_known = not self.access["open"]
        self.inputs: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.absent: set[str] = set()
        self.bystanders: list[Draft] = []
        self.has_body = True
        self.answers: dict[str, dict[str, Any]] = {}
        self.caller = self._caller()
        self.fields: dict[str, Node] = {field["name"]: field for field in operation["inputs"]}
        self.loads: dict[str, Node] = {load["row"]: load for load in operation["phases"]["loads"]}
        reading = operation["reading"]
        self.listed = world.draft(reading["table"]) if reading else None
        self.began = self.ended = datetime.datetime.now(datetime.UTC)

    # --- who calls ---------------------------------------------------------------------------

    def _caller(self) -> Draft | None:
        """The row of the caller, where callers have one."""
        table = SYSTEM.table_of_callers()
        return self.world.draft(table) if table else None

    def become(self, other: "Stage") -> None:
        """Call as the same person as on another stage."""
        self.caller, self.claims = other.caller, other.claims

    def claim(self, name: str) -> Any:
        """What the token says of the caller."""
        if name == "role":
            return self.role
        if name not in self.claims:
            self.claims[name] = self._claim(name)
        return self.claims[name]

    def _claim(self, name: str) -> Any:
        attributes = SYSTEM.actor["attributes"] if SYSTEM.actor else []
        field = next((one for one in attributes if one["name"] == name), None)
        if self.caller:
            entity = SYSTEM.entities[SYSTEM.tables[self.caller.table]["entity"]]
            key: str = entity["key"]
            has_own = any(one["name"].endswith(f"_{key}") for one in attributes)
            if name.endswith(f"_{key}") or (name == "id" and not has_own):
                return self.caller[key]
            if name != "id" and any(one["name"] == name for one in entity["fields"]):
                return self.caller[name]
        if field:
            return samples.good(field["type"], field["met"], name, field["default"])
        return str(uuid.uuid4())

    def token(self) -> str | None:
        """The token of the caller; none for somebody who is not known."""
        if not self.is_known:
            return None
        roles = [self.role] if self.role else []
        return self.service.token({**self._claims(), "sub": str(self.claim("id")), "roles": roles})

    def bad_token(self, fault: str) -> str:
        """A token for the caller that is not in order."""
        if fault == "garbage":
            return "not.a.token"
        claims = {"sub": str(self.claim("id")), "roles": [self.role]}
        seconds = -600 if fault == "expired" else 600
        end = {} if fault == "without an end" else {"exp": int(time.time()) + seconds}
        forged = "another secret that is long enough to be one"
        secret = forged if fault == "forged" else self.service.auth_secret
        content = {**self._claims(), **claims, **end}
        if fault == "not signed":
            return jwt.encode(content, "", algorithm="none")
        return jwt.encode(content, secret, algorithm="HS256")

    def _claims(self) -> dict[str, Any]:
        """What a token says of the caller beside who they are and their role."""
        attributes = SYSTEM.actor["attributes"] if SYSTEM.actor else []
        names = [one["name"] for one in attributes if one["name"] not in ("id", "role")]
        return {name: samples.encoded(self.claim(name)) for name in names}

    def grants(self) -> list[Node]:
        """The ways in which a caller of this role may be let in."""
        return [one for one in self.access["grants"] if one["role"] in (None, self.role)]

    # --- values ------------------------------------------------------------------------------

    def row(self, name: str) -> Draft:
        """A row that is loaded."""
        load = self.loads[name]
        return self.world.find_or_draft(load["table"], load["column"], self.value(load["value"]))

    def given(self, name: str) -> Any:
        """An input of the client; made up if it has to be there."""
        field = self.fields[name]
        if name not in self.inputs:
            if not field["required"]:
                return constant(field["default"]) if field["default"] else None
            self.inputs[name] = samples.good(field["type"], field["met"], name, field["default"])
        return self.inputs[name]

    def give(self, name: str) -> None:
        """Give an input that may be left out; another value than the one it has without."""
        field = self.fields[name]
        default = constant(field["default"]) if field["default"] else None
        value = samples.good(field["type"], field["met"], name)
        if default is not None and value == default:
            value = samples.other(field["type"], field["met"], name, default)
        self.inputs[name] = value

    def renew(self, names: set[str]) -> None:
        """Give new values for some inputs."""
        for name in names:
            del self.inputs[name]
            self.given(name)

    def value(self, node: Node) -> Any:
        """What a value of the contract is on this stage."""
        match node["from"]:
            case "input":
                source = self.fields[node["name"]]["source"]
                if source["from"] == "system":
                    return self.value(source["value"])
                return self._inside(self.given(node["name"]), node["path"], node["name"])
            case "size":
                return len(self.given(node["input"]))
            case "actor":
                return self.claim(node["field"])
            case "today":
                return datetime.datetime.now(datetime.UTC).date().isoformat()
            case "days_ago":
                now = datetime.datetime.now(datetime.UTC)
                return (now - datetime.timedelta(days=node["days"])).isoformat()
            case "constant":
                return constant(node["value"])
            case "row":
                return self._row_value(node)
            case "column":
                return self.listed[node["field"]] if self.listed else UNKNOWN
            case "answer":
                return self.answers.get(node["call"], {}).get(node["field"], UNKNOWN)
            case "text":
                pieces = [self._piece(piece) for piece in node["pieces"]]
                return UNKNOWN if UNKNOWN in pieces else "".join(map(str, pieces))
            case "object":
                return {name: self.value(inner) for name, inner in node["fields"]}
            case "null":
                return None
            case _:
                return UNKNOWN

    def _inside(self, value: Any, path: list[str], name: str) -> Any:
        """A field inside a value object; its default, where it was left out."""
        kind = self.fields[name]["type"]
        for step in path:
            field = next(
                one for one in SYSTEM.values[kind["name"]]["fields"] if one["name"] == step
            )
            default = constant(field["default"]) if field["default"] else None
            value = default if value is None else value.get(step, default)
            kind = field["type"]
        return value

    def _row_value(self, node: Node) -> Any:
        name, field = node["row"], node["field"]
        if name in self.loads:
            value = self.row(name)[field]
            for step in node["path"]:
                value = value.get(step)
            return value
        for step in steps(self.operation):
            action = step["action"]
            if action.get("row") == name and action["is"] in ("insert", "update", "upsert"):
                for column, inner in action["set"]:
                    if column == field:
                        return self.value(inner)
        return UNKNOWN

    def _piece(self, piece: Node) -> Any:
        return piece["text"] if "text" in piece else self.value(piece["value"])

    def kind(self, node: Node) -> tuple[Node, Node, str]:
        """The type of a value that can be set, its bounds, and its name."""
        if node["from"] == "input":
            field = self.fields[node["name"]]
            for step in node["path"]:
                fields = SYSTEM.values[field["type"]["name"]]["fields"]
                field = next(one for one in fields if one["name"] == step)
            return field["type"], field["met"], field["name"]
        if node["from"] in ("row", "column"):
            table = self.row(node["row"]).table if node["from"] == "row" else self._reading()
            column = SYSTEM.column(table, node["field"])
            if choices := column["values"]:
                return {"is": "one_of", "values": choices}, {}, column["name"]
            return column["type"], column["met"], column["name"]
        if node["from"] == "actor" and SYSTEM.actor:
            for field in SYSTEM.actor["attributes"]:
                if field["name"] == node["field"]:
                    return field["type"], field["met"], field["name"]
        return {"is": "int" if node["from"] == "size" else "uuid"}, {}, "value"

    def _reading(self) -> str:
        table: str = self.operation["reading"]["table"]
        return table

    def can_set(self, node: Node) -> bool:
        """Whether a test may say what a value is."""
        if node["from"] == "input":
            source = self.fields[node["name"]]["source"]
            if source["from"] == "client":
                return node["name"] not in self.said
            return self.can_set(source["value"])
        if node["from"] == "row":
            is_loaded = node["row"] in self.loads and not node["path"]
            return is_loaded and not self.row(node["row"]).is_stored
        if node["from"] == "actor":
            return node["field"] != "role" or not self.is_of_role
        return node["from"] in ("size", "column")

    def set(self, node: Node, wanted: Any) -> None:
        """Say what a value is."""
        match node["from"]:
            case "input" if self.fields[node["name"]]["source"]["from"] == "system":
                self.set(self.fields[node["name"]]["source"]["value"], wanted)
            case "input" if not node["path"]:
                self.inputs[node["name"]] = wanted
            case "input":
                inner = self.given(node["name"])
                for step in node["path"][:-1]:
                    inner = inner[step]
                inner[node["path"][-1]] = wanted
            case "size":
                is_text = self.fields[node["input"]]["type"]["is"] == "text"
                self.inputs[node["input"]] = "x" * wanted if is_text else b"x" * wanted
            case "row":
                self.row(node["row"]).values[node["field"]] = wanted
            case "column" if self.listed:
                self.listed.values[node["field"]] = wanted
            case "actor" if node["field"] == "role":
                self.role = wanted
            case "actor":
                self.claims[node["field"]] = wanted

    def give_required(self) -> None:
        """Make up the inputs that have to be there."""
        for name, field in self.fields.items():
            if field["source"]["from"] == "client" and field["required"]:
                self.given(name)

    def is_in_form(self) -> bool:
        """Whether all inputs are within their limits: what is not is refused before any rule."""
        return all(samples.fits(self.fields[name], value) for name, value in self.inputs.items())

    # --- arranging ---------------------------------------------------------------------------

    def settle(self) -> "Stage":
        """Arrange everything so that the call should succeed; give up if it would not."""
        self.settle_loosely()
        if failure := self.foreseen():
            raise NotExecutable(
                f"no call of `{self.operation['name']}` by `{self.role}` was found that should"
                f" succeed: it would end with `{failure}`"
            )
        return self

    def settle_loosely(self) -> None:
        """Arrange as much as can be so that the call should succeed."""
        self.give_required()
        self.let_in()
        if self.listed:
            for one in self.operation["reading"]["filters"]:
                self._show(one)
        for requirement in self.operation["phases"]["requirements"]:
            conditions.fulfil(self, requirement)

    def let_in(self) -> None:
        """Arrange that the caller may call, as far as that is possible."""
        if grants := self.grants():
            for condition in grants[0]["when"]:
                conditions.make(self, condition, True)

    def _show(self, one: Node) -> None:
        """Let the listed row, or the row beside it that a filter looks at, pass the filter."""
        if self.listed is None or self._is_left_out(one):
            return
        row, wanted = self.listed, self.value(one["value"])
        for table, column, own in self.operation["reading"]["joins"]:
            if table == one["table"]:
                row = self.world.find_or_draft(table, column, self.listed[own])
        if one["how"] == "on_day" and wanted is not UNKNOWN:
            row.values[one["column"]] = f"{wanted}T12:00:00+00:00"
        elif one["how"] in ("starts_with", "contains") and wanted is not UNKNOWN:
            column = SYSTEM.column(row.table, one["column"])
            most = column["met"].get("max_length") or 250
            row.values[one["column"]] = f"{wanted}{samples.text('', {})}"[:most]
        elif one["column"] in row.values and self.can_set(one["value"]):
            self.set(one["value"], conditions.beside(one, row[one["column"]], -1))
        elif wanted is not UNKNOWN:
            row.values[one["column"]] = conditions.beside(one, wanted, 1)

    def _is_left_out(self, one: Node) -> bool:
        node = one["value"]
        return bool(node["from"] == "input" and self.given(node["name"]) is None)

    def foreseen(self) -> str | None:
        """The failure that the contract foresees; none for success."""
        if self.access["open"]:
            pass
        elif not self.is_known:
            return str(self.access["unknown"])
        elif not self.grants():
            return str(self.access["refused"])
        for load in self.loads.values():
            if load["row"] in self.absent:
                return str(load["missing"])
        if not self.access["open"] and not any(
            # Rows of a list are left out, and nobody is refused because of them.
            all(
                conditions.is_about_rows(one) or conditions.holds(self, one)
                for one in grant["when"]
            )
            for grant in self.grants()
        ):
            return str(self.access["refused"])
        for requirement in self.operation["phases"]["requirements"]:
            if not conditions.is_met(self, requirement):
                return str(requirement["failure"])
        return None

    def prepare(self) -> "Stage":
        """Put everything where the service will find it."""
        for load in self.loads.values():
            if load["row"] not in self.absent:
                self.row(load["row"])
        for step in steps(self.operation):
            self._targets(step["action"])
            self._changed(step["action"])
        self._beside()
        self.token()
        for name in self.absent:
            draft = self.row(name)
            self.world.drafts.remove(draft)
        self.world.store()
        for step in outside(self.operation):
            if step["action"]["is"] == "call":
                self.prepare_call(step["action"])
        if cached := self.operation["cache"]:
            self.parts.forget_kept(cached["cache"], cached["key"])
        return self

    def _beside(self) -> None:
        """Rows beside those that are written: nothing may happen to them."""
        for step in steps(self.operation, "claim", "success", "failure"):
            action = step["action"]
            known = {draft.table for draft in self.bystanders}
            if action["is"] in ("update", "delete", "move") and action["table"] not in known:
                self.bystanders.append(self.world.draft(action["table"]))

    def _targets(self, action: Node) -> None:
        """Rows that a write will point at, and that nobody has asked for yet."""
        for column, inner in action.get("set", []):
            target = SYSTEM.target(action["table"], column)
            value = self.value(inner) if target else None
            if target and value is not None and value is not UNKNOWN:
                self.world.find_or_draft(*target, value)

    def _changed(self, action: Node) -> None:
        """A row among those that are changed together, which nobody loads or stores."""
        stored = [one["action"] for one in steps(self.operation)]
        held = [*self.loads.values(), *(one for one in stored if one["is"] == "insert")]
        if action["is"] in ("update", "delete") and action["table"] not in (
            one["table"] for one in held
        ):
            key = {column: self.value(node) for column, node in action["key"]}
            if UNKNOWN not in key.values():
                self.world.draft(action["table"], **key)

    def prepare_call(self, action: Node) -> None:
        """What a service outside will answer, or has kept."""
        call, arguments = SYSTEM.call(action), self.arguments(action)
        if SYSTEM.service(action) == "rest":
            wanted = self.answers.setdefault(action["answer"], {})
            for field in call["response"]:
                if field["name"] not in wanted:
                    wanted[field["name"]] = samples.good(field["type"], field["met"], field["name"])
            match = {name: value for name, value in arguments.items() if value is not UNKNOWN}
            self.parts.ask(action["integration"], call["name"], match, answer=wanted)
        elif call["bucket"] and call["method"] in ("GET", "DELETE"):
            key = self.key(action)
            if key is not None and not self.absent:
                self.parts.put_object(action["integration"], call["bucket"], key, b"kept before")

    def arguments(self, action: Node) -> dict[str, Any]:
        """What a service outside is given."""
        return {name: self.value(inner) for name, inner in action["arguments"]}

    def key(self, action: Node) -> str | None:
        """The key of the object that a call is about, if it is known."""
        path: str = SYSTEM.call(action)["path"].lstrip("/")
        for name, value in self.arguments(action).items():
            if f"{{{name}}}" in path:
                if value is UNKNOWN:
                    return None
                path = path.replace(f"{{{name}}}", str(value))
        return path

    def part_of_key(self, action: Node) -> str:
        """The beginning of a key, as far as it is known before the call."""
        path: str = SYSTEM.call(action)["path"].lstrip("/")
        for name, node in action["arguments"]:
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", self._known_part(node))
        return path.partition("\0")[0]

    def _known_part(self, node: Node) -> str:
        if node["from"] == "row" and node["row"] not in self.loads:
            for step in steps(self.operation):
                if step["action"].get("row") == node["row"] and step["action"]["is"] == "insert":
                    return self._known_part(dict(step["action"]["set"])[node["field"]])
        if node["from"] == "text":
            pieces = [
                one["text"] if "text" in one else self._known_part(one["value"])
                for one in node["pieces"]
            ]
            return "".join(pieces)
        value = self.value(node)
        return "\0" if value is UNKNOWN else str(value)

    def recipient(self, action: Node) -> str:
        """Who gets a mail."""
        to = self.value(action["to"])
        if not isinstance(to, str):
            raise NotExecutable("who gets the mail is not known before the call")
        return to

    # --- calling -----------------------------------------------------------------------------

    def request(self) -> tuple[str, str, dict[str, Any], dict[str, Any] | None]:
        """Method, path, query and body."""
        route = self.route
        places = dict(route["places"])
        path: str = route["path"]
        query: dict[str, Any] = {}
        has_body = self.has_body and "body" in places.values()
        body: dict[str, Any] | None = {} if has_body else None
        for name, value in self.inputs.items():
            plain = samples.encoded(value)
            match places.get(name):
                case "path":
                    path = path.replace(f"{{{name}}}", urllib.parse.quote(str(plain), safe=""))
                case "query":
                    query[name] = plain
                case "body" if body is not None:
                    body[name] = plain
        return route["method"], path, query, body

    def send(self, token: str | None = None) -> httpx.Response:
        """Call the service, as the caller or with another token."""
        method, path, query, body = self.request()
        self.began = datetime.datetime.now(datetime.UTC)
        sender = self.route["sender"]
        if token is None and not (sender and sender["role"]):
            token = self.token()
        answer = self.service.send(method, path, token, query, body, sender)
        self.ended = datetime.datetime.now(datetime.UTC)
        return answer
