"""What is running: `.contract/run/state.json`, written by `up`, read by the tests and by `down`."""

import hashlib
import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".contract" / "run"
FILE = FOLDER / "state.json"
LOCK = threading.Lock()


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
    caches: dict[str, str] = field(default_factory=dict)
    # What the files were when they were started from.
    prints: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether no service was started with these parts yet."""
        return "src" not in self.prints

    def note(self, what: str) -> None:
        """Keep what the files are now."""
        self.prints[what] = _print_of(what)

    def is_stale(self, what: str) -> bool:
        """Whether files have changed since something was started from them."""
        return self.prints.get(what) != _print_of(what)

    def add(self, part: Part) -> None:
        """Write down a part as soon as it runs: nothing is left behind that nobody knows of."""
        with LOCK:
            self.parts.append(part)
            self.save()

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


def _print_of(what: str) -> str:
    """One number for all files of a folder."""
    digest = hashlib.sha256()
    for folder in (ROOT / what, *([ROOT / "migrations"] if what == "src" else [])):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def load() -> State | None:
    """The state as last written, or nothing."""
    try:
        content = json.loads(FILE.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    parts = [Part(**part) for part in content.pop("parts", [])]
    return State(parts=parts, **content)
