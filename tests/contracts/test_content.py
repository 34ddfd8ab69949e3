"""Content models: what an element of a message may not be without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from kruispunt_contracts import Contract, PushedContract, load, ns, parse
from kruispunt_contracts.content import Group, content_of
from lxml import etree

from .conftest import VECTORS, every, roots

Element = Any

BASE = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
  xmlns="urn:base" targetNamespace="urn:base">
<xsd:complexType name="NamedType"><xsd:sequence>
  <xsd:element name="name" type="xsd:string"/>
</xsd:sequence><xsd:attribute name="id" use="required"/></xsd:complexType>
<xsd:attributeGroup name="dated">
  <xsd:attribute name="from" use="required"/><xsd:attribute name="until"/>
</xsd:attributeGroup>
<xsd:element name="shared" type="NamedType"/>
</xsd:schema>"""

SCHEMA = """<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="urn:t"
  xmlns:b="urn:base" targetNamespace="urn:t">
<xsd:import namespace="urn:base" schemaLocation="base.xsd"/>
<xsd:element name="root" type="RootType"/>
<xsd:complexType name="RootType"><xsd:sequence>
  <xsd:element name="must" type="xsd:string"/>
  <xsd:element name="may" minOccurs="0" type="xsd:string"/>
  <xsd:element name="two" minOccurs="2" maxOccurs="2" type="xsd:string"/>
  <xsd:choice><xsd:element name="left" type="xsd:string"/>
    <xsd:sequence><xsd:element name="right" type="xsd:string"/>
      <xsd:element name="far" type="xsd:string"/></xsd:sequence></xsd:choice>
  <xsd:sequence minOccurs="0"><xsd:element name="from" type="xsd:string"/>
    <xsd:element name="to" type="xsd:string"/></xsd:sequence>
  <xsd:element name="thing" minOccurs="0"><xsd:complexType><xsd:complexContent>
    <xsd:extension base="b:NamedType"><xsd:sequence>
      <xsd:element name="colour" minOccurs="0" type="xsd:string"/></xsd:sequence>
      <xsd:attributeGroup ref="b:dated"/></xsd:extension>
  </xsd:complexContent></xsd:complexType></xsd:element>
  <xsd:element ref="b:shared" minOccurs="0"/>
  <xsd:element name="amount" minOccurs="0"><xsd:complexType><xsd:simpleContent>
    <xsd:extension base="xsd:decimal"><xsd:attribute name="unit" use="required"/>
    </xsd:extension></xsd:simpleContent></xsd:complexType></xsd:element>
  <xsd:element name="code" minOccurs="0"><xsd:simpleType>
    <xsd:restriction base="xsd:string"><xsd:pattern value="[0-9]"/></xsd:restriction>
  </xsd:simpleType></xsd:element>
</xsd:sequence></xsd:complexType>
</xsd:schema>"""

LEAST = ("must", "two", "two", "left")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "base.xsd").write_text(BASE, "utf-8")
    (tmp_path / "root.xsd").write_text(SCHEMA, "utf-8")
    return tmp_path / "root.xsd"


@pytest.fixture
def content(file: Path) -> Group:
    return content_of(file, "{urn:t}root")


def test_elements_come_in_the_order_of_the_schema_choices_included(
    content: Group,
) -> None:
    assert [part.name for part in content.order()] == [
        *("must", "may", "two", "left", "right", "far", "from", "to"),
        *("thing", "shared", "amount", "code"),
    ]


@pytest.mark.parametrize(
    ("present", "complete"),
    [
        pytest.param(LEAST, True, id="all that is demanded"),
        pytest.param((*LEAST, "may"), True, id="what may be there, too"),
        pytest.param(("two", "two", "left"), False, id="without a mandatory one"),
        pytest.param(("must", "two", "left"), False, id="one where two must be"),
        pytest.param(("must", "two", "two"), False, id="neither of a choice"),
        pytest.param(
            ("must", "two", "two", "right", "far"), True, id="the other branch"
        ),
        pytest.param(("must", "two", "two", "right"), False, id="half a branch"),
        pytest.param((*LEAST, "far"), False, id="of both branches"),
        pytest.param((*LEAST, "from", "to"), True, id="an optional group"),
        pytest.param((*LEAST, "from"), False, id="half an optional group"),
    ],
)
def test_children_are_complete_or_not(
    content: Group, present: tuple[str, ...], complete: bool
) -> None:
    assert content.is_complete(present) is complete


def test_an_extended_type_has_what_its_base_has_first(content: Group) -> None:
    thing = content.below("thing")
    assert thing is not None
    assert [part.name for part in thing.order()] == ["name", "colour"]
    assert thing.attributes == {"id", "from"}


