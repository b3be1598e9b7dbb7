"""A draft held against all rules: which run, what is allowed, what is known; the command and its
exit codes.
"""

import json

import pytest
import test_cli

import textkit as tk
from textkit.checking.draft import all_rules, chosen_rules, read_baseline, read_settings
from textkit.data.messages import TextkitError
from textkit.reading.document import Document

TEXT = """II. NHIỆM VỤ
1. Các cơ quan chủ động nhắm bắt tình hình cơ sở.
2. Thực hiện sát nhập các thôn; bảo đảm tiến độ. Bảo đảm an ninh. Phải đảm bảo trật tự.
3. Thủ trưởng nói: “Phải nhắm bắt tình hình”.
"""


def run(*arguments):
    """Exit code and standard output of the command line."""
    result = test_cli.run(*arguments)
    return result.exit_code, result.stdout


def rules_of(findings):
    return [finding.rule for finding in findings.found]


def test_what_is_found_stands_where_it_says():
    found = tk.check_draft(Document("d", TEXT), select=["wording"])
    assert rules_of(found) == ["wording.slip", "wording.common-slip", "wording.two-ways"]
    assert (
        [TEXT[one.start : one.end] for one in found.found]
        == ["nhắm", "sát nhập", "đảm bảo"]
        == [one.quote for one in found.found]
    )
    assert found.counts == {"warning": 2, "note": 1}
    assert found.faulty


def test_rules_are_chosen_by_name_or_family():
    assert [rule.id for rule in chosen_rules(["wording.slip"])] == ["wording.slip"]
    assert {rule.id.split(".")[0] for rule in chosen_rules(["wording"])} == {"wording"}
    by_default = {rule.id for rule in chosen_rules()}
    assert by_default - {rule.id for rule in chosen_rules((), ["wording"])} == {
        rule.id for rule in chosen_rules(["wording"])
    }
    on_request = set(all_rules()) - by_default
    assert on_request < {rule.id for rule in chosen_rules(["form"])}
    for names in ((["wordin"], ()), ((), ["wording.x"])):
        with pytest.raises(TextkitError, match="unknown rule 'wordin"):
            chosen_rules(*names)


def test_a_finding_keeps_its_fingerprint_when_other_lines_change():
    before = tk.check_draft(Document("d", TEXT))
    after = tk.check_draft(
        Document("d", "Mở đầu.\n" + TEXT.replace("an ninh", "an toàn").replace("\n3.", "\n\n4."))
    )
    marks = [
        {one.fingerprint for one in found.found if one.rule == "wording.slip"}
        for found in (before, after)
    ]
    assert marks[0] == marks[1] != set()
    changed = tk.check_draft(Document("d", TEXT.replace("chủ động nhắm", "phải nhắm")))
    assert marks[0].isdisjoint(one.fingerprint for one in changed.found)


@pytest.fixture
def place(tmp_path):
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho" / "cu.txt").write_text(
        "NGHỊ QUYẾT\nGiao Sở Y tế xây dựng bệnh viện.", "utf-8"
    )
    (tmp_path / "du-thao.txt").write_text(TEXT, "utf-8")
    return tmp_path


def opened(place):
    return tk.open_corpus(place / "kho", store=place / "s.sqlite", progress=False)


