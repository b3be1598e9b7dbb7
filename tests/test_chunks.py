"""textkit.reading.word.chunks: what a Word file takes in from parts of other kinds is read."""

import io
import zipfile

import docx
import pytest
from test_flat import paragraph as paragraph_2003
from test_flat import word_2003
from test_layout import check
from test_mht import web_archive
from test_word import SPACES, paragraph, repack, run, table, word

from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.word import chunks
from textkit.reading.word.document import find_runs, read_word

PAGE = b"<html><body><p>\xc4\x90\xe1\xba\xbfn 2030</p><p>Hai</p><script>x()</script></body></html>"
CHUNK = f"<w:altChunk {SPACES} r:id='c{{}}'/>"
RELATION = '<Relationship Id="c{}" Type="http://lamchau.vn/relationships/aFChunk" Target="{}"{}/>'


def with_chunks(path, *parts: tuple[str, bytes | None], mode: str = ""):
    """A Word file with these parts, to which the chunks c0, c1, … refer; None is outside."""
    with zipfile.ZipFile(path) as archive:
        rels = archive.read("word/_rels/document.xml.rels").decode()
    relations = "".join(RELATION.format(n, name, mode) for n, (name, _) in enumerate(parts))
    changes = {f"word/{name}": data for name, data in parts if data is not None}
    changes["word/_rels/document.xml.rels"] = rels.replace(
        "</Relationships>", f"{relations}</Relationships>"
    ).encode()
    return repack(path, changes)


def inner_word(*texts: str) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Dự thảo"
    for text in texts:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.html", PAGE, "Đến 2030\nHai"),
        ("a.htm", b"<p>M\xe1\xbb\x99t</p>", "Một"),
        ("a.mht", web_archive(("text/html", PAGE)), "Đến 2030\nHai"),
        ("a.mht", web_archive(("text/plain", b"a\nb")), "a\nb"),
        ("a.txt", "Một\n\nHai".encode(), "Một\nHai"),
        ("a.docx", inner_word("Một", "Hai"), "Một\nHai"),
        ("a.xml", word_2003(paragraph_2003("Một")).encode(), "Một"),
        ("a.txt", b"", ""),
    ],
)
def test_a_chunk_is_read_in_its_place(tmp_path, name, data, text):
    path = word(tmp_path, paragraph(run("Trước")), CHUNK.format(0), paragraph(run("Sau")))
    reading = read_word(with_chunks(path, (name, data)))
    assert check(reading)[0] == "\n".join(filter(None, ["Trước", text, "Sau"]))
    assert reading.remarks == ()
    origins = [str(block.origin) for block in reading.layout]
    assert (origins[0], origins[-1]) == ("body/p0", "body/p1")
    assert all(origin.startswith("chunk0/") for origin in origins[1:-1])


def test_a_chunk_in_a_cell_and_the_runs_beside_it(tmp_path):
    cells = f"<w:tc>{CHUNK.format(0)}<w:p/></w:tc><w:tc>{paragraph(run('Ba'))}</w:tc>"
    path = word(tmp_path, table(cells, cells.replace("c0", "c1")))
    path = with_chunks(path, ("a.html", PAGE), ("a.html", PAGE))
    reading = read_word(path)
    text, layout, _ = check(reading)
    assert text == "Đến 2030\nHai\nBa\nĐến 2030\nHai\nBa"
    (runs,) = find_runs(path, layout, text, [(0, len(text))])
    assert [span.origin for span in runs] == ["table0/r0c1/p0", "table0/r1c1/p0"]


def test_files_in_files(tmp_path):
    innermost = inner_word("Trong cùng")
    for _ in range(5):
        (tmp_path / "b").mkdir(exist_ok=True)
        path = word(tmp_path / "b", CHUNK.format(0), paragraph(run("Ngoài")))
        path = with_chunks(path, ("a.docx", innermost))
        innermost = path.read_bytes()
    reading = read_word(path)
    assert check(reading)[0] == "\n".join(["Ngoài"] * 4)
    assert reading.remarks == (Remark("chunk", "a.docx"),)


@pytest.mark.parametrize(
    ("name", "data", "mode"),
    [
        ("a.rtf", b"{\\rtf1 a}", ""),
        ("a.bin", b"\0\1\2\3" * 99, ""),
        ("a.html", b"<html>" + b"<div>" * 9_999, ""),
        ("a.docx", b"PK\x03\x04abc", ""),
        ("a.txt", "Straße Größe".encode("latin-1"), ""),
        ("a.xml", b"<?xml version='1.0'?><!DOCTYPE x><w:wordDocument/>", ""),
        ("b.xml", word_2003("&a;").replace("?><w", "?><!DOCTYPE x><w").encode(), ""),
    ],
)
def test_what_is_not_read_is_named(tmp_path, name, data, mode):
    path = word(tmp_path, paragraph(run("Một")), CHUNK.format(0))
    reading = read_word(with_chunks(path, (name, data), mode=mode))
    assert reading.text == "Một"
    assert reading.remarks == (Remark("chunk", name),)


@pytest.mark.parametrize("target", ["http://lamchau.vn/a.html", "../../../etc/hostname", "b.html"])
def test_nothing_outside_the_file_is_read(tmp_path, target):
    path = word(tmp_path, paragraph(run("Một")), CHUNK.format(0), CHUNK.format(7))
    reading = read_word(with_chunks(path, (target, None), mode=' TargetMode="External"'))
    assert (reading.text, reading.remarks) == ("Một", (Remark("chunk"),))


def test_a_file_that_takes_in_too_much(tmp_path, monkeypatch):
    path = word(tmp_path, *[CHUNK.format(0)] * 20)
    path = with_chunks(path, ("a.html", PAGE))
    assert read_word(path).text.count("Hai") == 20
    monkeypatch.setattr(chunks.Budget.__init__, "__defaults__", (10_000, 19))
    with pytest.raises(TextkitError, match="has more than"):
        read_word(path)
    monkeypatch.setattr(chunks.Budget.__init__, "__defaults__", (1_000, 99))
    with pytest.raises(TextkitError, match="has more than"):
        read_word(path)
