"""Exercises on duties: who acts, by when and how much, and how a vague promise can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple

from textkit import data
from textkit.finding.actors import names_of
from textkit.finding.themes import own_lexicon
from textkit.teaching.evidence import Evidence
from textkit.teaching.items import Item
from textkit.vietnamese.ngrams import official
from textkit.vietnamese.numbers import find_quantities
from textkit.vietnamese.text import fold

# Words of a sentence in which actor, deadline and result are marked, of a vague promise, and of
# the true example beside its model answer. Chosen by eye on the sheets of the sample; not measured.
_LEAST_TO_MARK, _MOST_TO_MARK = 12, 90
_LEAST_VAGUE, _MOST_VAGUE = 8, 36
_MOST_OF_AN_EXAMPLE = 45

# Of who, when and how much a good example has so many at least.
_LEAST_MARKS = 2

# Official text (28 million syllables) has a verb behind "để" so often at least. By eye: "để nguồn
# lực" stands there 3 times, "để thanh tra" some dozens of times.
_OFTEN_A_DEED = 20

# How many words at the beginning may name what a task is about: further on its circumstances are
# named ("… gắn với thương mại"). By eye.
_WORDS_OF_A_TASK = 6

# A true promise beside the model answer has this part of the task's pairs of syllables. By eye.
_LEAST_IN_COMMON = 0.3

# What tells of a time or a body that no finder read: such a sentence is not said to have none.
_TIME = re.compile(r"\b(?:(?:19|20)\d\d|quý|tháng|hằng năm|hàng năm|thời hạn|nhiệm kỳ|giai đoạn)\b")
_BODY = re.compile(
    r"\b(?:bộ|sở|ban|ủy ban|uỷ ban|tỉnh ủy|tỉnh uỷ|đảng ủy|cấp ủy|các cấp|các ngành|chính phủ|"
    r"hội đồng|mặt trận|công an|cơ quan|đơn vị|địa phương|tổ chức đảng|chính quyền)\b"
)

# The words of a result say what is measured: a figure with fewer is bare. By eye.
_WORDS_OF_A_RESULT = 3

# A result that begins inside of brackets or behind another one, or holds a sign of a torn page.
_TORN = re.compile(r'^(?:\)|và )|"|^[^(]*\)')

# What may stand behind a figure, and a heading that runs on into its sentence.
_PERIOD = re.compile(r"giai đoạn [^,;]{0,12}\d{4}")
_UPWARDS = re.compile(r"\s*(?:/\w+)?\s+trở (?:lên|xuống)")
_RUN_ON = re.compile(r" [-–] Về ")

# "Về xã hội: Đến năm 2025, …": a heading at the head of its sentence, which is not shown.
_HEADED = re.compile(r"^(?:Về [^:\d]{3,60}|[^:,\d]{3,40} là): (?=\S)")

# "62 xã, phường, …": a figure whose things go on behind a comma is not quoted whole.
_GOES_ON = re.compile(r",\s[^\W\d]")

# Words that set work going: where a verb follows, the work is said without them.
_STARTERS = (
    "tiếp tục đẩy mạnh",
    "tiếp tục tăng cường",
    "tiếp tục",
    "đẩy mạnh công tác",
    "tăng cường công tác",
    "đẩy mạnh",
    "tăng cường",
    "tập trung",
    "chú trọng",
    "quan tâm",
    "từng bước",
)


class _Marks(NamedTuple):
    """The words of a statement that say who acts, by when and what comes of it."""

    actor: str | None
    deadline: str | None
    result: str


def marks(evidence: Evidence) -> Iterator[Item]:
    """Sentences in which who acts, by when and with what result are to be marked.

    By turns all three are there, or who acts or the deadline is missing: then it is to be added.
    None is set where it is not sure that a part is missing.
    """
    found: dict[str, list[tuple[Any, str, _Marks]]] = {"all": [], "actor": [], "deadline": []}
    for promise in evidence.shuffled(evidence.every("commitments")):
        text = _unheaded(evidence.text(promise))
        read = _marks(evidence, promise, text)
        if read is not None:
            missing = [name for name in ("actor", "deadline") if getattr(read, name) is None]
            found[missing[0] if missing else "all"].append((promise, text, read))
    for turn in zip_longest(*found.values()):
        for promise, text, read in filter(None, turn):
            told = []
            for name, words in read._asdict().items():
                shown = f"“{words}”" if words else evidence.say("not_stated")
                told.append(evidence.say(f"mark_{name}", words=shown))
            missing = [name for name, words in read._asdict().items() if words is None]
            told += [evidence.say(f"add_{name}") for name in missing]
            yield evidence.item(
                [promise],
                passage=text,
                lines=tuple(evidence.say(f"marks_{n}") for n in (1, 2)),
                key=" ".join(told if missing else [*told, evidence.say("nothing_missing")]),
                asks=(f"{promise.doc_id}:{promise.start}",),
                level="2" if missing else "1",
            )


def _unheaded(text: str) -> str:
    """A sentence without the heading at its head.

    >>> _unheaded("Về xã hội: đến năm 2025, tỷ lệ là 25%.")
    'Đến năm 2025, tỷ lệ là 25%.'
    """
    text = _HEADED.sub("", text)
    return text[:1].upper() + text[1:]


def _marks(evidence: Evidence, promise: Any, text: str) -> _Marks | None:
    """Who, when and what in a commitment; None where it is not sure that it has no more, or two of
    them are missing.
    """
    if not evidence.reads(promise, _LEAST_TO_MARK, _MOST_TO_MARK) or not evidence.begins(promise):
        return None
    kinds = (None, "deadline", "period") if promise.type == "target" else (None, "deadline")
    if _RUN_ON.search(text) or promise.schedule_kind not in kinds:
        return None
    folded = fold(text)
    actor = _words_in(text, promise.actor)
    deadline = _words_in(text, promise.schedule) if promise.schedule_end else None
    has_body = promise.actor or _BODY.search(folded)
    has_time = promise.schedule or _TIME.search(folded)
    is_unread = (actor is None and has_body) or (deadline is None and has_time)
    has_other_time = len(_PERIOD.findall(folded)) > 1
    if is_unread or has_other_time or (deadline and _is_in_brackets(text, deadline)):
        return None
    deadline = _behind_verb(deadline)
    result = _figures(evidence, promise, text, deadline)
    if not result and actor and deadline and promise.type != "target":
        result = _work(text, actor, deadline)
    if not result or (actor is None and deadline is None):
        return None
    # A figure beside who acts may be any: only a target's is the result.
    if deadline is None and promise.type != "target":
        return None
    return _Marks(actor, deadline, result)


def _is_in_brackets(text: str, words: str) -> bool:
    """Whether words stand in brackets, as the period of a standard does, which is no deadline."""
    before = text[: text.index(words)]
    return before.count("(") > before.count(")")


def _figures(evidence: Evidence, promise: Any, text: str, deadline: str | None) -> str:
    """The figures of a commitment's targets, each with the words that belong to it; empty where
    there are none, or one of them is not found, or other figures stand beside them.
    """
    figures = []
    for target in evidence.records("targets", promise.doc_id):
        if promise.start <= target.start and target.end <= promise.end:
            figures.append(_figure(text, target, deadline))
    others = text.replace(deadline or "", "") if deadline else text
    for figure in figures:
        others = others.replace(figure, "")
    if not figures or "" in figures or re.search(r"\d", re.sub(r"\([^)]*\)", "", others)):
        return ""
    return "”, “".join(dict.fromkeys(figures))


def _figure(text: str, target: Any, deadline: str | None) -> str:
    """The words of a target: what is measured, with the figure and what it counts, up to a mark:
    "tỷ lệ hộ nghèo dưới 3%", "80% hồ sơ được giải quyết trực tuyến"; empty where they are not
    found, or would be a bare figure.
    """
    for quantity in find_quantities(text):
        if (quantity.low, quantity.high) != (target.low, target.high):
            continue
        behind = _UPWARDS.match(text, quantity.end)
        end = behind.end() if behind else quantity.end
        if _GOES_ON.match(text, end):
            return ""
        mark = re.search(r"[,;:(]|\.(?!\d)|\bvà (?=\d)", text[end:])
        end += mark.start() if mark else len(text) - end
        if deadline and deadline in text[quantity.start : end]:
            end = text.index(deadline, quantity.start)
        start = _start_of(text, quantity.start, deadline)
        words = text[start:end].strip(" .,")
        is_bare = len(re.findall(r"[^\W\d_]{2,}", words)) < _WORDS_OF_A_RESULT
        return "" if is_bare or _TORN.search(words) else words
    return ""


def _start_of(text: str, figure: int, deadline: str | None) -> int:
    """Where the words of a target begin: behind the mark or the deadline before its figure."""
    marks = [match.end() for match in re.finditer(r"[,;:(]\s", text[:figure])]
    start = max(marks, default=0)
    if deadline and deadline in text[start:figure]:
        start = text.index(deadline, start) + len(deadline)
    return start


def _work(text: str, actor: str, deadline: str) -> str:
    """The work of a sentence that begins with who acts and has its deadline at one end: what stands
    between them; empty where it is built otherwise.

    >>> _work("Sở Y tế lập kho thuốc trong năm 2024.", "Sở Y tế", "trong năm 2024")
    'lập kho thuốc'
    """
    rest = text.rstrip(".")
    if rest.startswith(deadline):
        rest = rest.removeprefix(deadline).lstrip(" ,")
    elif rest.endswith(deadline):
        rest = re.sub(r",? (?:hoàn thành|xong)?$", "", rest.removesuffix(deadline).rstrip(" ,"))
    else:
        return ""
    if not fold(rest).startswith(fold(actor)):
        return ""
    work = rest[len(actor) :].strip(" ,:")
    work = re.sub(r",? hoàn thành$", "", work)
    return work if len(work.split()) > 2 else ""


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

    A vague one names neither who acts nor when nor how much, begins with a word of going on ("đẩy
    mạnh"), and is about something that can be counted. The model answer says by what, has gaps for
    what must be decided, and beside it a true promise of the same theme that can be checked, where
    the corpus has one.
    """
    examples = _examples(evidence)
    without: list[Item] = []
    soft = tuple(data.toml("rhetoric.toml")["strength"]["soft"])
    for promise in evidence.shuffled(evidence.every("commitments")):
        text = evidence.text(promise)
        folded = fold(text)
        begins_soft = next((word for word in soft if folded.startswith(word + " ")), None)
        is_plain = promise.type == "action" and not promise.actor and not promise.schedule
        if not begins_soft or not is_plain or not _is_vague(evidence, promise, folded):
            continue
        result = _result(folded)
        if not result:
            continue
        vague = [word for word in soft if re.search(rf"(?<!\w){word}(?!\w)", folded)]
        example = _example(examples, promise, result)
        key = [evidence.say("model", work=_task(evidence, text), result=result)]
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


