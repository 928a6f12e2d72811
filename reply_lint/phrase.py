"""The phrase language: parse, compile.

=================  ==================================================================
``слово``          any form of the word
``=слово``         exactly this form (case and ё aside)
``a|b``            either
``слово?``         optional
``!слово``         any token but this, or the sentence's edge; ``!a|b`` one token that is neither
``<VERB,past>``    by OpenCorpora grammemes of one reading; ``!past`` = without it; also
                   ``NUMB LATN PNCT SYMB`` (kinds of token), ``UNKN Title UPPER``,
                   ``URL EMAIL QUOTE CODE`` (a token of a masked span)
``слово<plur>``    any form of the word that has these grammemes
``$name``          a word class of ``rules/words/``; ``$name<past>`` members with these grammemes
``...`` ``...6``   a gap of at most 4 (6) tokens inside the clause (a mark that ends a clause belongs to it)
``~`` ``~9``       a gap of at most 6 (9) tokens inside the sentence
``(a b|c)``        a group; ``(a b)?`` optional
``{a (b c) !d}``   these in any order within one clause, ``!d`` nowhere in it;
                   ``{~ a b}`` within the sentence
``^`` ``$``        the sentence's edges (marks before the first word aside)
``[[…]]``          the part that is reported, when not all of it
``, ? ! : ( )``    a mark stands for itself as ``=,`` ``=?`` (a bare ``,`` too)
=================  ==================================================================

A compiled phrase is made of lists, strings and numbers only, so that it can be kept as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reply_lint.model import SHAPES

GAP, LONG_GAP = 4, 6
MAX_EXPANDED = 400
"""A phrase whose groups expand to more alternatives than this is refused."""
LONGEST, DEEPEST = 40, 12
"""… and one with more parts in a row, or with groups or classes deeper in each other."""
MAX_WAYS = 2_000
"""… and one whose gaps and optional parts can be read in more ways: each is tried at each of its anchors."""
_MASKS = frozenset("URL EMAIL QUOTE CODE MAIL".split())

Node = list[Any]
"""``["w", [atoms], negated]`` a token · ``["gap", most, crosses]`` · ``["alt", [[node…]…]]`` ·
``["opt", [node…]]`` · ``["edge", "^" | "$"]`` · ``["open"]`` · ``["close"]``."""

_LEX = re.compile(
    r"""(?P<gap>\.\.\.\d*|~\d*)
    |(?P<mark>\[\[|\]\])
    |(?P<edge>\^|\$(?![A-Za-zА-Яа-я]))
    |(?P<open>[({])|(?P<close>[)}])
    |(?P<bar>\|)|(?P<opt>\?)|(?P<neg>!(?=\S))
    |(?P<cls>\$[A-Za-zА-Яа-яёЁ0-9_-]+)
    |(?P<gram><[^<>\s]+>)
    |(?P<form>=[^\s|?(){}<>\[\]!$]+|=[?!()|$<>{}\[\]])
    |(?P<word>\w+(?:[-.]\w+)*|[^\w\s|?(){}<>\[\]!=^~$])
    |(?P<space>\s+)
    |(?P<bad>.)""",
    re.X,
)


class PhraseError(ValueError):
    """A phrase that can't be read; the message says what was expected."""


