"""Errors in the user's language: every text that is raised has a template in `errors.toml`, and no
other.
"""

import ast
import csv
import re
import time
import tomllib
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.data.messages import translated

PACKAGE = Path(__file__).resolve().parents[1] / "textkit"
ERRORS: dict[str, str] = tomllib.loads((PACKAGE / "data" / "errors.toml").read_text("utf-8"))
VALUE = "\0"  # stands for a value until it is numbered

# What is no constant at the raise site, by the template that is found there: the texts it stands
# for.
ELSEWHERE = {
    # office: what `convert` raised, with the user's path; handouts: a message of the catalogue
    "{0}": [],
    # readers: `where` is handed on to `_fact`
    "{0}: {1} is no date; write 2025-03-05, 2025-03 or 2025": [
        "{0}, line {1}: {2} is no date; write 2025-03-05, 2025-03 or 2025"
    ],
    # corpus.one_of: what is unknown is a fact that makes groups, or what a caller names
    "unknown {0} {1}; the corpus has {2}": [
        "unknown {0} {1}; the corpus has {2}",
        *(
            f"unknown {what} {{0}}; the corpus has {{1}}"
            for what in (
                "period",
                "term",
                "kind",
                "issuer",
                "year",
                "fact",
                "document",
                "thread",
                "group",
                "records",
                "kind of exercise",
            )
        ),
    ],
    "unknown {0} {1}; the corpus has none": [
        "unknown {0} {1}; the corpus has none",
        *(
            f"unknown {what} {{0}}; the corpus has none"
            for what in ("period", "term", "kind", "issuer", "year", "thread")
        ),
    ],
    # readers: an empty file has a sentence of its own
    "{0} is named {1} but holds {2}; give it its right suffix, or save it again as .docx or .txt": [
        (
            "{0} is named {1} but holds {2}; give it its right suffix, or save it again as .docx or"
            " .txt"
        ),
        (
            "{0} is named {1} but holds nothing; give it its right suffix, or save it again as"
            " .docx or .txt"
        ),
    ],
    # contrast, explorer: the fact that makes the groups
    "no document of the corpus tells its {0}; choose another fact": [
        f"no document of the corpus tells its {what}; choose another fact"
        for what in ("{0}", "period", "term", "kind", "issuer", "year")
    ],
    "to compare by {0}, documents of two groups are needed; the corpus has {1}": [
        "to compare by {0}, documents of two groups are needed; the corpus has {1}",
        *(
            f"to compare by {what}, documents of two groups are needed; the corpus has {{0}}"
            for what in ("period", "term", "kind", "issuer", "year")
        ),
        "to compare by period, documents of two groups are needed; the corpus has []",
    ],
}
# store: of the three states and the two ways out these do not go together
NEVER = {
    (
        "the store {0} is in use by another process ({1}); "
        "delete it to build it anew, or name another with store="
    ),
    "the store {0} is damaged ({1}); try again later",
    "the store {0} cannot be used ({1}); try again later",
}
# Texts that no `raise` holds.
BESIDE = {
    "{0}: it is a link that leads out of the folder",  # readers._unread: why a file was left out
    "{0}: metadata.csv lists it, but there is no such file",
    "the file",  # draft._only: what the unknown key stands in
    "interrupted; what was done is kept, run it again to go on",  # cli.main
    "it took more than {0} seconds",
    "it ended with code {0}",  # office._convert
    # what the system, the zip reader, SQLite and PDFium say, alone or within the others
    "[Errno 2] No such file or directory: {0}",
    "[Errno 13] Permission denied: {0}",
    "[Errno 17] File exists: {0}",
    "[Errno 20] Not a directory: {0}",
    "[Errno 21] Is a directory: {0}",
    "[Errno 28] No space left on device",
    "[Errno 28] No space left on device: {0}",
    "[Errno 30] Read-only file system: {0}",
    "[Errno 36] File name too long: {0}",
    "embedded null byte",
    "File is not a zip file",
    "database is locked",
    "file is not a database",
    "database disk image is malformed",
    "unable to open database file",
    "attempt to write a readonly database",
    "Failed to load document (PDFium: Data format error).",
    "Failed to load document (PDFium: Incorrect password error).",
}


