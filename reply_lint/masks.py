"""Spans of a reply that are not the agent's own words: quoted mail, addresses, code, tags, names in quotes, signature.

All offsets are code points into the text exactly as given. Two habits keep this quick, and linear whatever the text:
a pattern runs only when a plain ``in`` finds what it cannot do without, and no pattern may scan the same run of
characters again from every position inside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from reply_lint.model import Mask, MaskKind

Span = tuple[int, int, MaskKind]

_ROOM = 200
"""The longest text in quotes that is taken for a name or for somebody's words."""
_SHORT = 5
"""So many words in quotes pass for a name on their own."""
_CLIENT = 20_000
"""How much of the client's message is searched for long quotes, of which a reply can hold thousands."""
_SIGNATURE = 500
"""How far from the end a signature can begin."""
_SIGNATURE_LINES = 5
"""How many lines it can have below its closing («С уважением,»)."""


def find(text: str, client: str | None = None) -> tuple[Mask, ...]:
    """Spans of ``text`` that rules don't look into, sorted and apart; ``client`` tells which quotes repeat the client."""
    mail = sorted(_mail(text))
    # Nothing below a header needs a look: it is somebody else's mail.
    end = mail[-1][0] if mail and mail[-1][1] == len(text) else len(text)
    spans = _apart([*mail, *_code(text, end), *_html(text, end), *_addresses(text, end), *_quotes(text, end, client)])
    spans += _around(text, _signature(text, mail), spans)
    return tuple(Mask(*span) for span in sorted(spans))


def _apart(spans: list[Span]) -> list[Span]:
    """``spans`` sorted and apart: the outer one of two wins; where they only cross, mail, code, then the first one."""
    kept: list[Span] = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        last_start, last_end, last_kind = kept[-1] if kept else (0, 0, kind)
        if start >= last_end:
            kept.append((start, end, kind))
        elif end > last_end and kind in ("mail", "code") and last_kind != "mail":
            kept[-1:] = [(last_start, start, last_kind), (start, end, kind)] if start > last_start else [(start, end, kind)]
        elif end > last_end:
            kept.append((last_end, end, kind))
    return kept


def _around(text: str, signature: Span | None, spans: list[Span]) -> Iterator[Span]:
    """The parts of ``signature`` that ``spans`` leave over, blank ones dropped."""
    if signature:
        start, stop, kind = signature
        for inner, end, _ in [*(span for span in spans if span[1] > start and span[0] < stop), (stop, stop, kind)]:
            if text[start:inner].strip():
                yield start, inner, kind
            start = max(start, end)


# --- Quoted mail ---

_EOL = r"[ \t\r]*$"
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
    rf"(?:[^\n<>@]{{0,150}}(?:\n[^\n<>@]{{0,150}})?[<\[]\s*{_ADDRESS}[>\]](?:\s+{_VERB})?"
    rf"|,?\s+(?:от\s+|пользователь\s+)?{_ADDRESS}\s+{_VERB}|,\s+{_ADDRESS}"
    rf"|,\s+[\"«]?(?-i:[A-ZА-ЯЁ])[^\n,.:;!?]{{0,60}}\s+{_VERB}"
    r"|,?\s+[^\n.:;!?]{1,60}\s+(?:на)?писал\s?\(а\))"
)
_FLAGS = re.IGNORECASE | re.MULTILINE
_DATED = re.compile(rf"^[ \t]*{_DATE}{_TIME}{_WHO}\s?:{_EOL}", _FLAGS)
_WROTE = re.compile(rf"^[ \t]*On\s(?=[^\n]*\d)[^\n]{{6,200}}(?:\n[^\n]{{0,200}})?\bwrote:{_EOL}", re.MULTILINE)
_BANNER = re.compile(
    rf"^[ \t]*(?:-{{2,}}[ \t]*(?:(?:исходное|пере(?:сыла|адресова|направле|сла)н?н?(?:ем)?ое) сообщение"
    rf"|(?:original|forwarded) message)[ \t]*-{{2,}}{_EOL}"
    rf"|(?:начало пере(?:адресованно|сылаемо)го сообщения|begin forwarded message):{_EOL})",
    _FLAGS,
)
# Outlook's block. A letter that the agent dictates («От: …», «Кому: …», «Тема: …») has no date in the second place.
_BLOCK = re.compile(
    r"^[ \t]*(?:_{5,}\s+)?\*?(?:От(?: кого)?|From):\*?[ \t][^\n]{1,120}?\s\*?(?:Отправлено|Дата|Sent|Date):"
    r"(?=[^\n]*\d)[^\n]{1,80}?\s\*?(?:Кому|Тема|To|Subject):",
    re.MULTILINE,
)
_DEVICE = re.compile(
    r"^[ \t]*(?:Отправлено (?:со?|из)|Sent from) [^\n]{0,30}(?:iPhone|iPad|Android|Samsung|Galaxy|Huawei|Honor|Xiaomi"
    r"|Outlook|Mail|Яндекс|Почт|мобильн|смартфон|телефон|устройств|планшет)[^\n]{0,40}$",
    re.MULTILINE,
)
_LINES = r">[^\r\n]*(?:\r?\n[ \t\xa0]*>[^\r\n]*)*"
_QUOTED = re.compile(rf"^[ \t\xa0]*{_LINES}", re.MULTILINE)
_THEN_QUOTED = re.compile(rf"\s*{_LINES}")


