"""Jobs: done when their time has come, tried again where they fail, dead in the end."""

import datetime
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from .support import effects
from .support.database import Database
from .support.stage import MakeStage
from .support.system import SYSTEM, Node, steps

PATIENCE = 20.0
PHASES = ("claim", "success")


def written(*kinds: str) -> list[tuple[str, int]]:
    """Each step of each operation that has something done later."""
    return [
        (operation["name"], place)
        for operation in SYSTEM.reachable()
        for place, step in enumerate(steps(operation, *PHASES))
        if step["action"]["is"] in kinds
    ]


def job_of(stage: Any, step: Node) -> dict[str, Any]:
    """The job that a step has written down."""
    found: list[dict[str, Any]] = effects.Witness(stage).jobs(step)
    assert len(found) == 1, f"{len(found)} jobs"
    return found[0]


def until(seen: Callable[[], bool]) -> bool:
    """Wait until something is seen; answers whether it was."""
    end = time.monotonic() + PATIENCE
    while not seen():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def again(database: Database, job: dict[str, Any]) -> dict[str, Any]:
    """A job as it is now."""
    return database.rows("jobs", id=job["id"])[0]


@pytest.mark.parametrize(("name", "place"), written("schedule"))
def test_at_its_time(name: str, place: int, make_stage: MakeStage) -> None:
    """A job is done when its time has come, and not before."""
    stage = make_stage(SYSTEM.operations[name])
    step = list(steps(stage.operation, *PHASES))[place]
    due = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=3)
    if stage.can_set(step["action"]["at"]):
        stage.set(step["action"]["at"], due.isoformat())
    stage.settle().prepare()
    effects.check_success(stage, stage.send())
    database, job = stage.world.database, job_of(stage, step)
    if job["run_at"] > datetime.datetime.now(datetime.UTC):
        assert job["done_at"] is None, "it was done before its time"
    assert until(lambda: again(database, job)["done_at"] is not None), "it was not done"
    job = again(database, job)
    assert job["done_at"] >= job["run_at"], "it was done before its time"


@pytest.mark.parametrize(("name", "place"), written("notify"))
def test_told(name: str, place: int, make_stage: MakeStage) -> None:
    """A notification is handed over once all is committed."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step = list(steps(stage.operation, *PHASES))[place]
    effects.check_success(stage, stage.send())
    database, job = stage.world.database, job_of(stage, step)
    assert job["payload"]["channel"] == step["action"]["channel"]
    assert until(lambda: again(database, job)["done_at"] is not None), "nobody was told"


@pytest.mark.parametrize(("name", "place"), written("mail"))
def test_mail_arrives_later(name: str, place: int, make_stage: MakeStage) -> None:
    """A mail that nobody waits for is tried again until the server takes it."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    step = list(steps(stage.operation, *PHASES))[place]
    to = stage.recipient(step["action"])
    stage.parts.fail_mail(to, code=451)
    try:
        effects.check_success(stage, stage.send())
        database, job = stage.world.database, job_of(stage, step)
        assert until(lambda: again(database, job)["last_error"] is not None), "nobody tried"
    finally:
        stage.parts.mend_mail(to)
    assert until(lambda: again(database, job)["done_at"] is not None), "it was not sent"
    assert stage.parts.mails(to), "it did not arrive"


def any_jobs() -> list[str]:
    """One operation that has something done later, if there is any."""
    return [name for name, _ in written("schedule", "notify", "mail")][:1]


@pytest.mark.parametrize("attempts", [3, 5])
@pytest.mark.parametrize("name", any_jobs())
def test_dead(name: str, attempts: int, database: Database) -> None:
    """A job that nobody can do is tried again and again, and is dead in the end.

    So is one that was begun for the last time by a process which has gone.
    """
    due = datetime.datetime.now(datetime.UTC)
    job: dict[str, Any] = {
        "id": uuid.uuid4(),
        "job": f"unknown_since_{name.lower()}",
        "payload": {},
        "run_at": due,
        "next_attempt_at": due,
        "attempts": attempts,
    }
    database.insert("jobs", job)
    assert until(lambda: again(database, job)["dead_at"] is not None), "it lives for ever"
    assert again(database, job)["attempts"] == 5
