"""Lexicons, codes and templates as files, and the one loader that opens them.

Nothing else in textkit opens a file of this folder. `READ_BY` says which modules read which file:
what is kept in a store is made from code and from these files, and the key of the store is computed
from this table (`textkit.storing.keys`). A test holds the table against the calls in the code.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from textkit.data.expressions import compiled
from textkit.data.parsing import parsed

if TYPE_CHECKING:
    import jinja2
    import numpy as np
    from numpy.typing import NDArray


READ_BY: dict[str, tuple[str, ...]] = {
    "abbreviations.toml": ("teaching.terms",),
    "acts.toml": ("finding.acts",),
    "actors.toml": ("checking.shortenings", "finding.bodynames"),
    "alignment.toml": ("comparing.provisions", "comparing.sayings", "comparing.topics"),
    "background.tsv.gz": ("vietnamese.syllables",),
    "bodies.csv": (
        "checking.lookups",
        "checking.names",
        "checking.shortenings",
        "comparing.resolving",
        "finding.bodynames",
        "finding.cited",
        "reading.letterhead",
        "vietnamese.casing",
        "vietnamese.signs",
    ),
    "cases.toml": ("checking.rule",),
    "check.html.j2": ("presenting.checkpage",),
    "check_parts.html.j2": ("presenting.checkpage",),
    "checks.toml": (
        "checking.assertions",
        "checking.contradictions",
        "checking.counterparts",
        "checking.days",
        "checking.duties",
        "checking.figures",
        "checking.material",
        "checking.numbering",
        "checking.pairs",
        "checking.punctuation",
        "checking.references",
        "checking.registers",
        "checking.restated",
        "checking.shares",
        "checking.structure",
        "checking.sums",
        "checking.termyears",
        "checking.totals",
    ),
    "citations.toml": (
        "finding.cited",
        "finding.owners",
        "finding.pinpoints",
    ),
    "compare.html.j2": ("presenting.comparepage",),
    "document_kinds.csv": (
        "reading.facts",
        "vietnamese.signs",
    ),
    "effects.toml": ("finding.effects",),
    "encodings.csv": ("vietnamese.encodings",),
    "errors.toml": ("data.messages",),
    "explore.html.j2": ("lab.explorer",),
    "export_read.R": ("presenting.quanteda",),
    "file_types.csv": (
        "reading.files",
        "reading.readers",
    ),
    "findings.html.j2": ("presenting.findings",),
    "form.toml": (
        "checking.form",
        "checking.formannexes",
        "checking.formhead",
        "checking.formtail",
    ),
    "form_profiles.csv": ("checking.formprofiles",),
    "handout.docx": ("teaching.handouts",),
    "handout.docx.j2": ("teaching.handouts",),
    "handout.html.j2": ("teaching.handouts",),
    "handout.ipynb.j2": ("teaching.handouts",),
    "heads.html.j2": ("presenting.heads",),
    "headings.toml": ("language.senses",),
    "indicators.csv": ("finding.indicators",),
    "jupyter": ("lab.launcher",),
    "known.toml": (
        "checking.bodies",
        "checking.names",
        "finding.known",
    ),
    "known_documents.csv.gz": ("finding.known",),
    "laws.csv": ("finding.citations",),
    "lexicon.toml": ("language.segmenter",),
    "likeness.toml": (
        "comparing.affinity",
        "comparing.answers",
        "comparing.changes",
        "comparing.claims",
        "comparing.decisions",
        "comparing.items",
        "comparing.matching",
        "comparing.naming",
        "comparing.provisions",
        "comparing.sayings",
        "comparing.similarity",
    ),
    "markers.toml": ("finding.cues",),
    "measures.toml": ("teaching.duties",),
    "messages.toml": ("data.messages", "presenting.results"),
    "name_orders.csv": ("vietnamese.casing",),
    "ngrams.npz.xz": ("vietnamese.ngrams",),
    "number_order.csv.gz": ("finding.known",),
    "office.xcu": ("reading.word.office",),
    "opinions.toml": ("checking.opinions",),
    "programmes.csv": ("finding.known",),
    "quantities.toml": ("vietnamese.numbers",),
    "quiz.html.j2": ("teaching.handouts",),
    "reading.toml": (
        "reading.apart",
        "reading.facts",
        "reading.head",
        "reading.html",
        "reading.layout",
        "reading.letterhead",
        "reading.marks",
        "reading.pdf.flow",
        "reading.pdf.scanned",
        "reading.plain",
        "reading.tail",
        "reading.soundness",
        "reading.sheet",
        "vietnamese.mending",
        "vietnamese.signs",
    ),
    "report.html.j2": ("presenting.reports",),
    "review.html.j2": ("lab.reviewing",),
    "report_inline.html.j2": ("presenting.reports",),
    "report_parts.html.j2": ("presenting.reports",),
    "renamed.csv": (
        "comparing.changes",
        "finding.bodynames",
        "finding.known",
    ),
    "rhetoric.toml": (
        "comparing.emphasis",
        "comparing.speeches",
        "teaching.duties",
    ),
    "rules.toml": ("presenting.rulings",),
    "schedules.toml": ("vietnamese.schedules",),
    "show.html.j2": ("presenting.pages",),
    "spelling.bin": ("vietnamese.official",),
    "stopwords.txt": ("counting.counts",),
    "summary.html.j2": ("presenting.summaries",),
    "syllables.toml": (
        "vietnamese.lapses",
        "vietnamese.spelling",
        "vietnamese.syllables",
    ),
    "symbols.csv": ("reading.word.runs",),
    "table.html.j2": ("presenting.tables",),
    "synonyms.toml": ("teaching.synonyms",),
    "tables.html.j2": ("lab.notebook",),
    "tables.toml": (
        "finding.cells",
        "finding.goals",
        "finding.grids",
        "finding.tables",
        "finding.tasks",
    ),
    "targets.toml": (
        "finding.figures",
        "finding.frames",
        "finding.naming",
        "finding.phrases",
        "finding.pieces",
        "finding.roles",
    ),
    "terms.csv": (
        "checking.references",
        "checking.termyears",
        "finding.known",
        "reading.facts",
    ),
    "themes.toml": ("finding.themes",),
    "units.csv": ("vietnamese.numbers",),
    "usage.toml": ("usage",),
    "verdicts.toml": (
        "comparing.judging",
        "finding.verdicts",
    ),
    "wording.toml": (
        "checking.capitals",
        "checking.carryover",
        "checking.wording",
    ),
}
"""The modules that read each file of this folder; no other module may."""


def path(name: str) -> Path:
    """Where a file of this folder lies, for a library that wants a path.

    >>> path("themes.toml").name
    'themes.toml'
    """
    return Path(str(files(__name__))) / name


def carried(name: str) -> Path | None:
    """A folder beside the package, `corpus` or `notebooks`: in a checkout, or inside a wheel.

    None where the installed package has no such folder.
    """
    package = path("").parent
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    return None


def content(name: str) -> bytes:
    """The bytes of a file, unpacked where its name ends in `.gz` or `.xz`."""
    packed = path(name).read_bytes()
    if name.endswith(".gz"):
        return gzip.decompress(packed)
    if name.endswith(".xz"):
        return lzma.decompress(packed)
    return packed


def text(name: str) -> str:
    """The text of a file, unpacked like `content`."""
    return content(name).decode("utf-8")


@cache
def toml(name: str) -> Mapping[str, Any]:
    """The content of a TOML file; it is shared, so it must not be changed.

    >>> sorted(toml("rhetoric.toml"))
    ['speech', 'strength']
    """
    return MappingProxyType(parsed(name, content(name)))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV file by column, an empty cell as an empty string; they are shared.

    >>> rows("terms.csv")[0]["clock"]
    'party'
    """
    return tuple(csv.DictReader(io.StringIO(text(name), newline="")))


