"""
Record the messages of this folder anew: `python generate.py [TOOLKIT …]`.

Each toolkit gets a test PKI of its own, made on the spot. Only its trust file is kept,
beside the messages: the keys are gone afterwards, so nobody can add a message later
without recording the whole toolkit again. Toolkits that are not named stay as they are.

Needs the packages of this repository with their test dependencies, and per toolkit what
its row in the README says. Where Debian's jars and sources lie, is written below.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import kruispunt_contracts
import xmlsec
import zeep
from kruispunt_certs import HopIdentity, Identity, Pki
from lxml import etree
from zeep.wsse.signature import BinarySignature, Signature
from zeep.wsse.utils import WSU, get_security_header

HERE: Final = Path(__file__).resolve().parent
MAKERS: Final = HERE / "makers"
BODY: Final = MAKERS / "body.xml"
EXAMPLES: Final = HERE.parents[2] / "examples"
CONTRACTS: Final = Path(kruispunt_contracts.__file__).parent
WSDL: Final = CONTRACTS / "magda/GeefZorgtoeslag/02.00.0000/GeefZorgtoeslag.wsdl"
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
JARS: Final = ("wss4j", "xmlsec", "slf4j-api", "slf4j-nop", "commons-logging")
JAR_FOLDER: Final = Path("/usr/share/java")
GSOAP: Final = Path("/usr/share/gsoap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What a maker has to work with."""

    party: Path
    """Folder with cert.pem, key.pem, chain.pem and keystore.p12."""
    out: Path
    """Where the messages go."""
    scratch: Path

    @property
    def keystore(self) -> Path:
        """PKCS#12 with key and chain."""
        return self.party / "keystore.p12"


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program; gives what it printed last."""
    done = subprocess.run(
        [str(each) for each in command],
        cwd=cwd,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "NODE_NO_WARNINGS": "1"},
    )
    return done.stdout.strip().rpartition("\n")[2]


def make_jdk(shop: Workshop) -> str:
    """The JDK's own `javax.xml.crypto`."""
    return run("java", MAKERS / "jdk" / "Make.java", shop.keystore, BODY, shop.out)


def make_wss4j(shop: Workshop) -> str:
    """Apache WSS4J."""
    path = os.pathsep.join(str(JAR_FOLDER / f"{jar}.jar") for jar in JARS)
    source = MAKERS / "wss4j" / "Make.java"
    return run("java", "-cp", path, source, shop.keystore, "asker", BODY, shop.out)


def make_node(shop: Workshop) -> str:
    """The npm package `soap`, in the version that the example takes."""
    for file in (EXAMPLES / "node-soap" / "package.json", MAKERS / "node" / "make.js"):
        shutil.copy(file, shop.scratch)
    run("npm", "install", "--no-audit", "--no-fund", "--silent", cwd=shop.scratch)
    return run("node", shop.scratch / "make.js", shop.party, WSDL, BODY, shop.out)


def make_mono(shop: Workshop) -> str:
    """.NET's SignedXml, on Mono."""
    program, key = shop.scratch / "make.exe", shop.scratch / "pkcs1.pem"
    run("openssl", "rsa", "-in", shop.party / "key.pem", "-traditional", "-out", key)
    source = MAKERS / "mono" / "Make.cs"
    run("mcs", "-r:System.Security.dll", f"-out:{program}", source)
    return run("mono", program, shop.party / "cert.pem", key, BODY, shop.out)


def make_gsoap(shop: Workshop) -> str:
    """gSOAP with its wsse plugin."""
    work = shop.scratch
    shutil.copytree(MAKERS / "gsoap", work, dirs_exist_ok=True)
    run("soapcpp2", "-C", "-c", "-x", f"-I{GSOAP / 'import'}", "make.h", cwd=work)
    plugins = ("wsseapi", "smdevp", "mecevp", "threads")
    run(
        *("gcc", "-w", "-o", "make", "-I.", f"-I{GSOAP / 'plugin'}"),
        *("-DWITH_IPV6", "-DWITH_OPENSSL", "-DWITH_GZIP", "-DWITH_DOM"),
        *("make.c", "soapC.c", "soapClient.c", GSOAP / "custom" / "struct_timeval.c"),
        *(GSOAP / "plugin" / f"{name}.c" for name in plugins),
        *("-lgsoapssl", "-lssl", "-lcrypto", "-lz"),
        cwd=work,
    )
    root = etree.parse(str(BODY)).getroot()
    inside = work / "inside.xml"
    inside.write_bytes(b"".join(etree.tostring(child) for child in root))
    # Written by hand: lxml repeats the declarations that are in scope.
    inside.write_text(
        inside.read_text("utf-8").replace(_declaration(root), ""), "utf-8"
    )
    version = ""
    for name in ("constant-ids", "constant-ids-again"):
        files = (shop.party / "cert.pem", shop.party / "key.pem", inside)
        version = run(work / "make", *files, shop.out / f"{name}.xml")
        time.sleep(1.1)  # so that the next Timestamp, and the signature, is another
    return version


