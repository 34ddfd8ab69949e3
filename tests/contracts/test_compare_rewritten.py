"""Copies of our contracts that say the same otherwise: no difference is found."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kruispunt_contracts import Catalogue, Contract, ns
from kruispunt_contracts.compare import (
    Check,
    Effect,
    Kind,
    Outcome,
    check_folder,
    compare_files,
)
from lxml import etree

from .copies import OURS, XSD, copied, element, one, opened, schema, set_to, type_of

CARE = ("GeefZorgtoeslag", "02.00.0000")
PERSON = ("GeefPersoon", "02.02.0000")
HANDI = ("HandiService", "v2")
COMPLEX, SIMPLE = f"{{{ns.XSD}}}complexType", f"{{{ns.XSD}}}simpleType"
TYPES = (COMPLEX, SIMPLE)

Rewrite = Callable[[Path], None]
"""Gets the XSD of a copy of a contract."""


def the_same(catalogue: Catalogue, folder: Path, key: tuple[str, str]) -> Check:
    """Know that a service is the same in a folder."""
    found = check_folder(folder, catalogue)
    (compared,) = (s for s in found.services if (s.service, s.version) == key)
    assert found.problems == ()
    assert compared.problem is None
    assert compared.differences == ()
    assert compared.outcome is Outcome.SAME
    return found


def inline_types(file: Path) -> None:
    """Let every element have a type of its own, without a name."""
    with opened(file) as root:
        named = {t.get("name"): t for t in root.iterchildren(*TYPES)}
        while True:
            users = root.xpath(
                "//x:element[starts-with(@type, 'svc:')]", namespaces=XSD
            )
            if not users:
                break
            for user in users:
                own = copy.deepcopy(named[user.get("type").removeprefix("svc:")])
                del own.attrib["name"], user.attrib["type"]
                user.append(own)
        for each in named.values():
            if not root.xpath(f"//@*[. = 'svc:{each.get('name')}']"):
                root.remove(each)


def name_types(file: Path) -> None:
    """Let no element have a type without a name."""
    with opened(file) as root:
        prefix = next(p for p, u in root.nsmap.items() if u == namespace(root))
        for number, own in enumerate(root.xpath("//x:element/x:*", namespaces=XSD)):
            if own.tag in TYPES:
                own.getparent().set("type", f"{prefix}:Type{number}")
                own.set("name", f"Type{number}")
                root.append(own)


def rename_prefixes(file: Path) -> None:
    text = file.read_text("utf-8")
    for old, new in (("svc", "q7"), ("xsd", "s"), ("g", "svc")):
        for before in ' "<':
            text = text.replace(f"{before}{old}:", f"{before}{new}:")
        text = text.replace(f"</{old}:", f"</{new}:")
        text = text.replace(f"xmlns:{old}=", f"xmlns:{new}=")
    file.write_text(text, "utf-8")


def split_over_files(file: Path) -> None:
    """Let the types stand in another file, in another folder."""
    other = file.parent / "types" / "Types.xsd"
    other.parent.mkdir()
    with opened(file) as root:
        types = copy.deepcopy(root)
        for child in types.iterchildren(f"{{{ns.XSD}}}element"):
            types.remove(child)
        for reference in types.iterchildren(f"{{{ns.XSD}}}import"):
            reference.set("schemaLocation", f"../{reference.get('schemaLocation')}")
        etree.ElementTree(types).write(str(other))
        for child in root.iterchildren(*TYPES):
            root.remove(child)
        root.insert(0, schema('<xsd:include schemaLocation="types/Types.xsd"/>'))


def other_order(file: Path) -> None:
    """Let declarations, members of choices, values and attributes change places."""
    with opened(file) as root:
        turned = [root, *root.iter(f"{{{ns.XSD}}}choice")]
        turned += root.xpath("//x:restriction[x:enumeration]", namespaces=XSD)
        for each in turned:
            first = [c for c in each if c.tag in (f"{{{ns.XSD}}}import",)]
            rest = [c for c in each if c not in first]
            each[:] = [*first, *reversed(rest)]


def no_comments(file: Path) -> None:
    with opened(file) as root:
        etree.strip_elements(root, f"{{{ns.XSD}}}annotation", with_tail=False)
        etree.strip_tags(root, etree.Comment)
        root.insert(0, schema('<xsd:annotation id="new"/>'))


def into_groups(file: Path) -> None:
    """Let every sequence be a group, and the attributes of a type one too."""
    with opened(file) as root:
        types = root.xpath("/x:schema/x:complexType[x:sequence]", namespaces=XSD)
        for number, each in enumerate(types):
            sequence = each.find(f"{{{ns.XSD}}}sequence")
            sequence.addprevious(schema(f'<xsd:group ref="svc:Group{number}"/>'))
            group = schema(f'<xsd:group name="Group{number}"/>')
            group.append(sequence)
            root.append(group)
            attributes = each.findall(f"{{{ns.XSD}}}attribute")
            if attributes:
                each.append(schema(f'<xsd:attributeGroup ref="svc:Group{number}"/>'))
                several = schema(f'<xsd:attributeGroup name="Group{number}"/>')
                several.extend(attributes)
                root.append(several)


def into_extensions(file: Path) -> None:
    """Let every type extend one with all of its elements but the last."""
    with opened(file) as root:
        types = root.xpath("/x:schema/x:complexType[x:sequence]", namespaces=XSD)
        for each in types:
            sequence = each.find(f"{{{ns.XSD}}}sequence")
            base = schema(f'<xsd:complexType name="Base{each.get("name")}"/>')
            last = sequence[-1]
            each.append(
                schema(
                    "<xsd:complexContent><xsd:extension "
                    f'base="svc:Base{each.get("name")}"><xsd:sequence/>'
                    "</xsd:extension></xsd:complexContent>"
                )
            )
            attributes = each.findall(f"{{{ns.XSD}}}attribute")
            each[-1][0][0].append(last)
            each[-1][0].extend(attributes)
            if len(sequence):
                base.append(sequence)
            else:
                each.remove(sequence)
            if attributes:
                each.append(each.find(f"{{{ns.XSD}}}complexContent"))
            root.append(base)


def other_groups(file: Path) -> None:
    """Let groups stand in groups, and be optional where all of it is already."""
    with opened(file) as root:
        for sequence in root.xpath("//x:sequence", namespaces=XSD):
            members = sequence.xpath("x:element", namespaces=XSD)
            inner = schema("<xsd:sequence/>")
            if all(each.get("minOccurs") == "0" for each in sequence):
                inner.set("minOccurs", "0")
            sequence.insert(sequence.index(members[0]), inner)
            for each in list(sequence)[sequence.index(inner) + 1 :]:
                inner.append(each)
        for choice in root.xpath("//x:choice", namespaces=XSD):
            wrapped = schema("<xsd:choice><xsd:choice/></xsd:choice>")
            wrapped[0].extend(list(choice)[1:])
            choice.append(wrapped)


def other_facets(file: Path) -> None:
    """Let the same values be said with other facets, and with more of them."""
    with opened(file) as root:
        for each in root.iter(f"{{{ns.XSD}}}maxInclusive"):
            each.tag = f"{{{ns.XSD}}}maxExclusive"
            each.set("value", str(int(each.get("value")) + 1))
        for each in root.xpath("//x:restriction[@base='xsd:int']", namespaces=XSD):
            each.append(schema('<xsd:totalDigits value="9"/>'))
            each.set("base", "xsd:integer")
        for each in root.xpath("//x:restriction[x:enumeration]", namespaces=XSD):
            each.append(schema('<xsd:maxLength value="20"/>'))
        taal = element("VraagInhoudType", "Taal")
        type_of(
            taal,
            '<xsd:simpleType><xsd:union memberTypes="svc:TaalType">'
            '<xsd:simpleType><xsd:restriction base="svc:TaalType">'
            '<xsd:enumeration value="nl"/></xsd:restriction></xsd:simpleType>'
            "</xsd:union></xsd:simpleType>",
        )(root)


REWRITES: list[Rewrite] = [
    inline_types,
    name_types,
    rename_prefixes,
    split_over_files,
    other_order,
    no_comments,
    into_groups,
    into_extensions,
    other_groups,
]


@pytest.mark.parametrize("key", [CARE, PERSON], ids=lambda key: key[0])
@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda rewrite: rewrite.__name__)
def test_what_is_only_written_otherwise_is_the_same(
    catalogue: Catalogue, tmp_path: Path, rewrite: Rewrite, key: tuple[str, str]
) -> None:
    contract = catalogue.contract(*key)
    file = copied(contract, tmp_path) / contract.xsd.name
    before = file.read_bytes()
    rewrite(file)
    assert file.read_bytes() != before
    the_same(catalogue, tmp_path, key)


def test_the_same_values_with_other_facets_are_the_same(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    contract = catalogue.contract(*CARE)
    other_facets(copied(contract, tmp_path) / contract.xsd.name)
    the_same(catalogue, tmp_path, CARE)


def test_a_length_is_a_least_and_a_greatest_one(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    key = ("GeefDossierVMSW", "01.00.0000")
    contract = catalogue.contract(*key)
    with opened(copied(contract, tmp_path) / contract.xsd.name) as root:
        (length,) = root.xpath("//x:length", namespaces=XSD)
        length.addprevious(schema('<xsd:minLength value="11"/>'))
        length.tag = f"{{{ns.XSD}}}maxLength"
    the_same(catalogue, tmp_path, key)


def test_a_restriction_in_steps_is_one(catalogue: Catalogue, tmp_path: Path) -> None:
    """Of two steps the narrower counts, and patterns of one step are alternatives."""
    contract = catalogue.contract(*CARE)
    with opened(copied(contract, tmp_path) / contract.xsd.name) as root:
        type_of(
            f"{element('ErkenningType', 'StatusBeslissing')}",
            "<xsd:simpleType><xsd:restriction><xsd:simpleType>"
            '<xsd:restriction base="xsd:string"><xsd:maxLength value="200"/>'
            "</xsd:restriction></xsd:simpleType>"
            '<xsd:maxLength value="100"/></xsd:restriction></xsd:simpleType>',
        )(root)
    the_same(catalogue, tmp_path, CARE)


# As MAGDA and the KSZ publish theirs


def as_magda_publishes(contract: Contract, folder: Path) -> tuple[Path, Path]:
    """
    Write request and response to an XSD each, of one namespace, in folders for files.

    Both have types of the same names, and no WSDL comes along.
    """
    service = folder / "Persoon.GeefPersoonDienst-02.02" / "WebService"
    service.mkdir(parents=True)
    shutil.copytree(OURS / "shared", folder / "Generiek-02.00")
    files = []
    for clark in (contract.operations[0].request, contract.operations[0].response):
        name = etree.QName(clark).localname
        root = etree.parse(str(contract.xsd)).getroot()
        for reference in root.iterchildren(f"{{{ns.XSD}}}import"):
            file = Path(reference.get("schemaLocation")).name
            reference.set("schemaLocation", f"../../Generiek-02.00/{file}")
        kept = {name}
        while (
            more := {
                used.removeprefix("svc:")
                for each in root
                if each.get("name") in kept
                for used in each.xpath(".//@type | .//@base")
                if used.startswith("svc:")
            }
            - kept
        ):
            kept |= more
        for each in list(root):
            if each.get("name") and each.get("name") not in kept:
                root.remove(each)
        for used in root.xpath(
            "//@type[. = 'svc:VerzoekType' or . = 'svc:RepliekType']"
        ):
            used.getparent().set("type", "svc:BerichtType")
        for each in root.xpath(
            "x:complexType[@name = 'VerzoekType' or @name = 'RepliekType']",
            namespaces=XSD,
        ):
            each.set("name", "BerichtType")
        files.append(service / f"{name}.xsd")
        etree.ElementTree(root).write(str(files[-1]))
    return files[0], files[1]


def test_request_and_response_in_files_of_their_own(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """Source: the folders of MAGDA-Mock-v2."""
    as_magda_publishes(catalogue.contract(*PERSON), tmp_path)
    found = the_same(catalogue, tmp_path, PERSON)
    assert found.only_there == ()
    (compared,) = (s for s in found.services if s.outcome is not Outcome.ABSENT)
    folder = "Persoon.GeefPersoonDienst-02.02/WebService"
    assert compared.files == (
        f"{folder}/GeefPersoon.xsd",
        f"{folder}/GeefPersoonResponse.xsd",
    )


def test_a_difference_in_one_of_those_files_is_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """The twin of the test above."""
    asked, _ = as_magda_publishes(catalogue.contract(*PERSON), tmp_path)
    with opened(asked) as root:
        set_to(element("VraagInhoudType", "Taal"), minOccurs="0")(root)
    (compared,) = check_folder(tmp_path, catalogue, "GeefPersoon").services
    (found,) = compared.differences
    assert (found.kind, found.path, found.effect) == (
        Kind.MIN_OCCURS,
        "GeefPersoon/Verzoek/Vragen/Vraag/Inhoud/Taal",
        Effect.ACCEPT_MORE,
    )


def test_a_wsdl_with_its_schemas_in_it(catalogue: Catalogue, tmp_path: Path) -> None:
    """They import one another without a location."""
    contract = catalogue.contract(*HANDI)
    with inlined(contract, tmp_path):
        pass
    found = the_same(catalogue, tmp_path, HANDI)
    (compared,) = (s for s in found.services if s.outcome is not Outcome.ABSENT)
    assert compared.files == (contract.wsdl.name,)


def test_a_difference_in_such_a_wsdl_is_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """The twin of the test above."""
    with inlined(catalogue.contract(*HANDI), tmp_path) as root:
        path = element("KindEnGezinRecognitionsByDateType", "handicapRecognition")
        set_to(path, maxOccurs="9")(root)
    (found,) = (
        difference
        for compared in check_folder(tmp_path, catalogue, "HandiService").services
        for difference in compared.differences
    )
    assert found.kind is Kind.MAX_OCCURS


def inlined(contract: Contract, folder: Path) -> Any:
    """Write a WSDL that holds every schema that it needs, and open it."""
    file = folder / contract.wsdl.name
    root = etree.parse(str(contract.wsdl)).getroot()
    types = one(root, "//w:types")
    for child in list(types):
        types.remove(child)
    for xsd in (
        contract.xsd,
        OURS / "shared" / "ksz-common-v3.xsd",
        OURS / "shared" / "handicap.xsd",
    ):
        schema_of = etree.parse(str(xsd)).getroot()
        for reference in schema_of.iterchildren(f"{{{ns.XSD}}}import"):
            del reference.attrib["schemaLocation"]
        types.append(schema_of)
    etree.ElementTree(root).write(str(file))
    return opened(file)


def test_a_wsdl_in_two_files(catalogue: Catalogue, tmp_path: Path) -> None:
    """One with the service and its binding, that imports one with the rest."""
    contract = catalogue.contract(*HANDI)
    file = copied(contract, tmp_path) / contract.wsdl.name
    with opened(file) as root:
        rest = copy.deepcopy(root)
        for tag in ("binding", "service"):
            rest.remove(one(rest, f"w:{tag}"))
        etree.ElementTree(rest).write(str(file.with_name("Rest.wsdl")))
        for tag in ("types", "message", "portType"):
            for each in root.findall(f"{{{ns.WSDL}}}{tag}"):
                root.remove(each)
        reference = etree.SubElement(root, f"{{{ns.WSDL}}}import")
        reference.set("location", "Rest.wsdl")
        reference.set("namespace", contract.namespace)
        root.insert(0, reference)
    the_same(catalogue, tmp_path, HANDI)


# Types that hold themselves


def recursive(folder: Path, name: str, *, least: int) -> Path:
    """Write a schema in which a person has parents, and those parents, and so on."""
    file = folder / f"{name}.xsd"
    file.write_text(
        f'<x:schema xmlns:x="{ns.XSD}" xmlns="urn:p" targetNamespace="urn:p">'
        '<x:element name="Person" type="PersonType"/>'
        '<x:complexType name="PersonType"><x:sequence>'
        '<x:element name="Name" type="x:string"/>'
        '<x:element name="Parents" type="ParentsType" minOccurs="0"/>'
        '</x:sequence></x:complexType><x:complexType name="ParentsType"><x:sequence>'
        f'<x:element name="Person" type="PersonType" minOccurs="{least}"'
        ' maxOccurs="2"/></x:sequence></x:complexType></x:schema>',
        "utf-8",
    )
    return file


@pytest.mark.parametrize(("least", "paths"), [(1, []), (0, ["Person/Parents/Person"])])
def test_types_that_hold_themselves_end(
    tmp_path: Path, least: int, paths: list[str]
) -> None:
    ours, theirs = (
        recursive(tmp_path, "ours", least=1),
        recursive(tmp_path, "theirs", least=least),
    )
    found = compare_files(ours, theirs, ["{urn:p}Person"])
    assert [each.path for each in found] == paths


def namespace(root: Any) -> str:
    """The target namespace of a schema."""
    return str(root.get("targetNamespace"))


# Models


def models(folder: Path, ours: str, theirs: str) -> Iterator[str]:
    """Write two schemas of one element and give the differences."""
    files = []
    for name, model in (("ours", ours), ("theirs", theirs)):
        files.append(folder / f"{name}.xsd")
        for letter in "ABCD":
            model = model.replace(f"<{letter}", f'<x:element name="{letter}"')
        for long in ("sequence", "choice", "all"):
            model = re.sub(rf"<(/?){long[0]}(?=[ />])", rf"<\1x:{long}", model)
        model = model.replace("?", ' minOccurs="0"').replace(
            "*", ' maxOccurs="unbounded"'
        )
        files[-1].write_text(
            f'<x:schema xmlns:x="{ns.XSD}" targetNamespace="urn:p"><x:element name="R">'
            f"<x:complexType>{model}</x:complexType></x:element></x:schema>",
            "utf-8",
        )
    for each in compare_files(files[0], files[1], ["{urn:p}R"]):
        yield f"{each.kind} {each.path} {each.ours} {each.theirs}"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("<s><A/></s>", "<a><A/></a>"),
        ("<s><A/></s>", "<c><A/></c>"),
        ("<s><A ?/></s>", "<s ?><A ?/></s>"),
        ("<s><A ?/></s>", "<s ?><A/></s>"),
        ("<s><A ? */></s>", "<s ? *><A/></s>"),
        ("<s><A ? */></s>", "<s ? *><A ? */></s>"),
        ("<c ?><A/><B/></c>", "<c><A ?/><B/></c>"),
        ("<c ?><A/><B/></c>", "<c><A/><B/><s/></c>"),
        ("<c><A/><B/><C/></c>", "<c><A/><c><C/><B/></c></c>"),
        ("<c ?><A/><B/><C/></c>", "<c><A/><c ?><C/><B/></c></c>"),
        ("<c *><A/><B/></c>", "<c *><A */><B/></c>"),
        ("<s><A/><B/></s>", '<s><A/><B/><C ? maxOccurs="0"/></s>'),
        ("<s/>", "<s ?><c ?/></s>"),
        ("<a><A/><B ?/></a>", "<a><B ?/><A/></a>"),
        ("<s><A/><B ?/><C ?/></s>", "<s><A/><s ?><B ?/><C ?/></s></s>"),
    ],
)
def test_two_models_of_the_same_messages_are_the_same(
    tmp_path: Path, ours: str, theirs: str
) -> None:
    assert list(models(tmp_path, ours, theirs)) == []
    assert list(models(tmp_path, theirs, ours)) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (
            "<s><A/><B ?/></s>",
            "<s><A/><s ?><B/><C/></s></s>",
            "extra element R/C - optional",
        ),
        (
            "<s><A/><B ?/></s>",
            "<s ?><A/><B ?/></s>",
            "minOccurs R 1 of (A, B?) 0..1 of (A, B?)",
        ),
        (
            "<c *><A/><B/></c>",
            "<c><A/><B/></c>",
            "maxOccurs R 1..n of (A | B) 1 of (A | B)",
        ),
        ("<a><A/><B/></a>", "<a><A/><B ?/></a>", "minOccurs R/B 1 0..1"),
        (
            "<s><A/><s ?><B/><C/></s></s>",
            "<s><A/><B ?/><C ?/></s>",
            "model R (A, (B, C)?) (A, B?, C?)",
        ),
        (
            "<s><A/><B/><A ?/></s>",
            "<s><A/><B/></s>",
            "missing element R/A optional -",
        ),
        (
            "<s><A/><c><B/><C/></c></s>",
            "<s><c><C/><B/></c><A/></s>",
            "order R (A, (B | C)) ((B | C), A)",
        ),
    ],
)
def test_two_models_of_other_messages_differ_once(
    tmp_path: Path, ours: str, theirs: str, found: str
) -> None:
    assert list(models(tmp_path, ours, theirs)) == [found]


# Whole schemas, two by two


def two(folder: Path, ours: str, theirs: str) -> list[str]:
    """Compare the element R of two schemas, given what stands in them."""
    files = []
    for name, text in (("ours", ours), ("theirs", theirs)):
        files.append(folder / f"{name}.xsd")
        files[-1].write_text(
            f'<x:schema xmlns:x="{ns.XSD}" xmlns="urn:p" targetNamespace="urn:p">'
            f"{text}</x:schema>",
            "utf-8",
        )
    found = compare_files(files[0], files[1], ["{urn:p}R"])
    return [f"{d.kind} {d.path} {d.ours} {d.theirs}: {d.effect}" for d in found]


SUBSTITUTED = (
    '<x:element name="R"><x:complexType><x:sequence><x:element ref="Any"/>'
    '</x:sequence></x:complexType></x:element><x:element name="Any" abstract="true"/>'
    '<x:element name="A" substitutionGroup="Any" type="x:int"/>'
    '<x:element name="B" substitutionGroup="Any" type="x:date"/>'
)
CHOSEN = (
    '<x:element name="R"><x:complexType><x:choice><x:element ref="A"/>'
    '<x:element ref="B"/></x:choice></x:complexType></x:element>'
    '<x:element name="A" type="x:int"/><x:element name="B" type="x:date"/>'
)
SIMPLE_CONTENT = (
    '<x:element name="R" type="New"/><x:complexType name="Base"><x:simpleContent>'
    '<x:extension base="x:string"><x:attribute name="a"/></x:extension>'
    '</x:simpleContent></x:complexType><x:complexType name="New"><x:simpleContent>'
    '<x:restriction base="Base"><x:maxLength value="3"/></x:restriction>'
    "</x:simpleContent></x:complexType>"
)
EXTENDED_TEXT = (
    '<x:element name="R"><x:complexType><x:simpleContent><x:extension base="T">'
    '<x:attribute name="a"/></x:extension></x:simpleContent></x:complexType>'
    '</x:element><x:simpleType name="T"><x:restriction base="x:string">'
    '<x:maxLength value="3"/></x:restriction></x:simpleType>'
)


def root_of(base: str, facets: str) -> str:
    """R with a simple type."""
    return (
        f'<x:element name="R"><x:simpleType><x:restriction base="{base}">{facets}'
        "</x:restriction></x:simpleType></x:element>"
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SUBSTITUTED, CHOSEN),
        (SIMPLE_CONTENT, EXTENDED_TEXT),
        ('<x:element name="R"/>', '<x:element name="R" type="x:anyType"/>'),
        (
            '<x:element name="R" type="x:unsignedByte"/>',
            root_of(
                "x:integer", '<x:minInclusive value="0"/><x:maxExclusive value="256"/>'
            ),
        ),
        (
            '<x:element name="R" type="x:token"/>',
            root_of("x:string", '<x:whiteSpace value="collapse"/>'),
        ),
        (
            root_of("x:decimal", '<x:minInclusive value="1.50"/>'),
            root_of("x:decimal", '<x:minInclusive value="1.5"/>'),
        ),
        (
            root_of("x:string", '<x:pattern value="a"/><x:pattern value="b"/>'),
            root_of("x:string", '<x:pattern value="b"/><x:pattern value="a"/>'),
        ),
        (root_of("x:string", '<x:minLength value="0"/>'), root_of("x:string", "")),
        (
            root_of("x:integer", '<x:totalDigits value="2"/>'),
            root_of(
                "x:integer", '<x:minInclusive value="-99"/><x:maxInclusive value="99"/>'
            ),
        ),
    ],
)
def test_two_schemas_of_the_same_messages_are_the_same(
    tmp_path: Path, ours: str, theirs: str
) -> None:
    assert two(tmp_path, ours, theirs) == []
    assert two(tmp_path, theirs, ours) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        (
            SUBSTITUTED.replace(' abstract="true"', ""),
            CHOSEN,
            ["missing element R/Any optional -: they refuse more"],
        ),
        (
            root_of("x:date", '<x:minInclusive value="2000-01-01"/>'),
            root_of("x:date", '<x:minExclusive value="2000-01-01"/>'),
            [
                "minimum R minInclusive 2000-01-01 minExclusive 2000-01-01:"
                " they refuse more"
            ],
        ),
        (
            root_of("x:decimal", '<x:fractionDigits value="2"/>'),
            root_of("x:decimal", '<x:fractionDigits value="3"/>'),
            ["fractionDigits R 2 3: they accept more"],
        ),
        (
            root_of("x:decimal", '<x:totalDigits value="9"/>'),
            root_of("x:decimal", ""),
            ["totalDigits R 9 -: they accept more"],
        ),
        (
            root_of("x:string", '<x:pattern value="a"/><x:pattern value="b"/>'),
            root_of("x:string", '<x:pattern value="a"/>'),
            ["pattern R a | b a: they refuse more"],
        ),
        (
            root_of("x:string", '<x:length value="2"/>'),
            root_of("x:string", '<x:minLength value="1"/><x:maxLength value="3"/>'),
            [
                "minLength R 2 1: they accept more",
                "maxLength R 2 3: they accept more",
            ],
        ),
        (
            '<x:element name="R" type="x:string"/>',
            '<x:element name="R" type="x:anySimpleType"/>',
            ["base type R xs:string xs:anySimpleType: differs"],
        ),
        (
            root_of("x:NMTOKEN", ""),
            root_of("x:string", ""),
            ["base type R xs:NMTOKEN xs:string: they accept more"],
        ),
    ],
)
def test_two_schemas_of_other_messages_differ(
    tmp_path: Path, ours: str, theirs: str, found: list[str]
) -> None:
    assert two(tmp_path, ours, theirs) == found


def test_one_namespace_may_be_imported_from_several_files(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """XSD leaves that to the processor; libxml2 takes only the first of them."""
    contract = catalogue.contract(*CARE)
    file = copied(contract, tmp_path) / contract.xsd.name
    part = tmp_path / "shared" / "part.xsd"
    with opened(tmp_path / "shared" / "generiek-02_00.xsd") as shared:
        own = copy.deepcopy(shared)
        own[:] = [each for each in own if each.get("name") == "VlagType"]
        etree.ElementTree(own).write(str(part))
        flag = one(shared, "/x:schema/x:simpleType[@name='VlagType']")
        users = shared.xpath("//*[@type = 'g:VlagType']")
        assert users == []
        shared.remove(flag)
    with opened(file) as root:
        reference = one(root, "/x:schema/x:import")
        again = copy.deepcopy(reference)
        again.set("schemaLocation", "../../../shared/part.xsd")
        reference.addnext(again)
    with pytest.raises(etree.XMLSchemaParseError):
        etree.XMLSchema(file=str(file))
    the_same(catalogue, tmp_path, CARE)


def test_what_is_included_without_a_namespace_gets_that_of_who_includes_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    """Source: XSD 1.0 part 1, 4.2.1: a chameleon include."""
    contract = catalogue.contract(*CARE)
    folder = copied(contract, tmp_path)
    roots = folder / "Roots.xsd"
    with opened(folder / contract.xsd.name) as root:
        moved = etree.Element(f"{{{ns.XSD}}}schema", nsmap=root.nsmap)
        for child in root.findall(f"{{{ns.XSD}}}element"):
            child.find(".//{*}element").set("type", "VerzoekType")
            child.find(".//{*}element").set("name", "Verzoek")
            moved.append(child)
        root.insert(0, schema('<xsd:include schemaLocation="Roots.xsd"/>'))
    text = etree.tostring(moved, encoding="unicode")
    roots.write_text(text, "utf-8")
    (compared,) = check_folder(tmp_path, catalogue, "GeefZorgtoeslag").services
    assert compared.problem is None
    found = {(each.kind, each.path) for each in compared.differences}
    assert found == {
        (Kind.MISSING_ELEMENT, "GeefZorgtoeslagResponse/Repliek"),
        (Kind.EXTRA_ELEMENT, "GeefZorgtoeslagResponse/Verzoek"),
    }
