"""The script that edits the heuristics: what it edits, what it leaves alone, and how it judges."""

from textwrap import dedent

import mutations
import pytest
from mutations import Copy, Edit, Outcome, Outcomes, Stage, drawn, sites_of


def edited(line, operator):
    """The texts that an operator makes of one, each with a single edit."""
    return [
        edit.applied(line)
        for site in sites_of("invented", line)
        for edit in site.edits
        if edit.operator == operator
    ]


@pytest.mark.parametrize(
    ("operator", "line", "expected"),
    [
        ("comparisons", "a < b", ["a <= b", "a >= b"]),
        ("comparisons", "a <= b", ["a < b", "a > b"]),
        ("comparisons", "a == b", ["a != b"]),
        ("comparisons", "a not in b", ["a in b"]),
        ("comparisons", "a is b", ["a is not b"]),
        ("comparisons", "a == b in c", ["a != b in c", "a == b not in c"]),
        ("comparisons", "(a) != (b)", ["(a) == (b)"]),
        # Columns of the syntax tree are bytes: each of these letters has two or three.
        ("comparisons", "'điều' == 'khoản'", ["'điều' != 'khoản'"]),
        ("comparisons", "a + b", []),
        ("and_or", "a and b or c", ["a or b or c", "a and b and c"]),
        ("and_or", "a and b and c", ["a or b and c", "a and b or c"]),
        ("and_or", "a & b", []),
        ("constants", "a + 3", ["a + 4", "a + 2"]),
        ("constants", "a > 0.5", ["a > 1.5", "a > -0.5"]),
        ("constants", "a == True", []),
        ("constants", "a['7']", []),
        ("constants", "a[0] + b[-1] + c[1:] + d[:0]", []),
        ("constants", "a[:40]", ["a[:41]", "a[:39]"]),
        ("constants", "a[b + 1]", ["a[b + 2]", "a[b + 0]"]),
        ("branches", "a if b else c", ["c if b else a"]),
        ("branches", "x(a) if b else (c)", ["c if b else (x(a))"]),
        ("branches", "if a:\n    b()\nelse:\n    c()", ["if a:\n    c()\nelse:\n    b()"]),
        ("branches", "if a:\n    b()", []),
        ("branches", "if a:\n    b()\nelif c:\n    d()", ["if a:\n    d()\nelif c:\n    b()"]),
        (
            "branches",
            "a if b else c if d else e",
            ["(c if d else e) if b else a", "a if b else e if d else c"],
        ),
        ("not_dropped", "not a", ["a"]),
        ("not_dropped", "not (a and b)", ["(a and b)"]),
        ("not_dropped", "a not in b", []),
        ("not_added", "if a:\n    b()", ["if not a:\n    b()"]),
        ("not_added", "while a and b > 1: c()", ["while not a and b > 1: c()"]),
        ("not_added", "[a for a in b if c(a)]", ["[a for a in b if not c(a)]"]),
        ("not_added", "if (a := b()):\n    c()", ["if (not (a := b())):\n    c()"]),
        ("not_added", "a if b or c else d", ["a if not b or c else d", "a if b or not c else d"]),
        # Exchanging the branches, dropping the `not` and turning the comparison say the same.
        ("not_added", "a if b else c", []),
        ("not_added", "if not a:\n    b()", []),
        ("not_added", "if a < b:\n    c()", []),
        ("not_added", "a = b or c", []),
        (
            "returns_negated",
            "def f() -> bool:\n    return a",
            ["def f() -> bool:\n    return not a"],
        ),
        (
            "returns_negated",
            "def f() -> bool:\n    return True",
            ["def f() -> bool:\n    return False"],
        ),
        (
            "returns_negated",
            "def f() -> bool:\n    return a or b",
            ["def f() -> bool:\n    return not (a or b)"],
        ),
        ("returns_negated", "def f() -> int:\n    return a", []),
        ("returns_negated", "def f() -> bool:\n    return a == b", []),
        ("returns_negated", "def f() -> bool:\n    def g():\n        return a", []),
    ],
)
def test_an_operator_makes_just_these_edits(operator, line, expected):
    assert edited(line, operator) == expected


def test_what_is_no_decision_is_left_alone():
    text = '''
        """A module of 3 rules, a and b or not c."""
        from typing import TYPE_CHECKING

        if TYPE_CHECKING:
            LIMIT = 3

        @lru_cache(maxsize=64)
        def read(text: Literal[2], pages: Annotated[int, 3] = page) -> Literal[4]:
            """Reads 5 pages if there are 6.

            >>> read("7") == 8 and not 9
            """
            size: Annotated[int, 10] = pages
            return f"{size + 11 if size < 12 else 13}" "14 and 15"
    '''
    assert sites_of("invented", dedent(text)) == []


