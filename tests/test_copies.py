"""textkit.checking.copies and edits: a copy beside the draft, changes by whole words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from effort import grows_linearly
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.checking.copies import SAME_DRAFT, Alignment, Difference, align, likeness
from textkit.checking.edits import edits_of, on_whole_words
from textkit.reading.document import Block, Document, Revision

DRAFT = (
    "Điều 1. Mục tiêu\n"
    "Đến năm 2030, tốc độ tăng trưởng đạt 8%/năm; thu ngân sách đạt 5.000 tỷ đồng.\n"
    "Điều 2. Nhiệm vụ\n"
    "Phát triển du lịch Lam Châu gắn với bảo tồn văn hóa."
)


def document(text: str) -> Document:
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block(at, at + len(line), "body"))
        at += len(line) + 1
    return Document("d", text, layout=tuple(blocks))


@pytest.mark.parametrize(
    ("old", "new", "differences"),
    [
        ("8%/năm", "9%/năm", [("8%", "9%")]),
        ("5.000 tỷ", "5.500 tỷ", [("5.000", "5.500")]),
        (" gắn với bảo tồn văn hóa", "", [("gắn với bảo tồn văn hóa", "")]),
        ("du lịch", "du lịch xanh", [("", "xanh")]),
        ("Điều 2. Nhiệm vụ\n", "", [("Điều 2. Nhiệm vụ", "")]),
        ("Điều 2", "Điều 1a. Phạm vi\nĐiều 2", [("", "Điều 1a. Phạm vi")]),
        ("văn hóa", "Văn hóa", [("văn", "Văn")]),
        # A sentence that was written anew is one difference, not a heap of them.
        (
            "Phát triển du lịch Lam Châu gắn với bảo tồn",
            "Đẩy mạnh du lịch ở Lam Châu, đi đôi bảo tồn",
            [("Phát triển du lịch Lam Châu gắn với", "Đẩy mạnh du lịch ở Lam Châu, đi đôi")],
        ),
    ],
)
def test_changes_without_a_mark(old, new, differences):
    base = DRAFT.replace(old, new)
    assert base != DRAFT
    found = align(document(DRAFT), document(base)).differences
    assert [(DRAFT[one.start : one.end], one.after) for one in found] == differences


@pytest.mark.parametrize("change", [("\n", "\n\n"), (", ", ",  "), ("", "")])
def test_blanks_are_no_difference(change):
    base = DRAFT.replace(*change) if change[0] else DRAFT
    assert align(document(DRAFT), document(base)).differences == []


def test_headers_and_footers_are_left_out():
    other = Document(
        "d",
        "DỰ THẢO\n" + DRAFT,
        layout=(Block(0, 7, "header"), *shifted(document(DRAFT).layout, 8)),
    )
    assert align(document(DRAFT), other).differences == []


def shifted(layout, by):
    return [Block(block.start + by, block.end + by, block.kind) for block in layout]


def test_places_of_the_copy_are_places_of_the_draft():
    base = DRAFT.replace("Điều 2", "Điều 1a. Phạm vi\nĐiều 2").replace("8%", "8,25%")
    alignment = align(document(DRAFT), document(base))
    for words in ("Mục tiêu", "thu ngân sách", "tỷ đồng", "Nhiệm vụ", "văn hóa"):
        assert alignment.place(base.index(words)) == DRAFT.index(words), words
    places = [alignment.place(at) for at in range(len(base) + 1)]
    assert all(before <= after for before, after in pairwise(places))


def test_a_place_before_all_that_is_shared_is_the_beginning():
    assert Alignment([], []).place(7) == 0


def test_what_is_a_copy():
    other = "Điều 1. Phạm vi\nNghị quyết này quy định mức thu phí tham quan hang động ở Lam Châu."
    assert likeness(DRAFT, DRAFT.replace("8%", "9%")) > SAME_DRAFT
    assert likeness(DRAFT, other) < SAME_DRAFT
    assert likeness("Điều 1", "điều 1") == 1
    assert likeness("", "một hai ba bốn năm") == 0


def test_work_does_not_grow_with_the_square():
    assert grows_linearly(lambda n: likeness("a b c " * n, "a b d " * n), 5_000)


LINE = "đạt 8%/năm, thu 5.000 tỷ đồng (làm tròn)."


@pytest.mark.parametrize(
    ("start", "end", "after", "expected"),
    [
        (4, 5, "9", ("replace", "8%", "9%")),  # inside a figure
        (0, 6, "đạt 9%", ("replace", "8%", "9%")),  # with words that stay
        (16, 17, "7", ("replace", "5.000", "7.000")),
        (11, 11, " tổng", ("insert", "", "tổng")),
        (12, 12, "tổng ", ("insert", "", "tổng")),
        (12, 16, "", ("delete", "thu", "")),
        (11, 15, "", ("delete", "thu", "")),
        (25, 29, "Đồng", ("replace", "đồng", "Đồng")),
        (39, 39, " trở lên", ("insert", "", "trở lên")),
        (3, 4, "  ", None),  # blanks alone
        (12, 15, "thu", None),
    ],
)
def test_changes_by_whole_words(start, end, after, expected):
    edit = on_whole_words(LINE, start, end, after)
    found = None if edit is None else (edit.kind, edit.before, edit.after)
    assert found == expected
    if edit is not None:
        assert LINE[edit.start : edit.end] == edit.before


WORD = st.sampled_from("tăng giảm 8% 5.000 tỷ, đồng (mới) của Lam Châu.".split())
TEXTS = st.lists(WORD, min_size=1, max_size=12).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.data())
def test_a_change_on_whole_words_is_the_change(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    after = data.draw(st.one_of(st.just(""), TEXTS, st.sampled_from(["x", " ", "9", "a b"])))
    wanted = text[:start] + after + text[end:]
    edit = on_whole_words(text, start, end, after)
    if edit is None:
        assert _tokens(wanted) == _tokens(text)
    else:
        made = f"{text[: edit.start]} {edit.after} {text[edit.end :]}"
        assert _tokens(made) == _tokens(wanted)


def _tokens(text: str) -> list[str]:
    from textkit.checking.copies import TOKEN

    return TOKEN.findall(text)


WHOLE = Alignment(align(document(DRAFT), document(DRAFT)).stretches, [])


def edits(*revisions: tuple) -> list[tuple]:
    made = []
    for author, kind, start, end, words in revisions:
        before, after = ("", words) if kind == "insert" else (words or DRAFT[start:end], "")
        made.append(Revision(kind, author, None, start, end, before, after))
    return [
        (edit.author, edit.kind, edit.before, edit.after) for edit in edits_of(DRAFT, made, WHOLE)
    ]


def at(words: str) -> int:
    return DRAFT.index(words)


def test_what_is_taken_out_and_put_in_at_one_place_is_replaced():
    start = at("8%")
    assert edits(
        ("An", "delete", start, start + 1, ""), ("An", "insert", start + 1, start + 1, "9")
    ) == [("An", "replace", "8%", "9%")]
    # Not where two people did it, nor where words stand between.
    assert edits(
        ("An", "delete", start, start + 2, ""), ("Bình", "insert", start + 2, start + 2, "9%")
    ) == [("An", "delete", "8%", ""), ("Bình", "insert", "", "9%")]
    assert edits(
        ("An", "delete", start, start + 2, ""), ("An", "insert", at("; thu"), at("; thu"), " nữa")
    ) == [("An", "delete", "8%", ""), ("An", "insert", "", "nữa")]


def test_words_that_were_replaced_one_by_one_are_one_replacement():
    start = at("du lịch")
    found = edits(
        ("An", "delete", start, start + 2, ""),
        ("An", "insert", start + 2, start + 2, "thương"),
        ("An", "delete", start + 3, start + 7, ""),
        ("An", "insert", start + 7, start + 7, "mại"),
    )
    assert found == [("An", "replace", "du lịch", "thương mại")]


def test_a_new_paragraph_does_not_go_into_the_words_before_it():
    start, end = at("5.000"), at("5.000") + len("5.000 tỷ đồng.")
    found = edits(
        ("An", "delete", start, end, ""), ("An", "insert", end, end, "\nGiải ngân đạt 95%.")
    )
    assert found == [
        ("An", "delete", "5.000 tỷ đồng.", ""),
        ("An", "insert", "", "Giải ngân đạt 95%.\n"),
    ]


def test_a_paragraph_written_anew():
    start, end = at("Điều 2"), at("Điều 2") + len("Điều 2. Nhiệm vụ")
    found = edits(
        ("An", "delete", start, end, "Điều 2. Nhiệm vụ\n"),
        ("An", "insert", end, end, "Điều 2. Giải pháp\n"),
    )
    assert found == [("An", "replace", "Điều 2. Nhiệm vụ\n", "Điều 2. Giải pháp\n")]


def test_words_that_go_and_come_elsewhere_are_moved():
    start = at("gắn với bảo tồn")
    found = edits(
        ("An", "delete", start, start + 15, ""),
        ("An", "insert", at(" du lịch"), at(" du lịch"), " gắn với bảo tồn"),
    )
    assert found == [("An", "move", "gắn với bảo tồn", "gắn với bảo tồn")]
    start = at("văn hóa")
    assert (
        len(edits(("An", "delete", start, start + 7, ""), ("An", "insert", 5, 5, " văn hóa"))) == 2
    )


def test_the_end_of_a_paragraph():
    assert edits(("An", "insert", at(" thu"), at(" thu"), "\n")) == [("An", "split", "", "\n")]
    assert edits(("An", "insert", len(DRAFT), len(DRAFT), "\n")) == []
    end = at("\nĐiều 2")
    assert edits(("An", "delete", end, end, "\n")) == [("An", "join", "\n", "")]


def test_blanks_and_formats_are_no_edits():
    start = at(" tăng")
    assert edits(("An", "insert", start, start, " "), ("An", "format", 0, 4, "Điều")) == []


def test_what_another_put_in_is_not_wanted():
    start = at("du lịch")
    assert edits(("Bình", "delete", start, start, "xanh ")) == [("Bình", "undo", "xanh ", "")]


def test_differences_come_in_order():
    base = DRAFT.replace("Mục tiêu", "Chỉ tiêu").replace("du lịch", "nông nghiệp")
    found = align(document(DRAFT), document(base)).differences
    assert found == sorted(found)
    assert all(isinstance(one, Difference) for one in found)
