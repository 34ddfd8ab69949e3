"""
Codes of the user's own on the wire, in place of those that come with Kruispunt.

The codes of the acts here are invented: the real `Hoedanigheid` of a connection and the
real `legalContext` are not public. Who knows its own writes them down once:

    codes:
      magda: {"7202": "12345"}
      ksz: {"VO:SOCIAL_RENT": "REAL-CONTEXT"}

From then on that hop takes and uses the real one, and does not know the invented one.
The acts, the repertories and the decisions keep ours.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, NamedTuple

from kruispunt_contracts.yamlfile import ConfigurationError, read_file
from pydantic import BaseModel, ConfigDict

from kruispunt_law.actfile import as_model
from kruispunt_law.names import UnknownName

Hop = Literal["wiv", "magda", "ksz"]


@dataclass(frozen=True, kw_only=True)
class Codes:
    """What stands on the wire for our codes."""

    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By hop, the user's code for one of ours; what is not there stays ours."""

    @cached_property
    def _ours(self) -> Mapping[str, Mapping[str, str]]:
        return {
            hop: {theirs: ours for ours, theirs in codes.items()}
            for hop, codes in self.own.items()
        }

    def on_the_wire(self, hop: str, code: str) -> str:
        """What stands on the wire for a code of ours."""
        return self.own.get(hop, {}).get(code, code)

    def ours(self, hop: str, code: str | None) -> str | None:
        """
        Which code of ours something on the wire stands for.

        Returns:
            None for None, and for a code of ours that another took the place of; any
            other code as it is.
        """
        if code is None:
            return None
        replaced = None if code in self.own.get(hop, {}) else code
        return self._ours.get(hop, {}).get(code, replaced)


class _Shape(NamedTuple):
    """What a code must look like, by what ours looks like."""

    hops: tuple[str, ...]
    ours: re.Pattern[str]
    theirs: re.Pattern[str]
    says: str


_SHAPES: Final = (
    # generiek-02_00.xsd, KorteNaamType; repertorium.xsd, HoedanigheidType.
    _Shape(
        ("wiv", "magda"),
        re.compile(".*"),
        re.compile(r"\S{1,24}"),
        "a Hoedanigheid: 1 to 24 characters, no blanks",
    ),
    # ssdn-service.xsd, MatrixID and MatrixSubID.
    _Shape(
        ("ksz",),
        re.compile(r"[0-9]+/[0-9]+"),
        re.compile(r"[1-9][0-9]{0,8}/(?:0|[1-9][0-9]{0,8})"),
        "a place in the SSDN: sector/institution, two whole numbers",
    ),
    # ksz-common-v3.xsd, LegalContextType.
    _Shape(
        ("ksz",),
        re.compile(r".*:.*"),
        re.compile(r"(?=.{2,64}$)[a-zA-Z0-9][a-zA-Z0-9_:+\- ]*[a-zA-Z0-9_:+\-]"),
        "a legalContext: 2 to 64 letters, digits and _ : + - and blanks",
    ),
    # HandiService.xsd of v1, LegalContextType.
    _Shape(
        ("ksz",),
        re.compile(".*"),
        re.compile(r"(?!)"),
        "no other: our code is a word of the closed list of the contract itself",
    ),
)
"""The first that fits hop and our code counts."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    codes: dict[Hop, dict[str, str]]


def load_codes(path: Path, known: Mapping[str, Collection[str]]) -> Codes:
    """
    Read a file of the user's own codes.

    Args:
        path: UTF-8.
        known: By hop, every code of ours.

    Raises:
        ConfigurationError: The file does not fit, a code is not one of ours or has
            another shape, or one code would stand for two: a line each, with file, line
            and reason.
    """
    document = read_file(path)
    content = document.value if isinstance(document.value, dict) else {}
    own = as_model(path, document, _File, content, ()).codes
    problems = [
        f"{path}:{document.line(('codes', hop, code))}: codes.{hop}.{code}: {problem}"
        for hop, codes in own.items()
        for code in codes
        for problem in _wrong(hop, code, codes, known.get(hop, ()))
    ]
    if problems:
        raise ConfigurationError("\n".join(problems))
    return Codes(own={str(hop): each for hop, each in own.items()})


def _wrong(
    hop: str, code: str, codes: Mapping[str, str], known: Collection[str]
) -> Iterator[str]:
    if code not in known:
        yield str(UnknownName(f"code of ours at {hop}", code, known))
        return
    theirs = codes[code]
    shape = next(s for s in _SHAPES if hop in s.hops and s.ours.fullmatch(code))
    if not shape.theirs.fullmatch(theirs):
        yield f"must be {shape.says}"
    for other in sorted(known):
        if other != code and codes.get(other, other) == theirs:
            yield f"{theirs} stands for {other} already"
