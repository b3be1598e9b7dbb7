"""How a Word file sets its text: paper, margins, page numbers, letters of each paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from textkit.data.messages import TextkitError
from textkit.reading.files import open_archive, open_checked, sniff
from textkit.reading.word.flat import unpacked
from textkit.reading.word.numbering import Styles
from textkit.reading.word.parts import (
    DAMAGE,
    Node,
    every,
    first,
    is_on,
    read_part,
    related_parts,
    tag,
    value,
)
from textkit.reading.word.runs import OUT

_TWIPS_PER_MM = 1440 / 25.4
_TWIPS_PER_LINE = 240  # of single spacing, by the format

# What Word takes where neither the file nor its styles say anything.
_DEFAULT_SIZE, _DEFAULT_FONT = 10.0, "Times New Roman"

# More paragraphs than this are not looked at: a budget's annexes have some ten thousand. By eye.
_MOST_PARAGRAPHS = 20_000
_MOST_SECTIONS = 200

# The code of the field that prints the number of the page.
_PAGE_FIELD = re.compile(r"\s*PAGE\b", re.IGNORECASE)


class Sheet(NamedTuple):
    """The page of a section, in mm: paper, margins, and how its pages are numbered.

    `numbered` is `header`, `footer` or None, where no field prints the number; `align` is that of
    the number, `size` its points; `hides_first` says that the first page shows none.
    """

    width: float
    height: float
    top: float | None
    bottom: float | None
    left: float | None
    right: float | None
    numbered: str | None
    align: str
    size: float | None
    hides_first: bool


class Paragraph(NamedTuple):
    """How most of a paragraph's letters are set; sizes in points, lengths in mm.

    `align` is `left`, `center`, `right` or `both`; `lines` is the spacing where it is a multiple of
    single spacing, else None; `indent` is that of the first line. `is_upper` tells of letters that
    are only shown as capitals.
    """

    text: str
    font: str
    size: float
    bold: bool
    italic: bool
    is_upper: bool
    align: str
    lines: float | None
    indent: float
    in_table: bool


class Typeset(NamedTuple):
    """The sheets and paragraphs of a Word file, in the order of the text."""

    sheets: list[Sheet]
    paragraphs: list[Paragraph]


def read_typeset(path: str | Path) -> Typeset:
    """How a .docx sets its text, by its own properties, its styles and its defaults.

    The text is that of the paragraph's runs, without automatic numbers, deletions and boxes. Of
    very many paragraphs the first are looked at.
    Raises TextkitError for a file that is no Word file, is damaged, or expands too far.
    """
    blob = open_checked(path)
    try:
        archive = open_archive(unpacked(blob) if sniff(blob) == "wordxml" else blob, path)
        main = related_parts(archive, "").get("officeDocument", "word/document.xml")
        related = related_parts(archive, main)
        body = first(read_part(archive, main), "body")
        styles = read_part(archive, related.get("styles"))
        theme = read_part(archive, related.get("theme"))
        margins = {key: read_part(archive, part) for key, part in _margins(body, related)}
    except DAMAGE as error:
        raise TextkitError("file.no-word-file", path=path, error=error) from error
    if body is None:
        raise TextkitError("file.no-body", path=path)
    look = _Look(Styles(styles, None), first(styles, "docDefaults", "pPrDefault"), _fonts(theme))
    sections = islice(body.iter("{*}sectPr"), _MOST_SECTIONS)
    sheets = list(_with_inherited(_sheet(look, section, margins) for section in sections))
    return Typeset(sheets, list(islice(_paragraphs(look, body), _MOST_PARAGRAPHS)))


def _fonts(theme: Node | None) -> dict[str, str]:
    """The fonts of a theme: `major` of headings, `minor` of the text."""
    fonts = {}
    for which in ("major", "minor"):
        latin = first(theme, "themeElements", "fontScheme", f"{which}Font", "latin")
        fonts[which] = value(latin, "typeface") or ""
    return fonts


# --- Pages ---------------------------------------------------------------------------------------


def _margins(
    body: Node | None, related: Mapping[str | None, str]
) -> Iterator[tuple[str, str | None]]:
    """The ids of headers and footers with their parts."""
    if body is None:
        return
    for section in islice(body.iter("{*}sectPr"), _MOST_SECTIONS):
        for node in section:
            if tag(node) in ("headerReference", "footerReference"):
                yield value(node, "id") or "", related.get(value(node, "id"))


def _sheet(look: _Look, section: Node, margins: Mapping[str, Node | None]) -> Sheet:
    size, edges = first(section, "pgSz"), first(section, "pgMar")
    numbered: str | None = None
    align, points = "", None
    for node in section:
        name = tag(node)
        if name not in ("headerReference", "footerReference") or numbered:
            continue
        if value(node, "type") != "first":
            paragraph = _page_number(margins.get(value(node, "id") or ""))
            if paragraph is not None:
                numbered = name.removesuffix("Reference")
                align, points = look.align_of_number(paragraph), look.set(paragraph, False).size
    return Sheet(
        _mm(size, "w") or 0.0,
        _mm(size, "h") or 0.0,
        _mm(edges, "top"),
        _mm(edges, "bottom"),
        _mm(edges, "left") or _mm(edges, "start"),
        _mm(edges, "right") or _mm(edges, "end"),
        numbered,
        align,
        points,
        is_on(first(section, "titlePg")),
    )


def _with_inherited(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    """The sheets; one without headers and footers of its own has those of the one before."""
    before: Sheet | None = None
    for sheet in sheets:
        if before is not None and sheet.numbered is None:
            sheet = sheet._replace(numbered=before.numbered, align=before.align, size=before.size)
        before = sheet
        yield sheet


def _page_number(margin: Node | None) -> Node | None:
    """The paragraph of a header or footer that has the field for the number of the page."""
    for paragraph in margin.iter("{*}p") if margin is not None else ():
        for node in paragraph.iter("{*}fldSimple", "{*}instrText"):
            code = value(node, "instr") if tag(node) == "fldSimple" else node.text
            if _PAGE_FIELD.match(code or ""):
                return paragraph
    return None


def _mm(node: Node | None, name: str) -> float | None:
    """A length in twips, as millimetres with one decimal; None where it is none."""
    text = value(node, name) or ""
    if not re.fullmatch(r"-?\d{1,6}", text):
        return None
    return round(abs(int(text)) / _TWIPS_PER_MM, 1)


# --- Paragraphs ----------------------------------------------------------------------------------


def _paragraphs(look: _Look, body: Node) -> Iterator[Paragraph]:
    for node in body.iter("{*}p"):
        ancestors = [tag(above) for above in islice(node.iterancestors(), 40)]
        if "txbxContent" in ancestors or "Fallback" in ancestors:
            continue
        paragraph = look.set(node, "tc" in ancestors)
        if paragraph.text.strip():
            yield paragraph


class _Letters(NamedTuple):
    """How the letters of a run are set."""

    font: str
    size: float
    bold: bool
    italic: bool
    is_upper: bool


class _Look:
    """How paragraphs and runs are set by one file's styles."""

    def __init__(self, styles: Styles, default: Node | None, fonts: Mapping[str, str]) -> None:
        self._styles, self._default, self._fonts = styles, default, fonts
        self._by_style: dict[tuple[str | None, str | None, str], Node | None] = {}

    def set(self, paragraph: Node, in_table: bool) -> Paragraph:
        """A paragraph with the setting that most of its letters have."""
        style = self._styles.style(paragraph)
        weights: Counter[_Letters] = Counter()
        texts = []
        for run in _runs(paragraph):
            text = "".join(node.text or "" for node in every(run, "t"))
            texts.append(text)
            if text.strip():
                weights[self._letters(run, style)] += len(text.strip())
        letters = weights.most_common(1)[0][0] if weights else self._letters(None, style)
        spacing = self._of_paragraph(paragraph, style, "spacing", "line")
        indents = self._of_paragraph(paragraph, style, "ind", "firstLine")
        align = value(self._of_paragraph(paragraph, style, "jc", "val")) or "left"
        return Paragraph(
            "".join(texts),
            letters.font,
            letters.size,
            letters.bold,
            letters.italic,
            letters.is_upper,
            {"start": "left", "end": "right", "distribute": "both"}.get(align, align),
            _lines(spacing),
            _mm(indents, "firstLine") or 0.0,
            in_table,
        )

    def align_of_number(self, paragraph: Node) -> str:
        """Where a page's number stands: by its frame, a tab before it, or its alignment."""
        frame = value(first(paragraph, "pPr", "framePr"), "xAlign")
        if frame:
            return frame
        style = self._styles.style(paragraph)
        return value(self._of_paragraph(paragraph, style, "jc", "val")) or "left"

    def _of_paragraph(
        self, paragraph: Node, style: str | None, name: str, attribute: str
    ) -> Node | None:
        """The nearest property of a paragraph that has an attribute."""
        own = first(paragraph, "pPr", name)
        if value(own, attribute) is not None:
            return own
        for node in self._styles.based(style):
            of_style = first(node, "pPr", name)
            if value(of_style, attribute) is not None:
                return of_style
        return first(self._default, "pPr", name)

    def _letters(self, run: Node | None, style: str | None) -> _Letters:
        size = value(self._property(run, style, "sz")) or ""
        points = int(size) / 2 if re.fullmatch(r"\d{1,4}", size) else _DEFAULT_SIZE
        return _Letters(
            self._font(run, style),
            points,
            is_on(self._property(run, style, "b")),
            is_on(self._property(run, style, "i")),
            is_on(self._property(run, style, "caps")),
        )

    def _property(self, run: Node | None, style: str | None, name: str) -> Node | None:
        """The nearest of a run's properties: its own, its style's, its paragraph's, the default."""
        own = first(run, "rPr", name)
        if own is not None:
            return own
        run_style = value(first(run, "rPr", "rStyle"))
        key = run_style, style, name
        if key not in self._by_style:
            nodes = [*self._styles.based(run_style), *self._styles.based(style)]
            found = (first(node, "rPr", name) for node in [*nodes, self._styles.default])
            self._by_style[key] = next((node for node in found if node is not None), None)
        return self._by_style[key]

    def _font(self, run: Node | None, style: str | None) -> str:
        """The font of Latin letters, that of the theme where the file names it so."""
        node = self._property(run, style, "rFonts")
        named = value(node, "ascii") or value(node, "hAnsi")
        theme = value(node, "asciiTheme") or value(node, "hAnsiTheme")
        if theme:
            return self._fonts["major" if theme.startswith("major") else "minor"] or named or ""
        if named is None and node is not None:
            # The run names only other letters' fonts: those of Latin ones are the style's.
            node = self._property(None, style, "rFonts")
            named = value(node, "ascii") or value(node, "hAnsi")
            theme = value(node, "asciiTheme")
            if theme:
                named = self._fonts["major" if theme.startswith("major") else "minor"]
        return named or _DEFAULT_FONT


def _runs(paragraph: Node) -> Iterator[Node]:
    """The runs of a paragraph that are shown, in order; what was deleted is not."""
    for run in paragraph.iter("{*}r"):
        between = []
        for above in run.iterancestors():
            if above is paragraph:
                break
            between.append(tag(above))
        if not OUT.intersection(between) and not is_on(first(run, "rPr", "vanish")):
            yield run


def _lines(spacing: Node | None) -> float | None:
    """The spacing of lines as a multiple of single spacing; None where it is exact."""
    if value(spacing, "lineRule") in ("exact", "atLeast"):
        return None
    line = value(spacing, "line") or ""
    return round(int(line) / _TWIPS_PER_LINE, 2) if re.fullmatch(r"\d{1,5}", line) else 1.0
