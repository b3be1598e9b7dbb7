"""Errors and messages in both languages: one catalogue, and keys that are in it."""

import ast
import pickle
import re
import string
from pathlib import Path

import pytest

from textkit import data
from textkit.data.messages import Message, Reason, TextkitError, catalogue, noun, say_error

PACKAGE = Path(__file__).resolve().parents[1] / "textkit"
ERRORS = [f"{section}.{key}" for section, keys in data.toml("errors.toml").items() for key in keys]

# Sections whose keys are put together: what the system or a library says, and what values are.
PUT_TOGETHER = {"system", "library", "noun", "contents", "damage", "running"}


def fields(text: str) -> set[str]:
    """The names of the values in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# What is raised with a key, and the section in which the key stands.
SECTIONS = {"TextkitError": "", "DamageError": "damage."}


def raise_sites() -> list[tuple[str, str, set[str]]]:
    """Where errors and messages are made: the place, the key, and the names of the values given."""
    sites = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in SECTIONS and node.args:
                given = {keyword.arg for keyword in node.keywords}
                for constant in constants(node.args[0]):
                    key = SECTIONS[node.func.id] + constant
                    sites.append((f"{path.name}:{node.lineno}", key, given))
    return sites


def constants(node: ast.expr) -> list[str]:
    """The keys that an expression can be: one, or either of two."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*constants(node.body), *constants(node.orelse)]
    return []


SITES = raise_sites()


@pytest.mark.parametrize(("place", "key", "given"), SITES, ids=[site[0] for site in SITES])
def test_what_is_raised_is_in_the_catalogue_with_its_values(place, key, given):
    if given == {None}:  # an error raised again with the values it had
        return
    assert fields(catalogue()[key]["en"]) <= given


def test_no_error_is_left_over():
    """Each key stands in the code as a string, apart from those that are put together."""
    sources = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    unused = [key for key in ERRORS if f'"{key}"' not in sources]
    assert {key for key in unused if key.split(".")[0] not in PUT_TOGETHER} == set()


@pytest.mark.parametrize("key", ERRORS)
def test_both_languages_have_the_same_values(key):
    texts = catalogue()[key]
    assert fields(texts["vi"]) == fields(texts["en"])
    assert (
        texts["en"].startswith("{path}") == texts["vi"].startswith("{path}")
        or "{path}" in texts["en"]
    )


def test_no_section_stands_in_both_files():
    assert data.toml("errors.toml").keys() & data.toml("messages.toml").keys() == set()


VALUES = [
    "/tài liệu/dự thảo số 1.docx",
    'it\'s a "file" {0} {name}.txt',
    "C:\\Hồ sơ\\a (1).pdf",
    "{",
]


@pytest.mark.parametrize("value", VALUES)
def test_values_stand_in_the_text_as_they_are(value):
    error = TextkitError("file.missing", path=value)
    assert str(error) == f"there is no file {value}; check its name"
    assert error.say("vi") == f"không có tệp {value}; hãy kiểm tra lại tên"


@pytest.mark.parametrize(
    ("error", "english", "vietnamese"),
    [
        (
            TextkitError("file.too-large", path="a.txt", size=104_857_601, limit=104_857_600),
            "a.txt has 104,857,601 bytes; at most 104,857,600 are read: split it",
            "a.txt có dung lượng 104.857.601 byte, vượt mức tối đa 104.857.600 byte;"
            " hãy chia nhỏ tệp",
        ),
        (
            TextkitError("file.not-opened", path="a", error=PermissionError(13, "denied", "a")),
            "'a' cannot be opened: permission denied: 'a'",
            "'a' không mở được: không có quyền truy cập 'a'",
        ),
        (
            TextkitError("corpus.unknown", what=noun("term"), value="XIV", known=["XI", "XII"]),
            "unknown term 'XIV'; the corpus has 'XI', 'XII'",
            "không có nhiệm kỳ 'XIV'; trong kho văn bản có: 'XI', 'XII'",
        ),
        (
            TextkitError("corpus.unknown", what=noun("vùng"), value="Bắc", known=["Nam"]),
            "unknown vùng 'Bắc'; the corpus has 'Nam'",
            "không có vùng 'Bắc'; trong kho văn bản có: 'Nam'",
        ),
        (
            TextkitError(
                "file.not-converted",
                path="a.doc",
                reason=Message("office.too-slow", {"seconds": 9}),
                program="Word",
                suffix=".docx",
            ),
            "a.doc cannot be converted by LibreOffice (it took more than 9 seconds);"
            " open it in Word and save it as .docx",
            "a.doc không chuyển đổi được bằng LibreOffice (quá 9 giây chưa xong);"
            " hãy mở bằng Word rồi lưu thành .docx",
        ),
    ],
)
def test_an_error_speaks_both_languages(error, english, vietnamese):
    assert str(error) == english == say_error(error, "en")
    assert error.say("vi") == vietnamese == say_error(error)


def test_a_long_list_of_what_is_known_is_cut():
    error = TextkitError("corpus.unknown", what="x", value="y", known=[str(n) for n in range(99)])
    assert str(error).endswith("'18', '19' …")


def test_a_reason_leaves_the_file_out_in_both_languages():
    reason = Reason(TextkitError("file.encrypted", path="a.docx"))
    assert reason == "is encrypted; save it without a password"
    assert reason.say("vi") == "có mật khẩu; hãy bỏ mật khẩu rồi lưu lại"
    after_a_colon = Reason(TextkitError("file.link-outside", path="b.txt"))
    assert after_a_colon == "it is a link that leads out of the folder"
    assert after_a_colon.say("vi") == "đây là liên kết trỏ ra ngoài thư mục"


def test_errors_and_reasons_pass_between_processes():
    error = TextkitError("file.missing", path=Path("a.txt"))
    again = pickle.loads(pickle.dumps(error))
    assert (again.key, again.values, str(again)) == (error.key, error.values, str(error))
    reason = pickle.loads(pickle.dumps(Reason(error)))
    assert reason.say("vi") == Reason(error).say("vi")


def test_what_others_say_is_known_or_said_as_it_is():
    assert say_error(ValueError("database is locked")) == "cơ sở dữ liệu đang bị khóa"
    assert say_error(ValueError("something else: it broke")) == "something else: it broke"
    assert say_error(OSError(5, "Input/output error", "x")) == str(
        OSError(5, "Input/output error", "x")
    )
    assert re.match("ổ đĩa đã đầy", say_error(OSError(28, "No space left on device")))
