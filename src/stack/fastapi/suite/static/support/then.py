"""Phrases that look: "File stored in S3", "Email sent to employee"."""

import datetime
from typing import Any

from .compare import moment
from .effects import Witness, Written
from .given import row_of
from .phrases import events, looks, mentions, services, states, stems
from .play import Play
from .stage import UNKNOWN
from .system import SYSTEM, Node, outside, words

MADE = {"stored", "uploaded", "generated", "saved", "created", "written", "put", "recorded"}
GONE = {"deleted", "removed", "gone", "erased"}
CHANGED = {"updated", "changed", "set", "marked"} | MADE
STORE = {"s3", "bucket", "storage", "file", "object"}


@looks
def mail(play: Play, phrase: str) -> bool:
    """`Email sent to employee`, `No email sent`."""
    said = set(stems(phrase))
    asked = [one for one in outside(play.operation) if one["action"]["is"] == "mail"]
    if not asked or not {"email", "mail"} & said or not {"sent", "send", "delivered"} & said:
        return False
    mails = [play.stage.parts.mails(play.stage.recipient(one["action"])) for one in asked]
    wanted = 0 if {"no", "not"} & said else 1
    assert all(len(found) == wanted for found in mails), f"{mails}"
    return True


@looks
def link(play: Play, phrase: str) -> bool:
    """`Pre-signed URL generated`: it leads to the file."""
    said = set(words(phrase))
    urls = _links(play)
    if "url" not in said or not said & MADE or not urls:
        return False
    for url in urls:
        found = play.stage.service.client.get(url)
        assert found.status_code == 200, f"{found.status_code} {found.text[:200]}"
        assert found.content == b"kept before"
    return True


@looks
def expiry(play: Play, phrase: str) -> bool:
    """`URL expires after specified time`."""
    said = set(stems(phrase))
    if not _links(play) or not {"expire", "expiry", "valid"} & said:
        return False
    arguments = [play.stage.arguments(step["action"]) for step in _presigned(play)]
    seconds = [value for one in arguments for value in one.values() if isinstance(value, int)]
    body = play.answer.json() if play.answer else {}
    ends = [end for end in map(moment, body.values()) if end]
    assert seconds and ends
    wanted = play.stage.began + datetime.timedelta(seconds=seconds[0])
    assert abs(ends[0] - wanted) < datetime.timedelta(seconds=5)
    assert all(f"X-Amz-Expires={seconds[0]}" in url for url in _links(play))
    return True


def _presigned(play: Play) -> list[Node]:
    """The steps that ask a store for an address."""
    asked = [one for one in outside(play.operation) if one["action"]["is"] == "call"]
    stores = [one for one in asked if SYSTEM.service(one["action"]) == "s3"]
    return [one for one in stores if SYSTEM.call(one["action"])["method"] == "GET"]


def _links(play: Play) -> list[str]:
    body = play.answer.json() if play.answer and _presigned(play) else {}
    return [one for one in body.values() if isinstance(one, str) and one.startswith("http")]


@looks
def stored_object(play: Play, phrase: str) -> bool:
    """`File stored in S3`, `Payslip file generated`, `File deleted from S3`."""
    said = set(stems(phrase))
    verb = "DELETE" if said & GONE else "PUT" if said & MADE else ""
    if not verb or not said & STORE or {"database", "metadata", "table"} & said:
        return False
    asked = [
        one
        for one in outside(play.operation)
        if one["action"]["is"] == "call" and SYSTEM.call(one["action"])["method"] == verb
        if SYSTEM.service(one["action"]) == "s3"
    ]
    witness = play.seen()
    witness.check_rows("success")
    for step in asked:
        key = witness.key(step["action"])
        assert key is not None
        bucket = SYSTEM.call(step["action"])["bucket"]
        kept = play.stage.parts.get_object(step["action"]["integration"], bucket, key)
        assert (kept is None) == (verb == "DELETE"), f"{key}: {'there' if kept else 'missing'}"
    return bool(asked)


@looks
def event(play: Play, phrase: str) -> bool:
    """`PayslipSent event emitted`."""
    meant = events(phrase)
    if not meant or not {"event", "emitted", "published", "told"} & set(words(phrase)):
        return False
    outcome = "failure" if play.step["fails"] else "success"
    witness = play.witness or Witness(play.stage)
    steps = [one for one in witness.applicable(outcome) if one["action"].get("event") in meant]
    assert steps, f"`{play.operation['name']}` does not tell {', '.join(meant)}"
    assert all(len(witness.events(step)) == 1 for step in steps)
    return True


