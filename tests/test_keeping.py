"""A kept result is the one that was made, and nothing but speed depends on its being kept."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import textkit as tk
from textkit.comparing import terms
from textkit.storing import keeping
from textkit.storing.keeping import UnknownTypeError, kept


class Pair(NamedTuple):
    one: int
    two: str | None


@dataclass(frozen=True)
class Leaf:
    name: str
    value: float | None = None
    spans: tuple[tuple[int, int], ...] = ()
    inside: "Leaf | None" = None


@dataclass(frozen=True)
class Tree:
    kind: Literal["a", "b"]
    leaves: Sequence[Leaf]
    by_name: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, Pair]
    table: pd.DataFrame
    more: Any = None
    unit: str = field(default="document", init=False)


LEAVES = st.builds(
    Leaf,
    st.text(max_size=5),
    st.none() | st.floats(allow_nan=False),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    st.none() | st.builds(Leaf, st.text(max_size=3)),
)


def tree(leaves=(), **more) -> Tree:
    table = pd.DataFrame(
        {
            "word": ["đô thị hóa", "x"],
            "count": [3, 0],
            "share": [0.1, float("nan")],
            "few": [True, False],
        }
    )
    table.attrs = {"left_out": ["ct-04"]}
    asked = {"table": table} | more
    return Tree("a", list(leaves), {"k": ("a", "b")}, {"p": Pair(1, None)}, **asked)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def never() -> Any:
    pytest.fail("made anew")


def same(one: Tree, two: Tree) -> bool:
    pd.testing.assert_frame_equal(one.table, two.table)
    return {**vars(one), "table": 0} == {**vars(two), "table": 0}


@given(st.lists(LEAVES, max_size=4))
def test_what_is_read_is_what_was_made(leaves):
    made = tree(leaves, more={"plain": [1, "hai", None]})
    asked = {"leaves": repr(leaves)}
    assert kept(lambda: made, Tree, asked) is made or leaves == []
    again = kept(never, Tree, asked)
    assert same(again, made)
    assert again.table.attrs == {"left_out": ["ct-04"]}


def test_numbers_of_numpy_are_kept_as_plain_ones():
    kept(lambda: tree([Leaf("a", np.float64(0.1))]), Tree, {})
    assert kept(never, Tree, {}).leaves == [Leaf("a", 0.1)]


def test_another_question_is_another_result():
    kept(lambda: tree([Leaf("a")]), Tree, {"seed": 0})
    assert kept(lambda: tree([Leaf("b")]), Tree, {"seed": 1}).leaves == [Leaf("b")]


@pytest.mark.parametrize("damage", [b"", b"x", zlib.compress(b"[1]"), zlib.compress(b"{}"), None])
def test_a_damaged_file_is_made_anew(folder, damage):
    kept(tree, Tree, {})
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:-3] if damage is None else damage)
    assert same(kept(tree, Tree, {}), tree())
    assert same(kept(never, Tree, {}), tree())


def test_a_cache_that_cannot_be_written_is_done_without(folder):
    folder.write_text("no folder")
    assert same(kept(tree, Tree, {}), tree())


def test_the_oldest_are_deleted(folder, monkeypatch):
    monkeypatch.setattr(keeping, "_MOST_KEPT", 3)
    for number in range(6):
        kept(tree, Tree, {"number": number})
    assert len(list(folder.iterdir())) == 3
    kept(never, Tree, {"number": 5})


def test_only_the_user_reads_what_is_kept(folder):
    kept(tree, Tree, {})
    assert [file.stat().st_mode & 0o77 for file in (folder, *folder.iterdir())] == [0, 0]


def test_a_type_that_no_result_has_is_refused():
    with pytest.raises(UnknownTypeError, match="can be kept"):
        keeping._reader(set[int])


@dataclass(frozen=True)
class Odd:
    values: dict[str, int]


def test_a_result_that_cannot_be_read_again_is_not_made_anew_in_silence():
    kept(lambda: Odd({"a": 1}), Odd, {})
    with pytest.raises(UnknownTypeError, match="dict"):
        kept(never, Odd, {})


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "kho").mkdir()
    for year in (2016, 2021):
        text = (
            f"TỈNH ỦY LAM CHÂU\n\nNGHỊ QUYẾT\nvề đường sá, ngày 05/3/{year}\n\nI. MỤC TIÊU\n"
            f"Đến năm {year + 4}, tỷ lệ đô thị hóa đạt {year - 1980}%. Đẩy mạnh làm đường xã.\n"
        )
        (tmp_path / "kho" / f"nq-{year}.txt").write_text(text, "utf-8")
    (tmp_path / "kho" / "metadata.csv").write_text(
        "id,path,period\na,nq-2016.txt,2015-2020\nb,nq-2021.txt,2020-2025\n", "utf-8"
    )
    return tk.open_corpus(tmp_path / "kho", store=tmp_path / "s.sqlite", progress=False)


def test_a_comparison_asked_again_is_read(corpus, monkeypatch):
    first = tk.compare_terms(corpus)
    monkeypatch.setattr(terms, "_compared", lambda *_: never())
    again = tk.compare_terms(corpus)
    assert again.to_json() == first.to_json()
    assert again.found.threads == first.found.threads
    for name, table in vars(first.found).items():
        if isinstance(table, pd.DataFrame):
            pd.testing.assert_frame_equal(getattr(again.found, name), table)
    assert again.to_html() == first.to_html()


@pytest.mark.parametrize("asked", [{"seed": 1}, {"by": "year"}, {"level": "local"}])
def test_a_comparison_asked_otherwise_is_made(corpus, asked, monkeypatch):
    tk.compare_terms(corpus)
    made = []
    monkeypatch.setattr(terms, "_compared", lambda *given: made.append(given) or tree())
    terms.compare_terms(corpus, **asked)
    assert len(made) == 1


def test_a_result_that_was_kept_is_read_when_it_is_asked_for_and_not_before(tmp_path, monkeypatch):
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path))
    made = []

    def make() -> str:
        made.append(1)
        return "so sánh"

    first = keeping.kept_for_later(make, str, {"corpus": "a"})
    assert made == [1]  # what was not kept is made at once
    again = keeping.kept_for_later(make, str, {"corpus": "a"})
    (file,) = tmp_path.glob("result-*")
    file.unlink()
    assert made == [1]
    assert (first(), again()) == ("so sánh", "so sánh")
    assert made == [1, 1]  # gone meanwhile: made anew, once it was asked for
