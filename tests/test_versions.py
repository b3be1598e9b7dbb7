"""Two versions of a draft: what is new, changed or gone."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_draft import run

import textkit as tk
from textkit.checking.material import Draft
from textkit.checking.versions import compare_versions
from textkit.reading.document import Document

OLD = """II. MỤC TIÊU ĐẾN NĂM 2030
- Tỷ lệ hộ nghèo còn dưới 2%.
- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.
- Xây dựng cầu qua sông Lam theo Nghị quyết số 12-NQ/TU ngày 05/3/2022.
"""


def changes(new, old=OLD):
    found = compare_versions(Draft(Document("a", old)), Draft(Document("b", new)), ((), ()))
    return {(one.kind, one.what, one.before, one.after) for one in found if one.kind != "passage"}


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "dưới 2%",
            "dưới 3%",
            {("figure", "changed", "Tỷ lệ hộ nghèo còn dưới 2%", "Tỷ lệ hộ nghèo còn dưới 3%")},
        ),
        (
            "12-NQ/TU ngày 05/3/2022",
            "13-NQ/TU ngày 05/3/2022",
            {
                ("citation", "gone", "Nghị quyết số 12-NQ/TU ngày 05/3/2022", ""),
                ("citation", "new", "", "Nghị quyết số 13-NQ/TU ngày 05/3/2022"),
            },
        ),
        (
            "phục vụ người dân",
            "phục vụ doanh nghiệp",
            {
                (
                    "commitment",
                    "changed",
                    "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.",
                    "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ doanh nghiệp.",
                )
            },
        ),
        (
            "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.\n",
            "",
            {
                (
                    "commitment",
                    "gone",
                    "- Đẩy mạnh cải cách hành chính, nâng cao chất lượng phục vụ người dân.",
                    "",
                )
            },
        ),
    ],
)
def test_one_change(old, new, wanted):
    found = changes(OLD.replace(old, new))
    assert wanted <= found
    assert {kind for kind, *_ in found} <= {kind for kind, *_ in wanted} | {"commitment"}


def test_spelling_and_spacing_are_no_changes():
    assert (
        compare_versions(
            Draft(Document("a", OLD)),
            Draft(Document("b", OLD.replace("nghèo còn", "nghèo  còn"))),
            ((), ()),
        )
        == []
    )


@given(st.permutations(OLD.splitlines()))
def test_a_version_does_not_differ_from_itself(lines):
    draft = Draft(Document("a", "\n".join(lines)))
    assert compare_versions(draft, draft, ((), ())) == []


def test_new_passages_stand_where_they_say():
    new = OLD + "- Trồng mới 500 ha rừng phòng hộ ven biển.\n"
    found = compare_versions(Draft(Document("a", OLD)), Draft(Document("b", new)), ((), ()))
    assert found
    for one in found:
        assert one.what == "new"
        assert one.after.endswith(new[one.start : one.end])


def test_the_command_tells_findings_that_are_new_and_gone(tmp_path):
    (tmp_path / "v1.txt").write_text(OLD.replace("sông Lam", "sông Lam, sát nhập xã"), "utf-8")
    (tmp_path / "v2.txt").write_text(OLD.replace("phục vụ", "phục vụ và rà xoát"), "utf-8")
    _, out = run("check", tmp_path / "v2.txt", "--since", tmp_path / "v1.txt", "--format", "json")
    told = {
        (row["what"], row["before"], row["after"])
        for row in json.loads(out)["since"]
        if row["kind"] == "finding"
    }
    assert told == {
        ("new", "", "wording.common-slip: rà xoát"),
        ("gone", "wording.common-slip: sát nhập", ""),
    }
    found = tk.check_draft(tmp_path / "v2.txt", since=tmp_path / "v1.txt")
    assert "Điểm cần xem lại, mới" in found.to_text()
    assert "wording.common-slip: sát nhập</del>" in found.to_html()
    assert '<h2 id="s">' not in tk.check_draft(tmp_path / "v2.txt").to_html()
