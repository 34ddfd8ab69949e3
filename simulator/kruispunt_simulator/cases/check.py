"""
What is wrong with a folder of cases, found without a chain: `kruispunt cases check`.

Every file is read as a question would have it read: fitted to a question, against the
contract. What the hop writes anew (context, references, echo) need not be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from kruispunt_contracts.catalogue import (
    Catalogue,
    Contract,
    Dialect,
    Operation,
    SchemaError,
)

from kruispunt_simulator.cases.folder import CaseFolder, files_below, read_file
from kruispunt_simulator.cases.keys import FILE, keys_of
from kruispunt_simulator.cases.names import FALLBACKS, spellings
from kruispunt_simulator.dialects import ksz, magda
from kruispunt_simulator.dialects.soap11 import FAULT
from kruispunt_simulator.hops.call import without_real_numbers
from kruispunt_simulator.hops.fitting import OPEN
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.hops.prepared import (
    OtherReply,
    Prepared,
    UnusableReply,
    described,
    problems_of,
    read_prepared,
    real_numbers_in,
)
from kruispunt_simulator.message import Element, Question
from kruispunt_simulator.numbers import could_be_real, has_valid_check_digits

_OF_A_PERSON: Final = re.compile(r"INSZ|Insz|INSS|[sS]sin|SSIN|rrnr|Sleutel", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]{11}", re.ASCII)
_INSTEAD: Final = "; write a fictitious one, with 60 more for the month"
_SOME_DAY: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found out about one file."""

    file: str
    """Below the folder of cases, with slashes; without numbers that could be real."""
    service: str | None = None
    version: str | None = None
    operation: str | None = None
    """None for a file of every service, or of one that is not known."""
    keys: tuple[str, ...] = ()
    """Texts that it is named after; none for a file for everybody."""
    problems: tuple[str, ...] = ()
    """Why it cannot be used, a line each."""

    @property
    def usable(self) -> bool:
        """Whether it can be the answer to some question."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values, for JSON."""
        return {**asdict(self), "usable": self.usable}


def check(folder: Path, catalogue: Catalogue) -> Iterator[Checked]:
    """
    Look at every case of a folder.

    Args:
        folder: Where they are.
        catalogue: Every contract.

    Raises:
        ConfigurationError: Its `keys.yaml` is wrong.
    """
    checker = _Checker(CaseFolder(folder, catalogue), folder, catalogue)
    yield from checker.keys()
    for path in files_below(folder):
        yield checker.file(path)


class _Checker:
    """Knows the folder and the contracts."""

    def __init__(self, cases: CaseFolder, folder: Path, catalogue: Catalogue) -> None:
        self._own = cases.keys()
        self._folder = folder
        self._contracts = {(c.service, c.version): c for c in catalogue.contracts}
        self._services: dict[str, list[str]] = {}
        self._responses: dict[str, Operation] = {}
        for contract in catalogue.contracts:
            self._services.setdefault(contract.service, []).append(contract.version)
            for operation in contract.operations:
                self._responses[operation.response] = operation
        self._homes = {contract.domain or "KSZ" for contract in catalogue.contracts}
        self._any = catalogue.contracts[0].operations[0]

    def keys(self) -> Iterator[Checked]:
        """Find keys of services that nobody can ask."""
        problems = [
            f"{name}: {_unknown(name.split('/')[0], self._services)}"
            for name in self._own.root
            if name != "*" and name.split("/")[0] not in self._services
        ]
        if problems:
            yield Checked(file=FILE, problems=tuple(problems))

    def file(self, path: str) -> Checked:
        """Look at one file."""
        if not path.endswith(".xml"):
            told = "its name must end with .xml, in small letters"
            return _made(path, None, (), (told,))
        contract, rest = self._place(path)
        *folders, name = path.removesuffix(".xml").split("/")
        if contract is None:
            problem = self._unreachable([*folders, name])
            if problem is not None:
                return _made(path, None, (), (problem,))
            texts = () if name in FALLBACKS else (name,)
            return self._read(path, None, texts)
        operation = None
        if rest and len(contract.operations) > 1:
            names = {each.name: each for each in contract.operations}
            operation = names.get(rest[0])
            if operation is not None:
                rest = rest[1:]
        texts = (*rest, *(() if name in FALLBACKS else name.split("&")))
        several = contract.operations if operation is None else (operation,)
        return self._read(path, several, texts)

    def _place(self, path: str) -> tuple[Contract | None, list[str]]:
        folders = path.split("/")[:-1]
        for at in (0, 1):
            contract = self._contracts.get(tuple(folders[at : at + 2]))  # type: ignore[arg-type]
            if contract is not None:
                return contract, folders[at + 2 :]
        return None, []

    def _unreachable(self, parts: Sequence[str]) -> str | None:
        """Tell why no question is answered from a file that is in no known folder."""
        deep = next((at for at in range(2, len(parts) - 1) if self._at(parts, at)), 0)
        if deep and not any(self._at(parts, at) for at in (0, 1)):
            return (
                f"{parts[deep]} stands too deep to be found: give the folder "
                f"{'/'.join(parts[: deep - 1])} instead"
            )
        known = [part for part in parts[:-1][:2] if part in self._services]
        if known and len(parts) > parts.index(known[0]) + 2:
            versions = ", ".join(self._services[known[0]])
            wrong = parts[parts.index(known[0]) + 1]
            return f"{known[0]} has no version {wrong}; known: {versions}"
        if not known and len(parts) > 2:
            service = parts[1] if len(parts) > 3 else parts[0]
            return _unknown(service, self._services)
        if not known and len(parts) == 2 and not self._is_domain(parts[0]):
            return (
                f"{parts[0]} is no folder of a service, and holds none; "
                f"{_unknown(parts[0].partition('.')[0], self._services)}"
            )
        return None

    def _at(self, parts: Sequence[str], at: int) -> bool:
        return tuple(parts[at : at + 2]) in self._contracts

    def _is_domain(self, name: str) -> bool:
        if name in self._homes:
            return True
        below = self._folder / name
        return any((below / service).is_dir() for service in self._services)

    def _read(
        self, path: str, several: Sequence[Operation] | None, texts: tuple[str, ...]
    ) -> Checked:
        try:
            prepared, operation = self._reply(path, several)
        except UnusableReply as error:
            told = str(error).removeprefix(f"{path}: ")
            problems = (*_wrong_texts(texts, ()), told)
            return _made(path, several[0] if several else None, texts, problems)
        problems = tuple(
            f"{place}: a number that could be a real citizen's{_INSTEAD}"
            for place in dict.fromkeys(real_numbers_in(prepared.payload))
        )
        if operation is None:
            return _made(path, None, texts, problems)
        keys = keys_of(operation, self._own)
        problems = (
            *_wrong_keys(texts, keys, path),
            *problems,
            *described(_misfits(prepared, operation), prepared, operation),
        )
        return _made(path, operation, texts, problems)

    def _reply(
        self, path: str, several: Sequence[Operation] | None
    ) -> tuple[Prepared, Operation | None]:
        """
        Read a file, and find whose reply it is; None for a fault for every service.

        Raises:
            UnusableReply: Of none that may stand there.
        """
        document = read_file(self._folder, path) or b""
        some = self._any if several is None else several[0]
        try:
            prepared = read_prepared(document, some, origin=path, kind="case")
        except OtherReply as error:
            found = self._responses.get(error.root)
            if found is None or (several is not None and found not in several):
                raise
            return read_prepared(document, found, origin=path, kind="case"), found
        if several is None and prepared.payload.tag == FAULT:
            return prepared, None
        return prepared, some