def test_the_rest_of_the_text_stays_as_it_is():
    text = dedent(
        """
        if (
            a  # the first and the last
            and  # with a comment
            (b)
        ):
            pass
        """
    )
    assert edited(text, "and_or") == [text.replace("    and  #", "    or  #")]


def test_the_edit_says_where_it_stands():
    (site,) = sites_of("vietnamese.text", "ạ = 'đ'\n\nb = ạ if ạ else 'ế'\n")
    (edit,) = site.edits
    assert (edit.module, edit.line, edit.operator) == ("vietnamese.text", 3, "branches")
    assert (edit.old, edit.new) == ("ạ if ạ else 'ế'", "'ế' if ạ else ạ")


FUNCTIONS = "".join(
    f"def f{n}(a, b):\n    if a < {n} and not b:\n        return a == b\n" for n in range(20)
)


def draw(text, number=15, seed=1):
    return [
        (edit.operator, edit.old, edit.new) for edit in drawn(sites_of("m", text), number, seed)
    ]


def test_the_same_seed_draws_the_same_edits():
    assert draw(FUNCTIONS) == draw(FUNCTIONS)
    assert len(draw(FUNCTIONS)) == 15
    assert draw(FUNCTIONS) != draw(FUNCTIONS, seed=2)


def test_a_site_is_drawn_once_and_all_are_drawn_when_there_are_fewer():
    sites = sites_of("m", FUNCTIONS)
    edits = drawn(sites, 1000, 1)
    assert len(edits) == len(sites) == len({(edit.start, edit.operator) for edit in edits})
    assert drawn([], 100, 1) == []


def test_work_elsewhere_leaves_the_draw_as_it_was():
    moved = "# A comment, and a function without a decision.\n\n\ndef g():\n    pass\n" + FUNCTIONS
    assert draw(moved) == draw(FUNCTIONS)


def test_modules_that_are_not_there_are_named(tmp_path, capsys):
    (tmp_path / "language").mkdir()
    (tmp_path / "language" / "units.py").touch()
    (tmp_path / "comparing").mkdir()
    (tmp_path / "comparing" / "terms.py").touch()
    names = ("comparing.shares", "language.units", "storing.store")
    assert mutations.modules_here(names, tmp_path) == ["comparing.terms", "language.units"]
    printed = capsys.readouterr().out
    assert "comparing.shares is not there: comparing.terms" in printed
    assert "storing.store is not there: left out" in printed


@pytest.mark.parametrize(
    ("name", "text", "imports"),
    [
        ("test_a.py", "from textkit.finding.themes import x", True),
        ("test_a.py", "from textkit.finding import themes", True),
        ("test_a.py", "def test():\n    import textkit.finding.themes", True),
        ("test_a.py", 'for n in ("themes",):\n    import_module(f"textkit.finding.{n}")', True),
        ("test_themes.py", "import textkit", True),
        ("test_themes_labelled.py", "import textkit", True),
        ("test_a.py", "from textkit.finding.citations import themes", False),
        ("test_a.py", 'import_module(f"textkit.checking.{n}"), "themes"', False),
        ("small.py", "from textkit.finding import themes", False),
    ],
)
def test_tests_that_import_a_module(tmp_path, name, text, imports):
    (tmp_path / name).write_text(text, "utf-8")
    expected = [f"{tmp_path.name}/{name}"] if imports else []
    assert mutations.tests_importing("finding.themes", tmp_path) == expected


def test_what_is_named_after_a_module_runs_first(tmp_path):
    for name in ("test_a.py", "test_themes.py", "test_z.py"):
        (tmp_path / name).write_text("from textkit.finding import themes", "utf-8")
    files = mutations.tests_importing("finding.themes", tmp_path)
    assert [file.rpartition("/")[2] for file in files] == [
        "test_themes.py",
        "test_a.py",
        "test_z.py",
    ]


@pytest.fixture
def copy(tmp_path):
    """A copy of a repository with one module, whose two decisions have a test for one of them."""
    repository = tmp_path / "repository"
    for folder in ("textkit/finding", "tests", "corpus", ".git"):
        (repository / folder).mkdir(parents=True)
    for package in ("textkit", "textkit/finding"):
        (repository / package / "__init__.py").touch()
    (repository / "textkit/finding/themes.py").write_text(
        "def is_long(text):\n    return len(text) > 3\n\n\n"
        "def count(n):\n    while n > 0:\n        n -= 1\n    return n\n"
    )
    (repository / "tests/test_themes.py").write_text(
        "import pytest\n"
        "from textkit.finding.themes import count, is_long\n\n\n"
        "@pytest.mark.parametrize('text', ['two words'])\n"
        "def test_long(text):\n    assert is_long(text)\n    assert count(5) == 0\n"
    )
    return Copy(repository, tmp_path / "folder")


