"""The widget for one draft: upload it, rule on each finding beside its passage, take the result."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textkit import data
from textkit.checking.draft import (
    check,
    chosen_rules,
    is_corrected,
    read_baseline,
    write_baseline,
)
from textkit.checking.material import Draft
from textkit.checking.rule import Finding
from textkit.data.messages import Lang, TextkitError, say
from textkit.presenting.checkpage import CheckParts
from textkit.presenting.findings import Findings, gathered, settings_for
from textkit.reading.readers import read
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_bytes_aside

if TYPE_CHECKING:
    from ipywidgets import ToggleButtons, VBox

# What may be uploaded; the reader says what else it cannot read.
_FILE_TYPES = ".docx,.doc,.odt,.rtf,.pdf,.txt,.md,.html"
_WORD = (".docx", ".doc")

# The findings that were dismissed, of all drafts of a folder: they are known in the next version.
_DISMISSED = "bo-qua.json"

# What may not stand in the name of a file on one system or another.
_ODD = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')

# The rulings on a finding: none yet, to be mended, to be left.
_OPEN, _MEND, _DISMISS = "", "mend", "dismiss"


def review(
    corpus: StoredCorpus | None = None, *, folder: str | Path = "ket-qua", lang: Lang = "vi"
) -> VBox:
    """A widget for one draft: upload it, read each finding beside its passage, rule on it, take the
    Word file.

    The draft is held against `corpus`, without one against the rules alone. A finding that is
    accepted is mended as a tracked change where its correction is known, else it stays as a
    comment, as one without a ruling does; one that is dismissed is left out. Draft and results lie
    in `folder`, and nothing is sent anywhere. What was dismissed is kept there as fingerprints, so
    that the next version of the draft has it dismissed already.

    A draft that cannot be read, or a folder that cannot be written to, is said in the widget.

    Example: `tk.review(corpus)`
    """
    return _Review(corpus, Path(folder), lang).box


class _Review:
    """The parts of the widget, and what has been ruled."""

    def __init__(self, corpus: StoredCorpus | None, folder: Path, lang: Lang) -> None:
        import ipywidgets as w

        self._corpus, self._folder, self._lang = corpus, folder, lang
        self._say = partial(say, lang=lang)
        self._found: Findings | None = None
        self._rulings: dict[str, str] = {}
        self._upload = w.FileUpload(
            accept=_FILE_TYPES, multiple=False, description=self._say("review.upload")
        )
        self._state = w.HTML().add_class("tk-state")
        self._bar = w.IntProgress(min=0, max=1, layout=w.Layout(display="none"))
        self._only = w.Checkbox(False, description=self._say("review.only"), indent=False)
        self._take = w.Button(description=self._say("review.take"), button_style="primary")
        self._files = w.HTML()
        self._controls = w.HBox(
            [self._only, self._take, self._files], layout=w.Layout(display="none")
        )
        self._rows = w.VBox().add_class("tk-rows")
        style = w.HTML(data.template("review.html.j2").render())
        top = w.HBox([self._upload, self._bar, self._state])
        self.box = w.VBox([style, top, self._controls.add_class("tk-controls"), self._rows])
        self.box.add_class("tk-review").add_class("jp-RenderedHTMLCommon")
        self._upload.observe(self._uploaded, "value")
        self._only.observe(self._show_or_hide, "value")
        self._take.on_click(self._write)

    # --- The draft ------------------------------------------------------------------------------

    def _uploaded(self, _: Any) -> None:
        if not self._upload.value:
            return
        file = self._upload.value[0]
        self._rows.children, self._files.value = (), ""
        self._controls.layout.display = "none"
        self._tell(self._say("review.reading", name=file["name"]))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = write_bytes_aside(self._folder / _safe(file["name"]), bytes(file["content"]))
            found = self._checked(Draft(read(path)))
        except TextkitError as error:
            self._tell(error.say(self._lang))
        except OSError as error:
            self._tell(self._say("review.not-kept", path=self._folder, reason=str(error)))
        else:
            self._show(found)
        finally:
            self._bar.layout.display = "none"

    def _checked(self, draft: Draft) -> Findings:
        settings = settings_for(draft.document, self._corpus)
        known = read_baseline(self._folder / _DISMISSED)
        found = check(draft, self._corpus, settings=settings, known=known, progress=self._progress)
        rules = chosen_rules(ignore=settings.ignore if settings else ())
        return gathered(draft, found, rules, self._corpus, lang=self._lang)

    def _progress(self, done: int, rules: int) -> None:
        self._bar.layout.display = ""
        self._bar.max, self._bar.value = rules, done
        if done == 1:
            self._tell(self._say("review.checking"))

    # --- The findings ---------------------------------------------------------------------------

    def _show(self, found: Findings) -> None:
        """Puts up the draft with a card for each finding."""
        self._found = found
        self._rulings = {one.fingerprint: _DISMISS if one.known else _OPEN for one in found.found}
        self._rows.children = tuple(self._made_rows(found))
        self._controls.layout.display = ""
        self._show_or_hide()
        self._sum_up()

    def _made_rows(self, found: Findings) -> Iterator[Any]:
        import ipywidgets as w

        parts = CheckParts(found.page_content(), found.draft, lang=self._lang)
        for stretch in parts.stretches():
            passage = w.HTML(stretch.html).add_class("tk-passage")
            if not stretch.found:
                yield passage
                continue
            cards = [self._card(found.found[n], parts.finding(n)) for n in stretch.found]
            yield w.VBox([passage, w.VBox(cards)]).add_class("tk-row")

    def _card(self, finding: Finding, html: str) -> VBox:
        import ipywidgets as w

        mend = "mend" if is_corrected(finding) else "mend_self"
        labels = {_OPEN: "open", _MEND: mend, _DISMISS: "dismiss"}
        buttons = w.ToggleButtons(
            options=[(self._say(f"review.{label}"), ruling) for ruling, label in labels.items()],
            value=self._rulings[finding.fingerprint],
            tooltips=[self._say(f"review.{label}_help") for label in labels.values()],
        )
        words = w.HTML(html)
        card = w.VBox([words, buttons]).add_class("tk-card").add_class(f"is-{finding.severity}")
        buttons.observe(partial(self._rule, finding.fingerprint, card), "value")
        _mark(card, buttons)
        return card

    def _rule(self, fingerprint: str, card: VBox, change: Any) -> None:
        self._rulings[fingerprint] = change["new"]
        _mark(card, change["owner"])
        self._files.value = ""
        self._sum_up()

    def _show_or_hide(self, _: Any = None) -> None:
        """Hides the passages without a finding, where only those with one are wanted."""
        for row in self._rows.children:
            is_plain = "tk-row" not in row._dom_classes
            row.layout.display = "none" if is_plain and self._only.value else ""

    def _sum_up(self) -> None:
        assert self._found is not None
        rulings = list(self._rulings.values())
        accepted, dismissed = map(rulings.count, (_MEND, _DISMISS))
        ruled_on = self._say(
            "review.counts",
            done=accepted + dismissed,
            all=len(rulings),
            accepted=accepted,
            dismissed=dismissed,
        )
        self._tell(f"{self._found.summed()} {ruled_on if rulings else ''}")

    def _tell(self, words: str) -> None:
        self._state.value = f'<span role="status">{escape(words)}</span>'

    # --- The result -----------------------------------------------------------------------------

    def _write(self, _: Any) -> None:
        """Writes the files with what was ruled, and offers them."""
        if self._found is None:
            return
        try:
            paths = list(self._written(self._found))
        except TextkitError as error:
            self._tell(error.say(self._lang))
        except OSError as error:
            self._tell(self._say("review.not-kept", path=self._folder, reason=str(error)))
        else:
            self._files.value = " ".join(map(self._link, paths))

    def _written(self, found: Findings) -> Iterator[Path]:
        dismissed = {key for key, ruling in self._rulings.items() if ruling == _DISMISS}
        accepted = {key for key, ruling in self._rulings.items() if ruling == _MEND}
        ruled = found.ruled(dismissed)
        path = found.draft.path
        assert path is not None
        if path.suffix.lower() in _WORD:
            yield ruled.to_docx(self._result(path, ".docx"), suggest=accepted)
        page = self._result(path, ".html")
        ruled.to_html(page)
        yield page
        kept = read_baseline(self._folder / _DISMISSED)
        earlier = {key: rule for key, rule in kept.items() if key not in self._rulings}
        own = [one for one in found.found if one.fingerprint in dismissed]
        write_baseline(own, self._folder / _DISMISSED, earlier=earlier)

    def _result(self, draft: Path, suffix: str) -> Path:
        return draft.with_name(f"{draft.stem} - {self._say('review.checked')}{suffix}")

    def _link(self, path: Path) -> str:
        """A link that holds the file: it is there wherever the page is shown."""
        packed = b64encode(path.read_bytes()).decode()
        label = self._say("review.download", name=path.name)
        name = escape(path.name)
        href = f"data:application/octet-stream;base64,{packed}"
        return f'<a class="tk-file" download="{name}" href="{href}">{escape(label)}</a>'


def _mark(card: VBox, buttons: ToggleButtons) -> None:
    """Shows on a card whether its finding is dismissed."""
    card.remove_class("tk-dismissed")
    if buttons.value == _DISMISS:
        card.add_class("tk-dismissed")


def _safe(name: str) -> str:
    """The name of an uploaded file as it may stand in a folder: no path, nothing odd, not hidden.

    >>> _safe("../../etc/dự thảo.docx"), _safe("C:\\\\tep:1.docx"), _safe(".docx")
    ('dự thảo.docx', 'tep_1.docx', 'du-thao.docx')
    """
    own = _ODD.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" ")
    return f"du-thao{own}" if own.startswith(".") or not own else own
