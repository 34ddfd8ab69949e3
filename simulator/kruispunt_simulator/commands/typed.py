"""
Any typed call of the client as a flow of `kruispunt ask`, such as `household.now`.

The arguments follow from the signature of the call: `--on`, `--from` with `--to`, and
`--quarter` where it has those; everything else by `--with NAME=VALUE`.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Final, get_args, get_origin, get_type_hints

from kruispunt_client import flows
from kruispunt_client.calls.question import Call
from kruispunt_client.calls.tree import as_tree
from kruispunt_client.connection import hops_of
from kruispunt_client.errors import InvalidRequest
from kruispunt_client.flows.base import asked as Method
from kruispunt_contracts import Catalogue, RefusedXml, UnknownContract, parse
from lxml import etree

from kruispunt_simulator.commands.flows import Asked, Flow

_PERSON: Final = {"insz": "--insz", "ssin": "--insz"}
_SUBJECT: Final = "subject"
"""Argument that names the person of a call that can be about anything."""
_SURROUNDING: Final = frozenset({"Vraag", "criteria"})
_BY_OPTION: Final = {"on": "--on", "period": "--from and --to", "quarter": "--quarter"}


def typed_names() -> tuple[str, ...]:
    """Every typed call, as `ask` takes it."""
    return tuple(sorted(_methods()))


def typed_flow(
    name: str,
    asked: Asked,
    given: Mapping[str, str],
    *,
    via: str | None,
    reachable: frozenset[str],
    contracts: Catalogue | None = None,
) -> Flow | None:
    """
    Find a typed call by its name, and fill in what it asks.

    Args:
        name: Flow and call, with a dot between them.
        asked: The person, the user and the dates of the command line.
        given: Other arguments, by name.
        via: Hop that was asked for; None for any that is reachable.
        reachable: Hops to which the party is connected.
        contracts: Those of the running chain; None for those that come along.

    Returns:
        None if there is no such call, or not at such a hop.

    Raises:
        InvalidRequest: An argument is missing, unknown or impossible.
    """
    method = _methods().get(name)
    if method is None:
        return None
    call = _call(name, method, asked, given)
    for way in call.ways:
        question = way.question
        try:
            hops = frozenset(hops_of(question, contracts))
        except UnknownContract as error:
            raise InvalidRequest(str(error)) from error
        if hops & (frozenset({via}) if via else reachable):
            return Flow(
                name=name,
                service=question.service,
                operations=(question.operation,),
                hops=hops,
                ask=lambda connection, _: connection.ask(call),
            )
    return None


def _methods() -> Mapping[str, Method[Any, Any]]:
    return dict(_walk())


def _walk() -> Iterator[tuple[str, Method[Any, Any]]]:
    for flow, kind in flows.KINDS.items():
        for name, method in vars(kind).items():
            if isinstance(method, Method):
                yield f"{flow}.{name}", method


def _call(
    name: str, method: Method[Any, Any], asked: Asked, given: Mapping[str, str]
) -> Call[Any]:
    parameters = inspect.signature(method).parameters
    hints = get_type_hints(inspect.unwrap(method))
    unknown = sorted({*given} - {*parameters})
    if unknown:
        raise InvalidRequest(
            f"--with {unknown[0]}: {name} takes {', '.join(parameters)}"
        )
    values = {
        **_usual(parameters, asked, given),
        **{key: _value(key, text, hints[key]) for key, text in given.items()},
    }
    for key, parameter in parameters.items():
        if key not in values and parameter.default is inspect.Parameter.empty:
            option = _PERSON.get(key) or _BY_OPTION.get(key, f"--with {key}=…")
            raise InvalidRequest(f"{name} needs {option}")
    call: Call[Any] = method(**values)
    return call


def _usual(
    parameters: Mapping[str, inspect.Parameter], asked: Asked, given: Mapping[str, str]
) -> dict[str, Any]:
    """What the options say, where the call has a place for it."""
    first = next(iter(parameters))
    name = _SUBJECT if _SUBJECT in parameters else first
    is_asked = asked.insz and (name in _PERSON or name == _SUBJECT)
    person = {name: asked.insz} if is_asked else {}
    return {**person, "user": asked.user, **_when(parameters, asked, given)}


def _when(
    parameters: Mapping[str, inspect.Parameter], asked: Asked, given: Mapping[str, str]
) -> dict[str, Any]:
    if "quarter" in parameters:
        quarters = asked.quarters()
        if len(quarters) > 1:
            raise InvalidRequest("this is asked about one quarter: give --quarter")
        return {"quarter": quarters[0]}
    told = {"on": asked.on, "period": asked.period, "quarter": asked.quarter}
    said = {name: value for name, value in told.items() if value is not None}
    for name in said:
        if name not in parameters:
            raise InvalidRequest(f"this is not asked with {_BY_OPTION[name]}")
    if "on" in parameters and not said and not {"on", "period", "since"} & {*given}:
        return {"on": asked.today}
    return said


def _day(text: str) -> date | str:
    """Read a day; a month, such as 2024-03, is for the call to read."""
    return date.fromisoformat(text) if text.count("-") > 1 else text


def _tree(text: str) -> Any:
    """
    Read what stands in an element: JSON, or XML; `@FILE` for either from a file.

    An XML document is what it is the root of: `<Inhoud>…` gives `{"Inhoud": …}`, and
    `criteria` and `Vraag` give what stands in them.
    """
    octets = text.encode("utf-8")
    if text.startswith("@"):
        octets = Path(text[1:]).read_bytes()
    if not octets.lstrip().startswith(b"<"):
        return dict(json.loads(octets))
    try:
        root = parse(octets)
    except RefusedXml as error:
        raise ValueError(str(error)) from error
    name, content = etree.QName(root).localname, as_tree(root)
    return content if name in _SURROUNDING else {name: content}


def _value(name: str, text: str, hint: Any) -> Any:
    """Read an argument of the command line by the type that the call wants."""
    kinds = {get_origin(each) or each for each in (hint, *get_args(hint))}
    try:
        if Mapping in kinds:
            return _tree(text)
        if bool in kinds:
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        if Iterable in kinds:
            return text.split(",")
        if tuple in kinds and ".." in text:
            begin, end = text.split("..")
            return _day(begin), _day(end)
        if int in kinds and text.lstrip("-").isdigit():
            return int(text)
        if str in kinds:
            return text
        if date in kinds:
            return date.fromisoformat(text)
        choices = [k for k in kinds if isinstance(k, type) and issubclass(k, Enum)]
        return choices[0](text) if choices else int(text)
    except (KeyError, ValueError, OSError) as error:
        # Not in the text what a document says: that may be about a person.
        what = "to be read" if Mapping in kinds else repr(text)
        raise InvalidRequest(f"--with {name}: not {what}") from error
