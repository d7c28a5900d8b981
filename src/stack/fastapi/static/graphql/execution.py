"""How requests over GraphQL are carried out, and how they fail."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import asyncpg
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    build_schema,
    execute,
    parse,
    specified_rules,
    validate,
)
from pydantic import BaseModel, ValidationError

from ..app.services import Services
from ..domain.errors import Conflict, Internal, TimedOut, ValidationFailed
from ..domain.fault import ServiceError
from ..domain.types import Model, Text
from .limits import MOST_TOKENS, limited

log = logging.getLogger(__name__)

Info: TypeAlias = GraphQLResolveInfo

M = TypeVar("M", bound=BaseModel)


class GraphQLRequest(Model):
    """A request: a document, which operation in it is meant, and its variables."""

    query: Text
    operationName: Text | None = None
    variables: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What resolvers work with."""

    services: Services
    actor: object


def schema_of(queries: Mapping[str, Any], mutations: Mapping[str, Any]) -> GraphQLSchema:
    """The schema of `schema.graphql`, with what it runs."""
    schema = build_schema(Path(__file__).with_name("schema.graphql").read_text("utf-8"))
    for root, resolvers in ((schema.query_type, queries), (schema.mutation_type, mutations)):
        for name, resolve in resolvers.items():
            if root is not None:
                root.fields[name].resolve = resolve
    return schema


def caller(info: Info, refusal: type[ServiceError]) -> Any:
    """The caller; somebody who is not known is told `refusal`."""
    if info.context.actor is None:
        raise refusal
    return info.context.actor


def arguments_of(model: type[M], given: Mapping[str, Any]) -> M:
    """The arguments, checked as those of a route are; what is `null` was not given."""
    try:
        return model.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        problems = [
            {"at": ".".join(str(part) for part in problem["loc"]), "problem": problem["msg"]}
            for problem in error.errors()
        ]
        raise ValidationFailed(details={"problems": problems}) from error


def shown(result: BaseModel) -> Any:
    """A result as fields of the schema; one that says nothing is `true`."""
    return result.model_dump(mode="json", by_alias=True) or True


async def answer(schema: GraphQLSchema, body: GraphQLRequest, context: Context) -> dict[str, Any]:
    """Carry out a request."""
    settings = context.services.settings
    rules = [*specified_rules, limited(settings.graphql_depth_limit)]
    if not settings.graphql_introspection:
        rules.append(NoSchemaIntrospectionCustomRule)
    try:
        document = parse(body.query, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        return {"errors": [_formatted(error)]}
    hidden = not settings.graphql_introspection
    if problems := validate(schema, document, rules, hide_suggestions=hidden):
        return {"errors": [_formatted(error) for error in problems]}
    result = execute(
        schema,
        document,
        context_value=context,
        variable_values=body.variables,
        operation_name=body.operationName,
        hide_suggestions=hidden,
    )
    done: ExecutionResult = await result if isawaitable(result) else result
    told: dict[str, Any] = {"data": done.data}
    if done.errors:
        told["errors"] = [_formatted(error) for error in done.errors]
    return told


def _formatted(error: GraphQLError) -> dict[str, Any]:
    """An error with the id and code of the contract."""
    told: dict[str, Any] = dict(error.formatted)
    fault = _fault(error)
    if fault is not None:
        told["message"] = fault.message
    own = fault or ValidationFailed()
    told["extensions"] = {"id": own.id, "code": own.code}
    if own.details is not None:
        told["extensions"]["details"] = own.details
    return told


def _fault(error: GraphQLError) -> ServiceError | None:
    """What went wrong behind an error; nothing where the request itself is wrong."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    match cause:
        case None:
            return None
        case ServiceError():
            if cause.status >= 500:
                known = {"error": cause.id, "cause": repr(cause.__cause__)}
                log.warning("operation failed", extra=known)
            return cause
        case asyncpg.DataError() | asyncpg.CheckViolationError() | asyncpg.NotNullViolationError():
            log.info("value refused by the database", extra={"cause": repr(cause)})
            return ValidationFailed()
        case asyncpg.IntegrityConstraintViolationError():
            log.info("constraint violated", extra={"constraint": cause.constraint_name})
            return Conflict()
        case asyncpg.QueryCanceledError() | asyncpg.LockNotAvailableError() | TimeoutError():
            log.warning("the database takes too long", extra={"cause": repr(cause)})
            return TimedOut()
        case _:
            log.error("request failed", exc_info=cause)
            return Internal()
