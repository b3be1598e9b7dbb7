"""Which reader reads what; a folder with its `metadata.csv`."""

import csv
import io
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import NamedTuple

from textkit import data
from textkit.data.messages import Message, Reason, TextkitError, printable
from textkit.reading.document import NONE, Block, Document, Facts
from textkit.reading.facts import complete_facts, read_facts
from textkit.reading.files import decode_text, is_inside, open_checked, sniff
from textkit.reading.html import read_html
from textkit.reading.layout import Reading
from textkit.reading.mht import read_mht
from textkit.reading.ocr import Engine, using
from textkit.reading.pdf.document import read_pdf
from textkit.reading.pictures import read_picture
from textkit.reading.plain import read_plain
from textkit.reading.sheet import read_old_sheet, read_sheet
from textkit.reading.slides import read_old_slides, read_slides
from textkit.reading.soundness import judged
from textkit.reading.sources import find_sources
from textkit.reading.tail import mark_recipients
from textkit.reading.word.document import read_word, read_word_before_changes
from textkit.reading.word.office import read_converted, read_office
from textkit.running.guarded import working_on
from textkit.vietnamese.dates import parse_date
from textkit.vietnamese.text import fold, tidy

SUFFIXES: dict[str, Callable[[str | Path], Reading]] = {
    ".txt": read_plain,
    ".md": read_plain,
    ".html": read_html,
    ".htm": read_html,
    ".mht": read_mht,
    ".mhtml": read_mht,
    ".docx": read_word,
    ".docm": read_word,
    ".dotx": read_word,
    ".dotm": read_word,
    ".xml": read_word,
    ".pdf": read_pdf,
    ".doc": read_office,
    ".rtf": read_office,
    ".odt": read_office,
    ".xlsx": read_sheet,
    ".xlsm": read_sheet,
    ".xls": read_old_sheet,
    ".ods": read_old_sheet,
    ".pptx": read_slides,
    ".ppt": read_old_slides,
    ".odp": read_old_slides,
    ".jpg": read_picture,
    ".jpeg": read_picture,
    ".png": read_picture,
    ".tif": read_picture,
    ".tiff": read_picture,
}
"""The suffixes of files that are read, and by which reader."""

RECOGNISED = frozenset(
    {".pdf", *(name for name, reader in SUFFIXES.items() if reader is read_picture)}
)
"""The suffixes of files whose letters may have to be recognised."""

# An office has web pages, web archives, Word's XML and RTF named .doc, pages named .xls, new files
# with the old suffix, and old ones with the new.
_BY_CONTENT = {"html": read_html, "mht": read_mht, "wordxml": read_word, "rtf": read_office}
_OLD_AND_NEW: dict[tuple[str, str], Callable[[str | Path], Reading]] = {
    (".docx", "ole"): read_office,
    (".doc", "zip"): read_word,
    (".xlsx", "ole"): read_old_sheet,
    (".xlsm", "ole"): read_old_sheet,
    (".xls", "zip"): read_sheet,
    (".pptx", "ole"): read_old_slides,
    (".ppt", "zip"): read_slides,
}
# Of the readers of files in which changes are tracked, those that read them as they were before.
_BEFORE_CHANGES: dict[Callable[[str | Path], Reading], Callable[[str | Path], Reading]] = {
    read_word: read_word_before_changes,
    read_office: partial(read_converted, kind="docx", read=read_word_before_changes),
}
_TYPES = {row["type"]: row for row in data.rows("file_types.csv")}
# A mail is a letter around its attachments, which are the documents: these are saved as files.
_MAIL = frozenset({".eml", ".msg"})
METADATA = "metadata.csv"
# Kinds of layout that state no fact of the document: a note dates the act that it tells of.
_FACTLESS = frozenset({"note", "contents", "front-matter", "struck", "stamp"})
_FACTS = tuple(item.name for item in fields(Facts))
# What ends a line or acts on a terminal, and a folder's name for the one above: no id has them. An
# id is cut after so many characters; file systems allow 255 bytes for a name. Chosen by eye.
_NOT_ON_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UPWARDS = re.compile(r"(?<![^/\\])\.\.(?![^/\\])")
_LONGEST_ID = 1000

