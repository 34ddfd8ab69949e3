"""Tables that are data elsewhere: keys of a profile, refusals, faults, services."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from datetime import timedelta
from enum import Enum
from typing import Any, get_args, get_type_hints

from kruispunt_client import errors as client_errors
from kruispunt_client import settings
from kruispunt_contracts import WIRE_FAULTS
from kruispunt_simulator.commands import lists
from kruispunt_simulator.services import FLOWS

TABLES = {
    "[party]": settings.Party,
    "[certificate]": settings.Certificate,
    "[endpoints.NAME]": settings.Endpoint,
    "[law]": settings.LawSettings,
    "[log]": settings.LogSettings,
    "[retry]": settings.RetrySettings,
}
"""The tables of a profile, and the class that holds each."""


def profile() -> str:
    """Every key of a profile."""
    told = inspect.getdoc(settings) or ""
    example = told.partition("```toml\n")[2].partition("```")[0]
    text = [f"```toml\n{example}```\n"]
    for name, kind in TABLES.items():
        text += [f"## `{name}`\n", f"{inspect.getdoc(kind)}\n", _keys(kind)]
    return "\n".join(text)


def _keys(kind: type) -> str:
    docs = field_docs(kind)
    types = get_type_hints(kind)
    rows = []
    for column in fields(kind):
        wanted = types[column.name]
        key = f"{column.name}_seconds" if wanted is timedelta else column.name
        without = _default(column)
        if kind is settings.Endpoint and key == "hop":
            without = "NAME"
        rows.append((f"`{key}`", _type(wanted), without, docs.get(column.name, "")))
    return table(("key", "value", "without it", "says"), rows)


def _type(kind: Any) -> str:
    inner = [each for each in get_args(kind) if each is not type(None)]
    if type(None) in get_args(kind):
        kind = inner[0]
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return " or ".join(f'`"{each.value}"`' for each in kind)
    names = {
        "str": "text",
        "int": "whole number",
        "timedelta": "number",
        "Path": "path",
    }
    name = getattr(kind, "__name__", str(kind))
    return names.get(
        name, {"Mapping": "table", "tuple": "list of paths"}.get(name, name)
    )


def _default(column: Any) -> str:
    if column.default_factory is not MISSING:
        return "empty"
    value = column.default
    if value is MISSING:
        return "**must be given**"
    if value is None or value in ("", ()):
        return ""
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}"
    return f"`{value.value if isinstance(value, Enum) else value}`"


def field_docs(kind: type) -> dict[str, str]:
    """The strings below the fields of a class, by field."""
    (made,) = ast.parse(inspect.getsource(kind)).body
    if not isinstance(made, ast.ClassDef):
        raise TypeError(f"{kind} is no class")
    return {
        before.target.id: " ".join(inspect.cleandoc(after.value.value).split())
        for before, after in zip(made.body, made.body[1:], strict=False)
        if isinstance(before, ast.AnnAssign)
        and isinstance(before.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }


def refusals() -> str:
    """Which code of a platform is which exception."""
    rows = []
    for kind in _below(client_errors.RefusedByService):
        codes: dict[str, list[str]] = {"magda": [], "ksz": []}
        for (dialect, code), found in client_errors.REFUSALS.items():
            if found is kind and dialect in codes:
                codes[dialect].append(f"`{code}`")
        rows.append(
            (
                f"{{py:exc}}`~kruispunt_client.{kind.__name__}`",
                ", ".join(codes["magda"]),
                ", ".join(codes["ksz"]),
                kind.advice,
            )
        )
    return table(("exception", "MAGDA", "KSZ, SSDN", "advice"), rows)


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def faults() -> str:
    """Every error, warning and status that may leave."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for row in WIRE_FAULTS.values():
        stops = row.type not in ("WAARSCHUWING", "INFORMATIE")
        kind = client_errors.refusal_class(row.dialect.value, row.code or _local(row))
        raised = kind if stops else None
        groups.setdefault(row.dialect.value, []).append(
            (
                f"`{row.code or _local(row)}`",
                row.level,
                row.origin,
                row.type or row.value or "",
                row.text,
                row.meaning,
                f"{{py:exc}}`~kruispunt_client.{raised.__name__}`" if raised else "",
                f"`{row.key}`; {row.source}",
            )
        )
    text = []
    for dialect, rows in groups.items():
        text.append(f"## {dialect.upper()}\n")
        head = ("code", "level", "origin", "type", "text", "meaning", "exception")
        text.append(table((*head, "row and source"), sorted(rows)))
    return "\n".join(text)


def _local(row: Any) -> str:
    return (row.faultcode or "").rpartition("}")[2]


def services() -> str:
    """Every operation, by data flow: where it is asked, and where."""
    text = []
    known = lists.services()
    for flow, title in [*FLOWS.items(), (None, "others")]:
        rows = [
            (
                f"`{row['service']}` {row['version']}",
                f"`{row['operation']}`",
                ", ".join(f"`{hop}`" for hop in row["hops"]),
                "<br>".join(f"`{path}`" for path in row["paths"]),
            )
            for row in known
            if row["flow"] == flow
        ]
        if rows:
            text += [
                f"## {title[0].upper()}{title[1:]}\n",
                table(("service", "operation", "asked at", "path"), rows),
            ]
    return "\n".join(text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """Keep a text within its cell."""
    return " ".join(text.replace("|", "\\|").split())
