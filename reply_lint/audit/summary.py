"""``summary.json`` and ``agents.csv``: the figures of an audit. The report and ``compare`` read nothing else but texts.

The keys of ``summary.json`` are described in ``docs/audit-report.md``.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reply_lint import __version__, packs
from reply_lint.audit import canned, figures, kept, picks
from reply_lint.audit.folder import Folder
from reply_lint.audit.schema import column
from reply_lint.audit.stats import holm, margin, p_value

if TYPE_CHECKING:
    import polars as pl

    from reply_lint.audit.figures import Estimate
    from reply_lint.linter import Linter

SCHEMA = 1
DEFAULTS = {"source": "", "zone": 0, "silent": {}, "lapsed": [], "complete": True}
"""Of the settings that ``write`` may do without."""
QUANTILES = (5, 25, 50, 75, 95)
REASONS = 50
"""At most so many different reasons why rows were rejected."""
NOTABLE = 0.5
"""Fewer points of a category, taken from a text more than usual, are not worth a talk."""
FEW = 20
"""An agent or a team with fewer different texts is not judged."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def rules_hash(linter: Linter) -> str:
    """Changes whenever the same reply may get another score: other cards, weights, severities, points or limits."""
    config = linter.config
    chosen = (packs.bundled(), *packs.installed(), *(packs.folder(path) for path in config.rules))
    digest = hashlib.sha256(__version__.encode())
    for pack in chosen:
        for path in sorted((*pack.folder.rglob("*.toml"), *pack.folder.glob("weights/*.tsv"))):
            digest.update(f"\0{path.relative_to(pack.folder).as_posix()}\0".encode() + path.read_bytes())
    cards = sorted((card.rule, card.severity, card.points) for card in linter.cards.values())
    limits = (config.min_score, config.block_below, config.address, config.audience, sorted(config.words))
    digest.update(repr((cards, limits)).encode())
    return digest.hexdigest()[:16]


def describe(linter: Linter) -> dict[str, Any]:
    """What ``settings`` of ``write`` must hold: the rules' hash, their and the categories' names, the limits."""
    return {
        "rules_hash": rules_hash(linter),
        "min_score": linter.config.min_score,
        "block_below": linter.config.block_below,
        "categories": {
            name: {"title": category.title, "summary": category.summary} for name, category in linter.categories.items()
        },
        "rules": {
            name: {"title": card.title, "severity": card.severity, "why": " ".join(card.page().why.split())}
            for name, card in sorted(linter.cards.items())
        },
    }


