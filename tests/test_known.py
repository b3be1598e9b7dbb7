"""The gazetteer: its tables are whole and in order; of what they lack it says nothing."""

import re

import pytest
from beside import REAL, needs_shared
from effort import grows_linearly

from textkit import data
from textkit.checking.draft import all_rules, read_settings
from textkit.checking.lookups import NOT_IN_THIS_TABLE, judged
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.data.messages import TextkitError
from textkit.finding.citations import find_citations
from textkit.finding.known import (
    Gazetteer,
    Known,
    Office,
    as_of,
    changed_bodies,
    changed_body,
    epoch_of,
    programme,
    programmes,
    window,
)
from textkit.reading.document import Document, Facts
from textkit.reading.readers import list_folder, read
from textkit.vietnamese.signs import parse_sign
from textkit.vietnamese.text import fold

ROWS = data.rows("known_documents.csv.gz")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SURE = {"both", "cited", "register", "known", "doubtful"}
NEW_RULES = (
    "references.known-document",
    "references.number-order",
    "wording.body-changed",
    "wording.name-otherwise",
)


# --- The tables ---------------------------------------------------------------------------------


def test_every_number_is_in_normal_form_and_every_date_a_day():
    assert len(ROWS) > 6000
    for row in ROWS:
        sign = parse_sign(row["number"])
        assert sign is not None, row
        assert sign.number == row["number"]
        assert DAY.fullmatch(row["date"]), row
        assert all(DAY.fullmatch(day) for day in row["other_dates"].split()), row
        assert row["sure"] in SURE, row
        assert row["date"][:7] <= as_of(), row


def test_a_key_has_one_row():
    keys = [(row["number"], row["kind"], row["date"]) for row in ROWS]
    assert len(set(keys)) == len(keys)


def test_the_rows_are_in_the_order_of_their_numbers():
    def order(row):
        digits = re.match(r"\d+", row["number"])[0]
        return row["number"][len(digits) :], int(digits), row["date"], row["kind"]

    assert list(ROWS) == sorted(ROWS, key=order)


def test_the_kinds_are_those_of_the_table_of_kinds():
    kinds = {row["name"] for row in data.rows("document_kinds.csv")}
    assert {row["kind"] for row in ROWS} - {""} <= kinds


def test_in_each_series_the_days_rise_with_the_numbers():
    seen = set()
    for row in data.rows("number_order.csv.gz"):
        assert (row["series"], row["epoch"]) not in seen
        seen.add((row["series"], row["epoch"]))
        points = [point.split(":") for point in row["points"].split()]
        numbers = [int(number) for number, _ in points]
        days = [day for _, day in points]
        assert numbers == sorted(numbers), row["series"]
        assert days == sorted(days), row["series"]


def test_each_body_that_changed_has_a_pattern_that_finds_it_and_not_its_new_name():
    assert (
        data.toml("known.toml")["changed"].keys()
        == data.toml("known.toml")["changed_patterns"].keys()
    )
    for body in changed_bodies():
        assert DAY.fullmatch(body.since)
        assert not body.until or body.until > body.since
        assert not body.pattern.search(fold(body.new)), body.old


def test_each_programme_is_called_by_its_own_name():
    rule = all_rules()["wording.name-otherwise"]
    for row in data.rows("programmes.csv"):
        draft = Draft(Document("d", f"Thực hiện {row['name']} trên địa bàn.", Facts()))
        assert list(find_faults(draft, Prior(None), [rule])) == [], row["name"]
    assert len(programmes()) == len(data.rows("programmes.csv"))


# --- Looking up ---------------------------------------------------------------------------------


def test_a_law_and_a_resolution_may_share_a_number():
    gazetteer = Gazetteer()
    law = gazetteer.numbered("55/2010/QH12", kind="luật")
    resolution = gazetteer.numbered("55/2010/QH12", kind="nghị quyết")
    assert [known.kind for known in law] == ["luật"]
    assert [known.kind for known in resolution] == ["nghị quyết"]


