"""Phrases that arrange: "Payroll is approved", "Document exists", "Email service unavailable"."""

import re
from functools import partial
from typing import Any

from .phrases import arranges, mentions, services, states, stems
from .play import Play
from .system import SYSTEM, Node, constant, outside, words
from .world import Draft

DOWN = {"unavailable", "down", "fail", "failing", "broken", "unreachable", "offline", "timeout"}
UP = {"available", "up", "reachable", "running", "online", "work", "working", "configured"}
UP |= {"answer", "respond"}
UNITS = {"b": 1, "byte": 1, "kb": 10**3, "kib": 2**10, "mb": 10**6, "mib": 2**20, "gib": 2**30}
MORE = {"exceed", "over", "above", "larger", "more", "greater", "bigger", "beyond"}
LESS = {"under", "below", "within", "less", "smaller", "at", "most", "up"}


@arranges
def authenticated(play: Play, phrase: str) -> bool:
    """`HR is authenticated`, `User is not authenticated`."""
    said = words(phrase)
    if not {"authenticated", "anonymous", "logged", "signed"} & set(said):
        return False
    if {"not", "anonymous", "no", "un"} & set(said):
        play.stage.is_known = False
    else:
        for role in SYSTEM.roles:
            if words(role) == said[: len(words(role))]:
                play.stage.role, play.stage.is_known = role, True
    return True


@arranges
def service_state(play: Play, phrase: str) -> bool:
    """`Email service unavailable`, `Weather API is available`."""
    said, meant = set(stems(phrase)), services(phrase)
    is_down = bool(said & DOWN) or ("not" in said and bool(said & UP))
    if not meant or not (is_down or said & UP):
        return False
    if not is_down:
        return True
    names = [one["name"] for one in meant]
    asked = [one for one in outside(play.operation) if one["action"]["integration"] in names]
    for step in asked:
        play.late.append(partial(fail, play.stage, step["action"]))
    return bool(asked)


def fail(stage: Any, action: Node, **how: Any) -> None:
    """Let whoever a step asks fail, for this call only."""
    if action["is"] == "mail":
        stage.parts.fail_mail(stage.recipient(action), **how)
    elif SYSTEM.service(action) == "rest":
        call = SYSTEM.call(action)
        match = {
            name: value for name, value in stage.arguments(action).items() if value is not None
        }
        stage.parts.ask(action["integration"], call["name"], match, **{"status": 503, **how})
    else:
        stage.parts.fail_objects(action["integration"], stage.part_of_key(action), **how)


def slow(stage: Any, action: Node, delay_ms: int) -> None:
    """Let whoever a step asks take their time, for this call only, and then do it."""
    if action["is"] == "mail":
        fail(stage, action, code=0, delay_ms=delay_ms)
    elif SYSTEM.service(action) == "rest":
        answer = stage.answers.get(action["answer"], {})
        fail(stage, action, status=200, answer=answer, delay_ms=delay_ms)
    else:
        fail(stage, action, status=0, delay_ms=delay_ms)


def mend(stage: Any, action: Node) -> None:
    """Let whoever a step asks work again."""
    if action["is"] == "mail":
        stage.parts.mend_mail(stage.recipient(action))
    elif SYSTEM.service(action) == "rest":
        stage.prepare_call(action)
    else:
        stage.parts.mend_objects(action["integration"], stage.part_of_key(action))


@arranges
def absence(play: Play, phrase: str) -> bool:
    """`Document does not exist`, `No employee`."""
    said, meant = stems(phrase), mentions(phrase)
    is_absent = ("not" in said and {"exist", "found"} & set(said)) or said[0] == "no"
    if not meant or not is_absent or "missing" in said:
        return False
    for row, load in play.stage.loads.items():
        if load["entity"] == meant[0][1]["name"]:
            play.stage.absent.add(row)
    return True


@arranges
def possession(play: Play, phrase: str) -> bool:
    """`Employee has payslips`, `Employee exists with documents`, `Documents exist`."""
    meant = mentions(phrase)
    listed = play.stage.listed
    if listed is None or not meant or meant[-1][1]["table"] != listed.table:
        return False
    if {"no", "without"} & set(words(phrase)):
        play.stage.world.drafts.remove(listed)
        return True
    fill_list(play, listed)
    return True


