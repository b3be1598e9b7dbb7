"""Rules of form, branch by branch, on invented documents; each rule's own cases are run by
test_rules.
"""

import csv
from importlib.resources import files
from itertools import pairwise

import pytest
from beside import REAL, needs_shared
from effort import grows_linearly

import textkit as tk
from textkit import data
from textkit.checking.draft import all_rules, chosen_rules
from textkit.checking.form import form_of
from textkit.checking.formannexes import annexes_of
from textkit.checking.formprofiles import PARTS, profile_at
from textkit.checking.formtail import offices_of
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import find_faults
from textkit.reading.document import Document, Facts, Remark
from textkit.reading.readers import read

SETTINGS = data.toml("cases.toml")["settings"]
DECISION, PARTY = "decision-of-lam-chau", "directive-of-lam-chau"
FORM = [rule for rule in all_rules().values() if rule.id.startswith("form.")]


def draft_of(setting, *changes, remarks=(), **facts):
    text = SETTINGS[setting]["text"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    known = Facts(**{**SETTINGS[setting]["facts"], **facts})
    return Draft(Document("d", text, known, remarks=remarks))


def found(rule, draft):
    rules = chosen_rules([f"form.{rule}"])
    return list(find_faults(draft, Prior(None), rules))


def quotes(rule, setting, *changes, **facts):
    return [one.quote for one in found(rule, draft_of(setting, *changes, **facts))]


# --- The table -----------------------------------------------------------------------------------


def test_the_table_of_profiles_has_each_part_of_a_form_once():
    with (files("textkit") / "data" / "form_profiles.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["system"], row["since"], row["part"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys, key=lambda key: [(k[0], k[1]) for k in keys].index(key[:2]))
    assert {row["part"] for row in rows} <= PARTS.keys()
    assert {row["severity"] for row in rows} == {"warning", "note"}
    assert {row["system"] for row in rows} == {"state", "party"}
    for row in rows:
        assert bool(row["least"]) == bool(row["most"]) == bool(row["unit"])
        assert not row["least"] or float(row["least"]) <= float(row["most"])


def test_the_forms_of_a_system_follow_one_another():
    rows = data.rows("form_profiles.csv")
    for system in ("state", "party"):
        spans = sorted({(row["since"], row["until"]) for row in rows if row["system"] == system})
        assert all(before[1] < after[0] for before, after in pairwise(spans))
        assert spans[-1][1] == ""


@pytest.mark.parametrize(
    ("system", "date", "act"),
    [
        ("state", None, "Nghị định 30/2020/NĐ-CP, Phụ lục I"),
        ("state", "2020-03-05", "Nghị định 30/2020/NĐ-CP, Phụ lục I"),
        ("state", "2020-03-04", "Thông tư 01/2011/TT-BNV"),
        ("state", "2010-12-31", None),
        ("party", "2026-05-26", "Hướng dẫn 36-HD/VPTW năm 2018"),
        ("party", "2026-05-27", "Hướng dẫn 05-HD/VPTW năm 2026"),
        ("party", "2017", None),
    ],
)
def test_a_document_is_held_against_the_form_of_its_day(system, date, act):
    profile = profile_at(system, date)
    assert (profile.act if profile else None) == act


# --- Which texts have a form ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "luật"},
        {"kind": "bài phát biểu"},
        {"kind": "thông tư liên tịch"},
        {"issuer": "Quốc hội"},
        {"issuer": "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Lam Châu"},
        {"issuer": "Công ty Cổ phần Lam Châu"},
        {"issuer": "Tỉnh ủy Lam Châu"},  # against the sign: one of them was read wrongly
        {"date": "2005-03-05"},
    ],
)
def test_what_is_of_another_form_has_none(facts):
    assert form_of(draft_of(DECISION), Prior(None))
    assert form_of(draft_of(DECISION, **facts), Prior(None)) is None


def test_an_extract_a_page_and_a_scan_have_none():
    head = SETTINGS[DECISION]["text"].partition("QUYẾT ĐỊNH")[0]
    assert form_of(draft_of(DECISION, (head, "")), Prior(None)) is None
    table = "Số hiệu:\t5/QĐ-UBND\nNgười ký:\tTrần Lam\nTình trạng:\tĐã biết\n"
    page = [("ỦY BAN", f"{table}ỦY BAN"), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "")]
    page.append(("Độc lập - Tự do - Hạnh phúc\n", ""))
    assert form_of(
        draft_of(DECISION, page[0]), Prior(None)
    )  # the document below its table is whole
    assert form_of(draft_of(DECISION, *page), Prior(None)) is None
    scan = draft_of(DECISION, remarks=[Remark("recognised", "1")])
    assert form_of(scan, Prior(None)) is None


