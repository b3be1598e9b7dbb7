"""A speech against documents: invented texts, and sixty labelled statements of real speeches."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pytest
from beside import REAL, needs_shared

import textkit as tk

LABELS = Path(__file__).parent / "labels" / "speeches.csv"
RESOLUTION = """NGHỊ QUYẾT
Về phát triển tỉnh giai đoạn 2025-2030
II. NHIỆM VỤ
1. Hoàn thành đường ven biển từ Cửa Trầm đến Hải Trầm trong năm 2027.
2. Đưa mọi hồ sơ đất đai lên cơ sở dữ liệu dùng chung của tỉnh trước năm 2028.
3. Xây bệnh viện tuyến tỉnh tại Vân Sa, bảo đảm đủ giường bệnh cho người dân miền núi.
4. Bảo tồn lễ hội cầu ngư và các làn điệu dân ca của đồng bào vùng biển.
5. Trồng mới năm nghìn héc-ta rừng phòng hộ đầu nguồn sông Trà Lam."""
SPEECH = """PHÁT BIỂU
của đồng chí Trần Vân Hạc, Bí thư Tỉnh ủy Lam Châu
tại Hội nghị quán triệt Nghị quyết của tỉnh
(Vân Sa, ngày 15 tháng 5 năm 2026)
Thưa các đồng chí,
Đường ven biển từ Cửa Trầm đến Hải Trầm phải hoàn thành trong năm 2027.
Tôi nhắc lại việc đường ven biển Cửa Trầm đến Hải Trầm: chậm một ngày là mất một ngày.
Hồ sơ đất đai phải đưa hết lên cơ sở dữ liệu dùng chung của tỉnh.
Các trường đại học hãy dạy tiếng Nhật và tiếng Hàn cho sinh viên năm cuối."""


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    folder = tmp_path_factory.mktemp("speech")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "nq.txt").write_text(RESOLUTION, "utf-8")
    (folder / "ph.txt").write_text(SPEECH, "utf-8")
    corpus = tk.open_corpus(folder / "corpus", store=folder / "s.sqlite", progress=False)
    return tk.compare_speech(folder / "ph.txt", against=corpus), corpus, tk.read(folder / "ph.txt")


def test_a_speech_says_who_spoke_and_where(compared):
    assert "Trần Vân Hạc" in compared[0].speaker
    assert compared[0].occasion == "Hội nghị quán triệt Nghị quyết của tỉnh"


def test_each_relation_is_found_with_both_sides(compared):
    table = compared[0].statements
    found = {
        relation: set(
            table["text" if relation != "leaves_out" else "other_text"][
                table["relation"] == relation
            ]
        )
        for relation in ("takes_up", "stresses", "adds", "leaves_out")
    }
    assert {text[:9] for text in found["stresses"]} == {"Đường ven", "Tôi nhắc "}
    assert {text[:6] for text in found["takes_up"]} == {"Hồ sơ "}
    assert {text.split()[1] for text in found["leaves_out"]} == {"Xây", "Bảo", "Trồng"}
    assert not any("Thưa" in text or "Vân Sa, ngày" in text for text in found["adds"])


def test_both_sides_are_quoted_from_their_texts(compared):
    shown, corpus, speech = compared
    for row in shown.statements.itertuples():
        assert " ".join(speech.text[row.start : row.end].split()) == row.text
        assert (
            " ".join(corpus.text(row.doc_id)[row.other_start : row.other_end].split())
            == row.other_text
        )
        assert 0 <= row.score <= 1
        assert (row.score >= shown.found.line) == (row.relation in ("takes_up", "stresses"))


def test_it_shows_itself_with_every_cell_escaped(compared):
    page = compared[0]._repr_html_()
    assert "Trần Vân Hạc" in page
    assert "Cửa Trầm" in page
    assert "takes_up" in repr(compared[0])


def test_an_empty_speech_is_told(compared, tmp_path):
    (tmp_path / "x.txt").write_text("Thưa các đồng chí,\nXin cảm ơn.\n", "utf-8")
    with pytest.raises(tk.TextkitError, match="nothing to compare: 0 statements"):
        tk.compare_speech(tmp_path / "x.txt", against=compared[1])


def accuracy():
    """How many labelled statements are taken up, found and right; and with the counterpart that was
    labelled.
    """
    with LABELS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    tally = Counter()
    for name in sorted({row["file"] for row in rows}):
        own = [row for row in rows if row["file"] == name]
        for file, sha in ((name, own[0]["sha256"]), (own[0]["against"], own[0]["against_sha256"])):
            assert hashlib.sha256((REAL / file).read_bytes()).hexdigest() == sha
        table = tk.compare_speech(REAL / name, against=real(own[0]["against"])).statements
        said = table[table["relation"] != "leaves_out"].set_index("start")
        for row in own:
            at = said.loc[int(row["start"])] if int(row["start"]) in said.index else None
            found, wanted = at is not None and at["relation"] != "adds", row["label"] == "taken up"
            tally.update(wanted=wanted, found=found, right=found and wanted)
            tally["same"] += (
                found and wanted and at["other_start"] <= int(row["counterpart"]) < at["other_end"]
            )
    return tally


def real(file):
    import tempfile

    folder = Path(tempfile.mkdtemp())
    (folder / Path(file).name).write_bytes((REAL / file).read_bytes())
    return tk.open_corpus(folder, store=folder / "s.sqlite", progress=False)


@needs_shared
def test_labelled_statements_are_found_as_well_as_was_measured():
    """As found: 15 of 18 right (P .83), 15 of 26 found (R .58), 13 of the 15 with the labelled
    counterpart.
    """
    tally = accuracy()
    assert tally["right"] / tally["found"] >= 0.8
    assert tally["right"] / tally["wanted"] >= 0.55
