"""Exercises on duties: who acts, by when and how much, and how a vague promise can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from textkit import data
from textkit.finding.actors import names_of
from textkit.finding.themes import own_lexicon
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold

# Words of a sentence in which actor, deadline and target are marked, of a vague promise, and of
# the true example beside its model answer. Chosen by eye on the sheets of the sample; not measured.
_LEAST_TO_MARK, _MOST_TO_MARK = 14, 90
_LEAST_VAGUE, _MOST_VAGUE = 10, 36
_MOST_OF_AN_EXAMPLE = 45

# Of who, when and how much a sentence to mark has so many at least, and so has a good example.
_LEAST_MARKS = 2

# What tells of a time or a body that no finder read: such a sentence is not said to have none.
_TIME = re.compile(r"\b(?:(?:19|20)\d\d|quý|tháng|hằng năm|hàng năm|thời hạn|nhiệm kỳ|giai đoạn)\b")
_BODY = re.compile(
    r"\b(?:bộ|sở|ban|ủy ban|uỷ ban|tỉnh ủy|tỉnh uỷ|đảng ủy|cấp ủy|các cấp|các ngành|chính phủ|"
    r"hội đồng|mặt trận|công an|cơ quan|đơn vị|địa phương|tổ chức đảng|chính quyền)\b"
)


# What may stand behind a figure, and a heading that runs on into its sentence.
_UPWARDS = re.compile(r"\s*(?:/\w+)?\s+trở (?:lên|xuống)")
_RUN_ON = re.compile(r" [-–] Về ")


class _Marks(NamedTuple):
    """The words of a statement that say who acts, by when and how much; None where none do."""

    actor: str | None
    deadline: str | None
    figure: str | None

    def known(self) -> int:
        """How many of the three there are."""
        return sum(mark is not None for mark in self)


def marks(evidence: Evidence) -> Iterator[Item]:
    """Sentences in which who acts, by when and how much are to be marked, and what is missing said.

    None is set where it is not sure that a part is missing.
    """
    found: dict[int, list[tuple[Any, _Marks]]] = {2: [], 3: []}
    for promise in evidence.shuffled(evidence.every("commitments")):
        read = _marks(evidence, promise)
        if read is not None and read.known() >= _LEAST_MARKS:
            found[read.known()].append((promise, read))
    # By turns, so that "nothing is missing" is as often wrong as right.
    turns = zip_longest(found[3], found[2])
    for promise, read in (each for turn in turns for each in turn if each is not None):
        told = []
        for name, words in read._asdict().items():
            shown = f"“{words}”" if words else evidence.say("not_stated")
            told.append(evidence.say(f"mark_{name}", words=shown))
        missing = [name for name, words in read._asdict().items() if words is None]
        told += [evidence.say(f"add_{name}") for name in missing]
        yield evidence.item(
            [promise],
            passage=evidence.text(promise),
            lines=tuple(evidence.say(f"marks_{n}") for n in (1, 2)),
            key=" ".join(told),
            asks=(f"{promise.doc_id}:{promise.start}",),
            level="2" if missing else "1",
        )


def _marks(evidence: Evidence, promise: Any) -> _Marks | None:
    """Who, when and how much in a commitment; None where it is not sure that it has no more."""
    if not evidence.reads(promise, _LEAST_TO_MARK, _MOST_TO_MARK) or not evidence.begins(promise):
        return None
    text = " ".join(promise.text.split())
    folded = fold(text)
    if _RUN_ON.search(text):
        return None
    actor = _words_in(text, promise.actor)
    deadline = _words_in(text, promise.schedule) if promise.schedule_end else None
    figures = []
    for target in evidence.records("targets", promise.doc_id):
        if promise.start <= target.start and target.end <= promise.end:
            figures.append(_figure(text, target))
    has_body = promise.actor or _BODY.search(folded)
    has_time = promise.schedule or _TIME.search(folded)
    if "" in figures or (actor is None and has_body) or (deadline is None and has_time):
        return None
    figure = "”, “".join(dict.fromkeys(figures)) or None
    others = folded
    for words in (deadline, actor):
        others = others.replace(fold(words or ""), "") if words else others
    if figure is None and re.search(r"\d", others):
        return None
    return _Marks(actor, _behind_verb(deadline), figure)


def _figure(text: str, target: Any) -> str:
    """The words of a target's figure, with its comparator: "từ 10%/năm trở lên"; empty where they
    are not found.
    """
    for quantity in find_quantities(text):
        if (quantity.low, quantity.high) == (target.low, target.high):
            behind = _UPWARDS.match(text, quantity.end)
            return text[quantity.start : behind.end() if behind else quantity.end].strip()
    return ""


def _behind_verb(deadline: str | None) -> str | None:
    """A deadline without the verb before it: "Phấn đấu đến năm 2030"."""
    return deadline and re.sub(r"^(?:phấn đấu|hoàn thành|xong) ", "", deadline, flags=re.IGNORECASE)


def _words_in(text: str, words: str | None) -> str | None:
    """The words as a text has them, whatever their capitals; None where it has not."""
    at = fold(text).find(fold(words)) if words else -1
    return text[at : at + len(words or "")] if at >= 0 else None


# --- A promise that can be checked ---------------------------------------------------------------


def checkable(evidence: Evidence) -> Iterator[Item]:
    """Vague promises to be written so that they can be checked: with a model answer and a rubric.

    A vague one names neither who acts nor when nor how much, and has a word of going on ("đẩy
    mạnh"). The model answer has its own words, gaps for what must be decided, and beside it a true
    promise of the same theme that can be checked, where the corpus has one.
    """
    examples = _examples(evidence)
    without: list[Item] = []
    soft = tuple(data.toml("rhetoric.toml")["strength"]["soft"])
    for promise in evidence.shuffled(evidence.every("commitments")):
        text = evidence.text(promise)
        folded = fold(text)
        begins_soft = next((word for word in soft if folded.startswith(word + " ")), None)
        vague = [word for word in soft if re.search(rf"(?<!\w){word}(?!\w)", folded)]
        is_plain = promise.type == "action" and not promise.actor and not promise.schedule
        if not begins_soft or not is_plain or not _is_vague(evidence, promise, folded):
            continue
        body = text.rstrip(".")
        work = body[:1].lower() + body[1:]
        example = _example(examples, promise)
        key = [evidence.say("model", work=work)]
        if example is not None:
            shown = evidence.text(example)
            place = evidence.source(example.doc_id, example.path)
            key.append(evidence.say("example", text=shown, source=place))
        key.append(evidence.say("rubric", words=", ".join(f"“{word}”" for word in vague)))
        item = evidence.item(
            [promise],
            passage=text,
            lines=tuple(evidence.say(f"checkable_{n}") for n in (1, 2)),
            key=" ".join(key),
            asks=(f"{promise.doc_id}:{promise.start}",),
            level="2" if example is not None else "3",
        )
        if example is not None:
            yield item
        else:
            without.append(item)
    yield from without


def _is_vague(evidence: Evidence, promise: Any, folded: str) -> bool:
    """Whether a promise can be read alone and names no body, time or figure at all."""
    if not evidence.reads(promise, _LEAST_VAGUE, _MOST_VAGUE) or not evidence.begins(promise):
        return False
    has_more = re.search(r"\d|; |: ", folded) or _TIME.search(folded)
    return not has_more and not names_of(promise.actor)


def _examples(evidence: Evidence) -> dict[str, list[Any]]:
    """By theme the promises that name two of who, when and how much."""
    examples: dict[str, list[Any]] = {}
    for promise in evidence.every("commitments"):
        if not evidence.reads(promise, _LEAST_VAGUE, _MOST_OF_AN_EXAMPLE):
            continue
        text = " ".join(promise.text.split())
        has_figure = bool(re.search(r"\d", re.sub(r"(?:19|20)\d\d|\d+/\d+|\d+-N", "", text)))
        marked = (promise.type == "target" and has_figure, promise.schedule_end, promise.actor)
        if promise.theme and sum(map(bool, marked)) >= _LEAST_MARKS and evidence.begins(promise):
            examples.setdefault(promise.theme, []).append(promise)
    return examples


def _example(examples: dict[str, list[Any]], promise: Any) -> Any | None:
    """The example of a promise's theme that shares most pairs of syllables with it; None without
    one that shares any.
    """
    own = _pairs(promise.text)
    theme = promise.theme or own_lexicon().theme_of(promise.text)
    among = examples.get(theme or "", [])
    best = max(among, key=lambda each: len(own & _pairs(each.text)), default=None)
    return best if best is not None and own & _pairs(best.text) else None


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of syllables of a text."""
    return set(pairwise(re.findall(r"\w+", fold(text))))
