"""A class prepared from a corpus: exercises as Word and web pages, a notebook, and a quiz."""

from __future__ import annotations

import io
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing.shares import theme_shares
from textkit.comparing.threads import Thread, threads
from textkit.data.messages import Lang, TextkitError, catalogue, number, say
from textkit.presenting import plots
from textkit.presenting.pages import theme_names, timeline
from textkit.presenting.papers import printable, save
from textkit.reading.document import grouped
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside, written_aside
from textkit.teaching.exercises import draw_items
from textkit.teaching.items import KINDS, LETTERS, Item, read_items, write_items
from textkit.teaching.platforms import write_gift, write_moodle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# What a student fills in.
_BLANK = "……"

# Lines to write on below an open question, the first with the word "answer".
_LINES_TO_WRITE = 3

# A picture on paper: enlarged, as its letters are small, but no wider than the page (inches).
_ENLARGED = 1.2
_WIDEST_PICTURE = 6.4
_DOTS_PER_INCH = 200


def write_handout(  # noqa: PLR0913
    corpus: StoredCorpus,
    folder: str | Path,
    *,
    seed: int | None = None,
    kinds: Collection[str] = (),
    n: int = 6,
    topic: str = "",
    lang: Lang = "vi",
    items: str | Path | None = None,
    progress: bool = True,
) -> Path:
    """Writes a class prepared from a corpus into a folder, and returns the folder.

    It gets `student`, `student-b` (the same items in another order) and `teacher` (the keys of
    both) as `.docx` and `.html`, `handout.ipynb`, `quiz.html` (one page without network that marks
    itself), `quiz.xml` (Moodle XML), `quiz.gift` and `items.csv`. The same corpus and seed give the
    same items; each shows its source, none what another asks. Where the corpus affords fewer than
    `n` of a kind (of timelines 2, of comparisons 1), the teacher's sheet says so.

    `kinds` are some of `textkit.teaching.items.KINDS`; `topic` is a word that each item must hold,
    or the theme it must be about. `items` is an edited `items.csv`: without a seed it is rendered
    as it is, but for rows with `drop` in `state`; with one, rows with `lock` stay, others are drawn
    anew. An `items.csv` that is there already is kept as `items-old.csv`. `progress` says whether a
    bar on standard error shows the work.

    Example: `tk.write_handout(corpus, "class", seed=7, kinds=["cloze", "slip"], n=3)`
    Raises TextkitError for an unknown kind, a wrong table, or if there is no item.
    """
    edited = read_items(items) if items else []
    dropped = [item for item in edited if item.state == "drop"]
    shown = [item for item in edited if item.state != "drop"]
    notes: list[str] = []
    if seed is not None or not items:
        shown, notes = draw_items(
            corpus,
            kinds=kinds,
            n=n,
            seed=seed or 0,
            topic=topic,
            lang=lang,
            kept=edited,
            progress=progress,
        )
    if not shown:
        raise TextkitError("handout.empty")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    _write_sheets(target, corpus, shown, lang, {"notes": notes, "seed": seed or 0})
    write_moodle(shown, target / "quiz.xml", lang)
    write_gift(shown, target / "quiz.gift", lang)
    _write_table(target / "items.csv", [*shown, *dropped])
    return target


def _write_sheets(
    target: Path, corpus: StoredCorpus, items: Sequence[Item], lang: Lang, more: dict[str, Any]
) -> None:
    """Writes the sheets of both versions, the teacher's, the notebook and the quiz."""
    sheet = _sheet(corpus, items, lang) | more | {"key": False}
    other = other_version(items, seed=more["seed"])
    in_other = {item.id: (n, item.solution) for n, item in enumerate(other, 1)}
    versions = {
        "student": sheet,
        "student-b": sheet | {"sections": _sections(other), "version": "B"},
        "teacher": sheet | {"key": True, "in_other": in_other},
    }
    for name, filled in versions.items():
        _write_word(target / f"{name}.docx", filled)
        page = data.template("handout.html.j2").render(filled)
        write_text_aside(target / f"{name}.html", page)
    for name in ("handout.ipynb", "quiz.html"):
        write_text_aside(target / name, data.template(f"{name}.j2").render(sheet))


def _write_table(table: Path, items: Sequence[Item]) -> None:
    """Writes the table of items; one that is there already is kept beside it."""
    if table.exists():
        with written_aside(table.with_name("items-old.csv")) as aside:
            shutil.copyfile(table, aside)
    write_items(items, table)


def other_version(items: Sequence[Item], *, seed: int = 0) -> list[Item]:
    """The same items for who sits beside: of each kind in another order, with their options and
    their lines to match in another order.
    """
    chance = Random(f"{seed} version B")
    others: list[Item] = []
    for of_kind in grouped(items, lambda item: item.kind).values():
        others += [_turned(item, chance) for item in chance.sample(of_kind, len(of_kind))]
    return others


def _turned(item: Item, chance: Random) -> Item:
    """An item with its options in another order, or of a match its lines; others as they are.

    Two options that stand for yes and no keep their order.
    """
    if item.form == "match":
        order = chance.sample(range(len(item.lines)), len(item.lines))
        lines = tuple(item.lines[n] for n in order)
        return replace(item, lines=lines, answer=tuple(item.answer[n] for n in order))
    if item.form == "open" or len(item.options) <= 2:
        return item
    order = chance.sample(range(len(item.options)), len(item.options))
    answer = [order.index(place) for place in item.answer]
    if item.form != "order":
        answer.sort()
    return replace(
        item,
        options=tuple(item.options[n] for n in order),
        remarks=tuple(item.remarks[n] for n in order) if item.remarks else (),
        answer=tuple(answer),
        # The key of several names letters.
        key="" if item.form == "several" else item.key,
    )


