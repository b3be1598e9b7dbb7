"""What one clicks on in Windows: a file on the desktop that opens the page of the draft check, and
an entry of “Send to” that checks the files it is given.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

from textkit.data.messages import Lang, TextkitError, say
from textkit.storing.outputs import write_bytes_aside

# The console shows and reads UTF-8 from the second line on; the file is UTF-8 without a mark.
_BEGIN = ("@echo off", "chcp 65001 >nul")

_OPEN = (
    "title textkit",
    '"{python}" -m textkit.guard lab{corpus}{page} --folder "{folder}" --lang {lang}',
    "if errorlevel 1 pause",
)

# One round for each file; the page lies beside the draft and opens. Exit code 2 is bad input.
_CHECK = (
    "title textkit check",
    ":next",
    'if "%~1"=="" exit /b',
    'set "page=%~dpn1 - {checked}.html"',
    '"{python}" -m textkit.guard check "%~1"{corpus} --format html --output "%page%" --lang {lang}',
    'if errorlevel 2 (pause) else start "" "%page%"',
    "shift",
    "goto next",
)


def write_shortcuts(
    desktop: Path, send_to: Path, *, folder: Path, corpus: Path | None = None, lang: Lang = "vi"
) -> list[Path]:
    """Writes `textkit.bat` to the desktop and `textkit check.bat` into the folder of “Send to”;
    returns their paths.

    They run this Python. `folder` is where the notebooks lie, `corpus` the folder of the prior
    documents. Without Voilà the file on the desktop opens JupyterLab.
    """
    values = {
        "python": _quoted(sys.executable),
        "folder": _quoted(folder.resolve()),
        "page": " --page check" if find_spec("voila") is not None else "",
        "checked": say("review.checked", lang),
        "lang": lang,
    }
    given = _quoted(corpus.resolve()) if corpus is not None else ""
    opening = {**values, "corpus": f' "{given}"' if given else ""}
    checking = {**values, "corpus": f' --corpus "{given}"' if given else ""}
    return [
        _write(desktop / "textkit.bat", _OPEN, opening),
        _write(send_to / "textkit check.bat", _CHECK, checking),
    ]


def places_on_windows() -> tuple[Path, Path]:
    """The user's desktop and folder of “Send to”. Raises TextkitError on another system."""
    if os.name != "nt":
        raise TextkitError("lab.not-windows")
    from platformdirs import user_desktop_dir

    send_to = Path(os.environ["APPDATA"], "Microsoft", "Windows", "SendTo")
    return Path(user_desktop_dir()), send_to


def _quoted(path: str | Path) -> str:
    """A path as it stands between quotation marks in such a file: a percent sign is doubled."""
    return str(path).replace("%", "%%")


def _write(path: Path, lines: tuple[str, ...], values: dict[str, str]) -> Path:
    text = "\r\n".join([*_BEGIN, *(line.format_map(values) for line in lines), ""])
    return write_bytes_aside(path, text.encode())
