"""Means with honest intervals over the replies of an audit.

Replies of one ticket resemble each other, and so do those made from one canned text: neither are independent
observations. So intervals are made over *clusters*, and what one agent (or team) sent many times in the same words
weighs as one text.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from reply_lint.audit.folder import SMALL, Folder
from reply_lint.audit.stats import margin

if TYPE_CHECKING:
    import polars as pl

LEAST_WEEKS = 4
LEAST_CLUSTERS = 5
"""A week of fewer tickets says nothing of a trend."""
LEAST_LETTERS = 25
"""A text with fewer letters beside names and numbers is known only by the whole of it."""
SAME = r"(?:(?i:добр(?:ый|ое|ого|ой)\s+(?:день|вечер|утро|дня|времени суток|ночи))|\p{Lu}\p{L}*|[^\p{L}])+"
"""What may differ in two uses of a canned text: greetings, names (and whatever has a capital), numbers, marks."""


def skeleton() -> pl.Expr:
    """A number that is the same for the same text with other names and figures in it."""
    import polars as pl

    bare = pl.col("text").str.replace_all(SAME, " ").str.strip_chars()
    return pl.when(bare.str.len_chars() >= LEAST_LETTERS).then(bare).otherwise(pl.col("text")).hash().alias("same")


def load(folder: Folder, lost: list[str], zone: str = "UTC") -> pl.DataFrame:
    """The small columns of all replies, with ``same`` (see ``skeleton``), ``cluster`` of the ticket and ``week``.

    Texts are read by pieces and let go of.
    """
    import polars as pl

    replies = folder.scan("replies")
    week = pl.col("time").dt.convert_time_zone(zone).dt.truncate("1w").dt.date()
    alone = pl.col("ticket").is_null() | (pl.col("ticket") == "")
    cluster = pl.when(alone).then(pl.col("row").hash(1)).otherwise(pl.col("ticket").hash(2))
    return replies.select(
        *[pl.col(name) for name in SMALL if name not in ("ticket", "agent", "team", "verdict")],
        *[pl.col(name).cast(pl.Categorical) for name in ("agent", "team", "verdict")],
        *[pl.col(name).cast(pl.Float32) for name in lost],
        skeleton(),
        cluster.alias("cluster"),
        week.alias("week"),
    ).collect(engine="streaming")


def once(frame: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Every text weighs 1 for a unit (agent, team), however often it was sent; one text is one cluster."""
    import polars as pl

    known = frame.filter(pl.col(unit).is_not_null())
    sent = known.group_by(unit, "same").agg(pl.len().alias("sent"))
    repeated = pl.col("sent") > 1
    return known.join(sent, on=[unit, "same"], how="left").with_columns(
        (1 / pl.col("sent")).cast(pl.Float32).alias("weight"),
        pl.when(repeated).then(pl.col("same")).otherwise(pl.col("cluster")).alias("cluster"),
    )


def estimate(frame: pl.DataFrame, unit: str, value: str) -> dict[Any, dict[str, float]]:
    """Unit → n (texts), mean, se, clusters: ``value`` weighed by ``weight``, its error over clusters."""
    import polars as pl

    weight = pl.col("weight")
    means = frame.group_by(unit).agg(
        weight.sum().alias("n"), ((pl.col(value) * weight).sum() / weight.sum()).alias("mean")
    )
    off = (pl.col("value_") - pl.col("weight_") * pl.col("mean")).pow(2).sum()
    clusters = pl.len()
    spread = (
        frame.group_by(unit, "cluster")
        .agg((pl.col(value) * weight).sum().alias("value_"), weight.sum().alias("weight_"))
        .join(means, on=unit)
        .group_by(unit)
        .agg(
            pl.col("n").first(),
            pl.col("mean").first(),
            ((off * clusters / (clusters - 1).clip(1)).sqrt() / pl.col("n").first()).alias("se"),
            clusters.alias("clusters"),
        )
    )
    return {one.pop(unit): one for one in spread.iter_rows(named=True)}


def interval(made: dict[str, float], top: float = 100.0) -> tuple[float, float]:
    """The ends of the interval round an estimate, kept within 0…``top``."""
    half = margin(made["se"], made["clusters"]) if made["clusters"] > 1 else top
    return max(0.0, made["mean"] - half), min(top, made["mean"] + half)


def weeks(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Monday, n, mean, low, high, se of each week that has replies."""
    import polars as pl

    made = estimate(frame.filter(pl.col("week").is_not_null()).with_columns(weight=pl.lit(1.0)), "week", "score")
    return [
        {
            "week": week.isoformat(),
            "n": int(one["n"]),
            "mean": round(one["mean"], 2),
            **dict(zip(("low", "high"), (round(end, 2) for end in interval(one)), strict=True)),
            "se": round(one["se"], 4),
            "clusters": one["clusters"],
        }
        for week, one in sorted(made.items())
    ]


def trend(by_week: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Change of the mean score in four weeks, with its interval; None when fewer than four weeks can be told.

    A line through the weeks, each by its number of replies. When weeks stray further from the line than the errors
    of their means let expect, the interval is widened by as much.
    """
    told = [one for one in by_week if one["clusters"] >= LEAST_CLUSTERS]
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
