"""Each rule's examples are its tests: just the marked words are reported, and nothing in the good
ones.
"""

import csv
import tomllib
from importlib import import_module
from importlib.resources import files

import pytest
from word_pages import word_file

from textkit import data
from textkit.checking.draft import FAMILIES, RULE_MODULES
from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES, find_faults
from textkit.reading.document import Document, Facts
from textkit.storing.corpus import open_corpus

for module in RULE_MODULES:
    import_module(f"textkit.checking.{module}")

BAD = [
    pytest.param(rule, case, id=f"{rule.id}-{n}")
    for rule in RULES.values()
    for n, case in enumerate(rule.bad)
]
GOOD = [
    pytest.param(rule, case, id=f"{rule.id}-{n}")
    for rule in RULES.values()
    for n, case in enumerate(rule.good)
]


def marked(text):
    """The text without its marks, and the bounds of what they mark."""
    plain, bounds = "", []
    for part in text.replace("⟧", "⟦").split("⟦"):
        bounds.append((len(plain), len(plain) + len(part)))
        plain += part
    return plain, bounds[1::2]


def prior_of(case, folder):
    if not case.prior:
        return Prior(None)
    fields = sorted({"id", "path", *(name for facts in case.prior_facts for name in facts)})
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="")
        writer.writeheader()
        for n, text in enumerate(case.prior):
            (folder / f"p{n}.txt").write_text(text, "utf-8")
            facts = case.prior_facts[n] if n < len(case.prior_facts) else {}
            writer.writerow({"id": f"p{n}", "path": f"p{n}.txt", **facts})
    return Prior(open_corpus(folder, store=folder / "s.sqlite", progress=False))


def faults(rule, case, folder):
    text, _ = marked(case.text)
    path = word_file(folder / "draft.docx", text, case.word) if case.word else None
    draft = Draft(Document("draft", text, Facts(**case.facts), path=path))
    return list(find_faults(draft, prior_of(case, folder), [rule]))


@pytest.mark.parametrize(("rule", "case"), BAD)
def test_the_marked_words_are_reported(rule, case, tmp_path):
    text, bounds = marked(case.text)
    assert [text[one.start : one.end] for one in faults(rule, case, tmp_path)] == [
        text[start:end] for start, end in bounds
    ]
    assert bounds, "a bad case marks what is bad"


@pytest.mark.parametrize(("rule", "case"), GOOD)
def test_the_good_ones_are_silent(rule, case, tmp_path):
    assert faults(rule, case, tmp_path) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_is_whole(rule):
    messages = tomllib.loads((files("textkit") / "data" / "rules.toml").read_text("utf-8"))
    assert rule.bad
    assert rule.good
    assert rule.source
    assert rule.id.split(".")[0] in FAMILIES
    assert {"vi", "en", "name_vi", "name_en"} <= messages[rule.id].keys()
    assert rule.check.__doc__


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_has_its_examples_in_one_place(rule):
    in_file = data.toml("cases.toml").get(rule.id, {})
    assert bool(rule.short_bad) == bool(rule.short_good)
    assert bool(rule.short_bad) != bool(in_file)


def test_every_example_of_the_file_belongs_to_a_rule_and_every_setting_is_used():
    file = data.toml("cases.toml")
    rules = file.keys() - {"settings"}
    assert rules <= RULES.keys()
    rows = [row for id_ in rules for which in ("bad", "good") for row in file[id_][which]]
    known = {"text", "setting", "prior", "facts", "prior_facts", "word", "changes"}
    assert {key for row in rows for key in row} <= known
    assert {row["setting"] for row in rows if "setting" in row} == file["settings"].keys()


def test_what_an_example_changes_stands_in_the_text_of_its_setting():
    file = data.toml("cases.toml")
    for id_ in file.keys() - {"settings"}:
        for row in [*file[id_]["bad"], *file[id_]["good"]]:
            text = file["settings"].get(row.get("setting"), {}).get("text", "")
            assert "text" in row or text
            for old, new in row.get("changes", ()):
                assert old in text
                text = text.replace(old, new, 1)


def test_an_example_goes_before_its_setting():
    case = RULES["references.replaced"].good[1]
    assert case.prior == ("Thay thế Nghị quyết số 12/2016/NQ-HĐND.",)
    assert (case.facts["date"], case.facts["issuer"][:3]) == ("2020-10-01", "Ban")
    assert case.prior_facts[0]["number"] == "08-NQ/TU"


@pytest.mark.parametrize("name", ["name_vi", "name_en"])
def test_the_name_of_a_rule_is_short_and_its_own(name):
    names = [words[name] for words in data.toml("rules.toml").values()]
    assert len(set(names)) == len(names)
    assert all(0 < len(each) <= 40 for each in names)
    assert not any("." in each for each in names)


def test_no_message_without_its_rule():
    assert (
        tomllib.loads((files("textkit") / "data" / "rules.toml").read_text("utf-8")).keys()
        == RULES.keys()
    )
