"""Spans of a reply that are not the agent's own words: quoted mail, addresses, code, tags, names in quotes, signature.

All offsets are code points into the text exactly as given. Two habits keep this quick, and linear whatever the text:
a pattern runs only where a cheap look finds what it cannot do without, and no pattern may scan the same run of
characters again from every position inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from reply_lint.lazy import lazy
from reply_lint.model import Mask, MaskKind

Span = tuple[int, int, MaskKind]

_LINES = re.MULTILINE
_CASELESS = re.IGNORECASE


@lru_cache(maxsize=2)  # an audit asks for what the linter has just asked for
def find(text: str, client: str | None = None) -> tuple[Mask, ...]:
    """Spans that rules don't look into, sorted and apart; ``client`` is the message that ``text`` may repeat."""
    # A tenth of a Russian text, and all that most guards need to look at.
    skeleton = text.encode("ascii", "ignore")
    mail = sorted(_mail(text, skeleton)) if b"\n" in skeleton or b">" in skeleton else []
    # What a header cuts off is somebody else's mail and needs no further look.
    own = text[: min((start for start, end, _ in mail if end == len(text)), default=len(text))]
    spans = [*mail, *_quotes(own, client)]
    if _TECHNICAL.search(skeleton) or ".рф" in own:
        spans += _technical(own)
    signature = _signature(own, mail)
    spans = _apart(spans)
    if signature:
        spans = sorted(chain(spans, _outside(spans, signature)))
    return tuple(Mask(*span) for span in spans)


def _apart(spans: list[Span]) -> list[Span]:
    """``spans`` sorted and without overlaps: an outer one swallows the inner, a crossing one keeps what is left."""
    kept: list[Span] = []
    done = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > done:
            kept.append((max(start, done), end, kind))
            done = end
    return kept


def _outside(spans: list[Span], signature: Span) -> Iterator[Span]:
    """The parts of ``signature`` outside ``spans``, which hold for all rules and not only for those of tone."""
    start, stop, kind = signature
    for inner, end, _ in [*spans, (stop, stop, kind)]:
        if start < min(inner, stop):
            yield start, min(inner, stop), kind
        start = max(start, end)


# --- Quoted mail ---

_DATE = (
    r"(?:(?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс)\.?,?\s+)?"
    r"(?:\d{1,2}\s+(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,5}\.?,?\s+\d{4}(?:\s*г(?:\.|ода)?)?"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d\d)|\d{4}-\d\d-\d\d)"
)
_TIME = r"(?:,|\s|в\b){1,5}\d{1,2}:\d\d(?::\d\d)?(?:\s*[+-]\d\d:?\d\d)?"
_VERB = r"(?:пишет|(?:на)?писала?(?:\s?\(а\))?)"
_ADDRESS = r"[^\s<>@]{1,64}@[^\s<>@]{1,200}"
# An agent can begin a line with a date and a time, too («12.03.2024 в 14:05 курьер написал:»). So a header must have an
# address, a name between a comma and a verb, or the «(а)» that only programs write.
_WHO = (
    rf"(?:[^\n<>]{{0,150}}(?:\n[^\n<>]{{0,150}})?[<\[]\s*{_ADDRESS}[>\]](?:\s+{_VERB})?"
    rf"|,?\s+(?:от\s+|пользователь\s+)?{_ADDRESS}\s+{_VERB}|,\s+{_ADDRESS}"
    rf"|,\s+[\"«]?(?-i:[A-ZА-ЯЁ])[^\n,.:;!?]{{0,60}}\s+{_VERB}|,?\s+[^\n.:;!?]{{1,60}}\s+(?:на)?писал\s?\(а\))"
)
_DATED = lazy(rf"^[ \t]*{_DATE}{_TIME}{_WHO}\s?:[ \t\r]*$", _LINES | _CASELESS)
_WROTE = lazy(r"^[ \t]*On\s(?=[^\n]*\d)[^\n]{6,200}(?:\n[^\n]{0,200})?\bwrote:[ \t\r]*$", _LINES)
_BANNER = lazy(
    r"^[ \t]*(?:-{2,}[ \t]*(?:(?:исходное|пере(?:сылаемое|сланное|адресованное|направленное)) сообщение"
    r"|(?:original|forwarded) message)[ \t]*-{2,}"
    r"|(?:начало пере(?:адресованного|сылаемого) сообщения|begin forwarded message):)[ \t\r]*$",
    _LINES | _CASELESS,
)
# Outlook's block. A letter that the agent dictates («От: …», «Кому: …», «Тема: …») has no date in the second place.
_BLOCK = lazy(
    r"^[ \t]*(?:_{5,}\s+)?\*?(?:От(?: кого)?|From):\*?[ \t][^\n]{1,120}?\s\*?(?:Отправлено|Дата|Sent|Date):"
    r"(?=[^\n]*\d)[^\n]{1,80}?\s\*?(?:Кому|Тема|To|Subject):",
    _LINES,
)
_DEVICE = lazy(
    r"^[ \t]*(?:Отправлено (?:со?|из)|Sent from) [^\n]{0,30}(?:iPhone|iPad|Android|Samsung|Huawei|Honor|Xiaomi|Outlook"
    r"|Mail|Яндекс|Почт|мобильн|смартфон|телефон|устройств|планшет)[^\r\n]{0,40}",
    _LINES,
)
_QUOTED = lazy(r"^[ \t\xa0]*>[^\r\n]*(?:\r?\n[ \t\xa0]*>[^\r\n]*)*", _LINES)
_QUOTED_BELOW = lazy(rf"(?:[ \t\r\xa0]*\n)+{_QUOTED.pattern}", _LINES)


