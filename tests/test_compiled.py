"""The engine compiled to C and the same in plain Python: they find the same, and changed sources are heeded."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import reply_lint
from reply_lint import text
from reply_lint.model import Report

COMPILED = not str(text.__file__).endswith(".py")
REPLIES = Path(__file__).parent.parent / "corpora" / "replies.jsonl"


def digest(reports: Iterable[Report]) -> str:
    return hashlib.sha256("\n".join(map(repr, reports)).encode()).hexdigest()


def python(code: str, **env: str) -> str:
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parent)} | env
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd="/")
    assert not done.returncode, done.stderr
    return done.stdout.strip()


def corpus() -> list[str]:
    lines = REPLIES.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["reply"] for line in lines[::7]]


@pytest.mark.skipif(not COMPILED, reason="plain Python: nothing to compare with")
def test_compiled_and_plain_find_the_same() -> None:
    code = "from test_compiled import *; assert not COMPILED; print(digest(map(reply_lint.lint, corpus())))"
    assert digest(map(reply_lint.lint, corpus())) == python(code, REPLY_LINT_PURE="1")


IN_A_WHEEL = "a wheel has its modules side by side"
SHOW = "from reply_lint import text; from reply_lint.spelling import words; print(text.__file__, words.__file__)"


@pytest.mark.skipif(not COMPILED, reason="plain Python: no finder")
def test_a_changed_source_is_read_instead_of_what_was_compiled() -> None:
    pytest.importorskip("_reply_lint_compiled_finder", reason=IN_A_WHEEL)
    change = "import _reply_lint_compiled_finder as f; f.SOURCES[next(iter(f.SOURCES))] = [0, 0]; "
    assert all(place.endswith(".py") for place in python(change + SHOW).split())
    assert not any(place.endswith(".py") for place in python(SHOW).split())


@pytest.mark.skipif(not COMPILED, reason="plain Python: no finder")
def test_a_copy_elsewhere_has_nothing_to_do_with_what_was_compiled(tmp_path: Path) -> None:
    pytest.importorskip("_reply_lint_compiled_finder", reason=IN_A_WHEEL)
    shutil.copytree(Path(reply_lint.__file__).parent, tmp_path / "reply_lint")
    places = python(SHOW, PYTHONPATH=str(tmp_path)).split()
    assert all(place.startswith(str(tmp_path)) for place in places)
