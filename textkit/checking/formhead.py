"""Rules on the form of a document's head: number, place and date, subject, legal basis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from textkit import data
from textkit.checking.form import Form, form_of
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import Hit, Severity, on_request, rule
from textkit.vietnamese.signs import Sign
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("form.toml", "head")

# The codes whose issuers [head] names.
_CODES_OF_ISSUERS = ("ubnd", "hđnd", "cp", "ttg")

# Numbers and days under ten, and the first two months, have a zero before them.
_FIRST_WITHOUT_ZERO, _FIRST_MONTH_WITHOUT_ZERO = 10, 3

# Entries of a legal basis that stand so far behind the kind are cited in the text. By eye.
_LONGEST_BASIS = 12_000

_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW năm 2018"


# --- The number ----------------------------------------------------------------------------------


@rule(
    "form.own-sign",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục III: chữ viết tắt tên loại, tên cơ quan",
)
def own_sign(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Ký hiệu của chính dự thảo không khớp với tên loại hoặc cơ quan ban hành."""
    form = form_of(draft, prior)
    sign = form.head.sign if form else None
    if form is None or sign is None:
        return
    kind = form.head.kind
    if kind and sign.kind and not _is_one_kind(kind, sign.kind):
        values = {"said": kind, "code": sign.text}
        yield Hit(sign.start, sign.end, values, anywhere=True)
        return
    code = (sign.body or "").split("-")[0].lower()
    issuer = " ".join(fold(draft.document.facts.issuer or "").split())
    named = [name for name in _CODES_OF_ISSUERS if _PATTERNS[name].match(issuer)]
    if code in _CODES_OF_ISSUERS and named and code not in named:
        values = {"said": draft.document.facts.issuer or "", "code": sign.text}
        yield Hit(sign.start, sign.end, values, anywhere=True)


def _is_one_kind(kind: str, coded: str) -> bool:
    """Whether a kind may have the code: "chương trình hành động" has that of "chương trình"."""
    return kind.startswith(coded) or coded.startswith(kind)


@rule("form.number", severity="warning", source=_SOURCE)
def number(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cách ghi số: dấu hai chấm sau “Số”, số 0 trước số dưới 10, khoảng trắng trong ký hiệu."""
    form = form_of(draft, prior)
    for part in form.parts("sign")[:1] if form else ():
        match = _PATTERNS["number"].match(
            " ".join(draft.text[part.start : part.end].split()).lower()
        )
        if form is None or match is None or not form.issuers or part.start < form.issuers[0].start:
            return  # a number above the letterhead is that of a page or a gazette
        right = _right_number(form, match, form.head.sign)
        written = " ".join(draft.text[part.start : part.end].strip(" *#(").split())
        if right is not None and right != written:
            values = {"found": written, "right": right, "act": form.profile.act}
            yield Hit(part.start, part.end, values, right, anywhere=True)


def _right_number(form: Form, match: re.Match[str], sign: Sign | None) -> str | None:
    """How the number should stand, as far as it is there: "Số: 05/QĐ-UBND", "Số 05-NQ/TU".

    None where nothing is to be said of it: a number that is left open, or was not read.
    """
    written = re.fullmatch(r"(\d+)([A-Za-z]?)\s*(.*)", sign.text) if sign else None
    if not match["n"] or written is None:
        return None
    digits, letter, code = written.groups()
    if int(digits) < _FIRST_WITHOUT_ZERO:
        digits = f"0{int(digits)}"
    code = re.sub(r"\s*([-–/])\s*", r"\1", code)
    colon = ":" if form.profile.system == "state" else ""
    return f"Số{colon} {digits}{letter}{code}"


# --- Place and date ------------------------------------------------------------------------------


@rule("form.date", severity="warning", source=_SOURCE)
def date(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Địa danh và ngày, tháng, năm: dấu phẩy sau địa danh; số 0 trước ngày dưới 10, tháng 1, 2."""
    form = form_of(draft, prior)
    for part in form.parts("place-date")[:1] if form else ():
        written = " ".join(draft.text[part.start : part.end].split())
        match = _PATTERNS["dated"].match(fold(written))
        if form is None or match is None:
            return
        right = _right_date(written, match)
        if right != written:
            values = {"found": written, "right": right, "act": form.profile.act}
            yield Hit(part.start, part.end, values, right, anywhere=True)


def _right_date(written: str, match: re.Match[str]) -> str:
    """Place and date with their comma and their zeros; what is left open stays."""
    right = written
    # From the right, so that places before stay where they are.
    for group, first_without in (("m", _FIRST_MONTH_WITHOUT_ZERO), ("d", _FIRST_WITHOUT_ZERO)):
        if match[group]:
            number = int(match[group])
            shown = f"0{number}" if number < first_without else str(number)
            right = f"{right[: match.start(group)]}{shown}{right[match.end(group) :]}"
    if not match["place"]:
        return right
    return f"{written[: match.end('place')]}, {right[match.end('comma') :].lstrip()}"


# --- Subject and basis ---------------------------------------------------------------------------


@rule("form.subject", severity="warning", source=_SOURCE)
@on_request
def subject(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """“V/v” chỉ dùng ở công văn của cơ quan nhà nước; trích yếu không có dấu chấm ở cuối."""
    form = form_of(draft, prior)
    if form is None:
        return
    for part in (*form.parts("title")[:1], *form.parts("subject")[:1]):
        match = _PATTERNS["subject"].match(form.words(part))
        is_party = form.profile.system == "party"
        if match and (part.name == "title" or is_party):
            start = part.start + len(match[0]) - len(match[0].lstrip(" *-–("))
            values = {"found": "V/v", "right": "về việc", "act": form.profile.act}
            severity: Severity | None = "note" if part.name == "subject" else None
            yield Hit(start, part.start + match.end(), values, None, (), severity, True)
            return


@rule(
    "form.basis",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I: căn cứ ban hành",
)
@on_request
def basis(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Mỗi căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối cùng bằng dấu chấm."""
    form = form_of(draft, prior)
    if form is None or "basis" not in form.profile.settings:
        return
    for end, right in _ends_of_basis(form):
        if draft.text[end - 1] != right:
            values = {"right": right, "act": form.profile.act}
            start = end - 1 if draft.text[end - 1] in ".,;:" else draft.text.rfind(" ", 0, end) + 1
            yield Hit(start, end, values, anywhere=True)
            return


def _ends_of_basis(form: Form) -> Iterator[tuple[int, str]]:
    """Where the entries of the legal basis end, and the sign they should end with.

    The last is looked at only where the words that decree ("QUYẾT ĐỊNH:") follow it: in the form of
    legal documents of 2025 a sentence of the issuer's goes on with the list.
    """
    text, limit = form.draft.text, form.head_end + _LONGEST_BASIS
    begins: list[re.Match[str]] = []
    for match in _PATTERNS["basis"].finditer(form.draft.folded, form.head_end, limit):
        # A line that was wrapped may begin with the same words in small letters.
        if not text[match.start(match.lastgroup or 0)].isupper():
            continue
        if begins or match["entry"]:  # the issuer's name may stand above the list
            begins.append(match)
        if begins and not match["entry"]:
            break
    is_legal = form.head.sign is not None and form.head.sign.family == "state_year"
    for before, match in pairwise(begins):
        end = before.start() + len(text[before.start() : match.start()].rstrip(" \n\t*|"))
        if match["entry"]:
            yield end, ";"
        elif match["decree"] and not is_legal:
            yield end, "."
