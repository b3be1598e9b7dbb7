import pytest

import textkit as tk
from textkit.vietnamese.timespans import days_of


@pytest.mark.parametrize(
    "time", ["2026-Q9", "2026-Q0", "2026-9", "2026-13", "abc 2026", "", "2026-03-15..2026-01-01"]
)
def test_a_time_that_is_none_is_refused_and_not_taken_for_its_year(time):
    with pytest.raises(tk.TextkitError):
        days_of(time)


def test_a_long_time_that_is_none_is_refused_at_once():
    with pytest.raises(tk.TextkitError):
        days_of("1" * 5_000 + "x")
