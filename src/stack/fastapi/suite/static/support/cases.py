"""Values for functions that decide: those at the limits of what they are compared with.

In: pairs of values that are compared, and what is known of their types. Out: assignments, all of them
or, where they are too many, the same ones each time, taken by chance.
"""

import datetime
import itertools
import math
import random
import uuid
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from .compare import same
from .system import SYSTEM, Node

MOST = 4000
STEPS: dict[str, Any] = {
    "int": 1,
    "float": 0.01,
    "decimal": Decimal("0.01"),
    "date": datetime.timedelta(days=1),
    "datetime": datetime.timedelta(seconds=1),
}
IDS = [uuid.UUID(int=1), uuid.UUID(int=2)]
DAY = datetime.date(2026, 1, 5)


def native(kind: Node, value: Any) -> Any:
    """A value of the contract as the code has it."""
    if isinstance(value, list):
        return [native(kind, item) for item in value]
    match kind["is"]:
        case "decimal" if isinstance(value, int | float):
            return Decimal(str(value))
        case "float" if isinstance(value, int):
            return float(value)
        case "uuid" if isinstance(value, str):
            return uuid.UUID(value)
        case "date" if isinstance(value, str):
            return datetime.date.fromisoformat(value)
        case "datetime" if isinstance(value, str):
            return datetime.datetime.fromisoformat(value)
        case "time" if isinstance(value, str):
            return datetime.time.fromisoformat(value)
        case _:
            return value


def around(kind: Node, constants: Iterable[Any]) -> list[Any]:
    """Values of a type: each constant, what lies just beside it, and two that nobody has named."""
    known = [native(kind, one) for one in _flat(constants) if one is not None]
    if choices := SYSTEM.choices(kind):
        return choices
    if kind["is"] == "bool":
        return [False, True]
    if step := STEPS.get(kind["is"]):
        known = known or _two(kind)
        found = [value for one in known for value in (one - step, one, one + step)]
    else:
        found = known + _two(kind)
    return [one for place, one in enumerate(found) if one not in found[:place]]


def _flat(constants: Iterable[Any]) -> Iterator[Any]:
    for one in constants:
        if isinstance(one, list):
            yield from one
        else:
            yield one


def _two(kind: Node) -> list[Any]:
    match kind["is"]:
        case "int":
            return [3, 7]
        case "float":
            return [3.0, 7.0]
        case "decimal":
            return [Decimal(3), Decimal(7)]
        case "date":
            return [DAY, DAY + datetime.timedelta(days=7)]
        case "datetime":
            moment = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.UTC)
            return [moment, moment + datetime.timedelta(days=7)]
        case "time":
            return [datetime.time(9), datetime.time(17)]
        case "uuid" | "json":
            return IDS
        case "list":
            return [[], *([one] for one in _two(kind["of"]))]
        case _:
            return ["none-of-these", "another one"]


def shared(pools: dict[str, list[Any]], pairs: Iterable[tuple[str, str]]) -> dict[str, list[Any]]:
    """Pools in which values that are compared with each other can be the same, or differ."""
    merged = dict(pools)
    for one, other in pairs:
        both = merged[one] + [
            value for value in merged[other] if not any(same(value, known) for known in merged[one])
        ]
        merged[one] = merged[other] = both
    return merged


def assignments(pools: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Each way to give every name a value of its pool; some of them, where they are very many."""
    names, values = list(pools), list(pools.values())
    count = math.prod(map(len, values))
    if count <= MOST:
        ways: Iterable[tuple[Any, ...]] = itertools.product(*values)
    else:
        chance = random.Random(count)
        ways = (tuple(map(chance.choice, values)) for _ in range(MOST))
    for way in ways:
        yield dict(zip(names, way, strict=True))
