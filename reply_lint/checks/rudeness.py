"""Profanity that phrases cannot say: stretched, with look-alikes, masked with marks or spelt out.

Everything works on the raw text, translated character by character, so that offsets stay those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reply_lint.model import Document, Match
from reply_lint.text import pieces

_TABLE = str.maketrans(
    "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёABCEHKMOPTXYaceopxyk@03",
    "абвгдеежзийклмнопрстуфхцчшщъыьэюяеавсенкмортхуасеорхукаоз",
)
"""Lower case, ё as е, look-alike letters, digits and @ as the letters they stand for; one character to one."""

# Roots with the ways words are built of them. A root stands at a word's start or after a prefix from the list, so
# that «страхуй», «рубля», «хлеба», «скипидар», «мандарин», «употреблять» and «команда» are left alone.
_ROOTS = (
    r"(?:на|по|до|о|а|ни|за|рас|вы|от|при|под|пере|про|у)?х+у+(?:й|я|ю|е|и)[а-я]*",
    r"[а-я]{0,6}п+и+з+(?:д|ж(?![а-я]*ам))[а-я]*",
    r"пзд[а-я]{0,4}",
    r"бл+а+(?:т|д)ь|паздец",
    r"(?:вы)?б+л+я+(?:|т+ь*|д+ь*|д[иеуксюоя][а-я]*)",
    r"(?:за|на|вы|до|у|про|пере|о|по|недо|из|долбо|мозго|ово)?е+б(?:а[тлншвркц]|у[чтщнлгк]|и(?!т)|е[тшмн]|л[аоеяи]|н[уияо]|о[кмш]|ыр|ыва)[а-я]*",
    r"(?:долбо|мозго|дуро|мудо)еб[а-я]*",
    r"[а-я]{1,5}ъеб[а-я]*",
    r"(?:за|на|до|у)?ебу|еб|ебать|ебт|ептить",
    r"с+у+к+(?:а|и|у|е|ой|ам|ами)|суч(?:ка|ку|кой|ара|ары|ий|ье|ья)|сукин",
    r"муд(?:ак|ач|ил|оз|ень)[а-я]*",
    r"г[ао]ндон[а-я]*",
    r"залуп[а-я]*",
    r"(?:за|на|от|по|с)?дроч[иау][а-я]*",
    r"(?:рас)?пид[оа]р[а-я]*|педик(?:а|у|и|ом|ов|ам)?",
    r"шлюх[а-я]*",
    r"манд(?:а|у|е|ой|ы|авошк[а-я]*)",
    r"(?:на|за|обо|вы|по|про|у|пере|до|на)?сра(?:ть|л|ла|ли|ться|лся|лись|ный|ная|ное|ные|ного|ной|ных)",
    r"(?:за|об|на|раз)?г[оа]вн[а-я]*",
    r"дерьм[а-я]*",
    r"жоп(?:а|у|е|ы|ой|ам|ах)",
    r"(?:на|по|до|за|ни|о)?хер(?:|а|у|ом|ня|ню|ни|ней|ово|овый|овая|овое|овые|еть|ел|ели|ачить|ачит)",
    r"нахрен|похрен|нихрена|дохрена|хренов[а-я]*",
)
_M = r"[*#$%•·×_]"
_MASKED = (
    rf"(?:на|по|до|о|ни)?х{_M}{{1,3}}(?:й|я|ю|е|и|ня|ню|ни|[яеи][а-я]{{1,6}})",
    rf"ху{_M}{{1,3}}[а-я]{{0,3}}",
    rf"п{_M}{{2,5}}(?:ц|ец|дец|а|у|ы|ть|ж)|пи{_M}{{1,3}}(?:ц|ец|дец|а|у|ы|ть|ит)",
    rf"бл{_M}{{1,3}}(?:ь|дь|ть)?|б{_M}{{2}}(?:ь|дь|ть)|б{_M}я(?:ть|дь)",
    rf"с{_M}{{1,2}}к(?:а|и|у)|су{_M}(?:а|и|у)",
    rf"(?:за|на|вы|до|у|отъ|разъ|съ|объ|про|долбо)?е{_M}{{1,3}}(?:а|у|л|н|т|о|ш)[а-я]{{1,7}}",
    rf"за{_M}{{2,4}}(?:ли|ло|л|ть)",
    rf"г{_M}{{2,4}}(?:о|а|у)|г[оа]в{_M}{{1,2}}[оау]",
    rf"м{_M}{{2,3}}к(?:и|а|у|ам)?|му{_M}{{1,2}}к(?:и|а|у)?",
    rf"ж{_M}п[аеуы]|жо{_M}[аеуы]|дер{_M}{{1,2}}о",
)
_WORD = re.compile("(?<![а-яa-z0-9])(?:" + "|".join(_ROOTS) + ")(?![а-яa-z0-9])")
_HIDDEN = "(?<![а-яa-z0-9*#$])(?:" + "|".join(_MASKED) + ")(?![а-яa-z0-9])"
_SPELT = r"(?<![а-яa-z0-9])(?:[а-я][ .\-*_]{1,2}){2,12}[а-я](?![а-яa-z0-9])"
_ENGLISH = re.compile(r"\b(?:fuck[a-z]*|f[*]{1,3}k|(?:bull)?shit|bitch|wtf|asshole)\b", re.I)
_MASK_MARK = re.compile(r"[а-я]" + _M)
_LETTER = "[А-Яа-яЁёABCEHKMOPTXYaceopxyk@03]"
_MAY_BE_SPELT = re.compile(rf"(?<![А-Яа-яЁё])(?:{_LETTER}[ .\-*_]{{1,2}}){{2}}{_LETTER}(?![А-Яа-яЁё])")
_LONG_CHUNK = 60
_CHUNKS = 20_000
"""So many chunks that were found decent are remembered; then it starts anew."""
_decent: set[str] = set()
_PIECES = 12_000
"""Most distinct pieces of lines remembered."""


def profanity(doc: Document) -> Iterator[Match]:
    """Obscene words, also stretched (суууука), with look-alikes (xyй), masked (х*й) and spelt out (х у й)."""
    if any(map(_may_be_obscene, pieces(doc))):
        yield from _obscenities(doc)


@lru_cache(maxsize=_PIECES)
def _may_be_obscene(piece: str) -> bool:
    new = set(piece.split()) - _decent  # what is known costs next to nothing, and most is
    if any(len(chunk) > _LONG_CHUNK or _is_obscene(chunk) for chunk in new):
        return True
    if len(_decent) > _CHUNKS:
        _decent.clear()
    _decent.update(new)
    return bool(_MAY_BE_SPELT.search(piece))


def _is_obscene(chunk: str) -> bool:
    """Is there an obscene word, not spelt out, in what stands between spaces?"""
    text = chunk.translate(_TABLE)
    return bool(_WORD.search(text) or _ENGLISH.search(chunk) or (_MASK_MARK.search(text) and re.search(_HIDDEN, text)))


def _obscenities(doc: Document) -> Iterator[Match]:
    text = doc.text.translate(_TABLE)
    for found in _WORD.finditer(text):
        if any(char.isalpha() and not char.isascii() for char in doc.text[found.start() : found.end()]):
            yield Match(found.start(), found.end())
    for found in _ENGLISH.finditer(doc.text):
        yield Match(found.start(), found.end())
    if _MASK_MARK.search(text):
        for found in re.finditer(_HIDDEN, text):
            yield Match(found.start(), found.end())
    for found in re.finditer(_SPELT, text):
        if _WORD.fullmatch(re.sub(r"[ .\-*_]", "", found.group())):
            yield Match(found.start(), found.end())
