"""A sheet in which no look wins: what is counted, and what is held back."""

from dataclasses import replace

from textkit.teaching.items import Item
from textkit.teaching.looks import Looks

ITEM = Item(
    "x",
    "cloze",
    "",
    "Văn bản đề ra mức nào?",
    "Tỷ lệ hộ nghèo còn _____.",
    (),
    ("2%", "30%", "4%", "5%"),
    (1,),
    "",
    "Nghị quyết 05-NQ/TU",
    "",
    (),
    (),
)
OTHER = replace(ITEM, options=("bốn", "năm", "sáu", "bảy"), answer=(2,))


def test_a_look_that_was_right_often_enough_holds_the_next_item_back():
    looks = Looks([ITEM])
    # The longest and the greatest were right once; a second time is beyond what chance has in two.
    assert not looks.allows(ITEM)
    assert looks.allows(ITEM, loosely=True)
    assert looks.allows(replace(ITEM, answer=(0,)))
    assert looks.allows(replace(ITEM, answer=(2,)))


def test_what_a_look_has_wrong_makes_room_again():
    looks = Looks([ITEM, *[replace(ITEM, answer=(3,), options=("2%", "30%", "4%", "5%"))] * 3])
    assert looks.allows(ITEM)


def test_a_look_that_tells_no_option_from_the_others_counts_nothing():
    looks = Looks([OTHER] * 2)
    assert looks.allows(ITEM)
    assert Looks([OTHER]).allows(OTHER)


def test_open_questions_and_matches_are_allowed_by_their_form():
    opened = replace(ITEM, options=(), answer=())
    looks = Looks([opened] * 9)
    assert looks.allows(opened)
    match = replace(ITEM, lines=("a", "b", "c", "d"), answer=(0, 1, 2, 3))
    assert not Looks([match]).allows(match)
    assert looks.allows(replace(match, answer=(1, 0, 3, 2)))


def test_figures_are_compared_with_the_last_one_shown():
    shown = replace(
        ITEM, lines=("A: đạt 6%.", "B: đạt _____."), options=("7%", "8%", "9%", "12%"), answer=(0,)
    )
    looks = Looks([shown] * 2)
    assert not looks.allows(shown)
