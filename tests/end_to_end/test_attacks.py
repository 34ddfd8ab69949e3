"""
Attack messages over the real wire.

Each is made from a message that would be answered. The attacker is somebody with a
certificate of the leg, or somebody who caught a message and may change it. Whatever
they do: a refusal, a record, not one datum, and the next good question is answered.
"""

from __future__ import annotations

import base64
import copy
import hmac
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from kruispunt_client.identity import PrivateIdentity
from kruispunt_contracts import ns
from kruispunt_simulator.hops.call import UNKNOWN
from lxml import etree

from .envelopes import (
    AMELIE,
    DS,
    ERR_025,
    LOTTE,
    NORA,
    SOAP,
    WOUT,
    WSSE,
    WSU,
    Chain,
    Element,
    Envelope,
    Refusal,
    assert_refused,
    errors_of,
)

Change = Callable[[Envelope], object]
ATTACKED = "care allowance at magda"
"""One hop with data of its own: what leaks, leaks here."""


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A change of a signed message, and the check that must notice."""

    name: str
    check: str
    change: Change
    shape: str = "standard"


ATTACKS: list[Attack] = []


def attack(name: str, check: str, *, shape: str = "standard") -> Callable[..., Change]:
    """Put a change in the table; the decorated function may stand in several rows."""

    def put(change: Change) -> Change:
        ATTACKS.append(Attack(name=name, check=check, change=change, shape=shape))
        return change

    return put


# --- signature wrapping: the signed Body in one place, another where it is read -------


@attack("signed Body in a wrapper in the Header", "signature.reference")
def _(message: Envelope) -> None:
    message.wrapped_body()


@attack(
    "signed Body in a wrapper, Timestamp or not", "signature.reference", shape="savon"
)
def _(message: Envelope) -> None:
    message.wrapped_body()


@attack("signed Body under wsse:Security", "signature.reference")
def _(message: Envelope) -> None:
    signed, evil = message.body, message.evil_body()
    message.security.append(signed)
    message.root.append(evil)


@attack("signed Body inside the new one", "signature.reference")
def _(message: Envelope) -> None:
    signed, evil = message.body, message.evil_body()
    evil[0].append(signed)
    message.root.append(evil)


@attack("signed Body inside a ds:Object", "signature.structure")
def _(message: Envelope) -> None:
    signed, evil = message.body, message.evil_body()
    etree.SubElement(message.signature, f"{DS}Object").append(signed)
    message.root.append(evil)


@attack("signed Body in the Header, its id on the new one too", "id.ambiguous")
def _(message: Envelope) -> None:
    signed, evil = message.body, message.evil_body()
    evil.set(f"{WSU}Id", signed.get(f"{WSU}Id"))
    message.header.append(signed)
    message.root.append(evil)


@attack(
    "bare signature of the .NET client, wrapped", "signature.reference", shape="dotnet"
)
def _(message: Envelope) -> None:
    message.wrapped_body()


@attack("two Bodies, the evil one first", "xml.several-bodies")
def _(message: Envelope) -> None:
    message.root.insert(1, message.evil_body())


@attack("two Bodies, the evil one last", "xml.several-bodies")
def _(message: Envelope) -> None:
    message.root.append(message.evil_body())


@attack(
    "signed Timestamp in a wrapper, a fresh one at its place", "signature.reference"
)
def _(message: Envelope) -> None:
    fresh = copy.deepcopy(message.timestamp)
    fresh.attrib.clear()
    etree.SubElement(message.header, "Wrapper").append(message.timestamp)
    message.security.append(fresh)


# --- ids -----------------------------------------------------------------------------

for _attribute in (f"{WSU}Id", "Id", "ID", "id", f"{{{ns.XSD}}}id"):

    @attack(
        f"id of the Body twice, as {etree.QName(_attribute).localname} "
        f"{etree.QName(_attribute).namespace}",
        "id.ambiguous",
    )
    def _(message: Envelope, attribute: str = _attribute) -> None:
        message.header.set(attribute, "kruispunt-body")  # fmt: skip


# --- altered -------------------------------------------------------------------------


@attack("another person in the Body", "signature.digest")
def _(message: Envelope) -> None:
    message.about(WOUT)


@attack("another person and a digest to match", "signature.value")
def _(message: Envelope) -> None:
    message.about(WOUT)
    value = message.ds("SignatureValue").text
    message.mended()
    message.ds("SignatureValue").text = value


@attack("number of the person split by a comment", "signature.digest")
def _(message: Envelope) -> None:
    """`INSZ.text` would be the first half; a reader must not fall for that."""
    element = message.payload.find(".//INSZ")
    comment = etree.Comment("")
    element.text, comment.tail = f"{WOUT}", LOTTE
    element.append(comment)


@attack("Timestamp made younger", "signature.digest")
def _(message: Envelope) -> None:
    message.timestamp[1].text = "2999-01-01T00:00:00Z"


@attack("unsigned Body beside a signed Timestamp", "signature.body-not-signed")
def _(message: Envelope) -> None:
    message.ds("SignedInfo").remove(message.reference("body"))
    message.mended()
    message.about(WOUT)


@attack("signature removed", "security.missing")
def _(message: Envelope) -> None:
    message.security.remove(message.signature)


@attack("security header addressed to somebody else", "security.missing")
def _(message: Envelope) -> None:
    message.security.set(f"{SOAP}actor", "http://other.example/")


# --- keys and tokens -----------------------------------------------------------------


def der(identity: PrivateIdentity) -> str:
    encoded = identity.certificate.public_bytes(Encoding.DER)
    return base64.b64encode(encoded).decode()


@attack("token of another party put in", "signature.value")
def _(message: Envelope) -> None:
    message.token.text = der(message.chain.identity("fluvius"))


@attack("token put in where it is not signed", "signature.value", shape="savon")
def _(message: Envelope) -> None:
    message.token.text = der(message.chain.identity("fluvius"))


@attack("token of an issuing authority", "token.signer-is-ca")
def _(message: Envelope) -> None:
    issuing = message.chain.identity(message.ask.party).chain[1]
    encoded = issuing.public_bytes(Encoding.DER)
    message.token.text = base64.b64encode(encoded).decode()


@attack("signed by another party, under its own token", "agreement.signer-is-caller")
def _(message: Envelope) -> None:
    theirs = message.chain.identity("fluvius")
    message.token.text = der(theirs)
    message.mended(by=theirs)


@attack("token in a reference outside the message", "token.missing")
def _(message: Envelope) -> None:
    reference = message.ds("KeyInfo").find(f".//{WSSE}Reference")
    reference.set("URI", "https://evil.example/token")


# --- algorithms ----------------------------------------------------------------------


@attack("HMAC with the public key as its secret", "signature.algorithm")
def _(message: Envelope) -> None:
    method = message.ds("SignedInfo/SignatureMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")
    public = message.chain.identity(message.ask.party).certificate.public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    octets = etree.tostring(
        message.ds("SignedInfo"), method="c14n", exclusive=True, with_comments=False
    )
    value = hmac.digest(secret, octets, "sha256")
    message.ds("SignatureValue").text = base64.b64encode(value).decode()


for _algorithm in (
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
    "none",
):

    @attack(f"RSA key under {_algorithm.rpartition('#')[2]}", "signature.algorithm")
    def _(message: Envelope, algorithm: str = _algorithm) -> None:
        message.ds("SignedInfo/SignatureMethod").set("Algorithm", algorithm)
        message.with_value_anew()


@attack("MD5 digest", "signature.digest-algorithm")
def _(message: Envelope) -> None:
    method = message.reference("body").find(f"{DS}DigestMethod")
    method.set("Algorithm", "http://www.w3.org/2001/04/xmldsig-more#md5")
    message.with_value_anew()


for _transform in (
    "http://www.w3.org/TR/1999/REC-xslt-19991116",
    "http://www.w3.org/TR/1999/REC-xpath-19991116",
    "http://www.w3.org/2002/06/xmldsig-filter2",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    "urn:unknown",
):

    @attack(f"transform {_transform.rpartition('/')[2]}", "signature.transform")
    def _(message: Envelope, transform: str = _transform) -> None:
        """signxml alone would skip one that it does not know."""
        element = message.reference("body").find(f".//{DS}Transform")
        element.set("Algorithm", transform)
        message.with_value_anew()


for _uri in (
    "https://evil.example/body",
    "file:///etc/hostname",
    "cid:attachment",
    "#xpointer(/)",
    "",
):

    @attack(f"reference to {_uri or 'the whole document'}", "signature.reference")
    def _(message: Envelope, uri: str = _uri) -> None:
        """Nothing is ever fetched, and the whole document is not the Body."""
        message.reference("body").set("URI", uri)
        message.with_value_anew()


@attack("signature value of nothing", "signature.value")
def _(message: Envelope) -> None:
    message.ds("SignatureValue").text = base64.b64encode(bytes(256)).decode()


# --- an unsigned header that fills in signed content ----------------------------------


@attack("href of the signed Body to an unsigned header block", "contract.schema")
def _(message: Envelope) -> None:
    """Stock Spyne resolves SOAP-encoding references: that is off here."""
    element = message.payload.find(".//INSZ")
    element.text = None
    element.set("href", "#evil")
    message.mended()
    block = etree.SubElement(message.header, "{urn:example:evil}INSZ", id="evil")
    block.text = WOUT


EVERY_ATTACK = pytest.mark.parametrize(
    "row", ATTACKS, ids=[row.name for row in ATTACKS]
)


@pytest.mark.requirement("S-MI-02")
@EVERY_ATTACK
def test_attack_is_refused_and_logged(
    chain: Chain, envelope: Callable[..., Envelope], row: Attack
) -> None:
    """WSS 1.1.1 section 13 (what to guard against); _wire-facts.md section 2."""
    message = envelope(ATTACKED).signed(row.shape)
    row.change(message)
    answer = message.post()
    assert answer.status == 500
    assert answer.refusal is not None
    record = assert_refused(
        chain, answer, status=500, refusal=answer.refusal, check=row.check
    )
    below = row.check.startswith(("signature.", "token.", "id.", "security."))
    if below:
        assert answer.refusal == ERR_025
        assert "log.claimed" in {f["check"] for f in record["findings"]}
    assert {r["direction"] for r in chain.records(answer.trace)} == {"in"}
    chain.still_answers(ATTACKED)


def test_names_of_attacks_are_unique() -> None:
    names = [row.name for row in ATTACKS]
    assert len(names) == len(set(names))


@pytest.mark.requirement("S-MI-02")
@pytest.mark.parametrize("shape", sorted({row.shape for row in ATTACKS}))
def test_unchanged_message_is_answered(
    envelope: Callable[..., Envelope], shape: str
) -> None:
    """The twin of every row."""
    answer = envelope(ATTACKED).signed(shape).post()
    assert answer.refusal is None
    assert answer.has_data


def test_mending_alone_changes_nothing(envelope: Callable[..., Envelope]) -> None:
    """The attacker's own tools work: what they re-sign unchanged is answered."""
    message = envelope(ATTACKED).signed()
    assert message.mended().post().refusal is None


