"""textkit.reading.readers: any file, and a folder with its metadata."""

from __future__ import annotations

import contextlib
import json
import os
import unicodedata
from pathlib import Path

import docx
import openpyxl
import pytest
from beside import REAL, needs_shared
from hypothesis import given
from hypothesis import strategies as st
from pdf_files import Book
from test_flat import word_2003
from test_layout import check
from test_mht import web_archive
from test_slides import shape, show

import textkit
from textkit.data.messages import TextkitError
from textkit.reading.document import NONE, Document, Facts
from textkit.reading.readers import (
    RECOGNISED,
    SUFFIXES,
    Entry,
    list_folder,
    read,
    read_entry,
    read_rows,
)

TEXT = """TỈNH ỦY LAM CHÂU
*
Số 05-NQ/TU

Lam Châu, ngày 12 tháng 3 năm 2021

NGHỊ QUYẾT
về phát triển kinh tế biển

Thực hiện Nghị quyết Đại hội, Tỉnh ủy yêu cầu các cấp ủy tiếp tục đổi mới.
"""


def make(folder: Path, **texts: str) -> Path:
    """A folder with these files: `a_txt` becomes `a.txt`, `b__c_md` `b/c.md`."""
    for name, text in texts.items():
        path = folder / (name.replace("__", "/")[::-1].replace("_", ".", 1)[::-1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_read(tmp_path):
    document = read(make(tmp_path, **{"nq 05_txt": TEXT}) / "nq 05.txt")
    assert isinstance(document, Document)
    assert document.id == "nq 05"
    assert document.path == tmp_path / "nq 05.txt"
    assert (document.facts.kind, document.facts.number, document.facts.date) == (
        "nghị quyết",
        "05-NQ/TU",
        "2021-03-12",
    )
    assert document.facts.period == "2020-2025"
    assert document.quote(document.layout[0]) == "TỈNH ỦY LAM CHÂU"
    assert read(str(tmp_path / "nq 05.txt"), id="x").id == "x"


CONVERTED = {".doc", ".rtf", ".odt", ".xls", ".ods", ".ppt", ".odp"}
"""What LibreOffice reads first: see test_office."""


@pytest.mark.parametrize("suffix", sorted(SUFFIXES.keys() - CONVERTED - (RECOGNISED - {".pdf"})))
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_every_suffix(tmp_path, suffix, change):
    path = tmp_path / f"a{change(suffix)}"
    if suffix in (".docx", ".docm", ".dotx", ".dotm"):
        document = docx.Document()
        document.add_paragraph("Một câu")
        document.save(str(path))
    elif suffix == ".xml":
        path.write_text(word_2003("<w:p><w:r><w:t>Một câu</w:t></w:r></w:p>"), encoding="utf-8")
    elif "mht" in suffix:
        path.write_bytes(web_archive(("text/html", "<p>Một câu".encode())))
    elif suffix == ".pdf":
        path.write_bytes(Book().page((80, 700, "Một câu")).bytes())
    elif suffix in (".xlsx", ".xlsm"):
        workbook = openpyxl.Workbook()
        workbook.active["A1"] = "Một câu"
        workbook.save(path)
    elif suffix == ".pptx":
        show(path, shape("Một câu"))
    else:
        path.write_text("<p>Một câu</p>" if "htm" in suffix else "Một câu", encoding="utf-8")
    assert read(path).text == "Một câu"


def test_the_header_of_a_word_file_tells_no_facts(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "BỘ TÀI CHÍNH"
    for line in TEXT.split("\n"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    found = read(tmp_path / "a.docx")
    assert found.text.startswith("BỘ TÀI CHÍNH\n")
    assert (found.facts.issuer, found.facts.number) == ("Tỉnh ủy Lam Châu", "05-NQ/TU")
    assert found.text[slice(*found.sources["number"])] == "05-NQ/TU"


def test_a_new_word_file_named_doc(tmp_path):
    document = docx.Document()
    document.add_paragraph("Một câu")
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.docx").rename(tmp_path / "a.doc")
    assert read(tmp_path / "a.doc").text == "Một câu"


def test_web_archives_and_xml_of_word_named_doc(tmp_path):
    (tmp_path / "a.doc").write_bytes(web_archive(("text/html", "<p>Một câu".encode())))
    assert read(tmp_path / "a.doc").text == "Một câu"
    xml = word_2003("<w:p><w:r><w:t>Một câu</w:t></w:r></w:p>")
    for data in (xml.encode(), xml.replace("utf-8", "utf-16").encode("utf-16")):
        (tmp_path / "a.doc").write_bytes(data)
        assert read(tmp_path / "a.doc").text == "Một câu"


def test_a_page_named_txt_is_read_as_a_page(tmp_path):
    assert (
        read(
            make(tmp_path, a_txt="<!DOCTYPE html><html><script>x</script><p>Một câu</html>")
            / "a.txt"
        ).text
        == "Một câu"
    )


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is named .txt but holds nothing"),
        ("a.txt", b"\n \n", "holds nothing"),
        ("a.txt", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0", "is named .txt but holds binary data"),
        ("a.docx", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0", "is named .docx but holds binary data"),
        ("a.docx", TEXT.encode(), "is named .docx but holds plain text"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0" + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("a.docx", b"PK\x03\x04abc", "damaged or cut off"),
        ("a.txt", b"%PDF-1.4\n", "but holds a PDF"),
        ("a.md", b"PK\x03\x04abc", "zip archive"),
        ("a.html", b"{\\rtf1}", "but holds RTF"),
        ("a.txt", "Die Größe der Straße".encode("cp1252"), "save it as UTF-8"),
        ("a.html", b"<html><style>x</style></html>", "holds no text"),
        ("a.html", b"<html><script>x</script></html>", "gets its text by JavaScript"),
        ("a.txt", "\u200b\ufeff".encode(), "holds no text"),
        ("a.doc", b"x", "is named .doc but holds plain text"),
        ("a.pdf", b"x", "is named .pdf but holds plain text"),
        ("a.pdf", b"%PDF-1.7\nx", "damaged or no PDF"),
        ("a.mht", TEXT.encode(), "is named .mht but holds plain text"),
        ("a.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", "without a page"),
        ("a.xml", b"<?xml version='1.0'?><a>x</a>", "holds XML that is not of Word"),
        ("a.doc", word_2003("<").encode(), "is damaged or no Word"),
        ("a.docm", b"PK\x03\x04abc", "damaged or cut off"),
        ("a.xlsx", b"x", "is named .xlsx but holds plain text"),
        ("a.dwg", b"x", "files of kind .dwg are not read"),
        ("a.eml", b"x", "it is an e-mail, which is not read; save its attachments"),
        ("a.msg", b"x", "it is an e-mail"),
        ("a", b"x", "(no suffix) are not read"),
    ],
)
def test_refuses(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TextkitError) as caught:
        read(tmp_path / name)
    assert message in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize("name", ["not-there.txt", "not-there.doc", "."])
def test_refuses_what_is_not_there(tmp_path, name):
    with pytest.raises(TextkitError):
        read(tmp_path / name)


@given(st.sampled_from(sorted(SUFFIXES)), st.binary(max_size=150))
def test_any_bytes_are_read_or_refused(tmp_path_factory, suffix, data):
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    with contextlib.suppress(TextkitError):
        document = read(path)
        check((document.text, document.layout, document.mends))


def ids(folder: Path) -> list[str]:
    return [entry.id for entry in list_folder(folder).entries]


def test_a_folder_without_metadata(tmp_path):
    make(
        tmp_path,
        b_txt="x",
        a_md="x",
        c__d_txt="x",
        README_md="x",
        readme_txt="x",
        truth_csv="x",
        e_dwg="x",
        f_xyz="x",
        **{".hidden_txt": "x", "~$draft_docx": "x", ".git__x_txt": "x"},
    )
    (tmp_path / "__MACOSX").mkdir()
    make(tmp_path / "__MACOSX", a_txt="x")
    folder = list_folder(tmp_path)
    assert [
        (entry.id, entry.path.relative_to(tmp_path).as_posix()) for entry in folder.entries
    ] == [("a", "a.md"), ("b", "b.txt"), ("d", "c/d.txt")]
    assert folder.entries[0].facts == Facts()
    assert [path for path, _ in folder.skipped] == ["e.dwg", "f.xyz"]
    assert (
        folder.skipped[0][1] == f"files of kind .dwg are not read; these are: {', '.join(SUFFIXES)}"
    )


def test_a_folder_with_a_list_of_its_own_is_another_corpus(tmp_path):
    make(tmp_path, a_txt="x", b__c_txt="x", extra__d_txt="x", extra__e_txt="x", b__f__g_txt="x")
    (tmp_path / "extra" / "metadata.csv").write_text("id,path\nd,d.txt\n", "utf-8")
    assert ids(tmp_path) == ["a", "c", "g", "d", "e"]  # no list here: all of it is one corpus
    (tmp_path / "metadata.csv").write_text("id,path\na,a.txt\n", "utf-8")
    assert ids(tmp_path) == ["a", "c", "g"]
    assert list_folder(tmp_path).skipped == ()
    (tmp_path / "metadata.csv").write_text("id,path\na,a.txt\nown,extra/e.txt\n", "utf-8")
    assert ids(tmp_path) == ["a", "c", "g", "own"]  # what is listed is read
    assert ids(tmp_path / "extra") == ["d", "e"]


def test_equal_names_get_their_paths_as_ids(tmp_path):
    make(tmp_path, a_txt="x", b__a_txt="x", a_md="x", c_txt="x", c_dwg="x")
    assert ids(tmp_path) == ["a.md", "a.txt", "b/a.txt", "c"]


NOT_UTF_8 = (b"b\xe1o-c\xe1o.txt", b"b\xe0o-c\xe1o.txt")  # "báo-cáo" and "bào-cáo" in Windows-1252


@pytest.fixture
def badly_named(tmp_path):
    """A folder with a file named in UTF-8 and two whose names are shown alike."""
    folder = make(tmp_path / "folder", b_txt="Hai")
    for name in NOT_UTF_8:
        try:
            Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_text("Một xã", "utf-8")
        except OSError:
            pytest.skip("this file system takes no such name")
    return folder


def test_a_name_that_is_no_text_is_read_and_can_be_shown(badly_named):
    entries = list_folder(badly_named).entries
    shown = ["b.txt", "b\ufffdo-c\ufffdo (2).txt", "b\ufffdo-c\ufffdo.txt"]
    assert sorted(entry.shown for entry in entries) == shown
    assert len({entry.id for entry in entries}) == 3
    for entry in entries:
        document = read_entry(entry)
        json.dumps([entry.id, entry.shown, repr(document.id)], ensure_ascii=False).encode("utf-8")
        assert document.text == ("Hai" if entry.shown == "b.txt" else "Một xã")
    assert {os.fsencode(entry.path.name) for entry in entries} == {b"b.txt", *NOT_UTF_8}


def test_metadata_list_a_name_that_is_no_text_as_it_is_shown(badly_named):
    (badly_named / "metadata.csv").write_text("id,path\nx,b\ufffdo-c\ufffdo.txt\n", "utf-8")
    entries = {entry.id: entry for entry in list_folder(badly_named).entries}
    assert os.fsencode(entries["x"].path.name) in NOT_UTF_8
    assert len(entries) == 3


def test_a_name_that_is_no_text_stands_printable_in_an_error(badly_named):
    path = next(path for path in badly_named.iterdir() if path.name != "b.txt")
    path.write_bytes(b"\0\1\2")
    with pytest.raises(TextkitError) as error:
        read(path)
    str(error.value).encode("utf-8")
    assert read(badly_named / "b.txt").id == "b"


def test_a_corpus_holds_a_name_that_is_no_text(badly_named, tmp_path):
    corpus = textkit.open_corpus(badly_named, store=tmp_path / "kept.db", duplicates=True)
    assert "\ufffd" in corpus.documents.to_csv(index=False).encode("utf-8").decode("utf-8")
    assert {corpus.document(id_).text for id_ in corpus.ids} == {"Hai", "Một xã"}
    assert all(corpus.document(id_).path.is_file() for id_ in corpus.ids)
    again = textkit.open_corpus(tmp_path / "kept.db", duplicates=True)
    assert set(again.ids) == set(corpus.ids)


def test_links_out_of_the_folder_are_skipped(tmp_path):
    make(tmp_path, else_txt="x", corpus__a_txt="x", other__b_txt="x")
    (tmp_path / "corpus" / "link.txt").symlink_to(tmp_path / "else.txt")
    (tmp_path / "corpus" / "folder").symlink_to(tmp_path / "other")
    folder = list_folder(tmp_path / "corpus")
    assert [entry.id for entry in folder.entries] == ["a"]
    assert folder.skipped == (("link.txt", "it is a link that leads out of the folder"),)


@pytest.mark.parametrize(
    "metadata",
    [
        "id,path,kind,number,date,term\nx,a.txt,Nghị quyết,05-NQ/TU,2021-03-12,2020-2025\n",
        (
            "\ufeffID;Path;Kind;Number;Date;Term\r\nx;a.txt;nghị quyết;05-NQ/TU;12/3/2021;2020 –"
            " 2025\r\n;;;;;\r\n"
        ),
        (
            "id\tpath\tkind\tnumber\tdate\tterm\nx\t./a.txt\tNGHỊ QUYẾT\t 05-NQ/TU"
            " \t12-3-2021\t2020-2025\n"
        ),
    ],
)
def test_metadata(tmp_path, metadata):
    make(tmp_path, a_txt="x", b_txt="x", README_md="x", metadata_csv=metadata)
    folder = list_folder(tmp_path)
    facts = Facts(kind="nghị quyết", number="05-NQ/TU", date="2021-03-12", term="2020-2025")
    assert folder.entries == (Entry("x", tmp_path / "a.txt", facts), Entry("b", tmp_path / "b.txt"))
    assert folder.skipped == ()


def test_an_unlisted_file_does_not_take_a_listed_id(tmp_path):
    make(tmp_path, a_txt="x", b_txt="x", metadata_csv="id,path\nb,a.txt\n")
    assert ids(tmp_path) == ["b", "b.txt"]


def test_an_exported_cell_that_is_no_formula_loses_its_guard(tmp_path):
    make(tmp_path, a_txt="x", metadata_csv="id,path,title\na,a.txt,'- về trồng cây\n")
    assert list_folder(tmp_path).entries[0].facts.title == "- về trồng cây"


@pytest.mark.parametrize("hint", ["sep=;\n", '"sep=;"\r\n', "SEP=;;;;\n", "\ufeffsep=;\n"])
def test_the_delimiter_that_excel_is_told(tmp_path, hint):
    rows = "id;path;title\nx;a.txt;Về, và, hay\n\ny;b.txt;thừa;ô\n"
    (tmp_path / "rows.csv").write_text(hint + rows, "utf-8")
    found = read_rows(tmp_path / "rows.csv", ("id", "path"))
    assert next(found) == (3, {"id": "x", "path": "a.txt", "title": "Về, và, hay"})
    with pytest.raises(TextkitError, match="line 5: more cells"):
        next(found)


def test_a_first_line_that_is_no_hint(tmp_path):
    (tmp_path / "rows.csv").write_text("sep=a\n1\n", "utf-8")
    assert list(read_rows(tmp_path / "rows.csv", ())) == [(2, {"sep=a": "1"})]


def test_metadata_in_utf_16(tmp_path):
    make(tmp_path, a_txt="x")
    (tmp_path / "metadata.csv").write_bytes(
        "id\tpath\tissuer\r\nx\ta.txt\tTỉnh ủy Lam Châu\r\n".encode("utf-16")
    )
    assert list_folder(tmp_path).entries[0].facts.issuer == "Tỉnh ủy Lam Châu"


def test_metadata_rows_are_sorted_by_path(tmp_path):
    make(
        tmp_path,
        a_txt="x",
        b_txt="x",
        c__a_txt="x",
        metadata_csv="path,id\nc/a.txt,1\nb.txt,2\na.txt,3\n",
    )
    assert ids(tmp_path) == ["3", "2", "1"]


def test_paths_written_on_windows_or_macos(tmp_path):
    name = unicodedata.normalize("NFD", "Nghị quyết.txt")
    make(tmp_path, metadata_csv="id,path\nx,văn bản\\Nghị quyết.txt\n")
    (tmp_path / "văn bản").mkdir()
    (tmp_path / "văn bản" / name).write_text("x")
    assert ids(tmp_path) == ["x"]


def test_what_metadata_lists_but_is_not_read(tmp_path):
    make(
        tmp_path, a_txt="x", b_dwg="x", metadata_csv="id,path\n1,a.txt\n2,b.dwg\n3,not-there.txt\n"
    )
    folder = list_folder(tmp_path)
    assert [entry.id for entry in folder.entries] == ["1"]
    assert folder.skipped == (
        ("b.dwg", f"files of kind .dwg are not read; these are: {', '.join(SUFFIXES)}"),
        ("not-there.txt", "metadata.csv lists it, but there is no such file"),
    )


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("name,path\nx,a.txt\n", "has no column id; it has name, path"),
        ("id,file\nx,a.txt\n", "has no column path"),
        ("", "has no column id, path; it has none"),
    ],
)
def test_metadata_refused(tmp_path, metadata, message):
    make(
        tmp_path,
        corpus__a_txt="x",
        corpus__b_txt="x",
        corpus__b_pdf="x",
        outside_txt="x",
        corpus__metadata_csv=metadata,
    )
    (tmp_path / "corpus" / "link.txt").symlink_to(tmp_path / "outside.txt")
    with pytest.raises(TextkitError) as caught:
        list_folder(tmp_path / "corpus")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ("id,path\n,a.txt\n", "line 2: id is empty"),
        ("id,path\nx,\n", "line 2: path is empty"),
        ("id,path\nx,a.txt\nx,b.txt\n", "line 3: id 'x' is there twice"),
        ("id,path\nx,a.txt\ny,./a.txt\n", "line 3: path './a.txt' is there twice"),
        ("id,path\nx,/etc/hostname\n", "line 2: path '/etc/hostname' leads out of"),
        ("id,path\nx,../a.txt\n", "path '../a.txt' leads out of"),
        ("id,path\nx,b/../../a.txt\n", "leads out of"),
        ("id,path\nx,..\\a.txt\n", "leads out of"),
        ("id,path\nx,C:\\a.txt\n", "leads out of"),
        ("id,path\nx,link.txt\n", "path 'link.txt' leads out of"),
        ("id,path,date\nx,a.txt,tháng ba\n", "line 2: 'tháng ba' is no date; write 2025-03-05"),
        ("id,path,date\nx,a.txt,2021-02-30\n", "'2021-02-30' is no date"),
        ("id,path,level\nx,a.txt,xã\n", "line 2: 'xã' is no level; write central or local"),
        ("id,path\nx,a.txt,thừa\n", "line 2: more cells than columns"),
    ],
)
def test_a_bad_row_is_reported_and_the_rest_goes_on(tmp_path, metadata, message):
    make(
        tmp_path,
        corpus__a_txt="x",
        corpus__b_txt="x",
        corpus__c_txt="x",
        outside_txt="x",
        corpus__metadata_csv=metadata + "tốt,c.txt\n",
    )
    (tmp_path / "corpus" / "link.txt").symlink_to(tmp_path / "outside.txt")
    folder = list_folder(tmp_path / "corpus")
    (reason,) = folder.bad_rows
    assert message in reason
    assert {"tốt"} < {entry.id for entry in folder.entries}
    assert [entry.path.name for entry in folder.entries] == ["a.txt", "b.txt", "c.txt"]


def test_a_bad_row_keeps_its_other_cells_and_frees_its_file(tmp_path):
    make(
        tmp_path,
        a_txt=TEXT,
        b_txt=TEXT,
        metadata_csv="id,path,date,title\nx,a.txt,hôm qua,Tên\nx,b.txt,,\ny,b.txt,2021,\n",
    )
    folder = list_folder(tmp_path)
    assert [reason.say("vi")[:7] for reason in folder.bad_rows] == ["dòng 2:", "dòng 3:"]
    first, second = folder.entries
    assert (first.id, first.facts) == ("x", Facts(title="Tên"))
    assert (second.id, second.facts) == ("y", Facts(date="2021"))


def test_a_fact_may_be_denied(tmp_path):
    make(tmp_path, a_txt=TEXT, metadata_csv="id,path,kind,issuer\nx,a.txt,'-,–\n")
    document = read_entry(list_folder(tmp_path).entries[0])
    assert document.stated.kind == "nghị quyết"
    assert (document.facts.kind, document.facts.issuer) == (None, None)
    assert document.facts.number == document.stated.number
    assert (document.given.kind, document.given.issuer) == (NONE, NONE)
    assert "kind" not in document.sources


def test_folders_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    make(tmp_path, only__a_dwg="x", file_txt="x")
    for name, message in [
        ("not-there", "there is no folder"),
        ("file.txt", "there is no folder"),
        ("empty", "holds no document"),
        ("only", r"a\.dwg: files of kind \.dwg"),
    ]:
        with pytest.raises(TextkitError, match=message):
            list_folder(tmp_path / name)


def test_metadata_win_over_the_text(tmp_path):
    make(
        tmp_path,
        a_txt=TEXT,
        metadata_csv="id,path,number,date,term,title\nx,a.txt,07-NQ/TU,2018-05-01,,Tên khác\n",
    )
    document = read_entry(list_folder(tmp_path).entries[0])
    facts = document.facts
    assert (document.id, facts.number, facts.date, facts.title) == (
        "x",
        "07-NQ/TU",
        "2018-05-01",
        "Tên khác",
    )
    assert facts.kind == "nghị quyết"
    assert facts.period == "2015-2020"  # by the date of the metadata, not of the text
    make(tmp_path, metadata_csv="id,path,period\nx,a.txt,giai đoạn một\n")
    assert read_entry(list_folder(tmp_path).entries[0]).facts.period == "giai đoạn một"


@pytest.mark.parametrize(
    ("cell", "level"), [("central", "central"), ("Trung ương", "central"), ("địa phương", "local")]
)
def test_metadata_may_say_the_level_in_either_language(tmp_path, cell, level):
    make(tmp_path, a_txt=TEXT, metadata_csv=f"id,path,level\nx,a.txt,{cell}\n")
    assert read_entry(list_folder(tmp_path).entries[0]).facts.level == level


@needs_shared
def test_real_folder():
    folder = list_folder(REAL)
    assert len(folder.entries) >= 40
    assert {os.path.splitext(path)[1].lower() for path, _ in folder.skipped} == {".conllu", ".csv"}
