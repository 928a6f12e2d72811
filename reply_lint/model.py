"""All data types of reply-lint. Read this first.

Offsets are code points into the text exactly as given, half-open: ``text[start:end]``.
A *token range* is a half-open pair of indexes into ``Document.words``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from reply_lint.native import mypyc_attr

Severity = Literal["hint", "warning", "error", "critical"]
Verdict = Literal["send", "revise", "block"]
MaskKind = Literal["mail", "url", "email", "code", "html", "quote", "signature", "markup", "allow"]
Markup = Literal["plain", "markdown", "html", "auto"]

SHAPES = frozenset("NUMB LATN PNCT SYMB UNKN Title UPPER".split())
"""Names beside OpenCorpora's grammemes by which a phrase asks for the kind or the spelling of a token."""
POINTS = {"hint": 1.0, "warning": 7.0, "error": 18.0, "critical": 40.0}
"""What a finding of a severity costs when its card does not say."""
SEVERITIES: tuple[Severity, ...] = ("hint", "warning", "error", "critical")


class ReplyLintError(Exception):
    """Something the user can mend: ``where`` says the place, ``what`` the trouble and the remedy."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.where = where
        self.what = what


@mypyc_attr(acyclic=True)
class Reading:
    """One dictionary reading of a word: what pymorphy3 calls a parse."""

    __slots__ = ("grammemes", "lemma", "score")

    def __init__(self, lemma: str, grammemes: frozenset[str], score: float) -> None:
        self.lemma = lemma
        """Normal form, lower case, ё written as е."""
        self.grammemes = grammemes
        """OpenCorpora grammemes: ``{"VERB", "past", "plur", …}``."""
        self.score = score
        """P(reading | word), 0 to 1."""

    def __repr__(self) -> str:
        return f"Reading({self.lemma!r}, {sorted(self.grammemes)}, {self.score})"


@mypyc_attr(acyclic=True)
class Word:
    """What belongs to a distinct spelling, shared by every token that is spelt so.

    ``kind`` is ``"word"`` (Cyrillic), ``"latin"``, ``"number"``, ``"mark"`` (punctuation), ``"other"``
    (emoji and the like) or ``"masked"`` (rules must not look here).
    """

    __slots__ = (
        "asked",
        "atoms",
        "context",
        "flags",
        "kind",
        "known",
        "lemmas",
        "likely",
        "norm",
        "readings",
        "shown",
        "text",
        "triggers",
    )

    def __init__(self, text: str, norm: str, kind: str, readings: tuple[Reading, ...], known: bool) -> None:
        self.text = text
        """The spelling as given, invisible characters included."""
        self.norm = norm
        """Lower case, ё as е, invisible and combining characters removed, look-alike letters mended."""
        self.kind = kind
        self.readings = readings
        self.known = known
        """True when the dictionary has the word, and for everything that is not a Cyrillic word."""
        self.lemmas = frozenset(r.lemma for r in readings) or frozenset((norm,))
        """Lemmas of all readings; the word itself when it has none."""
        self.flags = 0
        """Bits of ``text.FLAGS``, for checks that look at every token."""
        self.atoms: frozenset[int] = frozenset()
        """Ids of the phrase atoms that some reading satisfies; filled by ``phrase.Index``."""
        self.likely: frozenset[int] = frozenset()
        """The same for the likely readings only."""
        self.triggers: tuple[int, ...] = ()
        """Ids of the phrases that this word could anchor."""
        self.asked: tuple[int, ...] = ()
        """Numbers of the checks' questions that hold for it."""
        self.context: tuple[int, ...] = ()
        """The same for phrases that only guard others (except, near)."""
        self.shown: Any = None
        """What tables of weights know of it; filled by ``weights.Weights``."""

    def __repr__(self) -> str:
        return f"Word({self.text!r})"


@mypyc_attr(acyclic=True)
@dataclass(frozen=True, slots=True)
class Mask:
    """A span that rules do not look into (``signature``: tone rules only)."""

    start: int
    end: int
    kind: MaskKind