# --- who asks: the header block that names the user at the KSZ ------------------------


def user_block(message: Envelope, insz: str) -> Element:
    """Add a block that names somebody."""
    block = etree.SubElement(message.header, f"{{{ns.USER}}}User")
    block.text = insz
    return block


def another_user(message: Envelope) -> None:
    message.header.find(f"{{{ns.USER}}}User").text = AMELIE


def second_user(message: Envelope) -> None:
    user_block(message, NORA)


@pytest.mark.requirement("S-AC-03")
@pytest.mark.parametrize(
    ("change", "check"),
    [
        pytest.param(another_user, "signature.digest", id="another user"),
        pytest.param(second_user, "user.ambiguous", id="a second user"),
    ],
)
def test_user_cannot_be_changed_on_the_way(
    chain: Chain,
    envelope: Callable[..., Envelope],
    change: Callable[[Envelope], None],
    check: str,
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.2, 6.3: who asks is signed along."""
    message = envelope("attest at ksz").signed()
    change(message)
    assert check in errors_of(chain.arrival(message.post()))
    chain.still_answers("attest at ksz")


def test_user_that_nobody_signed_is_nobody(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """The message is answered as one that names no user, which the KSZ allows."""
    message = envelope("attest at ksz", user=None).signed()
    user_block(message, NORA)
    answer = message.post()
    assert answer.refusal is None
    record = chain.arrival(answer)
    assert record["user"] == UNKNOWN
    noted = {f["check"] for f in record["findings"]}
    assert noted == {"signature.user-not-signed", "user.named", "law.fields"}


# --- unsigned ------------------------------------------------------------------------


@pytest.mark.requirement("S-MI-01")
@pytest.mark.parametrize("name", [ATTACKED, "disability at wiv"])
def test_unsigned_message_is_refused(
    chain: Chain, envelope: Callable[..., Envelope], name: str
) -> None:
    """Protocol WiV–Wonen in Limburg art. 6.3; the text is the real platform's."""
    answer = envelope(name).unsigned().post()
    record = assert_refused(
        chain, answer, status=500, refusal=ERR_025, check="security.missing"
    )
    assert "No signature in message" in answer.payload.findtext("faultstring")
    assert "log.claimed" in {f["check"] for f in record["findings"]}


def test_stripping_the_signature_does_not_change_who_asks(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """
    The KSZ takes unsigned messages, so a signature may be removed on the way.

    Then the certificate of the connection counts, and another party gains nothing.
    """
    message = envelope("attest at ksz").signed()
    message.security.remove(message.signature)
    answer = message.post(identity=chain.identity("fidus"))
    assert answer.refusal == Refusal("fault", "MSG00014")
    assert errors_of(chain.arrival(answer)) == ["agreement.sender-is-caller"]


def test_comment_splits_no_number_where_nothing_is_signed(
    chain: Chain, envelope: Callable[..., Envelope]
) -> None:
    """The whole text counts, as C14N without comments gives it."""
    message = envelope("attest at ksz")
    element = message.payload.find("criteria/ssin")
    comment = etree.Comment("")
    whole = element.text
    element.text, comment.tail = whole[:5], whole[5:]
    element.append(comment)
    answer = message.unsigned().post()
    assert answer.refusal is None
    assert chain.arrival(answer)["person"] == whole
