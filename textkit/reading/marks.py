"""Stretches of a line that are no words of it: raised marks of notes, what is struck, comments.

A reader wraps them with `wrapped`; `settle`, which `lay_out` calls, judges each by what it stands
in. So the words of a line stay one string on the way, whatever else is done to it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from textkit import data
from textkit.vietnamese.text import tidy

Manner = Literal["raised", "struck", "comment"]

# Private characters, which no text has: each manner has one that opens a stretch, all have one end.
_END = "\U0010fe00"
_BEGINS: dict[Manner, str] = {
    "raised": "\U0010fe01",
    "struck": "\U0010fe02",
    "comment": "\U0010fe03",
}
_MANNERS = {begin: manner for manner, begin in _BEGINS.items()}
_SIGNS = re.compile("[\U0010fe00-\U0010fe03]")
_STRETCH = re.compile("([\U0010fe01-\U0010fe03])([^\U0010fe00-\U0010fe03]*)\U0010fe00")

_PATTERNS = data.patterns("reading.toml", "marks")
_SUPERSCRIPTS = str.maketrans("0123456789+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()")

# So many characters before a raised digit say whether it is an exponent: "kg/(m.s" is no longer.
_LOOKED_BACK = 12


class Omission(NamedTuple):
    """What was left out of a line; `place` counts the characters before it, blanks aside."""

    place: int
    manner: Manner
    words: str


class Settled(NamedTuple):
    """A line after its stretches were judged.

    `label` is the mark of the note that the line is, `[3]`; `kept` says of each stretch, in order,
    whether it stayed; `manner` is the one of all the line.
    """

    text: str
    omissions: tuple[Omission, ...] = ()
    label: str = ""
    kept: tuple[bool, ...] = ()
    manner: Manner | None = None


def wrapped(words: str, manner: Manner) -> str:
    """Some words as a stretch of that manner, to be judged by `settle`; blank ones as they are.

    >>> settle("còn 250" + wrapped("3", "raised") + " hộ").text
    'còn 250 hộ'
    """
    words = _SIGNS.sub("", words)
    return f"{_BEGINS[manner]}{words}{_END}" if words.strip() else words


def bare(text: str) -> str:
    """A line as it reads, without what is left out of it."""
    settled = settle(text)
    return " ".join(f"{settled.label} {settled.text}".split())


def settle(text: str, *, is_labelled: bool = False) -> Settled:
    """A line without the stretches that are not its words.

    Raised digits are the mark of a note, but behind a unit (m2) or as a power (10⁻³); typed ones
    (250³) are judged alike, and stay as they are typed where they stay. Raised digits that begin
    the line are its mark, unless it has an automatic number (`is_labelled`). What is struck and
    comments are left out, unless all of the line is.

    >>> power = "x 10" + wrapped("-3", "raised")
    >>> settle("250³ hộ, 40 km" + wrapped("2", "raised") + ", 5 " + power).text
    '250 hộ, 40 km2, 5 x 10⁻³'
    """
    if not _SIGNS.search(text) and not _PATTERNS["typed"].search(text):
        return Settled(text)
    stretches = list(_stretches(text))
    plain = "".join(item.words for item in stretches if not item.manner)
    if not plain.strip():
        return _settled_whole(stretches)
    line = _Line(may_be_note=not is_labelled)
    for place, item in enumerate(stretches):
        following = "".join(after.words for after in stretches[place + 1 : place + 3])
        if item.manner == "raised":
            line.add_raised(item.words, following)
        elif item.manner:
            line.leave_out(item.words, item.manner)
            line.kept.append(False)
        else:
            _add_plain(line, item.words, following)
    settled = line.settled()
    # A mark alone on a line, such as a cell of figures, is no note.
    return settled if settled.text.strip() else _settled_whole(stretches)


def _settled_whole(stretches: Sequence["_Stretch"]) -> Settled:
    """A line of nothing but stretches: it stays, in the manner of all of them."""
    manners = {item.manner for item in stretches if item.words.strip()}
    if manners == {"struck", "comment"}:
        manners = {"struck"}
    words = "".join(item.words for item in stretches)
    wrapped_ones = sum(item.manner is not None for item in stretches)
    manner = manners.pop() if len(manners) == 1 else None
    return Settled(words, kept=(True,) * wrapped_ones, manner=manner)


class _Stretch(NamedTuple):
    words: str
    manner: Manner | None = None


def _stretches(text: str) -> Iterator[_Stretch]:
    """The stretches of a text in order, those without a manner too."""
    done = 0
    for match in _STRETCH.finditer(text):
        if done < match.start():
            yield _Stretch(_SIGNS.sub("", text[done : match.start()]))
        yield _Stretch(match[2], _MANNERS[match[1]])
        done = match.end()
    if done < len(text):
        yield _Stretch(_SIGNS.sub("", text[done:]))


def _add_plain(line: "_Line", words: str, following: str) -> None:
    """Words of the line, typed raised digits among them judged like others."""
    done = 0
    for match in _PATTERNS["typed"].finditer(words):
        line.add(words[done : match.start()])
        line.add_typed(match[0], words[match.end() : match.end() + 1] or following[:1])
        done = match.end()
    line.add(words[done:])


class _Line:
    """A line as it is put together."""

    def __init__(self, *, may_be_note: bool) -> None:
        self.kept: list[bool] = []  # of the wrapped stretches
        self._parts: list[str] = []
        self._tail = ""  # the last characters
        self._length = 0  # in characters that are no blanks
        self._omissions: list[Omission] = []
        self._label = ""
        self._may_be_note = may_be_note
        self._needs_blank = False

    def settled(self) -> Settled:
        """What was made of the line."""
        return Settled("".join(self._parts), tuple(self._omissions), self._label, tuple(self.kept))

    def add(self, words: str) -> None:
        """Adds words, with one blank where a stretch was left out."""
        if not words:
            return
        if self._omissions and self._is_behind_omission():
            if self._tail[-1:].isspace() or not self._tail:
                words = words.lstrip(" ")
            elif self._needs_blank and words[0].isalnum():
                words = f" {words}"
        if words:
            self._parts.append(words)
            self._tail = (self._tail + words)[-_LOOKED_BACK:]
            self._length += len("".join(tidy(words).split()))
        self._needs_blank = False

    def add_raised(self, words: str, following: str) -> None:
        """Adds raised words, or leaves them out as the mark of a note."""
        mark = words.strip()
        stays = not _PATTERNS["mark"].fullmatch(mark) or following.lstrip()[:1] in ("/", "⁄")
        if stays:
            self.add(words)
        elif self._is_unit(mark):
            self.add(mark)
        elif self._is_power(mark):
            self.add(mark.translate(_SUPERSCRIPTS))
        else:
            self._add_mark(mark, words)
            self.kept.append(False)
            return
        self.kept.append(True)

    def add_typed(self, words: str, following: str) -> None:
        """Adds digits that are typed raised, or leaves them out as the mark of a note."""
        mark = words.translate(_DIGITS)
        # "t¹i" is a word in an old encoding.
        is_in_word = self._tail[-1:].isalpha() and following.isalpha()
        is_fraction = following in ("/", "⁄")
        if is_in_word or is_fraction or self._is_unit(mark) or self._is_power(mark):
            self.add(words)
        elif self._is_unit(mark[:1]):  # km²³: the note 3 behind a unit
            self.add(words[:1])
            self._add_mark(words[1:], words[1:])
        else:
            self._add_mark(words, words)

    def leave_out(self, words: str, manner: Manner) -> None:
        """Leaves words out and notes where they stood."""
        self._omissions.append(Omission(self._length, manner, words.strip()))
        # "giảm⟦ mạnh ⟧tăng": the blank between two words may have gone with what is left out.
        has_blank = words[:1].isspace() or words[-1:].isspace()
        self._needs_blank = manner == "raised" or has_blank

    def _add_mark(self, mark: str, words: str) -> None:
        if self._may_be_note and not self._length and not self._label:
            digits = mark.translate(_DIGITS).strip("()[] ")
            self._label = f"[{digits}]"
        else:
            self.leave_out(words, "raised")

    def _is_behind_omission(self) -> bool:
        return self._omissions[-1].place == self._length

    def _is_unit(self, mark: str) -> bool:
        """Whether a raised 2 or 3 belongs to the unit before it."""
        return mark in ("2", "3") and bool(_PATTERNS["unit"].search(self._tail))

    def _is_power(self, mark: str) -> bool:
        """Whether raised digits are the power of a number or of a letter."""
        if mark[:1] in "+-−–":
            return True
        return bool(_PATTERNS["base"].search(self._tail))
