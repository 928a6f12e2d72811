"""Promises with a term in a reply, and the moment by which they fall due.

A promise here is what obliges us to write (or call) again: a verb of telling in the future («ответим», «вернусь с
ответом», «специалист свяжется», «ответ придёт») with a term in its clause («до 18:00», «завтра», «в течение двух
рабочих дней»). Not one: what is done to the order or the money («доставим», «вернём деньги»), what hangs on a
condition or begins with the client («если…», «пришлите номер, и ответим…»), what is only hoped for («постараемся
ответить», «возможно, напишем»).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from reply_lint import masks
from reply_lint.audit.terms import TERM, deadline

GAP = 60
"""At most so many characters lie between the verb and its term."""

_CHEAP = (
    "вернёмся", "вернемся", "вернусь", "ообщ", "апиш", "тве", "отпиш", "звон", "вяж", "ришл", "тправ", "ышл",
    "ведом", "информ", "повес", "повещ", "звест", "звещ", "аправ", "на связь", "дам", "дади", "доставим", "доставлю",
    "дготов", "олучите",
)  # fmt: skip
"""One of these is in every promise: whoever has none is done with in a few microseconds."""
_VERB = re.compile(
    r"""(?<!\w)(?:
      (?P<us> верн(?:[её]мся|усь)(?=\s) | свяж(?:емся|усь) | напиш(?:ем|у) | отпиш(?:емся|усь) | отве(?:тим|чу)
        | (?:пере)?(?:по)?звон(?:им|ю) | сообщ(?:им|у) | уведом(?:им|лю) | опове(?:стим|щу) | изве(?:стим|щу)
        | проинформиру(?:ем|ю) | (?:при|вы)шл(?:[её]м|ю) | (?:от|на)прав(?:им|лю) | выйд(?:ем|у)\ на\ связь
        | (?:дам|дадим|предостав(?:им|лю)|подготов(?:им|лю))\ (?:\S+\ ){0,3}?(?:ответ|знать|обратную|информацию) )
    | (?P<staff> свяж[еу]тся | напиш[еу]т | отпишется | ответ[ия]т | (?:пере|по)звон[ия]т | сообщ[иа]т | пришл[её]т )
    | ответ\ (?:вам\ )?(?:прид[её]т|поступит|будет) | (?:прид[её]т|поступит|будет)\ (?:вам\ )?ответ
    | получите\ (?:\S+\ )?ответ
    )(?!\w)""",
    re.I | re.X,
)
_STAFF = re.compile(
    r"(?<!\w)(?:специалист|оператор|менеджер|инженер|коллег|сотрудник|куратор|администратор|техник|юрист|отдел|служб|"
    r"поддержк|мы\b|вам\b|с вами\b)",
    re.I,
)
_SENDING = re.compile(r"вышл|отправ|направ", re.I)
_LETTER = re.compile(
    r"(?<!\w)(?:вам\b|письм|почт|чат|сюда|ответ|ссылк|смс|sms|сообщени|файл|инструкц|чек|сч[её]т|документ|информац|"
    r"результат|решени|данные|справк|выписк|отч[её]т)",
    re.I,
)
_GOODS = re.compile(
    r"(?<!\w)(?:заказ|посылк|товар|деньг|средств|возврат|сумм|курьер|замен|мастер|груз|бригад|плат[её]ж|перевод|"
    r"заявк|запрос|обращени|жалоб|претензи|задач|коллег|в (?:отдел|банк|сервис|ремонт|службу))",
    re.I,
)
"""What is sent off is no word to the client unless it is a letter: «отправим заказ», «направлю запрос коллегам»."""
_CONDITION = re.compile(
    r"(?<!\w)(?:если|когда|как только|как появ|в случае|при (?:условии|необходимости)|после|с момента|"
    r"возможно|наверное|вероятно|может быть|рабоч\w+ время|график|режим|ежедневно|обычно|в тот же)(?!\w)",
    re.I,
)
_CONDITION_BEHIND = re.compile(r"(?<!\w)(?:если|как только)(?!\w)|^\W*(?:после|с момента|со дня)(?!\w)", re.I)
_ASKED = re.compile(r"(?<!\w)(?!извин|прост|подожд|ожида|пожалуйст)\w{2,}(?:ите|йте|ьте)(?:сь)?(?!\w)", re.I)
"""«Пришлите номер, и мы ответим…»: the client is to begin."""
_ELSEWHERE = re.compile(
    r"[;:]|,\s+(?:что|котор\w+|где|куда|откуда|почему|как|чтобы|а|но|пока|или|он|она|оно|они|это)(?!\w)", re.I
)
_SENTENCE = re.compile(
    r"(?:[^\n.!?…]|(?<=\d)[.](?=\d)|(?<=(?<!\w)[гчт])[.](?=\s*[а-я\d])|(?<=час)[.](?=\s*[а-я])){1,600}[!?.…]?"
)
"""A longer one is read in pieces."""
_CALL = re.compile(r"звон", re.I)
_Promise = tuple[int, int, list[re.Match[str]]]
"""Start, end and terms."""


def find(text: str, time: datetime | None) -> list[dict[str, Any]]:
    """Promises in ``text``, a reply of the moment ``time``: start, end, text and deadline (UTC, or None).

    Hours and days are those of ``time``'s zone; a time without one is UTC.
    """
    promised = [
        (start + sentence.start(), end + sentence.start(), terms)
        for sentence in _SENTENCE.finditer(text)
        for start, end, terms in _promised(sentence.group())
    ]
    if not promised:
        return []
    now = time if time is None or time.tzinfo else time.replace(tzinfo=timezone.utc)
    others = [mask for mask in masks.find(text) if mask.kind != "signature"]  # sorted and apart
    ends = [mask.end for mask in others]
    made: list[dict[str, Any]] = []
    for start, end, terms in promised:
        near = bisect_right(ends, start)
        if (near < len(others) and others[near].start < end) or (made and start < made[-1]["end"]):
            continue
        due = deadline(terms, now) if now else None
        utc = due.astimezone(timezone.utc) if due else None
        made.append({"start": start, "end": end, "text": text[start:end], "deadline": utc})
    return made


def by_phone(promise: str) -> bool:
    """Is a call promised? An export of messages can't show one."""
    return bool(_CALL.search(promise))


