"""Charts of the report as inline SVG: colours are the page's CSS variables, so that dark and light both fit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

WIDTHS = (680, 320)
"""On a desk and on a phone; the page shows the one that fits."""
MONTHS = "янв фев мар апр мая июн июл авг сен окт ноя дек".split()


def scores(histogram: Sequence[int], block_below: int, min_score: int, width: int) -> str:
    """Replies per ten points, and those with all hundred apart."""
    total = max(sum(histogram), 1)
    bars = [(f"{low}–{low + 9}", low, sum(histogram[low : low + 10])) for low in range(0, 100, 10)]
    bars.append(("100", 100, histogram[100]))
    values = [
        {
            "place": place,
            "share": count / total,
            "colour": "bad" if low < block_below else "warn" if low < min_score else "good",
            "words": _percent(count / total) if count else "",
        }
        for place, (_, low, count) in enumerate(bars)
    ]
    import altair as alt
    import polars as pl

    labels = json.dumps([label if width > 400 else str(low) for label, low, _ in bars])
    x = alt.X("place:O", axis=alt.Axis(labelExpr=f"{labels}[datum.value]", labelAngle=0, title=None, ticks=False))
    y = alt.Y("share:Q", axis=None)
    base = alt.Chart(pl.DataFrame(values)).encode(x=x, y=y)
    colours = alt.Scale(domain=["bad", "warn", "good"], range=["var(--bad)", "var(--warn)", "var(--good)"])
    bar = base.mark_bar(cornerRadiusEnd=2).encode(color=alt.Color("colour:N", scale=colours, legend=None))
    words = base.mark_text(dy=-7, color="var(--soft)", fontSize=11).encode(text="words:N")
    return _svg((bar + words).properties(width=width, height=190))


def weeks(by_week: Sequence[dict[str, Any]], mean: float, width: int) -> str:
    """The mean of each week in its interval, and the mean of all as a line across."""
    import altair as alt
    import polars as pl

    first = date.fromisoformat(by_week[0]["week"])
    values = [
        {**one, "place": (date.fromisoformat(one["week"]) - first).days // 7} for one in by_week if one["buckets"] > 1
    ]
    last = max((one["place"] for one in values), default=0)
    step = max(1, -(-(last + 1) // (9 if width > 400 else 5)))
    labels = json.dumps([day(first + timedelta(weeks=n)) for n in range(last + 1)])
    axis = alt.Axis(
        values=list(range(0, last + 1, step)), labelExpr=f"{labels}[datum.value]", title=None, grid=False, ticks=False
    )
    low, high = min(one["low"] for one in values), max(one["high"] for one in values)
    scale = alt.Scale(domain=[max(0, low - 3), min(100, high + 3)], nice=True)
    x = alt.X("place:Q", axis=axis, scale=alt.Scale(domain=[-0.3, last + 0.3], nice=False))
    y = alt.Y("mean:Q", scale=scale, axis=alt.Axis(title=None, tickCount=4, ticks=False, domain=False))
    base = alt.Chart(pl.DataFrame(values)).encode(x=x, y=y)
    band = base.mark_area(color="var(--accent)", opacity=0.16).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
    line = base.mark_line(color="var(--accent)", strokeWidth=2)
    points = base.mark_point(color="var(--accent)", fill="var(--card)", opacity=1, size=38, strokeWidth=2)
    usual = alt.Chart(pl.DataFrame({"mean": [mean]})).mark_rule(color="var(--soft)", strokeDash=[3, 4]).encode(y=y)
    return _svg((band + usual + line + points).properties(width=width, height=210))


def day(when: date) -> str:
    """«2 мар»."""
    return f"{when.day} {MONTHS[when.month - 1]}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 else "<1 %"


def _svg(chart: Any) -> str:
    """The chart without a background, a frame and fonts of its own. It is hidden from those who listen to the page:
    they get the table below it."""
    import vl_convert

    spec = (
        chart.properties(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor="var(--soft)",
            labelFontSize=12,
            gridColor="var(--line)",
            domainColor="var(--line)",
            labelPadding=6,
        )
    )
    svg = vl_convert.vegalite_to_svg(spec.to_json())
    # Clips are numbered through the process: without them (nothing is clipped) the same figures give the same page.
    svg = re.sub(r' (?:aria-[a-z]+|role|font-family|clip-path)="[^"]*"|<clipPath .*?</clipPath>', "", svg)
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