@dataclass
class Atoms:
    """The table of atoms: what one token may be asked. Ids are list indexes; grows while phrases compile."""

    lemmas_of: Callable[[str], tuple[str, ...]]
    """Lemmas that a word of a phrase stands for."""
    classes: Mapping[str, tuple[str, ...]]
    """Word classes: name → phrases."""
    frequency: Callable[[str], float] = lambda word: 1.0
    """About how often a word is met in 100,000 tokens."""
    table: list[tuple[str, str, str]] = field(default_factory=list)
    """``(kind, value, grammemes)``; kind is ``lemma``, ``form``, ``gram`` or ``class``."""
    ranks: list[float] = field(default_factory=list)
    """How common: about the share of tokens that have the atom, in 1/100,000."""
    members: dict[int, list[int]] = field(default_factory=dict)
    """Atom → class atoms that it implies."""
    _ids: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _parsed: dict[str, tuple[list[int], list[list[Node]]]] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def id(self, kind: str, value: str, grammemes: str = "", rank: float = 1.0) -> int:
        key = (kind, value, grammemes)
        found = self._ids.get(key)
        if found is None:
            found = self._ids[key] = len(self.table)
            self.table.append(key)
            self.ranks.append(rank)
        return found

    def _rank(self, word: str) -> float:
        return float(_COMMON.get(word) or (self.frequency(word) if word[:1].isalpha() else 8000))

    def words(self, word: str, grammemes: str) -> list[int]:
        """Atoms for any form of ``word``."""
        lemmas = self.lemmas_of(word)
        return [self.id("lemma", lemma, grammemes, self._rank(lemma)) for lemma in lemmas]

    def word_class(self, name: str, grammemes: str = "") -> tuple[list[int], list[list[Node]]]:
        """A class's one-token atoms (as one class atom) and its longer members as node lists.

        ``grammemes`` are asked of each member's first word, unless that is an exact form.
        """
        key = f"{name}<{grammemes}>" if grammemes else name
        if key in self._parsed:
            return self._parsed[key]
        if name in self._open:
            raise PhraseError(f"класс слов ${name} содержит сам себя")
        if len(self._open) > DEEPEST:
            raise PhraseError("классы слов слишком глубоко вложены друг в друга")
        if name not in self.classes:
            raise PhraseError(f"неизвестный класс слов ${name}{near(name, self.classes)}")
        self._open.append(name)
        atoms: list[int] = []
        longer: list[list[Node]] = []
        for entry in self.classes[name]:
            try:
                nodes = _Parser(entry, self, grammemes).sequence("")
            except PhraseError as error:
                self._open.clear()
                raise PhraseError(f"класс слов ${name}, «{entry}»: {error}") from None
            if len(nodes) == 1 and nodes[0][0] == "w" and not nodes[0][2]:
                atoms += nodes[0][1]
            elif len(nodes) == 1 and nodes[0][0] == "alt":
                longer += nodes[0][1]
            else:
                longer.append(nodes)
        self._open.pop()
        if atoms:
            own = self.id("class", key, "", sum(self.ranks[a] for a in set(atoms)))
            for atom in set(atoms):
                self.members.setdefault(atom, []).append(own)
            atoms = [own]
        self._parsed[key] = atoms, longer
        return atoms, longer


# Words that replies are full of, whatever other texts are; per 100,000 tokens.
_COMMON = {
    "не": 2500, "и": 3000, "в": 3000, "на": 2000, "мы": 1500, "вы": 2500, "ваш": 1500, "наш": 600, "что": 1500,
    "с": 1200, "по": 1200, "к": 700, "у": 700, "за": 700, "это": 900, "быть": 900, "как": 600, "для": 600, "если": 500,
    "но": 500, "а": 600, "я": 600, "весь": 500, "он": 600, "она": 300, "они": 300, "который": 400, "мочь": 400,
    "уже": 300, "бы": 150, "же": 200, "сам": 150, "нет": 300, "только": 200, "до": 500, "от": 400, "из": 500,
    "так": 250,
    "свой": 200, "этот": 400, "заказ": 500, "день": 300, "один": 200, "другой": 150, "можно": 200, "вот": 100,
    "ни": 100,
    "все": 400, "еще": 200, "при": 200, "после": 200, "о": 200, "или": 300, "то": 400, "раз": 150, "просто": 80,
}  # fmt: skip


