"""The finders against labels: an invented document with labels right, wrong,
missing and doubtful.
"""

import csv
import hashlib

import pytest

from textkit.data.messages import TextkitError
from textkit.finding.evaluation import evaluate, wilson

TEXT = """II. MỤC TIÊU ĐẾN NĂM 2030
- Tỷ lệ hộ nghèo còn dưới 2%.
- Đẩy mạnh cải cách hành chính theo Nghị quyết số 12-NQ/TU ngày 05/3/2022.
"""


def folder_of(tmp_path, *, statements=(), targets=(), citations=(), text=TEXT, sha=None):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text(text, "utf-8")
    sha = sha or hashlib.sha256(text.encode("utf-8")).hexdigest()
    heads = {
        "statements": "label",
        "targets": "indicator,comparator,low,high,unit,deadline,note",
        "citations": "number,name,date,pinpoint,note",
    }
    for kind, rows in (("statements", statements), ("targets", targets), ("citations", citations)):
        fields = ["file", "sha256", "part", "start", "end", *heads[kind].split(",")]
        with (tmp_path / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fields, restval="")
            writer.writeheader()
            writer.writerows(
                {"file": "a.txt", "sha256": sha, "part": "test", **row} for row in rows
            )
    return tmp_path


def bounds(words):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


POOR = {
    **bounds("dưới 2%"),
    "indicator": "tỷ lệ hộ nghèo",
    "comparator": "<",
    "high": "2",
    "unit": "%",
    "deadline": "2030",
}
SIGN = {
    **bounds("Nghị quyết số 12-NQ/TU ngày 05/3/2022"),
    "number": "12-NQ/TU",
    "date": "2022-03-05",
}


def scores(labels, **options):
    result = evaluate(labels, labels / "docs", **options)
    return result, result.scores.set_index(["kind", "label"])


def test_what_agrees_counts_with_its_values(tmp_path):
    said = [
        {**bounds("- Tỷ lệ hộ nghèo còn dưới 2%."), "label": "target"},
        {
            **bounds("- Đẩy mạnh cải cách hành chính theo Nghị quyết số 12-NQ/TU ngày 05/3/2022."),
            "label": "action",
        },
    ]
    result, table = scores(
        folder_of(tmp_path, statements=said, targets=[POOR], citations=[SIGN]), part="test"
    )
    for key in (
        ("targets", "value, unit, comparator"),
        ("targets", "with indicator and deadline"),
        ("statements", "commitment"),
        ("citations", "number or name"),
        ("citations", "with pinpoint and date"),
    ):
        assert table.loc[key, ["precision", "recall", "f1"]].tolist() == [1, 1, 1], key
    assert result.misses.empty
    assert result.skipped == []


@pytest.mark.parametrize(
    ("change", "label", "right"),
    [
        ({"high": "3"}, "value, unit, comparator", 0),
        ({"comparator": "<="}, "value, unit, comparator", 0),
        ({"indicator": "số xã"}, "with indicator and deadline", 0),
        ({"deadline": "2025"}, "with indicator and deadline", 0),
        ({"deadline": "2025"}, "value, unit, comparator", 1),
        ({"start": 0, "end": 5}, "value, unit, comparator", 0),
    ],
)
def test_what_differs_is_a_miss(tmp_path, change, label, right):
    result, table = scores(folder_of(tmp_path, targets=[{**POOR, **change}]))
    assert table.loc[("targets", label), "right"] == right
    assert len(result.misses) >= 1


def test_a_report_taken_for_a_commitment_is_told(tmp_path):
    said = [
        {
            **bounds("- Đẩy mạnh cải cách hành chính theo Nghị quyết số 12-NQ/TU ngày 05/3/2022."),
            "label": "achievement",
        }
    ]
    _, table = scores(folder_of(tmp_path, statements=said))
    assert table.loc[("statements", "report taken for commitment"), "recall"] == 1


def test_doubtful_labels_count_neither_way_unless_asked(tmp_path):
    labels = folder_of(tmp_path, targets=[{**POOR, "high": "3", "note": "doubt"}])
    assert scores(labels)[1].loc[
        ("targets", "value, unit, comparator"), ["found", "labelled"]
    ].tolist() == [0, 0]
    assert scores(labels, doubts=True)[1].loc[
        ("targets", "value, unit, comparator"), ["found", "labelled"]
    ].tolist() == [1, 1]


def test_a_document_without_any_has_only_false_ones(tmp_path):
    _, table = scores(folder_of(tmp_path, targets=[{"start": "", "end": ""}]))
    assert table.loc[
        ("targets", "value, unit, comparator"), ["right", "found", "labelled"]
    ].tolist() == [0, 1, 0]


def test_another_version_of_a_file_is_not_measured(tmp_path):
    assert (
        "another than the one"
        in evaluate(folder_of(tmp_path, targets=[POOR], sha="0" * 64), tmp_path / "docs").skipped[
            0
        ][1]
    )


def test_a_path_may_not_leave_the_folder(tmp_path):
    result = evaluate(
        folder_of(tmp_path, targets=[{**POOR, "file": "../targets.csv"}]), tmp_path / "docs"
    )
    assert "no such file" in result.skipped[0][1]


def test_labels_are_missing(tmp_path):
    with pytest.raises(TextkitError, match="has no labels"):
        evaluate(tmp_path, tmp_path)
    (tmp_path / "targets.csv").write_text("file,start,end\n", "utf-8")
    with pytest.raises(TextkitError, match="no column sha256"):
        evaluate(tmp_path, tmp_path)


def test_sentences(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(
        "id,text,commitment,target,achievement,assignment,citation,exhortation\n1,Đẩy mạnh cải cách"
        " hành chính theo Nghị quyết số 12-NQ/TU.,1,0,0,0,1,0\n2,Đã hoàn thành 40 km"
        " đường.,1,0,0,0,0,0\n",
        "utf-8",
    )
    result = evaluate(path, tmp_path)
    table = result.scores.set_index("label")
    assert table.loc["commitment", ["right", "found", "labelled"]].tolist() == [1, 1, 2]
    assert table.loc["citation", ["right", "found", "labelled"]].tolist() == [1, 1, 1]
    assert {(miss.doc_id, miss.label) for miss in result.misses.itertuples()} == {
        ("2", "commitment"),
        ("2", "achievement"),
    }
    path.write_text("id,text\n1,a\n", "utf-8")
    with pytest.raises(TextkitError, match="needs the columns text, commitment"):
        evaluate(path, tmp_path)


@pytest.mark.parametrize(
    ("right", "n", "bounds"),
    [(0, 0, (None, None)), (9, 10, (0.5958, 0.9821)), (0, 5, (0.0, 0.4345))],
)
def test_wilson(right, n, bounds):
    assert wilson(right, n) == pytest.approx(bounds, abs=1e-4) if n else wilson(right, n) == bounds
