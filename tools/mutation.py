"""Change the code in a thousand small ways, one at a time, and see which changes the tests do not notice.

usage: python tools/mutation.py [score|fixes|phrase…]

mutmut works in build/mutation, on copies, so that no mutant ever stands in the checkout. Printed are the changes that
nothing noticed, and per module how many were noticed. Exit code 1: in some module less than ``FLOOR`` of them.
One mutant in full: ``cd build/mutation/score && mutmut show NAME``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
WORK = ROOT / "build" / "mutation"
FLOOR = 0.8
MODULES = {"score": ("score",), "fixes": ("fixes", "edits"), "phrase": ("phrase", "match")}
"""Tests → the modules that they are about; other tests would notice more, and take longer."""
SETUP = """\
[mutmut]
source_paths=reply_lint
only_mutate=
    {modules}
also_copy=
    rules
pytest_add_cli_args_test_selection=
    tests/test_{tests}.py
    --deselect=tests/test_fixes.py::test_fixing_twice_changes_nothing_more
    --deselect=tests/test_fixes.py::test_fixing_never_lowers_the_score
pytest_add_cli_args=
    --hypothesis-seed=0
    -pno:cacheprovider
timeout_constant=1
timeout_multiplier=6
"""
"""Without the tests that go through every card's examples: thousands, and seconds for each mutant."""
CONFTEST = """

from hypothesis import Phase

settings.register_profile("mutation", deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
settings.load_profile("mutation")
"""
"""That a test fails is enough: nobody reads the smallest example."""


def main(asked: Sequence[str]) -> int:
    figures = []
    least = 1.0
    for tests in asked or MODULES:
        for module, outcomes in _run(tests).items():
            total = outcomes.total()
            share = (outcomes["killed"] + outcomes["timeout"] + outcomes["segfault"]) / total
            least = min(least, share)
            counted = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
            figures.append(f"{module:8}{share:6.1%} of {total}: {counted}")
    print(*figures, sep="\n")
    return int(least < FLOOR)


def _run(tests: str) -> dict[str, Counter[str]]:
    """Module → outcome → number of mutants; prints those that nothing noticed."""
    place = WORK / tests
    _copy(tests, place)
    # Packs are compiled into a cache of the run's own: a mutant's pack must not come into the user's.
    environment = {**os.environ, "XDG_CACHE_HOME": str(WORK / "cache"), "PYTHONHASHSEED": "0"}
    mutmut = str(Path(sys.executable).with_name("mutmut"))
    subprocess.run([mutmut, "run", "--max-children", "1"], cwd=place, env=environment, check=True)
    results = subprocess.check_output([mutmut, "results", "--all", "true"], cwd=place, text=True)
    outcomes: dict[str, Counter[str]] = {module: Counter() for module in MODULES[tests]}
    for line in results.splitlines():
        name, _, outcome = line.strip().partition(": ")
        outcomes[name.split(".")[1]][outcome] += 1
        if outcome in ("survived", "no tests", "suspicious"):
            shown = subprocess.check_output([mutmut, "show", name], cwd=place, text=True).splitlines()
            print(name, *(row for row in shown if row[:1] in "+-" and row[:3] not in ("+++", "---")), sep="\n    ")
    return outcomes


def _copy(tests: str, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    (place / "tests").mkdir(parents=True)
    for name in ("reply_lint", "rules"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (f"test_{tests}", "conftest"):
        shutil.copy(ROOT / "tests" / f"{name}.py", place / "tests")
    shutil.copy(ROOT / "pyproject.toml", place)
    modules = "\n    ".join(f"reply_lint/{module}.py" for module in MODULES[tests])
    (place / "setup.cfg").write_text(SETUP.format(modules=modules, tests=tests), encoding="utf-8")
    with open(place / "tests" / "conftest.py", "a", encoding="utf-8") as conftest:
        conftest.write(CONFTEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
