"""Rules on structure, branch by branch, on invented drafts; each rule's own cases are run by
test_rules.
"""

import pytest

from textkit.checking.draft import chosen_rules
from textkit.checking.material import Draft, Prior
from textkit.checking.numbering import _style_and_number
from textkit.checking.rule import find_faults
from textkit.reading.document import Block, Document


def findings(rule, text):
    return list(find_faults(Draft(Document("d", text)), Prior(None), chosen_rules([rule])))


def reported(rule, text):
    """The words that a rule of the family reports in a text."""
    return [one.quote for one in findings(f"structure.{rule}", text)]


def severities(rule, text):
    return [one.severity for one in findings(f"structure.{rule}", text)]


def articles(*labels):
    return "".join(f"{label} Mục tiêu\nThoát nghèo bền vững.\n" for label in labels)


@pytest.mark.parametrize(("kind", "wrong"), [("body", ["Điều 2."]), ("note", []), ("struck", [])])
def test_an_article_in_a_note_is_none_of_the_draft(kind, wrong):
    text = "Điều 1. Mục tiêu\nĐiều 9. Nhiệm vụ\nĐiều 2. Sửa luật cũ."
    lines = [(0, 16), (17, 33), (34, len(text))]
    layout = tuple(
        Block(*bounds, found) for bounds, found in zip(lines, ("body", "body", kind), strict=True)
    )
    draft = Draft(Document("d", text, layout=layout))
    rules = chosen_rules(["structure"])
    found = [one.quote for one in find_faults(draft, Prior(None), rules)]
    assert [quote for quote in found if quote == "Điều 2."] == wrong


@pytest.mark.parametrize(
    ("labels", "wrong"),
    [
        (["Điều 1.", "Điều 2.", "Điều 3."], []),
        (["Điều 1.", "Điều 1."], ["Điều 1."]),
        (["Điều 2.", "Điều 1.", "Điều 2."], []),
        (["Điều 1.", "Điều 2.", "Điều 1."], []),
        (["Điều 4.", "Điều 5."], []),
        (["Điều 4.", "Điều 3."], ["Điều 3."]),
        (["Điều 1.", "Điều 2.", "Điều 2a.", "Điều 3."], []),
        (["Điều 1.", "Điều 4a.", "Điều 5."], []),
        (["Điều 9.", "Điều 10.", "Điều 12."], ["Điều 12."]),
    ],
)
def test_articles_count_up(labels, wrong):
    assert reported("article-gap", articles(*labels)) == wrong


def test_what_a_gap_between_articles_says():
    (finding,) = findings("structure.article-gap", articles("Điều 1.", "Điều 4."))
    assert finding.values == {"before": "1", "here": "4"}
    assert finding.severity == "error"


@pytest.mark.parametrize(
    ("label", "style"),
    [
        ("2.", ("#.", 2)),
        ("(3)", ("(#)", 3)),
        ("2.3.", ("#.#.", 3)),
        ("1 .", ("#.", 1)),
        ("IV-", ("roman", 4)),
        ("Chương II", ("roman", 2)),
        ("C-", ("A-", 3)),
        ("XC-", ("roman", 90)),
        ("Thứ nhất,", ("Thứ", 1)),
        ("Thứ tư là:", ("Thứ", 4)),
        ("a)", ("a)", 1)),
        ("đ)", ("a)", 5)),
        ("k)", ("a)", 10)),
        ("B.", ("A.", 2)),
        ("K.", ("A.", 8)),
        ("ab)", None),
        ("w)", None),
        ("Thứ a", None),
        ("Thứ trưởng:", None),
        ("-", None),
    ],
)
def test_style_and_number_of_a_label(label, style):
    assert _style_and_number(label) == style