class _Parser:
    def __init__(self, source: str, atoms: Atoms, grammemes: str = "") -> None:
        self.asked = grammemes
        """Grammemes that the first word must have besides its own."""
        self.atoms = atoms
        self.tokens = [(str(m.lastgroup), m.group()) for m in _LEX.finditer(source)]
        self.at = 0
        self.depth = 0
        """How many groups are open."""

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        token = self.peek()
        self.at += 1
        return token

    def sequence(self, stop: str) -> list[Node]:
        """Nodes up to a closing ``stop`` (not taken) or, inside a group, a bar."""
        nodes: list[Node] = []
        while True:
            kind, value = self.peek()
            if kind == "end" or value == stop or (stop == ")" and kind == "bar"):
                if not nodes:
                    raise PhraseError("пустая фраза или группа")
                return nodes
            if len(nodes) == LONGEST and kind != "space":
                raise PhraseError(f"во фразе больше {LONGEST} частей; разделите её")
            self.take()
            if kind == "gap":
                digits = value.lstrip(".~")
                crosses = value[0] == "~"
                nodes.append(["gap", int(digits) if digits else LONG_GAP if crosses else GAP, crosses])
            elif kind == "mark":
                nodes.append(["open" if value == "[[" else "close"])
            elif kind == "edge":
                nodes.append(["edge", value])
            elif kind != "space":
                self.at -= 1
                nodes.append(self.element())
                self.asked = ""

    def element(self) -> Node:
        negated = self.peek()[0] == "neg"
        if negated:
            self.take()
        atoms: list[int] = []
        groups: list[list[Node]] = []
        while True:
            self.alternative(atoms, groups)
            if self.peek()[0] != "bar":
                break
            self.take()
        if negated and groups:
            raise PhraseError(
                "«!» ставят перед словом, а не перед группой и не перед классом, где есть выражения из нескольких слов"
            )
        node: Node = ["w", sorted(set(atoms)), negated]
        if groups:
            node = ["alt", ([[["w", sorted(set(atoms)), False]]] if atoms else []) + groups]
        if self.peek()[0] == "opt":
            self.take()
            node = ["opt", [node]]
        return node

    def grammemes(self) -> str:
        """Grammemes in angle brackets after a word, and those that a class was asked for."""
        own = _grammemes(self.take()[1]) if self.peek()[0] == "gram" else ""
        return _joined(own, self.asked)

    def alternative(self, atoms: list[int], groups: list[list[Node]]) -> None:
        kind, value = self.take()
        if kind == "word":
            grammemes = self.grammemes()
            if not any(char.isalnum() for char in value):
                atoms.append(self.atoms.id("form", value, "", 8000.0))
            else:
                atoms += self.atoms.words(value, grammemes)
        elif kind == "form":
            value = value[1:].lower().replace("ё", "е")
            atoms.append(self.atoms.id("form", value, "", self.atoms._rank(value)))
        elif kind == "gram":
            grammemes = _joined(_grammemes(value), self.asked)
            atoms.append(self.atoms.id("gram", "", grammemes, 50.0 if grammemes in SHAPES | _MASKS else 5000.0))
        elif kind == "cls":
            single, longer = self.atoms.word_class(value[1:], self.grammemes())
            atoms += single
            groups += longer
        elif kind == "open" and value == "(":
            self.depth += 1
            if self.depth > DEEPEST:
                raise PhraseError("скобки слишком глубоко вложены друг в друга")
            while True:
                groups.append(self.sequence(")"))
                token, _ = self.take()
                if token == "end":
                    raise PhraseError("добавьте закрывающую скобку «)»")
                if token == "close":
                    break
            self.depth -= 1
        else:
            raise PhraseError(f"ожидалось слово, а не «{value}»" if value else "ожидалось слово, а фраза кончилась")

    def whole(self) -> tuple[str, list[Any]]:
        """``("seq", nodes)`` or ``("set" | "wide-set", items)``, an item being ``[nodes, negated]``."""
        while self.peek()[0] == "space":
            self.take()
        if self.peek() != ("open", "{"):
            nodes = self.sequence("")
            return "seq", nodes
        self.take()
        kind = "set"
        if self.peek()[1] == "~":
            self.take()
            kind = "wide-set"
        items: list[Any] = []
        pending: list[Node] = []
        while True:
            token, value = self.take()
            if token == "close":
                break
            if token == "mark":
                if value == "[[":
                    pending.append(["open"])
                elif items:
                    items[-1][0].append(["close"])
            elif token != "space":
                if token == "end":
                    raise PhraseError("добавьте закрывающую скобку «}»")
                negated = token == "neg"
                self.at -= 0 if negated else 1
                items.append([[*pending, self.element()], negated])
                pending = []
        rest = [value for token, value in self.tokens[self.at :] if token != "space"]
        if rest:
            raise PhraseError(f"после «}}» ожидался конец фразы, а не «{rest[0]}»")
        if sum(not negated for _, negated in items) < 1:
            raise PhraseError("в наборе {…} нужно хотя бы одно слово без «!»")
        return kind, items


