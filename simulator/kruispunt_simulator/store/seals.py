"""
Signed heads of logs: what a hop vouches for, and cannot take back unnoticed.

The links of `chain.py` show that records fit together; whoever may write in the
database could make them all anew. So at intervals a hop signs where its log ends, with
the key that signs its replies: the records up to there are a *segment*, closed from
then on. A segment is also what goes as a whole when records are too old
(`audit/retention.py`).

What is signed is the seal as JSON, written as records are (`chain.canonical`), without
its signature: SHA-256 with PKCS #1 v1.5 for RSA keys, ECDSA for P-256 (RFC 8017 section
8.2, FIPS 186-5). Each seal holds the digest of the one before, so that none can go.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from kruispunt_client.identity import PrivateIdentity, PrivateKey
from sqlalchemy import Connection, Engine, bindparam, func, insert, select

from kruispunt_simulator.errors import StateError
from kruispunt_simulator.store.chain import START, aware, canonical
from kruispunt_simulator.store.ledger import Ledger
from kruispunt_simulator.store.tables import exchange, log_head, log_seal, log_signer

SEGMENT: Final = 10_000
"""Most records between two seals, so that what is too old goes in small pieces."""

_LAST: Final = (
    select(log_seal)
    .where(log_seal.c.hop == bindparam("of"))
    .order_by(log_seal.c.number.desc())
    .limit(1)
)
_ONE: Final = select(log_seal).where(
    log_seal.c.hop == bindparam("of"), log_seal.c.number == bindparam("nth")
)
_UNSEALED: Final = select(log_head.c.hop).where(log_head.c.position > 0)
_UP_TO: Final = select(exchange.c.chain).where(
    exchange.c.hop == bindparam("of"), exchange.c.position == bindparam("last")
)
_LATEST: Final = select(func.max(exchange.c.at)).where(
    exchange.c.hop == bindparam("of"),
    exchange.c.position.between(bindparam("first"), bindparam("last")),
)
_KNOWN: Final = select(log_signer.c.fingerprint).where(
    log_signer.c.fingerprint == bindparam("signer")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A hop says: my log up to here is this."""

    hop: str
    number: int
    """Of the seals of this log, from 1."""
    first: int
    """Position of the first record of the segment."""
    last: int
    """Of the last one."""
    chain: str
    """Its link, which covers everything before it too."""
    latest: datetime
    """The newest time in the segment; aware UTC."""
    at: datetime
    """When it was signed; aware UTC."""
    previous: str
    """`digest` of the seal before, or `START`."""
    signer: str
    """SHA-256 of the certificate of the key, in hex."""
    signature: str = ""
    """Base64."""

    @property
    def statement(self) -> bytes:
        """What is signed."""
        return canonical({name: getattr(self, name) for name in _SIGNED}).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the statement, in hex: names this seal."""
        return hashlib.sha256(self.statement).hexdigest()

    def signed_with(self, key: PrivateKey) -> Seal:
        """Give this seal with its signature."""
        return replace(self, signature=sign(key, self.statement))

    def is_signed_by(self, certificate: x509.Certificate) -> bool:
        """Whether the key of a certificate made the signature."""
        return fingerprint(certificate) == self.signer and is_signed(
            certificate, self.statement, self.signature
        )


def fingerprint(certificate: x509.Certificate) -> str:
    """Give the SHA-256 of a certificate, in hex."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def sign(key: PrivateKey, octets: bytes) -> str:
    """Sign octets; gives Base64."""
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(octets, padding.PKCS1v15(), hashes.SHA256())
    else:
        signature = key.sign(octets, ec.ECDSA(hashes.SHA256()))
    return base64.b64encode(signature).decode()


