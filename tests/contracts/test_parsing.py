"""The parser for XML from outside: what it takes, what it refuses, and nothing else."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from kruispunt_contracts import Limits, NotSoap11, UnsafeXml, ns, parse, soap_parts
from kruispunt_contracts.parsing import RefusedXml
from lxml import etree

VECTORS = Path(__file__).parents[1] / "vectors" / "contracts"


def reason(data: bytes, limits: Limits | None = None) -> str | None:
    """Give the reason of a refusal; None when the document is accepted."""
    try:
        parse(data, limits=limits or Limits())
    except UnsafeXml as refused:
        return refused.reason
    return None


# --- What is accepted


@pytest.mark.parametrize(
    "data",
    [
        b"<a/>",
        b"  \n<a/>\n",
        b"<?xml version='1.0'?><a/>",
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><a/>',
        b'<?xml version="1.0" encoding="utf-8"?><a/>',
        b"\xef\xbb\xbf<a/>",
        '<a b="é">✓ &amp; &#233;</a>'.encode(),
        "<a/>".encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"),
        b"<?xml-stylesheet href='x'?><!-- c --><a><!-- c --></a><!-- c --><?x?>",
        b"<a><![CDATA[<!DOCTYPE a>]]></a>",
        b"<!-- <!DOCTYPE a [ --><a>&lt;!DOCTYPE a></a>",
    ],
    ids=lambda data: data[:40],
)
def test_ordinary_documents_are_accepted(data: bytes) -> None:
    assert parse(data).tag == "a"


def test_text_survives_either_encoding() -> None:
    text = "<a>Zorgtoeslag: één, ✓</a>"
    assert parse(text.encode()).text == parse(text.encode("utf-16")).text
    assert parse(text.encode()).text == "Zorgtoeslag: één, ✓"


def test_comments_stay_in_the_tree() -> None:
    """Somebody who signs "with comments" must see them."""
    assert etree.tostring(parse(b"<a>1<!-- 2 -->3</a>")) == b"<a>1<!-- 2 -->3</a>"


def test_every_example_message_is_accepted() -> None:
    examples = sorted(VECTORS.rglob("*.xml"))
    assert examples
    for path in examples:
        assert reason(path.read_bytes()) is None, path


# --- DTDs and what they bring


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b"<!DOCTYPE a []><a/>",
        b'<?xml version="1.0"?>\n<!-- c -->\n<?p?>\n<!DOCTYPE a SYSTEM "a.dtd"><a/>',
        b'<!DOCTYPE a PUBLIC "-//X//EN" "http://localhost/a.dtd"><a/>',
        "<!DOCTYPE a><a/>".encode("utf-16"),
        b"\xef\xbb\xbf<!DOCTYPE a><a/>",
        b"<!doctype a><a/>",
        b'<!DOCTYPE a [<!ATTLIST a b CDATA "default">]><a/>',
    ],
    ids=lambda data: data[:40],
)
def test_a_doctype_is_refused_in_every_form(data: bytes) -> None:
    assert reason(data) == "doctype"


def test_billion_laughs_stay_unheard() -> None:
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10)
        for level in range(1, 10)
    )
    bomb = b'<!DOCTYPE a [<!ENTITY l0 "lol">' + entities + b"]><a>&l9;</a>"
    assert reason(bomb) == "doctype"


def test_an_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    attack = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'
    with pytest.raises(UnsafeXml) as refused:
        parse(attack.encode())
    assert refused.value.reason == "doctype"
    assert "secret" not in str(refused.value)


def test_an_entity_without_a_doctype_is_a_syntax_error() -> None:
    assert reason(b"<a>&x;</a>") == "syntax"


def test_xinclude_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<other/>")
    data = (
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<xi:include href="{(tmp_path / "other.xml").as_uri()}"/></a>'
    )
    root = parse(data.encode())
    assert [etree.QName(child).localname for child in root] == ["include"]


# --- Encodings


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xe9</a>',
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b"<?xml version='1.0' encoding = 'EBCDIC-CP-US'?><a/>",
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        '<?xml version="1.0" encoding="UTF-8"?><a/>'.encode("utf-16"),
        b"<a>\xe9</a>",
        b"<a>\xed\xa0\x80</a>",
        b"\xff\xfe<\x00a",
    ],
    ids=lambda data: data[:40],
)
def test_other_and_contradictory_encodings_are_refused(data: bytes) -> None:
    assert reason(data) == "encoding"


def test_an_encoding_in_an_attribute_is_no_declaration() -> None:
    assert reason(b'<a encoding="ISO-8859-1"/>') is None
    assert reason(b'<?xml version="1.0"?><a b="?>" encoding="UTF-7"/>') is None


# --- Bounds


def nested(depth: int) -> bytes:
    return b"<a>" * depth + b"</a>" * depth


def test_size_is_bounded() -> None:
    assert reason(b"<a/>", Limits(size=4)) is None
    assert reason(b"<a/> ", Limits(size=4)) == "size"
    assert reason(b"<a>" + b" " * 1024 * 1024 + b"</a>") == "size"


def test_depth_is_bounded() -> None:
    assert reason(nested(64)) is None
    assert reason(nested(65)) == "depth"
    assert reason(nested(3), Limits(depth=2)) == "depth"


@pytest.mark.parametrize("depth", [300, 3_000, 100_000])
def test_very_deep_documents_are_refused(depth: int) -> None:
    assert reason(nested(depth)) in ("syntax", "depth")


def test_elements_and_attributes_are_counted_together() -> None:
    assert reason(b'<a b="" c=""><d/></a>', Limits(nodes=4)) is None
    assert reason(b'<a b="" c=""><d/><e/></a>', Limits(nodes=4)) == "nodes"
    assert reason(b'<a b="" c="" d=""><d/></a>', Limits(nodes=4)) == "nodes"


def test_many_nodes_are_refused() -> None:
    assert reason(b"<a>" + b"<b/>" * 19_999 + b"</a>") is None
    assert reason(b"<a>" + b"<b/>" * 20_000 + b"</a>") == "nodes"
    attributes = b" ".join(b'a%d=""' % number for number in range(20_000))
    assert reason(b"<a " + attributes + b"/>") == "nodes"


def test_namespace_declarations_are_bounded() -> None:
    """Canonicalisation takes time for declarations times elements."""
    many = b" ".join(b'xmlns:n%d="u"' % number for number in range(1_001))
    assert reason(b"<a " + many + b"/>") == "namespaces"
    assert reason(b'<a xmlns="u"/>', Limits(namespaces=1)) is None


def test_processing_instructions_stand_outside_the_root_only() -> None:
    assert reason(b"<?p?><a/><?p?>") is None
    assert reason(b"<a><?p?></a>") == "processing-instruction"
    assert reason(b"<a><b><?p?></b></a>") == "processing-instruction"


# --- Anything at all


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"<", b"<a>", b"<a></b>", b"<a/><b/>", b"<?xml", b"<!--", b"<?p",
     b"<a>\x00</a>", b"<a b=1/>", b"<a xmlns:b=''/>", b"<b:a/>", b"text", b"\x00"],
    ids=repr,
)  # fmt: skip
def test_what_is_not_well_formed_is_a_syntax_error(data: bytes) -> None:
    assert reason(data) == "syntax"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00\x00")
@example(b"\xef\xbb\xbf")
def test_octets_are_parsed_or_refused(data: bytes) -> None:
    reason(data)


PIECES = [
    "<a>", "</a>", "<a/>", "<b c='1'>", "</b>", "<p:a/>", " xmlns='u'", " xmlns:p='u'",
    "<!--", "-->", "<![CDATA[", "]]>", "<?p ", "?>", "'", '"', ">", "\n", "\x00",
    "<!DOCTYPE a", "<!DOCTYPE a [", "]>", "<!ENTITY x 'y'>", "&x;", "&#65;", "&#0;",
    "<?xml version='1.0'?>", "<?xml version='1.0' encoding='UTF-16'?>",
    "\ufeff", "é", "\U0001f600",
]  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "cp037"]),
)
def test_pieces_of_xml_are_parsed_or_refused(text: str, encoding: str) -> None:
    reason(text.encode(encoding, errors="replace"))


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_damaged_message_is_parsed_or_refused(data: st.DataObject) -> None:
    message = bytearray((VECTORS / "geef_zorgtoeslag/request_by_date.xml").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        position = data.draw(st.integers(0, len(message) - 1))
        message[position] = data.draw(st.integers(0, 255))
    reason(bytes(message))


names = st.sampled_from(["a", "b", "c"])
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"),
    max_size=8,
)
trees = st.recursive(
    st.tuples(names, texts, st.just([])),
    lambda children: st.tuples(names, texts, st.lists(children, max_size=4)),
    max_leaves=20,
)


def _build(tree: tuple[str, str, list]) -> etree._Element:  # type: ignore[type-arg]
    element = etree.Element(tree[0])
    element.text = tree[1]
    element.extend(_build(child) for child in tree[2])
    return element


@settings(deadline=None, max_examples=100)
@given(trees, st.sampled_from(["UTF-8", "UTF-16"]))
def test_what_lxml_writes_is_read_back(
    tree: tuple[str, str, list],  # type: ignore[type-arg]
    encoding: str,
) -> None:
    built = _build(tree)
    read = parse(etree.tostring(built, encoding=encoding, xml_declaration=True))
    assert etree.tostring(read, method="c14n") == etree.tostring(built, method="c14n")


def test_threads_parse_at_the_same_time() -> None:
    barrier = threading.Barrier(4)

    def work(number: int) -> list[str | None]:
        barrier.wait()
        good = b"<a>" + b"<b/>" * number + b"</a>"
        return [reason(good if turn % 2 else b"<a>") for turn in range(50)]

    with ThreadPoolExecutor(4) as pool:
        for outcome in pool.map(work, range(4)):
            assert outcome == ["syntax", None] * 25


# --- SOAP


def envelope(inside: str, *, namespace: str = ns.SOAP, name: str = "Envelope") -> bytes:
    return f'<s:{name} xmlns:s="{namespace}">{inside}</s:{name}>'.encode()


def test_an_envelope_is_taken_apart() -> None:
    root = parse(envelope("<s:Header><h/></s:Header><s:Body><p><q/></p></s:Body>"))
    parts = soap_parts(root)
    assert parts.header is root[0]
    assert parts.body is root[1]
    assert parts.payload is root[1][0]


def test_the_header_may_be_absent() -> None:
    assert soap_parts(parse(envelope("<s:Body><p/></s:Body>"))).header is None


def test_comments_and_whitespace_between_parts_do_not_count() -> None:
    parts = soap_parts(
        parse(envelope("<!-- 1 -->\n<s:Header/> <s:Body><!-- 2 --> <p/>\n</s:Body>"))
    )
    assert parts.payload.tag == "p"


def test_a_fault_is_a_payload() -> None:
    parts = soap_parts(parse(envelope("<s:Body><s:Fault/></s:Body>")))
    assert parts.payload.tag == f"{{{ns.SOAP}}}Fault"


BODY = "<s:Body><p/></s:Body>"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"<Envelope/>", "not-an-envelope"),
        (envelope(BODY, name="Body"), "not-an-envelope"),
        (envelope(BODY, namespace="urn:x"), "not-an-envelope"),
        (envelope(BODY, namespace=ns.SOAP_12), "soap-1.2"),
        (envelope(""), "no-body"),
        (envelope("<s:Header/>"), "no-body"),
        (envelope("<Body><p/></Body>"), "unexpected-element"),
        (envelope(f"<x/>{BODY}"), "unexpected-element"),
        (envelope(f"{BODY}<x/>"), "unexpected-element"),
        (envelope(f"<s:Header/><s:Header/>{BODY}"), "several-headers"),
        (envelope(f"{BODY}<s:Header/>"), "header-position"),
        (envelope(BODY + BODY), "several-bodies"),
        (envelope("<s:Body/>"), "empty-body"),
        (envelope("<s:Body>text<!-- p --></s:Body>"), "empty-body"),
        (envelope("<s:Body><p/><q/></s:Body>"), "several-payloads"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_other_shape_has_its_reason(data: bytes, expected: str) -> None:
    with pytest.raises(NotSoap11) as refused:
        soap_parts(parse(data))
    assert refused.value.reason == expected
    assert str(refused.value) == f"{expected}: {refused.value.detail}"


def test_refusals_have_one_base_and_a_list_of_reasons() -> None:
    for kind in (UnsafeXml, NotSoap11):
        assert issubclass(kind, RefusedXml)
        assert issubclass(kind, ValueError)
        assert "Reasons:" in (kind.__doc__ or "")
