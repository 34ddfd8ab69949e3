"""Canonical octets against libxmlsec1, and signature values of all key kinds."""

from __future__ import annotations

import base64
import hashlib
import threading
from typing import Any

import pytest
import xmlsec
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st
from kruispunt_client.wss import VerificationError
from kruispunt_client.wss.octets import (
    CURVE_ORDERS,
    Canonicalization,
    canonical,
    canonical_token,
    is_signature_of,
    sign_octets,
    without_twin,
)
from kruispunt_contracts import ns
from kruispunt_contracts.profile import (
    ECDSA_SHA256,
    EXCLUSIVE_C14N,
    INCLUSIVE_C14N,
    RSA_SHA1,
    RSA_SHA256,
)
from lxml import etree

HOW = {
    "exclusive": Canonicalization(),
    "exclusive with prefixes": Canonicalization(prefixes=("p", "q", "unknown")),
    "exclusive with default": Canonicalization(prefixes=("#default", "p")),
    "inclusive": Canonicalization(method=INCLUSIVE_C14N),
}


def digest_of_libxmlsec(root: Any, target: Any, how: Canonicalization) -> bytes:
    """Let libxmlsec1 digest an element in its place (SHA-256)."""
    transform = {
        EXCLUSIVE_C14N: xmlsec.constants.TransformExclC14N,
        INCLUSIVE_C14N: xmlsec.constants.TransformInclC14N,
    }[how.method]
    signature = xmlsec.template.create(
        root, xmlsec.constants.TransformExclC14N, xmlsec.constants.TransformHmacSha256
    )
    root.append(signature)
    reference = xmlsec.template.add_reference(
        signature, xmlsec.constants.TransformSha256, uri="#target"
    )
    node = xmlsec.template.add_transform(reference, transform)
    if how.prefixes:
        xmlsec.template.transform_add_c14n_inclusive_namespaces(
            node, list(how.prefixes)
        )
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_binary_data(
        xmlsec.constants.KeyDataHmac, b"only to have one"
    )
    context.register_id(target, "Id")
    context.sign(signature)
    value = signature.findtext(f".//{{{ns.DS}}}DigestValue")
    root.remove(signature)
    return base64.b64decode(value)


def assert_as_libxmlsec(text: str, how: Canonicalization) -> None:
    root = etree.fromstring(text)
    (target,) = root.xpath("//*[@Id='target']")
    octets = canonical(target, how)
    assert hashlib.sha256(octets).digest() == digest_of_libxmlsec(root, target, how), (
        octets
    )


DOCUMENTS = {
    "prefix declared far above": """<a xmlns:p="urn:p" xmlns:q="urn:q"><b>
        <p:c Id="target"><q:d/><e/></p:c> tail</b></a>""",
    "default namespace above, used": """<a xmlns="urn:d" xmlns:p="urn:p">
        <b Id="target"><p:c/><d/></b></a>""",
    "default namespace above, not used at the apex": """<a xmlns="urn:d"
        xmlns:p="urn:p"><p:b Id="target"><c/><p:d/></p:b></a>""",
    "default namespace undeclared inside": """<a xmlns="urn:d" xmlns:p="urn:p">
        <p:b Id="target"><c xmlns=""><d xmlns="urn:e"/></c></p:b></a>""",
    "default namespace undeclared above": """<a xmlns="urn:d"><b xmlns="">
        <c Id="target"><d/></c></b></a>""",
    "prefix declared anew inside": """<a xmlns:p="urn:p"><p:b Id="target">
        <p:c xmlns:p="urn:other"><p:d xmlns:p="urn:p"/></p:c></p:b></a>""",
    "attributes with prefixes, out of order": """<a xmlns:p="urn:z" xmlns:q="urn:y">
        <b p:k="1" z="2" q:k="3" a="4" Id="target"/></a>""",
    "xml attributes above": """<a xml:lang="nl" xml:space="preserve" xml:base="b">
        <b xml:lang="fr"><c Id="target" xml:space="default"><d xml:lang="de"/></c>
        </b></a>""",
    "xsi:type with a prefix": """<a xmlns:p="urn:p"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
        <b Id="target" xsi:type="p:T"/></a>""",
    "characters of every kind": """<a><b k="&#9;&#10;&#13;&lt;&quot;&apos;&amp;é"
        Id="target">&#13;&lt;&gt;&amp;"'€<![CDATA[<&]]><!-- c -->text\r\n</b></a>""",
    "comments around and inside": """<a><!-- 1 --><b Id="target"><!-- 2 -->1<!-- 3 -->0
        </b><!-- 4 --> tail</a>""",
}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_octets_are_those_of_libxmlsec(document: str, how: str) -> None:
    assert_as_libxmlsec(DOCUMENTS[document], HOW[how])


PREFIXES = ("", "p", "q", "r")


