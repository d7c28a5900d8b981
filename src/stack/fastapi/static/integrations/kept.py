"""Answers of other systems that are kept for a while."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from ..domain.types import Model
from ..persistence.cache import Cache

A = TypeVar("A", bound=Model)


async def kept(
    cache: Cache,
    table: str,
    seconds: int,
    kind: type[A],
    by: Mapping[str, object],
    ask: Callable[[], Awaitable[A]],
) -> A:
    """What was answered before, as long as that counts; else what is answered now.

    A row has the values by which it is found, the answer, and the moment at which it ends.
    """
    values = to_jsonable_python(dict(by))
    name = ":".join([table, *(str(value) for value in values.values())])
    if (found := await cache.get(name)) is not None:
        try:
            return kind.model_validate(json.loads(found)["answer"])
        except (ValidationError, ValueError, KeyError, TypeError):
            pass
    answer = await ask()
    ends = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    row = {**values, "answer": answer.model_dump(mode="json"), "expires_at": ends.isoformat()}
    await cache.put(name, json.dumps(row), seconds)
    return answer
