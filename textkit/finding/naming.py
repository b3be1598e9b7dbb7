"""What the words around a figure name: its indicator, what of it is measured, and its scope."""

from __future__ import annotations

import re
from typing import NamedTuple

from textkit import data
from textkit.finding.frames import Context, matches
from textkit.finding.indicators import family_of, indicator_of, indicators
from textkit.finding.phrases import trim
from textkit.finding.pieces import Piece
from textkit.vietnamese.casing import CAPITALS
from textkit.vietnamese.dates import Deadline, find_times
from textkit.vietnamese.numbers import Quantity, units
from textkit.vietnamese.text import NOTHING, Passage, fold

_PATTERNS = data.patterns("targets.toml", "patterns", blank=r"\s")
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

# A name of more words is shortened. Chosen by eye.
_MOST_WORDS_OF_A_NAME = 30


def without_times(passage: Passage) -> Passage:
    """A passage without its times, with single blanks."""
    text, folded = passage.text, passage.folded
    for time in reversed(find_times(passage)):
        text = text[: time.start] + " " + text[time.end :]
        folded = folded[: time.start] + " " + folded[time.end :]
    return Passage(re.sub(r"\s+", " ", text), re.sub(r"\s+", " ", folded))


class Naming(NamedTuple):
    """What the words around a figure name.

    `key` is that of indicators.csv; `own` the words that the figures behind it may leave out;
    `path` the words from the widest to the narrowest, `text` all of them as they are read;
    `trails` says whether some of them stand behind the figure.
    """

    key: str | None
    own: Passage
    path: tuple[str, ...]
    text: str
    trails: bool


class _Around(NamedTuple):
    """The words around a figure: those before it, its counted noun, and those behind it.

    `name` is the phrase before it. `is_first` says that the figure opens its clause, so that its
    name stands behind it ("Đối với Hà Nội, 100% xe buýt …").
    """

    before: Passage
    noun: Passage
    behind: Passage
    name: Passage
    is_first: bool


def naming_of(piece: Piece, before: Passage, after: Passage, context: Context) -> Naming:
    """What the words before and behind a figure name, with those that it leaves out."""
    family = family_of(piece.quantity)
    around = _around(piece, before, after)
    tail = Passage.joined(FIGURE, around.noun, after)
    words = Passage.joined(around.before, verb_of(piece.quantity, around.before))
    own = around.name
    path: tuple[str, ...] = ()
    if context.indicator.text:
        own, words, path = _with_carried(around, words, tail, family, context)
    key = indicator_of(Passage.joined(words, tail), family)
    if key is None and context.list_head.text:
        key = indicator_of(Passage.joined(context.list_head, words, FIGURE), family)
    whole, trails = _whole(around, own, key, family)
    shown = _with_complement(piece, around, whole).text if not trails else whole.text
    if path:
        return Naming(key, whole, (*path, around.name.text), shown, trails)
    topic = topic_of(context.topic, whole).text
    text = f"{topic}: {shown}" if topic and shown else shown or topic
    return Naming(key, whole, tuple(filter(None, (topic, shown))), text, trails)


def _around(piece: Piece, before: Passage, after: Passage) -> _Around:
    """The words around a figure, told apart."""
    quantity = piece.quantity
    noun = NOTHING
    behind = _without_purpose(_without_marks(after))
    if quantity.rank:  # nhóm 3 nước dẫn đầu khu vực [về ứng dụng công nghệ số]
        field = _PATTERNS["of_field"].search(behind.folded)
        behind = behind[field.end() :] if field else NOTHING
    elif family_of(quantity) in {"count", "density"}:
        shown = piece.passage.text[quantity.start : quantity.end]
        noun = Passage.of(_PATTERNS["noun"].sub("", shown).strip())
    if _PATTERNS["compares"].match(behind.folded):
        behind = NOTHING
    if up := _PATTERNS["up_behind"].search(behind.folded):  # 95% số xã [trở lên] có đường ô tô
        behind = Passage.joined(behind[: up.start()], behind[up.end() :]).stripped()
    # "Kết quả đầu tư: đạt 5% …": what stands before the colon only heads the figure.
    colon = before.text.rfind(":")
    if behind.text and colon >= 0 and not trim(before[colon:]).text:
        before = NOTHING
    is_clause = before.text.rstrip().endswith(",") and len(behind.text.split()) > 1
    name = NOTHING if is_clause else trim(before)
    return _Around(before, noun, behind, name, is_first=not name.text)


