"""Webhooks: what comes in is signed, and what goes out is signed and sent until it is taken."""

import time
from typing import Any

import pytest

from .support import effects
from .support.compare import same
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, steps

PATIENCE = 20.0

INCOMING = [
    (operation["name"], route["sender"]["webhook"])
    for operation in SYSTEM.reachable()
    for route in operation["routes"]
    if route["sender"]
]


def at_door(name: str, webhook: str, make_stage: MakeStage) -> Stage:
    """A call through the door that is for another system."""
    operation = SYSTEM.operations[name]
    route = next(
        one for one in operation["routes"] if one["sender"] and one["sender"]["webhook"] == webhook
    )
    stage = make_stage(operation, route["sender"]["role"])
    stage.route = route
    return stage.settle().prepare()


@pytest.mark.parametrize(("name", "webhook"), INCOMING)
def test_signed_call(name: str, webhook: str, make_stage: MakeStage) -> None:
    """What is signed is done."""
    stage = at_door(name, webhook, make_stage)
    effects.check_success(stage, stage.send())


@pytest.mark.parametrize("fault", ["no signature", "another body", "another key", "no digits"])
@pytest.mark.parametrize(("name", "webhook"), INCOMING)
def test_bad_signature(name: str, webhook: str, fault: str, make_stage: MakeStage) -> None:
    """What is not signed as it should be is refused, and nothing happens."""
    stage = at_door(name, webhook, make_stage)
    signature = stage.route["sender"]["signature"]
    method, path, query, body = stage.request()
    headers = {
        "no signature": {},
        "another body": stage.service.signature(stage.route["sender"], b"{}"),
        "another key": {signature["header"]: "0" * 64},
        "no digits": {signature["header"]: "\u00e9"},
    }[fault]
    answer = stage.service.client.request(
        method,
        stage.service.url + path,
        params=query,
        json=body,
        headers=[(key.encode(), value.encode("latin-1")) for key, value in headers.items()],
    )
    effects.check_failure(answer, stage.access["unknown"])
    effects.check_nothing(stage)


@pytest.mark.parametrize(("name", "webhook"), INCOMING)
def test_signature_comes_first(name: str, webhook: str, make_stage: MakeStage) -> None:
    """Who is not known learns nothing of what a request must be."""
    stage = at_door(name, webhook, make_stage)
    method, path, _, _ = stage.request()
    answer = stage.service.client.request(method, stage.service.url + path, content=b"{")
    effects.check_failure(answer, stage.access["unknown"])


OUTGOING = [
    (operation["name"], webhook["name"], step["action"]["event"])
    for webhook in SYSTEM.webhooks.values()
    for operation in SYSTEM.reachable()
    for step in steps(operation, "claim", "success")
    if step["action"].get("event") in webhook["events"]
]


@pytest.mark.parametrize(("name", "webhook", "event"), OUTGOING)
def test_receiver_is_told(name: str, webhook: str, event: str, make_stage: MakeStage) -> None:
    """The receiver gets the event once, signed."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    witness = effects.check_success(stage, stage.send())
    call = received(stage, witness, webhook, event, 1)[0]
    if signature := SYSTEM.webhooks[webhook]["signature"]:
        wanted = stage.service.digits(signature, call["body"].encode())
        assert call["headers"][signature["header"].lower()] == wanted


@pytest.mark.parametrize(("name", "webhook", "event"), OUTGOING)
def test_receiver_is_told_again(name: str, webhook: str, event: str, make_stage: MakeStage) -> None:
    """A receiver that fails is told again, and then no more."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.parts.ask(webhook, webhook, {}, status=503)
    try:
        witness = effects.check_success(stage, stage.send())
        received(stage, witness, webhook, event, 1)
    finally:
        stage.parts.mend(webhook)
    calls = received(stage, witness, webhook, event, 2)
    assert len({call["inputs"]["id"] for call in calls}) == 1, "another id"


def received(
    stage: Stage, witness: effects.Witness, webhook: str, event: str, times: int
) -> list[dict[str, Any]]:
    """What a receiver was told of the event of a call."""
    step: Node = next(one for one in witness.applicable("success") if is_of(one, event))
    told = witness.events(step)[0]
    end = time.monotonic() + PATIENCE
    while True:
        calls = [
            call
            for call in stage.parts.received(webhook)
            if call["inputs"]["event"] == event and same(call["inputs"]["data"], told)
        ]
        if len(calls) >= times or time.monotonic() > end:
            assert len(calls) >= times, f"{webhook} was told {len(calls)} times"
            return calls
        time.sleep(0.1)


def is_of(step: Node, event: str) -> bool:
    """Whether a step tells an event."""
    return bool(step["action"].get("event") == event)