def _mail(text: str, skeleton: bytes) -> Iterator[Span]:
    """Quoted lines, the headers above them, and all that stands below a header without quoted lines."""
    done = 0
    for start, end in sorted(match.span() for pattern in _headers(text, skeleton) for match in pattern.finditer(text)):
        if start >= done:
            quoted = _QUOTED_BELOW.match(text, end)
            done = quoted.end() if quoted else len(text)
            yield start, done, "mail"
    if b">" in skeleton:
        yield from ((*match.span(), "mail") for match in _QUOTED.finditer(text))
    if "Отправлено " in text or b"Sent from" in skeleton:
        yield from ((*match.span(), "mail") for match in _DEVICE.finditer(text))


def _headers(text: str, skeleton: bytes) -> Iterator[re.Pattern[str]]:
    """Patterns of the headers that ``text`` could have."""
    colons = skeleton.count(b":")
    if colons > 1 and (b"@" in skeleton or "исал" in text or "пишет" in text):
        yield _DATED
    if b"wrote:" in skeleton:
        yield _WROTE
    if b"--" in skeleton or b"message:" in skeleton or (colons and "Начало пере" in text):
        yield _BANNER
    if colons > 2 and ("От:" in text or "От кого:" in text or b"From:" in skeleton):
        yield _BLOCK


# --- Code, tags, addresses ---

# None of them does without one of these, «.рф» apart.
_TECHNICAL = re.compile(rb"@|<|&|`|~~~|//|\.[a-zA-Z]")
# A row of tildes is an ornament; three of them with at most a language's name open a block.
_FENCE = lazy(r"^[ \t]*(`{3}|~{3})(?:(?<=`)[^`\n]*|(?<=~)\w*[ \t\r]*)$", _LINES)
# Beside a letter a backtick stands for an apostrophe or a hard sign («об`явление»).
_INLINE = lazy(r"(?<![\w`])`{1,3}[^`\n]+`{1,3}(?!\w)")
_TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|cite|del|dd|div|dl|dt|em|figure|font|footer|h[1-6]|head|header|hr|html|i|img"
    "|ins|li|mark|ol|p|pre|q|s|section|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul"
)
# «<title>», «<link>», «<code>» alone are more likely fields that nobody filled in than tags.
_RARE_TAGS = (
    "address|article|aside|button|caption|code|col|colgroup|data|details|figcaption|form|iframe|input|label|link|main|map"
    "|meta|nav|object|option|script|select|source|summary|svg|template|textarea|time|title|video|wbr"
)
_TAG = lazy(
    rf"<(?=[a-z/!])(?:/(?:{_TAGS}|{_RARE_TAGS})\s*|(?:{_TAGS})\s*/?|(?:{_TAGS}|{_RARE_TAGS})\s[^<>=]*=[^<>]*"
    r"|!(?:--|\[|doctype\b)[^<>]*)>",
    _CASELESS,
)
_ENTITY = lazy(r"&(?:[a-zA-Z]{2,8}\d{0,2}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_EMAIL = lazy(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-][\w.-]{0,200}\.[^\W\d_]{2,24}(?![\w@])")
_SNIPPETS: dict[str, tuple[re.Pattern[str], MaskKind]]
_SNIPPETS = {"`": (_INLINE, "code"), "<": (_TAG, "html"), "&": (_ENTITY, "html"), "@": (_EMAIL, "email")}
_URL = lazy(r"(?:\b(?:https?|ftp|tg)://|\bwww\.)[^\s<>«»„“”\"]+", _CASELESS)
# Only ends that are no words of Russian: «г.москва» and «сайт.онлайн» lack a space.
_TLD = lazy(
    r"\.(?:ru|su|рф|com|net|org|info|biz|pro|io|me|by|kz|ua|uz|am|ge|de|eu|uk|us|co|tv|cc|gg|ai|app|dev|shop|store|online"
    r"|site|tech|club|cloud|bank|travel|moscow|xyz|example)(?![\w@-]|\.\w)",
    _CASELESS,
)
_DOMAIN = lazy(rf"(?<![\w@.-])[\w-][\w.-]*{_TLD.pattern}(?::\d+)?(?:[/?#][^\s<>«»„“”\"]*)?", _CASELESS)


