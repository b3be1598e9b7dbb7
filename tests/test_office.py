"""textkit.reading.word.office: .doc, .rtf and .odt through LibreOffice, apart, bounded and without
a network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from beside import REAL, needs_shared
from test_layout import check
from test_sheet import annex
from test_slides import shape, show

import textkit as tk
from textkit.data.messages import TextkitError
from textkit.reading.document import Remark
from textkit.reading.word import office
from textkit.reading.word.office import find_office, read_office

OFFICE = REAL / "office"
needs_office = pytest.mark.skipif(find_office() is None, reason="needs LibreOffice (soffice)")

RTF = (
    (
        r"{\rtf1\ansi{\fonttbl{\f0 Times New Roman;}{\f1 .VnTime;}}\pard\f0 Ngh\u7883? quy\u7871?t"
        r" s\u7889? 5-NQ/TU\par "
        r"{\f1 Uû ban nh\'a9n d\'a9n tØnh Lam Ch\'a9u}\par}"
    )
    .replace("û", r"\'fb")
    .replace("Ø", r"\'d8")
)
ODT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:text>
 <text:p>Tỉnh Lam Châu</text:p>{}</office:text></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest manifest:version="1.2" xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
PROGRAM = """#!{python}
import pathlib, sys, time
pathlib.Path({log!r}).write_text("\\n".join(sys.argv))
{does}
"""


def rtf(folder: Path, name: str = "Nghị quyết; rm -rf.rtf") -> Path:
    path = folder / name
    path.write_bytes(RTF.encode("ascii"))
    return path


def odt(folder: Path, more: str = "") -> Path:
    with zipfile.ZipFile(folder / "a.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", ODT.format(more))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return folder / "a.odt"


@needs_office
def test_rtf_and_odt_are_read(tmp_path):
    reading = read_office(rtf(tmp_path))
    text, blocks, _ = check(reading)
    assert text == "Nghị quyết số 5-NQ/TU\nUỷ ban nhân dân tỉnh Lam Châu"
    assert [block.origin for block in blocks] == ["body/p0", "body/p1"]
    assert reading.remarks == (Remark("converted", ".rtf"), Remark("encoding", "TCVN3"))
    assert read_office(odt(tmp_path))[0] == "Tỉnh Lam Châu"


@pytest.mark.slow
@needs_office
def test_calls_at_the_same_time_do_not_disturb_each_other(tmp_path):
    paths = [rtf(tmp_path, f"{number}.rtf") for number in range(3)]
    with ThreadPoolExecutor(3) as pool:
        texts = {reading.text for reading in pool.map(read_office, paths)}
    assert texts == {"Nghị quyết số 5-NQ/TU\nUỷ ban nhân dân tỉnh Lam Châu"}


@needs_office
def test_nothing_is_fetched(tmp_path):
    """Left to itself, LibreOffice asks for the picture."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    for verb in ("HEAD", "OPTIONS", "PROPFIND"):
        setattr(Handler, f"do_{verb}", Handler.do_GET)
    (tmp_path / "secret.txt").write_text("bí mật")
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        path = odt(
            tmp_path,
            f"""<text:p><draw:frame text:anchor-type="as-char" svg:width="2cm" svg:height="2cm"><draw:image
            xlink:href="{there}/a.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>
            <text:section text:name="A"><text:section-source xlink:href="{there}/a.odt" xlink:type="simple"/><text:p>cũ</text:p></text:section>
            <text:section text:name="B"><text:section-source xlink:href="{(tmp_path / "secret.txt").as_uri()}" xlink:type="simple"/><text:p>kỹ</text:p></text:section>""",
        )
        text = read_office(path).text
        server.shutdown()
    assert (text, asked) == ("Tỉnh Lam Châu\ncũ\nkỹ", [])


@needs_office
@pytest.mark.parametrize(
    "data", [bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, b"PK\x03\x04" + b"x" * 500]
)
def test_a_damaged_file_is_refused(tmp_path, data):
    (tmp_path / "a.doc").write_bytes(data)
    with pytest.raises(
        TextkitError, match=r"a\.doc cannot be converted by LibreOffice \(.+\); open it in Word"
    ):
        read_office(tmp_path / "a.doc")


