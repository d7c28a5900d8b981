"""Calls that meet somebody else's transaction: they wait for it, and go by what it has left."""

import datetime
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import httpx
import pytest

from .support import effects
from .support.database import Database
from .support.given import fail, slow
from .support.outcome import NotExecutable
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, outside
from .support.world import Draft

WAIT = 0.4
SLOW_MS = 1200
PATIENCE = 10.0


@pytest.fixture(scope="module")
def rival(state: dict[str, Any]) -> Iterator[Database]:
    """Somebody else in the same database."""
    opened = Database(state["database_url"])
    yield opened
    opened.close()


def locking() -> list[tuple[str, str]]:
    """Operations that lock a row before they change something, and the row."""
    return [
        (operation["name"], load["row"])
        for operation in SYSTEM.reachable()
        for load in operation["phases"]["loads"]
        if load["lock"] and (operation["phases"]["claim"] or operation["phases"]["hold"])
    ]


def asked_state(operation: Node, row: str) -> Node | None:
    """The requirement on the state of a row."""
    return next(
        (
            one
            for one in operation["phases"]["requirements"]
            if one["check"]["is"] == "state" and one["check"]["row"] == row and not one["roles"]
        ),
        None,
    )


def other_state(stage: Stage, requirement: Node) -> str:
    """A state that a requirement does not allow."""
    check = requirement["check"]
    column = SYSTEM.column(stage.row(check["row"]).table, check["field"])
    states = [one for one in column["values"] if one not in check["states"]]
    if not states:
        raise NotExecutable("all states are allowed")
    return str(states[0])


def begin(rival: Database, change: list[tuple[str, tuple[Any, ...]]]) -> None:
    """Do something in a transaction that stays open; it ends where that fails."""
    rival.execute("BEGIN")
    try:
        for text, values in change:
            rival.execute(text, *values)
    except BaseException:
        rival.execute("ROLLBACK")
        raise


def while_held(stage: Stage, rival: Database, change: list[tuple[str, tuple[Any, ...]]]) -> Any:
    """Call while a rival has changed something and not yet committed it."""
    begin(rival, change)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(stage.send)
        time.sleep(WAIT)
        waited = not waiting.done()
        rival.execute("COMMIT")
        answer = waiting.result()
    assert waited, f"it does not wait: {answer.status_code} {answer.text[:200]}"
    return answer


def place_of(stage: Stage, row: str) -> tuple[str, str, Any]:
    """The table of a row, the condition that finds it as its first value, and its key."""
    draft = stage.row(row)
    (name,) = SYSTEM.tables[draft.table]["key"]
    return f'"{draft.table}"', f'"{name}" = $1', native(draft, name)


def native(draft: Draft, name: str) -> Any:
    """A value of a row as the database has it."""
    row = draft.now()
    assert row, f"{draft.table} has no such row"
    return row[name]


@pytest.mark.parametrize(("name", "row"), locking())
def test_state_changes(name: str, row: str, make_stage: MakeStage, rival: Database) -> None:
    """A call waits for whoever has locked its row, and looks at the row as it is left."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    table, where, key = place_of(stage, row)
    requirement = asked_state(stage.operation, row)
    if requirement is None:
        lock = f"SELECT 1 FROM {table} WHERE {where} FOR UPDATE"
        answer = while_held(stage, rival, [(lock, (key,))])
        effects.check_success(stage, answer)
        return
    field, state = requirement["check"]["field"], other_state(stage, requirement)
    text = f'UPDATE {table} SET "{field}" = $2 WHERE {where}'
    answer = while_held(stage, rival, [(text, (key, state))])
    stage.row(row).values[field] = state
    effects.check_failure(answer, requirement["failure"])
    effects.check_nothing(stage)


@pytest.mark.parametrize(("name", "row"), locking())
def test_row_goes(name: str, row: str, make_stage: MakeStage, rival: Database) -> None:
    """A row that somebody else removes in the meantime is as one that never was."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    table, where, key = place_of(stage, row)
    answer = while_held(stage, rival, removing(rival, f"{table} WHERE {where}", key))
    stage.absent.add(row)
    effects.check_failure(answer, stage.loads[row]["missing"])
    effects.check_nothing(stage)


def limits() -> list[tuple[str, str, str]]:
    """What bounds how long the database may take, and an operation that locks a row."""
    names = "statement_timeout_ms", "lock_timeout_ms", "command_timeout_ms"
    known = [(SYSTEM.database[name], name) for name in names if SYSTEM.database[name]]
    bounded = [min(known)[1]] if known and min(known)[0] <= PATIENCE * 1000 else []
    return [(*own, name) for own in locking()[:1] for name in bounded]


