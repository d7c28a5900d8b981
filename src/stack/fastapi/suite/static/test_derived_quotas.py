"""Quotas: the last use that is left, one more, and many at once."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest

from .support import effects
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, steps

MANY = 10


def counted() -> list[tuple[str, int]]:
    """Each quota of each operation."""
    return [
        (operation["name"], place)
        for operation in SYSTEM.reachable()
        for place, _ in enumerate(counts(operation))
    ]


def counts(operation: Node) -> list[Node]:
    """The steps that count."""
    return [step for step in steps(operation, "claim") if step["action"]["is"] == "count"]


def begun(per: str) -> datetime.datetime:
    """When the present stretch of time began."""
    now = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    if per == "minute":
        return now
    now = now.replace(minute=0)
    if per == "hour":
        return now
    now = now.replace(hour=0)
    if per == "week":
        return now - datetime.timedelta(days=now.weekday())
    return now.replace(day=1) if per == "month" else now


def with_left(name: str, place: int, left: int, make_stage: MakeStage) -> tuple[Stage, Node]:
    """A caller who has so many uses left."""
    operation = SYSTEM.operations[name]
    step = counts(operation)[place]
    quota = step["action"]["quota"]
    role = quota["roles"][0] if quota["roles"] else None
    stage = make_stage(operation, role).settle().prepare()
    used = {
        "quota": quota["name"],
        "caller": str(stage.claim("id")),
        "since": begun(quota["per"]),
        "uses": quota["most"] - left,
    }
    stage.world.database.insert("quota_uses", used)
    return stage, step


def uses(stage: Stage, step: Node) -> int:
    """How often the caller has used a quota."""
    quota, caller = step["action"]["quota"]["name"], str(stage.claim("id"))
    row = stage.world.database.rows("quota_uses", quota=quota, caller=caller)[0]
    number: int = row["uses"]
    return number


@pytest.mark.parametrize(("name", "place"), counted())
def test_last_use(name: str, place: int, make_stage: MakeStage) -> None:
    """The last use that is left goes well, and is counted."""
    stage, step = with_left(name, place, 1, make_stage)
    effects.check_success(stage, stage.send())
    assert uses(stage, step) == step["action"]["quota"]["most"]


@pytest.mark.parametrize(("name", "place"), counted())
def test_one_more(name: str, place: int, make_stage: MakeStage) -> None:
    """One more than allowed is refused, and changes nothing."""
    stage, step = with_left(name, place, 0, make_stage)
    effects.check_failure(stage.send(), step["failure"])
    effects.check_nothing(stage)
    assert uses(stage, step) == step["action"]["quota"]["most"]


@pytest.mark.parametrize(("name", "place"), counted())
def test_not_of_today(name: str, place: int, make_stage: MakeStage) -> None:
    """What was used up in an earlier stretch of time counts no more."""
    stage, step = with_left(name, place, 0, make_stage)
    stage.world.database.execute(
        "UPDATE quota_uses SET since = since - interval '40 days' WHERE caller = $1",
        str(stage.claim("id")),
    )
    effects.check_success(stage, stage.send())
    assert uses(stage, step) == 1


@pytest.mark.parametrize(("name", "place"), counted())
def test_many_with_one_left(name: str, place: int, make_stage: MakeStage) -> None:
    """Of many calls at once only as many go through as are left."""
    stage, step = with_left(name, place, 1, make_stage)
    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(lambda _: stage.send(), range(MANY)))
    good = [answer for answer in answers if answer.is_success]
    assert len(good) <= 1, sorted(answer.status_code for answer in answers)
    assert uses(stage, step) == step["action"]["quota"]["most"]
