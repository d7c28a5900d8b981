"""Mistakes sown into the code of a generated service, one at a time: does a test turn red?

    python tests/service/mutate.py PROJECT [--sample N] [--only TEXT] [--bar 95] [--list]

PROJECT is a generated project that `contract up` or `contract build` has installed. What is sown
stands in `sow.py`, how it is tried in `bench.py`. At the end stands how many were found, and those
that were not, each with its place. The exit code is 1 under the bar.

A mistake that cannot change what the service does is no mistake. Those that are known to be so
stand in `equivalent.txt`, each with a reason; they are counted as missed all the same, and the
figure without them is printed behind the other one.
"""

import argparse
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sow import Mistake, mistakes

if TYPE_CHECKING:
    from bench import Project

SEED = 20_260_101
HERE = Path(__file__).resolve().parent


def main() -> int:
    """Sow, try, count."""
    given = arguments()
    project = given.project.resolve()
    python = project / ".venv" / "bin" / "python"
    if not python.exists():
        print(f"{project} is not installed: `contract up {given.project}` first")
        return 2
    if Path(sys.prefix).resolve() != (project / ".venv").resolve():
        os.execv(python, [str(python), *sys.argv])
    package = json.loads((project / "dev" / "parts.json").read_text())["package"]
    gen = project / "src" / package / "gen"
    found = list(mistakes(gen, common=given.common))
    chosen = [one for one in found if any(text in one.shown for text in given.only or [""])]
    if given.sample and given.sample < len(chosen):
        places = random.Random(given.seed).sample(range(len(chosen)), given.sample)
        chosen = [chosen[place] for place in sorted(places)]
    if given.list:
        print(*(one.shown for one in chosen), sep="\n")
        print(f"{len(chosen)} of {len(found)} mistakes")
        return 0
    # Also where a shell has started us in the background, and told us to take no notice.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with parts(project):
            return run(project, package, chosen, len(found), given)
    except KeyboardInterrupt:
        print("broken off")
        return 130


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("project", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="only so many, taken by chance")
    parser.add_argument("--seed", type=int, default=SEED, help="for --sample")
    about = "only mistakes whose line has this text in it; may be given more than once"
    parser.add_argument("--only", action="append", help=about)
    parser.add_argument("--common", action="store_true", help="also what all services share")
    parser.add_argument("--bar", type=float, default=95.0, help="the least share, in per cent")
    parser.add_argument("--jobs", type=int, default=2, help="how many are tried at a time")
    parser.add_argument("--list", action="store_true", help="say what would be sown")
    return parser.parse_args()


@contextmanager
def parts(project: Path) -> Iterator[None]:
    """The parts of the project: started if they are not running, and only then ended."""
    ours = not (project / ".contract" / "run" / "state.json").exists()
    command = [sys.executable, "-m", "dev"]
    try:
        subprocess.run([*command, "up", "--parts-only"], cwd=project, check=True)
        yield
    finally:
        if ours:
            # A second Ctrl-C must not leave them behind.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            subprocess.run([*command, "down"], cwd=project, check=False)


def run(
    project: Path, package: str, chosen: list[Mistake], total: int, given: argparse.Namespace
) -> int:
    """Try all of them, and tell what came of it."""
    sys.path.insert(0, str(project))
    from bench import Project

    state = json.loads((project / ".contract" / "run" / "state.json").read_text())
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        tried = Project(project, package, state, Path(folder))
        tried.preload()
        return sow_into(tried, chosen, total, given)


def sow_into(tried: "Project", chosen: list[Mistake], total: int, given: argparse.Namespace) -> int:
    """Look whether all is green as it is, then try one mistake after the other."""
    from bench import Bench, template

    with template(tried):
        first = Bench(tried, "unchanged")
        try:
            verdict = first.attempt()
        finally:
            first.close()
        if verdict.red:
            print(f"red without any mistake: {verdict.red}: {verdict.why}")
            return 2
        print(
            f"{verdict.count} tests, {verdict.seconds:.0f} s, green without any mistake", flush=True
        )
        context = multiprocessing.get_context("fork")
        with context.Pool(given.jobs, _enter, (tried,)) as pool:
            missed = sorted(tell(chosen, pool.imap_unordered(_try, enumerate(chosen))))
    return judge(chosen, [chosen[place] for place in missed], total, given.bar)


def tell(chosen: list[Mistake], verdicts: Iterable[Any]) -> Iterator[int]:
    """Say what came of each, as it comes; gives the places of those that were missed."""
    for count, (place, verdict) in enumerate(verdicts, start=1):
        word = "found " if verdict.red else "MISSED"
        print(f"{count}/{len(chosen)} {verdict.seconds:5.1f} s {word} {chosen[place].shown}")
        if verdict.red:
            print(f"{'':12}by {verdict.red}: {verdict.why[:120]}")
        else:
            yield place
        sys.stdout.flush()


def judge(chosen: list[Mistake], missed: list[Mistake], total: int, bar: float) -> int:
    """Print the figure and those that were missed; the exit code."""
    known = dict(_known())
    found = len(chosen) - len(missed)
    share = _share(found, len(chosen))
    print(f"\n{len(chosen)} of {total} mistakes: {found} found, {share:.1f} %")
    if same := [one for one in missed if _key(one) in known]:
        without = _share(found, len(chosen) - len(same))
        print(f"without {len(same)} that change nothing: {without:.1f} %")
    for one in missed:
        reason = known.get(_key(one))
        print(f"  missed: {one.shown}" + (f"\n    changes nothing: {reason}" if reason else ""))
    if share < bar:
        print(f"under the bar of {bar:g} %")
        return 1
    return 0


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def _known() -> Iterator[tuple[str, str]]:
    """The mistakes that change nothing, and why: a line each, and the reason set in below."""
    file = HERE / "equivalent.txt"
    key = ""
    for line in file.read_text().splitlines() if file.exists() else []:
        if line.startswith("    "):
            yield key, line.strip()
        elif line and not line.startswith("#"):
            key = line


def _key(one: Mistake) -> str:
    """A mistake without the number of its line."""
    file, _, rest = one.shown.partition(":")
    return f"{file}: {rest.partition(': ')[2]}"


# --- in the processes of the pool ------------------------------------------------------------------

BENCH = None


def _enter(project) -> None:  # type: ignore[no-untyped-def]
    """A bench of its own for each process; it goes with it."""
    global BENCH
    from multiprocessing.util import Finalize

    from bench import Bench

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    BENCH = Bench(project, str(os.getpid()))
    Finalize(BENCH, BENCH.close, exitpriority=10)


def _try(numbered: tuple[int, Mistake]):  # type: ignore[no-untyped-def]
    """Try one mistake."""
    place, one = numbered
    assert BENCH is not None
    source = (BENCH.project.gen / one.file).read_text()
    return place, BENCH.attempt(one.file, one.line, one.sown(source))


if __name__ == "__main__":
    sys.exit(main())
