"""The generated functions, found by `code.json`; what they must do is not known here."""

import importlib
import json
from pathlib import Path
from typing import Any

from .system import Node

CODE: Node = json.loads((Path(__file__).parent.parent / "code.json").read_text())


def module(name: str) -> Any:
    """A module of the generated code."""
    return importlib.import_module(f"{CODE['package']}.gen.{name}")


def field(name: str) -> str:
    """A field of the contract as Python calls it."""
    own: str = CODE["fields"].get(name, name)
    return own