@cache
def _results() -> tuple[tuple[str, str], ...]:
    """The words that tasks are about, each with the result by which it is checked."""
    pairs = []
    for result, words in data.toml("measures.toml")["results"].items():
        pairs += [(fold(word), result) for word in words]
    return tuple(pairs)


def _result(folded: str) -> str:
    """By what a task can be checked: the result of the first thing that it names, the longest where
    two begin there; empty where it names none, or speaks of what nobody can count.

    >>> _result("tăng cường thanh tra, kiểm tra việc bán thuốc kê đơn")
    'số cuộc thanh tra, kiểm tra và tỷ lệ sai phạm được xử lý'
    """
    if any(word in folded for word in data.toml("measures.toml")["tasks"]["never"]):
        return ""
    beginning = " ".join(folded.split()[:_WORDS_OF_A_TASK])
    found = []
    for word, result in _results():
        match = re.search(rf"(?<!\w){word}(?!\w)", beginning)
        if match:
            found.append((match.start(), -len(word), result))
    return min(found)[2] if found else ""


def _task(evidence: Evidence, text: str) -> str:
    """The work of a vague promise as an assignment says it: a deed as it is, without the word that
    sets it going; else a plan for it.
    """
    body = text.rstrip(".")
    folded = fold(body)
    starter = next((word for word in _STARTERS if folded.startswith(word + " ")), "")
    rest = body[len(starter) :].strip()
    if starter and _is_deed(rest):
        return rest
    return evidence.say("plan_for", work=body[:1].lower() + body[1:])


def _is_deed(words: str) -> bool:
    """Whether words begin with a verb: official text often has them behind "để"."""
    first = " ".join(words.split()[:2])
    ids = official().pieces(f"để {first}").id
    if len(ids) != 1 + len(first.split()) or len(ids) < 3:
        return False
    return int(official().triples(ids[:1], ids[1:2], ids[2:])[0]) >= _OFTEN_A_DEED


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


def _example(examples: dict[str, list[Any]], promise: Any, result: str) -> Any | None:
    """The example of a promise's theme that is checked by the same result, and shares most pairs of
    syllables with it; None without one.
    """
    own = _pairs(promise.text)
    theme = promise.theme or own_lexicon().theme_of(promise.text)
    among = []
    for each in examples.get(theme or "", []):
        is_near = len(own & _pairs(each.text)) >= _LEAST_IN_COMMON * len(own)
        if is_near and _result(fold(" ".join(each.text.split()))) == result:
            among.append(each)
    return max(among, key=lambda each: len(own & _pairs(each.text)), default=None)


def _pairs(text: str) -> set[tuple[str, str]]:
    """The pairs of syllables of a text."""
    return set(pairwise(re.findall(r"\w+", fold(text))))
