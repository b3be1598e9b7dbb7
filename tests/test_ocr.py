"""Scans: pictures are set straight, lines put in order, words and certainty kept; real engines
where they are installed.
"""

import io
import json
import os
import sys

import numpy as np
import pytest
from matplotlib import get_data_path
from pdf_files import Book, written
from PIL import Image, ImageDraw, ImageFont
from test_layout import check

from textkit.data.messages import TextkitError
from textkit.presenting.shown import show
from textkit.reading import ocr, pictures
from textkit.reading.document import Document, Remark, ScannedLine
from textkit.reading.imaging import (
    MAX_PIXELS,
    Ruled,
    Span,
    cuts,
    find_ruled,
    shrunk,
    skew,
    straightened,
    without_stamps,
)
from textkit.reading.layout import Piece, Seen, lay_out
from textkit.reading.ocr import Recognised, Sheet, Word
from textkit.reading.pdf import scanned
from textkit.reading.pdf.scanned import as_page, with_lines
from textkit.reading.readers import read

WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi


def line(text: str, left: float, top: float, right: float, sure: float = 0.99, high=40):
    words = tuple(Word(word, sure) for word in text.split())
    return Recognised(words, Span(left, top, right, top + high), sure)


class Fake:
    """An engine that sees the same lines on every page, whatever is there."""

    name = "fake"

    def __init__(self, *lines: Recognised, turned: int = 0) -> None:
        self.lines = list(lines)
        self.turned = turned
        self.seen: list[tuple[int, int]] = []

    def turn(self, picture):
        return self.turned

    def recognise(self, picture, ruled):
        self.seen.append(picture.shape)
        return self.lines