def test_a_number_without_a_year_needs_a_date():
    gazetteer = Gazetteer()
    assert gazetteer.numbered("18-NQ/TW") == []
    assert gazetteer.numbered("1719/QĐ-TTg") == []
    assert [known.date for known in gazetteer.numbered("18-NQ/TW", date="2022")] == ["2022-06-16"]


def test_numbers_begin_again_with_the_term_of_the_party():
    party, state = parse_sign("18-NQ/TW"), parse_sign("18/NQ-CP")
    assert epoch_of(party, "2026-07-28") == "XIV"
    assert epoch_of(party, "2026-01-10") == "XIII"
    assert epoch_of(state, "2026-07-28") == "2026"
    assert epoch_of(party, "1950-01-01") is None


@pytest.mark.parametrize(
    ("number", "date", "fits"),
    [
        ("14/2023/NĐ-CP", "2023-04-20", True),
        ("14/2023/NĐ-CP", "2023-09-20", False),
        ("9999/QĐ-UBND", "2023-09-20", None),
        ("14/2090/NĐ-CP", "2090-09-20", None),
        ("no number", "2023-09-20", None),
    ],
)
def test_the_order_of_numbers_dates_what_no_table_holds(number, date, fits):
    days = window(number, kind=None, date=date)
    assert fits == (None if days is None else days.first <= date <= days.last)


def test_the_documents_of_an_office_come_before_the_table():
    own = Known("13/2023/NĐ-CP", "nghị định", "2023-04-18", title="của cơ quan")
    found = Gazetteer(Office((own,))).numbered("13/2023/NĐ-CP")
    assert found == [own]


# --- The rules ----------------------------------------------------------------------------------


def faults(text, *rules, date=None, office=None):
    draft = Draft(Document("d", text, Facts(date=date)))
    found = find_faults(draft, Prior(None, office), [all_rules()[rule] for rule in rules])
    return [text[fault.start : fault.end] for fault in found]


def test_what_is_not_in_the_table_is_never_said_not_to_exist():
    (citation,) = find_citations("Căn cứ Nghị định số 999/2023/NĐ-CP của Chính phủ.")
    assert judged(citation, Gazetteer()).verdict == NOT_IN_THIS_TABLE
    for lang in ("vi", "en"):
        for rule in NEW_RULES:
            message = data.toml("rules.toml")[rule][lang]
            assert "không tồn tại" not in message
            assert "not exist" not in message


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        # The number of another document of that day and title.
        (
            "Nghị quyết số 137/2024/QH15 ngày 13/11/2021 về thí điểm một số cơ chế, chính sách"
            " đặc thù phát triển tỉnh Nghệ An.",
            ["137/2024/QH15"],
        ),
        # A ministry that did not issue it.
        (
            "Thông tư số 13/2021/TT-BTNMT ngày 26/8/2021 của Bộ Y tế.",
            ["Thông tư số 13/2021/TT-BTNMT ngày 26/8/2021 của Bộ Y tế"],
        ),
        # A month is told, and it is right; a date of which the sources differ.
        ("Nghị quyết số 57-NQ/TW tháng 12/2024 của Bộ Chính trị.", []),
        ("Thông tư số 17/2021/TT-BTC ngày 26/02/2021 của Bộ Tài chính.", []),
        # A sentence that begins with a date of its own.
        (
            "Kết luận về Nghị quyết số 66-NQ/TW\nNgày 28 tháng 11 năm 2025, tại Lam Châu, đã họp.",
            [],
        ),
    ],
)
def test_a_reference_is_held_against_the_table(text, marked):
    assert faults(text, "references.known-document", "references.number-order") == marked


def test_a_document_of_the_office_is_held_against_a_reference():
    office = Office((Known("05-NQ/TU", "nghị quyết", "2023-07-01"),))
    text = "Nghị quyết số 05-NQ/TU ngày 01/8/2023 của Tỉnh ủy Lam Châu."
    assert faults(text, "references.known-document", office=office) == ["ngày 01/8/2023"]
    assert faults(text, "references.known-document") == []


def test_of_two_ways_the_one_that_the_table_has_is_the_right_one():
    right, wrong = "ngày 17/4/2023", "ngày 17/5/2023"
    line = "Căn cứ Nghị định số 13/2023/NĐ-CP {} của Chính phủ.\n"
    text = line.format(wrong) * 2 + line.format(right)
    rules = ("references.cited-two-ways", "references.known-document")
    assert faults(text, *rules) == [wrong, wrong]


