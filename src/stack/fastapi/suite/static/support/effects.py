"""What a call must have left behind: rows, events, objects, mails, and its answer.

Worked out from the contract, step by step, and compared with what is there. Values that only the
service knows (new ids, the moment of the call) are recognised by their form, once, and must then
be the same wherever they stand.
"""

import datetime
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from . import projections
from .compare import moment, same
from .stage import UNKNOWN, Stage
from .system import SYSTEM, Node
from .world import Draft

SLACK = datetime.timedelta(seconds=2)


@dataclass
class Written:
    """A row that the operation writes: which one, and what it must hold in the end."""

    table: str
    row: str
    key: dict[str, Any]
    columns: dict[str, Node]
    is_new: bool
    is_gone: bool = False


@dataclass
class Witness:
    """What was seen of one call."""

    stage: Stage
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    inputs: dict[str, Any] = field(default_factory=dict)
    answer: Any = None

    # --- values ------------------------------------------------------------------------------

    def is_it(self, node: Node, seen: Any) -> bool:
        """Whether what was seen is what a value of the contract says."""
        match node["from"]:
            case "now":
                seen = moment(seen)
                return bool(seen and self.stage.began - SLACK <= seen <= self.stage.ended + SLACK)
            case "new_id":
                return _is_uuid(seen)
            case "text":
                pattern = "".join(self._pattern(piece) for piece in node["pieces"])
                return isinstance(seen, str) and re.fullmatch(pattern, seen) is not None
            case "input" if self.stage.fields[node["name"]]["source"]["from"] == "system":
                return self._is_input(node["name"], seen)
            case "row" if node["row"] in self.rows and not node["path"]:
                return same(self.rows[node["row"]][node["field"]], seen)
            case "row" if node["row"] not in self.stage.loads:
                if written := self.find(node["row"], node["field"]):
                    return self.is_it(written, seen)
                return True
            case "whole_answer":
                wanted = self.stage.answers.get(node["call"], {})
                return isinstance(seen, dict) and all(
                    name in seen and same(value, seen[name]) for name, value in wanted.items()
                )
            case "object":
                return isinstance(seen, dict) and all(
                    self.is_it(inner, seen.get(name)) for name, inner in node["fields"]
                )
        wanted = self.stage.value(node)
        return wanted is UNKNOWN or same(wanted, seen)

    def _is_input(self, name: str, seen: Any) -> bool:
        """An input that the system fills: the same value wherever it stands."""
        if name not in self.inputs:
            if not self.is_it(self.stage.fields[name]["source"]["value"], seen):
                return False
            self.inputs[name] = seen
        first, other = moment(self.inputs[name]), moment(seen)
        if first and other:
            return abs(first - other) < SLACK
        return same(self.inputs[name], seen)

    def _pattern(self, piece: Node) -> str:
        if "text" in piece:
            return str(re.escape(piece["text"]))
        value = self.known(piece["value"])
        return ".+" if value is UNKNOWN else str(re.escape(str(value)))

    def known(self, node: Node) -> Any:
        """A value, if it is known by now."""
        if node["from"] == "input" and node["name"] in self.inputs:
            return self.inputs[node["name"]]
        if node["from"] == "row" and node["row"] in self.rows:
            return self.rows[node["row"]][node["field"]]
        if node["from"] == "text":
            pieces = [
                one["text"] if "text" in one else self.known(one["value"]) for one in node["pieces"]
            ]
            return UNKNOWN if UNKNOWN in pieces else "".join(map(str, pieces))
        return self.stage.value(node)

    def find(self, row: str, column: str) -> Node | None:
        """The value that the operation writes into a column."""
        for written in self.writes("success"):
            if written.row == row and column in written.columns:
                return written.columns[column]
        return None

    # --- rows --------------------------------------------------------------------------------

    def applicable(self, outcome: str) -> list[Node]:
        """The steps that are taken on the way to an outcome (or, for `claim`, half of it), in this
        state of the rows."""
        phases = self.stage.operation["phases"]
        for handler in phases["handlers"]:
            if handler["failure"] == outcome:
                return [one for one in handler["steps"] if self._is_taken(one)]
        behind = phases[outcome] if outcome != "claim" else []
        return [one for one in (*phases["claim"], *behind) if self._is_taken(one)]

    def _is_taken(self, step: Node) -> bool:
        if step["only_in"] is None:
            return True
        row, states = step["only_in"]
        if row not in self.stage.loads:
            return True
        column = SYSTEM.workflow_of(self.stage.row(row).table)
        return column is None or self.stage.row(row)[column["field"]] in states

    def writes(self, outcome: str) -> list[Written]:
        """The rows that are written, and what each must hold when all steps are done."""
        found: list[Written] = []
        for step in self.applicable(outcome):
            action = step["action"]
            match action["is"]:
                case "insert":
                    columns = dict(action["set"])
                    found.append(Written(action["table"], action["row"], {}, columns, True))
                case "update" | "upsert":
                    self._row_of(found, action).columns |= dict(action["set"])
                case "delete":
                    self._row_of(found, action).is_gone = True
                case "move":
                    self._move(found, action)
        return found

    def _row_of(self, found: list[Written], action: Node) -> Written:
        """The row that an update is about: one written before, one loaded, or another one."""
        key = dict(action["key"])
        for written in found:
            if written.table == action["table"] and all(
                written.columns.get(name) == node
                or (node["from"], node.get("row"), node.get("field")) == ("row", written.row, name)
                for name, node in key.items()
            ):
                return written
        values = {name: self.known(node) for name, node in key.items()}
        row = action.get("row", "")
        for name, load in self.stage.loads.items():
            if load["table"] == action["table"] and all(
                same(self.stage.row(name)[column], value) for column, value in values.items()
            ):
                row = row or name
        found.append(Written(action["table"], row, values, {}, action["is"] == "upsert"))
        return found[-1]

    def _move(self, found: list[Written], action: Node) -> None:
        written = next((one for one in found if one.row == action["row"]), None)
        if written is None:
            draft = self.stage.row(action["row"])
            keys = {name: draft[name] for name in SYSTEM.tables[draft.table]["key"]}
            written = Written(action["table"], action["row"], keys, {}, False)
            found.append(written)
            before = draft[action["field"]]
        else:
            state = written.columns.get(action["field"])
            before = self.known(state) if state else None
        to = next((to for since, to in action["moves"] if before in (since, None)), None)
        if to is not None:
            text = {"from": "constant", "value": {"is": "text", "value": to}}
            written.columns[action["field"]] = text

    def seek(self, written: Written) -> list[dict[str, Any]]:
        """The rows in the database that can be meant."""
        known = dict(written.key)
        for column, node in written.columns.items():
            value = self.known(node) if written.is_new else UNKNOWN
            if value is not UNKNOWN and value is not None and not isinstance(value, dict | list):
                known[column] = value
        return self.stage.world.database.rows(written.table, **known)

    def check_rows(self, outcome: str) -> None:
        """Each row is as the steps leave it, and the rows beside them are as they were."""
        for draft in self.stage.bystanders:
            check_same(draft)
        for written in self.writes(outcome):
            rows = self.seek(written)
            if written.is_gone:
                assert not rows, f"{written.table} still has the row that was to be deleted"
                continue
            assert len(rows) == 1, f"{written.table}: {len(rows)} rows like {self.shown(written)}"
            for column, node in written.columns.items():
                seen = rows[0][column]
                assert self.is_it(node, seen), f"{written.table}.{column} is {seen!r}"
            self.rows[written.row] = rows[0]

    def shown(self, written: Written) -> dict[str, Any]:
        """A row that is looked for, for messages."""
        known = {name: self.known(node) for name, node in written.columns.items()}
        return {**written.key, **known}

    def key_of(self, row: str, columns: list[str]) -> dict[str, Any]:
        """What a row that was seen holds in some columns."""
        return {name: self.rows[row][name] for name in columns}

    # --- events, objects, mails --------------------------------------------------------------

    def events(self, step: Node) -> list[dict[str, Any]]:
        """The events in the outbox that can come from a step."""
        action = step["action"]
        told = self.stage.world.database.events(action["event"])
        return [
            event
            for event in told
            if all(
                name in event and self.is_it(node, event[name]) for name, node in action["payload"]
            )
        ]

    def check_events(self, outcome: str) -> None:
        """Each event was told once."""
        for step in self.applicable(outcome):
            if step["action"]["is"] == "emit":
                event, found = step["action"]["event"], self.events(step)
                assert len(found) == 1, f"{event} stands {len(found)} times in the outbox"
                projections.check(self.stage.world.database, event, found[0])

    # --- jobs --------------------------------------------------------------------------------

    def jobs(self, step: Node) -> list[dict[str, Any]]:
        """The jobs that can come from a step."""
        action = step["action"]
        names = {"schedule": action.get("job"), "notify": "notification", "mail": "mail"}
        rows = self.stage.world.database.rows("jobs", job=names[action["is"]])
        return [row for row in rows if self._is_job(action, row)]

    def _is_job(self, action: Node, row: dict[str, Any]) -> bool:
        payload = row["payload"]
        if action["is"] == "schedule":
            told = payload
            due = self.is_it(action["at"], row["run_at"])
        else:
            told, due = payload["values"], True
            for name in ("to", "message"):
                due &= name not in action or self.is_it(action[name], payload[name])
        fresh = row["scheduled_at"] >= self.stage.began - SLACK
        return (
            fresh
            and due
            and all(
                name in told and self.is_it(node, told[name]) for name, node in action["values"]
            )
        )

    def check_jobs(self, outcome: str) -> None:
        """Each job was written down, once for each step."""
        for step in self.applicable(outcome):
            if step["action"]["is"] in ("schedule", "notify", "mail"):
                assert len(self.jobs(step)) == 1, f"{step['action']} is no job"

    def check_outside(self) -> None:
        """What was asked of others has been done."""
        for step in self.stage.operation["phases"]["external"]:
            self.check_step(step)

    def check_step(self, step: Node) -> None:
        """One thing that was asked of others has been done."""
        action = step["action"]
        if action["is"] == "mail":
            to = self.stage.recipient(action)
            mails = self.stage.parts.mails(to)
            assert len(mails) == 1, f"{len(mails)} mails went to {to}"
            for name, node in action["values"]:
                value = self.known(node)
                if isinstance(value, str):
                    assert value in mails[0]["body"], f"the mail says nothing of {name}"
        elif action["is"] == "call" and SYSTEM.service(action) == "s3":
            self._check_object(action)

    def _check_object(self, action: Node) -> None:
        call, key = SYSTEM.call(action), self.key(action)
        if call["method"] == "GET" or key is None:
            return
        kept = self.stage.parts.get_object(action["integration"], call["bucket"], key)
        if call["method"] == "DELETE":
            assert kept is None, f"{key} is still in the bucket"
            return
        assert kept is not None, f"{key} is not in the bucket"
        for content in self.stage.arguments(action).values():
            assert not isinstance(content, bytes) or content == kept, f"{key} holds something else"

    def key(self, action: Node) -> str | None:
        """The key of the object that a call is about, with what is known by now."""
        path = str(SYSTEM.call(action)["path"]).lstrip("/")
        for name, node in action["arguments"]:
            if f"{{{name}}}" in path:
                value = self.known(node)
                if value is UNKNOWN:
                    return None
                path = path.replace(f"{{{name}}}", str(value))
        return path

    # --- the whole ---------------------------------------------------------------------------

    def check_answer(self, answer: httpx.Response) -> None:
        """The answer has all that is declared, and nothing else."""
        wanted = self.stage.operation["routes"][0]["status"]
        assert answer.status_code == wanted, f"{answer.status_code} {answer.text[:300]}"
        outputs = self.stage.operation["outputs"]
        if not outputs:
            return
        self.answer = answer.json()
        names = {one["name"] for one in outputs}
        assert set(self.answer) == names, f"the answer has {set(self.answer)}, and not {names}"
        for one in outputs:
            seen = self.answer[one["name"]]
            assert self.is_it(one["value"], seen), f"{one['name']} is {seen!r}"
            assert one["type"]["is"] != "int" or not isinstance(seen, str), f"{seen!r} is no number"


