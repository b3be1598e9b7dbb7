"""Rules on the form (thể thức) of a document: which parts it must have, and of which system."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from textkit import data
from textkit.checking.formprofiles import Profile, System, profile_at
from textkit.checking.material import Draft, Prior, Span
from textkit.checking.rule import Hit, Severity, on_request, rule
from textkit.reading.head import Head, read_head
from textkit.reading.letterhead import Part
from textkit.reading.tail import Signature, find_signature
from textkit.vietnamese.signs import parse_sign
from textkit.vietnamese.text import fold

_PATTERNS = data.patterns("form.toml", "form")
_TAIL = data.patterns("form.toml", "tail")

# A letterhead has so many of its four parts (first line, issuer, number, place and date), or its
# document is taken for an extract whose head is cut. Chosen by eye; not measured.
_FEWEST_PARTS = 2
_LETTERHEAD = ("motto", "body", "sign", "place-date")

# Files that show a document as it goes out. In plain text and on pages the first lines of a
# letterhead are often left away.
_SET_FILES = frozenset({".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf"})

# The list of recipients of a Government decree has some forty lines.
_LINES_OF_RECIPIENTS, _LONGEST_LIST = 60, 6_000

# What stands right under a letterhead is shown as the place of a part that is missing: so much.
_LONGEST_PLACE = 60


@dataclass(frozen=True)
class Form:
    """A draft seen as a document of its system: its profile, the parts of its head and its tail.

    `recipients` is where the list of recipients stands, `tail` where the tail begins, both None
    where there is none.
    """

    draft: Draft
    profile: Profile
    head: Head
    head_end: int
    signature: Signature | None
    recipients: Span | None
    tail: int | None

    @property
    def is_letter(self) -> bool:
        """Whether it is an official letter, which has no kind."""
        return self.head.kind in (None, "công văn")

    def parts(self, name: str) -> list[Part]:
        """The parts of its head of a name."""
        return [part for part in self.head.parts if part.name == name]

    def words(self, part: Part) -> str:
        """The words of a part as the text has them, folded."""
        return self.draft.folded[part.start : part.end]

    def has(self, name: str) -> bool:
        """Whether its head has a part of a name."""
        return bool(self.parts(name))

    @property
    def letterhead(self) -> str:
        """The folded text above its kind."""
        return self.draft.folded[: self._letterhead_end]

    @property
    def _letterhead_end(self) -> int:
        ends = [part.start for part in self.head.parts if part.name in ("kind", "addressee")]
        return min(ends, default=self.head_end)

    @property
    def is_as_sent(self) -> bool:
        """Whether its file shows it as it goes out: plain text often lacks head or tail."""
        path = self.draft.document.path
        return path is None or path.suffix.lower() in _SET_FILES

    @property
    def issuers(self) -> list[Part]:
        """The bodies of its letterhead, from the highest to the issuer."""
        return [part for part in self.parts("body") if part.start < self._letterhead_end]

    @property
    def place(self) -> Span:
        """Where a part that is missing is reported: at the kind, else at the number."""
        for name in ("kind", "sign", "body", "addressee"):
            for part in self.parts(name):
                return part.start, min(part.end, part.start + _LONGEST_PLACE)
        return self.draft.line(0)


def form_of(draft: Draft, prior: Prior) -> Form | None:
    """A draft as a document of the Party's or the state's form; None where it is none of them.

    Speeches, articles, pages with a table of their own, laws and joint documents, texts of bodies
    with a form of their own, and extracts without a head have none.
    """
    key = f"form {draft.document.id} {draft.document.sha256}"
    return prior.kept(key, lambda: [_read_form(draft)])[0]  # type: ignore[no-any-return]


def _read_form(draft: Draft) -> Form | None:
    head = read_head(draft.text)
    system = _system(draft, head)
    profile = profile_at(system, draft.document.facts.date) if system else None
    # Of a scan neither letters nor signs are sure.
    is_scan = any(remark.kind == "recognised" for remark in draft.document.remarks)
    if profile is None or is_scan or not _is_whole(draft, head):
        return None
    ends = [part.end for part in head.parts if part.name in ("kind", "title", "sign", "addressee")]
    end = max(ends, default=0)
    signature = find_signature(draft.text, end)
    recipients = _recipients(draft, end)
    starts = [place for place in (recipients and recipients[0], _capacity(draft, end)) if place]
    return Form(draft, profile, head, end, signature, recipients, min(starts, default=None))


def _system(draft: Draft, head: Head) -> System | None:
    """Whose form a document keeps, where its number and its issuer agree on it."""
    facts = draft.document.facts
    issuer = fold(facts.issuer or "")
    kind = fold(facts.kind or head.kind or "")
    if _PATTERNS["other"].search(issuer) or _PATTERNS["unlike"].fullmatch(kind):
        return None
    sign = head.sign or parse_sign(facts.number or "")
    if sign is not None and (sign.family in ("law", "historic") or "QH" in (sign.body or "")):
        return None
    by_sign: System | None = None
    if sign is not None:
        by_sign = "party" if sign.family == "party" else "state"
    by_issuer: System | None = None
    if _PATTERNS["party"].search(issuer):
        by_issuer = "party"
    elif _PATTERNS["state"].search(issuer):
        by_issuer = "state"
    if by_sign and by_issuer and by_sign != by_issuer:
        return None
    return by_issuer or by_sign


def _is_whole(draft: Draft, head: Head) -> bool:
    """Whether the head is a document's own and not cut or set anew by a page or a database."""
    if head.kind is None and not _has(head, "addressee"):
        return False
    kind = next((part.start for part in head.parts if part.name == "kind"), len(draft.text))
    under_kind = [part for part in head.parts if part.name == "number" and part.start > kind]
    above = {part.name for part in head.parts if part.start < kind}
    # A page with a table of its own may show the document below it as it is, or retell its head.
    fewest = len(_LETTERHEAD) if head.properties else _FEWEST_PARTS
    return not under_kind and sum(name in above for name in _LETTERHEAD) >= fewest