@cache
def patterns(
    name: str, section: str, *, blank: str = " ", **parts: str
) -> Mapping[str, re.Pattern[str]]:
    """The regular expressions of a section of a TOML file, compiled, by their names.

    A list is an alternative of its entries. `{name}` in an expression stands for another entry of
    the section, or for one of the `parts` that the caller knows (a list of names out of a table,
    say). A blank in an expression stands for the expression `blank`, so that "ban hành" in a file
    can find the two words with a line end between them.

    >>> bool(patterns("reading.toml", "signs")["assembly"].fullmatch("UBTVQH14"))
    True
    """
    entries = {
        key: (entry if isinstance(entry, str) else "|".join(entry)).replace(" ", blank)
        for key, entry in toml(name)[section].items()
    }

    def filled(key: str) -> str:
        if key in parts:
            return parts[key]
        return re.sub(r"\{([a-z]+)\}", lambda match: filled(match[1]), entries[key])

    return MappingProxyType({key: compiled(filled(key)) for key in entries})


@cache
def arrays(name: str) -> Mapping[str, NDArray[np.generic]]:
    """The numpy arrays of an `.npz` file by name, unpacked like `content`."""
    import numpy as np

    with np.load(io.BytesIO(content(name)), allow_pickle=False) as archive:
        return MappingProxyType({key: archive[key] for key in archive.files})


def mapped(name: str) -> Mapping[str, NDArray[Any]]:
    """The numpy arrays of a `.bin` file by name, mapped into memory: only what is used is read.

    The file begins with the length of its table of contents (eight bytes), then the table as JSON:
    by name, where an array begins, its bytes and its type. What is no list stands in the table
    itself, as a number.
    """
    import numpy as np

    raw = np.memmap(path(name), np.uint8, "r")
    length = int(raw[:8].view(np.int64)[0])
    contents = json.loads(bytes(raw[8 : 8 + length]))
    arrays = {}
    for key, place in contents.items():
        if isinstance(place, list):
            start, size, kind = place
            arrays[key] = raw[start : start + size].view(kind)
        else:
            arrays[key] = np.array(place)
    return MappingProxyType(arrays)


def template(name: str) -> jinja2.Template:
    """A Jinja template; one of HTML escapes whatever is filled in, and a name without a value is an
    error.
    """
    return _environment().get_template(name)


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(path("")),
        autoescape=lambda name: ".html." in (name or ""),
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
