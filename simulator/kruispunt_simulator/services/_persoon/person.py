"""What the answers of the four services share, and what the law may cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from kruispunt_simulator.people.registers import Record
from kruispunt_simulator.services._persoon.blocks import BLOCKS
from kruispunt_simulator.services._persoon.file import File
from kruispunt_simulator.services._persoon.write import Pen
from kruispunt_simulator.services._xml import Element, add

ENDED: Final = MappingProxyType({".//*": "@DatumEinde"})
"""Where a record, of whatever kind, says when it ended: how old it is to the law."""


def start_person(inhoud: Element, tag: str, file: File) -> Element:
    """
    Write the element of the person with its attributes and number.

    Source: contract sheet: `DatumCreatie` and `DatumModificatie` come only from RR.
    """
    persoon = add(inhoud, tag)
    persoon.set("Bron", file.bron)
    if file.bron == "RR" and file.held.created is not None:
        persoon.set("DatumCreatie", file.held.created.isoformat())
        persoon.set("DatumModificatie", last_change(file).isoformat())
    add(persoon, "INSZ", file.person.ssin)
    return persoon


def write_block(
    persoon: Element,
    wrappers: Iterable[str | None],
    tag: str,
    records: Sequence[Record],
    pen: Pen,
) -> None:
    """
    Write the records of a block, inside wrappers that may be there already.

    Args:
        persoon: Gets them; nothing without records.
        wrappers: From the outside in; None is none.
        tag: Name of each record.
        records: In the order of time.
        pen: Writes them.
    """
    if not records:
        return
    around = persoon
    for name in wrappers:
        if name is not None:
            inside = around.find(name)
            around = add(around, name) if inside is None else inside
    around.extend([pen.write(tag, record) for record in records])


def last_change(file: File) -> date:
    """
    Give the day on which something in the file last began or ended.

    Days that are partly unknown do not count, nor what is before the file was made.
    """
    days = [file.held.created or file.person.identity.born]
    for block in BLOCKS:
        for record in file.known(block.records(file)):
            days += [d for d in (record.begin, record.end) if isinstance(d, date)]
    return max(days)
