"""
Reading `ds:Signature`, strictly: what is not known is refused, never skipped.

SignedInfo is read from its own canonical octets, the ones that the signature value
covers, so that nothing can be read that was not signed. Elements that hold a value hold
only text: a comment in it would be invisible to the digest and yet cut the text in two.
"""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from kruispunt_contracts import ns
from kruispunt_contracts.profile import EXCLUSIVE_C14N, Part

from kruispunt_client.wss.layout import elements
from kruispunt_client.wss.octets import Canonicalization, canonical, read
from kruispunt_client.wss.result import Element, VerificationError, refusal

ENVELOPED: Final = f"{ns.DS}enveloped-signature"
MAX_PREFIXES: Final = 64
"""In one PrefixList. Our choice: C14N works with prefixes times elements."""
STR_TRANSFORM: Final = f"{ns.SOAP_MESSAGE_SECURITY}#STR-Transform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One `ds:Reference`: what was digested, how, and to what."""

    id: str
    canonicalization: Canonicalization
    through_str: bool
    """Names a SecurityTokenReference, and means the token that it leads to."""
    digest_algorithm: str
    """URI, not yet judged."""
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A `ds:Signature`, read but not yet believed."""

    octets: bytes
    """SignedInfo, canonical."""
    algorithm: str
    """URI, not yet judged."""
    references: tuple[Reference, ...]
    """At least one."""
    value: bytes
    key_info: Element


def read_signature(element: Element, canonicalizations: Set[str]) -> Signature:
    """
    Read a signature.

    Args:
        element: `ds:Signature` at its place in the message.
        canonicalizations: URIs that the profile accepts; others cannot be tried.

    Raises:
        VerificationError: `signature.structure`, `signature.canonicalization`,
            `signature.transform` or `signature.reference`.
    """
    signed_info, value, key_info = named_children(
        element, "SignedInfo", "SignatureValue", "KeyInfo"
    )
    raw_method = next(iter(elements(signed_info)), None)
    if raw_method is None or raw_method.tag != _ds("CanonicalizationMethod"):
        raise _structure("CanonicalizationMethod first in SignedInfo", "not so")
    octets = canonical(signed_info, _canonicalization(raw_method, canonicalizations))
    _, *others = elements(read(octets))
    if len(others) < 2:
        raise _structure("SignatureMethod and a Reference in SignedInfo", "too little")
    method, *references = others
    if len(references) > len(Part):
        raise refusal(
            "signature.reference",
            expected=f"at most {len(Part)} references",
            actual=str(len(references)),
        )
    if method.tag != _ds("SignatureMethod") or len(method):
        raise _structure("SignatureMethod second in SignedInfo, empty", method.tag)
    return Signature(
        octets=octets,
        algorithm=method.get("Algorithm", ""),
        references=tuple(_reference(each, canonicalizations) for each in references),
        value=from_base64(value, "signature.structure"),
        key_info=key_info,
    )


def named_children(parent: Element, *names: str) -> list[Element]:
    """
    Give the child elements, which must be exactly these of the signature namespace.

    Raises:
        VerificationError: `signature.structure`.
    """
    children = elements(parent)
    if [child.tag for child in children] != [_ds(name) for name in names]:
        raise _structure(
            f"{', '.join(names)} in {parent.tag.rpartition('}')[2]}",
            ", ".join(child.tag.rpartition("}")[2] for child in children) or "nothing",
        )
    return children


def leaf_text(element: Element, check: str) -> str:
    """
    Give the text of an element that holds nothing else, not even a comment.

    Raises:
        VerificationError: With the check given.
    """
    if len(element):
        name = element.tag.rpartition("}")[2]
        raise refusal(check, expected=f"only text in {name}", actual="something else")
    return element.text or ""


def from_base64(element: Element, check: str) -> bytes:
    """
    Decode the text of an element; line breaks and blanks are allowed.

    Raises:
        VerificationError: With the check given.
    """
    return decoded(leaf_text(element, check), check)


def decoded(text: str, check: str) -> bytes:
    """
    Decode base64; line breaks and blanks are allowed.

    Raises:
        VerificationError: With the check given.
    """
    try:
        return a2b_base64(b"".join(text.encode("ascii").split()), strict_mode=True)
    except ValueError as error:
        raise refusal(check, expected="base64", actual=str(error)) from None


def fragment(uri: str | None, check: str) -> str:
    """
    Give the id that a URI of the form `#id` names.

    Raises:
        VerificationError: With the check given, for an external, empty or XPointer URI.
    """
    if uri is None or not uri.startswith("#") or "(" in uri or len(uri) < 2:
        raise refusal(check, expected="URI of the form #id", actual=repr(uri))
    return uri[1:]


def _reference(element: Element, canonicalizations: Set[str]) -> Reference:
    if element.tag != _ds("Reference"):
        raise _structure("only Reference after SignatureMethod", element.tag)
    transforms, method, value = named_children(
        element, "Transforms", "DigestMethod", "DigestValue"
    )
    canonicalization, through_str = _transforms(elements(transforms), canonicalizations)
    return Reference(
        id=fragment(element.get("URI"), "signature.reference"),
        canonicalization=canonicalization,
        through_str=through_str,
        digest_algorithm=method.get("Algorithm", ""),
        digest=from_base64(value, "signature.structure"),
    )


def _transforms(
    transforms: list[Element], canonicalizations: Set[str]
) -> tuple[Canonicalization, bool]:
    """
    Read the transforms of one reference.

    enveloped-signature takes the signature out of what is signed. It changes nothing
    here: the signature stands in the Header, never in Body, Timestamp or token.
    """
    names = [each.get("Algorithm", "") for each in transforms]
    if names == [STR_TRANSFORM]:
        return _str_transform(transforms[0], canonicalizations), True
    if names[:1] == [ENVELOPED] and not len(transforms[0]):
        transforms, names = transforms[1:], names[1:]
    if len(names) != 1 or names[0] not in canonicalizations:
        raise refusal(
            "signature.transform",
            expected="one canonicalisation of the profile",
            actual=", ".join(map(repr, names)) or "none",
        )
    if transforms[0].tag != _ds("Transform"):
        raise _structure("Transform in Transforms", transforms[0].tag)
    return _canonicalization(transforms[0], canonicalizations), False


def _str_transform(transform: Element, canonicalizations: Set[str]) -> Canonicalization:
    path = (f"{{{ns.WSSE}}}TransformationParameters", _ds("CanonicalizationMethod"))
    element = transform
    for tag in path:
        children = elements(element)
        if [child.tag for child in children] != [tag]:
            raise refusal(
                "signature.transform",
                expected="TransformationParameters/CanonicalizationMethod",
                actual="something else in the STR-Transform",
            )
        element = children[0]
    return _canonicalization(element, canonicalizations)


def _canonicalization(method: Element, canonicalizations: Set[str]) -> Canonicalization:
    """Read a CanonicalizationMethod, or a Transform that is one."""
    algorithm = method.get("Algorithm", "")
    if algorithm not in canonicalizations:
        raise refusal(
            "signature.canonicalization",
            expected=" or ".join(sorted(canonicalizations)),
            actual=repr(algorithm),
        )
    children = elements(method)
    if not children:
        return Canonicalization(method=algorithm)
    if algorithm != EXCLUSIVE_C14N or [child.tag for child in children] != [
        f"{{{ns.EC}}}InclusiveNamespaces"
    ]:
        raise _structure("only InclusiveNamespaces of exclusive C14N", "something else")
    prefixes = children[0].get("PrefixList", "").split()
    if len(prefixes) > MAX_PREFIXES:
        raise _structure(f"at most {MAX_PREFIXES} prefixes", str(len(prefixes)))
    return Canonicalization(method=algorithm, prefixes=tuple(prefixes))


def _ds(name: str) -> str:
    return f"{{{ns.DS}}}{name}"


def _structure(expected: str, actual: str) -> VerificationError:
    return refusal("signature.structure", expected=expected, actual=actual)