def _joined(own: str, asked: str) -> str:
    return ",".join(sorted({*filter(None, own.split(",")), *filter(None, asked.split(","))}))


def near(name: str, known: Iterable[str]) -> str:
    """A hint for a name that is not known: the known one that looks like it."""
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    return f"; возможно, {near[0]}" if near else ""


def _grammemes(value: str) -> str:
    names = value[1:-1].split(",")
    for name in names:
        plain = name.lstrip("!")
        if plain not in SHAPES | _MASKS | GRAMMEMES:
            raise PhraseError(
                f"неизвестная граммема «{plain}»{near(plain, GRAMMEMES | SHAPES)}; "
                "имена — как в OpenCorpora: VERB, past, plur, gent"
            )
    return ",".join(sorted(names))


def compile_phrase(source: str, atoms: Atoms) -> list[list[Any]]:
    """Compile ``source`` into one or more of ``[kind, body, anchor]``.

    ``seq``: body is nodes, anchor the index of the rarest token that must be there.
    ``set``/``wide-set``: body is ``[nodes, negated, anchor]`` items, anchor the index of the rarest item.
    Raises ``PhraseError``.
    """
    kind, body = _Parser(source, atoms).whole()
    if kind == "seq":
        return [["seq", nodes, anchor] for nodes, anchor in _anchored(body, atoms)]
    items: list[list[Any]] = []
    best, best_rank = -1, float("inf")
    for nodes, negated in body:
        ways = list(_anchored(nodes, atoms))
        variants = [[way, anchor] for way, anchor in ways]
        rank = sum(_node_rank(way[anchor], atoms) for way, anchor in ways)
        if not negated and rank < best_rank:
            best, best_rank = len(items), rank
        items.append([variants, negated])
    return [[kind, items, best]]


def tables(atoms: Atoms, phrases: Sequence[list[Any]]) -> dict[str, Any]:
    """What ``match.load`` takes. ``phrases``: ``[kind, body, anchor, likely]``.

    Atoms and phrases stand in tuples: those of numbers the collector of garbage lets alone.
    """
    forms: dict[str, list[int]] = {}
    lemmas: dict[str, list[tuple[int, str]]] = {}
    grams: list[tuple[int, str]] = []
    shapes: list[tuple[int, str]] = []
    for atom, (kind, value, names) in enumerate(atoms.table):
        if kind == "form":
            forms.setdefault(value, []).append(atom)
        elif kind == "lemma":
            lemmas.setdefault(value, []).append((atom, names))
        elif kind == "gram":
            asks_shape = any(name.lstrip("!") in SHAPES for name in names.split(","))
            (shapes if asks_shape else grams).append((atom, names))
    anchors: dict[int, list[int]] = {}
    for p, (kind, body, anchor, _) in enumerate(phrases):
        nodes = [body[anchor]] if kind == "seq" else [way[at] for way, at in body[anchor][0]]
        for atom in {atom for node in nodes for atom in node[1]}:
            anchors.setdefault(atom, []).append(p)
    return {
        # Each as JSON of its own: of all phrases a reply needs a few.
        "phrases": [json.dumps(phrase, separators=(",", ":")) for phrase in phrases],
        "likely": [p for p, phrase in enumerate(phrases) if phrase[3]],
        "forms": _tuples(forms),
        "lemmas": _tuples(lemmas),
        "grams": grams,
        "shapes": shapes,
        "members": _tuples(atoms.members),
        "anchors": _tuples(anchors),
    }


