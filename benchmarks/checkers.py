"""The checkers that reply-lint is measured beside: what they are, how they are installed, how they are asked.

usage: python benchmarks/checkers.py   (installs them into the user's cache, outside this repository)

Each is optional: what can't be installed is named and left out.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

HERE = Path(__file__).parent
FOLDER = user_cache_path("reply-lint-bench", appauthor=False)
NODE = FOLDER / "node"
JARS = FOLDER / "languagetool"
PIECE = 200
"""Texts that are sent in one line."""

_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


@dataclass(frozen=True)
class Checker:
    name: str
    version: str
    is_: str
    """What it is, in a few words."""
    install: tuple[Sequence[str], ...]
    command: Sequence[str]
    spells: bool = True
    """False: it judges style and looks for no misspellings, so that only its speed compares."""
    words: int = 100_000
    """Of edited text: as many as it reads in a few minutes."""


def _pip(name: str, version: str, is_: str, *options: str, **more: Any) -> Checker:
    python = str(FOLDER / name / "bin" / "python")  # an environment each: their pins contradict each other
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *options, f"{name}=={version}"]
    command = [python, str(HERE / "worker.py"), name.replace("-", "_")]
    return Checker(name, version, is_, ([sys.executable, "-m", "venv", str(FOLDER / name)], pip), command, **more)


OURS = Checker(
    "reply-lint", "", "its category `typos`", (), [sys.executable, str(HERE / "worker.py"), "reply_lint"], words=10**9
)
OTHERS = (
    Checker(
        "LanguageTool", "6.7", "its own HTTP server (Java), default rules but those of style",
        (["mvn", "-q", "-f", str(HERE / "languagetool" / "pom.xml"), _COPY, f"-DoutputDirectory={JARS}",
          "-DincludeScope=runtime"],),
        [sys.executable, str(HERE / "worker.py"), "languagetool", str(JARS)],
    ),
    _pip("pylat-ru", "0.1.0a0", "LanguageTool's rules in Python", words=20_000),
    Checker(
        "hunspell", "hunspell-ru of Debian 12", "dictionary and affixes, in C++",
        (["apt-get", "install", "-y", "-q", "hunspell", "hunspell-ru"],),
        [sys.executable, str(HERE / "worker.py"), "hunspell"],
    ),
    Checker(
        "cspell", "9.8.0 with @cspell/dict-ru_ru 2.3.2", "word list, in JavaScript",
        (["npm", "install", "--silent", "--prefix", str(NODE), "cspell-lib@9.8.0", "@cspell/dict-ru_ru@2.3.2"],),
        ["node", str(HERE / "worker.mjs"), str(NODE)],
    ),
    _pip("pyspellchecker", "0.9.1", "word list and edit distance, in Python"),
    _pip("mawo-grammar", "0.2.1", "690 rules of grammar, in Python"),
    _pip("krrkt", "1.5.4", "style of the «info» kind; its layer of rules", spells=False),
    # Says that it needs Python 3.12, and runs with 3.11.
    _pip("aiw-ru", "2.5.2", "traces of machine writing", "--ignore-requires-python", spells=False),
    _pip("ru-humanizer", "3.32.0", "traces of machine writing", spells=False),
)  # fmt: skip


def install() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    NODE.mkdir(exist_ok=True)
    (NODE / "package.json").write_text("{}\n")
    for checker in OTHERS:
        try:
            for command in checker.install:
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=900)
            print(f"{checker.name} {checker.version}: installed")
        except (OSError, subprocess.SubprocessError) as error:
            print(f"{checker.name} {checker.version}: left out, {error}", file=sys.stderr)


class Worker:
    """A checker that runs and is asked over its pipes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, texts: Sequence[str], suggest: bool = True) -> dict[str, Any]:
        """What ``worker.py`` says of its answers, over all texts. Raises ``OSError`` when it ends before."""
        whole: dict[str, Any] = {"cpu": 0.0, "found": [], "corrected": []}
        assert self._process.stdin
        assert self._process.stdout
        for at in range(0, len(texts), PIECE):
            asked = json.dumps({"texts": texts[at : at + PIECE], "suggest": suggest})
            print(asked, file=self._process.stdin, flush=True)
            said = self._process.stdout.readline()
            if not said:
                raise OSError("it stopped in the middle")
            answer = json.loads(said)
            for key in answer:
                whole[key] += answer[key]
        return whole


@contextmanager
def running(checker: Checker) -> Iterator[Worker]:
    """The checker, ended with its own processes afterwards. Raises ``OSError`` when it is not installed."""
    if not shutil.which(checker.command[0]):
        raise OSError(f"{checker.command[0]} is not there")
    process = subprocess.Popen(
        checker.command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    try:
        assert process.stdout
        if process.stdout.readline().strip() != "ready":
            raise OSError("it does not start")
        yield Worker(process)
    finally:
        assert process.stdin
        process.stdin.close()  # the worker ends its own processes then
        process.wait()


if __name__ == "__main__":
    install()
