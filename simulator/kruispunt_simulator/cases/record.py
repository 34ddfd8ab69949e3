"""
From exchanges to cases: the reply to each question, filed under what it was about.

A refusal is a reply like any other. What is written is the payload in an envelope
without security, in UTF-8, indented, with a fictitious number wherever a real one could
be read, in every text and attribute. Names, addresses and dates stay as they are.
`kruispunt up --cases` fits references, times and parties to the next question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kruispunt_client.envelope import wrap
from kruispunt_contracts.carrier import unpack
from kruispunt_contracts.catalogue import Catalogue, Dialect, Operation, SchemaError
from kruispunt_contracts.parsing import RefusedXml, parse, soap_parts
from lxml import etree

from kruispunt_simulator.cases.exchanges import Exchange, Source
from kruispunt_simulator.cases.fictitious import FictitiousNumbers
from kruispunt_simulator.dialects.soap11 import FAULT
from kruispunt_simulator.hops.call import without_real_numbers
from kruispunt_simulator.hops.prepared import LIMITS, real_numbers_in
from kruispunt_simulator.message import Element
from kruispunt_simulator.running import write_private

PathOf = Callable[[Operation, Element], str | None]
"""Gives the path of the case for a question, below the folder; None: it has no key."""

BLANK: Final = "-"
_CONTEXT: Final = "/Repliek/Context/"
"""In a path of MAGDA: what a replay writes anew, so it need not be right."""
_KEPT: Final = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z-[0-9a-f]{32}", re.ASCII)
"""What the client calls an exchange: time and trace."""


class NotKept(ValueError):
    """An exchange cannot become a case; the text says why, without data of people."""


@dataclass(slots=True, kw_only=True)
class Summary:
    """What became of the exchanges."""

    written: list[str] = field(default_factory=list)
    """Paths of cases, below the folder."""
    unchanged: list[str] = field(default_factory=list)
    """They stood there already, the same."""
    standing: list[str] = field(default_factory=list)
    """Another reply stands there, and was to be left."""
    older: int = 0
    """Exchanges of which there was a newer one about the same."""
    not_kept: list[tuple[str, str]] = field(default_factory=list)
    """Name of an exchange, and why it became no case."""
    remarks: list[tuple[str, str]] = field(default_factory=list)
    """Path of a case, and what is still to be done about it."""

    @property
    def is_whole(self) -> bool:
        """Whether everything became a case that can be replayed."""
        return not (self.standing or self.not_kept or self.remarks)


class Recorder:
    """
    Writes cases into one folder.

    Args:
        to: The folder; made when needed.
        catalogue: Every contract that a question may be of.
        path_of: Tells where the case for a question stands.
        numbers: Draws the fictitious ones.
        blank: Local names of elements whose text gives way to `-`.
        replace: Whether a case that stands there already gives way.
    """

    def __init__(
        self,
        to: Path,
        catalogue: Catalogue,
        path_of: PathOf,
        numbers: FictitiousNumbers,
        *,
        blank: Sequence[str] = (),
        replace: bool = False,
    ) -> None:
        self._to = to
        self._catalogue = catalogue
        self._path_of = path_of
        self._numbers = numbers
        self._blank = blank
        self._replace = replace

    def record(self, source: Source) -> Summary:
        """
        Make cases of exchanges.

        Args:
            source: Newest first: of several about the same that is the one which stays.

        Raises:
            OSError: A case cannot be written.
        """
        summary, seen = Summary(), set[str]()
        for exchange in source:
            try:
                path, document, remarks = self._case(exchange, seen)
            except NotKept as error:
                summary.not_kept.append((_named(exchange), str(error)))
                continue
            if path in seen:
                summary.older += 1
                continue
            seen.add(path)
            self._write(path, document, summary)
            if path not in summary.standing:
                summary.remarks += [(path, each) for each in remarks]
        return summary

    def _case(self, exchange: Exchange, seen: set[str]) -> tuple[str, bytes, list[str]]:
        if exchange.request is None:
            raise NotKept("the question was not kept")
        request = _payload(exchange.request, "the question")
        operation = self._catalogue.by_request(request.tag)
        if operation is None:
            raise NotKept(
                f"no contract has a question {request.tag} (--contracts for your own)"
            )
        if exchange.reply is None:
            raise NotKept("there is no reply")
        reply = _payload(exchange.reply, "the reply")
        if reply.tag not in (operation.response, FAULT):
            raise NotKept(f"{reply.tag} is no reply of {operation.name}")
        ksz = operation.contract.dialect is not Dialect.MAGDA
        try:
            self._numbers.replace_in(request, ksz=ksz)
            path = self._path_of(operation, request)
            if path is None:
                raise NotKept("its question has no key that can name a file")
            if path in seen:
                return path, b"", []
            self._numbers.replace_in(reply, ksz=ksz)
        except ValueError as error:
            raise NotKept(str(error)) from error
        remarks = [*_blanked(reply, operation, self._blank)]
        remarks += [
            f"does not follow the contract at {each.path}; it cannot be replayed as "
            "it stands"
            for each in _problems(reply, operation)
            if _CONTEXT not in each.path
        ]
        document = _document(reply)
        if left := _still_real(path, reply, document):
            raise NotKept(f"numbers that could be real are left, at {left}")
        return path, document, list(dict.fromkeys(remarks))

    def _write(self, path: str, document: bytes, summary: Summary) -> None:
        file = self._to / path
        try:
            there = file.read_bytes()
        except FileNotFoundError:
            there = None
        if there == document:
            summary.unchanged.append(path)
        elif there is not None and not self._replace:
            summary.standing.append(path)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Whole or not at all, for a chain may be reading; and for its owner only,
            # for until somebody has read it, it may tell of real people.
            write_private(file, document)
            summary.written.append(path)


def _named(exchange: Exchange) -> str:
    """Name an exchange; who makes pairs of files may call them after people."""
    ours = _KEPT.fullmatch(exchange.name)
    return exchange.name if ours else without_real_numbers(exchange.name)


def _payload(octets: bytes, what: str) -> Element:
    try:
        return unpack(soap_parts(parse(octets, limits=LIMITS)).payload, limits=LIMITS)
    except RefusedXml as error:
        raise NotKept(f"{what} is no message: {error.reason}") from error


def _blanked(
    reply: Element, operation: Operation, names: Sequence[str]
) -> Iterator[str]:
    """Blank elements by name, all of one name or, where one must not be, none."""
    for name in names:
        found = [
            each
            for each in reply.iter(etree.Element)
            if etree.QName(each).localname == name and not len(each) and each.text
        ]
        before = [each.text for each in found]
        problems = len(_problems(reply, operation))
        for each in found:
            each.text = BLANK
        if len(_problems(reply, operation)) > problems:
            for each, text in zip(found, before, strict=True):
                each.text = text
            yield f"{name} is not blanked: the contract allows no {BLANK!r} there"


def _problems(reply: Element, operation: Operation) -> tuple[SchemaError, ...]:
    return () if reply.tag == FAULT else operation.contract.validate(reply)


def _document(reply: Element) -> bytes:
    envelope = wrap(reply)
    etree.indent(envelope)
    document: bytes = etree.tostring(
        envelope, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return document


def _still_real(path: str, reply: Element, document: bytes) -> str:
    """Tell where a number stands that could be real; empty for nowhere."""
    if found := [*dict.fromkeys(real_numbers_in(reply))]:
        return ", ".join(found)
    # Part by part: the key above a number does not run into it.
    if any(without_real_numbers(part) != part for part in path.split("/")):
        return "its name"
    text = document.decode()
    if without_real_numbers(text) != text:
        return "some text"
    return ""