def _tells(before: str, behind: str) -> bool:
    """Is what we send, by the words on both sides of the verb, something for the client to read?"""
    return bool(_LETTER.search(behind)) and not _GOODS.search(before) and not _GOODS.search(behind)


@lru_cache(maxsize=10_000)
def _promised(sentence: str) -> tuple[_Promise, ...]:
    """The promises in a sentence."""
    lowered = sentence.lower()
    if sentence.endswith("?") or not any(stem in lowered for stem in _CHEAP):
        return ()
    return tuple(_told(sentence))


def _told(sentence: str) -> Iterator[_Promise]:
    verbs = list(_VERB.finditer(sentence))
    runs = _runs(sentence) if verbs else []
    for verb in verbs if runs else ():
        before = sentence[: verb.start()]
        if (
            re.search(r"(?<!\w)(?:не|бы)\s+$", before, re.I)
            or (verb["staff"] and not _STAFF.search(sentence))
            or (_SENDING.match(verb.group()) and not _tells(before[-GAP:], sentence[verb.end() :][:GAP]))
            or _CONDITION.search(before)
            or _ASKED.search(before)
        ):
            continue
        run = _own(sentence, verb, runs)
        if run:
            start, end = min(verb.start(), run[0].start()), max(verb.end(), run[-1].end())
            yield start, end, run


def _runs(sentence: str) -> list[list[re.Match[str]]]:
    """Terms of the sentence; those that stand together («завтра, 5 мая, до 12:00») are one."""
    runs: list[list[re.Match[str]]] = []
    for term in TERM.finditer(sentence):
        if runs and re.fullmatch(r"[\s,(]*", sentence[runs[-1][-1].end() : term.start()]):
            runs[-1].append(term)
        else:
            runs.append([term])
    return runs


def _own(sentence: str, verb: re.Match[str], runs: list[list[re.Match[str]]]) -> list[re.Match[str]] | None:
    """The terms that go with ``verb``: the nearest ones in its clause, those behind it first."""
    for run in runs:
        gap = sentence[verb.end() : run[0].start()]
        if run[0].start() >= verb.end() and len(gap) <= GAP and not _ELSEWHERE.search(gap):
            if _CONDITION.search(gap) or _CONDITION_BEHIND.search(sentence[run[-1].end() :]):
                return None
            return run
    for run in reversed(runs):
        gap = sentence[run[-1].end() : verb.start()]
        if run[-1].end() <= verb.start() and len(gap) <= GAP and "," not in gap and not _ELSEWHERE.search(gap):
            return None if _CONDITION_BEHIND.search(sentence[verb.end() :]) else run
    return None
