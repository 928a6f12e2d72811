"""What a renderer needs to know besides the replies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reply_lint.model import Card, Category


@dataclass(frozen=True, slots=True)
class Context:
    """Options of the output and the texts it refers to."""

    cards: Mapping[str, Card]
    """Cards by rule id."""
    categories: Mapping[str, Category]
    """Categories by name."""
    version: str
    """Version of reply-lint."""
    width: int = 80
    """Cells in a line of the terminal."""
    color: bool = False
    explain_score: bool = False
    """Show what each finding and category cost, and the rules that stayed silent."""
    statistics: bool = False
    """Show a count per rule instead of the findings."""
    quiet: bool = False
    """Show the score alone."""
    min_score: int = 70
    """The score that a reply needs to be sent."""