def contents() -> set[str]:
    """What a file holds, in words, as `file_types.csv` says."""
    with (PACKAGE / "data" / "file_types.csv").open(encoding="utf-8", newline="") as file:
        found = {row["contents"] for row in csv.DictReader(file)}
    return found - {"nothing", "RTF"}  # a sentence of its own, and a name


class Scope:
    """A function and its module: what a name in it stands for, where that is a text."""

    def __init__(self, module: ast.Module, function: ast.AST) -> None:
        self.function = function
        self.constants = {
            node.targets[0].id: node.value
            for node in module.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        self.functions = {
            node.name: node for node in module.body if isinstance(node, ast.FunctionDef)
        }
        self.module = module

    def texts(self, node: ast.expr) -> list[str]:
        """Every text that an expression can be, values as VALUE."""
        match node:
            case ast.Constant(value=str(text)):
                found = [text]
            case ast.JoinedStr(values=parts):
                found = ["".join(each) for each in product(*map(self.texts, parts))]
            case ast.IfExp(body=one, orelse=other):
                found = [*self.texts(one), *self.texts(other)]
            case ast.BoolOp(op=ast.Or(), values=[first, ast.Constant(value=str(last))]):
                found = [*self.texts(first), last]
            case _:
                found = self.named(node)
        return found

    def named(self, node: ast.expr) -> list[str]:
        """The texts behind a name or a call, as far as they stand in the module."""
        match node:
            case ast.FormattedValue(value=value, conversion=-1):
                found = self.texts(value)
            case ast.Name(id=name):
                found = self.assigned(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="format")):
                found = [
                    re.sub(r"\{\w+\}", VALUE, text) for text in self.texts(self.constants[name])
                ]
            case ast.Call(func=ast.Name(id=name)) if name in self.functions:
                found = self.returned(self.functions[name])
            case _:
                found = [VALUE]
        return found

    def assigned(self, name: str) -> list[str]:
        values = [
            node.value
            for node in ast.walk(self.function)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        ]
        told = isinstance(values[0], ast.IfExp | ast.JoinedStr) if len(values) == 1 else False
        return self.texts(values[0]) if told else [VALUE]

    def returned(self, function: ast.FunctionDef) -> list[str]:
        match function.body[-1]:
            case ast.Return(value=ast.expr() as value):
                return Scope(self.module, function).texts(value)
        return [VALUE]


def numbered(text: str) -> str:
    pieces = text.split(VALUE)
    return pieces[0] + "".join(f"{{{n}}}{piece}" for n, piece in enumerate(pieces[1:]))


def raised(source: str) -> set[str]:
    """The templates of the errors that a module raises."""
    module, found = ast.parse(source), set()
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                match node:
                    case ast.Call(func=ast.Name(id="TextkitError"), args=[text]):
                        found |= set(map(numbered, Scope(module, function).texts(text)))
    return found