def test_an_element_of_another_schema_is_found_there(content: Group) -> None:
    shared = content.below("shared")
    assert shared is not None
    assert shared.names == {"name"}
    assert not shared.is_complete(())


@pytest.mark.parametrize(
    ("name", "attributes"), [("must", set()), ("code", set()), ("amount", {"unit"})]
)
def test_a_simple_type_has_no_elements(
    content: Group, name: str, attributes: set[str]
) -> None:
    simple = content.below(name)
    assert simple is not None
    assert (list(simple.order()), simple.attributes) == ([], attributes)
    assert simple.is_complete(())


def test_of_what_is_not_there_nothing_is_known(content: Group) -> None:
    assert content.below("absent") is None


def test_an_unknown_element_is_an_error(file: Path) -> None:
    with pytest.raises(LookupError, match="no global element"):
        content_of(file, "{urn:t}absent")


# --- the contracts --------------------------------------------------------------------


def contract_of(root: Element) -> Contract | PushedContract:
    (found,) = (
        contract
        for contract in every(load())
        if root.tag.startswith(f"{{{contract.namespace}}}")
        or root.tag in roots(contract)
    )
    return found


EXAMPLES = sorted(VECTORS.rglob("*.xml"))


def local(element: Element) -> str:
    return str(etree.QName(element).localname)


def described(root: Element) -> list[tuple[Element, Group]]:
    """Every element with what the contract lets stand in it, but for empty ones."""
    contract = contract_of(root)

    def walk(element: Element, content: Group | None) -> None:
        if content is not None and element.get(f"{{{ns.XSI}}}nil") is None:
            found.append((element, content))
            for child in element.iterchildren("*"):
                walk(child, content.below(local(child)))

    found: list[tuple[Element, Group]] = []
    walk(root, contract.schema.content(root.tag))
    return found


@settings(database=None, deadline=None, max_examples=400)
@given(data=st.data())
def test_what_is_complete_is_what_fits_the_contract(data: st.DataObject) -> None:
    """The validator is the judge: some children and attributes of a block are gone."""
    root = parse(data.draw(st.sampled_from(EXAMPLES)).read_bytes())
    blocks = [each for each in described(root) if len(each[0]) or each[0].attrib]
    assume(blocks != [])  # the document that a string of the SSDN carries
    element, content = data.draw(st.sampled_from(blocks))
    named = [
        child for child in element.iterchildren("*") if local(child) in content.names
    ]
    for gone in data.draw(st.sets(st.integers(0, max(len(named) - 1, 0)))):
        assume(gone < len(named))
        element.remove(named[gone])
    for name in data.draw(st.sets(st.sampled_from([*element.attrib, "none"]))):
        element.attrib.pop(name, None)
    left = [local(child) for child in element.iterchildren("*")]
    expected = content.is_complete(left) and content.attributes <= set(element.attrib)
    assert (contract_of(root).validate(root) == ()) is expected


Read = Callable[[str], Any]


def test_the_content_of_an_element_is_found_from_the_message(example: Read) -> None:
    root = example("geef_persoon/reply_everything")
    contract = contract_of(root)
    inhoud = contract.content_of(root.find("Repliek/Antwoorden/Antwoord/Inhoud"))
    assert inhoud is not None
    assert "Persoon" in inhoud.names
    partner = root.find(".//BurgerlijkeStaat/Partner")
    assert contract.content_of(partner) == contract.schema.content(
        root.tag,
        "Repliek/Antwoorden/Antwoord/Inhoud/Persoon/BurgerlijkeStaten"
        "/BurgerlijkeStaat/Partner",
    )


def test_an_element_of_another_contract_is_an_error(example: Read) -> None:
    root = example("geef_persoon/reply_everything")
    with pytest.raises(LookupError):
        load().contract("GeefPensioen", "02.00.0000").content_of(root)


def schemas(folder: Path, **texts: str) -> Path:
    """Write schemas of `xs:`, with `b:` for the other namespace; give the first."""
    for name, text in texts.items():
        namespace = "" if name == "chameleon" else f'targetNamespace="urn:{name[0]}"'
        (folder / f"{name}.xsd").write_text(
            f'<xs:schema xmlns:xs="{ns.XSD}" xmlns:a="urn:a" xmlns:b="urn:b" '
            f"{namespace}>{text}</xs:schema>",
            "utf-8",
        )
    return folder / f"{next(iter(texts))}.xsd"


def names_in(file: Path, element: str, *path: str) -> list[str]:
    content: Group | None = content_of(file, element)
    for name in path:
        content = content.below(name) if content else None
    assert content is not None
    return [part.name for part in content.order()]


