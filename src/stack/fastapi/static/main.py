"""The entry of the service: `uvicorn --factory @package@.main:create_app`.

Written once, then yours.
"""

from fastapi import FastAPI

from .custom.overrides import overrides
from .gen.service import build


def create_app() -> FastAPI:
    """The service of the contract, with what `custom` puts in place of its parts."""
    return build(overrides())
