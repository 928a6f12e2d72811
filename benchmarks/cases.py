"""Cases of ``cases/*.jsonl`` and what counts as found, mended, and a false alarm. Pure functions.

A case's text carries its errors as ``[[written => right]]`` or ``[[written => right|also right]]``; what is written
and also right may stay or go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


@dataclass(frozen=True)
class Mark:
    start: int
    end: int
    """Place of what is written wrong."""
    right: tuple[str, ...]
    """What should stand there instead, the best first."""


@dataclass(frozen=True)
class Case:
    id: str
    kind: str
    text: str
    right: str
    """The text without its errors."""
    marks: tuple[Mark, ...]

    @property
    def half(self) -> str:
        """``A`` may be shown to whoever writes rules, ``B`` measures."""
        return "A" if int(self.id[1:]) % 2 else "B"


def read(name: str) -> list[Case]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [parse(**json.loads(line)) for line in lines]


def parse(id: str, text: str, kind: str = "") -> Case:
    plain, right, marks, at = "", "", [], 0
    for match in re.finditer(r"\[\[(.*?) => (.*?)\]\]", text):
        between, (written, mended) = text[at : match.start()], match.groups()
        choices = tuple(mended.split("|"))
        plain, right = plain + between, right + between + choices[0]
        marks.append(Mark(len(plain), len(plain) + len(written), choices))
        plain, at = plain + written, match.end()
    return Case(id, kind, plain + text[at:], right + text[at:], tuple(marks))


def same(a: str, b: str) -> bool:
    """Equal but for ё and the kind of a space."""
    return _levelled(a) == _levelled(b)


def _levelled(text: str) -> str:
    return text.replace("ё", "е").replace("Ё", "Е").replace("\u00a0", " ")


def apply(text: str, fixes: Sequence[Sequence[Any]]) -> str:
    """``text`` after those fixes ``[start, end, replacement]``; of two that overlap the first counts."""
    parts, at = [], 0
    for start, end, new in sorted(fixes, key=lambda fix: (fix[0], fix[1])):
        if start >= at:
            parts += [text[at:start], new]
            at = end
    return "".join(parts) + text[at:]


def at_mark(mark: Mark, found: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Findings that say something of the place of an error."""

    def meets(start: int, end: int) -> bool:
        return start <= mark.end and mark.start <= end if start == end else start < mark.end and mark.start < end

    return [finding for finding in found if meets(finding[0], finding[1])]


def mended(case: Case, mark: Mark, findings: Sequence[Sequence[Any]]) -> bool:
    """The first fixes of those findings mend this error and harm nothing."""
    fixed = apply(case.text, [finding[2][0] for finding in findings if finding[2]])
    wanted = [apply(case.text, [(mark.start, mark.end, right)]) for right in mark.right]
    return any(same(fixed, text) for text in (*wanted, case.right))


def edits(before: str, after: str) -> dict[tuple[int, int], str]:
    """Words of ``before`` that changed: their range ``i:j`` → other words; case, ё and marks count for nothing."""
    old, new = (_WORD.findall(_levelled(text).lower()) for text in (before, after))
    found: dict[tuple[int, int], str] = {}
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            for at, changed in _aligned(old, new, i, j, k, m):  # from the end to the start
                found[at] = f"{changed} {found[at]}" if at in found else changed
    return found


def _aligned(
    old: Sequence[str], new: Sequence[str], i: int, j: int, k: int, m: int
) -> Iterator[tuple[tuple[int, int], str]]:
    """The cheapest way to pair ``old[i:j]`` with ``new[k:m]``: one word with one, with up to three, or with none."""
    steps = [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (1, 0), (0, 1)]
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(i, k): (0.0, None)}
    for a, b in product(range(i, j + 1), range(k, m + 1)):
        if (a, b) not in best:
            continue
        for da, db in steps:
            if a + da <= j and b + db <= m:
                cost = best[a, b][0] + distance("".join(old[a : a + da]), "".join(new[b : b + db])) + 0.1 * (da != db)
                if (a + da, b + db) not in best or cost < best[a + da, b + db][0]:
                    best[a + da, b + db] = cost, (a, b)
    a, b = j, m
    while before := best[a, b][1]:
        was, is_ = " ".join(old[before[0] : a]), " ".join(new[before[1] : b])
        if was != is_:
            yield (before[0], a), is_
        a, b = before


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def corrections(case: Case, corrected: str) -> tuple[int, int, int, list[str], list[str]]:
    """Right, made and wanted corrections of words; the wrong ones and the missed ones, in words."""
    made = edits(case.text, corrected)
    wanted: dict[tuple[int, int], set[str]] = {}
    for at, new in edits(case.text, case.right).items():
        wanted.setdefault(at, set()).add(new)
    may_stay = set()
    for mark in case.marks:
        for right in mark.right:
            variant = apply(case.text, [(mark.start, mark.end, right)])
            changed = edits(case.text, variant)
            for at, new in changed.items():
                wanted.setdefault(at, set()).add(new)
        if case.text[mark.start : mark.end] in mark.right:
            may_stay |= set(edits(case.text, apply(case.text, [(mark.start, mark.end, mark.right[0])])))
    right = {at for at, new in made.items() if new in wanted.get(at, ())}
    old = _WORD.findall(_levelled(case.text).lower())

    def said(at: tuple[int, int], new: str) -> str:
        return f"{' '.join(old[slice(*at)])} → {new}"

    wrong = [said(at, new) for at, new in made.items() if at not in right]
    missed = [said(at, min(new)) for at, new in wanted.items() if at not in made and at not in may_stay]
    must = set(wanted) - (may_stay - right)
    return len(right), len(made), len(must), wrong, missed
