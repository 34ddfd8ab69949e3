"""
The only parser for XML that comes from somebody else.

Everything that arrives over a socket passes here first, before a signature is looked
at, so this file assumes a hostile sender. The rules:

- no DOCTYPE at all, not even an empty one: no DTD means no entities, no external
  files, no billion laughs, no default attributes that change what was signed;
- UTF-8 or UTF-16 only, and the declaration must not contradict the octets: a parser
  that guesses encodings can be made to read another document than a filter before it;
- no processing instruction inside the root element. Outside it (an `xml-stylesheet`
  line, say) they are harmless, and some editors add them;
- comments stay in the tree, because a canonicalisation "with comments" and the tools
  that explain a message need them. Nobody may take `element.text` of a tree with
  comments for the whole text: `soap_parts` skips them, and signatures decide on
  octets;
- size, nodes, depth and namespace declarations are bounded. libxml2 has limits of its
  own (`huge_tree` is off); ours are lower and have a name.

Exceptions:

    RefusedXml
    ├── UnsafeXml    what came is not XML that we are willing to read
    └── NotSoap11    it is XML, but no SOAP 1.1 envelope with one payload

Source: SOAP 1.1 (W3C Note 8 May 2000) section 3: no DTD and no processing
instructions in a message. WS-I Basic Profile 1.1: R1008, R1009 (the same), R1011 (no
element after Body), R2201 (at most one child of Body), R4001 (UTF-8 and UTF-16).
"""

from __future__ import annotations

import codecs
import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from lxml import etree

from kruispunt_contracts import ns

Element = Any
"""An lxml element; lxml brings no type hints."""


class RefusedXml(ValueError):
    """Base of what this module raises; carries a reason to branch on and a detail."""

    def __init__(self, reason: str, detail: str) -> None:
        """
        Keep the evidence.

        Args:
            reason: Short and stable, from the list of the subclass.
            detail: One line for people; may quote names from the message, never text.
        """
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class UnsafeXml(RefusedXml):
    """
    What came is not XML that we are willing to read.

    Reasons: `size`, `encoding`, `doctype`, `syntax`, `namespaces`, `nodes`, `depth`,
    `processing-instruction`.
    """


class NotSoap11(RefusedXml):
    """
    It is XML, but no SOAP 1.1 envelope with exactly one payload.

    Reasons: `not-an-envelope`, `soap-1.2`, `header-position`, `several-headers`,
    `no-body`, `several-bodies`, `unexpected-element`, `empty-body`,
    `several-payloads`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Bounds of one message.

    Source: our choice, because a signed request of these services has some 4 KiB, 100
    nodes and depth 12; an answer may be a hundred times that, and a message that needs
    more is not one of theirs.
    """

    size: int = 1024 * 1024
    """Octets, as they came."""
    depth: int = 64
    """Elements above each other, the root included."""
    nodes: int = 20_000
    """Elements and attributes together."""
    namespaces: int = 1_000
    """Occurrences of `xmlns`, a cheap upper bound of the number of declarations:
    canonicalisation works with declarations times elements."""


DEFAULT_LIMITS: Final = Limits()