def test_schemas_may_import_each_other_in_a_circle(tmp_path: Path) -> None:
    file = schemas(
        tmp_path,
        a="""<xs:import namespace="urn:b" schemaLocation="b.xsd"/>
            <xs:element name="root" type="b:Outer"/>
            <xs:complexType name="Inner"><xs:sequence>
              <xs:element name="deep" type="b:Outer" minOccurs="0"/>
            </xs:sequence></xs:complexType>""",
        b="""<xs:import namespace="urn:a" schemaLocation="a.xsd"/>
            <xs:complexType name="Outer"><xs:sequence>
              <xs:element name="inner" type="a:Inner"/>
            </xs:sequence></xs:complexType>""",
    )
    assert names_in(file, "{urn:a}root") == ["inner"]
    assert names_in(file, "{urn:a}root", "inner", "deep", "inner") == ["deep"]
    with pytest.raises(LookupError, match="no global element"):
        content_of(file, "{urn:b}absent")


def test_a_group_is_what_stands_in_it(tmp_path: Path) -> None:
    """A reference that may be absent lets all of the group be absent."""
    file = schemas(
        tmp_path,
        a="""<xs:group name="Both"><xs:sequence>
              <xs:element name="from"/><xs:element name="to" minOccurs="0"/>
            </xs:sequence></xs:group>
            <xs:group name="One"><xs:choice>
              <xs:element name="left"/><xs:element name="right"/>
            </xs:choice></xs:group>
            <xs:element name="root"><xs:complexType><xs:sequence>
              <xs:group ref="a:Both" minOccurs="0"/><xs:group ref="a:One"/>
            </xs:sequence></xs:complexType></xs:element>
            <xs:element name="bare"><xs:complexType>
              <xs:group ref="a:Both"/></xs:complexType></xs:element>""",
    )
    content = content_of(file, "{urn:a}root")
    assert [part.name for part in content.order()] == ["from", "to", "left", "right"]
    assert content.is_complete(["left"])
    assert content.is_complete(["from", "right"])
    assert not content.is_complete(["to", "right"])
    assert not content.is_complete(["from"])
    assert not content.is_complete(["left", "right"])
    assert not content_of(file, "{urn:a}bare").is_complete([])


def test_what_has_no_namespace_takes_that_of_whoever_includes_it(
    tmp_path: Path,
) -> None:
    """Twice here, for two namespaces, and not mixed up."""
    include = '<xs:include schemaLocation="chameleon.xsd"/>'
    file = schemas(
        tmp_path,
        a=f"""{include}<xs:import namespace="urn:b" schemaLocation="b.xsd"/>
            <xs:element name="root" type="a:T"/>
            <xs:complexType name="Mine"><xs:sequence>
              <xs:element name="of-a"/></xs:sequence></xs:complexType>
            <xs:element name="other"><xs:complexType><xs:sequence>
              <xs:element ref="b:seen"/></xs:sequence></xs:complexType></xs:element>""",
        b=f"""{include}<xs:element name="seen" type="b:T"/>
            <xs:complexType name="Mine"><xs:sequence>
              <xs:element name="of-b"/></xs:sequence></xs:complexType>""",
        chameleon="""<xs:complexType name="T"><xs:sequence>
              <xs:element name="mine" type="Mine"/></xs:sequence></xs:complexType>""",
    )
    assert names_in(file, "{urn:a}root", "mine") == ["of-a"]
    assert names_in(file, "{urn:a}other") == ["seen"]
    assert names_in(file, "{urn:a}other", "seen", "mine") == ["of-b"]


def test_a_type_that_is_redefined_has_what_was_there_and_what_is_added(
    tmp_path: Path,
) -> None:
    file = schemas(
        tmp_path,
        a="""<xs:redefine schemaLocation="a2.xsd"><xs:complexType name="T">
              <xs:complexContent><xs:extension base="a:T"><xs:sequence>
                <xs:element name="added"/>
              </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
            </xs:redefine><xs:element name="root" type="a:T"/>""",
        a2="""<xs:complexType name="T"><xs:sequence>
              <xs:element name="first"/></xs:sequence></xs:complexType>""",
    )
    assert names_in(file, "{urn:a}root") == ["first", "added"]


def test_a_name_with_an_unknown_prefix_leads_nowhere(tmp_path: Path) -> None:
    file = schemas(tmp_path, a='<xs:element name="root" type="z:T"/>')
    with pytest.raises(LookupError, match="no prefix z"):
        content_of(file, "{urn:a}root")
