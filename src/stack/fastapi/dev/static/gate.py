"""A gate before the object store: it lets requests through as they are, and fails on demand.

    PUT    /__control   {"match": TEXT, "status": 503, "delay_ms": 0}
    DELETE /__control   forget what was asked for, all or (`?match=TEXT`) one of it

A fault holds for requests whose path contains the text, so that tests beside each other do not
meet. Signatures stay good: they cover the host that the client spoke to, which is the gate.
"""

import argparse
import asyncio
import contextlib
import urllib.parse
from collections.abc import AsyncIterator
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .process import LOCAL

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "expect"}


class Gate:
    """The way to one store."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.faults: list[dict[str, Any]] = []
        self.client = httpx.AsyncClient(timeout=60)

    async def control(self, request: Request) -> Response:
        """Ask for a fault, or for none."""
        if request.method == "DELETE":
            text = request.query_params.get("match")
            self.faults = [one for one in self.faults if text not in (None, one["match"])]
        else:
            self.faults.append(await request.json())
        return JSONResponse(self.faults)

    async def forward(self, request: Request) -> Response:
        """Hand a request on, and the answer back."""
        raw: bytes = request.scope["raw_path"]
        path = urllib.parse.unquote(raw.decode())
        for fault in self.faults:
            if fault["match"] in path:
                await asyncio.sleep(fault.get("delay_ms", 0) / 1000)
                if status := fault.get("status", 503):
                    return Response("asked to fail", status)
        query = request.url.query
        headers = [
            (name, value)
            for name, value in request.headers.raw
            if name.decode().lower() not in HOP_BY_HOP
        ]
        answer = await self.client.request(
            request.method,
            f"{self.target}{raw.decode()}" + (f"?{query}" if query else ""),
            headers=headers,
            content=await request.body(),
        )
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name.lower() not in HOP_BY_HOP or request.method == "HEAD"
        }
        return Response(answer.content, answer.status_code, kept)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--target", required=True)
    given = parser.parse_args()
    gate = Gate(given.target)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await gate.client.aclose()

    methods = ["GET", "HEAD", "PUT", "POST", "DELETE"]
    routes = [
        Route("/__control", gate.control, methods=["PUT", "DELETE"]),
        Route("/{path:path}", gate.forward, methods=methods),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    uvicorn.run(app, host=LOCAL, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
