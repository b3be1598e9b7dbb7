"""textkit.reading.slides: presentations slide by slide, bounded, without macros and links."""

from __future__ import annotations

import contextlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from damaged import damaged_copies
from test_layout import check

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.reading import slides
from textkit.reading.document import Remark
from textkit.reading.slides import read_slides

NAMES = (
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text(*paragraphs: str, body: str = "p:txBody") -> str:
    """A body of text; a paragraph with tags in it is taken as it is."""
    inner = [
        words if "<" in words else f"<a:p><a:r><a:t>{words}</a:t></a:r></a:p>"
        for words in paragraphs
    ]
    return f"<{body}>{''.join(inner)}</{body}>"


def shape(*paragraphs: str, kind: str = "") -> str:
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    return f"<p:sp><p:nvSpPr><p:nvPr>{holder}</p:nvPr></p:nvSpPr>{text(*paragraphs)}</p:sp>"


def table(*rows: list[str]) -> str:
    lines = []
    for row in rows:
        cells = "".join(
            cell if "<" in cell else f"<a:tc>{text(cell, body='a:txBody')}</a:tc>" for cell in row
        )
        lines.append(f"<a:tr>{cells}</a:tr>")
    inner = f"<a:graphic><a:graphicData><a:tbl>{''.join(lines)}</a:tbl></a:graphicData></a:graphic>"
    return f"<p:graphicFrame>{inner}</p:graphicFrame>"


def related(**targets: str) -> str:
    """The relationships of a part: by their id, their kind and target."""
    links = []
    for id_, written in targets.items():
        kind, target = written.split()
        links.append(f'<Relationship Id="{id_}" Type="{TYPES}/{kind}" Target="{target}"/>')
    return f"<Relationships>{''.join(links)}</Relationships>"


def show(path: Path, *trees: str, hidden: int = 0, notes: str = "", diagram: str = "") -> Path:
    """A presentation of these slides; the notes and the diagram belong to the first."""
    ids = {f"r{number}": f"slide slides/s{number}.xml" for number in range(1, len(trees) + 1)}
    listed = "".join(f'<p:sldId id="{256 + at}" r:id="{id_}"/>' for at, id_ in enumerate(ids))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", related(r1="officeDocument ppt/presentation.xml"))
        archive.writestr(
            "ppt/presentation.xml",
            f"<p:presentation{NAMES}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        )
        archive.writestr("ppt/_rels/presentation.xml.rels", related(**ids))
        for number, shapes in enumerate(trees, 1):
            shows = ' show="0"' if number == hidden else ""
            archive.writestr(f"ppt/slides/s{number}.xml", tree(shapes, "sld", shows))
        links = related(n="notesSlide ../notes/n1.xml", d="diagramData ../diagrams/d1.xml")
        archive.writestr("ppt/slides/_rels/s1.xml.rels", links)
        archive.writestr("ppt/notes/n1.xml", tree(notes, "notes"))
        archive.writestr("ppt/diagrams/d1.xml", diagram or "<a/>")
    return path


def tree(shapes: str, name: str, more: str = "") -> str:
    inner = f"<p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
    return f"<p:{name}{NAMES}{more}>{inner}</p:{name}>"


def blocks(path: Path) -> list[tuple]:
    reading = read_slides(path)
    check(reading)
    return [
        (block.kind, block.page, reading.text[block.start : block.end]) for block in reading.layout
    ]


def test_slides_come_in_order_with_the_title_first(tmp_path):
    path = show(
        tmp_path / "a.pptx",
        shape("Lời dẫn") + shape("Báo cáo chuyển đổi số", kind="ctrTitle"),
        shape("Kết quả", kind="title") + shape("Ý một", "Ý hai", kind="body"),
    )
    assert blocks(path) == [
        ("heading", 1, "Báo cáo chuyển đổi số"),
        ("body", 1, "Lời dẫn"),
        ("heading", 2, "Kết quả"),
        ("body", 2, "Ý một"),
        ("body", 2, "Ý hai"),
    ]
    reading = read_slides(path)
    assert reading.text.startswith("Báo cáo chuyển đổi số\nLời dẫn\n\nKết quả\n")
    assert [block.origin for block in reading.layout][:2] == ["slide1/s0/p0", "slide1/s1/p0"]


def test_targets_in_a_table_of_a_slide(tmp_path):
    merged = '<a:tc vMerge="1"><a:txBody><a:p/></a:txBody></a:tc>'
    rows = [["TT", "Chỉ tiêu", "Mục tiêu 2030"], ["1", "Tỷ lệ hộ nghèo", "1%"]]
    path = show(tmp_path / "a.pptx", table(*rows, ["2", merged, "2%"]))
    document = tk.read(path)
    assert document.text == "TT\tChỉ tiêu\tMục tiêu 2030\n1\tTỷ lệ hộ nghèo\t1%\n2\t2%"
    assert [(block.row, block.column) for block in document.layout][-2:] == [(2, 0), (2, 2)]
    (target, *_) = tk.find_targets(document)
    assert (target.indicator_text, target.high, target.deadline) == ("Tỷ lệ hộ nghèo", 1.0, "2030")


def test_hidden_slides_are_out_and_said(tmp_path):
    path = show(tmp_path / "a.pptx", shape("Một"), shape("Hai"), shape("Ba"), hidden=2)
    reading = read_slides(path)
    assert reading.text == "Một\n\nBa"
    assert reading.remarks == (Remark("slides", "2"),)


def test_notes_are_notes_and_what_is_on_each_slide_counts_once_or_not(tmp_path):
    feet = (
        shape("5/3/2026", kind="dt")
        + shape("Sở Nội vụ Lam Châu", kind="ftr")
        + shape('<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>', kind="sldNum")
    )
    notes = shape("Nói chậm", kind="body") + shape("1", kind="sldNum")
    path = show(tmp_path / "a.pptx", shape("Một") + feet, shape("Hai") + feet, notes=notes)
    assert blocks(path) == [
        ("body", 1, "Một"),
        ("footer", 1, "Sở Nội vụ Lam Châu"),
        ("note", 1, "Nói chậm"),
        ("body", 2, "Hai"),
    ]


def test_automatic_numbers_breaks_groups_and_diagrams(tmp_path):
    def item(words: str, level: int = 0, kind: str = "arabicPeriod") -> str:
        properties = f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}"/></a:pPr>'
        return f"<a:p>{properties}<a:r><a:t>{words}</a:t></a:r></a:p>"

    broken = "<a:p><a:r><a:t>Dòng một</a:t></a:r><a:br/><a:r><a:t>dòng hai</a:t></a:r></a:p>"
    items = [item("Một"), item("Con", 1, "alphaLcParenR"), item("Con", 1, "alphaLcParenR")]
    points = "".join(
        f"<dgm:pt>{text(words, body='dgm:t')}</dgm:pt>" for words in ("Bước một", "Bước hai")
    )
    frame = (
        '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds r:dm="d"/></a:graphicData>'
        "</a:graphic></p:graphicFrame>"
    )
    path = show(
        tmp_path / "a.pptx",
        f"<p:grpSp>{shape(*items, item('Hai'))}</p:grpSp>" + shape(broken) + frame,
        diagram=f"<dgm:dataModel{NAMES}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>",
    )
    assert read_slides(path).text == (
        "1. Một\na) Con\nb) Con\n2. Hai\nDòng một\ndòng hai\nBước một\nBước hai"
    )


def test_old_fonts_and_raised_figures(tmp_path):
    old = '<a:p><a:r><a:rPr><a:latin typeface=".VnTime"/></a:rPr><a:t>Lam Ch©u</a:t></a:r></a:p>'
    raised = (
        "<a:p><a:r><a:t>250</a:t></a:r>"
        '<a:r><a:rPr baseline="30000"/><a:t>3</a:t></a:r><a:r><a:t> hộ</a:t></a:r></a:p>'
    )
    reading = read_slides(show(tmp_path / "a.pptx", shape(old, raised)))
    assert reading.text == "Lam Châu\n250 hộ"
    assert reading.remarks == (Remark("encoding", "TCVN3"),)


def test_what_is_refused(tmp_path):
    path = tmp_path / "a.pptx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(TextkitError, match="no PowerPoint presentation"):
        read_slides(path)
    with pytest.raises(TextkitError, match="declares entities"):
        read_slides(show(path, '<!DOCTYPE a [<!ENTITY b "c">]>'))


def test_a_long_text_is_refused_and_a_slide_named_twice_is_read_once(tmp_path, monkeypatch):
    path = show(tmp_path / "a.pptx", shape("Một"))
    listed = "<p:sldIdLst>"
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    main = "ppt/presentation.xml"
    parts[main] = parts[main].replace(listed, f'{listed}<p:sldId id="255" r:id="r1"/>')
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    assert read_slides(path).text == "Một"
    monkeypatch.setattr(slides, "LIMITS", replace(slides.LIMITS, max_characters=2))
    with pytest.raises(TextkitError, match="more than 2 characters"):
        read_slides(path)


def test_any_damage_is_reported(tmp_path):
    content = show(tmp_path / "a.pptx", shape("Một", kind="title") + table(["a", "b"])).read_bytes()
    path = tmp_path / "b.pptx"
    for damaged in damaged_copies(content):
        path.write_bytes(damaged)
        with contextlib.suppress(TextkitError):
            check(read_slides(path))
