"""Promises with a term against what came: was there a further reply in the ticket by the deadline?

Kept: a later reply of the same ticket was sent by the deadline. Broken: none was, and the export goes on beyond the
deadline. Else unknown: no deadline or no ticket, the export ends before the deadline, or a call was promised, which
an export of messages does not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reply_lint.audit.folder import Folder
from reply_lint.audit.promises import by_phone

if TYPE_CHECKING:
    import polars as pl


def fates(folder: Folder) -> pl.DataFrame:
    """A row a promise: row, start, end, text, deadline, ticket, agent, team, time, ``next`` (when the ticket's next
    reply was sent, or null) and ``fate``."""
    import polars as pl

    promises = folder.scan("promises").collect()
    columns = ("row", "ticket", "agent", "team", "time")
    made = promises.join(_some(folder, promises.select("row").unique(), columns), on="row", how="left")
    sent = _some(folder, made.select("ticket").drop_nulls().unique(), ("ticket", "time")).drop_nulls()
    sent = sent.with_columns(pl.col("time").alias("next")).sort("time")
    last = folder.scan("replies").select(pl.col("time").max()).collect().item()
    asked = made.with_row_index("number").drop_nulls(["ticket", "time"]).sort("time")
    came = asked.join_asof(
        sent, on="time", by="ticket", strategy="forward", allow_exact_matches=False, check_sortedness=False
    )
    made = made.with_row_index("number").join(came.select("number", "next"), on="number", how="left").drop("number")
    phone = pl.Series("phone", [by_phone(text) for text in made["text"]], dtype=pl.Boolean)
    known = pl.col("deadline").is_not_null() & pl.col("ticket").is_not_null() & pl.col("time").is_not_null()
    fate = (
        pl.when(known & (pl.col("next") <= pl.col("deadline")))
        .then(pl.lit("kept"))
        .when(known & ~phone & (pl.lit(last) > pl.col("deadline")))
        .then(pl.lit("broken"))
        .otherwise(pl.lit("unknown"))
    )
    return made.with_columns(fate.alias("fate")).sort("row", "start")


def _some(folder: Folder, wanted: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """``columns`` of the replies that the rows of ``wanted`` name."""
    import polars as pl

    on = wanted.columns
    pieces = (piece.select(columns).join(wanted.lazy(), on=on, how="semi") for piece in folder.pieces("replies"))
    return pl.concat([piece.collect() for piece in pieces])
