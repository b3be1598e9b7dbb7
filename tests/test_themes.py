"""Lexicons of themes: textkit's own, and those of the user."""

import csv
from pathlib import Path

import pytest
from beside import SHARED, needs_shared

from textkit.data.messages import TextkitError
from textkit.finding import themes
from textkit.finding.themes import find_themes, own_lexicon, read_lexicon
from textkit.reading.document import Block, Document
from textkit.storing.corpus import open_corpus

SECTORS = SHARED / "domain" / "themes_vn_sectors.csv"
GOOD = (
    '[an_ninh_mang]\nvi = "An ninh mạng"\ncap = [12]\nkeywords = ["an ninh mạng", "chữ  ký'
    ' số"]\n[khac]\nkeywords = ["mạng"]\n'
)


def write(folder, text):
    path = folder / "themes.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_of_themes_is_read_and_its_longer_keyword_wins(tmp_path):
    lexicon = read_lexicon(write(tmp_path, GOOD))
    assert lexicon.theme_of("Bảo đảm An ninh mạng") == "an_ninh_mang"
    assert lexicon.theme_of("chữ ký số") == "an_ninh_mang"
    assert lexicon.theme_of("làm mạng") == "khac"
    assert lexicon.theme_of("làm đường") is None
    named = lexicon.themes["khac"]
    assert (named.vi, named.en, named.cap) == ("khac", "khac", ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a\n", "cannot be read as a file of themes"),
        ("", "has no theme"),
        ('a = "b"', "a is no table"),
        ('[a]\nvi = "A"', r"a\.keywords is None"),
        ("[a]\nkeywords = []", r"a\.keywords is \[\]"),
        ('[a]\nkeywords = ["x", 3]', r"a\.keywords is"),
        ('[a]\nkeywords = [" "]', r"a\.keywords is"),
        ('[a]\nkeywords = ["x"]\ncap = 3', r"a\.cap is 3"),
        ('[a]\nkeywords = ["x"]\ncap = [11]', r"a\.cap is \[11\]"),
        ('[a]\nkeywords = ["x"]\nvi = 3', r"a\.vi is 3"),
        ('[a]\nkeywords = ["x"]\nkeyword = ["y"]', r"a\.keyword is not known"),
        (
            '[a]\nkeywords = ["hoà giải"]\n[b]\nkeywords = ["hòa giải"]',
            r"b\.keywords has 'hòa giải', which a has too",
        ),
    ],
)
def test_a_bad_file_is_told_by_the_key_at_fault(tmp_path, text, said):
    with pytest.raises(TextkitError, match=said):
        read_lexicon(write(tmp_path, text))
    with pytest.raises(TextkitError, match="nothere"):
        read_lexicon(tmp_path / "nothere.toml")


def test_a_heading_gives_its_theme_unless_it_is_a_whole_clause():
    lexicon, clause = own_lexicon(), "Phát triển giáo dục " + "và làm thêm nữa " * 6
    assert lexicon.theme_under("làm thêm", ["Làm", "Giáo dục", "Y tế"]) == "giao_duc"
    assert lexicon.theme_under("làm thêm", [clause, "Y tế"]) == "y_te"
    assert lexicon.theme_under("xây bệnh viện", ["Giáo dục"]) == "y_te"
    assert lexicon.theme_under("làm thêm", []) is None


@needs_shared
def test_the_codes_of_the_comparative_agendas_are_those_of_the_table():
    with SECTORS.open(encoding="utf-8") as file:
        rows = {
            row["key"]: tuple(map(int, row["cap_codes"].split("|"))) for row in csv.DictReader(file)
        }
    assert {key: tuple(sorted(codes)) for key, codes in rows.items()} == {
        key: tuple(sorted(theme.cap)) for key, theme in own_lexicon().themes.items()
    }


def test_other_themes_hold_in_all_that_is_found(tmp_path):
    (tmp_path / "c").mkdir()
    text = (
        "NGHỊ QUYẾT\nII. NHIỆM VỤ\n1. Về y tế\n- Xây dựng bệnh viện tuyến tỉnh đủ 500 giường.\n-"
        " Hoàn thành việc được giao trong năm."
    )
    (tmp_path / "c" / "a.txt").write_text(text, "utf-8")
    corpus = open_corpus(tmp_path / "c", store=tmp_path / "s.sqlite", progress=False)
    own = corpus.using(Path(themes.__file__).parents[1] / "data" / "themes.toml")
    for finder in ("themes", "commitments"):
        assert own.records(finder) == corpus.records(finder)
    (tmp_path / "t.toml").write_text(
        '[xay]\nkeywords = ["xây dựng"]\n[nam]\nkeywords = ["y tế"]\n', "utf-8"
    )
    other = corpus.using(tmp_path / "t.toml").only(["a"])
    assert [promise.theme for promise in other.records("commitments")] == ["xay", "nam"]
    assert {hit.theme for hit in other.records("themes")} == {"xay", "nam"}
    assert corpus.using(None) is corpus
    assert corpus.run_record != other.run_record


@pytest.mark.parametrize(("kind", "themes_found"), [("body", 2), ("note", 1), ("struck", 1)])
def test_only_the_documents_own_words_have_themes(kind, themes_found):
    text = "Xây trường học.\nXây trường học."
    layout = (Block(0, 15, "body"), Block(16, 31, kind))
    assert len(list(find_themes(Document("d", text, layout=layout)))) == themes_found


def test_keywords_are_whole_words_and_the_longest_that_begins_there():
    pattern = themes._any_of(["bảo hiểm", "bảo hiểm y tế", "y tế", "%", "chợ"])
    text = "abảo hiểm, bảo hiểm y tế, y\ntế; 5% chợ chợa"
    assert [match[0] for match in pattern.finditer(text)] == ["bảo hiểm y tế", "y\ntế", "chợ"]
    assert [match[0] for match in pattern.finditer("5 % bảo hiểm")] == ["%", "bảo hiểm"]