def _mail(text: str) -> Iterator[Span]:
    """Quoted lines, the headers above them, and all that stands below a header without quoted lines."""
    done = 0
    for start, end in sorted(_headers(text)):
        if start >= done:
            quoted = _THEN_QUOTED.match(text, end)
            done = quoted.end() if quoted else len(text)
            yield start, done, "mail"
    if ">" in text:
        yield from ((*match.span(), "mail") for match in _QUOTED.finditer(text))
    if "Отправлено " in text or "Sent from" in text:
        yield from ((*match.span(), "mail") for match in _DEVICE.finditer(text))


def _headers(text: str) -> Iterator[tuple[int, int]]:
    """The lines that a mail program puts above the mail it quotes."""
    if "@" in text or "исал" in text or "пишет" in text:
        yield from (match.span() for match in _DATED.finditer(text))
    if "wrote:" in text:
        yield from (match.span() for match in _WROTE.finditer(text))
    if "--" in text or "сообщения:" in text or "message:" in text:
        yield from (match.span() for match in _BANNER.finditer(text))
    if "От:" in text or "От кого:" in text or "From:" in text:
        yield from (match.span() for match in _BLOCK.finditer(text))


# --- Code, tags, addresses ---

# A row of tildes is an ornament; three of them with at most a language's name open a block.
_FENCE = re.compile(r"^[ \t]*(`{3}|~{3})(?:(?<=`)[^`\n]*|(?<=~)\w*[ \t\r]*)$", re.MULTILINE)
# Between letters a backtick stands for an apostrophe or a hard sign («об`явление»).
_INLINE = re.compile(r"(?<![\w`])`{1,3}[^`\n]+`{1,3}(?!\w)")


def _code(text: str, end: int) -> Iterator[Span]:
    if "```" in text or "~~~" in text:
        at = 0
        while fence := _FENCE.search(text, at, end):
            close = text.find("\n~~~" if fence[1] == "~~~" else "```", fence.end(), end)
            at = text.find("\n", close + 1, end) if close >= 0 else end
            at = at if at >= 0 else end
            yield fence.start(1), at, "code"
    if "`" in text:
        yield from ((*match.span(), "code") for match in _INLINE.finditer(text, 0, end))


_TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|cite|del|dd|div|dl|dt|em|figure|font|footer|h[1-6]|head|header|hr|html|i|img"
    "|ins|li|mark|ol|p|pre|q|s|section|small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul"
)
# «<title>», «<link>», «<code>» alone are more likely fields that nobody filled in than tags.
_RARE_TAGS = (
    "address|article|aside|audio|base|button|caption|code|col|colgroup|data|details|dfn|fieldset|figcaption|form|iframe"
    "|input|kbd|label|legend|link|main|map|meta|nav|noscript|object|option|picture|samp|script|select|source|summary|svg"
    "|template|textarea|time|title|var|video|wbr"
)
_TAG = re.compile(
    rf"<(?:/(?:{_TAGS}|{_RARE_TAGS})\s*|(?:{_TAGS})\s*/?|(?:{_TAGS}|{_RARE_TAGS})\s[^<>=]*=[^<>]*|!doctype\b[^<>]*)>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}\d{0,2}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")


