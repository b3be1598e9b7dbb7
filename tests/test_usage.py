"""Help in Vietnamese: every command has it, and so has what is said of one not well formed."""

import pytest
import typer
from typer import rich_utils

from textkit import cli, data, usage


@pytest.fixture(autouse=True)
def words_of_typer(monkeypatch):
    """The words that typer prints around help are set back after a test."""
    for name in data.toml("usage.toml")["panels"]:
        monkeypatch.setattr(rich_utils, name, getattr(rich_utils, name))
    monkeypatch.setenv("COLUMNS", "100")


def commands():
    return typer.main.get_command(cli.app).commands


def test_every_command_and_parameter_has_help_in_both_languages():
    words = data.toml("usage.toml")
    for name, command in commands().items():
        assert command.help, name
        assert words[name]["command"], name
        for parameter in command.params:
            assert parameter.help, (name, parameter.name)
            assert words[name].get(parameter.name) or words["all"].get(parameter.name), (
                name,
                parameter.name,
            )


def test_no_help_is_left_of_what_is_gone():
    words = data.toml("usage.toml")
    known = commands()
    assert set(words) - {"all", "panels", "usage", "errors"} == set(known)
    for name, command in known.items():
        named = {parameter.name for parameter in command.params}
        assert set(words[name]) - {"command"} <= named, name


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["compare", "--help"], ["Cách dùng: textkit compare", "Tùy chọn", "[mặc định: period]"]),
        (["--help"], ["LỆNH [THAM SỐ]", "Sao chép các sổ tay"]),
        (["compare", "--help", "--lang", "en"], ["Usage: textkit compare", "Options"]),
    ],
)
def test_help_is_printed_in_the_language_asked_for(arguments, expected, capsys):
    code = 0
    try:
        code = usage.run(cli.app, arguments)
    except SystemExit as ended:  # typer's own way, in English
        code = ended.code
    printed = capsys.readouterr().out
    assert code == 0
    for words in expected:
        assert words in printed


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["compare"], "thiếu tham số corpus"),
        (["compare", "corpus", "--bi", "x"], "không có tùy chọn --bi; có phải ý bạn là --by?"),
        (["compare", "corpus", "--qqqq"], "không có tùy chọn --qqqq\n"),
        (["cmpare"], "không có lệnh cmpare; có phải ý bạn là: compare?"),
        (["xyz"], "build, compare, show"),
        (["kwic", "corpus", "x", "--window", "a"], "giá trị của --window không hợp lệ"),
        (["build", "corpus", "--jobs"], "tùy chọn --jobs phải có giá trị đi kèm"),
        (["rules", "thừa"], "lệnh viết sai: "),
    ],
)
def test_a_command_that_is_not_well_formed_is_explained(arguments, expected, capsys):
    assert usage.run(cli.app, arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert expected in printed.err
    assert "--help" in printed.err


def test_the_exit_code_of_a_command_is_handed_on(tmp_path, capsys):
    draft = tmp_path / "du-thao.txt"
    draft.write_text(
        "Điều 1. Mục tiêu\n1. Nghị quyết ban hành ngày 31 tháng 2 năm 2025 của của Hội đồng.\n",
        "utf-8",
    )
    assert usage.run(cli.app, ["check", str(draft)]) == 1
    assert usage.run(cli.app, ["rules"]) == 0
    assert "của của" in capsys.readouterr().out
