"""Calls to REST interfaces."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import quote

import httpx
from pydantic_core import to_jsonable_python

from ..app.retries import Retries
from ..domain.types import read_json
from .failure import IntegrationError
from .protection import Protection
from .timeouts import Timeouts, left

BUSY = frozenset({"429", "503", "UNREACHABLE"})
"""What servers answer that have not begun with a request, and those that are not there."""

LOST = frozenset({"502", "504"})
"""What is answered where the server behind may have done it all the same."""

REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
"""What does no more when it is done twice (RFC 9110, 9.2.2)."""


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
        protection: Protection | None = None,
    ) -> None:
        self._timeouts = timeouts
        self._retries = retries or Retries()
        self._protection = protection or Protection()
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"), headers=headers, params=params
        )

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        timeouts: Timeouts | None = None,
        retries: Retries | None = None,
    ) -> Any:
        """The JSON of the answer; anything but a success is an `IntegrationError`."""
        own = timeouts or self._timeouts
        request = self._client.build_request(
            method,
            path,
            params=_texts(params),
            json=_json(body),
            timeout=httpx.Timeout(own.read, connect=own.connect),
        )
        try:
            async with asyncio.timeout(left(own.total)):
                answer = await self._send(request, left(own.total), retries or self._retries)
        except TimeoutError as error:
            raise IntegrationError(f"{method} {path}: no answer in time", "TIMEOUT") from error
        if not answer.content:
            return None
        try:
            return read_json(answer.content)
        except ValueError as error:
            raise IntegrationError(f"{method} {path}: not JSON") from error

    async def _send(
        self, request: httpx.Request, patience: float, retries: Retries
    ) -> httpx.Response:
        """Send a request, again where the other side could not take it.

        What may have been done is sent again only where twice is no more than once.
        """
        again = BUSY | LOST if request.method in REPEATABLE else BUSY
        for pause in retries.pauses():
            try:
                return await self._once(request, patience)
            except IntegrationError as error:
                if not again & set(error.reasons):
                    raise
            await asyncio.sleep(pause)
        return await self._once(request, patience)

    async def _once(self, request: httpx.Request, patience: float) -> httpx.Response:
        about = f"{request.method} {request.url.path}"
        async with self._protection.around(patience):
            try:
                answer = await self._client.send(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                words = f"{about}: {type(error).__name__}"
                raise IntegrationError(words, "UNREACHABLE") from error
            except httpx.TimeoutException as error:
                raise IntegrationError(f"{about}: {type(error).__name__}", "TIMEOUT") from error
            except httpx.HTTPError as error:
                raise IntegrationError(f"{about}: {type(error).__name__}") from error
            if not answer.is_success:
                is_outage = answer.status_code >= 500 or answer.status_code == 429
                words = f"{about}: status {answer.status_code}"
                raise IntegrationError(words, *_reasons(answer), is_outage=is_outage)
            return answer

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
