"""
What of an answer may leave a hop, under the ground of the question.

Source: 23/058 §85; 22/004 §22-24; Protocol WiV–Wonen in Limburg art. 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kruispunt_contracts.catalogue import Dialect
from lxml import etree

from kruispunt_simulator.dialects import ksz
from kruispunt_simulator.hops.call import Call, Refused
from kruispunt_simulator.message import Element, Finding, Rendered
from kruispunt_simulator.rules.ages import withhold_old, years_before
from kruispunt_simulator.rules.withholding import Whitelist, has_data, keep_only

if TYPE_CHECKING:
    from kruispunt_law import Grant

    from kruispunt_simulator.hops.hop import Hop

KEYS: Final = frozenset({"INSZ", "ssin", "status", "dataFilters"})
"""What is left of an answer of which everything was withheld."""


def within_grant(hop: Hop, call: Call, rendered: Rendered) -> Rendered:
    """
    Take out what the grant withholds, and say so where the contract has a place for it.

    Raises:
        Refused: Nothing is left of an answer in the MAGDA dialect, which has a code for
            that.
    """
    content, grant, operation = rendered.content, call.grant, call.operation
    assert operation is not None
    if content is None or grant is None:
        return rendered
    before = _texts(content)
    withheld = _withhold(hop, call, grant, rendered)
    if not withheld:
        return rendered
    _note_withheld(call, withheld)
    _drop_annotations(rendered.payload, before - _texts(content))
    left = has_data(content, KEYS) or _tells(call, content)
    if operation.contract.dialect is Dialect.MAGDA and not left:
        raise Refused(
            Finding(
                check="law.fields",
                fault="magda.all-filtered",
                requirement=grant.citation,
                actual="everything in the answer is withheld from this party",
            )
        )
    ksz.add_data_filters(rendered.payload, operation, withheld)
    return rendered


def _texts(content: Element) -> set[tuple[str, str]]:
    """Give what each element says, with names of the element and of those around it."""
    said = set()
    for element in content.iter(etree.Element):
        text = (element.text or "").strip()
        above = element.iterancestors() if text else ()
        for each in (element, *above):
            if text:
                said.add((str(etree.QName(each).localname), text))
    return said


def _drop_annotations(payload: Element, gone: set[tuple[str, str]]) -> None:
    """Take away remarks that repeat what may not leave; the code of each stays."""
    for annotatie in payload.findall(".//Annotaties/Annotatie"):
        said = (annotatie.findtext("Naam", ""), annotatie.findtext("Waarde", ""))
        if said in gone:
            annotaties = annotatie.getparent()
            annotaties.remove(annotatie)
            if not len(annotaties):
                annotaties.getparent().remove(annotaties)


def _tells(call: Call, inhoud: Element) -> bool:
    """Find out whether what is left holds a status that is an answer by itself."""
    assert call.service is not None
    return any(inhoud.find(path) is not None for path in call.service.telling)


def _withhold(
    hop: Hop, call: Call, grant: Grant, rendered: Rendered
) -> tuple[str, ...]:
    """Leave what the ground lets the party have, and what is not too old for it."""
    assert call.service is not None
    assert call.operation is not None
    root = rendered.content
    contract = call.operation.contract
    key = (contract.service, contract.version, call.operation.name)
    told = hop.law.told(grant, key)
    withheld: tuple[str, ...] = ()
    if grant.history_years is not None:  # while the dates are still there
        oldest = years_before(call.today, grant.history_years)
        withheld = withhold_old(root, call.service.ages, oldest)
    if told is not None:
        only = Whitelist(
            paths=told.always,
            removed=grant.removed,
            neutral=told.neutral,
            stand_ins=call.service.stand_ins,
        )
        content = contract.content_of(root)
        withheld += keep_only(root, only, content, call.today)
    return tuple(dict.fromkeys(withheld))


def _note_withheld(call: Call, names: tuple[str, ...]) -> None:
    if names and call.grant is not None:
        call.note(
            "law.fields",
            call.grant.citation,
            "only granted fields",
            f"withheld: {', '.join(names)}",
        )