def _sections(items: Sequence[Item]) -> dict[str, list[tuple[int, Item]]]:
    """The items by kind in the order of a sheet, each with its number."""
    by_kind = grouped(enumerate(items, 1), lambda pair: pair[1].kind)
    return {kind: by_kind[kind] for kind in KINDS if kind in by_kind}


def _sheet(corpus: StoredCorpus, items: Sequence[Item], lang: Lang) -> dict[str, Any]:
    """What every template is filled from: items by kind, with numbers, letters and figures."""
    linked = cache(lambda: threads(corpus))
    widths, drawn, pictures = {}, {}, {}
    for item in items:
        ax = _figure(corpus, item, linked, lang) if item.figure else None
        if ax is not None:
            widths[item.id] = ax.get_figure(root=True).get_figwidth()  # type: ignore[union-attr]
            drawn[item.id] = plots.svg(ax, label=ax.get_title(loc="left"))
            pictures[item.id] = b64encode(_png(ax)).decode()
    return {
        "sections": _sections(items),
        "version": "A",
        "in_other": {},
        "alt": {item.id: " ".join(filter(None, (item.prompt, item.passage))) for item in items},
        "lang": lang,
        "letters": LETTERS,
        "widths": widths,
        "blanks": {item.id: _blanks(item, lang) for item in items},
        "t": lambda key, **values: say(f"handout.{key}", lang, **values),
        "documents": len(corpus),
        "drawn": drawn,
        "pictures": pictures,
        "words": number(int(corpus.documents["words"].sum()), lang, 0),
    }


def _blanks(item: Item, lang: Lang) -> list[str]:
    """The lines that a student fills in: letters, a correction, or lines for an open question."""
    answer = say("handout.write_here", lang)
    if item.form == "open":
        return [answer, *[""] * (_LINES_TO_WRITE - 1)]
    if item.form == "match":
        pairs = [f"{n} – {_BLANK}" for n, _ in enumerate(item.lines, 1)]
        return [f"{answer} " + "    ".join(pairs)]
    if item.form == "order":
        return [f"{answer} " + " → ".join([_BLANK] * len(item.options))]
    key = f"handout.{item.kind}_here"
    return [say(key, lang)] if key in catalogue() else []


def _figure(
    corpus: StoredCorpus, item: Item, linked: Callable[[], list[Thread]], lang: Lang
) -> Axes | None:
    """What an item has drawn: the themes of two groups (`a|b`), or the thread of a place (`id:12`).

    None where the corpus has them no more.
    """
    if "|" in item.figure:
        shares = theme_shares(corpus)
        of_groups = shares[shares["group"].isin(item.figure.split("|"))]
        if of_groups.empty:
            return None
        return plots.plot_slopes(of_groups, names=theme_names(lang, corpus), lang=lang)
    for thread in linked():
        if any(f"{member.doc_id}:{member.start}" == item.figure for member in thread.members):
            return timeline(thread, list(corpus.groups()), lang)
    return None


def _png(ax: Axes) -> bytes:
    """The figure as a picture, with nothing in it that tells when or by what it was made."""
    drawing = ax.get_figure(root=True)
    assert drawing is not None
    image = io.BytesIO()
    drawing.savefig(image, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
    return image.getvalue()


def _write_word(path: Path, sheet: dict[str, Any]) -> None:
    """The sheet in Word: one row of a table per item, so that each stays whole.

    Its template gives one paragraph per line, the name of its style before a tab; an item begins
    with a heading of the second level, and stands below its section.
    """
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = docx.Document(str(data.path("handout.docx")))
    table = None
    within: Any = document
    for line in data.template("handout.docx.j2").render(sheet).splitlines():
        if not line:
            continue
        style, _, text = line.partition("\t")
        if style == "Heading 1":
            table, within = None, document
        if style == "Heading 2":
            table = table or document.add_table(0, 1)
            row = table.add_row()
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            within = row.cells[0]
            # A new cell has a paragraph already.
            paragraph = within.paragraphs[0]
        else:
            paragraph = within.add_paragraph()
        if style == "Picture":
            _add_picture(paragraph, sheet["pictures"][text], sheet["widths"][text])
            # What a screen reader says of the picture.
            for properties in paragraph._p.iter(qn("wp:docPr")):
                properties.set("descr", printable(sheet["alt"][text]))
            continue
        paragraph.style = style
        paragraph.paragraph_format.keep_with_next = within is document
        _add_words(paragraph, text)
    document.core_properties.title = sheet["t"]("title")
    save(document, path)


def _add_picture(paragraph: Any, packed: str, width: float) -> None:
    """A picture, `width` inches wide as drawn, enlarged as far as the page reaches."""
    from docx.shared import Inches

    shown = Inches(min(_ENLARGED * width, _WIDEST_PICTURE))
    paragraph.add_run().add_picture(io.BytesIO(b64decode(packed)), width=shown)


def _add_words(paragraph: Any, text: str) -> None:
    """Words of a paragraph; what stands between pairs of asterisks is bold."""
    for order, piece in enumerate(text.split("**")):
        is_bold = order % 2 == 1
        paragraph.add_run(printable(piece)).bold = is_bold or None