def _technical(text: str) -> Iterator[Span]:
    """Code, tags and addresses."""
    end = 0
    while ("```" in text or "~~~" in text) and (fence := _FENCE.search(text, end)):
        closing = "\n~~~" if fence[1] == "~~~" else "```"
        close = text.find(closing, fence.end())
        end = close + len(closing) if close >= 0 else len(text)
        yield fence.start(1), end, "code"
    for sign, (pattern, kind) in _SNIPPETS.items():
        if sign in text:
            yield from ((*match.span(), kind) for match in pattern.finditer(text))
    urls = _URL.finditer(text) if "//" in text or "www." in text or "WWW." in text else ()
    domains = _DOMAIN.finditer(text) if _TLD.search(text) else ()
    for match in chain(urls, domains):
        # Punctuation that follows is not part of it: «(см. example.ru)», but «ru.wikipedia.org/wiki/Язь_(рыба)».
        url = match[0].rstrip(".,;:!?…'*)]}")
        end = match.start() + len(url)
        yield match.start(), end + ("(" in url and text.startswith(")", end)), "url"


# --- Names and other people's words in quotes ---

_ROOM = 200  # a quote is no longer
_SHORT = 5  # words that pass for a name on their own
_SAID = 20_000  # so much of the client's message is searched for long quotes, of which a reply can hold thousands
_OPENED_BY = {"»": "«", "“": "„", "”": "„“", '"': '"'}
_MARKS = [(mark, re.compile(mark)) for mark in '«»„“”"']
_WORD = re.compile(r"\w+(?:[.-]\w+)*")
# What stands before a long quote that is not the agent's own: a part of a screen or a document, an order to find or
# enter it, or the client's writing.
_LEAD = lazy(
    r"\b(?:кноп[ко]|раздел|вкладк|пол(?:е|я|ю|ем)\b|пункт|меню|статус|ошибк|сообщени|уведомлени|надпис|текст|фраз[аеуы]"
    r"|тем[аеуы]\b|страниц|строк|галочк|опци|тариф|услуг|документ|договор|заявлени|форм[аеуы]\b|инструкци|режим|акци"
    r"|нажм|нажат|выбер|откро|перейд|введ|впиш|укаж|напиш|отметь|пиш[еу]т|назван|называ"
    r"|вы (?:\w+ )?(?:на)?(?:писал|сообщ|спрашива|спросил|указал|говор))[^.!?…\n]*\Z",
    _CASELESS,
)


def _quotes(text: str, client: str | None) -> Iterator[Span]:
    """Names and other people's words in quotation marks, marks included; of nested ones the outermost."""
    pairs = sorted(_pairs(text))
    # A reply that is pasted in quotes as a whole is still a reply.
    whole = (len(text) - len(text.lstrip()), len(text.rstrip())) if pairs else None
    said = _plain(client[:_SAID]) if pairs and client else ""
    done = 0
    for start, end in pairs:
        quote = text[start + 1 : end - 1]
        if start < done or (start, end) == whole:
            continue
        known = "→" in quote or len(_WORD.findall(quote)) <= _SHORT or _LEAD.search(text[max(0, start - 60) : start])
        if known or _plain(quote).strip(" .,!?…") in said:
            done = end
            yield start, end, "quote"


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    """Pairs of quotation marks on one line with something between them; they may nest and cross."""
    # A search for each mark by itself takes a fifth of the time of one for all of them.
    found = [(match.start(), mark) for mark, pattern in _MARKS if mark in text for match in pattern.finditer(text)]
    opened: dict[str, list[int]] = {opener: [] for opener in '«„“"'} if found else {}
    for at, mark in sorted(found):
        if mark in "«„" or (mark in '"“' and _opens(text, at)):
            opened[mark].append(at)
        else:
            start = max((opened[opener].pop() for opener in _OPENED_BY[mark] if opened[opener]), default=at)
            if 1 < at - start < _ROOM and text.find("\n", start, at) < 0:
                yield start, at + 1