def write(folder: Path, settings: Mapping[str, object]) -> None:
    """Write ``summary.json`` and ``agents.csv`` into an audit's ``folder``.

    ``settings``: what ``describe`` gives, and if known ``source`` (the export's name), ``zone`` (of the days and
    weeks: minutes ahead of UTC), ``silent`` (rule → replies that it could not look at without the client's message),
    ``lapsed`` (fingerprints of disputes that are over) and ``complete`` (False: stopped half way).
    """
    made = summarise(Folder.open(folder), settings)
    (folder / "summary.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    with (folder / "agents.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(_sheet(made))


def summarise(folder: Folder, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The content of ``summary.json``."""
    import polars as pl

    settings = {**DEFAULTS, **settings}
    lost = {column(name): name for name in settings["categories"]}
    frame = figures.load(folder, list(lost), settings["zone"])
    rejected = folder.rejected()
    fates = kept.fates(folder)
    apart = ("rules", "categories", "rules_hash", "silent")
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": f"reply-lint {__version__}",
        "rules_hash": settings["rules_hash"],
        "settings": {key: value for key, value in settings.items() if key not in apart},
        "rows": _rows(frame, rejected.total()),
        "verdicts": {name: frame.filter(pl.col("verdict") == name).height for name in ("send", "revise", "block")},
        "score": _score(frame),
        "categories": _categories(frame, lost, settings),
        "rules": _rules(folder, settings),
        "weeks": figures.weeks(frame),
    }
    made["trend"] = figures.trend(made["weeks"])
    for unit in ("agent", "team"):
        made[f"{unit}s"] = _units(frame, unit, lost, fates)
    made["promises"] = _promises(fates)
    made["canned"] = canned.groups(folder, frame)
    made["picks"] = picks.choose(folder, frame, made)
    made["not_assessed"] = _not_assessed(frame, rejected, settings)
    return made


def _rows(frame: pl.DataFrame, rejected: int) -> dict[str, Any]:
    times = frame["time"].drop_nulls()
    return {
        "replies": frame.height,
        "rejected": rejected,
        "tickets": frame["cluster"].n_unique(),
        "words": int(frame["words"].sum()),
        "first": times.min().isoformat() if len(times) else None,  # type: ignore[union-attr]
        "last": times.max().isoformat() if len(times) else None,  # type: ignore[union-attr]
    }


def _score(frame: pl.DataFrame) -> dict[str, Any]:
    import polars as pl

    if not frame.height:
        return {"n": 0, **dict.fromkeys(("mean", "low", "high", "median")), "quantiles": {}, "histogram": [0] * 101}
    drawn = figures.buckets(frame.select("score", "cluster", "weight", all=pl.lit(0)), "all", ["score"])
    whole = figures.estimates(drawn, "all", ["score"])[0]["score"]
    counts = dict(frame["score"].value_counts().iter_rows())
    scores = frame["score"]
    return {
        **whole.figures(),
        "median": scores.median(),
        "quantiles": {str(q): scores.quantile(q / 100, "nearest") for q in QUANTILES},
        "histogram": [counts.get(score, 0) for score in range(101)],
    }


def _categories(frame: pl.DataFrame, lost: Mapping[str, str], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Category → title, replies that it hit, points that it takes from a reply on average; the dearest first."""
    n = max(frame.height, 1)
    made = {
        name: {
            "title": settings["categories"][name]["title"],
            "summary": settings["categories"][name]["summary"],
            "replies": int((frame[one] > 0).sum()),
            "lost": round(float(frame[one].sum()) / n, 3),
        }
        for one, name in lost.items()
    }
    return dict(sorted(made.items(), key=lambda entry: (-entry[1]["lost"], entry[0])))


def _rules(folder: Folder, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Rule → title, severity, why, findings, replies, points lost in all, disputed; the dearest first."""
    import polars as pl

    paid = ~pl.col("disputed").fill_null(False)
    counts = [
        pl.col("category").first(),
        paid.sum().alias("findings"),
        pl.col("row").filter(paid).n_unique().alias("replies"),
        pl.col("lost").filter(paid).cast(pl.Float64).sum(),
        (~paid).sum().alias("disputed"),
    ]
    known = pl.col("rule").is_not_null()
    pieces = [piece.filter(known).group_by("rule").agg(counts).collect() for piece in folder.pieces("findings")]
    whole = pl.concat(pieces).group_by("rule").agg(pl.col("category").first(), pl.exclude("category").sum())
    counted = whole.with_columns(pl.col("lost").round(1)).sort(["lost", "rule"], descending=[True, False])
    none = {"title": "", "severity": "hint", "why": ""}
    return {one["rule"]: {**settings["rules"].get(one["rule"], none), **one} for one in counted.iter_rows(named=True)}


def _units(frame: pl.DataFrame, unit: str, lost: Mapping[str, str], fates: pl.DataFrame) -> list[dict[str, Any]]:
    """Agents or teams: each with its mean, interval, standing among the others, and what it loses most on."""
    import polars as pl

    known = figures.once(frame.select(unit, "same", "cluster", "verdict", "score", *lost), unit)
    counts = {
        one.pop(unit): one
        for one in known.group_by(unit)
        .agg(pl.len().alias("replies"), (pl.col("verdict") == "block").sum().alias("blocked"))
        .iter_rows(named=True)
    }
    drawn = figures.buckets(known, unit, ["score", *lost])
    common = {value: float(drawn[value].sum()) / max(float(drawn["weight"].sum()), 1.0) for value in ("score", *lost)}
    estimates = figures.estimates(drawn, unit, ["score", *lost])
    judged = sum(one["score"].n >= FEW for one in estimates.values())
    made = [{"name": str(name), **counts[name], **_unit(one, common, lost, judged)} for name, one in estimates.items()]
    promised = {(name, fate): n for name, fate, n in fates.group_by(unit, "fate").len().iter_rows()}
    for one in made:
        one |= {fate: promised.get((one["name"], fate), 0) for fate in ("kept", "broken", "unknown")}
    return place(made, FEW)


def _unit(
    one: Mapping[str, Estimate], common: Mapping[str, float], lost: Mapping[str, str], judged: int
) -> dict[str, Any]:
    """Score and its interval, what takes most points, and on what one of ``judged`` units surely loses more than is
    ``common``."""
    worst = max(lost, key=lambda value: one[value].mean)
    excess = {value: one[value].mean - common[value] for value in lost}
    told = holm([judged * p_value(max(0.0, excess[value]), one[value].se) for value in lost])
    score = one["score"].figures()
    needs = [
        value
        for value, is_sure in zip(lost, told, strict=True)
        if is_sure and excess[value] > NOTABLE and score["n"] >= FEW
    ]
    return {
        "texts": score.pop("n"),
        **score,
        "buckets": one["score"].buckets,
        "main": lost[worst] if one[worst].mean > 0 else None,
        "main_lost": round(one[worst].mean, 2),
        "needs": [lost[value] for value in sorted(needs, key=lambda value: -excess[value])],
        "lost": {name: round(one[value].mean, 3) for value, name in lost.items() if one[value].mean},
    }


def usual(units: list[dict[str, Any]]) -> float:
    """The mean over all different texts of agents or teams."""
    return float(sum(one["mean"] * one["texts"] for one in units) / max(sum(one["texts"] for one in units), 1))


def place(units: list[dict[str, Any]], few: int) -> list[dict[str, Any]]:
    """Fill in ``standing`` and sort: surely below or above the common mean (one of many comparisons), unclear, or
    fewer than ``few`` texts. Ranks no noise: the sure ones by the near end of their intervals, the others by name."""
    judged = [one for one in units if one["texts"] >= few]
    common = usual(units)
    for one in units:
        half = margin(one["se"], one["buckets"], len(judged))
        if one["texts"] < few:
            one["standing"] = "few"
        elif len(judged) > 1 and one["mean"] + half < common:
            one["standing"] = "below"
        elif len(judged) > 1 and one["mean"] - half > common:
            one["standing"] = "above"
        else:
            one["standing"] = "unclear"
    return sorted(units, key=_standing)


def _standing(one: Mapping[str, Any]) -> tuple[int, float, str]:
    standing = ("below", "unclear", "above", "few").index(one["standing"])
    ends = {"below": one["high"], "above": one["low"]}
    return standing, ends.get(one["standing"], 0.0), one["name"]


def _promises(fates: pl.DataFrame) -> dict[str, Any]:
    import polars as pl

    shown = ["row", "ticket", "agent", "time", "text", "deadline", "next"]
    made: dict[str, Any] = {}
    for fate, most in (("kept", 10), ("broken", 30), ("unknown", 0)):
        of_it = fates.filter(pl.col("fate") == fate)
        latest = of_it.sort("deadline", "row", descending=True, nulls_last=True).head(most)
        times = [pl.col(name).dt.to_string("%Y-%m-%dT%H:%M:%SZ") for name in ("time", "deadline", "next")]
        made[fate] = of_it.height
        if most:
            made[f"{fate}_examples"] = latest.select(shown).with_columns(times).to_dicts()
    return made


def _not_assessed(frame: pl.DataFrame, rejected: Counter[str], settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rejected": dict(rejected.most_common(REASONS)),
        "masked": int(frame["masked"].sum()),
        "masked_replies": int((frame["masked"] > 0).sum()),
        "silent": [
            {"rule": rule, "title": settings["rules"].get(rule, {}).get("title", rule), "replies": replies}
            for rule, replies in settings["silent"].items()
        ],
    }


def _sheet(made: Mapping[str, Any]) -> Iterable[list[Any]]:
    """``agents.csv``: a row an agent."""
    yield (
        "Сотрудник;Ответов;Разных текстов;Средний балл;От;До;Сравнение;Нельзя отправлять, %;Главная потеря;"
        "Её баллы на ответ;Отличается в худшую сторону;Обещаний выполнено;Не выполнено;Неизвестно"
    ).split(";")
    titles = {name: one["title"] for name, one in made["categories"].items()}
    for one in made["agents"]:
        yield [
            harmless(one["name"]), one["replies"], one["texts"], one["mean"], one["low"], one["high"],
            STANDING[one["standing"]], round(100 * one["blocked"] / one["replies"], 1),
            harmless(titles.get(one["main"], "")), one["main_lost"],
            harmless(", ".join(titles[name] for name in one["needs"])), one["kept"], one["broken"], one["unknown"],
        ]  # fmt: skip


STANDING = {"below": "ниже остальных", "above": "выше остальных", "unclear": "как все", "few": "мало ответов"}


def harmless(cell: str) -> str:
    """``cell`` as a spreadsheet will show it, never run it."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell
