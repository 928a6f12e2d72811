"""A checker of Russian behind pipes, so that each one runs in an environment of its own.

usage: python worker.py CHECKER   (one of the functions below; what it needs is installed by checkers.py)

A line in: ``{"texts": ["…"], "suggest": true}``.
A line out: ``{"cpu": 1.25, "found": [[[start, end, [fix, …]], …], …]}`` with the processor's
seconds that the checking took, and for each text its findings in code points; a fix is ``[start, end, replacement]``,
the best first. A checker that corrects by itself says what came of it in ``corrected``.
The standard library only, besides the checker: this file runs wherever a checker lives.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

Found = list[Any]
"""``[start, end, fixes]``."""
FIXES = 3
"""More of them no one reads."""
WORD = re.compile("[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*")


class Ready(NamedTuple):
    check: Callable[[str, bool], list[Found]]
    """Findings of a text; fixes are wanted or not."""
    process: int | None = None
    """Id of the process that does the work, when another one does."""
    correct: Callable[[str], str] | None = None


def reply_lint() -> Ready:
    """Its category ``typos``."""
    import reply_lint as ours

    linter = ours.Linter(ours.Config(select=("typos",)))

    def check(text: str, _: bool) -> list[Found]:
        findings = linter.lint(text).findings
        return [[f.start, f.end, [[fix.start, fix.end, fix.text] for fix in f.fixes[:FIXES]]] for f in findings]

    return Ready(check, correct=lambda text: ours.fix(text, only=["typos"]))


def reply_lint_all() -> Ready:
    """All of its cards."""
    import reply_lint as ours

    return Ready(lambda text, _: [[f.start, f.end, []] for f in ours.lint(text).findings])


def languagetool(jars: str) -> Ready:
    """LanguageTool's HTTP server on one core, with the rules that are on by default, but for those of style."""
    settings = str(Path(__file__).parent / "languagetool" / "server.properties")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--config", settings, "--port", str(port)]
    one_core = ["taskset", "-c", "0"]
    server = subprocess.Popen(
        [*one_core, "java", "-cp", f"{jars}/*", "org.languagetool.server.HTTPServer", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(server.kill)

    def ask(text: str) -> list[dict[str, Any]]:
        data = urllib.parse.urlencode({"language": "ru-RU", "text": text}).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v2/check", data, timeout=600) as answer:
            matches: list[dict[str, Any]] = json.load(answer)["matches"]
        return matches

    def check(text: str, _: bool) -> list[Found]:
        places = list(accumulate((1 + (ord(c) > 0xFFFF) for c in text), initial=0))  # it counts in UTF-16
        place = {unit: i for i, unit in enumerate(places)}
        found = []
        for match in ask(text):
            if match["rule"]["issueType"] != "style":
                start, end = place[match["offset"]], place[match["offset"] + match["length"]]
                found.append([start, end, [[start, end, r["value"]] for r in match["replacements"][:FIXES]]])
        return found

    for _ in range(120):
        try:
            ask("Проверка связи.")
            break
        except OSError:
            time.sleep(0.5)
    return Ready(check, server.pid)


def pylat_ru() -> Ready:
    """LanguageTool's rules in Python."""
    from pylat_ru import LanguageToolRU

    tool = LanguageToolRU()

    def check(text: str, _: bool) -> list[Found]:
        spans = [(m.offset, m.offset + m.length, m.replacements) for m in tool.check(text)]
        return [[i, j, [[i, j, fix] for fix in list(fixes)[:FIXES]]] for i, j, fixes in spans]

    return Ready(check)


def hunspell() -> Ready:
    """Debian's hunspell with hunspell-ru; it looks for suggestions always."""
    command = ["hunspell", "-a", "-d", "ru_RU", "-i", "utf-8"]
    pipe = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", bufsize=1)
    assert pipe.stdout
    pipe.stdout.readline()

    def line(text: str) -> list[Found]:
        assert pipe.stdin
        assert pipe.stdout
        pipe.stdin.write(f"^{text}\n")
        found = []
        while answer := pipe.stdout.readline().rstrip("\n"):
            if answer[0] in "&#":
                head, _, suggestions = answer.partition(": ")
                word, start = head.split()[1], int(head.split()[-1]) - 1
                end = start + len(word)
                fixes = suggestions.split(", ")[:FIXES] if suggestions else []
                found.append([start, end, [[start, end, fix] for fix in fixes]])
        return found

    def check(text: str, _: bool) -> list[Found]:
        found, start = [], 0
        for one in text.split("\n"):
            found += [_moved(finding, start) for finding in line(one)]
            start += len(one) + 1
        return found

    return Ready(check, pipe.pid)


def pyspellchecker() -> Ready:
    """Its Russian word list, edit distance 1: with 2 it takes seconds a word."""
    from spellchecker import SpellChecker

    speller = SpellChecker(language="ru", distance=1)

    def check(text: str, suggest: bool) -> list[Found]:
        found = []
        for match in WORD.finditer(text):
            if speller.unknown([match.group().lower()]):
                fix = speller.correction(match.group().lower()) if suggest else None
                fixes = [[*match.span(), _cased(fix, match.group())]] if fix and fix != match.group().lower() else []
                found.append([*match.span(), fixes])
        return found

    return Ready(check)


def mawo_grammar() -> Ready:
    from mawo_grammar import RussianGrammarChecker

    logging.disable()
    checker = RussianGrammarChecker()
    morphology = checker._get_morphology_analyzer()  # else it is built anew for each text

    def check(text: str, _: bool) -> list[Found]:
        errors = checker.check(text, morphology=morphology)
        return [[*e.location, [[*e.location, e.suggestion]] if e.suggestion else []] for e in errors]

    return Ready(check)


def krrkt() -> Ready:
    """Its fast layer: the deep one asks a model elsewhere."""
    from krrkt.engine.pipeline import proofread

    def check(text: str, _: bool) -> list[Found]:
        return [[f.start, f.end, []] for f in asyncio.run(proofread(text, skip_llm=True)).findings]

    return Ready(check)


def aiw_ru() -> Ready:
    from aiw_ru import analyze

    return Ready(lambda text, _: [[i.index, i.index + len(i.text), []] for i in analyze(text, "general").issues])


def ru_humanizer() -> Ready:
    """Its scan tells figures and no places; they are what is timed."""
    import ru_humanizer_cli

    sys.path.insert(0, os.path.dirname(ru_humanizer_cli.__file__))
    from humanizer_metrics import scan_report

    def check(text: str, _: bool) -> list[Found]:
        scan_report(text)
        return []

    return Ready(check)


def _moved(finding: Found, by: int) -> Found:
    start, end, fixes = finding
    return [start + by, end + by, [[i + by, j + by, fix] for i, j, fix in fixes]]


def _cased(word: str, like: str) -> str:
    return word.upper() if len(like) > 1 and like.isupper() else word.capitalize() if like[0].isupper() else word


def _cpu(process: int | None) -> float:
    """Seconds of the processor that this process, or the one that works for it, has used."""
    if process is None:
        return time.process_time()
    with open(f"/proc/{process}/stat") as stat:
        user, system = stat.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main(name: str, *arguments: str) -> None:
    ready: Ready = globals()[name](*arguments)
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        before = _cpu(ready.process)
        found = [ready.check(text, asked["suggest"]) for text in asked["texts"]]
        answer: dict[str, Any] = {"cpu": _cpu(ready.process) - before, "found": found}
        if ready.correct and asked["suggest"]:
            answer["corrected"] = [ready.correct(text) for text in asked["texts"]]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
