"""``reply-lint compare``: what changed between two audits, and what of it may be chance.

Differences of means, with intervals by resampling clusters of replies (see ``figures``). Within a table (categories,
agents, teams) a difference is called sure only if it is so among as many comparisons as the table has lines (Holm).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from reply_lint.audit import figures
from reply_lint.audit.folder import Folder, readable
from reply_lint.audit.russian import counted, day, number, signed
from reply_lint.audit.schema import column
from reply_lint.audit.stats import SEED, SURE, bootstrap, holm, p_value
from reply_lint.audit.summary import FEW
from reply_lint.formats.terminal import printable
from reply_lint.formats.words import plural
from reply_lint.model import ReplyLintError

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Change:
    """One figure in two audits. Scores: more is better; points lost: fewer is better."""

    name: str
    before: float
    after: float
    low: float
    """Of the interval of ``after - before``."""
    high: float
    p: float
    sure: bool = False

    @property
    def difference(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    before: Mapping[str, Any]
    """The summaries."""
    after: Mapping[str, Any]
    score: Change
    categories: tuple[Change, ...]
    agents: tuple[Change, ...]
    teams: tuple[Change, ...]
    skipped: Mapping[str, int]
    """Agents and teams that are in one audit only, or have too few texts in one."""

    @property
    def same_rules(self) -> bool:
        return bool(self.before["rules_hash"] == self.after["rules_hash"])


def compare(before: str, after: str, force: bool = False) -> Comparison:
    """Compare two audit folders. Raises ``ReplyLintError`` when their rules differ, unless ``force``."""
    folders = Folder.open(before), Folder.open(after)
    summaries = tuple(folder.summary() for folder in folders)
    hashes = [made["rules_hash"] for made in summaries]
    if hashes[0] != hashes[1] and not force:
        raise ReplyLintError(
            "",
            f"правила двух аудитов различаются ({hashes[0]} и {hashes[1]}), и разница баллов сказала бы о правилах, а "
            "не об ответах; проведите старый аудит заново теми же правилами или добавьте --force",
        )
    for path, made in zip((before, after), summaries, strict=True):
        if not made["rows"]["replies"]:
            raise ReplyLintError(path, "в этом аудите нет ни одного ответа; сравнить нечего")
    lost = {column(name): name for name in summaries[0]["categories"] if name in summaries[1]["categories"]}
    with readable(before, after):
        frames = [
            figures.load(folder, list(lost), made["settings"]["zone"])
            for folder, made in zip(folders, summaries, strict=True)
        ]
    whole = _changes([frame.with_columns(agent=_all()) for frame in frames], "agent", ["score", *lost])["все"]
    units = {unit: _units(frames, unit) for unit in ("agent", "team")}
    return Comparison(
        before=summaries[0],
        after=summaries[1],
        score=_sure([whole["score"]])[0],
        categories=_sure([replace(whole[value], name=name) for value, name in lost.items()]),
        agents=units["agent"][0],
        teams=units["team"][0],
        skipped={unit: skipped for unit, (_, skipped) in units.items()},
    )


def _all() -> pl.Expr:
    import polars as pl

    return pl.lit("все")


def _units(frames: list[pl.DataFrame], unit: str) -> tuple[tuple[Change, ...], int]:
    """Changes of the scores of agents or teams, and how many of them could not be compared."""
    import polars as pl

    once = [figures.once(frame, unit) for frame in frames]
    names = [set(frame[unit].cast(pl.String).unique()) for frame in once]
    enough = [
        set(frame.group_by(unit).agg(pl.col("weight").sum()).filter(pl.col("weight") > FEW - 0.5)[unit].cast(pl.String))
        for frame in once
    ]
    both = enough[0] & enough[1]
    kept = [frame.filter(pl.col(unit).cast(pl.String).is_in(sorted(both))) for frame in once]
    made = _changes(kept, unit, ["score"])
    return _sure([one["score"] for _, one in sorted(made.items())]), len(names[0] | names[1]) - len(both)


def _changes(frames: list[pl.DataFrame], unit: str, values: list[str]) -> dict[str, dict[str, Change]]:
    """Unit → value → its change, not yet judged."""
    import numpy as np
    import polars as pl

    drawn = []
    for n, frame in enumerate(frames):
        sums = figures.buckets(frame.with_columns(pl.col(unit).cast(pl.String)), unit, values)
        drawn.append(
            {
                str(name): (
                    [float(part[value].sum()) / float(part["weight"].sum()) for value in values],
                    bootstrap(part.select("weight", *values).to_numpy(), SEED + n),
                )
                for (name,), part in sums.partition_by(unit, as_dict=True).items()
            }
        )
    tail = 100 * (1 - SURE) / 2
    made: dict[str, dict[str, Change]] = {}
    for name in drawn[0].keys() & drawn[1].keys():
        (old, old_draws), (new, new_draws) = drawn[0][name], drawn[1][name]
        draws = new_draws - old_draws
        low, high = np.percentile(draws, [tail, 100 - tail], axis=0)
        made[name] = {
            value: Change(
                name=name,
                before=round(old[k], 3),
                after=round(new[k], 3),
                low=round(float(low[k]), 3),
                high=round(float(high[k]), 3),
                p=p_value(new[k] - old[k], float(draws[:, k].std())),
            )
            for k, value in enumerate(values)
        }
    return made


def _sure(changes: list[Change]) -> tuple[Change, ...]:
    """``changes`` with ``sure`` filled in, the surest and greatest first."""
    told = [replace(one, sure=sure) for one, sure in zip(changes, holm([one.p for one in changes]), strict=True)]
    return tuple(sorted(told, key=lambda one: (not one.sure, -abs(one.difference), one.name)))


def as_json(made: Comparison) -> str:
    def table(changes: tuple[Change, ...]) -> list[dict[str, Any]]:
        return [{**asdict(one), "difference": round(one.difference, 3), "p": round(one.p, 5)} for one in changes]

    def side(summary: Mapping[str, Any]) -> dict[str, Any]:
        rows = summary["rows"]
        return {"rules_hash": summary["rules_hash"], **{key: rows[key] for key in ("replies", "first", "last")}}

    content = {
        "schema": 1,
        "before": side(made.before),
        "after": side(made.after),
        "same_rules": made.same_rules,
        "score": table((made.score,))[0],
        "categories": table(made.categories),
        "agents": table(made.agents),
        "teams": table(made.teams),
        "skipped": dict(made.skipped),
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def as_text(made: Comparison) -> str:
    """For a lead: first what is sure, then what may be chance."""
    titles = {name: one["title"] for name, one in made.before["categories"].items()}
    lines = [_side("Было", made.before), _side("Стало", made.after)]
    if not made.same_rules:
        lines.append("Правила у аудитов разные: часть разницы — от них, а не от ответов.")
    lines += ["", f"Средний балл: {_figures(made.score)}.", _verdict(made.score)]
    lines += _table("Категории: баллов на ответ (меньше — лучше)", made.categories, titles, -1)
    lines += _table("Сотрудники: средний балл", made.agents, {}, 1)
    lines += _table("Команды: средний балл", made.teams, {}, 1)
    if made.skipped["agent"]:
        few = plural(made.skipped["agent"], "сотрудник", "сотрудника", "сотрудников")
        lines += ["", f"Не сравнивали: {few} — нет в одном из аудитов или разных текстов меньше {FEW}."]
    lines += ["", "«Наверняка» сказано с поправкой на число сравнений в таблице; остальное может быть случайностью."]
    return "\n".join(lines)


def _side(word: str, summary: Mapping[str, Any]) -> str:
    rows = summary["rows"]
    span = f", {day(rows['first'])} – {day(rows['last'])}" if rows["first"] else ""
    return f"{word}: {counted(rows['replies'], 'ответ', 'ответа', 'ответов')}{span}"


def _figures(one: Change) -> str:
    span = f"{signed(one.low)}…{signed(one.high)}"
    return f"{number(one.before)} → {number(one.after)}, разница {signed(one.difference)} (95 %: {span})"


def _verdict(score: Change) -> str:
    if not score.sure:
        return "Разница может быть случайностью."
    return (
        "Ответы стали лучше, и это не случайность."
        if score.difference > 0
        else "Ответы стали хуже, и это не случайность."
    )


def _table(title: str, changes: tuple[Change, ...], titles: Mapping[str, str], better: int) -> list[str]:
    """Lines of a table; ``better``: the sign of a change for the better."""
    if not changes:
        return []
    lines = ["", title]
    groups = [
        ("Наверняка лучше", [one for one in changes if one.sure and one.difference * better > 0]),
        ("Наверняка хуже", [one for one in changes if one.sure and one.difference * better < 0]),
        ("Может быть случайностью", [one for one in changes if not one.sure]),
    ]
    for words, group in groups:
        if group:
            lines.append(f"  {words}:")
            lines += [f"    {printable(titles.get(one.name, one.name))}: {_figures(one)}" for one in group]
    return lines
