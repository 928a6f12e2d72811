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
GOOD = 95
BEST_WORDS = (10, 120)
"""A reply to learn from: long enough to solve something, short enough to read."""
SAMPLE = 20_000
"""So many replies, about, examples are taken from."""
SAMPLE_OF_AGENT = 200


def choose(folder: Folder, frame: pl.DataFrame, made: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of the rows: worst, best and blocked replies; rule → examples (row and start of the finding);
    agent → their own examples of what they most need help with."""
    import polars as pl

    worst = _apart(frame, pl.col("score") < 100).head(WORST)["row"].to_list()
    blocked = _apart(frame, pl.col("verdict") == "block").head(WORST + BLOCKED)["row"].to_list()
    told = _apart(frame, (pl.col("score") >= GOOD) & pl.col("words").is_between(*BEST_WORDS)).sort(
        ["score", "words", "row"], descending=[True, True, False]
    )
    each = told.unique("agent", keep="first", maintain_order=True)
    best = pl.concat([each, told.head(WORST)]).unique("row", keep="first", maintain_order=True)
    rules = _rules(made)
    helped = {
        one["name"]: (one["needs"] or [one["main"]])[0]
        for one in made["agents"]
        if one["standing"] == "below" and one["main"]
    }
    pool = _pool(folder, frame, list(helped))
    return {
        "worst": worst,
        "best": best.head(WORST)["row"].to_list(),
        "blocked": [row for row in blocked if row not in worst][:BLOCKED],
        "rules": {rule: _examples(pool.filter(pl.col("rule") == rule)) for rule in rules},
        "agents": {
            name: _examples(pool.filter((pl.col("agent") == name) & (pl.col("category") == category)))
            for name, category in helped.items()
        },
    }


def _apart(frame: pl.DataFrame, wanted: pl.Expr) -> pl.DataFrame:
    """The ``wanted`` replies, the worst first, one of each text."""
    few = frame.lazy().filter(wanted).select("row", "same", "score", "words", "agent")
    return few.sort("score", "row").unique("same", keep="first", maintain_order=True).collect()


def _rules(made: Mapping[str, Any]) -> list[str]:
    """The dearest rules of the dearest categories."""
    chosen: list[str] = []
    for category in list(made["categories"])[:CATEGORIES]:
        of_it = [rule for rule, one in made["rules"].items() if one["category"] == category and one["findings"]]
        chosen += of_it[:RULES]
    return chosen


def _pool(folder: Folder, frame: pl.DataFrame, agents: list[str]) -> pl.DataFrame:
    """Findings of a sample of the replies, and of these ``agents``' first ones: the dearest of them first.

    Which reply of many is chance, but always the same.
    """
    import polars as pl

    rows = frame.lazy().select("row", "agent")
    sample = rows.filter(pl.col("row").hash(3) % (frame.height // SAMPLE + 1) == 0)
    own = rows.filter(pl.col("agent").is_in(agents)).group_by("agent").head(SAMPLE_OF_AGENT).select("row", "agent")
    wanted = pl.concat([sample, own]).unique("row").with_columns(pl.col("agent").cast(pl.String))
    return (
        folder.scan("findings")
        .filter(pl.col("rule").is_not_null() & ~pl.col("disputed").fill_null(False))
        .select("row", "start", "rule", "category", "lost", pl.col("text").str.to_lowercase().str.slice(0, 80))
        .join(wanted, on="row")
        .collect(engine="streaming")
        .sort(pl.col("lost").round(0), pl.col("row").hash(4), "start", descending=[True, False, False])
    )


def _examples(pool: pl.DataFrame) -> list[dict[str, Any]]:
    """Places of a few findings, in different replies and words."""
    import polars as pl

    apart = pool.unique("text", keep="first", maintain_order=True)
    # A finding without words («нет приветствия») is told apart by its reply.
    chosen = pl.concat([apart, pool]).unique("row", keep="first", maintain_order=True)
    return chosen.head(EXAMPLES).select("row", "start", "rule").to_dicts()
