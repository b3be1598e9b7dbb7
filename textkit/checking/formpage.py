"""Rules on how a Word file sets its page and the letters of each part; they run if selected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from textkit.checking.form import Form, form_of
from textkit.checking.formprofiles import PARTS, Setting
from textkit.checking.formtail import offices_of
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Hit, Severity, on_request, rule
from textkit.data.messages import TextkitError
from textkit.reading.word.typeset import Paragraph, Typeset, read_typeset
from textkit.vietnamese.text import fold

_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".dotm"})

# Lengths agree up to rounding: Word shows centimetres with two decimals, and keeps twips.
_TOLERANCE = 0.6  # mm
_SIZE_TOLERANCE = 0.25  # pt

# A shorter paragraph of the text is a heading or a line of a list, which may be set otherwise.
# Chosen by eye; not measured.
_LONG_PARAGRAPH = 80
# The text is said to be set otherwise where most of its long paragraphs are, and there are so many.
_FEWEST_PARAGRAPHS = 3
# A font is reported where so many letters have it. Chosen by eye; not measured.
_FEWEST_LETTERS = 40
# A paragraph is that of a line of the text where the line is so much of it. Chosen by eye.
_SHARE_OF_A_LINE = 0.6

_FONT = "times new roman"
_SOURCE = "Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW năm 2018"


class Page(NamedTuple):
    """A draft's form with how its Word file sets it; `by_words` has its paragraphs by their words
    as written and folded.
    """

    form: Form
    typeset: Typeset
    by_words: dict[str, Paragraph]


class Placed(NamedTuple):
    """A part of a document where it stands, with the paragraphs that show it."""

    part: str
    span: Span
    paragraphs: list[Paragraph]


def _page_of(draft: Draft, prior: Prior) -> Page | None:
    """The page of a draft that came from a Word file and has a form; None without."""
    form, path = form_of(draft, prior), draft.document.path
    if form is None or path is None or path.suffix.lower() not in _SUFFIXES:
        return None
    key = f"page {draft.document.id} {draft.document.sha256}"
    return prior.kept(key, lambda: [_read_page(form)])[0]  # type: ignore[no-any-return]


def _read_page(form: Form) -> Page | None:
    path = form.draft.document.path
    assert path is not None, "asked only of a draft that has a file"
    try:
        typeset = read_typeset(path)
    except TextkitError:
        return None  # the file is gone, or another by now
    by_words: dict[str, Paragraph] = {}
    for paragraph in typeset.paragraphs:
        # Words in capitals and the same in small letters may stand in one file.
        by_words.setdefault(" ".join(paragraph.text.split()), paragraph)
    for paragraph in typeset.paragraphs:
        by_words.setdefault(_words(paragraph.text), paragraph)
    return Page(form, typeset, by_words)


def _words(text: str) -> str:
    return " ".join(fold(text).split()).strip(" *")


# --- The parts -----------------------------------------------------------------------------------


def _placed(page: Page) -> Iterator[Placed]:
    """The parts of head and tail that are found in the file, each once."""
    text = page.form.draft.text
    for part, (start, end) in _spans(page.form):
        paragraphs = []
        for line in re.split(r"[\n\t|]", text[start:end]):
            paragraph = _paragraph_of(page, line)
            if paragraph is not None:
                paragraphs.append(paragraph)
        if paragraphs:
            yield Placed(part, (start, end), paragraphs)


def _paragraph_of(page: Page, line: str) -> Paragraph | None:
    """The paragraph that shows a line, whole or nearly so."""
    written, words = " ".join(line.split()), _words(line)
    for known in (written, words):
        if known in page.by_words or not known:
            return page.by_words.get(known)
    for of_paragraph, paragraph in page.by_words.items():
        if words in of_paragraph and len(words) >= _SHARE_OF_A_LINE * len(of_paragraph):
            return paragraph
    return None


def _spans(form: Form) -> Iterator[tuple[str, Span]]:
    """The parts of head and tail by the names of the profile, and where they stand."""
    is_state = form.profile.system == "state"
    for part in form.parts("motto")[:2]:
        is_slogan = is_state and form.words(part).strip().startswith("độc")
        yield "slogan" if is_slogan else "motto", (part.start, part.end)
    for place, part in enumerate(reversed(form.issuers)):
        yield "issuer" if place == 0 else "superior", (part.start, part.end)
    names = (("sign", "number"), ("place-date", "place-date"), ("kind", "kind"))
    for name, called in (*names, ("title", "title"), ("subject", "subject")):
        for part in form.parts(name)[:1]:
            yield called, (part.start, part.end)
    offices = offices_of(form)
    for office in offices[:1]:
        yield "authority" if office.mark else "post", (office.start, office.end)
    if len(offices) > 1 and not offices[-1].mark:
        yield "post", (offices[-1].start, offices[-1].end)
    if form.signature is not None:
        yield "signer", (form.signature.start, form.signature.end)
    if form.recipients is not None:
        yield from _spans_of_recipients(form, *form.recipients)


def _spans_of_recipients(form: Form, start: int, end: int) -> Iterator[tuple[str, Span]]:
    line_end = form.draft.text.find("\n", start, end)
    if line_end > 0:
        yield "recipients-head", (start, line_end)
        yield "recipients", (line_end + 1, end)


def _body(page: Page) -> list[tuple[Span, Paragraph]]:
    """The long paragraphs of the text outside tables, and where they stand."""
    form, at = page.form, page.form.head_end
    end = form.tail or len(form.draft.text)
    found = []
    for paragraph in page.typeset.paragraphs:
        words = " ".join(paragraph.text.split())
        if paragraph.in_table or len(words) < _LONG_PARAGRAPH:
            continue
        if _words(words).startswith("căn cứ"):
            continue
        start = form.draft.text.find(words[: _LONG_PARAGRAPH // 2], at, end)
        if start >= 0:
            found.append(((start, form.draft.line(start)[1]), paragraph))
            at = start
    return found


# --- Paper and margins ---------------------------------------------------------------------------


@rule("form.paper", severity="warning", source=_SOURCE)
@on_request
def paper(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khổ giấy và lề trang trong tệp Word."""
    page = _page_of(draft, prior)
    if page is None or not page.typeset.sheets:
        return
    sheet = page.typeset.sheets[0]
    width, height = sorted((sheet.width, sheet.height))
    papers = _lengths(page, {"paper-width": width, "paper-height": height})
    if papers:
        yield _said(page, papers, page.form.place, "khổ giấy")
    margins = {
        "margin-top": sheet.top,
        "margin-bottom": sheet.bottom,
        "margin-left": sheet.left,
        "margin-right": sheet.right,
    }
    strange = _lengths(page, margins)
    if strange:
        yield _said(page, strange, page.form.place, "lề trang")


