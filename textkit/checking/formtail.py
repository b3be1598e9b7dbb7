"""Rules on the form of a document's tail: who signs in which capacity, recipients, end mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from textkit import data
from textkit.checking.form import Form, form_of
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Hit, Severity, on_request, rule
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("form.toml", "tail")
_RECIPIENTS = data.patterns("form.toml", "recipients")

# Lines of a signature: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", each perhaps in two.
_MOST_LINES = 6
# They stand so near to the name. Chosen by eye; not measured.
_BEFORE_A_NAME = 400

_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW năm 2018"


class Office(NamedTuple):
    """A line above a signature: its span, the mark of capacity (`TM`, `K/T`) and the office."""

    start: int
    end: int
    mark: str | None
    who: str

    @property
    def is_deputy(self) -> bool:
        """Whether it is that of a deputy."""
        return bool(_PATTERNS["deputy"].match(self.who))


def offices_of(form: Form) -> list[Office]:
    """The lines above the name of who signed, or, in a draft, those behind the first mark.

    None where a line holds two of them, as where line ends are lost.
    """
    text = form.draft.text
    if form.signature is not None:
        end = form.signature.start
        begin = max(form.head_end, end - _BEFORE_A_NAME)
        cells = [*re.finditer(r"[^\n\t|]+", text[begin:end])]
        lines: list[Office] = []
        for cell in reversed(cells):
            office = _office(cell, begin)
            if office is None:
                break
            if office.who:
                lines.insert(0, office)
    elif form.tail is not None:
        begin = form.tail
        lines = []
        for cell in re.finditer(r"[^\n\t|]+", text[begin : begin + _BEFORE_A_NAME]):
            office = _office(cell, begin)
            if office is None or not office.who:
                break
            lines.append(office)
    else:
        return []
    joined = _joined(lines)
    return [] if any(_holds_two(line) for line in joined) else joined


def _office(cell: re.Match[str], begin: int) -> Office | None:
    """A cell as an office; an empty one for what may stand between: (đã ký); else None."""
    words = cell[0].strip(" *")
    start = begin + cell.start() + cell[0].index(words) if words else begin + cell.start()
    if not words or fold(words).strip("()[]. ") in ("đã kí", "kí tên", "kí", "đóng dấu"):
        return Office(start, start, None, "")
    if not words.isupper():
        return None
    match = _PATTERNS["capacity"].fullmatch(words)
    who = match["who"] if match else words
    return Office(start, start + len(words), match["mark"] if match else None, who.strip(" ,."))


def _joined(lines: Sequence[Office]) -> list[Office]:
    """The offices, those that were wrapped in one: TM. ỦY BAN ⏎ NHÂN DÂN."""
    offices: list[Office] = []
    for line in lines[-_MOST_LINES:]:
        is_new = line.mark or _PATTERNS["post"].fullmatch(line.who)
        if offices and not is_new:
            before = offices[-1]
            offices[-1] = before._replace(end=line.end, who=f"{before.who} {line.who}")
        else:
            offices.append(line)
    return offices


def _holds_two(line: Office) -> bool:
    """Whether a line holds two offices: KT. CHỦ TỊCH PHÓ CHỦ TỊCH."""
    return bool(re.search(r"(?<=\w)\s+(?:PHÓ|THỨ TRƯỞNG|KT\.|K/T)(?!\w)", line.who))


@rule("form.capacity", severity="warning", source=_SOURCE)
def capacity(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Quyền hạn của người ký không hợp với chức vụ hoặc cơ quan ban hành: cấp phó ký thiếu “KT.”,
    “KT.” mà người ký không phải cấp phó, quyết định của cá nhân ghi “TM.”.
    """
    form = form_of(draft, prior)
    if form is None or form.profile.system != "state":
        return
    offices = offices_of(form)
    hit = (
        _deputy_alone(form, offices) or _no_deputy(form, offices) or _not_collective(form, offices)
    )
    if hit is not None:
        yield hit


def _hit(form: Form, office: Office, right: str) -> Hit:
    values = {
        "found": " ".join(form.draft.text[office.start : office.end].split()),
        "right": right,
        "act": form.profile.act,
    }
    return Hit(office.start, office.end, values, anywhere=True)


def _deputy_alone(form: Form, offices: Sequence[Office]) -> Hit | None:
    """A deputy who signs for a body without standing in for its head."""
    marks = [office.mark for office in offices if office.mark]
    for office in offices:
        if office.is_deputy and not office.mark and marks in (["TM"], []):
            head = office.who.removeprefix("PHÓ ") if office.who.startswith("PHÓ") else ""
            return _hit(form, office, f"KT. {head}" if head else "KT.")
    return None