def _made(
    path: str,
    operation: Operation | None,
    texts: tuple[str, ...],
    problems: Sequence[str],
) -> Checked:
    contract = None if operation is None else operation.contract
    return Checked(
        file=without_real_numbers(path),
        service=None if contract is None else contract.service,
        version=None if contract is None else contract.version,
        operation=None if operation is None else operation.name,
        keys=tuple(without_real_numbers(unquote(text)) for text in texts),
        problems=tuple(map(without_real_numbers, problems)),
    )


def _wrong_keys(
    texts: tuple[str, ...], keys: tuple[str, ...], path: str
) -> Iterator[str]:
    """Find why no question has these keys."""
    name = path.rpartition("/")[2]
    if len(texts) > len(keys):
        yield (
            f"no question has {len(texts)} keys: those of the service are "
            f"{', '.join(keys) or 'none'}"
        )
    elif "&" in name and len(texts) > name.count("&") + 1:
        yield "no question has keys both as folders and joined by &"
    yield from _wrong_texts(texts, keys)


def _wrong_texts(texts: tuple[str, ...], keys: tuple[str, ...]) -> Iterator[str]:
    of_a_person = any(_OF_A_PERSON.search(key) for key in keys)
    for text in filter(None, texts):
        if text not in {*spellings(unquote(text)), *spellings(text)}:
            yield "no key is written so in a path: encode it as in a URL"
        elif _NUMBER.fullmatch(text):
            if could_be_real(text):
                yield f"named after a number that could be a real citizen's{_INSTEAD}"
            elif of_a_person and not has_valid_check_digits(text):
                yield "named after a number with wrong check digits"


def _unknown(service: str, services: Mapping[str, Any]) -> str:
    near = get_close_matches(service, services, 1)
    told = f"; nearest is {near[0]}" if near else ""
    return f"no contract of a service {service}{told} (--contracts for your own)"


def _misfits(prepared: Prepared, operation: Operation) -> tuple[SchemaError, ...]:
    """Find where a reply would not follow its contract once it is fitted."""
    if prepared.payload.tag == FAULT:
        return ()
    match operation.contract.dialect:
        case Dialect.MAGDA:
            return operation.contract.validate(_magda(prepared, operation))
        case Dialect.KSZ:
            return tuple(_ksz(prepared, operation))
        case Dialect.SSDN:
            return problems_of(prepared, operation)


def _magda(prepared: Prepared, operation: Operation) -> Element:
    somebody = Question(
        sender="example.test",
        capacity="7101",
        user=None,
        reference="r",
        question_reference="r",
        service=operation.contract.service,
        version=operation.contract.version,
    )
    path, something = OPEN.get(operation.contract.service, ("", ""))

    def fill(inhoud: Element) -> None:
        """Put something where the case may leave it to the question."""
        for place in inhoud.findall(path) if path else ():
            place.text = (place.text or "").strip() or something

    fitted = magda.prepared(
        somebody,
        operation.response,
        prepared.payload,
        platform=HOPS["magda"].platform,
        now=_SOME_DAY,
        fit=fill,
    )
    return prepared.payload if fitted is None else fitted.payload


def _ksz(prepared: Prepared, operation: Operation) -> Iterator[SchemaError]:
    """Take the echo from the reply itself; where it has none, that is no problem."""
    payload = prepared.payload
    fitted = ksz.prepared(
        payload, operation, payload, received=_SOME_DAY, now=_SOME_DAY
    ).payload
    missing = [name for name in operation.echoed if payload.find(name) is None]
    for each in operation.contract.validate(fitted):
        echo = each.path.split("/")[1:2]
        if echo and echo[0] in operation.echoed:
            continue
        if not any(
            re.search(rf"Expected is.*\b{name}\b", each.message) for name in missing
        ):
            yield each
