"""A card's table of terms: which of them a word is a form of, whether the dictionary has it or not."""

from __future__ import annotations

import re
from collections.abc import Mapping

from reply_lint.model import Word

SEEN = 20_000
"""Most spellings whose answer a lexicon remembers; then it starts anew."""

# Endings of nouns and adjectives, and the letters that a verb's ending can begin with.
_NOMINAL = frozenset(
    (
        "",
        *"а я о е у ю ы и ь й".split(),
        *"ом ем ой ей ою ею ов ев ам ям ами ями ах ях ью ия ии ию ией иям иями иях ий ие иев".split(),
        *"ый ий ой ая яя ое ее ые ие ого его ому ему ым им ую юю ых их ыми ими".split(),
    )
)
_VERBAL = re.compile(r"(?!ов(?:ый|ая|ое|ые|ого|ому|ую|ой|ым|ых|ыми|ом)$)[аеиоуюялнвшщ]\w{0,9}")
_STRONG = re.compile(r"(?:ова|ева|а|я|и|е|у)?ть(?:ся)?$")
_PREFIXES = (
    "за", "от", "ото", "по", "пере", "про", "с", "вы", "раз", "рас", "на", "до", "при", "об", "у", "под", "недо", "из",
    "о", "авто", "не", "ре", "пре", "мульти", "кросс", "супер", "микро",
)  # fmt: skip
_FIRST = 3
"""So many first letters tell which stems a word may have."""
_LONG = 5
"""Letters of a stem that few other words have."""
_NAMES = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn"))


class Lexicon:
    """Terms by stem, and which of them each spelling met so far is.

    A key is a dictionary form («тикет», «таска», «кастомный», «пофиксить»), ``=слово`` for this form alone,
    ``основа*`` for any ending, ``*корень*`` for any prefix too. An empty equivalent takes a word out again.
    """

    def __init__(self, terms: Mapping[str, str]) -> None:
        self.terms = terms
        self._stems: dict[str, list[tuple[str, str, str]]] = {}
        """Stem → ``(kind, plain equivalent, key)``; kinds: ``=`` exact, ``n`` nominal, ``v`` verb, ``*`` any ending."""
        self._lengths: dict[str, set[int]] = {}
        """First letters of a stem → how long the stems are that begin so."""
        self._roots: list[tuple[str, str]] = []
        self._any_root: re.Pattern[str] | None = None
        self._verbs: set[str] = set()
        self._seen: dict[str, str | None] = {}
        for key, plain in terms.items():
            self._add(key.lower().replace("ё", "е"), plain)

    def _add(self, key: str, plain: str) -> None:
        whole = key
        if key.startswith("*"):
            self._roots.append((key.strip("*"), plain))
            key = key[1:]
        if key.endswith("*"):
            self._put(key[:-1], "*", plain, whole)
        elif key.startswith("="):
            self._put(key[1:], "=", plain, whole)
        elif key.endswith(("ть", "ться")) and not key.endswith(("ость", "есть")):
            self._verbs.add(key)
            self._put(_STRONG.sub("", key), "v", plain, key)
        elif key.endswith(("ый", "ий", "ой")):
            self._put(key[:-2], "a", plain, key)
        else:
            stem = key[:-1] if key[-1] in "аяоеьйыи" else key
            self._put(stem, "n", plain, key)
            if key[-1] in "аи" and re.search(r"[^аеиоуыэюя]к$", stem):
                self._put(f"{stem[:-1]}ок", "=", plain, key)
                self._put(f"{stem[:-1]}ек", "=", plain, key)

    def _put(self, stem: str, kind: str, plain: str, key: str) -> None:
        self._stems.setdefault(stem, []).append((kind, plain, key))
        self._lengths.setdefault(stem[:_FIRST], set()).add(len(stem))

    def plain(self, word: Word) -> str | None:
        """The plain equivalent if ``word`` is a form of a term, else None."""
        norm = word.norm
        if norm in self._seen or word.kind not in ("word", "latin"):
            return self._seen.get(norm)
        if len(self._seen) >= SEEN:
            self._seen.clear()
        found = self._look(norm, word)
        if found is None and "-" in norm and not word.known:
            found = next((p for part in norm.split("-") if len(part) > 2 and (p := self._look(part, None))), "")
        self._seen[norm] = found = found or None
        return found

    def has(self, word: Word) -> bool:
        return word.kind in ("word", "latin") and self.plain(word) is not None

    def _look(self, norm: str, word: Word | None) -> str | None:
        lengths = self._lengths.get(norm[:_FIRST])
        short = self._lengths.get(norm[:2]) if len(norm) >= _FIRST else None
        for cut in (*sorted(lengths or (), reverse=True), *(short or ())) if lengths or short else ():
            for kind, plain, key in self._stems.get(norm[:cut], ()):
                if not _ends(kind, norm[cut:]):
                    continue
                if kind in "=*" or (self._may_be(word, kind, norm[:cut], key) if word else kind != "v"):
                    return plain
        if not self._has_root(norm):
            return None
        for root, plain in self._roots:
            at = norm.find(root, 1, len(root) + 7)
            if at > 0 and norm[:at].rstrip("-ъ") in _PREFIXES:
                return plain
        return None

    def _has_root(self, norm: str) -> bool:
        if self._any_root is None:
            self._any_root = re.compile("|".join(re.escape(root) for root, _ in self._roots) or r"(?!)")
        return bool(self._any_root.search(norm, 1))

    def _may_be(self, word: Word, kind: str, stem: str, key: str) -> bool:
        """For a word of the dictionary: is there a reading of the term's own kind, which is no name?"""
        if not word.known or word.kind != "word":
            return True
        if kind == "v":
            return not self._verbs.isdisjoint(r.lemma for r in word.readings)
        return any(
            (
                key in (r.lemma, word.norm)
                or (len(stem) >= _LONG and r.lemma.startswith(stem) and len(r.lemma) - len(stem) < 3)
            )
            and r.grammemes.isdisjoint(_NAMES)
            and not r.grammemes.isdisjoint(("NOUN", "ADJF", "PRTF"))
            for r in word.readings
        )


def _ends(kind: str, ending: str) -> bool:
    if kind == "=":
        return not ending
    if kind in "na":
        return ending in _NOMINAL and (kind == "n" or len(ending) > 1)
    return kind == "*" or bool(_VERBAL.fullmatch(ending))