def is_signed(certificate: x509.Certificate, octets: bytes, signature: str) -> bool:
    """Whether the key of a certificate signed octets; never raises."""
    key = certificate.public_key()
    try:
        decoded = base64.b64decode(signature, validate=True)
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(decoded, octets, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(decoded, octets, ec.ECDSA(hashes.SHA256()))
        else:
            return False
    except (InvalidSignature, ValueError):
        return False
    return True


class Sealer:
    """
    Seals logs; thread-safe, also with other processes that seal the same ones.

    Remembers the last seal that it made of each log. When that is gone or another, it
    seals no more there: the key would vouch for what somebody put in its place.

    Args:
        engine: An open database with its tables.
        identity: Gives who signs for a log.
    """

    def __init__(
        self, engine: Engine, identity: Callable[[str], PrivateIdentity]
    ) -> None:
        self._engine = engine
        self._writing = engine.execution_options(kruispunt_write=True)
        self._ledger = Ledger(engine.dialect.name)
        self._identity = identity
        self._made: dict[str, Seal] = {}
        """The last one of each log."""

    def seal(self, hop: str, now: datetime) -> tuple[Seal, ...]:
        """
        Seal what was written since the last seal.

        Args:
            hop: Whose log.
            now: Aware UTC.

        Returns:
            The new seals: none when there is nothing new, several when there is much.

        Raises:
            InvalidSettings: The key cannot be read.
            StateError: A seal that was made here is not in the log any more.
            SQLAlchemyError: The database does not answer.
        """
        if not self._is_due(hop):
            return ()
        identity = self._identity(hop)
        made: list[Seal] = []
        end: int | None = None
        while True:  # a transaction each, for whoever writes waits for it
            with self._writing.begin() as connection:
                head = self._ledger.lock(connection, [hop])[hop]
                end = head.position if end is None else end
                last = last_seal(connection, hop)
                if last is not None and last.last >= end:
                    return tuple(made)
                self._check_own(connection, hop)
                made.append(self._next(connection, hop, end, last, identity, now))
            self._made[hop] = made[-1]

    def _is_due(self, hop: str) -> bool:
        """Whether there may be something new; asked without a lock."""
        with self._engine.connect() as connection:
            last = last_seal(connection, hop)
            since = _UNSEALED.where(
                log_head.c.hop == hop,
                log_head.c.position > (last.last if last else 0),
            )
            return connection.execute(since).first() is not None

    def _check_own(self, connection: Connection, hop: str) -> None:
        own = self._made.get(hop)
        if own is None:
            return
        row = connection.execute(_ONE, {"of": hop, "nth": own.number}).mappings()
        found = row.first()
        if found is None or _seal(found).digest != own.digest:
            raise StateError(
                f"seal {own.number} of {hop}, made by this process, is not in the log "
                "any more: somebody wrote that anew, and it is not sealed again; see "
                "`kruispunt log verify --anchors`"
            )

    @staticmethod
    def _next(
        connection: Connection,
        hop: str,
        head: int,
        before: Seal | None,
        identity: PrivateIdentity,
        now: datetime,
    ) -> Seal:
        first = before.last + 1 if before else 1
        last = min(head, first + SEGMENT - 1)
        span = {"of": hop, "first": first, "last": last}
        chain = connection.execute(_UP_TO, {"of": hop, "last": last}).scalar_one()
        latest = connection.execute(_LATEST, span).scalar_one()
        signer = know_signer(connection, identity)
        seal = Seal(
            hop=hop,
            number=before.number + 1 if before else 1,
            first=first,
            last=last,
            chain=chain,
            latest=aware(latest),
            at=now.astimezone(UTC),
            previous=before.digest if before else START,
            signer=signer,
        ).signed_with(identity.key)
        connection.execute(insert(log_seal), asdict(seal))
        return seal


def know_signer(connection: Connection, identity: PrivateIdentity) -> str:
    """
    Keep the certificates of who signs, so that a verifier finds them.

    Args:
        connection: In a transaction in which the head of a log is locked.
        identity: Who signs.

    Returns:
        The fingerprint of the certificate.
    """
    signer = fingerprint(identity.certificate)
    if connection.execute(_KNOWN, {"signer": signer}).first() is None:
        pem = b"".join(each.public_bytes(Encoding.PEM) for each in identity.chain)
        row = {"fingerprint": signer, "certificates": pem.decode()}
        connection.execute(insert(log_signer), row)
    return signer


def signer_of(log: str) -> str:
    """Give the hop that signs for a log: its own, or `magda` for what is no hop."""
    return log if log in ("wiv", "magda", "ksz") else "magda"


def last_seal(connection: Connection, hop: str) -> Seal | None:
    """Give the newest seal of a log; None before the first."""
    row = connection.execute(_LAST, {"of": hop}).mappings().first()
    return None if row is None else _seal(row)


def seals_of(connection: Connection, hop: str, after: int = 0) -> Iterator[Seal]:
    """
    Give the seals of a log in their order.

    Args:
        connection: Stays open until the last one was given.
        hop: Whose log.
        after: Only those that close a segment behind this position.
    """
    query = (
        select(log_seal)
        .where(log_seal.c.hop == hop, log_seal.c.last > after)
        .order_by(log_seal.c.number)
    )
    # Of this statement alone: options of a connection last, and no write may have them.
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        for row in rows.mappings():
            yield _seal(row)


_FIELDS: Final = tuple(field.name for field in fields(Seal))
_SIGNED: Final = tuple(name for name in _FIELDS if name != "signature")


def _seal(row: Any) -> Seal:
    given = {name: row[name] for name in _FIELDS}
    for name in ("latest", "at"):
        given[name] = aware(given[name])
    return Seal(**given)