@pytest.mark.parametrize(
    ("text", "wrong", "severity"),
    [
        ("1. Làm đường.\n2. Làm cầu.\n3. Làm trường.", [], []),
        ("1. Làm đường.\n3. Làm cầu.", ["3."], ["warning"]),
        ("1. Làm đường.\n2. Làm cầu.\n2. Làm trường.", ["2."], ["warning"]),
        ("1. Làm đường.\n4. Làm cầu.", ["4."], ["note"]),
        ("1. Làm đường.\n2. Làm cầu.\n3. Làm chợ.\n2. Làm trường.", ["2."], ["note"]),
        ("1. Làm đường.\n1. Làm cầu.", ["1."], ["warning"]),
        # Two lists, each from one.
        ("1. Làm đường.\n2. Làm cầu.\n1. Làm chợ.\n2. Làm trường.", [], []),
        ("1. Làm đường.\n2. Làm cầu.\n1. Làm chợ.\n3. Làm trường.", ["3."], ["warning"]),
        # A list that does not begin with one goes on from elsewhere.
        ("3. Làm đường.\n5. Làm cầu.", [], []),
        ("3. Làm đường.\n1. Làm cầu.\n2. Làm chợ.", [], []),
        # Letters and numbers are rows of their own.
        ("a) Làm đường;\nb) Làm cầu;\nd) Làm chợ.", ["d)"], ["warning"]),
        ("a) Làm đường;\nb) Làm cầu;\nc) Làm chợ;\nd) Nhà;\nđ) Kho.", [], []),
        ("A. MỤC TIÊU\nThoát nghèo.\nC. NHIỆM VỤ\nLàm đường.", ["C."], ["warning"]),
        ("I. MỤC TIÊU\nThoát nghèo.\nIV. NHIỆM VỤ\nLàm đường.", ["IV."], ["note"]),
        # A nested list begins again below a line that heads it.
        ("1. Làm đường.\nHuyện Yên Bạc\n1. Làm cầu.\n2. Làm chợ.", [], []),
        ("1. Làm đường.\n- Xã A.\n1. Làm cầu.", ["1."], ["warning"]),
        ("1. Mục đích ........ 3\n1. Yêu cầu ........ 4\n1. Nội dung ........ 5", [], []),
        # Roman figures in small letters are no letters of points.
        ("a) Đường:\n(i) Xã A;\n(ii) Xã B;\n(iii) Xã C.\nb) Cầu.", [], []),
        ("(g) Một;\n(h) Hai;\n(i) Ba;\n(k) Bốn.", [], []),
        # A bullet has no number.
        ("1. Làm đường.\n- Xã A.\n2. Làm cầu.", [], []),
    ],
)
def test_rows_of_units_count_up(text, wrong, severity):
    assert reported("numbering-gap", text) == wrong
    assert severities("numbering-gap", text) == severity


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        # The missing number is run on in a line between.
        ("1. Làm đường; 2. Làm cầu.\n3. Làm chợ.", []),
        ("1. Làm đường: 2. làm cầu.\n3. Làm chợ.", []),
        ("1. Làm đường; 4. làm cầu.\n3. Làm chợ.", ["3."]),
        ("1. Làm đường số 2. Làm cầu\n3. Làm chợ.", ["3."]),
        ("1. Làm đường; 22. Làm cầu.\n3. Làm chợ.", ["3."]),
        ("a) Làm đường; b) làm cầu;\nc) Làm chợ.", []),
        ("a) Làm đường; d) làm cầu;\nc) Làm chợ.", ["c)"]),
        ("I. MỤC TIÊU\nThoát nghèo.\nII.Nội dung: làm cầu.\nIII. TỔ CHỨC\nGiao Sở.", []),
        # Its mark was not read, or an excerpt leaves it out.
        ("a) Dữ liệu mở;\nø) Miễn phí;\nc) Ưu tiên.", []),
        ("1. Làm đường.\n$. Làm cầu.\n3. Làm chợ.", []),
        ("1. Làm đường.\n__ 2. Làm cầu.\n3. Làm chợ.", []),
        ("1. Làm đường.\n…\n3. Làm chợ.", []),
        ("1. Làm đường.\n[...]\n5. Làm chợ.", []),
        ("1. Làm đường…\n3. Làm chợ.", ["3."]),
        # Another number follows the label.
        ("1. Làm đường.\n4. 1. Làm cầu.", []),
        ("1. Làm đường.\n4. 12 cầu.", ["4."]),
        ("a) Làm đường;\ne) 2) Làm cầu.", []),
        ("1. Làm đường.\n2. Theo quy định:\n“5. Làm cầu.”\n3. Làm chợ.", []),
    ],
)
def test_a_number_may_seem_left_out(text, wrong):
    assert reported("numbering-gap", text) == wrong


