"""Makes a state folder at the first start, and checks it at the next ones."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from kruispunt_certs import HopIdentity, Identity, KeyType, Pki, PkiError

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.hops.plan import HOPS
from kruispunt_simulator.parties import Parties, Party


def prepare_state(
    state: Path, *, key_type: str | None = None, hosts: tuple[str, ...] = ()
) -> None:
    """
    Make the folder, its test PKI and its files, unless they are there.

    Of the parties, those with `at_start` get a certificate; see `ensure_certificate`.

    What is made is readable by its owner only, for it is keys and a log about people;
    a folder that is there keeps its mode, for it may be somebody's home.

    Args:
        state: A missing folder is made, its parents too.
        key_type: Of all keys, a value of `KeyType`; None: RSA, or what is there.
        hosts: More names or addresses for the server certificates.

    Raises:
        StateError: The certificates that are there have other keys or names.
    """
    make_folder(state)
    if (state / "pki").is_dir():
        _check_fit(state, key_type, hosts)
    else:
        Pki.create(
            state / "pki",
            hops=[hop_identity(name, hosts) for name in HOPS],
            parties=[identity_of(p) for p in Parties.load().all if p.at_start],
            key_type=KeyType(key_type) if key_type else KeyType.RSA,
        )
    (state / "client").mkdir(mode=0o700, exist_ok=True)


def make_folder(state: Path) -> None:
    """Make the folder, readable by its owner only."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)


def hop_identity(name: str, hosts: tuple[str, ...] = ()) -> HopIdentity:
    """What a hop's server certificate says."""
    return HopIdentity(name=name, organisation=HOPS[name].title, leg=name, hosts=hosts)


def identity_of(party: Party) -> Identity:
    """What a party's certificate says."""
    return Identity(
        id=party.id,
        common_name=party.common_name,
        organisation=party.name,
        number=party.number,
        leg=party.leg,
    )


def ensure_certificate(state: Path, party: Party) -> None:
    """
    Know that a party has a certificate: the first one is made now, if it is missing.

    Args:
        state: A state folder, or a path where there is none: nothing is made then.
        party: One behind an integrator (`leg` none) gets none.

    Raises:
        StateError: The certificates that are there cannot be used.
    """
    if party.leg == "none" or not (state / "pki").is_dir():
        return
    try:
        Pki.open(state / "pki").ensure(identity_of(party))
    except (OSError, PkiError) as error:
        raise StateError(str(error)) from error


def _check_fit(state: Path, key_type: str | None, hosts: tuple[str, ...]) -> None:
    """Know that what is there is what was asked for; a start changes no certificate."""
    for name in HOPS:
        path = state / "pki" / "hops" / name / "cert.pem"
        try:
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
        except (OSError, ValueError) as error:
            raise StateError(f"{path}: no certificate here: {error}") from error
        kind = rsa.RSAPublicKey if key_type == "rsa-2048" else ec.EllipticCurvePublicKey
        if key_type and not isinstance(certificate.public_key(), kind):
            raise StateError(
                f"{state}: its keys are not {key_type}; leave --key-type out, or take "
                "another --state"
            )
        for host in set(hosts) - _names(certificate):
            raise StateError(
                f"{state}: the certificate of {name} does not name {host}; run "
                f"`kruispunt certs issue {name} --host {host}` for each hop, or take "
                "another --state"
            )


def _names(certificate: x509.Certificate) -> set[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    addresses = found.value.get_values_for_type(x509.IPAddress)
    return {
        *found.value.get_values_for_type(x509.DNSName),
        *map(str, addresses),
    }