def _has(head: Head, name: str) -> bool:
    return any(part.name == name for part in head.parts)


def _recipients(draft: Draft, begin: int) -> Span | None:
    """Where the first list of recipients stands, up to the line of what is kept.

    Lines that were wrapped are of it; a line in capitals is that of the office beside it.
    """
    match = _PATTERNS["recipients"].search(draft.folded, begin)
    if match is None:
        return None
    start = end = match.start("words")
    lines = re.finditer(r"[^\n\t|]+", draft.text[start : start + _LONGEST_LIST])
    for line in islice(lines, _LINES_OF_RECIPIENTS):
        if line[0].isupper():
            break
        end = start + line.end()
        if draft.folded[start + line.start() : end].lstrip(" -–+*•").startswith("lưu"):
            break
    return start, end


def _capacity(draft: Draft, begin: int) -> int | None:
    """Where the first line stands that says for whom is signed."""
    starts = []
    for system in ("state", "party"):
        match = _TAIL[system].search(draft.text, begin)
        if match:
            starts.append(match.start("mark"))
    return min(starts, default=None)


# --- The systems mixed ---------------------------------------------------------------------------


@rule(
    "form.systems-mixed",
    severity="error",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW năm 2018",
)
def systems_mixed(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Quốc hiệu trong văn bản của Đảng, tiêu đề của Đảng trong văn bản của Nhà nước; quyền hạn của
    người ký viết theo thể thức của hệ thống kia.
    """
    form = form_of(draft, prior)
    if form is None:
        return
    system = form.profile.system
    yield from _strange_motto(form)
    strange = _TAIL["state" if system == "party" else "party"]
    # Only the first: one finding a part.
    match = strange.search(draft.text, form.head_end)
    if match:
        right = _as_written_by(system, match["mark"])
        values = {"found": match["mark"], "right": right, "act": form.profile.act}
        end = match.end("mark") + (draft.text[match.end("mark")] == ".")
        yield Hit(match.start("mark"), end, values, right, anywhere=True)


def _as_written_by(system: str, mark: str) -> str:
    """A mark of capacity in the form of a system: T/M for TM.; TUQ. has no counterpart."""
    letters = mark.replace("/", "")
    if system == "party":
        return "T/L" if letters == "TUQ" else "/".join(letters)
    return f"{letters}."


def _strange_motto(form: Form) -> Iterator[Hit]:
    """The first line of the other system, where that of its own is not there."""
    own, other = ("quochieu", "tieude")
    right = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    if form.profile.system == "party":
        own, other, right = "tieude", "quochieu", "ĐẢNG CỘNG SẢN VIỆT NAM"
    mottos = form.parts("motto")
    if any(_PATTERNS[own].match(form.words(part).strip()) for part in mottos):
        return
    for part in mottos:
        if _PATTERNS[other].match(form.words(part).strip()):
            found = " ".join(form.draft.text[part.start : part.end].split())
            values = {"found": found, "right": right, "act": form.profile.act}
            yield Hit(part.start, part.end, values, right, anywhere=True)
            return


# --- Parts that are missing ----------------------------------------------------------------------


@rule(
    "form.motto-missing",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW năm 2018",
)
def motto_missing(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Phần đầu văn bản có cơ quan, số, ngày nhưng không có quốc hiệu hoặc tiêu đề của Đảng."""
    form = form_of(draft, prior)
    if form is not None and _lacks_motto(form) and (form.is_as_sent or form.has("motto")):
        values = {"part": form.profile.name("motto"), "act": form.profile.act}
        yield Hit(*form.place, values, anywhere=True)


def _lacks_motto(form: Form) -> bool:
    """Whether a head that is whole otherwise has no first line: of the state's two, only the lower
    one, or none.
    """
    # A motto that was read wrongly, or stands above in a picture, is not missing.
    said = any(_PATTERNS[name].search(form.letterhead) for name in ("quochieu", "tieude"))
    is_otherwise_whole = form.issuers and form.has("sign") and form.has("place-date")
    return bool(is_otherwise_whole) and not said


@rule(
    "form.part-missing",
    severity="warning",
    source="Nghị định 30/2020/NĐ-CP, Phụ lục I; Hướng dẫn 36-HD/VPTW năm 2018",
)
@on_request
def part_missing(draft: Draft, prior: Prior) -> Iterator[Hit]:
    """Thiếu một phần của thể thức: tiêu ngữ, cơ quan ban hành, số, địa danh và ngày, trích yếu,
    người ký, nơi nhận.
    """
    form = form_of(draft, prior)
    if form is None:
        return
    for part in (*_missing_in_head(form), *_missing_in_tail(form)):
        # Plain text and pages are often without what stands beside the text itself.
        is_sure = form.is_as_sent or part not in ("motto", "authority", "recipients")
        severity: Severity | None = None if is_sure else "note"
        start, end = form.place
        if part in ("authority", "recipients") and form.tail is not None:
            start, end = form.tail, draft.line(form.tail)[1]
            end = min(end, start + _LONGEST_PLACE)
        values = {"part": form.profile.name(part), "act": form.profile.act}
        yield Hit(start, end, values, None, (), severity, True)


def _missing_in_head(form: Form) -> Iterator[str]:
    """The parts of the head that are not there. Without its first line a head may be cut."""
    if not form.has("motto"):
        if _lacks_motto(form) and not form.is_as_sent:
            yield "motto"
        return
    mottos = " ".join(form.words(part).strip() for part in form.parts("motto"))
    if form.profile.system == "state" and not _PATTERNS["tieungu"].search(mottos):
        yield "slogan"
    if not form.issuers and not form.parts("of"):
        yield "issuer"
    # The papers of a congress have neither number nor day before it meets.
    if _PATTERNS["congress"].search(fold(form.draft.document.facts.title or "")):
        return
    if not form.has("sign") and not _PATTERNS["numbered"].search(form.letterhead):
        yield "number"
    if not form.has("place-date") and not _PATTERNS["dated"].search(form.letterhead):
        yield "place-date"
    if form.is_letter and not form.has("subject"):
        yield "subject"
    if not form.is_letter and not form.has("title"):
        yield "title"


def _missing_in_tail(form: Form) -> Iterator[str]:
    """The parts of the tail that are not there. A text with neither is cut, or a draft's body."""
    if form.recipients is None and form.tail is not None and form.signature is not None:
        yield "recipients"
    if form.recipients is not None and form.signature is None and not _offices(form):
        yield "authority"


def _offices(form: Form) -> bool:
    """Whether the text names an office where a signature stands."""
    begin = form.tail or form.head_end
    lines = re.split(r"[\n\t|]", form.draft.text[begin:])
    return any(_TAIL["post"].fullmatch(line.strip(" *")) for line in lines) or (
        _capacity(form.draft, form.head_end) is not None
    )