def test_bodies_and_programmes_of_the_office():
    office = Office(
        bodies=(changed_body("Sở Muối", "Sở Xây dựng", "2025-03-01"),),
        programmes=(programme("Chương trình mục tiêu phát triển nghề muối bền vững"),),
    )
    assert faults(
        "Giao Sở Muối tham mưu.", "wording.body-changed", date="2025-12-01", office=office
    ) == ["Sở Muối"]
    assert faults(
        "Thực hiện Chương trình mục tiêu phát triển nghề cá bền vững.",
        "wording.name-otherwise",
        office=office,
    ) == ["Chương trình mục tiêu phát triển nghề cá bền vững"]


def test_a_draft_without_a_date_is_dated_by_two_references():
    body = "Giao Sở Thông tin và Truyền thông tham mưu.\n"
    one = "Căn cứ Nghị quyết số 71-NQ/TW ngày 22/8/2025.\n"
    two = one + "Căn cứ Nghị quyết số 72-NQ/TW ngày 09/9/2025.\n"
    assert faults(one + body, "wording.body-changed") == []
    assert faults(two + body, "wording.body-changed") == ["Sở Thông tin và Truyền thông"]


def test_a_name_that_may_be_right_again_is_not_reported():
    text = "Theo đề nghị của Ban Tuyên giáo Trung ương."
    assert faults(text, "wording.body-changed", date="2025-12-01") == ["Ban Tuyên giáo Trung ương"]
    assert faults(text, "wording.body-changed", date="2026-09-01") == []


def test_the_rules_take_time_in_proportion_to_the_text():
    line = (
        "Thực hiện Chương trình mục tiêu quốc gia, Sở TT&TT tham mưu; Nghị định số 13/2023/NĐ-CP."
        " Ngày 1/7/2025, Sở Văn hóa Thể thao và Du lịch trình.\n"
    )
    assert grows_linearly(lambda size: faults(line * size, *NEW_RULES, date="2025-12-01"), 100)


# --- What an office adds ------------------------------------------------------------------------


def test_an_office_adds_rows(tmp_path):
    (tmp_path / "known.csv").write_text(
        "number;date;issuer;title\n05-NQ/TU;1/7/2023;Tỉnh ủy Lam Châu;về nghề muối\n", "utf-8"
    )
    (tmp_path / "textkit.toml").write_text(
        '[[check.body]]\nold = "Sở Muối"\nnew = "Sở Xây dựng"\nsince = "01/3/2025"\n'
        '[[check.programme]]\nname = "Chương trình Nghề muối giai đoạn 2021 - 2025"\n',
        "utf-8",
    )
    office = read_settings(tmp_path).office
    assert [(known.number, known.kind, known.date) for known in office.documents] == [
        ("05-NQ/TU", "nghị quyết", "2023-07-01")
    ]
    assert [(body.old, body.since) for body in office.bodies] == [("Sở Muối", "2025-03-01")]
    assert [programme.periods for programme in office.programmes] == [((2021, 2025),)]
    (tmp_path / "vb.txt").write_text("Nội dung.", "utf-8")
    assert [entry.id for entry in list_folder(tmp_path).entries] == ["vb"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("number,title\n05-NQ/TU,x\n", "has no column date"),
        ("number,date\nnghị quyết năm,1/7/2023\n", "is no document number"),
        ("number,date\n05-NQ/TU,hôm qua\n", "is no date"),
    ],
)
def test_wrong_rows_of_an_office_are_told(tmp_path, content, told):
    (tmp_path / "known.csv").write_text(content, "utf-8")
    with pytest.raises(TextkitError, match=told):
        read_settings(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[[check.body]]\nold = "x"\nnew = "y"\n', "check.body needs 'since'"),
        ('[[check.body]]\nold = "x"\nnew = "y"\nsince = "z"\n', "is a date such as"),
        ('[check]\nbody = "x"\n', "is written as tables"),
        ('[[check.programme]]\nname = "x"\nwhy = "y"\n', "unknown key 'why' in check.programme"),
    ],
)
def test_wrong_settings_of_an_office_are_told(tmp_path, content, told):
    (tmp_path / "textkit.toml").write_text(content, "utf-8")
    with pytest.raises(TextkitError, match=told):
        read_settings(tmp_path)


