import pytest

from textkit.finding.contexts import year_of
from textkit.reading.document import Facts


@pytest.mark.parametrize(
    ("facts", "year"),
    [(Facts(date="2021-05"), 2021), (Facts(term="2020-2025"), 2020), (Facts(), 0)],
)
def test_the_year_of_a_document(facts, year):
    assert year_of(facts) == year
