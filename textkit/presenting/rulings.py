"""What the rules of a check say to people: a name each, their messages, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from textkit import data
from textkit.checking.material import Evidence
from textkit.checking.rule import Finding
from textkit.data.messages import Lang, known_language, say
from textkit.presenting.pages import cited, place
from textkit.reading.document import Document


@cache
def rule_messages() -> dict[str, dict[str, str]]:
    """What stands in `rules.toml` of each rule: its message by language, its name as `name_vi` and
    `name_en`.
    """
    return dict(data.toml("rules.toml"))


def message(finding: Finding, lang: Lang = "vi") -> str:
    """What a finding says to the user, and what other rules say of the same fault."""
    said = _told(finding.rule, finding.values, lang)
    others = [_told(*other, lang) for other in finding.also]
    if not others:
        return said
    also = "; ".join(other[:1].lower() + other[1:] for other in others)
    return say("check.also", lang, said=said, also=also)


def _told(rule: str, values: Mapping[str, str], lang: Lang) -> str:
    """The message of a rule; what differs in a reference is named in the language."""
    shown = dict(values)
    if "differs" in shown:
        names = shown["differs"].split(", ")
        shown["differs"] = ", ".join(say(f"differs.{name}", lang) for name in names)
    return rule_messages()[rule][known_language(lang)].format(**shown)


def rule_name(rule: str, lang: Lang = "vi") -> str:
    """What a rule looks at, in a few words, for people: its id is for settings.

    >>> rule_name("wording.doubled"), rule_name("wording.doubled", "en")
    ('lặp chữ', 'words written twice')
    """
    return rule_messages()[rule][f"name_{known_language(lang)}"]


@cache
def rules_by_name() -> dict[str, str]:
    """The rules by their names in either language, and by their ids, which older comments have."""
    rules = {id_: id_ for id_ in rule_messages()}
    for id_, words in rule_messages().items():
        rules |= {words["name_vi"]: id_, words["name_en"]: id_}
    return rules


def standing_of(evidence: Evidence, draft: Document, lang: Lang = "vi") -> str:
    """Where a passage that a finding rests on stands, as one cites it.

    Of a prior document that is `Nghị quyết 05-NQ/TU, 30/3/2026, mục II`; elsewhere in the draft it
    is the place in it.
    """
    if evidence.doc_id == draft.id:
        head = say("check.elsewhere", lang)
    elif evidence.kind:
        head = cited(evidence.doc_id, evidence.kind, evidence.number, evidence.date)
    else:
        head = evidence.number or evidence.doc_id
    return ", ".join(filter(None, (head, place(evidence.path, lang))))


def remark(finding: Finding, draft: Document, lang: Lang = "vi") -> list[str]:
    """The lines of a remark on a finding: how serious it is and what differs, what to write, and
    the passages that it rests on.
    """
    lines = [f"{say(f'severity.{finding.severity}', lang)}: {message(finding, lang)}"]
    if finding.suggestion:
        lines.append(say("check.suggestion", lang, suggestion=finding.suggestion))
    for passage in finding.evidence:
        quote = " ".join(passage.quote.split())
        standing = standing_of(passage, draft, lang)
        lines.append(say("check.evidence", lang, document=standing, quote=quote))
    return lines