# --- Beside the checkout ------------------------------------------------------------------------


@needs_shared
def test_published_documents_of_2025_are_hardly_questioned():
    documents = [read(path) for path in sorted((REAL / "hdnd").glob("*.txt"))]
    rules = [all_rules()[rule] for rule in NEW_RULES]
    found = [list(find_faults(Draft(document), Prior(None), rules)) for document in documents]
    assert sum(map(len, found)) <= 1


@pytest.mark.parametrize(
    ("text", "differs", "number"),
    [
        # The year of the number is the slip: the table has the other one of that day.
        ("Nghị định số 13/2022/NĐ-CP ngày 17/4/2023", "number", "13/2023/NĐ-CP"),
        # So are its digits.
        ("Nghị định số 23/2023/NĐ-CP ngày 17/4/2023", "number", "13/2023/NĐ-CP"),
        ("Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 về bình ổn giá muối, giá gạo", "title", None),
        ("Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 về bảo vệ dữ liệu cá nhân", "", None),
        ("Nghị định số 13/2023/NĐ-CP ngày 17/4/2023 về bảo vệ dữ liệu", "", None),
    ],
)
def test_what_is_wrong_in_a_reference(text, differs, number):
    (citation,) = find_citations(text)
    verdict = judged(citation, Gazetteer())
    assert verdict.differs == differs
    assert number in (None, verdict.known.number)


def test_a_number_that_no_table_has_is_not_that_of_another_document_of_its_day():
    own = Known("13/2098/NĐ-CP", "nghị định", "2098-04-17")
    gazetteer = Gazetteer(Office((own,)))
    (citation,) = find_citations("Nghị định số 14/2098/NĐ-CP ngày 17/4/2098")
    assert judged(citation, gazetteer).verdict == NOT_IN_THIS_TABLE


@pytest.mark.parametrize(
    ("text", "date", "replaced"),
    [
        ("Căn cứ Nghị định số 110/2004/NĐ-CP ngày 08/4/2004;", "2024-05", True),
        ("Căn cứ khoản 1 Điều 5 Nghị định số 110/2004/NĐ-CP ngày 08/4/2004;", "2024-05", True),
        ("Căn cứ Luật Giá; căn cứ Nghị định số 110/2004/NĐ-CP;", "2024-05", True),
        ("Căn cứ Luật Giá; xét Nghị định số 110/2004/NĐ-CP;", "2024-05", False),
        ("Sơ kết 5 năm thực hiện Nghị định số 110/2004/NĐ-CP.", "2024-05", False),
        ("Bãi bỏ Nghị định số 110/2004/NĐ-CP.", "2024-05", False),
        # The later one of 05/3/2020 had not surely taken effect.
        ("Căn cứ Nghị định số 110/2004/NĐ-CP ngày 08/4/2004;", "2020-10-01", False),
        ("Căn cứ Nghị định số 110/2004/NĐ-CP ngày 08/4/2004;", None, False),
        ("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020;", "2024-05", False),
    ],
)
def test_a_basis_that_was_replaced(text, date, replaced):
    draft = Draft(Document("d", text, Facts(date=date)))
    found = list(find_faults(draft, Prior(None), [all_rules()["references.known-replaced"]]))
    assert [one.values["by"] for one in found] == (["30/2020/NĐ-CP"] if replaced else [])


def test_a_document_that_two_replaced_in_part_is_not_said_to_be_replaced():
    shared = [row for row in ROWS if ";" in row["replaced_by"]]
    assert shared
    for row in shared:
        day = "/".join(reversed(row["date"].split("-")))
        text = f"Căn cứ {row['kind'].capitalize()} số {row['number']} ngày {day};"
        draft = Draft(Document("d", text, Facts(date="2026-11-01")))
        rule = all_rules()["references.known-replaced"]
        assert list(find_faults(draft, Prior(None), [rule])) == [], text
