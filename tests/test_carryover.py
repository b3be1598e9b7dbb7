"""What becomes of prior commitments in a draft, as a table; the rules themselves are tested by
their cases.
"""

import docx
import pytest
from test_draft import run

import textkit as tk
from textkit.checking.carryover import carried, predecessor
from textkit.checking.material import Draft, Prior
from textkit.data.messages import TextkitError
from textkit.presenting.findings import carryover_table
from textkit.reading.document import Document, Facts

HEAD = (
    "ĐẠI HỘI ĐẢNG BỘ TỈNH LAM CHÂU\nSố 01-NQ/ĐH\nVân Sa, ngày 01 tháng 10 năm {year}\nNGHỊ"
    " QUYẾT\nvề phát triển y tế và nghề cá\n"
)
OLD = (
    HEAD.format(year=2020)
    + """II. NHIỆM VỤ
- Bảo đảm 100% trạm y tế xã có bác sĩ làm việc thường xuyên trước năm 2023.
- Xây dựng cảng cá Hải Vân thành trung tâm hậu cần nghề cá của cả tỉnh.
- Trồng mới 500 ha rừng ngập mặn ở cửa sông Trầm trong năm 2022.
- Tỷ lệ bao phủ bảo hiểm y tế đạt 95%.
"""
)
NEW = (
    HEAD.format(year=2025)
    + """II. NHIỆM VỤ
- Phấn đấu 100% trạm y tế xã có bác sĩ làm việc thường xuyên trước năm 2028.
- Xây dựng cảng cá Hải Vân thành trung tâm hậu cần nghề cá của cả tỉnh.
- Bảo hiểm y tế bao phủ 97% dân số.
"""
)


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "khac.txt").write_text(
        OLD.replace("NGHỊ QUYẾT", "CHỈ THỊ").replace("01-NQ", "02-CT"), "utf-8"
    )
    return tk.open_corpus(folder, store=tmp_path / "s.sqlite", progress=False, duplicates=True)


@pytest.fixture
def draft(tmp_path):
    (tmp_path / "du-thao.txt").write_text(NEW, "utf-8")
    return tmp_path / "du-thao.txt"


def test_every_commitment_has_its_fate(corpus, draft):
    fates = {
        one.prior.text.split()[1]: one.fate for one in carried(Draft(tk.read(draft)), Prior(corpus))
    }
    assert fates == {"Bảo": "weakened", "Xây": "kept", "Trồng": "not found", "Tỷ": "changed"}


def test_evidence_names_the_document_and_the_article(corpus, draft, tmp_path):
    found = tk.check_draft(draft, against=corpus, select=["carryover.weakened"])
    (evidence,) = found.found[0].evidence
    assert found.to_json()["findings"][0]["evidence"][0]["path"] == "II"
    assert evidence.quote in OLD
    assert all(
        "01-NQ/ĐH, 01/10/2020, mục II: “" in said or "01-NQ/ĐH, 01/10/2020, mục II</cite>: " in said
        for said in (found.to_text(), found.to_html())
    )


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, "cu"),
        ({"date": "2019-01-01"}, None),
        ({"kind": "kết luận"}, None),
        ({"title": "về chuyển đổi số"}, None),
        # The committee carries on what the congress decided; another province's does not.
        ({"issuer": "Ban Chấp hành Đảng bộ tỉnh Lam Châu"}, "cu"),
        ({"issuer": "Đại hội Đảng bộ tỉnh Sơn Vân"}, None),
        ({"issuer": "Hội đồng nhân dân tỉnh Lam Châu"}, None),
        ({"issuer": "Đại hội Mặt trận Tổ quốc tỉnh Lam Châu"}, None),
        ({"issuer": None}, None),
    ],
)
def test_the_document_that_a_draft_follows(corpus, draft, facts, found):
    read = tk.read(draft)
    known = {name: getattr(read.facts, name) for name in Facts.__slots__} | facts
    assert predecessor(Draft(Document("d", read.text, Facts(**known))), Prior(corpus)) == found


def test_the_table_is_written(corpus, draft, tmp_path):
    table = carryover_table(draft, corpus, lang="en")
    assert list(table.columns) == [
        "Place",
        "Commitment",
        "Fate",
        "Counterpart, or nearest passage, in the draft",
        "Likeness (0–1)",
    ]
    assert table.attrs["document"] == "cu"
    assert table["Likeness (0–1)"].between(0, 1).all()
    for suffix in ("docx", "xlsx", "csv"):
        run(
            "check",
            draft,
            "--corpus",
            tmp_path / "kho",
            "--store",
            tmp_path / "s.sqlite",
            "--carryover",
            tmp_path / f"t.{suffix}",
        )
        assert (tmp_path / f"t.{suffix}").stat().st_size > 100


def test_a_programme_follows_a_resolution_that_is_named(draft, tmp_path):
    resolution, written = tmp_path / "nq.txt", tmp_path / "t.csv"
    resolution.write_text(OLD, "utf-8")
    programme = tk.read(draft)
    programme = Document("kh", programme.text.replace("NGHỊ QUYẾT", "KẾ HOẠCH"), Facts())
    table = carryover_table(programme, None, of=resolution, lang="en")
    assert table.attrs["number"] == "01-NQ/ĐH"
    fates = ["weakened", "kept", "no counterpart found", "changed"]
    assert list(table["Fate"]) == fates
    run("check", draft, "--carryover", written, "--of", resolution)
    assert "rừng ngập mặn" in written.read_text("utf-8-sig")


def test_without_a_document_before_it_is_told(corpus):
    with pytest.raises(TextkitError, match="no document of the corpus comes before"):
        carryover_table(Document("d", "Văn bản"), corpus)
    assert carried(Draft(Document("d", "Văn bản")), Prior(None)) == []


@pytest.mark.parametrize(("figure", "reported"), [("97", False), ("", True)])
def test_the_figure_of_a_row_stands_in_a_cell_of_its_own(corpus, tmp_path, figure, reported):
    """Name, unit and figure are three cells; a row without a figure has lost it."""
    draft = docx.Document()
    for line in HEAD.format(year=2025).splitlines():
        draft.add_paragraph(line)
    draft.add_paragraph("II. MỤC TIÊU ĐẾN NĂM 2030")
    table = draft.add_table(rows=2, cols=4)
    rows = (
        ("TT", "Chỉ tiêu", "Đơn vị", "Đến năm 2030"),
        ("1", "Tỷ lệ bao phủ bảo hiểm y tế", "%", figure),
    )
    for cells, row in zip(rows, table.rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    draft.add_paragraph("III. NHIỆM VỤ")
    draft.add_paragraph(
        "- Tỷ lệ bao phủ bảo hiểm y tế đạt mức cao." if reported else "- Trồng rừng."
    )
    draft.save(str(tmp_path / "moi.docx"))
    found = tk.check_draft(tmp_path / "moi.docx", against=corpus, select=["carryover.weakened"])
    assert bool(len(found)) == reported
