import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from textkit import cli

ROOT = Path(__file__).resolve().parents[1]

OLD = """HỘI ĐỒNG NHÂN DÂN
TỈNH LAM CHÂU
Số: 11/NQ-HĐND
Vân Sa, ngày 10 tháng 12 năm 2016

NGHỊ QUYẾT
Về phát triển đô thị giai đoạn 2016 - 2020

Điều 1. Mục tiêu
1. Đến năm 2020, tỷ lệ đô thị hóa đạt 30%.
2. Đến năm 2020, tỷ lệ hộ nghèo còn dưới 6%.
Điều 2. Nhiệm vụ, giải pháp
1. Xây dựng chợ đầu mối nông sản tại phường Bắc Vân.
2. Tăng cường công tác lãnh đạo, chỉ đạo.
"""
NEW = (
    OLD.replace("11/NQ", "12/NQ")
    .replace("12 năm 2016", "12 năm 2021")
    .replace("2016 - 2020", "2021 - 2025")
    .replace("năm 2020", "năm 2025")
    .replace("30%", "35%")
    .replace("6%", "3%")
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "cu.txt").write_text(OLD, "utf-8")
    (corpus / "moi.txt").write_text(NEW, "utf-8")
    return corpus


def run(*arguments):
    """The command line in this process: exit code, standard output, standard error."""
    result = CliRunner().invoke(cli.app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_compare_prints_groups_themes_words_and_threads(folder):
    printed = run("compare", folder).stdout
    assert "2015-2020" in printed
    assert "2020-2025" in printed
    assert "Tỷ lệ đô thị hóa" in printed
    assert "30% (2020)" in printed
    assert "35% (2025)" in printed
    assert "nâng mức" in printed


def test_compare_speaks_english(folder):
    printed = run("compare", folder, "--lang", "en").stdout
    assert "Recurring commitments" in printed
    assert "raised" in printed
    assert "Urbanis" in printed


def test_json_goes_to_standard_output_alone_and_repeats(folder):
    first, second = (run("compare", folder, "--json", "-").stdout for _ in range(2))
    found = json.loads(first)
    assert first == second
    assert found["groups"] == ["2015-2020", "2020-2025"]
    assert {"theme", "group", "over", "share", "low", "high", "units"} <= set(found["themes"][0])
    threads = {thread["indicator"]: thread for thread in found["threads"]}
    urban = threads["urbanisation"]
    assert [(m["low"], m["deadline"]) for m in urban["members"]] == [(30.0, "2020"), (35.0, "2025")]
    assert urban["members"][1]["changes"] == ["raised", "moved"]
    assert urban["members"][1]["better"] is True
    assert threads["poverty_rate"]["members"][1]["changes"] == ["lowered", "moved"]
    assert threads["poverty_rate"]["members"][1]["better"] is True


def test_every_member_of_a_thread_is_a_quotation(folder):
    from textkit import open_corpus

    found = json.loads(run("compare", folder, "--json", "-").stdout)
    corpus = open_corpus(folder, progress=False)
    members = [m for thread in found["threads"] for m in thread["members"] if m["text"]]
    assert members
    assert all(corpus.text(m["doc_id"])[m["start"] : m["end"]] == m["text"] for m in members)


def test_the_page_is_self_contained_and_every_number_opens_its_sentences(folder, tmp_path):
    from selectolax.lexbor import LexborHTMLParser

    page = tmp_path / "page.html"
    assert run("compare", folder, "--html", page).exit_code == 0
    tree = LexborHTMLParser(page.read_text("utf-8"))
    assert not [
        node
        for node in tree.css("[src], link[href]")
        if not node.attributes.get("src", "").startswith("data:")
    ]
    links = [node.attributes["href"] for node in tree.css("a.open")]
    assert links
    assert all(tree.css(f'[id="{link[1:]}"] li') for link in links)
    assert len(tree.css("svg")) >= 3


def test_a_document_cannot_put_code_into_the_page(folder, tmp_path):
    (folder / "moi.txt").write_text(
        NEW.replace("chợ đầu mối", "<script>alert(1)</script> chợ đầu mối"), "utf-8"
    )
    page = tmp_path / "page.html"
    run("compare", folder, "--html", page)
    assert "<script>alert(1)" not in page.read_text("utf-8")


def test_show_gives_the_shape_of_the_design(folder):
    found = json.loads(run("show", folder / "cu.txt", "--json", "-").stdout)
    assert found["document"]["number"] == "11/NQ-HĐND"
    assert found["document"]["date"] == "2016-12-10"
    assert {
        "id",
        "kind",
        "number",
        "date",
        "issuer",
        "title",
        "term",
        "characters",
        "sha256",
    } <= set(found["document"])
    assert [(t["indicator"], t["comparator"], t["low"], t["high"]) for t in found["targets"]] == [
        ("urbanisation", "=", 30.0, 30.0),
        ("poverty_rate", "<", None, 6.0),
    ]
    for kind in ("citations", "targets", "commitments"):
        assert all(found["text"][row["start"] : row["end"]] == row["text"] for row in found[kind])


def test_show_prints_and_writes_a_page(folder, tmp_path):
    page = tmp_path / "show.html"
    printed = run("show", folder / "cu.txt", "--html", page).stdout
    assert "Điều 1" in printed
    assert 'class="commitments' in page.read_text("utf-8")


def test_kwic_folds_spelling(folder):
    assert "đô thị hóa" in run("kwic", folder, "đô thị hoá").stdout
    assert "Không tìm thấy" in run("kwic", folder, "tàu vũ trụ").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "no-such-folder"), "no-such-folder"),
        (("show", "no-such-file.txt"), "no-such-file.txt"),
        (("compare", "{folder}", "--by", "colour"), "colour"),
        (("compare", "{folder}", "--lang", "fr"), "fr"),
        (("compare", "{folder}", "--html", "no/such/place.html"), "place.html"),
        (("compare", "{empty}"), "empty"),
        (("show", "{unknown}"), "picture.xyz"),
        (("show", "{binary}"), "binary.txt"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(
    folder, tmp_path, monkeypatch, capsys, arguments, said
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture.xyz").write_text("x")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    places = {
        "folder": folder,
        "empty": tmp_path / "empty",
        "unknown": tmp_path / "picture.xyz",
        "binary": tmp_path / "binary.txt",
    }
    monkeypatch.setattr(
        sys, "argv", ["textkit", *(argument.format(**places) for argument in arguments)]
    )
    with pytest.raises(SystemExit) as stop:
        cli.main()
    printed = capsys.readouterr().err
    assert stop.value.code == 2
    assert said in printed
    assert "Traceback" not in printed


def failed(monkeypatch, capsys, *arguments):
    """What the command line prints to standard error, with exit code 2."""
    monkeypatch.setattr(sys, "argv", ["textkit", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    return capsys.readouterr().err.strip()


@pytest.mark.parametrize(
    ("arguments", "vietnamese", "english"),
    [
        (
            ("compare", "khong-co"),
            "textkit: không có thư mục khong-co; hãy kiểm tra lại tên",
            "textkit: there is no folder khong-co; check its name",
        ),
        (
            ("show", "khong co.txt"),
            "textkit: không có tệp khong co.txt; hãy kiểm tra lại tên",
            "textkit: there is no file khong co.txt; check its name",
        ),
        (
            ("compare", "{folder}", "--by", "colour"),
            "textkit: không có loại thông tin 'colour'; trong kho văn bản có: 'kind',",
            "textkit: unknown fact 'colour'; the corpus has 'kind',",
        ),
        (
            ("check", "{folder}/cu.txt", "--format", "pdf"),
            "textkit: không có định dạng 'pdf'; hãy chọn text, json, html hoặc docx",
            "textkit: unknown format 'pdf'; choose text, json, html or docx",
        ),
        (
            ("compare", "{folder}", "--html", "khong/co.html"),
            (
                f"textkit: không ghi được {Path('khong/co.html')}: không có thư mục khong; hãy tạo"
                " thư mục"
            ),
            (
                f"textkit: cannot write {Path('khong/co.html')}: there is no folder khong; make it"
                " first"
            ),
        ),
    ],
)
def test_errors_are_told_in_the_language_asked_for(
    folder, monkeypatch, capsys, arguments, vietnamese, english
):
    arguments = [argument.format(folder=folder) for argument in arguments]
    assert failed(monkeypatch, capsys, *arguments).splitlines()[-1].startswith(vietnamese)
    assert (
        failed(monkeypatch, capsys, *arguments, "--lang", "en").splitlines()[-1].startswith(english)
    )
    assert failed(monkeypatch, capsys, *arguments, "--lang=en").splitlines()[-1].startswith(english)


def test_an_unknown_language_is_told_in_vietnamese(folder, monkeypatch, capsys):
    said = failed(monkeypatch, capsys, "compare", folder, "--lang", "fr")
    assert said == "textkit: không có ngôn ngữ 'fr'; hãy chọn một trong các giá trị: vi, en"


def test_why_a_file_was_left_out_is_told_in_the_language_asked_for(folder, tmp_path):
    (folder / "hong.docx").write_bytes(b"PK\x03\x04 not a zip")
    (folder / "anh.dwg").write_bytes(b"x")
    page = tmp_path / "page.html"
    said = run("compare", folder, "--html", page).stderr
    broken = "bị hỏng hoặc không trọn vẹn (không phải là tệp nén zip); hãy lưu hoặc tải lại"
    assert f"Bỏ qua hong.docx: {broken}\n" in said
    assert "Bỏ qua anh.dwg: không đọc loại tệp .dwg; chỉ đọc: .txt, .md" in said
    assert f"không đọc được hong.docx: {broken}" in page.read_text("utf-8")
    said = run("compare", folder, "--html", page, "--lang", "en").stderr
    assert (
        "Skipped hong.docx: is damaged or cut off (File is not a zip file); save or download"
        in said
    )
    assert "Skipped anh.dwg: files of kind .dwg are not read; these are: .txt, .md" in said
    assert "hong.docx was not read: is damaged or cut off" in page.read_text("utf-8")


def test_a_folder_without_documents_tells_why(tmp_path, monkeypatch, capsys):
    for name in ("anh.dwg", "bang"):
        (tmp_path / name).write_bytes(b"x")
    said = failed(monkeypatch, capsys, "build", tmp_path)
    assert said.startswith(
        f"textkit: {tmp_path} không có văn bản nào đọc được (chỉ đọc các tệp .txt, .md"
    )
    assert "; anh.dwg: không đọc loại tệp .dwg; chỉ đọc: .txt" in said
    assert "; bang: không đọc tệp không có đuôi; chỉ đọc: .txt" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,kind\na,b\n", "path"),
        ("", "id, path"),
    ],
)
def test_bad_metadata_is_named(folder, monkeypatch, capsys, content, said):
    (folder / "metadata.csv").write_text(content, "utf-8")
    monkeypatch.setattr(sys, "argv", ["textkit", "build", str(folder)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert said in capsys.readouterr().err


def test_a_correction_that_fits_nothing_is_reported(folder):
    rows = "finding,verdict,field,value\n8.60513E+15,reject,,\n"
    (folder / "corrections.csv").write_text(rows, "utf-8")
    result = run("build", folder)
    assert result.exit_code == 0
    assert "corrections.csv: dòng 2: '8.60513E+15' là số do Excel đổi" in result.stderr


def test_a_bad_row_of_the_metadata_is_told_and_the_rest_goes_on(folder):
    (folder / "metadata.csv").write_text("id,path\na,cu.txt\na,moi.txt\n", "utf-8")
    told = "dòng 3: id 'a' có hai lần"
    built = run("build", folder)
    assert told in " ".join(built.stdout.split())
    assert told not in built.stderr
    assert f"metadata.csv: {told}" in run("compare", folder).stderr


def test_files_that_are_left_out_for_one_reason_are_one_line(folder):
    for name in ("a.zip", "b.zip", "c.dwg", "d", *(f"thu {n}.eml" for n in range(7))):
        (folder / name).write_bytes(b"x")
    said = run("compare", folder).stderr.splitlines()
    skipped = [line for line in said if line.startswith("Bỏ qua")]
    names = ", ".join(f"thu {n}.eml" for n in range(5))
    assert skipped == [
        f"Bỏ qua {names} … (7 tệp): là thư điện tử, textkit không đọc; hãy lưu tệp đính kèm thành"
        " tệp riêng, nội dung thư thành .txt",
        "Bỏ qua 4 tệp: thuộc loại không đọc: .zip (2), .dwg (1), không có đuôi (1)",
    ]
    built = " ".join(run("build", folder).stdout.split())
    assert "4 tệp bỏ qua thuộc loại không đọc: .zip (2), .dwg (1), không có đuôi (1)" in built


def test_a_bad_file_among_good_ones_is_reported_and_skipped(folder):
    (folder / "hong.docx").write_bytes(b"PK\x03\x04 not a zip")
    result = run("compare", folder)
    assert result.exit_code == 0
    assert "hong.docx" in result.stderr


@pytest.mark.slow
def test_a_second_run_is_quick_and_loads_neither_spacy_nor_underthesea(folder):
    run("build", folder)
    code = (
        "import sys; from textkit import cli; sys.argv = ['textkit', 'compare',"
        " sys.argv[1]]\ncli.app(standalone_mode=False)\nprint([name for name in ('spacy',"
        " 'underthesea', 'matplotlib') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().endswith("[]")


def test_the_word_sample_is_the_sample_corpus_in_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    assert "1 trong số" in run("kwic", "sample", "tỉnh Lam Châu", "--most", 1).stdout


def test_a_folder_named_sample_comes_first(folder, tmp_path, monkeypatch):
    folder.rename(tmp_path / "sample")
    monkeypatch.chdir(tmp_path)
    assert "chợ đầu mối" in run("kwic", "sample", "chợ đầu mối nông sản").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_a_reader_that_has_seen_enough_is_no_error(folder):
    command = f"{sys.executable} -m textkit.cli rules | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""
    assert done.stdout.split()[-1] == "0"


def test_evaluate_without_labels_says_what_to_give(folder, monkeypatch):
    """An installed package has no labels of its own, and no documents beside it."""
    monkeypatch.chdir(folder)
    done = run("evaluate", "--lang", "en")
    assert done.exit_code == 2
    assert "give a folder of labels" in done.stderr
    assert "tests/labels" not in done.stderr
    labels = folder / "labels"
    labels.mkdir()
    (labels / "targets.csv").write_text("file,sha256,start,end\n", "utf-8")
    done = run("evaluate", labels, "--lang", "en")
    assert done.exit_code == 2
    assert "give their folder with --documents" in done.stderr
    done = run("evaluate", labels, "--documents", folder, "--lang", "en")
    assert "has no labels" in done.stderr


REGIONS = "id,path,vùng,place\ncu,cu.txt,Bắc [1],Vân Sa\nmoi,moi.txt,Nam,Cửa Trầm\n"


@pytest.mark.parametrize(
    ("by", "named", "groups"),
    [
        ("vùng", "vùng", ("Bắc", "Nam")),  # a column of one's own goes by its own name
        ("place", "nơi ban hành", ("Vân Sa", "Cửa Trầm")),
        ("number", "số, ký hiệu", ("11/NQ-HĐND", "12/NQ-HĐND")),
    ],
)
def test_any_fact_or_column_groups_a_comparison_and_is_named(folder, by, named, groups):
    (folder / "metadata.csv").write_text(REGIONS, "utf-8")
    page = folder.parent / "page.html"
    printed = run("compare", folder, "--by", by, "--html", page).stdout
    shown = page.read_text("utf-8")
    for said in (named, *groups):
        assert said in printed
        assert said in shown


def test_a_themes_file_of_which_nothing_is_found_says_so(folder):
    themes = folder.parent / "themes.toml"
    themes.write_text(
        '[la]\nvi = "Lạ"\nen = "Strange"\ncap = [999]\nkeywords = ["khinh khí cầu"]\n', "utf-8"
    )
    page, tables = folder.parent / "page.html", folder.parent / "tables"
    printed = run("compare", folder, "--themes", themes, "--html", page, "--tables", tables).stdout
    assert "Không tìm thấy chủ đề nào" in printed
    assert "Không tìm thấy chủ đề nào" in page.read_text("utf-8")
    assert (tables / "themes.csv").exists()
    assert "Không tìm thấy chủ đề nào" not in run("compare", folder).stdout
