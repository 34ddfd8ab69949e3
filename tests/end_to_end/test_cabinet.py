"""
What an application got over the chain is gone when its time is over.

Source: 22/004 §12, §30. The single terms are in `client/test_cabinet.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from kruispunt_client import Cabinet
from kruispunt_client.cabinet import Place
from kruispunt_client.results import as_plain

from .envelopes import JEF, SOFIE, Chain

DAY = timedelta(1)


def texts(value: Any) -> Iterator[str]:
    """What is told, in words of some length."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str) and len(value) > 5:
        yield value


def found(folder: Path, values: set[str]) -> set[str]:
    """What of it stands in any file of a folder."""
    octets = b"\n".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    return {value for value in values if value.encode() in octets}


@pytest.mark.requirement("S-ST-01", "S-ST-02", "S-OR-11")
def test_of_an_answer_nothing_is_left_when_its_term_is_over(
    chain: Chain, tmp_path: Path
) -> None:
    """An application that asks, keeps, and sweeps every day."""
    with chain.connect("fluvius", "magda") as magda:
        answer = magda.disability.files(
            JEF,
            user=SOFIE,
            on=date(2024, 6, 1),
            parts=["rights"],
            sources=["DGPH"],
        )
    told = set(texts(as_plain(answer.data)))
    assert len(told) > 3
    cabinet = Cabinet(tmp_path / "answers")
    number = cabinet.put(answer, card={"dossier": "MVP-17"})
    assert found(cabinet.folder, told) == told
    decided = answer.asked.received
    cabinet.happened(number, "stored-in-file", on=decided)
    cabinet.happened(number, "premium-decided", on=decided)
    retention = cabinet.look(number, on=decided).retention
    in_file, in_archive = retention.until_for("file"), retention.until_for("archive")
    assert in_file is not None
    assert in_archive is not None
    assert cabinet.look(number, on=in_file).data == as_plain(answer.data)
    assert cabinet.sweep(in_file + DAY) == {number: Place.IN_ARCHIVE}
    assert cabinet.look(number, on=in_file + DAY).data is None
    assert found(cabinet.folder, told) == told
    assert cabinet.sweep(in_archive + DAY) == {number: Place.DESTROYED}
    assert found(cabinet.folder, told) == set()