@pytest.mark.parametrize(
    ("labels", "explained"),
    [
        (("Điều 1. Làm đường.\nĐiều 2. Làm cầu: Điều 3. làm chợ.", "Điều 4."), True),
        (("Điều 1. Làm đường.\nĐiều 2. Làm cầu Điều 3. làm chợ.", "Điều 4."), False),
    ],
)
def test_an_article_run_on_in_a_line(labels, explained):
    text = "\n".join((labels[0], f"{labels[1]} Tổ chức\nGiao Sở Y tế."))
    assert reported("article-gap", text) == ([] if explained else ["Điều 4."])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Gồm: (1) làm đường; (2) làm cầu; (3) làm chợ.", []),
        ("Gồm: (1) làm đường; (3) làm cầu.", ["(3)"]),
        ("Gồm: (1) làm đường; (1) làm cầu.", ["(1)"]),
        ("Gồm: (1) làm đường; (2) làm cầu; (2) làm chợ.", ["(2)"]),
        ("Gồm: (1) làm đường; (2) làm cầu; sau đó (1) làm chợ; (2) làm nhà.", []),
        ("Gồm: (1) làm đường; (2) làm cầu; sau đó (1) làm chợ; (3) làm nhà.", ["(3)"]),
        ("Trong các ý (2) đường và (4) cầu.", []),
        ("Gồm (1) làm đường.\nTheo ý (3) đã nêu.", []),
        ("Gồm: (1) làm đường; “(5) làm cầu”; (2) làm chợ.", []),
        ("Không có số nào.", []),
    ],
)
def test_numbers_in_a_line_count_up(text, wrong):
    assert reported("numbering-gap", text) == wrong


def test_what_a_gap_in_a_line_says():
    (finding,) = findings("structure.numbering-gap", "Gồm: (1) làm đường; (4) làm cầu.")
    assert finding.values == {"before": "(1)", "here": "(4)"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Thực hiện 2 nhiệm vụ sau:\n1. Làm đường.\n2. Làm cầu.", []),
        ("Thực hiện 3 nhiệm vụ sau:\n1. Làm đường.\n2. Làm cầu.", ["3 nhiệm vụ"]),
        ("Thực hiện mười giải pháp sau:\n1. Làm đường.\n2. Làm cầu.", ["mười giải pháp"]),
        ("Thực hiện 1 nhiệm vụ sau:\n1. Làm đường.\n2. Làm cầu.", []),
        ("Thực hiện một nhiệm vụ sau:\n1. Làm đường.\n2. Làm cầu.", []),
        ("Thực hiện hai nhiệm vụ sau:\n1. Làm đường.\n2. Làm cầu.\n3. Chợ.", ["hai nhiệm vụ"]),
        # A row of one is none; what stands between parts the announcement from the row.
        ("Thực hiện 3 nhiệm vụ sau:\n1. Làm đường.", []),
        ("Thực hiện 3 nhiệm vụ sau:\nLàm nhanh.\n1. Làm đường.\n2. Làm cầu.", []),
        ("1. Làm đường.\n2. Làm cầu.\nThực hiện 3 nhiệm vụ sau:\nLàm nhanh.", []),
        ("Thực hiện 3 nhiệm vụ sau: nhanh\n1. Làm đường.\n2. Làm cầu.", []),
        # In its line.
        ("Thực hiện 3 nhiệm vụ: (1) đường; (2) cầu.", ["3 nhiệm vụ"]),
        ("Thực hiện 2 nhiệm vụ: (1) đường; (2) cầu.", []),
        ("Thực hiện 3 nhiệm vụ: (2) đường; (4) cầu.", []),
        ("Thực hiện 3 nhiệm vụ: (1) đường.", []),
        # What is counted lies one level down, or in the lines of what is listed.
        (
            "Thực hiện 5 giải pháp sau:\n1. Xã\na) Đường;\nb) Cầu.\n2. Huyện\na) A;\nb) B;\nc) C.",
            [],
        ),
        (
            "Thực hiện 5 giải pháp sau:\n1. Xã: (1) đường; (2) cầu.\n2. Tỉnh: (1) a; (2) b; (3) c.",
            [],
        ),
        ("Có 19 giải pháp thuộc 02 lĩnh vực, 2 nội dung sau:\n1. Đường.\n2. Cầu.", []),
        ("Có hai lĩnh vực với 19 giải pháp sau:\n1. Đường.\n2. Cầu.", []),
        ("Thực hiện 5 giải pháp sau:\n1. Xã\na) Đường;\nb) Cầu.\n2. Huyện.", ["5 giải pháp"]),
        # A selection is not all.
        ("Thực hiện hơn 10 nhiệm vụ sau:\n1. Đường.\n2. Cầu.", []),
        ("Thực hiện 2 trong 5 nhiệm vụ sau:\n1. Đường.\n2. Cầu.", []),
        ("Thực hiện 5 nhiệm vụ, trong đó có các việc:\n1. Đường.\n2. Cầu.", []),
        ("Thực hiện 5 nhiệm vụ sau:\n1. Đường.\n2. Cầu…", []),
        ("Thực hiện 5 nhiệm vụ: (1) đường; (2) cầu…", []),
        # Two rows of different style begin in the same place: one of them is meant.
        ("Thực hiện 2 nhiệm vụ sau:\n1. a) Làm đường;\nb) Làm cầu.\n2. Làm chợ.", []),
    ],
)
def test_counts_announced(text, wrong):
    assert reported("count-announced", text) == wrong


