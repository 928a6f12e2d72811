"""Texts sent again and again: one finding in a canned text is one fault, in the text, and not an agent's twenty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reply_lint.audit.folder import Folder

if TYPE_CHECKING:
    import polars as pl

TICKETS = 3
"""From so many tickets on a text is canned."""
WORDS = 8
"""Shorter texts («Пожалуйста, обращайтесь!») resemble each other without any macro."""
SHOWN = 30


def groups(folder: Folder, frame: pl.DataFrame) -> dict[str, Any]:
    """How many texts are canned and how many replies they make; those that lose most points, with one row each."""
    import polars as pl

    found = (
        frame.lazy()
        .filter(pl.col("words") >= WORDS)
        .group_by("same")
        .agg(
            pl.len().alias("replies"),
            pl.col("cluster").n_unique().alias("tickets"),
            pl.col("agent").n_unique().alias("agents"),
            pl.col("row").min(),
            pl.col("score").mean().round(1),
        )
        .filter(pl.col("tickets") >= TICKETS)
        .collect(engine="streaming")
    )
    costly = (
        found.filter(pl.col("score") < 100)
        .with_columns(((100 - pl.col("score")) * pl.col("replies")).alias("cost"))
        .sort(["cost", "row"], descending=[True, False])
        .head(SHOWN)
    )
    return {
        "texts": found.height,
        "replies": int(found["replies"].sum()),
        "costly": costly.select("row", "replies", "tickets", "agents", "score").to_dicts(),
    }
