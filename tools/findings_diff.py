"""Show what a change adds to the findings and takes from them, over the corpora and over plain well-edited Russian.

usage: python tools/findings_diff.py [--base REV] [--category C] [--rule R] [--all] [--json] [--texts FILE.jsonl]

``--base`` is compared with the working tree. When not given: the commit where the branch left origin/main; else HEAD,
or HEAD~1 when nothing is uncommitted. Each tree lints with its own code and cards. The plain text is no part of the
repository (see ``plain_text``); where it can't be fetched, corpora alone.
"""

from __future__ import annotations

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import plain_text

ROOT = Path(__file__).parent.parent
SHOWN = 10
"""How many of the findings that a rule gained or lost are shown."""
AROUND = 120
"""The most characters shown on each side of the found words."""


class Text(NamedTuple):
    id: str
    body: str
    """``corpora`` or ``plain``."""
    text: str
    client: str | None = None
    labels: Sequence[tuple[str, int | None, int | None]] = ()
    """Category, start, end."""


class Found(NamedTuple):
    id: str
    rule: str
    start: int
    end: int
    text: str
    fix: str | None


class Change(NamedTuple):
    sign: str
    found: Found
    right: bool | None
    """In the corpora: whether a label confirms it."""


def main(args: Sequence[str]) -> int:
    if args[:1] == ["--lint"]:
        return _lint(Path(args[1]), Path(args[2]), Path(args[3]))
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--base", metavar="REV", help="the commit to compare with")
    parser.add_argument("--category", help="only the rules of this category")
    parser.add_argument("--rule", help="only this rule")
    parser.add_argument("--all", action="store_true", help=f"show every finding, not {SHOWN} a rule")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")
    parser.add_argument("--texts", metavar="FILE", help="a corpus to lint instead of corpora/ and plain text")
    asked = parser.parse_args(args)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the worktree goes when `timeout` ends us
    try:
        base = _commit(asked.base or _default_base())
        corpora = [Path(asked.texts)] if asked.texts else sorted(ROOT.glob("corpora/*.jsonl"))
        plain = () if asked.texts else plain_text.pieces()
        texts = [*_corpora(corpora), *(Text(id, "plain", text) for id, text in plain)]
        before, after, left_out = _compare(base, texts)
    except _TroubleError as error:
        print(error, file=sys.stderr)
        return error.status

    def chosen(found: Found) -> bool:
        return (not asked.category or _category(found.rule) == asked.category) and asked.rule in (None, found.rule)

    before, after = ({f for f in side if chosen(f)} for side in (before, after))
    show = _as_json if asked.json else _as_text
    print(show(base, texts, before, after, left_out, asked.all))
    return 0


class _TroubleError(Exception):
    def __init__(self, said: str, status: int) -> None:
        super().__init__(said)
        self.status = status


# What is linted


def _corpora(paths: Iterable[Path]) -> Iterator[Text]:
    from reply_lint import ReplyLintError
    from reply_lint.evaluate import read

    for path in paths:
        try:
            rows = read(path)
        except ReplyLintError as error:
            raise _TroubleError(str(error), 1) from None
        yield from (Text(f"{path.stem}:{one.id}", "corpora", one.reply, one.client, one.labels) for one in rows)


# The two trees


