"""What a comparison found, in sentences: figures, themes, words, and what was not found."""

from types import SimpleNamespace

import pandas as pd
import pytest

from textkit.comparing.threads import Member, Thread
from textkit.presenting.headlines import headlines

GROUPS = ("2015-2020", "2020-2025")
NAMES = ("kinh_te", "y_te")


class Corpus:
    """The facts of two documents, and textkit's own themes."""

    lexicon = None

    def fact(self, doc_id, name):
        year = "2015" if doc_id == "cu" else "2020"
        return {"kind": "nghị quyết", "number": "01-NQ/ĐH", "date": f"{year}-10-10"}[name]


def member(doc_id, low, deadline, **more):
    group = GROUPS[doc_id != "cu"]
    text = f"tỷ lệ đô thị hóa đạt {low}%"
    start = more.pop("start", 10)
    return Member(
        doc_id, group, start, 40, text, low=low, high=low, unit="%", deadline=deadline, **more
    )


def thread(*members, status="changed"):
    return Thread("T001", "Tỷ lệ đô thị hóa", "urbanisation", status, 1.0, members)


def comparison(*threads, q=(0.4, 0.9), words=()):
    differences = pd.DataFrame(
        {
            "theme": NAMES,
            "over": "commitments",
            "target": GROUPS[1],
            "reference": GROUPS[0],
            "difference": (0.05, -0.02),
            "q": q,
        }
    )
    columns = ["word", "target", "log_ratio", "q", "documents"]
    keywords = pd.DataFrame(
        [(word, GROUPS[1], 2.0, q_of_word, 5) for word, q_of_word in words], columns=columns
    )
    return SimpleNamespace(
        threads=threads,
        groups=GROUPS,
        documents={group: ["a", "b", "c"] for group in GROUPS},
        differences=differences,
        keywords=keywords,
    )


def found(*threads, **more):
    return {each.kind: each for each in headlines(comparison(*threads, **more), Corpus())}


def test_a_raised_target_is_said_with_both_figures_and_opens_both_sentences():
    raised = found(
        thread(member("cu", 30.0, "2020"), member("moi", 35.0, "2025", changes=("raised", "moved")))
    )
    assert set(raised) == {"raised", "no_theme", "no_words"}
    headline = raised["raised"]
    assert headline.sentence == "2020-2025: 1 chỉ tiêu nâng mức so với lần đề ra trước."
    assert headline.examples == "Tỷ lệ đô thị hóa: 30% (2020) → 35% (2025)."
    assert raised["raised"].lines == (
        ("tỷ lệ đô thị hóa đạt 30.0%", "Nghị quyết 01-NQ/ĐH, 10/10/2015"),
        ("tỷ lệ đô thị hóa đạt 35.0%", "Nghị quyết 01-NQ/ĐH, 10/10/2020"),
    )


def test_a_deadline_counts_as_moved_only_where_the_figure_stayed():
    kept = thread(member("cu", 95.0, "2020"), member("moi", 95.0, "2025", changes=("moved",)))
    assert "moved" in found(kept)
    assert "raised" not in found(kept)


def test_a_verdict_is_said_of_the_group_that_promised_with_its_result():
    promise = member("cu", 30.0, "2020", verdict="not_reached")
    result = member("moi", 27.1, "2020", role="achieved", answers=("cu", 10), verdict="not_reached")
    told = found(thread(promise, result))["not_reached"]
    assert told.sentence.startswith("2015-2020: 1 chỉ tiêu đề ra chưa đạt")
    assert "30% (2020) → 27,1% (2020)" in told.examples
    assert len(told.lines) == 2


def test_a_promise_answered_in_one_document_is_not_unreported_in_another():
    answered = member("cu", 30.0, "2020", verdict="reached")
    again = member("cu", 30.0, "2020", verdict="not_reported", start=90)
    assert "not_reported" not in found(thread(answered, again))
    assert "not_reported" in found(thread(again))


def test_an_uncertain_thread_is_in_no_sentence():
    near = thread(
        member("cu", 30.0, "2020"),
        member("moi", 35.0, "2025", changes=("raised",), grade="near"),
        status="uncertain",
    )
    assert set(found(near)) == {"no_theme", "no_words"}


def test_figures_beyond_the_third_are_counted():
    steps = [
        thread(member("cu", low, "2020"), member("moi", low + 1, "2025", changes=("raised",)))
        for low in (10.0, 20.0, 30.0, 40.0, 50.0)
    ]
    raised = found(*steps)["raised"]
    assert "5 chỉ tiêu" in raised.sentence
    assert raised.examples.endswith("; và 2 chỉ tiêu khác.")
    assert len(raised.lines) == 10


@pytest.mark.parametrize(
    ("q", "kind", "words"),
    [
        ((0.01, 0.9), "theme", "tăng 5,0 điểm phần trăm ở 2020-2025 so với 2015-2020"),
        ((0.9, 0.01), "theme", "giảm 2,0 điểm phần trăm"),
        ((0.4, 0.9), "no_theme", "Không chủ đề nào"),
        ((float("nan"), float("nan")), "untested", "Quá ít văn bản"),
    ],
)
def test_themes_are_said_to_differ_only_where_they_surely_do(q, kind, words):
    assert words in found(q=q)[kind].sentence


def test_sure_words_are_named_and_others_are_not():
    told = found(words=[("chuyển đổi số", 0.001), ("nông nghiệp", 0.3)])
    assert told["words"].sentence == "2020-2025: 1 từ chắc chắn đặc trưng: chuyển đổi số."
    assert "no_words" not in told
    assert "no_words" in found(words=[("nông nghiệp", 0.3)])


def test_english_says_the_same():
    (first, *_) = headlines(
        comparison(
            thread(member("cu", 30.0, "2020"), member("moi", 35.0, "2025", changes=("raised",)))
        ),
        Corpus(),
        lang="en",
    )
    assert first.sentence.startswith("2020-2025: raised targets: 1.")


def test_where_less_is_better_a_lowered_figure_says_so():
    """A share of poor households that is to fall is no lowered aim."""
    steps = member("cu", 3.0, "2020"), member("moi", 2.5, "2025", changes=("lowered",), better=True)
    assert "[càng thấp càng tốt]" in found(thread(*steps))["lowered"].examples
    weaker = member("moi", 2.5, "2025", changes=("lowered",), better=False)
    assert "càng thấp" not in found(thread(steps[0], weaker))["lowered"].examples
    unknown = member("moi", 2.5, "2025", changes=("lowered",))
    assert "càng thấp" not in found(thread(steps[0], unknown))["lowered"].examples