_DECLARED = re.compile(r"""\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
_UTF_16 = frozenset({"utf-16", "utf-16le", "utf-16be"})

_NODE_COUNT = etree.XPath("count(//*) + count(//@*)")
_INNER_INSTRUCTION = etree.XPath("boolean(/*//processing-instruction())")
_local = threading.local()


def parse(data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Element:
    """
    Read one untrusted document.

    Args:
        data: The octets as they came; a byte order mark is allowed.
        limits: Bounds; the defaults suit every hop.

    Returns:
        The root element. Its tree holds comments, and processing instructions only
        outside the root.

    Raises:
        UnsafeXml: For whatever reason the document is not accepted. Nothing else.
    """
    if len(data) > limits.size:
        raise UnsafeXml("size", f"{len(data)} octets, at most {limits.size} accepted")
    text = _decode(data)
    if _has_doctype(text):
        raise UnsafeXml("doctype", "a document type declaration is never accepted")
    declarations = text.count("xmlns")
    if declarations > limits.namespaces:
        raise UnsafeXml(
            "namespaces", f"{declarations} declarations, at most {limits.namespaces}"
        )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser=_parser())
    except etree.XMLSyntaxError as error:
        raise UnsafeXml("syntax", " ".join(error.msg.split())) from None
    _check_bounds(root, limits)
    return root


def _parser() -> Any:
    """One parser per thread: lxml lets threads wait for each other on a shared one."""
    parser = getattr(_local, "parser", None)
    if parser is None:
        parser = _local.parser = etree.XMLParser(
            encoding="utf-8",  # the declaration was checked by _decode and is ignored
            resolve_entities=False,
            load_dtd=False,
            dtd_validation=False,
            attribute_defaults=False,
            no_network=True,
            huge_tree=False,
            recover=False,
            collect_ids=False,
        )
    return parser


def _decode(data: bytes) -> str:
    """
    Give the text, without byte order mark.

    UTF-16 counts only with a byte order mark, which it must have (XML 1.0, 4.3.3).
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, accepted = "utf-16", _UTF_16
    else:
        encoding, accepted = "utf-8-sig", _UTF_8
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnsafeXml(
            "encoding",
            f"not {encoding.removesuffix('-sig').upper()} at octet {error.start}",
        ) from None
    declared = _declared_encoding(text)
    if declared is not None and declared.lower() not in accepted:
        raise UnsafeXml(
            "encoding", f"declared as {declared}, only UTF-8 and UTF-16 are accepted"
        )
    return text


def _declared_encoding(text: str) -> str | None:
    """Read the encoding of the XML declaration; None when it names none."""
    if not text.startswith("<?xml"):
        return None
    end = text.find("?>", 5)
    found = _DECLARED.search(text, 5, end) if end != -1 else None
    return found[1] if found else None


def _has_doctype(text: str) -> bool:
    """
    Find out whether a DOCTYPE stands where one can stand: before the root element.

    Only whitespace, comments and processing instructions may come before it, so the
    walk is short, and a "<!DOCTYPE" in a comment or in text is left alone.
    """
    position = 0
    while True:
        position = _skip_whitespace(text, position)
        if text.startswith("<?", position):
            end = text.find("?>", position + 2)
            position = end + 2
        elif text.startswith("<!--", position):
            end = text.find("-->", position + 4)
            position = end + 3
        else:
            return text.startswith("<!", position)
        if end == -1:
            return False  # unfinished; the parser says so better


def _skip_whitespace(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _check_bounds(root: Element, limits: Limits) -> None:
    """
    Refuse a tree that is too large, too deep or holds a processing instruction.

    Counted after parsing: the size bound keeps the parser's own work small, and
    libxml2 stops at a nesting of its own.
    """
    docinfo = root.getroottree().docinfo
    if docinfo.internalDTD is not None or docinfo.externalDTD is not None:
        raise UnsafeXml("doctype", "a document type declaration is never accepted")
    nodes = int(_NODE_COUNT(root))
    if nodes > limits.nodes:
        raise UnsafeXml("nodes", f"{nodes} elements and attributes, {limits.nodes} max")
    if _deeper_than(limits.depth)(root):
        raise UnsafeXml("depth", f"nested more than {limits.depth} elements deep")
    if _INNER_INSTRUCTION(root):
        raise UnsafeXml(
            "processing-instruction", "not accepted inside the root element"
        )


@lru_cache(maxsize=8)
def _deeper_than(depth: int) -> Any:
    """Compile the question "is any element nested deeper?"; libxml2 answers it fast."""
    return etree.XPath(f"boolean({'/*' * (depth + 1)})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoapParts:
    """The parts of one SOAP 1.1 envelope; elements of the tree that was given."""

    header: Element | None
    """`soap:Header`, or None when the envelope has none."""
    body: Element
    """`soap:Body`."""
    payload: Element
    """The only element child of `soap:Body`: a request, a reply or a `soap:Fault`."""


def soap_parts(envelope: Element) -> SoapParts:
    """
    Take an envelope apart, strictly: [Header], Body with one element, nothing else.

    Comments and whitespace between the parts do not count.

    Args:
        envelope: Root element as `parse` gave it.

    Returns:
        Header or None, body and payload.

    Raises:
        NotSoap11: The document has another shape.

    Source: SOAP 1.1 sections 4 and 4.3; WS-I Basic Profile 1.1 R1011 and R2201, which
    forbid what SOAP 1.1 still allows (elements after Body, several in it).
    """
    _check_is_envelope(envelope)
    header: Element | None = None
    body: Element | None = None
    for child in envelope.iterchildren(etree.Element):
        if child.tag == _HEADER:
            if header is not None:
                raise NotSoap11("several-headers", "more than one soap:Header")
            if body is not None:
                raise NotSoap11("header-position", "soap:Header after soap:Body")
            header = child
        elif child.tag == _BODY:
            if body is not None:
                raise NotSoap11("several-bodies", "more than one soap:Body")
            body = child
        else:
            raise NotSoap11(
                "unexpected-element", f"{child.tag} is not part of an envelope"
            )
    if body is None:
        raise NotSoap11("no-body", "no soap:Body in the envelope")
    return SoapParts(header=header, body=body, payload=_only_child(body))


_ENVELOPE: Final = f"{{{ns.SOAP}}}Envelope"
_HEADER: Final = f"{{{ns.SOAP}}}Header"
_BODY: Final = f"{{{ns.SOAP}}}Body"


def _check_is_envelope(root: Element) -> None:
    if root.tag == _ENVELOPE:
        return
    if root.tag == f"{{{ns.SOAP_12}}}Envelope":
        raise NotSoap11("soap-1.2", "a SOAP 1.2 envelope; these services speak 1.1")
    raise NotSoap11("not-an-envelope", f"root is {root.tag}, not a SOAP 1.1 envelope")


def _only_child(body: Element) -> Element:
    children = list(body.iterchildren(etree.Element))
    if not children:
        raise NotSoap11("empty-body", "soap:Body holds no element")
    if len(children) > 1:
        raise NotSoap11(
            "several-payloads", f"soap:Body holds {len(children)} elements, not one"
        )
    return children[0]
