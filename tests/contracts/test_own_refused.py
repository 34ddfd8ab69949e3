"""
What of a user's own contracts is refused, with file, line and reason.

Imports between files resolve inside DIR only; nothing is fetched from a
network. `refused` knows that who compares refuses the same with the same words. Names
and shape of MAGDA messages: `_wire-facts.md` 1.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kruispunt_contracts import load, wsdl_documents
from kruispunt_contracts.compare import check_folder
from kruispunt_contracts.own import read_own
from lxml import etree

from .own_folders import (
    ESCAPES,
    OWN,
    PROEF,
    STRING,
    copied,
    refused,
    request,
    write,
    xsd,
)


@pytest.mark.parametrize(
    "location",
    [
        "",
        'schemaLocation="http://www.w3.org/2001/xml.xsd"',
        'schemaLocation="https://www.w3.org/2009/01/xml.xsd"',
    ],
)
def test_the_namespace_xml_is_known_without_being_fetched(
    tmp_path: Path, location: str
) -> None:
    """Official schemas name the address of the W3C for `xml:lang`."""
    taught = (
        f'<xs:import namespace="http://www.w3.org/XML/1998/namespace" {location}/>'
        '<xs:complexType name="Text"><xs:simpleContent><xs:extension base="xs:string">'
        '<xs:attribute ref="xml:lang"/></xs:extension></xs:simpleContent>'
        "</xs:complexType>"
    )
    text = xsd(
        taught + '<xs:element name="GeefProef"><xs:complexType><xs:sequence>'
        '<xs:element name="Verzoek" type="p:Text"/>'
        "</xs:sequence></xs:complexType></xs:element>"
        '<xs:element name="GeefProefResponse"><xs:complexType><xs:sequence>'
        '<xs:element name="Repliek" type="p:Text"/>'
        "</xs:sequence></xs:complexType></xs:element>",
        PROEF,
    ).replace("<xs:schema ", f'<xs:schema xmlns:p="{PROEF}" ', 1)
    folder = write(tmp_path, any=text)
    contract = read_own(folder, load()).contract("GeefProef", "01.00.0000")
    root = etree.Element(f"{{{PROEF}}}GeefProef")
    verzoek = etree.SubElement(root, "Verzoek")
    for language, fine in (("nl", True), ("", True), ("no language!", False)):
        verzoek.set("{http://www.w3.org/XML/1998/namespace}lang", language)
        assert (contract.validate(root) == ()) is fine
    assert check_folder(folder, load()).problems == ()
    documents = wsdl_documents(contract, "https://localhost:1")
    assert any(b"specialAttrs" in document for document in documents.values())


def test_the_smallest_service_is_offered(tmp_path: Path) -> None:
    """The twin of every refusal below: it is fine as it is."""
    found = read_own(write(tmp_path, any=request()), load())
    contract = found.contract("GeefProef", "01.00.0000")
    assert contract.paths == ("/GeefProefDienst-01.00/soap/WebService",)
    assert contract.domain == "Proef"


@pytest.mark.parametrize("kind", ["import", "include", "redefine"])
@pytest.mark.parametrize(
    ("location", "reason"), ESCAPES, ids=[e[0][:40] for e in ESCAPES]
)
def test_what_leads_out_of_the_folder_is_refused_with_file_and_line(
    tmp_path: Path, kind: str, location: str, reason: str
) -> None:
    """Imports resolve inside DIR only; nothing is fetched from a network."""
    write(tmp_path, outside=xsd(namespace="urn:b" if kind == "import" else PROEF))
    of = ' namespace="urn:b"' if kind == "import" else ""
    folder = write(
        tmp_path / "own",
        a__x=xsd(),
        first=request(f'<xs:{kind}{of} schemaLocation="{location}"/>'),
    )
    (told,) = refused(folder).splitlines()
    assert told.startswith(f"{folder}{os.sep}first.xsd:2: ")
    assert reason in told


def test_a_place_inside_the_folder_is_followed(tmp_path: Path) -> None:
    """The twin of the above, also in the letters and slashes of Windows."""
    folder = write(
        tmp_path,
        Sub__Deep__Types=xsd(STRING, "urn:b"),
        first=request(
            '<xs:import namespace="urn:b" schemaLocation=".\\sub\\Deep\\..\\Deep/'
            'types.xsd"/>',
            extra="b:T",
        ),
    )
    assert read_own(folder, load()).contract("GeefProef", "01.00.0000").own


@pytest.mark.parametrize(
    "location",
    ["http://platform.example/types.xsd", "HTTPS://platform.example/t.xsd", "urn:b"],
)
def test_an_address_is_of_the_file_that_has_the_namespace(
    tmp_path: Path, location: str
) -> None:
    """Official files are used as they are, and nothing is fetched."""
    imported = f'<xs:import namespace="urn:b" schemaLocation="{location}"/>'
    folder = write(
        tmp_path, first=request(imported, extra="b:T"), other=xsd(STRING, "urn:b")
    )
    contract = read_own(folder, load()).contract("GeefProef", "01.00.0000")
    assert "other.xsd" in (contract.documents or {})
    (tmp_path / "other.xsd").unlink()
    assert f"{location}: nothing is fetched; put a file with namespace urn:b" in (
        refused(folder)
    )


@pytest.mark.parametrize("litter", ["__MACOSX/._first.xsd", ".svn/a.xsd", ".b.wsdl"])
def test_what_systems_leave_in_archives_is_passed_over(
    tmp_path: Path, litter: str
) -> None:
    folder = write(tmp_path, first=request())
    (folder / litter).parent.mkdir(exist_ok=True)
    (folder / litter).write_bytes(b"\0\5\26\7")
    assert read_own(folder, load()).contract("GeefProef", "01.00.0000").own


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX has such files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = write(tmp_path, first=request())
    os.mkfifo(folder / "second.xsd")
    assert refused(folder) == f"{folder}{os.sep}second.xsd:1: is no file"


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, kind: str) -> None:
    write(tmp_path / "elsewhere", types=xsd(namespace="urn:b"))
    place = "types.xsd" if kind == "file" else "linked/types.xsd"
    folder = write(
        tmp_path / "own",
        first=request(f'<xs:import namespace="urn:b" schemaLocation="{place}"/>'),
    )
    name, target = ("types.xsd", "types.xsd") if kind == "file" else ("linked", "")
    try:
        (folder / name).symlink_to(tmp_path / "elsewhere" / target, kind == "folder")
    except OSError:
        pytest.skip("no links here")
    told = refused(folder)
    assert "first.xsd:2: " in told
    assert "leads out of the folder" in told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f'<!DOCTYPE x SYSTEM "x.dtd">{xsd()}', "doctype"),
        (f'<!DOCTYPE x [<!ENTITY e "x">]>{xsd("&e;")}', "doctype"),
        (xsd("<xs:element"), "syntax"),
        (xsd("<?php ?>"), "processing-instruction"),
        ("<html/>", "is neither an XML Schema nor a WSDL 1.1"),
        (xsd('<xs:include namespace="urn:t"/>'), "names no schemaLocation"),
        (
            xsd("<xs:element/>").replace(
                "<xs:el",
                "<xs:import namespace='urn:b' schemaLocation='first.xsd'/><xs:el",
            ),
            "has namespace urn:t, not urn:b",
        ),
    ],
    ids=["DTD", "entity", "not XML", "instruction", "HTML", "no place", "namespace"],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(
    tmp_path: Path, text: str, reason: str
) -> None:
    told = refused(write(tmp_path, first=text))
    assert "first.xsd:" in told
    assert reason in told


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        one="<html/>",
        two=xsd('<xs:import namespace="urn:b" schemaLocation="http://b"/>'),
        three=xsd('<xs:include schemaLocation="absent.xsd"/>'),
    )
    files = [
        line.rpartition("/")[2].partition(":")[0]
        for line in refused(folder).splitlines()
    ]
    assert [f for f in ("one.xsd", "three.xsd") if f in files] == [
        *("one.xsd", "three.xsd")
    ]
    assert len(files) == 3


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "holds no .xsd and no .wsdl" in refused(tmp_path)
    assert "is no folder" in refused(tmp_path / "absent")


def test_a_schema_that_does_not_compile_is_refused_at_its_own_line(
    tmp_path: Path,
) -> None:
    """Not at that of a copy, in which a start tag is a line."""
    text = (
        request()
        .replace('xmlns="', '\n\n\nxmlns="')
        .replace('type="xs:string"', 'type="Absent"', 1)
    )
    line = next(n for n, t in enumerate(text.splitlines(), 1) if "Absent" in t)
    told = refused(write(tmp_path, first=text))
    assert f"first.xsd:{line}: " in told
    assert "Absent" in told


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (request().replace("GeefProefResponse", "Other"), "looks like a request, but"),
        (request().replace(PROEF, "urn:proef"), "cannot tell the version of GeefProef"),
        (request(form='form="qualified"'), f"Verzoek of {{{PROEF}}}GeefProef is in"),
    ],
    ids=["no response", "no version", "qualified"],
)
def test_what_looks_like_a_service_but_is_none_is_refused(
    tmp_path: Path, text: str, reason: str
) -> None:
    """`_wire-facts.md` 1: only the root of a message is in a namespace."""
    told = refused(write(tmp_path, first=text))
    assert "first.xsd:" in told
    assert reason in told


def test_files_of_shared_types_are_no_service(tmp_path: Path) -> None:
    """Neither is what is published, nor a file that no service needs and is broken."""
    folder = write(
        tmp_path,
        types=xsd('<xs:element name="Naam" type="xs:string"/>'),
        pushed=request().replace("Verzoek", "Publicatie"),
        broken=xsd('<xs:element name="Naam" type="Absent"/>', "urn:c"),
    )
    assert read_own(folder, load()).contracts == load().contracts


def test_one_root_in_two_files_is_refused_unless_they_are_the_same(
    tmp_path: Path,
) -> None:
    """Copies are usual: every archive of a service brings the general types along."""
    write(tmp_path, a__x=request(), b__x=request())
    assert read_own(tmp_path, load()).contract("GeefProef", "01.00.0000").own
    documented = "<xs:annotation><xs:documentation>x</xs:documentation></xs:annotation>"
    write(tmp_path, b__x=request(documented + STRING, extra="T"))
    assert read_own(tmp_path, load()).contract("GeefProef", "01.00.0000").own
    write(tmp_path, b__x=request(extra="xs:token"))
    told = refused(tmp_path)
    assert "GeefProef stands in a/x.xsd too, and not the same" in told


def test_a_service_that_we_have_cannot_stand_beside_another_of_its_name(
    tmp_path: Path,
) -> None:
    text = (
        request()
        .replace("GeefProef", "GeefPersoon")
        .replace("geefproef/v01_00", "geefpersoon/v02_02")
    )
    told = refused(write(tmp_path, x=text))
    assert "GeefPersoon 02.02.0000 is also in Kruispunt, with other messages" in told
    assert "x.xsd:" in told


# WSDLs that cannot be used


@pytest.fixture
def letters(tmp_path: Path) -> Callable[[str, str], Path]:
    """Gives the folder of LetterService with one text of its WSDL changed."""

    def change(old: str, new: str) -> Path:
        folder = tmp_path / "own"
        shutil.copytree(OWN / "KSZ/LetterService", folder)
        file = folder / "LetterService.wsdl"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        return folder

    return change


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('style="document"', 'style="rpc"', "is not document/literal"),
        ('use="literal"', 'use="encoded"', "is not document/literal"),
        ("<soap:address", "<soap12:address", "no operation at a port of SOAP 1.1"),
        ('element="i:count', 'type="i:count', "must be one part with an element"),
        ('binding="i:LetterService-soap"', 'binding="i:Absent"', "Absent is nowhere"),
        ('message="i:fault"', 'message="z:fault"', "no name with a known prefix"),
        ('element="i:countLettersRe', 'element="i:otherRe', "no schema of the folder"),
        (
            '<xs:element name="informationCustomer" type="c:Customer"/>',
            "",
            "services of the SSDN cannot be added",
        ),
        ("types/LetterRoots.xsd", "http://platform.example/x", "nothing is fetched"),
        (
            "<wsdl:documentation>Letters of a person.</wsdl:documentation>",
            '<wsdl:import namespace="urn:x" location="https://platform.example/x"/>',
            "nothing is fetched",
        ),
        (
            "<wsdl:documentation>Letters of a person.</wsdl:documentation>",
            '<wsdl:import namespace="urn:x" location="../../x.wsdl"/>',
            "leads out of the folder",
        ),
    ],
)
def test_a_wsdl_that_cannot_be_used_is_refused_with_file_and_line(
    letters: Callable[[str, str], Path], old: str, new: str, reason: str
) -> None:
    told = refused(letters(old, new))
    assert "LetterService.wsdl:" in told
    assert reason in told


STAMP = "http://kszbcss.fgov.be/intf/StampService/v2"
ADDRESS = 'location="https://platform.example/StampService/v2/consult"'


def stamps(tmp_path: Path, old: str, new: str) -> Path:
    """Copy a WSDL of the KSZ, with something replaced."""
    folder = shutil.copytree(OWN / "KSZ/StampService", tmp_path / "own")
    file = folder / "StampService.wsdl"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (STAMP, "http://kszbcss.fgov.be/intf/../v2", "'..'"),
        (STAMP, "http://kszbcss.fgov.be/intf/a%5C..%5Cb/v2", "'a%5C..%5Cb'"),
        ('name="checkStamp"', 'name="../../checkStamp"', "'../../checkStamp'"),
        ('name="checkStamp"', 'name="check\'Stamp"', '"check\'Stamp"'),
        ('name="checkStamp"', "", "None"),
    ],
)
def test_what_is_no_name_is_refused(
    tmp_path: Path, old: str, new: str, name: str
) -> None:
    """Folders of cases are called after services and operations; none leads out."""
    told = refused(stamps(tmp_path, old, new))
    assert "StampService.wsdl:" in told
    assert f": {name} is no name" in told


def test_a_domain_that_is_no_name_is_refused(tmp_path: Path) -> None:
    """A WSDL of MAGDA names its domain in that of the service: `Domain.GeefX`."""
    folder = copied(tmp_path / "own", "magda/GeefZorgtoeslag")
    (wsdl,) = folder.rglob("*.wsdl")
    for file in (wsdl, wsdl.with_suffix(".xsd")):  # a version that only the folder has
        text = file.read_text("utf-8").replace("v02_00", "v07_00")
        text = text.replace("Dienst-02.00", "Dienst-07.00")
        file.write_text(text.replace('service name="', 'service name="/x/'), "utf-8")
    assert ": '/x/Gezin' is no name of" in refused(folder)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://platform.example/Other/v2?x=1", "/Other/v2"),
        (" https://platform.example/Other/v2 ", "/Other/v2"),
        ("TO-BE-FILLED-IN", "/StampService/v2/consult"),
        ("${host}/StampService/v2/other", "/StampService/v2/consult"),
        ("https://platform.example/", "/StampService/v2/consult"),
        ("https://[platform/x", "/StampService/v2/consult"),
    ],
)
def test_an_address_without_a_path_is_one_by_name(
    tmp_path: Path, address: str, path: str
) -> None:
    """KSZ sheets: `/<Service>/<vN>/consult`."""
    folder = stamps(tmp_path, ADDRESS, f'location="{address}"')
    contract = read_own(folder, load()).contract("StampService", "v2")
    assert contract.paths == (path,)


def test_a_namespace_may_be_no_address(tmp_path: Path) -> None:
    folder = stamps(tmp_path, STAMP, "urn:be:Stamps:v3")
    assert read_own(folder, load()).contract("Stamps", "v3").own
