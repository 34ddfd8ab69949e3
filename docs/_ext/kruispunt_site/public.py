"""What a package offers: its `__all__`, module by module."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from types import ModuleType

from kruispunt_site.docstrings import plain_types

ELSEWHERE = ("errors", "settings", "results", "keeping")
"""Modules of the client that have a page of their own."""

FIRST = ("connection", "async_connection")
"""Where somebody begins to read."""


UNTYPED = (
    "kruispunt_client.caller.Caller",
    "kruispunt_client.caller.Reply",
    "kruispunt_client.caller.SoapFault",
    "kruispunt_client.identity.PrivateIdentity",
    "kruispunt_client.envelope.question_fields",
    "kruispunt_contracts.Contract",
    "kruispunt_contracts.Operation",
    "kruispunt_contracts.UnknownContract",
)
"""What asks where there is no typed call."""

INNER = ("kruispunt_client.database_log.UtcDateTime",)
"""Public for a library only."""

_MIXED = "kruispunt_simulator.testing."
"""Where a class that is shown has methods from one that is not."""


def client() -> str:
    """Connections, batches, logs, cabinet, notices: what no other page shows."""
    told = _package(
        "kruispunt_client",
        lambda module: (
            module not in ELSEWHERE and not module.startswith(("calls", "flows"))
        ),
    )
    below = "\n".join(_entry(name) for name in UNTYPED)
    table = _entry("kruispunt_client.database_log.log_table")
    return f"{told}\n{table}\n## Without a typed call\n\n{below}"


def errors() -> str:
    """Every exception of the client."""
    return _package("kruispunt_client", lambda module: module == "errors")


def profile() -> str:
    """The classes of a profile."""
    return _package("kruispunt_client", lambda module: module == "settings")


def results() -> str:
    """What every answer has around its data."""
    return _package("kruispunt_client", lambda module: module == "results")


def law() -> str:
    """The law as data, and the functions that ask it."""
    wrong = _entry("kruispunt_contracts.yamlfile.ConfigurationError")
    return f"{_package('kruispunt_law', lambda module: True)}\n{wrong}"


def housing() -> str:
    """The rules of social housing."""
    return _if_there("kruispunt_client.housing")


def testing() -> str:
    """What tests use."""
    return _if_there("kruispunt_simulator.testing")


def _if_there(package: str) -> str:
    if find_spec(package) is None:
        return "*This version has none.*"
    return _package(package, lambda module: True)


def _package(package: str, wanted: Callable[[str], bool]) -> str:
    """Document what is public, below a heading for each module that is wanted."""
    groups = {m: names for m, names in public(package).items() if wanted(m)}
    text = []
    for module in sorted(groups, key=_rank):
        if len(groups) > 1:
            text.append(f"## {_title(package, module)}\n")
        text += map(_entry, groups[module])
    return "\n".join(text)


def public(package: str) -> dict[str, list[str]]:
    """
    Give what a package offers, by the module where it comes from.

    That is its `__all__`; and the other public classes of those modules, for
    annotations name them.
    """
    owner = importlib.import_module(package)
    found: dict[str, list[str]] = {}
    for name in owner.__all__:
        home = str(getattr(getattr(owner, name), "__module__", package))
        if name in data_of(owner):
            home = data_of(owner)[name]
        if home.split(".")[0] == package.split(".")[0]:
            module = home.removeprefix(package).removeprefix(".")
            found.setdefault(module, []).append(f"{package}.{name}")
    for module, names in found.items():
        home = f"{package}.{module}".rstrip(".")
        names += [
            f"{home}.{name}"
            for name, thing in vars(importlib.import_module(home)).items()
            if inspect.isclass(thing)
            and thing.__module__ == home
            and not name.startswith("_")
            and name not in owner.__all__
            and f"{home}.{name}" not in INNER
        ]
    return {module: sorted(names, key=_last) for module, names in found.items()}


def data_of(owner: ModuleType) -> dict[str, str]:
    """Give the home of what is neither class nor function, such as `ONCE`."""
    homes = {}
    for node in ast.walk(ast.parse(inspect.getsource(owner))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                thing = getattr(owner, each.name, None)
                if not (inspect.isclass(thing) or inspect.isroutine(thing)):
                    homes[each.name] = node.module
    return homes


def _last(name: str) -> tuple[bool, str]:
    last = name.rpartition(".")[2]
    return (not last[0].isupper(), last)


def _rank(module: str) -> tuple[int, str]:
    return (FIRST.index(module) if module in FIRST else len(FIRST), module)


def _title(package: str, module: str) -> str:
    """The first sentence of the module, or its name."""
    name = package if module == package else f"{package}.{module}"
    told = inspect.getdoc(importlib.import_module(name)) or module
    first = " ".join(told.partition("\n\n")[0].split())
    return first.rstrip(".") if len(first) < 90 else module.replace("_", " ")


def _entry(name: str) -> str:
    owner, _, last = name.rpartition(".")
    thing = getattr(importlib.import_module(owner), last)
    if inspect.isclass(thing):
        return rst(class_lines(name, thing))
    kind = "autofunction" if inspect.isroutine(thing) else "autodata"
    return rst([f".. {kind}:: {name}"])


def class_lines(name: str, kind: type) -> list[str]:
    """The directive that documents a class with all that is public in it."""
    plain_types(kind)
    word = "autoexception" if issubclass(kind, BaseException) else "autoclass"
    options = ["members", "undoc-members"]
    if word == "autoexception":
        options.append("show-inheritance")
    if any(base.__module__.startswith(_MIXED) for base in kind.__mro__[1:]):
        options.append("inherited-members")
    return [f".. {word}:: {name}", *(f"   :{option}:" for option in options)]


def rst(lines: Iterable[str]) -> str:
    """Put reStructuredText into Markdown."""
    body = "\n".join(lines)
    return f"```{{eval-rst}}\n{body}\n```\n"
