"""Folders of contracts of a user's own, made for a test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import zeep
from kruispunt_contracts import load
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
    """Give what is wrong with a folder."""
    with pytest.raises(ConfigurationError) as caught:
        read_own(folder, load())
    return str(caught.value)


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
