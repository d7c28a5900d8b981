"""What is kept for a while, in Redis. It may be lost, and Redis may be away: then all is asked anew.

What is kept under a key is forgotten together. For that each key has a number, which stands in
the names of all that is kept under it: when the number grows, nothing of it is found any more.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import to_jsonable_python
from redis.asyncio import Redis
from redis.exceptions import RedisError

from ..domain.types import Model

A = TypeVar("A", bound=Model)

PATIENCE = 0.5

log = logging.getLogger(__name__)


class Cache:
    """One Redis. Nothing here fails: what cannot be read was never there."""

    def __init__(self, url: str) -> None:
        self._client = Redis.from_url(
            url,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
        )

    async def get(self, name: str) -> str | None:
        """What is kept under a name."""
        try:
            found = await self._client.get(name)
        except (RedisError, OSError) as error:
            log.warning("cache not read", extra={"cause": str(error)})
            return None
        return None if found is None else str(found)

    async def put(self, name: str, value: str, seconds: int) -> None:
        """Keep something for a while."""
        try:
            await self._client.set(name, value, ex=seconds)
        except (RedisError, OSError) as error:
            log.warning("cache not written", extra={"cause": str(error)})

    async def number(self, key: str) -> str | None:
        """The number of a key; nothing where it cannot be known."""
        try:
            return str(await self._client.get(f"{key}:number") or 0)
        except (RedisError, OSError) as error:
            log.warning("cache not read", extra={"cause": str(error)})
            return None

    async def forget(self, key: str) -> None:
        """Forget all that is kept under a key; where Redis is away, it goes when its time is over."""
        try:
            await self._client.incr(f"{key}:number")
        except (RedisError, OSError) as error:
            log.error("cache not emptied", extra={"key": key, "cause": str(error)})

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()


async def cached(
    cache: Cache,
    key: str,
    seconds: int,
    kind: type[A],
    about: list[object],
    work: Callable[[], Awaitable[A]],
) -> A:
    """What `work` gives, or has given for the same question not long ago.

    The number is read before the work is done: what was forgotten meanwhile is not kept.
    """
    number = await cache.number(key)
    if number is None:
        return await work()
    asked = json.dumps(to_jsonable_python(about), sort_keys=True)
    name = f"{key}:{number}:{hashlib.sha256(asked.encode()).hexdigest()}"
    answer = _read(kind, await cache.get(name))
    if answer is None:
        answer = await work()
        await cache.put(name, answer.model_dump_json(by_alias=True), seconds)
    return answer


def _read(kind: type[A], text: str | None) -> A | None:
    """What was kept; nothing where it is not of the form that is wanted by now."""
    try:
        return None if text is None else kind.model_validate_json(text)
    except ValidationError:
        return None
