"""The command line of the development environment."""

import argparse
import sys

from . import run
from .process import PartFailed


def main() -> int:
    """Carry out one command and answer with its exit code."""
    parser = argparse.ArgumentParser(prog="python -m dev", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start what is not running yet, and wait until it answers")
    up.add_argument("--parts-only", action="store_true", help="everything but the service itself")
    up.add_argument("--port", type=int, default=0, help="port of the service (default: a free one)")
    commands.add_parser("down", help="end what `up` started, and remove its data")
    commands.add_parser("status", help="say what is running, and where")
    arguments = parser.parse_args()
    try:
        if arguments.command == "up":
            run.up(port=arguments.port, parts_only=arguments.parts_only)
        elif arguments.command == "down":
            run.down()
        else:
            return run.status()
    except PartFailed as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
