"""Bodies are limited before they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..domain.fault import ServiceError
from .faults import answer

DEFAULT_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """Requests that may be larger than `DEFAULT_LIMIT`."""

    method: str
    path: re.Pattern[str]
    limit: int
    error: type[ServiceError]


class _BodyTooLarge(Exception):
    """More bytes arrived than the limit allows."""


class BodyLimitMiddleware:
    """Answers with an error once a body is larger than it may be.

    The declared length is looked at first; a body sent in chunks is counted on its way.
    """

    def __init__(
        self, app: ASGIApp, limits: Sequence[BodyLimit], error: type[ServiceError]
    ) -> None:
        self._app = app
        self._limits = limits
        self._error = error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit, error = self._limit_of(scope["method"], scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await answer(error())(scope, receive, send)
            return
        seen = 0
        started = False

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise _BodyTooLarge
            return message

        async def sending(message: Message) -> None:
            nonlocal started
            # Whatever is made of a body that was cut off, it is not the answer.
            if seen <= limit or started:
                started = True
                await send(message)

        try:
            await self._app(scope, counting, sending)
        except _BodyTooLarge:
            if started:
                raise
        if seen > limit and not started:
            await answer(error())(scope, receive, send)

    def _limit_of(self, method: str, path: str) -> tuple[int, type[ServiceError]]:
        for known in self._limits:
            if known.method == method and known.path.fullmatch(path):
                return known.limit, known.error
        return DEFAULT_LIMIT, self._error
