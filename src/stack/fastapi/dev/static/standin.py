"""Stand-ins for the services that are called, made from the operations of the contract.

Each checks what it is sent and answers with the declared response. Beside the operations:

    PUT    /__control    {"operation": ID, "match": {INPUT: VALUE}, "answer": {FIELD: VALUE},
                          "status": 200, "delay_ms": 0, "body": ANY}
    DELETE /__control    forget everything asked for
    GET    /__calls      what was asked of us

`answer` speaks in the fields of the contract, `body` is sent as it is. With `match`, a wish holds
only for calls with these inputs, so that tests beside each other do not meet.
"""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .process import LOCAL


class StandIn:
    """One service that is called."""

    def __init__(self, description: dict[str, Any]) -> None:
        self.operations: list[dict[str, Any]] = description["operations"]
        self.prefix: str = description["base_path"].rstrip("/")
        self.auth: dict[str, str] = description["auth"]
        self.wishes: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []

    def app(self) -> Starlette:
        """The stand-in as a web application."""
        routes = [
            Route("/__control", self.control, methods=["PUT", "DELETE"]),
            Route("/__calls", self.show),
        ]
        for operation in self.operations:
            routes.append(
                Route(
                    self.prefix + operation["path"],
                    self.endpoint(operation),
                    methods=[operation["method"]],
                )
            )
        return Starlette(routes=routes)

    def endpoint(self, operation: dict[str, Any]) -> Any:
        """What answers one operation."""

        async def answer(request: Request) -> Response:
            given = await _inputs(request)
            raw = (await request.body()).decode("utf-8", "replace")
            self.calls.append(
                {
                    "operation": operation["id"],
                    "inputs": given,
                    "headers": dict(request.headers),
                    "body": raw,
                }
            )
            wish = self.wish(operation["id"], given)
            await asyncio.sleep(wish.get("delay_ms", 0) / 1000)
            status = wish.get("status", 200)
            if status >= 400:
                return JSONResponse(wish.get("body", {"error": "asked to fail"}), status)
            if not self.is_known(request):
                return JSONResponse({"error": "the key is missing or wrong"}, 401)
            missing = [
                field["name"]
                for field in operation["request"]
                if field["required"] and field["name"] not in given
            ]
            if missing:
                return JSONResponse({"error": f"missing: {', '.join(missing)}"}, 400)
            body = wish.get("body", _body(operation["response"], wish.get("answer", {})))
            return JSONResponse(body, status)

        return answer

    def wish(self, operation: str, given: dict[str, Any]) -> dict[str, Any]:
        """What was asked for last that holds for this call."""
        for wish in self.wishes[::-1]:
            wanted: dict[str, Any] = wish.get("match", {})
            fits = all(_same(given.get(name), value) for name, value in wanted.items())
            if fits and wish.get("operation", operation) == operation:
                return wish
        return {}

    def is_known(self, request: Request) -> bool:
        """Whether the caller shows the key, where one is declared."""
        key = self.auth.get("key")
        if not key:
            return True
        name = self.auth["name"]
        if self.auth["place"] == "query":
            return request.query_params.get(name) == key
        return request.headers.get(name) == f"{self.auth['prefix']} {key}".lstrip()

    async def control(self, request: Request) -> Response:
        """Take a wish, or forget all."""
        if request.method == "DELETE":
            self.wishes.clear()
        else:
            self.wishes.append(await request.json())
        return JSONResponse(self.wishes)

    async def show(self, _request: Request) -> Response:
        """What was asked of us."""
        return JSONResponse(self.calls)


def _same(given: Any, wanted: Any) -> bool:
    """Whether both are the same: a number may be sent as text, and nothing may be left out."""
    if isinstance(given, dict) and isinstance(wanted, dict):
        return all(_same(given.get(key), wanted.get(key)) for key in given.keys() | wanted.keys())
    if isinstance(given, str) and isinstance(wanted, int | float):
        try:
            return float(given) == wanted
        except ValueError:
            return False
    return bool(given == wanted)


async def _inputs(request: Request) -> dict[str, Any]:
    """What a call brings: in the path, the query and a JSON body."""
    given: dict[str, Any] = {**request.query_params, **request.path_params}
    if body := await request.body():
        try:
            content = json.loads(body)
        except ValueError:
            content = {}
        given |= content if isinstance(content, dict) else {"body": content}
    return given


def _body(fields: list[dict[str, Any]], answer: dict[str, Any]) -> dict[str, Any]:
    """The declared response, each field at its place."""
    body: dict[str, Any] = {}
    for field in fields:
        _put(body, field["path"], answer.get(field["name"], field["sample"]))
    return body


def _put(target: Any, path: list[str], value: Any) -> None:
    """Set a value deep inside, making what lies on the way."""
    here, *rest = path
    inner = value
    if rest:
        inner = _at(target, here) or ([] if rest[0].isdigit() else {})
        _put(inner, rest, value)
    if isinstance(target, list):
        place = int(here)
        target.extend({} for _ in range(len(target), place + 1))
        target[place] = inner
    else:
        target[here] = inner


def _at(target: Any, key: str) -> Any:
    """What stands at a key already, if anything does."""
    if isinstance(target, list):
        return target[int(key)] if int(key) < len(target) else None
    return target.get(key)


def main() -> None:
    """Serve one stand-in until ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--id", required=True)
    parser.add_argument("--key", default="")
    given = parser.parse_args()
    file = Path(__file__).with_name("standins.json")
    description = next(one for one in json.loads(file.read_text()) if one["id"] == given.id)
    description["auth"]["key"] = given.key
    uvicorn.run(StandIn(description).app(), host=LOCAL, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