def told() -> set[str]:
    """The templates of all texts that users can come to read."""
    sites = set().union(*(raised(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")))
    assert sites >= ELSEWHERE.keys() | NEVER
    return (
        {text for site in sites - NEVER for text in ELSEWHERE.get(site, [site])}
        | BESIDE
        | contents()
    )


def test_every_error_has_its_text_in_vietnamese_and_no_text_is_left_over():
    assert told() - ERRORS.keys() == set()
    assert ERRORS.keys() - told() == set()


@pytest.mark.parametrize("english", ERRORS)
def test_both_languages_have_the_same_values(english):
    numbers = re.findall(r"\{(\d+)\}", english)
    assert numbers == [str(n) for n in range(len(numbers))]
    assert sorted(re.findall(r"\{(.*?)\}", ERRORS[english])) == sorted(numbers)
    assert english != "{0}"
    assert english != ERRORS[english]
    if re.match(r"\{0\}(?: is| has| holds| cannot|: )", english):  # which may come without its file
        assert ERRORS[english].startswith("{0}")


def test_a_site_without_a_text_is_noticed():
    source = 'def f(a, b):\n    raise TextkitError(f"{a!r} is no {b:,}; " "sorry")'
    assert raised(source) == {"{0} is no {1}; sorry"}
    choice = (
        "def f(a):\n    why = 'odd' if a else 'even'\n"
        "    raise TextkitError(f'{a} is {why}, {a or \"no\"}')"
    )
    assert raised(choice) == {
        "{0} is odd, {1}",
        "{0} is odd, no",
        "{0} is even, {1}",
        "{0} is even, no",
    }


SAMPLES = [
    "/tài liệu/dự thảo số 1.docx",
    'it\'s a "file" {0} {name}.txt',
    "'XIV'",
    "C:\\Hồ sơ\\a (1).pdf",
    "{",
    "[]",
]


@pytest.mark.parametrize("english", ERRORS)
def test_values_stand_where_the_text_in_vietnamese_has_them(english):
    values = (SAMPLES * 2)[: english.count("{")]
    for given_ in (values, values[::-1]):
        assert translated(english.format(*given_), "en") == english.format(*given_)
        assert translated(english.format(*given_)) == ERRORS[english].format(*given_)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("", ""),
        ("something else: it broke", "something else: it broke"),
        ("there is no file a.txt; check its name!", "there is no file a.txt; check its name!"),
        ("khong.txt", "khong.txt"),
        ("there is no folder none; check its name", "không có thư mục none; hãy kiểm tra lại tên"),
        ("is encrypted; save it without a password", "có mật khẩu; hãy bỏ mật khẩu rồi lưu lại"),
        (
            "files of kind .jpg are not read; these are: .txt, .md",
            "không đọc loại tệp .jpg; chỉ đọc: .txt, .md",
        ),
        (
            "a.txt has 104,857,601 bytes; at most 104,857,600 are read: split it",
            (
                "a.txt có dung lượng 104.857.601 byte, vượt mức tối đa 104.857.600 byte; hãy chia"
                " nhỏ tệp"
            ),
        ),
        (
            "'a.txt' cannot be opened: [Errno 13] Permission denied: 'a.txt'",
            "'a.txt' không mở được: không có quyền truy cập 'a.txt'",
        ),
        (
            (
                "x holds no document that is read (.txt); a.jpg: files of kind .jpg are not read;"
                " these are: .txt; b: files of kind (no suffix) are not read; these are: .txt;"
                " c.txt: it is a link that leads out of the folder"
            ),
            (
                "x không có văn bản nào đọc được (chỉ đọc các tệp .txt); a.jpg: không đọc loại tệp"
                " .jpg; chỉ đọc: .txt; b: không đọc tệp không có đuôi; chỉ đọc: .txt; c.txt: đây là"
                " liên kết trỏ ra ngoài thư mục"
            ),
        ),
        ("m.csv has no column path; it has id", "m.csv không có cột path; các cột hiện có: id"),
        ("m.csv has no column path", "m.csv không có cột path"),
        (
            "a.txt: unknown key 'x' in the file; it takes check",
            "a.txt: không có mục 'x' trong tệp này; chỉ dùng được: check",
        ),
    ],
)
def test_translated(error, said):
    assert translated(error) == said
    assert translated(error, "en") == error


def words(draw_from: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(draw_from, max_size=6).map("".join)


@given(words(st.text() | st.sampled_from([*ERRORS, *re.split(r"\{\d\}", "".join(ERRORS))])))
def test_any_text_is_told(error):
    assert isinstance(translated(error), str)
    assert translated(error, "en") == error


@pytest.mark.parametrize(
    "piece", [" has ", "; ", ": files of kind a are not read; these are: ", " is no "]
)
def test_long_values_take_linear_time(piece):
    started = time.perf_counter()
    translated(f"a{piece * (50_000 // len(piece))}b")
    assert time.perf_counter() - started < 5