def page_with(*words: tuple, rules: tuple = (), size: int = 38) -> Image.Image:
    """A drawn page with (x, y, text) and lines from point to point."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    font = ImageFont.truetype(f"{get_data_path()}/fonts/ttf/DejaVuSans.ttf", size)
    for x, y, text in words:
        draw.text((x, y), text, "black", font)
    for points in rules:
        draw.line(points, "black", 3)
    return picture


def saved(picture: Image.Image, path, **options):
    picture.save(path, **options)
    return path


HEAD = (
    line("UBND TỈNH LAM CHÂU", 200, 200, 640),
    line("Số: 12/QĐ-UBND", 240, 260, 600),
    line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 780, 202, 1560),
    line("Độc lập - Tự do - Hạnh phúc", 900, 262, 1440),
    line("Lam Châu, ngày 5 tháng 3 năm 2026", 860, 320, 1480),
    line("QUYẾT ĐỊNH", 700, 440, 960),
    line("Về việc trồng cây ven sông Trà Lam", 560, 500, 1100),
)


def texts(page) -> list[str]:
    return [item.text for item in page.lines]


# --- Lines, in order ---


def test_the_two_sides_of_a_head_stay_apart():
    page = as_page(Sheet(WIDTH, HEIGHT, list(HEAD[::-1]), Ruled()), 1)
    assert texts(page) == [item.text for item in HEAD]


def test_running_text_in_two_columns():
    left = [line("Các xã vùng cao trồng cây ăn quả", 150, 300 + 50 * n, 780) for n in range(5)]
    right = [line("Các phường trồng cây bóng mát và", 860, 300 + 50 * n, 1490) for n in range(5)]
    rows = [item for pair in zip(left, right, strict=True) for item in pair]
    page = as_page(Sheet(WIDTH, HEIGHT, rows, Ruled()), 1)
    assert texts(page) == [item.text for item in (*left, *right)]


def test_a_heading_below_the_head_is_no_part_of_its_left_side():
    below = line("I. MỤC TIÊU", 150, 460, 420)
    page = as_page(Sheet(WIDTH, HEIGHT, [*HEAD[:5], below], Ruled()), 1)
    assert texts(page)[-1] == below.text


def test_signature_and_recipients_are_two_columns():
    lines = [
        line("Nơi nhận:", 150, 1500, 330),
        line("TM. ỦY BAN NHÂN DÂN", 900, 1490, 1400),
        line("- Sở Tài chính;", 150, 1545, 420),
        line("CHỦ TỊCH", 1040, 1540, 1260),
        line("- Lưu: VT.", 150, 1590, 330),
        line("Trần Văn Lam", 1000, 1760, 1290),
    ]
    page = as_page(Sheet(WIDTH, HEIGHT, lines, Ruled()), 1)
    assert texts(page) == [lines[n].text for n in (0, 2, 4, 1, 3, 5)]


def test_lines_of_neighbouring_cells_are_not_mixed():
    across = tuple(Span(100, y, 1500, y + 3) for y in (300, 420))
    upright = tuple(Span(x, 300, x + 3, 420) for x in (100, 700, 1500))
    lines = [
        line("Xếp hạng chỉ số", 120, 310, 600),
        line("phát triển", 120, 360, 500),
        line("Thứ bậc", 720, 335, 900),
    ]
    page = as_page(Sheet(WIDTH, HEIGHT, lines, Ruled(across, upright)), 1)
    assert texts(page).index("Xếp hạng chỉ số") < texts(page).index("phát triển")


def test_spots_are_no_lines():
    lines = [*HEAD, line("~ ^ ` ´ ~", 300, 900, 500), line("MHM", 300, 1000, 400, sure=0.3)]
    assert texts(as_page(Sheet(WIDTH, HEIGHT, lines, Ruled()), 1)) == [item.text for item in HEAD]


def test_a_ruled_table_is_a_table(tmp_path):
    picture = page_with(
        rules=[
            *(((100, y), (1500, y)) for y in (300, 400, 500)),
            *(((x, 300), (x, 500)) for x in (100, 600, 1500)),
        ]
    )
    engine = Fake(
        line("Chỉ tiêu", 120, 320, 400),
        line("Kết quả", 620, 320, 900),
        line("Số cây", 120, 420, 400),
        line("500", 620, 420, 700),
    )
    found = read(saved(picture, tmp_path / "a.png"), ocr=engine)
    assert found.text == "Chỉ tiêu\tKết quả\nSố cây\t500"
    assert [(block.row, block.column) for block in found.layout] == [(0, 0), (0, 1), (1, 0), (1, 1)]


# --- What is kept ---


def test_boxes_certainty_and_mends(tmp_path):
    words = [Word(text, 0.6) for text in "Theo để nghị của Giám đốc Sở Tài chính".split()]
    engine = Fake(
        Recognised(tuple(words), Span(200, 400, 1200, 440), 0.9),
        line("tỉnh Lam Châu.", 200, 450, 500, sure=0.97),
    )
    found = read(saved(page_with(), tmp_path / "a.png"), ocr=engine)
    assert found.text == "Theo đề nghị của Giám đốc Sở Tài chính tỉnh Lam Châu."
    assert [
        (mend.kind, mend.before, found.text[mend.start : mend.end]) for mend in found.mends
    ] == [("ocr", "để", "đề")]
    first, second = found.scanned
    assert found.text[first.start : first.end].endswith("chính")
    assert found.text[second.start : second.end] == "tỉnh Lam Châu."
    assert (first.page, first.left, first.top) == (1, 72.0, 698.0)
    assert found.layout[0].origin == "page1/p0@72,666,432,698"
    assert found.certainty(0, 4) == 0.9
    assert found.certainty(second.start, second.end) == 0.97
    assert found.certainty(0, len(found.text)) == 0.9
    assert found.remarks == (Remark("recognised", "1 (fake)"),)


def test_text_that_was_not_recognised_has_no_certainty():
    assert Document("d", "Chỉ thị").certainty(0, 5) is None


def test_lines_are_found_again_in_a_text_whose_words_were_mended():
    seen = tuple(Seen(letters, 1, (0, 0, 9, 9), 0.9) for letters in (10, 6))
    pieces = [
        Piece("Phấn đấu đ ạt 8 ,5%", "page1/p0", page=1, seen=seen),
        Piece("Một.", "page2/p0"),
    ]
    found = with_lines(lay_out(pieces), pieces)
    assert [found.text[item.start : item.end] for item in found.scanned] == ["Phấn đấu đạt", "8,5%"]
    assert found.layout[1].origin == "page2/p0"


def test_json_and_store_keep_the_certainty(tmp_path):
    from textkit.storing.corpus import open_corpus

    engine = Fake(*HEAD, line("Phấn đấu đến năm 2030 trồng 500 cây.", 200, 700, 1200, sure=0.95))
    path = saved(page_with(), tmp_path / "a.png")
    with ocr.using(engine):
        shown = show(path).to_json()
        stored = open_corpus(tmp_path, progress=False).document("a")
    assert shown["document"]["certainty"]["number"] == 0.99
    assert [target["certainty"] for target in shown["targets"]] == [0.95]
    assert stored.scanned == read(path, ocr=engine).scanned
    assert isinstance(stored.scanned[0], ScannedLine)
    json.dumps(shown)


def test_json_of_a_text_has_no_certainty(tmp_path):
    (tmp_path / "a.txt").write_text("Phấn đấu đến năm 2030 trồng 500 cây.", "utf-8")
    shown = show(tmp_path / "a.txt").to_json()
    assert "certainty" not in shown["document"]
    assert "certainty" not in shown["targets"][0]


# --- Which files, which pages ---


def test_a_scan_is_recognised(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(Book().picture().bytes())
    found = read(path, ocr=Fake(*HEAD))
    assert found.facts.number == "12/QĐ-UBND"
    assert {block.page for block in found.layout} == {1}
    assert found.remarks == (Remark("recognised", "1 (fake)"),)


def test_only_the_pages_that_are_pictures_are_recognised(tmp_path):
    path = tmp_path / "a.pdf"
    text = ["Tỉnh Lam Châu phấn đấu trồng thêm nhiều cây xanh ven đường, ở trường học và chợ."] * 9
    path.write_bytes(Book().page(*written(text)).picture().bytes())
    engine = Fake(line("Phụ lục kèm theo", 200, 300, 600))
    found = read(path, ocr=engine)
    assert len(engine.seen) == 1
    assert found.text.endswith("Phụ lục kèm theo")
    assert {item.page for item in found.scanned} == {2}


def test_a_damaged_text_layer_is_recognised(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(Book().page(*written(["CỘNG ÒA XÃ ỘI C Ủ NG ĨA VIỆT NAM"] * 12)).bytes())
    assert read(path, ocr=Fake(*HEAD)).facts.number == "12/QĐ-UBND"
    with pytest.raises(TextkitError, match=r"textkit\[ocr\]"):
        read(path, ocr="off")


def test_a_good_text_layer_is_not_recognised(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(Book().page(*written(["Tỉnh Lam Châu trồng cây ven sông."] * 12)).bytes())
    engine = Fake(*HEAD)
    assert read(path, ocr=engine).scanned == ()
    assert engine.seen == []


def test_a_page_on_which_nothing_is_recognised_stays_a_picture(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(Book().page(*written(["Tỉnh Lam Châu."] * 12)).picture().bytes())
    assert read(path, ocr=Fake()).remarks == (Remark("pictures", "2"),)


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg", ".png", ".tif", ".tiff"])
def test_pictures_are_read(tmp_path, suffix):
    path = saved(page_with(), tmp_path / f"a{suffix}")
    with ocr.using(Fake(*HEAD)):
        check(pictures.read_picture(path))
        found = read(path)
    assert found.facts.number == "12/QĐ-UBND"


def test_a_tif_has_pages(tmp_path):
    picture = page_with().convert("1")
    path = saved(picture, tmp_path / "a.tif", save_all=True, append_images=[picture] * 2)
    engine = Fake(line("Trồng cây ven sông.", 200, 300, 600))
    found = read(path, ocr=engine)
    assert [block.page for block in found.layout] == [1, 2, 3]
    assert found.remarks == (Remark("recognised", "1-3 (fake)"),)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_pictures_of_any_kind_are_on_white(tmp_path, mode):
    suffix = "tif" if mode == "CMYK" else "png"
    picture = Image.new("L", (300, 400), 255)
    picture = Image.new(mode, (300, 400), 65535) if mode == "I;16" else picture.convert(mode)
    if mode in ("RGBA", "LA"):
        picture.putalpha(0)
    engine = Fake(line("Trồng cây.", 20, 30, 60))
    saved(picture, tmp_path / f"a.{suffix}")
    read(tmp_path / f"a.{suffix}", ocr=engine)
    assert engine.seen == [(400, 300)]


# --- What is refused ---


def test_without_an_engine_the_message_says_what_to_install(tmp_path):
    path = saved(page_with(), tmp_path / "a.png")
    with pytest.raises(TextkitError, match=r'pip install "textkit\[ocr\]"') as caught:
        read(path, ocr="off")
    assert "là ảnh" in str(caught.value) or "picture" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0" + b"\0" * 99])
def test_damaged_pictures_are_refused(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(TextkitError):
        read(tmp_path / "a.png", ocr=Fake(*HEAD))


def test_a_cut_off_picture_is_refused(tmp_path):
    path = saved(page_with((300, 300, "Trồng cây")), tmp_path / "a.png")
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(TextkitError, match=r"a\.png"):
        read(path, ocr=Fake(*HEAD))


def test_a_picture_without_letters_is_refused(tmp_path):
    path = saved(page_with(), tmp_path / "a.png")
    with pytest.raises(TextkitError, match=r"a\.png"):
        read(path, ocr=Fake())


def test_limits(tmp_path, monkeypatch):
    path = saved(page_with(), tmp_path / "a.png")
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 1000)
    with pytest.raises(TextkitError, match=r"1[.,]000"):
        read(path, ocr=Fake(*HEAD))
    monkeypatch.undo()
    book = tmp_path / "a.pdf"
    book.write_bytes(Book().picture().picture().bytes())
    monkeypatch.setattr("textkit.reading.pdf.document.MAX_SCANNED", 1)
    with pytest.raises(TextkitError, match="2"):
        read(book, ocr=Fake(*HEAD))


def test_a_picture_named_otherwise_is_refused(tmp_path):
    saved(page_with(), tmp_path / "a.png").rename(tmp_path / "a.docx")
    with pytest.raises(TextkitError, match=r"ảnh|picture"):
        read(tmp_path / "a.docx", ocr=Fake(*HEAD))


# --- Which engine ---


def test_the_engine_is_chosen_by_name_or_variable(monkeypatch):
    with pytest.raises(TextkitError, match="trueocr, tesseract, off"), ocr.using("vietocr"):
        pass
    monkeypatch.setenv("TEXTKIT_OCR", "off")
    assert ocr.chosen() is None
    assert ocr.chosen_name() == ""
    engine = Fake()
    with ocr.using(engine):
        assert ocr.chosen() is engine
        with ocr.using("off"):
            assert ocr.chosen() is None
        with ocr.using(None):
            assert ocr.chosen() is engine


def test_an_engine_that_is_missing_says_so(monkeypatch):
    monkeypatch.setattr(ocr, "is_installed", lambda name: False)
    ocr._engine.cache_clear()
    monkeypatch.setenv("TEXTKIT_OCR", "tesseract")
    with pytest.raises(TextkitError, match="Tesseract"):
        ocr.chosen()
    monkeypatch.setenv("TEXTKIT_OCR", "trueocr")
    with pytest.raises(TextkitError, match=r"textkit\[ocr\]"):
        ocr.chosen()
    monkeypatch.delenv("TEXTKIT_OCR")
    assert ocr.chosen() is None


# --- The picture ---


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.0, 1.4, 5.0])
def test_skew_is_measured_and_undone(degrees):
    rows = [(200, 300 + 60 * n, "Tỉnh Lam Châu trồng cây ven sông, ven chợ") for n in range(20)]
    picture = page_with(*rows).convert("L").rotate(degrees, fillcolor=255)
    grey = np.asarray(picture)
    assert skew(grey) == pytest.approx(degrees, abs=0.15)
    assert abs(skew(straightened(grey))) < 0.15


def test_an_empty_page_has_no_skew():
    assert skew(np.full((400, 300), 255, np.uint8)) == 0.0


def test_stamps_fade_and_letters_under_them_stay():
    picture = page_with()
    draw = ImageDraw.Draw(picture)
    draw.rectangle((200, 200, 500, 300), (20, 20, 20))  # black letters
    draw.rectangle((600, 200, 700, 300), (205, 40, 50))  # red stamp
    draw.rectangle((800, 200, 900, 300), (90, 10, 15))  # letters under red ink
    draw.rectangle((1000, 200, 1050, 250), (45, 60, 165))  # blue pen
    grey = without_stamps(picture)
    assert grey[250, 300] < 60
    assert grey[250, 650] > 190
    assert grey[250, 850] < 100
    assert grey[225, 1025] > 150


def test_coloured_text_stays():
    picture = page_with()
    ImageDraw.Draw(picture).rectangle((200, 200, 1400, 1400), (30, 40, 150))
    assert without_stamps(picture)[700, 700] < 100


GRID = (
    *(((100, y), (1500, y)) for y in (300, 400, 500)),
    *(((x, 300), (x, 500)) for x in (100, 600, 1500)),
)


def test_rules_of_a_table_are_found_and_underlines_are_not():
    words = [(120, 325, "Chỉ tiêu trồng cây"), (620, 425, "Kết quả hằng năm")]
    underline = ((400, 900), (800, 900))
    ruled = find_ruled(np.asarray(page_with(*words, rules=(*GRID, underline)).convert("L")))
    assert [round(rule.top / 100) for rule in sorted(ruled.across, key=lambda r: r.top)] == [
        3,
        4,
        5,
    ]
    assert sorted(round(rule.left / 100) for rule in ruled.upright) == [1, 6, 15]


def test_letters_are_no_rules():
    rows = [(100, 200 + 44 * n, "HỘI LIÊN HIỆP lllll IIIII " * 2) for n in range(30)]
    assert find_ruled(np.asarray(page_with(*rows).convert("L"))) == Ruled()


def test_where_rules_cut_a_line():
    ruled = Ruled((), (Span(600, 300, 603, 500), Span(900, 700, 903, 900)))
    assert cuts(Span(200, 350, 1200, 390), ruled) == [601.5]
    assert cuts(Span(590, 350, 1200, 390), ruled) == []


def test_large_pictures_are_shrunk():
    picture = Image.new("L", (8000, 4000))
    assert shrunk(picture).width * shrunk(picture).height <= MAX_PIXELS
    assert shrunk(picture.crop((0, 0, 100, 100))).size == (100, 100)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_is_turned_upright(tmp_path, turned):
    engine = Fake(line("Trồng cây.", 20, 30, 60), turned=turned)
    read(saved(page_with(), tmp_path / "a.png"), ocr=engine)
    assert engine.seen == [(HEIGHT, WIDTH) if turned % 180 == 0 else (WIDTH, HEIGHT)]


# --- Engines ---


def test_long_lines_are_cut_at_blanks():
    crop = np.full((40, 1600), 255, np.uint8)
    for start in range(0, 1600, 100):
        crop[10:30, start : start + 80] = 0
    parts = ocr._in_parts(crop)
    assert len(parts) == 2
    assert np.concatenate(parts, axis=1).shape == crop.shape
    assert parts[0][:, -5:].min() == 255


@pytest.mark.parametrize(("sign", "size"), [("≥", 38), ("≤", 38), ("≥", 30), ("≤", 50)])
def test_signs_that_the_model_does_not_know_are_seen(sign, size):
    picture = np.asarray(page_with((60, 10, f"đạt {sign} 30 %"), size=size).convert("L"))
    (found,) = ocr._comparisons(picture[: size + 25, :900])
    assert found[2] == sign


def test_other_signs_are_no_comparisons():
    picture = page_with((60, 10, "2 = 3 + 5 > 4 < ạ ẹ ị ≠ 2: sẽ; ở Z ổ"))
    assert list(ocr._comparisons(np.asarray(picture.convert("L"))[:64, :1400])) == []


def test_a_line_over_a_rule_is_cut_into_cells_as_high_as_their_letters():
    picture = np.full((300, 900), 255, np.uint8)
    picture[100:130, 20:300] = 0
    picture[115:145, 420:500] = 0
    ruled = Ruled((), (Span(400, 50, 403, 250),))
    one, two = ocr._in_cells(Span(10, 98, 520, 132), picture, ruled)
    assert (one.top, one.bottom) == (98, 132)
    assert (two.top, two.bottom) == (113, 147)


def test_words_of_letters():
    letters = [("T", 0.9), ("ạ", 0.5), (" ", 0.2), ("a", 0.8)]
    assert ocr._words_of(letters) == [(Word("Tạ", 0.5), 0.7), (Word("a", 0.8), 0.8)]


def test_letters_go_over_several_steps():
    ids, peaks = np.array([0, 1, 1, 0, 1, 2]), np.array([0, 9, 8, 0, 7, 6], np.float32)
    assert ocr._letters(ids, peaks, "ab") == [("a", 9), ("a", 7), ("b", 6)]


FALSE_TESSERACT = """#!{python}
import sys
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\nosd\\nvie")
elif "osd" in sys.argv:
    print("Rotate: 90\\nOrientation confidence: {sure}")