_DELIMITERS = ",;\t"  # those with which Excel writes, by country
_DELIMITER_HINT = re.compile(r"\"?sep=([^\w\s\"']|\t)\"?[,;\t ]*(?:\r\n?|\n)", re.IGNORECASE)
_GUARD = re.compile(r"^'(?=[=+\-@])")  # what an exported table has before a cell that is no formula
_DENIALS = frozenset("-–—")  # also as Excel rewrites them

# What a cell of the column `level` may say, folded.
_LEVELS = {
    "central": "central",
    "trung ương": "central",
    "local": "local",
    "địa phương": "local",
}
# What Windows and macOS leave in folders.
_OF_THE_SYSTEM = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})
_NO_DOCUMENTS = frozenset({METADATA, "truth.csv", "corrections.csv", "known.csv", "textkit.toml"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a folder: its id, its file, and what `metadata.csv` says of it.

    `labels` is what columns of the user's own say. `shown` is the path inside the folder as it is
    shown and stored: that of the file, with U+FFFD for what is no character in its name. It is
    empty for a file that was not found in a folder; only `path` opens the file.
    """

    id: str
    path: Path
    facts: Facts = field(default_factory=Facts)
    labels: dict[str, str] = field(default_factory=dict)
    shown: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Folder:
    """The documents of a folder in the order of their paths, the files left out, each with the
    reason, and what is wrong with rows of `metadata.csv`.
    """

    entries: tuple[Entry, ...]
    skipped: tuple[tuple[str, Reason], ...] = ()
    bad_rows: tuple[Reason, ...] = ()


def read(path: str | Path, *, id: str | None = None, ocr: str | Engine | None = None) -> Document:
    """The document in a file: tidied text, layout, mends, remarks and the facts it states.

    What is read by which suffix is in `SUFFIXES`. The id is the file name without its suffix unless
    given. A web page named .txt or .doc is read as a web page, a web archive and Word's XML named
    .doc as what they are. Remarks say where the text is broken. Scans are recognised by the engine
    `ocr`: `trueocr`, `tesseract`, one of your own, or `off`; by default by what the variable
    TEXTKIT_OCR says, or else the first that is installed. Raises TextkitError for a missing,
    damaged, protected, empty or too large file, one of another kind than its suffix says, a scan or
    a damaged text layer where no engine is installed, a text that lost its letters or is in no
    known encoding, a page without a document, an old Office file where LibreOffice is missing, and
    a file of a kind that is not read. Example: `tk.read("ct-04-2026.txt").facts`
    """
    with using(ocr), working_on(path):
        return read_entry(Entry(_id(Path(path)) if id is None else id, Path(path)))


def read_entry(entry: Entry) -> Document:
    """The document of an entry.

    What the metadata say wins over what the text says, and that over what its web page says.
    Raises TextkitError as `read` does.
    """
    return _document(entry, _reader(entry.path)(entry.path))


def read_before_changes(path: str | Path) -> Document:
    """The document in a Word file as it was before its tracked changes.

    Its comments and tracked changes are by the places of that text. Raises TextkitError as `read`
    does, and for a file of another kind.
    """
    entry = Entry(_id(Path(path)), Path(path))
    reader = _BEFORE_CHANGES.get(_reader(entry.path))
    if reader is None:
        raise TextkitError("file.no-tracking", path=path)
    return _document(entry, reader(entry.path))


def _document(entry: Entry, reading: Reading) -> Document:
    """The document that a reader made of the file of an entry."""
    if not reading.text:
        raise TextkitError("file.no-text", path=entry.path)
    reading = judged(reading, entry.path)
    in_text = read_facts(_without_margins(reading.text, reading.layout))
    only_said = {name: None for name in _FACTS if getattr(in_text, name)}
    document = Document(
        entry.id,
        reading.text,
        layout=mark_recipients(reading.text, reading.layout),
        mends=reading.mends,
        remarks=reading.remarks,
        stated=_first_known(in_text, reading.said),
        said=replace(reading.said, **only_said),
        scanned=reading.scanned,
        comments=reading.comments,
        revisions=reading.revisions,
    )
    return described(document, entry)


def described(document: Document, entry: Entry) -> Document:
    """A document with the facts and labels of an entry: what the entry says wins over what the
    document states. Its file is not read again.
    """
    denied: dict[str, None] = {name: None for name in _FACTS if getattr(entry.facts, name) == NONE}
    known = replace(_first_known(entry.facts, document.stated), **denied)
    facts = replace(complete_facts(known), **denied)
    own_text = _without_margins(document.text, document.layout)
    return replace(
        document,
        path=entry.path,
        facts=facts,
        sources=find_sources(own_text, facts),
        labels=entry.labels,
        given=entry.facts,
    )


def _without_margins(text: str, layout: Iterable[Block]) -> str:
    """The text, equally long, with blanks for the headers and footers of a Word file, the names of
    sheets, and for contents, notes and what else states no fact.

    These may name another body than the issuer of the document, or another kind.
    """
    parts: list[str] = []
    done = 0
    for block in layout:
        if block.kind in _FACTLESS or _is_margin(block.origin or ""):
            parts += [text[done : block.start], " " * (block.end - block.start)]
            done = block.end
    return "".join([*parts, text[done:]])


def _is_margin(origin: str) -> bool:
    return origin.startswith(("header", "footer")) or origin.endswith("/name")


def _first_known(*by_rank: Facts) -> Facts:
    """Each fact by the first that knows it."""
    known: dict[str, str] = {}
    for facts in by_rank:
        for name in _FACTS:
            value = getattr(facts, name)
            if value:
                known.setdefault(name, value)
    return Facts(**known)


def list_folder(folder: str | Path) -> Folder:
    """The documents of a folder: every file of a kind that is read, with its row of `metadata.csv`.

    `metadata.csv` has the columns id and path (inside the folder), and, where known, kind, number,
    date, issuer, title, term, period, place, signatory, level; what any other column says is kept
    as the document's `labels`. The id of a file it does not list is the name without suffix (the
    relative path where two are equal); README files, hidden files, `metadata.csv`,
    `corrections.csv`, `truth.csv`, `known.csv` and `textkit.toml` are no documents. In a folder
    with a `metadata.csv`, a folder inside that has one of its own is another corpus: only what the
    outer one lists is read of it. A file whose name is no text is read like any other and shown
    with U+FFFD. A row of `metadata.csv` that has
    no id or path, one that is there already, too many cells or a path that leads out of the folder
    is passed over, and so is the cell of a date or level that is none: `bad_rows` says which.
    Raises TextkitError for a missing or empty folder and a missing column.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise TextkitError("file.no-folder", path=folder)
    files = _shown_files(folder)
    faults: list[TextkitError] = []
    listed = _listed(folder, files, faults) if (folder / METADATA).is_file() else []
    listed_keys = {_key(entry.shown) for entry in listed}
    inner = _inner_corpora(files) if (folder / METADATA).is_file() else ()
    unlisted = {
        key: file
        for key, file in files.items()
        if key not in listed_keys and not key.startswith(inner)
    }
    entries = [*listed, *_unlisted(unlisted, {entry.id for entry in listed})]
    read: list[Entry] = []
    skipped: list[tuple[str, Reason]] = []
    for entry in sorted(entries, key=lambda entry: _key(entry.shown)):
        reason = _unread(entry.path, folder)
        if reason is None:
            read.append(entry)
        else:
            skipped.append((_key(entry.shown), reason))
    if not read:
        # Three examples: enough to see what kind of folder it is.
        examples = [
            Message("noun.skipped-file", {"path": path, "reason": reason})
            for path, reason in skipped[:3]
        ]
        raise TextkitError(
            "file.nothing-read", path=folder, suffixes=", ".join(SUFFIXES), skipped=examples
        )
    return Folder(tuple(read), tuple(skipped), tuple(map(Reason, faults)))


def _reader(path: Path) -> Callable[[str | Path], Reading]:
    """The reader for a file, once its content fits its suffix."""
    suffix = path.suffix.lower()
    content = open_checked(path)  # a file that is missing or too large says so first
    if suffix not in SUFFIXES:
        raise _unsupported(path)
    kind = sniff(content)
    if (suffix, kind) in _OLD_AND_NEW:
        return _OLD_AND_NEW[suffix, kind]
    if suffix not in _TYPES[kind]["suffixes"].split():
        if kind == "empty":
            raise TextkitError("file.empty", path=path, suffix=suffix)
        contents = Message(f"contents.{kind}", {})
        raise TextkitError("file.wrong-suffix", path=path, suffix=suffix, contents=contents)
    return _BY_CONTENT.get(kind, SUFFIXES[suffix])


def _unsupported(path: Path) -> TextkitError:
    suffixes = ", ".join(SUFFIXES)
    if not path.suffix:
        return TextkitError("file.no-suffix", path=path, suffixes=suffixes)
    suffix = path.suffix.lower()
    if suffix in _MAIL:
        return TextkitError("file.mail", path=path)
    return TextkitError("file.unsupported", path=path, suffix=suffix, suffixes=suffixes)


def _unread(path: Path, folder: Path) -> Reason | None:
    """Why an entry cannot be read, judged by its name and place; None if it can."""
    if path.suffix.lower() not in SUFFIXES:
        return Reason(_unsupported(path))
    if not is_inside(path, folder):
        return Reason(TextkitError("file.link-outside", path=path))
    if not path.is_file():
        key = "file.broken-link" if path.is_symlink() else "file.only-listed"
        return Reason(TextkitError(key, path=path))
    return None


def _walk(folder: Path) -> Iterator[Path]:
    """The files under a folder, sorted; links to folders are not followed."""
    for place, folders, names in os.walk(folder):
        # Changed in place: this is how os.walk is told where to go, and in which order.
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(names):
            is_hidden = name.startswith((".", "~$"))  # hidden files, and Word's locks
            if not is_hidden and name.lower() not in _OF_THE_SYSTEM:
                yield Path(place, name)


class _File(NamedTuple):
    path: Path
    shown: str  # its path inside the folder, printable


def _shown_files(folder: Path) -> dict[str, _File]:
    """The files under a folder by the key of their path inside it.

    The bytes of a name that are no UTF-8 come from the system as surrogates, which can neither be
    printed nor stored; `printable` has U+FFFD for them. Where this makes two names equal, the
    second is shown with a number: `b�o (2).txt`. Names that are text keep theirs.
    """
    files: dict[str, _File] = {}
    unprintable: list[tuple[Path, str]] = []
    for path in _walk(folder):
        inside = path.relative_to(folder).as_posix()
        if printable(inside) == inside:
            files[_key(inside)] = _File(path, inside)
        else:
            unprintable.append((path, printable(inside)))
    for path, wanted in unprintable:
        shown = wanted
        number = 2
        while _key(shown) in files:
            shown = str(PurePosixPath(wanted).with_stem(f"{PurePosixPath(wanted).stem} ({number})"))
            number += 1
        files[_key(shown)] = _File(path, shown)
    return files


def _inner_corpora(files: Iterable[str]) -> tuple[str, ...]:
    """What the paths in folders with a `metadata.csv` of their own begin with.

    >>> _inner_corpora(["metadata.csv", "extra/metadata.csv", "extra/scan.pdf"])
    ('extra/',)
    """
    return tuple(key.removesuffix(METADATA) for key in files if key.endswith(f"/{METADATA}"))


def _key(path: str) -> str:
    """A path inside the folder as paths are compared: in NFC, as macOS writes NFD."""
    return unicodedata.normalize("NFC", path)


def _id(path: PurePath) -> str:
    """The id of a file by its name."""
    return _as_id(tidy(printable(path.stem)))


def _as_id(text: str) -> str:
    """A text as an id: on one line, and as a path inside its folder.

    >>> _as_id("nq\\n01"), _as_id("../../nq-01"), _as_id("hdnd/nq-01")
    ('nq 01', '…/…/nq-01', 'hdnd/nq-01')
    """
    line = _NOT_ON_A_LINE.sub(" ", text).strip()[:_LONGEST_ID]
    return _UPWARDS.sub("…", line).lstrip("/\\")


def _unlisted(files: Mapping[str, _File], taken: Set[str]) -> Iterator[Entry]:
    """An entry for each file that is no list or table of textkit's own."""
    documents: dict[str, _File] = {}
    for key, file in sorted(files.items()):
        name = file.path.name.lower()
        if name not in _NO_DOCUMENTS and not name.startswith("readme"):
            documents[key] = file
    read = [file for file in documents.values() if file.path.suffix.lower() in SUFFIXES]
    uses = Counter([*taken, *(_id(file.path) for file in read)])
    for key, file in documents.items():
        name = _id(file.path)
        yield Entry(name if uses[name] < 2 else _as_id(key), file.path, shown=file.shown)


def _listed(folder: Path, files: Mapping[str, _File], faults: list[TextkitError]) -> list[Entry]:
    """What `metadata.csv` lists, in the order of the paths; what is wrong in it goes to `faults`.

    One wrong row is no reason to read nothing of a folder: its file is read without it.
    """
    listing = folder / METADATA
    entries: dict[str, Entry] = {}
    ids: set[str] = set()
    for line, row in read_rows(listing, ("id", "path"), faults):
        row["id"] = _as_id(row["id"])
        given = PureWindowsPath(row["path"])  # which takes slashes of both kinds
        inside = given.as_posix()
        key = _key(inside)
        try:
            if given.anchor or ".." in given.parts or not is_inside(folder / inside, folder):
                raise TextkitError(
                    "sheet.path-outside", path=listing, line=line, cell=row["path"], folder=folder
                )
            _check_new("id", row["id"], row["id"] in ids, listing, line)
            _check_new("path", row["path"], key in entries, listing, line)
        except TextkitError as error:
            faults.append(error)
            continue
        ids.add(row["id"])
        facts: dict[str, str] = {}
        labels: dict[str, str] = {}
        for name, cell in row.items():
            if name in _FACTS and cell:
                try:
                    facts[name] = _fact(name, cell, listing, line)
                except TextkitError as error:
                    faults.append(error)
            elif name not in {"", "id", "path", *_FACTS}:
                labels[name] = cell
        file = files.get(key) or _File(folder / inside, inside)
        entries[key] = Entry(row["id"], file.path, Facts(**facts), labels, file.shown)
    return [entries[key] for key in sorted(entries)]


def _check_new(column: str, cell: str, is_known: bool, path: Path, line: int) -> None:
    """Raises TextkitError for a cell that is empty or that another row has."""
    if not cell:
        raise TextkitError("sheet.empty-cell", path=path, line=line, column=column)
    if is_known:
        raise TextkitError("sheet.twice", path=path, line=line, column=column, cell=cell)


def read_rows(
    path: Path, needed: Iterable[str], faults: list[TextkitError] | None = None
) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and tidied cells of each row that is not blank, by any delimiter Excel writes.

    A first line `sep=;` names the delimiter, as it does for Excel.

    Raises TextkitError for a file without a header or a needed column, and for a row of too many
    cells; with a list of `faults`, such a row is passed over and its error goes there.
    """
    text, _ = decode_text(open_checked(path), path)
    hint = _DELIMITER_HINT.match(text)
    lines_before = 0
    if hint:
        text = text[hint.end() :]
        lines_before = 1
    header = text.partition("\n")[0]
    delimiter = hint[1] if hint else max(_DELIMITERS, key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    try:
        reader.fieldnames = [tidy(name).strip().lower() for name in reader.fieldnames or ()]
        missing = [name for name in needed if name not in reader.fieldnames]
        if missing:
            key = "sheet.missing-column" if reader.fieldnames else "sheet.no-header"
            columns = ", ".join(reader.fieldnames)
            raise TextkitError(key, path=path, missing=", ".join(missing), columns=columns)
        for row in reader:
            if None in row:
                fault = TextkitError(
                    "sheet.too-many-cells", path=path, line=reader.line_num + lines_before
                )
                if faults is None:
                    raise fault
                faults.append(fault)
                continue
            cells = {name: _GUARD.sub("", tidy(cell).strip()) for name, cell in row.items()}
            if any(cells.values()):
                yield reader.line_num + lines_before, cells
    except csv.Error as error:
        line = reader.line_num + lines_before
        raise TextkitError("sheet.not-csv", path=path, line=line, error=error) from error


def _fact(name: str, cell: str, path: Path, line: int) -> str:
    """What a cell says: a kind in lower case, an ISO date, a term written 2020-2025, a level, or
    `NONE`.
    """
    if cell in _DENIALS:
        return NONE
    if name == "kind":
        return cell.lower()
    if name == "level":
        return _level(cell, path, line)
    if name in ("term", "period"):
        return re.sub(r"(\d{4})\s*[-–—]\s*(\d{4})", r"\1-\2", cell)
    if name != "date":
        return cell
    iso = cell if re.fullmatch(r"\d{4}(?:-\d\d){0,2}", cell) else parse_date(cell) or ""
    try:
        date.fromisoformat(iso + "-01-01"[len(iso) - 4 :])  # a year or a month is checked whole
    except ValueError as error:
        raise TextkitError("sheet.no-date", path=path, line=line, cell=cell) from error
    return iso


def _level(cell: str, path: Path, line: int) -> str:
    """`central` or `local`, in English or Vietnamese."""
    level = _LEVELS.get(fold(cell))
    if level is None:
        raise TextkitError("sheet.no-level", path=path, line=line, cell=cell)
    return level