@looks
def fetched(play: Play, phrase: str) -> bool:
    """`Weather data fetched and stored`: it was asked for, and what it answered is in the table."""
    meant = [one["name"] for one in services(phrase)]
    asked = [
        one["action"]
        for one in outside(play.operation)
        if one["action"]["integration"] in meant and one["action"]["is"] == "call"
        if SYSTEM.service(one["action"]) == "rest"
    ]
    said = set(words(phrase))
    if not asked or not said & ({"fetched", "retrieved", "called", "asked"} | MADE):
        return False
    for action in asked:
        arguments = {name: str(value) for name, value in play.stage.arguments(action).items()}
        calls = play.stage.parts.calls(action["integration"], action["call"])
        assert any(arguments.items() <= call.items() for call in calls)
    if said & MADE:
        play.seen().check_rows("success")
    return True


@looks
def row_state(play: Play, phrase: str) -> bool:
    """`Document marked as deleted in database`, `Payroll is failed`."""
    for _, entity in mentions(phrase):
        found = states(phrase, entity["table"]) if entity["table"] else []
        written = _written(play, entity)
        if found and not written and (rows := _rows_before(play, entity)):
            assert all(row[found[0][0]] == found[0][1] for row in rows), f"{entity['name']}: {rows}"
            return True
        if found and not written and (draft := row_of(play, entity)):
            row = draft.now()
            assert row and row[found[0][0]] == found[0][1], f"{entity['name']}: {row}"
            return True
        if not found or not written:
            continue
        column, value = found[0]
        witness = play.witness or Witness(play.stage)
        for one in written:
            rows = witness.seek(one)
            assert rows and all(row[column] == value for row in rows), f"{entity['name']}: {rows}"
        return True
    return False


def _rows_before(play: Play, entity: Node) -> list[dict[str, Any]]:
    """The rows of an entity that an earlier step has written, as they are now."""
    for earlier in reversed(play.earlier):
        witness = earlier.witness or Witness(earlier.stage)
        for written in witness.writes(_outcome(earlier)):
            keys = SYSTEM.tables[written.table]["key"]
            if written.table != entity["table"]:
                continue
            if known := {key: written.key[key] for key in keys if key in written.key}:
                return earlier.stage.world.database.rows(written.table, **known)
            return witness.seek(written)
    return []


@looks
def unchanged(play: Play, phrase: str) -> bool:
    """`The archive is unchanged`: nothing was put into it."""
    meant = [one["name"] for one in services(phrase)]
    said = set(stems(phrase))
    asked = [
        one["action"]
        for one in outside(play.operation)
        if one["action"]["integration"] in meant and one["action"]["is"] == "call"
        if SYSTEM.service(one["action"]) == "s3" and SYSTEM.call(one["action"])["method"] == "PUT"
    ]
    if not said & {"unchanged", "untouched"} or not asked:
        return False
    for action in asked:
        bucket, start = SYSTEM.call(action)["bucket"], _beginning(play, action)
        kept = play.stage.parts.keys(action["integration"], bucket, start)
        assert not kept, f"{kept} were put into {bucket}"
    return True


def _beginning(play: Play, action: Node) -> str:
    """What the key of an object begins with, as far as it is known."""
    known = ""
    for _, node in action["arguments"]:
        for piece in node["pieces"] if node["from"] == "text" else []:
            value = piece["text"] if "text" in piece else play.stage.value(piece["value"])
            if value is UNKNOWN:
                return known
            known += str(value)
    return known


@looks
def row_written(play: Play, phrase: str) -> bool:
    """`Metadata stored in database`, `Attendance record created`, `Payslip status updated`."""
    said = set(words(phrase))
    if not said & (CHANGED | GONE):
        return False
    meant = [entity for _, entity in mentions(phrase)]
    writes = [one for entity in meant for one in _written(play, entity)]
    if not meant and {"database", "metadata", "record", "data", "table"} & said:
        writes = _writes(play)
    if not writes:
        return False
    if said & GONE:
        assert all(one.is_gone for one in writes)
    witness = play.witness or Witness(play.stage)
    witness.check_rows(_outcome(play))
    return True


@looks
def nothing_written(play: Play, phrase: str) -> bool:
    """`No payslip created`, `Nothing stored`."""
    said = set(words(phrase))
    if not {"no", "nothing", "not"} & said or not said & CHANGED:
        return False
    witness = Witness(play.stage)
    for written in _writes(play):
        if written.is_new:
            known = {k: v for k, v in witness.shown(written).items() if v is not UNKNOWN}
            assert not play.stage.world.database.rows(written.table, **known)
    return True


def _outcome(play: Play) -> str:
    return "failure" if play.step["fails"] else "success"


def _writes(play: Play) -> list[Written]:
    return (play.witness or Witness(play.stage)).writes(_outcome(play))


def _written(play: Play, entity: Node) -> list[Written]:
    """What the operation writes of an entity."""
    return [one for one in _writes(play) if one.table == entity["table"]]