def _with_carried(
    around: _Around, words: Passage, tail: Passage, family: str, context: Context
) -> tuple[Passage, Passage, tuple[str, ...]]:
    """The name of a figure with what it leaves out of the figure before it, the words that tell
    its indicator, and the path above its own words where they only restrict the name before.
    """
    carried, own = context.indicator, around.name
    noun, behind = around.noun, around.behind
    nothing_own = not own.text and not noun.text and len(behind.text.split()) < 3
    if nothing_own and not indicator_of(Passage.joined(FIGURE, behind), family):
        return carried, Passage.joined(carried, words), ()
    # "Cả nước có 1.200 công trình xây dựng xanh, Hà Nội có 200 công trình"
    counts_on = noun.text and not behind.text and f" {noun.folded} " in f" {carried.folded} "
    if counts_on and _is_place(own):
        return carried, Passage.joined(carried, words), ()
    if not 0 < len(own.text.split()) <= _FEW_WORDS:
        return own, words, ()
    if _PATTERNS["restricts"].match(own.folded):
        return Passage.joined(carried, own), Passage.joined(carried, words), (carried.text,)
    if not indicator_of(Passage.joined(words, tail), family):
        words, own = _carried_on(carried, words, own)
    return own, words, ()


def _is_place(words: Passage) -> bool:
    """Whether words are a name, or a place that restricts."""
    is_name = all(word[0].isupper() for word in words.text.split())
    is_place = _PLACES.fullmatch(words.text) or _PATTERNS["scopes"].fullmatch(words.folded)
    return is_name or bool(is_place)


def _whole(around: _Around, own: Passage, key: str | None, family: str) -> tuple[Passage, bool]:
    """The whole name of a figure, and whether words behind it belong to it."""
    noun, behind = around.noun, around.behind
    is_named = bool(own.text) and indicator_of(Passage.joined(own, FIGURE), family) is not None
    is_few = len(own.text.split()) <= 2 and not _PATTERNS["names"].match(own.folded)
    is_thin = is_few or (key is not None and behind.text and not is_named)
    noun_is_said = not noun.text or is_named or noun.folded.split()[-1] in own.folded
    if own.text and not is_thin and noun_is_said:
        return own, False
    if _PATTERNS["bare"].fullmatch(own.folded):
        own = NOTHING
    whole = _shortened(_plain(Passage.joined(own, noun, behind)))
    return whole, bool(behind.text)


def _plain(passage: Passage) -> Passage:
    """A passage with single blanks, without those around it."""
    text, folded = (re.sub(r"\s+", " ", words) for words in (passage.text, passage.folded))
    return Passage(text, folded).stripped()


def _shortened(name: Passage) -> Passage:
    """A name of many words by its head and its verb: "các nguồn khí thải lớn … được kiểm soát".

    What is left out is shown as "…".
    """
    if len(name.text.split()) <= _MOST_WORDS_OF_A_NAME:
        return name
    head, verb = (_PATTERNS[part].search(name.folded) for part in ("qualifies", "is_done"))
    if head and verb and head.start() < verb.start():
        name = Passage.joined(name[: head.start()], Passage("…", "…"), name[verb.start() :])
        name = _plain(name)
    words = [match.end() for match in re.finditer(r"\S+", name.text)][:_MOST_WORDS_OF_A_NAME]
    return name if words[-1] >= len(name.text.rstrip()) else name[: words[-1]]


def _with_complement(piece: Piece, around: _Around, name: Passage) -> Passage:
    """The name of a share with what it is a share of: "Kinh tế số chiếm … GRDP"."""
    whole = _PATTERNS["whole"].match(around.behind.folded)
    if piece.quantity.unit != "%" or not whole or not name.text:
        return name
    verb = _PATTERNS["is_part"].search(around.before.folded)
    shown = around.before[verb.start(1) : verb.end(1)] if verb else NOTHING
    complement = around.behind[: whole.end()].stripped()
    return _plain(Passage.joined(name, shown, Passage("…", "…"), complement))


def topic_of(head: Passage, name: Passage = NOTHING) -> Passage:
    """The topic that the words before a colon name ("Cơ cấu kinh tế: …").

    No words where they only lead in ("Phấn đấu đến năm 2030:"), or where the name itself says
    enough ("Hạ tầng số: Tỷ lệ hộ gia đình có Internet").
    """
    head = without_times(head[-2 * _LONGEST_TOPIC :]).stripped()
    head = head[max(head.text.rfind(mark) for mark in (";", ":", ". ")) + 1 :].stripped()
    label = _PATTERNS["enumerated"].match(head.folded)
    head = head[label.end() if label else 0 :]
    # "Phấn đấu cơ cấu kinh tế: …": the verb leads in, what follows it is the topic.
    strives = _PATTERNS["strives"].match(head.folded)
    head = head[strives.end() if strives else 0 :].stripped()
    topic = trim(head)
    is_topic = 0 < len(topic) <= _LONGEST_TOPIC and not matches("leads", head)
    is_wide = bool(_PATTERNS["names"].match(topic.folded))
    says_enough = bool(_PATTERNS["names"].match(name.folded)) and not is_wide
    is_said = topic.folded in name.folded
    return topic if is_topic and not says_enough and not is_said else NOTHING


def _without_purpose(passage: Passage) -> Passage:
    """Words behind a figure without what it is for: "5 bộ dữ liệu mở [phục vụ phát triển …]"."""
    purpose = matches("purpose", passage)
    return passage[: purpose.start()] if purpose else passage


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