def test_nothing_is_said_of_a_document_in_form():
    for setting in (DECISION, PARTY):
        draft = draft_of(setting, ("cây xanh.\n", "cây xanh./.\n"))
        if setting == PARTY:
            draft = draft_of(setting)
        assert not list(find_faults(draft, Prior(None), FORM))


# --- Head ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Lam Châu, ngày 5 tháng 3 năm 2025", "Lam Châu, ngày 05 tháng 3 năm 2025"),
        ("Lam Châu, ngày 15 tháng 2 năm 2025", "Lam Châu, ngày 15 tháng 02 năm 2025"),
        ("Lam Châu, ngày 15 tháng 12 năm 2025", None),
        ("Lam Châu, ngày … tháng 03 năm 2025", "Lam Châu, ngày … tháng 3 năm 2025"),
        ("Lam Châu, ngày      tháng      năm 2025", None),
        ("Thành phố Hồ Chí Minh, ngày 01 tháng 01 năm 2025", None),
    ],
)
def test_zeros_and_comma_of_a_date(written, right):
    hits = found("date", draft_of(DECISION, ("Lam Châu, ngày 05 tháng 3 năm 2025", written)))
    assert [hit.suggestion for hit in hits] == ([right] if right else [])


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("Số: 5/QĐ-UBND", "Số: 05/QĐ-UBND"),
        ("Số : 15/QĐ-UBND", "Số: 15/QĐ-UBND"),
        ("Số: 15 /QĐ - UBND", "Số: 15/QĐ-UBND"),
        ("Số: 1215/QĐ-UBND", None),
        ("Số:      /QĐ-UBND", None),
    ],
)
def test_the_form_of_a_number(written, right):
    hits = found("number", draft_of(DECISION, ("Số: 05/QĐ-UBND", written)))
    assert [hit.suggestion for hit in hits] == ([right] if right else [])


def test_a_letter_has_its_subject_under_the_number():
    head = ("Số: 05/QĐ-UBND", "Số: 05/UBND-NC\nV/v trồng cây xanh")
    kind = ("QUYẾT ĐỊNH\nVề việc trồng cây xanh\n", "Kính gửi: Các sở, ban, ngành.\n")
    facts = {"kind": "công văn", "number": "05/UBND-NC"}
    assert quotes("subject", DECISION, head, kind, **facts) == []
    assert quotes("part-missing", DECISION, head, kind, **facts) == []
    bare = ("Số: 05/QĐ-UBND", "Số: 05/UBND-NC")
    assert quotes("part-missing", DECISION, bare, kind, **facts) == ["Số: 05/UBND-NC"]


# --- Tail ----------------------------------------------------------------------------------------