def _lengths(page: Page, lengths: Mapping[str, float | None]) -> list[_Fault]:
    """The lengths that are outside what is asked, each with its name before it."""
    faults = []
    for part, length in lengths.items():
        setting = page.form.profile.settings.get(part)
        if setting is not None and length is not None:
            for fault in _outside(page, setting, length, _TOLERANCE):
                found, right = f"{fault.part} {fault.found}", f"{fault.part} {fault.right}"
                faults.append(fault._replace(found=found, right=right))
    return faults


class _Fault(NamedTuple):
    """What is set otherwise, in words: of which part, what is, what should be, how grave it is."""

    part: str
    found: str
    right: str
    severity: Severity


def _outside(page: Page, setting: Setting, size: float, tolerance: float) -> list[_Fault]:
    """A size outside what is asked, if it is."""
    least, most = setting.least, setting.most
    if least is None or most is None or least - tolerance <= size <= most + tolerance:
        return []
    unit = {"lines": "dòng"}.get(setting.unit, setting.unit)
    found, right = f"{_figure(size)} {unit}", f"{_range(least, most)} {unit}"
    return [_Fault(page.form.profile.name(setting.part), found, right, setting.severity)]


def _said(page: Page, faults: Sequence[_Fault], span: Span, part: str = "") -> Hit:
    """One finding for all that is set otherwise in one place."""
    found = ", ".join(fault.found for fault in faults)
    right = ", ".join(fault.right for fault in faults)
    part = part or faults[0].part
    values = {"part": part, "found": found, "right": right, "act": page.form.profile.act}
    severities = [fault.severity for fault in faults]
    severity: Severity = "warning" if "warning" in severities else "note"
    return Hit(*span, values, None, (), severity, True)


def _range(least: float, most: float) -> str:
    return _figure(least) if least == most else f"{_figure(least)}-{_figure(most)}"


def _figure(number: float) -> str:
    """A number with a decimal comma, and without a needless decimal."""
    return f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


# --- Letters -------------------------------------------------------------------------------------


