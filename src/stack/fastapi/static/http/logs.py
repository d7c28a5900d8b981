"""Structured logs: one JSON object per line, each with the id of its request."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import time
from collections.abc import Mapping
from contextvars import ContextVar
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..domain.errors import Internal
from .faults import answer
from .masks import Mask, hidden

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = logging.getLogger(__name__)


class JsonFormatter(logging.Formatter):
    """A record and what was given as `extra`, on one line; what is personal is hidden."""

    def __init__(self, masks: Mapping[str, Mask]) -> None:
        super().__init__()
        self._masks = masks

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, object] = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        given = {key: value for key, value in vars(record).items() if key not in _PLAIN}
        line.update(hidden(given, self._masks))
        if record.exc_info is not None:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


def configure(level: str, masks: Mapping[str, Mask] | None = None) -> None:
    """All logs of the process go to standard error, as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(masks or {}))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # Requests are logged here, with their id; libraries need not tell of them again.
    logging.getLogger("uvicorn.access").disabled = True
    for name in ("httpx", "botocore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)


class RequestLogMiddleware:
    """Gives each request an id, logs it, and answers where nothing else did.

    The id comes from `X-Request-ID` where the caller sends one, and goes back in the answer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        current = sent if _ACCEPTED_ID.fullmatch(sent) else uuid4().hex
        token = request_id.set(current)
        began = time.perf_counter()
        status = 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = current
            await send(message)

        try:
            await self._app(scope, receive, with_id)
        except Exception:
            log.exception("request failed")
            if status:
                raise
            details = {"request_id": current}
            await answer(Internal(details=details))(scope, receive, with_id)
        finally:
            log.info(
                "request",
                extra={
                    "method": scope["method"],
                    "path": scope["path"],
                    "status": status,
                    "milliseconds": round((time.perf_counter() - began) * 1000, 1),
                },
            )
            request_id.reset(token)