def test_what_a_count_announced_says():
    text = "Thực hiện bốn nhiệm vụ: (1) đường; (2) cầu; (3) chợ."
    (finding,) = findings("structure.count-announced", text)
    assert finding.values == {"said": "4", "found": "3"}


HEADINGS = "I- MỤC TIÊU\nThoát nghèo.\n{}\nIII- TỔ CHỨC\nGiao Sở Y tế thực hiện.\n{}"


@pytest.mark.parametrize(
    ("second", "last", "wrong"),
    [
        ("II- NHIỆM VỤ", "", ["II- NHIỆM VỤ"]),
        ("II- NHIỆM VỤ\nLàm đường.", "", []),
        ("II- NHIỆM VỤ\n1. Làm đường.", "", []),
        ("II- NHIỆM VỤ LÀM ĐƯỜNG.", "", []),
        ("II- NHIỆM VỤ, GỒM:", "", []),
        # Broken over two lines, or cut out of an excerpt.
        ("II- NHIỆM\nVỤ, GIẢI PHÁP\nLàm đường.", "", []),
        ("II- NHIỆM VỤ\n…", "", []),
        # Several in a row are a table of contents.
        ("II- NHIỆM VỤ\nIII- GIẢI PHÁP", "", []),
        # The last heading may be cut off; it is not judged.
        ("II- NHIỆM VỤ\nLàm đường.", "IV- HIỆU LỰC", []),
        ("II- NHIỆM VỤ", "IV- HIỆU LỰC\nV- KHÁC", ["II- NHIỆM VỤ"]),
    ],
)
def test_headings_without_content(second, last, wrong):
    assert reported("empty-heading", HEADINGS.format(second, last)) == wrong


def test_a_heading_over_deeper_ones_is_not_empty():
    text = "Chương I\nQUY ĐỊNH\nĐiều 1. Phạm vi\nÁp dụng.\nChương II\nTHI HÀNH\nĐiều 2. Giao Sở."
    assert reported("empty-heading", text) == []


TWO = "Điều 1. Chi\n1. Một.\n2. Hai.\nĐiều 2. Thu\n1. Một.\n2. Hai{}.\n3. Ba.\n"


@pytest.mark.parametrize(
    ("reference", "missing"),
    [
        (" theo khoản 3 Điều này", []),
        (" theo khoản 4 Điều này", ["khoản 4 Điều này"]),
        (" theo Điều 2 Nghị quyết này", []),
        (" theo Điều 3 Nghị quyết này", ["Điều 3 Nghị quyết này"]),
        (" theo khoản 3 Điều 1 Nghị quyết này", ["khoản 3 Điều 1 Nghị quyết này"]),
        (" theo khoản 2 Điều 1 Nghị quyết này", []),
        (" theo Nghị quyết này", []),
        (" theo Điều 9 Luật Đê điều", []),
    ],
)
def test_references_to_parts_of_the_draft(reference, missing):
    assert reported("no-such-part", TWO.format(reference)) == missing


def test_a_reference_is_held_against_the_article_it_stands_in():
    # Two articles bear the number 1; the reference means the one in which it stands.
    text = (
        "Điều 1. Ban hành\n1. Một.\n2. Hai.\n3. Ba.\nĐiều 2. Thi hành\nGiao Sở Y tế.\n"
        "Điều 1. Phạm vi\n1. Một theo khoản 3 Điều này.\n2. Hai.\nĐiều 2. Mức\nNhư trên."
    )
    assert reported("no-such-part", text) == ["khoản 3 Điều này"]


def test_before_the_first_article_nothing_is_missing():
    assert reported("no-such-part", "Theo Điều 7 Nghị quyết này.\n" + TWO.format("")) == []


def test_points_right_below_an_article():
    text = "Điều 1. Chi\na) Một;\nb) Hai theo khoản 3 Điều này.\nĐiều 2. Thu\nGiao Sở Y tế."
    assert reported("no-such-part", text) == []


@pytest.mark.parametrize(
    ("annexes", "missing"),
    [
        (["I", "II"], ["Phụ lục III"]),
        (["I", "II", "III"], []),
        (["I"], []),
        ([], []),
    ],
)
def test_references_to_annexes(annexes, missing):
    text = "Theo Phụ lục III kèm theo Nghị quyết này.\n"
    text += "".join(f"PHỤ LỤC {number}\nMột.\n" for number in annexes)
    assert reported("no-such-part", text) == missing
    if missing:
        (finding,) = findings("structure.no-such-part", text)
        assert finding.values == {"part": "Phụ lục III"}
