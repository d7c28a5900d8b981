"""What is running: `.contract/run/state.json`, written by `up`, read by the tests and by `down`."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".contract" / "run"
FILE = FOLDER / "state.json"


@dataclass
class Part:
    """One process that was started, named so that no other process is ever taken for it."""

    name: str
    pid: int
    born: str
    log: str
    address: str


@dataclass
class State:
    """Everything that a test or a person has to know to reach the parts."""

    data: str = ""
    parts: list[Part] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    service_url: str = ""
    database_url: str = ""
    auth_secret: str = ""
    objects: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, Any] = field(default_factory=dict)
    stand_ins: dict[str, Any] = field(default_factory=dict)

    def part(self, name: str) -> Part | None:
        """The part of this name, if it was started."""
        return next((part for part in self.parts if part.name == name), None)

    def save(self) -> None:
        """Write the file, readable for its owner only: it holds keys."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        draft = FILE.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n")
        os.replace(draft, FILE)


def load() -> State | None:
    """The state as last written, or nothing."""
    try:
        content = json.loads(FILE.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    parts = [Part(**part) for part in content.pop("parts", [])]
    return State(parts=parts, **content)