def _no_deputy(form: Form, offices: Sequence[Office]) -> Hit | None:
    """A post that signs in the place of itself: KT. CHỦ TỊCH, CHỦ TỊCH."""
    for before, office in pairwise(offices):
        if before.mark == "KT" and not office.mark and fold(office.who) == fold(before.who):
            return _hit(form, office, f"PHÓ {office.who}")
    return None


def _not_collective(form: Form, offices: Sequence[Office]) -> Hit | None:
    """A decision of a chairman that is signed for the committee."""
    personal = [
        part
        for part in (*form.issuers[-1:], *form.parts("authority"))
        if _PATTERNS["chairman"].match(form.words(part))
    ]
    for office in offices:
        if personal and office.mark == "TM" and _PATTERNS["collective"].match(office.who):
            return _hit(form, office, "CHỦ TỊCH")
    return None


@rule("form.collective", severity="warning", source=_SOURCE)
@on_request
def collective(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Văn bản của tập thể mà chữ ký không ghi “TM.” (Nhà nước) hoặc “T/M” (Đảng)."""
    form = form_of(draft, prior)
    offices = offices_of(form) if form else []
    if form is None or not offices or offices[0].mark not in (None, "KT", "K/T"):
        return
    issuer = fold(draft.document.facts.issuer or "")
    if form.profile.system == "state":
        authority = [part for part in form.parts("authority") if _is_collective(form.words(part))]
        if authority and _is_collective(issuer):
            yield _hit(form, offices[0], "TM.")
    elif _PATTERNS["committee"].match(issuer):
        yield _hit(form, offices[0], "T/M")


def _is_collective(words: str) -> bool:
    return bool(_PATTERNS["committees"].match(words.strip()))


@rule("form.signer", severity="note", source=_SOURCE)
@on_request
def signer(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ghi học hàm, học vị trước họ tên người ký."""
    form = form_of(draft, prior)
    if form is None or form.signature is None:
        return
    start = draft.line(form.signature.start)[0]
    before = draft.text[start : form.signature.start].rpartition("\t")[2]
    match = _PATTERNS["titled"].search(before)
    if match:
        begin = form.signature.start - len(match[0])
        values = {"found": match[0].strip(), "act": form.profile.act}
        yield Hit(begin, form.signature.start - 1, values, anywhere=True)


# --- Recipients ----------------------------------------------------------------------------------


@rule("form.recipients", severity="warning", source=_SOURCE)
@on_request
def recipients(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Nơi nhận: dòng lưu ở cuối (“Lưu: VT, …” của Nhà nước; “Lưu Văn phòng …” của Đảng)."""
    form = form_of(draft, prior)
    if form is None or form.recipients is None:
        return
    start = form.recipients[0]
    # A list whose lines were wrapped is read as shorter than it is.
    end = max(form.recipients[1], form.signature.start if form.signature else 0)
    kept = list(_RECIPIENTS["kept"].finditer(draft.folded, start, end))
    severity: Severity | None = None
    if kept:
        right, span = _right_keeping(form, kept[-1]), kept[-1].span("words")
    else:
        right = "Lưu: VT" if form.profile.system == "state" else "Lưu Văn phòng"
        span = start, start + len("Nơi nhận")
        # In plain text and on pages the list is often cut.
        severity = None if form.is_as_sent else "note"
    if right:
        yield Hit(*span, {"right": right, "act": form.profile.act}, None, (), severity, True)


def _right_keeping(form: Form, kept: re.Match[str]) -> str | None:
    """How the line of what is kept should begin, where it is of the other form."""
    if form.profile.system == "state":
        has_office = kept["office"] or _RECIPIENTS["office"].search(kept["rest"])
        return None if kept["colon"] and has_office else "Lưu: VT"
    return "Lưu Văn phòng" if kept["colon"] or kept["office"] else None


# --- The end of the text -------------------------------------------------------------------------


@rule(
    "form.end-mark",
    severity="note",
    source="Thông lệ soạn thảo văn bản hành chính; Hướng dẫn 05-HD/VPTW năm 2026",
)
@on_request
def end_mark(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Dấu kết thúc nội dung: “./.” ở văn bản của Nhà nước, “.” ở văn bản của Đảng."""
    form = form_of(draft, prior)
    if form is None or form.tail is None:
        return
    body = draft.text[: form.tail].rstrip(" \n\t*|_-")
    is_party = form.profile.system == "party"
    if is_party and "end-mark" not in form.profile.settings:
        return
    right, wrong = (".", "./.") if is_party else ("./.", ".")
    is_wrong = body.endswith("./.") if is_party else body.endswith(".") and body[-3:] != "./."
    if is_wrong and len(body) > form.head_end:
        values = {"right": right}
        yield Hit(len(body) - len(wrong), len(body), values, right, anywhere=True)
