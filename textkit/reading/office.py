"""Files of old Word, RTF and OpenDocument: through LibreOffice to a Word file, and on as that is read."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from textkit.reading.document import Remark, TextkitError
from textkit.reading.files import open_checked, sniff
from textkit.reading.layout import Reading
from textkit.reading.word import read_word

_SUFFIXES = {"ole": ".doc", "rtf": ".rtf", "zip": ".odt"}
_PLACES = (r"C:\Program Files\LibreOffice\program\soffice.exe", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_SECONDS = 120
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def read_office(path: str | Path) -> Reading:
    """Text, layout and mends of a .doc, .rtf or .odt file, which LibreOffice converts; `origin` as in `read_word`.

    It runs apart from the user's LibreOffice, without macros and without following links; a remark tells of it.
    Raises TextkitError where LibreOffice is missing, takes too long or makes nothing of the file.
    """
    data = open_checked(path)
    suffix, program = _SUFFIXES.get(sniff(data)), find_office()
    if suffix is None:
        raise TextkitError(f"{path} is no .doc, .rtf or .odt file; save it as .docx")
    if _LOCKED in data:
        raise TextkitError(f"{path} is protected by a password; save it without one")
    if program is None:
        raise TextkitError(f"{path} needs LibreOffice to be read, which is not installed: install it, "
                           "or save the file as .docx in Word")
    with tempfile.TemporaryDirectory(prefix="textkit-", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder, f"source{suffix}"), Path(folder, "made", "source.docx")
        source.write_bytes(data)
        said = _convert(program, source, made.parent, Path(folder, "profile"))
        if said or not made.is_file():
            raise TextkitError(f"{path} cannot be converted by LibreOffice ({said or 'it wrote nothing'}); "
                               "open it in Word and save it as .docx")
        try:
            reading = read_word(made)
        except TextkitError as error:
            raise TextkitError(str(error).replace(str(made), str(path))) from error
    return reading._replace(remarks=(Remark("converted", suffix), *reading.remarks))


def find_office() -> str | None:
    """The program of LibreOffice, or None."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def _convert(program: str, source: Path, folder: Path, profile: Path) -> str:
    """What went wrong, if anything; the profile is new, so that calls at the same time are apart."""
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_bytes((files("textkit") / "data" / "office.xcu").read_bytes())
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck",
               "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(source)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          cwd=source.parent, start_new_session=True) as process:
        try:
            _, errors = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"it took more than {_SECONDS} seconds"
    return "" if process.returncode == 0 else f"it ended with code {process.returncode}"
