"""A page for leaders: one side of A4 on what a document is, changes, sets and assigns, in its own
words.

What does not fit is left out by a rule, and the page says how much that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any, NamedTuple

from textkit import data
from textkit.checking.material import Draft, Prior
from textkit.checking.summary import Deed, Summary, own_words, summary_of
from textkit.comparing.claims import number_in
from textkit.data.messages import Lang, TextkitError, known_language, say
from textkit.finding.effects import sets_something
from textkit.finding.targets import Target
from textkit.presenting.pages import source, target_figure
from textkit.presenting.papers import add_grid, new_paper, printable, save
from textkit.reading.document import Document
from textkit.reading.readers import read
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside
from textkit.vietnamese.dates import written_date
from textkit.vietnamese.text import fold

# So much stands on a page at the most; twelve targets are as many as a leader reads. The others are
# chosen by eye on ten documents.
_MOST = {"grounds": 4, "deeds": 4, "parts": 10, "targets": 12, "tasks": 10, "differences": 6}

# What is cut first where a page is full, and down to how much: a step a line.
_CUTS = (
    ("parts", 5),
    ("tasks", 6),
    ("differences", 3),
    ("parts", 0),
    ("targets", 8),
    ("tasks", 4),
    ("grounds", 2),
    ("targets", 5),
    ("deeds", 2),
    ("tasks", 0),
    ("differences", 0),
    ("targets", 0),
    ("grounds", 0),
    ("deeds", 0),
)

# A task, target or name of more characters would fill the page: it is left out, never cut.
_LONGEST = 240

# A name of fewer words is shown with the row above it, or what stands before the colon. By eye.
_WORDS_OF_A_NAME = 3

# Letters of text and of tables, in points.
_POINTS, _POINTS_OF_TABLES = 11, 10

# Lines of text on a side of A4 with margins of 2 cm, and characters in a line, at these sizes:
# measured on pages that LibreOffice set, with a line or two to spare.
_LINES = 50
_CHARACTERS = 92
_CHARACTERS_OF_TABLES = 98

# Characters that the columns of deadlines, figures and bodies have room for. Chosen by eye.
_ROOM_OF_A_DATE, _ROOM_OF_A_FIGURE, _ROOM_OF_A_BODY = 15, 20, 24

# Characters for which the margins of a cell take the room.
_MARGINS_OF_A_CELL = 2

# A heading or a table takes so much more than its lines, in lines.
_SPACE = 0.6
_LINES_OF_THE_HEAD = 2


class Section(NamedTuple):
    """A part of the page: its label, one line of text or a table, and what was left out of it."""

    label: str
    text: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    left_out: str = ""

    @property
    def lines(self) -> float:
        """About how many lines it takes."""
        lines = _SPACE
        if self.text:
            lines += _lines_of(f"{self.label}: {self.text}", _CHARACTERS)
        if self.heads:
            lines += 1 + _lines_of_table(self.heads, self.rows, self.widths)
        if self.left_out:
            lines += _lines_of(self.left_out, _CHARACTERS)
        return lines


class Page(NamedTuple):
    """A page for leaders, ready to be set."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]

    @property
    def lines(self) -> float:
        """About how many lines it takes."""
        head = _LINES_OF_THE_HEAD * _lines_of(self.title, _CHARACTERS * 3 // 4)
        head += _lines_of(self.subtitle, _CHARACTERS)
        notes = sum(_lines_of(note, _CHARACTERS) for note in self.notes)
        return head + sum(section.lines for section in self.sections) + notes + 1


def write_page(
    source: Document | str | Path,
    path: str | Path,
    *,
    against: StoredCorpus | None = None,
    lang: Lang = "vi",
) -> Path:
    """Writes a page for leaders about a document as .docx or .html; returns the path.

    `against` is a corpus with the document before it. Raises TextkitError for another suffix, and
    where the document cannot be read.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in (".docx", ".html"):
        raise TextkitError("sheet.page-ending", path=path)
    page = page_of(source, against=against, lang=lang)
    if suffix == ".html":
        return write_text_aside(path, render_page(page, lang=lang))
    return _write_word(page, path)


def page_of(
    source: Document | str | Path, *, against: StoredCorpus | None = None, lang: Lang = "vi"
) -> Page:
    """The page about a document; it holds no more than one side of A4 has room for."""
    document = source if isinstance(source, Document) else read(source)
    summary = summary_of(Draft(document), Prior(against))
    setter = _Setter(summary, against, known_language(lang))
    room = dict(_MOST)
    page = setter.page(room)
    for name, least in _CUTS:
        while page.lines > _LINES and room[name] > least:
            room[name] -= 1
            page = setter.page(room)
    return page


class _Setter:
    """One summary on its way to a page."""

    def __init__(self, summary: Summary, corpus: StoredCorpus | None, lang: Lang) -> None:
        self._summary = summary
        self._corpus = corpus
        self._lang = lang

    def page(self, room: dict[str, int]) -> Page:
        """The page with at most so many of each list."""
        document = self._summary.document
        facts = document.facts
        cited = " ".join(filter(None, ((facts.kind or document.id).capitalize(), facts.number)))
        if facts.date:
            cited += f", {written_date(facts.date)}"
        title = " ".join((facts.title or "").split())
        if facts.kind and fold(title).startswith(fold(facts.kind)) and cited.lower() == facts.kind:
            cited = ""  # "Báo cáo chính trị …" says that it is a report
        head = ". ".join(filter(None, (cited, title[:1].upper() + title[1:])))
        key = "issued" if sets_something(facts.kind) else "spoken"
        subtitle = self._say(key, issuer=facts.issuer) if facts.issuer else ""
        sections = [
            self._grounds(room["grounds"]),
            *self._deeds(room["deeds"]),
            *self._force(),
            self._parts(room["parts"]),
            self._targets(room["targets"]),
            self._tasks(room["tasks"]),
            *self._differences(room["differences"]),
        ]
        shown = [
            section for section in sections if section.text or section.rows or section.left_out
        ]
        return Page(head, subtitle, tuple(shown), tuple(self._notes()))

    def _say(self, key: str, **values: object) -> str:
        return say(f"summary.{key}", self._lang, **values)

    def _left(self, key: str, count: int) -> str:
        return self._say(f"more_{key}", count=count) if count else ""

    def _grounds(self, most: int) -> Section:
        grounds = self._summary.grounds
        names = [" ".join(one.text.split()) for one in grounds if len(one.text) <= _LONGEST][:most]
        left_out = self._left("grounds", len(grounds) - len(names))
        text = "; ".join(names)
        if text and left_out:
            text, left_out = f"{text} ({left_out})", ""
        return Section(self._say("grounds"), text, left_out=left_out)

    def _deeds(self, most: int) -> Iterator[Section]:
        """What it does to other documents, a line for each thing it does."""
        deeds = self._summary.deeds
        for does in ("replaces", "repeals", "amends"):
            of_kind = [deed for deed in deeds if _what_is_done(deed) == does]
            names = list(dict.fromkeys(deed.name for deed in of_kind))
            shown = "; ".join(names[:most])
            left = self._left("deeds", len(names) - len(names[:most]))
            if shown:
                yield Section(self._say(does), f"{shown} ({left})" if left else shown)
            elif left:
                yield Section(self._say(does), left_out=left)

    def _force(self) -> Iterator[Section]:
        force = self._summary.force
        if force is None:
            return
        text = written_date(force.date or "")
        if not text:
            words = self._summary.document.text[force.start : force.end]
            text = f"“{own_words(words)}”" if len(words) <= _LONGEST else ""
        if text:
            yield Section(self._say("force"), text)

    def _parts(self, most: int) -> Section:
        """The titles of its widest parts."""
        parts = self._summary.parts
        titles = [
            " ".join(f"{part.label} {part.heading}".split())
            for part in parts
            if len(part.heading) <= _LONGEST
        ]
        text = "; ".join(titles[:most])
        left = self._left("parts", len(parts) - len(titles[:most]))
        if not text:
            return Section(self._say("parts"))
        return Section(self._say("parts"), f"{text} ({left})" if left else text)

    def _targets(self, most: int) -> Section:
        """The targets that are chosen, in the order of the document."""
        targets = self._summary.targets
        chosen = [one for one in targets if self._is_whole(one)][:most]
        chosen.sort(key=lambda target: target.start)
        rows = [
            (self._name(one), self._figure(one), written_date(one.deadline or "")) for one in chosen
        ]
        return Section(
            self._say("targets"),
            heads=self._heads("target", "figure", "deadline") if rows else (),
            rows=tuple(rows),
            widths=_widths(_ROOM_OF_A_FIGURE, _ROOM_OF_A_DATE),
            left_out=self._left("targets", len(targets) - len(rows)),
        )

    def _is_whole(self, target: Target) -> bool:
        """Whether a target can be read by itself, and is not too long."""
        name = self._name(target)
        is_part = fold(name).startswith(("trong đó", "riêng"))
        return len(name) <= _LONGEST and not is_part

    def _name(self, target: Target) -> str:
        """A target as its document says it: the names of a row, or the words of the sentence."""
        if target.start in self._summary.rows:
            names = [" ".join(step.split()) for step in target.indicator_path]
            is_short = len(names[-1].split()) < _WORDS_OF_A_NAME if names else True
            return own_words(": ".join(names[-2:] if is_short else names[-1:]))
        return own_words(self._summary.words.get(target.start, target.text))

    def _figure(self, target: Target) -> str:
        """The figure in the document's words; that of a cell with the unit of its row."""
        if target.start in self._summary.rows:
            return target_figure(target, self._lang)
        return " ".join(target.text[slice(*number_in(target))].split())

    def _tasks(self, most: int) -> Section:
        """What is to be done, by body and then by date."""
        tasks = self._summary.tasks
        chosen = [one for one in tasks if len(own_words(one.text)) <= _LONGEST][:most]
        rows = []
        for task in chosen:
            due = task.deadline
            when = due.text if due else task.schedule or ""
            if due and len(when) > _ROOM_OF_A_DATE:
                when = written_date(due.end)
            rows.append(
                ("; ".join(task.bodies), own_words(task.text), when, due.end if due else "")
            )
        rows.sort(key=lambda row: (row[3] or "9999", row[0]))
        return Section(
            self._say("tasks"),
            heads=self._heads("body", "work", "deadline") if rows else (),
            rows=tuple(row[:3] for row in rows),
            widths=_widths(_ROOM_OF_A_DATE, first=_ROOM_OF_A_BODY),
            left_out=self._left("tasks", len(tasks) - len(rows)),
        )

    def _heads(self, *names: str) -> tuple[str, ...]:
        return tuple(self._say(f"head_{name}") for name in names)

    def _differences(self, most: int) -> Iterator[Section]:
        """How its targets differ from those of the document before it."""
        summary, corpus = self._summary, self._corpus
        if corpus is None:
            return
        if summary.before is None:
            yield Section(self._say("before"), self._say("no_before"))
            return
        label = self._say("differs", document=source(corpus, summary.before, "", self._lang))
        rows = [
            (self._name(one.now), self._dated(one.before), self._dated(one.now))
            for one in summary.differences
            if len(self._name(one.now)) <= _LONGEST
        ][:most]
        left = self._left("differences", len(summary.differences) - len(rows))
        kept = self._say("kept", count=summary.kept) if summary.kept else ""
        yield Section(
            label,
            "" if rows else self._say("no_differences"),
            self._heads("target", "before", "now") if rows else (),
            tuple(rows),
            _widths(_ROOM_OF_A_FIGURE, _ROOM_OF_A_FIGURE),
            " ".join(filter(None, (left, kept))),
        )

    def _dated(self, target: Target) -> str:
        deadline = f" ({written_date(target.deadline)})" if target.deadline else ""
        return target_figure(target, self._lang) + deadline

    def _notes(self) -> Iterator[str]:
        summary = self._summary
        for remark in summary.document.remarks:
            said = say(f"remark.{remark.kind}", self._lang, value=remark.value)
            yield f"{said[:1].upper()}{said[1:]}."
        if summary.missing:
            names = [self._say(f"fact_{name}") for name in summary.missing]
            yield self._say("missing", names=", ".join(names))
        if not summary.targets and not summary.tasks:
            yield self._say("nothing")
        yield self._say("own_words")


def _what_is_done(deed: Deed) -> str:
    """Under which label a deed stands: a document of which a part is repealed is amended."""
    return deed.effect.does if deed.effect.whole else "amends"


def _widths(*last: int, first: int = 0) -> tuple[int, ...]:
    """The columns of a table in characters: what others leave is for the words."""
    words = _CHARACTERS_OF_TABLES - first - sum(last)
    return (first, words, *last) if first else (words, *last)


def _lines_of(text: str, characters: int) -> int:
    return ceil(len(text) / characters)


def _lines_of_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> float:
    """About how many lines a table takes; its rules take a little, too."""
    scale = _POINTS_OF_TABLES / _POINTS
    lines = 0.0
    for row in (heads, *rows):
        cells = [
            _wrapped(text, width - _MARGINS_OF_A_CELL)
            for text, width in zip(row, widths, strict=True)
        ]
        lines += max(cells, default=1) * scale + 0.1
    return lines


def _wrapped(text: str, width: int) -> int:
    """How many lines a text takes in a column: words are not broken."""
    lines, room = 1, width
    for word in text.split():
        needed = len(word) + (room < width)
        if needed > room:
            lines, room, needed = lines + 1, width, len(word)
        room -= needed
    return lines


def render_page(page: Page, *, lang: Lang = "vi") -> str:
    """The page as HTML, which prints on one side of A4."""
    return data.template("summary.html.j2").render(page=page, lang=lang)


def _write_word(page: Page, path: str | Path) -> Path:
    """The page as a Word file."""
    from docx.shared import Pt

    document = new_paper()
    normal = document.styles["Normal"]
    normal.font.size = Pt(_POINTS)
    normal.paragraph_format.space_after = Pt(3)
    normal.paragraph_format.line_spacing = 1.0
    _add(document, page.title, is_bold=True, size=Pt(_POINTS + 3))
    if page.subtitle:
        _add(document, page.subtitle)
    for section in page.sections:
        if section.text:
            paragraph = document.add_paragraph()
            paragraph.add_run(printable(f"{section.label}: ")).bold = True
            paragraph.add_run(printable(section.text))
        else:
            _add(document, section.label, is_bold=True)
        if section.rows:
            add_grid(
                document,
                section.heads,
                section.rows,
                points=_POINTS_OF_TABLES,
                widths=section.widths,
            )
        if section.left_out:
            _add(document, section.left_out, is_italic=True)
    for note in page.notes:
        _add(document, note, is_italic=True)
    return save(document, path)


def _add(
    document: Any, text: str, *, is_bold: bool = False, is_italic: bool = False, size: Any = None
) -> None:
    run = document.add_paragraph().add_run(printable(text))
    run.bold, run.italic, run.font.size = is_bold, is_italic, size