def test_settings_of_the_corpus_are_kept(place):
    (place / "kho" / "textkit.toml").write_text(
        '[check]\nignore = ["wording.two-ways"]\n[[check.allow]]\nphrase = "sát nhập các'
        ' thôn"\nreason = "tên dự án"\n',
        "utf-8",
    )
    found = tk.check_draft(place / "du-thao.txt", against=opened(place), select=["wording"])
    assert rules_of(found) == ["wording.slip"]
    assert len(opened(place)) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[check]\nignored = []\n", "unknown key 'ignored' in check"),
        ("[check\n", "is no TOML file"),
        ('[chek]\nignore = ["wording"]\n', "unknown key 'chek'"),
        ('check = "x"\n', "check is a table"),
        ('[check]\nignore = ["x"]\n', "unknown rule 'x'"),
        ('[check]\nignore = "wording"\n', "check.ignore is a list"),
        ("[check]\nignore = [3]\n", "check.ignore is a list"),
        ('[check]\nwords = "chượp"\n', "check.words is a list"),
        ('[check]\nwords = ["chượp", " "]\n', "check.words is a list"),
        ('[check]\nallow = "x"\n', "check.allow is written as tables"),
        ('[check]\nallow = ["x"]\n', "check.allow is a table"),
        ('[[check.allow]]\nphrase = "x"\n', "check.allow needs 'reason'"),
        ('[[check.allow]]\nphrase = 3\nreason = "y"\n', "check.allow needs 'phrase'"),
        ('[[check.allow]]\nphrase = "x"\nreason = " "\n', "check.allow needs 'reason'"),
        (
            '[[check.allow]]\nphrase = "x"\nreason = "y"\nwhy = "z"\n',
            "unknown key 'why' in check.allow",
        ),
        (
            '[[check.allow]]\nphrase = "x"\nreason = "y"\nrule = "wording.slipp"\n',
            "unknown rule 'wording.slipp'",
        ),
    ],
)
def test_wrong_settings_are_told(place, content, told):
    (place / "kho" / "textkit.toml").write_text(content, "utf-8")
    with pytest.raises(TextkitError, match=told):
        tk.check_draft(place / "du-thao.txt", against=opened(place))
    assert read_settings(place).ignore == ()


OWN = "Sở Nông nghiệp sát nhập hai kho; đại lý bán phân đạmm cho xã.\n"


def test_words_of_an_office_are_never_questioned(tmp_path):
    path = tmp_path / "du-thao.txt"
    path.write_text(OWN, "utf-8")
    before = tk.check_draft(path).found
    assert {one.quote for one in before} == {"sát nhập", "đạmm"}
    # Beside the draft where there is no corpus; a part of a word is none.
    (tmp_path / "textkit.toml").write_text(
        '[check]\nwords = ["Sát nhập hai kho", "đạm"]\n', "utf-8"
    )
    after = {one.quote for one in tk.check_draft(path).found}
    assert after == {"đạmm"}
    # The same words elsewhere are no words of the office.
    path.write_text(OWN + "Sát nhập xã.\n", "utf-8")
    assert [one.quote for one in tk.check_draft(path, select=["wording.common-slip"]).found] == [
        "Sát nhập"
    ]


def test_only_the_asked_level_is_shown_and_counted(place):
    draft = place / "du-thao.txt"
    for level, code in (("all", 1), ("warnings", 1), ("errors", 0)):
        ended, out = run("check", draft, "--only", level, "--format", "json")
        severities = {row["severity"] for row in json.loads(out)["findings"]}
        assert severities <= {
            "all": {"error", "warning", "note"},
            "warnings": {"error", "warning"},
        }.get(level, {"error"})
        assert ended == code
    assert run("check", draft, "--only", "notes")[0] == 2
    found = tk.check_draft(draft)
    kept = found.only("warnings")
    assert len(kept.paths) == len(kept.found) < len(found.found)
    # What is not shown is not mended: a comment of an earlier check stays as it is.
    assert (kept.looked, found.only("all").looked) == (frozenset(), found.looked)


def test_a_long_draft_shows_how_far_it_is_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    long = Document("x", "Sở Tài chính báo cáo kết quả.\n" * 2_000)
    tk.check_draft(long, select=["wording.form"])
    assert "textkit" in capsys.readouterr().err
    tk.check_draft(Document("x", "Sở Tài chính báo cáo."), select=["wording.form"])
    assert capsys.readouterr().err == ""


