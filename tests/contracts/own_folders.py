"""Folders of contracts of a user's own, made for a test."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zeep
from kruispunt_contracts import load
from kruispunt_contracts.compare import check_folder
from kruispunt_contracts.own import read_own
from kruispunt_contracts.yamlfile import ConfigurationError

from .conftest import VECTORS

OURS = Path(load().contracts[0].wsdl).parents[3]
OWN = VECTORS.parent / "own_contracts"
XS = "http://www.w3.org/2001/XMLSchema"
PROEF = "http://magda.vlaanderen.be/proef/soap/geefproef/v01_00"
STRING = '<xs:simpleType name="T"><xs:restriction base="xs:string"/></xs:simpleType>'
"""A type that anything can have."""


def copied(folder: Path, *parts: str) -> Path:
    """Copy contracts of ours: all, or some of them with all shared types."""
    for part in parts or ("magda", "ksz", "ssdn"):
        shutil.copytree(OURS / part, folder / part)
    shutil.copytree(OURS / "shared", folder / "shared")
    return folder


def write(folder: Path, **texts: str) -> Path:
    """Write schemas: a file per name, in which `__` stands for a folder."""
    for name, text in texts.items():
        file = folder / f"{name.replace('__', '/')}.xsd"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def xsd(inside: str = "", namespace: str = "urn:t") -> str:
    return (
        f'<xs:schema xmlns:xs="{XS}" xmlns="{namespace}" xmlns:b="urn:b" '
        f'targetNamespace="{namespace}">\n{inside}\n</xs:schema>'
    )


def refused(folder: Path) -> str:
    """Give what is wrong with a folder: to use it and to compare it, the same."""
    with pytest.raises(ConfigurationError) as caught:
        read_own(folder, load())
    place = f"{folder}{os.sep}"
    with suppress(ConfigurationError):  # there is nothing to compare
        told = check_folder(folder, load()).problems
        assert [f"{place}{each}" for each in told] == str(caught.value).splitlines()
    return str(caught.value)


ESCAPES = [
    ("../outside.xsd", "leads out of the folder"),
    ("a/../../outside.xsd", "leads out of the folder"),
    ("..\\outside.xsd", "leads out of the folder"),
    ("%2e%2e/outside.xsd", "leads out of the folder"),
    ("..%2foutside.xsd", "leads out of the folder"),
    ("/etc/outside.xsd", "nothing is fetched"),
    ("\\\\host\\share\\outside.xsd", "nothing is fetched"),
    ("C:\\outside.xsd", "nothing is fetched"),
    ("file:///etc/outside.xsd", "nothing is fetched"),
    ("http://platform.example/outside.xsd", "nothing is fetched"),
    ("HTTPS://platform.example/outside.xsd", "nothing is fetched"),
    ("//platform.example/outside.xsd", "nothing is fetched"),
    ("%68ttp://platform.example/outside.xsd", "nothing is fetched"),
    ("%5c%5chost%5cshare%5coutside.xsd", "nothing is fetched"),
    ("outside.xsd%00", "nothing is fetched"),
    ("inside.xsd", "no file inside.xsd"),
    ("x" * 300, "no file xxx"),
]
"""Places that no file of a folder may name, and what is said of them."""


def request(before: str = "", *, extra: str = "xs:string", form: str = "") -> str:
    """A whole service in one file: GeefProef 01.00."""

    def root(name: str, child: str) -> str:
        return (
            f'<xs:element name="{name}"><xs:complexType><xs:sequence>'
            f'<xs:element name="{child}" type="{extra}" {form}/>'
            "</xs:sequence></xs:complexType></xs:element>"
        )

    both = root("GeefProef", "Verzoek") + root("GeefProefResponse", "Repliek")
    return xsd(f"{before}\n{both}", PROEF)


class Served(zeep.Transport):  # type: ignore[misc]
    """Loads from the documents instead of from a server."""

    def __init__(self, documents: dict[str, bytes], wsdl: str) -> None:
        super().__init__()
        self.documents = documents
        self.wsdl = wsdl

    def load(self, url: str) -> Any:
        query = parse_qs(urlsplit(url).query, keep_blank_values=True)
        return self.documents[self.wsdl if "wsdl" in query else query["xsd"][0]]
