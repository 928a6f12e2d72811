"""Means with honest intervals over the replies of an audit.

Replies of one ticket resemble each other, and so do those made from one canned text: neither are independent
observations. So intervals are made over *clusters*, and what one agent (or team) sent many times in the same words
weighs as one text.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from reply_lint.audit.folder import Folder
from reply_lint.audit.stats import margin

if TYPE_CHECKING:
    import polars as pl


class Estimate(NamedTuple):
    """A mean of points, 0 to 100."""

    n: float
    """Sum of weights: replies, or texts."""
    mean: float
    se: float
    buckets: int

    def interval(self) -> tuple[float, float]:
        half = margin(self.se, self.buckets) if self.buckets > 1 else 100.0
        return max(0.0, self.mean - half), min(100.0, self.mean + half)

    def figures(self) -> dict[str, Any]:
        """As ``summary.json`` shows it."""
        low, high = self.interval()
        made = {"mean": self.mean, "low": low, "high": high, "se": self.se}
        return {"n": round(self.n), **{name: round(value, 3) for name, value in made.items()}}


LEAST_WEEKS = 4
LEAST_TICKETS = 5
"""A week of fewer tickets says nothing of a trend."""
LEAST_LETTERS = 25
"""A text with fewer letters beside names and numbers is known only by the whole of it."""
BUCKETS = 2000
"""Clusters are drawn into at most so many buckets: enough for an interval, few enough for any export."""
_VARIES = r"\S*[А-ЯЁA-Z0-9]\S*\s*"
"""Words with a capital or a digit: what a macro fills in."""
_GREETING = r"^(?:день|вечер|утро|дня|времени суток)\S*\s*"


def skeleton() -> pl.Expr:
    """A number that is the same for the same text with another greeting, other names and numbers."""
    import polars as pl

    bare = pl.col("text").str.replace_all(_VARIES, "").str.replace(_GREETING, "").str.strip_chars_end()
    return pl.when(bare.str.len_bytes() >= 2 * LEAST_LETTERS).then(bare).otherwise(pl.col("text")).hash().alias("same")


def load(folder: Folder, lost: list[str], zone: int) -> pl.DataFrame:
    """The small columns of all replies, with ``same`` (see ``skeleton``), ``cluster`` of the ticket, ``week`` and
    ``weight`` 1. Weeks are those of a clock ``zone`` minutes ahead of UTC. Texts are read by pieces and let go of."""
    import polars as pl

    week = (pl.col("time") + pl.duration(minutes=zone)).dt.truncate("1w").dt.date()
    alone = pl.col("ticket").is_null() | (pl.col("ticket") == "")
    cluster = pl.when(alone).then(pl.col("row").hash(1)).otherwise(pl.col("ticket").hash(2))
    small = [
        *map(pl.col, ("row", "time", "score", "words", "masked")),
        *(pl.col(name).cast(pl.Categorical) for name in ("agent", "team", "verdict")),
        *(pl.col(name).cast(pl.Float32) for name in lost),
        skeleton(),
        cluster.alias("cluster"),
        week.alias("week"),
        pl.lit(1, pl.Float32).alias("weight"),
    ]
    return pl.concat([piece.select(small).collect() for piece in folder.pieces("replies")])


def once(frame: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Every text weighs 1 for a unit (agent, team), however often it was sent; one text is one cluster."""
    import polars as pl

    sent = pl.len().over(unit, "same")
    known = frame.filter(pl.col(unit).is_not_null()) if frame[unit].null_count() else frame  # a copy is large
    return known.with_columns(
        (1 / sent).cast(pl.Float32).alias("weight"),
        pl.when(sent > 1).then(pl.col("same")).otherwise(pl.col("cluster")).alias("cluster"),
    )


def buckets(frame: pl.DataFrame, unit: str, values: list[str]) -> pl.DataFrame:
    """Per unit and bucket: ``weight`` and the weighed sums of ``values``."""
    import polars as pl

    weight = pl.col("weight").cast(pl.Float64)
    return (
        frame.lazy()
        .group_by(unit, (pl.col("cluster") % BUCKETS).alias("bucket"))
        .agg(weight.sum(), *[(pl.col(value).cast(pl.Float64) * weight).sum().alias(value) for value in values])
        .sort(unit, "bucket")
        .collect(engine="streaming")
    )


def estimates(drawn: pl.DataFrame, unit: str, values: list[str]) -> dict[Any, dict[str, Estimate]]:
    """Unit → value → its mean and standard error over buckets (as ``buckets`` gives them)."""
    import polars as pl

    n, weight = pl.len(), pl.col("weight")
    columns = [weight.sum().alias("n"), n.alias("buckets")]
    for value in values:
        mean = pl.col(value).sum() / weight.sum()
        off = (pl.col(value) - weight * mean).pow(2).sum()
        columns += [
            mean.alias(f"mean {value}"),
            ((off * n / (n - 1).clip(1)).sqrt() / weight.sum()).alias(f"se {value}"),
        ]
    return {
        one[unit]: {
            value: Estimate(one["n"], one[f"mean {value}"], one[f"se {value}"], one["buckets"]) for value in values
        }
        for one in drawn.group_by(unit).agg(columns).iter_rows(named=True)
    }


def weeks(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Monday, n, mean, low, high, se of each week that has replies."""
    import polars as pl

    made = estimates(buckets(frame.filter(pl.col("week").is_not_null()), "week", ["score"]), "week", ["score"])
    return [
        {"week": week.isoformat(), **one["score"].figures(), "buckets": one["score"].buckets}
        for week, one in sorted(made.items())
    ]


def trend(by_week: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Change of the mean score in four weeks, with its interval; None when fewer than four weeks can be told.

    A line through the weeks, each by its number of replies. When weeks stray further from the line than the errors
    of their means let expect, the interval is widened by as much.
    """
    told = [one for one in by_week if one["buckets"] >= LEAST_TICKETS]
    if len(told) < LEAST_WEEKS:
        return None
    days = [date.fromisoformat(one["week"]).toordinal() / 28 for one in told]
    weights = [one["n"] for one in told]
    whole = sum(weights)
    middle = sum(w * x for w, x in zip(weights, days, strict=True)) / whole
    mean = sum(w * one["mean"] for w, one in zip(weights, told, strict=True)) / whole
    bottom = sum(w * (x - middle) ** 2 for w, x in zip(weights, days, strict=True))
    slope = sum(w * (x - middle) * one["mean"] for w, x, one in zip(weights, days, told, strict=True)) / bottom
    error = sum((w * (x - middle) * one["se"]) ** 2 for w, x, one in zip(weights, days, told, strict=True)) ** 0.5
    strays = [
        (one["mean"] - mean - slope * (x - middle)) / max(one["se"], 0.1) for x, one in zip(days, told, strict=True)
    ]
    stray = max(1.0, (sum(x * x for x in strays) / (len(told) - 2)) ** 0.5)
    half = margin(error / bottom * stray, len(told) - 1)
    return {
        "per_month": round(slope, 2),
        "low": round(slope - half, 2),
        "high": round(slope + half, 2),
        "weeks": len(told),
    }