def check_foreseen(stage: Stage) -> None:
    """Call, and compare with what the contract foresees."""
    failure = stage.foreseen()
    stage.prepare()
    answer = stage.send()
    if failure:
        check_failure(answer, failure)
        check_nothing(stage)
    else:
        check_success(stage, answer)


def check_success(stage: Stage, answer: httpx.Response) -> Witness:
    """A call has gone well, and left behind all that it should."""
    witness = Witness(stage)
    witness.check_answer(answer)
    witness.check_rows("success")
    witness.check_events("success")
    witness.check_jobs("success")
    witness.check_outside()
    return witness


def check_failure(answer: httpx.Response, failure: str) -> None:
    """The answer is the failure of this name, in the one envelope."""
    wanted = SYSTEM.failures[failure]
    assert answer.status_code == wanted["status"], f"{answer.status_code} {answer.text[:300]}"
    error = _error(answer)
    told = {"id": failure, "code": wanted["code"], "message": wanted["message"]}
    seen = {name: error.get(name) for name in told}
    assert seen == told, f"the error says {seen}, and not {told}"
    if wanted["status"] == 401:
        scheme = answer.headers.get("www-authenticate")
        assert str(scheme).startswith("Bearer"), f"WWW-Authenticate is {scheme}, and not Bearer"


