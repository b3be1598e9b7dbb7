"""Names and titles in capitals come back in normal case."""

import pytest

from textkit.vietnamese.casing import title_in_case


@pytest.mark.parametrize("label", ["1- ", "a) ", "- ", "1.2. "])
def test_a_label_begins_a_line_as_a_stop_begins_a_sentence(label):
    text = "x" * 500 + f"\n{label}Nâng cao chất lượng rừng trồng ở Lam Châu.\n"
    assert title_in_case("nâng cao chất lượng rừng", text) == "nâng cao chất lượng rừng"
    assert title_in_case("rừng ở lam châu", text) == "rừng ở Lam Châu"