def _opens(text: str, at: int) -> bool:
    """Whether a mark that looks the same on both sides is an opening one (and no inch: 27")."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not after.isspace() and (not before or before.isspace() or before in "([{«„—–-/")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


# --- Signature ---

_CLOSING = lazy(
    r"(?:^[ \t]*|(?<=[^\w\s,;:]\s))(?:-{2,}[ \t\r]*$|(?:[СсC]\s+[Уу]важением(?:\s+к\s+вам|\s+и\s+\w+)?"
    r"|[СсC]\s+наилучшими(?:\s+пожеланиями)?|[СсC]\s+ув\.|Всего\s+(?:доброго|хорошего|наилучшего)|Ваша\s+команда)"
    r"[ \t]*(?P<mark>[,.!—–-]?)[ \t]*(?P<signer>[^\r\n]*))",
    _LINES,
)
_HINTS = ("важением", "наилучшими", " ув.", "Всего", "Ваша команда", "\n--")
_POST = (
    r"(?:ваш|команд|коллектив|служб|сервис|отдел|групп|центр|поддержк|забот|менеджер|специалист|оператор|консультант"
    r"|эксперт|инженер|директор|руководител|администра|компани|банк|дежурн)"
)
_SIGNER = lazy(rf"(?:[A-ZА-ЯЁ«\"\[<{{%]|(?i:{_POST}))")
_NAME = lazy(rf"(?:(?i:{_POST})|[A-ZА-ЯЁ][\w.-]*(?:\s+[A-ZА-ЯЁ«\"]\S*)*[,.]?$)")
_LINE = re.compile(r"\S(?:.*\S)?")
_AFTERWORD = lazy(r"(?:[PРП]\.?\s?[SСC]\b|З\.?Ы\b|\d+[.)]\s|[-•*]\s)")


def _signature(text: str, mail: list[Span]) -> Span | None:
    """The closing («С уважением,») at the end of the agent's own text, with the few short lines below it."""
    stop = len(text)
    for start, end, _ in reversed(mail):
        if text[end:stop].strip():
            break
        stop = min(stop, start)
    first = max(0, stop - 400)
    window = text[first:stop].rstrip()
    hints = [at for hint in _HINTS if (at := window.find(hint)) >= 0]
    if hints:
        stop = first + len(window)
        for closing in _CLOSING.finditer(text, first + max(0, min(hints) - 9), stop):
            end = _signed(text, closing, stop)
            if end:
                return closing.end() - len(closing[0].lstrip()), end, "signature"
    return None


def _signed(text: str, closing: re.Match[str], stop: int) -> int:
    """Where the signature ends that begins with ``closing``; 0 if it is but a phrase of the text."""
    mark, signer = closing["mark"], (closing["signer"] or "").strip()
    # «Всего доброго! Надеюсь, теперь понятно» ends with a sting, not with a name.
    parting = mark in (".", "!")
    if signer and (parting or not _SIGNER.match(signer) or not _is_short(signer)):
        return 0
    end, lines = closing.end(), 0
    for below in _LINE.finditer(text, end, stop):
        line, lines = below[0], lines + 1
        if lines > 5 or not _is_short(line) or _AFTERWORD.match(line) or (parting and not _NAME.match(line)):
            break
        end = below.end()
    # Two hyphens also part a text: they open a signature only if nothing else follows.
    return end if mark is not None or not text[end:stop].strip() else 0


def _is_short(line: str) -> bool:
    """Whether ``line`` could stand in a signature; a sentence with its full stop could not."""
    return len(line) <= 60 and (line[-1] not in ".!?:;…" or len(line.split()) <= 3 or bool(re.match(_POST, line, re.I)))
