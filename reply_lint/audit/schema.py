"""The Arrow schemas of an audit: between readers and engine, and of the Parquet files that it leaves."""

from __future__ import annotations

import pyarrow as pa

TIME = pa.timestamp("us", tz="UTC")
"""Times without a zone in an export are taken as UTC."""

INPUT = pa.schema(
    [
        ("row", pa.int64()),  # number of the reply in the export, from 0: the key of every table
        ("id", pa.string()),
        ("ticket", pa.string()),
        ("agent", pa.string()),
        ("team", pa.string()),
        ("time", TIME),
        ("zone", pa.int16()),  # minutes east of UTC that the export gave with the time: «до 18:00» is said in it
        ("text", pa.string()),
        ("client", pa.string()),
    ]
)

FINDING = pa.struct(
    [
        ("rule", pa.string()),
        ("category", pa.string()),
        ("severity", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("message", pa.string()),
        ("suggestion", pa.string()),
        ("fix", pa.string()),  # the first fix's text
        ("safe", pa.bool_()),  # whether it may be applied unasked
        ("lost", pa.float32()),
        ("fingerprint", pa.string()),  # stable over audits: rule, text of the finding and its sentence
        ("disputed", pa.bool_()),  # accepted as an exception (--disputes): costs nothing
    ]
)

PROMISE = pa.struct(
    [
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("deadline", TIME),  # null when the reply has no time
    ]
)


def output(categories: tuple[str, ...]) -> pa.Schema:
    """What the engine makes of an ``INPUT`` batch, row for row; ``replies.parquet`` is this less the lists."""
    return pa.schema(
        [
            ("row", pa.int64()),
            ("id", pa.string()),
            ("ticket", pa.string()),
            ("agent", pa.string()),
            ("team", pa.string()),
            ("time", TIME),
            ("text", pa.string()),
            ("score", pa.int16()),
            ("verdict", pa.string()),
            ("words", pa.int32()),
            ("masked", pa.int32()),  # code points that rules did not look at: quotes, signatures, code
            *((column(name), pa.float32()) for name in categories),
            ("findings", pa.list_(FINDING)),
            ("promises", pa.list_(PROMISE)),
        ]
    )


def column(category: str) -> str:
    """Name of the column with the points that a category took: ``lost_negative_framing``."""
    return "lost_" + category.replace("-", "_")
