"""A class prepared from a corpus: its exercises as Word and web pages, a notebook, a quiz for the
screen.
"""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.comparing.terms import theme_shares
from textkit.comparing.threads import Thread, grouped, threads
from textkit.data.messages import Lang, TextkitError, catalogue, number, say
from textkit.presenting import plots
from textkit.presenting.pages import theme_names, timeline
from textkit.presenting.tables import printable
from textkit.storing.corpus import StoredCorpus
from textkit.teaching.exercises import draw_items
from textkit.teaching.items import KINDS, LETTERS, Item, read_items, write_items

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
    """A class prepared from a corpus: sheets for students and teachers, a quiz, the table of items;
    the folder.

    It gets `student` and `teacher` as `.docx` and `.html`, `handout.ipynb`, `quiz.html` (one page
    without network that marks itself) and `items.csv`. The same corpus and seed give the same
    items; each shows its source, none what another asks. Where the corpus affords fewer than `n` of
    a kind (of timelines 2, of comparisons 1), the teacher's sheet says so.

    `kinds` are some of `textkit.teaching.items.KINDS`; `topic` is a word that each item must hold,
    or the theme it must be about. `items` is an edited `items.csv`: without a seed it is rendered
    as it is, but for rows with `drop` in `state`; with one, rows with `lock` stay, others are drawn
    anew. An `items.csv` that is there already is kept as `items-old.csv`. `progress` says whether a
    bar on standard error shows the work.

    Example: `tk.write_handout(corpus, "class", seed=7, kinds=["cloze", "slip"], n=3)`
    Raises TextkitError for an unknown kind, a wrong table, or if there is no item.
    """
    kept = read_items(items) if items else []
    found, notes = [item for item in kept if item.state != "drop"], list[str]()
    if seed is not None or not items:
        found, notes = draw_items(
            corpus,
            kinds=kinds,
            n=n,
            seed=seed or 0,
            topic=topic,
            lang=lang,
            kept=kept,
            progress=progress,
        )
    if not found:
        raise TextkitError("handout.empty")
    (place := Path(folder)).mkdir(parents=True, exist_ok=True)
    sheet = _sheet(corpus, found, lang) | {"notes": notes, "seed": seed or 0}
    for name in ("student", "teacher"):
        _write_word(place / f"{name}.docx", sheet | {"key": name == "teacher"})
        (place / f"{name}.html").write_text(
            data.template("handout.html.j2").render(sheet, key=name == "teacher"), "utf-8"
        )
    for name in ("handout.ipynb", "quiz.html"):
        (place / name).write_text(data.template(f"{name}.j2").render(sheet), "utf-8")
    if (table := place / "items.csv").exists():
        table.replace(place / "items-old.csv")
    write_items([*found, *(item for item in kept if item.state == "drop")], table)
    return place


def _sheet(corpus: StoredCorpus, items: Sequence[Item], lang: Lang) -> dict[str, Any]:
    """What every template is filled from: the items by kind, with their numbers, letters and
    figures.
    """
    by_kind = grouped(enumerate(items, 1), lambda pair: pair[1].kind)
    linked = cache(lambda: threads(corpus))
    axes = {
        item.id: ax for item in items if item.figure and (ax := _figure(corpus, item, linked, lang))
    }
    return {
        "sections": {kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        "lang": lang,
        "letters": LETTERS,
        "widths": {id_: ax.get_figure(root=True).get_figwidth() for id_, ax in axes.items()},  # type: ignore[union-attr]
        "blanks": {item.id: _blanks(item, lang) for item in items},
        "t": lambda key, **values: say(f"handout.{key}", lang, **values),
        "documents": len(corpus),
        "drawn": {id_: plots.svg(ax, label=ax.get_title(loc="left")) for id_, ax in axes.items()},
        "pictures": {id_: b64encode(_png(ax)).decode() for id_, ax in axes.items()},
        "words": number(int(corpus.documents["words"].sum()), lang, 0),
    }


def _blanks(item: Item, lang: Lang) -> list[str]:
    """The lines that a student fills in: letters, a correction, or three lines for an open
    question.
    """
    answer = say("handout.write_here", lang)
    if item.form == "open":
        return [answer, "", ""]
    if item.form == "match":
        return [f"{answer} " + "    ".join(f"{n} – ……" for n in range(1, len(item.lines) + 1))]
    if item.form == "order":
        return [f"{answer} " + " → ".join("……" for _ in item.options)]
    return [say(key, lang)] if (key := f"handout.{item.kind}_here") in catalogue() else []


def _figure(
    corpus: StoredCorpus, item: Item, linked: Callable[[], list[Thread]], lang: Lang
) -> Axes | None:
    """What an item has drawn: the themes of two groups, or the thread of a place; None where that
    is no more.
    """
    if "|" in item.figure:
        shares = theme_shares(corpus)
        own = shares[shares["group"].isin(item.figure.split("|"))]
        return (
            None
            if own.empty
            else plots.plot_slopes(own, names=theme_names(lang, corpus), lang=lang)
        )
    found = (
        one for one in linked() if any(f"{m.doc_id}:{m.start}" == item.figure for m in one.members)
    )
    return next((timeline(thread, list(corpus.groups()), lang) for thread in found), None)


def _png(ax: Axes) -> bytes:
    """The figure as a picture, with nothing in it that tells when or by what it was made."""
    drawing, image = ax.get_figure(root=True), io.BytesIO()
    assert drawing is not None
    drawing.savefig(image, format="png", dpi=200, metadata={"Software": None})
    return image.getvalue()


def _write_word(path: Path, sheet: dict[str, Any]) -> None:
    """The sheet in Word: its template gives a line a paragraph, the style before a tab; an item is
    a row that is whole.
    """
    import docx
    from docx.oxml import OxmlElement
    from docx.shared import Inches

    document, table = docx.Document(str(data.path("handout.docx"))), None
    place: Any = document
    for line in filter(None, data.template("handout.docx.j2").render(sheet).splitlines()):
        style, _, text = line.partition("\t")
        if style == "Heading 1":
            table, place = None, document
        elif style == "Heading 2":
            table = table or document.add_table(0, 1)
            place = table.add_row().cells[0]
            table.rows[-1]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        paragraph = place.paragraphs[0] if style == "Heading 2" else place.add_paragraph()
        if style == "Picture":
            picture = io.BytesIO(b64decode(sheet["pictures"][text]))
            paragraph.add_run().add_picture(
                picture, width=Inches(min(1.2 * sheet["widths"][text], 6.4))
            )
            continue
        paragraph.style, paragraph.paragraph_format.keep_with_next = style, place is document
        for odd, piece in enumerate(text.split("**")):
            paragraph.add_run(printable(piece)).bold = odd % 2 == 1 or None
    document.core_properties.title = sheet["t"]("title")
    document.save(str(path))
