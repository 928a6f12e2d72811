"""``report.html``: what a team lead needs to know, on one page that stands alone, prints, and asks no network.

Figures come from ``summary.json``, texts and findings of the replies that are shown from the Parquet files. Whatever
people wrote is escaped by the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from reply_lint.audit import charts, excerpts
from reply_lint.audit.folder import Folder
from reply_lint.audit.russian import counted, day, late, moment, number, share, signed, thousands, zone_name
from reply_lint.audit.summary import place, usual
from reply_lint.model import ReplyLintError

MOST = {"most_units": 100, "most_helped": 8, "most_canned": 8, "most_reasons": 12}
"""How many of each a page shows: agents of a standing (all are in ``agents.csv``), agents to help, and so on."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]")
"""Control and direction marks: they could make a text look like another."""


def prepare() -> None:
    """Import what takes long to import; to be done while others work."""
    for name in ("altair", "jinja2", "vl_convert"):
        import_module(name)


def write(folder: Path, *, min_replies: int = 20) -> None:
    """Write ``report.html`` into an audit's ``folder``; agents and teams with fewer texts than ``min_replies`` are
    listed apart. Raises ``ReplyLintError``."""
    page = render(Folder.open(folder), min_replies)
    try:
        (folder / "report.html").write_text(page, encoding="utf-8")
    except OSError as error:
        raise ReplyLintError(str(folder / "report.html"), f"файл не записывается: {error.strerror}") from None


def render(folder: Folder, min_replies: int) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = folder.summary()
    zone = made["settings"]["zone"]
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {
        "seen": seen,
        "number": number,
        "thousands": thousands,
        "share": share,
        "day": lambda when: day(when, zone),
        "date_only": day,
        "moment": lambda when: moment(when, zone),
    }
    templates.globals |= {"plural": counted, "late": late}
    agents, teams = (_standings(made[units], min_replies) for units in ("agents", "teams"))
    return templates.get_template("report.html.j2").render(
        **made,
        zone=zone_name(zone),
        min_replies=min_replies,
        **MOST,
        agent_table=agents,
        agent_scale=_scale(agents),
        agent_usual=usual(made["agents"]),
        team_table=teams,
        team_scale=_scale(teams),
        team_usual=usual(made["teams"]),
        charts=_charts(made),
        trend_words=trend_words(made["trend"]),
        **_texts(folder, made),
    )


def _scale(table: Mapping[str, list[dict[str, Any]]]) -> tuple[float, float]:
    """Between which scores the intervals of a table are drawn."""
    judged = [one for standing in ("below", "unclear", "above") for one in table[standing]]
    low = min((one["low"] for one in judged), default=0.0)
    high = max((one["high"] for one in judged), default=100.0)
    return max(0.0, low // 5 * 5), min(100.0, -(-high // 5) * 5) if high > low else low + 5


def _standings(units: list[dict[str, Any]], few: int) -> dict[str, list[dict[str, Any]]]:
    """Standing → units, in the order of ``place``."""
    made: dict[str, list[dict[str, Any]]] = {"below": [], "unclear": [], "above": [], "few": []}
    for one in place(units, few):
        made[one["standing"]].append(one)
    return made


def _charts(made: Mapping[str, Any]) -> dict[str, list[Markup]]:
    """Name → the chart on a desk and on a phone."""
    limits = made["settings"]["block_below"], made["settings"]["min_score"]
    told = [one for one in made["weeks"] if one["buckets"] > 1]
    return {
        "scores": [Markup(charts.scores(made["score"]["histogram"], *limits, width)) for width in charts.WIDTHS],
        "weeks": [Markup(charts.weeks(told, made["score"]["mean"], width)) for width in charts.WIDTHS]
        if len(told) > 1
        else [],
    }


def _texts(folder: Folder, made: Mapping[str, Any]) -> dict[str, Any]:
    """The replies and examples that ``picks`` names, marked."""
    picks = made["picks"]
    lists = {name: picks[name] for name in ("worst", "blocked", "best")}
    lists["canned"] = [one["row"] for one in made["canned"]["costly"][: MOST["most_canned"]]]
    places = [one for kind in ("rules", "agents") for some in picks[kind].values() for one in some]
    rows = [row for some in lists.values() for row in some] + [one["row"] for one in places]
    texts, findings = folder.texts(rows), folder.findings(rows)

    def reply(row: int) -> dict[str, Any]:
        return {**texts[row], "excerpt": excerpts.whole(texts[row]["text"], findings.get(row, []))}

    def example(place: Mapping[str, Any]) -> dict[str, Any]:
        key = place["rule"], place["start"]
        found = next(one for one in findings[place["row"]] if (one["rule"], one["start"]) == key)
        return {**texts[place["row"]], "excerpt": excerpts.around(texts[place["row"]]["text"], found)}

    examples = {rule: [example(one) for one in some] for rule, some in picks["rules"].items()}
    return {
        **{f"{name}_replies": [reply(row) for row in some] for name, some in lists.items()},
        "examples": examples,
        "advice": {
            rule: _advice([one["excerpt"].notes[0]["suggestion"] for one in some]) for rule, some in examples.items()
        },
        "own_examples": {agent: [example(one) for one in some] for agent, some in picks["agents"].items()},
        "by_category": _by_category(made),
    }


def _advice(suggestions: list[str | None]) -> str:
    """What a rule suggests in all its examples: the sentences that are in each."""
    told = [re.split(r"(?<=[.!?]) (?=[А-ЯЁ])", one or "") for one in suggestions]
    return " ".join(sentence for sentence in told[0] if all(sentence in other for other in told)) if told else ""


def _by_category(made: Mapping[str, Any]) -> dict[str, list[str]]:
    """Category → its rules with examples, both the dearest first."""
    grouped: dict[str, list[str]] = {}
    for rule in made["picks"]["rules"]:
        grouped.setdefault(made["rules"][rule]["category"], []).append(rule)
    return grouped


def trend_words(trend: Mapping[str, Any] | None) -> dict[str, str]:
    """Is it getting better: a word for the class, a short answer, and the figures."""
    if trend is None:
        return {"kind": "flat", "short": "Пока не видно", "long": "Нужны ответы хотя бы за четыре недели."}
    span = f"{signed(trend['low'])}…{signed(trend['high'])}"
    long = f"{signed(trend['per_month'])} балла за четыре недели (95 %: {span})."
    if trend["low"] > 0:
        return {"kind": "up", "short": "Да, балл растёт", "long": long}
    if trend["high"] < 0:
        return {"kind": "down", "short": "Нет, балл снижается", "long": long}
    return {"kind": "flat", "short": "Заметных перемен нет", "long": long + " Это может быть и случайность."}


def seen(text: object) -> Markup:
    """``text`` escaped, with nothing hidden in it, and no address that a program would take for a link."""
    return Markup(str(escape(_UNSEEN.sub("\ufffd", str(text)))).replace("://", ":<wbr>//"))
