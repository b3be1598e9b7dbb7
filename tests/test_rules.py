"""Each rule's examples are its tests: just the marked words are reported, and nothing in the good
ones.
"""

import csv
import tomllib
from importlib import import_module
from importlib.resources import files

import pytest

from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES, find_faults
from textkit.reading.document import Document, Facts
from textkit.storing.corpus import open_corpus

FAMILIES = ("references", "figures", "structure", "carryover", "wording")
for family in FAMILIES:
    if (files("textkit") / "checking" / f"{family}.py").is_file():
        import_module(f"textkit.checking.{family}")

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
    draft = Draft(Document("draft", text, Facts(**case.facts)))
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
    assert {"vi", "en"} <= messages[rule.id].keys()
    assert rule.check.__doc__


def test_no_message_without_its_rule():
    assert (
        tomllib.loads((files("textkit") / "data" / "rules.toml").read_text("utf-8")).keys()
        == RULES.keys()
    )
