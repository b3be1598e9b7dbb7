"""Which encoding the letters of a file are in: Unicode, Windows-1258, or TCVN3, VNI, VISCII and
VIQR of before.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial

from textkit import data
from textkit.vietnamese.syllables import common, is_syllable, syllable_share
from textkit.vietnamese.text import fold

# Letters no legacy encoding shows: a text that has them is Unicode already.
_UNICODE = re.compile("[ăĂđĐơƠưƯ\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_TAGS = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>|<[^<>]{1,2000}>")

_REFERENCE = re.compile(r"&#\d{2,6};")  # &#7879;

# Windows-1252 as browsers take it: the five bytes without a letter are control characters.
_LETTER_OF_CODE = {
    code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(256)
}
_BYTE_OF_LETTER = {letter: bytes([code]) for code, letter in _LETTER_OF_CODE.items()}

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
# A text is VIQR where it has so many signs for each word that VIQR alone puts after a vowel, and
# where it is Vietnamese once decoded. Real documents written in VIQR have .59 or more; the most in
# other text were .08, in the code of a program.
_SHARE_IN_VIQR = 0.2

# Signs of VIQR and the marks they stand for: those that make another letter, and the tones.
_LETTER_SIGNS = {"(": "\u0306", "^": "\u0302", "+": "\u031b"}
_TONE_SIGNS = {"`": "\u0300", "'": "\u0301", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
_MARK_OF_SIGN = _LETTER_SIGNS | _TONE_SIGNS
_VIQR_LETTER = re.compile(
    r"""
    (?P<dd> dd )                                # ddo^. ta(ng: độ tăng
    | (?P<vowel> a[(^]? | e\^? | i | o[\^+]? | u\+? | y )  # a( a^ o+ u+
      (?P<tone> [`'?~.]? )
    | [a-z]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_VIQR_WORD = re.compile(
    r"""
    <[^<>]{1,2000}>                             # a tag of a page, which stays
    | \\ (?P<escaped> [`'?~.(^+\\] )           # na(m 2030\. : a sign that is no mark
    | (?P<word> (?: dd | [aeiouy][(^+]?[`'?~.]? | [a-z] )+ )
    (?= (?P<ends> \s* (?: \n | \Z | < | (?-i:[A-Z]) ) )? )  # a new line or sentence
    """,
    re.IGNORECASE | re.VERBOSE,
)
# A sign that no other text has after a vowel: a^ u+ o` e~; not ' ? or . which also end words.
_ONLY_IN_VIQR = re.compile(r"[aeiouy](?:[(^+][`'?~.]?(?![\s)])|[`~]|[.?'](?=[a-z]))", re.IGNORECASE)


def decode_legacy(text: str) -> tuple[str, str] | None:
    """A text whose letters are TCVN3, VNI, VISCII, VIQR, or UTF-8 taken for Windows-1252, and what
    they were; None if it is none of them.

    TCVN3 has no capitals with a tone: they come out in lower case. In VIQR a dot or a question mark
    after a vowel is the tone or the end of the sentence, which is told by the words.

    >>> decode_legacy("Uû ban nh©n d©n tØnh Lam Ch©u")
    ('Uỷ ban nhân dân tỉnh Lam Châu', 'TCVN3')
    >>> decode_legacy("U?y ban nha^n da^n ti?nh Lam Cha^u")
    ('Ủy ban nhân dân tỉnh Lam Châu', 'VIQR')
    >>> decode_legacy("Ủy ban") is decode_legacy("déjà vu") is None
    True
    """
    sample = _sample(text)
    names = [_VIQR] if _may_be_viqr(sample) else []
    if _may_be_legacy(sample):
        names = [name for name in DECODERS if name != _VIQR]
    if not names:
        return None
    shares = {name: _share_of_syllables(DECODERS[name](sample)) for name in names}
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
    western = data.decode("latin-1").translate(_LETTER_OF_CODE)
    windows_1258 = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    share = _share_of_syllables(windows_1258)
    # A page that Word saved in Windows-1252 has all letters that this lacks as numbers: &#7879;
    western_share = _share_of_syllables(western)
    if western_share > max(share, _VIETNAMESE_FROM):
        return western, "Windows-1252"
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


def _may_be_viqr(sample: str) -> bool:
    """Whether enough words have signs of VIQR after their vowels."""
    signs = len(_ONLY_IN_VIQR.findall(sample))
    return signs >= max(_FEWEST_MARKED, _SHARE_IN_VIQR * len(sample.split()))


def _sample(text: str) -> str:
    """The beginning of a text, without tags, with the letters that a page writes as numbers."""
    words = _TAGS.sub(" ", text[:_SAMPLE_WITH_TAGS])
    if "&#" in words:
        words = _REFERENCE.sub(lambda match: html.unescape(match[0]), words)
    return words[:_SAMPLE]


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
        bytes.fromhex(row[name]).decode("latin-1").translate(_LETTER_OF_CODE): row["letter"]
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


def _from_viqr(text: str) -> str:
    return _VIQR_WORD.sub(_viqr_word, text)


def _viqr_word(match: re.Match[str]) -> str:
    """A word in VIQR as it is read: with its last sign as a tone, or as the end of a sentence."""
    word = match["word"]
    if not word:
        return match["escaped"] or match[0]
    toned = _viqr_letters(word)
    if word[-1] not in _TONE_SIGNS:
        return toned
    plain = _viqr_letters(word[:-1])
    if not (is_syllable(toned) and is_syllable(plain)):
        return toned if is_syllable(toned) else plain + word[-1]
    # Both are words. Only a full stop is common in official text, and only before a new sentence:
    # "ddo^." is độ elsewhere, and there the more common of the two. I. and a. are enumerators.
    is_stop = word[-1] == "." and (match["ends"] is not None or len(word) == len("I."))
    if not is_stop or _frequency(toned) > _frequency(plain):
        return toned
    return plain + word[-1]


def _viqr_letters(word: str) -> str:
    return unicodedata.normalize("NFC", _VIQR_LETTER.sub(_viqr_letter, word))


def _viqr_letter(match: re.Match[str]) -> str:
    if match["dd"]:
        return "Đ" if match["dd"][0] == "D" else "đ"
    return match[0][0] + "".join(_MARK_OF_SIGN[sign] for sign in match[0][1:])


def _frequency(word: str) -> int:
    return common().get(fold(word), 0)


_VIQR = "VIQR"
DECODERS: dict[str, Callable[[str], str]] = {
    "TCVN3": partial(_from_codes, "tcvn3"),
    "VNI": partial(_from_codes, "vni"),
    "VISCII": partial(_from_codes, "viscii"),
    _VIQR: _from_viqr,
    "UTF-8 in Windows-1252": _from_mojibake,
}
"""What turns the letters of an old encoding into Unicode, by the encoding's name."""
