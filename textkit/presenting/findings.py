"""The findings of a check as users meet them: table, JSON, page, and the draft with comments."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.checking import draft as drafts
from textkit.checking.carryover import carried, fates_of, predecessor
from textkit.checking.material import Draft, Evidence, Prior, path_at
from textkit.checking.rule import Finding, Rule
from textkit.checking.versions import Change, compare_versions
from textkit.comparing.provisions import contents_of
from textkit.data.messages import Lang, TextkitError, say
from textkit.presenting.checkpage import PageContent, render_check
from textkit.presenting.comments import write_comments
from textkit.presenting.overviews import shown_leads
from textkit.presenting.pages import place
from textkit.presenting.plots import plot_bars
from textkit.presenting.remarks import Remark
from textkit.presenting.reports import Cell, Fragment, Grid, Lead, Passage, Report, Reported
from textkit.presenting.rulings import message, remark, rule_name, standing_of
from textkit.presenting.wordings import marked_up
from textkit.reading.document import Document
from textkit.reading.readers import read
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_text_aside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd
    from matplotlib.axes import Axes

# So many findings are told as sentences; the table has all. Chosen by eye.
_LEADS = 5

# Characters of the line shown on either side of the words of a finding: about a line of a terminal.
_AROUND = 60
# Files whose lines an editor counts.
_WITH_LINES = frozenset({".txt", ".md"})

# Which severities a level shows.
_LEVELS = {
    "errors": ("error",),
    "warnings": ("error", "warning"),
    "all": ("error", "warning", "note"),
}
_FACTS = ("kind", "number", "date", "issuer", "title", "term")


@dataclass(frozen=True, eq=False, repr=False)
class Findings(Reported):
    """What a check found, as a table, JSON, a page, or the draft with comments.

    `found` are the findings in order of place, `since` what changed from an earlier version of the
    draft (None where none was given), `paths` the article or section of each finding, `looked` the
    rules whose silence says that there is no fault, None for all.
    """

    draft: Document
    found: tuple[Finding, ...]
    lang: Lang = "vi"
    since: tuple[Change, ...] | None = None
    paths: tuple[str, ...] = ()
    looked: frozenset[str] | None = None

    def __repr__(self) -> str:
        return f"Findings({self.draft.id!r}, {dict(self.counts)})"

    def __len__(self) -> int:
        return len(self.found)

    @property
    def counts(self) -> Counter[str]:
        """How many findings that are not known there are, by severity."""
        return Counter(finding.severity for finding in self.found if not finding.known)

    def only(self, level: str) -> Findings:
        """The findings of a level: `errors`, `warnings` (with the errors) or `all`; neither the
        others nor that there are some are shown.

        Raises TextkitError for another level.
        """
        if level not in _LEVELS:
            raise TextkitError("draft.only", value=level, known=", ".join(_LEVELS))
        numbers = [n for n, one in enumerate(self.found) if one.severity in _LEVELS[level]]
        paths = tuple(self.paths[n] for n in numbers if n < len(self.paths))
        # What is left out is not gone: no rule's silence says that a fault was mended.
        looked = self.looked if level == "all" else frozenset()
        found = tuple(self.found[n] for n in numbers)
        return replace(self, found=found, paths=paths, looked=looked)

    @property
    def faulty(self) -> bool:
        """Whether there is an error or a warning that is not known."""
        return bool(self.counts["error"] or self.counts["warning"])

    def to_frame(self) -> pd.DataFrame:
        """One row per finding.

        Columns: rule, severity, start, end, quote, message, suggestion, evidence, known,
        fingerprint.
        """
        import pandas as pd

        rows = []
        for finding in self.found:
            places = [f"{self._where(place)}: {place.quote}" for place in finding.evidence]
            rows.append(self._row(finding) | {"evidence": "; ".join(places)})
        columns = (
            "rule",
            "severity",
            "start",
            "end",
            "quote",
            "message",
            "suggestion",
            "evidence",
            "known",
            "fingerprint",
        )
        return pd.DataFrame(rows, columns=list(columns))

    def report(self) -> Report:
        """The findings, most serious first, each with the prior passages it stands on."""
        rows = []
        leads = []
        for finding in self._ranked():
            severity = say(f"severity.{finding.severity}", self.lang)
            told = message(finding, self.lang)
            before, behind = self._around(finding)
            line = " ".join(f"{before}{finding.quote}{behind}".split())
            standing = (say("check.draft", self.lang), self._article_of(finding))
            passages = [Passage(line, ", ".join(filter(None, standing)))]
            passages += [Passage(each.quote, self._where(each)) for each in finding.evidence]
            cells = (severity, " ".join(finding.quote.split()), told, finding.suggestion or "")
            sources = Cell(
                "; ".join(self._where(each) for each in finding.evidence), tuple(passages)
            )
            rows.append((*map(Cell, cells), sources))
            leads.append(Lead(f"{severity}: {told}", tuple(passages)))
        keys = ("severity", "quote", "message", "suggested", "prior")
        heads = tuple(say(f"check.{key}", self.lang) for key in keys)
        grid = Grid(say("check.findings", self.lang), heads, tuple(rows))
        return Report(say("check.title", self.lang), self.summed(), tuple(leads[:_LEADS]), (grid,))

    def show(self) -> Fragment:
        """The most serious findings in sentences that open their line and the prior passages."""
        return shown_leads(self.report(), self.lang)

    def plot(self, *, ax: Axes | None = None) -> Axes:
        """How many findings there are of each severity; the title sums them up."""
        counts = {
            say(f"severity.{severity}", self.lang): self.counts[severity]
            for severity in ("error", "warning", "note")
        }
        return plot_bars(counts, title=self.summed(), lang=self.lang, ax=ax)

    def to_json(self) -> dict[str, Any]:
        """The draft's facts, the findings and how many of each rule, in the shape `textkit check`
        writes.
        """
        facts = {name: getattr(self.draft.facts, name) for name in _FACTS}
        summary = dict(sorted(Counter(finding.rule for finding in self.found).items()))
        draft = {
            "id": self.draft.id,
            **facts,
            "characters": len(self.draft.text),
            "sha256": self.draft.sha256,
        }
        findings = [self._row(finding) for finding in self.found]
        content = {"draft": draft, "findings": findings, "summary": summary}
        if self.since is not None:
            content["since"] = [asdict(change) for change in self.since]
        return content

    def to_text(self) -> str:
        """The findings as lines, most serious first: severity, place, the words in their line,
        message and evidence.
        """
        lines = [self._text(finding) for finding in self._ranked() if not finding.known]
        if not lines:
            lines.append(say("check.none", self.lang))
        lines.append(self.summed())
        if self.since is not None:
            head = say("check.since", self.lang)
            lines += ["", f"{head}: {len(self.since)}" if self.since else head]
            lines += [self._change(change) for change in self.since]
            if not self.since:
                lines.append(say("check.since_none", self.lang))
        return "\n".join(lines)

    def _change(self, change: Change) -> str:
        """A change since an earlier version in one line: `mục II - Chỉ tiêu, đã sửa: còn dưới
        ⟦2% → 3%⟧`.
        """
        kind = say(f"change_of.{change.kind}", self.lang)
        what = say(f"what.{change.what}", self.lang)
        head = " - ".join(filter(None, (place(change.path, self.lang), f"{kind}, {what}")))
        if change.what == "changed":
            return f"{head}: {marked_up(change.before, change.after)}"
        words = " ".join((change.after or change.before).split())
        if change.kind == "finding":
            rule, _, words = words.partition(": ")
            words = f"{rule_name(rule, self.lang)}: {words}"
        return f"{head}: {words}"

    def _text(self, finding: Finding) -> str:
        before, behind = self._around(finding)
        line = " ".join(f"{before}⟦{finding.quote}⟧{behind}".split())
        head, *rest = remark(finding, self.draft, self.lang)
        rest.append(f"[{rule_name(finding.rule, self.lang)}: {finding.rule}]")
        return "\n".join(
            [
                f"{self._place_of(finding)}: {head}",
                f"    {line}",
                *(f"    {each}" for each in rest),
                "",
            ]
        )

    def _article_of(self, finding: Finding) -> str:
        """The article or section of a finding, as one cites it; empty where it stands in none."""
        return place(self._path_of.get(finding.fingerprint, ""), self.lang)

    def _place_of(self, finding: Finding) -> str:
        """Where a finding stands: the number of its line in a text file, the article or section in
        a file that has no lines of its own.
        """
        path = self._article_of(finding)
        has_lines = self.draft.path is None or self.draft.path.suffix.lower() in _WITH_LINES
        if path and not has_lines:
            return path
        return str(self.draft.text.count("\n", 0, finding.start) + 1)

    def _around(self, finding: Finding) -> tuple[str, str]:
        """What stands before and behind a finding in its line; `…` where more is left out."""
        text = self.draft.text
        first = text.rfind("\n", 0, finding.start) + 1
        end = text.find("\n", finding.end)
        end = len(text) if end < 0 else end
        before, behind = text[first : finding.start], text[finding.end : end]
        if len(before) > _AROUND:
            before = "… " + before[-_AROUND:].partition(" ")[2]
        if len(behind) > _AROUND:
            behind = behind[:_AROUND].rpartition(" ")[0] + " …"
        return before, behind

    def to_html(self, path: str | Path | None = None) -> str:
        """The self-contained page of the findings, and of the draft with its findings beside each
        passage, also written to `path` if that is given.
        """
        page = render_check(self.page_content(), self.draft, self.summed(), lang=self.lang)
        if path is not None:
            write_text_aside(path, page)
        return page

    def page_content(self) -> PageContent:
        """The JSON with all that a page says beside it: see `checkpage.PageContent`."""
        content = self.to_json()
        for row, finding in zip(content["findings"], self.found, strict=True):
            row["context"] = finding.context
            row["before"], row["behind"] = self._around(finding)
            row["standings"] = [self._where(each) for each in finding.evidence]
        content["names"] = {rule: rule_name(rule, self.lang) for rule in content["summary"]}
        return content

    def summed(self) -> str:
        """How many findings there are of each severity; those that are known, if there are any."""
        counts = {name: self.counts[name] for name in ("error", "warning", "note")}
        known = sum(finding.known for finding in self.found)
        key = "check.counts_with_known" if known else "check.counts"
        return say(key, self.lang, known=known, **counts)

    def to_docx(self, path: str | Path, *, suggest: bool | Collection[str] = False) -> Path:
        """The author's Word file with the findings as comments, written to another path.

        With `suggest` slips whose correction is sure are also mended as tracked changes; given
        fingerprints, those of these findings instead, sure or not. What people made of the comments
        of an earlier check stays.

        Raises TextkitError if the draft was no Word file, or the path is the draft's own.
        """
        remarks = [self._remark(one, self._mends(one, suggest)) for one in self.found]
        return write_comments(self.draft, remarks, path, looked=self.looked, lang=self.lang)

    def ruled(self, dismissed: Collection[str]) -> Findings:
        """The same, with the findings of these fingerprints known, and all others not."""
        found = tuple(replace(one, known=one.fingerprint in dismissed) for one in self.found)
        return replace(self, found=found)

    def _mends(self, finding: Finding, suggest: bool | Collection[str]) -> bool:
        """Whether the correction of a finding goes into the text."""
        if not drafts.is_corrected(finding):
            return False
        if isinstance(suggest, bool):
            return suggest and finding.severity != "note"
        return finding.fingerprint in suggest

    def _remark(self, finding: Finding, mends: bool) -> Remark:
        """What a comment says of a finding."""
        name = say("check.rule_named", self.lang, name=rule_name(finding.rule, self.lang))
        return Remark(
            finding.start,
            finding.end,
            [*remark(finding, self.draft, self.lang), name],
            quote=finding.quote,
            rule=finding.rule,
            key=finding.fingerprint,
            replacement=finding.suggestion if mends else None,
            is_known=finding.known,
        )

    def _row(self, finding: Finding) -> dict[str, Any]:
        evidence = [asdict(each) for each in finding.evidence]
        return {
            "rule": finding.rule,
            "severity": finding.severity,
            "start": finding.start,
            "end": finding.end,
            "quote": finding.quote,
            "message": message(finding, self.lang),
            "suggestion": finding.suggestion,
            "evidence": evidence,
            "known": finding.known,
            "fingerprint": finding.fingerprint,
            "path": self._path_of.get(finding.fingerprint, ""),
        }

    @cached_property
    def _path_of(self) -> dict[str, str]:
        """The article or section of each finding, by its fingerprint."""
        prints = [finding.fingerprint for finding in self.found]
        return dict(zip(prints, self.paths, strict=False))

    def _where(self, evidence: Evidence) -> str:
        """The prior document and the place in it, as one cites them."""
        return standing_of(evidence, self.draft, self.lang)

    def _repr_html_(self) -> str:
        rows = [
            (
                self._row(one) | {"evidence": one.evidence, "article": self._article_of(one)},
                *self._around(one),
            )
            for one in self._ranked()
        ]
        return data.template("findings.html.j2").render(
            rows=rows,
            counts=self.summed(),
            where=self._where,
            name=partial(rule_name, lang=self.lang),
            t=partial(say, lang=self.lang),
        )

    def _ranked(self) -> list[Finding]:
        """The findings, most serious first, those that are known at the end."""
        return sorted(
            self.found,
            key=lambda finding: (
                finding.known,
                ("error", "warning", "note").index(finding.severity),
            ),
        )


def carryover_table(
    draft: str | Path | Document,
    against: StoredCorpus | None,
    *,
    of: str | Path | Document | None = None,
    lang: Lang = "vi",
) -> pd.DataFrame:
    """Every commitment of the document that a draft follows, with its fate: place, commitment,
    fate, counterpart (of what was not found, the nearest passage) and likeness (0 to 1);
    `attrs["document"]` is that document's id, `attrs["number"]` its number.

    The document is `of`, such as the resolution that a programme carries out; else the one of the
    corpus that is of the draft's kind, before its date and alike in its title. Raises TextkitError
    if there is none.
    """
    import pandas as pd

    document = read(draft) if isinstance(draft, str | Path) else draft
    own = Draft(document)
    if of is not None:
        followed = contents_of(of if isinstance(of, Document) else read(of))
        doc_id, number = followed.document.id, followed.document.facts.number
        fates = fates_of(followed.commitments, followed.figures, own)
    else:
        prior = Prior(against)
        found = predecessor(own, prior)
        if found is None:
            facts = document.facts
            values = {"id": document.id, "kind": facts.kind, "title": facts.title}
            raise TextkitError("draft.no-predecessor", **values)
        doc_id, number = found, prior.row(found)["number"]
        fates = carried(own, prior)
    rows = [
        (
            place(one.prior.path, lang),
            " ".join(one.prior.text.split()),
            say(f"fate.{one.fate}", lang),
            " ".join(document.quote(one.nearest).split()) if one.nearest else "",
            round(one.score, 2),
        )
        for one in fates
    ]
    columns = ("place", "commitment", "fate", "counterpart", "likeness")
    table = pd.DataFrame(rows, columns=[say(f"carryover.{name}", lang) for name in columns])
    table.attrs["document"], table.attrs["number"] = doc_id, number
    return table


def check_draft(
    draft: str | Path | Document,
    *,
    against: StoredCorpus | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    baseline: str | Path | None = None,
    since: str | Path | Document | None = None,
    lang: Lang = "vi",
) -> Findings:
    """What is wrong in a draft, by itself and against prior documents.

    `draft` is a file or a Document. Without a corpus of prior documents (`against`) only the rules
    run that need none. Its folder's `textkit.toml`, without a corpus that beside the draft, says
    which rules are ignored, which phrases are allowed and which words are the office's own.
    `select` and `ignore` are rules or families of them. Findings in the file `baseline` are marked
    as known and do not count. With `since`, an earlier version of the draft, `.since` says what
    changed. `.only("errors")` leaves the errors.

    Nothing of the draft is stored. A reference that is "not in this corpus" is never reported as
    wrong.
    Example: `tk.check_draft("ct-04-2026.txt", against=corpus).to_frame()`
    Raises TextkitError if the draft cannot be read, a rule is unknown, or `textkit.toml` or the
    baseline is wrong.
    """
    own, earlier = (_as_draft(each) for each in (draft, since))
    assert own is not None
    settings = settings_for(own.document, against)
    known = drafts.read_baseline(baseline) if baseline is not None else ()
    select, ignore = list(select), list(ignore)
    held = partial(
        drafts.check, corpus=against, select=select, ignore=ignore, settings=settings, known=known
    )
    found = held(own)
    rules = drafts.chosen_rules(select, [*ignore, *(settings.ignore if settings else ())])
    findings = gathered(own, found, rules, against, lang=lang)
    if earlier is None:
        return findings
    changes = compare_versions(earlier, own, (held(earlier), found))
    return replace(findings, since=tuple(changes))


def settings_for(draft: Document, against: StoredCorpus | None) -> drafts.Settings | None:
    """What `textkit.toml` says, in the folder of the prior documents, else in the draft's own; None
    where there is no folder.
    """
    if against is not None:
        folder = against.folder if against.folder != Path() else None
    else:
        folder = draft.path.resolve().parent if draft.path else None
    return drafts.read_settings(folder) if folder else None


def gathered(
    draft: Draft,
    found: Iterable[Finding],
    rules: Iterable[Rule],
    against: StoredCorpus | None,
    *,
    lang: Lang,
) -> Findings:
    """What these rules found in a draft, with the article or section of each finding."""
    found = tuple(found)
    paths = tuple(path_at(draft.units, finding.start) for finding in found)
    looked = drafts.rules_that_look(rules, against)
    return Findings(draft.document, found, lang, None, paths, looked)


def _as_draft(source: str | Path | Document | None) -> Draft | None:
    """A file or a document as a draft; None where there is none."""
    if source is None:
        return None
    return Draft(source if isinstance(source, Document) else read(source))
