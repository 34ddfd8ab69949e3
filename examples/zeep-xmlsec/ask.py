"""
Asks GeefZorgtoeslag with stock zeep and xmlsec: `python ask.py STATE [INSZ]`.

Wonen in Vlaanderen asks `magda`. The client is made of the service's own `?wsdl`, and
signs with zeep's `BinarySignature`: Timestamp and Body, not the token, so this does for
policy *platform* but not for *strict*.

What zeep's own verification does not do, and this file adds:

- `BinarySignature.verify` holds the *own* certificate against the reply, and no other
  can be given to it. `Signature.verify` with the certificate of the other side does
  better. Which one that is, it must be told beforehand: the token in the reply is not
  looked at, nor any chain or revocation list. Here it is the one in the state folder;
- it does not ask which parts were signed: a signature over anything will do. So that is
  looked up here, as is the Timestamp;
- a reply without a security header ends in an AttributeError.

`kruispunt_client` does all that itself.
"""

from __future__ import annotations

import json
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests
import xmlsec
import zeep
from zeep.exceptions import Fault, SignatureVerificationFailed
from zeep.transports import Transport
from zeep.wsse.signature import BinarySignature, Signature
from zeep.wsse.utils import WSU, get_security_header

PATH = "/GeefZorgtoeslagDienst-02.00/soap/WebService"
NS = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/"
    "oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/"
    "oasis-200401-wss-wssecurity-utility-1.0.xsd",
}
SKEW = timedelta(minutes=1)


class TimestampAndSignature:
    """What zeep calls before it sends (`apply`) and after it received (`verify`)."""

    def __init__(self, *, key: Path, certificate: Path, other_side: Path) -> None:
        """
        Read the files.

        Args:
            key: Our private key, PEM.
            certificate: Our certificate, PEM.
            other_side: The one certificate that replies must be signed with, PEM.
        """
        algorithms = (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256)
        self._ours = BinarySignature(str(key), str(certificate), None, *algorithms)
        self._theirs = Signature(str(key), str(other_side))

    def apply(self, envelope: Any, headers: Any) -> tuple[Any, Any]:
        """Add a Timestamp, for zeep makes none, and sign."""
        now = datetime.now(UTC).replace(tzinfo=None)
        times = (now, now + timedelta(minutes=5))
        created, expires = (f"{t.isoformat(timespec='milliseconds')}Z" for t in times)
        get_security_header(envelope).append(
            WSU.Timestamp(WSU.Created(created), WSU.Expires(expires))
        )
        signed: tuple[Any, Any] = self._ours.apply(envelope, headers)
        return signed

    def verify(self, envelope: Any) -> Any:
        """Find out whether a reply may be believed."""
        if not envelope.xpath("soap:Header/wsse:Security/ds:Signature", namespaces=NS):
            raise SignatureVerificationFailed("the reply is not signed")
        self._theirs.verify(envelope)
        _check_parts(envelope)
        print("reply signature: valid")
        return envelope


def _check_parts(envelope: Any) -> None:
    covered = envelope.xpath(
        "soap:Header/wsse:Security/ds:Signature/ds:SignedInfo/ds:Reference/@URI",
        namespaces=NS,
    )
    for path in ("soap:Header/wsse:Security/wsu:Timestamp", "soap:Body"):
        parts = envelope.xpath(path, namespaces=NS)
        ids = envelope.xpath(f"{path}/@wsu:Id", namespaces=NS)
        if len(parts) != 1 or len(ids) != 1 or f"#{ids[0]}" not in covered:
            raise SignatureVerificationFailed(f"{path} is not signed")
        if len(envelope.xpath("//*[@wsu:Id=$id]", namespaces=NS, id=ids[0])) != 1:
            raise SignatureVerificationFailed(f"two elements {ids[0]}")
    created, expires = (
        datetime.fromisoformat(
            envelope.findtext(
                f"soap:Header/wsse:Security/wsu:Timestamp/wsu:{name}", "", NS
            )
        )
        for name in ("Created", "Expires")
    )
    now = datetime.now(UTC)
    if created > now + SKEW or expires < now - SKEW:
        raise SignatureVerificationFailed("the Timestamp is not fresh")


def question(insz: str) -> dict[str, Any]:
    """Give the Verzoek."""
    now = datetime.now(ZoneInfo("Europe/Brussels"))
    reference = str(uuid.uuid4())
    return {
        "Context": {
            "Naam": "GeefZorgtoeslag",
            "Versie": "02.00.0000",
            "Bericht": {
                "Type": "VRAAG",
                "Tijdstip": {
                    "Datum": f"{now:%Y-%m-%d}",
                    "Tijd": f"{now:%H:%M:%S}.000",
                },
                "Afzender": {
                    "Identificatie": "wonenvlaanderen.be/premies-aip",
                    "Referte": reference,
                    "Hoedanigheid": "7201",
                    "Gebruiker": "68613003151",
                },
            },
        },
        "Vragen": {
            "Vraag": {
                "Referte": reference,
                "Inhoud": {
                    "Criteria": {
                        "INSZ": insz,
                        "Referentiedatum": f"{now:%Y-%m-%d}",
                        "GewensteInformatie": {
                            "StatusAanvraag": "0",
                            "Erkenningen": "1",
                        },
                    },
                    "Taal": "nl",
                },
            }
        },
    }


def main(state: Path, insz: str = "14651220816") -> int:
    """Ask, verify, print."""
    party = state / "pki" / "parties" / "wonen-in-vlaanderen"
    endpoint = json.loads((state / "running.json").read_text("utf-8"))["endpoints"]
    session = requests.Session()
    session.trust_env = False  # or REQUESTS_CA_BUNDLE goes before `verify`
    session.cert = (str(party / "chain.pem"), str(party / "key.pem"))
    session.verify = str(state / "pki" / "trust" / "magda.pem")
    with session:
        client = zeep.Client(
            f"{endpoint['magda']}{PATH}?wsdl",
            transport=Transport(session=session, timeout=30, operation_timeout=30),
            wsse=TimestampAndSignature(
                key=party / "key.pem",
                certificate=party / "cert.pem",
                other_side=state / "pki" / "hops" / "magda" / "cert.pem",
            ),
        )
        try:
            answer = client.service.GeefZorgtoeslag(question(insz))
        except Fault as fault:
            print(f"faultstring: {fault.message}")
            return 1
        except SignatureVerificationFailed as error:
            print(f"refused: {error}", file=sys.stderr)
            return 1
    return show(answer)


def show(answer: Any) -> int:
    """Print the recognitions; give the exit status."""
    found = 0
    one = answer.Antwoorden.Antwoord if answer.Antwoorden else None
    for level in (answer, one):
        problems = level.Uitzonderingen if level else None
        for problem in problems.Uitzondering if problems else ():
            print(f"Diagnose: {problem.Diagnose}")
    if one is not None and one.Inhoud is not None:
        print(f"INSZ: {one.Inhoud.Zorgtoeslag.INSZ}")
        for recognition in one.Inhoud.Zorgtoeslag.Erkenningen.Erkenning:
            period = recognition.StatusErkenning.PeriodeErkenning
            pillars = recognition.ResultaatErkenningKind.Pijlers
            print(f"Begindatum: {period.Begindatum}")
            print(f"Pijler1: {pillars.Pijler1}")
            print(f"Totaal: {pillars.Totaal}")
            found += 1
    return 0 if found else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python ask.py STATE [INSZ]")
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:3]))
