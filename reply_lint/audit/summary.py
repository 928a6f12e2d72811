"""``summary.json`` and ``agents.csv``: the figures of an audit. The report and ``compare`` read nothing else but texts.

The keys of ``summary.json`` are described in ``docs/audit-report.md``.
"""

from __future__ import annotations

import csv
import hashlib
import json
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

    from reply_lint.linter import Linter

SCHEMA = 1
QUANTILES = (5, 25, 50, 75, 95)
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
    weeks, an IANA name), ``silent`` (rule → replies that it could not look at without the client's message),
    ``lapsed`` (fingerprints of disputes that are over) and ``complete`` (False: stopped half way).
    """
    made = summarise(Folder.open(folder), settings)
    (folder / "summary.json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    with (folder / "agents.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(_sheet(made))


def summarise(folder: Folder, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The content of ``summary.json``."""
    import polars as pl

    lost = {column(name): name for name in settings["categories"]}
    zone = str(settings.get("zone") or "UTC")
    everything = figures.load(folder, list(lost), zone)
    frame = everything.filter(pl.col("score").is_not_null())
    fates = kept.fates(folder)
    names = ("rules", "categories")
    made: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": f"reply-lint {__version__}",
        "rules_hash": settings["rules_hash"],
        "settings": {key: value for key, value in settings.items() if key not in names},
        "rows": _rows(folder, everything, frame),
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
    made["not_assessed"] = _not_assessed(folder, everything, settings)
    return made


def _rows(folder: Folder, everything: pl.DataFrame, frame: pl.DataFrame) -> dict[str, Any]:
    times = everything["time"].drop_nulls()
    return {
        "replies": everything.height,
        "judged": frame.height,
        "rejected": len(folder.rejected()),
        "tickets": everything["cluster"].n_unique(),
        "words": int(everything["words"].sum() or 0),
        "first": times.min().isoformat() if len(times) else None,  # type: ignore[union-attr]
        "last": times.max().isoformat() if len(times) else None,  # type: ignore[union-attr]
    }


def _score(frame: pl.DataFrame) -> dict[str, Any]:
    import polars as pl

    if not frame.height:
        return {"mean": None, "low": None, "high": None, "median": None, "quantiles": {}, "histogram": [0] * 101}
    whole = figures.estimate(frame.with_columns(weight=pl.lit(1.0), all=pl.lit(0)), "all", "score")[0]
    low, high = figures.interval(whole)
    counts = dict(frame["score"].value_counts().iter_rows())
    scores = frame["score"]
    return {
        "mean": round(whole["mean"], 2),
        "low": round(low, 2),
        "high": round(high, 2),
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
    counted = (
        folder.scan("findings")
        .filter(pl.col("rule").is_not_null())
        .group_by("rule")
        .agg(
            pl.col("category").first(),
            paid.sum().alias("findings"),
            pl.col("row").filter(paid).n_unique().alias("replies"),
            pl.col("lost").filter(paid).sum().cast(pl.Float64).round(1).alias("lost"),
            (~paid).sum().alias("disputed"),
        )
        .collect(engine="streaming")
        .sort(["lost", "rule"], descending=[True, False])
    )
    none = {"title": "", "severity": "hint", "why": ""}
    return {one["rule"]: {**settings["rules"].get(one["rule"], none), **one} for one in counted.iter_rows(named=True)}


def _units(frame: pl.DataFrame, unit: str, lost: Mapping[str, str], fates: pl.DataFrame) -> list[dict[str, Any]]:
    """Agents or teams: each with its mean, interval, standing among the others, and what it loses most on."""
    import polars as pl

    known = figures.once(frame, unit)
    if not known.height:
        return []
    counts = {
        one.pop(unit): one
        for one in known.group_by(unit)
        .agg(pl.len().alias("replies"), (pl.col("verdict") == "block").sum().alias("blocked"))
        .iter_rows(named=True)
    }
    scores = figures.estimate(known, unit, "score")
    by_category = {name: figures.estimate(known, unit, one) for one, name in lost.items()}
    promised = {(name, fate): n for name, fate, n in fates.group_by(unit, "fate").len().iter_rows() if name is not None}
    weight = float(known["weight"].sum())
    usual = {name: float((known[one] * known["weight"]).sum()) / weight for one, name in lost.items()}
    made = [
        _unit(str(name), one, scores[name], {c: by_category[c][name] for c in usual}, usual)
        | {fate: promised.get((name, fate), 0) for fate in ("kept", "broken", "unknown")}
        for name, one in counts.items()
    ]
    _place(made, float((known["score"] * known["weight"]).sum()) / weight)
    return sorted(made, key=_standing)


def _unit(
    name: str,
    counts: Mapping[str, int],
    score: dict[str, float],
    lost: Mapping[str, dict[str, float]],
    usual: Mapping[str, float],
) -> dict[str, Any]:
    low, high = figures.interval(score)
    worst = max(lost, key=lambda category: lost[category]["mean"])
    excess = {category: one["mean"] - usual[category] for category, one in lost.items()}
    p_values = [p_value(max(0.0, excess[category]), lost[category]["se"]) for category in lost]
    sure = [
        category for category, is_sure in zip(lost, holm(p_values), strict=True) if is_sure and excess[category] > 0.5
    ]
    return {
        "name": name,
        **counts,
        "texts": round(score["n"]),
        "mean": round(score["mean"], 2),
        "low": round(low, 2),
        "high": round(high, 2),
        "se": round(score["se"], 4),
        "clusters": score["clusters"],
        "main": worst if lost[worst]["mean"] > 0 else None,
        "main_lost": round(lost[worst]["mean"], 2),
        "needs": sorted(sure, key=lambda category: -excess[category]),
        "lost": {category: round(one["mean"], 3) for category, one in lost.items() if one["mean"]},
    }


def _place(units: list[dict[str, Any]], usual: float) -> None:
    """Fill in ``standing``: surely below or above the common mean (one of many comparisons), unclear, or few texts."""
    judged = [one for one in units if one["texts"] >= FEW]
    for one in units:
        half = margin(one["se"], one["clusters"], len(judged))
        if one["texts"] < FEW:
            one["standing"] = "few"
        elif len(judged) > 1 and one["mean"] + half < usual:
            one["standing"] = "below"
        elif len(judged) > 1 and one["mean"] - half > usual:
            one["standing"] = "above"
        else:
            one["standing"] = "unclear"


def _standing(one: Mapping[str, Any]) -> tuple[int, float, str]:
    """Order of a table that ranks no noise: sure ones by the near end of their intervals, the others by name."""
    standing = ("below", "unclear", "above", "few").index(one["standing"])
    ends = {"below": one["high"], "above": one["low"]}
    return standing, ends.get(one["standing"], 0.0), one["name"]


def _promises(fates: pl.DataFrame) -> dict[str, Any]:
    counts = dict(fates["fate"].value_counts().iter_rows()) if fates.height else {}
    return {fate: counts.get(fate, 0) for fate in ("kept", "broken", "unknown")}


def _not_assessed(folder: Folder, everything: pl.DataFrame, settings: Mapping[str, Any]) -> dict[str, Any]:
    reasons: dict[str, int] = {}
    for one in folder.rejected():
        reasons[one["reason"]] = reasons.get(one["reason"], 0) + 1
    return {
        "failed": int(everything["score"].null_count()),
        "rejected": dict(sorted(reasons.items(), key=lambda entry: -entry[1])),
        "masked": int(everything["masked"].sum() or 0),
        "masked_replies": int((everything["masked"] > 0).sum()),
        "silent": dict(settings.get("silent") or {}),
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
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