@pytest.mark.parametrize(("name", "row", "limit"), limits())
def test_waits_no_longer(
    name: str, row: str, limit: str, make_stage: MakeStage, rival: Database
) -> None:
    """A call does not wait for somebody else's lock for longer than the contract allows."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    table, where, key = place_of(stage, row)
    begin(rival, [(f"SELECT 1 FROM {table} WHERE {where} FOR UPDATE", (key,))])
    began = time.monotonic()
    try:
        answer = stage.send()
    finally:
        rival.execute("ROLLBACK")
    took = (time.monotonic() - began) * 1000
    effects.check_failure(answer, "TimedOut")
    effects.check_nothing(stage)
    assert took >= SYSTEM.database[limit] / 2, f"it gives up after {took:.0f} ms"


def removing(rival: Database, where: str, key: Any) -> list[tuple[str, tuple[Any, ...]]]:
    """Statements that remove a row, whatever points at it."""
    try:
        rival.execute("SET session_replication_role = replica")
        rival.execute("SET session_replication_role = origin")
    except asyncpg.InsufficientPrivilegeError as error:
        raise NotExecutable("only a superuser may remove what others point at") from error
    return [
        ("SET LOCAL session_replication_role = replica", ()),
        (f"DELETE FROM {where}", (key,)),
    ]


def behind() -> list[tuple[str, str]]:
    """Rows that a call needs and that another row names."""
    return [
        (operation["name"], load["row"])
        for operation in SYSTEM.reachable()
        for load in operation["phases"]["loads"]
        if load["value"]["from"] == "row"
    ]


@pytest.mark.parametrize(("name", "row"), behind())
def test_row_behind_is_gone(name: str, row: str, make_stage: MakeStage, rival: Database) -> None:
    """Where a row points at one that is not there (data that was lost), the call fails as declared."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    table, where, key = place_of(stage, row)
    alter(rival, removing(rival, f"{table} WHERE {where}", key))
    failure = stage.loads[row]["missing"]
    stage.absent.add(row)
    effects.check_failure(stage.send(), failure)


# --- claims ------------------------------------------------------------------------------------


def held_states(operation: Node) -> tuple[str | None, list[str]]:
    """The column and the states that a row is in while an operation holds it."""
    hold, phases = operation["phases"]["hold"], operation["phases"]
    requirement = asked_state(operation, hold["row"])
    if requirement:
        field, states = requirement["check"]["field"], list(requirement["check"]["states"])
    else:
        workflow = SYSTEM.workflow_of(hold["table"])
        if workflow is None:
            return None, []
        field, states = workflow["field"], [workflow["initial"]]
    moves = {
        since: to
        for step in phases["claim"]
        if step["action"]["is"] == "move" and step["action"]["row"] == hold["row"]
        for since, to in step["action"]["moves"]
    }
    return field, [moves.get(state, state) for state in states]


def meeting() -> list[tuple[str, str, str, str]]:
    """Operations on a row that another call, of itself or of another operation, may hold."""
    found = []
    for holder in SYSTEM.reachable():
        hold = holder["phases"]["hold"]
        if not hold:
            continue
        field, states = held_states(holder)
        for operation, row in locking():
            load = next(
                one for one in SYSTEM.operations[operation]["phases"]["loads"] if one["row"] == row
            )
            asked = asked_state(SYSTEM.operations[operation], row)
            if load["table"] == hold["table"] and asked and asked["check"]["field"] == field:
                both = [one for one in asked["check"]["states"] if one in states]
                found += [(operation, row, holder["name"], state) for state in both]
    return found


@pytest.mark.parametrize(("name", "row", "holder", "value"), meeting())
def test_claimed(
    name: str, row: str, holder: str, value: str, make_stage: MakeStage, rival: Database
) -> None:
    """While a call holds a row, no other one begins on it, whatever state it is in."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    requirement = asked_state(stage.operation, row)
    assert requirement
    stage.row(row).values[requirement["check"]["field"]] = value
    stage.prepare()
    *_, key = place_of(stage, row)
    text = (
        "INSERT INTO operation_claims (subject, subject_id, operation, pending)"
        " VALUES ($1, $2, $3, '{}')"
    )
    rival.execute(text, stage.row(row).table, str(key), holder)
    try:
        answer = stage.send()
    finally:
        rival.execute("DELETE FROM operation_claims WHERE subject_id = $1", str(key))
    hold = stage.operation["phases"]["hold"]
    own = hold and hold["row"] == row
    effects.check_failure(answer, hold["failure"] if own else requirement["failure"])
    effects.check_nothing(stage)


def holding() -> list[tuple[str, str, str]]:
    """Operations that hold a row, each way in which they end, and what they find gone by then."""
    return [
        (operation["name"], outcome, gone)
        for operation in SYSTEM.reachable()
        if operation["phases"]["hold"] and operation["phases"]["external"]
        for outcome in ("success", "failure")
        for gone in ("claim", "row")
    ]


@pytest.mark.parametrize(("name", "outcome", "gone"), holding())
def test_claim_lost(
    name: str, outcome: str, gone: str, make_stage: MakeStage, rival: Database
) -> None:
    """Whoever has lost their claim writes no outcome: somebody else has written it."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    hold = stage.operation["phases"]["hold"]
    step = outside(stage.operation)[-1]
    known = claims(rival, hold["table"])
    if outcome == "success":
        slow(stage, step["action"], SLOW_MS)
    else:
        fail(stage, step["action"], delay_ms=SLOW_MS)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(stage.send)
        key = new_claim(rival, hold["table"], known, waiting)
        lose(rival, hold, key, gone)
        answer: httpx.Response = waiting.result()
    stage.ended = datetime.datetime.now(datetime.UTC)
    failure = hold["lost"] if outcome == "success" else step["failure"] or "UpstreamFailed"
    effects.check_failure(answer, failure)
    told = [one for one in stage.operation["phases"][outcome] if one["action"]["is"] == "emit"]
    witness = effects.Witness(stage)
    if gone == "claim":
        witness.check_rows("claim")
    for one in told:
        assert not witness.events(one), f"{one['action']['event']} was told"


def claims(rival: Database, table: str) -> set[str]:
    """The rows of a table that are held."""
    return {row["subject_id"] for row in rival.rows("operation_claims", subject=table)}


def new_claim(rival: Database, table: str, known: set[str], waiting: Any) -> str:
    """The row that is held since a moment ago."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not waiting.done():
        if found := claims(rival, table) - known:
            return found.pop()
        time.sleep(0.02)
    raise AssertionError("nothing is held while somebody outside is asked")


@pytest.mark.parametrize(
    ("name", "outcome"), [(name, outcome) for name, outcome, gone in holding() if gone == "row"]
)
def test_claim_ends(name: str, outcome: str, make_stage: MakeStage, rival: Database) -> None:
    """Once a call is over, however it ends, it holds nothing any more."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    hold = stage.operation["phases"]["hold"]
    known = claims(rival, hold["table"])
    step = outside(stage.operation)[-1]
    if outcome == "failure":
        fail(stage, step["action"])
        effects.check_failure(stage.send(), step["failure"] or "UpstreamFailed")
    else:
        effects.check_success(stage, stage.send())
    assert claims(rival, hold["table"]) <= known


@pytest.mark.parametrize(
    "name", [name for name, outcome, gone in holding() if (outcome, gone) == ("success", "claim")]
)
def test_while_it_is_held(name: str, make_stage: MakeStage, rival: Database) -> None:
    """While somebody outside is asked, the rows are as the claim has left them."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    hold = stage.operation["phases"]["hold"]
    known = claims(rival, hold["table"])
    slow(stage, outside(stage.operation)[-1]["action"], SLOW_MS)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(stage.send)
        new_claim(rival, hold["table"], known, waiting)
        stage.ended = datetime.datetime.now(datetime.UTC)
        effects.Witness(stage).check_rows("claim")
        answer = waiting.result()
    effects.check_success(stage, answer)


def alter(rival: Database, change: list[tuple[str, tuple[Any, ...]]]) -> None:
    """Do something in one transaction."""
    begin(rival, change)
    rival.execute("COMMIT")


def lose(rival: Database, hold: Node, key: str, gone: str) -> None:
    """Take away the claim, or the row itself."""
    where, values = "operation_claims WHERE subject = $1 AND subject_id = $2", (hold["table"], key)
    if gone == "claim":
        rival.execute(f"DELETE FROM {where}", *values)
        return
    (name,) = SYSTEM.tables[hold["table"]]["key"]
    alter(rival, removing(rival, f'"{hold["table"]}" WHERE "{name}"::text = $1', key))
    rival.execute(f"DELETE FROM {where}", *values)
