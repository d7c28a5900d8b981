"""What is measured, for Prometheus: `GET /metrics`, where `METRICS_ENABLED` says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest
from starlette.exceptions import HTTPException

from .routing import ServicesDep


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that the database is asked for when somebody looks; none for its connections."""

    gauge: Gauge
    statement: str | None
    arguments: tuple[str, ...] = ()


def router_of(asked: Sequence[Asked]) -> APIRouter:
    """The route; whoever runs the service keeps it from the public."""
    router = APIRouter(include_in_schema=False)

    @router.get("/metrics")
    async def metrics(services: ServicesDep) -> Response:
        if not services.settings.metrics_enabled:
            raise HTTPException(404)
        for own in asked:
            if own.statement is None:
                own.gauge.set(services.pool.get_size())
            else:
                number = await services.pool.fetchval(own.statement, *own.arguments)
                own.gauge.set(float(number or 0))
        return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return router
