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
    replies = folder.scan("replies").select("row", "ticket", "agent", "team", "time")
    last = replies.select(pl.col("time").max()).collect(engine="streaming").item()
    own = replies.join(promises.lazy().select("row").unique(), on="row", how="semi").collect(engine="streaming")
    made = promises.join(own, on="row", how="left")
    tickets = made.lazy().select("ticket").drop_nulls().unique()
    sent = (
        replies.join(tickets, on="ticket", how="semi")
        .select("ticket", "time", pl.col("time").alias("next"))
        .drop_nulls()
        .collect(engine="streaming")
        .sort("time")
    )
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