def test_what_is_refused_without_a_try(tmp_path, monkeypatch):
    monkeypatch.setattr(office, "find_office", lambda: None)
    with pytest.raises(
        TextkitError,
        match=r"a\.rtf needs LibreOffice, which is not installed: install it, or save it as \.docx",
    ):
        read_office(rtf(tmp_path, "a.rtf"))
    path = tmp_path / "a.doc"
    for data, problem in [
        (b"<html>", r"none of \.doc, \.rtf, \.odt"),
        (b"%PDF-1.7", r"none of \.doc"),
        (b"", r"none of \.doc"),
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
    ]:
        path.write_bytes(data)
        with pytest.raises(TextkitError, match=rf"a\.doc is {problem}"):
            read_office(path)
    with pytest.raises(TextkitError, match="there is no file"):
        read_office(tmp_path / "b.doc")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a script")
@pytest.mark.parametrize(
    ("does", "problem"),
    [
        (
            "print('Error: source file could not be loaded', file=sys.stderr)",
            "Error: source file could not be loaded",
        ),
        ("sys.exit(3)", "it ended with code 3"),
        ("", "it wrote nothing"),
        (
            (
                "import subprocess; subprocess.run([sys.executable, '-c', 'import time;"
                " time.sleep(60) #{folder}'])"
            ),
            "it took more than 1 seconds",
        ),
    ],
)
def test_a_conversion_that_fails(tmp_path, monkeypatch, does, problem):
    program, log = tmp_path / "soffice", tmp_path / "log"
    program.write_text(
        PROGRAM.format(python=sys.executable, log=str(log), does=does.format(folder=tmp_path))
    )
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(program))
    monkeypatch.setattr(office, "_SECONDS", 1 if "sleep" in does else 60)
    with pytest.raises(TextkitError, match=problem):
        read_office(rtf(tmp_path))
    assert "Nghị quyết" not in log.read_text()
    assert "--headless" in log.read_text()
    left = (
        subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
        if shutil.which("ps")
        else ""
    )
    assert f"time.sleep(60) #{tmp_path}" not in left


@needs_office
@needs_shared
@pytest.mark.parametrize(
    ("name", "words", "encoding"),
    [
        (
            "45000070.DOC",
            "Xét rằng Đông Dương Bác Cổ học viện có nhiệm vụ bảo tồn tất cả cổ tích",
            "TCVN3",
        ),
        ("14222610.doc", "THÀNH LẬP ỦY BAN QUỐC GIA VỀ ỨNG DỤNG CÔNG NGHỆ THÔNG TIN", ""),
    ],
)
def test_real_documents(name, words, encoding):
    reading = read_office(OFFICE / name)
    assert words in check(reading)[0]
    assert [remark.value for remark in reading.remarks] == [".doc", *filter(None, [encoding])]


@needs_office
@pytest.mark.parametrize("suffix", ["xls", "ods", "ppt", "odp"])
def test_old_workbooks_and_slides(tmp_path, suffix):
    """What LibreOffice makes of a new file is read as that; Debian has it without Calc, too."""
    is_sheet = suffix in ("xls", "ods")
    new = tmp_path / ("a.xlsx" if is_sheet else "a.pptx")
    made = annex(new) if is_sheet else show(new, shape("Một", kind="title") + shape("Hai"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [find_office(), profile, "--headless", "--convert-to", suffix, str(made)]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    old = tmp_path / f"a.{suffix}"
    if not old.is_file():
        pytest.skip("this LibreOffice has no Calc or Impress")
    reading = tk.read(old)
    words = "2\tTỷ lệ hộ nghèo đa chiều\t%\t5,2%\t3,0%\t1,0%\n" if is_sheet else "Một\nHai"
    assert words in reading.text
    assert reading.remarks[0] == Remark("converted", f".{suffix}")


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for LibreOffice is a script")
def test_what_is_asked_of_libreoffice_for_an_old_workbook(tmp_path, monkeypatch):
    log = tmp_path / "log"
    program = tmp_path / "soffice"
    program.write_text(PROGRAM.format(python=sys.executable, log=str(log), does=""))
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(program))
    path = tmp_path / "a.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x")
    with pytest.raises(TextkitError, match=r"open it in Excel and save it as \.xlsx"):
        tk.read(path)
    arguments = log.read_text().split("\n")
    assert "xlsx:Calc MS Excel 2007 XML" in arguments
    assert arguments[-1].endswith("source.xls")