def test_a_baseline_marks_what_is_known_and_holds_no_words(place):
    code, _ = run("check", place / "du-thao.txt", "--write-baseline", place / "b.json")
    assert code == 1
    assert "bắt" not in (place / "b.json").read_text("utf-8")
    code, out = run("check", place / "du-thao.txt", "--baseline", place / "b.json")
    assert code == 0
    assert "không tính" in out
    (place / "du-thao.txt").write_text(TEXT + "4. Tăng cường rà xoát quy hoạch.\n", "utf-8")
    found = tk.check_draft(place / "du-thao.txt", baseline=place / "b.json")
    assert [one.rule for one in found.found if not one.known] == ["wording.common-slip"]
    (place / "b.json").write_text("[]", "utf-8")
    with pytest.raises(TextkitError, match="is no baseline"):
        read_baseline(place / "b.json")


def test_the_draft_in_the_corpus_is_not_held_against_itself_and_nothing_of_it_is_stored(place):
    (place / "kho" / "du-thao.txt").write_text(TEXT, "utf-8")
    assert "wording.slip" in rules_of(
        tk.check_draft(place / "kho" / "du-thao.txt", against=opened(place))
    )
    (place / "kho" / "du-thao.txt").unlink()
    corpus = opened(place)
    tk.check_draft(place / "du-thao.txt", against=corpus)
    assert all("nhắm" not in corpus.text(id_) for id_ in corpus.ids)
    assert "nhắm".encode() not in (place / "s.sqlite").read_bytes()


def test_the_command_writes_json_html_and_text(place):
    code, out = run("check", place / "du-thao.txt", "--format", "json", "--select", "wording")
    found = json.loads(out)
    assert code == 1
    assert found["summary"] == {"wording.common-slip": 1, "wording.slip": 1, "wording.two-ways": 1}
    assert set(found["findings"][0]) >= {
        "rule",
        "severity",
        "start",
        "end",
        "quote",
        "message",
        "suggestion",
        "evidence",
        "fingerprint",
    }
    assert found["findings"][0]["suggestion"] == "nắm"
    run("check", place / "du-thao.txt", "--format", "html", "-o", place / "d.html")
    page = (place / "d.html").read_text("utf-8")
    assert "<mark" in page
    assert "http" not in page.replace("http-equiv", "")
    _, out = run("check", place / "du-thao.txt", "--lang", "en")
    assert "Warning" in out


def test_html_is_escaped():
    page = tk.check_draft(
        Document("d", "<script>alert(1)</script> Thực hiện sát nhập <b>x</b>."), select=["wording"]
    ).to_html()
    assert "<script>alert" not in page
    assert "<b>x" not in page


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--format", "pdf"), "unknown format 'pdf'"),
        (("--format", "docx"), "needs -o"),
        (("--suggest",), "--suggest needs --format docx"),
        (("--format", "docx", "-o", "x.docx"), "comments go into a Word file"),
        (("--select", "x"), "unknown rule 'x'"),
    ],
)
def test_bad_arguments(place, arguments, told):
    result = test_cli.run("check", place / "du-thao.txt", *arguments, "--lang", "en")
    assert result.exit_code == 2
    assert told in result.stderr


def test_every_rule_is_listed():
    code, out = run("rules", "--lang", "en")
    assert code == 0
    assert all(rule in out for rule in all_rules())


def test_a_clean_draft():
    code = tk.check_draft(Document("d", "Các cơ quan chủ động nắm bắt tình hình cơ sở."))
    assert not code.faulty
    assert "Không phát hiện" in code.to_text()
    assert code.to_frame().empty


def test_findings_show_severity_as_word_and_mark_and_escape_the_draft(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text(
        "NGHỊ QUYẾT\n1. Nhắm bắt <b>tình hình</b>, chủ động nhắm bắt <i>tình hình</i>; đến năm 2030"
        " đạt 8 - 6%.\n",
        "utf-8",
    )
    found = tk.check_draft(path, lang="en")
    html = found._repr_html_()
    assert len(found) > 0
    assert "<b>tình" not in html
    assert "&lt;b&gt;" in html
    for finding in found.found:
        assert f"{finding.quote}</mark>" in html
        assert {"error": "✖ Error", "warning": "▲ Warning", "note": "● Note"}[
            finding.severity
        ] in html
    assert (
        "<table" not in tk.check_draft(path, ignore=[one.rule for one in found.found])._repr_html_()
    )
