"""Which encoding the letters of a file are in: Unicode, Windows-1258,
or TCVN3 and VNI of before.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial

from textkit import data
from textkit.vietnamese.syllables import syllable_share

# Letters no legacy encoding shows: a text that has them is Unicode already.
_UNICODE = re.compile("[ăĂđĐơƠưƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<[^<>]{1,2000}>")
# Windows-1252 as browsers take it: the five bytes without a letter are control characters.
_BYTES = {
    bytes([code]).decode("cp1252", "ignore") or chr(code): bytes([code]) for code in range(256)
}
_SAMPLE, _ENOUGH, _FEWEST, _MARKED = 20_000, 0.8, 5, 0.02


def decode_legacy(text: str) -> tuple[str, str] | None:
    """A text whose letters are TCVN3, VNI, or UTF-8 taken for Windows-1252, and what they were;
    None if it is neither.

    TCVN3 has no capitals with a tone: they come out in lower case.

    >>> (
    ...     decode_legacy("Uû ban nh©n d©n tØnh Lam Ch©u"),
    ...     decode_legacy("Ủy ban"),
    ...     decode_legacy("déjà vu"),
    ... )
    (('Uỷ ban nhân dân tỉnh Lam Châu', 'TCVN3'), None, None)
    """
    sample = _sample(text)
    high = sum(character >= "\x80" for character in sample)
    if high < max(_FEWEST, _MARKED * len(sample)) or _UNICODE.search(sample):
        return None
    share, name = max((_share(decode(sample)), name) for name, decode in DECODERS.items())
    better = share >= _ENOUGH and share > _share(sample)
    return (DECODERS[name](text), name) if better else None


def decode_bytes(data: bytes) -> tuple[str, str] | None:
    """The text of bytes that are not UTF-8, and its encoding; None if no encoding makes it
    Vietnamese.

    >>> (
    ...     decode_bytes(b"Ngh\\xde quy\\xd5t v\\xd2 chuy\\xd3n \\xae\\xe6i s\\xe8"),
    ...     decode_bytes("Straße".encode("latin-1")),
    ... )
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

    >>> (
    ...     font_decoder(".VnTimeH")("tØnh"),
    ...     font_decoder("VNI-Times")("tænh"),
    ...     font_decoder("Times New Roman"),
    ... )
    ('TỈNH', 'tỉnh', None)
    """
    encoding = font_encoding(font)
    if encoding == "TCVN3" and font.strip().lower().endswith("h"):
        return lambda text: DECODERS[encoding](text).upper()
    return DECODERS.get(encoding)


def font_encoding(font: str) -> str:
    """The name of the encoding of a legacy font: TCVN3 or VNI; empty for any other.

    >>> font_encoding(".VnArial"), font_encoding("VNI-Helve"), font_encoding("Arial")
    ('TCVN3', 'VNI', '')
    """
    name = font.strip().lower()
    return "TCVN3" if name.startswith(".vn") else "VNI" if name.startswith(("vni ", "vni-")) else ""


@cache
def _letters(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Code and letter of an encoding, and the pattern of all codes: base and mark before base
    alone.
    """
    rows = [
        (bytes.fromhex(row[name]).decode("cp1252"), row["letter"])
        for row in data.rows("encodings.csv")
        if row[name]
    ]
    letters = dict(rows)
    return re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True))), letters


def _from_codes(name: str, text: str) -> str:
    pattern, letters = _letters(name)
    return pattern.sub(lambda match: letters[match[0]], text)


def _from_mojibake(text: str) -> str:
    raw = b"".join(_BYTES.get(character, b"?") for character in text)
    return raw.decode("utf-8", "replace")


DECODERS: dict[str, Callable[[str], str]] = {
    "TCVN3": partial(_from_codes, "tcvn3"),
    "VNI": partial(_from_codes, "vni"),
    "UTF-8 in Windows-1252": _from_mojibake,
}
"""What turns the letters of an old encoding into Unicode, by the encoding's name."""
