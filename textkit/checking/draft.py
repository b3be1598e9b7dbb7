"""A draft held against all rules: which of them run, what is allowed, and what is known already."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from textkit.checking.material import Draft, Prior
from textkit.checking.rule import RULES, Finding, Rule, find_faults
from textkit.data.messages import Message, TextkitError
from textkit.finding.known import (
    ChangedBody,
    Office,
    Programme,
    changed_body,
    day_of_cell,
    programme,
    read_known,
)
from textkit.reading.document import Document, unlike_a_number
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside
from textkit.vietnamese.text import fold

FAMILIES = ("references", "figures", "structure", "carryover", "wording", "form")
"""The families of rules, in the order in which they are listed."""
FORM_MODULES = ("formhead", "formtail", "formannexes", "formpage")
"""The modules of the family `form` beside `form` itself."""
RULE_MODULES = (
    *FAMILIES,
    "numbering",
    "counterparts",
    "termyears",
    "registers",
    "contradictions",
    "restated",
    "totals",
    "sums",
    "shares",
    "duties",
    "results",
    "bodies",
    "names",
    "punctuation",
    "pairs",
    "capitals",
    "days",
    "shortenings",
    *FORM_MODULES,
)
"""The modules that hold rules: one a family, and those that hold more of one."""
# Rules that question how a word is written: they are silent about the words of an office.
_OF_WORDS = frozenset(
    f"wording.{name}"
    for name in (
        *("slip", "spelling", "doubled", "dropped", "common-slip", "two-ways", "abbreviation"),
    )
)

# A check of a draft of more characters takes some seconds: it shows how far it is. By eye.
_LONG_DRAFT = 50_000

SETTINGS, KNOWN = "textkit.toml", "known.csv"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A phrase in which findings are not reported, of one rule or of all, and why."""

    phrase: str
    reason: str
    rule: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether a finding stands in this phrase."""
        line, phrase = fold(finding.context), fold(self.phrase)
        return (
            finding.rule.startswith(self.rule)
            and phrase in line
            and (fold(finding.quote) in phrase or phrase in fold(finding.quote))
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What a folder's `textkit.toml` says of checks: rules that do not run, phrases that are
    allowed, and words of the office that are never questioned; and what the office adds to the
    gazetteer, its documents in `known.csv`.
    """

    ignore: tuple[str, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    words: tuple[str, ...] = ()
    office: Office = field(default_factory=Office)

    def allows(self, finding: Finding, draft: Draft) -> bool:
        """Whether a finding stands in a phrase that is allowed, or in a word of the office."""
        if any(phrase.covers(finding) for phrase in self.allowed):
            return True
        return finding.rule in _OF_WORDS and any(
            _is_in(finding, word, draft.folded) for word in self.words
        )


def _is_in(finding: Finding, word: str, folded: str) -> bool:
    """Whether a finding lies within a word or phrase of a text, in any spelling."""
    wanted = re.compile(rf"(?<!\w){re.escape(fold(word.strip()))}(?!\w)")
    first, end = max(finding.start - len(word), 0), finding.end + len(word)
    return any(
        match.start() <= finding.start and finding.end <= match.end()
        for match in wanted.finditer(folded, first, end)
    )


def all_rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the families."""
    for module in RULE_MODULES:
        import_module(f"textkit.checking.{module}")
    return {id_: RULES[id_] for family in FAMILIES for id_ in RULES if id_.startswith(f"{family}.")}


def chosen_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> list[Rule]:
    """The rules to run; `figures` stands for all of its family. Where none is selected, those that
    run by default.

    Raises TextkitError for a name that is no rule and no family.
    """
    rules = all_rules()

    def ids(names: Iterable[str]) -> set[str]:
        chosen: set[str] = set()
        for name in names:
            meant = {id_ for id_ in rules if id_ == name or id_.startswith(f"{name}.")}
            if not meant:
                raise TextkitError("draft.unknown-rule", rule=name, families=", ".join(FAMILIES))
            chosen |= meant
        return chosen

    by_default = {id_ for id_, rule in rules.items() if rule.by_default}
    wanted = (ids(select) or by_default) - ids(ignore)
    return [rule for id_, rule in rules.items() if id_ in wanted]


def rules_that_look(rules: Iterable[Rule], corpus: StoredCorpus | None) -> frozenset[str]:
    """The ids of those rules whose silence says that there is no fault: without prior documents it
    does not of those that hold a draft against them.
    """
    return frozenset(rule.id for rule in rules if corpus is not None or not rule.needs_prior)


def read_settings(folder: str | Path) -> Settings:
    """The section `[check]` of a folder's `textkit.toml`: `ignore`, a list of rules, `words`, a
    list of words and phrases, tables `[[check.allow]]` with phrase, reason and perhaps rule,
    `[[check.body]]` with old, new and since, `[[check.programme]]` with name; and the folder's
    `known.csv`. Without the files, nothing is ignored and nothing added.

    Raises TextkitError, with the key's name, for an unknown key, a value of another kind, a phrase
    without a reason, an unknown rule; and for a file that is no TOML.
    """
    path, known = Path(folder) / SETTINGS, Path(folder) / KNOWN
    documents = tuple(read_known(known)) if known.is_file() else ()
    if not path.is_file():
        return Settings(office=Office(documents))
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, nested without end
        why = Message("damage.nesting", {}) if isinstance(error, RecursionError) else error
        raise TextkitError("draft.not-toml", path=path, error=why) from None
    _only(path, Message("noun.whole-file", {}), content, {"check"})
    section = content.get("check", {})
    _only(path, "check", section, {"ignore", "words", "allow", "body", "programme"})
    ignore, words = (
        _strings(path, section, key, error)
        for key, error in (("ignore", "draft.ignore"), ("words", "draft.words"))
    )
    allow = section.get("allow", [])
    if not isinstance(allow, list):
        raise TextkitError("draft.allow", path=path, value=allow)
    for row in allow:
        _only(path, "check.allow", row, {"phrase", "reason", "rule"})
        for key in ("phrase", "reason", *({"rule"} & set(row))):
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise TextkitError("draft.allow-needs", path=path, key=key, value=row.get(key))
        chosen_rules([row["rule"]] if "rule" in row else ())
    office = Office(documents, _bodies(path, section), _programmes(path, section))
    return Settings(ignore, tuple(Allowed(**row) for row in allow), words, office)


def _strings(path: Path, section: dict[str, Any], key: str, error: str) -> tuple[str, ...]:
    """A list of names or words; none where there is no such key.

    Raises TextkitError where it is no list of texts, or one is empty.
    """
    strings = section.get(key, [])
    if not isinstance(strings, list) or not all(
        isinstance(one, str) and one.strip() for one in strings
    ):
        raise TextkitError(error, path=path, value=strings)
    return tuple(strings)


def _bodies(path: Path, section: dict[str, Any]) -> tuple[ChangedBody, ...]:
    """The bodies that changed, out of the tables `[[check.body]]`."""
    bodies = []
    for row in _tables(path, section, "body", ("old", "new", "since")):
        since = day_of_cell(row["since"])
        if since is None:
            raise TextkitError("draft.since", path=path, value=row["since"])
        bodies.append(changed_body(row["old"], row["new"], since))
    return tuple(bodies)


def _programmes(path: Path, section: dict[str, Any]) -> tuple[Programme, ...]:
    """The programmes, out of the tables `[[check.programme]]`."""
    return tuple(programme(row["name"]) for row in _tables(path, section, "programme", ("name",)))


def _tables(
    path: Path, section: dict[str, Any], name: str, keys: tuple[str, ...]
) -> list[dict[str, str]]:
    """The tables of a name, each with these keys and no others.

    Raises TextkitError where one is no table, has another key or lacks one.
    """
    tables = section.get(name, [])
    if not isinstance(tables, list):
        raise TextkitError("draft.tables", path=path, key=f"check.{name}", value=tables)
    for row in tables:
        _only(path, f"check.{name}", row, set(keys))
        for key in keys:
            if not isinstance(row.get(key), str) or not row[key].strip():
                raise TextkitError(
                    "draft.tables-need",
                    path=path,
                    table=f"check.{name}",
                    key=key,
                    value=row.get(key),
                )
    return tables


def _only(path: Path, name: str | Message, table: Any, keys: set[str]) -> None:
    """Raises TextkitError where this is no table or has another key."""
    if not isinstance(table, dict):
        raise TextkitError("draft.no-table", path=path, key=name, value=table)
    if strange := set(table) - keys:
        raise TextkitError(
            "draft.unknown-key",
            path=path,
            key=min(strange),
            table=name,
            known=", ".join(sorted(keys)),
        )


def check(
    draft: Draft,
    corpus: StoredCorpus | None,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    settings: Settings | None = None,
    known: Iterable[str] = (),
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """The findings in a draft, in order of place; those whose fingerprint is `known` are marked so.

    A document of the corpus with the draft's own text is not held against it. Nothing of the draft
    is stored. `progress` is called after each rule with how many have run, of how many.
    """
    settings, fingerprints = settings or Settings(), set(map(unlike_a_number, known))
    rules = chosen_rules(select, [*ignore, *settings.ignore])
    prior = Prior(_others(corpus, draft.document) if corpus else None, settings.office)
    draft.hold_against(prior)
    findings = []
    followed = _followed(rules, progress) if progress else _with_progress(rules, len(draft.text))
    for finding in find_faults(draft, prior, followed):
        if not settings.allows(finding, draft):
            is_known = finding.fingerprint in fingerprints
            findings.append(replace(finding, known=is_known))
    return findings


def _followed(rules: Sequence[Rule], progress: Callable[[int, int], None]) -> Iterator[Rule]:
    """The rules; what follows the check is called whenever one has run."""
    for done, rule in enumerate(rules):
        yield rule
        progress(done + 1, len(rules))


def _with_progress(rules: Sequence[Rule], characters: int) -> Iterable[Rule]:
    """The rules, with a line on a terminal's standard error that says how far a long draft is."""
    if characters < _LONG_DRAFT or not sys.stderr.isatty():
        return rules
    from tqdm.auto import tqdm

    return tqdm(rules, "textkit", unit=" rules", file=sys.stderr, leave=False)


def _others(corpus: StoredCorpus, document: Document) -> StoredCorpus | None:
    """The documents of a corpus that are not the draft itself, by text or by path."""
    own_path = document.path.resolve() if document.path else None
    ids = []
    for doc_id in corpus.ids:
        row = corpus.row(doc_id)
        path = Path(row.get("file") or row["path"]).resolve()
        if row["text_sha"] != document.sha256 and path != own_path:
            ids.append(doc_id)
    return corpus.only(ids) if ids else None


def is_corrected(finding: Finding) -> bool:
    """Whether the suggestion of a finding is what its words should be, to be put in their place."""
    return finding.suggestion is not None and all_rules()[finding.rule].mends


def read_baseline(path: str | Path) -> dict[str, str]:
    """The findings of a baseline file, the rule of each by its fingerprint; none if there is no
    such file.

    Raises TextkitError if the file is no baseline.
    """
    try:
        content = (
            json.loads(Path(path).read_text("utf-8")) if Path(path).is_file() else {"findings": []}
        )
        return {row["fingerprint"]: row.get("rule", "") for row in content["findings"]}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TextkitError("draft.no-baseline", path=path) from None


def write_baseline(
    findings: Iterable[Finding], path: str | Path, *, earlier: Mapping[str, str] | None = None
) -> Path:
    """Writes the fingerprints and rules of findings, and no word of the draft; returns the path.

    Those of `earlier`, from another baseline, come before them.
    """
    rules = dict(earlier or {})
    rules |= {finding.fingerprint: finding.rule for finding in findings}
    rows = [{"fingerprint": print_, "rule": rule} for print_, rule in rules.items()]
    return write_text_aside(path, json.dumps({"findings": rows}, indent=1) + "\n")
