"""The answer to a request that fails: one envelope for every error."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..domain.errors import Conflict, TimedOut, ValidationFailed
from ..domain.fault import ServiceError
from ..domain.types import Model

log = logging.getLogger(__name__)


class ErrorBody(Model):
    """What went wrong: `id` and `code` as in the contract, `details` where there are some."""

    id: str
    code: str
    message: str
    details: dict[str, Any] | None = None


class ErrorEnvelope(Model):
    """The body of every answer that is not a success."""

    error: ErrorBody


def answer(error: ServiceError) -> JSONResponse:
    """The envelope of an error."""
    body = ErrorBody(id=error.id, code=error.code, message=error.message, details=error.details)
    headers: dict[str, str] = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.details is not None and "retry_after" in error.details:
        headers["Retry-After"] = str(error.details["retry_after"])
    return JSONResponse(
        jsonable_encoder(ErrorEnvelope(error=body)), status_code=error.status, headers=headers
    )


async def _service_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ServiceError)
    if error.status >= 500:
        log.warning("operation failed", extra={"error": error.id, "cause": repr(error.__cause__)})
    return answer(error)


async def _validation_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [
        {"at": ".".join(str(part) for part in problem["loc"]), "problem": problem["msg"]}
        for problem in error.errors()
    ]
    return answer(ValidationFailed(details={"problems": problems}))


async def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    words = HTTPStatus(error.status_code).phrase
    name = "".join(word.capitalize() for word in words.split())
    code = "_".join(word.upper() for word in words.split())
    body = ErrorBody(id=name, code=code, message=words)
    return JSONResponse(
        jsonable_encoder(ErrorEnvelope(error=body)),
        status_code=error.status_code,
        headers=error.headers,
    )


async def _conflict(_: Request, error: Exception) -> JSONResponse:
    constraint = getattr(error, "constraint_name", None)
    log.info("constraint violated", extra={"constraint": constraint})
    return answer(Conflict())


async def _data_error(_: Request, error: Exception) -> JSONResponse:
    log.info("value refused by the database", extra={"cause": repr(error)})
    return answer(ValidationFailed())


async def _timed_out(_: Request, error: Exception) -> JSONResponse:
    log.warning("the database takes too long", extra={"cause": repr(error)})
    return answer(TimedOut())


def install(app: FastAPI) -> None:
    """Every error leaves the service in the same envelope."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(asyncpg.IntegrityConstraintViolationError, _conflict)
    for unfit in (asyncpg.DataError, asyncpg.CheckViolationError, asyncpg.NotNullViolationError):
        app.add_exception_handler(unfit, _data_error)
    for slow in (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError, TimeoutError):
        app.add_exception_handler(slow, _timed_out)


def responses(*errors: type[ServiceError]) -> dict[int | str, dict[str, Any]]:
    """The errors of a route, for the OpenAPI document."""
    described: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        text = f"{error.id}: {error.message}"
        known = described.get(error.status)
        if known is not None:
            text = f"{known['description']}; {text}"
        described[error.status] = {"model": ErrorEnvelope, "description": text}
    return described
