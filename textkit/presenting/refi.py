"""A corpus as a REFI-QDA project (.qdpx), for MAXQDA, NVivo, ATLAS.ti and QualCoder.

The exchange format for projects of qualitative analysis, version 1.0 of its schema
(https://www.qdasoftware.org): an archive of `project.qde`, in XML, and the texts it points into.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from textkit.data.messages import say
from textkit.presenting.exports import finish
from textkit.presenting.pages import theme_names
from textkit.presenting.papers import printable
from textkit.storing.corpus import StoredCorpus
from textkit.storing.outputs import write_bytes_aside

_NAMESPACE = "urn:QDA-XML:project:1.0"
_SCHEMA = f"{_NAMESPACE} http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"

# The facts of a document that become variables. Dates may be shortened, so they are texts too.
_FACTS = "kind number date year issuer title term period place signatory level".split()

# The codes of commitments, in the order of the code book.
_TYPES = ("target", "action", "assignment", "prohibition")

# The same corpus gives the same file: it carries this day in place of the time of its making.
_NO_TIME = "2000-01-01T00:00:00Z"
_NO_TIME_OF_ZIP = (2000, 1, 1, 0, 0, 0)


def write_refi(corpus: StoredCorpus, folder: Path) -> list[Path]:
    """The file that was written: `corpus.qdpx`, with texts, variables, codes and coded spans.

    Codes are the themes of the lexicon, under one code, and the types of commitments, under
    another. Keywords of themes are coded with their theme, commitments with their type and their
    main theme. Positions are Unicode code points of the text, as the format has them, from the
    first on (0), the end behind the last.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "project.qde", _project(corpus))
        for id_ in corpus.ids:
            _put(archive, f"Sources/{_guid('source', id_)}.txt", corpus.text(id_).encode())
    path = write_bytes_aside(folder / "corpus.qdpx", made.getvalue())
    return finish(corpus, folder, "qdpx", [path])


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    about = zipfile.ZipInfo(name, _NO_TIME_OF_ZIP)
    about.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(about, content)


def _guid(*what: object) -> str:
    """The same identifier for the same thing, whenever it is written."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "textkit:" + "\x1f".join(map(str, what))))


def _project(corpus: StoredCorpus) -> bytes:
    """The XML of a project; its parts stand in the order of the schema."""
    from textkit import __version__

    root = ElementTree.Element(
        "Project",
        {
            "xmlns": _NAMESPACE,
            "xmlns:xsi": _INSTANCE,
            "xsi:schemaLocation": _SCHEMA,
            "name": printable(corpus.name or corpus.folder.resolve().name or "textkit"),
            "origin": f"textkit {__version__}",
            "creatingUserGUID": _guid("user"),
            "creationDateTime": _NO_TIME,
        },
    )
    users = _under(root, "Users")
    _under(users, "User", guid=_guid("user"), name="textkit")
    _code_book(root, corpus)
    variables = [*_FACTS, *corpus.labels]
    listed = _under(root, "Variables")
    for name in variables:
        _under(listed, "Variable", guid=_guid("variable", name), name=name, typeOfVariable="Text")
    if not corpus.ids:  # the schema has no list without an item
        return _bytes_of(root)
    cases = _under(root, "Cases")
    for id_ in corpus.ids:
        case = _under(cases, "Case", guid=_guid("case", id_), name=id_)
        _put_values(case, corpus, id_, variables)
        _under(case, "SourceRef", targetGUID=_guid("source", id_))
    sources = _under(root, "Sources")
    codes = _codes_of(corpus)
    for id_ in corpus.ids:
        _put_source(sources, corpus, id_, codes[id_])
    return _bytes_of(root)


def _bytes_of(root: ElementTree.Element) -> bytes:
    made: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _under(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    """A new element at the end of another; what XML cannot hold is left out of its attributes."""
    safe = {name: printable(value) for name, value in attributes.items()}
    return ElementTree.SubElement(parent, tag, safe)


def _code_book(root: ElementTree.Element, corpus: StoredCorpus) -> None:
    """Two codes that hold the themes and the types of commitments."""
    codes = _under(_under(root, "CodeBook"), "Codes")
    english = theme_names("en", corpus)
    themes = _code(codes, "themes", say("refi.themes"), say("refi.themes", "en"))
    for key, name in theme_names("vi", corpus).items():
        _code(themes, f"theme {key}", name, english[key])
    types = _code(codes, "commitments", say("refi.commitments"), say("refi.commitments", "en"))
    for type_ in _TYPES:
        _code(types, f"type {type_}", say(f"type.{type_}"), say(f"type.{type_}", "en"))


def _code(
    parent: ElementTree.Element, key: str, name: str, description: str
) -> ElementTree.Element:
    """A code with its Vietnamese name, and its English one as the description."""
    code = _under(parent, "Code", guid=_guid("code", key), name=name, isCodable="true")
    _under(code, "Description").text = printable(description)
    return code


def _put_values(
    parent: ElementTree.Element, corpus: StoredCorpus, id_: str, variables: list[str]
) -> None:
    """What is known of a document; what is not has no value."""
    for name in variables:
        value = corpus.fact(id_, name)
        if value:
            holder = _under(parent, "VariableValue")
            _under(holder, "VariableRef", targetGUID=_guid("variable", name))
            _under(holder, "TextValue").text = printable(value)


def _codes_of(corpus: StoredCorpus) -> Mapping[str, Mapping[tuple[int, int], list[str]]]:
    """By document the coded spans, in order, with the codes of each."""
    found: dict[str, dict[tuple[int, int], list[str]]] = {id_: {} for id_ in corpus.ids}
    for hit in corpus.records("themes"):
        found[hit.doc_id].setdefault((hit.start, hit.end), []).append(f"theme {hit.theme}")
    for promise in corpus.records("commitments"):
        codes = [f"type {promise.type}"]
        if promise.theme:
            codes.append(f"theme {promise.theme}")
        found[promise.doc_id].setdefault((promise.start, promise.end), []).extend(codes)
    return {id_: dict(sorted(spans.items())) for id_, spans in found.items()}


def _put_source(
    sources: ElementTree.Element,
    corpus: StoredCorpus,
    id_: str,
    spans: Mapping[tuple[int, int], list[str]],
) -> None:
    source = _under(
        sources,
        "TextSource",
        guid=_guid("source", id_),
        name=id_,
        plainTextPath=f"internal://{_guid('source', id_)}.txt",
        creatingUser=_guid("user"),
        creationDateTime=_NO_TIME,
    )
    for (start, end), codes in spans.items():
        selection = _under(
            source,
            "PlainTextSelection",
            guid=_guid("selection", id_, start, end),
            name=f"{id_} {start}-{end}",
            startPosition=str(start),
            endPosition=str(end),
            creatingUser=_guid("user"),
            creationDateTime=_NO_TIME,
        )
        for code in dict.fromkeys(codes):
            coding = _under(
                selection,
                "Coding",
                guid=_guid("coding", id_, start, end, code),
                creatingUser=_guid("user"),
                creationDateTime=_NO_TIME,
            )
            _under(coding, "CodeRef", targetGUID=_guid("code", code))
    _put_values(source, corpus, id_, [*_FACTS, *corpus.labels])
