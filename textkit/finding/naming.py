"""What the words around a figure name: its indicator, what of it is measured, and its scope."""

from __future__ import annotations

import re

from textkit import data
from textkit.finding.frames import Context, matches
from textkit.finding.indicators import family_of, indicator_of, indicators
from textkit.finding.pieces import FAR_BEHIND, Piece, trim
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import Quantity, units
from textkit.vietnamese.text import NOTHING, Passage, fold

_PATTERNS = data.patterns("targets.toml", "patterns")
_PLACES = re.compile(
    "(?:[Hh]uyện|[Xx]ã|[Pp]hường|[Tt]hành phố|[Tt]hị xã|[Vv]ùng|[Kk]hu công nghiệp|[Kk]hu vực)"
    rf" [{CAPITALS}]\w{{0,9}}(?: [{CAPITALS}]\w{{0,9}}){{0,3}}"
)

_RISES = Passage("tăng", "tăng")

FIGURE = Passage("#", "#")
"""What stands for the figure among the words of an indicator."""

# So many words may leave out the indicator before them ("nông thôn đạt 71%"). Chosen by eye.
_FEW_WORDS = 4

# The longest topic before a colon, in characters: longer ones are sentences. Chosen by eye.
_LONGEST_TOPIC = 80


def without_times(passage: Passage) -> Passage:
    """A passage without its times, with single blanks."""
    text, folded = passage.text, passage.folded
    for time in reversed(find_times(passage)):
        text = text[: time.start] + " " + text[time.end :]
        folded = folded[: time.start] + " " + folded[time.end :]
    return Passage(re.sub(r"\s+", " ", text), re.sub(r"\s+", " ", folded))


def naming_of(
    piece: Piece, before: Passage, after: Passage, context: Context
) -> tuple[str | None, Passage, bool]:
    """The indicator's key, its words in the document, and whether some of them stand behind the
    figure.
    """
    quantity = piece.quantity
    family = family_of(quantity)
    noun = NOTHING
    if family in {"count", "density"}:
        shown = piece.passage.text[quantity.start : quantity.end]
        noun = Passage.of(_PATTERNS["noun"].sub("", shown).strip())
    behind = _without_marks(after)
    tail = Passage.joined(FIGURE, noun, after)
    if quantity.rank:  # nhóm 3 nước dẫn đầu khu vực [về ứng dụng công nghệ số]
        noun = NOTHING
        at = behind.text.find(" về ")
        behind = behind[at + len(" về ") :] if at >= 0 else NOTHING
    # "Kết quả đầu tư: đạt 5% …": what stands before the colon only heads the figure.
    colon = before.text.rfind(":")
    if behind.text and colon >= 0 and not trim(before[colon:]).text:
        before = NOTHING
    own = trim(before)
    words = Passage.joined(before, verb_of(quantity, before))
    carried = context.indicator
    if carried.text:
        nothing_own = not own.text and not noun.text and len(behind.text.split()) < 3
        if nothing_own and not indicator_of(Passage.joined(FIGURE, behind), family):
            own, words = carried, Passage.joined(carried, words)
        elif 0 < len(own.text.split()) <= _FEW_WORDS and not indicator_of(
            Passage.joined(words, tail), family
        ):
            words, own = _carried_on(carried, words, own)
    key = indicator_of(Passage.joined(words, tail), family)
    if key is None and context.list_head.text:
        key = indicator_of(Passage.joined(context.list_head, words, FIGURE), family)
    is_named = bool(own.text) and indicator_of(Passage.joined(own, FIGURE), family) is not None
    is_thin = len(own.text.split()) <= 2 or (key is not None and behind.text and not is_named)
    noun_is_said = not noun.text or is_named or noun.folded.split()[-1] in own.folded
    if own.text and not is_thin and noun_is_said:
        return key, own, False
    whole = Passage.joined(own, noun, behind)
    whole = Passage(re.sub(r"\s+", " ", whole.text), re.sub(r"\s+", " ", whole.folded)).stripped()
    return key, whole[:FAR_BEHIND], bool(behind.text)


def topic_of(head: Passage) -> Passage:
    """The topic that the words before a colon name ("Cơ cấu kinh tế: …"); no words where they only
    lead in ("Phấn đấu đến năm 2030:").
    """
    topic = trim(without_times(head))
    is_topic = len(topic) <= _LONGEST_TOPIC and not matches("leads", topic)
    return topic if is_topic else NOTHING


def _without_marks(passage: Passage) -> Passage:
    start = len(passage.text) - len(passage.text.lstrip(" ,.;"))
    return passage[start : max(start, len(passage.text.rstrip(" ,.;")))]


def _carried_on(carried: Passage, words: Passage, own: Passage) -> tuple[Passage, Passage]:
    """A few words with what they leave out of the indicator before them: "[tỷ lệ dùng nước sạch]
    nông thôn".
    """
    if _PATTERNS["scopes"].fullmatch(own.folded):
        place = matches("place", carried)
        if place:
            kept = carried[: place.start()], carried[place.end() :]
            carried = Passage(kept[0].text + kept[1].text, kept[0].folded + kept[1].folded)
        own = Passage.joined(carried, own)
        return own, own
    share = _PATTERNS["share"].match(carried.folded)
    has_share = _PATTERNS["share"].match(own.folded)
    if share and not has_share:
        own = Passage.joined(carried[: share.end()], own)
    return Passage.joined(carried, words), own


def verb_of(quantity: Quantity, before: Passage) -> Passage:
    """`tăng` or `giảm` where a percentage is a growth: it tells growth from share and level."""
    if family_of(quantity) != "%":
        return NOTHING
    if quantity.change:
        return Passage.of(quantity.change)
    return _RISES if matches("grows", before) else NOTHING


def measure_of(quantity: Quantity, key: str | None, before: Passage, time: Deadline | None) -> str:
    """What a figure is of its indicator, see `Target`."""
    family = family_of(quantity)
    if (time and time.vision) or "tầm nhìn" in before.folded:
        return "vision"
    if quantity.rank:
        return "level"
    if family == "ratio" or quantity.change == "gấp":
        return "ratio"
    if key and indicators()[key].measure:
        return indicators()[key].measure
    # "Giảm tỷ lệ hộ nghèo 1%/năm": the verb stands at the head.
    falls_each_year = quantity.per == "năm" and family == "%" and matches("falls", before)
    if quantity.change or falls_each_year:
        return "change"
    return "count" if family == "count" else "level"


def scope_of(key: str | None, before: Passage, after: Passage, unit: str | None) -> str | None:
    """The words that restrict a figure beyond its indicator: places, town or country; of an unknown
    share its noun.
    """
    around = Passage.joined(before, Passage("|", "|"), after)
    label = fold(indicators()[key].vi) if key else ""
    label = label.replace("đô thị", "đô thị thành thị")
    spans = [match.span() for match in _PLACES.finditer(around.text)]
    spans += [match.span() for match in _PATTERNS["scopes"].finditer(around.folded)]
    # What the indicator's own name says does not restrict it.
    scopes = [
        around.text[start:end] for start, end in spans if around.folded[start:end] not in label
    ]
    if unit == "%" and not key and not scopes:
        scopes = _noun_of_share(after)
    return ", ".join(dict.fromkeys(scopes)) or None


def _noun_of_share(after: Passage) -> list[str]:
    """What a share is a share of: "90% [thôn] có lối thoát hiểm"."""
    words = re.sub(r"^\s*(?:các |số |tổng số )?", "", after.folded).split()
    for noun in (" ".join(words[:2]), " ".join(words[:1])):
        if units().get(noun, ("", ""))[1] == "count":
            return [noun]
    return []