def test_the_lines_above_a_name():
    form = form_of(
        draft_of(DECISION, ("\nCHỦ TỊCH\n", "\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n")), Prior(None)
    )
    assert [(one.mark, one.who) for one in offices_of(form)] == [
        ("TM", "ỦY BAN NHÂN DÂN"),
        ("KT", "CHỦ TỊCH"),
        (None, "PHÓ CHỦ TỊCH"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",  # line ends are lost
        "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG",
        "TUQ. CHỦ TỊCH\nGIÁM ĐỐC SỞ NỘI VỤ",
        "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG",
    ],
)
def test_capacities_that_are_right(lines):
    assert quotes("capacity", DECISION, ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", lines)) == []


def test_a_party_committee_is_signed_for_by_a_deputy_too():
    assert quotes("capacity", PARTY, ("\nBÍ THƯ\n", "\nPHÓ BÍ THƯ\n")) == []
    assert quotes("collective", PARTY, ("\nBÍ THƯ\n", "\nPHÓ BÍ THƯ\n")) == []


def test_a_full_stop_ends_the_text_of_the_party_since_2026():
    change = ("cây xanh.\n", "cây xanh./.\n")
    assert quotes("end-mark", PARTY, change) == []
    assert quotes("end-mark", PARTY, change, date="2026-06-01") == ["./."]


# --- Annexes, tables, sections -------------------------------------------------------------------


def test_annexes_are_known_by_the_lines_they_begin_with():
    text = (
        "Xem Phụ lục I.\nPhụ lục II kèm theo nêu rõ.\nPHỤ LỤC I\nDANH MỤC\nPhụ lục số 02\n"
        "DANH MỤC\nPHỤ LỤC 1.2. CÂY\nPHỤ LỤC\n"
    )
    numbers = [annex.number for annex in annexes_of(Draft(Document("d", text)))]
    assert numbers == ["1", "2", "1.2", None]


def absent(text, rule="annex-absent"):
    rules = chosen_rules([f"form.{rule}"])
    return [one.quote for one in find_faults(Draft(Document("d", text)), Prior(None), rules)]


@pytest.mark.parametrize(
    ("words", "is_absent"),
    [
        ("Chi tiết tại Phụ lục III kèm theo.", True),
        ("Danh mục (Phụ lục số 3).", True),
        ("theo Phụ lục III Nghị định số 30/2020/NĐ-CP.", False),
        ("theo mẫu (Nghị định số 30/2020/NĐ-CP, Phụ lục III).", False),
        ("Chi tiết tại Phụ lục 02 kèm theo.", False),
        ("Chi tiết tại Phụ lục II.1 kèm theo.", False),
        ("Chi tiết tại Phụ lục III kèm theo.\n…", False),
    ],
)
def test_an_annex_that_is_named(words, is_absent):
    text = f"{words}\nPHỤ LỤC I\nDANH MỤC\nPHỤ LỤC II\nDANH MỤC\n"
    assert bool(absent(text)) == is_absent


def test_where_no_annex_is_in_the_file_that_is_said_once_if_asked():
    text = "Chi tiết tại Phụ lục I, Phụ lục II kèm theo, và tại Phụ lục III kèm theo.\nHết."
    assert absent(text) == []
    assert len(absent(text, "no-annex")) == 1


def test_tables_of_other_documents_are_not_missing():
    tables = "Bảng 1. Dân số\nBảng 2. Lao động\n"
    assert absent(f"Xem Bảng 5 dưới đây.\n{tables}", "table-absent") == ["Bảng 5"]
    assert absent(f"Theo Bảng 5 của Thông tư số 9.\n{tables}", "table-absent") == []
    assert absent("Xem Bảng 5 dưới đây.\nBảng 1. Dân số\n", "table-absent") == []


# --- Choice and cost -----------------------------------------------------------------------------


def test_most_rules_of_form_run_only_if_they_are_selected():
    by_default = {rule.id for rule in chosen_rules() if rule.id.startswith("form.")}
    assert by_default == {
        *("form.systems-mixed", "form.motto-missing", "form.own-sign", "form.capacity"),
        *("form.number", "form.date"),
        *("form.annex-of-another", "form.annex-absent", "form.table-absent"),
        *("form.table-numbering", "form.section-absent"),
    }
    assert len(chosen_rules(["form"])) == len(FORM)


@pytest.mark.parametrize(
    "piece",
    [
        "PHỤ LỤC I\n",
        "Phụ lục III kèm theo ",
        "(Kèm theo Quyết định số ",
        "Biểu 3. ",
        "TM. ỦY BAN\n",
        "Căn cứ Luật;\n",
        "Nơi nhận:\n- Lưu: VT\n",
        "mục IV Quyết định này ",
        "\n\t ",
        "số 5/",
    ],
)
def test_the_rules_are_linear(piece):
    head = SETTINGS[DECISION]["text"]

    def work(size):
        draft = Draft(Document("d", head + piece * (size // len(piece)), draft_facts))
        list(find_faults(draft, Prior(None), FORM))

    draft_facts = Facts(**SETTINGS[DECISION]["facts"])
    assert grows_linearly(work, 40_000)


@needs_shared
def test_published_documents_of_the_state_have_no_gross_faults():
    rules = [rule for rule in chosen_rules() if rule.id.startswith("form.")]
    for path in sorted((REAL / "hdnd").glob("*.txt")):
        draft = Draft(read(path))
        assert not list(find_faults(draft, Prior(None), rules)), path.name


def test_a_check_runs_them_if_asked():
    document = draft_of(DECISION, ("Số: 05/", "Số: 5/")).document
    rules = [finding.rule for finding in tk.check_draft(document, select=["form"]).found]
    assert "form.number" in rules