def _html(text: str, end: int) -> Iterator[Span]:
    if "<" in text:
        yield from ((*match.span(), "html") for match in _TAG.finditer(text, 0, end))
        start = text.find("<!--", 0, end)
        while start >= 0 and (close := text.find("-->", start + 4, end)) >= 0:
            yield start, close + 3, "html"
            start = text.find("<!--", close + 3, end)
    if "&" in text:
        yield from ((*match.span(), "html") for match in _ENTITY.finditer(text, 0, end))


_URL = re.compile(r"(?:\b(?:https?|ftp|tg)://|\bwww\.)[^\s<>«»„“”\"]+", re.IGNORECASE)
# Only ends that are no Russian or English word («г.москва», «сайт.онлайн» lack a space after the dot).
_TLD = re.compile(
    r"\.(?:ru|su|рф|рус|com|net|org|info|biz|pro|io|me|by|kz|ua|uz|am|ge|de|eu|uk|us|co|tv|cc|gg|ai|app|dev|shop|store"
    r"|online|site|tech|club|cloud|bank|travel|moscow|xyz|example)(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_DOMAIN = re.compile(rf"(?<![\w@.-])[\w-][\w.-]*{_TLD.pattern}(?!@)(?::\d+)?(?:[/?#][^\s<>«»„“”\"]*)?", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-][\w.-]{0,200}\.[^\W\d_]{2,24}(?![\w@])")


def _addresses(text: str, end: int) -> Iterator[Span]:
    """URLs, domains and e-mail addresses without the punctuation that follows them."""
    patterns = []
    if "://" in text or "www." in text or "WWW." in text:
        patterns.append(_URL)
    if "." in text and _TLD.search(text, 0, end):
        patterns.append(_DOMAIN)
    for pattern in patterns:
        for match in pattern.finditer(text, 0, end):
            url = match[0].rstrip(".,;:!?…'*)]}")
            # «(см. example.ru)», but «ru.wikipedia.org/wiki/Язь_(рыба)».
            close = "(" in url and text.startswith(")", match.start() + len(url))
            yield match.start(), match.start() + len(url) + close, "url"
    if "@" in text:
        yield from ((*match.span(), "email") for match in _EMAIL.finditer(text, 0, end))


# --- Names and other people's words in quotes ---

_MARK = re.compile(r"[«»„“”\"\n]")
_OPENED_BY = {"»": "«", "“": "„", "”": "„“", '"': '"'}
_WORD = re.compile(r"\w+(?:[.-]\w+)*")
# What stands before a long quote that is not the agent's own: a part of a screen or a document, an order to find or
# enter it, or the client's writing.
_LEAD = re.compile(
    r"\b(?:кноп[ко]|раздел|вкладк|пол(?:е|я|ю|ем)\b|пункт|меню|статус|ошибк|сообщени|уведомлени|надпис|текст|фраз[аеуы]"
    r"|тем[аеуы]\b|страниц|строк|галочк|опци|тариф|услуг|документ|договор|заявлени|форм[аеуы]\b|инструкци|режим|акци"
    r"|нажм|нажат|выбер|откро|перейд|введ|впиш|укаж|напиш|отметь|пиш[еу]т|назван|называ"
    r"|вы (?:\w+ )?(?:на)?(?:писал|сообщ|спрашива|спросил|указал|говор))",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…\n]")


def _quotes(text: str, end: int, client: str | None) -> Iterator[Span]:
    """Names and the client's words in quotation marks, marks included; of nested ones the outermost."""
    if not any(mark in text for mark in '«"„“'):
        return
    said = _plain(client[:_CLIENT]) if client else ""
    whole = len(text) - len(text.lstrip()), len(text.rstrip())
    done = 0
    for start, stop in sorted(_pairs(text, end)):
        # A reply that is pasted in quotes as a whole is still a reply.
        if start >= done and (start, stop) != whole and _is_foreign(text, start, stop, said):
            done = stop
            yield start, stop, "quote"


def _pairs(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Pairs of quotation marks on one line with something between them; they may nest and cross."""
    opened: dict[str, list[int]] = {mark: [] for mark in '«„“"'}
    for match in _MARK.finditer(text, 0, end):
        mark, at = match[0], match.start()
        if mark == "\n":
            for starts in opened.values():
                starts.clear()
        elif mark in "«„" or (mark in '"“' and _opens(text, at)):
            opened[mark].append(at)
        else:
            start = max((opened[opener].pop() for opener in _OPENED_BY[mark] if opened[opener]), default=at)
            if 1 < at - start <= _ROOM:
                yield start, at + 1


def _opens(text: str, at: int) -> bool:
    """Whether a mark that looks the same on both sides is an opening one (not an inch, either: 27")."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not after.isspace() and (not before or before.isspace() or before in "([{«„—–-/")


def _is_foreign(text: str, start: int, stop: int, said: str) -> bool:
    """Whether the quote is a name, or words of the client, a screen or a document."""
    quote = text[start + 1 : stop - 1]
    if "→" in quote or len(_WORD.findall(quote)) <= _SHORT:
        return True
    lead = _SENTENCE_END.split(text[max(0, start - 60) : start])[-1]
    return bool(_LEAD.search(lead)) or _plain(quote).strip(" .,!?…") in said


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())


# --- Signature ---

_CLOSING = re.compile(
    r"(?:^[ \t]*|(?<=[^\w\s,;:]\s))(?:-{2,}[ \t\r]*$|(?:[СсC]\s+[Уу]важением(?:\s+к\s+вам|\s+и\s+\w+)?"
    r"|[СсC]\s+наилучшими(?:\s+пожеланиями)?|[СсC]\s+ув\.|Всего\s+(?:доброго|хорошего|наилучшего)|Ваша\s+команда)"
    r"[ \t]*(?P<mark>[,.!—–-]?)[ \t]*(?P<signer>[^\n]*))",
    re.MULTILINE,
)
_POST = (
    r"(?:ваш|команд|коллектив|служб|сервис|отдел|групп|центр|поддержк|забот|менеджер|специалист|оператор|консультант"
    r"|эксперт|инженер|директор|руководител|администра|компани|банк|дежурн)"
)
_SIGNER = re.compile(rf"\s*(?:[A-ZА-ЯЁ«\"\[<{{%]|(?i:{_POST}))")
_NAME = re.compile(rf"\s*(?:(?i:{_POST})|[A-ZА-ЯЁ][\w.-]*(?:\s+[A-ZА-ЯЁ«\"]\S*)*[,.]?\s*$)")
_AFTERWORD = re.compile(r"\s*(?:[PРП]\.?\s?[SСC]\b|З\.?Ы\b|\d+[.)]\s|[-•*]\s)")


def _signature(text: str, mail: list[Span]) -> Span | None:
    """The closing («С уважением,») at the end of the agent's own text, with the few short lines below it."""
    stop = len(text)
    for start, end, _ in reversed(mail):
        if text[end:stop].strip():
            break
        stop = min(stop, start)
    first = max(0, stop - _SIGNATURE)
    window = text[first:stop].rstrip()
    if any(word in window for word in ("важением", "наилучшими", " ув.", "Всего ", "Ваша команда", "--")):
        for closing in _CLOSING.finditer(text, first, first + len(window)):
            end = _signed(text, closing, first + len(window))
            if end:
                return closing.end() - len(closing[0].lstrip()), end, "signature"
    return None


def _signed(text: str, closing: re.Match[str], stop: int) -> int:
    """Where the signature that begins with ``closing`` ends; 0 if it is but a phrase of the text."""
    mark, signer = closing["mark"], closing["signer"] or ""
    # «Всего доброго! Надеюсь, теперь понятно» ends with a sting, not with a name.
    parting = mark in (".", "!")
    if signer.strip() and (parting or not _SIGNER.match(signer) or not _is_short(signer)):
        return 0
    end = at = closing.end()
    for line in text[at:stop].split("\n", _SIGNATURE_LINES + 4)[1:]:
        at += 1 + len(line)
        if line.strip():
            if not _is_short(line) or _AFTERWORD.match(line) or (parting and not _NAME.match(line)):
                break
            end = at
    # Two hyphens also part a text: they open a signature only if nothing else follows.
    return 0 if mark is None and text[end:stop].strip() else end


def _is_short(line: str) -> bool:
    """Whether the line could stand in a signature; a sentence with its full stop could not."""
    line = line.strip()
    return len(line) <= 60 and (line[-1] not in ".!?:;…" or len(line.split()) <= 3 or bool(re.match(_POST, line, re.I)))
