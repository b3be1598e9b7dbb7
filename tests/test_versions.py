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


ECONOMY = "Cơ cấu kinh tế: dịch vụ chiếm 36,5%"
LABOUR = "Cơ cấu lao động: dịch vụ chiếm 40,4%"


def figure_changes(old, new):
    head = "II. MỤC TIÊU ĐẾN NĂM 2030\n"
    return {one[1:] for one in changes(head + new, head + old) if one[0] == "figure"}


def test_a_figure_is_known_again_by_the_words_of_its_indicator():
    assert figure_changes(f"- {ECONOMY}.", f"- {LABOUR}.") == {
        ("gone", ECONOMY, ""),
        ("new", "", LABOUR),
    }
    both = f"- {ECONOMY}.\n- {LABOUR}."
    assert figure_changes(both, both.replace("40,4%", "41%")) == {
        ("changed", LABOUR, LABOUR.replace("40,4%", "41%"))
    }
    swapped = f"- {LABOUR}.\n- {ECONOMY}."
    assert figure_changes(both, swapped) == set()


def test_a_file_compared_with_itself_has_no_changes_in_figures():
    text = f"- {ECONOMY}.\n- {ECONOMY}.\n- Đạt 60%.\n- Tỷ lệ 40%.\n- 100% xã có chợ."
    assert figure_changes(text, text) == set()


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
