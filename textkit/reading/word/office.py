"""Files of old Word, RTF and OpenDocument: through LibreOffice to a Word file, and on as that is
read.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from textkit import data
from textkit.data.messages import Message, TextkitError
from textkit.reading.document import Remark
from textkit.reading.files import open_checked, sniff
from textkit.reading.layout import Reading
from textkit.reading.word.document import read_word

_SUFFIXES = {"ole": ".doc", "rtf": ".rtf", "zip": ".odt"}
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
_SECONDS = 120
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def read_office(path: str | Path) -> Reading:
    """Text, layout and mends of a .doc, .rtf or .odt file, which LibreOffice converts; `origin` as
    in `read_word`.

    A remark tells of it. Raises what `convert` raises.
    """
    with tempfile.TemporaryDirectory(prefix="textkit-", ignore_cleanup_errors=True) as folder:
        made = convert(path, Path(folder))
        try:
            reading = read_word(made)
        except TextkitError as error:
            raise TextkitError(error.key, **(error.values | {"path": path})) from error
    suffix = _SUFFIXES[sniff(open_checked(path)) or ""]
    return reading._replace(remarks=(Remark("converted", suffix), *reading.remarks))


def convert(path: str | Path, folder: Path) -> Path:
    """The .docx twin of a .doc, .rtf or .odt file, made in a folder of its own.

    LibreOffice runs apart from the user's, without macros and without following links.
    Raises TextkitError where LibreOffice is missing, takes too long or makes nothing of the file.
    """
    suffix = _SUFFIXES.get(sniff(data := open_checked(path)))
    if suffix is None or _LOCKED in data:
        raise TextkitError("file.password" if suffix else "file.no-office-file", path=path)
    if (program := find_office()) is None:
        raise TextkitError("file.needs-office", path=path)
    source, made = (
        Path(folder, f"source{suffix}"),
        Path(folder, "made", "source.docx"),
    )  # never the user's names
    source.write_bytes(data)
    said = _convert(program, source, made.parent, Path(folder, "profile"))
    if said:
        raise TextkitError("file.not-converted", path=path, reason=said)
    if not made.is_file():
        raise TextkitError("file.nothing-converted", path=path)
    return made


def find_office() -> str | None:
    """The program of LibreOffice, or None."""
    found = next((place for place in _PLACES if Path(place).is_file()), None)
    return shutil.which("soffice") or shutil.which("libreoffice") or found


def _convert(program: str, source: Path, folder: Path, profile: Path) -> str | Message:
    """What went wrong, if anything; the profile is new,
    so that calls at the same time are apart.
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
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder),
        str(source),
    ]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=source.parent,
        start_new_session=True,
    ) as process:
        try:
            said = process.communicate(timeout=_SECONDS)[1].decode("utf-8", "replace").split("\n")
        except subprocess.TimeoutExpired:
            return Message("office.too-slow", {"seconds": _SECONDS})
        finally:
            _end(process)
    for line in said:
        if line.startswith("Error"):
            return line[:200].strip()
    if process.returncode:
        return Message("office.exit-code", {"code": process.returncode})
    return ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and all it started are ended, if it still runs."""
    if process.poll() is None and os.name == "nt":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    elif process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