@st.composite
def elements(draw: Any, depth: int, scope: dict[str, str]) -> str:
    """Write an element with random declarations; `scope` is what is in force."""
    declared = draw(
        st.dictionaries(
            st.sampled_from(PREFIXES), st.sampled_from(("urn:1", "urn:2")), max_size=2
        )
    )
    if draw(st.booleans()) and "" not in declared:
        declared[""] = ""
    scope = {**scope, **declared}
    prefix = draw(st.sampled_from(sorted(scope)))
    name = f"{prefix}:e" if prefix else "e"
    prefixed = {uri: p for p, uri in sorted(scope.items()) if p}
    attributes = [
        f'{p}:k="v"' for p in sorted(prefixed.values()) if draw(st.booleans())
    ]
    attributes += draw(st.sampled_from(([], ['xml:lang="nl"'], ['k="&#13;"'])))
    if depth == 1:
        attributes.append('Id="target"')
    declarations = [
        f'xmlns{":" if p else ""}{p}="{uri}"' for p, uri in declared.items()
    ]
    texts = st.sampled_from(("", "x", " \n", "&#13;", "<!-- c -->"))
    children = ""
    if depth == 0 or (depth < 4 and draw(st.booleans())):
        children = draw(texts) + draw(elements(depth + 1, scope)) + draw(texts)
    return f"<{' '.join([name, *declarations, *attributes])}>{children}</{name}>"


@settings(derandomize=True, max_examples=150, deadline=None)
@given(text=elements(0, {"": ""}), how=st.sampled_from(sorted(HOW)))
def test_octets_of_any_document_are_those_of_libxmlsec(text: str, how: str) -> None:
    assert_as_libxmlsec(text, HOW[how])


def test_default_in_a_prefix_list_works_in_a_new_thread() -> None:
    """lxml forgets `#default` in every thread anew."""
    found: list[bytes] = []

    def canonicalise() -> None:
        root = etree.fromstring('<a xmlns="urn:d" xmlns:p="urn:p"><p:b/></a>')
        found.append(canonical(root[0], Canonicalization(prefixes=("#default",))))

    thread = threading.Thread(target=canonicalise)
    thread.start()
    thread.join()
    assert found == [b'<p:b xmlns="urn:d" xmlns:p="urn:p"></p:b>']


def test_the_document_is_not_changed() -> None:
    text = b'<a xmlns="urn:d" xml:lang="nl"><b xmlns="">x<!-- c --></b> tail</a>'
    root = etree.fromstring(text)
    for how in HOW.values():
        canonical(root[0], how)
    assert etree.tostring(root) == text


@pytest.mark.parametrize("how", HOW)
def test_relative_namespace_cannot_be_canonicalised(how: str) -> None:
    root = etree.fromstring('<a><b xmlns="relative"/></a>')
    with pytest.raises(VerificationError, match=r"signature\.canonicalization"):
        canonical(root[0], HOW[how])


def test_token_of_a_str_transform_declares_an_empty_default_namespace() -> None:
    root = etree.fromstring('<a xmlns:w="urn:w"><w:t k="1">x</w:t></a>')
    octets = canonical_token(root[0], Canonicalization())
    assert octets == b'<w:t xmlns="" xmlns:w="urn:w" k="1">x</w:t>'


def test_token_of_a_str_transform_keeps_its_default_namespace() -> None:
    root = etree.fromstring('<a xmlns="urn:d" xmlns:w="urn:w"><w:t k="1">x</w:t></a>')
    octets = canonical_token(root[0], Canonicalization())
    assert octets == b'<w:t xmlns="urn:d" xmlns:w="urn:w" k="1">x</w:t>'


@pytest.mark.parametrize(
    ("party", "algorithm"),
    [("agency", RSA_SHA256), ("agency", RSA_SHA1), ("elliptic", ECDSA_SHA256)],
)
def test_signature_is_recognised_and_a_spoiled_one_is_not(
    bench: Any, party: str, algorithm: str
) -> None:
    key = bench.key(party)
    value = sign_octets(b"octets", algorithm=algorithm, key=key)

    def recognised(octets: bytes, value: bytes) -> bool:
        return is_signature_of(
            octets, value=value, algorithm=algorithm, key=key.public_key()
        )

    assert recognised(b"octets", value)
    assert not recognised(b"other octets", value)
    assert not recognised(b"octets", value[:-1])
    assert not recognised(b"octets", bytes(len(value)))


@pytest.mark.parametrize(
    ("curve", "length"),
    [(ec.SECP256R1(), 64), (ec.SECP384R1(), 96), (ec.SECP521R1(), 132)],
    ids=lambda each: getattr(each, "name", None),
)
def test_twin_of_an_ecdsa_signature_verifies_and_has_the_same_stand_in(
    curve: ec.EllipticCurve, length: int
) -> None:
    """OpenSSL accepts the twin only if the order of the curve is right in our table."""
    private = ec.generate_private_key(curve)
    key = private.public_key()
    value = sign_octets(b"octets", algorithm=ECDSA_SHA256, key=private)
    half = length // 2
    negative = CURVE_ORDERS[curve.name] - int.from_bytes(value[half:], "big")
    twin = value[:half] + negative.to_bytes(half, "big")
    for each in (value, twin):
        assert len(each) == length
        assert is_signature_of(b"octets", value=each, algorithm=ECDSA_SHA256, key=key)
    assert without_twin(value, key) == without_twin(twin, key) == min(value, twin)