def make_zeep(shop: Workshop) -> str:
    """Stock zeep with python-xmlsec."""
    files = (str(shop.party / "key.pem"), str(shop.party / "cert.pem"), None)
    sha256 = (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256)
    ways = {
        "binary-signature": BinarySignature(*files, *sha256),
        "binary-signature-sha1": BinarySignature(*files),
        "signature": Signature(*files, *sha256),
    }
    for name, way in ways.items():
        envelope = etree.fromstring(
            f'<soap-env:Envelope xmlns:soap-env="{SOAP}"><soap-env:Body>'
            f"{BODY.read_text('utf-8').strip()}</soap-env:Body></soap-env:Envelope>"
        )
        if name != "binary-signature-sha1":
            now = datetime.now(UTC)
            get_security_header(envelope).append(
                WSU.Timestamp(
                    WSU.Created(now.isoformat()),
                    WSU.Expires((now + timedelta(minutes=5)).isoformat()),
                )
            )
        way.apply(envelope, {})
        (shop.out / f"{name}.xml").write_bytes(
            etree.tostring(envelope, xml_declaration=True, encoding="utf-8")
        )
    return f"zeep {zeep.__version__}, xmlsec {xmlsec.__version__}"


def make_xmlsec1(shop: Workshop) -> str:
    """The xmlsec1 command, with the template of the example."""
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    pem = (shop.party / "cert.pem").read_text("ascii").split("-----")[2]
    values = {
        "TOKEN": pem.strip(),
        "CREATED": f"{now.isoformat()}Z",
        "EXPIRES": f"{(now + timedelta(minutes=5)).isoformat()}Z",
        "DAY": f"{now:%Y-%m-%d}",
        "TIME": f"{now:%H:%M:%S}",
        "REFERTE": "4f6c1c1e-0f0e-4c65-9d6b-8a1c5d8f0001",
        "INSZ": "14651220816",
    }
    text = (EXAMPLES / "curl-xmlsec1" / "request.xml").read_text("utf-8")
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    template = shop.scratch / "template.xml"
    template.write_text(text, "utf-8")
    wss = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity"
    parts = (
        f"{SOAP}:Body",
        f"{wss}-utility-1.0.xsd:Timestamp",
        f"{wss}-secext-1.0.xsd:BinarySecurityToken",
    )
    ids = [word for part in parts for word in ("--id-attr:Id", part)]
    out = ("--output", shop.out / "pretty-printed.xml")
    run(
        "xmlsec1",
        "--sign",
        "--privkey-pem",
        shop.party / "key.pem",
        *ids,
        *out,
        template,
    )
    return run("xmlsec1", "--version")


TOOLKITS: Final[dict[str, Callable[[Workshop], str]]] = {
    "gsoap": make_gsoap,
    "jdk": make_jdk,
    "mono": make_mono,
    "node-soap": make_node,
    "wss4j": make_wss4j,
    "xmlsec1": make_xmlsec1,
    "zeep": make_zeep,
}


def record(toolkit: str) -> None:
    """Record one toolkit, from its PKI to the note of when and with what."""
    folder = HERE / toolkit
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with TemporaryDirectory() as name:
        pki, scratch = Path(name) / "pki", Path(name) / "scratch"
        scratch.mkdir()
        Pki.create(
            pki,
            hops=[HopIdentity(name="magda", organisation="Vectors", leg="magda")],
            parties=[
                Identity(
                    id="asker",
                    common_name="0999000009 asker TEST",
                    organisation="Vectors",
                    number="0999000009",
                    leg="magda",
                )
            ],
        )
        shutil.copy(pki / "trust" / "magda.pem", folder / "trust.pem")
        shop = Workshop(party=pki / "parties" / "asker", out=folder, scratch=scratch)
        version = TOOLKITS[toolkit](shop)
    now = datetime.now(UTC).replace(microsecond=0)
    (folder / "recorded.toml").write_text(
        f'with = "{version}"\nat = {now.isoformat()}\n', "utf-8"
    )
    print(f"{toolkit}: {len(list(folder.glob('*.xml')))} messages of {version}")


def _declaration(root: etree._Element) -> str:
    return f' xmlns:{root.prefix}="{root.nsmap[root.prefix]}"'


if __name__ == "__main__":
    for each in sys.argv[1:] or TOOLKITS:
        record(each)
