"""The targets of places side by side: three invented provinces."""

import lxml.html
import pytest

import textkit as tk
from textkit.comparing.places import CENTRAL

HEAD = """TỈNH ỦY {place}
Số 0{number}-NQ/TU
Vân Sa, ngày 0{number} tháng 3 năm 2026
NGHỊ QUYẾT
về phát triển kinh tế - xã hội
I. MỤC TIÊU ĐẾN NĂM 2030
"""
PLACES = {
    "LAM CHÂU": "- Tỷ lệ đô thị hóa đạt 42%.\n- Tỷ lệ hộ nghèo còn dưới 1%.\n"
    "- Cơ cấu kinh tế: dịch vụ chiếm 36%.\n- Tỷ lệ hộ nghèo còn dưới 1%.\n",
    "TRÀ LĨNH": "- Tỷ lệ hộ nghèo còn dưới 2%.\n- Tỷ lệ đô thị hóa đạt 38%.\n"
    "- Cơ cấu lao động: dịch vụ chiếm 40%.\n",
    "HẢI ĐÔNG": "- Tỷ lệ đô thị hóa đạt 45%.\n- Có 12 đô thị loại V.\n",
}
CABINET = """CHÍNH PHỦ
Số: 15/NQ-CP
Hà Nội, ngày 05 tháng 01 năm 2026
NGHỊ QUYẾT
về phát triển đô thị
I. MỤC TIÊU ĐẾN NĂM 2030
- Tỷ lệ đô thị hóa đạt 50%.
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    for number, (place, targets) in enumerate(PLACES.items(), 1):
        text = HEAD.format(place=place, number=number) + targets
        (folder / f"nq{number}.txt").write_text(text, "utf-8")
    (folder / "cp.txt").write_text(CABINET, "utf-8")
    return tk.open_corpus(folder, store=folder / "s.sqlite", progress=False)


@pytest.fixture(scope="module")
def table(corpus):
    return corpus.targets_by_place()


def test_places_are_those_of_the_issuers(table):
    assert table.found.places == ("Hải Đông", "Lam Châu", "Trà Lĩnh", CENTRAL)
    assert table.found.unplaced == ()


def test_a_row_is_one_target(table):
    by_row = table.figures.groupby("target")["place"].agg(sorted).to_dict()
    assert by_row["Tỷ lệ đô thị hóa"] == ["Hải Đông", "Lam Châu", "Trà Lĩnh", CENTRAL]
    # What a document says twice counts once.
    assert by_row["Tỷ lệ hộ nghèo"] == ["Lam Châu", "Trà Lĩnh"]


def test_what_is_set_apart_or_counted_otherwise_is_no_row(table):
    shared = table.figures.groupby("row")["place"].nunique()
    rows = table.figures.set_index("row")["text"]
    together = {number: list(rows[[number]]) for number in shared[shared > 1].index}
    said = " ".join(text for texts in together.values() for text in texts)
    assert "dịch vụ" not in said
    assert "12 đô thị" not in said


def test_figures_are_quotations_with_their_deadlines(corpus, table):
    for row in table.figures.itertuples():
        assert corpus.text(row.doc_id)[row.start : row.end] == row.text
        assert row.deadline == "2030"


def test_the_matrix_has_a_column_a_place(table, tmp_path):
    grid = table.report().grids[0]
    assert grid.heads == ("Chỉ tiêu", "Hải Đông", "Lam Châu", "Trà Lĩnh", "trung ương")
    first = {head: cell.text for head, cell in zip(grid.heads, grid.rows[0], strict=True)}
    assert first["Lam Châu"] == "42% (2030)"
    assert all(cell.passages for cell in grid.rows[0][1:])
    page = lxml.html.fromstring(table.to_html())
    assert len(page.findall(".//table")) == 2
    assert table.write(tmp_path / "a.docx").stat().st_size > 0
    assert table.to_json()["places"][0] == "Hải Đông"
    assert "TargetsByPlace(places=[" in repr(table)


def test_one_place_is_compared_with_nothing(corpus):
    with pytest.raises(tk.TextkitError, match="targets of two places are needed"):
        corpus.only(["nq1"]).targets_by_place()