@rule("form.font", severity="warning", source=_SOURCE)
@on_request
def font(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Phông chữ trong tệp Word không phải Times New Roman."""
    page = _page_of(draft, prior)
    if page is None:
        return
    letters: Counter[str] = Counter()
    first: dict[str, Paragraph] = {}
    for paragraph in page.typeset.paragraphs:
        if fold(paragraph.font) != _FONT:
            letters[paragraph.font] += len(paragraph.text)
            first.setdefault(paragraph.font, paragraph)
    severity = page.form.profile.settings["font"].severity
    for name, count in letters.items():
        if count < _FEWEST_LETTERS:
            continue
        words = " ".join(first[name].text.split())[:_LONG_PARAGRAPH]
        start = draft.text.find(words)
        span = (start, start + len(words)) if start >= 0 else page.form.place
        values = {"found": name, "act": page.form.profile.act}
        yield Hit(*span, values, "Times New Roman", (), severity, True)


@rule("form.letters", severity="warning", source=_SOURCE)
@on_request
def letters(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Cỡ chữ và kiểu chữ (in hoa, đậm, nghiêng) của từng phần trong tệp Word."""
    page = _page_of(draft, prior)
    if page is None:
        return
    for part, span, paragraphs in _placed(page):
        setting = page.form.profile.settings.get(part)
        if setting is not None:
            size = _usual([paragraph.size for paragraph in paragraphs])
            faults = [
                *_outside(page, setting, size, _SIZE_TOLERANCE),
                *_looks(page, setting, paragraphs),
            ]
            if faults:
                yield _said(page, faults, span)
    yield from _of_body(page, "body", lambda paragraph: paragraph.size, _SIZE_TOLERANCE)


def _usual(sizes: Sequence[float]) -> float:
    return Counter(sizes).most_common(1)[0][0]


def _of_body(
    page: Page, part: str, size_of: Callable[[Paragraph], float | None], tolerance: float
) -> Iterator[Hit]:
    """What most long paragraphs of the text have, where it is outside what is asked; at the first
    of them.
    """
    setting = page.form.profile.settings.get(part)
    sizes = []
    for span, paragraph in _body(page):
        size = size_of(paragraph)
        if size is not None:
            sizes.append((span, size))
    if setting is None or len(sizes) < _FEWEST_PARAGRAPHS:
        return
    usual = _usual([size for _, size in sizes])
    span = next(span for span, size in sizes if size == usual)
    faults = _outside(page, setting, usual, tolerance)
    if faults:
        yield _said(page, faults, span)


def _looks(page: Page, setting: Setting, paragraphs: Sequence[Paragraph]) -> Iterator[_Fault]:
    """How letters are set otherwise than is asked."""
    name = page.form.profile.name(setting.part)
    is_upper = all(shown.is_upper or shown.text.isupper() for shown in paragraphs)
    if setting.is_upper and not is_upper:
        yield _Fault(name, "chữ in thường", "chữ in hoa", setting.severity)
    for asked, looks, called in (
        (setting.bold, [shown.bold for shown in paragraphs], "đậm"),
        (setting.italic, [shown.italic for shown in paragraphs], "nghiêng"),
    ):
        if asked is True and not any(looks):
            yield _Fault(name, f"không {called}", f"chữ {called}", setting.severity)
        if asked is False and all(looks):
            yield _Fault(name, f"chữ {called}", f"không {called}", setting.severity)


# --- Spacing and page numbers --------------------------------------------------------------------


@rule("form.spacing", severity="warning", source=_SOURCE)
@on_request
def spacing(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Khoảng cách dòng và thụt đầu dòng của nội dung trong tệp Word."""
    page = _page_of(draft, prior)
    if page is not None:
        yield from _of_body(page, "line-spacing", lambda paragraph: paragraph.lines, 0.1)
        yield from _of_body(page, "first-indent", lambda paragraph: paragraph.indent, 1.0)


@rule("form.page-number", severity="warning", source=_SOURCE)
@on_request
def page_number(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Số trang trong tệp Word: ở giữa lề trên, không hiển thị ở trang đầu."""
    page = _page_of(draft, prior)
    setting = page.form.profile.settings.get("page-number") if page else None
    if page is None or setting is None or not page.typeset.sheets:
        return
    sheet = page.typeset.sheets[0]
    found = ""
    if sheet.numbered is None:
        found = "không có"
    elif sheet.numbered == "footer":
        found = "ở lề dưới"
    elif sheet.align not in ("center", ""):
        found = "không ở giữa"
    elif not sheet.hides_first:
        found = "hiển thị ở trang đầu"
    if found:
        values = {
            "part": PARTS["page-number"],
            "found": found,
            "right": "giữa lề trên, không hiển thị ở trang đầu",
            "act": page.form.profile.act,
        }
        yield Hit(*page.form.place, values, None, (), setting.severity, True)