def _error(answer: httpx.Response) -> Node:
    """What an answer says under `error`."""
    try:
        found: Node = answer.json()["error"]
        found.get("id")
    except (ValueError, LookupError, TypeError, AttributeError):
        text = f"no error in the form of the contract: {answer.text[:300]}"
        raise AssertionError(text) from None
    return found


def check_same(draft: Draft) -> None:
    """A row is as it was."""
    row = draft.now()
    assert row is not None, f"{draft.table} has lost a row"
    changed = [key for key in row if key in draft.values and not same(draft[key], row[key])]
    assert not changed, f"{draft.table}: {', '.join(changed)} changed"


def check_nothing(stage: Stage) -> None:
    """A call that was refused has changed nothing."""
    witness = Witness(stage)
    for name in stage.loads:
        if name not in stage.absent:
            check_same(stage.row(name))
    for step in stage.operation["phases"]["claim"]:
        action = step["action"]
        if action["is"] == "insert":
            written = Written(action["table"], action["row"], {}, dict(action["set"]), True)
            assert not witness.seek(written), f"{written.table} has a new row"
    for step in stage.operation["phases"]["external"]:
        if step["action"]["is"] == "mail":
            assert not stage.parts.mails(stage.recipient(step["action"])), "a mail was sent"


def _is_uuid(value: Any) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
