import pytest

from textkit.finding.cues import body_of


@pytest.mark.parametrize(
    ("text", "words", "head"),
    [
        ("1.2. Mở chợ", "mở chợ", "mở chợ"),
        ("(đ) “Mở\nchợ", "“mở chợ", "mở chợ"),
        ("Điều 3. Mở chợ", "mở chợ", "mở chợ"),
        ("Mở chợ", "mở chợ", "mở chợ"),
        ("Trước hết, đồng thời, phải sớm mở chợ", None, "mở chợ"),
        ("Trước hết, đồng thời, phải sớm không ngừng mở chợ", None, "không ngừng mở chợ"),
        ("Chợ nổi: mở rộng bến", None, "mở rộng bến"),
        ("Chợ nổi: bến cá", None, "chợ nổi: bến cá"),
        ("b" * 69 + ": mở rộng bến", None, "mở rộng bến"),
        ("b" * 70 + ": mở rộng bến", None, "b" * 70 + ": mở rộng bến"),
    ],
)
def test_the_body_of_a_statement(text, words, head):
    body = body_of(text)
    assert body.head == head
    assert words is None or body.words.folded == words
    assert len(body.words.text) == len(body.words.folded)
    assert "\n" not in body.words.text
