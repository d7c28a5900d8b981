"""What was stored outside goes again, where the write behind it is refused."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from ..domain.errors import TimedOut
from ..domain.fault import ServiceError

T = TypeVar("T")

log = logging.getLogger(__name__)


async def or_undone(write: Awaitable[T], undo: Callable[[], Awaitable[None]]) -> T:
    """What `write` gives; where it is refused, `undo` is called first.

    Where nobody knows whether it counts, as a connection broke, nothing is undone: an object
    without a row does less harm than a row without its object.
    """
    try:
        return await write
    except TimedOut:
        raise
    except (ServiceError, asyncpg.IntegrityConstraintViolationError, asyncpg.DataError):
        try:
            await undo()
        except ServiceError:
            log.exception("what was stored outside is left behind")
        raise
