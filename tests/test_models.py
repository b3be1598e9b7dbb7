"""underthesea's files as arrays: what is unknown is refused, and the cache is only a cache."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textkit.language import models
from textkit.language.crf import Crf
from textkit.language.models import compile_model, hash_text, load_model

TEMPLATE = ("T[0]", "T[-1,0].lower", "T[1].isdigit", "T[-1][1]")
WEIGHTS = {
    ("T[0]=Lam", "B"): 1.0,
    ("T[-1,0].lower=lam châu", "I"): 2.0,
    ("T[1].isdigit=True", "B"): 3.0,
    ("T[-1][1]=BOS", "B"): 4.0,
    ("T[-1][1]=X", "I"): 0.5,
    ("T[0]=Châu", "I"): 1e-11,
}


def database(strings: list[str]) -> bytes:
    """Strings as CRFsuite keeps them: a head with their count, their places, and the strings."""
    head = 24
    at, places, body = head + 4 * len(strings), [], b""
    for number, string in enumerate(strings):
        data = string.encode() + b"\0"
        places.append(at + len(body))
        body += struct.pack("<II", number, len(data)) + data
    return (
        struct.pack("<4sIIIII", b"CQDB", 0, 0, 0, len(strings), head)
        + struct.pack(f"<{len(strings)}I", *places)
        + body
    )


def model_file(weights=WEIGHTS) -> bytes:
    """A small model in CRFsuite's format."""
    labels = sorted({label for _, label in weights})
    attributes = sorted({attribute for attribute, _ in weights})
    features = b"".join(
        struct.pack("<IIId", 0, attributes.index(attribute), labels.index(label), weight)
        for (attribute, label), weight in weights.items()
    )
    features += struct.pack("<IIId", 1, 0, 1, 0.25)
    head = 40
    section = struct.pack("<4sII", b"FEAT", 0, len(weights) + 1) + features
    first, second = database(labels), database(attributes)
    places = (head, head + len(section), head + len(section) + len(first))
    return (
        struct.pack("<4sI4sIIIIIII", b"lCRF", 0, b"FOMC", 100, 0, 0, 0, *places)
        + section
        + first
        + second
    )


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TEXTKIT_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "model.bin"
    path.write_bytes(model_file())
    return path


def test_weights_stand_where_labels_and_attributes_say():
    model = compile_model(model_file(), TEMPLATE, {"lam châu"})
    assert model.labels == ["B", "I"]
    assert model.moves.tolist() == [[0, 0.25], [0, 0]]
    place = model.keys[1, ""].tolist().index(hash_text("Lam"))
    assert model.weights[model.numbers[0][place]].tolist() == [1, 0]
    assert model.weights[model.numbers[2]].tolist() == [[0, 0], [3, 0], [0, 0], [0, 0]]
    assert model.words.tolist() == [hash_text("lam châu")]


def test_a_weight_next_to_nothing_is_none():
    model = compile_model(model_file(), TEMPLATE, ())
    assert not model.weights[np.abs(model.weights) < 1e-6].any()


def test_scores_are_those_of_a_reader_with_a_pencil():
    crf = Crf(compile_model(model_file(), TEMPLATE, ()), {"isdigit": str.isdigit})
    # Lam: BOS 4 + T[0]=Lam 1 against nothing; Châu: "lam châu" 2 + X 0.5 and the move 0.25.
    assert crf.tag([["Lam", "Châu"], [], ["Châu"]]) == [["B", "I"], [], ["B"]]


@given(st.text(max_size=8), st.text(max_size=8))
def test_the_hash_of_joined_texts_follows_from_theirs(first, second):
    powers = pow(models.HASH_BASE, len(second), 1 << 64)
    joined = hash_text(first) * powers * models.HASH_BASE + ord(" ") * powers + hash_text(second)
    assert hash_text(f"{first} {second}") == joined % (1 << 64)


def test_the_arrays_are_made_once(file, monkeypatch):
    first = load_model(file, TEMPLATE, None)
    monkeypatch.setattr(models, "compile_model", lambda *_: pytest.fail("made anew"))
    again = load_model(file, TEMPLATE, None)
    assert again.labels == first.labels
    assert again.template == first.template
    assert np.array_equal(again.weights, first.weights)
    assert [rows.tolist() for rows in again.numbers] == [rows.tolist() for rows in first.numbers]


def test_another_file_or_template_gets_arrays_of_its_own(file):
    load_model(file, TEMPLATE, None)
    load_model(file, TEMPLATE[:2], None)
    file.write_bytes(model_file({("T[0]=a", "B"): 1.0, ("T[0]=b", "I"): 1.0}))
    assert load_model(file, TEMPLATE, None).weights.sum() == 2
    assert len(list((file.parent / "cache").glob("model-*.npz"))) == 3


@pytest.mark.parametrize("damage", [b"", b"PK\3\4 nothing", None])
def test_a_damaged_cache_is_made_anew(file, damage):
    first = load_model(file, TEMPLATE, None)
    (kept,) = (file.parent / "cache").glob("model-*.npz")
    whole = kept.read_bytes()
    # None: one byte of the weights is another.
    at = whole.index(np.float64(4.0).tobytes())
    kept.write_bytes(whole[:at] + b"\7" + whole[at + 1 :] if damage is None else damage)
    assert np.array_equal(load_model(file, TEMPLATE, None).weights, first.weights)
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_done_without(file, monkeypatch):
    (file.parent / "cache").write_text("no folder")
    assert load_model(file, TEMPLATE, None).labels == ["B", "I"]


def test_nothing_half_written_is_left(file, monkeypatch):
    def full(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    assert load_model(file, TEMPLATE, None).labels == ["B", "I"]
    assert not list((file.parent / "cache").iterdir())


@pytest.mark.parametrize("syntax", ["T[0].isdigit.lower", "U[0]", "T[0,1].isdigit", "T[a]"])
def test_a_feature_unknown_here_is_refused(syntax):
    with pytest.raises(ValueError, match="unknown feature"):
        compile_model(model_file(), [syntax], ())


def test_what_is_no_model_is_refused():
    with pytest.raises(ValueError, match="no model of CRFsuite"):
        compile_model(b"xCRF" + bytes(60), TEMPLATE, ())
