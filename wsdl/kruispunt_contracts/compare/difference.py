"""What a difference between two contracts is, and what it means for a message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What a difference means for a message."""

    REFUSE_MORE = "they refuse more"
    """Something that we accept is refused there."""
    ACCEPT_MORE = "they accept more"
    """Something that we refuse is accepted there."""
    DIFFERS = "differs"
    """Both, or another meaning."""

    @property
    def reverse(self) -> Effect:
        """What the same difference means, seen from the other side."""
        return _REVERSE.get(self, self)


_REVERSE = {
    Effect.REFUSE_MORE: Effect.ACCEPT_MORE,
    Effect.ACCEPT_MORE: Effect.REFUSE_MORE,
}


class Kind(StrEnum):
    """What differs. `contracts check --json` gives these words, so they are stable."""

    MISSING_ELEMENT = "missing element"
    """We have it and they do not."""
    EXTRA_ELEMENT = "extra element"
    ORDER = "order"
    """The same elements in another order."""
    MODEL = "model"
    """A sequence here is a choice or an `all` there, or they nest otherwise."""
    MIN_OCCURS = "minOccurs"
    MAX_OCCURS = "maxOccurs"
    NAMESPACE = "namespace"
    """Qualified or not, or in another namespace."""
    NILLABLE = "nillable"
    DEFAULT = "default"
    FIXED = "fixed"
    IDENTITY = "identity constraint"
    CONTENT = "content"
    """Text here, elements there."""
    MIXED = "mixed"
    """Text between elements."""
    BASE = "base type"
    """Another built-in type, or a list or union and not."""
    ENUMERATION = "enumeration"
    """One side lists values and the other does not."""
    VALUE_ADDED = "enumeration value added"
    VALUE_REMOVED = "enumeration value removed"
    PATTERN = "pattern"
    LENGTH = "length"
    MIN_LENGTH = "minLength"
    MAX_LENGTH = "maxLength"
    MINIMUM = "minimum"
    """minInclusive or minExclusive."""
    MAXIMUM = "maximum"
    TOTAL_DIGITS = "totalDigits"
    FRACTION_DIGITS = "fractionDigits"
    WHITE_SPACE = "whiteSpace"
    MISSING_ATTRIBUTE = "missing attribute"
    EXTRA_ATTRIBUTE = "extra attribute"
    USE = "attribute use"
    WILDCARD = "wildcard"
    """Which namespaces may stand there."""
    PROCESS_CONTENTS = "processContents"
    MISSING_ROOT = "missing root"
    EXTRA_ROOT = "extra root"
    MISSING_OPERATION = "missing operation"
    EXTRA_OPERATION = "extra operation"
    RESPONSE = "response element"
    FAULT = "fault element"
    SOAP_ACTION = "soapAction"
    STYLE = "style"
    BODY_USE = "use"
    ADDRESS = "address"
    """Path of the URL."""
    SOAP_VERSION = "SOAP version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference that matters on the wire."""

    kind: Kind
    path: str
    """Local names from the root on; an attribute has `@` before it. Of what a WSDL
    says, the operation."""
    ours: str
    theirs: str
    effect: Effect

    def to_dict(self) -> dict[str, str]:
        """Give it as plain values."""
        return {
            "kind": self.kind.value,
            "path": self.path,
            "ours": self.ours,
            "theirs": self.theirs,
            "effect": self.effect.value,
        }

    def below(self, path: str) -> Difference:
        """Give the same, further below."""
        return difference(
            self.kind, f"{path}{self.path}", self.ours, self.theirs, self.effect
        )


def difference(
    kind: Kind, path: str, ours: Any, theirs: Any, effect: Effect
) -> Difference:
    """Note one difference; None is written as `-`."""
    return Difference(
        kind=kind, path=path, ours=_said(ours), theirs=_said(theirs), effect=effect
    )


def _said(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def stricter(*, theirs_least: bool) -> Effect:
    """Tell what it means that they ask for more, or for less."""
    return Effect.REFUSE_MORE if theirs_least else Effect.ACCEPT_MORE
