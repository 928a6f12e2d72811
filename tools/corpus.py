"""The labelled replies and their split: cards and weights are made from the tune sets, the check sets measure."""

from __future__ import annotations

from pathlib import Path

from reply_lint import evaluate

ROOT = Path(__file__).parents[1]
CHECK = "EJPQ"


def replies(*, check: bool) -> list[evaluate.Labelled]:
    """Of the check sets, or of all the others."""
    corpus = evaluate.read(ROOT / "corpora" / "replies.jsonl")
    return [reply for reply in corpus if (reply.id[0] in CHECK) == check]
