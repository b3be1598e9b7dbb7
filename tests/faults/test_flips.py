"""One bit of a store turned over, anywhere: what comes out is what was put in, or an error that
says what is wrong with the file.
"""

import os
import random
from dataclasses import asdict

import pytest
from kept import outcome
from small_corpus import hand_made

from textkit.data.messages import TextkitError
from textkit.finding.commitments import Commitment
from textkit.language.units import Unit
from textkit.storing.store import Origin, Store

# In the suite; the long run sets the variable to 200 and more.
FLIPS = int(os.environ.get("TEXTKIT_FLIPS", "60"))

SAID = {
    "nq-01": "Phấn_đấu tăng_trưởng 8 %\nVận_động nhân_dân trồng rừng ven biển .",
    "nq-02": "Phấn_đấu giảm nghèo 2 %\nXây_dựng cảng biển Lam_Châu , bảo_vệ rừng .",
    "bc-03": "Đã trồng 500 ha rừng\nGiảm nghèo 1,5 % mỗi năm .",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The bytes of a store of three small documents with records."""
    path = tmp_path_factory.mktemp("flips") / "a.sqlite"
    store = Store(path)
    for position, (doc_id, said) in enumerate(SAID.items()):
        document, columns = hand_made(doc_id, said, kind="nghị quyết", date="2026-01-02")
        end = document.text.index("\n")
        unit = Unit(doc_id, 0, end, "sentence", "", "", "", 0, None, "")
        words = document.text[:end]
        promise = Commitment(doc_id, 0, end, words, "action", None, None, None, None, "", ())
        records = {"units": [asdict(unit)], "commitments": [asdict(promise)]}
        store.put_document(
            document,
            columns,
            records,
            origin=Origin("a", "b", "c", dict.fromkeys(records, "d")),
            position=position,
        )
    store._db.execute("PRAGMA journal_mode = DELETE")
    store.close()
    return path.read_bytes()


def test_a_flipped_bit_is_noticed_or_does_nothing(store, tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(store)
    good = outcome(path)
    assert "trồng" in good
    chance = random.Random(20261130)
    noticed = 0
    for _ in range(FLIPS):
        flipped = bytearray(store)
        at = chance.randrange(len(store))
        flipped[at] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        said = outcome(path)
        assert isinstance(said, TextkitError) or said == good, f"byte {at}"
        noticed += said != good
    assert noticed, "no flip was noticed: all fell where nothing stands"
