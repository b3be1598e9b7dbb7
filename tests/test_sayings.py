"""What of a document says something of a matter."""

import pytest
from small_corpus import small_corpus

from textkit.comparing.sayings import sayings_of, words_in

TITLE = "về phát triển chợ nổi Lam Châu"
LINES = {
    "day": "Vân Sa, ngày 15 tháng 10 năm 2026",
    "body": "Ban Chấp hành Đảng bộ tỉnh Lam Châu",
    "title": "Nghị quyết về phát triển chợ nổi Lam Châu đến năm 2030",
    "basis": "Căn cứ Luật Thương mại ngày 14 tháng 6 năm 2005",
    "dated task": "Trước ngày 15 tháng 10 năm 2026 xây xong bến, ngày 16 tháng 10 năm 2026 mở chợ",
    "task": "Xây dựng hai bến thuyền cho người bán hàng",
    "short": "Xây dựng bến",
    "heading": "Nhiệm vụ và giải pháp chủ yếu của tỉnh",
    "capitals": "NHIỆM VỤ VÀ GIẢI PHÁP CHỦ YẾU",
    "formula": "Sở Công Thương hướng dẫn, kiểm tra việc thực hiện Nghị quyết này",
    "greeting": "Kính thưa các vị đại biểu có mặt hôm nay",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "second day": "Trà Lam, ngày 16 tháng 10 năm 2026",
    "session": "Khoá XVI, kỳ họp thứ mười tám",
    "signature": "Nơi nhận các sở, ban, ngành của tỉnh",
}
ACTS = {"basis": "basis", "greeting": "exhortation"}


def statements():
    """A statement for each line, as the finder would give them."""
    start = 0
    for name, line in LINES.items():
        yield {
            "doc_id": "nq",
            "start": start,
            "end": start + len(line),
            "act": ACTS.get(name, "action"),
            "path": "II/1",
            "sense": "signature" if name == "signature" else "",
            "unit": 0,
            "cues": ["heading"] if name == "heading" else [],
            "actor": None,
        }
        start += len(line) + 1


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    text = "\n".join(LINES.values())
    corpus = small_corpus(
        tmp_path_factory.mktemp("said"),
        [("nq", text, {"title": TITLE})],
        {"nq": {"statements": list(statements())}},
    )
    return list(sayings_of(corpus, "nq")), corpus.text("nq")


def test_only_what_speaks_of_a_matter_is_left(said):
    assert [saying.text for saying in said[0]] == [LINES["dated task"], LINES["task"]]


def test_the_bounds_are_those_of_the_document(said):
    (_, (doc_id, start, end, path, text)), whole = said
    assert (doc_id, path, whole[start:end]) == ("nq", "II/1", text)


def test_a_title_that_the_head_does_not_have_takes_nothing_away(tmp_path):
    task = LINES["task"]
    statement = next(one for one in statements() if one["act"] == "action")
    corpus = small_corpus(
        tmp_path,
        [("nq", task, {"title": "về một việc khác hẳn của tỉnh"})],
        {"nq": {"statements": [{**statement, "start": 0, "end": len(task)}]}},
    )
    assert [saying.text for saying in sayings_of(corpus, "nq")] == [task]


@pytest.mark.parametrize(
    ("quote", "count"), [("Trồng rừng, giữ đê.", 4), ("12\t%\t98,5", 0), ("", 0), ("a) b)", 0)]
)
def test_only_words_of_letters_are_counted(quote, count):
    assert words_in(quote) == count
