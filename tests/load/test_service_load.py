"""The service under load and against all that its OpenAPI document allows. Takes minutes, and a machine at rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "tests")]

import service  # noqa: E402
from served import serving  # noqa: E402

pytestmark = pytest.mark.load


@pytest.mark.parametrize(("texts", "rate", "seconds", "p99"), [("repeated", 100, 60, 20.0), ("shuffled", 40, 30, 60.0)])
def test_replies_of_a_hundred_words(texts: str, rate: int, seconds: int, p99: float) -> None:
    """``rate`` a second, ``p99`` in milliseconds. What is not known by heart takes some milliseconds of linting."""
    measured = service.measure(rate, seconds, texts, words=100)
    print(measured)
    assert measured["codes"] == {"200": rate * seconds}
    assert measured["p99"] < p99
    if texts == "repeated":
        before, after = measured["memory_mb"]
        assert after < 1.1 * before


@pytest.mark.parametrize(
    "options",
    [
        ["--exclude-path", "/v1/lint"],
        # Each of the names of rules that its settings list would have a linter made.
        ["--include-path", "/v1/lint", "--phases", "fuzzing"],
    ],
)
def test_what_the_document_says_holds(tmp_path: Path, options: list[str]) -> None:
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "run",
        "--checks",
        "all",
        "--max-examples",
        "50",
        *options,
    ]
    # A body that is too large for the service is rightly refused for that, whatever else is wrong with it.
    refusals = "[checks.negative_data_rejection]\nexpected-statuses = ['400', '404', '413', '415', '422']\n"
    (tmp_path / "schemathesis.toml").write_text(refusals, encoding="utf-8")
    with serving(tmp_path) as server:
        document = f"{server.url}/openapi.json"
        done = subprocess.run(
            [*command, document], capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout
        assert not [line for line in server.lines() if line["level"] == "error"]
