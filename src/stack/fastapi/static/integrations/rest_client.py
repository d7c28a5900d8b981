"""Calls to REST interfaces."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote

import httpx
from pydantic_core import to_jsonable_python

from .failure import IntegrationError
from .timeouts import Timeouts

BUSY = frozenset({429, 502, 503, 504})
"""What servers answer that have not begun with a request."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often to try at most, and how many seconds to wait before the second try."""

    attempts: int = 1
    pause: float = 0.0


class RestClient:
    """An HTTP client for one base address, with a limit for every call as a whole."""

    def __init__(
        self,
        base_url: str,
        timeouts: Timeouts,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        retries: Retries | None = None,
    ) -> None:
        self._total = timeouts.total
        self._retries = retries or Retries()
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            headers=headers,
            params=params,
            timeout=httpx.Timeout(timeouts.total, connect=timeouts.connect),
        )

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        """The JSON of the answer; anything but a success is an `IntegrationError`."""
        try:
            async with asyncio.timeout(self._total):
                answer = await self._send(method, path, _texts(params), _json(body))
        except (httpx.HTTPError, TimeoutError) as error:
            raise IntegrationError(f"{method} {path}: {type(error).__name__}") from error
        if not answer.is_success:
            raise IntegrationError(
                f"{method} {path}: status {answer.status_code}", *_reasons(answer)
            )
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError as error:
            raise IntegrationError(f"{method} {path}: not JSON") from error

    async def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
    ) -> httpx.Response:
        """Send a request, again where the other side could not take it."""
        pause = self._retries.pause
        for _ in range(self._retries.attempts - 1):
            try:
                answer = await self._client.request(method, path, params=params, json=body)
                if answer.status_code not in BUSY:
                    return answer
            except httpx.ConnectError:
                pass
            await asyncio.sleep(pause)
            pause *= 2
        return await self._client.request(method, path, params=params, json=body)

    async def close(self) -> None:
        """Close what is open."""
        await self._client.aclose()


def segment(value: object) -> str:
    """A value as one part of a path."""
    return quote(str(value), safe="")


def _json(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Values as JSON; those that are missing are left out."""
    if values is None:
        return None
    there = {name: value for name, value in values.items() if value is not None}
    return cast(dict[str, Any], to_jsonable_python(there, by_alias=True))


def _texts(values: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Values as they stand in a query string."""
    plain = _json(values)
    if plain is None:
        return None
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in plain.items()
    }


def _reasons(answer: httpx.Response) -> list[str]:
    """The status of an answer, and the code in it, by which callers tell failures apart."""
    reasons = [str(answer.status_code)]
    try:
        body = answer.json()
    except ValueError:
        return reasons
    for place in (("code",), ("error",), ("error", "code"), ("reason",)):
        value = dig(body, *place)
        if isinstance(value, str):
            reasons.insert(0, value)
    return reasons


def dig(answer: Any, *path: str) -> Any:
    """The value at a place in JSON, or nothing where the place does not exist."""
    for key in path:
        if not isinstance(answer, dict):
            return None
        answer = answer.get(key)
    return answer
