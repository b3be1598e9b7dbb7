"""Opinions on a draft as the table that an office submits: what is proposed for which words, by
whom, and room for what is taken up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit.checking.opinions import Consolidation, Opinion, ReadCopy, Voice, consolidate
from textkit.data.messages import Lang, TextkitError, say
from textkit.presenting.pages import place
from textkit.presenting.reports import Cell, Grid, Lead, Passage, Report, Reported
from textkit.reading.document import grouped
from textkit.reading.files import open_archive, open_checked
from textkit.vietnamese.dates import written_date

if TYPE_CHECKING:
    import pandas as pd

# So many words before a place say where it is. Chosen by eye.
_WORDS_BEFORE = 6

# A comment on less than this share of what is shown of the draft says on which words it is.
_SHARE_NAMED = 0.8
_LONGEST_NAMED = 160

# So many articles, and so many places of differing proposals, are named. Chosen by eye.
_MOST_NAMED = 5

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, eq=False)
class Opinions(Reported):
    """The opinions on a draft, consolidated; shows itself, and writes the table an office submits.

    `opinions` and `copies` are tables of the data, `found` the records behind them.
    """

    found: Consolidation
    lang: Lang = "vi"

    def __repr__(self) -> str:
        return (
            f"Opinions({self.found.draft.id!r}: {len(self.found.opinions)} opinions"
            f" in {len(self.found.copies)} copies)"
        )

    @property
    def opinions(self) -> pd.DataFrame:
        """One row an opinion, in the order of the draft: id, kind (insert, delete, replace, move,
        split, join, undo, comment), path, start and end (characters of the draft's text; -1 for
        none), passage, before, after, text, offices and authors (tuples), resolved.
        """
        import pandas as pd

        names = "id kind path start end passage before after text offices authors resolved".split()
        rows = []
        for opinion in self.found.opinions:
            authors = tuple(dict.fromkeys(voice.author for voice in opinion.voices if voice.author))
            own = {name: getattr(opinion, name, None) for name in names}
            rows.append({**own, "authors": authors})
        return pd.DataFrame(rows, columns=names)

    @property
    def copies(self) -> pd.DataFrame:
        """One row a copy: name, office, status (read, no-opinion, other-document, unread), authors,
        comments, changes, untracked (differences without a mark), formats, likeness (share of the
        draft's words that it has), reason.
        """
        import pandas as pd

        rows = [_copy_row(copy, self.lang) for copy in self.found.copies]
        names = list(ReadCopy.__dataclass_fields__)
        return pd.DataFrame(rows, columns=names)

    def to_json(self) -> dict[str, Any]:
        """Draft, copies and opinions, in the shape `textkit opinions --json` writes."""
        opinions = []
        for opinion in self.found.opinions:
            row = asdict(opinion)
            row["place"] = place(opinion.path, self.lang)
            row["voices"] = [voice._asdict() for voice in opinion.voices]
            row["answers"] = [answer._asdict() for answer in opinion.answers]
            opinions.append(row)
        draft = self.found.draft
        return {
            "draft": {
                "id": draft.id,
                "title": draft.facts.title,
                "characters": len(draft.text),
                "sha256": draft.sha256,
                "is_before_changes": self.found.is_before_changes,
            },
            "copies": [_copy_row(copy, self.lang) for copy in self.found.copies],
            "opinions": opinions,
        }

    def write(self, path: str | Path) -> Path:
        """Writes the result as .docx, .xlsx, .html or .csv, by the suffix; returns the path.

        Raises TextkitError for another suffix, and where the file is there already and somebody
        has filled in its last column: that is never overwritten.
        """
        filled = filled_in(path, [say("opinions.answer", lang) for lang in ("vi", "en")])
        if filled:
            raise TextkitError("copies.filled", path=path, count=filled)
        return super().write(path)

    def report(self) -> Report:
        """The table to submit, and what became of each copy."""
        return _Page(self.found, self.lang).report()


def opinions(
    draft: str | Path,
    copies: str | Path | Iterable[str | Path],
    *,
    offices: Mapping[str, str] | None = None,
    lang: Lang = "vi",
) -> Opinions:
    """The opinions that copies of a draft hold: comments and tracked changes, each proposal once
    with all who made it, and what was changed without a mark.

    `copies` are Word files, or a folder of them; a folder takes also .doc, .rtf and .odt. What
    stands for the office of a copy is its file name; `offices` gives the names by these. A copy
    that cannot be read, or is of another document, is listed and left out.
    Raises TextkitError if the draft cannot be read or is no Word file, if there is no copy, or for
    an office of no copy. Example: `tk.opinions("du-thao.docx", "gop-y").write("tong-hop.docx")`
    """
    several = [copies] if isinstance(copies, str | Path) else copies
    return Opinions(consolidate(draft, several, offices=offices), lang)


def _copy_row(copy: ReadCopy, lang: Lang) -> dict[str, Any]:
    """A copy as plain data."""
    row = {name: getattr(copy, name) for name in ReadCopy.__dataclass_fields__}
    return {**row, "reason": copy.reason.say(lang) if copy.reason else None}


class _Page:
    """The report of some opinions in a language."""

    def __init__(self, found: Consolidation, lang: Lang) -> None:
        self._found = found
        self._lang = lang
        self._text = found.draft.text
        self._said = {opinion.id: self.sentence(opinion) for opinion in found.opinions}

    def _say(self, key: str, **values: Any) -> str:
        return say(f"opinions.{key}", self._lang, **values)

    def report(self) -> Report:
        """Findings, the table of opinions and that of the copies."""
        grids = (self._table(), self._copies())
        return Report(
            self._say("title"),
            self._draft_name(),
            tuple(self._leads()),
            grids,
            tuple(self._notes()),
        )

    def _draft_name(self) -> str:
        facts = self._found.draft.facts
        named = " ".join(filter(None, ((facts.kind or "").capitalize(), facts.number)))
        title = ": ".join(filter(None, (named, facts.title)))
        return self._say("draft", name=title or self._found.draft.id)

    def _table(self) -> Grid:
        heads = ("n", "place", "passage", "opinion", "who", "answer")
        rows = []
        for number, opinion in enumerate(self._found.opinions, 1):
            rows.append(
                (
                    Cell(str(number)),
                    Cell(self._place(opinion)),
                    Cell(_one_line(opinion.passage)),
                    Cell(self._whole(opinion)),
                    Cell(self._voices(opinion), tuple(self._evidence(opinion))),
                    Cell(),
                )
            )
        return Grid(
            self._say("table"),
            tuple(self._say(head) for head in heads),
            tuple(rows),
            self._say("note"),
            tuple(opinion.id for opinion in self._found.opinions),
        )

    def _copies(self) -> Grid:
        heads = ("office", "authors", "comments", "changes", "untracked", "status")
        rows = []
        for copy in self._found.copies:
            counts = [copy.comments, copy.changes, copy.untracked]
            is_read = copy.status in ("read", "no-opinion")
            rows.append(
                (
                    Cell(_named(copy)),
                    Cell(", ".join(copy.authors)),
                    *(Cell(str(count) if is_read else "") for count in counts),
                    Cell(self._status(copy), strong=not is_read),
                )
            )
        return Grid(self._say("copies"), tuple(self._say(head) for head in heads), tuple(rows))

    def _status(self, copy: ReadCopy) -> str:
        if copy.reason is not None:
            return self._say("unread", reason=copy.reason.say(self._lang))
        return self._say(copy.status.replace("-", "_"))

    # --- findings ---

    def _leads(self) -> Iterator[Lead]:
        opinions, copies = self._found.opinions, self._found.copies
        silent = sum(copy.status == "no-opinion" for copy in copies)
        several = [one for one in opinions if len(one.voices) > 1]
        parts = [self._size()]
        if several:
            parts.append(self._say("several", count=len(several)))
        if silent:
            parts.append(self._say("silent", count=silent))
        evidence = [passage for one in several for passage in self._evidence(one)]
        yield Lead("; ".join(parts) + ".", tuple(evidence))
        left_out = [copy for copy in copies if copy.status in ("unread", "other-document")]
        if left_out:
            names = "; ".join(f"{_named(copy)} ({self._status(copy)})" for copy in left_out)
            yield Lead(self._say("left_out", count=len(left_out), names=names))
        differing = list(_differing(opinions))
        if differing:
            places = list(dict.fromkeys(self._place(ones[0]) for ones in differing))
            evidence = [
                passage for ones in differing for one in ones for passage in self._evidence(one)
            ]
            named = self._some(places)
            yield Lead(self._say("differing", count=len(differing), places=named), tuple(evidence))
        yield from self._most_spoken_of()
        unmarked = [copy for copy in copies if copy.untracked]
        if unmarked:
            names = self._some([f"{_named(copy)} ({copy.untracked})" for copy in unmarked])
            yield Lead(self._say("unmarked", count=len(unmarked), names=names))

    def _size(self) -> str:
        """How many opinions on how many articles."""
        opinions = self._found.opinions
        places = {_article(one.path) for one in opinions if one.path}
        is_law = any(name.startswith("Điều") for name in places)
        key = "size_articles" if is_law else "size_sections"
        return self._say(
            key, copies=len(self._found.copies), opinions=len(opinions), places=len(places)
        )

    def _most_spoken_of(self) -> Iterator[Lead]:
        """The articles that most opinions are on, where they are several."""
        counts = Counter(_article(one.path) for one in self._found.opinions if one.path)
        most = [(name, count) for name, count in counts.most_common(_MOST_NAMED) if count > 1]
        if len(counts) > len(most) >= 1:
            names = "; ".join(f"{place(name, self._lang)} ({count})" for name, count in most)
            yield Lead(self._say("most", names=names))

    def _some(self, names: Sequence[str]) -> str:
        shown = ", ".join(names[:_MOST_NAMED])
        return f"{shown}, …" if len(names) > _MOST_NAMED else shown

    def _notes(self) -> Iterator[str]:
        if self._found.is_before_changes:
            yield self._say("before_changes")
        formats = sum(copy.formats for copy in self._found.copies)
        if formats:
            yield self._say("formats", count=formats)
        yield self._say("how")

    # --- cells ---

    def _place(self, opinion: Opinion) -> str:
        """Where an opinion is, as one cites it."""
        if opinion.start < 0:
            return self._say("general")
        if not opinion.path:
            first = self._found.first
            is_head = first is not None and opinion.start < first
            return self._say("head" if is_head else "outside")
        return place(opinion.path, self._lang)

    def _whole(self, opinion: Opinion) -> str:
        """An opinion with what was answered to it."""
        lines = [self._said[opinion.id]]
        for answer in opinion.answers:
            key = "answered_by" if answer.author else "answered"
            lines.append(self._say(key, author=answer.author or "", text=_one_line(answer.text)))
        if opinion.resolved:
            lines.append(self._say("resolved"))
        return "\n".join(lines)

    def sentence(self, opinion: Opinion) -> str:
        """What is proposed, in a sentence."""
        before, after = _one_line(opinion.before), _one_line(opinion.after)
        if opinion.kind == "comment":
            anchor = self._words(opinion.start, opinion.end)
            is_part = 0 < len(anchor) < _SHARE_NAMED * len(opinion.passage)
            if is_part and len(anchor) <= _LONGEST_NAMED and "\n" not in anchor:
                return self._say("on_words", words=_one_line(anchor), text=opinion.text)
            return opinion.text
        if opinion.kind == "move":
            at = -1 if opinion.other is None else opinion.other
            return self._say("move", words=before, where=self._where(at) if at >= 0 else "")
        if opinion.kind == "insert":
            key = "insert_block" if "\n" in opinion.after else "insert"
            return self._say(key, words=after, where=self._where(opinion.start))
        if opinion.kind in ("split", "join"):
            return self._say(opinion.kind, where=self._where(opinion.start))
        return self._say(opinion.kind, before=before, after=after)

    def _words(self, start: int, end: int) -> str:
        """The words of the draft that a selection touches, whole ones."""
        if start < 0 or start == end:
            return ""
        while start > 0 and self._text[start - 1 : start + 1].isalnum():
            start -= 1
        while self._text[end - 1 : end + 1].isalnum() and end < len(self._text):
            end += 1
        return self._text[start:end]

    def _where(self, at: int) -> str:
        """A place in the draft, by the words before it, or behind it at the begin of a line."""
        begin = max(self._text.rfind(sign, 0, at) for sign in "\n\t") + 1
        line = self._text[max(begin, at - 200) : at].split()
        if line:
            words = " ".join(line[-_WORDS_BEFORE:])
            return self._say("behind", words=f"…{words}" if len(line) > _WORDS_BEFORE else words)
        words = " ".join(self._text[at : at + 200].split()[:_WORDS_BEFORE])
        return self._say("before", words=f"{words}…") if words else ""

    def _voices(self, opinion: Opinion) -> str:
        """Who holds an opinion: each office with its people."""
        lines = []
        for office, voices in grouped(opinion.voices, lambda voice: voice.office).items():
            people = ", ".join(dict.fromkeys(voice.author for voice in voices if voice.author))
            unmarked = not any(voice.is_tracked for voice in voices)
            inside = "; ".join(filter(None, (people, self._say("unmarked_by") if unmarked else "")))
            lines.append(f"{office} ({inside})" if inside else office)
        return "; ".join(lines)

    def _evidence(self, opinion: Opinion) -> Iterator[Passage]:
        for voice in opinion.voices:
            yield Passage(self._said[opinion.id], self._source(opinion, voice))

    def _source(self, opinion: Opinion, voice: Voice) -> str:
        """Who said something of which place, and when."""
        date = written_date((voice.date or "")[:10])
        copy = "" if voice.copy == voice.office else self._say("file", name=voice.copy)
        parts = (self._place(opinion), voice.office, voice.author, copy, date)
        return ", ".join(filter(None, parts))


def filled_in(path: str | Path, heads: Sequence[str]) -> int:
    """How many rows of a Word file or workbook have something in the last column, where that has
    one of these heads; 0 for a file that is not there or has no such table.
    """
    reader = {".docx": _word_rows, ".xlsx": _sheet_rows}.get(Path(path).suffix.lower())
    if reader is None or not Path(path).is_file():
        return 0
    open_archive(open_checked(path), path).close()
    filled = 0
    for rows in reader(path):
        cells = [row[-1].strip() for row in rows if row]
        if cells and cells[0] in heads:
            filled += sum(bool(cell) for cell in cells[1:])
    return filled


def _word_rows(path: str | Path) -> Iterator[list[list[str]]]:
    """The cells of each table of a Word file, by row."""
    from docx import Document

    for table in Document(str(path)).tables:
        yield [[cell.text for cell in row.cells[-1:]] for row in table.rows]


def _sheet_rows(path: str | Path) -> Iterator[list[list[str]]]:
    """The cells of each sheet of a workbook, by row."""
    from openpyxl import load_workbook

    for sheet in load_workbook(path, data_only=True).worksheets:
        yield [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


def _named(copy: ReadCopy) -> str:
    return copy.office if copy.office == copy.name else f"{copy.office} ({copy.name})"


def _one_line(words: str) -> str:
    """Words on one line: of rows the cells with a line between."""
    return _BLANKS.sub(" ", words.strip().replace("\t", " | ").replace("\n", " / ")).rstrip(" |/")


def _article(path: str) -> str:
    """The article of a place, or the first part where there are no articles."""
    steps = path.split("/")
    for step in steps:
        if step.startswith("Điều"):
            return step
    return steps[0]


def _differing(opinions: Sequence[Opinion]) -> Iterator[list[Opinion]]:
    """The changes that propose different things for the same words of the draft."""
    changes = [one for one in opinions if one.kind in ("delete", "replace", "move")]
    changes.sort(key=lambda one: (one.start, one.end))
    group: list[Opinion] = []
    end = -1
    for one in changes:
        if group and one.start >= end:
            if len(group) > 1:
                yield group
            group = []
        group.append(one)
        end = max(end, one.end) if len(group) > 1 else one.end
    if len(group) > 1:
        yield group
