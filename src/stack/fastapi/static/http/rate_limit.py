"""Limits of how often one may call, counted in this process."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from ..app.window import Window
from ..domain.errors import TooManyRequests
from ..domain.fault import ServiceError
from .faults import answer

OPEN = frozenset({"/healthz", "/readyz", "/metrics"})
"""Whoever runs the service may ask as often as they like."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A limit, and the doors that it is about; all doors, where none is named."""

    window: Window
    per_address: bool
    doors: Sequence[tuple[str, re.Pattern[str]]] = ()

    def is_about(self, method: str, path: str) -> bool:
        """Whether a request comes through one of the doors."""
        return not self.doors or any(
            method == own and pattern.fullmatch(path) for own, pattern in self.doors
        )


def admit(window: Window, key: str, refusal: type[ServiceError] = TooManyRequests) -> None:
    """Count a call of somebody, or raise `refusal`."""
    if wait := window.wait(key):
        raise refusal(details={"retry_after": math.ceil(wait)})


class RateLimitMiddleware:
    """Refuses whoever calls too often, before anything of the request is read."""

    def __init__(self, app: ASGIApp, rules: Sequence[Rule]) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else ""
        try:
            for rule in self._rules:
                if rule.is_about(scope["method"], scope["path"]):
                    admit(rule.window, address if rule.per_address else "")
        except ServiceError as error:
            await answer(error)(scope, receive, send)
            return
        await self._app(scope, receive, send)
