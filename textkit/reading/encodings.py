"""Which encoding the letters of a file are in: Unicode, Windows-1258, or TCVN3 and VNI of before."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from textkit.reading.signs import table
from textkit.reading.syllables import syllable_share

_FONTS = re.compile(r"(?P<tcvn3>\.vn.*?(?P<capitals>h)?$)|(?P<vni>vni[ -])", re.I)
# Letters no legacy encoding shows: a text that has them is Unicode already.
_UNICODE = re.compile("[ăĂđĐơƠưƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<[^<>]{1,2000}>")
# Windows-1252 as browsers take it: the five bytes without a letter are control characters.
_BYTES = {bytes([code]).decode("cp1252", "ignore") or chr(code): bytes([code]) for code in range(256)}
_SAMPLE, _ENOUGH, _FEWEST, _MARKED = 20_000, 0.8, 5, 0.02


def decode_legacy(text: str) -> tuple[str, str] | None:
    """A text whose letters are TCVN3, VNI, or UTF-8 taken for Windows-1252, and what they were; None if it is neither.

    TCVN3 has no capitals with a tone: they come out in lower case.

    >>> decode_legacy("Uû ban nh©n d©n tØnh Lam Ch©u"), decode_legacy("Ủy ban"), decode_legacy("déjà vu")
    (('Uỷ ban nhân dân tỉnh Lam Châu', 'TCVN3'), None, None)
    """
    sample = _sample(text)
    high = sum(character >= "\x80" for character in sample)
    if high < max(_FEWEST, _MARKED * len(sample)) or _UNICODE.search(sample):
        return None
    share, name = max((_share(decode(sample)), name) for name, decode in _LEGACY.items())
    better = share >= _ENOUGH and share > _share(sample)
    return (_LEGACY[name](text), name) if better else None


def decode_as(text: str, encoding: str) -> str:
    """A part of a text in the encoding that `decode_legacy` found for the whole."""
    return _LEGACY[encoding](text)


def decode_bytes(data: bytes) -> tuple[str, str] | None:
    """The text of bytes that are not UTF-8, and its encoding; None if no encoding makes it Vietnamese.

    >>> decode_bytes(b"Ngh\\xde quy\\xd5t v\\xd2 chuy\\xd3n \\xae\\xe6i s\\xe8"), decode_bytes("Straße".encode("latin-1"))
    (('Nghị quyết về chuyển đổi số', 'TCVN3'), None)
    """
    text = data.decode("cp1252", "replace") if b"\x81" not in data else data.decode("latin-1")
    vietnamese = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    share, legacy = _share(vietnamese), decode_legacy(text)
    if legacy and _share(legacy[0]) > share:
        return legacy
    return (vietnamese, "Windows-1258") if share >= _ENOUGH and "\ufffd" not in vietnamese else None


def _sample(text: str) -> str:
    return _TAGS.sub(" ", text[: 10 * _SAMPLE])[:_SAMPLE]


def _share(text: str) -> float:
    return syllable_share(_sample(text))


@cache
def font_decoder(font: str) -> Callable[[str], str] | None:
    """What turns the letters of a TCVN3 or VNI font into Unicode; None for any other font.

    The fonts of capitals (`.VnTimeH`) draw small letters as capitals, and so they come out.

    >>> font_decoder(".VnTimeH")("tØnh"), font_decoder("VNI-Times")("tænh"), font_decoder("Times New Roman")
    ('TỈNH', 'tỉnh', None)
    """
    match = _FONTS.match(font.strip())
    if match is None:
        return None
    if match["vni"]:
        return _from_vni
    return (lambda text: _from_tcvn3(text).upper()) if match["capitals"] else _from_tcvn3


def font_encoding(font: str) -> str:
    """The name of the encoding of a legacy font: TCVN3 or VNI; empty for any other.

    >>> font_encoding(".VnArial"), font_encoding("VNI-Helve"), font_encoding("Arial")
    ('TCVN3', 'VNI', '')
    """
    match = _FONTS.match(font.strip())
    return "" if match is None else "VNI" if match["vni"] else "TCVN3"


@cache
def _letters(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Code and letter of an encoding, and the pattern of all codes: base and mark before base alone."""
    rows = [(bytes.fromhex(row[name]).decode("cp1252"), row["letter"]) for row in table("encodings.csv") if row[name]]
    letters = dict(rows)
    return re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True))), letters


def _from_tcvn3(text: str) -> str:
    pattern, letters = _letters("tcvn3")
    return pattern.sub(lambda match: letters[match[0]], text)


def _from_vni(text: str) -> str:
    pattern, letters = _letters("vni")
    return pattern.sub(lambda match: letters[match[0]], text)


def _from_mojibake(text: str) -> str:
    raw = b"".join(_BYTES.get(character, b"?") for character in text)
    return raw.decode("utf-8", "replace")


_LEGACY: dict[str, Callable[[str], str]] = {
    "TCVN3": _from_tcvn3, "VNI": _from_vni, "UTF-8 in Windows-1252": _from_mojibake,
}
