"""What is printed is what the documents say, and nothing they say acts on the terminal."""

import zlib
from io import StringIO

import pandas as pd
import pytest
from test_cli import NEW, OLD, folder, run  # noqa: F401  # `folder` is a fixture

from textkit.comparing import terms
from textkit.presenting import terminal
from textkit.presenting.shown import show

HOSTILE = "[bold]đỏ[/bold] \x1b[31m \x9b2J \u202egnàv [/người] [sửa đổi] :smile:"


def test_brackets_stay_and_control_characters_do_not(capsys):
    terminal.write(HOSTILE)
    printed = capsys.readouterr().out
    assert "[bold]đỏ[/bold]" in printed
    assert "[/người] [sửa đổi] :smile:" in printed
    assert not {"\x1b", "\x9b", "\u202e"} & set(printed)
    assert printed.count("�") == 3


def test_lines_and_tabs_are_no_danger():
    assert terminal.harmless("một\n\thai") == "một\n\thai"
    assert terminal.harmless("\x85\x00\u2066") == "���"


def test_what_is_reported_beside_is_harmless_too(capsys):
    terminal.report_written("a\x1b[2J.html", "vi")
    assert capsys.readouterr().err == "Đã ghi a�[2J.html\n"


def test_cells_of_a_table_are_plain_text(capsys):
    lines = pd.DataFrame(
        [{"doc_id": "[red]a", "left": "theo ", "match": "[theo khoản 2]", "right": "[/x]\x1b"}]
    )
    lines.attrs["matches"] = 1
    terminal.write_concordance(lines, "khoản", "vi", most=0)
    printed = capsys.readouterr().out
    assert "[theo khoản 2]" in printed
    assert "[red]a" in printed
    assert "[/x]�" in printed


@pytest.fixture
def bracketed(folder):  # noqa: F811
    """A corpus whose texts, ids and issuers hold what might be markup."""
    for name, text in (("cu [b].txt", OLD), ("moi [b.txt", NEW)):
        text = text.replace("chợ đầu mối", "chợ [theo khoản 2 Điều 5] [/người] [sửa đổi]")
        (folder / name).write_text(text, "utf-8")
    for name in ("cu.txt", "moi.txt"):
        (folder / name).unlink()
    (folder / "metadata.csv").write_text(
        "id,path,issuer\n[i]một,cu [b].txt,HĐND [đỏ]\n[/i]hai,moi [b.txt,HĐND [/đỏ]\n", "utf-8"
    )
    return folder


def test_quotations_keep_their_brackets(bracketed):
    printed = " ".join(run("kwic", bracketed, "xây dựng chợ", "--window", 20).stdout.split())
    assert "[theo khoản 2 Điều 5] [/người] [sửa đổi]" in printed
    assert "[i]một" in printed
    assert "[/i]hai" in printed


def test_ids_issuers_and_themes_keep_their_brackets(bracketed, tmp_path):
    themes = tmp_path / "themes.toml"
    themes.write_text('[cho]\nvi = "[chợ] [/búa]"\nkeywords = ["xây dựng"]\n', "utf-8")
    printed = run("compare", bracketed, "--by", "issuer", "--themes", themes).stdout
    assert "HĐND [/đỏ]" in printed
    assert "[chợ] [/búa]" in printed
    shown = run("show", bracketed / "cu [b].txt").stdout
    assert "[theo khoản 2 Điều 5] [/người] [sửa đổi]" in " ".join(shown.split())


HEADED = """BÁO CÁO

| TT | Chỉ tiêu | Năm 2025 | | Năm 2026 |
|---|---|---|---|---|
| | | Kế hoạch | Ước thực hiện | |
| 1 | Tỷ lệ hộ [nghèo] đa chiều | 1,5 | 1,2 | 1 |
| 2 | Số xã có chợ | 40 | | 45 |
"""


def test_tables_of_a_document_are_printed_as_tables(tmp_path, capsys):
    path = tmp_path / "bang.md"
    path.write_text(HEADED, encoding="utf-8")
    assert run("show", path).exit_code == 0
    (table,) = show(path).to_json()["tables"]
    assert table["heads"][2:] == [
        ["Năm 2025", "Kế hoạch"],
        ["Năm 2025", "Ước thực hiện"],
        ["Năm 2026"],
    ]
    assert table["rows"][1] == ["2", "Số xã có chợ", "40", "", "45"]
    table["rows"] *= 40
    terminal.write_table(table, "vi")
    printed = capsys.readouterr().out
    lines = [" ".join(line.split()) for line in printed.splitlines()]
    assert "Năm 2025 …" in lines
    assert "TT Chỉ tiêu Kế hoạch Ước thực hiện Năm 2026" in lines
    assert "1 Tỷ lệ hộ [nghèo] đa chiều 1,5 1,2 1" in lines
    assert "… còn 20 dòng nữa (xem đủ: --json)" in lines


def test_a_wide_table_breaks_no_word_at_eighty_columns(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(terminal, "_COLUMNS_OF_A_FILE", 80)
    heads = [["TT"], ["Nhiệm vụ"], ["Cơ quan chủ trì"], ["Sản phẩm"], ["Thời gian hoàn thành"]]
    task = "Rà soát, nâng cấp hệ thống thủy lợi phục vụ sản xuất nông nghiệp vùng ven biển"
    row = ["12", task, "Sở Nông nghiệp và Môi trường", "Báo cáo", "Quý IV/2026"]
    terminal.write_table({"heads": heads, "rows": [row] * 3}, "vi")
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) <= 80
    assert set(" ".join(row).split()) <= set(printed.split())


def test_a_comparison_asked_again_is_printed_and_laid_out_without_being_read(
    folder,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    cache = tmp_path / "cache"
    monkeypatch.setenv("TEXTKIT_CACHE", str(cache))
    page = tmp_path / "page.html"
    first = run("compare", folder, "--html", page)
    written = page.read_text("utf-8")
    for file in cache.glob("result-*"):
        if zlib.decompress(file.read_bytes()).startswith(b"["):  # the comparison; texts are strings
            file.write_bytes(b"damaged")
    monkeypatch.setattr(terms, "_compared", None)
    again = run("compare", folder, "--html", page)
    assert first.exit_code == again.exit_code == 0
    assert again.stdout == first.stdout
    assert page.read_text("utf-8") == written


def test_what_is_kept_for_a_terminal_is_as_it_is_printed_there(monkeypatch):
    class Screen(StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout", Screen())
    terminal.write("đậm", style="bold")
    recorded = terminal._recorded(lambda: terminal.write("đậm", style="bold"))
    assert recorded == terminal.sys.stdout.getvalue()
    assert "\x1b[1m" in recorded