def _git(*args: str) -> str | None:
    ran = subprocess.run(["git", *args], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return ran.stdout.strip() if ran.returncode == 0 else None


def _default_base() -> str:
    left = _git("merge-base", "HEAD", "origin/main")
    if left and left != _git("rev-parse", "HEAD"):
        return left
    return "HEAD" if _git("status", "--porcelain") else "HEAD~1"


def _commit(rev: str) -> str:
    found = _git("rev-parse", "--verify", "--short", f"{rev}^{{commit}}")
    if not found:
        raise _TroubleError(f"no such commit here: {rev}", 2)
    return found


@contextmanager
def _worktree(commit: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "base"
        try:
            if _git("worktree", "add", "--detach", str(tree), commit) is None:
                raise _TroubleError(f"git can't check {commit} out into a worktree", 2)
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _compare(base: str, texts: list[Text]) -> tuple[set[Found], set[Found], list[str]]:
    """Findings at the base and now, and the rules whose findings in plain text were left out."""
    with _worktree(base) as old, tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        rows.write_text(json.dumps([(t.id, t.text, t.client) for t in texts]), encoding="utf-8")
        running: list[tuple[Path, subprocess.Popen[str]]] = []
        for tree in (old, ROOT):
            out = Path(folder) / f"out{len(running)}"
            command = [sys.executable, __file__, "--lint", str(tree), str(rows), str(out)]
            running.append((out, subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8")))
        try:
            made = [_result(*one, base if n == 0 else "") for n, one in enumerate(running)]
        finally:
            for _, process in running:
                process.kill()
    left_out = sorted({rule for missing, _ in made for rule in missing})
    plain = {t.id for t in texts if t.body == "plain"}
    before, after = ({f for f in found if f.id not in plain or f.rule not in left_out} for _, found in made)
    return before, after, left_out


def _result(out: Path, process: subprocess.Popen[str], base: str) -> tuple[list[str], set[Found]]:
    _, said = process.communicate()
    if process.returncode and base:
        raise _TroubleError(f"the base {base} can't lint these texts, nothing to compare with: {_last_line(said)}", 2)
    if process.returncode:
        raise _TroubleError(f"the working tree can't lint these texts:\n{said}", 1)
    missing, found = json.loads(out.read_text(encoding="utf-8"))
    return missing, {Found(*one) for one in found}


def _lint(tree: Path, rows: Path, out: Path) -> int:
    """Run for each tree in a process of its own: its rules that look for what is missing, its findings."""
    sys.path.insert(0, str(tree))
    import tomli

    import reply_lint

    if not Path(reply_lint.__file__).is_relative_to(tree):
        print("no reply_lint in it", file=sys.stderr)
        return 1
    cards = ((path, tomli.loads(path.read_text(encoding="utf-8"))) for path in (tree / "rules").glob("*/*.toml"))
    missing = [f"{path.parent.name}/{path.stem}" for path, card in cards if "missing" in card.get("match", {})]
    linter = reply_lint.Linter()
    found = [
        (id_, f.rule, f.start, f.end, f.text, f.fixes[0].text if f.fixes else None)
        for id_, text, client in json.loads(rows.read_text(encoding="utf-8"))
        for f in linter.lint(text, client).findings
    ]
    out.write_text(json.dumps([missing, found]), encoding="utf-8")
    return 0


# What is shown


def _category(rule: str) -> str:
    return rule.partition("/")[0]


def _last_line(said: str) -> str:
    return (said.strip() or "no reason given").splitlines()[-1]


def _right(found: Found, text: Text) -> bool | None:
    """Whether a label of the category overlaps the finding, as ``evaluate`` counts."""
    if text.body == "plain":
        return None
    return any(
        category == _category(found.rule)
        and (start is None or end is None or (found.start < end and start < max(found.end, found.start + 1)))
        for category, start, end in text.labels
    )


def _changes(texts: dict[str, Text], before: set[Found], after: set[Found]) -> list[Change]:
    order = {id_: n for n, id_ in enumerate(texts)}
    signed = [("+", f) for f in after - before] + [("−", f) for f in before - after]
    signed.sort(key=lambda one: (order[one[1].id], one[1].start, one[1].end, one[0]))
    return [Change(sign, found, _right(found, texts[found.id])) for sign, found in signed]


def _marked(text: str, found: Found) -> str:
    """The sentence round a finding, marked as in a card's example."""
    breaks = [0, *(m.end() for m in re.finditer(r"[.!?…]\s+|\n+", text)), len(text)]
    start = max(max(b for b in breaks if b <= found.start), found.start - AROUND)
    end = min(min((b for b in breaks if b >= max(found.end, found.start + 1)), default=len(text)), found.end + AROUND)
    fix = "" if found.fix is None else f" => {found.fix}"
    shown = f"{text[start : found.start]}[[{text[found.start : found.end]}{fix}]]{text[found.end : end]}"
    return " ".join(shown.split())


def _figures(texts: Iterable[Text], before: set[Found], after: set[Found]) -> dict[str, dict[str, tuple[int, int]]]:
    """Category → body → findings before and after."""
    body = {t.id: t.body for t in texts}
    old, new = (Counter((_category(f.rule), body[f.id]) for f in side) for side in (before, after))
    names = sorted({category for category, _ in old | new})
    return {name: {b: (old[name, b], new[name, b]) for b in ("corpora", "plain")} for name in names}


def _as_json(base: str, texts: list[Text], before: set[Found], after: set[Found], left_out: list[str], _: bool) -> str:
    by_id = {t.id: t for t in texts}
    words = _words(texts)
    rows: dict[str, list[dict[str, object]]] = {"+": [], "−": []}
    for sign, found, right in _changes(by_id, before, after):
        rows[sign].append({**found._asdict(), "right": right, "around": _marked(by_id[found.id].text, found)})
    made = {
        "schema": 1,
        "base": base,
        "words": words,
        "left_out": left_out,
        "categories": {
            name: {
                body: {"before": old, "after": new, "per_10000_words": _rate(new, words[body])}
                for body, (old, new) in bodies.items()
            }
            for name, bodies in _figures(texts, before, after).items()
        },
        "added": rows["+"],
        "removed": rows["−"],
    }
    return json.dumps(made, ensure_ascii=False, indent=1)


def _as_text(
    base: str, texts: list[Text], before: set[Found], after: set[Found], left_out: list[str], whole: bool
) -> str:
    by_id = {t.id: t for t in texts}
    words = _words(texts)
    lines = [f"{base} → working tree"]
    for body, n in words.items():
        named = Counter(t.id.partition(":")[0] for t in texts if t.body == body)
        lines.append(f"{body}: {n:,} words; texts: {', '.join(f'{name} {m:,}' for name, m in named.items()) or 0}")
    if left_out and words["plain"]:
        lines.append(f"left out of plain text, where nothing is missing: {', '.join(left_out)}")
    lines += ["", f"{'':18} {'corpora':>15} {'plain':>15}  per 10,000 words of plain text"]
    for name, bodies in _figures(texts, before, after).items():
        columns = " ".join(f"{f'{old} → {new}':>15}" for old, new in bodies.values())
        lines.append(f"{name:18} {columns}  {_rate(bodies['plain'][1], words['plain']):5.2f}")
    by_rule: dict[str, list[Change]] = {}
    for change in _changes(by_id, before, after):
        by_rule.setdefault(change.found.rule, []).append(change)
    ordered = sorted(by_rule.items(), key=lambda one: (-len(one[1]), one[0]))
    lines += ["", "" if ordered else "No finding is added or taken away."]
    lines += [f"{rule:40} {_tally(changes)}" for rule, changes in ordered]
    for rule, changes in ordered:
        lines += ["", rule]
        step = 1 if whole else -(-len(changes) // SHOWN)
        for sign, found, right in changes[::step]:
            judged = "" if right is None else "right " if right else "wrong "
            lines.append(f"  {sign} {judged}{found.id}  {_marked(by_id[found.id].text, found)}")
        if step > 1:
            lines.append(f"  … every {step}th of {len(changes)} is shown; --rule {rule} --all shows them all")
    return "\n".join(lines)


def _tally(changes: list[Change]) -> str:
    """As ``+2 right, −1 plain``."""
    counted = Counter((c.sign, {True: "right", False: "wrong", None: "plain"}[c.right]) for c in changes)
    return ", ".join(f"{sign}{n} {what}" for (sign, what), n in sorted(counted.items()))


def _words(texts: Iterable[Text]) -> dict[str, int]:
    made = {"corpora": 0, "plain": 0}
    for text in texts:
        made[text.body] += len(plain_text.WORD.findall(text.text))
    return made


def _rate(findings: int, words: int) -> float:
    return round(10_000 * findings / words, 2) if words else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
