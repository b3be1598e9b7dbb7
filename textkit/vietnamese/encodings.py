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
_BYTE_OF_LETTER: dict[str, bytes] = {}
for _code in range(256):
    _byte = bytes([_code])
    _BYTE_OF_LETTER[_byte.decode("cp1252", "ignore") or chr(_code)] = _byte

# Characters of a text that are looked at, after tags are taken out of ten times as many. Chosen by
# eye; not measured.
_SAMPLE = 20_000
_SAMPLE_WITH_TAGS = 10 * _SAMPLE
# The share of syllables from which a text is Vietnamese. Clean text has over .9, English under .4
# (`syllable_share`).
_VIETNAMESE_FROM = 0.8
# Letters beyond ASCII from which the encoding of a text is asked for, as a number and as a share of
# the sample: a name or a sign of a unit is no reason. Chosen by eye; not measured.
_FEWEST_MARKED = 5
_LEAST_SHARE_MARKED = 0.02


def decode_legacy(text: str) -> tuple[str, str] | None:
    """A text whose letters are TCVN3, VNI, or UTF-8 taken for Windows-1252, and what they were;
    None if it is neither.

    TCVN3 has no capitals with a tone: they come out in lower case.

    >>> decode_legacy("Uû ban nh©n d©n tØnh Lam Ch©u")
    ('Uỷ ban nhân dân tỉnh Lam Châu', 'TCVN3')
    >>> decode_legacy("Ủy ban") is decode_legacy("déjà vu") is None
    True
    """
    sample = _sample(text)
    if not _may_be_legacy(sample):
        return None
    shares = {name: _share_of_syllables(decode(sample)) for name, decode in DECODERS.items()}
    best = max(shares, key=lambda name: (shares[name], name))
    if shares[best] < _VIETNAMESE_FROM or shares[best] <= _share_of_syllables(sample):
        return None
    return DECODERS[best](text), best


def decode_bytes(data: bytes) -> tuple[str, str] | None:
    """The text of bytes that are not UTF-8, and its encoding; None if no encoding makes it
    Vietnamese.

    >>> decode_bytes(b"Ngh\\xde quy\\xd5t v\\xd2 chuy\\xd3n \\xae\\xe6i s\\xe8")
    ('Nghị quyết về chuyển đổi số', 'TCVN3')
    >>> decode_bytes("Straße".encode("latin-1")) is None
    True
    """
    # 0x81 has no letter in Windows-1252, but VNI and mojibake may have it.
    western = data.decode("latin-1") if b"\x81" in data else data.decode("cp1252", "replace")
    windows_1258 = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    share = _share_of_syllables(windows_1258)
    legacy = decode_legacy(western)
    if legacy and _share_of_syllables(legacy[0]) > share:
        return legacy
    if share >= _VIETNAMESE_FROM and "\ufffd" not in windows_1258:
        return windows_1258, "Windows-1258"
    return None


def _may_be_legacy(sample: str) -> bool:
    """Whether a text has letters beyond ASCII that are worth asking about, and none of Unicode."""
    marked = sum(character >= "\x80" for character in sample)
    least = max(_FEWEST_MARKED, _LEAST_SHARE_MARKED * len(sample))
    return marked >= least and not _UNICODE.search(sample)


def _sample(text: str) -> str:
    return _TAGS.sub(" ", text[:_SAMPLE_WITH_TAGS])[:_SAMPLE]


def _share_of_syllables(text: str) -> float:
    return syllable_share(_sample(text))


@cache
def font_decoder(font: str) -> Callable[[str], str] | None:
    """What turns the letters of a TCVN3 or VNI font into Unicode; None for any other font.

    The fonts of capitals (`.VnTimeH`) draw small letters as capitals, and so they come out.

    >>> font_decoder(".VnTimeH")("tØnh"), font_decoder("VNI-Times")("tænh")
    ('TỈNH', 'tỉnh')
    >>> font_decoder("Times New Roman") is None
    True
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
    if name.startswith(".vn"):
        return "TCVN3"
    return "VNI" if name.startswith(("vni ", "vni-")) else ""


@cache
def _letters(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Code and letter of an encoding, and the pattern of all codes: base and mark before base
    alone.
    """
    letters = {
        bytes.fromhex(row[name]).decode("cp1252"): row["letter"]
        for row in data.rows("encodings.csv")
        if row[name]
    }
    longest_first = sorted(map(re.escape, letters), key=len, reverse=True)
    return re.compile("|".join(longest_first)), letters


def _from_codes(name: str, text: str) -> str:
    pattern, letters = _letters(name)
    return pattern.sub(lambda match: letters[match[0]], text)


def _from_mojibake(text: str) -> str:
    raw = b"".join(_BYTE_OF_LETTER.get(character, b"?") for character in text)
    return raw.decode("utf-8", "replace")


DECODERS: dict[str, Callable[[str], str]] = {
    "TCVN3": partial(_from_codes, "tcvn3"),
    "VNI": partial(_from_codes, "vni"),
    "UTF-8 in Windows-1252": _from_mojibake,
}
"""What turns the letters of an old encoding into Unicode, by the encoding's name."""