def fill_list(play: Play, first: Draft) -> None:
    """Rows as the answer is expected to show them."""
    output = next(one for one in play.operation["outputs"] if one["value"]["from"] == "listed")
    items = play.expected.get(output["name"]) or [{}]
    base = dict(first.values)
    for place, item in enumerate(items if isinstance(items, list) else [{}]):
        row = first if place == 0 else play.stage.world.draft(first.table, **base)
        for name, value in item.items() if isinstance(item, dict) else ():
            if not (isinstance(value, str) and value.startswith("{{")):
                row.values[name] = value


@arranges
def state(play: Play, phrase: str) -> bool:
    """`Payroll is approved`, `Document is in state active`."""
    meant = mentions(phrase)
    if not meant or not {"is", "are", "in", "has", "was", "been"} & set(words(phrase)):
        return False
    entity = meant[0][1]
    found = states(phrase, entity["table"]) if entity["table"] else []
    draft = row_of(play, entity)
    if not found or draft is None:
        return False
    draft.values[found[0][0]] = found[0][1]
    return True


@arranges
def presence(play: Play, phrase: str) -> bool:
    """`A patient is registered with the address`, where there must be none: there is one."""
    said, meant = stems(phrase), mentions(phrase)
    tables = [entity["table"] for _, entity in meant]
    checks = [one["check"] for one in play.operation["phases"]["requirements"]]
    found = [one for one in checks if one["is"] == "absent" and one["table"] in tables]
    if {"no", "not"} & set(said) or not found or not THERE & set(said):
        return False
    for check in found:
        value = play.stage.value(check["value"])
        play.stage.world.draft(check["table"], **{check["column"]: value})
    return True


THERE = {"exist", "present", "known", "registered", "taken", "already"}


@arranges
def existence(play: Play, phrase: str) -> bool:
    """`Employee exists in system`, `Document exists`."""
    meant = mentions(phrase)
    return bool(meant) and bool({"exist", "present", "known", "registered"} & set(stems(phrase)))


@arranges
def validity(play: Play, phrase: str) -> bool:
    """`Employee email is valid`: what is made up always is."""
    meant = mentions(phrase)
    said = set(words(phrase))
    if not meant or not {"valid", "correct"} & said or "not" in said:
        return False
    fields = [set(words(one["name"])) for one in meant[0][1]["fields"]]
    return any(name <= said for name in fields)


@arranges
def size(play: Play, phrase: str) -> bool:
    """`File size is under 20 MiB`, `File size exceeds 20 MiB`."""
    found = re.search(r"(\d+(?:\.\d+)?)\s*(kb|mb|kib|mib|gib|bytes?|b)\b", phrase, re.IGNORECASE)
    inputs = [one for one in play.stage.fields.values() if one["type"]["is"] == "bytes"]
    if not found or not inputs:
        return False
    limit = int(float(found[1]) * UNITS[found[2].lower().removesuffix("s") or "b"])
    said = set(stems(phrase))
    if said & MORE:
        play.stage.inputs[inputs[0]["name"]] = b"x" * (limit + 1)
    elif said & LESS:
        play.stage.given(inputs[0]["name"])
    else:
        play.stage.inputs[inputs[0]["name"]] = b"x" * limit
    return True


@arranges
def number(play: Play, phrase: str) -> bool:
    """`Quantity is 5`, `Stock is below 3`: a number of an input or of a row."""
    found = re.search(r"-?\d+(?:\.\d+)?", phrase)
    if not found:
        return False
    said = stems(phrase)
    value = constant({"is": "number", "value": found[0]})
    step = 1 if set(said) & MORE else -1 if set(said) & (LESS - {"at", "most", "up"}) else 0
    for row, load in play.stage.loads.items():
        for column in SYSTEM.tables[load["table"]]["columns"]:
            if set(stems(column["name"])) <= set(said) and column["type"]["is"] in NUMBERS:
                play.stage.row(row).values[column["name"]] = value + step
                return True
    for name, field in play.stage.fields.items():
        if set(stems(name)) <= set(said) and field["type"]["is"] in NUMBERS:
            play.stage.inputs[name] = value + step
            return True
    return False


NUMBERS = {"int", "decimal", "float"}


def row_of(play: Play, entity: Node) -> Draft | None:
    """The row of an entity on the stage: a loaded one, the listed one, the caller."""
    for row, load in play.stage.loads.items():
        if load["entity"] == entity["name"]:
            return play.stage.row(row)
    for draft in (play.stage.listed, play.stage.caller):
        if draft and draft.table == entity["table"]:
            return draft
    return None
