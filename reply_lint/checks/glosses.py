"""What makes a term no jargon in this reply: it says what the term means."""

from __future__ import annotations

from reply_lint.model import Document, Word
from reply_lint.text import UPPER, sentence_at

_VAGUE = frozenset(
    "дело вещь штука тема правило причина вопрос ответ вина проблема не уже еще он она оно они вы мы".split()
)
_SAYING = frozenset("это значит означает есть расшифровывается".split())
_CALLING = frozenset(
    "называется называются называют называем называемый называемая называемое зовется сокращенно".split()
)


def is_explained(doc: Document, i: int) -> bool:
    """Does the reply say at once what token ``i`` means: «кеш — временные файлы», «ЛК (личный кабинет)», «(ПВЗ)»?"""
    words = doc.plain
    last = len(words)
    k = i + 1
    while k < last and words[k].norm in ("»", '"', "”", "“", "'", "-"):
        k += 1
    if k < last:
        mark = words[k].norm
        if mark == "(":
            return _has_words(words, k + 1)
        if mark in ("—", "–", "-", ",", ":") and _says(words, k + 1):
            return True
        if mark in ("—", "–") and _names_thing(words, k + 1) and (_is_subject(doc, i) or not _acts(words, k + 1)):
            return True
        if mark in ("—", "–") and doc.plain[i].flags & UPPER and _names_thing(words, k + 1, any_case=True):
            return not _acts(words, k + 1)
    end = min(last, i + 8)
    for k in range(i + 1, end):
        if (
            (words[k].norm == "есть" and words[k - 1].norm == "то")
            or (words[k].norm == "т.е")
            or (words[k].norm == "т" and "".join(w.norm for w in words[k : k + 4]).startswith("т.е"))
            or words[k].norm in ("расшифровывается", "по-простому", "по-русски")
            or (words[k].norm in ("говоря", "словами") and words[k - 1].norm in ("иначе", "проще", "иными", "другими"))
        ):
            return True
    start = max(0, i - 4)
    if any(words[k].norm in _CALLING for k in range(start, i)):
        return True
    opened = next((k for k in range(i - 1, start - 1, -1) if words[k].norm in "()" and words[k].norm), None)
    return (
        opened is not None
        and words[opened].norm == "("
        and any(words[k].norm == ")" for k in range(i + 1, min(last, i + 4)))
    )


def _has_words(words: tuple[Word, ...], k: int) -> bool:
    """Is there, in the brackets that open before ``k``, a word in small letters?"""
    for word in words[k : k + 12]:
        if word.norm == ")":
            return False
        if word.kind == "word" and not word.flags & UPPER and len(word.norm) > 2:
            return True
    return False


def _says(words: tuple[Word, ...], k: int) -> bool:
    return k < len(words) and words[k].norm in _SAYING and words[k].norm != "есть"


def _is_subject(doc: Document, i: int) -> bool:
    """Is token ``i`` the first word of its sentence or line, a mark or «и» aside?"""
    if i == 0:
        return True
    before = doc.plain[i - 1]
    if before.kind in ("mark", "other") or before.norm in ("а", "и", "где"):
        return True
    return begins_sentence(doc, i)


def begins_sentence(doc: Document, i: int) -> bool:
    return doc.sentences[sentence_at(doc, i)][0] == i


def _names_thing(words: tuple[Word, ...], k: int, any_case: bool = False) -> bool:
    """Do the words after a dash begin with the name of a thing: a noun or an adjective, in the nominative?"""
    for word in words[k : k + 2]:
        if word.kind == "mark" or word.norm in _VAGUE:
            return False
        if any(
            (any_case or "nomn" in r.grammemes) and not r.grammemes.isdisjoint(("NOUN", "ADJF")) for r in word.readings
        ):
            return True
    return False


def _acts(words: tuple[Word, ...], k: int) -> bool:
    """Is there a verb in the part that begins at ``k``: «вопрос у саппорта — ответ придёт завтра»?"""
    for word in words[k : k + 12]:
        if word.kind == "mark":
            return False
        if any("VERB" in r.grammemes for r in word.readings):
            return True
    return False
