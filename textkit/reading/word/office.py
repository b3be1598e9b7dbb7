"""Files of old Office, RTF and OpenDocument: LibreOffice makes one of today, which is read."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from textkit import data
from textkit.data.messages import Message, TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import open_checked, sniff
from textkit.reading.layout import Reading
from textkit.reading.word.document import read_word
from textkit.running.processes import end_tree
from textkit.running.scratch import scratch_folder


class _Twin(NamedTuple):
    """What files are made into: the filter of LibreOffice, whose program a user has for it, and the
    suffixes of what it is made of, by what their content is.
    """

    filter: str
    program: str
    suffixes: dict[str, str]


_TWINS = {
    "docx": _Twin("MS Word 2007 XML", "Word", {"ole": ".doc", "rtf": ".rtf", "zip": ".odt"}),
    "xlsx": _Twin("Calc MS Excel 2007 XML", "Excel", {"ole": ".xls", "zip": ".ods"}),
    "pptx": _Twin("Impress MS PowerPoint 2007 XML", "PowerPoint", {"ole": ".ppt", "zip": ".odp"}),
}

# Where LibreOffice lies on Windows and macOS, which do not have it on the path.
_INSTALLED_AT = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)

# How long a conversion may take before it is ended. Chosen by eye; not measured.
_SECONDS = 120

# The name of the stream that holds a Word file with a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")

_LONGEST_REASON = 200

# Where a program is told to make temporary files, by the system it runs on.
_TEMPORARY = ("TMPDIR", "TEMP", "TMP")


def read_office(path: str | Path) -> Reading:
    """Text, layout and mends of a .doc, .rtf or .odt file, which LibreOffice converts; `origin` as
    in `read_word`.

    A remark says that it was converted. Raises what `convert` raises.
    """
    return read_converted(path, "docx", read_word)


def read_converted(path: str | Path, kind: str, read: Callable[[Path], Reading]) -> Reading:
    """What a reader makes of the twin of a file, a `docx`, `xlsx` or `pptx`, with a remark that it
    was converted. Raises what `convert` and the reader raise.
    """
    with scratch_folder() as folder:
        twin = convert(path, folder, kind)
        try:
            reading = read(twin)
        except TextkitError as error:
            raise TextkitError(error.key, **(error.values | {"path": path})) from error
    suffix = _TWINS[kind].suffixes[sniff(open_checked(path))]
    return reading._replace(remarks=(Remark("converted", suffix), *reading.remarks))


def convert(path: str | Path, folder: Path, kind: str = "docx") -> Path:
    """The twin of a file, made in a folder of its own: the .docx of a .doc, .rtf or .odt file, the
    .xlsx of an .xls or .ods file, the .pptx of a .ppt or .odp file.

    LibreOffice runs apart from the user's, without macros and without following links.
    Raises TextkitError where LibreOffice is missing, takes too long or makes nothing of the file.
    """
    content = open_checked(path)
    wanted = _TWINS[kind]
    program, made = wanted.program, f".{kind}"  # what the user may do instead, and into what
    suffix = wanted.suffixes.get(sniff(content))
    if suffix is None:
        known = ", ".join(wanted.suffixes.values())
        raise TextkitError("file.no-office-file", path=path, known=known, suffix=made)
    if _LOCKED in content:
        raise TextkitError("file.password", path=path, suffix=made)
    office = find_office()
    if office is None:
        raise TextkitError("file.needs-office", path=path, program=program, suffix=made)
    # LibreOffice never sees the user's names, which may be anything.
    source = Path(folder, f"source{suffix}")
    twin = Path(folder, "made", f"source.{kind}")
    source.write_bytes(content)
    fault = _convert(office, source, twin, Path(folder, "profile"))
    if fault:
        raise TextkitError(
            "file.not-converted", path=path, reason=fault, program=program, suffix=made
        )
    if not twin.is_file():
        raise TextkitError("file.nothing-converted", path=path, program=program, suffix=made)
    return twin


def find_office() -> str | None:
    """The program of LibreOffice, or None."""
    on_path = shutil.which("soffice") or shutil.which("libreoffice")
    if on_path:
        return on_path
    for place in _INSTALLED_AT:
        if Path(place).is_file():
            return place
    return None


def _convert(program: str, source: Path, twin: Path, profile: Path) -> str | Message:
    """What went wrong, empty if nothing did.

    The profile is new, so that calls at the same time do not disturb each other.
    """
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_bytes(data.content("office.xcu"))
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        f"{twin.suffix[1:]}:{_TWINS[twin.suffix[1:]].filter}",
        "--outdir",
        str(twin.parent),
        str(source),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=source.parent,
        # It makes copies of its own, which go with the folder.
        env={**os.environ, **dict.fromkeys(_TEMPORARY, str(source.parent))},
    ) as process:
        try:
            errors = process.communicate(timeout=_SECONDS)[1].decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            return Message("office.too-slow", {"seconds": _SECONDS})
        finally:
            _end(process)
    for line in errors.split("\n"):
        if line.startswith("Error"):  # LibreOffice may say so and end with exit code 0
            return line[:_LONGEST_REASON].strip()
    if process.returncode:
        return Message("office.exit-code", {"code": process.returncode})
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the program and all it started, if it still runs."""
    if process.poll() is None:
        end_tree(process.pid)