def edits_of(copy):
    text = (copy.package / "finding/themes.py").read_text()
    edits = [edit for site in sites_of("finding.themes", text) for edit in site.edits]
    return {(edit.line, edit.old, edit.new): edit for edit in edits}


@pytest.mark.slow
def test_an_edit_is_noticed_or_survives_and_the_copy_is_as_before(copy):
    copy.check(["finding.themes"])
    assert not (copy.root / ".git").exists()
    before = (copy.package / "finding/themes.py").read_text()
    edits = edits_of(copy)
    noticed = copy.judge(edits[2, ">", "<="], ["-n", "0"], "100")
    assert (noticed.kind, noticed.test) == (
        "noticed",
        "tests/test_themes.py::test_long[two words]",
    )
    assert copy.judge(edits[2, ">", ">="], ["-n", "0"], "100").kind == "survived"
    assert (copy.package / "finding/themes.py").read_text() == before


@pytest.mark.slow
def test_a_test_that_fails_by_chance_notices_nothing(copy):
    (copy.root / "tests/test_themes.py").write_text(
        "from pathlib import Path\n\n\ndef test():\n"
        "    ran = Path('ran')\n    before = ran.exists()\n    ran.touch()\n    assert before\n"
    )
    outcome = copy.judge(edits_of(copy)[2, ">", "<="], ["-n", "0"], "100")
    assert (outcome.kind, outcome.test) == (
        "survived",
        "tests/test_themes.py::test failed by chance",
    )


@pytest.mark.slow
def test_a_loop_without_end_is_ended(copy):
    outcome = copy.judge(edits_of(copy)[7, "1", "0"], ["-n", "0"], "3")
    assert (outcome.kind, outcome.test) == ("endless", "")


@pytest.mark.slow
def test_tests_that_fail_without_an_edit_say_nothing(copy):
    (copy.root / "tests/test_themes.py").write_text("def test():\n    assert False\n")
    edits = list(edits_of(copy).values())
    with pytest.raises(SystemExit, match="fails without an edit"):
        mutations.run_stage(Stage("first", 0), edits, [copy], Outcomes(None, ""))


def test_what_is_imported_must_be_the_copy(copy, monkeypatch):
    # The folder tests are run from is not looked at: the installed package is imported.
    monkeypatch.setattr(Copy, "environment", lambda self: {"PYTHONSAFEPATH": "1"})
    with pytest.raises(SystemExit, match="not the copy is imported"):
        copy.check(["finding.themes"])


def test_nothing_may_stand_beside_the_copy(copy):
    (copy.root.parent / "shared").mkdir()
    with pytest.raises(SystemExit, match="something stands beside"):
        copy.check(["finding.themes"])


def test_a_run_goes_on_where_it_stopped(tmp_path):
    file = tmp_path / "outcomes.jsonl"
    first = Outcomes(file, "state")
    first.keep("first", "edit", Outcome("noticed", "tests/test_a.py::test_b", 1.5))
    assert Outcomes(file, "state").get("first", "edit") == first.get("first", "edit")
    assert Outcomes(file, "state").get("whole", "edit") is None
    assert Outcomes(file, "another state").get("first", "edit") is None


def test_the_report_counts_by_module_and_shows_what_survived():
    edits = [
        Edit("finding.themes", 1, "comparisons", 2, "<", new) for new in ("<=", ">=", "==", "!=")
    ]
    outcomes = Outcomes(None, "")
    for edit, kind in zip(edits, ("noticed", "endless", "survived", "survived"), strict=True):
        outcomes.keep("first", edit.name, Outcome(kind, "", 1.0))
    outcomes.keep("whole", edits[2].name, Outcome("noticed", "tests/test_a.py::test", 9.0))
    printed = mutations.report(edits, outcomes, {"finding.themes": "a < b\n"})
    assert ["finding.themes", "4", "2", "1", "1"] in [line.split() for line in printed.split("\n")]
    assert "1 of the noticed were ended at the time limit:\n  finding.themes:1" in printed
    assert "--- textkit/finding/themes.py:1" in printed
    assert "-a < b\n+a != b" in printed