else:
    sys.stdin.buffer.read()
    print("level\\tpage_num\\tblock_num\\tpar_num\\tline_num\\tword_num\\tleft\\ttop\\twidth\\theight\\tconf\\ttext")
    for row in {rows!r}:
        print("\\t".join(row))
sys.exit({code})
"""


def false_tesseract(folder, monkeypatch, rows=(), sure=9.0, code=0):
    program = folder / "tesseract"
    source = FALSE_TESSERACT.format(python=sys.executable, rows=rows, sure=sure, code=code)
    program.write_text(source, "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return ocr.Tesseract()


@pytest.mark.skipif(os.name == "nt", reason="the false tesseract is a script")
def test_words_of_tesseract_become_lines(tmp_path, monkeypatch):
    word = ("5", "1", "1", "1", "1", "1")
    rows = [
        ("4", "1", "1", "1", "1", "0", "0", "0", "0", "0", "-1", ""),
        (*word, "100", "50", "80", "30", "96.5", "UBND"),
        (*word, "190", "50", "60", "30", "90", "TỈNH"),
        (*word, "700", "50", "90", "30", "80", '"CỘNG'),
    ]
    engine = false_tesseract(tmp_path, monkeypatch, rows)
    found = engine.recognise(np.full((400, 900), 255, np.uint8), Ruled())
    assert [item.text for item in found] == ["UBND TỈNH", '"CỘNG']
    assert found[0].box == Span(100, 50, 250, 80)
    assert found[0].words[0] == Word("UBND", 0.965)


@pytest.mark.skipif(os.name == "nt", reason="the false tesseract is a script")
@pytest.mark.parametrize(("sure", "turn"), [(9.0, 90), (0.4, 0)])
def test_tesseract_says_how_a_page_lies(tmp_path, monkeypatch, sure, turn):
    engine = false_tesseract(tmp_path, monkeypatch, sure=sure)
    assert engine.turn(np.full((40, 90), 255, np.uint8)) == turn


@pytest.mark.skipif(os.name == "nt", reason="the false tesseract is a script")
def test_a_tesseract_that_fails_is_told(tmp_path, monkeypatch):
    engine = false_tesseract(tmp_path, monkeypatch, code=3)
    with pytest.raises(TextkitError, match="tesseract"):
        engine.recognise(np.full((40, 90), 255, np.uint8), Ruled())


@pytest.mark.parametrize("name", ocr.ENGINES)
def test_a_real_engine_reads_a_page(tmp_path, name):
    if not ocr.is_installed(name):
        pytest.skip(f"{name} is not installed")
    rows = [
        (500, 200, "QUYẾT ĐỊNH"),
        (200, 320, "Căn cứ Luật Tổ chức chính quyền địa phương;"),
        (200, 380, "Theo đề nghị của Giám đốc Sở Tài chính."),
        (200, 440, "Tỉnh Lam Châu trồng 500 cây ven sông Trà Lam."),
    ]
    picture = page_with(*rows).rotate(180)
    found = read(saved(picture, tmp_path / "a.png"), ocr=name)
    assert "đề nghị của Giám đốc Sở Tài chính" in found.text
    assert "ven sông Trà" in found.text
    assert all(0.5 < item.confidence <= 1 for item in found.scanned)


def test_progress_is_shown_a_page(tmp_path, monkeypatch):
    path = tmp_path / "a.pdf"
    path.write_bytes(Book().picture().picture().bytes())
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(scanned, "parent_process", lambda: None)
    read(path, ocr=Fake(*HEAD))
    assert "2/2" in terminal.getvalue()
