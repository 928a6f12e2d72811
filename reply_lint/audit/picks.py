"""Which replies a report shows: few, telling, and no two alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from reply_lint.audit.folder import Folder

if TYPE_CHECKING:
    import polars as pl

WORST = 10
BLOCKED = 20
CATEGORIES = 8
RULES = 3
"""Rules shown of a category."""
EXAMPLES = 3
"""Examples of a rule."""
BEST_WORDS = (25, 120)
"""A reply to learn from: long enough to solve something, short enough to read."""
_POOL = 300


def choose(folder: Folder, frame: pl.DataFrame, made: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of the rows: worst, best and blocked replies; rule → examples (row and start of the finding);
    agent → their own examples of what they most need help with."""
    import polars as pl

    ordered = frame.select("row", "same", "score", "words", "agent", "verdict").sort("score", "row")
    apart = ordered.unique("same", keep="first", maintain_order=True)
    worst = apart.filter(pl.col("score") < 100).head(WORST)["row"].to_list()
    blocked = apart.filter(pl.col("verdict") == "block")
    told = apart.filter(pl.col("words").is_between(*BEST_WORDS)).sort(
        ["score", "words", "row"], descending=[True, True, False]
    )
    told = told.filter(pl.col("score") >= 95)
    best = pl.concat([told.unique("agent", keep="first", maintain_order=True), told]).unique(
        "row", keep="first", maintain_order=True
    )
    rules = _rules(made)
    return {
        "worst": worst,
        "best": best.head(WORST)["row"].to_list(),
        "blocked": [row for row in blocked["row"].to_list() if row not in worst][:BLOCKED],
        "rules": {rule: _examples(folder, pl.col("rule") == rule) for rule in rules},
        "agents": {
            one["name"]: _own(folder, frame, one["name"], (one["needs"] or [one["main"]])[0])
            for one in made["agents"]
            if one["standing"] == "below" and one["main"]
        },
    }


def _rules(made: Mapping[str, Any]) -> list[str]:
    """The dearest rules of the dearest categories."""
    chosen: list[str] = []
    for category in list(made["categories"])[:CATEGORIES]:
        of_it = [rule for rule, one in made["rules"].items() if one["category"] == category and one["findings"]]
        chosen += of_it[:RULES]
    return chosen


def _own(folder: Folder, frame: pl.DataFrame, agent: str, category: str) -> list[dict[str, int]]:
    """One agent's own examples of a category."""
    import polars as pl

    rows = frame.filter(pl.col("agent").cast(pl.String) == agent)["row"]
    return _examples(folder, (pl.col("category") == category) & pl.col("row").is_in(rows.implode()))[:2]


def _examples(folder: Folder, wanted: pl.Expr) -> list[dict[str, int]]:
    """Places of a few findings in different words, the dearest first; which of many is chance, but always the same."""
    import polars as pl

    pool = (
        folder.scan("findings")
        .filter(wanted & ~pl.col("disputed").fill_null(False))
        .select("row", "start", "rule", "lost", pl.col("text").str.to_lowercase().str.slice(0, 80))
        .with_columns((pl.col("lost").round(0) * 1e6 + pl.col("row").hash() % 1_000_000).alias("order"))
        .bottom_k(_POOL, by="order", reverse=True)
        .collect(engine="streaming")
        .sort("order", "row", descending=[True, False])
    )
    apart = pool.unique("text", keep="first", maintain_order=True)
    if apart.height < EXAMPLES:  # a finding without words («нет приветствия») is told apart by its reply
        apart = pl.concat([apart, pool]).unique(["row", "start", "rule"], keep="first", maintain_order=True)
    apart = apart.unique("row", keep="first", maintain_order=True)
    return apart.head(EXAMPLES).select("row", "start", "rule").to_dicts()
