"""Read models: an event changes the row that it is about, with the call that tells it."""

import pytest

from .support import effects, projections
from .support.outcome import NotExecutable
from .support.stage import UNKNOWN, MakeStage
from .support.system import SYSTEM, Node, steps


def told() -> list[tuple[str, str]]:
    """Operations, and the events of theirs that read models follow."""
    return [
        (operation["name"], step["action"]["event"])
        for operation in SYSTEM.reachable()
        for step in steps(operation, "claim", "success")
        if step["action"]["is"] == "emit"
        if any(fold["how"] != "store" for _, fold in projections.folds(step["action"]["event"]))
    ]


@pytest.mark.parametrize(("name", "event"), told())
def test_row_is_changed(name: str, event: str, make_stage: MakeStage) -> None:
    """A row that is there is changed, and another one is not."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    action: Node = next(
        step["action"]
        for step in steps(stage.operation, "claim", "success")
        if step["action"].get("event") == event
    )
    values = {field: stage.value(node) for field, node in action["payload"]}
    rows = []
    for projection, fold in projections.folds(event):
        if any(values[node["name"]] is UNKNOWN for _, node in fold["key"] if "name" in node):
            raise NotExecutable("which row it is about is known only once the call was made")
        key = {column: projections.told(node, values) for column, node in fold["key"]}
        rows.append((fold, stage.world.draft(projection["table"], **key)))
        stage.bystanders.append(stage.world.draft(projection["table"]))
    stage.prepare()
    effects.check_success(stage, stage.send())
    for fold, row in rows:
        assert (row.now() is None) == (fold["how"] == "remove")
