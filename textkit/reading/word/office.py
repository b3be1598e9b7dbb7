"""Files of old Word, RTF and OpenDocument: LibreOffice makes a Word file, which is read."""

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

_SUFFIXES = {"ole": ".doc", "rtf": ".rtf", "zip": ".odt"}  # by what the content is

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


def read_office(path: str | Path) -> Reading:
    """Text, layout and mends of a .doc, .rtf or .odt file, which LibreOffice converts; `origin` as
    in `read_word`.

    A remark says that it was converted. Raises what `convert` raises.
    """
    with tempfile.TemporaryDirectory(prefix="textkit-", ignore_cleanup_errors=True) as folder:
        twin = convert(path, Path(folder))
        try:
            reading = read_word(twin)
        except TextkitError as error:
            raise TextkitError(error.key, **(error.values | {"path": path})) from error
    suffix = _SUFFIXES[sniff(open_checked(path)) or ""]
    return reading._replace(remarks=(Remark("converted", suffix), *reading.remarks))


def convert(path: str | Path, folder: Path) -> Path:
    """The .docx twin of a .doc, .rtf or .odt file, made in a folder of its own.

    LibreOffice runs apart from the user's, without macros and without following links.
    Raises TextkitError where LibreOffice is missing, takes too long or makes nothing of the file.
    """
    content = open_checked(path)
    suffix = _SUFFIXES.get(sniff(content))
    if suffix is None:
        raise TextkitError("file.no-office-file", path=path)
    if _LOCKED in content:
        raise TextkitError("file.password", path=path)
    program = find_office()
    if program is None:
        raise TextkitError("file.needs-office", path=path)
    # LibreOffice never sees the user's names, which may be anything.
    source = Path(folder, f"source{suffix}")
    twin = Path(folder, "made", "source.docx")
    source.write_bytes(content)
    fault = _convert(program, source, twin.parent, Path(folder, "profile"))
    if fault:
        raise TextkitError("file.not-converted", path=path, reason=fault)
    if not twin.is_file():
        raise TextkitError("file.nothing-converted", path=path)
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


def _convert(program: str, source: Path, folder: Path, profile: Path) -> str | Message:
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
    if process.poll() is None and os.name == "nt":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    elif process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
