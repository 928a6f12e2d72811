"""Rules as people read them: the list, one rule's page, the pages of ``docs/rules/``. In Russian."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from reply_lint import marks
from reply_lint.linter import Linter
from reply_lint.model import Card, Category, Example, ReplyLintError
from reply_lint.phrase import near

SEVERITY = {"hint": "подсказка", "warning": "предупреждение", "error": "ошибка", "critical": "критично"}


def listing(linter: Linter) -> str:
    """All rules, a line each, under their categories."""
    width = max((len(rule) for rule in linter.cards), default=0)
    lines = []
    for category, cards in _by_category(linter):
        lines += ["", f"{category.name} — {category.title}"]
        lines += [f"  {card.rule.ljust(width)}  {card.title}" for card in cards]
    return "\n".join(lines[1:])


def as_json(linter: Linter) -> str:
    rules = [
        {
            "rule": card.rule,
            "category": card.category,
            "severity": card.severity,
            "title": card.title,
            "points": card.points,
            "pack": card.pack,
        }
        for card in linter.cards.values()
    ]
    return json.dumps({"schema": 1, "rules": rules}, ensure_ascii=False, indent=1)


def page_of(linter: Linter, name: str) -> str:
    """The page of a rule or of a category. Raises ``ReplyLintError`` on an unknown name."""
    if name in linter.categories:
        return category_page(linter.categories[name], [c for c in linter.cards.values() if c.category == name])
    if name not in linter.cards:
        raise ReplyLintError("explain", f"правила «{name}» нет{near(name, [*linter.cards, *linter.categories])}")
    return page(linter.cards[name], linter.categories[linter.cards[name].category])


def page(card: Card, category: Category) -> str:
    """One rule's page, Markdown with fixed headings."""
    said = card.page()
    lines = [
        f"# {card.title}",
        "",
        f"`{card.rule}` · {category.title} · {SEVERITY[card.severity]} · {card.points:g} баллов",
        "",
        "## Что не так",
        "",
        " ".join(said.why.split()),
        "",
    ]
    if card.suggestion:
        lines += ["## Как лучше", "", re.sub(r"\{\w+\}", "…", card.suggestion), ""]
    lines += ["## Найдёт", "", *map(_shown, said.bad), "", "## Промолчит", "", *map(_shown, said.good), ""]
    if said.source:
        lines += ["## Откуда правило", "", said.source, ""]
    return "\n".join(lines)


def category_page(category: Category, cards: list[Card]) -> str:
    lines = [f"# {category.title.capitalize()}", "", category.summary, ""]
    lines += [f"- [{card.title}]({card.rule.split('/')[1]}.md) — `{card.rule}`" for card in cards]
    return "\n".join([*lines, ""])


def pages(linter: Linter) -> dict[str, str]:
    """Everything under ``docs/rules/``: path → text."""
    made = {}
    index = ["# Правила", ""]
    for category, cards in _by_category(linter):
        index.append(f"- [{category.title}]({category.name}/README.md): {len(cards)}")
        made[f"{category.name}/README.md"] = category_page(category, cards)
        for card in cards:
            made[f"{card.rule}.md"] = page(card, category)
    made["README.md"] = "\n".join([*index, ""])
    return made


def write(linter: Linter, folder: Path) -> None:
    """Write the pages anew; pages of rules that are gone go too."""
    made = pages(linter)
    for old in folder.rglob("*.md"):
        if old.relative_to(folder).as_posix() not in made:
            old.unlink()
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _by_category(linter: Linter) -> Iterator[tuple[Category, list[Card]]]:
    for name, category in linter.categories.items():
        cards = [card for card in linter.cards.values() if card.category == name]
        if cards:
            yield category, cards


def _shown(example: Example) -> str:
    """An example as a list item: the marked place bold, its fix after an arrow."""
    marked = marks.parse(example.reply)
    out, at = "", 0
    for span in marked.spans:
        out += _escaped(marked.text[at : span.start])
        place = marked.text[span.start : span.end]
        fix = f" → {_escaped(span.fix)}" if span.fix is not None else ""
        out += f"**{_escaped(place)}**{fix}" if place else ""
        at = span.end
    out += _escaped(marked.text[at:])
    client = f"Клиент: {_escaped(example.client)} Ответ: " if example.client else ""
    return "- " + re.sub(r"\s*\n\s*", " ⏎ ", client + out)


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)
