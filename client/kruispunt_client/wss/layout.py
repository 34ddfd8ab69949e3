"""
Where the parts of a signed message stand. No cryptography, no judgement about trust.

Signature wrapping works when the verifier finds the signed element in one place and the
application reads another. So here nothing is searched for: every part has its one
place, given by a path of direct children from the Envelope.

```
soap:Envelope
├── soap:Header                          at most one, first
│   ├── wsse:Security                    at most one for this receiver
│   │   ├── wsse:BinarySecurityToken     any number; KeyInfo says which
│   │   ├── wsu:Timestamp                at most one
│   │   └── ds:Signature                 ┐ exactly one
│   ├── ds:Signature                     ┘ of the two
│   └── kp:User                          at most one, ours: who asks
└── soap:Body                            exactly one, last
```

What looks like one of these and stands elsewhere does not count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kruispunt_contracts import ns
from lxml import etree

from kruispunt_client.wss.result import Element, refusal

ENVELOPE: Final = f"{{{ns.SOAP}}}Envelope"
HEADER: Final = f"{{{ns.SOAP}}}Header"
BODY: Final = f"{{{ns.SOAP}}}Body"
ACTOR: Final = f"{{{ns.SOAP}}}actor"
SECURITY: Final = f"{{{ns.WSSE}}}Security"
TOKEN: Final = f"{{{ns.WSSE}}}BinarySecurityToken"
TIMESTAMP: Final = f"{{{ns.WSU}}}Timestamp"
SIGNATURE: Final = f"{{{ns.DS}}}Signature"
USER: Final = f"{{{ns.USER}}}User"
WSU_ID: Final = f"{{{ns.WSU}}}Id"

_US: Final = frozenset({None, "", "http://schemas.xmlsoap.org/soap/actor/next"})
"""Values of `soap:actor` that mean this receiver."""

_ALL_VALUES: Final = etree.XPath("//@*", smart_strings=False)
_ALL_IDS: Final = etree.XPath(
    "//@*[translate(local-name(), 'ID', 'id') = 'id']", smart_strings=False
)
"""Values of everything that somebody may take for an id, in whatever namespace."""


class Ids:
    """The ids of one document."""

    def __init__(self, root: Element) -> None:
        """Collect the values of all attributes, which is faster than that of ids."""
        self._root = root
        self._values: list[str] = _ALL_VALUES(root)

    def count(self, id_: str) -> int:
        """
        Tell how often something that may be taken for an id has this value.

        A value that no attribute or only one has needs no closer look: whoever asks
        knows an element with that id, or finds none.
        """
        count = self._values.count(id_)
        return count if count < 2 else _ALL_IDS(self._root).count(id_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The elements of one message, each at its place."""

    body: Element
    signature: Element
    timestamp: Element | None
    tokens: tuple[Element, ...]
    """Every BinarySecurityToken of the security header."""
    user: Element | None
    """The block that names the natural person."""
    ids: Ids
    """Of the whole document, security header and all."""


def locate(envelope: Element) -> Layout:
    """
    Find the parts of a signed message.

    Args:
        envelope: Root element of a parsed document.

    Returns:
        The parts; every one is a direct child of the place where it belongs.

    Raises:
        VerificationError: `message.envelope`, `security.missing`, `security.header`,
            `signature.ambiguous`, `timestamp.ambiguous` or `user.ambiguous`.
    """
    header, body = _header_and_body(envelope)
    security = _security(header)
    signature = _only_signature(header, security)
    inside = () if security is None else tuple(elements(security))
    timestamps = [child for child in inside if child.tag == TIMESTAMP]
    if len(timestamps) > 1:
        raise refusal(
            "timestamp.ambiguous", expected="at most one", actual=str(len(timestamps))
        )
    users = list(header.iterchildren(USER))
    if len(users) > 1:
        raise refusal("user.ambiguous", expected="at most one", actual=str(len(users)))
    return Layout(
        body=body,
        signature=signature,
        timestamp=timestamps[0] if timestamps else None,
        tokens=tuple(child for child in inside if child.tag == TOKEN),
        user=users[0] if users else None,
        ids=Ids(envelope),
    )


def is_signed(envelope: Element) -> bool:
    """
    Tell whether a message claims to be signed.

    Args:
        envelope: Root element of a parsed document; anything else is not signed.

    Returns:
        True for any `ds:Signature` in a Header, at whatever depth: then `verify` must
        decide. False is no statement about who sent it, and a signature can be taken
        away by anybody: only a profile with `unsigned_allowed` may go on.
    """
    return bool(envelope.tag == ENVELOPE) and any(
        True
        for header in envelope.iterchildren(HEADER)
        for _ in header.iterdescendants(SIGNATURE)
    )


def elements(parent: Element) -> list[Element]:
    """Give the child elements: no comments, no processing instructions."""
    return list(parent.iterchildren("*"))


def own_ids(element: Element) -> set[str]:
    """Give the ids by which a reference may name an element: `wsu:Id` and `Id`."""
    return {
        value for value in (element.get(WSU_ID), element.get("Id")) if value is not None
    }


def _header_and_body(envelope: Element) -> tuple[Element, Element]:
    names = [child.tag for child in elements(envelope)]
    if envelope.tag != ENVELOPE or names not in ([HEADER, BODY], [BODY]):
        raise refusal(
            "message.envelope",
            expected="Envelope with Header and Body",
            actual=f"{_local(envelope.tag)} with {[_local(name) for name in names]}",
        )
    if len(names) == 1:
        raise refusal("security.missing", expected="a signature", actual="no Header")
    header, body = elements(envelope)
    return header, body


def _security(header: Element) -> Element | None:
    ours = [child for child in header.iterchildren(SECURITY) if child.get(ACTOR) in _US]
    if len(ours) > 1:
        raise refusal("security.header", expected="at most one", actual=str(len(ours)))
    return ours[0] if ours else None


def _only_signature(header: Element, security: Element | None) -> Element:
    found = list(header.iterchildren(SIGNATURE))
    if security is not None:
        found += security.iterchildren(SIGNATURE)
    if not found:
        where = "an empty Header" if not elements(header) else "no ds:Signature"
        raise refusal("security.missing", expected="a signature", actual=where)
    if len(found) > 1:
        raise refusal("signature.ambiguous", expected="one", actual=str(len(found)))
    return found[0]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