def _tuples(found: Mapping[Any, Sequence[Any]]) -> dict[Any, tuple[Any, ...]]:
    return {key: tuple(values) for key, values in found.items()}


def _anchored(nodes: list[Node], atoms: Atoms) -> Iterator[tuple[list[Node], int]]:
    """The nodes with the index of their anchor; groups are spelt out when no plain token can be one."""
    done: list[tuple[list[Node], int]] = []
    work = [nodes]
    while work:
        current = work.pop()
        ranks = {i: _node_rank(n, atoms) for i, n in enumerate(current) if n[0] == "w" and not n[2]}
        groups = [i for i, n in enumerate(current) if n[0] == "alt"]
        best = min(ranks, key=ranks.__getitem__) if ranks else -1
        if groups and (best < 0 or ranks[best] > 1000):
            i = groups[0]
            work += [current[:i] + way + current[i + 1 :] for way in current[i][1]]
        elif best < 0:
            raise PhraseError("во фразе нужно хотя бы одно обязательное слово")
        elif _marks_nothing(current):
            raise PhraseError("внутри отметки [[…]] нужно хотя бы одно обязательное слово")
        elif len(current) > LONGEST or _ways(current) > MAX_WAYS:
            raise PhraseError("пропусков и необязательных слов слишком много; разделите фразу")
        else:
            done.append((current, best))
        if len(done) + len(work) > MAX_EXPANDED:
            raise PhraseError(f"группы дают больше {MAX_EXPANDED} вариантов; добавьте во фразу обязательное слово")
    yield from done


def _marks_nothing(nodes: Sequence[Node]) -> bool:
    """May what stands between ``[[`` and ``]]`` be no word at all? The first may be left out, and the last."""
    kinds = [node[0] for node in nodes]
    start = kinds.index("open") if "open" in kinds else 0
    stop = kinds.index("close") if "close" in kinds else len(kinds)
    return not {"w", "alt"}.intersection(kinds[start:stop])


def _ways(nodes: Iterable[Node]) -> int:
    """In how many ways the gaps and the optional parts can be read."""
    ways = 1
    for kind, *rest in nodes:
        if kind == "gap":
            ways *= rest[0] + 1
        elif kind == "opt":
            ways *= 1 + _ways(rest[0])
        elif kind == "alt":
            ways *= max(map(_ways, rest[0]))
    return ways


def _node_rank(node: Node, atoms: Atoms) -> float:
    return float(sum(atoms.ranks[a] for a in node[1]))


GRAMMEMES = frozenset(
    # Parts of speech, then categories: http://opencorpora.org/dict.php?act=gram
    "NOUN ADJF ADJS COMP VERB INFN PRTF PRTS GRND NUMR ADVB NPRO PRED PREP CONJ PRCL INTJ anim inan masc femn"
    " neut ms-f Ms-f GNdr sing plur Sgtm Pltm Fixd nomn gent datv accs ablt loct voct gen1 gen2 acc2 loc1 loc2"
    " Abbr Name Surn Patr Geox Orgn Trad Subx Supr Qual Apro Anum Poss V-ey V-oy Cmp2 V-ej perf impf tran intr"
    " Impe Impx Mult Refl 1per 2per 3per pres past futr indc impr incl excl actv pssv Infr Slng Arch Litr Erro"
    " Dist Ques Dmns Prnt V-be V-en V-ie V-bi Fimp Prdx Coun Coll V-sh Af-p Inmx Vpre Anph Init Adjx Hypo".split()
)