@mypyc_attr(acyclic=True)
@dataclass(slots=True)
class Document:
    """A text with its tokens as parallel arrays, and everything that rules may ask of it."""

    text: str
    words: tuple[Word, ...]
    starts: Sequence[int]
    """``starts[i]`` is the offset of token ``i``; it ends at ``starts[i] + len(plain[i].text)``."""
    sentences: Sequence[tuple[int, int]]
    """Token ranges, in order, without gaps."""
    plain: tuple[Word, ...]
    """``words`` before masking: what is really written in a masked span."""
    masks: tuple[Mask, ...] = ()
    lines: Sequence[tuple[int, Any]] = ()
    """Where each line starts that is not blank, and the ``text.Line``."""
    client: Document | None = None
    address: str = "any"
    """The company's way to write «Вы»: ``capital``, ``small`` or ``any``."""
    clause_cache: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    def end(self, i: int) -> int:
        """Offset just past token ``i``."""
        return self.starts[i] + len(self.plain[i].text)

    def span(self, i: int, j: int) -> tuple[int, int]:
        """Offsets of the non-empty token range ``i:j``."""
        return self.starts[i], self.end(j - 1)


@mypyc_attr(acyclic=True)
@dataclass(frozen=True, slots=True)
class Fix:
    """Replace ``text[start:end]`` by ``text``. A safe fix may be applied without asking."""

    start: int
    end: int
    text: str
    safe: bool = False


@mypyc_attr(acyclic=True)
@dataclass(frozen=True, slots=True)
class Match:
    """A place where a rule's matcher matched. ``start == end``: something is missing there."""

    start: int
    end: int
    fixes: tuple[Fix, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    """Values for the fields of the rule's message, besides ``{text}`` and ``{fix}``."""

    def moved(self, by: int) -> Match:
        """The same match in a text that has ``by`` more characters before it."""
        if not by:
            return self
        fixes = self.fixes and tuple(Fix(fix.start + by, fix.end + by, fix.text, fix.safe) for fix in self.fixes)
        return Match(self.start + by, self.end + by, fixes, self.data)


Check = Callable[..., Iterable[Match]]
"""``check(doc, **params)``: a Document and the card's ``params`` in, matches out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A match that is reported to a person."""

    rule: str
    """Path of the card without ``.toml``: ``"negative-framing/refusal"``."""
    category: str
    severity: Severity
    start: int
    end: int
    text: str
    message: str
    suggestion: str | None = None
    fixes: tuple[Fix, ...] = ()
    lost: float = 0.0
    """Points of the score that this finding cost."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came out of linting one reply."""

    score: int
    """0 to 100; 100 = nothing to say."""
    verdict: Verdict
    lost: Mapping[str, float]
    """Points lost per category; sums to ``100 - score``."""
    findings: tuple[Finding, ...]
    """Sorted by ``(start, end, rule)``."""
    silent: tuple[str, ...] = ()
    """Ids of the rules that need the client's message and had none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A linted reply and where it came from."""

    name: str
    """Path as the user gave it, or ``<stdin>``."""
    text: str
    report: Report


@dataclass(frozen=True, slots=True)
class Category:
    """A folder of cards, described in ``rules/categories.toml``."""

    name: str
    title: str
    """Russian, lower case: «негативная подача»."""
    summary: str
    weight: float
    """Factor on the points of its cards."""
    cap: float
    """The most points that this category can take from a score."""
    tone: bool
    """True when rules of the category leave a signature alone."""
    merge: bool
    """True when one place gets one finding of the category: of overlapping ones the costliest stays."""


class Example(NamedTuple):
    """An example in a card: a reply and, where it matters, the client's message before it."""

    reply: str
    client: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a card says to those who ask about its rule."""

    why: str
    source: str
    bad: tuple[Example, ...]
    """Marked: see ``marks``."""
    good: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """The part of a rule that a finding needs; what matches is compiled elsewhere."""

    rule: str
    """``"negative-framing/refusal"``."""
    category: str
    title: str
    severity: Severity
    message: str
    suggestion: str | None
    points: float
    """Points of the score that one finding costs before damping and caps."""
    pack: str
    """``"bundled"``, a folder's path or an entry point's name."""
    page: Callable[[], Page]
    """Read when first asked for."""
